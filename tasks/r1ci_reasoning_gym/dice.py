"""Dice: the probability that different dice show a total of at least so much.

Levels: more dice with more sides, as in Reasoning-Gym's curriculum (4 to 10 dice, 20 to 35 sides). The fewest
are three, as two dice make too few different questions.

Labels: every stored answer is compared with a count of ours, from the question. It speaks of odds and means
the probability, which is said. Its checker compares texts, so that a blank or a notation of LaTeX is wrong.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.reduced_fractions import Ratio, RatioForm, ratio_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_PRINTED = re.compile(r"these dice: ([0-9d, ]+)\. What are the odds of rolling ([0-9]+) or higher\?")
_DIE = re.compile("1d([0-9]+)")


class Dice(ReasoningGymTask[Ratio]):
    """Totals of dice."""

    id = "reasoning-gym/dice"
    version = "1"
    name = "dice"
    levels = ladder(
        {"num_dice": 3, "max_dice_size": 16},
        {"num_dice": 4, "max_dice_size": 15},
        {"num_dice": 5, "max_dice_size": 20},
        {"num_dice": 7, "max_dice_size": 30},
        {"num_dice": 10, "max_dice_size": 35},
    )
    form = RatioForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The sides of the dice, and the total."""
        found = _PRINTED.search(entry.question)
        if not found:
            return None
        data = {"sides": [int(sides) for sides in _DIE.findall(found[1])], "target": int(found[2])}
        right = probability(data)
        try:
            stored = self.form.read(entry.answer or "")
        except AnswerError:
            return None
        # One in sixty is the example of the question.
        shown = right == Fraction(1, 60)
        return data if 0 < right < 1 and not shown and not ratio_fault(right, stored) else None

    def advice(self, data: dict[str, Any]) -> str:
        """Odds are the probability here."""
        target, answer = (12, "1/36") if solve(data) != "1/36" else (11, "1/12")
        return (
            "What is meant is the probability that all dice together show at least this total. Give it as a "
            f"fraction in lowest terms; for 1d6, 1d6 and {target} or higher, for example, the answer would "
            f"be <<<{answer}>>>."
        )

    def fault(self, data: dict[str, Any], value: Ratio) -> str:
        """One fraction is right."""
        return ratio_fault(probability(data), value)

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Count the ways to each total, die by die."""
        imports = ("from fractions import Fraction",)
        return program(solve, sample.data, helpers=(probability,), imports=imports)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also for a total that is off by one: more than so much, or exactly so much."""
        yield from super().mutations(sample, answer)
        right = probability(sample.data)
        higher = probability({**sample.data, "target": sample.data["target"] + 1})
        for name, value in (("more than the total", higher), ("exactly the total", right - higher)):
            if value != right:
                yield name, f"{value.numerator}/{value.denominator}"


def probability(data: dict[str, Any]) -> Fraction:
    """The probability of at least the target."""
    ways = [1]
    everything = 1
    for sides in data["sides"]:
        everything *= sides
        # The ways to a total are those to the totals before it, as many as there are faces.
        below = [0]
        for count in ways + [0] * (sides - 1):
            below.append(below[-1] + count)
        ways = [below[total] - below[max(0, total - sides)] for total in range(len(below))]
    return Fraction(sum(ways[data["target"] :]), everything)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    found = probability(data)
    return f"{found.numerator}/{found.denominator}"
