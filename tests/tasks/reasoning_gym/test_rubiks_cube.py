"""Rubik's cube: turns are permutations of stickers; every sequence that solves the cube is right."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.cube_turns import after, solving, turn, undone
from r1ci_reasoning_gym.rubiks_cube import RubiksCube, needed
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = RubiksCube()
SOLVED = "".join(color * 9 for color in "YRGOBW")
SAMPLE = Sample(question="", data={"colors": after(SOLVED, ["R", "U", "F'"])})
MOVES = st.lists(st.sampled_from([face + prime for face in "UDLRFB" for prime in ("", "'")]), max_size=30)

# The net of a solved cube after one turn to the right face, written down from a real cube.
AFTER_R = {"U": "YYG" * 3, "F": "GGW" * 3, "D": "WWB" * 3, "B": "YBB" * 3, "L": "R" * 9, "R": "O" * 9}


def test_a_turn_of_the_right_face_is_as_on_a_real_cube() -> None:
    assert after(SOLVED, ["R"]) == "".join(AFTER_R[face] for face in "ULFRBD")


@pytest.mark.parametrize(
    ("moves", "same"),
    [
        ("R R R R", ""),
        ("M", "L' R x'"),
        ("E", "D' U y'"),
        ("S", "F' B z"),
        ("r", "L x"),
        ("u", "D y"),
        ("f", "B z"),
        ("l", "R x'"),
        ("U D", "D U"),
        ("x U", "F x"),
        ("y R", "B y"),
        ("z U", "L z"),
        ("R U R' U' " * 6, ""),
        ("R U' " * 63, ""),
        ("R U " * 105, ""),
    ],
)
def test_turns_keep_to_known_identities(moves: str, same: str) -> None:
    scrambled = after("".join(map(chr, range(48, 102))), ["F", "U", "R'"])
    assert after(scrambled, moves.split()) == after(scrambled, same.split())


def test_every_turn_is_a_permutation_of_order_four() -> None:
    for name in "UDLRFBMESudlrfbxyz":
        place = list(range(54))
        for _ in range(4):
            place = [turn(name)[number] for number in place]
        assert place == list(range(54))
        assert [turn(name + "'")[number] for number in turn(name)] == list(range(54))


@settings(max_examples=8, deadline=None)
@given(MOVES)
def test_the_solver_solves_every_cube_from_its_colours(moves: list[str]) -> None:
    colors = after(SOLVED, moves)
    assert after(colors, solving(colors)) == SOLVED
    assert after(colors, undone(moves)) == SOLVED


@pytest.mark.parametrize(
    "answer",
    ["F U' R'", "F, U', R'", "F\nU'\nR'", "(F U') R'", "F U\u2019 R'", "F U\u2032 R\u2032", "F U' R'.",
     "F U U U R'", "F U2 U R'", "F U2' U R'",
     "[F, U', R']", "F U' R' x y", "F U' R' M M M M", "F U' R' L2 L2", "Fw S' U' R'", "F F' F U' R'",
     "['F', \"U'\", \"R'\"]", "1. F\n2. U'\n3. R'"],
)  # fmt: skip
def test_every_sequence_that_solves_the_cube_is_right(answer: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "correct", verdict.reason


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("R U F'", "not solved"),
        ("F U' R", "not solved"),
        ("F U'", "not solved"),
        ("F U' R' U", "not solved"),
        ("F' U R", "not solved"),
        ("F U' R' Q", "not a turn"),  # an error in the original checker, which it swallows
        ("F U' R3", "not a turn"),
        ("F U' R' )", "bracket"),
        ("Turn F, then U' and R'", "not a turn"),
        ("U " * 1001, "more than 1000"),
        ("U2 " * 900, "more than 1000"),
        ("", "empty"),
    ],
)
def test_everything_else_is_wrong(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("moves", "number"),
    [("R R'", 0), ("R L R'", 1), ("R U R'", 3), ("R R R", 1), ("R L R L", 4), ("U D' U' D", 0),
     ("R R R R F", 1), ("R L F F' L' R'", 0)],
)  # fmt: skip
def test_turns_that_undo_each_other_do_not_count(moves: str, number: int) -> None:
    assert needed(moves.split()) == number


def test_a_net_that_is_not_that_of_the_scramble_is_not_asked() -> None:
    item = SOURCE.entry("rubiks_cube", TASK.levels[0].config, Rng("cube", 3).bits(62))
    scramble = item.metadata["scramble_moves"]
    assert needed(scramble.split()) == 3
    data = TASK.read(item)
    assert data == {"colors": after(SOLVED, scramble.split())}
    for changed in (f"{scramble} U U", "U D' U'", "U U'"):
        assert TASK.read(Entry(item.question, None, {**item.metadata, "scramble_moves": changed})) is None
    mixed = re.sub("Y(.*)W", r"W\1Y", item.question, count=1, flags=re.DOTALL)
    assert TASK.read(Entry(mixed, None, item.metadata)) is None


@pytest.mark.parametrize("level", [1, 3, 5])
def test_right_answers_renderings_and_spoiled_answers(level: int) -> None:
    sample = TASK.generate(Rng("cube", level), TASK.levels[level - 1])
    answer = TASK.answer(sample) or ""
    assert len(answer) <= 4000
    for text in (answer, *TASK.renderings(sample, answer)):
        assert TASK.verify(sample, text).outcome == "correct", text
    for name, text in TASK.mutations(sample, answer):
        assert TASK.verify(sample, text).outcome == "wrong", name
