"""Reversi: play given moves on a board, and give the board.

Rules: black and white take turns, here without passing. A move puts a piece on an empty cell. In each of
the eight directions, pieces of the other colour between it and the next piece of its own colour turn over,
if there is nothing but pieces of the other colour between them; every move turns at least one piece.

Levels: the official release plays up to three moves from the start of the game, on boards of 4 x 4 and
6 x 6. Here a game has been played at random before the board is printed. The smallest level has thousands
of questions, the others far more than can be asked.

Provenance: SymBench (CodeSteer), `reversi_dataset/sample_<n>`. All official questions print the board after
the moves instead of the board before them, so that they print their answer (`answer_shown`), and their moves
go to cells that are taken. What results from the start of the game is what is stored; this is accepted in
the official dialect. The strict dialect prints the start of the game. More than half of the questions are
duplicates. `printed-board` names the released way to judge: the stored answer, whatever the moves do.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import asdict

from r1ci_bench.answers import GridForm, shaped
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Defect, LoadOptions, Sample

# How a black piece, a white piece and an empty cell are written.
_SIGNS = "BW."
_OFFICIAL_SIGNS = "01*"
_LARGEST = 26


class ReversiLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a game.

    Attributes:
        size: Rows and columns of the board.
        before: How many moves have been played before, at least and at most.
        moves: How many moves are asked.
    """

    size: int
    before: tuple[int, int]
    moves: int


class Reversi(SymBenchTask[ReversiLevel, list[list[str]]]):
    """Play given moves.

    A sample's data says with `signs` how a black piece, a white piece and an empty cell are written: `BW.`,
    or `01*` as released. Official items also say whether the released question prints the result.
    """

    id = "symbench/reversi"
    version = "1"
    levels = (
        ReversiLevel(size=4, before=(3, 8), moves=1),
        ReversiLevel(size=6, before=(2, 16), moves=2),
        ReversiLevel(size=6, before=(6, 20), moves=4),
        ReversiLevel(size=8, before=(10, 36), moves=7),
        ReversiLevel(size=10, before=(20, 60), moves=12),
    )
    form = GridForm(signs=True, joined=True)
    unique_answer = True
    folder = "reversi_dataset"
    quirks: ClassVar[Mapping[str, str]] = {
        "printed-board": "the released answer decides, which is the board that the question prints"
    }

    def generate(self, rng: Rng, level: ReversiLevel) -> Sample:
        """Play at random, note the board, and go on."""
        while True:
            board = opening(level.size, _SIGNS)
            mover = 0
            # Before the board is noted, who cannot move passes.
            for _ in range(rng.between(*level.before)):
                if _random_move(rng, board, _SIGNS, mover) is None:
                    mover = 1 - mover
                    if _random_move(rng, board, _SIGNS, mover) is None:
                        break
                mover = 1 - mover
            rows, first = ["".join(row) for row in board], _SIGNS[mover]
            moves: list[list[int]] = []
            while len(moves) < level.moves:
                place = _random_move(rng, board, _SIGNS, mover)
                if place is None:
                    break
                moves.append([place[0] + 1, place[1] + 1])
                mover = 1 - mover
            else:
                data = {"signs": _SIGNS, "board": rows, "first": first, "moves": moves}
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the board, the rules, and the moves."""
        board, moves = data["board"], data["moves"]
        size = len(board)
        black, white, empty = data["signs"]
        rows = "\n".join(board)
        players = ("Black", "White") if data["first"] == black else ("White", "Black")
        listed = "\n".join(
            f"{turn + 1}. {players[turn % 2]}: ({row}, {column})" for turn, (row, column) in enumerate(moves)
        )
        return (
            f"Here is the board of a game of reversi, {size} x {size} cells. {black} is a black piece, "
            f"{white} is a white piece, and {empty} is an empty cell:\n\n{rows}\n\n"
            "A move puts one piece of the player's colour on an empty cell. Then look from this cell in each "
            "of the eight directions (along the row, the column and both diagonals): if the next cells in "
            "that direction hold one or more pieces of the other colour without a gap, and directly behind "
            "them comes a piece of the player's own colour, those pieces of the other colour are turned over "
            "and take the player's colour. Where an empty cell or the edge of the board comes first, nothing "
            "turns in that direction. Pieces that were turned over do not make further pieces turn.\n\n"
            "The players take turns, and nobody passes. Now these moves are played in this order, each given "
            "as (row, column), both counted from 1, from the top and from the left:\n\n"
            f"{listed}\n\n"
            "Give the board after the last move, as a list of rows, each a text with one character for each "
            "cell. For a board of 2 x 2 cells, for example, the answer could be "
            f'<<<["{black}{white}", "{empty}{black}"]>>>.'
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One board is right; small letters are as good as capitals."""
        board = played(data)
        if board is None:
            return "the moves break the rules, so that no board is right"
        size = len(board)
        grid = shaped(value, size, size)
        if grid is None:
            return f"it is not a board of {size} x {size} cells"
        for row, (cells, right) in enumerate(zip(grid, board, strict=True), 1):
            for column, (cell, sign) in enumerate(zip(cells, right, strict=True), 1):
                if cell.upper() != sign:
                    return f"the cell in row {row}, column {column} is wrong"
        return ""

    def quirk_fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """The released answer decides, in whatever shape it is written."""
        size = len(data["board"])
        grid = shaped(value, size, size)
        same = grid is not None and grid == shaped(self.form.read(data["stored"]), size, size)
        return "" if same else "it is not the released answer"

    def defects(self, data: dict[str, Any], options: LoadOptions) -> set[Defect]:
        """The released question prints the result."""
        return {"answer_shown"} if options.dialect == "official" and data.get("result_printed") else set()

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints."""
        return None if played(data) is None else solve(data)

    def reference(self, sample: Sample) -> str:
        """Play every move."""
        return program(solve, sample.data, helpers=(turned, played))

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """Also each row as one text, and small letters."""
        yield from super().renderings(sample, answer)
        rows = ["".join(row) for row in played(sample.data) or []]
        yield from (json.dumps(rows), ", ".join(rows), f"[{', '.join(rows)}]")
        yield answer.lower()

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the boards of other moves and of other rules."""
        yield from super().mutations(sample, answer)
        data = sample.data
        board, moves = data["board"], data["moves"]
        black, white, empty = data["signs"]
        right = ["".join(row) for row in played(data) or []]
        unturned = [list(row) for row in board]
        players = (black, white) if data["first"] == black else (white, black)
        for turn, (row, column) in enumerate(moves):
            unturned[row - 1][column - 1] = players[turn % 2]
        swap = str.maketrans(black + white, white + black)
        others = {
            "echo of the board": board,
            "without the last move": ["".join(row) for row in played({**data, "moves": moves[:-1]}) or []],
            "nothing turned over": ["".join(row) for row in unturned],
            "colours exchanged": [row.translate(swap) for row in right],
            "upside down": right[::-1],
            "from right to left": [row[::-1] for row in right],
            "one colour only": [row.replace(white, black) for row in right],
            "an empty board": [empty * len(board)] * len(board),
            "other signs": [row.translate(str.maketrans(data["signs"], "XO_")) for row in right],
        }
        for name, other in others.items():
            if other != right:
                yield name, "\n".join(other)

    def item(self, record: Any, question: str) -> Item:
        """Read the moves; the board before them is the start of the game, whatever the question prints."""
        size, moves, stored = record["board_size"], record["moves"], record["solution"]
        if type(size) is not int or not 4 <= size <= _LARGEST or size % 2:
            raise ValueError("'board_size' is not the size of a board")
        if not isinstance(stored, str):
            raise TypeError("'solution' is not a text")
        for row, column in moves:
            if not (type(row) is type(column) is int and 1 <= row <= size and 1 <= column <= size):
                raise ValueError("a move is not a cell of the board")
        data = {
            "signs": _OFFICIAL_SIGNS,
            "board": ["".join(row) for row in opening(size, _OFFICIAL_SIGNS)],
            "first": _OFFICIAL_SIGNS[0],
            "moves": moves,
        }
        printed = re.findall(rf"^[01*]{{{size}}}$", question, re.MULTILINE)
        data["result_printed"] = [list(row) for row in printed] == played(data)
        return Item(data=data, stored=stored, question=question)


