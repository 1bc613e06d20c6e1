"""Complex arithmetic: the sum, difference, product or quotient of two complex numbers.

Levels: larger numbers, and products and quotients in the place of sums, as in Reasoning-Gym's curriculum.
Quotients are always whole. It goes up to parts of 10^8, whose products its binary numbers cannot hold; ours
end at 10^7.

Labels: every stored answer is compared with an exact result of ours, from the question. Results that are one
of the two numbers are not asked. Reasoning-Gym's checker gives points by distance and reads neither `3i + 2`
nor a sign of multiplication.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, read_number, unwrap, without_brackets
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

Complex = tuple[Fraction, Fraction]
"""Real and imaginary part."""

_MOST_CHARS = 300
_LAYOUT = re.compile(r"\\(?:left|right)(?![A-Za-z])|\\[,;:! ]|\s")
_NAMED = re.compile(r"\A(?:[a-hk-zA-Z](?:_?[0-9])?)?=")
_SIGN = re.compile(r"(?<![eE{(])(?=[+-])")
_TWO_SIGNS = re.compile(r"\+-(?=[0-9.ij])")
_PRINTED = re.compile(r"\(([^()]+)\) ([-+\u00d7\u00f7]) \(([^()]+)\)")


@dataclass(frozen=True)
class ComplexForm(Form[Complex]):
    """A complex number: `3 - 2i`, `-2i + 3`, `3.0-2.0j`, `3 - 2*I`, `3 + -2i`, `5`, `-i`."""

    def read(self, text: str) -> Complex:
        """Read a real and an imaginary part, in either order, or one of them."""
        text = unwrap(text)
        if len(text) > _MOST_CHARS:
            raise AnswerError(f"a number of more than {_MOST_CHARS} characters")
        text = _NAMED.sub("", _LAYOUT.sub("", unwrap(text.removesuffix(".")))).replace("I", "i")
        text = _TWO_SIGNS.sub("-", text)
        terms = [term for term in _SIGN.split(without_brackets(text)) if term]
        real = [term for term in terms if not _is_imaginary(term)]
        imaginary = [term for term in terms if _is_imaginary(term)]
        if not terms or len(real) > 1 or len(imaginary) > 1:
            raise AnswerError(f"{excerpt(text)} is not a real and an imaginary part")
        return (
            read_number(real[0].removeprefix("+")) if real else Fraction(0),
            _factor(imaginary[0]) if imaginary else Fraction(0),
        )

    def write(self, value: Complex) -> str:
        """Write `3 - 2i`."""
        real, imaginary = value
        return f"{real} {'-' if imaginary < 0 else '+'} {abs(imaginary)}i"

    def renderings(self, value: Complex) -> Iterator[str]:
        """Without blanks, in the other order, with decimals, with j, with a sign of multiplication."""
        real, imaginary = value
        sign, size = ("-" if imaginary < 0 else "+"), abs(imaginary)
        yield from (f"{real}{sign}{size}i", f"({real} {sign} {size}i)", f"{real} {sign} {size}j")
        yield from (f"{real}.0 {sign} {size}.0i", f"{real} {sign} {size}*i", f"{real} {sign} i*{size}")
        yield from (f"{imaginary}i {'-' if real < 0 else '+'} {abs(real)}", f"$ {real} {sign} {size}i $")
        yield from (f"z = {real} {sign} {size}i", f"= {real} {sign} {size}i", f"{real} {sign} {size}\\,i.")
        yield f"{real} {sign} {size}\\mathrm{{i}}"
        yield from (f"{real} + {imaginary}i", f"{real} {sign} {size}*I")
        if real.denominator == size.denominator == 1:
            yield f"{int(real):,} {sign} {int(size):,}i"
        if not imaginary:
            yield from (f"{real}", f"{real}.0")
        if not real:
            yield from (f"{imaginary}i", f"{imaginary}.0i")
        if size == 1:
            yield f"{real} {sign} i"

    def mutations(self, value: Complex) -> Iterator[tuple[str, str]]:
        """A part off by one, with another sign, missing, exchanged; other types."""
        real, imaginary = value
        others = (
            ("off by one", (real + 1, imaginary)),
            ("off by one", (real, imaginary - 1)),
            ("off by a tenth", (real, imaginary + Fraction(1, 10))),
            ("conjugate", (real, -imaginary)),
            ("other sign", (-real, imaginary)),
            ("other sign", (-real, -imaginary)),
            ("parts exchanged", (imaginary, real)),
            ("turned by a right angle", (-imaginary, real)),
            ("imaginary part missing", (real, Fraction(0))),
            ("real part missing", (Fraction(0), imaginary)),
        )
        yield from ((name, self.write(other)) for name, other in others if other != value)
        text = self.write(value)
        yield from (
            ("extra part", f"{text} + 1"),
            ("extra part", f"{text}, {text}"),
            ("extra part", f"{text} + 0i"),
        )
        yield from (("as a pair", f"({real}, {imaginary})"), ("other unit", text.replace("i", "k")))
        yield from (
            ("square", text.replace("i", "i^2")),
            ("wrong type", "true"),
            ("not finite", f"nan + {real}i"),
        )


def _is_imaginary(term: str) -> bool:
    return any(sign in term for sign in "ij")


def _factor(term: str) -> Fraction:
    bare = re.sub(r"\\(?:mathrm|text)\{([ij])\}", r"\1", term)
    bare = bare.lstrip("+").replace("\\cdot", "*").replace("\\times", "*")
    sign = -1 if bare.startswith("-") else 1
    bare = bare.removeprefix("-")
    if bare[:1] in ("i", "j"):
        bare = bare[1:].removeprefix("*")
    else:
        bare = bare[:-1].removesuffix("*") if bare[-1:] in ("i", "j") else "?"
    return sign * read_number(bare) if bare else Fraction(sign)


class ComplexArithmetic(ReasoningGymTask[Complex]):
    """Complex numbers."""

    id = "reasoning-gym/complex_arithmetic"
    version = "1"
    name = "complex_arithmetic"
    levels = ladder(
        *(
            {
                "min_real": -size,
                "max_real": size,
                "min_imag": -size,
                "max_imag": size,
                "operations_weights": weights,
            }
            for size, weights in (
                (10, [0.5, 0.5, 0.0, 0.0]),
                (12, [0.2, 0.2, 0.4, 0.2]),
                (100, [0.1, 0.1, 0.4, 0.4]),
                (10_000, [0.0, 0.0, 0.5, 0.5]),
                (10_000_000, [0.0, 0.0, 0.5, 0.5]),
            )
        )
    )
    form = ComplexForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """Both numbers, and what is done with them."""
        found = _PRINTED.search(entry.question)
        if not found:
            return None
        try:
            one, two = (self.form.read(part) for part in (found[1], found[3]))
            stored = self.form.read(entry.answer or "")
        except AnswerError:
            return None
        if any(part.denominator != 1 for part in (*one, *two)) or (found[2] == "\u00f7" and not any(two)):
            return None
        data = {"one": list(map(int, one)), "operation": found[2], "two": list(map(int, two))}
        right = result(data)
        return data if right == stored and right not in (one, two) else None

    def advice(self, data: dict[str, Any]) -> str:
        """A real and an imaginary part."""
        numbers, answer = ("(1 + 2i) + (2 - 5i)", "3 - 3i")
        if result(data) == (Fraction(3), Fraction(-3)):
            numbers, answer = ("(1 + 2i) + (4 - 6i)", "5 - 4i")
        return (
            "The square of i is -1, and both parts of the result are integers. Give it as the sum of its "
            f"real and its imaginary part; for {numbers}, for example, the answer would be <<<{answer}>>>."
        )

    def fault(self, data: dict[str, Any], value: Complex) -> str:
        """One number is right."""
        real, imaginary = result(data)
        if value == (real, imaginary):
            return ""
        return "the real part is wrong" if value[1] == imaginary else "the imaginary part is wrong"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Compute with fractions."""
        return program(solve, sample.data, helpers=(result,), imports=("from fractions import Fraction",))


def result(data: dict[str, Any]) -> tuple[Fraction, Fraction]:
    """What comes out of the operation."""
    (a, b), (c, d) = data["one"], data["two"]
    if data["operation"] == "+":
        return Fraction(a + c), Fraction(b + d)
    if data["operation"] == "-":
        return Fraction(a - c), Fraction(b - d)
    if data["operation"] == "\u00d7":
        return Fraction(a * c - b * d), Fraction(a * d + b * c)
    size = c * c + d * d
    return Fraction(a * c + b * d, size), Fraction(b * c - a * d, size)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    real, imaginary = result(data)
    return f"{real} {'-' if imaginary < 0 else '+'} {abs(imaginary)}i"
