"""The words of penguins_in_a_table: names, tables, and how changes and questions are told."""

from __future__ import annotations

from typing import Any

NAMES = (
    "Ada", "Bodo", "Cleo", "Dago", "Enzo", "Fina", "Gila", "Hera", "Igor", "Juno", "Kalle", "Lumi", "Milo",
    "Nora", "Ossi", "Pelle", "Quinn", "Romy", "Sven", "Tove", "Ulla", "Veit", "Wilma", "Xenia", "Yoko",
    "Zeno", "Arvid", "Britt", "Colin", "Dunja", "Edvin", "Freya",
)  # fmt: skip
_MORE = ("", "older", "taller", "heavier")
_LESS = ("", "younger", "shorter", "lighter")
_MOST = ("", "oldest", "tallest", "heaviest")
_LEAST = ("", "youngest", "shortest", "lightest")
_UNITS = ("", "years", "cm", "kg")
_COLUMNS = ("name", "age", "height", "weight")
_RANKS = ("", "second ", "third ")
_ORDINALS = ("first", "second", "third", "third last", "second last", "last")


def table_of(kind: str, rows: list[list[Any]]) -> str:
    """A table with its header."""
    lines = "\n".join(", ".join(map(str, row)) for row in rows)
    return f"This table lists {kind}, one a line:\nname, age (years), height (cm), weight (kg)\n{lines}"


def changed(change: list[Any]) -> str:
    """A change, without a full stop."""
    kind, what, *named = change
    if what == "add":
        return f"This line is added at the end of the table of {kind}: {', '.join(map(str, named[0]))}"
    if what == "delete":
        return f"{named[0]} is deleted from the table of {kind}"
    who, column, by = named
    subject, verb = (f"All {kind} that are listed", "get") if who == "all" else (who, "gets")
    amount = f"{abs(by)} {_UNITS[column] if abs(by) > 1 or column > 1 else 'year'}"
    return f"{subject} {verb} {amount} {_MORE[column] if by > 0 else _LESS[column]}"


def asked(query: dict[str, Any]) -> str:
    """What is asked of the tables in the end."""
    wanted, column, rank = query["wanted"], query["column"], query["rank"]
    kinds = " and ".join(query["tables"])
    conditions = " and ".join(_condition(condition) for condition in query["conditions"])
    those = f"the {kinds}{f' that are {conditions}' if conditions else ''}"
    if wanted == "by rank":
        best = f"{_RANKS[rank]}{_MOST[column]}" if rank >= 0 else f"{_RANKS[-1 - rank]}{_LEAST[column]}"
        question = f"Which of {those} is the {best}?"
    elif wanted == "by name":
        question = f"When the names of {those} are sorted alphabetically, which name comes {_ORDINALS[rank]}?"
    elif wanted == "by place":
        question = f"Of {those}, which one comes {_ORDINALS[rank]} in the listing?"
        if len(query["tables"]) > 1:
            question = f"{question} The {query['tables'][0]} are listed before the {query['tables'][1]}."
    elif wanted == "value":
        best = f"{_RANKS[rank]}largest" if rank >= 0 else f"{_RANKS[-1 - rank]}smallest"
        question = f"What is the {best} {_COLUMNS[column]} among {those}?"
    elif wanted == "sum":
        question = f"What is the sum of the {_COLUMNS[column]}s of {those}?"
    else:
        question = (
            f"How many of the {kinds} are {conditions}?" if conditions else f"How many {kinds} are there?"
        )
    return question


def _condition(condition: list[Any]) -> str:
    column, way, limit = condition
    than = limit if isinstance(limit, str) else f"{limit} {_UNITS[column]}"
    return f"{_MORE[column] if way > 0 else _LESS[column]} than {than}"
