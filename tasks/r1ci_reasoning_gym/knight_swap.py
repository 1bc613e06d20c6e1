"""Knight swap: let white and black knights change places on a small, odd board.

Rules: knights move as in chess, onto empty squares of the board; the colours take turns, nobody passes.
In the end white stands where black stood, and black where white stood. The question does not ask for few
moves.

Levels: knights, squares and least number of moves, in the ranges in which the generator is fast; the
curriculum ends at 6 knights of each colour, for which it needs minutes.

Labels: every stored list of moves is made, and must swap the knights. Reasoning-Gym makes its impossible
puzzles by taking out a move that the board still shows, so that four in ten of them are possible; none of
this kind is asked, and `No` is never right. The original checker wants the shortest list, which the question
does not.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap, without_bullets
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

Move = tuple[str, str, str]

_MOVE = re.compile(
    r"(white|black|w|b)[ ,:]{1,3}([A-D][1-3]) ?(?:,|->|-|>|to)? ?([A-D][1-3])[ ,;.]{0,3}", re.IGNORECASE
)


@dataclass(frozen=True)
class KnightsForm(Form[list[Move]]):
    """A list of moves, each as colour, square from, square to; none at all for `No`."""

    def read(self, text: str) -> list[Move]:
        """Read it as JSON, or one move a line."""
        text = unwrap(text)
        if text.lower().rstrip(".") == "no":
            return []
        for start, end in ("[]", "()"):
            if text.count(start) != text.count(end):
                raise AnswerError("a bracket is open")
        text = " ".join(re.sub(r"[\[\]()\"']", " ", without_bullets(text, colons=True)).split())
        text = re.sub(r" ?([,;]) ?", r"\1 ", text)
        moves: list[Move] = []
        place = 0
        while place < len(text):
            found = _MOVE.match(text, place)
            if not found:
                raise AnswerError(f"{excerpt(text[place:])} does not begin with a move")
            color = "w" if found[1][0] in "wW" else "B"
            moves.append((color, found[2].upper(), found[3].upper()))
            place = found.end()
        return moves

    def write(self, value: list[Move]) -> str:
        """Write it as the question asks for."""
        return json.dumps([",".join(move) for move in value]) if value else "No"

    def renderings(self, value: list[Move]) -> Iterator[str]:
        """As lists in lists, one move a line, with arrows, with words."""
        if value:
            yield str([",".join(move) for move in value])
            yield str([list(move) for move in value])
            yield str(value)
            yield "\n".join(", ".join(move) for move in value)
            yield "; ".join(",".join(move) for move in value)
            yield "\n".join(
                f"{number}. {color}: {one} \u2192 {two}" for number, (color, one, two) in enumerate(value, 1)
            )
            yield ", ".join(
                f"{'white' if color == 'w' else 'black'} {one}-{two}" for color, one, two in value
            )


def _knights(number: int, squares: tuple[int, int], steps: tuple[int, int]) -> dict[str, Any]:
    """A configuration: knights of each colour, least and most squares, least and most moves."""
    return {
        "min_pieces": number,
        "max_pieces": number,
        "min_nodes": squares[0],
        "max_nodes": squares[1],
        "min_steps": steps[0],
        "max_steps": steps[1],
        "impossible_ratio": 0,
    }


class KnightSwap(ReasoningGymTask[list[Move]]):
    """Swap knights."""

    id = "reasoning-gym/knight_swap"
    version = "1"
    name = "knight_swap"
    levels = ladder(
        _knights(1, (11, 12), (2, 8)),
        _knights(1, (9, 12), (9, 60)),
        _knights(2, (11, 12), (4, 60)),
        _knights(2, (11, 12), (14, 60)),
        _knights(2, (10, 11), (16, 60)),
    )
    form = KnightsForm()

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """What stands on each square, and who begins."""
        pieces = entry.metadata["pieces"]
        data = {
            "squares": {square: pieces[square] or "." for square in sorted(pieces)},
            "turn": entry.metadata["start_turn"],
        }
        if any(sorted(entry.metadata["board"][square]) != beside(square, pieces) for square in pieces):
            return None
        shown = {
            (line[0], place): line[4 * place + 4]
            for line in entry.question.splitlines()
            if re.match("[1-3] [|]", line)
            for place in range((len(line) - 3) // 4)
        }
        columns = sorted({square[0] for square in pieces})
        for (row, place), sign in shown.items():
            if sign != data["squares"].get(columns[place] + row, " "):
                return None
        try:
            stored = self.form.read(str(entry.answer))
        except AnswerError:
            return None
        begins = f"{data['turn']} moves first" in entry.question
        return data if begins and shown and not self.fault(data, stored) else None

    def wording(self, question: str) -> str:
        """Without the part about the form of the answer that ours makes clearer."""
        return question[: question.index("Answer Format:")].rstrip()

    def advice(self, data: dict[str, Any]) -> str:
        """The squares, the turns, and the form."""
        example = self.form.write([("w", "A1", "B3"), ("B", "C1", "A2")])
        return (
            "Squares are named by column and row, as A1; only squares with a letter or a dot belong to the "
            "board. The colors take turns strictly; nobody may pass. After the last move every knight must "
            "stand where one of the other color stood. Any correct sequence counts, also one that is longer "
            "than necessary. Give the list of moves, each as color (w or B), square from, square to, for "
            f"example <<<{example}>>>, or No if it is not possible."
        )

    def fault(self, data: dict[str, Any], value: list[Move]) -> str:
        """Make the moves."""
        squares = dict(data["squares"])
        turn = data["turn"]
        if not value:
            return "it is possible"
        for number, (color, one, two) in enumerate(value, 1):
            if color != turn:
                return f"move {number}: it is not the turn of {color}"
            if squares.get(one) != color:
                return f"move {number}: there is no knight of {color} on {one}"
            if squares.get(two) != ".":
                return f"move {number}: {two} is not an empty square of the board"
            if two not in beside(one, squares):
                return f"move {number}: a knight does not move from {one} to {two}"
            squares[one], squares[two] = ".", color
            turn = "B" if turn == "w" else "w"
        swapped = {"w": "B", "B": "w", ".": "."}
        done = all(squares[square] == swapped[sign] for square, sign in data["squares"].items())
        return "" if done else "the knights have not changed places in the end"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Search all positions, nearest first."""
        return program(solve, sample.data, helpers=(beside,))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Moves less, more, in another order, of the wrong colour, onto squares that are taken or missing."""
        right = self.form.read(answer)
        squares = sample.data["squares"]
        color, one, two = right[0]
        taken = next(square for square, sign in squares.items() if sign not in (".", color))
        yield "it is not possible", "No"
        yield "missing part", self.form.write(right[:-1])
        yield "missing part", self.form.write(right[1:])
        yield "the other begins", self.form.write([right[1], right[0], *right[2:]])
        yield "twice", self.form.write(right + right)
        yield "back again", self.form.write([*right, (right[-1][0], right[-1][2], right[-1][1])])
        yield "wrong color", self.form.write([("B" if color == "w" else "w", one, two), *right[1:]])
        yield "onto a knight", self.form.write([(color, one, taken), *right[1:]])
        yield "no move at all", self.form.write([(color, one, one), *right])
        for square in ("A1", "B2", "D3", "C3"):
            if square not in squares:
                yield "off the board", self.form.write([(color, one, square), *right])
        jump = [
            square for square, sign in squares.items() if sign == "." and square not in beside(one, squares)
        ]
        if jump:
            yield "not a knight's move", self.form.write([(color, one, jump[0]), *right[1:]])
        yield "no such square", f'["{color},{one},E9"]'
        yield "prose", f"Yes: {answer}"
        yield "wrong type", "true"


def beside(square: str, squares: dict[str, Any]) -> list[str]:
    """The squares that a knight's move away belong to the board, sorted."""
    return sorted(
        other
        for other in squares
        if {abs(ord(other[0]) - ord(square[0])), abs(ord(other[1]) - ord(square[1]))} == {1, 2}
    )


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data: one of the shortest lists of moves."""
    names = sorted(data["squares"])
    near = [[names.index(other) for other in beside(square, data["squares"])] for square in names]
    white = sum(1 << place for place, square in enumerate(names) if data["squares"][square] == "w")
    black = sum(1 << place for place, square in enumerate(names) if data["squares"][square] == "B")
    first = (white, black, data["turn"])
    came: dict[tuple[int, int, str], tuple[tuple[int, int, str], str]] = {first: (first, "")}
    border = [first]
    for state in border:
        now_white, now_black, turn = state
        if (now_white, now_black) == (black, white):
            moves = []
            while state != first:
                state, move = came[state]
                moves.append(f'"{move}"')
            return f"[{', '.join(reversed(moves))}]"
        own = now_white if turn == "w" else now_black
        for place in range(len(names)):
            for goes in near[place] if own >> place & 1 else ():
                if not (now_white | now_black) >> goes & 1:
                    moved = own ^ (1 << place | 1 << goes)
                    further = (moved, now_black, "B") if turn == "w" else (now_white, moved, "w")
                    if further not in came:
                        came[further] = (state, f"{turn},{names[place]},{names[goes]}")
                        border.append(further)
    return "No"
