"""Standard sudoku: fill a 9 x 9 grid such that rows, columns and boxes hold every digit once.

Rules: the usual ones; given digits stay. Every grid has exactly one solution, which is proved when it is
made: a digit is taken away only if no other digit fits in its place.

Levels: how many digits are given. The official release has 26 to 30 of them; level 3 and level 4 are there,
level 5 goes below. All levels have far more grids than can be asked.

Provenance: SymBench (CodeSteer), `standard_sudoku/sample_<n>`. Nothing is wrong with the official items,
each of which has one solution. The released checker reads nested lists in JSON only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import MOST_CHARS, AnswerError, GridForm, shaped
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask
from r1ci_symbench.latin import completions, lines_of, peers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_LINES = lines_of(9, 3)
_PEERS = peers_of(_LINES, 81)

_AT_ONCE = 30
"""So many digits can nearly always be taken away together."""


class StandardSudokuLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a sudoku.

    Attributes:
        given: How many digits are given, the least and the most.
    """

    given: tuple[int, int]


class SudokuForm(GridForm):
    """A grid of digits, also as 81 digits in a row, or drawn with ruled lines between the boxes."""

    def read(self, text: str) -> list[list[str]]:
        """Read a grid; what can be brought into nine rows of nine comes in this shape."""
        if len(text) > MOST_CHARS:
            raise AnswerError(f"the answer is longer than {MOST_CHARS} characters")
        lines = [line for line in text.splitlines() if not _is_ruled(line.strip())]
        rows = super().read("\n".join(lines))
        if len(rows) == len(rows[0]) == 1 and len(rows[0][0]) == 81:
            rows = [list(rows[0][0])]
        return shaped(rows, 9, 9) or rows

    def renderings(self, value: list[list[str]]) -> Iterator[str]:
        """As of any grid, 81 digits in a row, a drawing with boxes, a table."""
        yield from super().renderings(value)
        yield "".join("".join(row) for row in value)
        drawn = [" | ".join(" ".join(row[left : left + 3]) for left in (0, 3, 6)) for row in value]
        yield "\n------+-------+------\n".join("\n".join(drawn[top : top + 3]) for top in (0, 3, 6))
        head, *body = [f"| {' | '.join(row)} |" for row in value]
        yield "\n".join([head, "|---" * 9 + "|", *body])


