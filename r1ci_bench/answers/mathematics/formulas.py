r"""Reads one expression, in LaTeX or in plain text, by recursive descent of bounded depth."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers.mathematics.trees import Node, number
from r1ci_bench.answers.mathematics.units import is_unit
from r1ci_bench.answers.text import AnswerError, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable

    from r1ci_bench.answers.mathematics.tokens import Token

_MOST_DEPTH = 30
_MOST_EXPONENT = 60

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_GREEK_LETTERS = """
    alpha beta gamma delta epsilon theta lambda mu phi varphi sigma omega tau rho psi kappa
"""
GREEK = frozenset(_GREEK_LETTERS.split())
INFINITIES = frozenset(("infty", "infinity", "inf", "oo"))
_WITH_BRACKETS = frozenset(("binom", "binomial", "comb", "frac", "Fraction", "Rational", "factorial"))
TRIGONOMETRIC = frozenset(("sin", "cos", "tan"))
FUNCTIONS = _WITH_BRACKETS | TRIGONOMETRIC | {"sqrt", "cbrt"}


def formula(part: list[Token]) -> Node:
    """Read an expression, to the last token.

    Raises:
        AnswerError: if it is none.
    """
    return _Expression(part).read()


def power_of_ten(text: str) -> int:
    """The exponent of a number like `1.5e3`.

    Raises:
        AnswerError: if it is large.
    """
    value = int(text)
    if abs(value) > _MOST_EXPONENT:
        raise AnswerError(f"a power of ten beyond {_MOST_EXPONENT}")
    return value


def _literal(text: str) -> Fraction:
    """The exact value of a number; `0.1~6` has a digit that repeats for ever."""
    digits, _, exponent = text.lower().partition("e")
    digits, _, repeated = digits.partition("~")
    whole, _, places = digits.partition(".")
    value = Fraction(int(f"0{whole}{places}"), 10 ** len(places))
    if repeated:
        value += Fraction(int(repeated), (10 ** len(repeated) - 1) * 10 ** len(places))
    return value * Fraction(10) ** power_of_ten(exponent) if exponent else value


class _Expression:
    r"""Reads one expression, to the last token.

    A product without a sign binds as one with a sign, from left to right: `1/2 x` is half of x. A whole
    number before a fraction smaller than one makes a mixed number: `1\frac34`, `1 3/4`.
    """

    def __init__(self, part: list[Token]) -> None:
        self._part = part
        self._place = 0
        self._depth = 0

    def read(self) -> Node:
        """The whole expression.

        Raises:
            AnswerError: if it is none.
        """
        node = self._sum()
        if self._place < len(self._part):
            raise AnswerError(f"cannot read the answer at {excerpt(self._part[self._place].text)}")
        return node

    def _peek(self, ahead: int = 0) -> str:
        place = self._place + ahead
        return self._part[place].text if place < len(self._part) else ""

    def _kind(self, ahead: int = 0) -> str:
        place = self._place + ahead
        return self._part[place].kind if place < len(self._part) else ""

    def _take(self) -> Token:
        if self._place >= len(self._part):
            raise AnswerError("the expression ends too early")
        self._place += 1
        return self._part[self._place - 1]

    def _expect(self, text: str) -> None:
        if self._take().text != text:
            raise AnswerError(f"{text!r} is missing in an expression")

    def _nested(self, read: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise AnswerError("the expression is nested too deeply")
        node = read()
        self._depth -= 1
        return node

    def _sum(self) -> Node:
        return self._nested(self._terms)

    def _terms(self) -> Node:
        terms: list[Node] = []
        while not terms or self._peek() in ("+", "-", "+-"):
            sign = self._take().text if self._peek() in ("+", "-", "+-") else "+"
            term = self._product()
            terms.append(term if sign == "+" else Node("negative" if sign == "-" else "either", (term,)))
        return terms[0] if len(terms) == 1 else Node("sum", tuple(terms))

    def _product(self) -> Node:
        factors = [self._factor()]
        while True:
            if self._peek() == "*":
                self._take()
                factors.append(self._factor())
            elif self._peek() == "/":
                self._take()
                factors.append(Node("inverse", (self._factor(),)))
            elif self._begins_factor():
                factors.append(self._power())
            else:
                return factors[0] if len(factors) == 1 else Node("product", tuple(factors))

    def _begins_factor(self) -> bool:
        if self._kind() == "sign":
            return self._peek() in ("(", "[", "{")
        if self._kind() == "number":
            # Two numbers side by side are no product, but `2! 3!` is one.
            return self._part[self._place - 1].text == "!"
        return self._kind() in ("letters", "command") and self._peek() != "choose"

    def _factor(self) -> Node:
        if self._peek() in ("-", "+"):
            sign = self._take().text
            node = self._nested(self._factor)
            return Node("negative", (node,)) if sign == "-" else node
        return self._mixed() or self._power()

    def _mixed(self) -> Node | None:
        """A mixed number, or None."""
        if self._kind() != "number" or not self._peek().isdecimal():
            return None
        start = self._place
        whole = self._take().text
        parts: list[str] = []
        if self._peek() == "frac":
            self._take()
            parts = [token.text for token in self._part[self._place :]][:6]
            parts = [text for text in parts if text not in ("{", "}")]
            if parts and len(parts[0]) == 2 and self._peek() != "{":
                parts = list(parts[0])
        elif self._kind() == "number" and self._part[self._place].spaced and self._peek(1) == "/":
            parts = [self._peek(), self._peek(2)]
        above, below = [*parts, "", ""][:2]
        small = above.isdecimal() and below.isdecimal() and len(above + below) < 40
        if not small or not 0 < int(above) < int(below):
            self._place = start
            return None
        if self._part[self._place - 1].text == "frac":
            self._place -= 1
            fraction = self._primary()
        else:
            self._place += 3
            fraction = number(Fraction(int(above), int(below)))
        return Node("sum", (number(int(whole)), fraction))

    def _power(self) -> Node:
        node = self._primary()
        while self._peek() in ("!", "deg"):
            node = Node("factorial" if self._take().text == "!" else "degrees", (node,))
        if self._peek() != "^":
            return node
        self._take()
        exponent = self._nested(self._exponent_factor)
        return Node("power", (node, exponent))

    def _exponent_factor(self) -> Node:
        if self._peek() in ("-", "+"):
            sign = self._take().text
            node = self._nested(self._exponent_factor)
            return Node("negative", (node,)) if sign == "-" else node
        return self._power()

    def _primary(self) -> Node:
        token = self._take()
        if token.kind == "number":
            return number(_literal(token.text))
        if token.kind == "letters":
            return self._letters(token.text)
        if token.kind == "command":
            return self._command(token.text)
        if token.kind == "sign" and token.text in ("(", "[", "{"):
            node = self._sum()
            if self._peek() == "choose" and token.text == "{":
                self._take()
                node = Node("binomial", (node, self._sum()))
            self._expect(_CLOSING[token.text])
            return node
        raise AnswerError(f"cannot read the answer at {excerpt(token.text)}")

    def _letters(self, text: str) -> Node:
        if text in FUNCTIONS:
            return self._function(text)
        if text == "pi":
            return Node("pi")
        if text in INFINITIES:
            return Node("infinity")
        if text in GREEK:
            return Node("symbol", name=text)
        if len(text) > 2 or is_unit(text):
            raise AnswerError(f"{excerpt(text)} is not part of an expression")
        *front, last = (Node("symbol", name=letter) for letter in text)
        if self._peek() == "_":
            self._take()
            opened = self._peek() == "{"
            if opened:
                self._take()
            last = Node("symbol", name=f"{last.name}_{self._take().text}")
            if opened:
                self._expect("}")
        if not front:
            return last
        if self._peek() == "^":
            # `xy^2` is x times the square of y.
            self._take()
            last = Node("power", (last, self._nested(self._exponent_factor)))
        return Node("product", (*front, last))

    def _command(self, text: str) -> Node:
        if text == "pi":
            return Node("pi")
        if text in INFINITIES:
            return Node("infinity")
        if text in GREEK:
            return Node("symbol", name=text)
        if text in ("frac", "binom") and self._peek() != "(":
            above, below = self._two_arguments()
            return _two(text, above, below)
        if text == "sqrt" and self._peek() == "[":
            self._take()
            degree = self._sum()
            self._expect("]")
            return Node("root", (self._argument(), degree))
        if text in FUNCTIONS:
            return self._function(text)
        raise AnswerError(f"the command {excerpt(text)} is not known")

    def _function(self, name: str) -> Node:
        if name in ("sqrt", "cbrt"):
            return Node("root", (self._argument(), number(2 if name == "sqrt" else 3)))
        if name in ("sin", "cos", "tan"):
            argument = self._nested(self._power)
            while self._begins_factor() and self._part[self._place - 1].text not in (")", "}", "deg"):
                argument = Node("product", (argument, self._nested(self._power)))
            return Node("sin" if name == "sin" else "cos" if name == "cos" else "tan", (argument,))
        self._expect("(")
        first = self._sum()
        if name == "factorial":
            self._expect(")")
            return Node("factorial", (first,))
        self._expect(",")
        second = self._sum()
        self._expect(")")
        return _two(name, first, second)

    def _argument(self) -> Node:
        """The argument of a root: a group, a number, or one letter."""
        return self._nested(self._primary)

    def _two_arguments(self) -> tuple[Node, Node]:
        if self._kind() == "number":
            digits = self._peek()
            if len(digits) == 2 and digits.isdecimal():
                self._take()
                return number(int(digits[0])), number(int(digits[1]))
        return self._argument(), self._argument()


def _two(name: str, one: Node, two: Node) -> Node:
    if name in ("frac", "Fraction", "Rational"):
        return Node("product", (one, Node("inverse", (two,))))
    return Node("binomial", (one, two))
