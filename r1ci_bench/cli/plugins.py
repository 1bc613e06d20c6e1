"""`r1ci-bench plugins`."""

from __future__ import annotations

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.output import print_json, table


@click.command("plugins")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
@pass_session
def command(session: Session, as_json: bool) -> None:
    """List plugins, what they register, and which are broken."""
    plugins = session.plugins
    registries = (
        plugins.tasks,
        plugins.splits,
        plugins.data,
        plugins.models,
        plugins.agents,
        plugins.sandboxes,
        plugins.executors,
        plugins.commands,
    )
    loaded = [
        {
            "name": origin.name,
            "distribution": origin.distribution,
            "version": origin.version,
            "module": origin.module,
            "hooks": plugins.hooks_of(origin),
            "registers": [
                f"{registry.kind} {item.descriptor.id}"
                for registry in registries
                for item in registry
                if item.origin == origin
            ],
        }
        for origin in plugins.loaded
    ]
    broken = [
        {
            "name": f.plugin.name,
            "distribution": f.plugin.distribution,
            "version": f.plugin.version,
            "reason": f.reason,
        }
        for f in plugins.failures
    ]
    if as_json:
        print_json({"loaded": loaded, "broken": broken})
        return
    rows = [[p["name"], f"{p['distribution']} {p['version']}", _count(p["registers"])] for p in loaded]
    click.echo(table(rows, ["plugin", "distribution", "registers"]))
    for failure in plugins.failures:
        click.secho(f"\n{failure}", fg="red")


def _count(registers: object) -> str:
    if not isinstance(registers, list) or not registers:
        return "nothing"
    counts: dict[str, int] = {}
    for entry in registers:
        kind = str(entry).rpartition(" ")[0]
        counts[kind] = counts.get(kind, 0) + 1
    return ", ".join(f"{count} {kind if count == 1 else _plural(kind)}" for kind, count in counts.items())


def _plural(kind: str) -> str:
    return f"{kind}es" if kind.endswith("x") else f"{kind}s"
