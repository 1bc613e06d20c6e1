"""Pooling: slide a window over a matrix, and give the maximum or the average of each window.

Rules: the window is a square that moves by one row or one column and stays within the matrix (stride 1, no
padding), so the answer has a value for every place of the window. Averages are asked rounded to two
decimals; every value within 0.01 of the exact average is right, so that it does not matter how halves are
rounded. Maxima must be exact. The answer counts as a matrix, or as its values row by row in one list.

Levels: the official release has matrices of 3 to 6 rows with entries from -10 to 20, and windows of 2 or 3.
A question whose windows all have the same value is never asked. Every level has far more questions than can
be asked.

Provenance: SymBench (CodeSteer), `pooling_dataset/sample_<n>`. The official questions do not say how far
the window moves; the stored answers move it by one, and are right. The official checker reads each value as
an integer, so that it accepts no answer to a question for averages (half of them): `integer-only` does so
too.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import asdict

from r1ci_bench.answers import GridForm, shaped
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_KINDS = ("max", "average")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})")
_FRACTION = re.compile(r"([+-]?[0-9]{1,12})/([1-9][0-9]{0,11})")
_INTEGER = re.compile(r"[+-]?[0-9]{1,12}")
_TOLERANCE = Fraction(1, 100)


class PoolingLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a matrix.

    Attributes:
        size: Rows and columns of the matrix.
        window: Rows and columns of the window.
        kinds: What may be asked for: `max`, `average`.
        entries: The least and the greatest entry.
    """

    size: int
    window: int
    kinds: tuple[str, ...]
    entries: tuple[int, int]