class StandardSudoku(SymBenchTask[StandardSudokuLevel, list[list[str]]]):
    """Solve a sudoku."""

    id = "symbench/standard_sudoku"
    version = "1"
    levels = (
        StandardSudokuLevel(given=(38, 42)),
        StandardSudokuLevel(given=(32, 35)),
        StandardSudokuLevel(given=(28, 30)),
        StandardSudokuLevel(given=(26, 27)),
        StandardSudokuLevel(given=(24, 25)),
    )
    form = SudokuForm(numeric=True, joined=True)
    unique_answer = True
    slow_to_generate = True
    folder = "standard_sudoku"

    def generate(self, rng: Rng, level: StandardSudokuLevel) -> Sample:
        """Take digits away from a full grid while one solution remains, until few enough are left."""
        target = rng.between(*level.given)
        while True:
            grid = thinned(full_grid(rng), rng, target)
            if grid is not None:
                rows = [grid[start : start + 9] for start in range(0, 81, 9)]
                return self.sample({"grid": rows}, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the grid and the rules."""
        grid = "\n".join(" ".join(str(digit or ".") for digit in row) for row in data["grid"])
        return (
            "Here is a sudoku: a grid of 9 rows and 9 columns. Some digits are given; a full stop marks an "
            f"empty cell:\n\n{grid}\n\n"
            "Put a digit from 1 to 9 into every empty cell such that each row, each column and each box "
            "holds every digit from 1 to 9 exactly once. The boxes are the nine blocks of 3 x 3 cells that "
            "the grid divides into: rows 1 to 3, 4 to 6 or 7 to 9, and columns 1 to 3, 4 to 6 or 7 to 9. "
            "The given digits stay where they are.\n\n"
            "Give the whole grid, with the given digits, as a list of rows from the top, each row as a list "
            "of its digits from the left. For a grid of four rows with boxes of 2 x 2 cells, for example, "
            "the answer could be <<<[[1, 2, 3, 4], [3, 4, 1, 2], [2, 1, 4, 3], [4, 3, 2, 1]]>>>."
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """All cells are filled, the given ones as they were, and no line holds a digit twice."""
        rows = shaped(value, 9, 9)
        if rows is None:
            return "it is not a grid of 9 x 9 digits"
        grid = [cell for row in rows for cell in row]
        if any(len(cell) != 1 or cell not in "123456789" for cell in grid):
            return "a cell is no digit from 1 to 9"
        givens = [str(digit) for row in data["grid"] for digit in row]
        for place, (given, cell) in enumerate(zip(givens, grid, strict=True)):
            if given not in ("0", cell):
                return f"the given {given} in row {place // 9 + 1}, column {place % 9 + 1} has changed"
        for name, lines in (("row", _LINES[:9]), ("column", _LINES[9:18]), ("box", _LINES[18:])):
            for line in lines:
                if len({grid[cell] for cell in range(81) if line >> cell & 1}) != 9:
                    return f"a {name} holds a digit twice"
        return ""

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints."""
        return solve(data) or None

    def reference(self, sample: Sample) -> str:
        """Search with what follows at once from each digit."""
        return program(solve, sample.data, helpers=(lines_of, peers_of, completions))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """As of any grid, and grids that keep to all rules but one."""
        yield from super().mutations(sample, answer)
        grid = self.form.read(answer)
        givens = sample.data["grid"]
        yield "empty cells", str(givens)
        # Each of these keeps rows, columns and boxes in order, and moves a given digit.
        one, two = sorted(str(digit) for digit in {digit for row in givens for digit in row} - {0})[:2]
        other = {one: two, two: one}
        exchanged = [[other.get(digit, digit) for digit in row] for row in grid]
        yield "given digits changed", self.form.write(exchanged)
        yield "given digits changed", self.form.write(grid[3:6] + grid[:3] + grid[6:])
        # This one keeps rows and columns in order, but not boxes.
        yield "boxes ignored", str([[(row + column) % 9 + 1 for column in range(9)] for row in range(9)])
        yield "repeated parts", self.form.write([grid[0]] * 9)

    def item(self, record: Any, question: str) -> Item:
        """Read the grid and its solution."""
        return Item(
            data={"grid": _digits(record["puzzle"], 0)},
            stored=str(_digits(record["solution"], 1)),
            question=question,
        )


def full_grid(rng: Rng) -> list[int]:
    """A random full grid: the boxes on the diagonal do not see each other, so any digits go there."""
    grid = [0] * 81
    for box in range(3):
        digits = list(range(1, 10))
        rng.shuffle(digits)
        for place, digit in enumerate(digits):
            grid[(3 * box + place // 3) * 9 + 3 * box + place % 3] = digit
    return completions(grid, 9, _LINES, _PEERS, 1)[0]


def thinned(grid: list[int], rng: Rng, target: int) -> list[int] | None:
    """Take digits away in random order, but none that another digit could replace.

    Args:
        grid: A full grid.
        rng: Draws the order.
        target: How many digits shall be left.

    Returns:
        The grid, or None where more digits than `target` are needed for one solution.
    """
    order = list(range(81))
    rng.shuffle(order)
    bare = list(grid)
    for cell in order[:_AT_ONCE]:
        bare[cell] = 0
    if len(completions(bare, 9, _LINES, _PEERS, 2)) == 1:
        grid, order = bare, order[_AT_ONCE:]
    left = 81 - grid.count(0)
    for cell in order:
        if left == target:
            break
        digit, grid[cell] = grid[cell], 0
        if completions(grid, 9, _LINES, _PEERS, 1, (cell, digit)):
            grid[cell] = digit
        else:
            left -= 1
    return grid if left == target else None


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data; empty where there is none."""
    lines = lines_of(9, 3)
    givens = [digit for row in data["grid"] for digit in row]
    found = completions(givens, 9, lines, peers_of(lines, 81), 1)
    return str([grid[start : start + 9] for grid in found for start in range(0, 81, 9)]) if found else ""


def _is_ruled(line: str) -> bool:
    signs = set(line)
    return bool(signs & set("-=")) and signs <= set("-=+|: ")


def _digits(rows: Any, least: int) -> list[list[int]]:
    grid = [list(row) for row in rows]
    cells = [cell for row in grid for cell in row]
    if len(grid) != 9 or any(len(row) != 9 for row in grid):
        raise ValueError("a grid does not have 9 rows of 9 cells")
    if not all(type(cell) is int and least <= cell <= 9 for cell in cells):
        raise ValueError(f"a cell is no digit from {least} to 9")
    return grid
