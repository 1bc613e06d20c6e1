"""Dyck languages: the last opened bracket is closed first; blanks do not matter, every bracket does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bbh.dyck_languages import ClosingForm, DyckLanguages, solve
from r1ci_bench.answers import AnswerError
from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample

if TYPE_CHECKING:
    from collections.abc import Callable

TASK = DyckLanguages()
SAMPLE = Sample(question="", data={"sequence": "( [ ] { < >"})


@pytest.mark.parametrize(
    ("sequence", "missing"),
    [("(", ")"), ("( [", "] )"), ("[ ] <", ">"), ("< { ( ) [", "] } >"), ("{ { < > } [ ( )", "] }")],
)
def test_what_is_opened_later_is_closed_earlier(sequence: str, missing: str) -> None:
    assert solve({"sequence": sequence}) == missing


def test_a_sequence_that_closes_wrongly_has_no_answer() -> None:
    with pytest.raises(ValueError, match="another kind"):
        solve({"sequence": "( ]"})


@pytest.mark.parametrize(
    "answer",
    [
        "} )",
        "})",
        "}\n)",
        " }  ) ",
        "`} )`",
        "**} )**",
        "\\boxed{} )}",
        "$\\boxed{} )}$",
        "$\\} )$",
        "Answer: } )",
        "} ) .",
        "**} )**.",
        "$} )$.",
        "}, )",
        "} , )",
        '["}", ")"]',
        "['}', ')']",
        "`}` `)`",
        '"}" ")"',
        "- }\n- )",
        "\\text{} )}",
        "$\\boxed{\\text{\\} )}}$",
    ],
)
def test_the_brackets_count_with_any_blanks(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        ")",
        "}",
        ") }",
        "} ) )",
        "} ] )",
        "{ (",
        "( [ ] { < > } )",
        "} and )",
        "[}, )]",
        '["}"]',
        "} -> )",
        "} ) \\rangle",
        "]" * 30_000,
    ],
)
def test_any_other_bracket_or_sign_is_wrong(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "wrong"


@given(st.text(")]}>", min_size=1, max_size=40))
def test_what_is_written_is_read_again_and_every_change_is_told(brackets: str) -> None:
    form = ClosingForm()
    for text in (form.write(brackets), f"\\boxed{{{form.write(brackets)}}}", *form.renderings(brackets)):
        assert form.read(text) == brackets
    with pytest.raises(AnswerError):
        form.read(brackets + "(")


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_a_sequence_with_its_answer_is_balanced(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(30):
        sample = TASK.generate(Rng("dyck", level, index), knobs)
        answer = TASK.answer(sample) or ""
        assert knobs.open[0] <= len(answer.split()) <= knobs.open[1]
        text = "".join((sample.data["sequence"] + answer).split())
        assert 2 * knobs.closed[0] <= len(text) - 2 * len(answer.split()) <= 2 * knobs.closed[1]
        while text:
            shorter = text.replace("()", "").replace("[]", "").replace("{}", "").replace("<>", "")
            assert shorter != text
            text = shorter


def test_every_released_answer_is_what_the_solver_finds(
    released: Callable[[str], list[tuple[str, str]]],
) -> None:
    items = released("dyck_languages")
    assert len(items) == 250
    for text, target in items:
        assert solve({"sequence": text.partition("Input: ")[2]}) == target
