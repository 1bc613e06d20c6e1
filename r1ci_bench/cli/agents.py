"""`r1ci-bench agents`."""

from __future__ import annotations

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.output import print_json, table


@click.command("agents")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
@pass_session
def command(session: Session, as_json: bool) -> None:
    """List agents: the ways in which a question is worked on."""
    session.warn_of_failures()
    items = [(item.descriptor, item.origin) for item in session.plugins.agents]
    if as_json:
        print_json(
            [{"id": d.id, "version": d.version, "summary": d.summary, "origin": str(o)} for d, o in items]
        )
        return
    click.echo(table([[d.id, d.version, d.summary] for d, _ in items], ["agent", "version", "summary"]))
