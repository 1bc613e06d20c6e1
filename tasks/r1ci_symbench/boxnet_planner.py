"""Finds short plans for BoxNet, and how short a plan can be at best."""

from __future__ import annotations

from typing import Any


def cell(name: str) -> tuple[int, int]:
    """Row and column of a square, counted from 0."""
    row, _, column = name.partition(", ")
    return int(row.partition(".")[0]), int(column.partition(".")[0])


def distance(one: tuple[int, int], two: tuple[int, int]) -> int:
    """How many moves lead from one square to another."""
    return abs(one[0] - two[0]) + abs(one[1] - two[1])


def places(data: dict[str, Any]) -> dict[str, list[tuple[int, int]]]:
    """Where each kind of box and target lies, in order."""
    found: dict[str, list[tuple[int, int]]] = {}
    for name in sorted(data["squares"]):
        for thing in data["squares"][name]:
            found.setdefault(thing, []).append(cell(name))
    return found


def matched(data: dict[str, Any]) -> list[tuple[str, tuple[int, int], tuple[int, int]]] | None:
    """Match boxes with targets: colour, start and end of each, or None if they do not match in number.

    Two targets are exchanged as long as this makes their ways shorter, or the longer of the two.
    """
    where = places(data)
    pairs = []
    for colour in sorted({thing.partition("_")[2] for thing in where}):
        starts, ends = where.get(f"box_{colour}", []), where.get(f"target_{colour}", [])
        if len(starts) != len(ends):
            return None
        better = True
        while better:
            better = False
            for one in range(len(starts)):
                for two in range(one):
                    now = distance(starts[one], ends[one]), distance(starts[two], ends[two])
                    then = distance(starts[one], ends[two]), distance(starts[two], ends[one])
                    if (sum(then), max(then)) < (sum(now), max(now)):
                        ends[one], ends[two] = ends[two], ends[one]
                        better = True
        pairs += [(colour, start, end) for start, end in zip(starts, ends, strict=True)]
    return pairs


def schedule(
    pairs: list[tuple[str, tuple[int, int], tuple[int, int]]], way: int
) -> list[list[tuple[str, str, str]]]:
    """A plan for boxes with their targets: each agent serves the box first that has the longest way to go.

    Args:
        pairs: As `matched` gives them.
        way: Which way boxes take: 0 along the columns first, 1 along the rows first, 2 the longer part first.
    """
    boxes = [(-distance(start, end), colour, start, end) for colour, start, end in pairs]
    steps = []
    while boxes:
        step: list[tuple[str, str, str]] = []
        later, busy = [], set()
        for left, colour, here, end in sorted(boxes):
            if here in busy:
                later.append((left, colour, here, end))
                continue
            busy.add(here)
            agent = f"{here[0]}.5, {here[1]}.5"
            if not left:
                step.append((agent, colour, f"target_{colour}"))
                continue
            (row, column), down, right = here, end[0] - here[0], end[1] - here[1]
            if down and (not right or way == 0 or (way == 2 and abs(down) > abs(right))):
                row += 1 if down > 0 else -1
            else:
                column += 1 if right > 0 else -1
            step.append((agent, colour, f"{row}.5, {column}.5"))
            later.append((left + 1, colour, (row, column), end))
        steps.append(step)
        boxes = later
    return steps


def plan(data: dict[str, Any]) -> list[list[tuple[str, str, str]]]:
    """The shortest of a few plans; without any step where boxes and targets do not match in number."""
    pairs = matched(data) or []
    return min((schedule(pairs, way) for way in range(3)), key=len)


def least_steps(data: dict[str, Any]) -> int:
    """A lower bound: an agent does one thing a step, and a box has its way to go before or after that."""
    where = places(data)
    least = 0
    for name, things in data["squares"].items():
        ways: dict[str, list[int]] = {"box": [], "target": []}
        for thing in things:
            kind, _, colour = thing.partition("_")
            others = where[f"target_{colour}" if kind == "box" else f"box_{colour}"]
            ways[kind].append(min(distance(cell(name), other) for other in others))
        # Boxes leave one a step, each with its way to go; targets are met one a step, after such a way.
        for found in ways.values():
            found.sort(reverse=True)
            least = max([least, *(order + way for order, way in enumerate(found, 1))])
        # A box of the square is moved on or meets a target of the square.
        colours = {thing.partition("_")[2] for thing in things}
        acts = sum(max(things.count(f"box_{one}"), things.count(f"target_{one}")) for one in colours)
        least = max(least, acts)
    return least
