"""Coloured objects: what each change does, and what each question asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bbh.coloured_words import COLOURS, NOUNS, NUMBERS
from r1ci_bbh.reasoning_about_colored_objects import ReasoningAboutColoredObjects, after, answer, solve
from r1ci_bench.rng import Rng

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = ReasoningAboutColoredObjects()
LEVELS = [1, 2, 3, 4, 5]
ROW = [[1, "navy", "bell"], [1, "lime", "cork"], [1, "navy", "jar"], [1, "mint", "zip"], [1, "lime", "vase"]]
HEAP = [[4, "navy", "bell"], [2, "lime", "bell"], [30, "navy", "jar"]]


@pytest.mark.parametrize(
    ("change", "colours"),
    [
        (["swap", 1, 4], "mint lime navy navy lime"),
        (["paint", 2, "cream"], "navy cream navy mint lime"),
        (["put", 2, "cream", "globe"], "navy lime cream navy mint lime"),
        (["put", 5, "cream", "globe"], "navy lime navy mint lime cream"),
        (["remove", "jar"], "navy lime mint lime"),
        (["remove", "lime"], "navy navy mint"),
        (["reverse"], "lime mint navy lime navy"),
    ],
)
def test_what_each_change_of_a_row_does(change: list[Any], colours: str) -> None:
    assert [colour for _, colour, _ in after(ROW, [change])] == colours.split()
    assert [colour for _, colour, _ in ROW] == ["navy", "lime", "navy", "mint", "lime"]


@pytest.mark.parametrize(
    ("change", "query", "text"),
    [
        (["remove all", "jar"], ["colour", "navy"], "four"),
        (["remove all", "navy"], ["noun", "bell"], "two"),
        (["paint all", "jar", "lime"], ["colour", "lime"], "thirty-two"),
        (["add", 3, "mint", "jar"], ["noun", "jar"], "thirty-three"),
        (["add", 3, "mint", "jar"], ["neither", "navy", "lime"], "three"),
        (["remove all", "bell"], ["colour", "navy"], "thirty"),
        (["remove all", "bell"], ["noun", "bell"], "zero"),
    ],
)
def test_what_each_change_of_a_heap_does(change: list[Any], query: list[str], text: str) -> None:
    assert answer(after(HEAP, [change]), query) == text


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (["colour of", "zip"], "mint"),
        (["colour at", 0], "navy"),
        (["colour at", -2], "mint"),
        (["noun at", -1], "vase"),
        (["beside", "jar", 1], "mint"),
        (["beside", "jar", -1], "lime"),
        (["furthest", "cork"], "lime"),
        (["furthest", "zip"], "navy"),
        (["neither", "navy", "mint"], "two"),
        (["side", "jar", 1, "mint"], "one"),
        (["side", "jar", -1, "mint"], "two"),
        (["between", "vase", "bell", "navy"], "two"),
    ],
)
def test_what_each_question_asks(query: list[Any], text: str) -> None:
    assert answer(ROW, query) == text


def test_our_words_are_of_one_sort_each() -> None:
    words = [*COLOURS, *NOUNS, *NUMBERS]
    assert len(set(words)) == len(words)
    assert NUMBERS[21] == "twenty-one"
    assert all(NUMBERS[count] == answer([[count, "a", "b"]], ["noun", "b"]) for count in range(100))


@pytest.mark.parametrize("level", LEVELS)
def test_options_are_of_the_sort_of_the_answer_and_all_changes_are_told(level: int) -> None:
    knobs = TASK.levels[level - 1]
    heaps = 0
    for index in range(60):
        sample = TASK.generate(Rng("coloured", level, index), knobs)
        options = sample.data["options"]
        assert len(set(options)) == len(options) == knobs.options
        assert any(set(options) <= set(sort) for sort in (COLOURS, NOUNS, NUMBERS))
        assert len(sample.data["changes"]) <= knobs.changes
        heaps += sample.data["heap"]
        said = sample.question.split("\n\n")[1]
        if knobs.changes:
            assert said.count(". ") + 1 == len(sample.data["changes"])
        for change in sample.data["changes"]:
            assert all(name in said for name in change[1:] if name in COLOURS)
    assert bool(heaps) == knobs.heaps


RELEASED_COLOURS = (
    "red|orange|yellow|green|blue|brown|magenta|fuchsia|mauve|teal|turquoise|burgundy|silver|gold|black|grey|"
    "purple|pink"
)


def things_in(story: str) -> list[list[Any]]:
    counts = {"a": 1, "an": 1, **{word: number for number, word in enumerate(NUMBERS[:20])}}
    found = re.findall(rf"\b([a-z]+) ({RELEASED_COLOURS}) ([a-z ]+?)(?=,|\.)", story)
    return [[counts[count], colour, one(noun)] for count, colour, noun in found]


def one(noun: str) -> str:
    """A thing in the singular."""
    head, of, rest = noun.partition(" of ")
    return re.sub(r"(?<=[cs]h)es$|(?<=[^s])s$", "", head) + of + rest


def read(question: str, things: list[list[Any]]) -> tuple[list[list[Any]], list[Any]]:
    """The changes and the query of a released question."""
    c = f"({RELEASED_COLOURS})"
    named = {noun: noun for _, _, noun in things} | {
        f"{colour} {sort}": noun for _, colour, noun in things for sort in ("item", "object", "thing")
    }
    if found := re.search(r"all the (.+) from the \w+, how many (.+) remain", question):
        gone, left = (one(re.sub(r" (items|objects|things)$", "", text)) for text in found.groups())
        return [["remove", gone]], ["noun", left]
    if found := re.search(rf"neither {c} nor {c}", question):
        return [], ["neither", *found.groups()]
    if found := re.search(rf"non-{c} .* to the (left|right) of the (.+)\?", question):
        return [], ["side", named[found[3]], 1 if found[2] == "right" else -1, found[1]]
    if found := re.search(r"directly to the (left|right) of the (.+)\?", question):
        return [], ["beside", named[found[2]], 1 if found[1] == "right" else -1]
    if found := re.search(r"(left|right)-most", question):
        return [], ["colour at", 0 if found[1] == "left" else -1]
    if found := re.search(r"furthest from the (.+)\?", question):
        return [], ["furthest", named[found[1]]]
    found = re.search(r"(?:color is|Is) the (.+?)(?: (?:" + RELEASED_COLOURS + r"))?\?", question)
    assert found is not None, question
    return [], ["colour of", named[found[1]]]


def test_every_released_answer_is_what_the_solver_finds(
    released: Callable[[str], list[tuple[str, str]]],
) -> None:
    items = released("reasoning_about_colored_objects")
    assert len(items) == 250
    for text, target in items:
        story, options = text.split("\nOptions:\n")
        told, _, question = story.partition(". ")
        things = things_in(f"{told}.".replace(", and ", ", ").replace(" and ", ", "))
        texts = [line[4:] for line in options.split("\n")]
        changes, query = read(question, things)
        if texts == ["yes", "no"]:
            colour = question.rstrip("?").split()[-1]
            texts = [colour if text == "yes" else f"not {colour}" for text in texts]
            if (found := answer(things, query)) != colour:
                texts[texts.index(f"not {colour}")] = found
        data = {"things": things, "changes": changes, "query": query, "options": texts}
        assert solve(data) == target, text
