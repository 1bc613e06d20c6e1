"""A lone surrogate is no character: what was understood of an answer must fit into a record."""

from __future__ import annotations

from typing import Any

import pytest

from r1ci_bench.answers import AnswerError, Form, GridForm, ItemsForm, WordForm, unwrap


@pytest.mark.parametrize("text", ["\ud800", "1, \udfff, 2", '[["a", "\udc80"]]', "`\ud800`"])
@pytest.mark.parametrize(
    "form",
    [GridForm(), GridForm(numeric=True), GridForm(signs=True), ItemsForm(), WordForm(alphabet="ab\ud800")],
    ids=["grid", "grid of numbers", "grid of signs", "items", "word"],
)
def test_no_form_reads_it(form: Form[Any], text: str) -> None:
    with pytest.raises(AnswerError, match="surrogate"):
        form.read(text)


def test_characters_outside_the_basic_plane_are_characters() -> None:
    assert unwrap("\U0001f600") == "\U0001f600"
