"""`r1ci-bench models`."""

from __future__ import annotations

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.output import KIND_MARKS, print_json, table


@click.command("models")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
@pass_session
def command(session: Session, as_json: bool) -> None:
    """List model adapters; a model is named adapter/name."""
    session.warn_of_failures()
    items = [(item.descriptor, item.origin) for item in session.plugins.models]
    if as_json:
        print_json(
            [
                {
                    "id": descriptor.id,
                    "version": descriptor.version,
                    "kind": descriptor.kind,
                    "names": descriptor.names,
                    "example": descriptor.example,
                    "key_variable": descriptor.key_variable,
                    "summary": descriptor.summary,
                    "origin": str(origin),
                }
                for descriptor, origin in items
            ]
        )
        return
    rows = [
        [
            descriptor.id,
            KIND_MARKS[descriptor.kind] or "model",
            ", ".join(f"{descriptor.id}/{name}" for name in descriptor.names) or descriptor.example,
            descriptor.key_variable or "-",
            descriptor.summary,
        ]
        for descriptor, _ in items
    ]
    click.echo(table(rows, ["adapter", "kind", "names", "key", "summary"]))
