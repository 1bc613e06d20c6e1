"""Simple integration: the antiderivative of a polynomial.

Levels: more terms and higher powers. Reasoning-Gym's curriculum has 2 to 5 terms; powers and coefficients
grow beyond its defaults at our upper levels.

Answers: any polynomial whose derivative is the integrand, however it is written, with a constant of
integration or without. It is read by a parser of ours and gets exact coefficients; Reasoning-Gym's checker
runs the model's text as a program.

Labels: the integrand is read from the question, and every stored answer is held against it like any other
answer. Where the variable is a capital X, Reasoning-Gym prints `dx` behind the integrand, which makes it a
constant; the question says dX then, and gets brackets around its sum.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.formula_form import Formula, FormulaForm
from r1ci_reasoning_gym.formula_trees import read_formula
from r1ci_reasoning_gym.polynomials import Polynomial, polynomial, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_PRINTED = re.compile("\u222b ([^\n]+) dx\n")
_X = frozenset("x")


def _level(terms: tuple[int, int], degrees: tuple[int, int], bound: int) -> dict[str, int]:
    return {
        "min_terms": terms[0],
        "max_terms": terms[1],
        "min_degree": degrees[0],
        "max_degree": degrees[1],
        "max_bounds": bound,
    }


class SimpleIntegration(ReasoningGymTask[Formula]):
    """Antiderivatives of polynomials."""

    id = "reasoning-gym/simple_integration"
    version = "1"
    name = "simple_integration"
    levels = ladder(
        _level((2, 2), (1, 4), 10),
        _level((3, 3), (1, 7), 10),
        _level((4, 5), (2, 10), 20),
        _level((6, 8), (3, 20), 100),
        _level((10, 12), (5, 40), 1_000),
    )
    form = FormulaForm(letters=_X, constant=True)
    unique_answer = False

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The terms of the integrand, each as numerator, denominator and power."""
        found = _PRINTED.search(entry.question)
        try:
            integrand = polynomial(read_formula((found[1] if found else "").replace("X", "x"), letters=_X))
            stored = self.form.read(entry.answer or "")
        except AnswerError:
            return None
        terms = [
            [factor.numerator, factor.denominator, key[0][1] if key else 0]
            for key, factor in sorted(integrand.items(), reverse=True)
        ]
        data = {"terms": terms, "variable": "X" if found and "X" in found[1] else "x"}
        return None if not terms or self.fault(data, stored) else data

    def wording(self, question: str) -> str:
        """With brackets around the integrand, and the right variable behind it."""
        found = _PRINTED.search(question)
        if not found:
            return question
        variable = "X" if "X" in found[1] else "x"
        return f"{question[: found.start()]}\u222b ({found[1]}) d{variable}\n{question[found.end() :]}"

    def advice(self, data: dict[str, Any]) -> str:
        """Any antiderivative, in any notation."""
        x = data["variable"]
        integrand, answer = f"6*{x}**2 + 1", f"2*{x}**3 + {x} + C"
        if data["terms"] == [[6, 1, 2], [1, 1, 0]]:
            integrand, answer = f"3*{x}**2 + 2", f"{x}**3 + 2*{x} + C"
        return (
            "Every antiderivative counts, with a constant of integration or without; coefficients must be "
            "exact, such as 2/3. Powers may also be written with ^, and formulas in LaTeX. For "
            f"\u222b ({integrand}) d{x}, for example, the answer would be <<<{answer}>>>."
        )

    def fault(self, data: dict[str, Any], value: Formula) -> str:
        """The derivative must be the integrand."""
        try:
            found = derivative(polynomial(value.node))
        except AnswerError as error:
            return str(error)
        return "" if found == _integrand(data) else "its derivative is not the integrand"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Raise each power by one, and divide by it."""
        return program(solve, sample.data, imports=("from fractions import Fraction",))

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """Also with coefficients in front, in several notations."""
        yield from super().renderings(sample, answer)
        right = _antiderivative(sample.data)
        for style in ("python", "caret", "plain", "latex"):
            yield f"{written(right, style)} + C"
            yield written(right, style).replace("x", sample.data["variable"])
        yield f"x*({written(_over_x(right))}) + C"

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Terms missing, changed, not divided; the integrand, its derivative; a misplaced constant."""
        integrand, right = _integrand(sample.data), _antiderivative(sample.data)
        yield "the integrand", written(integrand)
        yield "the derivative", written(derivative(integrand))
        yield "constant with a variable", f"{written(right)} + C*x"
        yield "constant as a factor", f"C*({written(right)})"
        yield "other sign", f"-({written(right)})"
        yield "another variable", written(right).replace("x", "y")
        yield "rounded", f"1.0000001*({written(right)})"
        yield "two answers", f"{written(right)}, {written(right)}"
        yield "two answers", f"{written(right)} = {written(right)}"
        yield "not integrated", f"\u222b ({written(integrand)}) dx"
        for key, factor in list(right.items())[:4]:
            rest = {other: value for other, value in right.items() if other != key}
            yield "missing part", f"{written(rest)} + C"
            yield "changed part", f"{written({**rest, key: factor + 1})} + C"
            yield "changed part", f"{written({**rest, key: factor * Fraction(1001, 1000)})} + C"
            yield "not divided", f"{written({**rest, key: factor * (key[0][1] + 1)})} + C"
            yield "power off by one", f"{written(_plus(rest, {(('x', key[0][1] + 1),): factor}))} + C"


def derivative(value: Polynomial) -> Polynomial:
    """The derivative by x; any other symbol is a constant."""
    found: Polynomial = {}
    for key, factor in value.items():
        powers = dict(key)
        times = powers.pop("x", 0)
        if times:
            lower = {**powers, **({"x": times - 1} if times > 1 else {})}
            found[tuple(sorted(lower.items()))] = factor * times
    return found


def _integrand(data: dict[str, Any]) -> Polynomial:
    return {
        ((("x", power),) if power else ()): Fraction(above, below) for above, below, power in data["terms"]
    }


def _antiderivative(data: dict[str, Any]) -> Polynomial:
    return {
        (("x", power + 1),): Fraction(above, below * (power + 1)) for above, below, power in data["terms"]
    }


def _over_x(value: Polynomial) -> Polynomial:
    return {
        ((("x", key[0][1] - 1),) if key[0][1] > 1 else ()): factor for key, factor in value.items() if key
    }


def _plus(one: Polynomial, two: Polynomial) -> Polynomial:
    keys = [*one, *(key for key in two if key not in one)]
    return {key: one.get(key, Fraction(0)) + two.get(key, Fraction(0)) for key in keys}


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    parts = []
    for above, below, power in data["terms"]:
        factor = Fraction(above, below * (power + 1))
        parts.append(f"({factor})*{data['variable']}**{power + 1}")
    return " + ".join([*parts, "C"])
