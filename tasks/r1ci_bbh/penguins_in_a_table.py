"""Penguins in a table: answer a question about one or two small tables.

Rules: the tables are changed, one change after the other, and then something is asked of the animals that are
there, or of those that fulfil conditions. No two have the same name.

Levels: the official items have a table of four penguins, sometimes with one change and a second table. Levels
1 to 3 are like that. On levels 4 and 5 both tables are longer, there are three and six changes, and questions
have conditions.

Provenance: BIG-Bench-Hard, `penguins_in_a_table.json`. A few of its items need more than the table (a famous
jazzman, a Welsh name); ours never do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bbh.choice import ChoiceTask
from r1ci_bbh.official import with_options
from r1ci_bbh.penguin_words import NAMES, asked, changed, table_of
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

# Six changes of two kilograms leave some weight.
_RANGES = {"penguins": ((1, 25), (40, 120), (13, 40)), "seals": ((1, 35), (100, 300), (60, 400))}


class PenguinsLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a question about tables.

    Attributes:
        rows: How many animals each table has.
        tables: How many tables there are.
        changes: How many changes there are.
        conditions: How many conditions a question has at the most.
        wanted: What may be asked for.
        options: How many options there are.
    """

    rows: int
    tables: int = 1
    changes: int = 0
    conditions: int = 0
    wanted: tuple[str, ...]
    options: int = 5


