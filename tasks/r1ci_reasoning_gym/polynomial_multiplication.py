"""Polynomial multiplication: multiply out polynomials in one variable.

Levels: more factors with more terms, larger coefficients and powers, along Reasoning-Gym's curriculum; its
upper end (10 factors of 16 terms) would be answers of thousands of digits.

Answers: the sum of the terms of the product, each power once, in any order and notation. That the factors of
the question are the same polynomial does not help, as nothing may be left in brackets. Answers are read by a
parser of ours, and compared exactly; Reasoning-Gym's checker runs the model's text as a program.

Labels: the product is computed from the question, and every stored answer is held against it. Questions that
print their answer (products of monomials are multiplied before they are printed) are not asked.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.formula_form import Formula, FormulaForm
from r1ci_reasoning_gym.formula_trees import Node, read_formula
from r1ci_reasoning_gym.polynomials import Polynomial, polynomial, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_PRINTED = re.compile(r"(?:Simplify this expression|Calculate the following): ([^\n]+)\n")
_LETTERS = frozenset("xyz")


def _level(
    terms: tuple[int, int], values: tuple[int, int], degree: int, factors: tuple[int, int]
) -> dict[str, int]:
    return {
        "min_terms": terms[0],
        "max_terms": terms[1],
        "min_value": values[0],
        "max_value": values[1],
        "max_degree": degree,
        "min_polynomials": factors[0],
        "max_polynomials": factors[1],
    }


class PolynomialMultiplication(ReasoningGymTask[Formula]):
    """Products of polynomials."""

    id = "reasoning-gym/polynomial_multiplication"
    version = "1"
    name = "polynomial_multiplication"
    levels = ladder(
        _level((2, 2), (1, 12), 2, (2, 2)),
        _level((2, 3), (5, 50), 3, (2, 2)),
        _level((3, 4), (10, 100), 3, (2, 3)),
        _level((4, 6), (100, 1_000), 5, (3, 3)),
        _level((5, 6), (1_000, 100_000), 5, (4, 4)),
    )
    form = FormulaForm(letters=_LETTERS)
    unique_answer = False

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The factors, each as a list of terms: factor and power."""
        found = _PRINTED.search(entry.question)
        try:
            tree = read_formula(found[1] if found else "", letters=_LETTERS, euler=False)
            product = polynomial(tree)
            stored = polynomial(self.form.read(entry.answer or "").node)
            factors = [_terms(polynomial(factor)) for factor in _factors(tree)]
        except AnswerError:
            return None
        names = {name for key in product for name, _ in key}
        if stored != product or len(names) != 1 or not _spread(tree, product):
            return None
        return {"variable": names.pop(), "factors": factors}

    def advice(self, data: dict[str, Any]) -> str:
        """Terms without brackets."""
        x = data["variable"]
        question, answer = f"(2*{x} + 3)*({x} - 5)", f"2*{x}**2 - 7*{x} - 15"
        if _product(data) == polynomial(read_formula(answer, letters=_LETTERS, euler=False)):
            question, answer = f"(2*{x} + 3)*({x} - 4)", f"2*{x}**2 - 5*{x} - 12"
        return (
            "Multiply out: give a sum of terms without brackets in which every power occurs once, in any "
            "order. Powers may also be written with ^, and formulas in LaTeX. For "
            f"{question}, for example, the answer would be <<<{answer}>>>."
        )

    def fault(self, data: dict[str, Any], value: Formula) -> str:
        """It must be the product, multiplied out."""
        wanted = _product(data)
        try:
            found = polynomial(value.node)
        except AnswerError as error:
            return str(error)
        if found != wanted:
            return "it is not the product"
        return "it is not multiplied out" if _spread(value.node, wanted) else ""

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Multiply factor by factor."""
        return program(solve, sample.data, helpers=(multiplied,))

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """Also with the powers from the lowest, and in several notations."""
        value = self.form.read(answer)
        yield from (text for text in self.form.renderings(value) if "X" not in text)
        product = _product(sample.data)
        yield from (written(product, style) for style in ("python", "caret", "plain", "latex"))
        yield " + ".join(f"({factor})*{_power(key)}" for key, factor in reversed(product.items()))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Terms missing, changed, not collected; the factors as they are; something left in brackets."""
        product, name = _product(sample.data), sample.data["variable"]
        factors = [written(_polynomial(factor, name)) for factor in sample.data["factors"]]
        yield "not multiplied", "*".join(f"({factor})" for factor in factors)
        yield "factors as a list", ", ".join(factors)
        yield "another variable", answer.replace(name, "x" if name != "x" else "y")
        yield "in brackets", f"1*({written(product)})" if len(product) > 1 else f"({answer}) + 0"
        yield "not collected", f"{written(product)} + {name} - {name}"
        yield "other sign", written({key: -factor for key, factor in product.items()})
        yield "an equation", f"{'*'.join(f'({factor})' for factor in factors)} = {written(product)} = 0"
        yield "constant of integration", f"{written(product)} + C"
        for key, factor in list(product.items())[:4]:
            rest = {other: value for other, value in product.items() if other != key}
            yield "missing part", written(rest)
            yield "off by one", written({**rest, key: factor + 1})
            yield "other sign of one", written({**rest, key: -factor})
            yield "rounded", written({**rest, key: factor * Fraction(1_000_001, 1_000_000)})


