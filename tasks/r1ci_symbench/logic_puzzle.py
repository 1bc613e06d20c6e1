"""Logic puzzle: select different numbers of a grid such that every row and column keeps to a rule.

Rules: exactly as many cells as asked, no cell and no number twice, the top right cell among them, in any
order; by the sum rule, the selected numbers of each row and column add up to at most a bound; by the product
rule, their product is greater than 0 in each row and column that has one. Cells are counted from 0. Every
valid selection is accepted.

Levels: the official release has the sum rule on grids of 2 and 3 rows, and the product rule on grids of 4 to
10 rows with 6 to 25 numbers to select, some of which are easy: any different positive numbers will do. Of
ours none is. By the product rule, there are fewer different positive numbers than are asked for, so negative
ones must be found that are even in number in each row and column. By the sum rule, the bound is the least for
which there is a selection, and taking one cell after the other fails, in the order of the grid and in the
order of their numbers; in a random order it succeeds on every second try at level 1, and on every third at
level 2. Level 4 is at the upper end of the official release; level 5 has grids of 12 rows and
asks for more than 30 numbers. All levels have far more grids than can be asked.

Provenance: SymBench (CodeSteer), `logic_puzzle_dataset/sample_<n>`. 27 of 200 stored selections break the
rule of their question, and 24 of these questions have no answer. The released question also counts cells from
1, and asks for the top right number first, which its own answers do not heed. The released checker looks
neither for cells outside the grid nor for repeated ones, different numbers or the top right cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import CellsForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask
from r1ci_symbench.logic_puzzle_search import negative_cycles, select_by_products, select_by_sums

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

Cell = tuple[int, int]


class LogicPuzzleLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a grid.

    Attributes:
        size: Rows and columns.
        highest: The largest number; by the product rule, there are negative ones down to its opposite.
        picks: By the sum rule, how many numbers are to be selected; 0 for the product rule only.
        cycles: By the product rule, how many negative numbers are in each set that is hidden in the grid;
            empty for the sum rule only.
    """

    size: int
    highest: int
    picks: int = 0
    cycles: tuple[int, ...] = ()


