"""Matrix transformation: turn, mirror or transpose a matrix of characters.

Rules: seven changes that move cells and alter none, one or several of them one after the other. The answer
counts as a matrix of the right shape, or as its cells row by row in one list; a matrix of another shape is
wrong, even with the same cells in the same order.

Levels: the official release turns matrices of 2 x 2 to 4 x 4 by 90 degrees clockwise. Here level 1 has one
turn, level 2 adds mirror images, level 3 the two transpositions, levels 4 and 5 have sequences. What leaves
the matrix as it is is never asked. Every level has far more questions than can be asked.

Provenance: SymBench (CodeSteer), `matrix_transformation_dataset/sample_<n>`. The stored answers are right.
The official questions put a full stop behind the last cell, which is not part of it, and ask for the cells
in one list.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import GridForm, shaped
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Defect, LoadOptions, Sample

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_SIGNS = "!@#$%^&*"

_CHANGES = {
    "clockwise": "Turn the matrix by 90 degrees clockwise: its first row becomes the last column, read from "
    "top to bottom.",
    "counterclockwise": "Turn the matrix by 90 degrees counterclockwise: its first row becomes the first "
    "column, read from bottom to top.",
    "half turn": "Turn the matrix by 180 degrees: the order of the rows is reversed, and so is the order "
    "within each row.",
    "mirror": "Mirror the matrix from left to right: the order within each row is reversed.",
    "flip": "Mirror the matrix from top to bottom: the order of the rows is reversed.",
    "transpose": "Transpose the matrix: its first row becomes the first column, read from top to bottom.",
    "antitranspose": "Mirror the matrix along the diagonal from the lower left to the upper right: its first "
    "row becomes the last column, read from bottom to top.",
}
_TURNS = ("clockwise", "counterclockwise", "half turn")


class MatrixTransformationLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a matrix; each pair is the least and the most.

    Attributes:
        size: Rows, and also columns.
        alphabets: The characters of a matrix are drawn from one of these.
        changes: What may be done to it.
        count: How many changes there are.
    """

    size: tuple[int, int]
    alphabets: tuple[str, ...]
    changes: tuple[str, ...]
    count: int