def _factors(tree: Node) -> list[Node]:
    """The factors of a printed product; powers are repeated factors."""
    if tree.kind == "negative":
        return [Node("number", value=Fraction(-1)), *_factors(tree.parts[0])]
    if tree.kind == "product":
        return [factor for part in tree.parts for factor in _factors(part)]
    if tree.kind == "power" and tree.parts[1].kind == "number" and tree.parts[1].value in range(2, 11):
        return _factors(tree.parts[0]) * int(tree.parts[1].value)
    return [tree]


def _terms(value: Polynomial) -> list[list[int]]:
    if any(factor.denominator > 1 for factor in value.values()):
        raise AnswerError("a coefficient is not whole")
    return [[int(factor), sum(power for _, power in key)] for key, factor in value.items()]


def _spread(tree: Node, product: Polynomial) -> bool:
    """Whether a formula is something else than one term for each monomial."""
    terms = tree.parts if tree.kind == "sum" else (tree,)
    return len(terms) != max(1, len(product)) or any(_has_sum(term) for term in terms)


def _has_sum(node: Node) -> bool:
    return node.kind == "sum" or any(map(_has_sum, node.parts))


def _polynomial(terms: list[list[int]], name: str) -> Polynomial:
    return {(((name, power),) if power else ()): Fraction(factor) for factor, power in terms}


def _power(key: tuple[tuple[str, int], ...]) -> str:
    return "*".join(f"{name}^{power}" for name, power in key) or "1"


def _product(data: dict[str, Any]) -> Polynomial:
    product = multiplied(data["factors"])
    terms = [[value, power] for power, value in sorted(product.items(), reverse=True) if value]
    return _polynomial(terms, data["variable"])


def multiplied(factors: list[list[list[int]]]) -> dict[int, int]:
    """The product of lists of terms, as coefficients by their power."""
    product = {0: 1}
    for factor in factors:
        after: dict[int, int] = {}
        for power, value in product.items():
            for other, more in factor:
                after[power + more] = after.get(power + more, 0) + value * other
        product = after
    return product


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    text = ""
    for power, value in sorted(multiplied(data["factors"]).items(), reverse=True):
        if value:
            name = f"*{data['variable']}**{power}" if power else ""
            text += f" {'-' if value < 0 else '+'} {abs(value)}{name}"
    return text.removeprefix(" + ").replace(" - ", "-", text.startswith(" - "))
