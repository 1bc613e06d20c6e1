"""Word ladder: every ladder of English words is right."""

from __future__ import annotations

import json

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.english import common_words, known_words
from r1ci_reasoning_gym.source import SOURCE, Entry
from r1ci_reasoning_gym.word_ladder import WordLadder, shortest

TASK = WordLadder()
SAMPLE = Sample(question="", data={"start": "COLD", "end": "WARM"})
RIGHT = ["COLD", "CORD", "CARD", "WARD", "WARM"]


@pytest.mark.parametrize(
    "answer",
    [
        "COLD,CORD,CARD,WARD,WARM",
        "cold, cord, card, ward, warm",
        json.dumps(RIGHT),
        " -> ".join(RIGHT),
        " \u2192 ".join(RIGHT),
        "\n".join(RIGHT),
        "\n".join(f"- {word}" for word in RIGHT),
        "\n".join(f"{number}. {word}" for number, word in enumerate(RIGHT, 1)),
        f"${' '.join(RIGHT)}$".replace(" ", " \\rightarrow "),
        " \\to ".join(f"\\text{{{word}}}" for word in RIGHT),
        " => ".join(RIGHT),
        " - ".join(RIGHT),
        "COLD,CORD,WORD,WARD,WARM.",
        "COLD,CORD,CORE,CORD,CARD,WARD,WARM",
        "COLD,BOLD,COLD,CORD,CARD,WARD,WARM",
    ],
)
def test_every_ladder_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("COLD,CORD,WARD,WARM", "from 'CORD' to 'WARD' not exactly one"),
        ("COLD,WARM", "not exactly one"),
        ("CORD,CARD,WARD,WARM", "does not lead from COLD"),
        ("COLD,CORD,CARD,WARD", "does not lead from COLD"),
        ("WARM,WARD,CARD,CORD,COLD", "does not lead from COLD"),
        ("COLD,COLD,CORD,CARD,WARD,WARM", "not exactly one"),
        ("COLD,CORD,CXRD,CARD,WARD,WARM", "is not in the dictionary"),
        ("COLD,CORD,CARD,WARD,WARDS,WARM", "not exactly one"),
        ("COLD,CLOD,CARD,WARD,WARM", "not exactly one"),
        ("[]", "does not lead"),
        ("COLD \\top WARM", "not a word of letters"),
        ("COLD 2 WARM", "not a word of letters"),
        ("COLD," * 3000, "more than 1000"),
    ],
)
def test_a_broken_rule_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_words_count_that_reasoning_gym_does_not_know_and_names_do_not() -> None:
    assert "corf" not in common_words()
    assert TASK.verify(SAMPLE, "COLD,CORD,CORF,CORD,CARD,WARD,WARM").outcome == "correct"
    assert {"word", "ladder", "the", "acts"} <= known_words()
    assert not {"aaron", "cxrd", ""} & known_words()


def test_our_ladders_are_as_short_as_those_of_reasoning_gym() -> None:
    for level in TASK.levels:
        for index in range(3):
            entry = SOURCE.entry("word_ladder", level.config, Rng("short", index).bits(62))
            data = {"start": entry.metadata["start_word"], "end": entry.metadata["end_word"]}
            found = TASK.solution(data) or ""
            assert TASK.verify(Sample(question="", data=data), found).outcome == "correct"
            assert len(found.split(",")) == len(str(entry.answer).split(","))


def test_there_is_no_ladder_between_words_that_do_not_hang_together() -> None:
    assert shortest("cold", "zzzz") == []
    assert shortest("cold", "cold") == ["cold"]


@pytest.mark.parametrize("answer", ["COLD,WARM", "COLD,CORD,CXRD,CARD,WARD,WARM", "", "None"])
def test_wrong_labels_are_not_asked(answer: str) -> None:
    metadata = {"start_word": "COLD", "end_word": "WARM"}
    assert TASK.read(Entry("", ",".join(RIGHT), metadata)) == SAMPLE.data
    assert TASK.read(Entry("", answer, metadata)) is None


def test_neighbours_are_not_asked() -> None:
    """Reasoning-Gym draws them even where all ladders should be long."""
    metadata = {"start_word": "LUMP", "end_word": "JUMP"}
    assert TASK.read(Entry("", "LUMP,JUMP", metadata)) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_of_every_level(level: int) -> None:
    for index in range(3):
        sample = TASK.generate(Rng("test", level, index), TASK.levels[level - 1])
        assert "sequence of uppercase words" in sample.question
        assert sample.question.startswith(f"Transform the word '{sample.data['start']}'")
        answer = TASK.solution(sample.data) or ""
        assert TASK.verify(sample, answer).outcome == "correct"
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)


def test_the_example_begins_elsewhere() -> None:
    assert "<<<HEAD,HEAL,TEAL,TELL>>>" in TASK.advice(SAMPLE.data)
    assert "<<<COLD,CORD,CARD,WARD>>>" in TASK.advice({"start": "HEAD", "end": "TELL"})
