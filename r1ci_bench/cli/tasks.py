"""`r1ci-bench tasks`."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.output import print_json, provenance_line, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from r1ci_bench.official import OfficialSample
    from r1ci_bench.questions import QuestionSet
    from r1ci_bench.run.data import DataRequest
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
        needs = " (needs --data-dir)" if item.descriptor.source == "dataset" else ""
        click.echo(f"{item.descriptor.id:<{width}}  {capabilities:<30}  {item.descriptor.summary}{needs}")


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

    from r1ci_bench.run.plan import select_tasks
    from r1ci_bench.run.workbench import load_task

    data = _data_request(flags, level=level)
    (name,) = select_tasks([task], session.plugins, official=data is not None)[:1]
    item = session.plugins.tasks.get(name)
    loaded = load_task(name, session.plugins)
    sample: Sample | None = None
    digest: str | None = None
    heading = f"{name} loads a data set; to see a question: --data-dir DIR"
    if data is not None:
        sample, digest, copy = _official(loaded, data, seed, index)
        heading = f"official item {index}, {data.dialect} dialect, seed {seed} ({digest[:12]})"
        heading += f", copy {copy}" if copy else ""
    elif item.descriptor.source == "generator":
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
        _print_sample(sample, official=data is not None)


@command.command("generate")
@click.argument("task")
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
    task: str,
    samples: int | None,
    level: str | None,
    seed: int,
    question_set: str | None,
    output: str | None,
    **flags: Any,
) -> None:
    """Write the questions of TASK as JSON Lines: generated ones, or with --data-dir official ones."""
    import msgspec

    from r1ci_bench.run.data import needs_data
    from r1ci_bench.run.plan import named_tasks, select_tasks
    from r1ci_bench.run.workbench import load_task

    data = _data_request(flags, level=level, question_set=question_set)
    names = select_tasks([task], session.plugins, official=data is not None)
    if data is None:
        for name in names:
            if session.plugins.tasks.get(name).descriptor.source == "dataset":
                raise needs_data(name)
    tasks = {name: load_task(name, session.plugins) for name in names}
    if data is None:
        chosen = cast("QuestionSet", question_set or "public")
        rows = _generated_rows(tasks, level or "1-5", seed, chosen, samples or 200)
    else:
        items = data.load(tasks, seed=seed, named=named_tasks([task], session.plugins), note=_note)
        rows = _official_rows(tasks, items, samples)
    with click.open_file(output or "-", "wb") as file:
        for row in rows:
            file.write(msgspec.json.encode(row) + b"\n")


def _data_request(flags: dict[str, Any], **generated: Any) -> DataRequest | None:
    """What the flags say of official data; None where none is asked for."""
    from r1ci_bench.run.data import DataRequest, refuse_contradictions

    given = [name for name, value in {**flags, **generated}.items() if value is not None and value != ()]
    dialect = cast("Dialect", flags["dialect"] or "strict")
    refuse_contradictions(given, official="data_dir" in given, dialect=dialect)
    if "data_dir" not in given:
        return None
    return DataRequest(source=flags["data_dir"], dialect=dialect, quirks=flags["quirks"])


def _official(task: Task[Any], data: DataRequest, seed: int, index: int) -> OfficialSample:
    from r1ci_bench.errors import UsageError

    found = data.load({task.id: task}, seed=seed, named=[task.id], note=_note)[task.id]
    if index >= len(found):
        raise UsageError(
            f"{data.source} holds no item {index} of {task.id}", hint=f"its items are 0 to {len(found) - 1}"
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


def _note(text: str) -> None:
    click.echo(f"note: {text}", err=True)


def _cell(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
