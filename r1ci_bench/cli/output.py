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


def note(text: str) -> None:
    """Say something on stderr that stops nothing."""
    click.echo(f"note: {printable(text)}", err=True)


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


def provenance_line(provenance: dict[str, Any]) -> str:
    """Where an item comes from, in one line, for example `data symbench, file letters/0.json, row 3`."""
    return ", ".join(f"{name} {value}" for name, value in provenance.items())


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
    sound = [task.sound for task in summary.tasks]
    if rows:
        name = f"mean of {counted(len(rows), 'task')}"
        rows.append(_summary_row(name, summary.accuracy, summary.tasks))
        sound.append(summary.sound)
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
    if summary.sound is not None:
        # Beside the share of all items, to which it is compared.
        place = headers.index("valid %") + 1
        headers.insert(place, "sound %")
        for row, share in zip(rows, sound, strict=True):
            row.insert(place, percent(share.accuracy.strict if share and share.accuracy else None))
    text = table(rows, headers, right=range(1, len(headers)))
    without = [task.task for task in summary.tasks if task.sound and not task.sound.attempts]
    if without:
        text += f"\n\nthe mean of sound % leaves out what has no sound item: {', '.join(without)}"
    return text


def run_heading(manifest: Manifest) -> str:
    """Who was run on what, in a few lines, with every mark and note that a reader must see."""
    spec = manifest.spec
    marks = [KIND_MARKS[manifest.model_kind]] if KIND_MARKS[manifest.model_kind] else []
    if not manifest.isolated:
        marks.append("code was NOT isolated")
    mark = f"  [{'; '.join(marks)}]" if marks else ""
    lines = [
        f"{spec.model} with {spec.agent}{mark}",
        f"{_asked(manifest)}, seed {spec.seed}, epochs {spec.epochs}, protocol {manifest.protocol}",
        *(f"@{split.name}: {split.note}" for split in manifest.splits if split.note),
    ]
    return "\n".join(map(printable, lines))


def _asked(manifest: Manifest) -> str:
    spec = manifest.spec
    levels = ",".join(map(str, spec.level))
    questions = counted(spec.samples, "question")
    generated = f"level {levels}, {questions} a task and level, {spec.question_set} set"
    quirks = f", quirks: {' '.join(spec.quirks)}" if spec.quirks else ""
    official = (
        f"official data, {spec.dialect} dialect{quirks}, at most {counted(spec.samples, 'item')} a task"
    )
    tasks, with_items = len(manifest.plan.tasks), len(manifest.official_tasks())
    if 0 < with_items < tasks:
        return (
            f"{counted(tasks, 'task')}: {with_items} with {official}; {tasks - with_items} with generated "
            f"questions, {generated}"
        )
    return f"{counted(tasks, 'task')}, {official if with_items else generated}"
