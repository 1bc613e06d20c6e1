"""Sokoban: push boxes onto goals.

Rules: the player moves up, down, left or right, and pushes a box if the cell behind it is free. A move
that is not possible changes nothing, as in every such game, and as for the original checker. In the end
every box must be on a goal; the question does not ask for few moves.

Levels: the number of boxes, and with it the size of the board; at least three moves for each box. The
curriculum grows the board alone, up to 19 x 19; with more than 5 boxes the generator needs seconds for
some of its boards.

Labels: the stored moves are made, and must solve the board. The original checker skips all signs but U,
D, L and R, so that prose counts as moves; here nothing else may stand beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap, without_brackets, without_bullets
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_MOVE = re.compile(r"(up|down|left|right|[udlr\u2191\u2193\u2190<>])[\s,;\"'-]*", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<=[A-Za-z])[ \t]+[-=]?[>\u2192][ \t]+(?=[A-Za-z])")
_LETTERS = {"\u2191": "U", "\u2193": "D", "\u2190": "L", "<": "L", ">": "R"}


@dataclass(frozen=True)
class StepsForm(Form[str]):
    """A sequence of steps up, down, left and right; a value has one letter for each."""

    def read(self, text: str) -> str:
        """Read letters, words or arrows, with or without something between them."""
        text = without_bullets(without_brackets(unwrap(text).removesuffix(".")), colons=True).strip("\"' ,")
        text = _BETWEEN.sub(" ", text)  # an arrow between letters or words is no move
        moves: list[str] = []
        place = 0
        while place < len(text):
            found = _MOVE.match(text, place)
            if not found:
                raise AnswerError(f"{excerpt(text[place:])} does not begin with a move")
            moves.append(_LETTERS.get(found[1], found[1][0].upper()))
            place = found.end()
        return "".join(moves)

    def write(self, value: str) -> str:
        """Write letters without blanks."""
        return value

    def renderings(self, value: str) -> Iterator[str]:
        """In small letters, parted, as words, as arrows."""
        yield from (value.lower(), " ".join(value), ", ".join(value), "\n".join(value), str(list(value)))
        words = {"U": "up", "D": "down", "L": "left", "R": "right"}
        yield ", ".join(words[move] for move in value)
        yield value.translate(str.maketrans("UDLR", "\u2191\u2193\u2190\u2192"))


def _boxes(count: int, low: int, high: int) -> dict[str, Any]:
    return {
        "min_boxes": count, "max_boxes": count, "min_w": low, "max_w": high, "min_h": low, "max_h": high,
        "max_depth": 45,
    }  # fmt: skip


class Sokoban(ReasoningGymTask[str]):
    """Push boxes."""

    id = "reasoning-gym/sokoban"
    version = "1"
    name = "sokoban"
    levels = ladder(_boxes(1, 5, 6), _boxes(2, 6, 7), _boxes(3, 6, 8), _boxes(4, 7, 8), _boxes(5, 8, 9))
    form = StepsForm()

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The rows of the board."""
        rows = ["".join(row.split()) for row in entry.metadata["gamestr"].strip().splitlines()]
        data = {"board": rows}
        signs = "".join(rows)
        boxes = signs.count("@") + signs.count("$")
        if entry.answer is None or len({len(row) for row in rows}) != 1 or "@" not in signs:
            return None
        if sum(map(signs.count, "*%")) != 1 or sum(map(signs.count, "X%$")) < boxes:
            return None
        if len(entry.answer) < 3 * boxes + 1 or set(entry.answer) - set("UDLR"):
            return None
        return None if self.fault(data, entry.answer) else data

    def advice(self, data: dict[str, Any]) -> str:
        """What the letters mean."""
        return (
            "Blanks between the signs mean nothing. U, D, L and R move the player up, down, left and right "
            "by one cell. Moving onto a box pushes it one cell further, if the cell behind it is neither a "
            "wall nor another box; a move that is not possible changes nothing. After the last move every "
            "box must be on a goal; any sequence that does it counts, also one that is longer than "
            f"necessary. Give the letters without blanks, for example <<<{self._wrong(data)}>>>."
        )

    def _wrong(self, data: dict[str, Any]) -> str:
        return next(text for text in ("LDRU", "UURD", "RRLL", "DDUU") if self.fault(data, text))

    def fault(self, data: dict[str, Any], value: str) -> str:
        """Make the moves."""
        rows = data["board"]
        cells = {(row, column): sign for row, line in enumerate(rows) for column, sign in enumerate(line)}
        boxes = {cell for cell, sign in cells.items() if sign in "@$"}
        row, column = next(cell for cell, sign in cells.items() if sign in "*%")
        for move in value:
            down, right = {"U": (-1, 0), "D": (1, 0), "L": (0, -1), "R": (0, 1)}[move]
            cell, behind = (row + down, column + right), (row + 2 * down, column + 2 * right)
            if cells.get(cell, "+") == "+":
                continue
            if cell in boxes:
                if cells.get(behind, "+") == "+" or behind in boxes:
                    continue
                boxes.remove(cell)
                boxes.add(behind)
            row, column = cell
        left = sum(cells[box] not in "X%$" for box in boxes)
        return f"{left} of {len(boxes)} boxes are not on a goal in the end" if left else ""

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Search the pushes, those first that bring boxes near to goals."""
        return program(
            solve, sample.data, helpers=(pushes, ways), imports=("from heapq import heappop, heappush",)
        )

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """The last push left out, and what are no moves."""
        yield "missing last push", answer[:-1]
        yield "every second move", answer[:-1][::2] if self.fault(sample.data, answer[:-1][::2]) else "U"
        yield "signs that are no moves", f"{answer}X"
        yield "signs that are no moves", f"Move {answer}"
        yield "prose", f"The player should go {answer}."
        yield "numbers", "".join(f"1{move}" for move in answer)
        yield "wrong type", "true"
        yield "an equation", f"moves = {answer}"


def pushes(rows: list[str]) -> dict[int, int]:
    """The least number of pushes from each cell to a goal, as if there was one box; not for all cells."""
    width = len(rows[0])
    signs = "".join(rows)
    far = {place: 0 for place, sign in enumerate(signs) if sign in "X%$"}
    border = list(far)
    while border:
        further = []
        for place in border:
            for step in (1, -1, width, -width):
                before, player = place + step, place + 2 * step
                inside = 0 <= player < len(signs) and abs(player % width - place % width) <= 2
                if inside and signs[before] != "+" and signs[player] != "+" and before not in far:
                    far[before] = far[place] + 1
                    further.append(before)
        border = further
    return far


def ways(signs: str, width: int, start: int, boxes: frozenset[int]) -> dict[int, str]:
    """All cells that the player reaches without a push, each with the moves."""
    found = {start: ""}
    border = [start]
    for place in border:
        for move, step in (("U", -width), ("D", width), ("L", -1), ("R", 1)):
            cell = place + step
            if 0 <= cell < len(signs) and cell not in found and signs[cell] != "+" and cell not in boxes:
                found[cell] = found[place] + move
                border.append(cell)
    return found


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    rows = data["board"]
    width = len(rows[0])
    signs = "".join(rows)
    far = pushes(rows)
    first = frozenset(place for place, sign in enumerate(signs) if sign in "@$")
    player = next(place for place, sign in enumerate(signs) if sign in "*%")
    heap = [(0, 0, 0, first, player, "")]
    seen = set()
    count = 0
    while heap:
        _, made, _, boxes, player, moves = heappop(heap)
        if all(far[box] == 0 for box in boxes):
            return moves
        reached = ways(signs, width, player, boxes)
        if (boxes, min(reached)) in seen:
            continue
        seen.add((boxes, min(reached)))
        for box in sorted(boxes):
            for move, step in (("U", -width), ("D", width), ("L", -1), ("R", 1)):
                cell = box + step
                if box - step in reached and cell in far and cell not in boxes:
                    moved = boxes - {box} | {cell}
                    count += 1
                    left = sum(far[place] for place in moved)
                    further = moves + reached[box - step] + move
                    heappush(heap, (made + 1 + 3 * left, made + 1, count, moved, box, further))
    return ""
