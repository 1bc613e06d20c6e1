"""Intermediate integration: antiderivatives by substitution and by parts.

Levels: kinds of integrands. Reasoning-Gym's curriculum has one kind a level; ours mix them: powers and roots
of linear functions, then exponentials, then all kinds as by its defaults, then those by parts and with
logarithms and arcs, then only those by parts three or four times, with larger numbers. (Five times takes
Reasoning-Gym a tenth of a second.)

Answers: any formula whose derivative is the integrand where both are defined, with a constant of integration
or without. It is read by a parser of ours, and its derivative is compared with the integrand at points that
depend on both, to more than twenty digits. Reasoning-Gym's checker runs the model's text as a program, and
rejects right answers that it cannot simplify.

Labels: the integrand is read from the question, and every stored answer is held against it like any other
answer. It is kept, as there is no solver of ours for all kinds. Of polynomials times a sine or cosine of its
`polynomial_exp_trig`, Reasoning-Gym stores no answer but the integral itself, as it makes the function an
unknown one; these are solved by parts here. An integrand that is its own antiderivative (`exp(x + 3)`) would
be an answer that stands in the question, and is not asked. Functions that are not defined for all numbers are
meant where they are real.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.derivatives import is_antiderivative
from r1ci_reasoning_gym.formula_form import Formula, FormulaForm, latex
from r1ci_reasoning_gym.formula_trees import read_formula

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_PRINTED = re.compile("\u222b ([^\n]+) dx\n")
_X = frozenset("x")
_KINDS = ("linear", "radical", "log_inverse_trig", "trigonometric", "polynomial_exp_trig", "exponential",
          "cyclic", "repeated_parts")  # fmt: skip
_MOST_KEY = 600
_POLYNOMIAL_TRIG = re.compile(r"(-?)(?:([0-9]+)\*)?x(?:\*\*([0-9]))?\*(sin|cos)\((?:([0-9]+)\*)?x\)")


def _level(kinds: dict[str, int], **knobs: int) -> dict[str, Any]:
    total = sum(kinds.values())
    return {"problem_type_weights": [kinds.get(kind, 0) / total for kind in _KINDS], **knobs}


class IntermediateIntegration(ReasoningGymTask[Formula]):
    """Antiderivatives."""

    id = "reasoning-gym/intermediate_integration"
    version = "1"
    name = "intermediate_integration"
    levels = ladder(
        _level({"linear": 1, "radical": 1}, max_linear_degree=3),
        _level({"linear": 1, "radical": 1, "exponential": 2}, linear_upper_bound=20, min_linear_degree=3),
        _level(dict.fromkeys(_KINDS, 1), outer_constant_max=20),
        _level(
            {
                "log_inverse_trig": 2,
                "exponential": 1,
                "polynomial_exp_trig": 2,
                "cyclic": 1,
                "repeated_parts": 1,
            },
            linear_upper_bound=40,
            outer_constant_max=60,
        ),
        _level(
            {"polynomial_exp_trig": 1, "repeated_parts": 2},
            outer_constant_max=400,
            min_poly_degree=3,
            max_poly_degree=4,
        ),
    )
    form = FormulaForm(letters=_X, euler=True, constant=True)
    unique_answer = False

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The integrand, and an antiderivative."""
        found = _PRINTED.search(entry.question)
        if not found or entry.answer is None or len(entry.answer) > _MOST_KEY:
            return None
        key = by_parts(found[1]) if "Integral(" in entry.answer else entry.answer
        data = {"integrand": found[1], "key": key}
        try:
            stored, integrand = self.form.read(key), self.form.read(found[1])
        except AnswerError:
            return None
        # With a constant in the integrand the question would be another one.
        if "C" in found[1] or self.fault(data, stored) or not self.fault(data, integrand):
            return None
        return data

    def wording(self, question: str) -> str:
        """With brackets around the integrand, and an article in its first instruction."""
        found = _PRINTED.search(question)
        if found:
            question = f"{question[: found.start()]}\u222b ({found[1]}) dx\n{question[found.end() :]}"
        return question.replace("Use same variable symbols as", "Use the same variable symbols as")

    def advice(self, data: dict[str, Any]) -> str:
        """Any antiderivative, in any notation."""
        integrand, answer = "2*x*cos(x**2)", "sin(x**2) + C"
        return (
            "Every antiderivative counts that is right where the integrand is real, with a constant of "
            "integration or without; numbers must be exact, such as 2/3. `log` is the natural logarithm, "
            "powers may also be written with ^, and formulas in LaTeX. For "
            f"\u222b ({integrand}) dx, for example, the answer would be <<<{answer}>>>."
        )

    def fault(self, data: dict[str, Any], value: Formula) -> str:
        """The derivative must be the integrand."""
        integrand = read_formula(data["integrand"], letters=_X)
        try:
            right = is_antiderivative(value.node, integrand, variable="x")
        except AnswerError as error:
            return str(error)
        return "" if right else "its derivative is not the integrand"

    def solution(self, data: dict[str, Any]) -> str:
        """The antiderivative that was stored, or found by parts."""
        key: str = data["key"]
        return key

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """Also as the sum of itself and what is always a constant."""
        yield from super().renderings(sample, answer)
        bare = answer.removesuffix(" + C")
        yield f"({bare}) + sin(x)**2 + cos(x)**2"
        yield f"2*({bare}) - ({bare})"
        yield f"({bare}) + C - \\frac{{1}}{{3}}"

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """The integrand, and antiderivatives with something more, another factor, another constant."""
        bare = answer.removesuffix(" + C")
        integrand = sample.data["integrand"]
        shown = latex(read_formula(integrand, letters=_X))
        yield from (("the integrand", integrand), ("the integrand", f"{integrand} + C"))
        yield "not integrated", f"\\int {shown} dx"
        yield "not integrated", f"\u222b ({integrand}) dx = \u222b ({integrand}) dx + C"
        yield "constant with a variable", f"{bare} + C*x"
        yield "constant as a factor", f"C*({bare})"
        yield "another variable", answer.replace("exp", "\0").replace("x", "t").replace("\0", "exp")
        yield "two answers", f"{answer}, {answer}"
        for factor in ("-1", "2", "1/2", "3", "1.0000001", "(1 + 10**(-15))"):
            yield "another factor", f"{factor}*({bare}) + C"
        for more in ("x", "log(x**2 + 2)", "sin(x)", "exp(x)/10**6", "0.000001*x", "sqrt(x**2)"):
            yield "something more", f"{bare} + {more} + C"
        yield "never defined", f"{bare} + sqrt(-1 - x**2)"
        yield "never defined", f"{bare} + log(0)"
        yield "imaginary", f"{bare} + i"


def by_parts(integrand: str) -> str:
    """An antiderivative of a power of x times a sine or cosine; an empty text for other integrands."""
    found = _POLYNOMIAL_TRIG.fullmatch(integrand)
    if not found:
        return ""
    sign, constant, exponent, function, inner = found.groups()
    factor, power, speed = Fraction(f"{sign}{constant or 1}"), int(exponent or 1), int(inner or 1)
    terms = []
    # The power is differentiated again and again, while the function is integrated.
    while True:
        factor, function = (factor, "sin") if function == "cos" else (-factor, "cos")
        factor /= speed
        terms.append(f"({factor})*x**{power}*{function}({speed}*x)")
        if not power:
            return " + ".join([*terms, "C"])
        factor, power = -factor * power, power - 1
