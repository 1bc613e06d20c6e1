"""`r1ci-bench doctor`."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from typing import TYPE_CHECKING

import click

from r1ci_bench._version import __version__
from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.output import print_json, table
from r1ci_bench.errors import ExitCode, R1ciError

if TYPE_CHECKING:
    from r1ci_bench.plugins import Plugins
    from r1ci_bench.sandbox import LayerReport, Sandbox
    from r1ci_bench.sandbox.languages.executor import Runtime


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
@pass_session
def command(session: Session, as_json: bool) -> int:
    """Check what works on this machine, and say what to do where something does not.

    Exits with 3 where the default sandbox cannot isolate.
    """
    from r1ci_bench.sandbox import SandboxOptions
    from r1ci_bench.sandbox.jail.losses import WITHOUT, memory_bound
    from r1ci_bench.sandbox.languages.known import EXECUTORS

    plugins = session.plugins
    try:
        sandbox: Sandbox = plugins.sandboxes.load("jail")(SandboxOptions())
        layers, problem = sandbox.layers(), None
    except R1ciError as error:
        layers, problem = getattr(error, "layers", ()), error
    else:
        problem = asyncio.run(_try(sandbox))
    keys = {
        item.descriptor.key_variable: bool(os.environ.get(item.descriptor.key_variable))
        for item in plugins.models
        if item.descriptor.key_variable is not None
    }
    healthy = problem is None and all(layer.holds for layer in layers if layer.required)
    runtimes = [executor.runtime() for executor in EXECUTORS.values()]
    if as_json:
        print_json(
            {
                "r1ci_bench": __version__,
                "python": sys.version.split()[0],
                "platform": platform.platform(),
                "layers": layers,
                "given_up": {layer.name: WITHOUT.get(layer.name, "") for layer in layers if not layer.holds},
                "memory_bounded_by": memory_bound(layers),
                "sandbox_works": healthy,
                "languages": runtimes,
                "keys": keys,
                "broken_plugins": [str(failure) for failure in plugins.failures],
            }
        )
        return ExitCode.OK if healthy else ExitCode.SETUP
    click.echo(f"r1ci-bench {__version__}, Python {sys.version.split()[0]}, {platform.platform()}\n")
    _show_layers(layers)
    click.echo(f"memory of a call's processes is bounded by {memory_bound(layers)}")
    click.echo(f"sandbox: {'works' if healthy else 'does not work'}")
    if problem is not None:
        click.echo(f"  {problem.message}" + (f"\n  hint: {problem.hint}" if problem.hint else ""))
    _show_languages(runtimes)
    for name, is_set in keys.items():
        click.echo(f"{name}: {'set' if is_set else 'not set'}")
    _show_failures(plugins)
    return ExitCode.OK if healthy else ExitCode.SETUP


async def _try(sandbox: Sandbox) -> R1ciError | None:
    """Run a real program in the sandbox; returns what was wrong."""
    from r1ci_bench.sandbox import Policy

    try:
        execution = await sandbox.execute("print(6 * 7)", Policy())
    except R1ciError as error:
        return error
    finally:
        await sandbox.aclose()
    if execution.stdout.strip() != "42":
        return R1ciError(f"a program that prints 42 printed {execution.stdout!r} {execution.stderr!r}")
    return None


def _show_layers(layers: tuple[LayerReport, ...]) -> None:
    """A table of what holds, then what is given up with the rest, and once for each remedy what to do."""
    from r1ci_bench.sandbox.jail.losses import WITHOUT

    rows = [[layer.name, _state(layer), "yes" if layer.required else "no", layer.detail] for layer in layers]
    click.echo(table(rows, ["isolation layer", "state", "required", "detail"]))
    missing = [layer for layer in layers if not layer.holds]
    remedies: dict[str, list[str]] = {}
    for layer in missing:
        if layer.name in WITHOUT and (layer.required or layer.remedy):
            click.echo(f"  without {layer.name}: {WITHOUT[layer.name]}")
        if layer.remedy:
            remedies.setdefault(layer.remedy, []).append(layer.name)
    for remedy, names in remedies.items():
        click.echo(f"  to have {', '.join(names)}: {remedy}")
    click.echo()


def _state(layer: LayerReport) -> str:
    if layer.holds:
        return "holds"
    return "MISSING" if layer.required else "absent"


def _show_languages(runtimes: list[Runtime]) -> None:
    rows = [
        [each.language, "runs" if each.path else "MISSING", each.version, each.path or each.remedy]
        for each in runtimes
    ]
    click.echo("\n" + table(rows, ["language of code", "state", "version", "by, or what to do"]) + "\n")


def _show_failures(plugins: Plugins) -> None:
    for failure in plugins.failures:
        click.secho(str(failure), fg="red")
    if not plugins.failures:
        click.echo(f"plugins: {len(plugins.loaded)} loaded, none broken")