def opening(size: int, signs: str) -> list[list[str]]:
    """The start of a game: two pieces of each colour in the middle."""
    black, white, empty = tuple(signs)
    board = [[empty] * size for _ in range(size)]
    middle = size // 2
    board[middle - 1][middle - 1 : middle + 1] = [white, black]
    board[middle][middle - 1 : middle + 1] = [black, white]
    return board


def turned(
    board: list[list[str]], row: int, column: int, own: str, other: str, empty: str
) -> list[tuple[int, int]]:
    """The pieces that a move to a cell, counted from 0, turns over; empty where it cannot be played."""
    size = len(board)
    if board[row][column] != empty:
        return []
    found: list[tuple[int, int]] = []
    for down, right in ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)):
        line: list[tuple[int, int]] = []
        to, at = row + down, column + right
        while 0 <= to < size and 0 <= at < size and board[to][at] == other:
            line.append((to, at))
            to, at = to + down, at + right
        if line and 0 <= to < size and 0 <= at < size and board[to][at] == own:
            found += line
    return found


def played(data: dict[str, Any]) -> list[list[str]] | None:
    """The board after all moves, or None where one of them cannot be played."""
    board = [list(row) for row in data["board"]]
    black, white, empty = data["signs"]
    own, other = (black, white) if data["first"] == black else (white, black)
    for row, column in data["moves"]:
        cells = turned(board, row - 1, column - 1, own, other, empty)
        if not cells:
            return None
        for to, at in (*cells, (row - 1, column - 1)):
            board[to][at] = own
        own, other = other, own
    return board


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return "[" + ", ".join(f"[{', '.join(row)}]" for row in played(data) or []) + "]"


def _random_move(rng: Rng, board: list[list[str]], signs: str, mover: int) -> tuple[int, int] | None:
    """Play a legal move, each with the same chance, and say where; None where there is none."""
    own, other, empty = signs[mover], signs[1 - mover], signs[2]
    size = len(board)
    free = [(row, column) for row in range(size) for column in range(size) if board[row][column] == empty]
    while free:
        chosen = rng.below(len(free))
        free[chosen], free[-1] = free[-1], free[chosen]
        row, column = free.pop()
        cells = turned(board, row, column, own, other, empty)
        if cells:
            for to, at in (*cells, (row, column)):
                board[to][at] = own
            return row, column
    return None
