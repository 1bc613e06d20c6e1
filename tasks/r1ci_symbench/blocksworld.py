"""Blocksworld: move blocks between stacks, one at a time, until the goal holds.

Rules: only the top block of a stack may move, and only onto another one of the stacks that there are. In
the end every stack must be exactly as the goal says, empty stacks included. Any plan of at most 100 moves
is accepted, not only the shortest. Official goals leave stacks out and mean that they are empty; our
questions list them all.

Levels: blocks, stacks and the length of the shortest plan, which is found by search. The official samples
need up to 8 moves, level 5 needs 9 to 11. No generated question is already solved; for the one official
sample that is, the answer `no moves` is right. The smallest level has thousands of questions.

Provenance: SymBench (CodeSteer), `Blocksworld_dataset/*/blocksworld_task.txt`, which stores neither answers
nor questions.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import AnswerError, Form, excerpt, read_steps
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask
from r1ci_symbench.official import bad_data, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

Move = tuple[str, int, int]
"""The block, the stack it comes from, and the stack it goes to; stacks counted from 1."""

_MOST_MOVES = 100
_NAMES = "ABCDEFGHIJ"
_MOVE = re.compile(
    r"(?i:(?:and )?then )?(?i:move) (?:(?i:block|box) )?[*\"'`]{0,2}([A-Za-z])[*\"'`]{0,2} "
    r"(?i:from) (?i:(?:the )?top of )?(?:(?i:stack)[ _]?)?([0-9]{1,3}) "
    r"(?i:onto|into|to) (?i:(?:the )?top of )?(?:(?i:stack)[ _]?)?([0-9]{1,3})"
)
_STACK = re.compile(r"stack([0-9]{1,3}):((?: [A-Z])*) ?")


@dataclass(frozen=True)
class MovesForm(Form[list[Move]]):
    """A plan of moves."""

    def read(self, text: str) -> list[Move]:
        """Read one move a line, or moves parted by semicolons or commas; `no moves` is the empty plan."""
        steps = read_steps(text, most=_MOST_MOVES)
        if [step.lower() for step in steps] == ["no moves"]:
            return []
        return [_read_move(step) for step in steps]

    def write(self, value: list[Move]) -> str:
        """Write one move a line."""
        moves = [f"Move {block} from stack{origin} to stack{target}" for block, origin, target in value]
        return "\n".join(moves) or "no moves"

    def renderings(self, value: list[Move]) -> Iterator[str]:
        """Numbering, bullets, lists, other separators, capitals and names of stacks."""
        text = self.write(value)
        moves = text.splitlines()
        yield from ("\n\n".join(moves), "; ".join(moves), ", ".join(moves), f"{text}.", str(moves))
        yield from (json.dumps(moves), "\n".join(f"- {move}" for move in moves))
        yield "\n".join(f"{number}. {move}." for number, move in enumerate(moves, 1))
        yield "\n".join(f"Step {number}: {move}" for number, move in enumerate(moves, 1))
        if value:
            yield from (text.replace("stack", "stack "), text.replace("stack", ""), text.upper())
            yield from (text.replace("Move ", "Move block "), text.replace(" to ", " onto "))
            yield from (text.replace(" to ", " into "), text.replace("from ", "from the top of "))
            yield from (text.replace("stack", "stack_"), ", then ".join(moves))
            yield "\n".join(f"**Step {number}:** {move}" for number, move in enumerate(moves, 1))
            yield "\n".join(f"Move {number}: {move}" for number, move in enumerate(moves, 1))
            yield "\n".join(f"({number}) {move}" for number, move in enumerate(moves, 1))


class BlocksworldLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a rearrangement; each pair is the least and the most.

    Attributes:
        blocks: How many blocks there are.
        stacks: How many stacks there are.
        moves: Length of the shortest plan.
    """

    blocks: tuple[int, int]
    stacks: tuple[int, int]
    moves: tuple[int, int]


