"""How `run` and `resume` end: the table, the directory, the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from r1ci_bench.cli.output import counted, print_json, run_heading, summary_table
from r1ci_bench.errors import ExitCode
from r1ci_bench.records import RunStore

if TYPE_CHECKING:
    from pathlib import Path

    from r1ci_bench.records import Summary


def finish(directory: Path, summary: Summary, *, interrupted: bool, as_json: bool) -> int:
    """Show what came of a run.

    Args:
        directory: Its directory.
        summary: Its summary.
        interrupted: True where a person stopped it.
        as_json: Print the summary as JSON instead of a table.

    Returns:
        The exit code.
    """
    if as_json:
        print_json(summary)
    else:
        click.echo(run_heading(RunStore.open(directory).manifest()))
        click.echo()
        click.echo(summary_table(summary))
        click.echo()
    click.echo(f"recorded in {directory}", err=True)
    if interrupted:
        click.echo(f"interrupted; continue with: r1ci-bench resume {directory}", err=True)
        return ExitCode.INTERRUPTED
    if not summary.complete:
        missing = summary.planned - summary.attempts
        faults = sum(count for outcome, count in summary.outcomes.items() if outcome.endswith("_fault"))
        click.echo(
            f"incomplete: {counted(missing, 'attempt')} missing, {counted(faults, 'fault')}; "
            f"make them again with: r1ci-bench resume {directory}",
            err=True,
        )
        return ExitCode.INCOMPLETE
    return ExitCode.OK
