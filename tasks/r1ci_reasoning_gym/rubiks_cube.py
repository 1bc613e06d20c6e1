"""Rubik's cube: solve a scrambled cube.

Rules: turns in the notation of Singmaster; a cube is solved when each of its faces has one colour.

Levels: the number of quarter turns of the scramble, in the steps of the curriculum up to 50; from about
20 on a cube is as good as any. The curriculum's larger cubes are left out: nobody has a solver for them
here, and Reasoning-Gym stores no solution for them either.

Labels: none is stored. The net that the question shows must be what the scramble makes of a solved cube,
by turns of ours, and a solver of ours works from the colours alone. Scrambles that undo themselves in
part are left out. The original checker lets any error pass as an answer that is almost nothing worth;
here turns that cannot be read are wrong. Half turns written as U2 count as two turns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap, without_brackets
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.cube_turns import after, cycles, homes, solving, stickers, turn, undone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_MOVE = re.compile(r"([UDLRFB])(w?)(2?'?|'2)|([udlrfbMESxyz])(2?'?|'2)")
_NUMBERING = re.compile(r"\A\s*[0-9]{1,4}[.):]\s")
_MOST = 1_000
_SOLVED = "".join(color * 9 for color in "YRGOBW")


@dataclass(frozen=True)
class TurnsForm(Form[list[str]]):
    """A sequence of turns; a value has one quarter turn an item."""

    def read(self, text: str) -> list[str]:
        """Read turns that are parted by blanks, commas or newlines."""
        text = unwrap(text).removesuffix(".").replace("\u2032", "'")
        if text.count("(") != text.count(")"):
            raise AnswerError("a bracket is open")
        # A prime looks like a quote, so quotes are taken off in pairs only.
        lines = without_brackets(text).replace("(", " ").replace(")", " ").splitlines()
        words = re.split(r"[\s,;]+", " ".join(_NUMBERING.sub("", line, count=1) for line in lines).strip())
        turns: list[str] = []
        for word in words:
            bare = word.strip('"`')
            quoted = len(bare) > 2 and bare[0] == bare[-1] == "'"
            found = _MOVE.fullmatch(bare[1:-1] if quoted else bare)
            if not found:
                raise AnswerError(f"{excerpt(word)} is not a turn")
            face, wide, how, other, other_how = found.groups()
            name = other or (face.lower() if wide else face)
            how = how or other_how or ""
            turns += [name + "'" * ("'" in how)] * (2 if "2" in how else 1)
        if len(turns) > _MOST:
            raise AnswerError(f"there are more than {_MOST} turns")
        return turns

    def write(self, value: list[str]) -> str:
        """Write one quarter turn after the other."""
        return " ".join(value)

    def renderings(self, value: list[str]) -> Iterator[str]:
        """With commas, one a line, with half turns, with another sign for the prime."""
        yield from (", ".join(value), "\n".join(value), "  ".join(value), f"[{', '.join(value)}]")
        yield " ".join(value).replace("'", "\u2019")
        yield " ".join(value).replace("'", "\u2032") + "."
        yield re.sub(r"([UDLRFB]) \1(?!')", r"\g<1>2", " ".join(value))


class RubiksCube(ReasoningGymTask[list[str]]):
    """Solve a cube."""

    id = "reasoning-gym/rubiks_cube"
    version = "1"
    name = "rubiks_cube"
    levels = ladder(
        {"min_scramble_steps": 3, "max_scramble_steps": 3},
        {"min_scramble_steps": 4, "max_scramble_steps": 6},
        {"min_scramble_steps": 5, "max_scramble_steps": 10},
        {"min_scramble_steps": 10, "max_scramble_steps": 18},
        {"min_scramble_steps": 25, "max_scramble_steps": 50},
    )
    form = TurnsForm()

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The colours of the stickers, face by face."""
        scramble = str(entry.metadata["scramble_moves"]).split()
        shown = re.findall("[A-Z]", entry.question.partition(":\n")[2].rpartition("Please provide")[0])
        if len(shown) != 54 or needed(scramble) < entry.metadata["difficulty"]["scramble_steps"][0]:
            return None
        # The net shows the rows of the four middle faces side by side.
        sides = [
            "".join(shown[9 + 12 * row + 3 * face + column] for row in range(3) for column in range(3))
            for face in range(4)
        ]
        colors = "".join([*shown[:9], *sides, *shown[45:]])
        return {"colors": colors} if colors == after(_SOLVED, scramble) else None

    def wording(self, question: str) -> str:
        """Without a colon too many."""
        return question.replace("follows::", "follows:")

    def advice(self, data: dict[str, Any]) -> str:
        """The net, the letters, and what is solved."""
        example = next(text for text in ("R U' F", "L D' B") if self.fault(data, self.form.read(text)))
        return (
            "The net shows the upper face on top, in the middle the left, front, right and back face, and "
            "the lower face below; each face is shown as one sees it who looks at it, the upper one with "
            "its lower edge and the lower one with its upper edge at the front. U, D, L, R, F and B turn "
            "the upper, lower, left, right, front and back face clockwise by a quarter, as one sees it who "
            "looks at that face; a prime as in U' means counterclockwise. The cube is solved when each face "
            f"has one color. Any sequence that solves it counts, up to {_MOST} turns. Part the turns by "
            f"blanks, for example <<<{example}>>>."
        )

    def fault(self, data: dict[str, Any], value: list[str]) -> str:
        """Make the turns."""
        colors = after(data["colors"], value)
        solved = all(len(set(colors[face : face + 9])) == 1 for face in range(0, 54, 9))
        return "" if solved else "the cube is not solved in the end"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Bring three cubies at a time to their places."""
        return program(
            solve,
            sample.data,
            helpers=(stickers, turn, after, undone, cycles, homes, solving),
            imports=("from functools import cache",),
        )

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Turns less, more, twice, and what is no turn."""
        right = self.form.read(answer)
        yield "missing part", self.form.write(right[:-1]) or "U"
        yield "missing part", self.form.write(right[1:]) or "U"
        yield "extra part", f"{answer} U"
        yield "extra part", f"R' {answer}"
        yield "extra part", f"{answer} M"
        # It would leave the cube as the solution changes a solved one.
        yield "twice", f"{answer} {answer}"
        yield "the other way round", self.form.write([*right[:-1], *undone(right[-1:])])
        yield "no turn", f"{answer} U3"
        yield "no turn", f"{answer} Q"
        yield "prose", f"First {answer}"
        yield "nothing done", "U U'"


def needed(moves: list[str]) -> int:
    """How many quarter turns are left of a sequence when turns that undo each other are taken out."""
    left: list[tuple[str, int]] = []
    for move in moves:
        face, amount = move[0], 3 if move.endswith("'") else 1
        # Opposite faces do not disturb each other.
        at = next((place for place in (-1, -2) if len(left) >= -place and left[place][0] == face), 0)
        if at == -2 and {left[-1][0], face} not in ({"U", "D"}, {"L", "R"}, {"F", "B"}):
            at = 0
        if at:
            amount += left.pop(at)[1]
        if amount % 4:
            left.append((face, amount % 4))
    return sum(min(amount, 4 - amount) for _, amount in left)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return " ".join(solving(data["colors"]))
