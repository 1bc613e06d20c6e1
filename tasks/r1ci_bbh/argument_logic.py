"""Statements about sorts of people, and what follows from them, decided over all kinds of people.

The functions call each other and nothing else, so that reference programs can hold them.
"""

from __future__ import annotations

from typing import Any

Formula = list[Any]
"""`and` or `or`, and literals, each with the number of its sort and whether it is affirmed."""

Statement = list[Any]
"""`all` or `some` with two formulas, or `is` with a name and a formula."""


def kinds_of(formula: list[Any], count: int) -> int:
    """Of which kinds of people a formula is true, as a set of bits; kind 5 belongs to the sorts 0 and 2."""
    everybody = 2**2**count - 1
    joined, literals = formula
    found = everybody if joined == "and" else 0
    for sort, affirmed in literals:
        # Runs of kinds outside and inside a sort take turns.
        run = 2**sort
        inside = everybody // (2 ** (2 * run) - 1) * (2**run - 1 << run)
        kinds = inside if affirmed else everybody ^ inside
        found = found & kinds if joined == "and" else found | kinds
    return found


def follows(premises: list[list[Any]], conclusion: list[Any], count: int) -> bool:
    """Whether no world with people of these kinds makes the premises true and the conclusion false."""
    allowed = named = 2**2**count - 1
    needed = []
    denied = {"all": "some not", "some": "none", "is": "is not"}[conclusion[0]]
    for what, one, other, *_ in [*premises, [denied, *conclusion[1:]]]:
        kinds = kinds_of(other, count)
        if what == "all":
            allowed &= ~kinds_of(one, count) | kinds
        elif what == "some":
            needed.append(kinds_of(one, count) & kinds)
        elif what == "some not":
            needed.append(kinds_of(one, count) & ~kinds)
        elif what == "none":
            allowed &= ~(kinds_of(one, count) & kinds)
        else:
            named &= kinds if what == "is" else ~kinds
    return not all(allowed & kinds for kinds in [*needed, named])


def negated(formula: Formula) -> Formula:
    """What is true where a formula is not."""
    joined, literals = formula
    return ["or" if joined == "and" else "and", [[sort, not affirmed] for sort, affirmed in literals]]


def sorts_of(statement: Statement) -> list[int]:
    """The sorts of the literals of a statement, in their order."""
    return [literal[0] for part in statement[1:3] if isinstance(part, list) for literal in part[1]]
