"""Rectangle count: how many outlines of rectangles were drawn into a picture of signs.

Rules: an outline is at least three cells wide and high, and one cell thick; # stands where one outline
runs, a full block where two do, and never do more.

Levels: the number of outlines, up to 15. The curriculum goes up to 25, but most of such pictures have no
definite answer. It names the most only; here there are more than half of it. The picture of 80 x 80 cells
is smaller where there are fewer outlines.

Labels: two sets of outlines can make the same picture. A wide one and a high one that cross at four
places look exactly like four that touch there, and with ten outlines every third picture is of this kind.
Each picture is taken apart by a search of ours, and is asked only where all ways to do so have as many
outlines as Reasoning-Gym says. The original checker gives most of the credit for numbers nearby; here the
number counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import IntegerForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class RectangleCount(ReasoningGymTask[int]):
    """Count outlines."""

    id = "reasoning-gym/rectangle_count"
    version = "1"
    name = "rectangle_count"
    levels = ladder(
        {"max_rectangles": 5, "width": 24, "height": 16},
        {"max_rectangles": 7, "width": 40, "height": 24},
        {"max_rectangles": 10, "width": 60, "height": 40},
        {"max_rectangles": 12, "width": 80, "height": 60},
        {"max_rectangles": 15, "width": 80, "height": 80},
    )
    form = IntegerForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The rows of the picture, without the blanks at their ends."""
        data = {"rows": [row.rstrip() for row in entry.metadata["puzzle"].rstrip().split("\n")]}
        if 2 * int(str(entry.answer)) <= entry.metadata["difficulty"]["max_rectangles"]:
            return None
        return data if counts(data["rows"], 60) == [int(str(entry.answer))] else None

    def wording(self, question: str) -> str:
        """Without the order to write nothing but the number."""
        question = question.replace(
            "Your output should be a single number, representing the total count of rectangles.\n\n", ""
        )
        return question.replace("Now, it's your turn. ", "")

    def advice(self, data: dict[str, Any]) -> str:
        """What counts as a rectangle."""
        right = int(solve(data))
        return (
            "Each rectangle was drawn as an outline of at least 3 x 3 cells, one cell thick: # is a cell "
            "where one outline runs, a full block a cell where two outlines run. Count the outlines that "
            "were drawn; areas that several outlines enclose together are no rectangles of their own. Blank "
            "rows at the end are not shown. Give the number, for example "
            f"<<<{right + 3 if right % 2 else right - 1}>>>."
        )

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One number is right."""
        return "" if value == int(solve(data)) else "it is not the number of rectangles"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Take the picture apart."""
        return program(solve, sample.data, helpers=(outlines, counts))


def outlines(rows: list[str]) -> list[int]:
    """All outlines that run over drawn cells only, each as a number whose bits are its cells.

    Args:
        rows: The picture, rows of one length.
    """
    width = len(rows[0])
    # How far a line of drawn cells goes on to the right and down.
    wide = [[0] * (width + 1) for _ in range(len(rows) + 1)]
    deep = [[0] * (width + 1) for _ in range(len(rows) + 1)]
    for row in reversed(range(len(rows))):
        for column in reversed(range(width)):
            if rows[row][column] != " ":
                wide[row][column] = wide[row][column + 1] + 1
                deep[row][column] = deep[row + 1][column] + 1
    found = []
    for top in range(len(rows)):
        starts = [column for column in range(width) if deep[top][column] > 2]
        for start in starts:
            for right in starts:
                if not start + 2 <= right < start + wide[top][start]:
                    continue
                length = right - start + 1
                for bottom in range(top + 2, top + min(deep[top][start], deep[top][right])):
                    if wide[bottom][start] >= length:
                        line = ((1 << length) - 1) << start
                        cells = line << (top * width) | line << (bottom * width)
                        for row in range(top + 1, bottom):
                            cells |= (1 << start | 1 << right) << (row * width)
                        found.append(cells)
    return found


def counts(rows: list[str], most: int) -> list[int] | None:
    """How many outlines make the picture: the number, or two of the numbers that are possible.

    Args:
        rows: The picture.
        most: How often to try several outlines for one cell.

    Returns:
        The numbers, sorted; None where that was not enough.
    """
    width = max(map(len, rows))
    rows = [row.ljust(width) for row in rows]
    signs = "".join(rows)
    single = sum(1 << place for place, sign in enumerate(signs) if sign != " ")
    double = sum(1 << place for place, sign in enumerate(signs) if sign == "\u2588")
    waiting = [(single, double, 0, outlines(rows))]
    found = set()
    while waiting:
        # Bits of cells where an outline is still wanted, and where another one is.
        single, double, number, fitting = waiting.pop()
        forced = [0]
        while single and forced:
            fitting = [cells for cells in fitting if not cells & ~single]
            once = twice = 0
            for cells in fitting:
                once, twice = once | cells, twice | once & cells
            # A cell that one outline alone can reach needs it.
            forced = [] if single & ~once else [cells for cells in fitting if cells & ~twice]
            for cells in forced:
                if cells & ~single:
                    forced = []
                    fitting = []
                    break
                single, double, number = single & ~cells | double & cells, double & ~cells, number + 1
        if not single:
            found.add(number)
            if len(found) > 1:
                break
            continue
        cell = single & -single
        several = [cells for cells in fitting if cells & cell]
        most -= len(several) > 0
        if most < 0:
            return None
        for cells in several:
            rest = single & ~cells | double & cells
            waiting.append((rest, double & ~cells, number + 1, fitting))
    return sorted(found)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str((counts(data["rows"], 60) or [0])[0])
