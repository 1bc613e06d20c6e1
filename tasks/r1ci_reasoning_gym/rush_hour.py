"""Rush hour: move vehicles until the red car reaches the exit.

Rules: vehicles move along their length only, over free cells; walls never move. The car AA must end at
the right edge of the board. The question does not ask for few moves.

Levels: the least number of moves, in the steps of the curriculum, from the boards that Reasoning-Gym
brings along; the hardest of them needs 50.

Labels: it stores no answer; a search of ours solves the boards. The original checker leaves a vehicle
where it is when a move is not possible, and so accepts moves through other vehicles; here such a move is
wrong. It reads moves out of any text; here nothing else may stand beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, read_steps
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

Move = tuple[str, int]

_MOVE = re.compile(r"([A-Z])\1{0,2}[ :]{0,2}([+-]) ?([0-9]{1,2})")


@dataclass(frozen=True)
class DriveForm(Form[list[Move]]):
    """A list of moves, each a vehicle and how many cells it moves right or down."""

    def read(self, text: str) -> list[Move]:
        """Read moves as in `F+1 K-2`, parted by blanks, commas or newlines."""
        moves: list[Move] = []
        for step in read_steps(text, most=1000):
            place = 0
            while place < len(step):
                found = _MOVE.match(step, place)
                if not found or (found.end() < len(step) and step[found.end()] not in " \"'"):
                    raise AnswerError(f"{excerpt(step[place:])} does not begin with a move")
                moves.append((found[1], int(found[2] + found[3])))
                place = found.end()
                while place < len(step) and step[place] in " \"'":
                    place += 1
        return moves

    def write(self, value: list[Move]) -> str:
        """Write them as Reasoning-Gym does."""
        return " ".join(f"{vehicle}{steps:+d}" for vehicle, steps in value)

    def renderings(self, value: list[Move]) -> Iterator[str]:
        """With commas, one a line, numbered, as a list, with the car called AA."""
        parts = self.write(value).split()
        yield from (", ".join(parts), "\n".join(parts), "; ".join(parts), f"[{', '.join(parts)}]", str(parts))
        yield "\n".join(f"{number}. {part}" for number, part in enumerate(parts, 1))
        yield " ".join(parts).replace("A", "AA")
        yield " ".join(parts).replace("-", "\u2212")


class RushHour(ReasoningGymTask[list[Move]]):
    """Clear the way for a car."""

    id = "reasoning-gym/rush_hour"
    version = "1"
    name = "rush_hour"
    levels = ladder(
        {"min_moves": 2, "max_moves": 5},
        {"min_moves": 6, "max_moves": 10},
        {"min_moves": 11, "max_moves": 20},
        {"min_moves": 21, "max_moves": 30},
        {"min_moves": 31, "max_moves": 50},
    )
    form = DriveForm()

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The board as it is shown."""
        rows = entry.question.strip().rpartition("Board:\n")[2].split("\n")
        lengths = {sign: "".join(rows).count(sign) for sign in {*"".join(rows)} - {".", "x"}}
        square = len(rows) == 6 and all(len(row) == 6 for row in rows)
        # In the third row the car, its way, and no other vehicle along it.
        if not square or "AA" not in rows[2] or set(lengths.values()) - {2, 3}:
            return None
        return None if rows[2].endswith("AA") else {"board": rows}

    def advice(self, data: dict[str, Any]) -> str:
        """Directions, and what the end is."""
        return (
            "A + means right for a horizontal vehicle and down for a vertical one, a - means left or up. A "
            "dot is a free cell. Every cell that a vehicle moves over must be free, no vehicle leaves the "
            "board, and after the last move the car AA must be at the right edge of its row. Any sequence "
            "of such moves counts, also one that is longer than necessary. Call each vehicle by one letter "
            "and part the moves by blanks, for example <<<Z+1 Y-2 A+3>>>."
        )

    def fault(self, data: dict[str, Any], value: list[Move]) -> str:
        """Make the moves."""
        cells = [list(row) for row in data["board"]]
        for number, (vehicle, steps) in enumerate(value, 1):
            places = [
                (row, column) for row in range(6) for column in range(6) if cells[row][column] == vehicle
            ]
            if not places:
                return f"move {number}: there is no vehicle {vehicle}"
            down, right = (0, 1) if places[0][0] == places[1][0] else (1, 0)
            for _ in range(abs(steps)):
                way = 1 if steps > 0 else -1
                moved = [(row + way * down, column + way * right) for row, column in places]
                if not all(0 <= row < 6 and 0 <= column < 6 for row, column in moved):
                    return f"move {number}: {vehicle} leaves the board"
                if any(cells[row][column] not in (".", vehicle) for row, column in moved):
                    return f"move {number}: something stands in the way of {vehicle}"
                for row, column in places:
                    cells[row][column] = "."
                for row, column in moved:
                    cells[row][column] = vehicle
                places = moved
        return "" if cells[2][5] == "A" else "the car AA is not at the exit in the end"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Search all positions, nearest first."""
        return program(solve, sample.data)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Moves less, back again, through other vehicles, off the board, of what is no vehicle."""
        right = self.form.read(answer)
        row = sample.data["board"][2]
        away = 4 - row.index("A")
        way = row[row.index("A") + 2 :]
        yield "missing part", self.form.write(right[:-1])
        yield "back again", self.form.write([*right, ("A", -1)])
        yield "off the board", self.form.write([*right, ("A", 1)])
        yield "off the board", self.form.write([*right[:-1], (right[-1][0], right[-1][1] + 1)])
        yield "off the board", self.form.write([("A", 9)])
        if way.strip("."):
            # A move that is not possible was ignored by the original checker, step by step.
            yield "through other vehicles", self.form.write([("A", away)])
            yield "an impossible move first", self.form.write([("A", away), *right])
        yield "no such vehicle", self.form.write([("Z", 1), *right])
        if "x" in "".join(sample.data["board"]):
            yield "a wall moved", f"x+1 {answer}"
        yield "prose", f"Move {answer} and then drive out"
        yield "wrong type", "true"


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data: a way to the exit with as few moves as possible."""
    board = "".join(data["board"])
    vehicles = sorted({*board} - {".", "x"})
    places = {sign: [place for place in range(36) if board[place] == sign] for sign in vehicles}
    strides = [places[sign][1] - places[sign][0] for sign in vehicles]
    lengths = [len(places[sign]) for sign in vehicles]
    walls = [place for place in range(36) if board[place] == "x"]
    first = tuple(places[sign][0] for sign in vehicles)
    came: dict[tuple[int, ...], tuple[tuple[int, ...], str]] = {first: (first, "")}
    border = [first]
    while border:
        further = []
        for state in border:
            if state[0] == 16:
                steps = []
                while state != first:
                    state, step = came[state]
                    steps.append(step)
                return " ".join(reversed(steps))
            taken = set(walls)
            for start, stride, length in zip(state, strides, lengths, strict=True):
                taken.update(range(start, start + stride * length, stride))
            for number, start in enumerate(state):
                stride, length = strides[number], lengths[number]
                for way in (1, -1):
                    steps_made = 0
                    place = start + stride * (length if way == 1 else -1)
                    while 0 <= place < 36 and place not in taken:
                        if stride == 1 and place // 6 != start // 6:
                            break
                        steps_made += 1
                        moved = (*state[:number], start + way * steps_made * stride, *state[number + 1 :])
                        if moved not in came:
                            came[moved] = (state, f"{vehicles[number]}{way * steps_made:+d}")
                            further.append(moved)
                        place += way * stride
        border = further
    return ""
