"""Holds a task against all that it must be: solvable, unambiguous, tolerant of form, unexploitable."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from r1ci_bench.errors import TaskFault
from r1ci_bench.questions import questions
from r1ci_bench.soundness.baselines import (
    BASELINE_QUESTIONS,
    echo_share,
    find_shortcuts,
    majority_share,
)
from r1ci_bench.soundness.findings import Findings, suite_counts
from r1ci_bench.soundness.fingerprint import Request
from r1ci_bench.soundness.official import check_official, items_to_try
from r1ci_bench.soundness.probe import Probe
from r1ci_bench.soundness.programs import check_determinism, check_programs
from r1ci_bench.soundness.report import DialectReport, LevelReport, TaskReport

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from r1ci_bench.judge import Judge
    from r1ci_bench.sandbox.policy import Sandbox
    from r1ci_bench.task import Sample, Task


@dataclass(frozen=True, slots=True)
class GateOptions:
    """How thorough the gate is.

    Attributes:
        levels: Levels to look at; None for all.
        samples: Questions of each level on which the verifier is tried.
        questions: Different questions that each level must have.
        programs: Reference programs of each level that run in the sandbox.
        seed: Seed of the questions.
        data_dir: A copy of the official data; None to leave it out.
    """

    levels: tuple[int, ...] | None = None
    samples: int = 5
    questions: int = 200
    programs: int = 2
    seed: int = 0
    data_dir: Path | None = None


class Gate:
    """Checks tasks, one after the other.

    Verifiers are asked through the same bounded child as in a run, reference programs run in the sandbox.
    All else that a task does (questions, answers, spellings, its verdicts on official data) it does in this
    process, without a limit of time.

    Args:
        judge: Where verifiers run.
        sandbox: Where reference programs run; None to leave them out.
        options: How thorough it is.
    """

    def __init__(self, judge: Judge, sandbox: Sandbox | None, options: GateOptions) -> None:
        self._judge = judge
        self._sandbox = sandbox
        self._options = options

    async def check(self, task: Task[Any], entry: str, *, announced: int | None = None) -> TaskReport:
        """Check one task.

        Args:
            task: The task.
            entry: Where it lives, as `module:Class`.
            announced: How many levels its descriptor says it has; None where nothing is said of it.

        Raises:
            HostFault: if this machine cannot run verifiers or programs.
        """
        probe = Probe(self._judge, task, entry)
        _check_levels(task, announced, probe.found)
        wanted = self._options.levels or range(1, len(task.levels) + 1)
        levels = [await self._level(probe, level) for level in wanted if level <= len(task.levels)]
        if levels:
            await check_determinism(
                probe,
                Request(
                    entry=entry,
                    levels=tuple(report.level for report in levels),
                    samples=self._options.samples,
                    seed=self._options.seed,
                ),
            )
        official: tuple[DialectReport, ...] = ()
        if self._options.data_dir is not None:
            official, problems = check_official(task, self._options.data_dir)
            for what, detail in problems:
                probe.found.add("official", 0, what, detail)
            if not task.levels:
                items = items_to_try(task, self._options.data_dir, self._options.samples * 5)
                levels.append(await self._verifier(probe, 0, items, items))
        _check_what_was_tried(probe.found)
        return TaskReport(
            task=task.id,
            version=task.version,
            unique_answer=task.unique_answer,
            renderings=suite_counts(probe.found.renderings, probe.found.accepted),
            wrong=suite_counts(probe.found.wrong, probe.found.rejected),
            slowest_verdict=probe.found.slowest,
            levels=tuple(levels),
            official=official,
            findings=tuple(probe.found.found),
        )

    async def _level(self, probe: Probe, level: int) -> LevelReport:
        """Make the questions of a level, and try the verifier and the programs on the first of them."""
        options = self._options
        made: list[Sample] = []
        started = time.perf_counter()
        source = questions(probe.task, level=level, seed=options.seed, question_set="public", cached=False)
        try:
            made.extend(sample for sample, _ in islice(source, options.questions))
        except TaskFault as fault:
            probe.found.add("generator", level, f"question {len(made)}", fault.message)
        seconds = time.perf_counter() - started
        if not made:
            return LevelReport(level=level, samples=0, questions_wanted=options.questions)
        report = await self._verifier(probe, level, made[: options.samples], made)
        programs, slowest = 0, None
        if self._sandbox is not None:
            programs, slowest = await check_programs(probe, self._sandbox, level, made[: options.programs])
        return msgspec.structs.replace(
            report,
            questions=len(made),
            questions_wanted=options.questions,
            milliseconds=1000 * seconds / len(made),
            programs=programs,
            program_seconds=slowest,
        )

    async def _verifier(
        self, probe: Probe, level: int, tried: Sequence[Sample], made: Sequence[Sample]
    ) -> LevelReport:
        """Try the verifier on some questions, of those that were made."""
        own = [(sample, probe.answer(level, number, sample)) for number, sample in enumerate(tried)]
        answers = [(sample, answer) for sample, answer in own if answer is not None]
        for sample, answer in answers:
            await probe.suites(level, sample, answer)
        await probe.others(level, answers)
        if answers:
            await probe.hostile(level, *answers[0])
        baseline = made[:BASELINE_QUESTIONS]
        await find_shortcuts(probe, level, baseline)
        return LevelReport(
            level=level,
            samples=len(answers),
            majority_share=await majority_share(probe, level, baseline),
            echo_share=await echo_share(probe, [sample for sample, _ in answers]),
        )


def _check_levels(task: Task[Any], announced: int | None, found: Findings) -> None:
    """Every level is another one, and there are as many as the descriptor says."""
    if announced is not None and announced != len(task.levels):
        found.add("contract", 0, "levels", f"there are {len(task.levels)}, its descriptor says {announced}")
    for number, knobs in enumerate(task.levels, 1):
        for other, earlier in enumerate(task.levels[: number - 1], 1):
            if knobs == earlier:
                found.add("contract", number, "levels", f"it is the same as level {other}")


def _check_what_was_tried(found: Findings) -> None:
    """A report without findings says nothing where nothing was tried."""
    if not found.renderings and not found.found:
        found.add("contract", 0, "the task", "there was nothing to try: no level, and no official data")
    elif found.renderings and not found.close:
        what = "the task names no wrong answers near a right one: nothing shows what it lets pass"
        found.add("contract", 0, "mutations", what)
