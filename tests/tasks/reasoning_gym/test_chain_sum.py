"""Chain sum: one integer is right, and the question itself says which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.chain_sum import ChainSum
from r1ci_reasoning_gym.source import SOURCE, Entry
from r1ci_reasoning_gym.sums import printed_terms, shown

TASK = ChainSum()
SAMPLE = Sample(question="", data={"terms": [4, -1, -7, 5]})


def asked(expression: str, answer: str) -> Entry:
    question = f"State the final answer to the following arithmetic problem: {expression} ="
    return Entry(question, answer, {})


@pytest.mark.parametrize("answer", ["1", "+1", "1.0", "= 1", "$1$", '"1"', "\\boxed{1}", "[1]"])
def test_the_sum_is_accepted_in_every_form(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize("answer", ["-1", "11", "21", "1, 1", "4 - 1 - 7 + 5", "1 or 2", "01x", ""])
def test_a_text_that_only_holds_the_sum_is_wrong(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "wrong"


@pytest.mark.parametrize(
    ("expression", "answer", "terms"),
    [
        ("4 - 1 - 7", "-4", None),  # 4 is one of its terms, and so is the sum but for its sign
        ("4 - 1 - 8", "-5", [4, -1, -8]),
        ("4 - 1 - 8", "5", None),  # a wrong label
        ("4 - 1 - 8", "-5.0", None),
        ("3 + 5 - 3", "5", None),
        ("12", "12", None),
        ("1 * 2", "2", None),
    ],
)
def test_only_questions_with_the_right_label_are_asked(
    expression: str, answer: str, terms: list[int] | None
) -> None:
    assert TASK.read(asked(expression, answer)) == (terms and {"terms": terms})


@given(
    st.lists(st.integers(0, 10**10), min_size=2, max_size=12),
    st.lists(st.booleans(), min_size=11, max_size=11),
)
def test_terms_are_read_as_they_are_printed(numbers: list[int], signs: list[bool]) -> None:
    terms = [str(numbers[0])]
    for number, minus in zip(numbers[1:], signs, strict=False):
        terms.append(f"-{number}" if minus else str(number))
    assert printed_terms(asked(shown(terms), "").question) == terms


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_answers_and_wrong_answers(level: int) -> None:
    for index in range(40):
        sample = TASK.generate(Rng("chain", level, index), TASK.levels[level - 1])
        printed = printed_terms(sample.question)
        total = 0
        for term in printed:
            total = total - int(term[1:]) if term[0] == "-" else total + int(term)
        assert TASK.answer(sample) == str(total)
        assert TASK.verify(sample, str(total)).outcome == "correct"
        assert f"<<<{total}>>>" not in sample.question
        for name, text in TASK.mutations(sample, str(total)):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)


def test_the_stored_answer_of_an_item_is_the_sum() -> None:
    entries = [SOURCE.entry("chain_sum", TASK.levels[2].config, 10**6 * seed) for seed in range(50)]
    kept = [entry for entry in entries if TASK.read(entry)]
    assert len(kept) > 40
