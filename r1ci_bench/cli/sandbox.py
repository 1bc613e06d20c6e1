"""`r1ci-bench sandbox`: its subcommands are imported when they are called, like those of the root."""

from __future__ import annotations

import click

from r1ci_bench._version import __version__
from r1ci_bench.descriptors import CommandDescriptor


def _command(name: str, summary: str) -> CommandDescriptor:
    entry = f"r1ci_bench.cli.sandbox_{name}:command"
    return CommandDescriptor(id=name, version=__version__, entry=entry, summary=summary)


SUBCOMMANDS = {
    command.id: command
    for command in (
        _command("bench", "Time a few programs in a sandbox."),
        _command("exec", "Run one file in the sandbox."),
        _command("serve", "Serve the sandbox over HTTP."),
    )
}


class _Subcommands(click.Group):
    """Knows its commands by name and summary."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one."""
        descriptor = SUBCOMMANDS.get(cmd_name)
        loaded: click.Command | None = descriptor.load() if descriptor is not None else None
        return loaded

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list from the summaries alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in SUBCOMMANDS.items()])


@click.group("sandbox", cls=_Subcommands)
def command() -> None:
    """Run code in the sandbox, or serve the sandbox to other machines."""
