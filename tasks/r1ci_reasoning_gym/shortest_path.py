"""Shortest path: lead from one cell of a grid to another, around blocked cells, in as few steps as possible.

Rules: a step goes up, down, left or right, to a cell that is not blocked. The question asks for a shortest
way, so a longer one is wrong; of several shortest ones, each is right. Where there is no way, that is the
answer.

Levels: the curriculum of Reasoning-Gym has grids of up to 100 x 100 cells and 40 % blocked ones, which
leave most large grids without a way; here they have up to 30 x 30, and fewer are blocked in the large ones.
Ways have a least length that rises with the level. A few grids at every level have no way; from their start
as many cells can be reached as a way would have steps, so that one look is not enough.

Labels: every stored answer is compared with a search of ours: whether there is a way, and its length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.hashing import content_hash
from r1ci_bench.programs import program
from r1ci_reasoning_gym.chains import ChainForm
from r1ci_reasoning_gym.effort import EffortTask, effort_level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.effort import EffortKnobs
    from r1ci_reasoning_gym.source import Entry

_NO_WAY = "infeasible"
_STEPS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


def _level(side: tuple[int, int], blocked: float, least: int) -> EffortKnobs:
    config = {
        "min_rows": side[0],
        "max_rows": side[1],
        "min_cols": side[0],
        "max_cols": side[1],
        "p_blocked": blocked,
    }
    return effort_level(config, least, side[1] ** 2)


class ShortestPath(EffortTask[list[str]]):
    """Find a shortest way."""

    id = "reasoning-gym/shortest_path"
    version = "1"
    name = "shortest_path"
    levels = (
        _level((4, 5), 0.3, 2),
        _level((5, 6), 0.35, 4),
        _level((6, 8), 0.4, 6),
        _level((13, 16), 0.37, 14),
        _level((25, 30), 0.35, 30),
    )
    form = ChainForm(tuple(_STEPS), alone=_NO_WAY, also={"not feasible": _NO_WAY})

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The grid, a text for each row."""
        rows = ["".join(row) for row in entry.metadata["matrix"]]
        data = {"rows": rows}
        found = shortest(rows)
        stored = str(entry.answer).split()
        if found is None:
            # One grid in three has no way; keep few of them.
            return data if stored == [_NO_WAY] and int(content_hash(rows)[:2], 16) < 64 else None
        return data if len(stored) == len(found) and not self.fault(data, stored) else None

    def effort(self, data: dict[str, Any]) -> int:
        """The length of the way, or the cells that can be reached where there is none."""
        found = shortest(data["rows"])
        return len(reached(data["rows"])) if found is None else len(found)

    def advice(self, data: dict[str, Any]) -> str:
        """Directions in words; the example goes down and up again, and so is never right."""
        return (
            "The way may not leave the grid; up leads to the row above, and left to the column before. Every "
            "way with the least number of steps is right. Give its directions in their order, as in "
            "<<<right right down down up left>>>, or answer <<<infeasible>>>."
        )

    def fault(self, data: dict[str, Any], value: list[str]) -> str:
        """Walk the way, and compare its length with that of a shortest one."""
        rows = data["rows"]
        found = shortest(rows)
        if value == [_NO_WAY]:
            return "" if found is None else "there is a way"
        if found is None:
            return "there is no way"
        row, column = place_of(rows, "*")
        for number, step in enumerate(value, 1):
            down, right = _STEPS[step]
            row, column = row + down, column + right
            if not (0 <= row < len(rows) and 0 <= column < len(rows[0])):
                return f"step {number} leaves the grid"
            if rows[row][column] == "X":
                return f"step {number} leads to a blocked cell"
        if rows[row][column] != "#":
            return "the way does not end at #"
        return (
            "" if len(value) == len(found) else f"the way has {len(value)} steps, and there is a shorter one"
        )

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Search from the start."""
        return program(solve, sample.data, helpers=(place_of, shortest))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Ways that are longer, end elsewhere, or leave the grid; the other kind of answer."""
        if answer == _NO_WAY:
            yield "another kind", "up"
            yield "another kind", "right right down"
            yield "negated", f"not {answer}"
            return
        steps = answer.split()
        opposite = {"up": "down", "down": "up", "left": "right", "right": "left"}
        yield "another kind", _NO_WAY
        yield "missing part", " ".join(steps[:-1])
        yield "missing part", " ".join(steps[1:])
        yield "extra part", f"{answer} {steps[-1]}"
        # There and back again: the way still ends at #, and is not a shortest one.
        yield "a detour", f"{answer} {opposite[steps[-1]]} {steps[-1]}"
        yield "a detour", f"{steps[0]} {opposite[steps[0]]} {answer}"
        yield "the other way round", " ".join(opposite[step] for step in steps)
        yield "leaves the grid", " ".join(["up"] * 40)
        yield "two answers", f"{answer} or {answer}"
        yield "places, not directions", "(0, 0), (0, 1)"


def place_of(rows: list[str], sign: str) -> tuple[int, int]:
    """Where a sign stands."""
    return next((row, line.index(sign)) for row, line in enumerate(rows) if sign in line)


def shortest(rows: list[str]) -> list[str] | None:
    """A shortest way, or None where there is none."""
    steps = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}
    goal = place_of(rows, "#")
    ways: dict[tuple[int, int], list[str]] = {place_of(rows, "*"): []}
    border = list(ways)
    while border and goal not in ways:
        further = []
        for row, column in border:
            for step, (down, right) in steps.items():
                cell = (row + down, column + right)
                inside = 0 <= cell[0] < len(rows) and 0 <= cell[1] < len(rows[0])
                if inside and rows[cell[0]][cell[1]] != "X" and cell not in ways:
                    ways[cell] = [*ways[row, column], step]
                    further.append(cell)
        border = further
    return ways.get(goal)


def reached(rows: list[str]) -> set[tuple[int, int]]:
    """The cells that can be reached from the start."""
    border = [place_of(rows, "*")]
    found = set(border)
    while border:
        row, column = border.pop()
        for down, right in _STEPS.values():
            cell = (row + down, column + right)
            inside = 0 <= cell[0] < len(rows) and 0 <= cell[1] < len(rows[0])
            if inside and rows[cell[0]][cell[1]] != "X" and cell not in found:
                found.add(cell)
                border.append(cell)
    return found


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    found = shortest(data["rows"])
    return "infeasible" if found is None else " ".join(found)
