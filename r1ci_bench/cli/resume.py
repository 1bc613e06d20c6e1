"""`r1ci-bench resume`."""

from __future__ import annotations

from pathlib import Path

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.finish import finish


@click.command("resume")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--data-dir", metavar="DIR", help="Where the official data of the run lies now, if elsewhere.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@pass_session
def command(session: Session, run: Path, data_dir: str | None, as_json: bool, quiet: bool) -> int:
    """Continue RUN: make the attempts that are missing or were spoiled by a fault.

    What is recorded stays as it is. A run is refused when what is installed now would not continue the same
    run: other task versions, prompts or protocol, or official data that has changed.
    """
    session.warn_of_failures()
    from r1ci_bench.cli.progress import Reporter
    from r1ci_bench.run.lifecycle import resume

    reporter = Reporter(quiet=quiet)
    summary, interrupted = resume(
        run, session.plugins, show=reporter.show, problem=reporter.problem, data_dir=data_dir
    )
    return finish(run, summary, interrupted=interrupted, as_json=as_json)
