"""BoxNet: agents on a grid pass coloured boxes on until each is brought to a target of its colour.

Rules: one agent stands in each square. In a step, an agent may do one thing with a box that is in its
square when the step begins: move it to a square beside its own, or to a target of its colour in its own
square, where both vanish. All agents act at the same time, so a box moves once a step. Every plan within
the limit of steps after which nothing is left is right; one impossible action makes the answer wrong. The
released checker acts in the order of the text, so that a box may cross the grid in one step, and passes
over impossible actions.

Levels: grid, colours, boxes, and how many steps the limit allows above the optimum, which is proved by
counting what each agent has to do. The largest official grid has 4 x 8 squares and 11 boxes. The smallest
level has about a hundred thousand questions, every other one millions.

Provenance: SymBench (CodeSteer), `BoxNet1_dataset/env_pg_state_<rows>_<columns>/*/pg_state<n>.json`, which
stores no answers and no questions. The released task sets no limit of steps; ours for an official item is
enough for every plan that moves one box after the other without detours.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask
from r1ci_symbench.boxnet_planner import cell, distance, least_steps, matched, places, plan, schedule
from r1ci_symbench.steps import read_plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

Action = tuple[str, str, str]
"""An agent's square, the colour of the box, and the square it moves to, or `target_<colour>`."""

_COLOURS = ("blue", "green", "orange", "purple", "red", "white", "yellow")
_PLACE = r"\[ ?([0-9]{1,3}\.[0-9]{1,3}) ?, ?([0-9]{1,3}\.[0-9]{1,3}) ?\]"
_AGENT = re.compile(rf"agent ?{_PLACE}", re.IGNORECASE)
_MOVE = re.compile(
    rf"move ?\( ?box_([a-z]{{1,20}}) ?, ?(?:square ?{_PLACE}|(target_[a-z]{{1,20}})) ?\)", re.IGNORECASE
)
_SQUARE = re.compile(r"([0-9]{1,2})\.5_([0-9]{1,2})\.5")
_THING = re.compile(r"(?:box|target)_[a-z]{1,20}")


@dataclass(frozen=True)
class ActionsForm(Form[list[list[Action]]]):
    """A plan: for each step, what some of the agents do."""

    def read(self, text: str) -> list[list[Action]]:
        """Read a list of JSON objects, or one object a line, with or without labels `Step 1:`."""
        text = unwrap(text).removesuffix(".")
        steps = read_plan(text, is_step=lambda value: isinstance(value, tuple), read_object=tuple)
        return [_actions(step) for step in steps]

    def write(self, value: list[list[Action]]) -> str:
        """Write a list of JSON objects."""
        return json.dumps([named(step) for step in value])

    def renderings(self, value: list[list[Action]]) -> Iterator[str]:
        """JSON and Python with other blanks, one step a line, labels, other letters."""
        steps = [named(step) for step in value]
        text = json.dumps(steps)
        yield from (json.dumps(steps, separators=(",", ":")), json.dumps(steps, indent=1), str(steps))
        yield text.replace("}, {", "},\n{").replace("}]", "},]")
        yield text.replace(", square", ",square").replace(", target", ",target")
        yield text.replace(", ", ",")
        yield text.lower()
        yield "\n".join(json.dumps(step) for step in steps)
        yield "\n".join(f"Step {number}: {json.dumps(step)}" for number, step in enumerate(steps, 1))
        yield "\n".join(f"{number}. {json.dumps(step)}" for number, step in enumerate(steps, 1))
        yield f"{text}."
        yield json.dumps({f"Step {number}": step for number, step in enumerate(steps, 1)}, indent=1)


class BoxNetLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a grid.

    Attributes:
        rows: Rows of squares.
        columns: Columns of squares.
        colours: How many colours there may be.
        boxes: The least and the most boxes.
        spare: How many steps the limit allows above the optimum.
    """

    rows: int
    columns: int
    colours: int
    boxes: tuple[int, int]
    spare: int


class BoxNet(SymBenchTask[BoxNetLevel, list[list[Action]]]):
    """Bring boxes to targets."""

    id = "symbench/boxnet"
    version = "1"
    levels = (
        BoxNetLevel(rows=2, columns=2, colours=3, boxes=(3, 4), spare=2),
        BoxNetLevel(rows=2, columns=3, colours=4, boxes=(5, 8), spare=1),
        BoxNetLevel(rows=2, columns=4, colours=5, boxes=(9, 13), spare=1),
        BoxNetLevel(rows=4, columns=4, colours=5, boxes=(12, 16), spare=0),
        BoxNetLevel(rows=5, columns=8, colours=7, boxes=(18, 22), spare=0),
    )
    form = ActionsForm()
    folder = "BoxNet1_dataset"
    pattern = "pg_state*.json"

    def generate(self, rng: Rng, level: BoxNetLevel) -> Sample:
        """Draw squares for boxes and targets until a plan is proved to be as short as can be."""
        names = [f"{row}.5, {column}.5" for row in range(level.rows) for column in range(level.columns)]
        while True:
            squares: dict[str, list[str]] = {name: [] for name in names}
            for _ in range(rng.between(*level.boxes)):
                colour = rng.choice(_COLOURS[: level.colours])
                squares[rng.choice(names)].append(f"box_{colour}")
                squares[rng.choice(names)].append(f"target_{colour}")
            data = {"rows": level.rows, "columns": level.columns, "squares": squares, "limit": 0}
            least = least_steps(data)
            if least > 1 and len(plan(data)) == least:
                data["limit"] = least + level.spare
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """Say what lies where, and what an agent can do."""
        rows, columns = data["rows"], data["columns"]
        listed = "\n".join(
            f"[{name}]: {', '.join(data['squares'][name])}"
            for name in (f"{row}.5, {column}.5" for row in range(rows) for column in range(columns))
            if data["squares"][name]
        )
        return (
            f"A floor has {rows} x {columns} squares ({rows} rows, {columns} columns). A square is named by "
            "its centre [x, y]: x is 0.5 in the first row, 1.5 in the second and so on; y is 0.5 in the "
            "first column, 1.5 in the second and so on. In every square stands an agent, named after it, for "
            "example Agent[0.5, 0.5]. Coloured boxes and targets lie in these squares:\n\n"
            f"{listed}\n\n"
            "Plan how the agents bring each box to a target of its colour:\n"
            "- In a step, an agent may do one thing with one box of its own square, or nothing.\n"
            '- "move(box_black, square[0.5, 1.5])" moves a black box to another square, which must have a '
            "side in common with the agent's.\n"
            '- "move(box_black, target_black)" moves a black box to a black target in the same square; then '
            "this box and this target are gone.\n"
            "- All agents act at the same time: an agent can move only a box that is in its square at the "
            "beginning of the step, so that no box moves twice in a step. A square can hold any number of "
            "boxes.\n"
            "- In the end no box and no target may be left.\n"
            f"- There may be at most {data['limit']} steps.\n\n"
            "Give a JSON list with one object for each step, which has an entry for every agent that does "
            "something. For a black box in [0.5, 0.5] and a black target in [0.5, 1.5], for example, the "
            "answer would be\n"
            '<<<[{"Agent[0.5, 0.5]": "move(box_black, square[0.5, 1.5])"}, '
            '{"Agent[0.5, 1.5]": "move(box_black, target_black)"}]>>>.'
        )

    def fault(self, data: dict[str, Any], value: list[list[Action]]) -> str:
        """Follow the plan; the first broken rule counts."""
        if len(value) > data["limit"]:
            return f"there are {len(value)} steps, at most {data['limit']} are allowed"
        squares: dict[str, list[str]] = {name: list(things) for name, things in data["squares"].items()}
        for number, step in enumerate(value, 1):
            arriving: list[tuple[str, str]] = []
            for agent, colour, goal in step:
                why = _impossible(squares, agent, colour, goal)
                if why:
                    return f"step {number}: {why}"
                squares[agent].remove(f"box_{colour}")
                if goal in squares:
                    arriving.append((goal, f"box_{colour}"))
                else:
                    squares[agent].remove(goal)
            # Only now, so that nobody moves a box on that comes in this step.
            for goal, box in arriving:
                squares[goal].append(box)
        left = next((things[0] for things in squares.values() if things), None)
        return "" if left is None else f"{left} is left in the end"

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints."""
        return solve(data) or None

    def reference(self, sample: Sample) -> str:
        """Match boxes with targets, then let each agent serve the box first that has the longest way."""
        return program(solve, sample.data, helpers=(cell, distance, places, matched, schedule, plan, named))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Rules broken one by one, and what the released checker accepts."""
        steps = self.form.read(answer)
        yield from ((name, self.form.write(changed)) for name, changed in _spoiled(steps, sample.data))
        text = self.form.write(steps)
        at = text.index('"Agent')
        entry = text[at : text.index(")", at) + 2]
        yield "agent twice in a step", f"{text[:at]}{entry}, {text[at:]}"
        yield "broken brackets", text[:-1]
        yield "text behind", f"{text} and all boxes are gone"
        yield "no action", text.replace("move(", "carry(", 1)

    def item(self, record: Any, question: str) -> Item:
        """Read what lies in each square, and allow enough steps for moving one box after the other."""
        cells = []
        for name in record:
            found = _SQUARE.fullmatch(name)
            if not found:
                raise ValueError(f"{name!r} is no square")
            cells.append((int(found[1]), int(found[2])))
        rows, columns = (1 + max(axis) for axis in zip(*cells, strict=True))
        if len(cells) != rows * columns:
            raise ValueError("squares are missing")
        squares = {f"{row}.5, {column}.5": list(record[f"{row}.5_{column}.5"]) for row, column in cells}
        data = {"rows": rows, "columns": columns, "squares": squares}
        where = places(data)
        if not all(_THING.fullmatch(thing) for thing in where):
            raise ValueError("something is neither a box nor a target")
        limit = sum(
            1 + max((distance(start, end) for end in where.get(f"target_{name[4:]}", [])), default=0)
            for name, starts in where.items()
            if name.startswith("box_")
            for start in starts
        )
        if not limit:
            raise ValueError("there is no box")
        return Item(data=data | {"limit": limit})


def named(step: list[tuple[str, str, str]]) -> dict[str, str]:
    """A step as it is written."""
    return {
        f"Agent[{agent}]": f"move(box_{colour}, {goal if goal.startswith('target') else f'square[{goal}]'})"
        for agent, colour, goal in step
    }


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data; empty where there is none."""
    steps = plan(data)
    return json.dumps([named(step) for step in steps]) if 0 < len(steps) <= data["limit"] else ""


