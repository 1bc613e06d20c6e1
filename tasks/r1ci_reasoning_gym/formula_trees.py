r"""Reads formulas, in LaTeX or in plain text, into small trees; nothing is computed or evaluated.

A product without a sign binds as one with a sign, from left to right: `1/2 x` is half of x. A minus sign
binds weaker than a power, and powers bind from the right. `log` is the natural logarithm. Every step is
linear in the text, whose length is bounded, and so is the depth of nesting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from r1ci_bench.answers import AnswerError, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_CHARS = 8_000
_MOST_PIECES = 4_000
_MOST_DEPTH = 25
_MOST_DIGITS = 100

Kind = Literal["number", "euler", "pi", "symbol", "sum", "product", "negative", "inverse", "power", "call"]


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a formula.

    Attributes:
        kind: What it is; `inverse` is one divided by its part, `euler` the base of natural logarithms.
        parts: What it is made of.
        value: Of a `number`.
        name: Of a `symbol`, or of the function of a `call`.
    """

    kind: Kind
    parts: tuple[Node, ...] = ()
    value: Fraction = Fraction(0)
    name: str = ""


_SAME_FUNCTION = {
    "exp": "exp",
    "ln": "ln",
    "log": "ln",
    "sqrt": "sqrt",
    "abs": "abs",
    "Abs": "abs",
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "sec": "sec",
    "csc": "csc",
    "cot": "cot",
    "asin": "asin",
    "acos": "acos",
    "atan": "atan",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
}
_FUNCTIONS = frozenset(_SAME_FUNCTION.values())
_INVERSE_FUNCTIONS = {"sin": "asin", "cos": "acos", "tan": "atan"}
_NAMES = sorted([*_SAME_FUNCTION, "pi"], key=len, reverse=True)
_CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|"}
_MINUS_ONE = Node("negative", (Node("number", value=Fraction(1)),))

_LAYOUT = re.compile(
    r"\\(?:left|right|[bB]igg?[lrm]?|displaystyle|quad|qquad|limits)(?![A-Za-z])|\\[,;:! ]|[\s$]"
)
_UPRIGHT = re.compile(r"\\(?:text|mathrm|operatorname|textrm|mathit|mathbf)\*?\{([A-Za-z ]*)\}")
_SAME_COMMAND = {
    "cdot": "*",
    "times": "*",
    "ast": "*",
    "div": "/",
    "dfrac": "\\frac",
    "pi": "pi",
    "tfrac": "\\frac",
    "cfrac": "\\frac",
    "lvert": "|",
    "rvert": "|",
    "vert": "|",
    "lbrace": "{",
    "rbrace": "}",
}
_SUPERSCRIPTS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
_SUPERSCRIPT = re.compile(f"(\u207b?)([{_SUPERSCRIPTS}]+)")
_PIECE = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)|\*\*|\\[A-Za-z]+|\\[{}|]|[A-Za-z]+|[-+*/^()\[\]{}|_,]")


def read_formula(text: str, *, letters: frozenset[str], euler: bool = True) -> Node:
    """Read one formula, to its end.

    Args:
        text: The formula, without an equals sign.
        letters: The letters that are symbols; any other one is an error.
        euler: Whether `e` and `E` are the base of natural logarithms, and `pi` is the number.

    Raises:
        AnswerError: if it is none.
    """
    if len(text) > MOST_CHARS:
        raise AnswerError(f"a formula of more than {MOST_CHARS} characters")
    return _Reader(_pieces(text), letters, euler=euler).read()


def _pieces(text: str) -> list[str]:
    text = _SUPERSCRIPT.sub(
        lambda found: (
            f"^{{{found[1] and '-'}{''.join(str(_SUPERSCRIPTS.index(sign)) for sign in found[2])}}}"
        ),
        text,
    )
    # Layout becomes a blank, so that `3\,4` cannot become 34.
    text = _UPRIGHT.sub(lambda found: f" {found[1]} ", text).replace("\u221a", "\\sqrt ")
    text = text.replace("\u03c0", "\\pi ")
    text = _LAYOUT.sub(" ", text)
    found: list[str] = []
    place = 0
    while place < len(text):
        if text[place] == " ":
            place += 1
            continue
        match = _PIECE.match(text, place)
        if not match:
            raise AnswerError(f"{excerpt(text[place:])} is not part of a formula")
        found += _split(match[0])
        if len(found) > _MOST_PIECES:
            raise AnswerError(f"a formula of more than {_MOST_PIECES} parts")
        place = match.end()
    return found


def _split(piece: str) -> list[str]:
    """A piece, or the functions and letters that stand side by side in it: `xsin`."""
    if piece == "**":
        return ["^"]
    if piece[0] == "\\":
        name = piece[1:]
        if name in _SAME_FUNCTION:
            return [_SAME_FUNCTION[name]]
        return [_SAME_COMMAND.get(name, piece if name.isalpha() else name)]
    if not piece.isalpha():
        return [piece]
    parts = []
    place = 0
    while place < len(piece):
        name = next((name for name in _NAMES if piece.startswith(name, place)), piece[place])
        parts.append(_SAME_FUNCTION.get(name, name))
        place += len(name)
    return parts


