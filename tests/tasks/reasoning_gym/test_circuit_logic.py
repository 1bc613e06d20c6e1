"""Circuit logic: the drawing, traced sign by sign, gives what the data gives."""

from __future__ import annotations

import re

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.circuit_logic import CircuitLogic, output, solve
from r1ci_reasoning_gym.source import SOURCE

TASK = CircuitLogic()
SAMPLE = Sample(
    question="",
    data={
        "last": "NOR",
        "gates": [["AND", "A", "B'"], ["XOR", "A", "A", "C"], ["NAND", "B", "B"]],
        "values": {"A": 0, "B": 1, "C": 0},
    },
)


@pytest.mark.parametrize("answer", ["1", "true", "True", "**1**", "[1]", "1.", "$\\text{1}$"])
def test_one_digit_is_right(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize("answer", ["0", "false", "2", "10", "1 or 0", "A = 1", "-1", ""])
def test_other_answers_are_wrong(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "wrong"


@pytest.mark.parametrize(
    ("gate", "inputs", "given"),
    [
        ("NAND", [True, True, True], False),
        ("NAND", [True, False, True], True),
        ("XOR", [True, True, True], True),
        ("XOR", [True, True, False], False),
        ("NOR", [False, False, False], True),
        ("NOR", [False, True, False], False),
        ("AND", [True, True, False], False),
        ("OR", [False, False, True], True),
    ],
)
def test_gates_with_three_inputs(gate: str, inputs: list[bool], given: bool) -> None:
    assert output(gate, inputs) is given


def traced(drawing: list[str]) -> list[list[str]]:
    """The gates of a drawing: follow each wire of a gate to the left, to the column of an input."""
    inputs = [line for line in drawing if re.match("[A-Z]+: ", line)]
    columns = {line.index("\u2510"): line.partition(":")[0] for line in inputs}
    below = drawing[len(inputs) :]
    # The last gate, further to the right, is not meant.
    place = min(found.start() for line in below if (found := re.search("&&|\u2191\u2191|\u2295\u2295", line)))
    gates: list[list[str]] = [[]]
    for line in below:
        sign = line[place : place + 2]
        if sign not in ("&&", "\u2191\u2191", "\u2295\u2295"):
            gates.append([])
            continue
        start = next(
            column for column in range(place, -1, -1) if column in columns and line[column] in "\u251c\u2514"
        )
        name = columns[start] + ("'" if ">o" in line[:place] else "")
        gates[-1] = [sign[0], *gates[-1][1:], name]
    return [gate for gate in gates if gate]


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_the_drawing_shows_the_gates_of_the_data(level: int) -> None:
    signs = {"&": "AND", "\u2191": "NAND", "\u2295": "XOR"}
    for index in range(12):
        sample = TASK.generate(Rng("drawing", level, index), TASK.levels[level - 1])
        drawing = sample.question.split("\n\n\nLegend")[0].split("circuit.\n\n")[1].splitlines()
        found = [[signs[gate[0]], *gate[1:]] for gate in traced(drawing)]
        assert found == sample.data["gates"]
        for name, value in sample.data["values"].items():
            assert f"\n  {name} = {value}\n" in sample.question
        assert re.search(rf"^(..): {sample.data['last']}$", sample.question, re.MULTILINE)


def test_wrong_labels_are_not_asked_and_no_last_gate_tells_the_answer() -> None:
    rng = Rng("labels")
    seen: dict[str, list[str]] = {}
    for _ in range(900):
        entry = SOURCE.entry("circuit_logic", TASK.levels[1].config, rng.bits(62))
        data = TASK.read(entry)
        assert TASK.read(entry._replace(answer="10"[int(str(entry.answer))])) is None
        if data is not None:
            assert solve(data) == entry.answer
            seen.setdefault(data["last"], []).append(solve(data))
    assert set(seen) == {"AND", "OR", "NOR", "XOR"}
    for answers in seen.values():
        assert 0.3 < answers.count("1") / len(answers) < 0.7
