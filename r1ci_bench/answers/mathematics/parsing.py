r"""Reads the values that an answer gives, in LaTeX or in plain text, by a parser of our own.

Structure first (lists, equations, brackets), expressions inside of it by recursive descent of bounded depth.
Nothing is computed here, so nothing can explode here.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers.mathematics.tokens import Token, tokens
from r1ci_bench.answers.mathematics.trees import (
    Chain,
    Group,
    Node,
    Scalar,
    Value,
    Written,
    has,
    number,
)
from r1ci_bench.answers.mathematics.units import DEGREES, DOLLARS, SHORT, is_unit, read_unit
from r1ci_bench.answers.text import AnswerError, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MOST_DEPTH = 30
_MOST_ITEMS = 30
_MOST_EXPONENT = 60
_MOST_LABEL = 12

_OPEN = {"(": ")]", "[": ")]", "{": "}", "\\{": ("\\}",)}
_CLOSE = frozenset((")", "]", "}", "\\}"))
_SET = ("{", "\\{")

_WORDS_BEFORE_A_VALUE = """
    the a an so thus hence therefore then we get have it its this that there final correct answer answers
    value values result total area volume perimeter circumference length width height distance radius diameter
    angle measure probability number sum product ratio expected of is are equals be must will which
"""
_LAST_WORDS_BEFORE_A_VALUE = "is are equals be approximately about roughly approx around exactly"
_LEADING = frozenset(_WORDS_BEFORE_A_VALUE.split())
_ABOUT = frozenset(_LAST_WORDS_BEFORE_A_VALUE.split())

_GREEK_LETTERS = """
    alpha beta gamma delta epsilon theta lambda mu phi varphi sigma omega tau rho psi kappa
