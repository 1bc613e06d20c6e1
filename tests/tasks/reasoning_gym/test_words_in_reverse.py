"""Spell backward and word sequence reversal: letters and words count, not how they are set down."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.source import SOURCE, Entry
from r1ci_reasoning_gym.spell_backward import SpellBackward
from r1ci_reasoning_gym.word_sequence_reversal import WordSequenceReversal

LETTERS, WORDS = SpellBackward(), WordSequenceReversal()
TASKS: list[Any] = [LETTERS, WORDS]
EVERY_TASK = pytest.mark.parametrize("task", TASKS, ids=lambda task: str(task.name))

SPELLED = Sample(question="", data={"word": "Abbot"})
LISTED = Sample(question="", data={"words": ["hundred", "go", "acute", "Go", "sir"]})


@pytest.mark.parametrize(
    ("sample", "answer"),
    [
        (SPELLED, "tobbA"),
        (SPELLED, "tobba"),
        (SPELLED, "TOBBA."),
        (SPELLED, "t-o-b-b-A"),
        (SPELLED, "T O B B A"),
        (SPELLED, "['t', 'o', 'b', 'b', 'A']"),
        (SPELLED, "**tobbA**"),
        (LISTED, "sir, Go, acute, go, hundred"),
        (LISTED, "sir,go,acute,go,hundred"),  # a missing blank costs the point in Reasoning-Gym
        (LISTED, "sir go acute go hundred."),
        (LISTED, '["sir", "Go", "acute", "go", "hundred"]'),
        (LISTED, "SIR\nGO\nACUTE\nGO\nHUNDRED"),
    ],
)
def test_every_form_is_accepted(sample: Sample, answer: str) -> None:
    task = LETTERS if sample is SPELLED else WORDS
    assert task.verify(sample, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("sample", "answer", "reason"),
    [
        (SPELLED, "Abbot", "the letters are in another order"),
        (SPELLED, "tobab", "the letters are in another order"),
        (SPELLED, "toba", "it has other letters"),
        (SPELLED, "tobbas", "it has other letters"),
        # Reasoning-Gym gives part of a point for every letter at its place.
        (SPELLED, "tobbx", "it has other letters"),
        (SPELLED, "tobbA Abbot", "' ' does not belong into the string"),
        (SPELLED, "tob bA", "' ' does not belong into the string"),
        (SPELLED, "tobb\u0410", "does not belong into the string"),
        (SPELLED, "", "empty"),
        (LISTED, "hundred, go, acute, Go, sir", "the order is wrong"),
        (LISTED, "sir, Go, acute, hundred", "it has other words"),
        (LISTED, "sire, Go, acute, go, hundred", "it has other words"),
        (LISTED, "[[sir, Go], [acute, go, hundred]]", "cannot read the list"),
        (LISTED, "ris, oG, etuca, og, derdnuh", "it has other words"),
        (LISTED, "", "empty"),
    ],
)
def test_other_answers_are_wrong_and_the_reason_is_named(sample: Sample, answer: str, reason: str) -> None:
    task = LETTERS if sample is SPELLED else WORDS
    verdict = task.verify(sample, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("word", "answer", "asked"),
    [
        ("sun", "nus", True),
        ("Abe", "ebA", True),
        ("sun", "sun", False),  # a wrong label
        ("sun", None, False),
        ("Anna", "annA", False),  # the same backward
        ("it's", "s'ti", False),
    ],
)
def test_a_word_is_asked_with_the_right_label_only(word: str, answer: str | None, asked: bool) -> None:
    assert (LETTERS.read(Entry("", answer, {"word": word})) is not None) == asked


@pytest.mark.parametrize(
    ("words", "answer", "asked"),
    [
        (["the", "sun", "The"], "The, sun, the", False),  # the same backward
        (["the", "sun", "sun"], "sun, sun, the", True),
        (["the", "sun", "sun"], "sun, the, sun", False),  # wrong labels
        (["the", "sun", "sun"], None, False),
        (["the sun", "sun"], "sun, the sun", False),
        (["the", "a\u00ebrial"], "a\u00ebrial, the", False),  # `a\\u00ebrial` in JSON
    ],
)
def test_a_list_is_asked_with_the_right_label_only(words: list[str], answer: str | None, asked: bool) -> None:
    assert (WORDS.read(Entry("", answer, {"words": words})) is not None) == asked


@given(st.lists(st.text("abcXYZ", min_size=1, max_size=5), min_size=1))
def test_the_last_word_comes_first_and_twice_reversed_is_the_list_again(words: list[str]) -> None:
    found = WORDS.solution({"words": words}).split(", ")
    assert [found[-1 - place] for place in range(len(words))] == words
    word = "".join(words)
    spelled = LETTERS.solution({"word": word})
    assert [spelled[-1 - place] for place in range(len(word))] == list(word)


@EVERY_TASK
@pytest.mark.parametrize("level", [1, 3, 5])
def test_right_answers_renderings_spoiled_answers_and_the_example(task: Any, level: int) -> None:
    for index in range(8):
        sample = task.generate(Rng("test", level, index), task.levels[level - 1])
        answer = task.solution(sample.data)
        for text in (answer, *task.renderings(sample, answer)):
            assert task.verify(sample, text).outcome == "correct", text
        for name, text in task.mutations(sample, answer):
            assert task.verify(sample, text).outcome == "wrong", (name, text)
        shown = sample.question.rpartition("<<<")[2].partition(">>>")[0]
        assert task.verify(sample, shown).outcome == "wrong"


@EVERY_TASK
def test_an_item_of_reasoning_gym_with_a_wrong_label_is_thrown_away(task: Any) -> None:
    for seed in range(10):
        entry = SOURCE.entry(task.name, task.levels[2].config, seed * 10**6)
        assert task.read(entry._replace(answer=f"{entry.answer}x")) is None


def test_a_slip_of_the_pen_is_put_right() -> None:
    sample = WORDS.generate(Rng("pen"), WORDS.levels[0])
    assert "Provide your answer as a comma-separated list" in sample.question
