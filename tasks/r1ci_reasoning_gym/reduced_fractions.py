r"""Answers that are one fraction in lowest terms."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers import AnswerError, Form, excerpt, read_integer, read_number, unwrap, without_brackets

if TYPE_CHECKING:
    from collections.abc import Iterator

Ratio = tuple[int, int]
"""Numerator and denominator as they are written, reduced or not."""

_MOST_CHARS = 400
_MOST_DIGITS = 80
_LATEX = re.compile(r"([-+]?) ?\\[dtc]?frac ?\{([^{}]+)\} ?\{([^{}]+)\}")
_ABOUT = re.compile(r"\(? ?(?:\u2248|\\approx(?![A-Za-z])|~)")
_NAME = re.compile(r"\s?[A-Za-z](?: ?\([^()]{0,40}\))? ?")


@dataclass(frozen=True)
class RatioForm(Form[Ratio]):
    r"""A fraction as it is written: `3/4`, `\frac{3}{4}`, `$3/4$`; a whole number counts as divided by 1.

    It may stand behind what it is equal to (`6/8 = 3/4`, `P = 3/4`), and before its decimal value, also in
    per cent (`3/4 = 0.75`).
    """

    def read(self, text: str) -> Ratio:
        """Read numerator and denominator; nothing is reduced."""
        text = unwrap(text)
        if len(text) > _MOST_CHARS:
            raise AnswerError(f"a fraction of more than {_MOST_CHARS} characters")
        exact, *rounded = _ABOUT.split(text)
        sides = exact.removeprefix("=").split("=")
        if len(sides) > 1 and _NAME.fullmatch(sides[0]):
            sides = sides[1:]
        while len(sides) > 1 and "." in sides[-1]:
            rounded.append(sides.pop())
        ratios = [_ratio(side) for side in sides]
        values = [Fraction(*ratio) for ratio in ratios]
        if any(value != values[0] for value in values):
            raise AnswerError("there are several fractions, which differ")
        allowed = max(Fraction(1), abs(values[0])) / 100
        if any(abs(_decimal(side) - values[0]) > allowed for side in rounded):
            raise AnswerError("the fraction and its decimal value differ")
        return ratios[-1]

    def write(self, value: Ratio) -> str:
        """Write `3/4`."""
        return f"{value[0]}/{value[1]}"

    def renderings(self, value: Ratio) -> Iterator[str]:
        """In LaTeX, with blanks, with the decimal value behind it."""
        above, below = value
        yield from (f"{above} / {below}", f"= {above}/{below}", f"({above}/{below})", f"{above}/{below}.")
        yield from (f"$\\frac{{{above}}}{{{below}}}$", f"\\dfrac{{{above}}}{{{below}}}", f"${above}/{below}$")
        yield from (f"{above}\u2044{below}", f"{2 * above}/{2 * below} = {above}/{below}")
        yield from (f"{above}/{below} \u2248 {above / below:.4f}", f"{above}/{below} = {above / below:.6f}")
        yield from (f"P = {above}/{below}", f"{above}/{below} (\u2248 {100 * above / below:.2f}%)")
        if above >= 1000:
            yield f"{above:,}/{below:,}"

    def mutations(self, value: Ratio) -> Iterator[tuple[str, str]]:
        """Not reduced, off by one, turned over, as a decimal, two fractions."""
        above, below = value
        yield from (("not reduced", f"{factor * above}/{factor * below}") for factor in (2, 3, 10))
        yield from (("off by one", f"{above + 1}/{below}"), ("off by one", f"{above}/{below + 1}"))
        yield from (("off by one", f"{above - 1}/{below}"), ("off by one", f"{above}/{below - 1 or 7}"))
        if above and above != below:
            yield "turned over", f"{below}/{above}"
        if above != below:
            yield "the rest to one", f"{below - above}/{below}"
        yield from (("other sign", f"-{above}/{below}"), ("numerator alone", f"{above}"))
        yield from (
            ("as a decimal", f"{above / below + 1e-9:.12f}"),
            ("as a percentage", f"{100 * above}/{below}%"),
        )
        yield from (("extra part", f"{above}/{below}, {above}/{below}"), ("extra part", f"{above}/{below}/1"))
        yield from (("division by zero", f"{above}/0"), ("not whole", f"{above}.5/{below}"))


def _decimal(text: str) -> Fraction:
    text = unwrap(unwrap(text).removesuffix("."))
    text = text.removesuffix(")") if "(" not in text else text
    number, percent, _ = text.partition("%")
    return read_number(number.removesuffix("\\")) / (100 if percent else 1)


def _ratio(text: str) -> Ratio:
    text = without_brackets(unwrap(unwrap(text).removesuffix(".")))
    found = _LATEX.fullmatch(text)
    above, below = (f"{found[1]}{found[2]}", found[3]) if found else [*text.split("/"), "1"][:2]
    if not found and text.count("/") > 1:
        raise AnswerError(f"{excerpt(text)} is not one fraction")
    ratio = read_integer(above, most_digits=_MOST_DIGITS), read_integer(below, most_digits=_MOST_DIGITS)
    if not ratio[1]:
        raise AnswerError("the fraction divides by zero")
    return ratio


def ratio_fault(wanted: Fraction, value: Ratio) -> str:
    """Why a fraction is not the wanted one in lowest terms; empty where it is."""
    if Fraction(*value) != wanted:
        return "it is not the right value"
    return "" if math.gcd(*value) == 1 and value[1] > 0 else "it is not in lowest terms"
