"""`r1ci-bench tasks`."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.expressions import ExpressionCommand
from r1ci_bench.cli.output import note, print_json, provenance_line, table
from r1ci_bench.cli.task_list import command as list_tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from r1ci_bench.official import OfficialSample
    from r1ci_bench.plugins import Plugins
    from r1ci_bench.questions import QuestionSet
    from r1ci_bench.run.data import DataRequest
    from r1ci_bench.run.selection import Selection
    from r1ci_bench.run.sources import Sources
    from r1ci_bench.task import Dialect, Sample, Task

    F = TypeVar("F", bound=Callable[..., Any])

_SET = click.Choice(["public", "fresh"])


def _data_options(command: F) -> F:
    """The flags of commands that can read official data."""
    for option in (
        click.option("--quirks", metavar="NAME", multiple=True, help="As for `run`."),
        click.option("--dialect", type=click.Choice(["strict", "official"]), help="As for `run`."),
        click.option("--data-dir", metavar="DIR", help="Official items from this copy of their release."),
    ):
        command = option(command)
    return command


@click.group("tasks")
def command() -> None:
    """List tasks, show one, write out questions."""


command.add_command(list_tasks)


@command.command("show")
@click.argument("task")
@click.option("--level", type=int, help="Difficulty of the sample question [default: 3].")
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Seed of the questions."
)
@click.option("--index", default=0, show_default=True, type=click.IntRange(min=0), help="Which question.")
@_data_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON on stdout.")
@pass_session
def show_task(
    session: Session, /, task: str, level: int | None, seed: int, index: int, as_json: bool, **flags: Any
) -> None:
    """Show TASK: what it is, its levels and policy, and a sample question."""
    import msgspec

    from r1ci_bench.run.needs import Needs
    from r1ci_bench.run.selection import Selection, choose
    from r1ci_bench.run.workbench import load_task

    plugins = session.plugins
    name = choose([task], plugins).tasks[0]
    item = plugins.tasks.get(name)
    loaded = load_task(name, plugins)
    sample: Sample | None = None
    digest: str | None = None
    official = False
    needs = Needs(plugins).of(name)
    if flags["data_dir"] is None and needs is not None and needs.kind == "data":
        _refuse(flags, official=True, generated=False, level=level)
        heading = f"{name} loads a data set; to see a question: {needs.remedy}"
    else:
        data = _sources(Selection((name,), frozenset({name}), ()), plugins, flags, level=level)[1]
        official = name in data.roots
        if official:
            sample, digest, copy = _official(loaded, data, seed, index)
            heading = f"official item {index}, {data.dialect} dialect, seed {seed} ({digest[:12]})"
            heading += f", copy {copy}" if copy else ""
        else:
            number = 3 if level is None else level
            sample, digest = _generated(loaded, number, seed, index)
            heading = f"question {index} of level {number}, seed {seed} ({digest[:12]})"
    levels = {number: msgspec.to_builtins(knobs) for number, knobs in enumerate(loaded.levels, 1)}
    if as_json:
        print_json(
            {
                "id": name,
                "version": loaded.version,
                "levels": levels,
                "policy": loaded.policy,
                "quirks": loaded.quirks,
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
        f"{policy.processes} processes, no network"
    )
    for quirk, meaning in sorted(loaded.quirks.items()):
        click.echo(f"quirk {quirk}: {meaning}")
    if levels:
        heads = list(next(iter(levels.values())))
        rows = [[number, *(_cell(knobs.get(head)) for head in heads)] for number, knobs in levels.items()]
        click.echo()
        click.echo(table(rows, ["level", *(head.replace("_", " ") for head in heads)]))
    click.secho(f"\n--- {heading}", fg="cyan")
    if sample is not None:
        _print_sample(sample, official=official)


@command.command("page")
@click.option(
    "--data-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The root of all official data, for the chance levels of data sets.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: stdout.")
@pass_session
def page(session: Session, data_dir: Path | None, output: Path | None) -> None:
    """Write the page of all tasks as Markdown: what each asks, what a guess is worth, one question."""
    from r1ci_bench.cli.task_page import tasks_page

    # Nobody should wait for all questions first.
    if output is not None and not output.parent.is_dir():
        raise click.UsageError(f"{output.parent} is not a directory")
    text = tasks_page(session.plugins, data_dir)
    with click.open_file(str(output or "-"), "w", encoding="utf-8") as file:
        file.write(text)


@command.command("generate", cls=ExpressionCommand)
@click.argument("expression", metavar="TASK")
@click.option(
    "--samples", type=click.IntRange(min=1), help="How many questions [default: 200; of official data, all]."
)
@click.option("--level", help="Difficulty levels [default: 1-5].")
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Seed of the questions."
)
@click.option("--question-set", type=_SET, help="Public or fresh questions [default: public].")
@_data_options
@click.option("--output", type=click.Path(), help="JSONL file [default: stdout].")
@pass_session
def generate(
    session: Session,
    /,
    expression: str,
    samples: int | None,
    level: str | None,
    seed: int,
    question_set: str | None,
    output: str | None,
    **flags: Any,
) -> None:
    """Write the questions of TASK, an expression as for `run --tasks`, as JSON Lines.

    They are generated, or with --data-dir official ones, where a task has any.
    """
    import msgspec

    from r1ci_bench.run.selection import choose
    from r1ci_bench.run.workbench import load_task

    plugins = session.plugins
    selection = choose([expression], plugins)
    sources, data = _sources(selection, plugins, flags, level=level, question_set=question_set)
    tasks = {name: load_task(name, plugins) for name in sources.tasks}
    items = data.load(tasks, seed=seed, named=selection.named, note=note)
    generating = {name: task for name, task in tasks.items() if name not in sources.official}
    chosen = cast("QuestionSet", question_set or "public")
    rows = chain(
        _official_rows(tasks, items, samples),
        _generated_rows(generating, level or "1-5", seed, chosen, samples or 200),
    )
    with click.open_file(output or "-", "wb") as file:
        for row in rows:
            file.write(msgspec.json.encode(row) + b"\n")


def _sources(
    selection: Selection, plugins: Plugins, flags: dict[str, Any], **generated: Any
) -> tuple[Sources, DataRequest]:
    """Where the questions come from, and how official ones are asked."""
    from r1ci_bench.run.data import DataRequest
    from r1ci_bench.run.sources import find_sources

    source = flags["data_dir"]
    sources = find_sources(selection, plugins, data_dir=source, note=note)
    dialect = _refuse(flags, official=bool(sources.official), generated=sources.generates, **generated)
    return sources, DataRequest(sources.official, source, dialect=dialect, quirks=flags["quirks"])


def _refuse(flags: dict[str, Any], *, official: bool, generated: bool, **more: Any) -> Dialect:
    """Refuse flags that have no effect; the dialect of those that have."""
    from r1ci_bench.run.data import refuse_contradictions

    given = [name for name, value in {**flags, **more}.items() if value is not None and value != ()]
    dialect = cast("Dialect", flags["dialect"] or "strict")
    refuse_contradictions(
        given, data_dir=flags["data_dir"], official=official, generated=generated, dialect=dialect
    )
    return dialect


def _official(task: Task[Any], data: DataRequest, seed: int, index: int) -> OfficialSample:
    from r1ci_bench.errors import UsageError

    found = data.load({task.id: task}, seed=seed, named=[task.id], note=note)[task.id]
    if index >= len(found):
        raise UsageError(
            f"{data.source or 'the cache'} holds no item {index} of {task.id}",
            hint=f"its items are 0 to {len(found) - 1}",
        )
    return found[index]


def _generated(task: Task[Any], level: int, seed: int, index: int) -> tuple[Sample, str]:
    from r1ci_bench.questions import questions

    return next(islice(questions(task, level=level, seed=seed, question_set="public"), index, None))


def _generated_rows(
    tasks: dict[str, Task[Any]], levels: str, seed: int, question_set: QuestionSet, samples: int
) -> Iterator[dict[str, Any]]:
    from r1ci_bench.cli.spec_options import parse_levels
    from r1ci_bench.questions import questions

    for task in tasks.values():
        for level in parse_levels(levels):
            source = questions(task, level=level, seed=seed, question_set=question_set)
            for index, (sample, digest) in enumerate(islice(source, samples)):
                yield _row(task, level, index, digest, sample)


def _official_rows(
    tasks: dict[str, Task[Any]], items: dict[str, list[OfficialSample]], samples: int | None
) -> Iterator[dict[str, Any]]:
    for name, found in items.items():
        for index, (sample, digest, copy) in enumerate(found[:samples]):
            more = {"copy": copy, "defects": sample.defects, "stored_answer": sample.stored_answer}
            yield _row(tasks[name], 0, index, digest, sample) | more


def _row(task: Task[Any], level: int, index: int, digest: str, sample: Sample) -> dict[str, Any]:
    return {
        "task": task.id,
        "task_version": task.version,
        "level": level,
        "index": index,
        "sample_hash": digest,
        "question": sample.question,
        "data": sample.data,
        "provenance": sample.provenance,
    }


def _print_sample(sample: Sample, *, official: bool) -> None:
    from r1ci_bench.cli.output import printable

    # What is ours is shown as it is; a file may hold anything.
    click.echo(printable(sample.question) if official else sample.question)
    if official:
        click.secho("\n--- of this item", fg="cyan")
        click.echo(f"from: {printable(provenance_line(sample.provenance))}")
        click.echo(f"defects: {', '.join(sample.defects) or 'none known'}")
        stored = "none" if sample.stored_answer is None else printable(sample.stored_answer)
        click.echo(f"stored answer: {stored}")


def _cell(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
