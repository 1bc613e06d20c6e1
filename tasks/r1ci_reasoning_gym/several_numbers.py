"""Answers that are a few numbers, each right to a stated difference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers import AnswerError, Form, unwrap, without_brackets
from r1ci_reasoning_gym.decimals import DecimalForm

if TYPE_CHECKING:
    from collections.abc import Iterator

Numbers = tuple[Fraction, ...]

_MOST_CHARS = 1_000
_MOST_NUMBERS = 20
_LAYOUT = re.compile(r"\\(?:left|right)(?![A-Za-z])|\\[,;:! ]|\\q?quad(?![A-Za-z])")
_UPRIGHT = re.compile(r"\\(?:text|mathrm) ?\{ ?(and|or) ?\}")
# `x`, `x_1`, `Radius`, `angle B`, `\angle ABC`, `"y"`
_NAME = r"""["']?\\?[A-Za-z\u2220\u03b8][A-Za-z ]{0,30}(?:_?\{?[0-9]\}?|[\u2080-\u2089])?["']? ?"""
_SIGN = r"(?:=|:|\u2248|\\approx(?![a-z]))"
_NAMED = re.compile(rf"(?:(?:{_NAME})?{_SIGN}|[A-Za-z ]{{0,40}}\b(?:is|are) ) ?(?=[-+.0-9(\[\\])")
_NAMED_GROUP = re.compile(
    rf"(?:(?:{_NAME}|\(x, ?y\) ?)?(?:{_SIGN}|\u2208|\\in(?![a-z]))|[A-Za-z ]{{0,40}}\b(?:is|are) ) ?"
    r"(?=[(\[{]|\\\{)"
)
_NAMED_POINT = re.compile(rf"{_NAME}(?=[(\[])")
_PART = re.compile(r"[,;] ?(?:and|or)(?= )|[,;\n]|(?<=[ 0-9.)}])(?:and|or)(?=[ A-Za-z])")


@dataclass(frozen=True)
class NumbersForm(Form[Numbers]):
    r"""Numbers that are parted by commas or lines: `-0.5, 1.25`, `[-0.5, 1.25]`, `x = -0.5 or x = 1.25`.

    Attributes:
        ordered: Whether their order means something, as in a point.
        absolute: How far each may be off.
        degrees: Whether a sign of degrees may stand behind one number alone.
    """

    ordered: bool = False
    absolute: Fraction = Fraction(0)
    degrees: bool = False

    def read(self, text: str) -> Numbers:
        """Read the numbers; without an order, they come sorted."""
        text = unwrap(text)
        if len(text) > _MOST_CHARS:
            raise AnswerError(f"numbers with more than {_MOST_CHARS} characters")
        text = unwrap(_UPRIGHT.sub(r"\1", _LAYOUT.sub(" ", text))).removesuffix(".")
        named = _NAMED_GROUP.match(text) or (_NAMED_POINT.match(text) if self.ordered else None)
        text = without_brackets(text[named.end() :] if named else text)
        text = text.replace("\\{", "").replace("\\}", "") if text.startswith("\\{") else text
        parts = [part.strip() for part in _PART.split(text)]
        parts = [part for part in parts if part] if "\n" in text else parts
        if len(parts) > 1 and not parts[-1]:
            parts.pop()
        if not 0 < len(parts) <= _MOST_NUMBERS:
            raise AnswerError(f"there is no number, or more than {_MOST_NUMBERS}")
        one = DecimalForm(degrees=self.degrees and len(parts) == 1)
        names = [_NAMED.match(part) for part in parts]
        numbers = [
            one.read(part[name.end() :] if name else part) for name, part in zip(names, parts, strict=True)
        ]
        if self.ordered and [name and name[0].strip("\"' =:\u2248").lower() for name in names] == ["y", "x"]:
            numbers.reverse()
        return tuple(numbers if self.ordered else sorted(numbers))

    def write(self, value: Numbers) -> str:
        """Write decimals; a point in round brackets."""
        text = ", ".join(map(DecimalForm().write, value))
        return f"({text})" if self.ordered and len(value) > 1 else text

    def renderings(self, value: Numbers) -> Iterator[str]:
        """In brackets, one a line, with names, in LaTeX."""
        texts = [DecimalForm().write(number) for number in value]
        bare = ", ".join(texts)
        yield from (f"[{bare}]", f"({bare})", f"{bare}.", "; ".join(texts), "\n".join(texts), f"$ {bare} $")
        yield from (
            f"\\left({bare}\\right)",
            ", ".join(f"{text}0" if "." in text else f"{text}.0" for text in texts),
        )
        names = ("x", "y") if self.ordered else ("x_1", "x_2", "x_3", "x_4", "x_5", "x_6")
        if len(value) == 1:
            yield from (f"x = {bare}", f"$x = {bare}$", f"= {bare}", f"x \u2248 {bare}")
        else:
            yield ", ".join(f"{name} = {text}" for name, text in zip(names, texts, strict=False))
        if self.ordered:
            yield from (f"H = ({bare})", f"H({bare})", f"({','.join(texts)})", f"H \u2248 ({bare})")
        elif len(value) > 1:
            yield from (", ".join(reversed(texts)), f"x = {' or x = '.join(texts)}", " and ".join(texts))
        if self.degrees and len(value) == 1:
            yield from (f"{bare}\u00b0", f"${bare}^\\circ$", f"{bare} degrees")

    def mutations(self, value: Numbers) -> Iterator[tuple[str, str]]:
        """Numbers missing, more, twice, off by more than is allowed, exchanged."""
        for place, number in enumerate(value):
            for name, other in (
                ("off by a little", number + 3 * self.absolute),
                ("off by a little", number - 3 * self.absolute),
                ("off by one", number + 1),
                ("other sign", -number),
                ("ten times", 10 * number),
            ):
                if abs(other - number) > 2 * self.absolute:
                    yield name, self.write((*value[:place], other, *value[place + 1 :]))
        text = self.write(value).strip("()")
        yield from (("extra part", f"{text}, 987.25"), ("extra part", f"{text}, {text}"))
        yield from (("wrong type", f"true, {text}"), ("not finite", f"nan, {text}"), ("not finite", "inf"))
        yield "exact form", f"{text} + sqrt(2)"
        if len(value) > 1:
            yield from (("missing part", self.write(value[1:])), ("missing part", self.write(value[:-1])))
            yield "one twice", self.write((value[0], *value[:-1]))
        if self.ordered and len(value) == 2 and abs(value[0] - value[1]) > 2 * self.absolute:
            yield "parts exchanged", self.write((value[1], value[0]))


def same_numbers(value: Numbers, wanted: Numbers, difference: Fraction) -> bool:
    """Whether as many numbers are given as wanted, each as near to its own as the difference allows.

    Both are in order, and the wanted ones lie further apart than twice the difference, or have places.
    """
    if len(value) != len(wanted):
        return False
    return all(abs(one - other) <= difference for one, other in zip(value, wanted, strict=True))
