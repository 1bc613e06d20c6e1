"""The words of formal_fallacies: sorts of people, and many ways to say a statement."""

from __future__ import annotations

from typing import Any

NAMES = ("Aylin", "Bernd", "Cora", "Dennis", "Evelin", "Florian", "Gitte", "Holger", "Imke", "Jannik")


def _sorts(start: str, ends: str) -> tuple[str, ...]:
    return tuple(f"{start} {end}" for end in ends.split(", "))


SORTS = {
    "clubs": _sorts(
        "member of the",
        "rowing club, chess club, garden club, film club, choir, fire brigade, hiking club, dance school",
    ),
    "papers": _sorts(
        "reader of the",
        "Harbour Gazette, Morning Echo, Valley Post, Sunday Lantern, Island Courier, Northern Mail, Mirror",
    ),
    "fans": _sorts("fan of", "lentils, radishes, figs, pumpkins, leeks, walnuts, quinces, mushrooms, olives"),
    "neighbours": _sorts(
        "neighbour of", "Mr Adler, Mrs Busch, Mr Cramer, Mrs Dorn, Mr Ebert, Mrs Falk, Mr Gross, Mrs Hahn"
    ),
    "visitors": _sorts(
        "visitor of the",
        "glass museum, old mill, lighthouse, palm house, castle, tram depot, salt mine, water tower",
    ),
}


def told(statement: list[Any], sorts: list[str], name: str) -> str:
    """A statement as a sentence; its last number chooses between ways to say the same."""
    what, one, other, way = statement
    if what == "is":
        return f"{name} {_is(other, sorts)}."
    ways = _all(one, other, sorts) if what == "all" else _some(one, other, sorts)
    return f"{ways[way % len(ways)]}."


def _all(one: list[Any], other: list[Any], sorts: list[str]) -> list[str]:
    ways = [
        f"Whoever {_is(one, sorts)} {_is(other, sorts)}",
        f"Everybody who {_is(one, sorts)} {_is(other, sorts)}",
        f"If somebody {_is(one, sorts)}, then this person {_is(other, sorts)}",
        f"{_being(one, sorts, capital=True)} is sufficient for {_being(other, sorts)}",
        f"{_being(other, sorts, capital=True)} is necessary for {_being(one, sorts)}",
    ]
    if len(other[1]) == 1:
        sort, affirmed = other[1][0]
        if affirmed:
            ways.append(f"Nobody who {_is(one, sorts)} fails to be {_a(sorts[sort])}")
        else:
            ways.append(f"Nobody who {_is(one, sorts)} is {_a(sorts[sort])}")
    return ways


def _some(one: list[Any], other: list[Any], sorts: list[str]) -> list[str]:
    # Not "somebody who is", which may also mean everybody.
    ways = [
        f"There is somebody who {_is(one, sorts)} and who {_is(other, sorts)}",
        f"Some person who {_is(one, sorts)} {_is(other, sorts)}",
        f"At least one person who {_is(one, sorts)} {_is(other, sorts)}",
    ]
    if len(other[1]) == 1:
        sort, affirmed = other[1][0]
        if affirmed:
            ways.append(f"It is false that nobody who {_is(one, sorts)} is {_a(sorts[sort])}")
        else:
            ways.append(f"Not everybody who {_is(one, sorts)} is {_a(sorts[sort])}")
    return ways


def _is(formula: list[Any], sorts: list[str]) -> str:
    return f"is {_formula(formula, sorts)}"


def _being(formula: list[Any], sorts: list[str], *, capital: bool = False) -> str:
    text = _formula(formula, sorts)
    words = f"not being {text[4:]}" if text.startswith("not ") else f"being {text}"
    return words[:1].upper() + words[1:] if capital else words


def _formula(formula: list[Any], sorts: list[str]) -> str:
    """What somebody is of whom a formula is true."""
    joined, literals = formula
    signs = [affirmed for _, affirmed in literals]
    named = [_a(sorts[sort]) for sort, _ in literals]
    if len(literals) > 1 and not any(signs):
        return f"neither {' nor '.join(named)}" if joined == "and" else f"not both {' and '.join(named)}"
    parts = [text if affirmed else f"not {text}" for text, affirmed in zip(named, signs, strict=True)]
    if len(parts) == 1:
        return parts[0]
    return f"both {' and '.join(parts)}" if joined == "and" else f"either {' or '.join(parts)}"


def _a(noun: str) -> str:
    return f"a {noun}"
