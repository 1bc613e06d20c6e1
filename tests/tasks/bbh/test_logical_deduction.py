"""Logical deduction: one order fits all clues, and the solver agrees with plain permutations."""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bbh.logical_deduction import (
    LogicalDeduction,
    LogicalDeductionFiveObjects,
    LogicalDeductionSevenObjects,
    LogicalDeductionThreeObjects,
    holds,
    orders,
    solve,
)
from r1ci_bench.rng import Rng

if TYPE_CHECKING:
    from collections.abc import Callable

TASKS = [LogicalDeductionThreeObjects(), LogicalDeductionFiveObjects(), LogicalDeductionSevenObjects()]
LEVELS = [1, 2, 3, 4, 5]


def fitting(things: list[str], clues: list[list[Any]]) -> list[dict[str, int]]:
    """All orders that fit, found without any search."""
    tried = [dict(zip(things, places, strict=True)) for places in permutations(range(len(things)))]
    return [order for order in tried if all(holds(clue, order, len(things)) for clue in clues)]


@pytest.mark.parametrize(
    ("clue", "true"),
    [
        (["at", ["b"], 1], True),
        (["at", ["b"], 2], False),
        (["not at", ["b"], 1], False),
        (["end", ["a"], 0], True),
        (["end", ["e"], 0], True),
        (["end", ["b"], 0], False),
        (["before", ["a", "d"], 0], True),
        (["before", ["d", "a"], 0], False),
        (["directly", ["c", "d"], 0], True),
        (["directly", ["d", "c"], 0], False),
        (["directly", ["a", "c"], 0], False),
        (["beside", ["d", "c"], 0], True),
        (["apart", ["d", "c"], 0], False),
        (["apart", ["a", "c"], 0], True),
        (["between", ["b", "d", "a"], 0], True),
        (["between", ["a", "b", "d"], 0], False),
        (["gap", ["d", "a"], 2], True),
        (["gap", ["d", "b"], 2], False),
    ],
)
def test_what_each_kind_of_clue_says_of_a_to_e_in_their_order(clue: list[Any], true: bool) -> None:
    assert holds(clue, {name: place for place, name in enumerate("abcde")}, 5) is true
    assert holds(clue, {}, 5)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.count}")
@pytest.mark.parametrize("level", LEVELS)
def test_one_order_fits_and_one_option_is_true_of_it(task: LogicalDeduction, level: int) -> None:
    knobs = task.levels[level - 1]
    for index in range(2 if task.count == 7 else 8):
        data = task.generate(Rng("order", level, index), knobs).data
        (order,) = fitting(data["things"], data["clues"])
        assert orders(data["things"], data["clues"], {}) == [order]
        true = [order[thing] == place for thing, place in data["claims"]]
        assert solve(data) == f"({'ABCDEFG'[true.index(True)]})"
        assert sum(true) == 1
        said = [(things[0], number) for kind, things, number, _ in data["clues"] if kind == "at"]
        assert data["claims"][true.index(True)] not in [list(claim) for claim in said]
        assert len({place for _, place in data["claims"]}) == (task.count if knobs.mixed else 1)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.count}")
@pytest.mark.parametrize("level", LEVELS)
def test_no_clue_but_the_spare_ones_can_be_left_out(task: LogicalDeduction, level: int) -> None:
    knobs = task.levels[level - 1]
    for index in range(10):
        data = task.generate(Rng("needed", level, index), knobs).data
        spare = 0
        for clue in list(data["clues"]):
            rest = [other for other in data["clues"] if other is not clue]
            spare += len(orders(data["things"], rest, {})) == 1
        assert spare >= knobs.spare
        assert knobs.spare or not spare


@given(seed=st.integers(0, 10**9), level=st.sampled_from(LEVELS))
@settings(max_examples=20, deadline=None)
def test_both_ways_to_say_a_clue_are_sentences_about_its_things(seed: int, level: int) -> None:
    task = TASKS[1]
    sample = task.generate(Rng("words", seed), task.levels[level - 1])
    turned = [[*clue[:3], 1 - clue[3]] for clue in sample.data["clues"]]
    other = task.wording({**sample.data, "clues": turned})
    for text in (task.wording(sample.data), other):
        said = text.split("\n\n")[1].rstrip(".").split(". ")
        assert len(said) == len(turned)
        for clue, sentence in zip(turned, said, strict=True):
            assert all(thing.lower() in sentence.lower() for thing in clue[1])
    assert other != task.wording(sample.data)


def test_clues_that_leave_it_open_have_no_answer() -> None:
    data = {"things": ["a", "b", "c"], "clues": [["at", ["a"], 0]], "claims": [["b", 1], ["c", 0], ["a", 1]]}
    with pytest.raises(ValueError, match="0 options follow"):
        solve(data)
    assert solve({**data, "claims": [["b", 1], ["a", 0], ["c", 1]]}) == "(B)"


# How the released items name places and relations; True where it is counted from, or is, the latter end.
ENDS = {
    "leftmost": False, "from the left": False, "rightmost": True, "from the right": True, "oldest": False,
    "newest": True, "cheapest": False, "most expensive": True, "finished": False, "last": True,
}  # fmt: skip
RELATIONS = {
    "to the left of": False, "to the right of": True, "older than": False, "newer than": True,
    "less expensive than": False, "more expensive than": True, "finished above": False,
    "finished below": True,
}  # fmt: skip
ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"]


def read(text: str, things: list[str]) -> list[Any]:
    """A released statement as a clue of ours."""
    named = sorted((thing for thing in things if re.search(rf"\b{thing}\b", text)), key=text.index)
    for words, later in RELATIONS.items():
        if words in text:
            return ["before", named[::-1] if later else named, 0]
    words = next(words for words in ("last", *ENDS) if text.endswith(words) or words == "finished")
    number = next((place for place, word in enumerate(ORDINALS) if re.search(rf"\b{word}\b", text)), 0)
    if words == "last" and "second-to-last" in text:
        number = 1
    return ["at", named, len(things) - 1 - number if ENDS[words] else number]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.count}")
def test_every_released_answer_is_what_the_solver_finds(
    task: LogicalDeduction, released: Callable[[str], list[tuple[str, str]]]
) -> None:
    items = released(task.id.partition("/")[2])
    assert len(items) == 250
    for text, target in items:
        story, options = text.split("\nOptions:\n")
        listing, clues = story.partition(": ")[2].split(". ", 1)
        things = [re.sub(r"^(and )?(a |an )?", "", thing) for thing in listing.split(", ")]
        statements = [line[4:] for line in options.split("\n")]
        claims = [read(statement, things)[1:] for statement in statements]
        data = {
            "things": things,
            "clues": [read(clue, things) for clue in clues.rstrip(".").split(". ")],
            "claims": [[named[0], place] for named, place in claims],
        }
        assert solve(data) == target, text
