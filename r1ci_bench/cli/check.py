"""`r1ci-bench check`: the soundness gate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.expressions import ExpressionCommand
from r1ci_bench.cli.output import note
from r1ci_bench.errors import ExitCode, MismatchError, SetupError

if TYPE_CHECKING:
    from r1ci_bench.plugins import Plugins
    from r1ci_bench.run.needs import Need
    from r1ci_bench.soundness import GateOptions, SoundnessReport, TaskReport
    from r1ci_bench.task import Task

_SHOWN = 8
_EPILOG = """\b
Examples:
  r1ci-bench check 'symbench/*'
  r1ci-bench check acme/anagrams --level 1-2 --samples 20 --output report.json

Exit code 5 where a task is not sound.
"""


@click.command("check", cls=ExpressionCommand, epilog=_EPILOG)
@click.argument("tasks", nargs=-1, required=True)
@click.option("--level", help="Difficulty levels, for example 3 or 1-5 [default: all].")
@click.option(
    "--samples",
    default=5,
    show_default=True,
    type=click.IntRange(min=2),
    help="Questions of a level on which the verifier is tried.",
)
@click.option(
    "--questions",
    default=200,
    show_default=True,
    type=click.IntRange(min=2),
    help="Different questions that a level must have.",
)
@click.option(
    "--programs",
    default=2,
    show_default=True,
    type=click.IntRange(min=0),
    help="Reference programs of a level that run in the sandbox.",
)
@click.option(
    "--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Seed of the questions."
)
@click.option(
    "--data-dir",
    type=click.Path(exists=True, path_type=Path),
    help="Official data, of one data set or of all in folders of their names [default: what was fetched]: "
    "every stored answer is judged, and held against the documented defects.",
)
@click.option("--sandbox", default="jail", show_default=True, help="Where programs run: an id or a URL.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON on stdout.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as JSON.")
@click.option("--page", type=click.Path(dir_okay=False, path_type=Path), help="Write it as Markdown.")
@pass_session
def command(
    session: Session,
    tasks: tuple[str, ...],
    level: str | None,
    samples: int,
    questions: int,
    programs: int,
    seed: int,
    data_dir: Path | None,
    sandbox: str,
    as_json: bool,
    output: Path | None,
    page: Path | None,
) -> int:
    """Check whether TASKS (ids, globs or splits, as for `run`) can be trusted.

    Right answers in many forms must pass, wrong and hostile ones must fail, and nothing may raise or hang;
    questions must be new, the same in every process, and solved by the reference programs in the sandbox.
    """
    import asyncio
    import os

    from r1ci_bench.cli.output import counted, print_json
    from r1ci_bench.cli.spec_options import parse_levels
    from r1ci_bench.soundness import GateOptions

    options = GateOptions(
        levels=tuple(parse_levels(level)) if level is not None else None,
        samples=samples,
        questions=questions,
        programs=programs,
        seed=seed,
        data_dir=data_dir,
    )
    for path in (output, page):
        if path is not None and not path.parent.is_dir():
            raise click.UsageError(f"{path.parent} is not a directory")
    for path in (output, page):
        if path is not None and not os.access(path if path.exists() else path.parent, os.W_OK):
            raise SetupError(f"cannot write {path}", hint="name another file")
    report = asyncio.run(_check(session.plugins, tasks, sandbox, options, quiet=as_json))
    unsound = [task for task in report.tasks if task.findings]
    if as_json:
        print_json(report)
    else:
        click.echo(_table(report))
        for task in unsound:
            _echo_findings(task)
    if output is not None:
        import msgspec

        output.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    if page is not None:
        from r1ci_bench.soundness.page import soundness_page

        page.write_text(soundness_page(report), encoding="utf-8")
    if as_json:
        return ExitCode.MISMATCH if unsound else ExitCode.OK
    if unsound:
        raise MismatchError(
            f"not sound: {len(unsound)} of {counted(len(report.tasks), 'task')}",
            hint="each finding above says what was tried and what came of it",
        )
    return ExitCode.OK


async def _check(
    plugins: Plugins, patterns: tuple[str, ...], sandbox: str, options: GateOptions, *, quiet: bool
) -> SoundnessReport:
    from dataclasses import replace

    from r1ci_bench.judge import Judge
    from r1ci_bench.run.sandboxes import make_sandbox
    from r1ci_bench.soundness import Gate, SoundnessReport

    tasks, roots = _selected(patterns, plugins, options)
    jail = make_sandbox(sandbox, plugins) if options.programs else None
    judge = Judge()
    reports = []
    try:
        for number, (name, task) in enumerate(tasks.items(), 1):
            if not quiet:
                click.echo(f"checking {name} ({number} of {len(tasks)})", err=True)
            descriptor = plugins.tasks.get(name).descriptor
            announced = descriptor.levels if descriptor.source == "generator" else None
            gate = Gate(judge, jail, replace(options, data_dir=roots.get(name)))
            reports.append(await gate.check(task, descriptor.entry, announced=announced))
    finally:
        await judge.aclose()
        if jail is not None:
            await jail.aclose()
    return SoundnessReport(seed=options.seed, tasks=tuple(reports))


def _selected(
    patterns: tuple[str, ...], plugins: Plugins, options: GateOptions
) -> tuple[dict[str, Task[Any]], dict[str, Path]]:
    """The tasks that are meant and can be checked, and where the official data of each lies that has any."""
    from r1ci_bench.errors import UsageError
    from r1ci_bench.run.data import first_few, folder_of, has_official_items, holds_nothing, without_data
    from r1ci_bench.run.needs import Needs
    from r1ci_bench.run.selection import choose
    from r1ci_bench.run.workbench import load_task
    from r1ci_bench.soundness.official import has_data

    selection = choose(patterns, plugins)
    needs = Needs(plugins)
    tasks: dict[str, Task[Any]] = {}
    roots: dict[str, Path] = {}
    lacking: dict[str, Need] = {}
    without: dict[str, list[str]] = {"dataset": [], "generator": []}
    for name in selection.tasks:
        descriptor = plugins.tasks.get(name).descriptor
        need = needs.of(name) if options.data_dir is None else needs.modules(name)
        if need is not None:
            if name in selection.named:
                raise need.error(name)
            lacking[name] = need
            continue
        task = load_task(name, plugins)
        if has_official_items(descriptor):
            given = options.data_dir
            root = needs.home(descriptor.data) if given is None else folder_of(descriptor, given)
            if root is not None and has_data(task, root):
                roots[name] = root
            elif given is not None:
                without[descriptor.source].append(name)
            if name not in roots and descriptor.source == "dataset":
                if name in selection.named:
                    raise UsageError(f"no official data of {name} in {root}")
                continue
        tasks[name] = task
    if options.data_dir is not None and not roots:
        raise holds_nothing(options.data_dir, sum(map(len, without.values())))
    needs.leave_out(lacking, len(tasks), note)
    for source, text in (
        ("dataset", "left out, {}: {}"),
        ("generator", "{}, checked on generated questions alone: {}"),
    ):
        if names := without[source]:
            note(text.format(without_data(names), first_few(names)))
    for name, task in tasks.items():
        highest = len(task.levels)
        if options.levels is not None and 0 < highest < max(options.levels):
            raise UsageError(
                f"{name} has no level {max(options.levels)}", hint=f"its levels are 1 to {highest}"
            )
    return tasks, roots


def _table(report: SoundnessReport) -> str:
    from r1ci_bench.cli.output import table

    heads = ["task", "accepted", "of right", "rejected", "of wrong", "questions", "majority %", "echo %",
             "program s", "verdict"]  # fmt: skip
    rows = [_row(task) for task in report.tasks]
    return table(rows, heads, right=range(1, len(heads) - 1))


def _row(task: TaskReport) -> list[Any]:
    from r1ci_bench.cli.output import counted, percent

    right, wrong = task.false_negatives, task.false_positives
    generated = [level for level in task.levels if level.level]
    majority = [level.majority_share for level in task.levels if level.majority_share is not None]
    seconds = [level.program_seconds for level in task.levels if level.program_seconds is not None]
    return [
        task.task,
        right.passed,
        right.tried,
        wrong.passed,
        wrong.tried,
        min((level.questions for level in generated), default="-"),
        percent(max(majority, default=None)),
        percent(max((level.echo_share for level in task.levels), default=None)),
        f"{max(seconds):.2f}" if seconds else "-",
        counted(len(task.findings), "finding") if task.findings else "sound",
    ]


def _echo_findings(task: TaskReport) -> None:
    from r1ci_bench.cli.output import printable

    click.echo(f"\n{task.task}:")
    for finding in task.findings[:_SHOWN]:
        where = f"level {finding.level}, " if finding.level else ""
        kind = finding.kind.replace("_", " ")
        click.echo(printable(f"  {kind}: {where}{finding.what}: {finding.detail}"))
    if len(task.findings) > _SHOWN:
        click.echo(f"  ... and {len(task.findings) - _SHOWN} more; --output FILE has them all")
