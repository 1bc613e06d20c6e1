"""Jugs: fill, empty and pour jugs until one of them holds a given amount.

Rules: `fill A` fills a jug to the brim, `empty A` empties it, `pour A->B` pours until A is empty or B is
full. After the last move some jug must hold the target. Every plan that gets there is right, however long.

Levels: the least number of moves grows as in the curriculum of Reasoning-Gym, and with it the size of the
jugs, but to 15 instead of 20 moves, for its generator draws jugs until so many are needed. Four jugs at the
first two levels make enough different questions there (three with at least 4 moves make 225); there are three
afterwards, because more of them make plans shorter.

Labels: the least number of moves is compared with that of a search of ours. The stored plan is not used: it
knows the first three jugs only, and is "No solution" where a fourth one is needed. The checker of Reasoning-
Gym takes moves in capital letters with `->` alone; here a plan may be written in other ways.
"""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, read_steps
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

Move = tuple[str, ...]

_MOST_MOVES = 1_000
_ONE = re.compile(r"(fill|empty) (?:jug )?([a-z])")
_POUR = re.compile(
    r"pour (?:from )?(?:jug )?([a-z]) ?(?:[-=]? ?>|\\(?:long)?rightarrow|\\to|into|to) ?(?:jug )?([a-z])"
)


@dataclass(frozen=True)
class MovesForm(Form[list[Move]]):
    """A list of moves: `["fill A", "pour A->B"]`."""

    def read(self, text: str) -> list[Move]:
        """Read a list in JSON or in Python, or a move a line."""
        moves: list[Move] = []
        for step in read_steps(text, most=_MOST_MOVES):
            words = step.replace("*", "").replace("`", "").lower()
            found = _ONE.fullmatch(words) or _POUR.fullmatch(words)
            if not found:
                raise AnswerError(f"{excerpt(step)} is not a move")
            moves.append(found.groups() if found.re is _ONE else ("pour", *found.groups()))
        return moves

    def write(self, value: list[Move]) -> str:
        """Write a list in JSON."""
        return json.dumps([_written(move) for move in value])

    def renderings(self, value: list[Move]) -> Iterator[str]:
        """In Python, without brackets, a move a line with and without numbers, with other arrows."""
        moves = [_written(move) for move in value]
        yield from (repr(moves), json.dumps(moves, indent=1), json.dumps(moves, separators=(",", ":")))
        yield from (", ".join(moves), "\n".join(moves), "; ".join(moves), f"[{', '.join(moves)}]")
        yield "\n".join(f"{number}. {move}" for number, move in enumerate(moves, 1))
        yield json.dumps(moves).replace("->", " -> ")
        yield "\n".join(moves).replace("->", " \u2192 ")
        yield "\n".join(moves).replace("->", " into ").replace("pour", "Pour")
        yield "\n".join(moves).replace("->", " => ")
        yield "\n".join(moves).replace("->", " \\rightarrow ")
        yield "\n".join(f"{number}. **{move}**" for number, move in enumerate(moves, 1))
        yield "\n".join(f"- `{move}`" for move in moves)
        yield json.dumps(moves).lower()


def _written(move: Move) -> str:
    kind, *jugs = move
    return f"{kind} {'->'.join(jugs).upper()}"


class Jugs(ReasoningGymTask[list[Move]]):
    """Measure water."""

    id = "reasoning-gym/jugs"
    version = "1"
    name = "jugs"
    levels = ladder(
        {"num_jugs": 4, "difficulty": 4},
        {"num_jugs": 4, "difficulty": 5},
        {"num_jugs": 3, "difficulty": 9},
        {"num_jugs": 3, "difficulty": 12},
        {"num_jugs": 3, "difficulty": 15},
    )
    form = MovesForm()

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """What the jugs hold, and the target."""
        puzzle = entry.metadata["puzzle"]
        data = {"jugs": puzzle["jug_capacities"], "target": puzzle["target"]}
        found = shortest(data["jugs"], data["target"])
        return data if found and len(found) == puzzle["min_moves"] else None

    def advice(self, data: dict[str, Any]) -> str:
        """All moves, of any number."""
        return (
            "The fountain has as much water as you like. Pouring ends when the first jug is empty or the "
            "second one is full, and a jug is always filled to the brim. After the last move one of the "
            "jugs must hold exactly the target; the number of moves does not matter, up to 1,000. For "
            "jugs A:3 and B:5 and the target 2, for example, the answer could be "
            '<<<["fill B", "pour B->A"]>>>.'
        )

    def fault(self, data: dict[str, Any], value: list[Move]) -> str:
        """Carry out the moves."""
        jugs, target = data["jugs"], data["target"]
        held = [0] * len(jugs)
        for number, (kind, *names) in enumerate(value, 1):
            places = [ord(name) - ord("a") for name in names]
            if max(places) >= len(jugs):
                return f"move {number} names a jug that is not there"
            if kind == "pour":
                if places[0] == places[1]:
                    return f"move {number} pours a jug into itself"
                amount = min(held[places[0]], jugs[places[1]] - held[places[1]])
                held[places[0]] -= amount
                held[places[1]] += amount
            else:
                held[places[0]] = jugs[places[0]] if kind == "fill" else 0
        return "" if target in held else f"after the last move the jugs hold {held}, and not the target"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Search all amounts that the jugs can hold, nearest first."""
        return program(solve, sample.data, helpers=(shortest,), imports=("from collections import deque",))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Plans that stop early or go too far, that name other jugs, or moves that are not there."""
        moves = self.form.read(answer)
        write = self.form.write
        names = [chr(ord("a") + place) for place in range(len(sample.data["jugs"]))]
        # The plan is the shortest one, so none of its beginnings gets there.
        yield "missing part", write(moves[:-1])
        yield "missing part", write(moves[: len(moves) // 2])
        yield "emptied again", write([*moves, *(("empty", name) for name in names)])
        yield "only filled", write([("fill", name) for name in names])
        yield "another jug", write([*moves, ("fill", "z")])
        yield "into itself", write([*moves, ("pour", "a", "a")])
        yield "another move", answer.replace("fill", "drink", 1)
        yield "an amount", answer.replace('"fill ', '"fill 2 of ', 1)
        yield "no plan", f"The target is {sample.data['target']}"
        yield "no plan", json.dumps({"moves": sample.data["target"]})


def shortest(jugs: list[int], target: int) -> list[str]:
    """A plan of as few moves as possible; empty where there is none."""
    names = [chr(ord("A") + place) for place in range(len(jugs))]
    start = tuple(0 for _ in jugs)
    before: dict[tuple[int, ...], tuple[tuple[int, ...], str]] = {start: (start, "")}
    queue = deque([start])
    while queue:
        held = queue.popleft()
        if target in held:
            plan = []
            while held != start:
                held, move = before[held]
                plan.append(move)
            return plan[::-1]
        for one, name in enumerate(names):
            for two, other in enumerate(names):
                after = list(held)
                if one == two:
                    after[one] = 0
                    move = f"empty {name}"
                else:
                    amount = min(held[one], jugs[two] - held[two])
                    after[one] -= amount
                    after[two] += amount
                    move = f"pour {name}->{other}"
                if tuple(after) not in before:
                    before[tuple(after)] = (held, move)
                    queue.append(tuple(after))
            full = (*held[:one], jugs[one], *held[one + 1 :])
            if full not in before:
                before[full] = (held, f"fill {name}")
                queue.append(full)
    return []


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return json.dumps(shortest(data["jugs"], data["target"]))
