"""Answers that are one decimal number, exact or to a stated tolerance."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers import AnswerError, NumberForm, read_number, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_CHARS = 200
_MOST_PLACES = 60
_EXPONENT = "[+-]?[0-9]{1,2}"
_POWER_OF_TEN = re.compile(
    r" ?(?:\\times|\\cdot|\*|x) ?10 ?(?:\^|\*\*) ?"
    rf"(?:\{{ ?({_EXPONENT}) ?\}}|\(({_EXPONENT})\)|({_EXPONENT}))"
)
_SUPERSCRIPT = re.compile("(?<=10)(\u207b?)([\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,2})")
_DEGREES = re.compile(
    r" ?(?:\^ ?\{? ?\\circ ?\}?|\\degree|[\u00b0\u00ba\u02da]|deg(?:rees?)?)(?=[ $).]*\Z)", re.IGNORECASE
)
_NAMED = re.compile(r"[A-Za-z\u03b8] ?(?:=|\u2248|\\approx(?![a-z])) ?(?=[-+.0-9\\])")


@dataclass(frozen=True)
class DecimalForm(NumberForm):
    r"""One number, usually written as a decimal: `-0.25`, `1,234.5`, `1.5e-7`, `1.5 \times 10^{-7}`, `1/4`.

    Attributes:
        relative: How far, relative to the right value, an answer may be off.
        absolute: The same as an absolute difference; the larger one counts.
        degrees: Whether a sign of degrees may stand behind the number.
    """

    relative: Fraction = Fraction(0)
    absolute: Fraction = Fraction(0)
    degrees: bool = False

    def tolerance(self, wanted: Fraction) -> Fraction:
        """How far an answer may be off."""
        return max(self.relative * abs(wanted), self.absolute)

    def near(self, value: Fraction, wanted: Fraction) -> bool:
        """Whether a value is as good as the wanted one."""
        return abs(value - wanted) <= self.tolerance(wanted)

    def read(self, text: str) -> Fraction:
        """Read it as `read_number` does, with powers of ten and degrees, and behind a name of one letter."""
        text = unwrap(text)
        if len(text) > _MOST_CHARS:
            raise AnswerError(f"a number of more than {_MOST_CHARS} characters")
        if self.degrees:
            text = unwrap(_DEGREES.sub("", text))
        named = _NAMED.match(text)
        text = _SUPERSCRIPT.sub(_plain_exponent, text[named.end() :] if named else text)
        return read_number(_POWER_OF_TEN.sub(lambda found: f"e{found[1] or found[2] or found[3]}", text))

    def write(self, value: Fraction) -> str:
        """Write a decimal number, or a fraction where it has no end."""
        return decimal_text(value)

    def renderings(self, value: Fraction) -> Iterator[str]:
        """With signs around it, thousands, trailing zeros, a power of ten, as a fraction."""
        text = self.write(value)
        yield from (f"= {text}", f"{text}.", f"$ {text} $", f"[{text}]", text.replace("-", "\u2212"))
        if "/" in text:
            return
        point = text if "." in text else f"{text}.0"
        yield from (point, f"{point}0")
        if abs(value) >= 1000:
            yield f"{Decimal(text):,}"
        if value > 0:
            yield f"+{text}"
        digits, _, exponent = f"{Decimal(text):e}".partition("e")
        yield from (f"{digits}e{exponent}", f"{digits}E{int(exponent):+03d}")
        yield from (f"{digits} \u00d7 10^{int(exponent)}", f"${digits} \\times 10^{{{int(exponent)}}}$")
        yield f"{digits} * 10**({int(exponent)})"
        if len(str(value)) < 25:
            yield from (str(value), f"\\frac{{{value.numerator}}}{{{value.denominator}}}")
        if self.degrees:
            yield from (f"{text}\u00b0", f"{text} degrees", f"${text}^\\circ$", f"{text}^{{\\circ}}")

    def mutations(self, value: Fraction) -> Iterator[tuple[str, str]]:
        """Numbers that are off by more than is allowed, two numbers, another type."""
        off = 3 * self.tolerance(value)
        near = [
            ("off by one", value + 1),
            ("off by one", value - 1),
            ("off by a little", value + off),
            ("off by a little", value - off),
            ("off by a hundredth", value * Fraction(101, 100)),
            ("other sign", -value),
            ("a digit more before the point", value * 10),
            ("a digit less before the point", value / 10),
        ]
        for name, other in near:
            if abs(other - value) > off * Fraction(2, 3):
                yield name, self.write(other)
        text = self.write(value)
        yield from (("extra part", f"{text}, {text}"), ("extra part", f"{text} or {text}1"))
        yield from (("wrong type", "true"), ("not finite", "nan"), ("not finite", "inf"))
        yield "division by zero", f"{text}/0"


def _plain_exponent(found: re.Match[str]) -> str:
    return f"^{found[1] and '-'}{''.join(str(unicodedata.digit(sign)) for sign in found[2])}"


def stored_number(answer: str | None) -> Fraction | None:
    """The number that an item stores as its answer; None where it stores none."""
    try:
        return Fraction(answer or "")
    except ValueError:
        return None


def decimal_text(value: Fraction) -> str:
    """A number as a decimal, without a power of ten; as a fraction where a decimal has no end."""
    rest, places = value.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for factor in (2, 5):
        while rest % factor == 0:
            rest, places = rest // factor, places + 1
    if rest != 1 or places > _MOST_PLACES:
        return str(value)
    digits = f"{abs(value.numerator) * 10**places // value.denominator:0{places + 1}d}"
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def rounded(value: Fraction, digits: int) -> str:
    """A number with so many significant digits, halves away from zero, without needless zeros."""
    context = Context(prec=digits, rounding="ROUND_HALF_UP", Emin=-999, Emax=999)
    text = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return decimal_text(Fraction(text))
