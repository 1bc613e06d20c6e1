"""Needle in a haystack and emoji mystery: one name, one sentence."""

from __future__ import annotations

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.emoji_mystery import EmojiMystery, solve
from r1ci_reasoning_gym.needle_haystack import NeedleHaystack
from r1ci_reasoning_gym.source import Entry

NEEDLE = NeedleHaystack()
EMOJI = EmojiMystery()
TEXT = "Robert-Gordon dislikes lions. D'arcy likes lions. Xin likes pie. Yago likes sea lions. "
ASKED = "Who likes lions? Reply only with a name."
PEOPLE = Sample(
    question="",
    data={
        "sentences": [
            "Robert-Gordon dislikes lions",
            "D'arcy likes lions",
            "Xin likes pie",
            "Yago likes sea lions",
        ],
        "asked": "likes lions",
    },
)


def encoded(sentence: str, emoji: str = "\U0001f617") -> str:
    return emoji + "".join(
        chr(0xFE00 + byte if byte < 16 else 0xE0100 + byte - 16) for byte in sentence.encode()
    )


def emoji_entry(shown: str, answer: str) -> Entry:
    return Entry(f"Hello.\n\nDecode the following sentence from the emoji: {shown}\n\nA hint", answer, {})


@pytest.mark.parametrize("answer", ["D'arcy", "d'arcy", "D\u2019arcy", "D'arcy.", '"D\'arcy"', "**D'arcy**"])
def test_the_name_counts(answer: str) -> None:
    assert NEEDLE.verify(PEOPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    "answer",
    ["Robert-Gordon", "Xin", "Yago", "D'arcy, Xin", "D'arcy likes lions", "Darcy", "D'arc", "arcy", ""],
)
def test_other_names_are_wrong(answer: str) -> None:
    verdict = NEEDLE.verify(PEOPLE, answer)
    assert verdict.outcome == "wrong"
    assert verdict.reason


def test_a_verb_within_another_verb_and_a_thing_within_another_thing_are_not_found() -> None:
    assert NEEDLE.read(Entry(f"{TEXT}\n{ASKED}", "D'arcy", {})) == PEOPLE.data


def test_a_wrong_label_and_a_second_person_are_not_asked() -> None:
    assert NEEDLE.read(Entry(f"{TEXT}\n{ASKED}", "Xin", {})) is None
    assert NEEDLE.read(Entry(f"{TEXT}Wei likes lions. \n{ASKED}", "D'arcy", {})) is None
    assert NEEDLE.read(Entry(f"{TEXT}\nWhich one?", "D'arcy", {})) is None


@pytest.mark.parametrize("level", [1, 5])
def test_haystacks_hold_the_needle_once(level: int) -> None:
    sample = NEEDLE.generate(Rng("needle", level), NEEDLE.levels[level - 1])
    assert (
        sample.question.count(f"{sample.data['asked']}. ")
        + sample.question.count(f"{sample.data['asked']}.\n")
        == 1
    )
    assert f"Who {sample.data['asked']}?" in sample.question
    low, high = (NEEDLE.levels[level - 1].config[key] for key in ("min_num_statements", "max_num_statements"))
    assert low <= len(sample.data["sentences"]) <= high
    assert len(sample.question) <= 8000


HIDDEN = "Yes, all these wonders \u2013 at Centropolis\u2019s gates \u2013 are true."
SENTENCE = Sample(question="", data={"encoded": encoded(HIDDEN)})


@pytest.mark.parametrize(
    "answer",
    [HIDDEN, f'"{HIDDEN}"', HIDDEN.replace(" ", "\n"), HIDDEN.replace("\u2019", "'").replace("\u2013", "-")],
)
def test_the_sentence_counts_with_any_blanks(answer: str) -> None:
    assert EMOJI.verify(SENTENCE, answer).outcome == "correct"


@pytest.mark.parametrize(
    "answer", [HIDDEN.lower(), HIDDEN[:-1], HIDDEN + ".", HIDDEN[5:], HIDDEN.replace("true", "tree"), "Yes"]
)
def test_nearly_the_sentence_is_wrong(answer: str) -> None:
    assert EMOJI.verify(SENTENCE, answer).outcome == "wrong"


def test_an_emoji_with_a_selector_of_its_own_is_not_asked() -> None:
    right = "All is well."
    assert EMOJI.read(emoji_entry(encoded(right), right)) == {"encoded": encoded(right)}
    assert EMOJI.read(emoji_entry(encoded(right, "\u2764\ufe0f"), right)) is None


def test_a_wrong_label_quotes_and_no_sentence_are_not_asked() -> None:
    assert EMOJI.read(emoji_entry(encoded("All is well."), "All is good.")) is None
    assert EMOJI.read(emoji_entry(encoded('"No," he said.'), '"No," he said.')) is None
    assert EMOJI.read(emoji_entry("\U0001f617abc", "abc")) is None
    assert EMOJI.read(Entry("no such line", "abc", {})) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_the_hint_of_the_question_decodes_the_sentence(level: int) -> None:
    sample = EMOJI.generate(Rng("emoji", level), EMOJI.levels[level - 1])
    assert sample.data["encoded"] in sample.question
    sentence = solve(sample.data)
    assert encoded(sentence, sample.data["encoded"][0]) == sample.data["encoded"]
    assert sentence not in sample.question
    assert "0xE0100 + 16" in sample.question
