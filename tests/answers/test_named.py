"""Numbers with names: many ways to write them mean the same, what goes on as something else is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.answers import MOST_CHARS, AnswerError, read_named_integers

FORMS = (
    "A: 3, B: 0",
    "A = 3, B = 0",
    "A=3,B=0.",
    "A: 3; B: 0",
    "A = 3\nB = 0",
    "[A: 3, B: 0]",
    '{"A": 3, "B": 0}',
    "{'A': 3, 'B': 0}",
    '```json\n{"A": 3,\n "B": 0}\n```',
    "- **A**: 3\n- **B**: 0",
    "* A = 3\n* B = 0",
    "$A = 3$, $B = 0$",
    "3 A, 0 B",
    "3 A and 0 B.",
)


@pytest.mark.parametrize("text", FORMS)
def test_forms_of_the_same(text: str) -> None:
    assert read_named_integers(text, name="[A-Z]") == {"A": 3, "B": 0}


def test_names_may_hold_brackets() -> None:
    text = '{"[A]": 1, "{C}": 20, "(B)": 0}'
    assert read_named_integers(text, name=r"\[A\]|\{C\}|\(B\)") == {"[A]": 1, "{C}": 20, "(B)": 0}
    assert read_named_integers("[A]: 1, {C}: 20", name=r"\[A\]|\{C\}") == {"[A]": 1, "{C}": 20}


@pytest.mark.parametrize("text", ["[3, 0]", "30", "A, B", "a: 3, b: 0", "A 3, B 0", "at first A: 3", "?"])
def test_what_begins_otherwise_is_left_to_other_readers(text: str) -> None:
    assert read_named_integers(text, name="[A-Z]") is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A: 3, A: 0", "A has two numbers"),
        ("A: 3, B: -1", "cannot read a name"),
        ("A: 3, B: 0 or 1", "cannot read a name"),
        ("A: 3, B", "cannot read a name"),
        ("A: 3, , B: 0", "cannot read a name"),
        ("A = 3, B = 2 + 3", "cannot read a name"),
        ("A = 3, B = A", "cannot read a name"),
        ("A = 3, B = 3*2", "cannot read a name"),
        ("A = 3, B = 1'000", "cannot read a name"),
        ("3 A, 0 B and so on", "cannot read a name"),
        ("A: 3, B: " + "9" * 40, "cannot read a name"),
        ("", "empty"),
        ("A: 3, " * MOST_CHARS, "longer than"),
    ],
)
def test_what_goes_on_otherwise_is_refused(text: str, reason: str) -> None:
    with pytest.raises(AnswerError, match=reason):
        read_named_integers(text, name="[A-Z]")


@pytest.mark.parametrize("text", ["A: 3.5", "A: 3.5, B: 0", "A: \u0663, B: 0"])
def test_a_first_number_that_is_not_whole_is_no_named_integer(text: str) -> None:
    assert read_named_integers(text, name="[A-Z]") is None


@given(values=st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 10**9), min_size=1))
def test_objects_are_read_back(values: dict[str, int]) -> None:
    assert read_named_integers(json.dumps(values), name="[A-Z]") == values
    assert read_named_integers(str(values), name="[A-Z]") == values
