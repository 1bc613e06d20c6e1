"""BoxLift: assign lifters to boxes, step by step, so that all boxes are lifted within a limit of steps.

Rules: in a step, several boxes may be lifted, each by lifters of its own whose capacities together reach
the box's weight; a lifter helps with one box a step. Every box is lifted once, and no step beyond the limit
may be listed. Boxes are named by their weight. Every plan that keeps to all this is right; one wrong
assignment makes the answer wrong. The released checker passes over wrong assignments and surplus steps,
and takes negative and repeated lifters.

Levels: boxes and lifters, from fewer than the official smallest to more than the largest. The limit is
the optimum, proved by counting for each box the least capacity that can lift it; from level 3 on, the
released greedy plan is too long. A greedy plan that gives each box, the heaviest first, the weakest free
group of lifters that suffices is short enough for nearly all questions. Every level has millions of them.

Provenance: SymBench (CodeSteer), `BoxLift_dataset/BoxLift_<boxes>_<lifters>/BoxLift<n>/BoxLift.json`,
which stores no answers and no questions. The limit of an official item is the one that the released runner
computes, the length of a greedy plan; it is often a step or more above the optimum.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import AnswerError, Form, unwrap
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask
from r1ci_symbench.steps import read_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

Lift = tuple[int, list[int]]
"""A box's weight, and the indices of the lifters that lift it."""


@dataclass(frozen=True)
class LiftsForm(Form[list[list[Lift]]]):
    """A plan: for each step, which lifters lift which box."""

    def read(self, text: str) -> list[list[Lift]]:
        """Read lines `Step 1: [(20, [0]), ...]`, or the same as a list or an object in JSON or Python."""
        text = unwrap(text).replace("(", "[").replace(")", "]").rstrip(".")
        steps = read_plan(text, is_step=_is_step, read_object=_pair)
        return [[_lift(entry) for entry in step] for step in steps]

    def write(self, value: list[list[Lift]]) -> str:
        """Write one step a line."""
        return "\n".join(
            f"Step {number}: [{', '.join(f'({weight}, {lifters})' for weight, lifters in step)}]"
            for number, step in enumerate(value, 1)
        )

    def renderings(self, value: list[list[Lift]]) -> Iterator[str]:
        """One line, lists and objects in JSON, tuples in Python, other blanks and letters."""
        text = self.write(value)
        yield from (text.replace("\n", "; "), text.replace("\n", ", "), text.replace("\n", "\n\n"))
        yield from (text.replace(" ", ""), text.lower(), text.replace("(", "[").replace(")", "]"))
        yield from (json.dumps(value), json.dumps(value, indent=1), str(value), str(tuple(map(tuple, value))))
        yield "\n".join(json.dumps(step) for step in value)
        named = {f"Step {number}": step for number, step in enumerate(value, 1)}
        yield from (json.dumps(named), json.dumps(named, indent=1), str(named))
        yield json.dumps([[{"box": box, "lifters": lifters} for box, lifters in step] for step in value])
        yield text.replace("[(", "(").replace(")]", ")")
        yield re.sub(r"^Step ([0-9]+): ", r"- Step \1: ", text, flags=re.MULTILINE)
        yield re.sub(r"^Step ([0-9]+): ", r"\1. ", text, flags=re.MULTILINE)
        yield re.sub(r"^Step ([0-9]+): ", r"### Step \1\n", text, flags=re.MULTILINE)
        yield re.sub(r"\[([0-9]+)\]", r"\1", text)


class BoxLiftLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a plan; each pair is the least and the most.

    Attributes:
        boxes: How many boxes there are.
        lifters: How many lifters there are.
        weight: A box's weight.
        capacity: A lifter's capacity.
        greedy: Whether the greedy plan of `greedy_plan` may keep to the limit.
    """

    boxes: tuple[int, int]
    lifters: tuple[int, int]
    weight: tuple[int, int]
    capacity: tuple[int, int]
    greedy: bool = False


class BoxLift(SymBenchTask[BoxLiftLevel, list[list[Lift]]]):
    """Lift boxes together."""

    id = "symbench/boxlift"
    version = "1"
    levels = (
        BoxLiftLevel(boxes=(4, 6), lifters=(2, 3), weight=(10, 60), capacity=(20, 50), greedy=True),
        BoxLiftLevel(boxes=(8, 10), lifters=(3, 3), weight=(10, 100), capacity=(40, 80), greedy=True),
        BoxLiftLevel(boxes=(15, 15), lifters=(4, 4), weight=(20, 200), capacity=(30, 120)),
        BoxLiftLevel(boxes=(25, 25), lifters=(6, 6), weight=(40, 400), capacity=(50, 200)),
        BoxLiftLevel(boxes=(36, 36), lifters=(7, 7), weight=(50, 600), capacity=(50, 250)),
    )
    form = LiftsForm()
    folder = "BoxLift_dataset"
    pattern = "BoxLift.json"

    def generate(self, rng: Rng, level: BoxLiftLevel) -> Sample:
        """Draw boxes and lifters until a plan is proved to be as short as can be."""
        while True:
            lifters = [rng.between(*level.capacity) for _ in range(rng.between(*level.lifters))]
            boxes = [rng.between(*level.weight) for _ in range(rng.between(*level.boxes))]
            if max(boxes) > sum(lifters):
                continue
            limit = least_steps(boxes, lifters)
            easy = len(greedy_plan(boxes, lifters)) == limit
            if limit > 1 and (level.greedy or not easy) and plan(boxes, lifters, limit) is not None:
                data = {"boxes": boxes, "lifters": lifters, "limit": limit}
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """List boxes and lifters, and say what a step may be."""
        lifters = "\n".join(f"lifter {index}: {most}" for index, most in enumerate(data["lifters"]))
        return (
            f"{len(data['boxes'])} boxes are to be lifted. A box is named by its weight:\n"
            f"{', '.join(map(str, data['boxes']))}\n\n"
            f"There are {len(data['lifters'])} lifters with these capacities:\n{lifters}\n\n"
            "Plan the work in steps:\n"
            "- In one step, several boxes can be lifted at the same time, each by one or more lifters.\n"
            "- A box can be lifted if the capacities of its lifters together are at least its weight.\n"
            "- A lifter helps with at most one box in a step; in the next step it is free again.\n"
            "- Every box must be lifted exactly once. A weight that is listed several times stands for as "
            "many boxes.\n"
            f"- There may be at most {data['limit']} steps.\n\n"
            "Give the steps one a line, numbered from 1, each with a list of pairs: the box's weight and the "
            "list of its lifters. For boxes of 20, 10 and 35, for example, and lifters with the capacities "
            "20 and 15, the answer could be\n"
            "<<<Step 1: [(20, [0]), (10, [1])]\nStep 2: [(35, [0, 1])]>>>."
        )

    def fault(self, data: dict[str, Any], value: list[list[Lift]]) -> str:
        """Follow the plan; the first broken rule counts."""
        if len(value) > data["limit"]:
            return f"there are {len(value)} steps, at most {data['limit']} are allowed"
        lifters: list[int] = data["lifters"]
        waiting = Counter(data["boxes"])
        for number, step in enumerate(value, 1):
            busy: list[int] = [index for _, group in step for index in group]
            if not all(0 <= index < len(lifters) for index in busy):
                return f"step {number}: there is no such lifter"
            if len(set(busy)) < len(busy):
                return f"step {number}: a lifter is listed twice"
            for weight, group in step:
                waiting[weight] -= 1
                if waiting[weight] < 0:
                    return f"step {number}: no box of {weight} is left to be lifted"
                if sum(lifters[index] for index in group) < weight:
                    return f"step {number}: the lifters are too weak for the box of {weight}"
        left = next((weight for weight in data["boxes"] if waiting[weight]), None)
        return "" if left is None else f"a box of {left} is not lifted"

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints."""
        return solve(data) or None

    def reference(self, sample: Sample) -> str:
        """Fill each step with the heaviest boxes and the weakest groups that can lift them."""
        return program(solve, sample.data, helpers=(greedy_plan, groups, plan))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Rules broken one by one, and what the released checker accepts."""
        steps = self.form.read(answer)
        lifters, limit = sample.data["lifters"], sample.data["limit"]
        yield from ((name, self.form.write(changed)) for name, changed in _spoiled(steps, lifters, limit))
        text = self.form.write(steps)
        yield "not numbered from 1", text.replace("Step 1:", "Step 0:")
        yield "missing step", text.partition("\n")[2]
        yield "broken brackets", text[:-1]
        yield "not whole", re.sub(r"\[([0-9])", r"[\1.5", text, count=1)
        yield "text behind", f"{text}\nAll boxes are lifted."
        yield (
            "one box a step",
            self.form.write([[(box, list(range(len(lifters))))] for step in steps for box, _ in step])
            + "\n".join(f"\nStep {len(sample.data['boxes']) + 1 + extra}: []" for extra in range(limit)),
        )

    def item(self, record: Any, question: str) -> Item:
        """Read boxes and lifters, and compute the released limit."""
        boxes, lifters = record["boxes"], record["lifters"]
        for name, values in (("boxes", boxes), ("lifters", lifters)):
            fine = isinstance(values, list) and all(type(value) is int and value > 0 for value in values)
            if not fine or not values:
                raise ValueError(f"{name!r} is not a list of positive integers")
        # The released loop does not end where a box is too heavy for all lifters together.
        limit = len(greedy_plan(boxes, lifters)) if max(boxes) <= sum(lifters) else len(boxes)
        return Item(data={"boxes": boxes, "lifters": lifters, "limit": limit})


def greedy_plan(boxes: list[int], lifters: list[int]) -> list[list[Lift]]:
    """The released plan: heaviest boxes first, lifters in their order until they suffice.

    All lifters together must be able to lift each box.
    """
    waiting = sorted(boxes, reverse=True)
    steps: list[list[Lift]] = []
    while waiting:
        free, later = list(range(len(lifters))), []
        step: list[Lift] = []
        for weight in waiting:
            if sum(lifters[index] for index in free) < weight:
                later.append(weight)
                continue
            group: list[int] = []
            while sum(lifters[index] for index in group) < weight:
                group.append(free.pop(0))
            step.append((weight, group))
        steps.append(step)
        waiting = later
    return steps


def groups(lifters: list[int]) -> list[tuple[int, int]]:
    """All groups of lifters from the weakest on: their capacity, and a bit for every lifter."""
    found = [(0, 0)]
    for index, most in enumerate(lifters):
        found += [(capacity + most, members | 1 << index) for capacity, members in found]
    return sorted(found[1:])


def least_steps(boxes: list[int], lifters: list[int]) -> int:
    """A lower bound: each box occupies at least the capacity of the weakest group that can lift it."""
    capacities = [capacity for capacity, _ in groups(lifters)]
    occupied = sum(next(most for most in capacities if most >= weight) for weight in boxes)
    return -(-occupied // sum(lifters))


def plan(boxes: list[int], lifters: list[int], limit: int) -> list[list[Lift]] | None:
    """Find a plan of at most `limit` steps, or None; not finding one proves nothing."""
    choices = groups(lifters)
    total = sum(lifters)
    least = {weight: next(most for most, _ in choices if most >= weight) for weight in boxes}
    # Only the first box of a step may waste more capacity than this, or one that takes all that is free.
    for waste in (0, 1, 2, 3, 5, 8, 12, 20, 30, 50, total):
        waiting = sorted(boxes, reverse=True)
        steps: list[list[Lift]] = []
        # Each box occupies at least the weakest group that can lift it; that must fit into what is left.
        while waiting and sum(least[weight] for weight in waiting) <= (limit - len(steps)) * total:
            step: list[Lift] = []
            later, taken, room = [], 0, total
            for weight in waiting:
                if weight > room:
                    later.append(weight)
                    continue
                capacity, members = next(
                    (capacity, members)
                    for capacity, members in choices
                    if capacity >= weight and not members & taken
                )
                if step and capacity - weight > waste and capacity != room:
                    later.append(weight)
                    continue
                taken |= members
                room -= capacity
                step.append((weight, [index for index in range(len(lifters)) if members >> index & 1]))
            steps.append(step)
            waiting = later
        if not waiting:
            return steps
    return None


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data; empty where none was found."""
    boxes, lifters, limit = data["boxes"], data["lifters"], data["limit"]
    if max(boxes) > sum(lifters):
        return ""
    steps = plan(boxes, lifters, limit) or greedy_plan(boxes, lifters)
    if len(steps) > limit:
        return ""
    return "\n".join(
        f"Step {number}: [{', '.join(f'({weight}, {group})' for weight, group in step)}]"
        for number, step in enumerate(steps, 1)
    )