class MatrixTransformation(SymBenchTask[MatrixTransformationLevel, list[list[str]]]):
    """Turn and mirror a matrix."""

    id = "symbench/matrix_transformation"
    version = "1"
    levels = (
        MatrixTransformationLevel(size=(2, 3), alphabets=(_LETTERS, _DIGITS), changes=_TURNS, count=1),
        MatrixTransformationLevel(
            size=(3, 4),
            alphabets=(_LETTERS, _LETTERS + _DIGITS),
            changes=(*_TURNS, "mirror", "flip"),
            count=1,
        ),
        MatrixTransformationLevel(
            size=(4, 6), alphabets=(_LETTERS + _DIGITS, _SIGNS), changes=tuple(_CHANGES), count=1
        ),
        MatrixTransformationLevel(
            size=(5, 7), alphabets=(_LETTERS + _DIGITS, _SIGNS), changes=tuple(_CHANGES), count=3
        ),
        MatrixTransformationLevel(
            size=(7, 10), alphabets=(_DIGITS, _SIGNS), changes=tuple(_CHANGES), count=6
        ),
    )
    form = GridForm(signs=True, joined=True)
    unique_answer = True
    folder = "matrix_transformation_dataset"

    def generate(self, rng: Rng, level: MatrixTransformationLevel) -> Sample:
        """Draw a matrix and changes until they change it."""
        while True:
            height, width = rng.between(*level.size), rng.between(*level.size)
            alphabet = rng.choice(level.alphabets)
            matrix = [[rng.choice(alphabet) for _ in range(width)] for _ in range(height)]
            data = {"matrix": matrix, "changes": [rng.choice(level.changes) for _ in range(level.count)]}
            if changed(data) != matrix:
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the matrix and every change."""
        matrix, changes = data["matrix"], data["changes"]
        rows = "\n".join(" ".join(row) for row in matrix)
        head = (
            f"Here is a matrix of {len(matrix)} rows and {len(matrix[0])} columns. Each cell is one "
            f"character, and the cells of a row are parted by blanks:\n\n{rows}\n\n"
        )
        if len(changes) == 1:
            asked = f"{_CHANGES[changes[0]]}\n\nGive the matrix that results"
        else:
            listed = "\n".join(f"{number}. {_CHANGES[name]}" for number, name in enumerate(changes, 1))
            asked = (
                "Do the following with it, one after the other; each step starts from the result of the step "
                f"before it:\n\n{listed}\n\nGive the matrix after the last step"
            )
        return (
            f"{head}{asked}, as a list of rows. For a matrix of one column and two rows, for example, the "
            'answer could be <<<[["B"], ["7"]]>>>.'
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One matrix is right."""
        wanted = changed(data)
        height, width = len(wanted), len(wanted[0])
        grid = shaped(value, height, width)
        if grid is None:
            return f"it is not a matrix of {height} rows and {width} columns of single characters"
        for row, (cells, right) in enumerate(zip(grid, wanted, strict=True), 1):
            for column, (cell, sign) in enumerate(zip(cells, right, strict=True), 1):
                if cell != sign:
                    return f"the cell in row {row}, column {column} is wrong"
        return ""

    def defects(self, data: dict[str, Any], options: LoadOptions) -> set[Defect]:
        """A matrix that looks the same when it is turned is its own answer."""
        return {"answer_shown"} if changed(data) == data["matrix"] else set()

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Make every change."""
        return program(solve, sample.data, helpers=(changed,))

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """Also each row as one text."""
        yield from super().renderings(sample, answer)
        rows = ["".join(row) for row in changed(sample.data)]
        if len(rows) > 1 and len(rows[0]) > 1:
            yield from (json.dumps(rows), ", ".join(rows), f"[{', '.join(rows)}]")

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also other changes, and the right cells in a wrong shape."""
        yield from super().mutations(sample, answer)
        data = sample.data
        matrix, changes, right = data["matrix"], data["changes"], changed(data)
        others = {
            "echo of the matrix": matrix,
            "without the last change": changed({**data, "changes": changes[:-1]}),
            "changes in the reverse order": changed({**data, "changes": changes[::-1]}),
        }
        others |= {f"{name} only": changed({**data, "changes": [name]}) for name in _CHANGES}
        for name, other in others.items():
            if other != right:
                yield name, self.form.write(other)
                # All in one list, cells are only as good as their order.
                if [cell for row in other for cell in row] != [cell for row in right for cell in row]:
                    yield name, ", ".join(cell for row in other for cell in row)
        height, width = len(right), len(right[0])
        if height != width:
            cells = [cell for row in right for cell in row]
            wrong = [cells[place : place + height] for place in range(0, len(cells), height)]
            yield "the shape of the turned matrix", self.form.write(wrong)
        lower = [[cell.lower() for cell in row] for row in right]
        if lower != right:
            yield "small letters", self.form.write(lower)

    def item(self, record: Any, question: str) -> Item:
        """Read the matrix; the official questions ask for one turn."""
        matrix, stored = record["matrix"], record["solution"]
        for rows in (matrix, stored):
            if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
                raise TypeError("'matrix' or 'solution' is not a list of rows")
            if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
                raise ValueError("'matrix' or 'solution' is not a rectangle")
            if not all(isinstance(cell, str) and len(cell) == 1 for row in rows for cell in row):
                raise ValueError("a cell of 'matrix' or 'solution' is not one character")
        return Item(
            data={"matrix": matrix, "changes": ["clockwise"]},
            stored=self.form.write(stored),
            question=question,
        )


def changed(data: dict[str, Any]) -> list[list[str]]:
    """The matrix after all changes."""
    matrix: list[list[str]] = [list(row) for row in data["matrix"]]
    for name in data["changes"]:
        if name in ("counterclockwise", "transpose", "clockwise", "antitranspose"):
            matrix = [list(column) for column in zip(*matrix, strict=True)]
        if name in ("counterclockwise", "antitranspose", "half turn", "flip"):
            matrix.reverse()
        if name in ("clockwise", "antitranspose", "half turn", "mirror"):
            for row in matrix:
                row.reverse()
    return matrix


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    rows = [f"[{', '.join(row)}]" for row in changed(data)]
    return f"[{', '.join(rows)}]"
