"""Oracles: what a task scores when its own reference program, or its stored answer, is given as the reply.

They check the benchmark, not a model: a task whose reference does not reach 100 % is broken. Neither runs
anything by itself. The solver hands its program to the agent like any model, and reads what came of it.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from r1ci_bench.errors import ProviderFault
from r1ci_bench.model import Completion, Model, Usage
from r1ci_bench.protocol import FEEDBACK_PREFIX
from r1ci_models.options import known_name, refuse_endpoint
from r1ci_models.replies import answer_text, code_block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.model import Attempt, Message, ModelOptions, SamplingParams

_NO_TOKENS = Usage(input_tokens=0, output_tokens=0)
_FEEDBACK = re.compile(rf"^{re.escape(FEEDBACK_PREFIX)}[ \t]*\n?", re.MULTILINE)
_OPENING = re.compile(r"(`{3,})output[ \t]*\n")


class ReferenceSolver(Model):
    """Writes the task's reference program, and answers with what it printed.

    Args:
        attempt: The attempt that this view serves; None before it is bound.
    """

    id = "reference/solver"

    def __init__(self, attempt: Attempt | None = None) -> None:
        self._attempt = attempt

    def bind(self, attempt: Attempt) -> Model:
        """A view that knows the question.

        Raises:
            ProviderFault: for an agent that never runs code.
        """
        if attempt.agent == "all-text":
            raise ProviderFault(
                "reference/solver answers with a program, and agent 'all-text' runs none",
                kind="needs_code",
                fatal=True,
                hint="take another agent, or reference/answer",
            )
        return ReferenceSolver(attempt)

    async def generate(self, messages: Sequence[Message], params: SamplingParams) -> Completion:
        """The program, or the answer where the last message tells what it printed."""
        attempt = _bound(self, self._attempt)
        program = attempt.task.reference(attempt.sample)
        if program is None:
            raise ProviderFault(f"task {attempt.task.id!r} has no reference program", kind="no_reference")
        # The head prompt speaks of the results too, so only what follows a reply can be results.
        begun = any(message.role == "assistant" for message in messages)
        last = messages[-1].content if begun else ""
        if not _FEEDBACK.search(last):
            return Completion(text=code_block(program), usage=_NO_TOKENS)
        output = output_of_feedback(last)
        if not output:
            raise ProviderFault(
                f"the reference program of task {attempt.task.id!r} printed nothing", kind="reference_failed"
            )
        return Completion(text=f"<<<{output}>>>", usage=_NO_TOKENS)


class ReferenceAnswer(Model):
    """Answers with what the task itself says is right, without a program.

    Args:
        attempt: The attempt that this view serves; None before it is bound.
    """

    id = "reference/answer"

    def __init__(self, attempt: Attempt | None = None) -> None:
        self._attempt = attempt

    def bind(self, attempt: Attempt) -> Model:
        """A view that knows the question."""
        return ReferenceAnswer(attempt)

    async def generate(self, messages: Sequence[Message], params: SamplingParams) -> Completion:
        """The task's answer."""
        attempt = _bound(self, self._attempt)
        # Working it out may take a while: off the event loop.
        answer = await asyncio.to_thread(attempt.task.answer, attempt.sample)
        if answer is None:
            raise ProviderFault(f"task {attempt.task.id!r} knows no answer", kind="no_reference")
        return Completion(text=answer_text(answer, agent=attempt.agent), usage=_NO_TOKENS)


def output_of_feedback(text: str) -> str:
    """What a program printed, read out of the message that tells a model what its code did.

    Args:
        text: A message that holds the rendered feedback; other words may stand around it.

    Returns:
        The output without surrounding blanks; empty where there is none.
    """
    found = _FEEDBACK.search(text)
    opening = _OPENING.match(text, found.end()) if found is not None else None
    if opening is None:
        return ""
    # The protocol's fence is longer than any run of backticks in the output, so the first one ends it.
    end = text.find(f"\n{opening[1]}", opening.end() - 1)
    return text[opening.end() : end if end >= 0 else len(text)].strip()


def create(name: str, options: ModelOptions) -> Model:
    """Make an oracle.

    Args:
        name: `answer` or `solver`.
        options: Nothing but defaults; it draws nothing and asks nobody.

    Raises:
        UsageError: for another name, or an option without effect.
    """
    refuse_endpoint("reference", options)
    name = known_name("reference", name, ("answer", "solver"))
    return ReferenceAnswer() if name == "answer" else ReferenceSolver()


def _bound(model: Model, attempt: Attempt | None) -> Attempt:
    if attempt is None:
        raise ProviderFault(f"{model.id} must be bound to an attempt", kind="not_bound", fatal=True)
    return attempt
