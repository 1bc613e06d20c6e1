"""Formulas of propositional logic: read without evaluating text, in postfix order, and as truth tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT, AND, OR, IMPLIES, IFF = "\u00ac", "\u2227", "\u2228", "\u2192", "\u2194"

_MOST_CHARS = 2_000
_MOST_SIGNS = 400
# The longer spellings first. An arrow has become `>` where typographic signs were replaced.
_SPELLINGS = (
    (
        IFF,
        r"<[-=]+>|<>|\u2194|\u21d4|\\(?:left|Left|longleft)rightarrow(?![a-z])|\\iff(?![a-z])|\biff\b|\bIFF\b",
    ),
    (
        IMPLIES,
        r"[-=]*>|\u2192|\u21d2|\\(?:to|implies|[rR]ightarrow|supset)(?![a-z])|\bimplies\b|\bIMPLIES\b",
    ),
    (AND, r"\u2227|&&?|/\\|\\(?:land|wedge)(?![a-z])|\band\b|\bAND\b"),
    (OR, r"\u2228|\|\|?|\\/|\\(?:lor|vee)(?![a-z])|\b(?:or|OR|v)\b"),
    (NOT, r"\u00ac|~|\u223c|!|\\(?:neg|lnot|sim)(?![a-z])|\bnot\b|\bNOT\b"),
)
_TOKEN = re.compile(rf"\s*([A-Z()\[\]{NOT}{AND}{OR}{IMPLIES}{IFF}])")
_RANK = {IFF: 1, IMPLIES: 2, OR: 3, AND: 4, NOT: 5}


def postfix(text: str) -> list[str]:
    """Read a formula: letters for variables, signs as above, round or square brackets.

    Without brackets, not binds closer than and, and closer than or, or closer than implies, implies closer
    than iff; of several arrows the last one is read first.

    Returns:
        Its letters and signs, each sign behind what it joins.

    Raises:
        AnswerError: if it is no formula, or has more than a few hundred signs.
    """
    if len(text) > _MOST_CHARS:
        raise AnswerError(f"a formula of more than {_MOST_CHARS} characters")
    for sign, pattern in _SPELLINGS:
        text = re.sub(pattern, sign, text)
    found: list[str] = []
    waiting: list[str] = []
    wanted = True  # whether a variable comes next, or a sign between two formulas
    place = count = 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        count += 1
        if not match or count > _MOST_SIGNS:
            raise AnswerError(f"cannot read the formula at {excerpt(text[place:])}")
        sign, place = match[1], match.end()
        if sign in (")", "]"):
            while waiting and waiting[-1] not in ("(", "["):
                found.append(waiting.pop())
            if wanted or not waiting or waiting.pop() + sign not in ("()", "[]"):
                raise AnswerError("the brackets of the formula do not match")
        elif (sign in (AND, OR, IMPLIES, IFF)) == wanted:
            raise AnswerError(f"{excerpt(sign)} cannot stand there in a formula")
        elif sign in (NOT, "(", "["):
            waiting.append(sign)
        elif wanted:
            found.append(sign)
            wanted = False
        else:
            right = sign == IMPLIES
            while waiting and _RANK.get(waiting[-1], 0) > _RANK[sign] - (not right):
                found.append(waiting.pop())
            waiting.append(sign)
            wanted = True
    if wanted or "(" in waiting or "[" in waiting:
        raise AnswerError("the formula is not complete")
    return found + waiting[::-1]


def table(formula: list[str], variables: str) -> int:
    """The truth table of a formula as bits: bit k is its value where variable number v has bit v of k.

    Args:
        formula: As `postfix` gives it, with these variables only.
        variables: The letters.
    """
    rows = 1 << len(variables)
    every = (1 << rows) - 1
    stack: list[int] = []
    for sign in formula:
        if sign == NOT:
            stack.append(every ^ stack.pop())
        elif sign in (AND, OR, IMPLIES, IFF):
            two, one = stack.pop(), stack.pop()
            if sign == AND:
                stack.append(one & two)
            elif sign == OR:
                stack.append(one | two)
            else:
                stack.append((every ^ one) | two if sign == IMPLIES else every ^ one ^ two)
        else:
            place = variables.index(sign)
            stack.append(sum(1 << row for row in range(rows) if row >> place & 1))
    return stack[0]


def infix(formula: list[str]) -> str:
    """Write a formula with brackets around every pair."""
    stack: list[str] = []
    for sign in formula:
        if sign == NOT:
            stack.append(NOT + stack.pop())
        elif sign in (AND, OR, IMPLIES, IFF):
            two, one = stack.pop(), stack.pop()
            stack.append(f"({one} {sign} {two})")
        else:
            stack.append(sign)
    return stack[0]


@dataclass(frozen=True)
class FormulaForm(Form[list[str]]):
    """A formula, in postfix order."""

    def read(self, text: str) -> list[str]:
        """Read it with or without outer brackets and a full stop."""
        return postfix(unwrap(unwrap(text).removesuffix(".")))

    def write(self, value: list[str]) -> str:
        """Write it with the signs of the question."""
        return infix(value)

    def renderings(self, value: list[str]) -> Iterator[str]:
        """With other signs, in TeX, without outer brackets, with more of them."""
        shown = infix(value)
        bare = shown[1:-1] if shown.startswith("(") else shown
        yield from (bare, f"({shown})", f"[{shown}]", f"{shown}.", shown.replace(" ", ""))
        yield shown.replace(NOT, "~").replace(OR, "|").replace(AND, "&").replace(IMPLIES, "->")
        yield shown.replace(NOT, "!").replace(OR, "||").replace(AND, "&&").replace(IMPLIES, "=>")
        yield shown.replace(NOT, "not ").replace(OR, "or").replace(AND, "and").replace(IMPLIES, "implies")
        tex = (
            shown.replace(NOT, "\\neg ").replace(OR, "\\lor").replace(AND, "\\land").replace(IMPLIES, "\\to")
        )
        yield f"${tex}$"
        yield f"{NOT}{NOT}{shown}"
