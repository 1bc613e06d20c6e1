"""The fallacies of formal_fallacies: how a valid argument is spoiled without a trace on its surface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bbh.argument_logic import Statement, follows, negated, sorts_of

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng


def fair(statements: list[Statement], count: int) -> bool:
    """Whether premises do not contradict each other, and the conclusion needs them and is none of them."""
    *premises, conclusion = statements
    nothing: Statement = ["all", ["or", [[0, True]]], ["and", [[0, True], [0, False]]]]
    return (
        all(len(set(sorts_of(statement))) == len(sorts_of(statement)) for statement in statements)
        and not any(premise[:3] == conclusion[:3] for premise in premises)
        and not follows(premises, nothing, count)
        and not follows([], conclusion, count)
    )


def spoiled(rng: Rng, statements: list[Statement], count: int, *, alike: bool) -> list[Statement] | None:
    """An invalid argument made from a valid one by fallacies; None where chance finds none."""
    signs = _signs(statements)
    for _ in range(20):
        *premises, conclusion = found = [
            [what, *(_copied(part) for part in parts)] for what, *parts in statements
        ]
        if alike and rng.chance(2, 3):
            for _ in range(rng.between(1, 2)):
                _exchange_parts(rng, found)
        else:
            _spoil(rng, premises, conclusion)
        if alike and _signs(found) != signs:
            continue
        if fair(found, count) and not follows(premises, conclusion, count):
            return found
    return None


def _copied(part: Any) -> Any:
    """A part of a statement whose literals can be changed without those of the original."""
    return [part[0], [list(literal) for literal in part[1]]] if isinstance(part, list) else part


def _signs(statements: list[Statement]) -> list[Any]:
    """What shows to somebody who only looks where sorts are affirmed and where they are denied.

    These are how many literals of the conclusion some premise speaks for, how many one speaks against, and
    how many sorts are spoken of by the premises in one way only; and the shape of the conclusion.
    """
    *premises, conclusion = statements
    said = {literal for premise in premises for literal in _spoken(premise)}
    ends = _spoken(conclusion)
    shapes = [part[0] for part in conclusion[1:3] if _long(part)]
    denied = {(sort, not affirmed) for sort, affirmed in said}
    return [
        conclusion[0],
        len(ends),
        len(said.intersection(ends)),
        len(denied.intersection(ends)),
        len(said - denied),
        shapes,
    ]


def _spoken(statement: Statement) -> list[tuple[int, bool]]:
    """The literals of a statement as those of a clause: who `all` is said of is denied to be."""
    denied = statement[0] == "all"
    return [
        (sort, affirmed != (denied and part is statement[1]))
        for part in statement[1:3]
        if isinstance(part, list)
        for sort, affirmed in part[1]
    ]


def _exchange_parts(rng: Rng, statements: list[Statement]) -> None:
    """Let two statements about everybody exchange a literal, so that what is spoken of stays the same."""
    places = [
        (literal, slot == 1)
        for statement in statements
        if statement[0] == "all"
        for slot in (1, 2)
        for literal in statement[slot][1]
    ]
    (one, denied), (other, other_denied) = rng.sample(places, 2)
    turned = denied != other_denied
    one[0], one[1], other[0], other[1] = other[0], other[1] != turned, one[0], one[1] != turned


def _spoil(rng: Rng, premises: list[Statement], conclusion: Statement) -> None:
    """Commit a classical fallacy, which may or may not make the argument invalid."""
    fallacy = rng.choice(("converse", "inverse", "exchange", "joined"))
    statements = [*premises, conclusion]
    if fallacy == "exchange":
        same = [premise for premise in premises if premise[0] == conclusion[0]]
        if same:
            premise = rng.choice(same)
            premise[1:], conclusion[1:] = conclusion[1:], premise[1:]
    elif fallacy == "joined":
        parts = [part for statement in statements for part in statement[1:3] if _long(part)]
        if parts:
            part = rng.choice(parts)
            part[0] = "or" if part[0] == "and" else "and"
    else:
        statement = rng.choice([statement for statement in statements if statement[0] != "is"])
        one, other = statement[1:3]
        if fallacy == "inverse":
            one, other = negated(one), negated(other)
        elif statement[0] == "all":
            one, other = other, one
        statement[1:3] = one, other


def _long(part: Any) -> bool:
    """Whether a part of a statement is a formula, and not a name, of several literals."""
    return isinstance(part, list) and len(part[1]) > 1
