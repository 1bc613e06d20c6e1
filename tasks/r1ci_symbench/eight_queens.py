"""Eight queens: complete a partly filled board to n queens that do not attack each other.

Rules: exactly n queens on an n x n board, no two in one row, column or diagonal, none on a forbidden
cell, and the queens that are given stay where they are. The answer lists all n queens, the given ones
among them, in any order; every valid completion is accepted. The official checker forgets the given
queens and the board's edges.

Levels: board size, given queens and forbidden cells. Boards are cut out of a random solution, so each has
one; the smallest level has more than a hundred thousand boards. One placement completes many of them: a
board of 6 rows has 4 at most, and on level 3 a placement chosen blindly is right on a fifth of the boards.

Provenance: SymBench (CodeSteer), `eight_queens_dataset/sample_<n>` and its variants of the same layout. Every
stored solution is right, and keeps the given queens; a few boards, the empty one above all, occur more than
once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import CellsForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample


class EightQueensLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a board; each pair is the least and the most.

    Attributes:
        size: Rows, columns and queens of the board.
        given: How many queens are already there.
        forbidden: How many cells are forbidden.
    """

    size: int
    given: tuple[int, int]
    forbidden: tuple[int, int]


class EightQueens(SymBenchTask[EightQueensLevel, list[tuple[int, int]]]):
    """Complete a board of queens."""

    id = "symbench/eight_queens"
    version = "1"
    levels = (
        EightQueensLevel(size=6, given=(1, 2), forbidden=(2, 5)),
        EightQueensLevel(size=8, given=(2, 3), forbidden=(1, 3)),
        EightQueensLevel(size=8, given=(0, 2), forbidden=(3, 8)),
        EightQueensLevel(size=10, given=(1, 3), forbidden=(4, 12)),
        EightQueensLevel(size=12, given=(1, 4), forbidden=(12, 30)),
    )
    form = CellsForm()
    folder = "eight_queens_dataset"

    def generate(self, rng: Rng, level: EightQueensLevel) -> Sample:
        """Place queens at random, keep some of them, and forbid cells that the solution does not need."""
        size = level.size
        order = [list(range(size)) for _ in range(size)]
        for columns in order:
            rng.shuffle(columns)
        columns = complete([None] * size, order, set()) or []
        given = rng.sample(range(size), rng.between(*level.given))
        free = [(row, column) for row in range(size) for column in range(size) if columns[row] != column]
        board = [["0"] * size for _ in range(size)]
        for row in given:
            board[row][columns[row]] = "1"
        for row, column in rng.sample(free, rng.between(*level.forbidden)):
            board[row][column] = "X"
        rows = ["".join(row) for row in board]
        return self.sample({"board": rows}, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """Show the board."""
        board = data["board"]
        size = len(board)
        return (
            f"Here is a chess board of {size} rows and {size} columns. 1 marks a cell with a queen, X marks "
            "a forbidden cell, 0 marks a free cell:\n\n" + "\n".join(board) + "\n\n"
            f"Complete it to exactly {size} queens such that no two queens are in the same row, the same "
            "column or the same diagonal (in either direction). The queens that are already there stay where "
            "they are; no queen may stand on a forbidden cell.\n\n"
            f"Give the cells of all {size} queens, including those that were already there, in any order: "
            "each as row and column, parted by a blank, and the cells parted by commas. Rows are counted "
            "from 0 at the top, columns from 0 at the left. For an empty board of 4 rows, for example, "
            "the answer could be <<<0 1, 1 3, 2 0, 3 2>>>."
        )

    def fault(self, data: dict[str, Any], value: list[tuple[int, int]]) -> str:
        """Every placement that keeps to all the rules is right."""
        board = data["board"]
        size = len(board)
        for row, column in value:
            if not (0 <= row < size and 0 <= column < size):
                return f"the cell {row} {column} is not on the board"
            if board[row][column] == "X":
                return f"the cell {row} {column} is forbidden"
        queens = set(value)
        if len(queens) != len(value):
            return "a cell is listed twice"
        for row, column in _given(board):
            if (row, column) not in queens:
                return f"the given queen at {row} {column} is missing"
        if len(queens) != size:
            return f"there are {len(queens)} queens, not {size}"
        lines = (
            ("row", {row for row, _ in queens}),
            ("column", {column for _, column in queens}),
            ("diagonal", {row - column for row, column in queens}),
            ("diagonal", {row + column for row, column in queens}),
        )
        return next((f"two queens share a {name}" for name, places in lines if len(places) != size), "")

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints."""
        return solve(data) or None

    def reference(self, sample: Sample) -> str:
        """Backtrack row by row."""
        return program(solve, sample.data, helpers=(complete,))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Queens less, more, twice, beside themselves, off the board, on forbidden cells, in other places."""
        board = sample.data["board"]
        queens = self.form.read(answer)
        # The mirror image of a placement may be right as well.
        yield from (
            (name, text) for name, text in self.form.mutations(queens) if name != "rows and columns exchanged"
        )
        yield "off the board", self.form.write([(row, 100 * row) for row in range(len(board))])
        for row, column in queens:
            if "X" in board[row]:
                others = [queen for queen in queens if queen != (row, column)]
                yield "forbidden cell", self.form.write([*others, (row, board[row].index("X"))])
        given = _given(board)
        if given:
            added = [queen for queen in queens if queen not in given]
            yield "only the added queens", self.form.write(added) if added else "[]"
            bare = self.form.read(solve({"board": [row.replace("1", "0") for row in board]}))
            if not set(given) <= set(bare):
                yield "given queens ignored", self.form.write(bare)

    def item(self, record: Any, question: str) -> Item:
        """Read the board and its stored solution, which must be one."""
        board = record["initial_board"]
        if not isinstance(board, list) or not all(_is_row(row, len(board)) for row in board) or not board:
            raise ValueError("'initial_board' is not a square board of 0, 1 and X")
        stored = [(int(row), int(column)) for row, column in record["solution"]]
        fault = self.fault({"board": board}, stored)
        if fault:
            raise ValueError(f"its stored solution is wrong: {fault}")
        return Item(data={"board": board}, stored=self.form.write(stored), question=question or None)


def complete(
    columns: list[int | None], order: list[list[int]], forbidden: set[tuple[int, int]]
) -> list[int] | None:
    """Fill the rows that have no queen yet, and give the column of every row's queen, or None.

    Args:
        columns: For each row, the column of its queen, or None.
        order: For each row, the columns to try, in this order.
        forbidden: Cells that must stay free.
    """
    size = len(columns)
    queens = {(row, column) for row, column in enumerate(columns) if column is not None}
    down = {column for _, column in queens}
    falling = {row - column for row, column in queens}
    rising = {row + column for row, column in queens}
    if not len(down) == len(falling) == len(rising) == len(queens):
        return None
    rows = [row for row in range(size) if columns[row] is None]
    tried = [0] * len(rows)
    depth = 0
    result: list[int] = [-1 if column is None else column for column in columns]
    while 0 <= depth < len(rows):
        row = rows[depth]
        if result[row] >= 0:  # back from a dead end: take this row's queen off again
            down.discard(result[row])
            falling.discard(row - result[row])
            rising.discard(row + result[row])
            result[row] = -1
        for place in range(tried[depth], size):
            column = order[row][place]
            attacked = column in down or row - column in falling or row + column in rising
            if not attacked and (row, column) not in forbidden:
                down.add(column)
                falling.add(row - column)
                rising.add(row + column)
                result[row] = column
                tried[depth] = place + 1
                depth += 1
                break
        else:
            tried[depth] = 0
            depth -= 1
    return result if depth >= 0 else None


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    board = data["board"]
    forbidden = {
        (row, column) for row, line in enumerate(board) for column, cell in enumerate(line) if cell == "X"
    }
    columns = [line.index("1") if "1" in line else None for line in board]
    filled = complete(columns, [list(range(len(board))) for _ in board], forbidden) or []
    return ", ".join(f"{row} {column}" for row, column in enumerate(filled))


def _given(board: list[str]) -> list[tuple[int, int]]:
    return [
        (row, column) for row, line in enumerate(board) for column, cell in enumerate(line) if cell == "1"
    ]


def _is_row(row: object, size: int) -> bool:
    return isinstance(row, str) and len(row) == size and set(row) <= set("01X")
