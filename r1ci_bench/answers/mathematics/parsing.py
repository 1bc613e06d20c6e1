r"""Reads the values that an answer gives, in LaTeX or in plain text: lists, equations, brackets, units.

What is inside of them is read by `r1ci_bench.answers.mathematics.formulas`. Nothing is computed in either, so
nothing can explode there.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers.mathematics.formulas import (
    FUNCTIONS,
    GREEK,
    INFINITIES,
    TRIGONOMETRIC,
    formula,
    power_of_ten,
)
from r1ci_bench.answers.mathematics.tokens import Token, tokens
from r1ci_bench.answers.mathematics.trees import (
    Chain,
    Group,
    Node,
    Scalar,
    Value,
    Written,
    has,
)
from r1ci_bench.answers.mathematics.units import DEGREES, DOLLARS, SHORT, is_unit, read_unit
from r1ci_bench.answers.text import AnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_DEPTH = 30
_MOST_ITEMS = 30
_MOST_LABEL = 12
_MOST_SIDES = 5

_OPEN = {"(": ")]", "[": ")]", "{": "}", "\\{": ("\\}",)}
_CLOSE = frozenset((")", "]", "}", "\\}"))
_SET = ("{", "\\{")

_WORDS_BEFORE_A_VALUE = """
    the a an so thus hence therefore then we get have it its this that there final correct answer answers
    value values result total number ways different possible area volume perimeter circumference length width
    height distance radius diameter angle measure probability sum product ratio expected of is are equals be
    must will which
"""
_LAST_WORDS_BEFORE_A_VALUE = "is are equals be approximately about roughly approx around exactly"
_LEADING = frozenset(_WORDS_BEFORE_A_VALUE.split())
_ABOUT = frozenset(_LAST_WORDS_BEFORE_A_VALUE.split())

_KNOWN_WORDS = FUNCTIONS | INFINITIES | GREEK | {"pi"}

# What cannot be part of the name of a quantity, as it computes or denies something.
_DENYING_WORDS = """
    pi log ln exp not no never wrong half twice double minus negative opposite inverse root less more fewer
    than
"""
_NO_NAMES = FUNCTIONS | INFINITIES | frozenset(_DENYING_WORDS.split())

# Before `(2)` they name a function; any other letter is multiplied.
_FUNCTION_NAMES = frozenset("fghACEFPSTV")


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
        if len(pieces) > _MOST_SIDES:
            raise AnswerError(f"an equation has more than {_MOST_SIDES} sides")
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
            if sign == ":" and len(pieces) > 1 and _is_heading(pieces[0]):
                return self._side(part[len(pieces[0]) + 1 :], depth)
            if len(pieces) > 1:
                _check_count(pieces)
                return Group(kind, kind, tuple(self._side(piece, depth + 1) for piece in pieces))
        group = self._group(part, depth)
        return self._scalar(_without_brackets(part)) if group is None else group

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
        if part and part[-1].text == "deg" and not any(token.text in TRIGONOMETRIC for token in part):
            part, unit = part[:-1], unit or DEGREES
        if money:
            if len(money) > 1 or unit:
                raise AnswerError("there are two units")
            unit = DOLLARS
        if not part:
            raise AnswerError("there is no number and no expression")
        written = _written(part)
        tree = formula(part)
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


def _without_brackets(part: list[Token]) -> list[Token]:
    """Take off the brackets around all of it: in `(12 cm)`, the unit belongs to the number."""
    while len(part) > 2 and part[0].kind == "sign" and part[0].text + part[-1].text in ("()", "[]", "{}"):
        if _closing_place(part, 0) != len(part) - 1 or any(token.text == "choose" for token in part):
            break
        part = part[1:-1]
    return part


def _is_heading(part: list[Token]) -> bool:
    """Whether it is only words, as in front of the colon in `Total area: 12`; `AB:CD` is a ratio."""
    return _is_label(part) and part[0].text.isalpha() and any(len(token.text) > 3 for token in part)


def _is_label(part: list[Token]) -> bool:
    r"""Whether a side of an equation is only a name: `x`, `m\angle ABC`, `[ABC]`, `P(even)`, `m + n`."""
    part = _without_lead(part) or part
    if [token.text for token in part[::2]] == ["[", "]"] and len(part) == 3:
        part = part[1:2]
    if len(part) % 2 and all(token.text == "+" for token in part[1::2]):
        # What problems ask for is often a sum: `m + n = 12`.
        part = part[::2]
    if not 0 < len(part) <= _MOST_LABEL or part[0].kind == "sign":
        return False
    called = len(part) == 4 and part[1].text == "(" and part[0].text in _FUNCTION_NAMES
    names = [
        token.kind in ("letters", "word")
        or token.text in ("angle", "triangle", "overline", *GREEK, "(", ")", ",", "_", "{", "}")
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
        shift = power_of_ten(exponent)
        texts = texts[:1]
    if len(texts) != 1 or part[-1].kind not in ("number", "sign") or "~" in texts[0]:
        return None
    digits, has_exponent, exponent = texts[0].lower().partition("e")
    if not (digits.replace(".", "").isdecimal() and ("." in digits or has_exponent or shift)):
        return None
    places = len(digits.partition(".")[2])
    significant = len(digits.replace(".", "").lstrip("0"))
    return Written(
        Fraction(10) ** ((power_of_ten(exponent) if has_exponent else 0) + shift - places), significant
    )
