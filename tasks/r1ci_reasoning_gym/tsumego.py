"""Tsumego: the move in Go that captures the most white stones at once.

Rules: a stone of Black is put on an empty point; then every connected group of white stones without an
empty point beside it is captured. A move after which Black's own group has none is not allowed, unless it
captures.

Levels: the curriculum of Reasoning-Gym, boards of 5 x 5 to 19 x 19, with more stones: up to 75 here, of
which most have nothing to do with the move.

Labels: the stored move is the one that Reasoning-Gym built the position around; chance puts other white
stones nearby. All moves are tried, and a position is asked only where the stored one captures more stones
than any other. Its texts ask for a key move or for some stones; here it is always the move that captures
the most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap, without_brackets
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_POINT = re.compile(r"([A-Za-z])\s?[,-]?\s?([0-9]{1,2})")


@dataclass(frozen=True)
class PointForm(Form[str]):
    """A point of a board: `C4`."""

    def read(self, text: str) -> str:
        """Read it in any case, with or without a comma, quotes or brackets."""
        text = re.sub("[\"'`]", "", without_brackets(unwrap(unwrap(text).removesuffix("."))))
        found = _POINT.fullmatch(text.strip())
        if not found:
            raise AnswerError(f"{excerpt(text)} is not one point")
        return f"{found[1].upper()}{int(found[2])}"

    def write(self, value: str) -> str:
        """Write it as questions show it."""
        return value

    def renderings(self, value: str) -> Iterator[str]:
        """In lower case, with a comma, in brackets."""
        letter, row = value[0], value[1:]
        yield from (value.lower(), f"{letter} {row}", f"({letter}, {row})", f'["{letter}", {row}]')
        yield from (f"{value}.", f"[{value}]", f"{letter}-{row}", f"**{value}**.")

    def mutations(self, value: str) -> Iterator[tuple[str, str]]:
        """Points beside it, two points, half a point."""
        letter, row = value[0], int(value[1:])
        for step in (-1, 1):
            yield "beside it", f"{letter}{row + step}"
            yield "beside it", f"{chr(ord(letter) + step)}{row}"
        yield "rows from the top", f"{letter}{40 - row}"
        yield "missing part", letter
        yield "missing part", str(row)
        yield "two points", f"{value}, {value}"
        yield "two points", f"{value} or {letter}{row + 1}"
        yield "the other way round", f"{row}{letter}"
        yield "in words", f"Black plays {value}"


class Tsumego(ReasoningGymTask[str]):
    """Capture stones."""

    id = "reasoning-gym/tsumego"
    version = "1"
    name = "tsumego"
    levels = ladder(
        {"min_board_size": 5, "max_board_size": 6, "max_stones": 7},
        {"min_board_size": 7, "max_board_size": 8, "max_stones": 10},
        {"min_board_size": 9, "max_board_size": 13, "max_stones": 15},
        {"min_board_size": 13, "max_board_size": 16, "max_stones": 35},
        {"min_board_size": 17, "max_board_size": 19, "max_stones": 75},
    )
    form = PointForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The rows of the board, from the top."""
        rows = ["".join(row) for row in entry.metadata["board"]]
        moves = captures(rows)
        best = max(moves.values(), default=0)
        winners = [move for move, count in moves.items() if count == best]
        # C4 is what the question shows as the form of an answer.
        # A group without a free point would have been captured before: that is no position of Go.
        dead = any(not free for sign in "OX" for _, free in groups(rows, sign))
        if dead or len(winners) != 1 or winners[0] != entry.answer or entry.answer == "C4":
            return None
        return {"rows": rows}

    def wording(self, question: str) -> str:
        """One task in all wordings."""
        _, _, board = question.partition("```\n")
        head = (
            "Here is a position of Go, with Black to play. Which move captures the most white stones at once?"
        )
        return f"{head}\n\n```\n{board}"

    def advice(self, data: dict[str, Any]) -> str:
        """What is captured, and how points are named; the example is on no board."""
        return (
            "After the move, every connected group of white stones that has no empty point beside it, along "
            "rows and columns, is captured. Columns and rows are named as in the diagram (there is a column "
            "I). One move captures more stones than any other. Write it as in <<<Z21>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One move captures the most."""
        moves = captures(data["rows"])
        if moves.get(value) == max(moves.values()):
            return ""
        return "another move captures more" if value in moves else "the move captures nothing"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Try all moves."""
        return program(solve, sample.data, helpers=(groups, captures))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Other points, and the other moves that capture something."""
        yield from super().mutations(sample, answer)
        for move in captures(sample.data["rows"]):
            if move != answer:
                yield "captures fewer", move


def groups(rows: list[str], sign: str) -> list[tuple[set[tuple[int, int]], set[tuple[int, int]]]]:
    """The connected groups of stones of one colour, each with the empty points beside it."""
    left = {(row, column) for row, line in enumerate(rows) for column, one in enumerate(line) if one == sign}
    found = []
    while left:
        border = [left.pop()]
        group, free = set(border), set()
        while border:
            row, column = border.pop()
            for cell in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
                if cell in left:
                    left.remove(cell)
                    group.add(cell)
                    border.append(cell)
                elif 0 <= cell[0] < len(rows) and 0 <= cell[1] < len(rows) and rows[cell[0]][cell[1]] == ".":
                    free.add(cell)
        found.append((group, free))
    return found


def captures(rows: list[str]) -> dict[str, int]:
    """The moves of Black that capture something, each with the number of white stones."""
    found: dict[str, int] = {}
    for group, free in groups(rows, "O"):
        if len(free) == 1:
            ((row, column),) = free
            move = f"{chr(ord('A') + column)}{len(rows) - row}"
            found[move] = found.get(move, 0) + len(group)
    return found


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    found = captures(data["rows"])
    return max(found, key=lambda move: found[move])
