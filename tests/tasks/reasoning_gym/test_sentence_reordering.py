"""Sentence reordering: the question names parts, so that one order is left."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.sentence_reordering import SentenceReordering, alphabetical, parts
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = SentenceReordering()
SAMPLE = Sample(question="", data={"parts": [["You", "have", "tried", "it"], ["already?"]]})
INTRODUCTION = "Restore the correct order of words in the following sentence: "


@pytest.mark.parametrize(
    "answer",
    [
        "You have tried it already?",
        "You have tried it already",
        "you have tried it already.",
        '"You have tried it already?"',
        "You  have\ntried it already?",
        "\\boxed{You have tried it already?}",
        "*You have tried it already?*",
        "_You have tried it already_",
        "You have tried it already;",
    ],
)
def test_the_sentence_is_accepted_whatever_its_marks_and_case(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("have it tried You already?", "word 1 stands"),
        ("You have already tried it?", "word 3 stands"),
        ("You have tried it", "the words are not"),
        ("You have tried it already already?", "the words are not"),
        ("You have tried that already?", "the words are not"),
        ("Youhavetrieditalready", "the words are not"),
    ],
)
def test_other_orders_and_words_are_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("sentence", "cut"),
    [
        ("The man saw the dog.", "The man saw | the dog."),
        ("Bread and butter.", "Bread | and | butter."),
        ("We often sing.", "We | often | sing."),
        ("Suddenly it rained.", "Suddenly | it rained."),
        ("He went to Paris from Rome.", "He went to | Paris from | Rome."),
        ("Truly was he a great benefactor.", "Truly | was | he a great benefactor."),
        ("To them we are indebted.", "To them we | are indebted."),
        ("You must see it.", "You must see it."),
        ("All I want is money enough to live.", "All | I want is money | enough | to live."),
        ("They may at pleasure give attention.", "They may at | pleasure | give attention."),
        ("A cure for nasal catarrh!", "A cure for | nasal | catarrh!"),
        ("one two three four five six seven eight", "one two three four five six | seven eight"),
    ],
)
def test_what_could_change_places_is_parted(sentence: str, cut: str) -> None:
    assert " | ".join(map(" ".join, parts(sentence.split()))) == cut


@given(
    st.lists(st.sampled_from(["the", "of", "and", "Rome,", "Smith", "house", "quickly", "went"]), min_size=1)
)
def test_parts_keep_all_words_in_order_and_are_short(words: list[str]) -> None:
    found = parts(words)
    assert [word for part in found for word in part] == words
    assert all(0 < len(part) <= 6 for part in found)
    assert all(part == ["and"] for part in found if "and" in part)


def test_wrong_labels_are_not_asked() -> None:
    question = f"{INTRODUCTION}your Let tongue. see me"
    asked = TASK.read(Entry(question, "Let me see your tongue.", {}))
    assert asked == {"parts": [["Let", "me", "see", "your", "tongue."]]}
    assert TASK.read(Entry(question, "Let me see tongue. your", {})) is None
    assert TASK.read(Entry(f"{INTRODUCTION}my Let tongue. see me", "Let me see my tongue.", {})) is None
    assert TASK.read(Entry(f"{INTRODUCTION}Let me see your tongue.", "Let me see your tongue.", {})) is None


def test_the_order_of_repeated_words_comes_from_the_source() -> None:
    """Reasoning-Gym puts equal words side by side: `Two minutes later the the ...`."""
    repaired = 0
    for index in range(60):
        entry = SOURCE.entry("sentence_reordering", TASK.levels[4].config, Rng("equal", index).bits(62))
        data = TASK.read(entry)
        if data is not None and TASK.solution(data) != entry.answer:
            repaired += 1
            words = str(entry.answer).split()
            assert any(one == two for one, two in pairwise(words))
            assert sorted(words) == sorted(TASK.solution(data).split())
    assert repaired


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_of_every_level(level: int) -> None:
    answers = set()
    for index in range(25):
        sample = TASK.generate(Rng("test", level, index), TASK.levels[level - 1])
        answer = TASK.solution(sample.data)
        answers.add(answer)
        assert answer not in sample.question
        for number, part in enumerate(sample.data["parts"], 1):
            assert f"Part {number}: {' '.join(alphabetical(part))}\n" in sample.question
        assert TASK.verify(sample, answer).outcome == "correct"
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
    assert len(answers) > 8
