"""Tower of Hanoi: move a tower of disks from one peg to another.

Rules: one disk at a time, the uppermost one of a peg, never onto a smaller one. The question does not ask
for few moves, so that every list of moves that keeps to the rules and ends with all disks on the other
peg is right.

Levels: with 3 or 4 pegs, as in the curriculum, there are fewer than a hundred questions. Here there are
up to 9 pegs, and numbers of disks such that the moves become more from level to level, up to about a
hundred.

Labels: the stored moves are made one after the other, and must solve the puzzle. The original checker
gives partial credit to moves that do not, and less to lists that are longer than its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, read_grid, read_steps, unwrap
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

Move = tuple[int, int, int]

_MOST = 600
_MOVE = re.compile(
    r"(?:move )?(?:the )?(?:disk |disc )?([0-9]{1,2})(?: ?[:,-] ?| )(?:from )?(?:peg )?([0-9]{1,2}) ?"
    r"(?:to|->|-|>|,| ) ?(?:peg )?([0-9]{1,2})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class HanoiForm(Form[list[Move]]):
    """A list of moves, each as disk, peg from, peg to."""

    def read(self, text: str) -> list[Move]:
        """Read sentences, or triples of numbers."""
        text = unwrap(text)
        if not re.search("[A-Za-z]", text):
            rows = read_grid(text.rstrip("."), most=3 * _MOST)
            if len(rows) == 1 and len(rows[0]) % 3 == 0:
                rows = [rows[0][place : place + 3] for place in range(0, len(rows[0]), 3)]
            steps = [" ".join(cell for cell in row if cell not in ("->", ">")) for row in rows]
        else:
            steps = read_steps(text, most=_MOST)
        return [_move(step) for step in steps]

    def write(self, value: list[Move]) -> str:
        """Write one sentence a line, as Reasoning-Gym does."""
        return "\n".join(f"Move disk {disk} from Peg {one} to Peg {two}" for disk, one, two in value)

    def renderings(self, value: list[Move]) -> Iterator[str]:
        """Numbered, in one line, shorter, and as numbers."""
        lines = self.write(value).split("\n")
        yield "\n".join(f"{number}. {line}." for number, line in enumerate(lines, 1))
        yield "\n".join(f"- {line}" for line in lines)
        yield "; ".join(lines)
        yield ", ".join(lines).lower()
        yield str(lines)
        yield "\n".join(f"disk {disk}: peg {one} -> peg {two}" for disk, one, two in value)
        yield "\n".join(f"{disk} from {one} to {two}" for disk, one, two in value)
        yield "\n".join(f"{disk} {one} {two}" for disk, one, two in value)
        yield str(value)
        yield str([list(move) for move in value])


def _move(step: str) -> Move:
    found = _MOVE.fullmatch(step)
    if not found:
        raise AnswerError(f"{excerpt(step)} is not a move of a disk from a peg to a peg")
    disk, one, two = map(int, found.groups())
    return disk, one, two


class TowerOfHanoi(ReasoningGymTask[list[Move]]):
    """Move a tower."""

    id = "reasoning-gym/tower_of_hanoi"
    version = "1"
    name = "tower_of_hanoi"
    levels = ladder(
        {"min_disks": 2, "max_disks": 3, "min_pegs": 3, "max_pegs": 9},
        {"min_disks": 5, "max_disks": 6, "min_pegs": 3, "max_pegs": 9},
        {"min_disks": 7, "max_disks": 9, "min_pegs": 4, "max_pegs": 8},
        {"min_disks": 10, "max_disks": 14, "min_pegs": 4, "max_pegs": 7},
        {"min_disks": 15, "max_disks": 20, "min_pegs": 5, "max_pegs": 7},
    )
    form = HanoiForm()

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """Numbers of disks and pegs, first and last peg."""
        data = {
            "disks": entry.metadata["num_disks"],
            "pegs": entry.metadata["num_pegs"],
            "start": entry.metadata["start_peg"],
            "goal": entry.metadata["target_peg"],
        }
        try:
            stored = self.form.read(str(entry.answer))
        except AnswerError:
            return None
        return None if self.fault(data, stored) else data

    def wording(self, question: str) -> str:
        """Without the rules of form that ours repeats."""
        return question[: question.index("Formatting guidelines:")].rstrip()

    def advice(self, data: dict[str, Any]) -> str:
        """How disks and pegs are called."""
        return (
            "Disks are numbered by size, disk 1 is the smallest; pegs are numbered from 1. Every correct "
            "sequence counts, also one that is longer than necessary. Write one move a line, each as in the "
            f"following example, which has two moves:\n\n<<<{self.form.write([(1, 1, 2), (1, 2, 1)])}>>>"
        )

    def fault(self, data: dict[str, Any], value: list[Move]) -> str:
        """Make the moves."""
        pegs: list[list[int]] = [[] for _ in range(data["pegs"] + 1)]
        pegs[data["start"]] = list(range(data["disks"], 0, -1))
        for number, (disk, one, two) in enumerate(value, 1):
            if not (1 <= one <= data["pegs"] and 1 <= two <= data["pegs"]):
                return f"move {number} names a peg that does not exist"
            if pegs[one][-1:] != [disk]:
                return f"move {number}: disk {disk} is not the uppermost one of peg {one}"
            if one == two:
                return f"move {number} leads from a peg to itself"
            if pegs[two] and pegs[two][-1] < disk:
                return f"move {number} puts disk {disk} onto a smaller one"
            pegs[two].append(pegs[one].pop())
        if len(pegs[data["goal"]]) != data["disks"]:
            return f"not all disks are on peg {data['goal']} in the end"
        return ""

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Put some disks aside, move the others with a peg less, put the first ones on top."""
        return program(solve, sample.data, helpers=(fewest, moves), imports=("from functools import cache",))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Moves less, twice, in another order, of other disks, and all disks at once."""
        right = self.form.read(answer)
        data = sample.data
        other = next(peg for peg in range(1, data["pegs"] + 1) if peg not in (data["start"], data["goal"]))
        yield "missing part", self.form.write(right[:-1])
        yield "missing part", self.form.write(right[1:])
        yield "twice", self.form.write(right + right)
        yield "reversed", self.form.write(right[::-1])
        yield "moved away again", self.form.write([*right, (1, data["goal"], other)])
        yield "to another peg", self.form.write([*right[:-1], (*right[-1][:2], other)])
        yield "wrong disk", self.form.write([(2, *right[0][1:]), *right[1:]])
        start, goal = data["start"], data["goal"]
        disks = range(1, data["disks"] + 1)
        yield "onto a smaller disk", self.form.write([(disk, start, goal) for disk in disks])
        yield "from below", self.form.write([(disk, start, goal) for disk in reversed(disks)])
        yield "a peg that is not there", self.form.write([(1, start, 99), (1, 99, start), *right])
        yield "from a peg to itself", self.form.write([(1, start, start), *right])
        yield "steps that say nothing", f"{answer}\nand so on"
        yield "wrong type", "true"


@cache
def fewest(disks: int, pegs: int) -> tuple[int, int]:
    """How many moves it takes, and how many disks to put aside first, by the rule of Frame and Stewart."""
    if disks < 2:
        return disks, 0
    if pegs == 3:
        return 2**disks - 1, disks - 1
    return min((2 * fewest(few, pegs)[0] + fewest(disks - few, pegs - 1)[0], few) for few in range(1, disks))


def moves(disks: list[int], start: int, goal: int, others: list[int]) -> list[list[int]]:
    """The moves that bring disks, smallest first, from one peg to another with the help of others."""
    if not disks:
        return []
    if len(disks) == 1:
        return [[disks[0], start, goal]]
    few = fewest(len(disks), len(others) + 2)[1]
    aside, *rest = others
    return [
        *moves(disks[:few], start, aside, [*rest, goal]),
        *moves(disks[few:], start, goal, rest),
        *moves(disks[:few], aside, goal, [*rest, start]),
    ]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    others = [peg for peg in range(1, data["pegs"] + 1) if peg not in (data["start"], data["goal"])]
    found = moves(list(range(1, data["disks"] + 1)), data["start"], data["goal"], others)
    return "\n".join(f"Move disk {disk} from Peg {one} to Peg {two}" for disk, one, two in found)
