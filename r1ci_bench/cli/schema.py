"""`r1ci-bench schema`."""

from __future__ import annotations

import click

from r1ci_bench.cli.output import print_json


@click.command("schema")
@click.argument("record", required=False)
def command(record: str | None) -> None:
    """Print the JSON Schema of RECORD, or list the records."""
    from r1ci_bench.errors import UsageError, near_misses
    from r1ci_bench.records.schemas import RECORDS, published_schema

    if record is None:
        for name in RECORDS:
            click.echo(name)
        return
    if record not in RECORDS:
        hint = near_misses(record, RECORDS) or f"known: {', '.join(RECORDS)}"
        raise UsageError(f"there is no record {record!r}", hint=hint)
    print_json(published_schema(record))
