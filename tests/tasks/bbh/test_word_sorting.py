"""Word sorting: every word in its place, written as any list."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bbh.word_sorting import WordsForm, WordSorting, solve
from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = WordSorting()
SAMPLE = Sample(question="", data={"words": ["cart", "bard", "car", "bar"]})


@pytest.mark.parametrize(
    "answer",
    [
        "bar bard car cart",
        "bar, bard, car, cart",
        "bar, bard, car, cart.",
        "[bar, bard, car, cart]",
        '["bar", "bard", "car", "cart"]',
        "['bar', 'bard', 'car', 'cart'].",
        "bar\nbard\ncar\ncart",
        "BAR Bard car cart",
        "**bar bard car cart**.",
        "- bar\n- bard\n- car\n- cart",
        "* bar\n* bard\n* car\n* cart",
        "1. bar\n2. bard\n3. car\n4. cart",
        "1) bar 2) bard 3) car 4) cart",
        "bar \u2192 bard \u2192 car \u2192 cart",
        "bar < bard < car < cart",
        "bar - bard - car - cart",
        "**bar**, **bard**, **car**, **cart**",
        "`bar` `bard` `car` `cart`",
        "**Answer:** bar bard car cart",
    ],
)
def test_the_words_count_as_any_list(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    "answer",
    [
        "bard bar car cart",
        "bar bard cart car",
        "bar bard car",
        "1. bar\n2. bard\n3. cart\n4. car",
        "- bar\n- bard\n- car",
        "1 bar 2 bard 3 car 4 cart",
        "bar-bard-car-cart",
        "bar bard car cart cart",
        "cart car bard bar",
        "barbardcarcart",
        "[bar, bard], [car, cart]",
        "",
        "[]",
        "bar bard car cart " + "x " * 3000,
    ],
)
def test_any_other_order_or_word_is_wrong(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "wrong"


def test_the_beginning_of_a_word_comes_before_it() -> None:
    assert solve({"words": ["carpet", "car", "cart", "carp", "ca"]}) == "ca car carp carpet cart"


def test_apostrophes_and_ampersands_stand_within_words() -> None:
    assert WordsForm().read('["at&t", "o\'brien"]') == ["at&t", "o'brien"]
    assert WordsForm().read("at&t o\u2019brien") == ["at&t", "o'brien"]


@given(st.lists(st.text("abcxyz", min_size=1, max_size=5), min_size=1, max_size=12))
def test_what_is_written_is_read_again(words: list[str]) -> None:
    form = WordsForm()
    for text in (form.write(words), *form.renderings(words)):
        assert form.read(text) == words


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_show_different_words_out_of_order(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(20):
        sample = TASK.generate(Rng("words", level, index), knobs)
        words = sample.data["words"]
        assert len(set(words)) == len(words) == knobs.words
        assert words != sorted(words)
        assert sample.question.split("\n\n")[1].split() == words
        assert not {"quick", "quiet", "quill"} & set(words)


def test_words_of_higher_levels_begin_alike() -> None:
    beginnings = []
    for level in (2, 4):
        samples = [TASK.generate(Rng("alike", level, index), TASK.levels[level - 1]) for index in range(20)]
        lists = [sorted(sample.data["words"]) for sample in samples]
        pairs = [pair for words in lists for pair in pairwise(words)]
        beginnings.append(sum(one[:2] == other[:2] for one, other in pairs) / len(pairs))
    assert beginnings[0] < 0.3 < 0.6 < beginnings[1]


def test_every_released_answer_is_what_the_solver_finds(
    released: Callable[[str], list[tuple[str, str]]],
) -> None:
    items = released("word_sorting")
    assert len(items) == 250
    for text, target in items:
        assert solve({"words": text.partition("List: ")[2].split()}) == target