def _is_step(value: Any) -> bool:
    """Whether a value is a step, not the pair of a weight and its lifters."""
    return isinstance(value, list) and (not value or isinstance(value[0], list))


def _pair(entries: list[tuple[str, Any]]) -> list[Any]:
    names = [name.lower() for name, _ in entries]
    if names not in (["box", "lifters"], ["weight", "lifters"]):
        raise ValueError("an object is not a box with its lifters")
    return [value for _, value in entries]


def _lift(entry: Any) -> Lift:
    if not isinstance(entry, list) or len(entry) != 2:
        raise AnswerError("a step is not a list of pairs of a weight and a list of lifters")
    weight, group = entry[0], entry[1] if isinstance(entry[1], list) else [entry[1]]
    if not all(type(number) is int for number in (weight, *group)):
        raise AnswerError("a weight or a lifter is not an integer")
    return weight, group


def _spoiled(
    steps: list[list[Lift]], lifters: list[int], limit: int
) -> Iterator[tuple[str, list[list[Lift]]]]:
    """Plans next to a right one that are certainly wrong, each with the name of what was done."""
    at = next(place for place, step in enumerate(steps) if step)
    (weight, group), *others = steps[at]
    count = len(lifters)
    for name, lifts in (
        ("missing box", []),
        ("box lifted twice", [(weight, group), (weight, [])]),
        ("wrong weight", [(weight + 1, group)]),
        ("wrong weight", [(-weight, group)]),
        ("negative lifter", [(weight, [index - count for index in group])]),
        ("lifter that is not there", [(weight, [index + count for index in group])]),
        ("repeated lifter", [(weight, [*group, group[0]])]),
        ("the same lifter from both ends", [(weight, [*group, group[0] - count])]),
        ("no lifter", [(weight, [])]),
    ):
        yield name, [*steps[:at], [*lifts, *others], *steps[at + 1 :]]
    yield "box lifted twice", [*steps, [(weight, group)]]
    yield "surplus steps", [*steps, *[[] for _ in range(limit + 1 - len(steps))]]
    yield "swapped parts", [[(group[0], [weight, *group[1:]]), *others], *steps[at + 1 :]]
    for place, step in enumerate(steps):
        if len(step) > 1:
            (first, hands), (second, more), *rest = step
            both: list[Lift] = [(first, hands), (second, [*more, hands[0]]), *rest]
            yield "a lifter lifts two boxes", [*steps[:place], both, *steps[place + 1 :]]
    tight = [index for index in group if sum(lifters[one] for one in group) - lifters[index] < weight]
    for index in tight:
        weaker = (weight, [one for one in group if one != index])
        yield "lifters too weak", [*steps[:at], [weaker, *others], *steps[at + 1 :]]
    joined = [lift for step in steps for lift in step]
    if sum(len(hands) for _, hands in joined) > count:
        yield "all in one step", [joined]
