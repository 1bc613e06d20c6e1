"""Propositional logic: a conclusion takes several premises, however it is written."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.answers import AnswerError
from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.formulas import AND, IFF, IMPLIES, NOT, OR, infix, postfix, table
from r1ci_reasoning_gym.propositional_logic import (
    PropositionalLogic,
    clauses,
    conclusions,
    solve_by_cases,
    value_of,
)
from r1ci_reasoning_gym.source import Entry

TASK = PropositionalLogic()
# P or Q; P implies R; Q implies R; S.
DATA = {"premises": ["(P \u2228 Q)", "(P \u2192 R)", "(Q \u2192 R)", "S"], "letters": "PQRS"}
SAMPLE = Sample(question="", data=DATA)


@pytest.mark.parametrize(
    "answer",
    [
        "R",
        "\u00ac\u00acR",
        "(R \u2228 P)",
        "\u00acR \u2192 Q.",
        "$\\neg R \\to P$",
        "R | Q",
        "not R implies Q",
        "[R v Q]",
        "~(~R & ~Q)",
        "R \\lor S",
        "\\boxed{R}",
        "$\\sim R \\to P$",
        "\u223cR \u2192 P",
    ],
)
def test_conclusions_from_several_premises_are_accepted_in_many_spellings(answer: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    # S itself is a premise, and so whatever says S or more follows from it alone.
    assert verdict.outcome == ("wrong" if "S" in answer else "correct"), verdict.reason


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("\u00ac\u00acS", "alone"),
        ("S", "alone"),
        ("(P \u2228 Q)", "alone"),
        ("((P \u2228 Q) \u2228 S)", "more than two symbols"),
        ("(S \u2228 P)", "alone"),
        ("S \u2227 R", "it is not one symbol or two"),
        ("(P \u2228 Q) \u2227 (P \u2192 R)", "more than two symbols"),
        ("P \u2228 \u00acP", "it is not one symbol or two"),
        ("R \u2194 S", "it is not one symbol or two"),
        ("\u00acR", "it does not follow"),
        ("P", "it does not follow"),
        ("(R \u2228 T)", "T does not occur"),
        ("banana", "cannot read"),
        ("I conclude R", "cannot read"),
        ("P Q", "cannot stand there"),
        ("R,", "cannot read"),
        ("", "empty"),
    ],
)
def test_what_reasoning_gym_accepts_too_lightly_is_wrong(answer: str, reason: str) -> None:
    """A premise, its double negation, a premise or something, and any text without letters."""
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@pytest.mark.parametrize(
    "answer",
    [
        "(" * 3_000 + "R" + ")" * 3_000,
        "(" * 150 + "R" + ")" * 150,
        NOT * 390 + "R",
        "-" * 19_000,
        "R" * 19_000,
    ],
)
def test_hostile_formulas_get_a_verdict(answer: str) -> None:
    """3,000 nested brackets exhaust the stack of the checker of Reasoning-Gym."""
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == ("correct" if len(answer) < 500 else "wrong")


FORMULAS = st.recursive(
    st.sampled_from("PQR"),
    lambda inner: st.one_of(
        inner.map(lambda one: NOT + one),
        st.tuples(inner, st.sampled_from([AND, OR, IMPLIES, IFF]), inner).map(
            lambda three: f"({' '.join(three)})"
        ),
    ),
    max_leaves=8,
)


@given(FORMULAS)
def test_formulas_are_read_as_they_are_written_and_mean_what_their_cases_say(text: str) -> None:
    formula = postfix(text)
    assert infix(formula) == text
    values = [
        value_of(text, {"P": bool(row & 1), "Q": bool(row & 2), "R": bool(row & 4)}) for row in range(8)
    ]
    assert table(formula, "PQR") == sum(1 << row for row, value in enumerate(values) if value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("P & Q | R", "((P \u2227 Q) \u2228 R)"),
        ("P | Q & R", "(P \u2228 (Q \u2227 R))"),
        ("~P | Q -> R", "((\u00acP \u2228 Q) \u2192 R)"),
        ("P -> Q -> R", "(P \u2192 (Q \u2192 R))"),
        ("P <-> Q -> R", "(P \u2194 (Q \u2192 R))"),
        ("P | Q | R", "((P \u2228 Q) \u2228 R)"),
        ("P <=> !Q", "(P \u2194 \u00acQ)"),
        ("P implies not Q", "(P \u2192 \u00acQ)"),
        ("P \\/ Q /\\ R", "(P \u2228 (Q \u2227 R))"),
    ],
)
def test_signs_bind_as_usual(text: str, meant: str) -> None:
    assert infix(postfix(text)) == meant


@pytest.mark.parametrize(
    "text", ["", "P Q", "P |", "| P", "(P", "P)", "(P]", "()", "P ~ Q", "p | q", "P + Q", "~"]
)
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        postfix(text)


def test_solver_and_reference_agree_with_each_other_on_real_items() -> None:
    for level in (1, 2, 3, 4):
        for index in range(4):
            sample = TASK.generate(Rng("both", level, index), TASK.levels[level - 1])
            right = {infix(clause) for clause in conclusions(sample.data)}
            assert right
            assert TASK.verify(sample, solve_by_cases(sample.data)).outcome == "correct"
            for clause, _ in clauses(sample.data["letters"]):
                wanted = "correct" if infix(clause) in right else "wrong"
                assert TASK.verify(sample, infix(clause)).outcome == wanted
            assert "\n." not in sample.question


def test_conclusions_agree_with_trying_all_cases() -> None:
    def holds(text: str, case: dict[str, bool]) -> bool:
        return value_of(text, case)

    cases = [dict(zip("PQRS", values, strict=True)) for values in product([True, False], repeat=4)]
    wanted = set()
    for clause, _ in clauses("PQRS"):
        text = infix(clause)
        together = all(
            holds(text, case) for case in cases if all(holds(one, case) for one in DATA["premises"])
        )
        alone = any(
            all(holds(text, case) for case in cases if holds(premise, case)) for premise in DATA["premises"]
        )
        if together and not alone:
            wanted.add(text)
    assert {infix(clause) for clause in conclusions(DATA)} == wanted
    assert "R" in wanted


@pytest.mark.parametrize(
    ("premises", "why"),
    [
        (["P", "\u00acP", "(Q \u2192 P)"], "they contradict each other"),
        (["P", "Q"], "nothing takes both but a conjunction"),
        (["(P \u2228 Q)"], "there is one only"),
        (["P", "(P \u2192 P)"], "one variable"),
    ],
)
def test_premises_without_a_conclusion_are_not_asked(premises: list[str], why: str) -> None:
    metadata: dict[str, Any] = {"premises": premises, "example_answer": "P"}
    assert TASK.read(Entry("", None, metadata)) is None, why


def test_premises_joined_are_no_conclusion_even_where_they_mean_one() -> None:
    """(P implies Q) and (P or Q) together say Q."""
    sample = Sample(question="", data={"premises": ["(P \u2192 Q)", "(P \u2228 Q)"], "letters": "PQ"})
    assert TASK.verify(sample, "Q").outcome == "correct"
    verdict = TASK.verify(sample, "(P \u2192 Q) \u2227 (P \u2228 Q)")
    assert verdict.reason == "it has more than two symbols"


def test_an_item_without_a_stored_answer_is_asked() -> None:
    found = TASK.read(Entry("", None, {"premises": ["Q", "(Q \u2192 P)"], "example_answer": "(Q \u2228 P)"}))
    assert found == {"premises": ["Q", "(Q \u2192 P)"], "letters": "PQ"}
    assert TASK.solution(found) == "P"
