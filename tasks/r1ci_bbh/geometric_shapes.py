"""Geometric shapes: name the shape that an SVG path draws.

Rules: what counts is the drawing, not the order of its strokes. A point where an outline goes straight on is
no corner. A kite has two pairs of sides of one length that meet; a trapezoid has two parallel sides; a sector
is cut out of a disc by two of its radii.

Levels: the official paths have several strokes in their order, with ten or eleven options; that is level 3.
Level 1 has one stroke and four options, level 2 two strokes and six options. On levels 4 and 5 strokes come
in any order and direction; on level 5 lines are cut in two as well, so that counting them does not help.

Provenance: BIG-Bench-Hard, `geometric_shapes.json`. In 50 official items two options are right, of which one
is stored: all 25 circles are stored as ellipses, and all 25 rectangles as trapezoids. They alone have eleven
options, so that the number of options gives the stored answer away. Of two stored heptagons one of the seven
points is no corner, so that hexagon is as right. Both letters count, and these items are `ambiguous` (52).
A question of ours has a circle or an ellipse among its options, never both, and a rectangle or a trapezoid;
which of the two is drawn before the answer.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from r1ci_bbh.base import QUIRK, Item
from r1ci_bbh.choice import ChoiceTask
from r1ci_bbh.official import LETTERS, Row
from r1ci_bbh.shape_paths import CORNERS, drawn, halved, written
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Dialect, Sample

_PATH = re.compile(r'<path d="([^"]+)"/>')


class GeometricShapesLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a path.

    Attributes:
        options: How many options there are.
        runs: In how many strokes it is drawn at the most.
        mixed: Whether the strokes come in any order and direction.
        halved: How many lines are cut in two.
    """

    options: int
    runs: int = 1
    mixed: bool = False
    halved: int = 0