class Blocksworld(SymBenchTask[BlocksworldLevel, list[Move]]):
    """Rearrange stacks of blocks."""

    id = "symbench/blocksworld"
    version = "1"
    levels = (
        BlocksworldLevel(blocks=(3, 3), stacks=(3, 4), moves=(2, 3)),
        BlocksworldLevel(blocks=(4, 4), stacks=(3, 4), moves=(4, 5)),
        BlocksworldLevel(blocks=(4, 5), stacks=(3, 5), moves=(6, 6)),
        BlocksworldLevel(blocks=(5, 5), stacks=(3, 4), moves=(7, 8)),
        BlocksworldLevel(blocks=(6, 6), stacks=(3, 3), moves=(9, 11)),
    )
    slow_to_generate = True
    form = MovesForm()
    folder = "Blocksworld_dataset"
    pattern = "blocksworld_task.txt"

    def generate(self, rng: Rng, level: BlocksworldLevel) -> Sample:
        """Draw two arrangements until the shortest plan between them has the level's length."""
        while True:
            blocks = list(_NAMES[: rng.between(*level.blocks)])
            stacks = rng.between(*level.stacks)
            initial, goal = (_arrangement(rng, blocks, stacks) for _ in range(2))
            if level.moves[0] <= len(shortest_plan(initial, goal)) <= level.moves[1]:
                data = {"initial": initial, "goal": goal}
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """Show both arrangements."""
        before, after = (
            "\n".join(
                f"stack{number}: {' '.join(stack) or '(empty)'}" for number, stack in enumerate(data[key], 1)
            )
            for key in ("initial", "goal")
        )
        return (
            f"Blocks stand in {len(data['initial'])} stacks. Each stack is written from bottom to top, so "
            f"the last block of a line is on top.\n\nInitial state:\n{before}\n\nGoal state:\n{after}\n\n"
            "Find moves that lead from the initial state to the goal state. A move takes the top block of "
            "one stack and puts it on top of a different stack; there are no other places for blocks. In the "
            "end every stack must be exactly as the goal state says. The plan need not be the shortest, but "
            f"it may have at most {_MOST_MOVES} moves."
            "\n\nGive one move a line, with blocks and stacks named as above, for example\n"
            "<<<Move Z from stack1 to stack2\nMove Y from stack1 to stack3>>>\n"
            "If the goal state already holds, the answer is <<<no moves>>>."
        )

    def fault(self, data: dict[str, Any], value: list[Move]) -> str:
        """Carry out the plan; every move must be possible, and the goal must hold at its end."""
        stacks: list[list[str]] = [list(stack) for stack in data["initial"]]
        for number, (block, origin, target) in enumerate(value, 1):
            why = _impossible(stacks, block, origin, target)
            if why:
                return f"move {number}: {why}"
            stacks[target - 1].append(stacks[origin - 1].pop())
        return "" if stacks == data["goal"] else "the goal does not hold after the last move"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Breadth-first search from both ends."""
        return program(
            solve, sample.data, helpers=(shortest_plan,), imports=("from itertools import pairwise",)
        )

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Moves less, more, in another order, of other blocks, from and to stacks that are not there."""
        moves = self.form.read(answer)
        blocks = sorted(block for stack in sample.data["initial"] for block in stack)
        stacks = len(sample.data["initial"])
        # In a state, every block is in one place, and the goal is one state.
        block, origin, target = moves[-1] if moves else (blocks[0], 1, 2)
        for name, added in (
            ("move back", [(block, target, origin)]),
            ("move to the same stack", [(block, target, target)]),
            ("move of a block that is not there", [("Z", origin, target)]),
            ("stack that is not there", [(block, target, stacks + 1)]),
            ("stack that is not there", [(block, 0, origin)]),
        ):
            yield name, self.form.write([*moves, *added])
        text = self.form.write(moves)
        yield "move to the table", f"{text}\nMove {block} from stack{target} to table"
        yield "text behind", f"{text}\nNow the goal holds."
        yield "not whole", f"{text}\nMove {block} from stack{target}.5 to stack{origin}"
        yield "yes", "Yes"
        yield (
            "too many moves",
            "\n".join([text, *[f"Move {block} from stack{target} to stack{origin}"] * 100]),
        )
        if moves:
            yield "missing move", self.form.write(moves[:-1])
            yield "last move twice", self.form.write([*moves, moves[-1]])
            yield "other stack", self.form.write([*moves[:-1], (block, target, origin)])
            yield "two blocks at once", text.replace(f"Move {block} ", f"Move {block} and Z ")
            yield "no moves", "no moves"

    def items(self, file: Path) -> Iterator[tuple[Item, dict[str, Any]]]:
        """Read one file, which is text."""
        try:
            yield self.item(read_text(file), ""), {}
        except ValueError as error:
            raise bad_data(file, str(error)) from error

    def item(self, record: Any, question: str) -> Item:
        """Read initial and goal state; stacks that the goal does not name are empty in it."""
        before, marker, after = record.partition("Goal State:")
        if not marker or not before.startswith("Initial State:"):
            raise ValueError("it has no initial and goal state")
        initial, goal = _read_stacks(before.partition(":")[2]), _read_stacks(after)
        goal += [[] for _ in range(len(initial) - len(goal))]
        blocks = [sorted(block for stack in state for block in stack) for state in (initial, goal)]
        if len(initial) != len(goal) or blocks[0] != blocks[1] or len(set(blocks[0])) != len(blocks[0]):
            raise ValueError("initial and goal state do not hold the same blocks and stacks")
        return Item(data={"initial": initial, "goal": goal})