class Pooling(SymBenchTask[PoolingLevel, list[list[str]]]):
    """Pool a matrix."""

    id = "symbench/pooling"
    version = "1"
    levels = (
        PoolingLevel(size=3, window=2, kinds=("max",), entries=(-10, 20)),
        PoolingLevel(size=4, window=2, kinds=_KINDS, entries=(-10, 20)),
        PoolingLevel(size=6, window=3, kinds=_KINDS, entries=(-10, 20)),
        PoolingLevel(size=8, window=3, kinds=_KINDS, entries=(-50, 99)),
        PoolingLevel(size=10, window=4, kinds=("average",), entries=(-999, 999)),
    )
    form = GridForm(numeric=True)
    unique_answer = True
    folder = "pooling_dataset"
    quirks: ClassVar[Mapping[str, str]] = {
        "integer-only": "every value of an answer must be an integer, and equal to the stored value"
    }

    def generate(self, rng: Rng, level: PoolingLevel) -> Sample:
        """Draw a matrix until its windows differ."""
        while True:
            matrix = [[rng.between(*level.entries) for _ in range(level.size)] for _ in range(level.size)]
            data = {"matrix": matrix, "window": level.window, "kind": rng.choice(level.kinds)}
            pooled = exact(data)
            if any(value != pooled[0][0] for row in pooled for value in row):
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the matrix, how the window moves, and what to give of each window."""
        matrix, window = data["matrix"], data["window"]
        rows = "\n".join(", ".join(map(str, row)) for row in matrix)
        count = len(matrix) - window + 1
        asked, form = {
            "max": ("the largest of its entries", "<<<[[4, 7], [4, 9], [-2, 9]]>>>"),
            "average": (
                "the average of its entries, rounded to two decimals",
                "<<<[[0.25, -3.5], [6.67, 8], [1, -0.75]]>>>",
            ),
        }[data["kind"]]
        return (
            f"Here is a matrix of {len(matrix)} rows and {len(matrix)} columns of integers:\n\n{rows}\n\n"
            f"A window of {window} rows and {window} columns slides over it. It starts in the upper left "
            "corner and moves by one column at a time to the right edge, then by one row down and again from "
            "the left edge to the right, and so on to the lower right corner. It always lies wholly within "
            "the matrix; nothing is added around the matrix. So windows next to each other overlap, and "
            f"there are {count} rows of {count} windows.\n\n"
            f"For every window, take {asked}, and arrange these values as the windows are arranged.\n\n"
            f"Give the resulting {count} x {count} matrix as a list of rows. For three rows of two windows, "
            f"for example, the answer could be {form}."
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """Each window has one value; an average may be off by what rounding can do."""
        wanted = exact(data)
        count = len(wanted)
        # Without the count, the digits of a number could pass for cells.
        fitting = sum(map(len, value)) == count * count
        grid = shaped(value, count, count) if fitting else None
        if grid is None:
            return f"it is not a matrix of {count} x {count} values"
        tolerance = _TOLERANCE if data["kind"] == "average" else Fraction(0)
        for row, (cells, values) in enumerate(zip(grid, wanted, strict=True), 1):
            for column, (cell, right) in enumerate(zip(cells, values, strict=True), 1):
                number = _number(cell)
                if number is None:
                    return f"the value in row {row}, column {column} is not a number"
                if abs(number - right) > tolerance:
                    return f"the value in row {row}, column {column} is wrong"
        return ""

    def quirk_fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """As the released checker: integers only, row by row, each equal to the stored value."""
        cells = [cell for row in value for cell in row]
        stored = [_number(cell) for row in self.form.read(data["stored"]) for cell in row]
        if not all(_INTEGER.fullmatch(cell) for cell in cells):
            return "a value is not an integer"
        return "" if [Fraction(int(cell)) for cell in cells] == stored else "it is not the stored answer"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Slide the window."""
        return program(
            solve, sample.data, helpers=(exact, rounded), imports=("from fractions import Fraction",)
        )

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """Numbers with decimal zeros, with a sign, or with more decimals than asked."""
        yield from super().renderings(sample, answer)
        pooled = exact(sample.data)
        yield self.form.write(
            [[f"{cell.numerator / cell.denominator:.2f}" for cell in row] for row in pooled]
        )
        yield str([[cell.numerator / cell.denominator for cell in row] for row in pooled])
        yield self.form.write(
            [[f"{'+' if cell >= 0 else ''}{rounded(cell)}" for cell in row] for row in pooled]
        )
        yield answer.replace("-", "\u2212")

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also other ways to pool, and values a little off."""
        yield from super().mutations(sample, answer)
        data = sample.data
        right = exact(data)
        step = Fraction(1, 50) if data["kind"] == "average" else Fraction(1, 100)
        for sign in (1, -1):
            near = [[cell + sign * step for cell in row] for row in right]
            yield "a little off", self.form.write([[_decimal(cell) for cell in row] for row in near])
        truncated = [[int(cell) for cell in row] for row in right]
        if truncated != right:
            yield "cut off to integers", str(truncated)
        other = exact({**data, "kind": "max" if data["kind"] == "average" else "average"})
        if any(
            abs(one - two) > step
            for rows in zip(other, right, strict=True)
            for one, two in zip(*rows, strict=True)
        ):
            yield (
                "the other kind of pooling",
                self.form.write([[_decimal(cell) for cell in row] for row in other]),
            )
        window = data["window"]
        apart = [row[::window] for row in right[::window]]
        yield "windows side by side", self.form.write([[_decimal(cell) for cell in row] for row in apart])
        yield "echo of the matrix", str(data["matrix"])

    def item(self, record: Any, question: str) -> Item:
        """Read the matrix, the window and what is asked for."""
        matrix, window, kind = record["matrix"], record["window_size"], record["pooling_type"]
        size = len(matrix)
        if not all(len(row) == size and all(type(entry) is int for entry in row) for row in matrix):
            raise ValueError("'matrix' is not a square of integers")
        if type(window) is not int or not 1 <= window < size:
            raise ValueError("'window_size' does not fit into the matrix")
        if kind not in _KINDS:
            raise ValueError("'pooling_type' is neither max nor average")
        stored = [list(row) for row in record["solution"]]
        if not all(type(value) in (int, float) for row in stored for value in row):
            raise ValueError("'solution' is not a matrix of numbers")
        return Item(
            data={"matrix": matrix, "window": window, "kind": kind}, stored=str(stored), question=question
        )


def exact(data: dict[str, Any]) -> list[list[Fraction]]:
    """The value of every window, not rounded."""
    matrix, window = data["matrix"], data["window"]
    places = range(len(matrix) - window + 1)
    pooled = []
    for top in places:
        line = []
        for left in places:
            entries = [entry for row in matrix[top : top + window] for entry in row[left : left + window]]
            highest = data["kind"] == "max"
            line.append(Fraction(max(entries)) if highest else Fraction(sum(entries), len(entries)))
        pooled.append(line)
    return pooled


def rounded(value: Fraction) -> str:
    """A number with at most two decimals; halves are rounded up."""
    cents = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{whole}.{rest:02}".rstrip("0").rstrip(".")


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    rows = [f"[{', '.join(rounded(value) for value in row)}]" for row in exact(data)]
    return f"[{', '.join(rows)}]"


def _number(cell: str) -> Fraction | None:
    """The number in a cell, or None."""
    if _NUMBER.fullmatch(cell):
        return Fraction(cell)
    found = _FRACTION.fullmatch(cell)
    return Fraction(int(found[1]), int(found[2])) if found else None


def _decimal(value: Fraction) -> str:
    return f"{value.numerator / value.denominator:.6f}"
