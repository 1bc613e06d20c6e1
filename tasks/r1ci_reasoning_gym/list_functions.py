"""List functions: find the rule that makes lists from lists in four examples, and apply it to a fifth one.

Rules: the rule is one of a family that is listed below, and not told. Any answer to such a question can be
defended by some rule; here a question is asked only where all rules of the family, and of some near it,
that fit the four examples agree on the answer: those that count or keep equal numbers once, too, and sums
with any limit for what is small.

Levels: there is no curriculum. Here levels go by the rule: from reversing a list to adding up some of its
numbers. Three of them ask for one bit, and have no level of their own.

Labels: the stored answer must be what the rules give; nothing stored is kept. A list that a rule leaves as
it is would be printed in the question, and is not asked. The draws of Reasoning-Gym's global generator,
which made one question in twelve a different one in every process, are seeded where items are made.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import IntegersForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.effort import EffortTask, effort_level

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_PAIR = re.compile(r"Input [0-9]+: \[([^\]]*)\]\nOutput [0-9]+: \[([^\]]*)\]")
_LAST = re.compile(r"Input: \[([^\]]*)\]")

# How hard each rule of Reasoning-Gym is to find; our judgement.
_HARD = {
    "reversed": 1, "third": 1, "length": 1, "ascending": 1, "descending": 1,
    "twice the last": 2, "sum": 2, "is it ascending": 2,
    "each with its place": 3, "both ends plus one": 3, "twice minus four": 3, "is it even": 3,
    "fives": 4, "what the last points to": 4,
    "followed by even": 5, "sum of small ones": 5,
}  # fmt: skip


class ListFunctions(EffortTask[list[int]]):
    """Find a rule."""

    id = "reasoning-gym/list_functions"
    version = "1"
    name = "list_functions"
    levels = (
        effort_level({}, 1, 1),
        effort_level({}, 1, 2),
        effort_level({}, 2, 3),
        effort_level({}, 3, 4),
        effort_level({}, 4, 5),
    )
    form = IntegersForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The examples and the last list."""
        last = _LAST.search(entry.question)
        if last is None:
            return None
        examples = [[_numbers(one), _numbers(two)] for one, two in _PAIR.findall(entry.question)]
        data = {"examples": examples, "list": _numbers(last[1])}
        answers = outcomes(data)
        if len(answers) != 1 or len(examples) != 4:
            return None
        (rule, found), *_ = answers.values()
        # A rule that is none of Reasoning-Gym's fits by chance only.
        if rule not in _HARD or found == data["list"] or str(found) != entry.answer:
            return None
        return data

    def effort(self, data: dict[str, Any]) -> int:
        """How hard the rule is to find."""
        (rule, _), *_ = outcomes(data).values()
        return _HARD[rule]

    def advice(self, data: dict[str, Any]) -> str:
        """A list in brackets; the example is longer than the answer can be."""
        example = [7] * (len(data["list"]) + 1)
        return (
            "The rule is a simple one, the same for every input. Answer with the whole output list in "
            f"brackets, also if it has one element or none, as in <<<{example}>>>."
        )

    def fault(self, data: dict[str, Any], value: list[int]) -> str:
        """One list is right."""
        (_, found), *_ = outcomes(data).values()
        return "" if value == found else "the rule makes another list"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Try all rules."""
        imports = ("from itertools import pairwise",)
        return program(solve, sample.data, helpers=(apply_rules, sum_below, outcomes), imports=imports)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(", ")] if text.strip() else []


def apply_rules(numbers: list[int]) -> dict[str, list[int]]:
    """What every rule makes of a list; a rule that does not apply to it is left out."""
    count = len(numbers)
    found = {
        "length": [count],
        "ascending": sorted(numbers),
        "descending": sorted(numbers, reverse=True),
        "reversed": numbers[::-1],
        "sum": [sum(numbers)],
        "sum of small ones": [sum(number for number in set(numbers) if number < 30)],
        "fives": [numbers.count(5)],
        "followed by even": [one for one, two in pairwise(numbers) if two % 2 == 0],
        "each with its place": [place + number for place, number in enumerate(numbers)],
    }
    if numbers:
        found["twice the last"] = [2 * numbers[-1]]
        found["is it ascending"] = [int(numbers == sorted(numbers))]
        # Not of Reasoning-Gym, but what somebody may find first.
        found["largest"] = [max(numbers)]
        found["smallest"] = [min(numbers)]
        found["first"] = [numbers[0]]
        found["last"] = [numbers[-1]]
        found["largest but one"] = sorted(numbers)[-2:-1]
        found["spread"] = [max(numbers) - min(numbers)]
        found["odd ones"] = [number for number in numbers if number % 2]
        found["even ones"] = [number for number in numbers if number % 2 == 0]
        found["how many even"] = [sum(number % 2 == 0 for number in numbers)]
        found["how many odd"] = [sum(number % 2 for number in numbers)]
        found["sum with the first twice"] = [sum(numbers) + numbers[0]]
        found["is it strictly ascending"] = [int(all(one < two for one, two in pairwise(numbers)))]
        found["is the first below the last"] = [int(numbers[0] < numbers[-1])]
        for name, number in (("first", numbers[0]), ("last", numbers[-1]), ("length", count)):
            found[f"is the {name} even"] = [1 - number % 2]
            found[f"is the {name} odd"] = [number % 2]
        found["how many different"] = [len(set(numbers))]
        found["sum of different ones"] = [sum(set(numbers))]
        found["different ones ascending"] = sorted(set(numbers))
        found["different ones descending"] = sorted(set(numbers), reverse=True)
    if count > 1:
        found["both ends plus one"] = [numbers[0] + 1, *numbers[1:-1], numbers[-1] + 1]
        if 0 <= numbers[-1] < count:
            found["what the last points to"] = [numbers[numbers[-1]]]
    if count > 2:
        found["third"] = [numbers[2]]
    if count == 1:
        found["twice minus four"] = [2 * numbers[0] - 4]
        found["is it even"] = [1 - numbers[0] % 2]
    return found


def sum_below(numbers: list[int], limit: int, once: bool) -> list[int]:
    """The sum of the numbers below a limit, as a list; equal numbers may count once."""
    small = [number for number in numbers if number < limit]
    return [sum(set(small) if once else small)]


def outcomes(data: dict[str, Any]) -> dict[str, tuple[str, list[int]]]:
    """The answers of all rules that fit the examples, each once, with the first rule that gives it."""
    made = [apply_rules(numbers) for numbers, _ in data["examples"]]
    found: dict[str, tuple[str, list[int]]] = {}
    for rule, result in apply_rules(data["list"]).items():
        if all(one.get(rule) == wanted for one, (_, wanted) in zip(made, data["examples"], strict=True)):
            found.setdefault(str(result), (rule, result))
    for limit in range(1, 101):
        for once in (False, True):
            if all(sum_below(numbers, limit, once) == wanted for numbers, wanted in data["examples"]):
                result = sum_below(data["list"], limit, once)
                found.setdefault(str(result), (f"sum below {limit}", result))
    return found


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return next(iter(outcomes(data)))