def shortest_plan(initial: list[list[str]], goal: list[list[str]]) -> list[tuple[str, int, int]]:
    """The shortest plan, as (block, from, to) with stacks counted from 0; found from both ends at once."""
    start, end = (tuple("".join(stack) for stack in state) for state in (initial, goal))
    if start == end:
        return []
    known: list[dict[tuple[str, ...], tuple[str, ...]]] = [{start: start}, {end: end}]
    layers = [[start], [end]]
    while True:
        side = 0 if len(layers[0]) <= len(layers[1]) else 1
        layer, layers[side] = layers[side], []
        for state in layer:
            for origin, stack in enumerate(state):
                for target in range(len(state) if stack else 0):
                    if target == origin:
                        continue
                    changed = list(state)
                    changed[origin], changed[target] = stack[:-1], state[target] + stack[-1]
                    following = tuple(changed)
                    if following in known[side]:
                        continue
                    known[side][following] = state
                    layers[side].append(following)
                    if following in known[1 - side]:
                        path = [following]
                        while path[0] != start:
                            path.insert(0, known[0][path[0]])
                        while path[-1] != end:
                            path.append(known[1][path[-1]])
                        plan = []
                        for one, two in pairwise(path):
                            places = range(len(one))
                            source = next(place for place in places if len(two[place]) < len(one[place]))
                            drain = next(place for place in places if len(two[place]) > len(one[place]))
                            plan.append((one[source][-1], source, drain))
                        return plan


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    plan = shortest_plan(data["initial"], data["goal"])
    moves = [f"Move {block} from stack{origin + 1} to stack{target + 1}" for block, origin, target in plan]
    return "\n".join(moves) or "no moves"


def _read_move(step: str) -> Move:
    found = _MOVE.fullmatch(step)
    if not found:
        raise AnswerError(f"{excerpt(step)} is not of the form 'Move A from stack1 to stack2'")
    return found[1], int(found[2]), int(found[3])


def _impossible(stacks: list[list[str]], block: str, origin: int, target: int) -> str:
    """Why a move cannot be made, or an empty text."""
    for number in (origin, target):
        if not 1 <= number <= len(stacks):
            return f"there is no stack{number}"
    if origin == target:
        return "a block must move to another stack"
    if not stacks[origin - 1] or stacks[origin - 1][-1] != block:
        return f"{block} is not on top of stack{origin}"
    return ""


def _arrangement(rng: Rng, blocks: list[str], stacks: int) -> list[list[str]]:
    order = list(blocks)
    rng.shuffle(order)
    state: list[list[str]] = [[] for _ in range(stacks)]
    for block in order:
        rng.choice(state).append(block)
    return state


def _read_stacks(text: str) -> list[list[str]]:
    stacks: list[list[str]] = []
    for line in text.strip().splitlines():
        found = _STACK.fullmatch(line)
        if not found or int(found[1]) != len(stacks) + 1:
            raise ValueError(f"{excerpt(line)} is not stack {len(stacks) + 1}")
        stacks.append(found[2].split())
    return stacks
