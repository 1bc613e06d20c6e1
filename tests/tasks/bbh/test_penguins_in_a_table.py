"""Penguins in a table: what each change does, and what each question asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bbh.penguins_in_a_table import PenguinsInATable, after, answer
from r1ci_bench.rng import Rng

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = PenguinsInATable()
LEVELS = [1, 2, 3, 4, 5]
TABLES: dict[str, list[list[Any]]] = {
    "penguins": [["Zoe", 5, 80, 12], ["Abe", 9, 70, 20], ["Kim", 7, 90, 15]],
    "seals": [["Bob", 30, 200, 300], ["Uma", 9, 250, 200]],
}


def query(wanted: str, column: int = 0, rank: int = 0, *conditions: list[Any], **more: Any) -> dict[str, Any]:
    tables = more.get("tables", ["penguins"])
    return {
        "tables": tables,
        "wanted": wanted,
        "column": column,
        "rank": rank,
        "conditions": list(conditions),
    }


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (query("by rank", 1, 0), "Abe"),
        (query("by rank", 1, -1), "Zoe"),
        (query("by rank", 3, 1), "Kim"),
        (query("by name", 0, 0), "Abe"),
        (query("by name", 0, -1, tables=["penguins", "seals"]), "Zoe"),
        (query("by place", 0, -1), "Kim"),
        (query("value", 2, 0), "90 cm"),
        (query("value", 2, -2), "80 cm"),
        (query("sum", 1), "21 years"),
        (query("sum", 3, 0, [1, 1, 6]), "35 kg"),
        (query("count", 0, 0, [1, 1, "Zoe"]), "two of them"),
        (query("count", 0, 0, [1, 1, 5], [3, -1, 16]), "one of them"),
        (query("count", 0, 0, [1, -1, "Bob"], tables=["penguins", "seals"]), "four of them"),
        (query("count", 0, 0, [1, 1, 9]), "none of them"),
    ],
)
def test_what_each_question_asks(asked: dict[str, Any], text: str) -> None:
    assert answer(TABLES, asked) == text


def test_where_two_are_alike_or_nobody_is_left_there_is_no_answer() -> None:
    both = ["penguins", "seals"]
    assert answer(TABLES, query("by rank", 1, 1, tables=both)) == ""
    assert answer(TABLES, query("value", 1, 1, tables=both)) == ""
    assert answer(TABLES, query("by rank", 1, 0, [1, 1, 9])) == ""
    assert answer(TABLES, query("sum", 1, 0, [1, 1, 9])) == ""
    assert answer(TABLES, query("by place", 0, 2, [1, 1, 5])) == ""


def test_there_is_no_third_where_two_before_it_are_alike() -> None:
    rows = {"penguins": [["Zoe", 5, 80, 12], ["Abe", 9, 70, 20], ["Kim", 9, 90, 15], ["Eve", 7, 60, 9]]}
    for wanted in ("by rank", "value"):
        assert answer(rows, query(wanted, 1, 2)) == ""
        assert answer(rows, query(wanted, 1, -2)) in ("Eve", "7 years")


def test_no_animal_weighs_nothing_after_any_changes() -> None:
    least = min(row[3] for index in range(60) for row in _penguins(index))
    assert least > 2 * max(level.changes for level in TASK.levels)


def _penguins(index: int) -> list[list[Any]]:
    return list(TASK.generate(Rng("weights", index), TASK.levels[4]).data["tables"]["penguins"])


def test_what_each_change_does() -> None:
    changes: list[list[Any]] = [
        ["penguins", "add", ["Eve", 1, 30, 2]],
        ["penguins", "delete", "Abe"],
        ["penguins", "grow", "all", 1, 2],
        ["penguins", "grow", "Kim", 3, -2],
    ]
    left = after(TABLES, changes)
    assert left["penguins"] == [["Zoe", 7, 80, 12], ["Kim", 9, 90, 13], ["Eve", 3, 30, 2]]
    assert left["seals"] == TABLES["seals"]
    assert TABLES["penguins"][0] == ["Zoe", 5, 80, 12]


@pytest.mark.parametrize("level", LEVELS)
def test_the_question_holds_the_tables_and_one_option_is_right(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(50):
        sample = TASK.generate(Rng("tables", level, index), knobs)
        data = sample.data
        lines = re.findall(r"^(\w+), (\d+), (\d+), (\d+)$", sample.question, re.MULTILINE)
        rows = [row for rows in data["tables"].values() for row in rows]
        assert [[name, *map(int, numbers)] for name, *numbers in lines] == rows
        assert len(data["changes"]) == knobs.changes
        assert len(data["query"]["conditions"]) <= knobs.conditions
        assert len(set(data["options"])) == len(data["options"]) == knobs.options
        assert answer(after(data["tables"], data["changes"]), data["query"]) in data["options"]
        everyone = [row[0] for rows in after(data["tables"], data["changes"]).values() for row in rows]
        for condition in data["query"]["conditions"]:
            assert not isinstance(condition[2], str) or condition[2] in everyone


def test_the_sum_in_the_middle_is_no_better_guess_than_others() -> None:
    hits = asked = 0
    for index in range(600):
        sample = TASK.generate(Rng("middle", index), TASK.levels[4])
        if sample.data["query"]["wanted"] == "sum":
            asked += 1
            order = sorted(sample.data["options"], key=lambda text: int(text.split()[0]))
            right = sample.data["options"]["ABCDEF".index((TASK.answer(sample) or "")[1])]
            hits += right in order[2:4]
    assert asked > 60
    assert hits < 0.55 * asked


COLUMNS = {"age": 1, "height": 2, "weight": 3}
LARGEST = {"oldest": 1, "tallest": 2, "heaviest": 3, "youngest": -1, "younest": -1, "shortest": -2}
THAN = {"older": [1, 1], "younger": [1, -1], "taller": [2, 1]}
RANKS = {"": 0, "first ": 0, "fist ": 0, "second ": 1, "next to last ": -2, "last ": -1}


def read(asked: str) -> dict[str, Any] | None:
    """A released question as a query of ours; None where it is of another form."""
    kinds = {"penguin": ["penguins"], "giraffe": ["giraffes"]}
    both = ["penguins", "giraffes"]
    every = next((tables for kind, tables in kinds.items() if kind in asked), both)
    if "penguins and giraffes" in asked:
        every = both
    ways = {"more": 1, "less": -1}
    if found := re.search(
        r"(\w+) than (\d+) years old(?: and weight (\w+) than (\d+) kg)?\?",
        asked.replace("Which penguin", ""),
    ):
        conditions = [[1, ways[found[1]], int(found[2])]]
        if found[3]:
            conditions.append([3, ways[found[3]], int(found[4])])
        wanted = "count" if asked.startswith("How many") else "by place"
        return query(wanted, 0, 0, *conditions, tables=every)
    if re.search(r"How many (penguins|giraffes|animals) are (there|listed)", asked):
        return query("count", tables=every)
    if found := re.search(r"cumulated (age|weight)", asked):
        return query("sum", COLUMNS[found[1]], tables=every)
    named = re.search(r"name of the (.*)\b(?:penguin|animal|giraffe)( sorted.*)?\?", asked)
    if named and named[1] in RANKS:
        return query("by name" if named[2] else "by place", 0, RANKS[named[1]], tables=every)
    if found := re.search(r"(\d+) (cm tall|years old)", asked):
        column = 2 if "tall" in found[2] else 1
        return query("by place", 0, 0, [column, 1, int(found[1]) - 1], [column, -1, int(found[1]) + 1])
    if found := re.search(r"Which is the (second )?(\w+) (?:penguin|giraffe)\?", asked):
        column, rank = LARGEST[found[2]], RANKS[found[1] or ""]
        return query("by rank", abs(column), rank if column > 0 else -1 - rank, tables=every)
    if found := re.search(r"the (largest|shortest) height", asked):
        return query("value", 2, 0 if found[1] == "largest" else -1)
    if found := re.search(r"is (older|taller) than the other ones", asked):
        return query("by rank", THAN[found[1]][0])
    if pairs := re.findall(
        r"(?<!year )(?<!years )(older|younger|taller)(?: but (taller))? than ([A-Z]\w+)", asked
    ):
        conditions = [[*THAN[word], name] for *words, name in pairs for word in words if word]
        return query("by place", 0, 0, *conditions)
    return None


def test_released_answers_are_what_the_solver_finds_wherever_the_table_says_it_all(
    released: Callable[[str], list[tuple[str, str]]],
) -> None:
    items = released("penguins_in_a_table")
    assert len(items) == 146
    solved = 0
    for text, target in items:
        story, options = text.split("\nOptions:\n")
        penguins, _, giraffes = story.partition("listing giraffes")
        tables = {
            kind: [
                [name, *map(int, numbers)]
                for name, *numbers in re.findall(r"([A-Z]\w+), (\d+), (\d+), (\d+)", part)
            ]
            for kind, part in (("penguins", penguins), ("giraffes", giraffes))
        }
        gone = re.findall(r"delete the penguin named (\w+)", story)
        asked = read(re.split(r"80 cm\.|\n", story)[-1].strip())
        if asked is None:
            continue
        left = after(tables, [["penguins", "delete", name] for name in gone])
        if not giraffes:
            asked["tables"] = ["penguins"]
        found = re.sub(r"( of them| years| cm| kg)$", "", answer(left, asked))
        words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
        found = str(words.index(found)) if found in words else found
        solved += 1
        assert dict(re.findall(r"(\([A-E]\)) (.+)", options))[target] == found, text
    assert solved >= 115
