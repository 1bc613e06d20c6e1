"""Path planning: a polyline that enters required boxes and touches neither forbidden boxes nor walls.

Rules: the path joins the waypoints by straight segments, from the start exactly to the end. Boxes and
walls are closed: touching a boundary counts. All required boxes must be entered, and no forbidden one;
where the question states an order, there must be moments of the path, one after the other, in the
required boxes in this order (being in one of them earlier as well does no harm). Judged exactly, with the
decimal numbers as written. The official checker misses contact along edges and paths inside a box, and
never looks at the order.

Levels: boxes, required and forbidden ones, and whether the order counts. Boxes lie on a grid of 0.1, at
least 0.1 apart; a planner proves that each map has a path with a clearance of 0.05, and the straight line
from start to end never solves it. Every level has far more than millions of maps.

Provenance: SymBench (CodeSteer), whose 14 maps and 10 instructions are constants of its runner, here
`r1ci_symbench.path_plan_maps`; it stores neither answers nor questions. Of the official wording the material
at hand shows an order for instructions 1 and 2 only, so no order is asked of the others. Instruction 3
repeats instruction 0. The released runner often judges by the wrong instruction, and rejects lists of lists.
"""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.errors import TaskFault
from r1ci_bench.programs import program
from r1ci_bench.task import STRICT, Level, LoadOptions, Sample
from r1ci_symbench.base import Item, SymBenchTask
from r1ci_symbench.path_plan_maps import official_instructions, official_maps
from r1ci_symbench.path_plan_paths import MOST_WAYPOINTS, PathForm, Point, first_moment, stay

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from r1ci_bench.rng import Rng

_COLOURS = ("yellow", "red", "green", "blue", "pink", "purple", "orange", "brown", "white", "gray")
_DATASET = "_dataset"
_WALLS = {
    "left": ("-1.5", "-1.4", "-1.5", "1.5"),
    "right": ("1.4", "1.5", "-1.5", "1.5"),
    "lower": ("-1.5", "1.5", "-1.5", "-1.4"),
    "upper": ("-1.5", "1.5", "1.4", "1.5"),
}


class PathPlanLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a map.

    Attributes:
        boxes: How many boxes there are.
        required: How many of them must be entered.
        forbidden: How many others must not be touched.
        ordered: True where the required boxes must be entered in the given order.
        largest: The longest side of a box, in tenths; the shortest is 2 tenths.
    """

    boxes: int
    required: int
    forbidden: int
    ordered: bool
    largest: int


class PathPlan(SymBenchTask[PathPlanLevel, list[Point]]):
    """Plan a path among boxes."""

    id = "symbench/path_plan"
    version = "1"
    levels = (
        PathPlanLevel(boxes=4, required=1, forbidden=1, ordered=False, largest=9),
        PathPlanLevel(boxes=5, required=2, forbidden=1, ordered=False, largest=8),
        PathPlanLevel(boxes=7, required=3, forbidden=3, ordered=False, largest=7),
        PathPlanLevel(boxes=7, required=4, forbidden=3, ordered=True, largest=7),
        PathPlanLevel(boxes=10, required=5, forbidden=5, ordered=True, largest=6),
    )
    slow_to_generate = True
    form = PathForm()

    def generate(self, rng: Rng, level: PathPlanLevel) -> Sample:
        """Draw maps until one has a path with clearance that is not just the straight line."""
        while True:
            boxes = _draw_boxes(rng, level.boxes, level.largest)
            # Odd multiples of 0.05: on the planner's coarse grid, and never on the edge of a box.
            ends = [[5 * (2 * rng.between(-14, 13) + 1) for _ in range(2)] for _ in range(2)]
            colours = rng.sample(_COLOURS, level.boxes)
            chosen = rng.sample(colours, level.required + level.forbidden)
            start, end = ([_decimal(value) for value in point] for point in ends)
            data = {
                "boxes": {
                    colour: [_decimal(10 * side) for side in box]
                    for colour, box in zip(colours, boxes, strict=True)
                },
                "start": start,
                "end": end,
                "required": chosen[: level.required],
                "forbidden": chosen[level.required :],
                "ordered": level.ordered,
            }
            far = sum(abs(one - two) for one, two in zip(*ends, strict=True)) >= 100
            free = not any(_contains(box, point) for box in boxes for point in ends)
            if far and free and self.fault(data, [_point(start), _point(end)]) and plan_path(data, 8):
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """Show the map and say what the path must do."""
        boxes = "\n".join(f"- {colour}: ({', '.join(sides)})" for colour, sides in data["boxes"].items())
        walls = ", ".join(f"({', '.join(sides)})" for sides in _WALLS.values())
        required, forbidden = (", ".join(data[key]) for key in ("required", "forbidden"))
        if data["ordered"]:
            asked = (
                f"Enter these boxes in this order: {required}. (There must be moments of the path, one after "
                "the other, in the first box, in the second, and so on; passing through one of them earlier "
                "does no harm.)"
            )
        else:
            asked = f"Enter all of these boxes, in any order: {required}."
        avoided = f"Never touch these boxes: {forbidden}. " if forbidden else ""
        return (
            "Plan the path of a robot in the plane. Boxes and walls are rectangles with sides parallel to "
            "the axes, written as (x_start, x_end, y_start, y_end), boundary included.\n\n"
            f"Walls: {walls}\nBoxes:\n{boxes}\n"
            f"Start: ({', '.join(data['start'])})\nEnd: ({', '.join(data['end'])})\n\n"
            f"Instruction: {asked} {avoided}Never touch a wall. Boxes that are not named here may be "
            "crossed.\n\n"
            "The path is given by waypoints that are joined by straight segments; the first waypoint is "
            "exactly the start, the last one exactly the end. A box is entered, and a box or wall is "
            "touched, as soon as the path has one point in common with it, its boundary included. At most "
            f"{MOST_WAYPOINTS} waypoints, each number with at most 30 characters.\n\n"
            "Give the list of waypoints in the form <<<[(0, 0), (2.5, 3), (4, 3.75)]>>>."
        )

    def fault(self, data: dict[str, Any], value: list[Point]) -> str:
        """Every path that keeps to all the rules is right."""
        if len(value) < 2:
            return "a path needs at least two waypoints"
        if value[0] != _point(data["start"]):
            return "the first waypoint is not the start"
        if value[-1] != _point(data["end"]):
            return "the last waypoint is not the end"
        segments = list(pairwise(value))
        barriers = [(f"the {side} wall", corners) for side, corners in _WALLS.items()]
        barriers += [(f"the forbidden {colour} box", data["boxes"][colour]) for colour in data["forbidden"]]
        for name, corners in barriers:
            box = tuple(map(Fraction, corners))
            for number, segment in enumerate(segments, 1):
                if stay(segment, box):
                    return f"segment {number} touches {name}"
        moment = (0, Fraction(0))
        for colour in data["required"]:
            entered = first_moment(segments, tuple(map(Fraction, data["boxes"][colour])), moment)
            if entered is None:
                return f"the {colour} box is not entered{' in its turn' if data['ordered'] else ''}"
            if data["ordered"]:
                moment = entered
        return ""

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints."""
        path = solve(data)
        return None if path == "[]" else path

    def reference(self, sample: Sample) -> str:
        """Breadth-first search on a grid of 0.025 from one required box to the next."""
        imports = (
            "from collections import deque",
            "from fractions import Fraction",
            "from itertools import pairwise",
        )
        return program(solve, sample.data, helpers=(plan_path,), imports=imports)

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Waypoints less, more, beside themselves, in walls and forbidden boxes; the straight line."""
        data = sample.data
        path = self.form.read(answer)
        (start, *_, end), (x, y), little = path, path[0], Fraction(1, 10**9)
        yield from self.form.mutations(path)
        for name, changed in (
            ("only the start", [start]),
            ("start moved", [(x + little, y), *path[1:]]),
            ("end moved", [*path[:-1], (end[0], end[1] - little)]),
            ("beyond the end", [*path, (end[0] + little, end[1])]),
            ("in a wall", [start, (Fraction(0), Fraction(29, 20)), *path[1:]]),
            ("on the edge of a wall", [start, (Fraction(7, 5), y), *path[1:]]),
            ("around the walls", [start, (Fraction(0), Fraction(2)), *path[1:]]),
            ("too many waypoints", [start] * MOST_WAYPOINTS + path),
        ):
            yield name, self.form.write(changed)
        if start != end:
            yield "reversed", self.form.write(path[::-1])
        for colour in data["forbidden"]:
            left, right, low, high = map(Fraction, data["boxes"][colour])
            yield "on a forbidden corner", self.form.write([start, (left, low), *path[1:]])
            yield "along a forbidden edge", self.form.write([start, (right, low), (right, high), *path[1:]])
            middle = ((left + right) / 2, (low + high) / 2)
            yield "in a forbidden box", self.form.write([start, middle, *path[1:]])
        bounds = [sorted(ends) for ends in zip(start, end, strict=True)]
        boxes = [list(map(Fraction, data["boxes"][colour])) for colour in data["required"]]
        if any(
            box[2 * axis] > bounds[axis][1] or box[2 * axis + 1] < bounds[axis][0]
            for box in boxes
            for axis in (0, 1)
        ):
            yield "straight line", self.form.write([start, end])

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Give the 14 official maps with the 10 official instructions each.

        The release holds them in its program, not in files, so nothing of `source` is read. That each case
        can be solved is known, so no time is spent on it here.

        Raises:
            TaskFault: if `source` is not a root of the official data, so that a wrong folder is noticed.
        """
        if not any(source.glob(f"*{_DATASET}")):
            raise TaskFault(
                f"no official data in {source}: no folder is named *{_DATASET}",
                kind="no_data",
                hint="give the data set's root",
            )
        seen: set[str] = set()
        for number, scene in enumerate(official_maps(), 1):
            for index, instruction in enumerate(official_instructions()):
                item = self.item((*scene, instruction), "")
                question = self.pose(item.data)
                yield Sample(
                    question=question,
                    data=self._data(item, options),
                    provenance={"data": "symbench", "map": number, "instruction": index},
                    defects=("duplicate",) if question in seen else (),
                )
                seen.add(question)

    def item(self, record: Any, question: str) -> Item:
        """Make one item of a map and an instruction."""
        boxes, start, end, (required, forbidden, ordered) = record
        data = {"boxes": boxes, "start": start, "end": end}
        data |= {"required": list(required), "forbidden": list(forbidden), "ordered": ordered}
        return Item(data=data)


