"""Grids whose cells are signs that are otherwise markup: which are cells, and which stand around them."""

from __future__ import annotations

import pytest

from r1ci_bench.answers import AnswerError, GridForm, shaped

FORM = GridForm(signs=True, joined=True)
CELLS = [["*", "$"], ["@", "*"]]


@pytest.mark.parametrize(
    "text",
    [
        "*, $, @, *",
        "* $\n@ *",
        "*$\n@*",
        '[["*", "$"], ["@", "*"]]',
        "[['*', '$'], ['@', '*']]",
        "[[*, $], [@, *]]",
        "[[*, $], [@, *]].",
        "**[[*, $], [@, *]]**",
        "$[[*, $], [@, *]]$",
        "$$[[*, $], [@, *]]$$",
        "$\\boxed{[[*, $], [@, *]]}$",
        "`[[*, $], [@, *]]`",
        '"[[*, $], [@, *]]"',
        "'*, $, @, *'",
        '"* $\n@ *"',
        "Answer: [[*, $], [@, *]]",
        "**Answer: [[*, $], [@, *]]**",
        "```\n* $\n@ *\n```",
        "```text\n[[*, $], [@, *]]\n```",
        "\\boxed{*, $, @, *}",
    ],
)
def test_signs_are_cells_and_what_stands_around_them_is_none(text: str) -> None:
    assert shaped(FORM.read(text), 2, 2) == CELLS


@pytest.mark.parametrize("cell", ["*", "$"])
def test_a_sign_at_both_ends_is_not_markup(cell: str) -> None:
    assert FORM.read(f"{cell}, a, b, {cell}") == [[cell, "a", "b", cell]]
    assert FORM.read(f"{cell * 2}\n{cell}a\na{cell}\n{cell * 2}") == [
        [text] for text in (cell * 2, cell + "a", "a" + cell, cell * 2)
    ]


@pytest.mark.parametrize("text", ["", "**", "$$", "$", "[]", "[[*, $], [@, *]", "* $ (@", "x" * 20_001])
def test_nothing_but_a_grid_is_read(text: str) -> None:
    try:
        grid = FORM.read(text)
    except AnswerError:
        return
    assert shaped(grid, 2, 2) is None
