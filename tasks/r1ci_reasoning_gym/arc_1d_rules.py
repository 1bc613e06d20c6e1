"""Simple rules that change a row of colours, to find rows of examples that can be read in several ways.

Colour 0 is the background; a block is a run of other cells. A rule gives None where it does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

Row = list[int]
Rule = Callable[[Row], "Row | None"]


def readings(pairs: Iterable[tuple[Row, Row]], row: Row) -> Iterator[Row]:
    """What each simple rule that fits all pairs makes of a row.

    Args:
        pairs: Rows before and after.
        row: A further row before.
    """
    pairs = list(pairs)
    for rule in RULES:
        if all(rule(before) == after for before, after in pairs):
            found = rule(row)
            if found is not None:
                yield found


def blocks(row: Row) -> list[tuple[int, int]]:
    """The blocks, each as its first place and the place behind its last."""
    found = []
    start = 0
    for place in range(len(row) + 1):
        if place == len(row) or not row[place]:
            if place > start:
                found.append((start, place))
            start = place + 1
    return found


def runs(row: Row) -> list[tuple[int, int]]:
    """The runs of one colour, without those of the background."""
    found = []
    start = 0
    for place in range(1, len(row) + 1):
        if place == len(row) or row[place] != row[start]:
            if row[start]:
                found.append((start, place))
            start = place
    return found


def shifted(row: Row, by: int, *, wrap: bool) -> Row:
    """All cells move by some places; those that leave the row come back at its other end, or are lost."""
    size = len(row)
    places = (place - by for place in range(size))
    return [row[place % size] if wrap or 0 <= place < size else 0 for place in places]


def _own_size(row: Row, way: int) -> Row | None:
    found = blocks(row)
    if len(found) != 1:
        return None
    return shifted(row, way * (found[0][1] - found[0][0]), wrap=False)


def _block_and_dot(row: Row) -> tuple[int, int, int] | None:
    found = runs(row)
    dots = [start for start, end in found if end - start == 1]
    longer = [(start, end) for start, end in found if end - start > 1]
    if len(found) != 2 or len(dots) != 1 or len(longer) != 1:
        return None
    return (*longer[0], dots[0])


def _toward_dot(row: Row, most: int) -> Row | None:
    found = _block_and_dot(row)
    if found is None:
        return None
    start, end, dot = found
    step = min(most, dot - end) if dot >= end else -min(most, start - dot - 1)
    moved = [0] * len(row)
    moved[start + step : end + step] = row[start:end]
    moved[dot] = row[dot]
    return moved


def _scaled_to_dot(row: Row) -> Row | None:
    found = _block_and_dot(row)
    if found is None:
        return None
    start, end, dot = found
    first, last = min(start, dot), max(end - 1, dot)
    return [row[start] if first <= place <= last else 0 for place in range(len(row))]


def _fallen(row: Row, *, right: bool) -> Row:
    cells = [cell for cell in row if cell]
    empty = [0] * (len(row) - len(cells))
    return empty + cells if right else cells + empty


def _counted(row: Row, *, right: bool) -> Row:
    return _fallen([int(cell > 0) for cell in row], right=right)


def _one_step(row: Row, *, right: bool) -> Row:
    moved = row[::-1] if right else row[:]
    for place in range(1, len(moved)):
        if moved[place] and not moved[place - 1]:
            moved[place - 1], moved[place] = moved[place], 0
    return moved[::-1] if right else moved


def _sorted(row: Row, order: tuple[int, ...]) -> Row | None:
    if not set(row) <= set(order):
        return None
    return [cell for kind in order for cell in row if cell == kind]


def _reflected(row: Row) -> Row:
    changed = row[:]
    for start, end in blocks(row):
        changed[start:end] = row[start:end][::-1]
    return changed


def _painted(row: Row, colour: int) -> Row:
    return [colour if cell else 0 for cell in row]


def _filled(row: Row) -> Row | None:
    places = [place for place, cell in enumerate(row) if cell]
    if len({row[place] for place in places}) != 1:
        return None
    return [row[places[0]] if places[0] <= place <= places[-1] else 0 for place in range(len(row))]


def _ends(row: Row) -> Row:
    changed = row[:]
    for start, end in blocks(row):
        changed[start + 1 : end - 1] = [0] * max(0, end - start - 2)
    return changed


def _biggest(row: Row, colour: int, other: int) -> Row | None:
    found = blocks(row)
    if not found:
        return None
    size = max(end - start for start, end in found)
    changed = row[:]
    for start, end in found:
        new = colour if end - start == size else other
        if new:
            changed[start:end] = [new] * (end - start)
    return changed


def _by_parity(row: Row, odd: int, even: int) -> Row:
    changed = row[:]
    for start, end in blocks(row):
        changed[start:end] = [odd if (end - start) % 2 else even] * (end - start)
    return changed


def _in_turn(row: Row, first: int, second: int) -> Row:
    changed = row[:]
    for number, (start, end) in enumerate(blocks(row)):
        changed[start:end] = [second if number % 2 else first] * (end - start)
    return changed


def _sorted_blocks(row: Row, *, falling: bool) -> Row:
    changed = row[:]
    for start, end in blocks(row):
        changed[start:end] = sorted(row[start:end], reverse=falling)
    return changed


def _like_one_end(row: Row, *, right: bool) -> Row:
    changed = row[:]
    for start, end in blocks(row):
        changed[start:end] = [row[end - 1 if right else start]] * (end - start)
    return changed


_STEPS = (-6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6)

RULES: tuple[Rule, ...] = (
    list,
    lambda row: row[::-1],
    *(partial(shifted, by=step, wrap=wrap) for step in _STEPS for wrap in (False, True)),
    *(partial(_own_size, way=way) for way in (1, -1)),
    *(partial(_toward_dot, most=most) for most in (1, 2, 3, 4, 5, 1000)),
    _scaled_to_dot,
    *(partial(rule, right=right) for rule in (_fallen, _counted, _one_step) for right in (False, True)),
    *(
        partial(_sorted, order=order)
        for order in ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))
    ),
    _reflected,
    *(partial(_painted, colour=colour) for colour in range(1, 10)),
    _filled,
    _ends,
    *(partial(_by_parity, odd=odd, even=3 - odd) for odd in (1, 2)),
    *(partial(_in_turn, first=first, second=3 - first) for first in (1, 2)),
    *(partial(_sorted_blocks, falling=falling) for falling in (False, True)),
    *(partial(_like_one_end, right=right) for right in (False, True)),
    *(partial(_biggest, colour=colour, other=other) for colour in (1, 2) for other in (0, 1, 2)),
)
