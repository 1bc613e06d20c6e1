"""Hyperbaton: one option alone is in order, and its likeness to the others does not give it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from r1ci_bbh.hyperbaton import _KINDS, Hyperbaton, solve
from r1ci_bench.rng import Rng

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = Hyperbaton()
LEVELS = [1, 2, 3, 4, 5]


def test_every_word_belongs_to_one_kind() -> None:
    words = [word for text in _KINDS.values() for word in text.split()]
    assert len(words) == len(set(words))
    # Words that a dictionary has as a colour and as a material, and nouns of animals, stones and cloths.
    assert not {"copper", "turquoise", "khaki", "silver", "gold", "coral", "ivory", "compact"} & set(words)


def test_the_option_in_order_is_the_answer() -> None:
    kinds = {"round": 3, "tin": 6, "big": 1}
    assert solve({"kinds": kinds, "options": ["round big tin box", "big round tin box"]}) == "(B)"
    with pytest.raises(ValueError, match="0 options"):
        solve({"kinds": kinds, "options": ["round big tin box", "tin big box"]})


@pytest.mark.parametrize("level", LEVELS)
def test_options_are_orders_of_the_same_words_and_differ_as_the_level_says(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(40):
        sample = TASK.generate(Rng("words", level, index), knobs)
        options = [option.split() for option in sample.data["options"]]
        assert len({tuple(option) for option in options}) == knobs.options
        assert len({tuple(sorted(option)) for option in options}) == 1
        assert len(options[0]) == knobs.adjectives + 1
        assert len({option[-1] for option in options}) == 1
        if knobs.near:
            right = options["ABCDEF".index((TASK.answer(sample) or "")[1])]
            for option in options:
                assert sum(one != other for one, other in zip(option, right, strict=True)) <= 4


@pytest.mark.parametrize("level", [3, 4, 5])
def test_the_option_most_like_the_others_is_right_no_more_often_than_any(level: int) -> None:
    hits = 0
    for index in range(300):
        sample = TASK.generate(Rng("centre", level, index), TASK.levels[level - 1])
        options = [option.split() for option in sample.data["options"]]
        distances = [
            sum(one != other for rest in options for one, other in zip(option, rest, strict=True))
            for option in options
        ]
        hits += TASK.answer(sample) == f"({'ABCDEF'[distances.index(min(distances))]})"
    assert hits < 300 / TASK.levels[level - 1].options + 40


# Kinds of the released words, to read them by; the metals are colours in some items and materials in others.
RELEASED_KINDS = [
    "awful good lovely mysterious nice obnoxious repulsive ridiculous silly terrible wonderful",
    "big enormous huge large little massive medium-size midsize normal-size small tiny",
    "ancient archaic brand-new new old old-fashioned",
    "circular prismlike pyramidal rectangular spherical square triangular",
    "black blue brown gray green grey orange pink purple red tan white yellow",
    (
        "American Bangladeshi Brazilian Chinese Congolese Egyptian Ethiopian Filipino German Indian "
        "Indonesian Iranian Japanese Mexican Nigerian Pakistani Russian Thai Turkish Vietnamese"
    ),
    "cardboard cloth fiberglass glass iron lead leather paper plastic rubber steel wood wool",
    "drinking driving eating exercise hiking smoking snorkeling typing walking whittling",
]


def test_every_released_answer_is_what_the_solver_finds(
    released: Callable[[str], list[tuple[str, str]]],
) -> None:
    kinds = {word: kind for kind, words in enumerate(RELEASED_KINDS) for word in words.split()}
    items = released("hyperbaton")
    assert len(items) == 250
    for text, target in items:
        options = [line[4:] for line in text.split("\n")[2:4]]
        answers = []
        for gold, silver in ((4, 4), (4, 6), (6, 4), (6, 6)):
            read = {**kinds, "gold": gold, "silver": silver}
            try:
                answers.append(solve({"kinds": read, "options": options}))
            except ValueError:
                assert "gold" in text or "silver" in text, text
        assert set(answers) == {target}, text
