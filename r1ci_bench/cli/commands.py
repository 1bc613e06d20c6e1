"""The built-in commands: names and one-line summaries, so that `--help` imports none of them."""

from __future__ import annotations

from r1ci_bench._version import __version__
from r1ci_bench.descriptors import CommandDescriptor


def _command(name: str, summary: str) -> CommandDescriptor:
    entry = f"r1ci_bench.cli.{name}:command"
    return CommandDescriptor(id=name, version=__version__, entry=entry, summary=summary)


BUILT_IN = {
    command.id: command
    for command in (
        _command("run", "Run a model on tasks."),
        _command("resume", "Continue a run that was interrupted or has faults."),
        _command("verify", "Judge a run again, offline, and compare."),
        _command("show", "Show a run: tables and transcripts."),
        _command("tasks", "List tasks, show one, generate questions."),
        _command("splits", "List splits, show one."),
        _command("data", "Show, fetch and check official data sets."),
        _command("models", "List model adapters."),
        _command("agents", "List agents."),
        _command("plugins", "List plugins and what they register."),
        _command("doctor", "Check what works on this machine."),
        _command("sandbox", "Run code in the sandbox, serve it over HTTP."),
        _command("check", "Check whether tasks are sound."),
        _command("schema", "Print the JSON Schemas of records."),
    )
}
