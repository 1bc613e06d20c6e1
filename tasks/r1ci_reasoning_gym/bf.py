"""BF: the output of a program in the language of eight signs.

Rules: those of the language, with cells of one byte; a paragraph behind the words of Reasoning-Gym states
them.

Levels: programs that print a word, and programs that add in a loop and print a number, each by how many
commands are run. The ranges of the latter overlap, for Reasoning-Gym is slow to make them. Its third kind,
with a condition in the loop, runs millions of commands and takes it ten times as long; it is not asked.

Labels: every program is run by an interpreter of ours, and its output must be the stored one.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import WordForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import Knobs, ReasoningGymTask

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class BfKnobs(Knobs, frozen=True, kw_only=True):
    """One difficulty level.

    Attributes:
        commands: The least and the largest number of commands that are run.
    """

    commands: tuple[int, int]


class Bf(ReasoningGymTask[str]):
    """Run a program in the head."""

    id = "reasoning-gym/bf"
    version = "1"
    name = "bf"
    tries = 5_000
    levels = (
        BfKnobs(config={"difficulty": 1}, commands=(0, 205)),
        BfKnobs(config={"difficulty": 1}, commands=(206, 10**7)),
        BfKnobs(config={"difficulty": 2}, commands=(0, 99_999)),
        BfKnobs(config={"difficulty": 2}, commands=(20_000, 499_999)),
        BfKnobs(config={"difficulty": 2}, commands=(80_000, 10**7)),
    )
    form = WordForm(string.ascii_letters + string.digits)
    unique_answer = True

    def chosen(self, entry: Entry, level: Knobs) -> dict[str, Any] | None:
        """Only programs that run long enough, and not too long."""
        assert isinstance(level, BfKnobs)  # noqa: S101 - for the type checker
        data = self.read(entry)
        low, high = level.commands
        return data if data is not None and low <= run(data["program"])[1] <= high else None

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The program."""
        code = entry.metadata["bf_program"]
        output = run(code)[0]
        if output != entry.answer or not output.isalnum() or code not in entry.question:
            return None
        return {"program": code}

    def wording(self, question: str) -> str:
        """Without the order to write nothing but the output."""
        for order in (
            "Respond only with the exact output of the program.",
            "Provide only the exact output of the code.",
        ):
            question = question.removesuffix(order)
        return question.rstrip()

    def advice(self, data: dict[str, Any]) -> str:
        """The rules of the language."""
        number = "36" if run(data["program"])[0] != "36" else "35"
        return (
            "There is a row of cells, each holding a number from 0 to 255, all 0 at the start, and a "
            "pointer to the first of them. > and < move the pointer one cell to the right or left; + and - "
            "add or subtract 1 (255 + 1 is 0, 0 - 1 is 255); a dot prints the cell as a character of ASCII; "
            "[ jumps behind the matching ] if the cell is 0, and ] jumps back behind the matching [ if it "
            f"is not. The output is one lower-case word or one number. Give it, for example <<<{number}>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One output is right."""
        return "" if value == solve(data) else "it is not what the program prints"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Interpret the program."""
        return program(solve, sample.data, helpers=(compiled, run))


def compiled(code: str) -> list[tuple[str, int, dict[int, int], int]]:
    """The program with equal commands joined, and loops that only add to other cells as one command.

    A command is its sign, its argument, for a loop that adds the factor of each cell beside it, and how many
    commands it stands for.
    """
    parts: list[tuple[str, int, dict[int, int], int]] = []
    starts: list[int] = []
    for sign in code:
        if sign in "+-<>":
            kind, step = (
                ("add", 1 if sign == "+" else -1) if sign in "+-" else ("move", 1 if sign == ">" else -1)
            )
            if parts and parts[-1][0] == kind:
                parts[-1] = (kind, parts[-1][1] + step, {}, parts[-1][3] + 1)
            else:
                parts.append((kind, step, {}, 1))
        elif sign == "[":
            starts.append(len(parts))
            parts.append(("[", 0, {}, 1))
        elif sign == "]":
            start = starts.pop()
            place, sums, length = 0, {0: 0}, 1
            for kind, step, _, count in parts[start + 1 :]:
                length += count
                if kind == "move":
                    place += step
                elif kind == "add":
                    sums[place] = sums.get(place, 0) + step
                else:
                    break
            else:
                if place == 0 and sums[0] == -1:
                    parts[start:] = [("spread", 0, sums, length)]
                    continue
            parts[start] = ("[", len(parts), {}, 1)
            parts.append(("]", start, {}, 1))
        elif sign == ".":
            parts.append((".", 0, {}, 1))
    return parts


def run(code: str) -> tuple[str, int]:
    """What a program prints, and how many commands are run for it; it stops after ten millions."""
    parts = compiled(code)
    cells = [0] * 1000
    output = []
    place = at = commands = 0
    while at < len(parts) and commands < 10_000_000:
        kind, step, sums, count = parts[at]
        commands += 1 + cells[place] * count if kind == "spread" else count
        if kind == "add":
            cells[place] = (cells[place] + step) % 256
        elif kind == "move":
            place = (place + step) % 1000
        elif kind == "spread":
            times = cells[place]
            for beside, factor in sums.items():
                cells[(place + beside) % 1000] = (cells[(place + beside) % 1000] + times * factor) % 256
        elif kind in "[]" and (kind == "[") == (not cells[place]):
            at = step
        elif kind == ".":
            output.append(chr(cells[place]))
        at += 1
    return "".join(output), commands


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return run(data["program"])[0]
