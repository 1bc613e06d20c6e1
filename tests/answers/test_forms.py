"""Forms of answers: what is written is read, in every rendering, and no mutation is read as the same."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.answers import (
    AnswerError,
    CellsForm,
    Form,
    GridForm,
    IntegerForm,
    IntegersForm,
    ItemsForm,
    NumberForm,
    WordForm,
    read_grid,
    read_number,
    shaped,
)

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def grids(cell: SearchStrategy[str]) -> SearchStrategy[list[list[str]]]:
    """Grids of at least two rows and columns."""
    return st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), min_size=2, max_size=5)
    )


words = st.text("abcdeXYZ", min_size=1, max_size=6)
numbers = st.integers(-99, 99)
# Each form with values of it; two cells alike are no grid of single characters, so letters and digits differ.
FORMS: dict[str, tuple[Form[Any], SearchStrategy[Any]]] = {
    "integer": (IntegerForm(), st.integers(-(10**30), 10**30)),
    "number": (NumberForm(), st.fractions(-1000, 1000, max_denominator=500)),
    "word": (WordForm("abcXYZ"), st.text("abcXYZ", min_size=2, max_size=30)),
    "items": (ItemsForm(), st.lists(words, min_size=2, max_size=8)),
    "quoted items": (ItemsForm(quoted=True), st.lists(words, min_size=2, max_size=8)),
    "joined items": (ItemsForm(joined=True), st.lists(st.sampled_from("ABC123"), min_size=2, max_size=8)),
    "integers": (IntegersForm(), st.lists(numbers, min_size=2, max_size=8)),
    "grid of numbers": (GridForm(numeric=True), grids(numbers.map(str))),
    "grid of words": (GridForm(), grids(words.filter(lambda word: len(word) > 1))),
    "grid of characters": (GridForm(joined=True), grids(st.sampled_from("abcXYZ"))),
    "grid of signs": (GridForm(signs=True), grids(st.sampled_from("01!@#%^&*"))),
    "cells": (CellsForm(), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=9)),
}
every_form = pytest.mark.parametrize("name", FORMS)


def same(form: Form[Any], value: Any, other: Any) -> bool:
    """Whether two values are the same, a grid in any shape that it may come in."""
    if isinstance(form, GridForm):
        return bool(shaped(other, len(value), len(value[0])) == value)
    if isinstance(form, NumberForm):
        return bool(form.near(other, value))
    return bool(value == other)


@every_form
@given(data=st.data())
def test_what_is_written_is_read(name: str, data: st.DataObject) -> None:
    form, values = FORMS[name]
    value = data.draw(values)
    assert form.read(form.write(value)) == value


@every_form
@given(data=st.data())
def test_every_rendering_is_read_alike(name: str, data: st.DataObject) -> None:
    form, values = FORMS[name]
    value = data.draw(values)
    for text in form.renderings(value):
        assert same(form, value, form.read(text)), text


@every_form
@given(data=st.data())
def test_no_mutation_is_read_as_the_same(name: str, data: st.DataObject) -> None:
    form, values = FORMS[name]
    value = data.draw(values)
    texts = list(form.mutations(value))
    assert len({kind for kind, _ in texts}) >= 3
    for kind, text in texts:
        with suppress(AnswerError):
            # A change among equal parts changes nothing; the gate leaves such ones out.
            if form.read(text) != value:
                assert not same(form, value, form.read(text)), (kind, text)


@every_form
@given(text=st.text(st.characters(codec=None) | st.sampled_from("0123456789 ,;()[]{}+-*/=.\n\"'$\\|<>ab")))
def test_a_reader_raises_nothing_but_its_own_error(name: str, text: str) -> None:
    with suppress(AnswerError):
        FORMS[name][0].read(text)


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("7", Fraction(7)),
            ("-0.25", Fraction(-1, 4)),
            (".5", Fraction(1, 2)),
            ("1.5e3", Fraction(1500)),
            ("13/9", Fraction(13, 9)),
            ("-13 / 9", Fraction(-13, 9)),
            (r"\frac{13}{9}", Fraction(13, 9)),
            (r"-\dfrac{13}{9}", Fraction(-13, 9)),
            (r"$\boxed{\frac{1}{2}}$", Fraction(1, 2)),
            ("= 1,234", Fraction(1234)),
            ("(3/4)", Fraction(3, 4)),
            ("\u22123", Fraction(-3)),
            ("-1,234.5", Fraction(-2469, 2)),
            ("1{,}234.5", Fraction(2469, 2)),
            ("1,234/7.", Fraction(1234, 7)),
            (r"\frac{1,234}{7}", Fraction(1234, 7)),
            ("\u2248 0.33", Fraction(33, 100)),
            ("1/3 \u2248 0.3333", Fraction(1, 3)),
            (r"$\frac{1}{3}$ \approx 0.3333", Fraction(1, 3)),
        ],
    )
    def test_forms_of_a_number(self, text: str, value: Fraction) -> None:
        assert read_number(text) == value

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "1/0",
            "1/2/3",
            "2**3",
            "1e999",
            "nan",
            "inf",
            "1 2",
            "0x10",
            "\u0663",
            "3;",
            "1" * 100,
            "1.2.3",
            "12,34.5",
            "1,234,5",
            "1.234,567",
            "1/3 = 0.34",
            "3 = 4",
            "=",
            "= \u2248",
        ],
    )
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(AnswerError):
            read_number(text)

    @given(value=st.fractions(max_denominator=10**6))
    def test_nearness_is_relative_and_exact(self, value: Fraction) -> None:
        form = NumberForm(relative=Fraction(1, 1000))
        assert form.near(value, value)
        assert form.near(value + value / 1000, value)
        assert not form.near(value + abs(value) / 500 + Fraction(1, 10**9), value)


class TestGrids:
    GRID = (("a", "b"), ("c", "d"))

    @pytest.mark.parametrize(
        "text",
        [
            '[["a", "b"], ["c", "d"]]',
            "[['a','b'],['c','d']]",
            "[[a, b], [c, d]]",
            "((a, b), (c, d))",
            "[a, b], [c, d]",
            "[a, b]\n[c, d]",
            "[(a, b), (c, d)]",
            "a, b\nc, d",
            "a b\nc d",
            "a;b\nc;d",
            "| a | b |\n| c | d |",
            "a, b,\nc, d,",
            "\n a b \n\n c d \n",
            "| a | b |\n|---|:-:|\n| c | d |",
            "| | |\n|---|---|\n| a | b |\n| c | d |",
            r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
            "\\begin{bmatrix}\na & b \\\\\n\\text{c} & d \\\\\n\\end{bmatrix}",
            r"\left[\begin{array}{cc} a & b \\ c & d \end{array}\right]",
        ],
    )
    def test_forms_of_a_grid(self, text: str) -> None:
        assert read_grid(text, most=4) == [list(row) for row in self.GRID]

    @pytest.mark.parametrize("text", ["[a, b, c, d]", "a, b, c, d", "a b c d", '["a", "b", "c", "d"]'])
    def test_a_flat_list_is_one_row_until_it_is_shaped(self, text: str) -> None:
        rows = read_grid(text, most=4)
        assert rows == [["a", "b", "c", "d"]]
        assert shaped(rows, 2, 2) == [list(row) for row in self.GRID]

    @pytest.mark.parametrize("text", ["ab\ncd", "[ab, cd]", "['ab', 'cd']", "ab cd", '["a b", "c, d"]'])
    def test_joined_rows_are_taken_apart_when_they_fit(self, text: str) -> None:
        assert shaped(read_grid(text, most=4), 2, 2) == [list(row) for row in self.GRID]

    @pytest.mark.parametrize(
        "text",
        [
            *("[a, b", "[[a, b], [c, d]", "[a,,b]", "[[]]", "", "[a](b", "[[[a]]]"),
            *(r"\begin{matrix} a & \\ c & d \end{matrix}", r"\begin{matrix}\end{matrix}", "|---|---|"),
        ],
    )
    def test_broken_brackets_and_missing_cells_are_refused(self, text: str) -> None:
        with pytest.raises(AnswerError):
            read_grid(text, most=4)

    def test_too_many_cells_are_refused(self) -> None:
        for text in ("a b c d e", r"\begin{matrix} a & b & c & d & e \end{matrix}"):
            with pytest.raises(AnswerError, match="more than 4"):
                read_grid(text, most=4)

    @pytest.mark.parametrize(
        "rows",
        [[["a", "b"], ["c"]], [["a", "b", "c"]], [["a", "b"]], [["ab"], ["c"]], [["abcd"]], [["a"], ["b"]]],
    )
    def test_what_does_not_fit_has_no_shape(self, rows: list[list[str]]) -> None:
        assert shaped(rows, 2, 2) is None


@pytest.mark.parametrize(
    ("text", "items"),
    [("53FA", list("53FA")), ("5, 3, F, A", list("53FA")), ('["5","3","F","A"]', list("53FA")), ("[]", [])],
)
def test_single_characters_may_stand_side_by_side(text: str, items: list[str]) -> None:
    assert ItemsForm(joined=True).read(text) == items


@pytest.mark.parametrize("text", ["[1, 2, 3].", "1, 2, 3.", "[1.0, 2.0, 3.0]", "(1, 2, 3)", "1\n2\n3"])
def test_full_stops_and_zeros_behind_integers_are_no_part_of_them(text: str) -> None:
    assert IntegersForm().read(text) == [1, 2, 3]


@pytest.mark.parametrize("text", ["[1, 2.5]", "[1, x]", "[1, nan]", "1, " + "9" * 40, "[1, \u0662]"])
def test_lists_of_integers_hold_nothing_else(text: str) -> None:
    with pytest.raises(AnswerError):
        IntegersForm().read(text)
