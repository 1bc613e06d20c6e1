"""Number sequence: find the rule that leads from every number to the next, and apply it once more.

Rules: a rule is a row of steps: add or multiply by a whole number from -10 to 10, square, halve rounding
down, add the number before. Reasoning-Gym draws it in this way and shows nothing but numbers, so that many
another rule fits. We say what rules there are, and ask only where all of those that fit lead to the same
number.

Levels: one step; two; two, of which one adds the number before; three; four. Reasoning-Gym's curriculum has
longer rules, whose numbers it computes however large they become (one item may take a minute), and more terms
to see, which makes questions easier; its default draws rules of up to four steps, most of which are no longer
than one or two. All lengths here are those of the shortest rule that fits.

Labels: every stored answer is compared with a search of ours through all rules. Not asked: sequences in which
the next number has stood before (a sixth of them end in zeros), and the one that is printed wherever
Reasoning-Gym finds no rule, 0, 2, 4 and so on.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar

from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import Knobs
from r1ci_reasoning_gym.whole_numbers import WholeNumberTask

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_WORDS = {2: "two", 3: "three", 4: "four"}


class RuleKnobs(Knobs, frozen=True, kw_only=True):
    """Difficulty of a rule.

    Attributes:
        steps: How many steps the shortest rule has that fits.
        before: Whether a step adds the number before; None for either.
    """

    steps: int
    before: bool | None = None


def _level(steps: int, terms: tuple[int, int], complexity: int, before: bool | None = None) -> RuleKnobs:
    config = {"min_terms": terms[0], "max_terms": terms[1], "max_complexity": complexity}
    return RuleKnobs(config=config, steps=steps, before=before)


class NumberSequence(WholeNumberTask):
    """Numbers that follow a rule."""

    id = "reasoning-gym/number_sequence"
    version = "1"
    name = "number_sequence"
    tries = 5_000
    levels: ClassVar[tuple[RuleKnobs, ...]] = (
        _level(1, (5, 6), 1),
        _level(2, (5, 6), 1, before=False),
        _level(2, (5, 6), 1, before=True),
        _level(3, (6, 6), 2),
        _level(4, (5, 5), 3),
    )
    examples = (
        ("3, 5, 9, 17, 33, where every number is multiplied by 2 and then 1 is taken off", 65),
        ("1, 4, 13, 40, 121, where every number is multiplied by 3 and then 1 is added", 364),
    )

    def chosen(self, entry: Entry, level: Knobs) -> dict[str, Any] | None:
        """Only items whose shortest rule has as many steps as the level asks for."""
        assert isinstance(level, RuleKnobs)  # noqa: S101 - for the type checker
        rule = entry.metadata["rule"].split(" then ")
        # The search takes longer than drawing an item, and no rule that fits is longer than this one.
        if len(rule) < level.steps or level.before not in (None, "add previous" in rule):
            return None
        terms = entry.metadata["sequence"][:-1]
        if int(entry.answer or 0) in terms or shortest(terms, level.steps - 1):
            return None
        data = self.read(entry)
        # That some rule fits is known of the longest ones: it is the one that was drawn.
        if data is not None and level.steps in (data["steps"], shortest(terms, level.steps)):
            return data
        return None

    def given(self, entry: Entry) -> dict[str, Any] | None:
        """The numbers that are shown, and how many steps a rule may have."""
        terms = entry.metadata["sequence"][:-1]
        if len(terms) < 4 or terms == list(range(0, 2 * len(terms), 2)):
            return None
        return {"terms": terms, "steps": entry.metadata["difficulty"]["max_complexity"] + 1}

    def asks(self, entry: Entry, answer: int) -> bool:
        """Not if the answer is printed."""
        return answer not in entry.metadata["sequence"][:-1]

    def wording(self, question: str) -> str:
        """Reasoning-Gym shows the numbers only."""
        return f"Which number takes the place of the question mark in this sequence?\n\n{question}"

    def advice(self, data: dict[str, Any]) -> str:
        """What rules there are."""
        return (
            "Every number follows from the one before it by the same rule, which has one to "
            f"{_WORDS[data['steps']]} steps, done one after the other. Each step does one of these: it adds "
            "a whole number from -10 to 10; it multiplies by such a number other than 0; it squares; it "
            "halves, rounding down to a whole number; or it adds the number that stands in the sequence just "
            "before the one that the rule is applied to (nothing, if that is the first). All such rules that "
            f"fit the sequence lead to the same next number. {self.example(data)}"
        )

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return _solved(tuple(data["terms"]), data["steps"])

    def reference(self, sample: Sample) -> str:
        """Search through all rules."""
        return program(
            solve,
            sample.data,
            helpers=(steps_of_rules, applied, starts, promising, continuations),
            imports=("from itertools import product",),
        )


@lru_cache(maxsize=64)
def _solved(terms: tuple[int, ...], steps: int) -> str:
    """The search takes a while, and a question needs its answer several times."""
    return solve({"terms": list(terms), "steps": steps})


def steps_of_rules() -> list[tuple[str, int]]:
    """Everything that one step of a rule can do."""
    constants = [number for number in range(-10, 11) if number]
    steps = [("add", number) for number in constants] + [("multiply", number) for number in constants]
    return [*steps, ("square", 0), ("halve", 0), ("add the number before", 0)]


def applied(step: tuple[str, int], numbers: tuple[int, ...], before: tuple[int, ...]) -> tuple[int, ...]:
    """What a step makes of numbers; `before` has the numbers that stand before those of the sequence."""
    kind, constant = step
    if kind == "add":
        return tuple([number + constant for number in numbers])
    if kind == "multiply":
        return tuple([number * constant for number in numbers])
    if kind == "square":
        return tuple([number * number for number in numbers])
    if kind == "halve":
        return tuple([number // 2 for number in numbers])
    return tuple([number + other for number, other in zip(numbers, before, strict=True)])


def starts(goals: tuple[int, ...], before: tuple[int, ...]) -> dict[int, set[int]]:
    """The pairs that one step brings to the first two goals: by their difference, the first of each."""
    found: dict[int, set[int]] = {}
    for kind, constant in steps_of_rules():
        ways = []
        for goal, other in zip(goals[:2], before[:2], strict=True):
            if kind == "add":
                ways.append([goal - constant])
            elif kind == "multiply":
                ways.append([goal // constant] if goal % constant == 0 else [])
            elif kind == "square":
                root = int(max(goal, 0) ** 0.5 + 0.5)
                ways.append([root, -root] if root * root == goal else [])
            elif kind == "halve":
                ways.append([2 * goal, 2 * goal + 1])
            else:
                ways.append([goal - other])
        for one, two in product(*ways):
            found.setdefault(two - one, set()).add(one)
    return found


def promising(
    numbers: tuple[int, ...], before: tuple[int, ...], wanted: dict[int, set[int]]
) -> list[tuple[str, int]]:
    """The steps that bring the first two numbers to one of the wanted pairs."""
    one, two = numbers[:2]
    apart = two - one
    found = [("add", start - one) for start in wanted.get(apart, ()) if 0 < abs(start - one) <= 10]
    found += [
        ("multiply", constant)
        for constant in range(-10, 11)
        if constant and one * constant in wanted.get(apart * constant, ())
    ]
    for kind, start, other in (
        ("square", one * one, two * two),
        ("halve", one // 2, two // 2),
        ("add the number before", one + before[0], two + before[1]),
    ):
        if start in wanted.get(other - start, ()):
            found.append((kind, 0))
    return found


def continuations(terms: list[int], length: int) -> set[int]:
    """The numbers that follow a sequence by any of the rules with so many steps that fit it.

    All numbers of the sequence go through a rule at once. All but the last must become their successors.
    """
    steps = steps_of_rules()
    before = (0, *terms[:-1])
    goals = tuple(terms[1:])
    reached = {tuple(terms)}
    for _ in range(length - 2):
        reached = {applied(step, numbers, before) for numbers in reached for step in steps}
    if length > 1:
        # The last but one step must bring the first two numbers to where the last one can take over: nearly
        # all rules fail at that, and are not followed any further.
        wanted = starts(goals, before)
        reached = {
            applied(step, numbers, before)
            for numbers in reached
            for step in promising(numbers, before, wanted)
        }
    results = [applied(step, numbers, before) for numbers in reached for step in steps]
    return {numbers[-1] for numbers in results if numbers[:-1] == goals}


def shortest(terms: list[int], most: int) -> int:
    """How many steps the shortest rule has that fits; 0 if none with at most so many steps does."""
    return next((length for length in range(1, most + 1) if continuations(terms, length)), 0)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data; empty where the rules that fit do not agree."""
    found = set()
    for length in range(1, data["steps"] + 1):
        found |= continuations(data["terms"], length)
    return str(found.pop()) if len(found) == 1 else ""