class GeometricShapes(ChoiceTask[GeometricShapesLevel]):
    """Name a shape."""

    id = "bbh/geometric_shapes"
    version = "1"
    levels = (
        GeometricShapesLevel(options=4),
        GeometricShapesLevel(options=6, runs=2),
        GeometricShapesLevel(options=10, runs=4),
        GeometricShapesLevel(options=10, runs=8, mixed=True),
        GeometricShapesLevel(options=10, runs=14, mixed=True, halved=7),
    )
    quirks = QUIRK

    def generate(self, rng: Rng, level: GeometricShapesLevel) -> Sample:
        """Draw the options, one of them, and such a shape."""
        kinds = [rng.choice(("circle", "ellipse")), rng.choice(("rectangle", "trapezoid"))]
        options = rng.sample([*CORNERS, "kite", "line", "sector", *kinds], level.options)
        pieces = halved(rng, drawn(rng, rng.choice(options)), level.halved)
        path = written(rng, pieces, runs=rng.between(1, level.runs), mixed=level.mixed)
        return self.fresh({"path": path, "options": options}, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State the path, what counts, and the options."""
        options = "\n".join(f"({LETTERS[place]}) {text}" for place, text in enumerate(data["options"]))
        return (
            "Which shape does this SVG path draw? Its coordinates are rounded to two decimals.\n\n"
            f'<path d="{data["path"]}"/>\n\n'
            "Only the finished drawing counts, not the order of its strokes, and a point where an outline "
            "goes straight on is no corner. A kite has two pairs of sides of the same length that meet; a "
            "sector is cut out of a disc by two of its radii.\n\n"
            f"Options:\n{options}"
        )

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Geometry."""
        if "path" not in sample.data:
            return None
        return program(
            solve,
            sample.data,
            helpers=(names_of, strokes_of, corners_of, polygon_names),
            imports=("import math", "import re"),
        )

    def official_item(self, row: Row, dialect: Dialect) -> Item:
        """Every option is right that names what is drawn."""
        item = super().official_item(row, dialect)
        found = _PATH.search(row.input)
        if found is None or item.options is None:
            raise ValueError("the question shows no path")
        names = names_of(found[1])
        others = [
            f"({letter})"
            for letter, text in zip(LETTERS, item.options, strict=False)
            if text in names and f"({letter})" not in item.keys
        ]
        if not others:
            return item
        keys = (*item.keys, *others)
        right = " and ".join(sorted(f"{key} {item.options[LETTERS.index(key[1])]}" for key in keys))
        return Item(
            text=item.text,
            keys=keys,
            options=item.options,
            flaws={**item.flaws, "ambiguous": f"{right} are both right"},
        )


def strokes_of(path: str) -> tuple[dict[Any, list[Any]], list[Any]]:
    """What a path draws: the ends of all lines by their starts, both ways, and its arcs with their radii."""
    numbers: list[float] = []
    lines: dict[Any, list[Any]] = {}
    arcs = []
    pen = (0.0, 0.0)
    for command, rest in re.findall(r"([MLA])([^MLA]*)", path):
        numbers = [float(text) for text in re.findall(r"-?[0-9.]+", rest)]
        to = (numbers[-2], numbers[-1])
        if command == "L":
            lines.setdefault(pen, []).append(to)
            lines.setdefault(to, []).append(pen)
        elif command == "A":
            arcs.append((pen, to, numbers[0], numbers[1]))
        pen = to
    return lines, arcs


def corners_of(lines: dict[Any, list[Any]]) -> tuple[list[Any], bool]:
    """The points where an outline turns or ends, in their order, and whether it is closed."""
    ends = [point for point, others in lines.items() if len(others) == 1]
    start = ends[0] if ends else next(iter(lines))
    order, before, here = [start], None, start
    while True:
        onward = [other for other in lines[here] if other != before]
        if not onward or onward[0] == start:
            break
        before, here = here, onward[0]
        order.append(here)
    corners = []
    for place, (x, y) in enumerate(order):
        (from_x, from_y), (to_x, to_y) = order[place - 1], order[(place + 1) % len(order)]
        one, other = (x - from_x, y - from_y), (to_x - x, to_y - y)
        turn = one[0] * other[1] - one[1] * other[0]
        if (x, y) in ends or abs(turn) > 0.02 * math.hypot(*one) * math.hypot(*other):
            corners.append((x, y))
    return corners, not ends


def polygon_names(corners: list[Any]) -> set[str]:
    """What a closed outline of straight sides can be called."""
    count = len(corners)
    names = {3: "triangle", 5: "pentagon", 6: "hexagon", 7: "heptagon", 8: "octagon"}
    if count != 4:
        return {names[count]} if count in names else set()
    sides = [
        (corners[(place + 1) % 4][0] - x, corners[(place + 1) % 4][1] - y)
        for place, (x, y) in enumerate(corners)
    ]
    lengths = [math.hypot(*side) for side in sides]
    same = [abs(lengths[place] - lengths[place - 1]) < 0.05 for place in range(4)]
    sines, cosines = [0.0] * 4, [0.0] * 4
    for place, (x, y) in enumerate(sides):
        (across_x, across_y), (next_x, next_y) = sides[place - 2], sides[place - 1]
        sines[place] = abs(x * across_y - y * across_x) / (lengths[place] * lengths[place - 2])
        cosines[place] = abs(x * next_x + y * next_y) / (lengths[place] * lengths[place - 1])
    found_names = set()
    if (same[0] and same[2]) or (same[1] and same[3]):
        found_names.add("kite")
    if min(sines) < 0.02:
        found_names.add("trapezoid")
    if max(cosines) < 0.02:
        found_names.add("rectangle")
    return found_names


def names_of(path: str) -> set[str]:
    """All names of what a path draws, as far as options have them."""
    lines, arcs = strokes_of(path)
    radii = {radius for arc in arcs for radius in arc[2:]}
    if not lines:
        return {"circle", "ellipse"} if len(radii) == 1 else {"ellipse"}
    corners, closed = corners_of(lines)
    if not arcs:
        return polygon_names(corners) if closed else {"line"} if len(corners) == 2 else set()
    # A sector: one turn between two lines that are as long as the radius of the arc.
    middle = [corner for corner in corners if len(lines[corner]) == 2]
    if closed or len(corners) != 3 or len(middle) != 1 or len(radii) != 1:
        return set()
    ends = [corner for corner in corners if corner not in middle]
    as_long = all(abs(math.dist(middle[0], end) - min(radii)) < 0.05 for end in ends)
    return {"sector"} if as_long else set()


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    names = names_of(data["path"])
    right = [place for place, text in enumerate(data["options"]) if text in names]
    if len(right) != 1:
        raise ValueError(f"{len(right)} options name what is drawn")
    return f"({chr(ord('A') + right[0])})"