class PenguinsInATable(ChoiceTask[PenguinsLevel]):
    """Answer questions about tables."""

    id = "bbh/penguins_in_a_table"
    version = "1"
    levels = (
        PenguinsLevel(rows=4, wanted=("by rank", "by name", "by place")),
        PenguinsLevel(rows=5, changes=1, wanted=("by rank", "by name", "by place", "sum", "value")),
        PenguinsLevel(
            rows=5,
            tables=2,
            changes=1,
            conditions=1,
            wanted=("by rank", "by name", "by place", "sum", "value", "count"),
        ),
        PenguinsLevel(
            rows=8,
            tables=2,
            changes=3,
            conditions=1,
            wanted=("by rank", "by name", "sum", "value", "count"),
            options=6,
        ),
        PenguinsLevel(
            rows=12,
            tables=2,
            changes=6,
            conditions=2,
            wanted=("by rank", "by name", "sum", "value", "count"),
            options=6,
        ),
    )

    def generate(self, rng: Rng, level: PenguinsLevel) -> Sample:
        """Draw tables, changes, a question with one answer only, and wrong options of its sort."""
        names = rng.sample(NAMES, level.tables * level.rows + level.changes)
        tables: dict[str, list[list[Any]]] = {}
        for place, kind in enumerate(("penguins", "seals")[: level.tables]):
            some = names[place * level.rows : (place + 1) * level.rows]
            columns = [rng.sample(range(low, high + 1), level.rows) for low, high in _RANGES[kind]]
            tables[kind] = [list(row) for row in zip(some, *columns, strict=True)]
        spare = names[level.tables * level.rows :]
        changes: list[list[Any]] = []
        for name in spare:
            changes.append(_change(rng, after(tables, changes), name))
        left = after(tables, changes)
        while True:
            query = _query(rng, left, level)
            right = answer(left, query)
            wrong = [text for text in _wrong(rng, left, query, right, level.options - 1) if text != right]
            if right and len(wrong) >= level.options - 1:
                break
        options = [right, *wrong[: level.options - 1]]
        rng.shuffle(options)
        return self.fresh({"tables": tables, "changes": changes, "query": query, "options": options}, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State the tables, the changes, and what is asked."""
        tables = [table_of(kind, rows) for kind, rows in data["tables"].items()]
        changes = " ".join(f"{changed(change)}." for change in data["changes"])
        then = (
            f"Then the following happens, in this order. {changes}" if len(data["changes"]) > 1 else changes
        )
        parts = [*tables, then, f"{asked(data['query'])}\n"]
        return with_options("\n\n".join(part for part in parts if part), data["options"])

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Change the tables, and look."""
        if "query" not in sample.data:
            return None
        return program(solve, sample.data, helpers=(after, fulfils, answer))


def after(tables: dict[str, list[list[Any]]], changes: list[list[Any]]) -> dict[str, list[list[Any]]]:
    """The tables in the end; a row is a name, an age, a height and a weight."""
    left = {kind: [list(row) for row in rows] for kind, rows in tables.items()}
    for kind, what, *named in changes:
        if what == "add":
            left[kind].append(list(named[0]))
        elif what == "delete":
            left[kind] = [row for row in left[kind] if row[0] != named[0]]
        else:
            # A name, or all of a kind; the column, and by how much it grows.
            for row in left[kind]:
                if named[0] in (row[0], "all"):
                    row[named[1]] += named[2]
    return left


def fulfils(row: list[Any], conditions: list[list[Any]], everyone: list[list[Any]]) -> bool:
    """Whether an animal has more or less of something than a number says, or than another animal has."""
    for column, way, limit in conditions:
        value = limit
        if isinstance(limit, str):
            value = next(other[column] for other in everyone if other[0] == limit)
        if (row[column] - value) * way <= 0:
            return False
    return True


def answer(left: dict[str, list[list[Any]]], query: dict[str, Any]) -> str:
    """What is to be answered to a query; nothing where more or less than one answer is right.

    A query names tables, conditions, what is wanted, a column and a rank. Ranks count from 0 for the largest,
    or the first, and from -1 for the smallest, or the last.
    """
    everyone = [row for rows in left.values() for row in rows]
    rows = [row for kind in query["tables"] for row in left[kind]]
    rows = [row for row in rows if fulfils(row, query["conditions"], everyone)]
    wanted, column, rank = query["wanted"], query["column"], query["rank"]
    unit = ["", " years", " cm", " kg"][column]
    if wanted == "sum":
        return f"{sum(row[column] for row in rows)}{unit}" if rows else ""
    if wanted == "count":
        numbers = (
            "none one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        )
        numbers += " sixteen seventeen eighteen nineteen twenty"
        return f"{numbers.split()[len(rows)]} of them" if len(rows) <= 20 else ""
    if not -len(rows) <= rank < len(rows):
        return ""
    if wanted == "by place":
        return str(rows[rank][0])
    values = sorted((row[column] for row in rows), reverse=column > 0)
    # Which is the second after two that are alike, people do not agree on.
    if any(values.count(value) > 1 for value in (values[: rank + 1] if rank >= 0 else values[rank:])):
        return ""
    if wanted == "value":
        return f"{values[rank]}{unit}"
    return str(next(row[0] for row in rows if row[column] == values[rank]))


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    text = answer(after(data["tables"], data["changes"]), data["query"])
    return f"({chr(ord('A') + data['options'].index(text))})"


def _change(rng: Rng, left: dict[str, list[list[Any]]], name: str) -> list[Any]:
    kind = rng.choice(sorted(left))
    what = rng.choice(("add", "delete", "one", "all"))
    if what == "add":
        return [kind, what, [name, *(rng.between(low, high) for low, high in _RANGES[kind])]]
    if what == "delete" and len(left[kind]) > 3:
        return [kind, what, rng.choice(left[kind])[0]]
    column = rng.between(1, 3)
    who = "all" if what == "all" else rng.choice(left[kind])[0]
    # Everybody gets older, and nobody shorter.
    return [kind, "grow", who, column, rng.between(1, 3) if column < 3 else rng.choice((-2, -1, 1, 2, 3))]


def _query(rng: Rng, left: dict[str, list[list[Any]]], level: PenguinsLevel) -> dict[str, Any]:
    wanted = rng.choice(level.wanted)
    kinds = sorted(left)
    tables = kinds if len(kinds) > 1 and rng.chance(1, 3) else [rng.choice(kinds)]
    rows = [row for kind in tables for row in left[kind]]
    conditions: list[list[Any]] = []
    fewest = 1 if wanted == "count" or level.conditions > 1 else 0
    for column in rng.sample((1, 2, 3), min(3, rng.between(min(fewest, level.conditions), level.conditions))):
        row = rng.choice(rows)
        limit = row[0] if rng.chance(1, 2) else row[column] + rng.choice((-1, 0, 1))
        conditions.append([column, rng.choice((-1, 1)), limit])
    column = 0 if wanted in ("by name", "by place", "count") else rng.between(1, 3)
    ranks = range(-3, 3) if level.rows > 4 else (-1, 0)
    return {
        "tables": tables,
        "conditions": conditions,
        "wanted": wanted,
        "column": column,
        "rank": rng.choice(ranks) if wanted not in ("sum", "count") else 0,
    }


def _wrong(
    rng: Rng, left: dict[str, list[list[Any]]], query: dict[str, Any], right: str, count: int
) -> list[str]:
    """Wrong options of the same sort, first those that other animals, conditions and changes would give."""
    rows = [row for kind in query["tables"] for row in left[kind]]
    wanted, column = query["wanted"], query["column"]
    if wanted in ("by rank", "by name", "by place"):
        names = [row[0] for row in rows]
        others = [name for name in NAMES if name not in names]
        return rng.sample(names, len(names)) + rng.sample(others, min(5, len(others)))
    if wanted == "count":
        counts = [answer({"": [["", 0, 0, 0]] * count}, {**_ALL, "tables": [""]}) for count in range(21)]
        first = max(0, counts.index(right) - rng.below(6)) if right else 0
        window = counts[first : first + 6]
        rng.shuffle(window)
        return window
    unit = right.partition(" ")[2]
    values = [f"{row[column]} {unit}" for row in rows]
    if wanted == "sum":
        number = int(right.partition(" ")[0] or 0)
        # What comes out where one animal is left out or counted though it should not be, or sums go wrong.
        # How many options are smaller is drawn, so that the one in the middle is no better than others.
        parts = sorted({row[column] for row in rows} | {1, 10, 20})
        fewer = rng.below(count + 1)
        smaller = [number - part for part in rng.sample(parts, len(parts)) if part < number][:fewer]
        larger = [number + part for part in rng.sample(parts, len(parts))][: count - len(smaller)]
        values = [f"{other} {unit}" for other in smaller + larger]
    values = sorted(set(values))
    return rng.sample(values, len(values))


_ALL = {"conditions": [], "wanted": "count", "column": 0, "rank": 0}
