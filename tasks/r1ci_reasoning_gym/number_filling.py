"""Fills grids with numbers: each group of cells has every number once, and some are less than others."""

from __future__ import annotations


def fillings(
    cells: list[int], size: int, groups: list[list[int]], less: list[list[int]], most: int
) -> list[list[int]]:
    """All ways to fill the empty cells, or the first of them.

    Numbers that a cell cannot have are crossed out until nothing changes; then the cell with the fewest
    numbers left is tried with each of them.

    Args:
        cells: The numbers of all cells, 0 where a cell is empty.
        size: The largest number.
        groups: Places of cells that have each number once.
        less: Pairs of places; the first cell's number is less than the second one's.
        most: How many ways to look for.
    """
    full = (1 << size) - 1
    beside = [
        {other for group in groups if place in group for other in group} - {place}
        for place in range(len(cells))
    ]
    found: list[list[int]] = []
    waiting = [[1 << (number - 1) if number else full for number in cells]]
    while waiting and len(found) < most:
        left = waiting.pop()
        before: list[int] = []
        while before != left:
            before = left[:]
            for place, numbers in enumerate(left):
                if numbers and not numbers & (numbers - 1):
                    for other in beside[place]:
                        left[other] &= ~numbers
            for low, high in less:
                left[low] &= (1 << max(left[high].bit_length() - 1, 0)) - 1
                left[high] &= ~(((left[low] & -left[low]) << 1) - 1) if left[low] else 0
        if not all(left):
            continue
        open_places = [place for place, numbers in enumerate(left) if numbers & (numbers - 1)]
        if not open_places:
            found.append([numbers.bit_length() for numbers in left])
            continue
        _, place = min((left[place].bit_count(), place) for place in open_places)
        numbers = left[place]
        waiting.extend(
            [*left[:place], 1 << number, *left[place + 1 :]]
            for number in range(size)
            if numbers >> number & 1
        )
    return found


def lines(size: int) -> list[list[int]]:
    """The rows and the columns of a square grid, as places from 0, row by row."""
    rows = [[row * size + column for column in range(size)] for row in range(size)]
    return [*rows, *(list(column) for column in zip(*rows, strict=True))]
