"""Holds a task against all that it must be: solvable, unambiguous, tolerant of form, unexploitable."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from r1ci_bench.answers import excerpt
from r1ci_bench.errors import HostFault, R1ciError, SandboxFault, TaskFault, VerifierFault
from r1ci_bench.questions import questions
from r1ci_bench.soundness.fingerprint import Request, fingerprint
from r1ci_bench.soundness.official import check_official, items_to_try
from r1ci_bench.soundness.report import (
    DialectReport,
    Finding,
    FindingKind,
    LevelReport,
    SuiteCount,
    TaskReport,
)
from r1ci_bench.soundness.suites import (
    HOSTILE,
    MOST_OF_A_TASK,
    close_answers,
    echoes,
    examples,
    guesses,
    prints_what_it_stores,
    right_answers,
    same_answer,
    stress,
    wrong_answers,
)
from r1ci_bench.text import well_formed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from r1ci_bench.judge import Judge
    from r1ci_bench.sandbox.policy import Sandbox
    from r1ci_bench.task import Sample, Task, Verdict

_CHILD_SECONDS = 600.0
_MOST_TIMEOUTS = 3
_BASELINE_QUESTIONS = 40
_CONSTANTS = 6
_SHORTCUT_SHARE = 0.9
_SHORTCUT_QUESTIONS = 10


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


@dataclass(slots=True)
class _Findings:
    """What is being found of one task."""

    renderings: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    close: int = 0
    timeouts: int = 0
    slowest: float = 0.0
    found: list[Finding] = field(default_factory=list)

    def add(self, kind: FindingKind, level: int, what: str, detail: str) -> None:
        self.found.append(Finding(kind=kind, level=level, what=_one_line(what), detail=_one_line(detail)))


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
        found = _Findings()
        _check_levels(task, announced, found)
        wanted = self._options.levels or range(1, len(task.levels) + 1)
        levels = [
            await self._level(task, entry, level, found) for level in wanted if level <= len(task.levels)
        ]
        if task.levels:
            await self._determinism(task, entry, tuple(report.level for report in levels), found)
        official: tuple[DialectReport, ...] = ()
        if self._options.data_dir is not None:
            official, problems = check_official(task, self._options.data_dir)
            for what, detail in problems:
                found.add("official", 0, what, detail)
            if not task.levels:
                tried = items_to_try(task, self._options.data_dir, self._options.samples * 5)
                levels.append(await self._verifier(task, entry, 0, tried, tried, found))
        if not found.renderings and not found.found:
            found.add("contract", 0, "the task", "there was nothing to try: no level, and no official data")
        elif found.renderings and not found.close:
            found.add(
                "contract",
                0,
                "mutations",
                "the task names no wrong answers near a right one: nothing shows what it lets pass",
            )
        return TaskReport(
            task=task.id,
            version=task.version,
            unique_answer=task.unique_answer,
            renderings=_counts(found.renderings, found.accepted),
            wrong=_counts(found.wrong, found.rejected),
            slowest_verdict=found.slowest,
            levels=tuple(levels),
            official=official,
            findings=tuple(found.found),
        )

    async def _level(self, task: Task[Any], entry: str, level: int, found: _Findings) -> LevelReport:
        options = self._options
        made: list[Sample] = []
        started = time.perf_counter()
        source = questions(task, level=level, seed=options.seed, question_set="public")
        try:
            made.extend(sample for sample, _ in islice(source, options.questions))
        except TaskFault as fault:
            found.add("generator", level, f"question {len(made)}", fault.message)
        seconds = time.perf_counter() - started
        if not made:
            return LevelReport(level=level, samples=0, questions_wanted=options.questions)
        report = await self._verifier(task, entry, level, made[: options.samples], made, found)
        programs, slowest = await self._programs(task, entry, level, made[: options.programs], found)
        return msgspec.structs.replace(
            report,
            questions=len(made),
            questions_wanted=options.questions,
            milliseconds=1000 * seconds / len(made),
            programs=programs,
            program_seconds=slowest,
        )

    async def _verifier(
        self,
        task: Task[Any],
        entry: str,
        level: int,
        tried: Sequence[Sample],
        made: Sequence[Sample],
        found: _Findings,
    ) -> LevelReport:
        """Try the verifier on some questions, of those that were made."""
        answers: list[tuple[Sample, str]] = []
        for number, sample in enumerate(tried):
            answer = self._answer(task, level, number, sample, found)
            if answer is not None:
                answers.append((sample, answer))
        for sample, answer in answers:
            await self._suites(task, entry, level, sample, answer, found)
        await self._others(task, entry, level, answers, found)
        if answers:
            sample, answer = answers[0]
            for name, text in HOSTILE.items():
                if found.timeouts < _MOST_TIMEOUTS:
                    await self._wrong(entry, level, sample, "hostile text", text, found, shown=name)
            for name, text in stress(answer):
                if found.timeouts < _MOST_TIMEOUTS:
                    await self._verdict(entry, level, sample, text, name, found)
        baseline = made[:_BASELINE_QUESTIONS]
        await self._guesses(entry, level, baseline, found)
        if task.unique_answer:
            majority = _majority(task, level, baseline, found)
        else:
            majority = await self._constants(task, entry, level, baseline, found)
        if majority is not None and majority > _SHORTCUT_SHARE and len(baseline) >= _SHORTCUT_QUESTIONS:
            found.add("shortcut", level, "one answer", f"it is right on {majority:.0%} of the questions")
        return LevelReport(
            level=level,
            samples=len(answers),
            majority_share=majority,
            echo_share=await self._echo_share(entry, [sample for sample, _ in answers]),
        )

    def _answer(
        self, task: Task[Any], level: int, number: int, sample: Sample, found: _Findings
    ) -> str | None:
        try:
            if task.levels and not examples(sample):
                found.add("contract", level, f"question {number}", "it shows no example of an answer")
            answer: Any = task.answer(sample)
        except Exception as error:  # noqa: BLE001 - a plugin's code may raise anything
            found.add("contract", level, f"answer to question {number}", _described(error))
            return None
        if answer is None:
            found.add("contract", level, f"question {number}", "the task knows no answer to it")
            return None
        if not isinstance(answer, str):
            what = f"it is not text: {type(answer).__name__}"
            found.add("contract", level, f"answer to question {number}", what)
            return None
        return answer

    async def _suites(
        self, task: Task[Any], entry: str, level: int, sample: Sample, answer: str, found: _Findings
    ) -> None:
        """Right answers in every form, and wrong ones of every kind."""
        try:
            right = list(right_answers(task, sample, answer))
            close = close_answers(task, sample, answer)
            wrong = [*wrong_answers(task, sample, answer), *close]
        except Exception as error:  # noqa: BLE001 - a plugin's code may raise anything
            found.add("contract", level, "renderings and mutations", _described(error))
            return
        found.close += len(close)
        others = sum(name == "written otherwise" for name, _ in right)
        if max(others, len(close)) >= MOST_OF_A_TASK:
            what = f"{MOST_OF_A_TASK} or more of one question, of which only the first were tried"
            found.add("contract", level, "renderings and mutations", what)
        for name, text in right:
            found.renderings[name] += 1
            verdict = await self._verdict(entry, level, sample, text, name, found)
            if verdict is None:
                continue
            if verdict.outcome == "correct":
                found.accepted[name] += 1
                if name == "as it is":
                    await self._parsed(entry, level, sample, verdict, found)
            else:
                found.add("false_negative", level, f"{name}: {excerpt(text, 200)}", verdict.reason)
        for name, text in wrong:
            await self._wrong(entry, level, sample, name, text, found)

    async def _parsed(
        self, entry: str, level: int, sample: Sample, verdict: Verdict, found: _Findings
    ) -> None:
        """What the verifier understood must itself be a right answer: people will read it as one."""
        parsed = verdict.parsed
        if parsed is None:
            found.add("contract", level, "verdict", "it is correct, and does not say what was understood")
            return
        again = await self._verdict(entry, level, sample, parsed, "what was understood", found)
        if again is not None and again.outcome != "correct":
            found.add("false_negative", level, f"what was understood: {excerpt(parsed, 200)}", again.reason)

    async def _wrong(
        self,
        entry: str,
        level: int,
        sample: Sample,
        name: str,
        text: str,
        found: _Findings,
        *,
        shown: str | None = None,
    ) -> None:
        name = _one_line(name)
        found.wrong[name] += 1
        what = f"{name}: {shown or excerpt(text, 200)}"
        verdict = await self._verdict(entry, level, sample, text, what, found)
        if verdict is None:
            return
        if verdict.outcome == "correct":
            found.add("false_positive", level, what, f"understood as {excerpt(verdict.parsed or '', 80)}")
        elif not verdict.reason:
            found.add("contract", level, what, "the verdict is wrong, and gives no reason")
        else:
            found.rejected[name] += 1

    async def _others(
        self,
        task: Task[Any],
        entry: str,
        level: int,
        answers: list[tuple[Sample, str]],
        found: _Findings,
    ) -> None:
        """Where answers are unique, those of other questions are wrong, unless both have the same answer."""
        if not task.unique_answer:
            return
        name = "another question's answer"
        pairs = [(one, other) for one in answers for other in answers if one is not other]
        for (sample, answer), (other, text) in pairs:
            if same_answer(task, text, answer):
                continue
            if task.form is None:
                # Without a form, two answers are the same where each is accepted in the other's place.
                back = await self._verdict(entry, level, other, answer, name, found)
                if back is not None and back.outcome == "correct":
                    continue
            await self._wrong(entry, level, sample, name, text, found)

    async def _verdict(
        self, entry: str, level: int, sample: Sample, answer: str, what: str, found: _Findings
    ) -> Verdict | None:
        started = time.perf_counter()
        try:
            return await self._judge.verdict(entry, sample, answer)
        except VerifierFault as fault:
            found.add("verifier_fault", level, what, fault.message)
            found.timeouts += fault.kind == "timeout"
            return None
        finally:
            found.slowest = max(found.slowest, time.perf_counter() - started)

    async def _echo_share(self, entry: str, samples: list[Sample]) -> float:
        solved = 0
        ignored = _Findings()
        for sample in samples:
            for text in [*echoes(sample), *examples(sample)]:
                verdict = await self._verdict(entry, 0, sample, text, "", ignored)
                if verdict is not None and verdict.outcome == "correct":
                    solved += 1
                    break
        return solved / len(samples) if samples else 0.0

    async def _constants(
        self, task: Task[Any], entry: str, level: int, samples: Sequence[Sample], found: _Findings
    ) -> float | None:
        """How far answers of other questions get where several are right; returns the share of the best one.

        One may solve another question as well, but over a level most must not. A few questions cannot tell,
        so that as many are asked as for the other baselines.
        """
        first = enumerate(samples[:_CONSTANTS])
        texts = [self._answer(task, level, number, sample, _Findings()) for number, sample in first]
        shares: list[float] = []
        accepted = tried = 0
        for own, text in enumerate(texts):
            if text is None:
                continue
            right = 0
            for number, sample in enumerate(samples):
                if number != own:
                    verdict = await self._verdict(entry, level, sample, text, "another's answer", found)
                    right += verdict is not None and verdict.outcome == "correct"
            accepted += right
            tried += len(samples) - 1
            shares.append((right + 1) / len(samples))
        if not tried:
            return None
        name = "most answers of other questions"
        found.wrong[name] += 1
        if 2 * accepted > tried:
            found.add("false_positive", level, name, f"{accepted} of {tried} are accepted")
        else:
            found.rejected[name] += 1
        return max(shares)

    async def _guesses(self, entry: str, level: int, samples: Sequence[Sample], found: _Findings) -> None:
        """No way to guess without work may be right on nearly all questions of a level."""
        if len(samples) < _SHORTCUT_QUESTIONS:
            return
        misses = dict.fromkeys(guesses(samples[0]), 0)
        for sample in samples:
            tried = guesses(sample)
            for name in misses:
                if misses[name] > (1 - _SHORTCUT_SHARE) * len(samples):
                    continue
                verdict = None
                if name in tried:
                    verdict = await self._verdict(entry, level, sample, tried[name], f"guess: {name}", found)
                misses[name] += verdict is None or verdict.outcome != "correct"
        for name, missed in misses.items():
            if missed < (1 - _SHORTCUT_SHARE) * len(samples):
                what = f"it is right on {len(samples) - missed} of {len(samples)} questions"
                found.add("shortcut", level, name, what)

    async def _programs(
        self, task: Task[Any], entry: str, level: int, samples: Sequence[Sample], found: _Findings
    ) -> tuple[int, float | None]:
        """Run reference programs; how many ran, and the seconds of the slowest."""
        slowest: float | None = None
        ran = 0
        for number, sample in enumerate(samples):
            what = f"program of question {number}"
            try:
                code = task.reference(sample)
            except Exception as error:  # noqa: BLE001 - a plugin's code may raise anything
                found.add("reference", level, what, _described(error))
                continue
            if code is None or self._sandbox is None:
                continue
            if prints_what_it_stores(code):
                found.add("reference", level, what, "it works nothing out: it prints constants")
            try:
                execution = await self._sandbox.execute(code, task.policy)
            except SandboxFault as fault:
                found.add("reference", level, what, fault.message)
                continue
            ran += 1
            slowest = max(slowest or 0.0, execution.seconds)
            if execution.exit_code != 0:
                lines = execution.stderr.strip().splitlines() or [f"exit code {execution.exit_code}"]
                found.add("reference", level, what, lines[-1])
                continue
            printed = execution.stdout.removesuffix("\n")
            verdict = await self._verdict(entry, level, sample, printed, what, found)
            if verdict is not None and verdict.outcome != "correct":
                found.add("reference", level, what, f"it prints {excerpt(printed, 80)}: {verdict.reason}")
        return ran, slowest

    async def _determinism(
        self, task: Task[Any], entry: str, levels: tuple[int, ...], found: _Findings
    ) -> None:
        """The same questions come out of another process with another hash seed and another date."""
        request = Request(entry=entry, levels=levels, samples=self._options.samples, seed=self._options.seed)
        try:
            ours = fingerprint(task, request)
        except Exception as error:  # noqa: BLE001 - a plugin's code may raise anything
            found.add("contract", 0, "questions with their answers and programs", _described(error))
            return
        other_seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
        # The child also has another time zone and another clock.
        environment = {**os.environ, "PYTHONHASHSEED": other_seed, "TZ": "UTC-13"}
        environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "r1ci_bench.soundness.fingerprint",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
        )
        err = b""
        try:
            async with asyncio.timeout(_CHILD_SECONDS):
                out, err = await child.communicate(msgspec.json.encode(request))
            theirs = msgspec.json.decode(out, type=list[str])
        except (TimeoutError, msgspec.DecodeError):
            if child.returncode is None:
                child.kill()
                await child.wait()
                found.add("determinism", 0, "another process", "it did not end in time")
            else:
                lines = err.decode(errors="replace").strip().splitlines()
                found.add("determinism", 0, "another process", lines[-1] if lines else "it printed nothing")
            return
        for level, one, two in zip(levels, ours, theirs, strict=True):
            if one != two:
                found.add("determinism", level, "questions", "another process makes other questions")


def _counts(tried: Counter[str], passed: Counter[str]) -> dict[str, SuiteCount]:
    return {name: SuiteCount(tried=tried[name], passed=passed[name]) for name in sorted(tried)}


def _check_levels(task: Task[Any], announced: int | None, found: _Findings) -> None:
    """Every level is another one, and there are as many as the descriptor says."""
    if announced is not None and announced != len(task.levels):
        found.add("contract", 0, "levels", f"there are {len(task.levels)}, its descriptor says {announced}")
    for number, knobs in enumerate(task.levels, 1):
        for other, earlier in enumerate(task.levels[: number - 1], 1):
            if knobs == earlier:
                found.add("contract", number, "levels", f"it is the same as level {other}")


def _one_line(text: str) -> str:
    return " ".join(well_formed(text).split())


def _majority(task: Task[Any], level: int, samples: Sequence[Sample], found: _Findings) -> float | None:
    """Share of the most frequent answer."""
    texts: Counter[str] = Counter()
    for sample in samples:
        try:
            answer: Any = task.answer(sample)
            if not isinstance(answer, str):
                return None
            texts[task.form.write(task.form.read(answer)) if task.form else answer] += 1
        except Exception as error:  # noqa: BLE001 - a plugin's code may raise anything
            found.add("contract", level, "an answer", _described(error))
            return None
    return max(texts.values()) / texts.total() if texts else None


def _described(error: Exception) -> str:
    if isinstance(error, R1ciError):
        if isinstance(error, HostFault):
            raise error
        return error.message
    return f"{type(error).__name__}: {error}"
