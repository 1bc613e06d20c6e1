"""`r1ci-bench verify`."""

from __future__ import annotations

from pathlib import Path

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.errors import ExitCode, MismatchError

_SHOWN = 20


@click.command("verify")
@click.argument("run", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout.")
@pass_session
def command(session: Session, run: Path, as_json: bool) -> int:
    """Judge every recorded attempt of RUN again, offline, and rebuild its summary.

    The rebuilt summary must equal the recorded one byte for byte. RUN is only read.
    """
    from r1ci_bench.cli.output import print_json
    from r1ci_bench.cli.progress import Reporter
    from r1ci_bench.run.rejudge import verify

    result = verify(run, session.plugins, problem=Reporter().problem)
    if as_json:
        print_json(result)
        return ExitCode.OK if result.ok else ExitCode.MISMATCH
    for line in result.differences[:_SHOWN]:
        click.echo(line)
    if len(result.differences) > _SHOWN:
        click.echo(f"... and {len(result.differences) - _SHOWN} more")
    if not result.ok:
        what = "the rebuilt summary differs" if not result.identical else "some records differ"
        raise MismatchError(
            f"{run} does not verify: {what}; {len(result.differences)} of {result.attempts} attempts",
            hint="the records were changed, or the verifiers are not those of the run",
        )
    click.echo(f"{run}: {result.attempts} attempts judged again, summary identical")
    return ExitCode.OK
