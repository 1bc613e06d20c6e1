"""Completing squares: every completion is found once, against plain enumeration."""

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_symbench.latin import completions, lines_of, peers_of


def squares(size: int, box: int) -> set[tuple[int, ...]]:
    """All full squares, by trying every permutation in every row."""
    found = set()
    for rows in product(permutations(range(1, size + 1)), repeat=size):
        groups = [[row[column] for row in rows] for column in range(size)]
        if box:
            groups += [
                [rows[top + row][left + column] for row in range(box) for column in range(box)]
                for top in range(0, size, box)
                for left in range(0, size, box)
            ]
        if all(len(set(group)) == size for group in groups):
            found.add(tuple(sign for row in rows for sign in row))
    return found


LATIN = squares(4, 0)
BOXED = squares(4, 2)


def test_the_number_of_squares_is_known() -> None:
    assert len(LATIN) == 576
    assert len(BOXED) == 288


def test_lines_and_peers_of_a_small_square() -> None:
    lines = lines_of(4, 2)
    assert len(lines) == 12
    assert lines[1] == 0b0000_0000_1111_0000  # the second row
    assert lines[4] == 0b0001_0001_0001_0001  # the first column
    assert lines[8] == 0b0000_0000_0011_0011  # the first box
    assert peers_of(lines, 16)[0] == 0b0001_0001_0011_1110
    assert len(lines_of(4)) == 8


@given(
    box=st.sampled_from([0, 2]),
    givens=st.lists(st.sampled_from([0, 0, 0, 0, 1, 2, 3, 4]), min_size=16, max_size=16),
    banned=st.none() | st.tuples(st.integers(0, 15), st.integers(1, 4)),
)
def test_exactly_the_squares_that_fit_are_found(
    box: int, givens: list[int], banned: tuple[int, int] | None
) -> None:
    wanted = {
        square
        for square in (BOXED if box else LATIN)
        if all(sign in (0, own) for sign, own in zip(givens, square, strict=True))
        and (banned is None or square[banned[0]] != banned[1])
    }
    lines = lines_of(4, box)
    found = completions(givens, 4, lines, peers_of(lines, 16), 1000, banned)
    assert len(found) == len(set(map(tuple, found)))
    assert set(map(tuple, found)) == wanted


@given(
    square=st.sampled_from(sorted(LATIN)),
    blank=st.sets(st.integers(0, 15)),
    most=st.integers(1, 5),
)
def test_no_more_are_looked_for_than_wanted(square: tuple[int, ...], blank: set[int], most: int) -> None:
    givens = [0 if cell in blank else sign for cell, sign in enumerate(square)]
    lines = lines_of(4)
    every = completions(givens, 4, lines, peers_of(lines, 16), 1000)
    assert list(square) in every
    assert len(completions(givens, 4, lines, peers_of(lines, 16), most)) == min(most, len(every))


@pytest.mark.parametrize("givens", [[1, 1, *[0] * 14], [1, *[0] * 3, 1, *[0] * 11]])
def test_givens_that_contradict_each_other_have_no_completion(givens: list[int]) -> None:
    lines = lines_of(4)
    assert completions(givens, 4, lines, peers_of(lines, 16), 1) == []
