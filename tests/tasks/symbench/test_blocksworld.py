"""Blocksworld: every move is possible, the goal holds exactly, the shortest plan has the level's length."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.blocksworld import Blocksworld, shortest_plan, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = Blocksworld()
SAMPLE = Sample(question="", data={"initial": [[], ["B", "A"], []], "goal": [[], ["A", "B"], []]})
PLAN = ("Move A from stack2 to stack1", "Move B from stack2 to stack3", "Move A from stack1 to stack2",
        "Move B from stack3 to stack2")  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        "\n".join(PLAN),
        "\n\n".join(PLAN) + "\n",
        "; ".join(PLAN),
        ", ".join(PLAN),
        "\n".join(f"{number}. {move}." for number, move in enumerate(PLAN, 1)),
        "\n".join(f"Step {number}: {move}" for number, move in enumerate(PLAN, 1)),
        "\n".join(f"{move}." for move in PLAN),
        "\n".join(f"- {move}" for move in PLAN),
        str(list(PLAN)),
        "\n".join(PLAN).upper(),
        "\n".join(PLAN).replace("stack", "stack "),
        "\n".join(PLAN).replace("stack", ""),
        "\n".join(PLAN).replace("Move ", "Move block "),
        "\n".join(f"**Step {number}:** {move}" for number, move in enumerate(PLAN, 1)),
        "\n".join(f"**Step {number}**: {move}" for number, move in enumerate(PLAN, 1)),
        "\n".join(f"Move {number}: {move}" for number, move in enumerate(PLAN, 1)),
        "\n".join(f"({number}) {move}" for number, move in enumerate(PLAN, 1)),
        ", then ".join(PLAN),
        "; and then ".join(PLAN),
        "\n".join(PLAN).replace("stack", "stack_"),
        "\n".join(PLAN).replace(" to ", " into "),
        "\n".join(PLAN).replace("from ", "from the top of ").replace(" to ", " onto the top of "),
        "\n".join(re.sub("Move (.)", r"Move **\1**", move) for move in PLAN),
    ],
)
def test_every_form_of_a_right_plan_is_accepted(answer: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert (verdict.outcome, verdict.parsed) == ("correct", "\n".join(PLAN))


def test_a_longer_plan_is_accepted() -> None:
    detour = ["Move A from stack2 to stack3", "Move A from stack3 to stack2"]
    assert TASK.verify(SAMPLE, "\n".join([*detour, *PLAN])).outcome == "correct"
    assert TASK.verify(SAMPLE, "\n".join([*detour * 48, *PLAN])).outcome == "correct"
    assert "more than 100" in TASK.verify(SAMPLE, "\n".join([*detour * 49, *PLAN])).reason


@pytest.mark.parametrize(
    ("moves", "reason"),
    [
        (PLAN[:3], "goal does not hold"),
        (PLAN[1:], "move 1: B is not on top of stack2"),
        (("Move A from stack2 to stack2", *PLAN), "move 1: a block must move to another stack"),
        (("Move A from stack2 to table",), "not of the form"),
        (("Move A from stack2 to stack4",), "there is no stack4"),
        (("Move A from stack2 to stack0",), "there is no stack0"),
        (("Move A from stack1 to stack2",), "A is not on top of stack1"),
        (("Move a from stack2 to stack1",), "a is not on top"),
        (("Move A and B from stack2 to stack1",), "not of the form"),
        ((*PLAN, "done"), "not of the form"),
        (("no moves",), "goal does not hold"),
        (("no moves", *PLAN), "not of the form"),
    ],
)
def test_a_broken_rule_is_named(moves: tuple[str, ...], reason: str) -> None:
    verdict = TASK.verify(SAMPLE, "\n".join(moves))
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_stacks_that_should_be_empty_must_be_empty() -> None:
    sample = Sample(question="", data={"initial": [["A", "B"], [], []], "goal": [["A"], ["B"], []]})
    assert TASK.verify(sample, "Move B from stack1 to stack2").outcome == "correct"
    assert TASK.verify(sample, "Move B from stack1 to stack3").outcome == "wrong"


def one_sided_distance(initial: list[list[str]], goal: list[list[str]]) -> int:
    """A plain breadth-first search, to hold the two-sided one against."""
    start, end = tuple(map(tuple, initial)), tuple(map(tuple, goal))
    distance = {start: 0}
    queue = deque([start])
    while end not in distance:
        state = queue.popleft()
        for origin, stack in enumerate(state):
            for target in range(len(state)):
                if stack and target != origin:
                    changed = list(state)
                    changed[origin], changed[target] = stack[:-1], (*state[target], stack[-1])
                    if tuple(changed) not in distance:
                        distance[tuple(changed)] = distance[state] + 1
                        queue.append(tuple(changed))
    return distance[end]


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_level_sets_the_length_of_the_shortest_plan(level: int) -> None:
    least, most = TASK.levels[level - 1].moves
    for index in range(5):
        data = TASK.generate(Rng("length", index), TASK.levels[level - 1]).data
        length = one_sided_distance(data["initial"], data["goal"])
        assert length == len(shortest_plan(data["initial"], data["goal"]))
        assert 0 < least <= length <= most


def test_every_official_task_loads_and_can_be_solved(symbench: Path) -> None:
    samples = list(TASK.load(symbench))
    assert len(samples) == len(list((symbench / "Blocksworld_dataset").iterdir())) > 0
    for sample in samples:
        assert TASK.verify(sample, solve(sample.data)).outcome == "correct"
        assert len(sample.data["initial"]) == len(sample.data["goal"])
        last = solve(sample.data).splitlines()[-1].split()
        assert (
            TASK.verify(sample, solve(sample.data) + f"\nMove {last[1]} from {last[5]} to {last[5]}").outcome
            == "wrong"
        )


@pytest.mark.parametrize("dialect", ["strict", "official"])
def test_official_tasks_have_no_defects_but_duplicates(symbench: Path, dialect: str) -> None:
    samples = list(
        TASK.load(symbench, LoadOptions(dialect="official" if dialect == "official" else "strict"))
    )
    first: set[str] = set()
    for sample in samples:
        assert sample.defects == (("duplicate",) if sample.question in first else ())
        assert sample.stored_answer is None
        assert TASK.verify(sample, TASK.answer(sample) or "").outcome == "correct"
        first.add(sample.question)


@pytest.mark.parametrize("dialect", ["strict", "official"])
def test_what_the_released_checker_accepts_or_never_reads_is_rejected(dialect: str) -> None:
    sample = Sample(question="", data=SAMPLE.data | ({"dialect": dialect} if dialect == "official" else {}))
    right = "\n".join(PLAN)
    assert TASK.verify(sample, right).outcome == "correct"
    assert TASK.verify(sample, f"{right}\nMove B from stack2 to stack2").outcome == "wrong"
    assert TASK.verify(sample, "Move A from stack2 to table").outcome == "wrong"
    assert TASK.verify(sample, "Yes").outcome == "wrong"


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_right_answers_renderings_and_spoiled_answers(level: int) -> None:
    for index in range(6):
        sample = TASK.generate(Rng("spoiled", index), TASK.levels[level - 1])
        answer = TASK.answer(sample) or ""
        assert TASK.verify(sample, answer).outcome == "correct"
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        names = set()
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
        assert {"missing move", "move back", "move to the same stack", "move to the table"} <= names


def test_the_printed_question_gives_back_the_data() -> None:
    for index in range(20):
        sample = TASK.generate(Rng("printed", index), TASK.levels[index % 5])
        states = [
            [line.split(": ")[1].replace("(empty)", "").split() for line in part.splitlines()[1:]]
            for part in sample.question.split("\n\n")[1:3]
        ]
        assert sample.data == {"initial": states[0], "goal": states[1]}


def test_an_official_task_that_is_already_solved_needs_no_moves(tmp_path: Path) -> None:
    text = "Initial State:\nstack1: A\nstack2: B\nstack3: \n\nGoal State:\nstack1: A\nstack2: B\n"
    (tmp_path / "blocksworld_task.txt").write_text(text)
    sample = next(TASK.load(tmp_path))
    assert TASK.verify(sample, "no moves").outcome == "correct"
    assert (
        TASK.verify(sample, "Move A from stack1 to stack3\nMove A from stack3 to stack1").outcome == "correct"
    )
    assert TASK.verify(sample, "").outcome == "wrong"
    assert solve(sample.data) == "no moves"
    for text in TASK.renderings(sample, "no moves"):
        assert TASK.verify(sample, text).outcome == "correct"
    for name, text in TASK.mutations(sample, "no moves"):
        assert TASK.verify(sample, text).outcome == "wrong", name


@pytest.mark.parametrize(
    "text",
    [
        "stack1: A\n",
        "Initial State:\nstack1: A\n",
        "Initial State:\nstack1: A\nGoal State:\nstack1: B\n",
        "Initial State:\nstack1: A\nGoal State:\nstack1: A\nstack2: \n",
        "Initial State:\nstack2: A\nGoal State:\nstack1: A\n",
        "Initial State:\nstack1: A A\nGoal State:\nstack1: A A\n",
        "Initial State:\nstack1: apple\nGoal State:\nstack1: apple\n",
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "blocksworld_task.txt").write_text(text)
    with pytest.raises(TaskFault, match="blocksworld_task"):
        list(TASK.load(tmp_path))
