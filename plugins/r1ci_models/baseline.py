"""Floors: what a model scores that says nothing, or that guesses. Any real model must be above them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from r1ci_bench.model import Completion, Model, Usage
from r1ci_bench.rng import Rng
from r1ci_models.options import known_name, refuse_endpoint
from r1ci_models.replies import answer_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.model import Attempt, Message, ModelOptions, SamplingParams

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_WORD = re.compile(r"[^\W\d_]+")
_QUESTION_CHARS = 20_000
_MOST_PIECES = 4
_NO_TOKENS = Usage(input_tokens=0, output_tokens=0)


class EmptyBaseline(Model):
    """Answers nothing at all."""

    id = "baseline/empty"

    async def generate(self, messages: Sequence[Message], params: SamplingParams) -> Completion:
        """An empty text."""
        return Completion(text="", usage=_NO_TOKENS)


class RandomBaseline(Model):
    """Guesses; the same attempt gives the same guess.

    Where the question lets choose among a few answers it draws one of them, and is right by chance: with four
    options in a quarter of all cases. Else it draws from the question's own numbers and words.

    Args:
        seed: Seed of the adapter, on top of each attempt's.
        attempt: The attempt that this view serves; without one the last user message is the question.
    """

    id = "baseline/random"

    def __init__(self, seed: int, attempt: Attempt | None = None) -> None:
        self._seed = seed
        self._attempt = attempt

    def bind(self, attempt: Attempt) -> Model:
        """A view that knows the question and its seed."""
        return RandomBaseline(self._seed, attempt)

    async def generate(self, messages: Sequence[Message], params: SamplingParams) -> Completion:
        """A guess as a final answer."""
        candidates: Sequence[str] | None = None
        if self._attempt is not None:
            question, seed, agent = self._attempt.sample.question, self._attempt.seed, self._attempt.agent
            candidates = self._attempt.task.candidates(self._attempt.sample)
        else:
            question = next((message.content for message in reversed(messages) if message.role == "user"), "")
            seed, agent = params.seed or 0, None
        rng = Rng(self.id, self._seed, seed)
        answer = rng.choice(candidates) if candidates else guess(question, rng)
        return Completion(text=answer_text(answer, agent=agent), usage=_NO_TOKENS)


def guess(question: str, rng: Rng) -> str:
    """Draw something that has the shape of an answer: a number, a word, or a few of one kind.

    Args:
        question: The question; its first 20,000 characters are drawn from.
        rng: Where the draw comes from.
    """
    start = question[:_QUESTION_CHARS]
    kinds = [pieces for pieces in (_NUMBER.findall(start), _WORD.findall(start)) if pieces]
    if not kinds:
        return str(rng.below(10))
    pieces = rng.choice(kinds)
    # One piece is the commonest form of an answer, so half of the guesses have that form.
    count = 1 if rng.chance(1, 2) else rng.between(2, _MOST_PIECES)
    return ", ".join(rng.choice(pieces) for _ in range(count))


def create(name: str, options: ModelOptions) -> Model:
    """Make a floor.

    Args:
        name: `empty` or `random`.
        options: Its seed; anything else is refused.

    Raises:
        UsageError: for another name, or an option without effect.
    """
    refuse_endpoint("baseline", options)
    if known_name("baseline", name, ("empty", "random")) == "empty":
        return EmptyBaseline()
    return RandomBaseline(options.seed)