def plan_path(data: dict[str, Any], step: int) -> list[tuple[int, int]] | None:
    """Find a path through the required boxes in their order, in units of 1/80, or None.

    Args:
        data: A sample's data; its coordinates are multiples of 0.05.
        step: Distance of the grid's points in the same units. They lie half a step off its multiples, so that
            none is on the edge of a box whose coordinates are multiples.
    """

    def units(numbers: list[str]) -> list[int]:
        return [int(Fraction(number) * 80) for number in numbers]

    start, end = units(data["start"]), units(data["end"])
    edge = 112
    blocked: set[tuple[int, int]] = set()
    for left, right, lower, upper in (units(data["boxes"][colour]) for colour in data["forbidden"]):
        for x in range(left // step * step + step // 2, right + 1, step):
            blocked.update((x, y) for y in range(lower // step * step + step // 2, upper + 1, step))
    first, last = ((x // step * step + step // 2, y // step * step + step // 2) for x, y in (start, end))
    goals: list[list[int]] = [units(data["boxes"][colour]) for colour in data["required"]]
    goals.append([last[0], last[0], last[1], last[1]])
    path = [(start[0], start[1]), first]
    for goal in goals:
        came: dict[tuple[int, int], tuple[int, int]] = {path[-1]: path[-1]}
        queue = deque(came)
        found = None
        while queue and found is None:
            x, y = node = queue.popleft()
            if goal[0] <= x <= goal[1] and goal[2] <= y <= goal[3]:
                found = node
                break
            # Going on straight first keeps the number of corners low.
            back_x, back_y = came[node]
            ahead = ((x - back_x + x, y - back_y + y),) if came[node] != node else ()
            for following in (*ahead, (x + step, y), (x - step, y), (x, y + step), (x, y - step)):
                free = -edge < following[0] < edge and -edge < following[1] < edge
                if free and following not in came and following not in blocked:
                    came[following] = node
                    queue.append(following)
        if found is None:
            return None
        leg = [found]
        while came[leg[-1]] != leg[-1]:
            leg.append(came[leg[-1]])
        path += leg[-2::-1]
    path.append((end[0], end[1]))
    corners = path[:1]
    for point, after in pairwise(path[1:]):
        one = (point[0] - corners[-1][0], point[1] - corners[-1][1])
        two = (after[0] - point[0], after[1] - point[1])
        straight = one[0] * two[1] == one[1] * two[0] and one[0] * two[0] + one[1] * two[1] >= 0
        if not straight:
            corners.append(point)
    return [*corners, path[-1]]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    path = plan_path(data, 2) or []
    return str([(x / 80, y / 80) for x, y in path])


def _draw_boxes(rng: Rng, count: int, largest: int) -> list[tuple[int, int, int, int]]:
    """Boxes in tenths, at least one tenth from each other and from the walls."""
    boxes: list[tuple[int, int, int, int]] = []
    while len(boxes) < count:
        boxes = []
        for _ in range(20 * count):
            width, height = rng.between(2, largest), rng.between(2, largest)
            x, y = rng.between(-13, 13 - width), rng.between(-13, 13 - height)
            box = (x, x + width, y, y + height)
            if all(
                box[0] > other[1] or box[1] < other[0] or box[2] > other[3] or box[3] < other[2]
                for other in boxes
            ):
                boxes.append(box)
            if len(boxes) == count:
                break
    return boxes


def _contains(box: tuple[int, int, int, int], point: list[int]) -> bool:
    """Whether a box in tenths holds a point in hundredths."""
    return 10 * box[0] <= point[0] <= 10 * box[1] and 10 * box[2] <= point[1] <= 10 * box[3]


def _decimal(hundredths: int) -> str:
    sign = "-" if hundredths < 0 else ""
    whole, part = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{part:02d}".rstrip("0").rstrip(".")


def _point(numbers: list[str]) -> Point:
    return Fraction(numbers[0]), Fraction(numbers[1])
