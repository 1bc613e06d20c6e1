"""Modulo grid: complete a grid of two signs whose pattern is a remainder.

Rules: with x and y for column and row, both from 0, a cell is marked exactly where one of x + y, |x - y|,
x * y and x ** y leaves a certain remainder by a certain divisor. Reasoning-Gym does not say so; the
paragraph behind its words does, for without it the question has no definite answer.

Levels: size of the grid, largest divisor, and number of hidden cells. The curriculum goes up to 80 x 80
cells; here the answer has 28 x 28 at most.

Labels: all rules are tried against the cells that are shown. A grid is asked only where all that fit
agree on the hidden cells, and with the stored answer, and where both signs are hidden, so that no sign is
a good guess. The original checker accepts one spelling of the grid only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import GridForm, shaped, unwrap
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_MARKED, _UNMARKED, _HIDDEN = "\u2705", "\u274c", "\u2754"
_DIGITS = str.maketrans({_MARKED: "1", _UNMARKED: "0", _HIDDEN: "?", "\u2753": "?", "\ufe0f": None})
_SIGNS = str.maketrans({"1": _MARKED, "0": _UNMARKED, "?": _HIDDEN})


class MarksForm(GridForm):
    """A grid of marks; values have 1 for a marked cell and 0 for another one."""

    def read(self, text: str) -> list[list[str]]:
        """Read marks or digits."""
        return super().read(unwrap(text).translate(_DIGITS))


class ModuloGrid(ReasoningGymTask[list[list[str]]]):
    """Find the rule of a grid."""

    id = "reasoning-gym/modulo_grid"
    version = "1"
    name = "modulo_grid"
    levels = ladder(
        {"size_x": 8, "size_y": 8, "max_divisor": 5, "max_target": 4, "max_holes": 3},
        {"size_x": 12, "size_y": 12, "max_divisor": 10, "max_target": 9, "max_holes": 6},
        {"size_x": 18, "size_y": 18, "max_divisor": 20, "max_target": 19, "max_holes": 15},
        {"size_x": 22, "size_y": 22, "max_divisor": 30, "max_target": 29, "max_holes": 50},
        {"size_x": 28, "size_y": 28, "max_divisor": 50, "max_target": 49, "max_holes": 200},
    )
    form = MarksForm(numeric=True, joined=True)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The rows of the grid: 1 for a marked cell, 0 for another one, ? for a hidden one."""
        shown = entry.question.strip().rpartition("\n\n")[2].translate(_DIGITS).split("\n")
        stored = str(entry.answer).translate(_DIGITS).split("\n")
        pairs = list(zip("".join(shown), "".join(stored), strict=True))
        if {cell for sign, cell in pairs if sign == "?"} != {"0", "1"}:
            return None
        return {"rows": shown} if completions(shown) == [stored] else None

    def advice(self, data: dict[str, Any]) -> str:
        """What patterns there are, and the whole grid."""
        example = "\n".join(["101".translate(_SIGNS), "010".translate(_SIGNS)])
        return (
            "Let x be the number of a cell's column and y that of its row, both counted from 0, from the "
            "left and from the top. The pattern is: a cell is \u2705 exactly where one of the four terms x "
            "+ y, |x - y|, x * y and x ** y (with 0 ** 0 = 1), the same for the whole grid, leaves a "
            "certain remainder when it is divided by a certain whole number from 1 to 50. Give the whole "
            "grid without question marks, a row a line; a grid of two rows and three columns would be "
            f"written as\n\n<<<{example}>>>"
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One grid is right."""
        rows = data["rows"]
        grid = shaped(value, len(rows), len(rows[0]))
        if grid is None:
            return f"it is not a grid of {len(rows)} rows and {len(rows[0])} columns"
        cells = list(zip("".join(rows), (cell for row in grid for cell in row), strict=True))
        if any(sign not in ("?", cell) for sign, cell in cells):
            return "a cell that was shown has another sign"
        right = ["".join(row) for row in grid] == completions(rows)[0]
        return "" if right else "a hidden cell is wrong"

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """As its form, with the marks of the question."""
        for text in super().renderings(sample, answer):
            yield text
            yield text.translate(_SIGNS)

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Try all rules."""
        return program(solve, sample.data, helpers=(completions,))


def completions(rows: list[str]) -> list[list[str]]:
    """All ways to complete the grid by one of the rules."""
    cells = [(x, y, sign) for y, row in enumerate(rows) for x, sign in enumerate(row) if sign != "?"]
    cells.sort(key=lambda cell: cell[2] == "0")  # marked cells rule most out
    found: list[list[str]] = []
    for term in range(4):
        for divisor in range(1, 51):

            def rest(x: int, y: int, term: int = term, divisor: int = divisor) -> int:
                if term == 3:
                    return pow(x, y, divisor)
                return (x + y, abs(x - y), x * y)[term] % divisor

            wanted = rest(*cells[0][:2])
            if cells[0][2] == "1" and all((rest(x, y) == wanted) == (sign == "1") for x, y, sign in cells):
                grid = [
                    "".join("1" if rest(x, y) == wanted else "0" for x in range(len(row)))
                    for y, row in enumerate(rows)
                ]
                if grid not in found:
                    found.append(grid)
    return found


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    grid = completions(data["rows"])[0]
    return "\n".join(row.replace("1", "\u2705").replace("0", "\u274c") for row in grid)
