"""Completes squares in which no line holds a sign twice: what sudoku and the letter diagram have in common.

A square is a list of its cells, row by row; a sign is a number from 1 on, and 0 is an empty cell. Lines and
places are bit masks over the cells, so that one operation on an integer treats all cells at once.
"""

from __future__ import annotations


def lines_of(size: int, box: int = 0) -> list[int]:
    """The rows and columns of a square, and its boxes of `box` x `box` cells, as masks of cells."""
    numbers = range(size)
    groups = [[row * size + column for column in numbers] for row in numbers]
    groups += [[row * size + column for row in numbers] for column in numbers]
    if box:
        groups += [
            [(top + row) * size + left + column for row in range(box) for column in range(box)]
            for top in range(0, size, box)
            for left in range(0, size, box)
        ]
    return [sum(1 << cell for cell in group) for group in groups]


def peers_of(lines: list[int], cells: int) -> list[int]:
    """For each cell, the mask of the other cells of its lines."""
    found = []
    for cell in range(cells):
        mask = 0
        for line in lines:
            if line >> cell & 1:
                mask |= line
        found.append(mask & ~(1 << cell))
    return found


def completions(
    givens: list[int],
    size: int,
    lines: list[int],
    peers: list[int],
    most: int,
    banned: tuple[int, int] | None = None,
) -> list[list[int]]:
    """Find up to `most` ways to complete a square such that each line holds each of its signs once.

    Args:
        givens: The cells, 0 where one is empty.
        size: How many signs there are.
        lines: What `lines_of` gives.
        peers: What `peers_of` gives.
        most: How many completions are wanted at most.
        banned: A cell and a sign that it must not get.
    """
    cells = len(givens)
    every = (1 << cells) - 1
    held, near, done = [0] * size, [0] * size, 0
    for cell, sign in enumerate(givens):
        if sign:
            held[sign - 1] |= 1 << cell
            near[sign - 1] |= peers[cell]
            done |= 1 << cell
    # For each sign, the cells that can have it. `done` holds the cells whose peers know it already.
    places = [every & ~near[sign] & (~done | held[sign]) for sign in range(size)]
    if banned:
        places[banned[1] - 1] &= ~(1 << banned[0])
    found: list[list[int]] = []
    stack = [(places, done)]
    while stack and len(found) < most:
        places, done = stack.pop()
        while True:
            # The cells that can have one sign at least, two at least, three at least.
            one = two = three = 0
            for mask in places:
                three |= two & mask
                two |= one & mask
                one |= mask
            if one != every:
                break
            single = one & ~two & ~done
            if single:
                done |= single
                for sign, mask in enumerate(places):
                    fixed = mask & single
                    while fixed:
                        cell = fixed.bit_length() - 1
                        fixed ^= 1 << cell
                        mask &= ~peers[cell]
                    places[sign] = mask
                continue
            if done == every:
                square = [0] * cells
                for sign, mask in enumerate(places):
                    for cell in range(cells):
                        if mask >> cell & 1:
                            square[cell] = sign + 1
                found.append(square)
                break
            dead = moved = False
            for sign, mask in enumerate(places):
                if mask & ~done:
                    for line in lines:
                        left = mask & line
                        if left & (left - 1):
                            continue
                        if not left:
                            dead = True
                            break
                        if left & ~done:  # the only cell of the line for this sign
                            moved = True
                            for other in range(size):
                                if other != sign:
                                    places[other] &= ~left
                if dead:
                    break
            if dead:
                break
            if moved:
                continue
            choice = (two & ~three & ~done) or (two & ~done)
            choice &= -choice
            for sign in range(size - 1, -1, -1):
                if places[sign] & choice:
                    branch = [mask & ~choice for mask in places]
                    branch[sign] |= choice
                    stack.append((branch, done))
            break
    return found
