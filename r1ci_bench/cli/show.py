"""`r1ci-bench show`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from r1ci_bench.cli.output import (
    counted,
    print_json,
    printable,
    provenance_line,
    run_heading,
    summary_table,
)
from r1ci_bench.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from r1ci_bench.records import RunStore, SampleRecord

_AUTHOR_COLOURS = {"harness": "cyan", "model": "green", "guide": "magenta", "sandbox": "yellow"}


@click.command("show")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--transcript", metavar="TASK[:INDEX]", help="Show the transcript of one attempt, or its key.")
@click.option("--failures", is_flag=True, help="List the attempts that were not correct, with the reason.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
def command(run: Path, transcript: str | None, failures: bool, as_json: bool) -> int:
    """Show RUN: its table, one transcript, or what went wrong.

    \b
    Examples:
      r1ci-bench show runs/my-run
      r1ci-bench show runs/my-run --transcript symbench/game24:0
      r1ci-bench show runs/my-run --failures
    """  # noqa: D301 - click reads the \b
    from r1ci_bench.cli.progress import Reporter
    from r1ci_bench.records import RunStore, SampleRecord

    store = RunStore.open(run)
    problem = Reporter().problem
    if transcript is not None:
        record = _find(store, transcript)
        print_json(record) if as_json else _print_transcript(record)
    elif failures:
        latest = {record.key: _failure(record) for record in store.records(SampleRecord, problem)}
        rows = [row for row in latest.values() if row["outcome"] != "correct"]
        if as_json:
            print_json(rows)
        for row in rows if not as_json else ():
            defects = f"  [{', '.join(row['defects'])}]" if row["defects"] else ""
            click.echo(f"{row['key']}  {row['where']}  {row['outcome']}: {printable(row['reason'])}{defects}")
    else:
        from r1ci_bench.stats.summary import summarise

        manifest = store.manifest()
        summary = store.summary() or summarise(store, manifest, problem)
        if as_json:
            print_json(summary)
        else:
            click.echo(f"{run_heading(manifest)}\n\n{summary_table(summary)}")
            if not summary.complete:
                click.echo(f"\nincomplete: {summary.attempts} of {summary.planned} attempts have a record")
    return ExitCode.OK


def _failure(record: SampleRecord) -> dict[str, Any]:
    return {
        "key": record.key,
        "where": _place(record),
        "outcome": record.outcome,
        "reason": _reason(record),
        "defects": record.defects,
    }


def _reason(record: SampleRecord) -> str:
    if record.fault is not None:
        return record.fault.message
    if record.verdict is not None:
        return record.verdict.reason
    return record.transcript.stop or ""


def _place(record: SampleRecord) -> str:
    level = f"level {record.level}" if record.level else "official"
    return f"{record.task}:{record.index} ({level}, epoch {record.epoch})"


def _find(store: RunStore, wanted: str) -> SampleRecord:
    from r1ci_bench.records import SampleRecord

    task, colon, index = wanted.partition(":")
    if colon and not index.isdecimal():
        raise UsageError(
            f"--transcript {wanted!r}: {index!r} is no question number", hint="for example: game24:0"
        )
    found: SampleRecord | None = None
    names: set[str] = set()
    for record in store.records(SampleRecord, lambda _: None):
        names.add(record.task)
        right_task = task in (record.task, record.task.partition("/")[2])
        # The last record of an attempt counts, so the search goes on among records of the same key.
        matches = record.key == wanted or (right_task and record.index == int(index or 0))
        if matches and (found is None or record.key == found.key):
            found = record
    if found is None:
        raise UsageError(f"no recorded attempt matches {wanted!r}", hint=f"tasks: {', '.join(sorted(names))}")
    return found


def _print_transcript(record: SampleRecord) -> None:
    click.secho(f"{_place(record)}: {record.outcome}", bold=True)
    if reason := _reason(record):
        click.echo(f"reason: {printable(reason)}")
    if record.provenance:
        click.echo(f"from: {printable(provenance_line(record.provenance))}")
    if record.defects:
        click.echo(f"defects of the item: {', '.join(record.defects)}")
    for entry in record.transcript.messages:
        click.secho(f"\n--- {entry.author} ({entry.role})", fg=_AUTHOR_COLOURS[entry.author])
        click.echo(printable(entry.content))
    click.echo()
    click.secho(
        f"--- {record.outcome}, answer {record.transcript.answer!r} "
        f"({counted(len(record.transcript.code_runs), 'code call')}, {record.seconds:.2f} s)",
        bold=True,
    )
