"""`r1ci-bench tasks`."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, cast

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.output import print_json, table

if TYPE_CHECKING:
    from r1ci_bench.questions import QuestionSet

_SET = click.Choice(["public", "fresh"])


@click.group("tasks")
def command() -> None:
    """List tasks, show one, generate questions."""


@command.command("list")
@click.argument("patterns", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
@pass_session
def list_tasks(session: Session, patterns: tuple[str, ...], as_json: bool) -> None:
    """List tasks; PATTERNS are globs over their ids."""
    from fnmatch import fnmatchcase

    from r1ci_bench.errors import UsageError, near_misses

    session.warn_of_failures()
    items = list(session.plugins.tasks)
    for pattern in patterns:
        if not any(fnmatchcase(item.descriptor.id, pattern) for item in items):
            raise UsageError(
                f"no task matches {pattern!r}", hint=near_misses(pattern, session.plugins.tasks.ids())
            )
    if patterns:
        items = [item for item in items if any(fnmatchcase(item.descriptor.id, p) for p in patterns)]
    if as_json:
        print_json(
            [
                {
                    "id": item.descriptor.id,
                    "version": item.descriptor.version,
                    "suite": item.descriptor.suite,
                    "capabilities": item.descriptor.capabilities,
                    "levels": item.descriptor.levels,
                    "source": item.descriptor.source,
                    "summary": item.descriptor.summary,
                    "origin": str(item.origin),
                }
                for item in items
            ]
        )
        return
    # Laid out by hand: listing names must not wait for a table library.
    width = max((len(item.descriptor.id) for item in items), default=0)
    for item in items:
        capabilities = ",".join(item.descriptor.capabilities)
        click.echo(f"{item.descriptor.id:<{width}}  {capabilities:<30}  {item.descriptor.summary}")


@command.command("show")
@click.argument("task")
@click.option("--level", default=3, show_default=True, help="Difficulty of the sample question.")
@click.option("--seed", default=0, show_default=True, help="Seed of the question set.")
@click.option("--index", default=0, show_default=True, type=click.IntRange(min=0), help="Which question.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
@pass_session
def show_task(session: Session, task: str, level: int, seed: int, index: int, as_json: bool) -> None:
    """Show TASK: what it is, its levels and policy, and a sample question."""
    import msgspec

    from r1ci_bench.questions import questions
    from r1ci_bench.run.plan import select_tasks
    from r1ci_bench.run.workbench import load_task

    (name,) = select_tasks([task], session.plugins)[:1]
    item = session.plugins.tasks.get(name)
    loaded = load_task(name, session.plugins)
    source = questions(loaded, level=level, seed=seed, question_set="public")
    sample, digest = next(islice(source, index, None))
    levels = {number: msgspec.to_builtins(knobs) for number, knobs in enumerate(loaded.levels, 1)}
    if as_json:
        print_json(
            {
                "id": name,
                "version": loaded.version,
                "levels": levels,
                "policy": loaded.policy,
                "sample": sample,
                "sample_hash": digest,
            }
        )
        return
    click.secho(f"{name}  version {loaded.version}  from {item.origin}", bold=True)
    click.echo(item.descriptor.summary)
    click.echo(f"capabilities: {', '.join(item.descriptor.capabilities)}")
    policy = loaded.policy
    click.echo(
        f"code policy: {policy.wall_seconds:g} s, {policy.memory_bytes >> 20} MiB, "
        f"{policy.processes} processes, no network\n"
    )
    heads = list(next(iter(levels.values()), {}))
    rows = [[number, *(_cell(knobs.get(head)) for head in heads)] for number, knobs in levels.items()]
    click.echo(table(rows, ["level", *(head.replace("_", " ") for head in heads)]))
    click.secho(f"\n--- question {index} of level {level}, seed {seed} ({digest[:12]})", fg="cyan")
    click.echo(sample.question)


@command.command("generate")
@click.argument("task")
@click.option(
    "--samples", default=200, show_default=True, type=click.IntRange(min=1), help="How many questions."
)
@click.option("--level", default="1-5", show_default=True, help="Difficulty levels.")
@click.option("--seed", default=0, show_default=True, help="Seed of the question set.")
@click.option(
    "--question-set", type=_SET, default="public", show_default=True, help="Public or fresh questions."
)
@click.option("--output", type=click.Path(), help="JSONL file [default: stdout].")
@pass_session
def generate(
    session: Session, task: str, samples: int, level: str, seed: int, question_set: str, output: str | None
) -> None:
    """Write the questions of TASK as JSON Lines."""
    import msgspec

    from r1ci_bench.cli.spec_options import parse_levels
    from r1ci_bench.questions import questions
    from r1ci_bench.run.plan import select_tasks
    from r1ci_bench.run.workbench import load_task

    names = select_tasks([task], session.plugins)
    chosen = cast("QuestionSet", question_set)
    with click.open_file(output or "-", "wb") as file:
        for name in names:
            loaded = load_task(name, session.plugins)
            for number in parse_levels(level):
                source = questions(loaded, level=number, seed=seed, question_set=chosen)
                for index, (sample, digest) in enumerate(islice(source, samples)):
                    row = {
                        "task": name,
                        "task_version": loaded.version,
                        "level": number,
                        "index": index,
                        "sample_hash": digest,
                        "question": sample.question,
                        "data": sample.data,
                        "provenance": sample.provenance,
                    }
                    file.write(msgspec.json.encode(row) + b"\n")


def _cell(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
