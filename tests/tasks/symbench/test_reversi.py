"""Reversi: every direction turns, gaps and edges stop, and the board is printed before the moves."""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.reversi import Reversi, opening, played, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = Reversi()
OFFICIAL = LoadOptions(dialect="official")
PRINTED_BOARD = LoadOptions(dialect="official", quirks=frozenset({"printed-board"}))
START = ["....", ".WB.", ".BW.", "...."]


def game(board: list[str], *moves: tuple[int, int], first: str = "B") -> dict[str, Any]:
    return {"signs": "BW.", "board": board, "first": first, "moves": [list(move) for move in moves]}


SAMPLE = Sample(question="", data=game(START, (4, 3)))


def test_a_game_starts_with_two_pieces_of_each_colour() -> None:
    assert ["".join(row) for row in opening(4, "BW.")] == START
    assert ["".join(row) for row in opening(6, "01*")] == ["******"] * 2 + ["**10**", "**01**"] + [
        "******"
    ] * 2


@pytest.mark.parametrize(
    ("board", "first", "move", "after", "why"),
    [
        (START, "B", (4, 3), ["....", ".WB.", ".BB.", "..B."], "a piece between two others turns"),
        (START, "W", (1, 3), ["..W.", ".WW.", ".BW.", "...."], "white turns black"),
        ([".WWB", "....", "....", "...."], "B", (1, 1), ["BBBB", "....", "....", "...."], "a run turns"),
        (
            ["B.B.B", ".WWW.", "BW.WB", ".WWW.", "B.B.B"],
            "B",
            (3, 3),
            ["B.B.B", ".BBB.", "BBBBB", ".BBB.", "B.B.B"],
            "all eight directions turn",
        ),
        (
            [".WB.", "W...", "W...", "...."],
            "B",
            (1, 1),
            ["BBB.", "W...", "W...", "...."],
            "a run that ends at an empty cell does not turn",
        ),
        (
            [".WB.", "W...", "W...", "W..."],
            "B",
            (1, 1),
            ["BBB.", "W...", "W...", "W..."],
            "a run that ends at the edge does not turn",
        ),
        (
            [".W.WB", ".....", "W....", "B....", "....."],
            "B",
            (2, 1),
            [".W.WB", "B....", "B....", "B....", "....."],
            "what the new piece does not touch does not turn",
        ),
        (
            [".WWB", ".W..", ".B..", "...."],
            "B",
            (1, 1),
            ["BBBB", ".W..", ".B..", "...."],
            "pieces that were turned turn no others",
        ),
        (
            [".WBWB", ".....", ".....", ".....", "....."],
            "B",
            (1, 1),
            ["BBBWB", *["....."] * 4],
            "to the next",
        ),
        (START, "B", (1, 1), None, "a move that turns nothing cannot be played"),
        (START, "B", (2, 2), None, "a cell that is taken cannot be played"),
    ],
)
def test_the_rules_by_example(
    board: list[str], first: str, move: tuple[int, int], after: list[str] | None, why: str
) -> None:
    data = game(board, move, first=first)
    result = played(data)
    assert (None if result is None else ["".join(row) for row in result]) == after, why
    if after is None:
        assert TASK.solution(data) is None
        assert TASK.verify(Sample(question="", data=data), "\n".join(board)).outcome == "wrong"
    else:
        assert TASK.verify(Sample(question="", data=data), "\n".join(after)).outcome == "correct"


def test_the_players_take_turns() -> None:
    result = played(game(START, (4, 3), (4, 2), (4, 1)))
    assert result
    assert ["".join(row) for row in result] == ["....", ".WB.", ".BB.", "BBB."]


