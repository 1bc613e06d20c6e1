"""Finds selections for the logic puzzle: exact searches, one for each rule."""

from __future__ import annotations


def select_by_sums(grid: list[list[int]], count: int, most: int) -> list[tuple[int, int]]:
    """Select positive numbers by the sum rule, from the largest down; empty where it is impossible."""
    size = len(grid)
    places: dict[int, list[tuple[int, int]]] = {}
    for row in range(size):
        for column in range(size):
            places.setdefault(grid[row][column], []).append((row, column))
    forced = grid[0][-1]
    places[forced] = [(0, size - 1)]
    numbers = [forced, *sorted((number for number in places if number != forced), reverse=True)]
    across, down = [most] * size, [most] * size
    picked: list[tuple[int, int]] = []

    def search(place: int) -> bool:
        if len(picked) == count:
            return True
        if len(picked) + len(numbers) - place < count:
            return False
        # The largest number is the hardest to fit in, so it is left out first.
        if place and search(place + 1):
            return True
        number = numbers[place]
        for row, column in places[number]:
            if number <= min(across[row], down[column]):
                across[row] -= number
                down[column] -= number
                picked.append((row, column))
                if search(place + 1):
                    return True
                picked.pop()
                across[row] += number
                down[column] += number
        return False

    return picked if search(0) else []


def negative_cycles(grid: list[list[int]]) -> tuple[list[tuple[int, int]], list[int]]:
    """The negative cells, and a basis of their even sets as masks of these cells, short ones first.

    A set is even if each row and column has an even number of its cells. The symmetric difference of even
    sets is even, and every even set is one of basis sets: think of cells as edges between rows and columns.
    """
    size = len(grid)
    cells = [(row, column) for row in range(size) for column in range(size) if grid[row][column] < 0]
    bits = {cell: 1 << place for place, cell in enumerate(cells)}
    sets = []
    for top in range(size):
        for low in range(top + 1, size):
            shared = [column for column in range(size) if (top, column) in bits and (low, column) in bits]
            for place, left in enumerate(shared):
                for right in shared[place + 1 :]:
                    corners = (bits[top, left], bits[top, right], bits[low, left], bits[low, right])
                    sets.append(sum(corners))
    # Add up the ends of edges until they cancel out; what was added is an even set.
    known: dict[int, tuple[int, int]] = {}
    for row, column in cells:
        ends, used = 1 << row | 1 << size + column, bits[row, column]
        while ends and ends.bit_length() in known:
            other = known[ends.bit_length()]
            ends, used = ends ^ other[0], used ^ other[1]
        if ends:
            known[ends.bit_length()] = (ends, used)
        else:
            sets.append(used)
    basis: list[int] = []
    leading: dict[int, int] = {}
    for mask in sets:
        rest = mask
        while rest and rest.bit_length() in leading:
            rest ^= leading[rest.bit_length()]
        if rest:
            leading[rest.bit_length()] = rest
            basis.append(mask)
    return cells, basis


def select_by_products(grid: list[list[int]], count: int) -> list[tuple[int, int]]:
    """Select numbers by the product rule; empty where it is impossible.

    Positive numbers never do harm, so any set of negative ones will do that is even, of different numbers
    and large enough: try the sums of one basis set, of two, and so on.
    """
    size = len(grid)
    forced = grid[0][-1]
    positive = {forced: (0, size - 1)} if forced > 0 else {}
    for row in range(size):
        for column in range(size):
            if grid[row][column] > 0:
                positive.setdefault(grid[row][column], (row, column))
    cells, basis = negative_cycles(grid)
    least, most = count - len(positive), count - (forced > 0)
    if (forced < 0 and not basis) or forced == 0:
        return []
    needed = 1 << cells.index((0, size - 1)) if forced < 0 else 0
    same: dict[int, int] = {}
    for place, (row, column) in enumerate(cells):
        same[grid[row][column]] = same.get(grid[row][column], 0) | 1 << place
    repeated = [mask for mask in same.values() if mask & (mask - 1)]

    def search(start: int, left: int, chosen: int) -> int | None:
        if not left:
            fits = least <= chosen.bit_count() <= most and chosen & needed == needed
            return chosen if fits and all((mask & chosen).bit_count() < 2 for mask in repeated) else None
        for place in range(start, len(basis) - left + 1):
            found = search(place + 1, left - 1, chosen ^ basis[place])
            if found is not None:
                return found
        return None

    for number in range(len(basis) + 1):
        chosen = search(0, number, 0)
        if chosen is not None:
            negative = [cell for place, cell in enumerate(cells) if chosen >> place & 1]
            negative.sort(key=lambda cell: cell != (0, size - 1))
            picked = [*positive.values()][: count - len(negative)]
            return [*picked, *negative] if forced > 0 else [*negative, *picked]
    return []
