"""Caesar cipher: the plain text is found without the key, and no other rotation passes."""

from __future__ import annotations

from string import ascii_uppercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.caesar_cipher import CaesarCipher, rotated, solve
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = CaesarCipher()
PLAIN = "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG AND SLEEPS IN THE SUN"
SAMPLE = Sample(question="", data={"text": rotated(PLAIN, 7)})


@pytest.mark.parametrize(
    "answer", [PLAIN, PLAIN.lower(), PLAIN.title(), f'"{PLAIN}."', PLAIN.replace(" ", "\n")]
)
def test_the_plain_text_is_accepted_in_any_case(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    "answer",
    [
        SAMPLE.data["text"],
        rotated(PLAIN, 1),
        PLAIN.replace("QUICK", "QUICKLY"),
        PLAIN.replace(" ", ""),
        PLAIN[:-1],
        f"{PLAIN} {PLAIN}",
        f"The plain text is {PLAIN}",
        "",
    ],
)
def test_any_other_text_is_wrong(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "wrong"


@pytest.mark.parametrize("by", range(26))
def test_the_key_is_found(by: int) -> None:
    assert solve({"text": rotated(PLAIN, by)}) == PLAIN


@given(st.text(ascii_uppercase + " "), st.integers(0, 25))
def test_every_letter_moves_by_the_same_number_of_places(text: str, by: int) -> None:
    moved = rotated(text, by)
    assert rotated(moved, (26 - by) % 26) == text
    for one, other in zip(text, moved, strict=True):
        assert other == " " if one == " " else (ord(other) - ord(one)) % 26 == by


@pytest.mark.parametrize(
    ("text", "answer", "asked"),
    [
        (rotated(PLAIN, 7), PLAIN, True),
        (rotated(PLAIN, 7), rotated(PLAIN, 1), False),  # a wrong label
        (rotated(PLAIN, 7), None, False),
        (PLAIN, PLAIN, False),  # the answer is printed
        (rotated("ZIP BUZZ", 7), "ZIP BUZZ", False),  # too short to tell
    ],
)
def test_only_texts_whose_plain_text_is_certain_are_asked(text: str, answer: str | None, asked: bool) -> None:
    assert (TASK.read(Entry("", answer, {"cipher_text": text})) is not None) == asked


def test_nearly_every_text_of_reasoning_gym_gives_its_plain_text_away() -> None:
    for level in TASK.levels:
        entries = [SOURCE.entry(TASK.name, level.config, seed * 10**6) for seed in range(20)]
        asked = [entry for entry in entries if TASK.read(entry) is not None]
        assert len(asked) >= 15
        assert all(
            TASK.read(entry._replace(answer=rotated(entry.answer or "", 3))) is None for entry in asked
        )


@pytest.mark.parametrize("level", [1, 3, 5])
def test_right_answers_renderings_spoiled_answers_and_the_example(level: int) -> None:
    for index in range(5):
        sample = TASK.generate(Rng("test", level, index), TASK.levels[level - 1])
        answer = TASK.solution(sample.data)
        for text in (answer, *TASK.renderings(sample, answer)):
            assert TASK.verify(sample, text).outcome == "correct", text
        spoiled = dict(TASK.mutations(sample, answer))
        assert {"another rotation", "without blanks", "reversed"} <= spoiled.keys()
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
        shown = sample.question.rpartition("<<<")[2].partition(">>>")[0]
        assert TASK.verify(sample, shown).outcome == "wrong"
