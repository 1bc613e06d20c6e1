"""Countdown: make an arithmetic expression of given numbers that has a given value.

Rules: every number is used once, with + - * / and brackets; divisions are exact, and may be broken on the
way.

Levels: how many numbers there are and how large the target is, in the steps of the curriculum up to 7
numbers (with more of them nearly everything is a solution, and the generator becomes slow).

Labels: the stored expression is read and computed by our parser, and must use the numbers that are shown.
The original checker evaluates answers as Python (which runs whatever stands there); here they are read by
a parser that knows numbers, brackets and four operators.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Expression, Form, read_expression, unwrap
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


@dataclass(frozen=True)
class ExpressionForm(Form[str]):
    """An arithmetic expression; values keep their text."""

    def read(self, text: str) -> str:
        """Read an expression of at most twelve numbers."""
        text = " ".join(unwrap(text.strip().removesuffix(".")).split())
        parsed(text)
        return text

    def write(self, value: str) -> str:
        """Write it as it is."""
        return value

    def renderings(self, value: str) -> Iterator[str]:
        """With other brackets, blanks and signs."""
        yield from (f"({value})", f"[{value}]", value.replace(" ", ""), value.replace("(", "( "), f"{value}.")
        yield value.replace("*", "\u00d7").replace("/", "\u00f7").replace("-", "\u2212")
        tex = value.replace("*", "\\times ").replace("/", "\\div ")
        yield f"${tex}$".replace("(", "\\left(").replace(")", "\\right)")


def parsed(text: str) -> Expression:
    """The expression that a text is.

    Raises:
        AnswerError: if it is none.
    """
    return read_expression(text, most_numbers=12, most_digits=6)


class Countdown(ReasoningGymTask[str]):
    """Reach a number."""

    id = "reasoning-gym/countdown"
    version = "1"
    name = "countdown"
    levels = ladder(
        {"min_numbers": 3, "max_numbers": 3, "max_value": 30, "min_target": 10, "max_target": 99},
        {"min_numbers": 4, "max_numbers": 4, "max_value": 60, "min_target": 50, "max_target": 499},
        {"min_numbers": 5, "max_numbers": 5, "max_value": 100, "min_target": 100, "max_target": 999},
        {"min_numbers": 6, "max_numbers": 6, "max_value": 100, "min_target": 100, "max_target": 2999},
        {"min_numbers": 7, "max_numbers": 7, "max_value": 100, "min_target": 500, "max_target": 9999},
    )
    form = ExpressionForm()

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The numbers and the target."""
        data = {"numbers": entry.metadata["numbers"], "target": entry.metadata["target"]}
        shown = [int(number) for number in re.findall("[0-9]+", entry.question.strip().split("\n")[0])]
        if sorted(shown) != sorted([*data["numbers"], data["target"]]):
            return None
        try:
            stored = self.form.read(str(entry.answer))
        except AnswerError:
            return None
        return None if self.fault(data, stored) else data

    def wording(self, question: str) -> str:
        """Without the rules of form that ours repeats."""
        return question[: question.index("Final answer format instructions")].rstrip()

    def advice(self, data: dict[str, Any]) -> str:
        """Which operators there are."""
        return (
            "Use every number exactly once, and no other number; only + - * / and brackets, and no powers "
            "or digits put side by side. A minus sign may also stand at the start or just after a bracket. "
            "Results on the way may be negative or fractions. Give the expression without an equals sign "
            "and without the target, for example <<<(700 - 500) * 333 / 222>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """Use all numbers, reach the target."""
        expression = parsed(value)
        if sorted(expression.numbers) != sorted(data["numbers"]):
            return "it does not use exactly the given numbers"
        try:
            reached = expression.value()
        except AnswerError as error:
            return str(error)
        return "" if reached == data["target"] else f"its value is {str(reached)[:40]}"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Split the numbers in two, and work back from the target."""
        imports = ("from fractions import Fraction", "from itertools import combinations")
        return program(solve, sample.data, helpers=(reached, search), imports=imports)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """The target itself, numbers less, more, twice, changed, and other values."""
        numbers = sample.data["numbers"]
        yield "the target itself", str(sample.data["target"])
        yield "an equation", f"{answer} = {sample.data['target']}"
        yield "another value", " + ".join(map(str, [-sum(numbers), *numbers])).replace("-", "0-", 1)
        yield "extra number", f"{answer} + 0"
        yield "extra number", f"({answer}) * 1"
        yield "a number twice", f"{answer} + {numbers[0]} - {numbers[0]}"
        changed = re.sub(rf"\b{numbers[0]}\b", str(numbers[0] + 1000), answer, count=1)
        yield "changed number", changed
        yield "missing number", " + ".join(map(str, numbers[1:]))
        yield "digits side by side", "".join(map(str, numbers))
        yield "division by zero", f"{answer} + 1 / ({numbers[0]} - {numbers[0]})"
        yield "a power", answer.replace("*", "**", 1) if "*" in answer else f"({answer})**1"
        yield "not closed", f"({answer}"
        yield "a call", f"int({answer})"


def reached(
    numbers: tuple[int, ...], known: dict[tuple[int, ...], dict[Fraction, str]]
) -> dict[Fraction, str]:
    """All values that some numbers make, each with an expression; `known` keeps those of parts."""
    if numbers not in known:
        found = {Fraction(numbers[0]): str(numbers[0])} if len(numbers) == 1 else {}
        for size in range(1, len(numbers)):
            for places in combinations(range(len(numbers)), size):
                if 0 not in places:
                    continue
                part = reached(tuple(numbers[place] for place in places), known)
                rest = tuple(number for place, number in enumerate(numbers) if place not in places)
                for one, left in part.items():
                    for other, right in reached(rest, known).items():
                        found[one + other] = f"({left} + {right})"
                        found[one - other] = f"({left} - {right})"
                        found[other - one] = f"({right} - {left})"
                        found[one * other] = f"({left} * {right})"
                        if other:
                            found[one / other] = f"({left} / {right})"
                        if one:
                            found[other / one] = f"({right} / {left})"
        known[numbers] = found
    return known[numbers]


def search(
    numbers: tuple[int, ...], target: Fraction, known: dict[tuple[int, ...], dict[Fraction, str]]
) -> str | None:
    """An expression of all the numbers with the value of the target, or None."""
    if len(numbers) <= 4:
        return reached(numbers, known).get(target)
    sizes = sorted(range(1, len(numbers) // 2 + 1), key=lambda size: abs(size - len(numbers) + 4))
    for size in sizes:
        for places in combinations(range(len(numbers)), size):
            part = reached(tuple(numbers[place] for place in places), known)
            rest = tuple(number for place, number in enumerate(numbers) if place not in places)
            for one, left in part.items():
                wanted = [
                    (target - one, f"{left} + {{}}"),
                    (one - target, f"{left} - {{}}"),
                    (target + one, f"{{}} - {left}"),
                ]
                if one:
                    wanted.append((target / one, f"{left} * {{}}"))
                    wanted.append((target * one, f"{{}} / {left}"))
                if target and one:
                    wanted.append((one / target, f"{left} / {{}}"))
                for value, text in wanted:
                    right = search(rest, value, known)
                    if right is not None:
                        return f"({text.format(right)})"
    return None


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    found = search(tuple(sorted(data["numbers"])), Fraction(data["target"]), {})
    return (found or "none")[1:-1]
