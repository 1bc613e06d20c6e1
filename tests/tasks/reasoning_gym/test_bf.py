"""BF: programs are run by an interpreter that must agree with the plainest one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.bf import Bf, BfKnobs, run
from r1ci_reasoning_gym.source import Entry

TASK = Bf()
WORD = ">[-]>[-]<>++++++++[<++++++++++++>-]<+.+++++++++++.+++.---------.++++++++++++++.<"
SAMPLE = Sample(question="", data={"program": WORD})


def plainly(code: str, most: int) -> tuple[str, int] | None:
    """Run one command after the other; None where that takes too long."""
    ends: dict[int, int] = {}
    starts: list[int] = []
    for place, sign in enumerate(code):
        if sign == "[":
            starts.append(place)
        elif sign == "]":
            ends[place] = starts.pop()
            ends[ends[place]] = place
    cells = [0] * 1000
    pointer = at = commands = 0
    printed = ""
    while at < len(code):
        if commands == most:
            return None
        commands += 1
        sign = code[at]
        if sign in "<>":
            pointer = (pointer + "< >".index(sign) - 1) % 1000
        elif sign in "+-":
            cells[pointer] = (cells[pointer] + "- +".index(sign) - 1) % 256
        elif sign == ".":
            printed += chr(cells[pointer])
        elif (sign == "[") == (cells[pointer] == 0):
            at = ends[at]
        at += 1
    return printed, commands


LOOPS = st.recursive(
    st.text("+-<>.", max_size=6),
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: f"[{'-'.join(parts)}]"),
    max_leaves=6,
)


@given(st.lists(LOOPS, max_size=5).map("++".join))
def test_the_interpreter_agrees_with_the_plainest_one(code: str) -> None:
    wanted = plainly(code, 20_000)
    if wanted is not None:
        assert run(code) == wanted


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [("aloft", "correct"), ('"aloft"', "correct"), ("aloft.", "correct"), ("ALOFT", "wrong"),
     ("alof", "wrong"), ("a loft", "wrong"), ("aloft aloft", "wrong"), ("97", "wrong"), ("", "wrong")],
)  # fmt: skip
def test_the_output_counts(answer: str, outcome: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == outcome


def test_what_must_not_be_asked() -> None:
    meta = {"bf_program": WORD}
    assert TASK.read(Entry(f"What?\n\n{WORD}", "aloft", meta)) == {"program": WORD}
    assert TASK.read(Entry(f"What?\n\n{WORD}", "aloof", meta)) is None
    assert TASK.read(Entry("What?", "aloft", meta)) is None
    assert TASK.read(Entry("What? +.", "\x01", {"bf_program": "+."})) is None


@pytest.mark.parametrize("level", [1, 2, 3])
def test_programs_run_as_long_as_the_level_says(level: int) -> None:
    knobs = TASK.levels[level - 1]
    assert isinstance(knobs, BfKnobs)
    sample = TASK.generate(Rng("bf", level), knobs)
    assert knobs.commands[0] <= run(sample.data["program"])[1] <= knobs.commands[1]
    assert f"<<<{TASK.answer(sample)}>>>" not in sample.question
