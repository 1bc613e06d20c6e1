"""Quantum lock: shortest sequences of presses that are allowed."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.quantum_lock import QuantumLock, pressed, shortest
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = QuantumLock()
BUTTONS = [["A", "add", 2, "red"], ["B", "multiply", 3, "green"], ["C", "add", 1, "any"]]
SAMPLE = Sample(question="", data={"start": 0, "light": "red", "target": 8, "buttons": BUTTONS})


@pytest.mark.parametrize(
    "answer",
    [
        "A \u2192 B \u2192 A",
        "A\u2192B\u2192A",
        "A -> B -> A",
        "a, b, a",
        "ABA",
        "['A', 'B', 'A']",
        "A B A.",
        "A\nB\nA",
        "A \\rightarrow B \\rightarrow A",
        "A $\\to$ B $\\to$ A",
        "A \u21d2 B \u27f6 A",
        "- A\n- B\n- A",
        "1. A\n2. B\n3. A",
    ],
)
def test_a_shortest_sequence_is_accepted_in_every_form(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("C B C A B", "too many"),
        ("A B C", "the number is 7 in the end"),
        ("A A A", "press 2: A cannot be pressed while the light is green"),
        ("B A C", "press 1: B cannot be pressed"),
        ("A \u2192 B", "the number is 6 in the end"),
        ("A D A", "is none of A, B, C"),
        ("Press A, then B, then A", "none of"),
        ("", "empty"),
        ("A" * 5_000, "too many"),
    ],
)
def test_other_sequences_are_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_a_press_without_effect_and_letters_of_prose_do_not_count() -> None:
    """The checker of Reasoning-Gym passes over both."""
    assert TASK.verify(SAMPLE, "B \u2192 A \u2192 B \u2192 A").outcome == "wrong"
    assert TASK.verify(SAMPLE, "My sequence: A B A").outcome == "wrong"


def test_the_solver_agrees_with_trying_all_sequences() -> None:
    rng = Rng("buttons")
    for _ in range(40):
        buttons: list[list[Any]] = [
            [
                name,
                rng.choice(["add", "subtract", "multiply"]),
                rng.between(1, 3),
                rng.choice(["any", "any", "red"]),
            ]
            for name in "ABC"
        ]
        data = {"start": 0, "light": "red", "target": rng.between(1, 12), "buttons": buttons}
        best = None
        for names in itertools.chain.from_iterable(
            itertools.product(range(3), repeat=n) for n in range(1, 7)
        ):
            number, lights = 0, itertools.cycle(["red", "green"])
            for name, light in zip(names, lights, strict=False):
                if buttons[name][3] not in ("any", light):
                    break
                number = pressed(number, buttons[name][1], buttons[name][2])
            else:
                if number == data["target"]:
                    best = len(names)
                    break
        found = shortest(data)
        assert (len(found) == best) if best else (not found or len(found) > 6)


def test_wrong_labels_and_puzzles_for_one_button_are_not_asked() -> None:
    rng = Rng("labels")
    kept = 0
    for _ in range(30):
        entry = SOURCE.entry("quantum_lock", {"difficulty": 5}, rng.bits(62))
        data = TASK.read(entry)
        presses = str(entry.answer).split(" \u2192 ")
        kept += data is not None
        assert TASK.read(entry._replace(answer=" \u2192 ".join([*presses, "A"]))) is None
        assert TASK.read(entry._replace(answer=" \u2192 ".join(presses[:-1]))) is None
        if data is not None:
            assert len(set(presses)) > 1
    assert kept > 10


def test_the_sequence_that_the_question_shows_is_not_the_answer() -> None:
    buttons = [
        {"name": name, "type": kind, "value": value, "active_state": "any"}
        for name, kind, value in (("A", "add", 2), ("B", "multiply", 3), ("C", "add", 1))
    ]
    metadata = {"initial_value": 0, "initial_state": "red", "buttons": buttons}
    for target, answer, asked in ((8, "A B A", True), (7, "A B C", False)):
        entry = Entry("", answer.replace(" ", " \u2192 "), {**metadata, "target_value": target})
        assert (TASK.read(entry) is not None) == asked