class LogicPuzzle(SymBenchTask[LogicPuzzleLevel, list[Cell]]):
    """Select numbers of a grid."""

    id = "symbench/logic_puzzle"
    version = "1"
    levels = (
        LogicPuzzleLevel(size=3, highest=6, picks=4),
        LogicPuzzleLevel(size=4, highest=8, picks=6, cycles=(4,)),
        LogicPuzzleLevel(size=7, highest=14, cycles=(4,)),
        LogicPuzzleLevel(size=10, highest=20, cycles=(4, 4)),
        LogicPuzzleLevel(size=12, highest=24, cycles=(6, 4, 4)),
    )
    form = CellsForm()
    folder = "logic_puzzle_dataset"

    def generate(self, rng: Rng, level: LogicPuzzleLevel) -> Sample:
        """Draw a grid for one of the level's rules, and make sure that it has a selection."""
        by_sum = bool(level.picks) and (not level.cycles or rng.chance(1, 2))
        data = tight_sums(rng, level) if by_sum else hidden_products(rng, level)
        return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the grid, the rule, and how cells are counted."""
        grid, count = data["grid"], data["count"]
        size = len(grid)
        lines = "\n".join(", ".join(map(str, row)) for row in grid)
        if data["rule"] == "sum":
            rule = (
                "In each row and in each column, the selected numbers must add up to "
                f"{data['most']} or less; a row or column without selected numbers adds up to 0."
            )
        else:
            rule = (
                "In each row and in each column that has selected numbers, their product must be greater "
                "than 0; a single selected number is its own product. Rows and columns without selected "
                "numbers do not matter."
            )
        return (
            f"Here is a grid of {size} rows and {size} columns; each cell holds an integer:\n\n{lines}\n\n"
            f"Select exactly {count} cells of this grid. Their numbers must all be different: no two "
            "selected cells may hold the same number. The cell in the top right corner, which holds "
            f"{grid[0][-1]}, must be one of the selected cells. {rule}\n\n"
            "Give the selected cells in any order: each as row and column, parted by a blank, and the cells "
            "parted by commas. Rows are counted from 0 at the top, columns from 0 at the left. For a "
            "selection of two cells in a grid of three rows, for example, the answer could be "
            "<<<0 2, 1 0>>>."
        )

    def fault(self, data: dict[str, Any], value: list[Cell]) -> str:
        """Number and place of the cells, then different numbers, then the rule."""
        grid = data["grid"]
        size = len(grid)
        for row, column in value:
            if not (0 <= row < size and 0 <= column < size):
                return f"the cell {row} {column} is not in the grid"
        if len(set(value)) != len(value):
            return "a cell is listed twice"
        if len(value) != data["count"]:
            return f"there are {len(value)} cells, not {data['count']}"
        if (0, size - 1) not in value:
            return "the top right cell is missing"
        if len({grid[row][column] for row, column in value}) != len(value):
            return "a number is selected twice"
        for line in range(size):
            across = [grid[row][column] for row, column in value if row == line]
            down = [grid[row][column] for row, column in value if column == line]
            for name, numbers in (("row", across), ("column", down)):
                if data["rule"] == "sum":
                    if sum(numbers) > data["most"]:
                        return f"the numbers of {name} {line} add up to more than {data['most']}"
                elif 0 in numbers or sum(number < 0 for number in numbers) % 2:
                    return f"the product of {name} {line} is not greater than 0"
        return ""

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints."""
        return solve(data) or None

    def reference(self, sample: Sample) -> str:
        """Search: numbers from the largest down, or sums of cycles of negative numbers."""
        helpers = (select_by_sums, negative_cycles, select_by_products)
        return program(solve, sample.data, helpers=helpers)

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """As of any list of places, and in other orders."""
        yield from super().renderings(sample, answer)
        cells = self.form.read(answer)
        yield self.form.write(cells[::-1])
        yield str(sorted(cells))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Each change breaks a rule for certain: there are other right selections beside this one."""
        cells = self.form.read(answer)
        grid: list[list[int]] = sample.data["grid"]
        size, corner = len(grid), (0, len(grid) - 1)
        kept = [cell for cell in cells if cell != corner]
        numbers = {cell: grid[cell[0]][cell[1]] for cell in cells}
        others = [
            (row, column) for row in range(size) for column in range(size) if (row, column) not in cells
        ]
        wrong: list[tuple[str, list[Cell]]] = [
            ("missing part", cells[:-1]),
            ("top right cell left out", [*kept, others[0]]),
            ("extra part", [*cells, others[0]]),
            ("repeated parts", [*cells, cells[-1]]),
            ("repeated parts", [corner, *kept[:-1], corner]),
            ("repeated parts", [(0, 0)] * len(cells)),
            ("off the grid", [(99, 99)] * len(cells)),
            ("off the grid", [corner, *kept[:-1], (size, 0)]),
            ("off the grid", [corner, *kept[:-1], (0, -1)]),
            ("counted from 1", [(row + 1, column + 1) for row, column in cells]),
        ]
        if (size - 1, 0) not in cells:
            wrong.append(("rows and columns exchanged", [(column, row) for row, column in cells]))
        for out, cell in ((out, cell) for out in kept for cell in others):
            number = grid[cell[0]][cell[1]]
            rest = [other for other in cells if other != out]
            if number in {numbers[other] for other in rest}:
                wrong.append(("number selected twice", [*rest, cell]))
            elif sample.data["rule"] == "sum":
                row = number + sum(numbers[other] for other in rest if other[0] == cell[0])
                if row > sample.data["most"]:
                    wrong.append(("rule broken", [*rest, cell]))
            elif number < 0 < numbers[out]:  # an odd number of negative numbers in its row
                wrong.append(("rule broken", [*rest, cell]))
        seen: dict[str, int] = {}
        for name, listed in wrong:
            seen[name] = seen.get(name, 0) + 1
            if seen[name] <= 3:
                yield name, self.form.write(listed)
        yield "numbers, not cells", ", ".join(map(str, numbers.values()))
        yield "wrong type", self.form.write(cells).replace(" ", ".5 ", 1)

    def item(self, record: Any, question: str) -> Item:
        """Read the grid, the rule and the stored selection, which tells how many numbers are asked for."""
        grid = [list(row) for row in record["grid"]]
        numbers = [number for row in grid for number in row]
        if not 2 <= len(grid) <= 30 or any(len(row) != len(grid) for row in grid):
            raise ValueError("'grid' is not square, too small or too large")
        if not all(type(number) is int for number in numbers):
            raise TypeError("a cell of 'grid' is no integer")
        cells = [(int(row), int(column)) for row, column in record["solution"]]
        data = {"grid": grid, "count": len(cells)}
        kind = record["constraints"]["type"]
        if kind == "sum_le_4" and min(numbers) > 0:
            data |= {"rule": "sum", "most": 4}
        elif kind == "product_gt_0":
            data |= {"rule": "product"}
        else:
            raise ValueError(f"the rule {kind!r} is not known, or not for these numbers")
        return Item(data=data, stored=self.form.write(cells), question=question)


def tight_sums(rng: Rng, level: LogicPuzzleLevel) -> dict[str, Any]:
    """A grid for the sum rule, with the least bound for which there is a selection."""
    size, picks = level.size, level.picks
    cells = [(row, column) for row in range(size) for column in range(size)]
    while True:
        grid = [[rng.between(1, level.highest) for _ in range(size)] for _ in range(size)]
        if len({number for line in grid for number in line}) < picks:
            continue
        most = max(grid[0][-1], picks)
        while not select_by_sums(grid, picks, most):
            most += 1
        in_order = sorted(cells, key=lambda cell: grid[cell[0]][cell[1]])
        if max(taken_in_turn(grid, order, most) for order in (cells, in_order)) < picks:
            return {"grid": grid, "count": picks, "rule": "sum", "most": most}


def taken_in_turn(grid: list[list[int]], order: list[Cell], most: int) -> int:
    """How many cells are selected if the top right one is, and then each in turn that the rules allow."""
    across, down = [0] * len(grid), [0] * len(grid)
    seen: set[int] = set()
    for row, column in [(0, len(grid) - 1), *order]:
        number = grid[row][column]
        if number not in seen and max(across[row], down[column]) + number <= most:
            seen.add(number)
            across[row] += number
            down[column] += number
    return len(seen)


def hidden_products(rng: Rng, level: LogicPuzzleLevel) -> dict[str, Any]:
    """A grid for the product rule: cycles of different negative numbers are hidden among the others."""
    size = level.size
    corner = (0, size - 1)
    on_cycle = rng.chance(1, 3)
    while True:
        planted: list[Cell] = []
        for length in level.cycles:
            rows = rng.sample(range(size), length // 2)
            columns = rng.sample(range(size), length // 2)
            turned = [*columns[1:], columns[0]]
            planted += zip([*rows, *rows], [*columns, *turned], strict=True)
        if len(set(planted)) == len(planted) and (corner in planted) == on_cycle:
            break
    hidden = dict(zip(planted, rng.sample(range(1, level.highest + 1), len(planted)), strict=True))
    grid = []
    for row in range(size):
        grid.append([rng.between(1, level.highest) for _ in range(size)])
        for column in range(size):
            if (row, column) in hidden:
                grid[row][column] = -hidden[row, column]
            elif (row, column) != corner and rng.chance(1, 4):
                grid[row][column] *= -1
    positive = {number for line in grid for number in line if number > 0}
    return {"grid": grid, "count": len(positive) + len(planted) - rng.below(3), "rule": "product"}


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data, the top right cell first; empty where there is none."""
    if data["rule"] == "sum":
        picked = select_by_sums(data["grid"], data["count"], data["most"])
    else:
        picked = select_by_products(data["grid"], data["count"])
    return ", ".join(f"{row} {column}" for row, column in picked)