"""
_GREEK = frozenset(_GREEK_LETTERS.split())
_INFINITIES = frozenset(("infty", "infinity", "inf", "oo"))
_WITH_BRACKETS = frozenset(("binom", "binomial", "comb", "frac", "Fraction", "Rational", "factorial"))
_TRIGONOMETRIC = frozenset(("sin", "cos", "tan"))
_FUNCTIONS = _WITH_BRACKETS | _TRIGONOMETRIC | {"sqrt", "cbrt"}

_KNOWN_WORDS = _FUNCTIONS | _INFINITIES | _GREEK | {"pi"}

# What cannot be part of the name of a quantity, as it computes or denies something.
_NO_NAMES = _FUNCTIONS | _INFINITIES | {"pi", "not", "no", "never", "half", "twice", "minus", "double"}


def readings(text: str) -> list[Value]:
    """All ways to read an answer, the most natural one first.

    A comma may part thousands or values, a final `m` may be metres or a number.

    Raises:
        AnswerError: if it cannot be read.
    """
    found: list[Value] = []
    fault: AnswerError | None = None
    for short_units in (False, True) if SHORT & set(text) else (False,):
        for grouped in (True, False) if "," in text else (True,):
            try:
                value = _Reader(short_units=short_units).values(tokens(text, grouped=grouped), 0)
            except AnswerError as error:
                fault = fault or error
                continue
            if value not in found:
                found.append(value)
    if not found:
        raise fault or AnswerError("the answer cannot be read")
    return found


class _Reader:
    """Reads structure: what is a list, an equation, a pair, a number with a unit."""

    def __init__(self, *, short_units: bool) -> None:
        self._short_units = short_units

    def values(self, part: list[Token], depth: int) -> Value:
        """A value, or several that are parted by commas."""
        items = [self._item(item, depth) for item in _list_items(part)]
        return items[0] if len(items) == 1 else Group("", "", tuple(items))

    def _item(self, part: list[Token], depth: int) -> Value:
        pieces = _split(part, ("=", "~"))
        signs = ["=", *(token.text for place, token in _at_top(part) if token.text in ("=", "~"))]
        if not pieces[0]:
            # `= 12` and `\\approx 3.14`
            del pieces[0], signs[0]
        label = ""
        if len(pieces) > 1 and _is_label(pieces[0]):
            label = "".join(token.text for token in _without_lead(pieces.pop(0)))
            del signs[0]
        elif len(pieces) > 1 and _is_label(pieces[-1]):
            label = "".join(token.text for token in pieces.pop())
            del signs[-1]
        if len(pieces) > 2 or not pieces:
            raise AnswerError("there are several equations in one answer")
        sides = tuple(self._side(piece, depth) for piece in pieces)
        if len(sides) == 1 and not label:
            return sides[0]
        return Chain(label, sides, tuple(sign == "~" for sign in signs[: len(sides)]))

    def _side(self, part: list[Token], depth: int) -> Value:
        part = _without_lead(part)
        if not part:
            raise AnswerError("a part of the answer is empty")
        for sign, kind in (("u", "u"), (":", ":")):
            pieces = _split(part, (sign,))
            if len(pieces) > 1:
                _check_count(pieces)
                return Group(kind, kind, tuple(self._side(piece, depth + 1) for piece in pieces))
        group = self._group(part, depth)
        return self._scalar(part) if group is None else group

    def _group(self, part: list[Token], depth: int) -> Group | None:
        """A tuple, an interval or a set; None where brackets only hold an expression together."""
        opening = part[0].text
        if opening not in _OPEN or _closing_place(part, 0) != len(part) - 1:
            return None
        closing = part[-1].text
        several = len(_split(part[1:-1], (",", ";"))) > 1
        if not several and (opening, closing) in (("(", ")"), ("[", "]"), ("{", "}")):
            # `[12]`, and `((3, 4))` around a pair
            return self._group(part[1:-1], depth + 1) if len(part) > 2 and depth < _MOST_DEPTH else None
        if depth >= _MOST_DEPTH:
            raise AnswerError("brackets are nested too deeply")
        items = tuple(self._item(item, depth + 1) for item in _list_items(part[1:-1]))
        return Group("{", "}", items) if opening in _SET else Group(opening, closing, items)

    def _scalar(self, part: list[Token]) -> Value:
        money = [token for token in part if token.text == "$"]
        part = [token for token in part if token.text != "$"]
        end = next((place for place, _ in _at_top(part) if self._begins_words(part, place)), len(part))
        words = [token.text for token in part[end:] if token.text != "."]
        unit, nouns, percent = read_unit(words)
        part = part[:end]
        if part and part[-1].text == "%":
            part, percent = part[:-1], True
        # In `\sin 30^\circ` the sign belongs to the angle.
        if part and part[-1].text == "deg" and not any(token.text in _TRIGONOMETRIC for token in part):
            part, unit = part[:-1], unit or DEGREES
        if money:
            if len(money) > 1 or unit:
                raise AnswerError("there are two units")
            unit = DOLLARS
        if not part:
            raise AnswerError("there is no number and no expression")
        written = _written(part)
        tree = _Expression(part).read()
        scalars = [
            Scalar(choice, written, unit, nouns, percent)
            for choice in (_chosen(tree, positive=True), _chosen(tree, positive=False))
        ]
        return scalars[0] if not has(tree, "either") else Group("", "", tuple(scalars))

    def _begins_words(self, part: list[Token], place: int) -> bool:
        token = part[place]
        if token.kind == "word":
            return True
        if token.kind != "letters" or place == 0:
            return False
        if len(token.text) == 1:
            return self._short_units and token.text in SHORT and _only_powers(part[place + 1 :])
        known = token.text in _KNOWN_WORDS
        return is_unit(token.text) or (len(token.text) > 2 and not known)


def _only_powers(part: list[Token]) -> bool:
    """Whether nothing but a power or a second unit stands behind a unit of one letter."""
    return all(token.text in ("^", "2", "3", "/", *SHORT) for token in part)


def _at_top(part: list[Token]) -> Iterator[tuple[int, Token]]:
    """The tokens outside of all brackets, with their places."""
    waiting: list[str] = []
    for place, token in enumerate(part):
        if token.kind == "sign" and token.text in _OPEN:
            waiting.append(token.text)
        elif token.kind == "sign" and token.text in _CLOSE:
            if not waiting or token.text not in _OPEN[waiting.pop()]:
                raise AnswerError("brackets do not match")
        elif not waiting:
            yield place, token
    if waiting:
        raise AnswerError("a bracket is not closed")


def _split(part: list[Token], signs: tuple[str, ...]) -> list[list[Token]]:
    places = [place for place, token in _at_top(part) if token.kind == "sign" and token.text in signs]
    starts = [0, *(place + 1 for place in places)]
    return [part[start:end] for start, end in zip(starts, [*places, len(part)], strict=True)]


def _list_items(part: list[Token]) -> list[list[Token]]:
    """The parts of a list; `a, b, and c` has three, and a comma at the end is none."""
    items = _split(part, (",", ";"))
    if len(items) > 1 and not items[-1]:
        items.pop()
    if len(items) > 2 and not items[-2]:
        del items[-2]
    _check_count(items)
    if not all(items):
        raise AnswerError("a part of the answer is empty")
    return items


def _check_count(items: list[list[Token]]) -> None:
    if len(items) > _MOST_ITEMS:
        raise AnswerError(f"the answer has more than {_MOST_ITEMS} values")


def _closing_place(part: list[Token], start: int) -> int:
    depth = 0
    for place in range(start, len(part)):
        text = part[place].text if part[place].kind == "sign" else ""
        depth += (text in _OPEN) - (text in _CLOSE)
        if not depth:
            return place
    raise AnswerError("a bracket is not closed")


def _is_label(part: list[Token]) -> bool:
    r"""Whether a side of an equation is only a name: `x`, `AB`, `m\angle ABC`, `P(even)`, `the area`."""
    if not 0 < len(part) <= _MOST_LABEL or part[0].kind == "sign":
        return False
    called = len(part) == 4 and part[1].text == "("
    names = [
        token.kind in ("letters", "word")
        or token.text in ("angle", "triangle", *_GREEK, "(", ")", ",", "_", "{", "}")
        or (token.kind == "number" and (part[place - 1].text == "_" or called))
        for place, token in enumerate(part)
    ]
    return all(names) and not any(token.text.lower() in _NO_NAMES for token in part)


def _without_lead(part: list[Token]) -> list[Token]:
    """Take off words like `The answer is` and `approximately`."""
    place = 0
    while place < len(part) and part[place].text.lower() in _LEADING | _ABOUT:
        place += 1
    if place and part[place - 1].text.lower() in _ABOUT:
        return part[place:]
    return part


def _chosen(node: Node, *, positive: bool) -> Node:
    """The tree with one sign in the place of every double sign."""
    if node.kind == "either":
        inner = _chosen(node.parts[0], positive=positive)
        return inner if positive else Node("negative", (inner,))
    if not node.parts:
        return node
    parts = tuple(_chosen(part, positive=positive) for part in node.parts)
    return Node(node.kind, parts, node.value, node.name)


def _written(part: list[Token]) -> Written | None:
    r"""How a decimal number by itself is written: `-0.25`, `1.5e3`, `1.5 \times 10^{3}`; None for others."""
    texts = [token.text for token in part if token.text not in ("{", "}")]
    if texts[:1] in (["-"], ["+"]):
        del texts[0]
    shift = 0
    if len(texts) in (5, 6) and texts[1:4] == ["*", "10", "^"]:
        exponent = "".join(texts[4:])
        if not exponent.removeprefix("-").isdecimal() or len(exponent) > 4:
            return None
        shift = _exponent(exponent)
        texts = texts[:1]
    if len(texts) != 1 or part[-1].kind not in ("number", "sign") or "~" in texts[0]:
        return None
    digits, has_exponent, exponent = texts[0].lower().partition("e")
    if not (digits.replace(".", "").isdecimal() and ("." in digits or has_exponent or shift)):
        return None
    places = len(digits.partition(".")[2])
    significant = len(digits.replace(".", "").lstrip("0"))
    return Written(
        Fraction(10) ** ((_exponent(exponent) if has_exponent else 0) + shift - places), significant
    )


def _exponent(text: str) -> int:
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
    return value * Fraction(10) ** _exponent(exponent) if exponent else value


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
            self._expect(_OPEN[token.text][0] if token.text != "[" else "]")
            return node
        raise AnswerError(f"cannot read the answer at {excerpt(token.text)}")

    def _letters(self, text: str) -> Node:
        if text in _FUNCTIONS:
            return self._function(text)
        if text == "pi":
            return Node("pi")
        if text in _INFINITIES:
            return Node("infinity")
        if text in _GREEK:
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
        if text in _INFINITIES:
            return Node("infinity")
        if text in _GREEK:
            return Node("symbol", name=text)
        if text in ("frac", "binom") and self._peek() != "(":
            above, below = self._two_arguments()
            return _two(text, above, below)
        if text == "sqrt" and self._peek() == "[":
            self._take()
            degree = self._sum()
            self._expect("]")
            return Node("root", (self._argument(), degree))
        if text in _FUNCTIONS:
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
