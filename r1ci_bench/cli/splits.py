"""`r1ci-bench splits`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.output import note, print_json

if TYPE_CHECKING:
    from r1ci_bench.plugins import Plugins
    from r1ci_bench.splits import Split


@click.command("splits")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
@pass_session
def command(session: Session, name: str | None, as_json: bool) -> None:
    """List splits; or show NAME, which may be a file: its rule, its note and its tasks."""
    from r1ci_bench.errors import R1ciError
    from r1ci_bench.run.selection import find_split, split_tasks

    session.warn_of_failures()
    plugins = session.plugins
    found: list[tuple[Split, list[str]]] = []
    if name is not None:
        split = find_split(name.removeprefix("@"), plugins)
        found.append((split, split_tasks(split, plugins)))
    else:
        for known in plugins.splits.ids():
            try:
                split = find_split(known, plugins)
                found.append((split, split_tasks(split, plugins)))
            except R1ciError as error:
                # A broken split must not keep anybody from the others.
                note(error.message)
    if as_json:
        rows = [_fields(split, tasks, plugins) for split, tasks in found]
        print_json(rows if name is None else rows[0])
        return
    if name is not None:
        _show(*found[0])
        return
    width = max((len(split.name) for split, _ in found), default=0)
    for split, tasks in found:
        said = f" ({split.note})" if split.note else ""
        click.echo(f"{split.name:<{width}}  {len(tasks):>4} tasks  {split.rule}{said}")


def _show(split: Split, tasks: list[str]) -> None:
    from r1ci_bench.cli.output import counted, printable

    version = f"  version {split.version}" if split.version else ""
    click.secho(printable(f"{split.name}{version}  {counted(len(tasks), 'task')}"), bold=True)
    for title, text in (("rule", split.rule), ("note", split.note)):
        if text:
            click.echo(printable(f"{title}: {text}"))
    click.echo()
    for task in tasks:
        click.echo(task)


def _fields(split: Split, tasks: list[str], plugins: Plugins) -> dict[str, Any]:
    from r1ci_bench.splits import tasks_digest

    registered = split.name in plugins.splits
    return {
        "name": split.name,
        "version": split.version,
        "rule": split.rule,
        "note": split.note,
        "count": len(tasks),
        "tasks": tasks,
        "tasks_hash": tasks_digest(tasks),
        "origin": str(plugins.splits.get(split.name).origin) if registered else "file",
    }
