"""The page of a soundness report, in Markdown; the same report gives the same bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from tabulate import tabulate

from r1ci_bench.task import Defect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from r1ci_bench.soundness.report import LevelReport, SoundnessReport, SuiteCount, TaskReport

_SHOWN = 50
_MARKS = re.compile(r"[\\`*_\[\]<>|&#~$]")
_HEAD = """\
# Soundness: {suite}

What `r1ci-bench check` found, for each task: whether right answers pass however they are written, whether
wrong ones fail whatever they are, and what is wrong with the official data. This page is generated;
`r1ci-bench check` makes it again (`--seed {seed} --questions {wanted}`, `--data-dir` for the official data,
`--output` for the numbers, `--page` for this page).

- **False negatives**: right answers that the verifier rejects, in all the forms in which they may be written
  (brackets, quotes, blanks, lines, JSON, Python, code fences, `\\boxed{{}}`, and what the task adds).
- **False positives**: wrong answers that it accepts (nothing, junk, echoes of the question, answers of other
  questions, parts missing, added, changed or exchanged, hostile text, and what the task knows to be wrong).
- **Questions**: different ones that were made at the level that has the fewest; {wanted} were asked for.
- **Majority**: the highest share, over levels, of questions that one constant answer solves: the most
  frequent one, or where a question has several right answers, the best of a few.
- **Echo**: the highest share, over levels, of questions that a part of their own text solves.
"""

_OFFICIAL_HEAD = """\
## Official data

Every official item at hand, judged by our checkers in both dialects. `official`: the questions as released,
by the rules that they state; an answer is right that is right in one reading of the words. `strict`: the same
items in our words, by full rules, with corrected answers; what remains is what no wording can mend. The items
are listed one by one in the suite's data file of defects.

"""


def soundness_page(report: SoundnessReport) -> str:
    """Write the page of a report; it holds no times, so that only what changed changes it."""
    suites = sorted({task.task.partition("/")[0] for task in report.tasks})
    wanted = max((level.questions_wanted for task in report.tasks for level in task.levels), default=0)
    parts = [_HEAD.format(suite=", ".join(suites), wanted=wanted, seed=report.seed), _verifiers(report.tasks)]
    if any(task.official for task in report.tasks):
        parts.append(_official(report.tasks))
    parts.extend(_task(task) for task in report.tasks)
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _verifiers(tasks: Sequence[TaskReport]) -> str:
    rows = [
        [
            f"[{task.task}](#{_anchor(task.task)})",
            _failed(task.false_negatives),
            _failed(task.false_positives),
            len(task.levels) if any(level.level for level in task.levels) else "-",
            min((level.questions for level in task.levels if level.level), default="-"),
            _highest([level.majority_share for level in task.levels]),
            _highest([level.echo_share for level in task.levels]),
            "**not sound**" if task.findings else "sound",
        ]
        for task in tasks
    ]
    heads = [
        "task",
        "false negatives",
        "false positives",
        "levels",
        "questions",
        "majority",
        "echo",
        "verdict",
    ]
    return "## Verifiers and generators\n\n" + _markdown(rows, heads)


def _official(tasks: Sequence[TaskReport]) -> str:
    kinds = get_args(Defect)
    rows = []
    for task in tasks:
        for report in task.official:
            counts = [report.defects.get(kind, 0) or "" for kind in kinds]
            agreed = f"{report.agreed} of {report.stored}" if report.stored else "none stored"
            rows.append([task.task, report.dialect, report.items, agreed, *counts, report.defective])
    heads = ["task", "dialect", "items", "stored answers that are right",
             *(kind.replace("_", " ") for kind in kinds), "defective items"]  # fmt: skip
    return _OFFICIAL_HEAD + _markdown(rows, heads)


def _task(task: TaskReport) -> str:
    parts = [f"## {task.task}\n", f"Version {task.version}. " + _kind(task)]
    generated = [level for level in task.levels if level.level]
    if generated:
        parts.append("\n" + _levels(generated))
    parts.append(f"\nRight answers {_suites(task.renderings, 'accepted')}")
    parts.append(f"\nWrong answers {_suites(task.wrong, 'rejected')}")
    if task.findings:
        lines = [
            f"- {item.kind.replace('_', ' ')}{f' (level {item.level})' if item.level else ''}: "
            f"{_escaped(f'{item.what}: {item.detail}')}"
            for item in task.findings[:_SHOWN]
        ]
        if len(task.findings) > _SHOWN:
            lines.append(f"- and {len(task.findings) - _SHOWN} more")
        parts.append("\nFindings:\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def _suites(counts: Mapping[str, SuiteCount], passed: str) -> str:
    """How many answers of each kind were tried; one by one only where some were misjudged."""
    names = ", ".join(f"{_escaped(name)} {count.tried}" for name, count in sorted(counts.items()))
    misjudged = {name: count for name, count in sorted(counts.items()) if count.passed < count.tried}
    text = f"that were tried, by what was done: {names}. "
    if not misjudged:
        return f"{text}All were {passed}.\n"
    rows = [[_escaped(name), _failed(count)] for name, count in misjudged.items()]
    return f"{text}These were not all {passed}:\n\n" + _markdown(rows, ["what was done", "misjudged"])


def _kind(task: TaskReport) -> str:
    if task.unique_answer:
        return "Each question has one right answer."
    return "A question may have several right answers; each is accepted."


def _levels(levels: Sequence[LevelReport]) -> str:
    rows = [
        [
            level.level,
            level.questions,
            level.samples,
            level.programs,
            _share(level.majority_share),
            _share(level.echo_share),
        ]
        for level in levels
    ]
    heads = ["level", "questions", "verifier tried on", "programs run", "majority", "echo"]
    return _markdown(rows, heads)


def _failed(count: SuiteCount) -> str:
    return f"{count.tried - count.passed} of {count.tried}"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.0f} %"


def _highest(shares: Sequence[float | None]) -> str:
    return _share(max((share for share in shares if share is not None), default=None))


def _escaped(text: str) -> str:
    """Foreign text, so that no sign of it is taken for Markdown."""
    return _MARKS.sub(r"\\\g<0>", text)


def _anchor(task: str) -> str:
    return task.replace("/", "").replace(".", "")


def _markdown(rows: Sequence[Sequence[object]], heads: Sequence[str]) -> str:
    return tabulate(rows, heads, tablefmt="github", disable_numparse=True) + "\n"
