"""`r1ci-bench tasks list`: what there is, and what can be asked on this machine.

Listing names must wait neither for tasks nor for a table library, so that lines are laid out by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.expressions import ExpressionCommand
from r1ci_bench.cli.output import note, print_json

if TYPE_CHECKING:
    from r1ci_bench.descriptors import TaskDescriptor
    from r1ci_bench.plugins import Plugins, Registered
    from r1ci_bench.run.needs import Need

_EPILOG = """\b
Examples:
  r1ci-bench tasks list
  r1ci-bench tasks list @test37
  r1ci-bench tasks list 'symbench/*' -symbench/game24

Parts are added or, with - before them, taken away from left to right: an id, a bare name, a glob, @SPLIT or
@FILE. A list that begins with taking away begins with all tasks."""


@click.command("list", cls=ExpressionCommand, epilog=_EPILOG)
@click.argument("expressions", metavar="[EXPRESSION]...", nargs=-1)
@click.option("--long", "as_long", is_flag=True, help="Also levels, data set and splits.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout: all that is known.")
@pass_session
def command(session: Session, expressions: tuple[str, ...], as_long: bool, as_json: bool) -> None:
    """List tasks, those that cannot be asked now among them, with what they need."""
    from r1ci_bench.run.needs import Needs
    from r1ci_bench.run.selection import choose

    session.warn_of_failures()
    plugins = session.plugins
    if expressions:
        selection = choose(expressions, plugins)
        names = selection.tasks
        for split in selection.splits:
            if split.note:
                note(str(split))
    else:
        names = tuple(plugins.tasks.ids())
    holders = split_holders(plugins)
    needs = Needs(plugins)
    rows = [(plugins.tasks.get(name), holders.get(name, []), needs.of(name)) for name in names]
    if as_json:
        print_json([_fields(*row) for row in rows])
        return
    cells = [_cells(item, splits, as_long=as_long) for item, splits, _ in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for (item, _, need), row in zip(rows, cells, strict=True):
        text = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        missing = f" (needs {need.kind} {need.what or 'of its own'})" if need else ""
        click.echo(f"{text}  {item.descriptor.summary}{missing}")
    needs.tell({item.descriptor.id: need for item, _, need in rows if need}, note)


def split_holders(plugins: Plugins) -> dict[str, list[str]]:
    """The registered splits that hold each task; a split that is broken is passed over with a note."""
    from r1ci_bench.errors import R1ciError
    from r1ci_bench.run.selection import find_split, split_tasks

    holders: dict[str, list[str]] = {}
    for name in plugins.splits.ids():
        try:
            tasks = split_tasks(find_split(name, plugins), plugins)
        except R1ciError as error:
            note(error.message)
            continue
        for task in tasks:
            holders.setdefault(task, []).append(name)
    return holders


def _cells(item: Registered[TaskDescriptor], splits: list[str], *, as_long: bool) -> list[str]:
    descriptor = item.descriptor
    cells = [descriptor.id, ",".join(descriptor.capabilities)]
    if as_long:
        levels = f"{descriptor.levels} level{'' if descriptor.levels == 1 else 's'}"
        cells += [
            levels if descriptor.source == "generator" else "data set",
            f"data {descriptor.data}" if descriptor.data else "",
            ",".join(splits),
        ]
    return cells


def _fields(item: Registered[TaskDescriptor], splits: list[str], need: Need | None) -> dict[str, Any]:
    descriptor = item.descriptor
    return {
        "id": descriptor.id,
        "version": descriptor.version,
        "suite": descriptor.suite,
        "capabilities": descriptor.capabilities,
        "splits": splits,
        "levels": descriptor.levels,
        "source": descriptor.source,
        "data": descriptor.data,
        "needs": need._asdict() if need is not None else None,
        "summary": descriptor.summary,
        "origin": str(item.origin),
    }
