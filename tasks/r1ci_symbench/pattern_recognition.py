"""Pattern recognition: find the largest square of one repeated letter in a matrix of letters.

Rules: a square consists of adjacent rows and columns, and all its letters are the same. The largest one has a
side of at least 3, and there is only one of its size. Its bottom right corner is the answer, as row and
column counted from 0.

Levels: the official release has matrices of 6 to 15 rows and columns with a square of side 3 to 7 on random
letters, so that it leaps to the eye. From level 2 on there are decoys: smaller squares and oblong blocks.
From level 3 on fewer letters are in use, so that blocks grow into each other. Each level has far more
questions than can be asked.

Provenance: SymBench (CodeSteer), `pattern_recognition/sample_<n>`; the matrix stands only in the released
question. Its stored answers are right for the largest square, but the question asks for any square with a
side of at least 3, and each larger square contains several: we accept the corner of each.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import IntegersForm, unwrap
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Defect, LoadOptions, Sample

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LEAST_SIDE = 3
_NAMED = re.compile(
    r"""[\[({]? ?["']?row["']? ?[:=]? ?([0-9]{1,6}) ?(?:,|;|and)? ?"""
    r"""["']?col(?:umn)?["']? ?[:=]? ?([0-9]{1,6}) ?[\])}]?\.?""",
    re.IGNORECASE,
)


class PatternRecognitionLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a matrix; each pair is the least and the most.

    Attributes:
        size: Rows, and columns, of the matrix.
        side: Rows and columns of the largest square.
        letters: How many different letters are in use.
        squares: How many smaller squares are put in as decoys.
        oblongs: How many oblong blocks are put in as decoys.
    """

    size: tuple[int, int]
    side: tuple[int, int]
    letters: int = 26
    squares: int = 0
    oblongs: int = 0


@dataclass(frozen=True)
class CornerForm(IntegersForm):
    """A row and a column."""

    def read(self, text: str) -> list[int]:
        """Read `[3, 7]` as a list of integers, or with names, as `row 3, column 7`."""
        named = _NAMED.fullmatch(" ".join(unwrap(text).split()))
        return [int(named[1]), int(named[2])] if named else super().read(text)

    def renderings(self, value: list[int]) -> Iterator[str]:
        """Also with names."""
        yield from super().renderings(value)
        row, column = value
        yield from (
            f"row {row}, column {column}",
            f"Row: {row}\nColumn: {column}",
            f"Row {row} and col {column}.",
        )
        yield json.dumps({"row": row, "column": column})


class PatternRecognition(SymBenchTask[PatternRecognitionLevel, list[int]]):
    """Find the largest square."""

    id = "symbench/pattern_recognition"
    version = "1"
    levels = (
        PatternRecognitionLevel(size=(7, 10), side=(3, 4)),
        PatternRecognitionLevel(size=(9, 15), side=(3, 6), squares=1, oblongs=1),
        PatternRecognitionLevel(size=(12, 16), side=(4, 6), letters=12, squares=3, oblongs=3),
        PatternRecognitionLevel(size=(16, 22), side=(4, 7), letters=5, squares=6, oblongs=6),
        PatternRecognitionLevel(size=(22, 28), side=(5, 8), letters=3, squares=12, oblongs=10),
    )
    form = CornerForm()
    unique_answer = True
    folder = "pattern_recognition"

    def generate(self, rng: Rng, level: PatternRecognitionLevel) -> Sample:
        """Put decoys and the square on random letters until the square is the only one of its size."""
        alphabet = rng.sample(_LETTERS, level.letters)
        while True:
            height, width = rng.between(*level.size), rng.between(*level.size)
            matrix = [[rng.choice(alphabet) for _ in range(width)] for _ in range(height)]
            side = rng.between(level.side[0], min(level.side[1], height // 2, width // 2))
            for _ in range(level.oblongs):
                block = [rng.between(2, side - 1), rng.between(side, min(2 * side, height, width))]
                rng.shuffle(block)
                _put(rng, matrix, alphabet, *block)
            for _ in range(level.squares):
                smaller = rng.between(max(2, side - 2), side - 1)
                _put(rng, matrix, alphabet, smaller, smaller)
            _put(rng, matrix, alphabet, side, side)
            data = {"matrix": ["".join(row) for row in matrix]}
            # Blocks may have grown together, or into the square.
            if [entry[0] for entry in largest(data["matrix"])] == [side]:
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """Show the matrix, and say what a square is and how its corner is given."""
        matrix = data["matrix"]
        lines = "\n".join(" ".join(row) for row in matrix)
        return (
            f"Here is a matrix of letters with {len(matrix)} rows and {len(matrix[0])} columns:\n\n"
            f"{lines}\n\n"
            "A square is a block of adjacent rows and equally many adjacent columns in which all letters are "
            "the same; it does not matter which letters are around it. Find the largest square. Its side is "
            f"at least {_LEAST_SIDE}, and no other square in the matrix is as large.\n\n"
            "Give the row and the column of its bottom right corner. Rows are counted from the top, columns "
            "from the left, both from 0, so that the upper left cell is in row 0 and column 0. For row 30 "
            "and column 41, for example, the answer would be <<<[30, 41]>>>."
        )

    def fault(self, data: dict[str, Any], value: list[int]) -> str:
        """The corner of the largest square is right."""
        (side, *_), *_ = largest(data["matrix"])
        return _corner_fault(data["matrix"], value, side)

    def official_fault(self, data: dict[str, Any], value: list[int]) -> str:
        """The corner of every square that is large enough is right."""
        return _corner_fault(data["matrix"], value, _LEAST_SIDE)

    def defects(self, data: dict[str, Any], options: LoadOptions) -> set[Defect]:
        """Where several squares are large enough."""
        fitting = sum(side >= _LEAST_SIDE for row in square_sides(data["matrix"]) for side in row)
        return {"ambiguous"} if options.dialect == "official" and fitting > 1 else set()

    def solvable(self, data: dict[str, Any]) -> bool:
        """Whether any square is large enough."""
        return largest(data["matrix"])[0][0] >= _LEAST_SIDE

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also other corners, corners of squares within the square, and other ways to count."""
        yield from super().mutations(sample, answer)
        matrix = sample.data["matrix"]
        side, row, column = largest(matrix)[0]
        yield "top left corner", str([row - side + 1, column - side + 1])
        yield "top right corner", str([row - side + 1, column])
        yield "bottom left corner", str([row, column - side + 1])
        yield "square within the square", str([row - 1, column - 1])
        yield "counted from 1", str([row + 1, column + 1])
        yield "counted from the end", str([row - len(matrix), column - len(matrix[0])])
        yield "column first, from 1", str([column + 1, row + 1])

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints, where one square is the largest."""
        found = largest(data["matrix"])
        return solve(data) if len(found) == 1 and found[0][0] >= _LEAST_SIDE else None

    def reference(self, sample: Sample) -> str:
        """Compute, for each cell, the largest square that has its bottom right corner there."""
        return program(solve, sample.data, helpers=(square_sides, largest))

    def item(self, record: Any, question: str) -> Item:
        """Read the matrix from the question, and the corner from the record."""
        found = _OFFICIAL_MATRIX.search(question)
        matrix = [line.replace(" ", "") for line in found[1].splitlines()] if found else []
        if not matrix or len(set(map(len, matrix))) != 1:
            raise ValueError("the question shows no matrix")
        corner = [record["row"], record["column"]]
        if not all(type(place) is int for place in corner):
            raise TypeError("'row' and 'column' are no integers")
        return Item(data={"matrix": matrix}, stored=str(corner), question=question)


_OFFICIAL_MATRIX = re.compile(r"^If the matrix is\n\n((?:[A-Z](?: [A-Z])*\n)+)\n", re.MULTILINE)


def square_sides(matrix: list[str]) -> list[list[int]]:
    """For each cell, the side of the largest square that has its bottom right corner there."""
    sides: list[list[int]] = []
    for row, letters in enumerate(matrix):
        sides.append([])
        for column, letter in enumerate(letters):
            side = 1
            if row and column and letter == letters[column - 1] == matrix[row - 1][column]:
                above, left, across = (
                    sides[row - 1][column],
                    sides[row][column - 1],
                    sides[row - 1][column - 1],
                )
                same = matrix[row - 1][column - 1] == letter
                side += min(above, left, across if same else 0)
            sides[row].append(side)
    return sides


def largest(matrix: list[str]) -> list[tuple[int, int, int]]:
    """The largest squares, each as side, row and column of its bottom right corner."""
    sides = square_sides(matrix)
    most = max(max(row) for row in sides)
    return [
        (side, row, column)
        for row, line in enumerate(sides)
        for column, side in enumerate(line)
        if side == most
    ]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    _, row, column = largest(data["matrix"])[0]
    return str([row, column])


def _corner_fault(matrix: list[str], value: list[int], side: int) -> str:
    """Why a cell is not the bottom right corner of a square with at least this side."""
    if len(value) != 2:
        return "it is not one row and one column"
    row, column = value
    if not (0 <= row < len(matrix) and 0 <= column < len(matrix[0])):
        return f"the cell {row}, {column} is not in the matrix"
    if square_sides(matrix)[row][column] < side:
        return f"no square of side {side} has its bottom right corner there"
    return ""


def _put(rng: Rng, matrix: list[list[str]], alphabet: list[str], height: int, width: int) -> None:
    """Fill a block of a matrix, at a random place, with a random letter."""
    top, left = rng.between(0, len(matrix) - height), rng.between(0, len(matrix[0]) - width)
    letter = rng.choice(alphabet)
    for row in matrix[top : top + height]:
        row[left : left + width] = [letter] * width
