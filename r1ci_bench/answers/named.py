"""Reads numbers that stand with the names of what they count or are worth."""

from __future__ import annotations

import re

from r1ci_bench.answers.text import AnswerError, excerpt, unwrap, without_brackets

_MARKS = re.compile(r"[*\"'`$]")
_BULLET = re.compile(r"^[ \t]*[-\u2022] ", re.MULTILINE)


def read_named_integers(text: str, *, name: str) -> dict[str, int] | None:
    """Read whole numbers with their names: `A = 3, B = 0`, `{"A": 3, "B": 0}`, `3 A and 0 B`, one a line.

    Bold, quotes, dollar signs and bullets do not count. Which names there must be is for the caller to check.

    Args:
        text: The answer.
        name: A pattern that one name matches, without groups; nothing of it may begin with a digit.

    Returns:
        The numbers by name, in the order of the text; None where it does not begin with a named number.

    Raises:
        AnswerError: if it begins with one and goes on as something else, or a name has two numbers.
    """
    inner = unwrap(text)
    for body in (inner, without_brackets(inner)):
        # Marks become blanks, for `3*2` must not become 32; single blanks keep the pattern below linear.
        bare = " ".join(_MARKS.sub(" ", _BULLET.sub("", body)).split()).removesuffix(".")
        entry = re.compile(
            rf"(?:and )?(?:(?P<name>{name}) ?[:=] ?(?P<count>[0-9]{{1,30}})"
            rf"|(?P<before>[0-9]{{1,30}}) (?P<behind>{name}))(?: ?[,;] ?| |$)"
        )
        if entry.match(bare):
            return _entries(bare, entry)
    return None


def _entries(text: str, entry: re.Pattern[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    place = 0
    while place < len(text):
        match = entry.match(text, place)
        if not match:
            raise AnswerError(f"cannot read a name and its number at {excerpt(text[place:])}")
        named = match["name"] or match["behind"]
        if named in found:
            raise AnswerError(f"{named} has two numbers")
        found[named] = int(match["count"] or match["before"])
        place = match.end()
    return found
