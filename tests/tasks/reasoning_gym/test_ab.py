"""A::B: the order of rewriting does not matter, and blanks do not count."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.ab import Ab, solve
from r1ci_reasoning_gym.source import SOURCE

TASK = Ab()
SAMPLE = Sample(question="", data={"program": ["B#", "A#", "#A", "A#", "#B", "#B", "#B", "#B", "B#", "A#"]})
RULES = {
    ("A#", "#A"): [],
    ("B#", "#B"): [],
    ("A#", "#B"): ["#B", "A#"],
    ("B#", "#A"): ["#A", "B#"],
}


@pytest.mark.parametrize(
    "answer",
    [
        "#B #B #B A# B# A#",
        "`#B` `#B` `#B` `A#` `B#` `A#`",
        "`#B #B #B A# B# A#`",
        "#B #B #B A# B# A#.",
        "#B, #B, #B, A#, B#, A#",
        "['#B', '#B', '#B', 'A#', 'B#', 'A#']",
        "#B\n#B\n#B\nA#\nB#\nA#",
        r"$\#B \#B \#B A\# B\# A\#$",
    ],
)
def test_the_final_state_is_accepted_in_every_form(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("#B #B #B B# A# A#", "the final state is another one"),
        ("#B #B #B A# B#", "the final state is another one"),
        ("B# A# #A A# #B #B #B #B B# A#", "there is still something to rewrite"),
        ("#B #B A# #B B# A#", "there is still something to rewrite"),
        ("#B #B #B A# B# C#", "'C#' is no token"),
        ("nothing", "'nothing' is no token"),
        ("[]", "the final state is another one"),
        ("", "empty"),
    ],
)
def test_other_states_are_wrong_and_the_reason_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def rewritten(tokens: list[str], seed: int) -> list[str]:
    """Rewrite any pair that faces each other, as long as there is one."""
    chance = random.Random(seed)
    while True:
        pairs = [place for place in range(len(tokens) - 1) if tuple(tokens[place : place + 2]) in RULES]
        if not pairs:
            return tokens
        place = chance.choice(pairs)
        left, right = tokens[place : place + 2]
        tokens = [*tokens[:place], *RULES[left, right], *tokens[place + 2 :]]


@given(st.lists(st.sampled_from(["A#", "#A", "B#", "#B"]), max_size=14), st.integers(0, 99))
def test_the_solver_finds_what_any_order_of_rewriting_leaves(tokens: list[str], seed: int) -> None:
    assert solve({"program": tokens}).split() == rewritten(tokens, seed)


def test_items_with_a_wrong_label_without_a_step_or_without_an_end_state_are_thrown_away() -> None:
    for length, seeds in ((6, 80), (40, 5)):
        for seed in range(seeds):
            entry = SOURCE.entry("ab", {"length": length}, seed * 10**6)
            data = TASK.read(entry)
            printed = entry.question.split("\n\n")[-2]
            assert (data is None) == (entry.answer in ("", printed))
            if data is not None:
                assert " ".join(data["program"]) == printed
            assert TASK.read(entry._replace(answer=f"{entry.answer} A#")) is None
            assert TASK.read(entry._replace(answer=None)) is None
            assert TASK.read(entry._replace(question="B# #B")) is None


@pytest.mark.parametrize("level", [1, 3, 5])
def test_right_answers_renderings_spoiled_answers_and_the_example(level: int) -> None:
    for index in range(10):
        sample = TASK.generate(Rng("test", level, index), TASK.levels[level - 1])
        answer = TASK.solution(sample.data)
        for text in (answer, *TASK.renderings(sample, answer)):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
        shown = sample.question.rpartition("<<<")[2].partition(">>>")[0]
        assert TASK.verify(sample, shown).outcome == "wrong"


@pytest.mark.parametrize(("given", "left"), [("A# #B B# #B", "#B A#"), ("B# #A A# #A", "#A B#")])
def test_the_examples_that_questions_show_are_right(given: str, left: str) -> None:
    assert solve({"program": given.split()}) == left
