"""Tries answers on one task's verifier, through the bounded child that judges runs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import excerpt
from r1ci_bench.errors import VerifierFault
from r1ci_bench.soundness.findings import Findings, one_line
from r1ci_bench.soundness.suites import (
    HOSTILE,
    MOST_OF_A_TASK,
    close_answers,
    examples,
    right_answers,
    same_answer,
    stress,
    wrong_answers,
)

if TYPE_CHECKING:
    from r1ci_bench.judge import Judge
    from r1ci_bench.task import Sample, Task, Verdict

_MOST_TIMEOUTS = 3


class Probe:
    """One task under examination.

    Args:
        judge: Where its verifier runs.
        task: The task.
        entry: Where it lives, as `module:Class`.

    Attributes:
        task: The task.
        found: What was found so far.
    """

    def __init__(self, judge: Judge, task: Task[Any], entry: str) -> None:
        self.task = task
        self.found = Findings()
        self._judge = judge
        self._entry = entry

    async def verdict(self, level: int, sample: Sample, answer: str, what: str) -> Verdict | None:
        """Ask the verifier; None where it gave no verdict, which is then a finding."""
        started = time.perf_counter()
        try:
            return await self._judge.verdict(self._entry, sample, answer)
        except VerifierFault as fault:
            self.found.add("verifier_fault", level, what, fault.message)
            self.found.timeouts += fault.kind == "timeout"
            return None
        finally:
            self.found.slowest = max(self.found.slowest, time.perf_counter() - started)

    async def accepts(self, level: int, sample: Sample, answer: str, what: str) -> bool:
        """Whether the verifier says that an answer is right."""
        verdict = await self.verdict(level, sample, answer, what)
        return verdict is not None and verdict.outcome == "correct"

    def answer(self, level: int, number: int, sample: Sample) -> str | None:
        """The task's own answer to a question; None where it gives none, which is then a finding."""
        what = f"answer to question {number}"
        try:
            if self.task.levels and not examples(sample):
                self.found.add("contract", level, f"question {number}", "it shows no example of an answer")
            answer: Any = self.task.answer(sample)
        except Exception as error:  # noqa: BLE001 - a plugin's code may raise anything
            self.found.add_error("contract", level, what, error)
            return None
        if answer is None:
            self.found.add("contract", level, f"question {number}", "the task knows no answer to it")
            return None
        if not isinstance(answer, str):
            self.found.add("contract", level, what, f"it is not text: {type(answer).__name__}")
            return None
        return answer

    async def suites(self, level: int, sample: Sample, answer: str) -> None:
        """Try right answers in every form, and wrong ones of every kind."""
        try:
            right = list(right_answers(self.task, sample, answer))
            close = close_answers(self.task, sample, answer)
            wrong = [*wrong_answers(self.task, sample, answer), *close]
        except Exception as error:  # noqa: BLE001 - a plugin's code may raise anything
            self.found.add_error("contract", level, "renderings and mutations", error)
            return
        self.found.close += len(close)
        others = sum(name == "written otherwise" for name, _ in right)
        if max(others, len(close)) >= MOST_OF_A_TASK:
            what = f"{MOST_OF_A_TASK} or more of one question, of which only the first were tried"
            self.found.add("contract", level, "renderings and mutations", what)
        for name, text in right:
            await self._right(level, sample, name, text)
        for name, text in wrong:
            await self._wrong(level, sample, name, text)

    async def others(self, level: int, answers: list[tuple[Sample, str]]) -> None:
        """Where answers are unique, those of other questions are wrong, unless both have the same answer."""
        if not self.task.unique_answer:
            return
        name = "another question's answer"
        pairs = [(one, other) for one in answers for other in answers if one is not other]
        for (sample, answer), (other, text) in pairs:
            if same_answer(self.task, text, answer):
                continue
            # Without a form, two answers are the same where each is accepted in the other's place.
            if self.task.form is None and await self.accepts(level, other, answer, name):
                continue
            await self._wrong(level, sample, name, text)

    async def hostile(self, level: int, sample: Sample, answer: str) -> None:
        """Try hostile text; no more of it than a verifier that hangs leaves time for."""
        for name, text in HOSTILE.items():
            if self.found.timeouts < _MOST_TIMEOUTS:
                await self._wrong(level, sample, "hostile text", text, shown=name)
        for name, text in stress(answer):
            if self.found.timeouts < _MOST_TIMEOUTS:
                await self.verdict(level, sample, text, name)

    async def _right(self, level: int, sample: Sample, name: str, text: str) -> None:
        self.found.renderings[name] += 1
        verdict = await self.verdict(level, sample, text, name)
        if verdict is None:
            return
        if verdict.outcome != "correct":
            self.found.add("false_negative", level, f"{name}: {excerpt(text, 200)}", verdict.reason)
            return
        self.found.accepted[name] += 1
        if name == "as it is":
            await self._parsed(level, sample, verdict)

    async def _parsed(self, level: int, sample: Sample, verdict: Verdict) -> None:
        """What the verifier understood must itself be a right answer: people will read it as one."""
        parsed = verdict.parsed
        if parsed is None:
            what = "it is correct, and does not say what was understood"
            self.found.add("contract", level, "verdict", what)
            return
        again = await self.verdict(level, sample, parsed, "what was understood")
        if again is not None and again.outcome != "correct":
            what = f"what was understood: {excerpt(parsed, 200)}"
            self.found.add("false_negative", level, what, again.reason)

    async def _wrong(
        self, level: int, sample: Sample, name: str, text: str, *, shown: str | None = None
    ) -> None:
        name = one_line(name)
        self.found.wrong[name] += 1
        what = f"{name}: {shown or excerpt(text, 200)}"
        verdict = await self.verdict(level, sample, text, what)
        if verdict is None:
            return
        if verdict.outcome == "correct":
            understood = f"understood as {excerpt(verdict.parsed or '', 80)}"
            self.found.add("false_positive", level, what, understood)
        elif not verdict.reason:
            self.found.add("contract", level, what, "the verdict is wrong, and gives no reason")
        else:
            self.found.rejected[name] += 1
