"""The floors: saying nothing, and guessing from the question's own words."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.answers import OneOfForm
from r1ci_bench.errors import UsageError
from r1ci_bench.model import Attempt, Completion, Message, ModelOptions, SamplingParams, Usage
from r1ci_bench.protocol import read_reply
from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample, Task, Verdict
from r1ci_models.baseline import create, guess

QUESTION = "Use 3, 4.5, -11 once each. Is the result even or odd?"


class Any42(Task[Any]):
    id = "tests/any"
    version = "1"

    def verify(self, sample: Sample, answer: str) -> Verdict:
        raise AssertionError("floors do not judge")


def say(name: str, *, seed: int = 0, attempt_seed: int = 1, agent: str = "all-text") -> Completion:
    sample = Sample(question=QUESTION, data={})
    attempt = Attempt(task=Any42(), sample=sample, agent=agent, epoch=0, seed=attempt_seed)
    model = create(name, ModelOptions(seed=seed)).bind(attempt)
    return asyncio.run(model.generate([Message("user", "prompt around it")], SamplingParams()))


def test_empty_says_nothing() -> None:
    assert say("empty") == Completion(text="", usage=Usage(input_tokens=0, output_tokens=0))


def test_random_is_the_same_for_the_same_attempt_and_seed() -> None:
    assert say("random") == say("random")


def test_random_depends_on_attempt_and_seed() -> None:
    assert len({say("random", attempt_seed=seed).text for seed in range(30)}) > 10
    assert len({say("random", seed=seed).text for seed in range(30)}) > 10


def test_random_stays_the_same_from_version_to_version() -> None:
    assert [say("random", attempt_seed=seed).text for seed in range(3)] == [
        "<<<the, Is>>>",
        "<<<Use>>>",
        "<<<-11, 3, -11, 4.5>>>",
    ]


def test_random_gives_an_answer_made_of_pieces_of_the_question() -> None:
    for seed in range(50):
        answer = read_reply(say("random", attempt_seed=seed).text).answer
        assert answer is not None
        assert all(piece in QUESTION for piece in answer.split(", "))


def test_random_gives_all_code_a_program() -> None:
    text = say("random", agent="all-code").text
    assert re.fullmatch(r"```python\nprint\('[^'\n]+'\)\n```", text)


class Coin(Any42):
    """A task whose questions let choose."""

    form = OneOfForm(("heads", "tails"))


def test_random_draws_one_of_the_answers_that_a_question_offers() -> None:
    said = []
    for seed in range(200):
        attempt = Attempt(
            task=Coin(), sample=Sample(question=QUESTION, data={}), agent="all-text", epoch=0, seed=seed
        )
        model = create("random", ModelOptions()).bind(attempt)
        said.append(asyncio.run(model.generate([Message("user", "x")], SamplingParams())).text)
    assert set(said) == {"<<<heads>>>", "<<<tails>>>"}
    assert 70 < said.count("<<<heads>>>") < 130


def test_random_without_an_attempt_guesses_from_the_conversation() -> None:
    model = create("random", ModelOptions())
    text = asyncio.run(model.generate([Message("user", "only this")], SamplingParams(seed=3))).text
    assert set(text.strip("<>").split(", ")) <= {"only", "this"}


@given(st.text(max_size=200), st.integers(0, 1000))
def test_any_question_has_a_guess(question: str, seed: int) -> None:
    assert guess(question, Rng(seed))


def test_an_unknown_floor_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="'randon'") as caught:
        create("randon", ModelOptions())
    assert caught.value.hint == "did you mean 'random'?"
    with pytest.raises(UsageError) as caught:
        create("perfect", ModelOptions())
    assert caught.value.hint == "known: empty, random"
