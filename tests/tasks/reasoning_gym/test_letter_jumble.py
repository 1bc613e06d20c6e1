"""Letter jumble: each word has the letters of the jumbled one."""

from __future__ import annotations

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.english import common_words, source_words
from r1ci_reasoning_gym.letter_jumble import LetterJumble, letters
from r1ci_reasoning_gym.source import Entry

TASK = LetterJumble()


def entry(jumbled: str, words: str, answer: str | None = None) -> Entry:
    return Entry(
        "",
        words if answer is None else answer,
        {"scrambled_words": jumbled.split(" "), "original_words": words.split(" ")},
    )


SAMPLE = Sample(
    question="Now, unscramble these words: Teh orWld si uornd\n",
    data={"words": [["the"], ["world"], ["is"], ["round"]]},
)


@pytest.mark.parametrize(
    "answer",
    [
        "The World is round",
        "the world is round",
        "THE WORLD IS ROUND.",
        '"The World is round"',
        "The World is round!",
        "_The world, is round._",
        "The World\nis  round",
        "\\boxed{The World is round}",
    ],
)
def test_the_words_are_accepted_in_any_case(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("Teh orWld si uornd", "word 1 is not"),
        ("The world is", "there are 3 words, not 4"),
        ("The world is round round", "there are 5 words, not 4"),
        ("World the is round", "word 1 is not"),
        ("The world is rounds", "word 4 is not"),
        ("The world is found", "word 4 is not"),
        ("The world is , round", "there are 5 words, not 4"),
        ("The world is ?!,", "word 4 is not"),
        ("Theworldisround", "there are 1 words, not 4"),
    ],
)
def test_other_words_are_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_words_that_only_a_dictionary_knows_are_accepted_too() -> None:
    data = TASK.read(entry("lecitra", "article"))
    assert data == {"words": [["article", "recital"]]}
    for word, outcome in (("article", "correct"), ("Recital", "correct"), ("lecitra", "wrong")):
        assert TASK.verify(Sample(question="", data=data), word).outcome == outcome


@pytest.mark.parametrize("words", ["who", "how", "form", "saw", "night", "not", "three", "There", "Ah"])
def test_phrases_with_words_that_could_be_other_common_ones_are_not_asked(words: str) -> None:
    """Reasoning-Gym accepts `not` alone for `ton`, though nothing but the sense tells them apart."""
    assert TASK.read(entry(f"nadiscoverd {words[::-1]}", f"discoverdan {words}")) is None
    assert TASK.read(entry(f"{words[::-1]}", words)) is None


def test_no_asked_word_has_another_common_word_of_its_letters() -> None:
    common = common_words() | source_words()
    for index in range(40):
        sample = TASK.generate(Rng("common", index), TASK.levels[1])
        for first, *_ in sample.data["words"]:
            assert [word for word in common if sorted(word) == sorted(first)] in ([first], [])


def test_the_question_says_that_the_sense_counts() -> None:
    """`chorale` has the letters of `cholera`, but no list of the package has it."""
    sample = TASK.generate(Rng("sense"), TASK.levels[0])
    assert "make sense together" in sample.question


def test_wrong_labels_and_phrases_that_are_not_jumbled_are_not_asked() -> None:
    assert TASK.read(entry("lectricitye", "electricity")) is not None
    assert TASK.read(entry("lectricitye", "electricity", "eccentricity")) is None
    assert TASK.read(entry("lectricityx", "electricity")) is None
    assert TASK.read(entry("electricity", "electricity")) is None
    assert TASK.read(entry("Electricity a", "electricity a")) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_of_every_level(level: int) -> None:
    for index in range(8):
        sample = TASK.generate(Rng("test", level, index), TASK.levels[level - 1])
        assert "unsramble" not in sample.question
        answer = TASK.solution(sample.data)
        printed = sample.question.split("unscramble these words: ")[1].split("\n")[0].split(" ")
        assert list(map(letters, printed)) == list(map(letters, answer.split(" ")))
        assert TASK.verify(sample, answer).outcome == "correct"
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
