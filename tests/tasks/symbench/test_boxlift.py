"""BoxLift: every box once, disjoint lifters that exist, strong enough, within a limit that is the optimum."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.boxlift import BoxLift, greedy_plan, groups, least_steps, plan, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = BoxLift()
OFFICIAL = LoadOptions(dialect="official")


def case(boxes: list[int], lifters: list[int], limit: int) -> Sample:
    return Sample(question="", data={"boxes": boxes, "lifters": lifters, "limit": limit})


SMALL = case([10, 20], [30, 20], 1)
TWO_STEPS = case([20, 10, 35, 10], [20, 15], 3)
RIGHT = "Step 1: [(20, [0]), (10, [1])]\nStep 2: [(35, [0, 1])]\nStep 3: [(10, [1])]"


def made(level: int, index: int) -> Sample:
    return TASK.generate(Rng("boxlift", level, index), TASK.levels[level - 1])


@pytest.mark.parametrize("dialect", ["strict", "official"])
def test_the_golden_example_is_accepted(dialect: str) -> None:
    sample = Sample(question="", data=SMALL.data | ({"dialect": dialect} if dialect == "official" else {}))
    assert TASK.verify(sample, "Step 1: [(20, [0]), (10, [1])]").outcome == "correct"


@pytest.mark.parametrize(
    "answer",
    [
        RIGHT,
        RIGHT.replace("\n", " "),
        RIGHT.replace("\n", "; "),
        RIGHT.replace("\n", "\n\n"),
        RIGHT.replace("Step ", "step"),
        RIGHT.replace("Step ", "**Step ").replace(": ", ":** "),
        RIGHT.replace("Step", "- Step"),
        RIGHT.replace("Step", "### Step"),
        RIGHT.replace("Step", "## Step").replace(": ", "\n"),
        RIGHT.replace("Step ", "").replace(":", "."),
        RIGHT.replace(":", " ->"),
        RIGHT.replace(":", " \u2013"),
        RIGHT.replace("(", "[").replace(")", "]"),
        RIGHT.replace("[(", "(").replace(")]", ")"),
        RIGHT.replace("[1])", "(1,))"),
        RIGHT.replace("[1])", "1)"),
        RIGHT.replace(")]", "),]"),
        f"```\n{RIGHT}\n```",
        "[[[20,[0]],[10,[1]]],[[35,[0,1]]],[[10,[1]]]]",
        "[[20,[0]],[10,[1]]]\n[[35,[0,1]]]\n[[10,[1]]]",
        "[[(20, [0]), (10, [1])], [(35, [0, 1])], [(10, [1])]]",
        '{"Step 1": [[20, [0]], [10, [1]]], "Step 2": [[35, [0, 1]]], "Step 3": [[10, [1]]]}',
        "{'Step 1': [(20, [0]), (10, [1])], 'Step 2': [(35, [0, 1])], 'Step 3': [(10, [1])]}",
        '["Step 1: [(20, [0]), (10, [1])]", "Step 2: [(35, [0, 1])]", "Step 3: [(10, [1])]"]',
        '[[{"box": 20, "lifters": [0]}, {"weight": 10, "lifters": [1]}], [[35, [0, 1]]], [[10, [1]]]]',
        RIGHT.replace("[0, 1]", "[1, 0]"),
    ],
)
def test_every_form_of_a_right_plan_is_accepted(answer: str) -> None:
    verdict = TASK.verify(TWO_STEPS, answer)
    assert verdict.outcome == "correct", verdict.reason
    assert verdict.parsed is not None
    assert TASK.verify(TWO_STEPS, verdict.parsed).outcome == "correct"


def test_a_step_alone_needs_no_label() -> None:
    assert TASK.verify(SMALL, "[(20, [0]), (10, [1])]").outcome == "correct"


def test_idle_steps_and_more_lifters_than_needed_do_no_harm() -> None:
    assert TASK.verify(case([10], [30, 20], 2), "Step 1: []\nStep 2: [(10, [0, 1])]").outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("Step 1: [(20, [0]), (10, [1])]\nStep 2: [(35, [0, 1])]", "a box of 10 is not lifted"),
        (f"{RIGHT}\nStep 4: []", "4 steps, at most 3"),
        (RIGHT.replace("(10, [1])]", "(10, [2])]", 1), "step 1: there is no such lifter"),
        (RIGHT.replace("[0, 1]", "[0, -1]"), "step 2: there is no such lifter"),
        (RIGHT.replace("(10, [1])]", "(10, [0])]", 1), "step 1: a lifter is listed twice"),
        (RIGHT.replace("[0, 1]", "[0, 0]"), "step 2: a lifter is listed twice"),
        (RIGHT.replace("[0, 1]", "[0]"), "too weak for the box of 35"),
        (RIGHT.replace("[0, 1]", "[]"), "too weak for the box of 35"),
        (RIGHT.replace("[0, 1]", "0, 1"), "list of pairs"),
        (RIGHT.replace("(35", "(36"), "no box of 36"),
        (RIGHT.replace("(35, [0, 1])", "(20, [0])"), "step 2: no box of 20"),
        (RIGHT.replace("[(10, [1])]", "[(10, [1]), (10, [0])]"), "step 3: no box of 10"),
        (RIGHT.replace("Step 2", "Step 3"), "not numbered"),
        (RIGHT.replace("Step 1", "Step 0"), "not numbered"),
        (RIGHT.replace("Step ", "").replace(":", ".").replace("2.", "3."), "not numbered"),
        (RIGHT.replace("[(35, [0, 1])]", ""), "a step is empty"),
        (RIGHT.replace("35", "35.0"), "cannot read"),
        (RIGHT.replace("35", '"35"'), "not an integer"),
        (RIGHT.replace("35", "true"), "not an integer"),
        (RIGHT.replace("35", "NaN"), "cannot read"),
        (RIGHT.replace("35", "9" * 10), "cannot read"),
        (RIGHT[:-1], "cannot read"),
        (f"My plan: {RIGHT}", "stands before"),
        (f"{RIGHT} and that is all", "cannot read"),
        ("[[[[[[[[20]]]]]]]]", "too deeply"),
        ('[{"box": 20, "crew": [0]}]', "cannot read"),
        ("[[20, [0]], [[10, [1]]]]", "not clear"),
        ("7", "not clear"),
        ("[]", "from 1 to"),
    ],
)
def test_a_broken_rule_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(TWO_STEPS, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@pytest.mark.parametrize("dialect", ["strict", "official"])
@pytest.mark.parametrize(
    ("answer", "released_checker"),
    [
        ("Step 1: [(20, [-2]), (10, [-1])]", "takes negative lifters"),
        ("Step 1: [(20, [0]), (10, [-2])]", "takes one lifter under two names"),
        ("Step 1: [(20, [1, 1]), (10, [0])]", "counts a repeated lifter twice"),
        ("Step 1: [(20, [0]), (10, [1]), (10, [1])]", "passes over wrong assignments"),
        ("Step 1: [(20, [0]), (10, [1])]\nStep 2: [(99, [0])]", "passes over surplus steps"),
    ],
)
def test_exploits_of_the_released_checker_are_rejected(
    answer: str, released_checker: str, dialect: str
) -> None:
    sample = Sample(question="", data=SMALL.data | ({"dialect": dialect} if dialect == "official" else {}))
    assert TASK.verify(sample, answer).outcome == "wrong", released_checker


def brute_force(boxes: tuple[int, ...], lifters: tuple[int, ...]) -> int:
    """The least number of steps, by trying every set of boxes for every step."""

    @cache
    def liftable(chosen: tuple[int, ...], hands: tuple[int, ...]) -> bool:
        if not chosen:
            return True
        return any(
            sum(group) >= chosen[0] and liftable(chosen[1:], without(hands, group))
            for size in range(1, len(hands) + 1)
            for group in combinations(hands, size)
        )

    @cache
    def steps(left: tuple[int, ...]) -> int:
        if not left:
            return 0
        return 1 + min(
            steps(without(left, chosen))
            for size in range(1, len(lifters) + 1)
            for chosen in combinations(left, size)
            if liftable(chosen, lifters)
        )

    return steps(tuple(sorted(boxes)))


def without(values: tuple[int, ...], taken: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted((Counter(values) - Counter(taken)).elements()))


@given(
    boxes=st.lists(st.integers(1, 30), min_size=1, max_size=5),
    lifters=st.lists(st.integers(1, 20), min_size=1, max_size=3),
)
def test_the_bound_the_plan_and_the_optimum_agree(boxes: list[int], lifters: list[int]) -> None:
    boxes = [min(box, sum(lifters)) for box in boxes]
    optimum = brute_force(tuple(boxes), tuple(lifters))
    assert least_steps(boxes, lifters) <= optimum <= len(greedy_plan(boxes, lifters))
    assert plan(boxes, lifters, optimum - 1) is None
    found = plan(boxes, lifters, len(boxes))
    assert found is not None
    data = {"boxes": boxes, "lifters": lifters, "limit": len(boxes)}
    assert TASK.fault(data, found) == TASK.fault(data, greedy_plan(boxes, lifters)) == ""
    assert TASK.fault(data | {"limit": optimum - 1}, found) != ""


def test_every_group_of_lifters_is_counted_once() -> None:
    assert groups([5, 7]) == [(5, 1), (7, 2), (12, 3)]


@pytest.mark.parametrize("level", [1, 2])
def test_the_limit_of_a_small_question_is_the_optimum(level: int) -> None:
    for index in range(5):
        data = made(level, index).data
        assert data["limit"] == brute_force(tuple(data["boxes"]), tuple(data["lifters"])) > 1


@pytest.mark.parametrize("level", [3, 4, 5])
def test_from_level_3_on_the_released_greedy_plan_is_too_long(level: int) -> None:
    for index in range(10):
        data = made(level, index).data
        assert data["limit"] == least_steps(data["boxes"], data["lifters"])
        assert len(greedy_plan(data["boxes"], data["lifters"])) > data["limit"]
        assert TASK.fault(data, greedy_plan(data["boxes"], data["lifters"])) != ""


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_right_answers_renderings_and_spoiled_answers(level: int) -> None:
    for index in range(4):
        sample = made(level, index)
        answer = TASK.answer(sample)
        assert answer is not None
        assert TASK.verify(sample, answer).outcome == "correct"
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        names = set()
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
        assert {"negative lifter", "repeated lifter", "surplus steps", "box lifted twice"} <= names


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_the_printed_question_gives_back_the_data(level: int) -> None:
    sample = made(level, 0)
    boxes, lifters = sample.question.split("\n\n")[:2]
    limit = re.search(r"at most ([0-9]+) steps", sample.question)
    assert limit
    assert sample.data == {
        "boxes": [int(number) for number in boxes.splitlines()[1].split(", ")],
        "lifters": [int(line.split(": ")[1]) for line in lifters.splitlines()[1:]],
        "limit": int(limit[1]),
    }


@pytest.mark.parametrize("folder", ["BoxLift_dataset", "BoxLift_dataset_SFT"])
def test_official_items_can_be_solved_within_the_released_limit(symbench: Path, folder: str) -> None:
    strict, official = (list(TASK.load(symbench / folder, options)) for options in (LoadOptions(), OFFICIAL))
    files = list((symbench / folder).rglob("BoxLift.json"))
    assert len(strict) == len(official) == len(files) > 0
    shorter = 0
    for sample in strict + official:
        assert sample.defects == ()
        assert sample.stored_answer is None
        data = sample.data
        assert TASK.verify(sample, TASK.answer(sample) or "").outcome == "correct"
        shorter += plan(data["boxes"], data["lifters"], data["limit"] - 1) is not None
    assert shorter > 0, "the released limit is loose"


def test_the_released_limit_is_the_length_of_the_greedy_plan() -> None:
    # Heaviest first: 50 takes lifters 0 and 1, then 30 takes lifter 2; 20 must wait, 10 as well.
    assert greedy_plan([10, 50, 20, 30], [40, 20, 35]) == [
        [(50, [0, 1]), (30, [2])],
        [(20, [0]), (10, [1])],
    ]


def test_a_box_that_nobody_can_lift_makes_an_item_unsolvable(tmp_path: Path) -> None:
    (tmp_path / "BoxLift.json").write_text('{"boxes": [10, 99], "lifters": [20, 30]}')
    sample = next(TASK.load(tmp_path))
    assert sample.defects == ("unsolvable",)
    assert TASK.answer(sample) is None
    assert solve(sample.data) == ""


@pytest.mark.parametrize(
    "record",
    [
        "[]",
        "{",
        {"boxes": [1]},
        {"boxes": [], "lifters": [1]},
        {"boxes": [1], "lifters": []},
        {"boxes": [1, 2.5], "lifters": [3]},
        {"boxes": [True], "lifters": [3]},
        {"boxes": [1], "lifters": [0]},
        {"boxes": "12", "lifters": [3]},
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, record: Any) -> None:
    (tmp_path / "BoxLift.json").write_text(record if isinstance(record, str) else json.dumps(record))
    with pytest.raises(TaskFault, match=r"BoxLift\.json"):
        list(TASK.load(tmp_path))
