"""`r1ci-bench run`."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.cli.finish import finish
from r1ci_bench.cli.spec_options import QuestionOption, SpecCommand, make_spec, spec_options

if TYPE_CHECKING:
    from r1ci_bench.records import RunSpec

_EPILOG = """\b
Examples:
  r1ci-bench run --model reference/solver
  r1ci-bench run --model openai/gpt-4o --tasks 'symbench/*' --samples 50 --level 1-5
  r1ci-bench run --model openai/qwen --base-url http://127.0.0.1:8000/v1 --agent all-code
  r1ci-bench run --model openai/gpt-4o --split test37
  r1ci-bench run --model openai/gpt-4o --tasks '@all144,-@test37,-symbench/game24'
  r1ci-bench run --model openai/gpt-4o --tasks light_puzzles --data-dir data/symbench --dialect official
  r1ci-bench run --config run.toml --seed 7 --output runs/seed7
  r1ci-bench run --model openai/gpt-4o --dry-run --price-input 2.5 --price-output 10

Ctrl-C once finishes what is under way; twice stops at once. Both leave a run that `resume` continues."""


@click.command("run", cls=SpecCommand, epilog=_EPILOG, params=spec_options())
@click.option(
    "--split",
    cls=QuestionOption,
    multiple=True,
    metavar="FILE_OR_NAME",
    help="The tasks of a split: short for --tasks @FILE_OR_NAME, before those that --tasks names.",
)
@click.option(
    "--config", type=click.Path(path_type=Path), help="TOML file with any of these fields; flags win."
)
@click.option(
    "--output", type=click.Path(path_type=Path), help="Run directory [default: runs/<time>-<model>-<agent>]."
)
@click.option("--dry-run", is_flag=True, help="Show the plan with its bounds; ask no model.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON on stdout.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
@pass_session
def command(
    session: Session,
    /,
    split: tuple[str, ...],
    config: Path | None,
    output: Path | None,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    **flags: Any,
) -> int:
    """Run a model on tasks and record every attempt.

    MODEL is adapter/name; `r1ci-bench models` lists the adapters.
    """
    from r1ci_bench.run.selection import split_names

    splits = tuple(f"@{name.removeprefix('@')}" for name in split_names(split))
    spec, given = make_spec({**flags, "tasks": (*splits, *flags["tasks"])}, config)
    session.warn_of_failures()
    if dry_run:
        from r1ci_bench.cli.dry_run import show_plan

        return show_plan(spec, session.plugins, given=given, as_json=as_json)
    from r1ci_bench.cli.progress import Reporter
    from r1ci_bench.run.lifecycle import start

    directory = output or default_directory(spec, datetime.now(UTC))
    reporter = Reporter(quiet=quiet)
    summary, interrupted = start(
        spec, session.plugins, directory, show=reporter.show, problem=reporter.problem, given=given
    )
    return finish(directory, summary, interrupted=interrupted, as_json=as_json)


def default_directory(spec: RunSpec, now: datetime) -> Path:
    """Where a run goes unless told: `runs/<time>-<model>-<agent>`, safe for every file system."""
    model = re.sub(r"[^A-Za-z0-9._-]+", "-", spec.model.partition("/")[2]).strip("-.")[-60:] or "model"
    first = Path("runs") / f"{now:%Y%m%d-%H%M%S}-{model}-{spec.agent}"
    others = (first.with_name(f"{first.name}-{number}") for number in count(2))
    return next(path for path in chain([first], others) if not path.exists())