class _Reader:
    def __init__(self, pieces: list[str], letters: frozenset[str], *, euler: bool) -> None:
        self._pieces = pieces
        self._letters = letters
        self._euler = euler
        self._place = 0
        self._depth = 0
        self._bars = 0

    def read(self) -> Node:
        node = self._sum()
        if self._place < len(self._pieces):
            raise AnswerError(f"cannot read the formula at {excerpt(self._pieces[self._place])}")
        return node

    def _peek(self) -> str:
        return self._pieces[self._place] if self._place < len(self._pieces) else ""

    def _take(self) -> str:
        if self._place >= len(self._pieces):
            raise AnswerError("the formula ends too early")
        self._place += 1
        return self._pieces[self._place - 1]

    def _nested(self, read: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise AnswerError("the formula is nested too deeply")
        node = read()
        self._depth -= 1
        return node

    def _sum(self) -> Node:
        return self._nested(self._terms)

    def _terms(self) -> Node:
        terms: list[Node] = []
        while not terms or self._peek() in ("+", "-"):
            sign = self._take() if self._peek() in ("+", "-") else "+"
            term = self._product()
            terms.append(term if sign == "+" else Node("negative", (term,)))
        return terms[0] if len(terms) == 1 else Node("sum", tuple(terms))

    def _product(self) -> Node:
        factors = [self._factor()]
        while True:
            sign = self._peek()
            if sign in ("*", "/"):
                self._take()
                factor = self._factor()
                factors.append(factor if sign == "*" else Node("inverse", (factor,)))
            elif self._begins_factor():
                factors.append(self._power())
            else:
                return factors[0] if len(factors) == 1 else Node("product", tuple(factors))

    def _begins_factor(self) -> bool:
        piece = self._peek()
        if piece == "|":
            return not self._bars
        # Two numbers side by side are no product.
        return piece in ("(", "[", "{") or piece.isalpha() or piece == "\\frac"

    def _factor(self) -> Node:
        return self._signed(self._factor)

    def _exponent(self) -> Node:
        return self._signed(self._exponent)

    def _signed(self, again: Callable[[], Node]) -> Node:
        if self._peek() in ("-", "+"):
            sign = self._take()
            node = self._nested(again)
            return Node("negative", (node,)) if sign == "-" else node
        return self._power()

    def _power(self) -> Node:
        node = self._primary()
        if self._peek() != "^":
            return node
        self._take()
        return Node("power", (node, self._nested(self._exponent)))

    def _primary(self) -> Node:
        piece = self._take()
        if piece[0].isdigit() or piece[0] == ".":
            if len(piece) > _MOST_DIGITS:
                raise AnswerError(f"a number of more than {_MOST_DIGITS} digits")
            whole, _, places = piece.partition(".")
            return Node("number", value=Fraction(int(f"0{whole}{places}"), 10 ** len(places)))
        if piece in _CLOSING:
            self._bars += piece == "|"
            node = self._sum()
            self._bars -= piece == "|"
            if self._take() != _CLOSING[piece]:
                raise AnswerError("brackets do not match")
            return Node("call", (node,), name="abs") if piece == "|" else node
        if piece == "\\frac":
            above, below = self._two_parts()
            return Node("product", (above, Node("inverse", (below,))))
        if piece in _FUNCTIONS:
            return self._call(piece)
        return self._symbol(piece)

    def _two_parts(self) -> tuple[Node, Node]:
        """Numerator and denominator, which may be two digits without braces."""
        digits = self._peek()
        if len(digits) == 2 and digits.isdecimal():
            self._take()
            one, two = (Node("number", value=Fraction(int(digit))) for digit in digits)
            return one, two
        return self._nested(self._primary), self._nested(self._primary)

    def _symbol(self, piece: str) -> Node:
        if piece in self._letters:
            if self._peek() == "_":
                self._take()
                self._nested(self._primary)  # `C_1` is a constant as good as `C`
            return Node("symbol", name=piece)
        if self._euler and piece in ("e", "E"):
            return Node("euler")
        if self._euler and piece == "pi":
            return Node("pi")
        raise AnswerError(f"{excerpt(piece)} has no meaning here")

    def _call(self, name: str) -> Node:
        degree = exponent = None
        if name == "sqrt" and self._peek() == "[":
            self._take()
            degree = self._sum()
            if self._take() != "]":
                raise AnswerError("brackets do not match")
        elif self._peek() == "^":
            self._take()
            exponent = self._nested(self._exponent)
        argument = self._nested(self._argument)
        if degree is not None:
            return Node("power", (argument, Node("inverse", (degree,))))
        if exponent == _MINUS_ONE and name in _INVERSE_FUNCTIONS:
            # `\sin^{-1} x` is the inverse function by custom, not one divided by the sine.
            return Node("call", (argument,), name=_INVERSE_FUNCTIONS[name])
        node = Node("call", (argument,), name=name)
        return node if exponent is None else Node("power", (node, exponent))

    def _argument(self) -> Node:
        """What a function is applied to: a group, or numbers and letters side by side."""
        if self._peek() in _CLOSING:
            return self._primary()
        factors = [self._power()]
        while self._peek() in self._letters:
            factors.append(self._power())
        return factors[0] if len(factors) == 1 else Node("product", tuple(factors))