def _actions(entries: tuple[tuple[str, Any], ...]) -> list[Action]:
    actions: list[Action] = []
    for name, what in entries:
        agent = _AGENT.fullmatch(" ".join(name.split()))
        if not agent:
            raise AnswerError(f"{excerpt(name)} is not of the form 'Agent[0.5, 0.5]'")
        move = _MOVE.fullmatch(" ".join(what.split())) if isinstance(what, str) else None
        if not move:
            raise AnswerError(f"{excerpt(str(what))} is not of the form 'move(box_black, square[0.5, 1.5])'")
        goal = move[4].lower() if move[4] else f"{move[2]}, {move[3]}"
        actions.append((f"{agent[1]}, {agent[2]}", move[1].lower(), goal))
    if len({agent for agent, _, _ in actions}) < len(actions):
        raise AnswerError("an agent is listed twice in a step")
    return actions


def _impossible(squares: dict[str, list[str]], agent: str, colour: str, goal: str) -> str:
    """Why an action cannot be done, or an empty text."""
    if agent not in squares:
        return f"there is no Agent[{agent}]"
    if f"box_{colour}" not in squares[agent]:
        return f"there is no box_{colour} at Agent[{agent}]"
    if goal.startswith("target_"):
        if goal != f"target_{colour}":
            return f"a {colour} box does not belong on {goal}"
        return "" if goal in squares[agent] else f"there is no {goal} at Agent[{agent}]"
    if goal not in squares or distance(cell(agent), cell(goal)) != 1:
        return f"[{goal}] is not beside Agent[{agent}]"
    return ""


def _spoiled(steps: list[list[Action]], data: dict[str, Any]) -> Iterator[tuple[str, list[list[Action]]]]:
    """Plans next to a right one that are certainly wrong, each with the name of what was done."""
    rows, columns = data["rows"], data["columns"]
    at = max(place for place, step in enumerate(steps) if step)
    *others, (agent, colour, goal) = steps[at]
    row, column = cell(agent)
    # What is done last puts a box on a target: otherwise that box would be left.
    for name, actions in (
        ("missing action", []),
        ("wrong colour", [(agent, f"{colour}x", goal)]),
        ("wrong target", [(agent, colour, f"target_{colour}x")]),
        ("agent off the grid", [(f"{rows}.5, {column}.5", colour, goal)]),
        ("agent off the grid", [(f"{row}.5, {columns}.5", colour, goal)]),
        ("square off the grid", [(agent, colour, f"{rows}.5, {column}.5")]),
        ("box that stays", [(agent, colour, agent)]),
        ("box moved on", [(agent, colour, f"{row}.5, {0 if column else 1}.5")]),
    ):
        yield name, [*steps[:at], [*others, *actions], *steps[at + 1 :]]
    yield "missing step", steps[:at]
    yield "box delivered twice", [*steps[: at + 1], [(agent, colour, goal)]]
    yield "surplus steps", [*[[] for _ in range(data["limit"] + 1 - len(steps))], *steps]
    pairs = matched(data) or []
    for pair in pairs:
        chain = [action for step in schedule([pair], 0) for action in step]
        if len(chain) > 1 and f"box_{pair[0]}" not in data["squares"][chain[1][0]]:
            rest = list(pairs)
            rest.remove(pair)
            yield "chained moves in a step", [chain, *schedule(rest, 0)]
            break
