"""What commands print: JSON on a clean stdout, or tables by tabulate."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.records import Accuracy, Interval, Manifest, Outcome, Summary, TaskSummary

KIND_MARKS = {"model": "", "oracle": "oracle, not a model", "floor": "floor, not a model", "replay": "replay"}


def print_json(value: Any) -> None:
    """Print a value as indented JSON, and nothing else, on stdout."""
    import msgspec

    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def table(rows: Sequence[Sequence[Any]], headers: Sequence[str], *, right: Sequence[int] = ()) -> str:
    """Lay out a table.

    Args:
        rows: The cells.
        headers: The head of each column.
        right: Columns that are aligned to the right.
    """
    from tabulate import tabulate

    align = ["right" if column in right else "left" for column in range(len(headers))]
    return tabulate(rows, headers, tablefmt="simple", colalign=align if rows else None, disable_numparse=True)


def printable(text: str) -> str:
    """Foreign text as a terminal may show it: control characters, which could command it, are spelt out."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf") else repr(sign)[1:-1]
        for sign in text
    )


def counted(number: int, noun: str) -> str:
    """A number with its noun, for example `1 fault` or `3 faults`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def percent(share: float | None) -> str:
    """A share as a percentage with one decimal, or a dash."""
    return "-" if share is None else f"{100 * share:.1f}"


def _interval(interval: Interval | None) -> str:
    return "-" if interval is None else f"{100 * interval.low:.1f} - {100 * interval.high:.1f}"


def _accuracy_cells(accuracy: Accuracy | None) -> list[str]:
    if accuracy is None:
        return ["-", "-", "-"]
    return [percent(accuracy.strict), _interval(accuracy.strict_interval), percent(accuracy.valid_only)]


_FAULTS: tuple[Outcome, ...] = ("provider_fault", "sandbox_fault", "verifier_fault")
_UNANSWERED: tuple[Outcome, ...] = ("no_answer", "truncated", "limit")


def _summary_row(name: str, accuracy: Accuracy | None, tasks: Sequence[TaskSummary]) -> list[str]:
    attempts = sum(task.attempts for task in tasks)
    share = max(attempts, 1)

    def ended(outcomes: Sequence[Outcome]) -> str:
        return str(sum(task.outcomes[outcome] for task in tasks for outcome in outcomes))

    return [
        name,
        str(attempts),
        *_accuracy_cells(accuracy),
        ended(_UNANSWERED),
        ended(_FAULTS),
        f"{sum(task.code_calls for task in tasks) / share:.2f}",
        f"{sum(task.turns for task in tasks) / share:.2f}",
    ]


def summary_table(summary: Summary) -> str:
    """The summary of a run, task by task, the mean over tasks last."""
    rows = [_summary_row(task.task, task.accuracy, [task]) for task in summary.tasks]
    if rows:
        name = f"mean of {counted(len(rows), 'task')}"
        rows.append(_summary_row(name, summary.accuracy, summary.tasks))
    headers = [
        "task",
        "attempts",
        "strict %",
        "95 % interval",
        "valid %",
        "no answer",
        "faults",
        "calls",
        "turns",
    ]
    return table(rows, headers, right=range(1, len(headers)))


def run_heading(manifest: Manifest) -> str:
    """Who was run on what, in two lines, with every mark that a reader must see."""
    spec = manifest.spec
    marks = [KIND_MARKS[manifest.model_kind]] if KIND_MARKS[manifest.model_kind] else []
    if not manifest.isolated:
        marks.append("code was NOT isolated")
    note = f"  [{'; '.join(marks)}]" if marks else ""
    levels = ",".join(map(str, spec.level))
    return (
        f"{spec.model} with {spec.agent}{note}\n"
        f"{counted(len(manifest.plan.tasks), 'task')}, level {levels}, "
        f"{counted(spec.samples, 'question')} a task and level, "
        f"{spec.question_set} set, seed {spec.seed}, epochs {spec.epochs}, protocol {manifest.protocol}"
    )
