"""2048: move one tile through a grid of tiles, step by step, and give the grid.

Rules, far simpler than those of the game of this name: one tile is chosen and takes one step after the
other, up, down, left or right. On an empty cell it moves there; on a tile of the same value both become one
tile of twice the value, which goes on moving; off the grid or on a tile of another value the step is
skipped. No other tile ever moves.

Levels: the official release has grids of 2 to 5 rows and as many steps, up to 6. The tile always exists and
the grid always changes; from level 2 on tiles meet their like, from level 3 on steps are skipped as well.
Every level has far more questions than can be asked.

Provenance: SymBench (CodeSteer), `2048_dataset/sample_<n>`. Half of the official questions choose an empty
cell, of which the question does not say what it means (`ambiguous`; the stored answers leave the grid as it
is), and in three quarters the answer is the grid that the question prints (`answer_shown`), in either
dialect. `empty-start` names the rule of the released checker: the released answer decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import asdict

from r1ci_bench.answers import GridForm, shaped
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Defect, LoadOptions, Sample

_WORDS = {"u": "up", "d": "down", "l": "left", "r": "right"}


class Tile2048Level(Level, frozen=True, kw_only=True):
    """Difficulty of a grid; each pair is the least and the most.

    Attributes:
        size: Rows and columns of the grid.
        tiles: How many tiles there are.
        values: How many different values tiles may have: 2, 4, 8, ...
        steps: How many steps are asked.
        merges: How often the tile meets its like, at least.
        skipped: How many steps are skipped, at least.
    """

    size: int
    tiles: tuple[int, int]
    values: int
    steps: tuple[int, int]
    merges: int = 0
    skipped: int = 0


class Tile2048(SymBenchTask[Tile2048Level, list[list[str]]]):
    """Move one tile."""

    id = "symbench/2048"
    version = "1"
    levels = (
        Tile2048Level(size=2, tiles=(2, 3), values=5, steps=(2, 3)),
        Tile2048Level(size=3, tiles=(3, 6), values=4, steps=(3, 4), merges=1),
        Tile2048Level(size=4, tiles=(5, 9), values=4, steps=(5, 7), merges=1, skipped=1),
        Tile2048Level(size=6, tiles=(10, 18), values=4, steps=(10, 14), merges=2, skipped=2),
        Tile2048Level(size=9, tiles=(22, 36), values=4, steps=(24, 32), merges=3, skipped=4),
    )
    form = GridForm(numeric=True)
    unique_answer = True
    folder = "2048_dataset"
    quirks: ClassVar[Mapping[str, str]] = {
        "empty-start": "a start on an empty cell is a question like any other; the released answer decides"
    }

    def generate(self, rng: Rng, level: Tile2048Level) -> Sample:
        """Draw tiles and steps until the steps do what the level asks for."""
        cells = [(row, column) for row in range(level.size) for column in range(level.size)]
        while True:
            places = rng.sample(cells, rng.between(*level.tiles))
            grid = [[0] * level.size for _ in range(level.size)]
            for row, column in places:
                grid[row][column] = 2 << rng.below(level.values)
            steps = "".join(rng.choice("udlr") for _ in range(rng.between(*level.steps)))
            data = {"grid": grid, "tile": [places[0][0] + 1, places[0][1] + 1], "moves": steps}
            after, merges, skipped = moved(data)
            if after != grid and merges >= level.merges and skipped >= level.skipped:
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the tiles, which of them moves, what a step does, and the steps."""
        grid, (row, column) = data["grid"], data["tile"]
        rows = "\n".join(" ".join(map(str, line)) for line in grid)
        steps = ", ".join(_WORDS[step] for step in data["moves"])
        empty = "If there is no tile, all cells stay as they are. " if not grid[row - 1][column - 1] else ""
        return (
            f"Here is a grid of {len(grid)} rows and {len(grid[0])} columns. Each number is a tile with this "
            f"value; 0 is an empty cell:\n\n{rows}\n\n"
            f"The tile in row {row}, column {column} moves; rows are counted from 1 at the top, columns from "
            f"1 at the left. All other tiles stay where they are. {empty}The moving tile takes these steps, "
            f"one after the other:\n\n{steps}\n\n"
            "Each step looks at the cell that lies next to the tile in the step's direction:\n"
            "- If that cell is empty, the tile moves there, and leaves an empty cell behind.\n"
            "- If a tile of the same value is there, the two become one tile of twice the value in that "
            "cell; the cell that the moving tile came from is empty, and the new tile is the one that takes "
            "the next step.\n"
            "- If a tile of another value is there, or the step leads out of the grid, nothing happens. The "
            "next step is tried all the same.\n\n"
            "Give the grid after the last step, as a list of rows. For a grid of one row, for example, the "
            "answer could be <<<[[0, 8, 0, 2]]>>>."
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One grid is right."""
        wanted = [[str(cell) for cell in row] for row in moved(data)[0]]
        height, width = len(wanted), len(wanted[0])
        # Without the count, the digits of a number could pass for cells.
        fitting = sum(map(len, value)) == height * width
        grid = shaped(value, height, width) if fitting else None
        if grid is None:
            return f"it is not a grid of {height} x {width} cells"
        for row, (cells, right) in enumerate(zip(grid, wanted, strict=True), 1):
            for column, (cell, number) in enumerate(zip(cells, right, strict=True), 1):
                if cell not in (number, f"{number}.0"):
                    return f"the cell in row {row}, column {column} is wrong"
        return ""

    def quirk_fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """The released answer decides, in whatever shape it is written."""
        cells = [cell for row in value for cell in row]
        stored = [cell for row in self.form.read(data["stored"]) for cell in row]
        return "" if cells == stored else "it is not the released answer"

    def defects(self, data: dict[str, Any], options: LoadOptions) -> set[Defect]:
        """Nothing moves, or nothing could."""
        found: set[Defect] = set()
        row, column = data["tile"]
        if moved(data)[0] == data["grid"]:
            found.add("answer_shown")
        if options.dialect == "official" and not data["grid"][row - 1][column - 1]:
            found.add("ambiguous")
        return found

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Take every step."""
        return program(solve, sample.data, helpers=(moved,))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the grids of other rules, and of other steps."""
        yield from super().mutations(sample, answer)
        data = sample.data
        right = moved(data)[0]
        row, column = data["tile"]
        blank = [list(line) for line in data["grid"]]
        blank[row - 1][column - 1] = 0
        others = {
            "echo of the grid": data["grid"],
            "without the last step": moved({**data, "moves": data["moves"][:-1]})[0],
            "without the first step": moved({**data, "moves": data["moves"][1:]})[0],
            "up for down, left for right": moved(
                {**data, "moves": data["moves"].translate(str.maketrans("udlr", "durl"))}
            )[0],
            "the tile is lost": blank,
            "all tiles moved": _slid(data["grid"], data["moves"]),
        }
        for name, grid in others.items():
            if grid != right:
                yield name, str(grid)

    def item(self, record: Any, question: str) -> Item:
        """Read the grid, the chosen cell and the steps."""
        grid, steps = record["grid"], record["moves"]
        row, column = record["start_pos"]
        width = len(grid[0])
        if not width or not all(len(line) == width for line in grid):
            raise ValueError("'grid' is not a rectangle")
        if not all(type(cell) is int and 0 <= cell < 1 << 40 for line in grid for cell in line):
            raise ValueError("'grid' has a cell that is no tile")
        if type(row) is not int or type(column) is not int:
            raise TypeError("'start_pos' is not a row and a column")
        if not (0 <= row < len(grid) and 0 <= column < width):
            raise ValueError("'start_pos' is not in the grid")
        if not isinstance(steps, str) or not set(steps) <= set(_WORDS):
            raise ValueError("'moves' is not a text of the letters u, d, l and r")
        if not isinstance(record["solution"], str):
            raise TypeError("'solution' is not a text")
        return Item(
            data={"grid": grid, "tile": [row + 1, column + 1], "moves": steps},
            stored=record["solution"],
            question=question,
        )


def moved(data: dict[str, Any]) -> tuple[list[list[int]], int, int]:
    """The grid after all steps, how often tiles met their like, and how many steps were skipped."""
    grid: list[list[int]] = [list(row) for row in data["grid"]]
    row, column = data["tile"][0] - 1, data["tile"][1] - 1
    merges = skipped = 0
    for step in data["moves"]:
        down, right = {"u": (-1, 0), "d": (1, 0), "l": (0, -1), "r": (0, 1)}[step]
        to, at = row + down, column + right
        value = grid[row][column]
        inside = 0 <= to < len(grid) and 0 <= at < len(grid[0])
        if not value or not inside or grid[to][at] not in (0, value):
            skipped += 1
            continue
        merges += grid[to][at] == value
        grid[to][at] += value
        grid[row][column] = 0
        row, column = to, at
    return grid, merges, skipped


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(moved(data)[0])


def _slid(grid: list[list[int]], steps: str) -> list[list[int]]:
    """The grid if every step were one of the game of this name, which slides all tiles to an edge."""
    for step in steps:
        lines = [list(line) for line in (grid if step in "lr" else zip(*grid, strict=True))]
        slid = []
        for line in lines:
            tiles = [cell for cell in (line if step in "lu" else reversed(line)) if cell]
            packed: list[int] = []
            while tiles:
                value = tiles.pop(0)
                if tiles and tiles[0] == value:
                    value += tiles.pop(0)
                packed.append(value)
            packed += [0] * (len(line) - len(packed))
            slid.append(packed if step in "lu" else packed[::-1])
        grid = slid if step in "lr" else [list(line) for line in zip(*slid, strict=True)]
    return grid
