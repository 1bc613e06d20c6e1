"""The page of all tasks, in Markdown: what each asks, what a guess is worth, and one question."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

from r1ci_bench.errors import TaskFault
from r1ci_bench.official import WITHOUT_DATA
from r1ci_bench.questions import questions
from r1ci_bench.run.workbench import load_task

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from r1ci_bench.descriptors import TaskDescriptor
    from r1ci_bench.plugins import Plugins
    from r1ci_bench.task import Sample, Task

LEVEL = 3
QUESTIONS = 20
"""How many questions of a task the chance level is averaged over."""

_COLUMNS = """\
| task | what it asks | capabilities | source | levels | chance |
| --- | --- | --- | --- | --: | --: |"""
_MOST_LINES = 40
_MOST_CHARS = 2_400
_HEAD = """\
# Tasks

All {count} tasks, by suite. This page is generated: `r1ci-bench tasks page`.

- **Source**: `generated` questions are made on the spot, the same ones everywhere for the same seed; the
  others are loaded from a data set, which `r1ci-bench data fetch` downloads. Of a task with both, official
  items are asked with `--data-dir`.
- **Chance**: what guessing is worth where a question lets choose among a few answers: the mean of one over
  their number, on the first {questions} questions of level {level} (of data sets: on all items).
  `baseline/random` guesses like that. A dash stands for open answers, which no guess hits but by luck.

The questions below are the first of level {level}. Official items are not shown: they are not ours to
publish.
"""


def tasks_page(plugins: Plugins, data_dir: Path | None) -> str:
    """Write the page; the same tasks and data give the same bytes.

    Args:
        plugins: Where the tasks are registered.
        data_dir: A copy of the official data, for the chance level of tasks that have no other questions; the
            root of all data sets.
    """
    descriptors = [item.descriptor for item in plugins.tasks]
    parts = [
        _HEAD.format(
            count=len(descriptors),
            questions=QUESTIONS,
            level=LEVEL,
        )
    ]
    for suite in sorted({descriptor.suite for descriptor in descriptors}):
        of_suite = [descriptor for descriptor in descriptors if descriptor.suite == suite]
        parts.append(_suite(suite, of_suite, plugins, data_dir))
    return "\n".join(parts)


def chance(task: Task[Any], samples: Iterable[Sample]) -> Fraction | None:
    """The probability that a guess is right, averaged over questions; None where answers are open."""
    shares = []
    for sample in samples:
        candidates = task.candidates(sample)
        if candidates is None:
            return None
        shares.append(Fraction(1, len(candidates)))
    return sum(shares, Fraction(0)) / len(shares) if shares else None


def _suite(suite: str, descriptors: Sequence[TaskDescriptor], plugins: Plugins, data_dir: Path | None) -> str:
    rows, shown = [], []
    for descriptor in descriptors:
        task = load_task(descriptor.id, plugins)
        samples = _samples(task, descriptor, data_dir)
        share = chance(task, samples)
        rows.append(
            f"| [{descriptor.id}](#{_anchor(descriptor.id)}) | {descriptor.summary} "
            f"| {', '.join(descriptor.capabilities)} | {_source(descriptor)} "
            f"| {descriptor.levels or '-'} | {'-' if share is None else f'{float(100 * share):.1f} %'} |"
        )
        shown.append(_question(descriptor, samples))
    return f"## {suite}\n\n{_COLUMNS}\n" + "\n".join(rows) + "\n\n" + "\n".join(shown)


def _samples(task: Task[Any], descriptor: TaskDescriptor, data_dir: Path | None) -> list[Sample]:
    if descriptor.source == "generator":
        source = questions(task, level=LEVEL, seed=0, question_set="public")
        return [sample for sample, _ in islice(source, QUESTIONS)]
    if data_dir is None:
        return []
    try:
        return list(task.load(data_dir / descriptor.data))
    except TaskFault as fault:
        if fault.kind in WITHOUT_DATA:
            return []
        raise


def _source(descriptor: TaskDescriptor) -> str:
    if descriptor.source == "dataset":
        return f"data set `{descriptor.data}`"
    return f"generated, or data set `{descriptor.data}`" if descriptor.data else "generated"


def _question(descriptor: TaskDescriptor, samples: Sequence[Sample]) -> str:
    heading = f"### {descriptor.id}\n\n"
    if descriptor.source == "dataset":
        return f"{heading}See `r1ci-bench tasks show {descriptor.id}`, once its data is there.\n"
    text = samples[0].question
    lines = text[:_MOST_CHARS].splitlines()[:_MOST_LINES]
    cut = "\n".join(lines)
    if len(cut) < len(text.rstrip()):
        cut += "\n[...]"
    # Longer than any fence in the question, so that the question cannot end it.
    fence = "`" * 4
    while fence in cut:
        fence += "`"
    return f"{heading}{fence}text\n{cut}\n{fence}\n"


def _anchor(heading: str) -> str:
    return "".join(sign for sign in heading.lower() if sign.isalnum() or sign in "-_")
