"""Judges answers that are grids of small numbers: boards and matrices, of which one is right."""

from __future__ import annotations

from r1ci_bench.answers import shaped


def grid_fault(value: list[list[str]], wanted: list[list[int]]) -> str:
    """Why a grid that `GridForm` read is not the wanted one; empty where it is.

    Args:
        value: The grid as it was read, in any shape that can be cut into rows.
        wanted: The right grid.
    """
    cells = [[str(cell) for cell in row] for row in wanted]
    grid = shaped(value, len(cells), len(cells[0]))
    if grid is None:
        return f"it is not a grid of {len(cells)} rows with {len(cells[0])} cells each"
    for number, (row, right) in enumerate(zip(grid, cells, strict=True), 1):
        if row != right:
            return f"row {number} is wrong"
    return ""


def board_fault(value: list[list[str]], wanted: list[list[int]]) -> str:
    """As `grid_fault`, where the number of rows is part of the answer.

    Args:
        value: The grid as it was read; a flat list has one row, and so has a list of whole rows.
        wanted: The right grid.
    """
    if len(value) == 1 and all(len(cell) > 1 for cell in value[0]):
        value = [[row] for row in value[0]]  # a list of whole rows: `["0 3 0", "3 0 3"]`
    if len(value) != len(wanted):
        return "it does not have the right number of rows"
    return grid_fault(value, wanted)


def grid_text(grid: list[list[int]]) -> str:
    """A grid as Reasoning-Gym prints it: a row a line, blanks between cells."""
    return "\n".join(" ".join(map(str, row)) for row in grid)