@pytest.mark.parametrize(
    "answer",
    [
        '["....", ".WB.", ".BB.", "..B."]',
        "['....', '.WB.', '.BB.', '..B.']",
        "....\n.WB.\n.BB.\n..B.",
        ". . . .\n. W B .\n. B B .\n. . B .",
        "[[., ., ., .], [., W, B, .], [., B, B, .], [., ., B, .]]",
        '[[".",".",".","."],[".","W","B","."],[".","B","B","."],[".",".","B","."]]',
        "., ., ., ., ., W, B, ., ., B, B, ., ., ., B, .",
        "[....], [.WB.], [.BB.], [..B.]",
        "```\n....\n.WB.\n.BB.\n..B.\n```",
        "....\n.wb.\n.bb.\n..b.",
        "| . | . | . | . |\n| . | W | B | . |\n| . | B | B | . |\n| . | . | B | . |",
    ],
)
def test_every_form_of_the_right_board_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("\n".join(START), "row 3, column 3 is wrong"),
        ("....\n.WB.\n.BW.\n..B.", "row 3, column 3 is wrong"),
        ("....\n.WB.\n.BB.\n..W.", "row 4, column 3 is wrong"),
        ("....\n.WB.\n.BB.", "not a board of 4 x 4"),
        ("....\n.WB.\n.BB.\n..B.\n....", "not a board of 4 x 4"),
        ("....\n.WB.\n.BB.\n..B", "not a board of 4 x 4"),
        ("*****WB**BB***B*", "not a board of 4 x 4"),
        ("****\n*WB*\n*BB*\n**B*", "row 1, column 1 is wrong"),
        ("....\n.10.\n.00.\n..B.", "row 2, column 2 is wrong"),
        ("...., .WB., .BB., ..B., 3", "not a board of 4 x 4"),
    ],
)
def test_everything_else_is_wrong_and_says_why(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def replayed(board: list[str], moves: list[tuple[str, tuple[int, int]]]) -> list[str]:
    """The rules once more: rows, columns and diagonals as texts, turned by a regular expression."""
    size = len(board)
    cells = {(row, column): board[row][column] for row in range(size) for column in range(size)}
    for name, (row, column) in moves:
        own, other = name, "W" if name == "B" else "B"
        assert cells[row - 1, column - 1] == "."
        turned = 0
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                rays = [(row - 1 + step * down, column - 1 + step * right) for step in range(1, size)]
                ray = "".join(cells.get(place, "|") for place in rays)
                run = re.match(f"({other}+){own}", ray)
                if run and (down or right):
                    turned += len(run[1])
                    for place in rays[: len(run[1])]:
                        cells[place] = own
        assert turned, "every move turns a piece"
        cells[row - 1, column - 1] = own
    return ["".join(cells[row, column] for column in range(size)) for row in range(size)]


def parsed(question: str) -> dict[str, Any]:
    """The data, read back from a question; the turns must alternate."""
    signs = re.search(r"(.) is a black piece, (.) is a white piece, and (.) is an empty cell", question)
    assert signs
    board = re.findall(rf"^[{re.escape(''.join(signs.groups()))}]+$", question, re.MULTILINE)
    moves = re.findall(r"^\d+\. (Black|White): \((\d+), (\d+)\)$", question, re.MULTILINE)
    names = [name for name, _, _ in moves]
    assert all(one != two for one, two in itertools.pairwise(names))
    return {
        "signs": "".join(signs.groups()),
        "board": board,
        "first": signs[1] if names[0] == "Black" else signs[2],
        "moves": [[int(row), int(column)] for _, row, column in moves],
    }


@pytest.mark.parametrize("level", range(1, 6))
def test_a_question_says_all_that_its_answer_depends_on(level: int) -> None:
    knobs = TASK.levels[level - 1]
    first, before = set(), set()
    for number in range(30):
        sample = TASK.generate(Rng(level, number), knobs)
        data = parsed(sample.question)
        assert data == sample.data
        assert len(data["board"]) == knobs.size
        assert len(data["moves"]) == knobs.moves
        order = "BW" * knobs.moves if data["first"] == "B" else "WB" * knobs.moves
        result = replayed(data["board"], list(zip(order, data["moves"], strict=False)))
        assert result != data["board"]
        answer = solve(sample.data)
        assert TASK.verify(sample, "\n".join(result)).outcome == "correct"
        assert TASK.verify(sample, answer).outcome == "correct"
        assert TASK.verify(sample, "\n".join(data["board"])).outcome == "wrong", "echo of the board"
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", name
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        first.add(data["first"])
        before.add("".join(data["board"]).count("."))
    assert first == {"B", "W"}
    assert len(before) > 2, "games have been played for longer and for shorter"


@pytest.mark.parametrize("options", [OFFICIAL, PRINTED_BOARD], ids=["rules", "printed-board"])
def test_the_released_worked_example(tmp_path: Path, options: LoadOptions) -> None:
    answer = "*, *, *, *, *, 1, 0, *, *, 0, 0, *, *, *, 0, *"
    record = {"board_size": 4, "moves": [[4, 3]], "solution": answer.replace(" ", "")}
    (tmp_path / "solution.json").write_text(json.dumps(record))
    (tmp_path / "question.txt").write_text("before:\n****\n*10*\n*00*\n**0*\n\nRound 1")
    [sample] = TASK.load(tmp_path, options)
    assert sample.defects == ("answer_shown",)
    assert TASK.verify(sample, answer).outcome == "correct"
    assert TASK.verify(sample, "****\n*10*\n*00*\n**0*").outcome == "correct"
    assert TASK.verify(sample, "****\n*10*\n*01*\n****").outcome == "wrong", "the start of the game"
    assert TASK.verify(sample, answer.replace("0", "B")).outcome == "wrong"


def test_an_official_question_that_prints_the_board_before_the_moves_is_sound(tmp_path: Path) -> None:
    record = {"board_size": 4, "moves": [[4, 3]], "solution": "*,*,*,*,*,1,0,*,*,0,0,*,*,*,0,*"}
    (tmp_path / "solution.json").write_text(json.dumps(record))
    (tmp_path / "question.txt").write_text("before:\n****\n*10*\n*01*\n****\n\nRound 1")
    [sample] = TASK.load(tmp_path, OFFICIAL)
    assert sample.defects == ()


def test_a_wrong_stored_answer_decides_only_with_the_quirk(tmp_path: Path) -> None:
    (tmp_path / "question.txt").write_text("The question as released.")
    wrong = "*,*,*,*,*,1,0,*,*,0,1,*,*,*,0,*"
    right = wrong.replace("0,1,*,*,*,0", "0,0,*,*,*,0")
    (tmp_path / "solution.json").write_text(
        json.dumps({"board_size": 4, "moves": [[4, 3]], "solution": wrong})
    )
    [sample] = TASK.load(tmp_path, OFFICIAL)
    assert sample.defects == ("wrong_key",)
    assert TASK.verify(sample, right).outcome == "correct"
    [sample] = TASK.load(tmp_path, PRINTED_BOARD)
    assert TASK.verify(sample, right).outcome == "wrong"
    assert TASK.verify(sample, wrong).outcome == "correct"
    assert TASK.verify(sample, wrong[:-2]).outcome == "wrong"


def test_moves_that_cannot_be_played_make_an_item_unsolvable(tmp_path: Path) -> None:
    (tmp_path / "question.txt").write_text("The question as released.")
    record = {"board_size": 4, "moves": [[1, 1]], "solution": ",".join("0" + "*" * 15)}
    (tmp_path / "solution.json").write_text(json.dumps(record))
    [sample] = TASK.load(tmp_path, OFFICIAL)
    assert sample.defects == ("unsolvable", "wrong_key")
    [sample] = TASK.load(tmp_path)
    assert sample.defects == ("unsolvable",)


def test_every_official_question_prints_its_answer_and_none_does_in_our_words(symbench: Path) -> None:
    files = {
        file.relative_to(symbench).as_posix(): file
        for file in (symbench / "reversi_dataset").rglob("solution.json")
    }
    official = list(TASK.load(symbench, OFFICIAL))
    strict = list(TASK.load(symbench))
    assert {sample.provenance["file"] for sample in official} == set(files)
    for sample in official:
        record = json.loads(files[sample.provenance["file"]].read_text())
        assert sample.stored_answer == record["solution"]
        assert TASK.verify(sample, record["solution"]).outcome == "correct"
        printed = re.findall(r"^[01*]+$", sample.question, re.MULTILINE)
        assert ",".join("".join(printed)) == record["solution"]
        assert all(printed[row - 1][column - 1] != "*" for row, column in record["moves"])
        assert set(sample.defects) - {"duplicate"} == {"answer_shown"}
    for sample in strict:
        assert set(sample.defects) <= {"duplicate"}
        assert {**parsed(sample.question), "result_printed": True} == sample.data
        assert TASK.verify(sample, sample.stored_answer or "").outcome == "correct"
        assert TASK.verify(sample, "\n".join(sample.data["board"])).outcome == "wrong"
    asked = {json.dumps([sample.data["board"], sample.data["moves"]]) for sample in strict}
    for samples in (official, strict):
        repeated = sum("duplicate" in sample.defects for sample in samples)
        assert repeated == len(files) - len(asked) > 0


def test_playing_on_the_printed_board_is_not_always_the_stored_answer(symbench: Path) -> None:
    """The literal reading puts pieces on cells that are taken, which the released rules forbid."""
    differing = set()
    for sample in TASK.load(symbench, OFFICIAL):
        board = [list(row) for row in re.findall(r"^[01*]+$", sample.question, re.MULTILINE)]
        for turn, (row, column) in enumerate(sample.data["moves"]):
            board[row - 1][column - 1] = "*"
            after = played(
                {
                    "signs": "01*",
                    "board": ["".join(line) for line in board],
                    "first": "01"[turn % 2],
                    "moves": [[row, column]],
                }
            )
            board = board if after is None else after
            board[row - 1][column - 1] = "01"[turn % 2]
        text = "\n".join("".join(row) for row in board)
        if TASK.verify(sample, text).outcome == "wrong":
            differing.add(sample.provenance["file"])
    assert differing, "so the two readings lead to different answers"


RECORD = {"board_size": 4, "moves": [[4, 3]], "solution": "*,*,*,*,*,1,0,*,*,0,0,*,*,*,0,*"}


@pytest.mark.parametrize(
    "change",
    [
        {"board_size": 5},
        {"board_size": "4"},
        {"board_size": 2},
        {"board_size": 10**9},
        {"moves": [[0, 1]]},
        {"moves": [[1, 5]]},
        {"moves": [[1]]},
        {"moves": [["4", "3"]]},
        {"moves": 7},
        {"solution": 7},
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, change: dict[str, object]) -> None:
    (tmp_path / "solution.json").write_text(json.dumps({**RECORD, **change}))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))
