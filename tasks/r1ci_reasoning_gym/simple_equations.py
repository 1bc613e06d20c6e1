"""Simple equations: a linear equation with one unknown.

Levels: larger numbers, more products, as in Reasoning-Gym's curriculum. It adds and multiplies its terms
before it prints them, so that an equation always has one term with the unknown and at most one without; more
terms only make larger numbers.

Labels: every stored answer is compared with a solution of ours, from the equation in the question. Equations
whose solution is one of their numbers (`13*x = 169`) are not asked. Reasoning-Gym gives partial credit to any
text that holds the answer; here integers are equal or not.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, IntegerForm, unwrap
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_EQUATION = re.compile(r": ([-0-9a-z*+ ]+) = (-?[0-9]+)\Z")
_TERM = re.compile(r"([+-]?) ?(?:([0-9]+)\*)?([a-z])|([+-]?) ?([0-9]+)")
_NAMED = re.compile(r"([A-Za-z]) ?= ?(?=[^=])")


class _SolutionForm(IntegerForm):
    """An integer that may have the name of the unknown before it: `x = 7`."""

    def read(self, text: str) -> int:
        """Read it as `read_integer` does."""
        found = _NAMED.match(text := unwrap(text))
        if found and not found.end() < len(text):
            raise AnswerError("there is no number behind the name")
        return super().read(text[found.end() :] if found else text)

    def renderings(self, value: int) -> Iterator[str]:
        """Also with a name."""
        yield from super().renderings(value)
        yield from (f"x = {value}", f"x={value}", f"$x = {value}$", f"x = {value}.")


def _level(terms: tuple[int, int], values: tuple[int, int], product: float) -> dict[str, Any]:
    return {
        "min_terms": terms[0],
        "max_terms": terms[1],
        "min_value": values[0],
        "max_value": values[1],
        "operators_weights": [(1 - product) / 2, (1 - product) / 2, product],
    }


class SimpleEquations(ReasoningGymTask[int]):
    """Linear equations."""

    id = "reasoning-gym/simple_equations"
    version = "1"
    name = "simple_equations"
    levels = ladder(
        _level((2, 2), (2, 20), 0.0),
        _level((2, 3), (5, 50), 0.2),
        _level((2, 4), (10, 100), 0.2),
        _level((3, 6), (100, 10_000), 0.3),
        _level((4, 8), (1_000, 1_000_000), 0.4),
    )
    form = _SolutionForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """Factor, constant and right side."""
        found = _EQUATION.search(entry.question.strip())
        terms = _linear(found[1]) if found else None
        if not found or terms is None:
            return None
        factor, constant = terms
        total = int(found[2])
        if factor in (0, 1) and not constant:
            return None
        if not factor or (total - constant) % factor or entry.answer != str((total - constant) // factor):
            return None
        if abs(int(entry.answer)) in map(abs, (factor, constant, total)):
            return None
        return {"factor": factor, "constant": constant, "total": total}

    def advice(self, data: dict[str, Any]) -> str:
        """One integer."""
        constant, answer = (10, 31) if solve(data) != "31" else (7, 32)
        return (
            "The solution is an integer; * stands for multiplication. Give only the number: for "
            f"3*y + {constant} = {3 * answer + constant}, for example, the answer would be <<<{answer}>>>."
        )

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One number solves a linear equation."""
        right = data["factor"] * value + data["constant"] == data["total"]
        return "" if right else "it does not solve the equation"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Bring the constant to the other side, and divide."""
        return program(solve, sample.data)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also with a sign or the factor overlooked."""
        yield from super().mutations(sample, answer)
        factor, constant, total = (sample.data[name] for name in ("factor", "constant", "total"))
        for name, value in (
            ("constant on the wrong side", Fraction(total + constant, factor)),
            ("constant overlooked", Fraction(total, factor)),
            ("factor overlooked", Fraction(total - constant)),
        ):
            if value != int(answer):
                yield name, str(value)


def _linear(side: str) -> tuple[int, int] | None:
    """The factor of the unknown, and the constant, of a printed sum; None where it is none."""
    factor = constant = place = 0
    names = set()
    text = side.strip()
    while place < len(text):
        found = _TERM.match(text, place)
        if not found or (place and not (found[1] or found[4])):
            return None
        if found[3]:
            names.add(found[3])
            factor += int(f"{found[1]}{found[2] or 1}")
        else:
            constant += int(f"{found[4]}{found[5]}")
        place = found.end()
        place += text[place : place + 1] == " "
    return (factor, constant) if len(names) == 1 else None


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str((data["total"] - data["constant"]) // data["factor"])
