"""Logical equation: give every letter one of the listed numbers so that all equations hold.

Rules: there are as many letters as numbers, and each number belongs to exactly one letter. A condition is a
sum or a difference of two letters, a letter that is a multiple of another (with one decimal place, compared
exactly), or one letter that is greater than another. Every assignment that keeps to all conditions is right.
The official checker compares in floating point, and lets one number be used twice.

Levels: the official release has 9 to 15 letters with 7 to 14 conditions, and ten fixed lists of numbers;
here the numbers are drawn as well. At most one letter is in no condition, and the numbers in the order in
which they are printed are never an answer.

Provenance: SymBench (CodeSteer), `logical_equation/sample_<letters>_<conditions>_<n>`; the conditions are
read from the released questions. Nothing is wrong with the official items, although most of them have
several answers.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import AnswerError, IntegersForm, read_named_integers
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_KINDS = ("sum", "difference", "multiple")
# The least and the greatest factor of a multiple, in tenths, as in the official release.
_TENTHS = (11, 48)
# The conditions of the released questions, and the kind that each states.
_RELEASED = (
    (r"([A-Z]) \+ ([A-Z]) = ([0-9]{1,9})", "sum"),
    (r"([A-Z]) - ([A-Z]) = (-?[0-9]{1,9})", "difference"),
    (r"([A-Z]) = ([0-9]{1,5}\.[0-9])([A-Z])", "multiple"),
    (r"([A-Z]) > ([A-Z])", "greater"),
)
_LISTED = re.compile(
    r"There are ([0-9]{1,2}) letters ([A-Z](?:, [A-Z])*), "
    r"each representing one of the numbers ([0-9]{1,9}(?:, [0-9]{1,9})*)\."
)
# Changes of a right answer that may happen to be right as well.
_UNSURE = {"swapped parts", "reversed"}


@dataclass(frozen=True)
class LettersForm(IntegersForm):
    """The numbers of the letters: a list in alphabetical order, or each number behind its letter."""

    def read(self, text: str) -> list[int]:
        """Read `5, 9, 2` as all lists are read, and also `A = 5, B = 9, C = 2`, or the same as an object."""
        found = read_named_integers(text, name="[A-Z]")
        if found is None:
            return super().read(text)
        if set(found) != set(_LETTERS[: len(found)]):
            raise AnswerError("a letter has no number")
        return [found[letter] for letter in _LETTERS[: len(found)]]

    def renderings(self, value: list[int]) -> Iterator[str]:
        """As of any list of integers, and with the letters' names, in any order."""
        yield from super().renderings(value)
        named = dict(zip(_LETTERS, value, strict=False))
        entries = [f"{letter} = {number}" for letter, number in named.items()]
        yield from (", ".join(entries), ", ".join(reversed(entries)), "\n".join(entries))
        yield ", ".join(f"${entry}$" for entry in entries)
        yield "\n".join(f"- **{letter}**: {number}" for letter, number in named.items())
        yield from (json.dumps(named), f"{','.join(entry.replace(' ', '') for entry in entries)}.")


class LogicalEquationLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a system.

    Attributes:
        letters: How many letters and numbers there are.
        conditions: How many conditions there are, the least and the most.
        highest: The largest number that may be drawn.
    """

    letters: int
    conditions: tuple[int, int]
    highest: int


class LogicalEquation(SymBenchTask[LogicalEquationLevel, list[int]]):
    """Find the letters' numbers."""

    id = "symbench/logical_equation"
    version = "1"
    levels = (
        LogicalEquationLevel(letters=5, conditions=(4, 5), highest=30),
        LogicalEquationLevel(letters=9, conditions=(7, 8), highest=60),
        LogicalEquationLevel(letters=12, conditions=(10, 12), highest=100),
        LogicalEquationLevel(letters=15, conditions=(12, 14), highest=225),
        LogicalEquationLevel(letters=22, conditions=(19, 22), highest=120),
    )
    form = LettersForm()
    folder = "logical_equation"

    def generate(self, rng: Rng, level: LogicalEquationLevel) -> Sample:
        """Draw numbers, deal them out to the letters, and say what is true of them."""
        while True:
            numbers = _numbers(rng, level.letters, level.highest)
            values = list(numbers)
            rng.shuffle(values)
            conditions = _drawn(rng, values, rng.between(*level.conditions))
            data = {"numbers": numbers, "constraints": conditions}
            if self.fault(data, numbers):
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the letters, the numbers and the conditions."""
        numbers = data["numbers"]
        letters = ", ".join(_LETTERS[: len(numbers)])
        conditions = "\n".join(
            f"{number}. {_stated(condition)}" for number, condition in enumerate(data["constraints"], 1)
        )
        return (
            f"The {len(numbers)} letters {letters} stand for these {len(numbers)} numbers:\n"
            f"{', '.join(map(str, numbers))}\n\n"
            "Each letter stands for one of the numbers, and each number belongs to exactly one letter, so no "
            "two letters have the same number.\n\n"
            f"All of these conditions must hold, exactly and without rounding:\n\n{conditions}\n\n"
            "A number before a letter is a factor: X = 2.5Y says that X is 2.5 times Y. Several solutions "
            "may be right; give one of them.\n\n"
            "Give the numbers of all letters as a list, in alphabetical order of the letters. With the "
            "letters A, B, C and the numbers 2, 5, 9, for example, the answer <<<[5, 9, 2]>>> would mean "
            "that A is 5, B is 9 and C is 2."
        )

    def fault(self, data: dict[str, Any], value: list[int]) -> str:
        """Every assignment of all numbers that keeps to the conditions is right."""
        numbers = data["numbers"]
        if len(value) != len(numbers):
            return f"it has {len(value)} numbers, not {len(numbers)}"
        if not set(value) <= set(numbers):
            return "it has a number that is not listed"
        if len(set(value)) != len(value):
            return "two letters have the same number"
        for number, (kind, one, two, amount) in enumerate(data["constraints"], 1):
            if not holds(kind, value[ord(one) - 65], value[ord(two) - 65], amount):
                return f"condition {number} does not hold"
        return ""

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints."""
        return solve(data) if assigned(data) else None

    def reference(self, sample: Sample) -> str:
        """Backtrack, always over the letter with the fewest numbers left."""
        return program(solve, sample.data, helpers=(holds, assigned))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Numbers used twice or not at all, letters without a number, and an exchange for each condition."""
        right = self.form.read(answer)
        yield from ((name, text) for name, text in self.form.mutations(right) if name not in _UNSURE)
        entries = [f"{letter} = {number}" for letter, number in zip(_LETTERS, right, strict=False)]
        yield "letter left out", ", ".join(entries[1:])
        yield "letter left out", ", ".join(entries[:-1])
        yield "letter twice", ", ".join([*entries, entries[0]])
        conditions = sample.data["constraints"]
        for place in (0, len(right) - 1):
            # What the released checker does not notice where the letter is in no condition.
            repeated = [*right[:place], right[place - 1], *right[place + 1 :]]
            yield "repeated number", self.form.write(repeated)
        for kind, one, two, _ in conditions:
            first, second = ord(one) - 65, ord(two) - 65
            # An equation breaks where one of its letters changes alone, an order where both change places.
            third = next(place for place in range(len(right)) if place not in (first, second))
            other = second if kind == "greater" else third
            broken = list(right)
            broken[first], broken[other] = broken[other], broken[first]
            yield f"broken: {kind}", self.form.write(broken)

    def item(self, record: Any, question: str) -> Item:
        """Read the numbers and the conditions from the question, and the stored answer."""
        listed = _LISTED.search(question)
        if not listed:
            raise ValueError("its question does not list the letters and the numbers")
        letters = listed[2].split(", ")
        numbers = [int(number) for number in listed[3].split(", ")]
        if letters != list(_LETTERS[: len(letters)]) or int(listed[1]) != len(letters):
            raise ValueError("the letters are not those from A on")
        if len(set(numbers)) != len(letters) or len(numbers) != len(letters):
            raise ValueError("there are not as many different numbers as letters")
        lines = re.findall(r"^[0-9]{1,3}\. (.*)$", question, re.MULTILINE)
        if not lines:
            raise ValueError("its question has no conditions")
        return Item(
            data={"numbers": numbers, "constraints": [_condition(line, letters) for line in lines]},
            stored=self.form.write([int(number) for number in record]),
            question=question,
        )


def holds(kind: str, one: int, two: int, amount: int) -> bool:
    """Whether a condition holds for the numbers of its letters; a factor is given in tenths."""
    if kind == "sum":
        return one + two == amount
    if kind == "difference":
        return one - two == amount
    return 10 * one == amount * two if kind == "multiple" else one > two


def assigned(data: dict[str, Any]) -> list[int]:
    """Numbers of the letters that keep to all conditions, or an empty list where there are none."""
    numbers = data["numbers"]
    # For each pair of letters with a condition: the pairs of numbers that keep to it.
    partners: dict[int, list[tuple[int, dict[int, set[int]]]]] = {place: [] for place in range(len(numbers))}
    for kind, one, two, amount in data["constraints"]:
        first, second = ord(one) - 65, ord(two) - 65
        there: dict[int, set[int]] = {number: set() for number in numbers}
        back: dict[int, set[int]] = {number: set() for number in numbers}
        for left in numbers:
            for right in numbers:
                if left != right and holds(kind, left, right, amount):
                    there[left].add(right)
                    back[right].add(left)
        partners[first].append((second, there))
        partners[second].append((first, back))

    def search(open_letters: dict[int, set[int]], found: dict[int, int]) -> dict[int, int] | None:
        if not open_letters:
            return found
        letter = min(open_letters, key=lambda letter: (len(open_letters[letter]), letter))
        for number in sorted(open_letters[letter]):
            left = {other: fits - {number} for other, fits in open_letters.items() if other != letter}
            for other, fitting in partners[letter]:
                if other in left:
                    left[other] &= fitting[number]
            result = search(left, {**found, letter: number}) if all(left.values()) else None
            if result:
                return result
        return None

    start = {place: set(numbers) for place in range(len(numbers))}
    for place, conditions in partners.items():
        for _, fitting in conditions:
            start[place] &= {number for number, others in fitting.items() if others}
    result = search(start, {}) if all(start.values()) else None
    return [result[place] for place in range(len(numbers))] if result else []


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(assigned(data))


def _numbers(rng: Rng, count: int, highest: int) -> list[int]:
    """Different numbers, many of which are multiples of each other, in ascending order."""
    chosen: list[int] = []
    while len(chosen) < count:
        number = rng.between(1, highest)
        if chosen and rng.chance(1, 2):
            product = rng.choice(chosen) * rng.between(*_TENTHS)
            number = product // 10 if product % 10 == 0 else highest + 1
        if number <= highest and number not in chosen:
            chosen.append(number)
    return sorted(chosen)


def _drawn(rng: Rng, values: list[int], count: int) -> list[list[Any]]:
    """Conditions that hold for the letters' numbers, one a pair; they name all letters or all but one."""
    places = range(len(values))
    conditions: list[list[Any]] = []
    pairs: set[frozenset[int]] = set()
    silent = rng.below(2 * len(values))
    new = [place for place in places if place != silent]
    rng.shuffle(new)
    while len(conditions) < count:
        # Letters of which nothing is said yet come first, and by twos where one at a time would not suffice.
        one = new[-1] if new else rng.choice(places)
        partners = new[:-1] if len(new) > count - len(conditions) else places
        kind = "greater" if rng.chance(1, 20) else rng.choice(_KINDS)
        if kind == "multiple":
            partners = [place for place in partners if _tenths(values[one], values[place])]
        partners = [place for place in partners if place != one and frozenset((one, place)) not in pairs]
        if not partners:
            continue
        two = rng.choice(partners)
        if values[one] < values[two] if kind in ("multiple", "greater") else rng.chance(1, 2):
            one, two = two, one
        amount = {
            "sum": values[one] + values[two],
            "difference": values[one] - values[two],
            "multiple": _tenths(values[one], values[two]),
            "greater": 0,
        }[kind]
        conditions.append([kind, _LETTERS[one], _LETTERS[two], amount])
        pairs.add(frozenset((one, two)))
        new = [place for place in new if place not in (one, two)]
    rng.shuffle(conditions)
    return conditions


def _tenths(one: int, two: int) -> int:
    """The factor between two numbers in tenths, or 0 where it cannot be used."""
    high, low = max(one, two), min(one, two)
    factor, rest = divmod(10 * high, low)
    return factor if rest == 0 and _TENTHS[0] <= factor <= _TENTHS[1] else 0


def _stated(condition: list[Any]) -> str:
    kind, one, two, amount = condition
    if kind == "multiple":
        return f"{one} = {amount // 10}.{amount % 10}{two}"
    if kind == "greater":
        return f"{one} > {two}"
    return f"{one} {'+' if kind == 'sum' else '-'} {two} = {amount}"


def _condition(line: str, letters: list[str]) -> list[Any]:
    for pattern, kind in _RELEASED:
        found = re.fullmatch(pattern, line.strip())
        if found:
            one, *rest = found.groups()
            two = rest[-1] if kind in ("multiple", "greater") else rest[0]
            if one == two or one not in letters or two not in letters:
                raise ValueError(f"a condition is not about two of the letters: {line!r}")
            amount = {"greater": "0", "multiple": rest[0].replace(".", "")}.get(kind, rest[-1])
            return [kind, one, two, int(amount)]
    raise ValueError(f"not a condition: {line!r}")
