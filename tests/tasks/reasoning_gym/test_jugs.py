"""Jugs: every plan is carried out, whatever its length."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.jugs import Jugs, shortest
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = Jugs()
# With 3 and 5 litres: 5, pour (3 and 2), empty A, pour the 2, fill B, pour 1: 4 litres are left in B.
SAMPLE = Sample(question="", data={"jugs": [3, 5], "target": 4})
PLAN = ["fill B", "pour B->A", "empty A", "pour B->A", "fill B", "pour B->A"]


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps(PLAN),
        str(PLAN),
        "\n".join(PLAN),
        "\n".join(f"{number}. {move}" for number, move in enumerate(PLAN, 1)),
        ", ".join(PLAN),
        json.dumps(PLAN).lower(),
        "\n".join(PLAN).replace("->", " \u2192 "),
        "Fill jug B; Pour B into A; Empty jug A; Pour B to A; Fill B; Pour from jug B into jug A.",
        f"```json\n{json.dumps(PLAN, indent=2)}\n```",
        "\n".join(f"{number}. **{move}**" for number, move in enumerate(PLAN, 1)),
        "\n".join(f"- `{move}`" for move in PLAN),
        "\n".join(PLAN).replace("->", " => "),
        "\n".join(PLAN).replace("->", " \\rightarrow "),
        "\n".join(PLAN).replace("->", " \\to "),
        json.dumps([*["fill A", "empty A"] * 30, *PLAN]),
        json.dumps(["fill B", "fill B", *PLAN[1:]]),
        json.dumps(["empty A", *PLAN]),
    ],
)
def test_every_plan_that_gets_there_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (json.dumps(PLAN[:-1]), "the jugs hold [2, 5]"),
        (json.dumps([*PLAN, "fill B"]), "the jugs hold [3, 5]"),
        (json.dumps(["fill D", *PLAN]), "move 1 names a jug"),
        (json.dumps(["pour A->A", *PLAN]), "into itself"),
        (json.dumps([*PLAN, "fill B with 4"]), "is not a move"),
        (json.dumps(["No solution"]), "is not a move"),
        ("[]", "no step"),
        ("4", "is not a move"),
        (json.dumps(PLAN).replace("->", "<-"), "is not a move"),
        (json.dumps(["fill A"] * 1_001), "more than 1000 steps"),
    ],
)
def test_other_plans_are_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@given(st.lists(st.integers(1, 7), min_size=2, max_size=3), st.integers(1, 7))
def test_no_plan_is_shorter_than_ours(jugs: list[int], target: int) -> None:
    reached: list[set[tuple[int, ...]]] = [{(0,) * len(jugs)}]
    while not any(target in held for held in reached[-1]):
        after = set()
        for held in reached[-1]:
            for one in range(len(jugs)):
                for amount in (0, jugs[one]):
                    after.add((*held[:one], amount, *held[one + 1 :]))
                for two in range(len(jugs)):
                    if one != two:
                        now = list(held)
                        while now[one] and now[two] < jugs[two]:
                            now[one] -= 1
                            now[two] += 1
                        after.add(tuple(now))
        if after <= set().union(*reached):
            break
        reached.append(after - set().union(*reached))
    found = shortest(jugs, target)
    if any(target in held for held in reached[-1]):
        assert len(found) == len(reached) - 1
        assert TASK.fault({"jugs": jugs, "target": target}, TASK.form.read(json.dumps(found))) == ""
    else:
        assert found == []


def test_wrong_labels_are_not_asked_and_the_stored_plan_is_not_needed() -> None:
    def entry(**puzzle: Any) -> Entry:
        return Entry("", '["No solution"]', {"puzzle": puzzle})

    assert TASK.read(entry(jug_capacities=[3, 5], target=4, min_moves=6)) == SAMPLE.data
    assert TASK.read(entry(jug_capacities=[3, 5], target=4, min_moves=5)) is None
    assert TASK.read(entry(jug_capacities=[2, 4], target=3, min_moves=5)) is None


def test_the_stored_plan_of_reasoning_gym_knows_three_jugs_only() -> None:
    stored = {
        SOURCE.entry("jugs", TASK.levels[1].config, Rng("four", index).bits(62)).answer for index in range(30)
    }
    assert '["No solution"]' in stored


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_of_every_level(level: int) -> None:
    for index in range(4):
        sample = TASK.generate(Rng("test", level, index), TASK.levels[level - 1])
        answer = TASK.solution(sample.data)
        assert len(json.loads(answer)) >= TASK.levels[level - 1].config["difficulty"]
        assert TASK.verify(sample, answer).outcome == "correct"
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
