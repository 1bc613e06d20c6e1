"""`r1ci-bench run --dry-run`: the plan and its bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from r1ci_bench.cli.output import note, print_json, table
from r1ci_bench.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Collection

    from r1ci_bench.agents import Agent
    from r1ci_bench.plugins import Plugins
    from r1ci_bench.records import RunSpec


def show_plan(spec: RunSpec, plugins: Plugins, *, given: Collection[str], as_json: bool) -> int:
    """Print the plan of a run with bounds on calls, tokens and cost.

    Args:
        spec: The request.
        plugins: Everything that is registered.
        given: Fields that were given, even where they are at their defaults.
        as_json: Print JSON instead of a table.
    """
    from r1ci_bench.run.forecast import forecast
    from r1ci_bench.run.workbench import resolve

    spec, planner, _ = resolve(spec, plugins, note, given=given)
    agent: type[Agent] = plugins.agents.load(spec.agent)
    bounds = forecast(spec, planner, agent)
    if as_json:
        print_json(bounds)
        return ExitCode.OK
    versions = {task.id: task.version for task in planner.plan.tasks}
    rows = [
        [name, versions[name], "official" if name in planner.items else "generated", count]
        for name, count in bounds.tasks.items()
    ]
    click.echo(f"{spec.model} with {spec.agent}: {bounds.attempts} attempts, plan {planner.plan.hash[:12]}\n")
    click.echo(table(rows, ["task", "version", "questions", "attempts"], right=[3]))
    cost = "unknown (give --price-input and --price-output)"
    if bounds.cost is not None:
        cost = f"{bounds.cost:,.2f} USD"
    lines = [
        ["model calls", f"{bounds.model_calls:,}"],
        ["code calls", f"{bounds.code_calls:,}"],
        ["output tokens", f"{bounds.output_tokens:,}"],
        ["input tokens", f"{bounds.input_tokens:,}"],
        ["cost", cost],
    ]
    click.echo()
    click.echo(table(lines, ["at the most", ""], right=[1]))
    click.echo("\nBounds, not estimates: every turn used, every answer at its token limit, a token a byte.")
    if bounds.guided:
        click.echo("The guide's own calls come on top; they are not counted here.")
    return ExitCode.OK
