"""Self-reference: seven statements about their own truth; in how many ways can they be true and false?

Rules: a solution says of each of the seven whether it is true, so that what each says fits. The question
asks for the number of solutions, and that may be 0.

Levels: the difficulty of Reasoning-Gym's curriculum has no effect on what it makes: all puzzles have the same
seven statements with four numbers in them. So here a level is the number of puzzles whose solutions are
counted together, from 1 (what Reasoning-Gym asks) to 8.

Labels: every stored number is compared with a count over all cases. Two in five puzzles have two solutions;
some of these are left out.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any, ClassVar

from r1ci_bench.answers import IntegerForm
from r1ci_bench.errors import TaskFault
from r1ci_bench.hashing import content_hash
from r1ci_bench.programs import program
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.base import Knobs, ReasoningGymTask
from r1ci_reasoning_gym.source import SOURCE
from r1ci_reasoning_gym.worker import VERSION

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_reasoning_gym.source import Entry

_NUMBERS = re.compile(r"'(?:At least|At most|Exactly) ([0-9]) of these 7 statements")
_LIST = re.compile(r"(?: - Statement .*\n?)+")
_TRIES = 500


class SelfReferenceKnobs(Knobs, frozen=True, kw_only=True):
    """A level of a task that asks for several items at once.

    Attributes:
        puzzles: How many.
    """

    puzzles: int


class SelfReference(ReasoningGymTask[int]):
    """Count consistent cases."""

    id = "reasoning-gym/self_reference"
    version = "1"
    name = "self_reference"
    levels: ClassVar[tuple[Knobs, ...]] = tuple(
        SelfReferenceKnobs(config={}, puzzles=puzzles) for puzzles in (1, 2, 3, 5, 8)
    )
    form = IntegerForm()
    unique_answer = True

    def generate(self, rng: Rng, level: Knobs) -> Sample:
        """Draw as many puzzles as the level has."""
        count = level.puzzles if isinstance(level, SelfReferenceKnobs) else 1
        puzzles: list[list[int]] = []
        texts: list[str] = []
        seeds: list[int] = []
        for _ in range(_TRIES):
            seed = rng.bits(62)
            entry = SOURCE.entry(self.name, level.config, seed)
            data = self.read(entry)
            if data is None or data["puzzles"][0] in puzzles:
                continue
            puzzles += data["puzzles"]
            texts.append(entry.question.strip())
            seeds.append(seed)
            if len(puzzles) == count:
                data = {"puzzles": puzzles}
                return Sample(
                    question=f"{_together(texts)}\n\n{self.advice(data)}",
                    data=data,
                    provenance={"generator": f"reasoning-gym {VERSION}", "knobs": {}, "item_seeds": seeds},
                )
        raise TaskFault(f"{self.id}: none of {_TRIES} items can be asked", kind="generator")

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The four numbers of a puzzle."""
        numbers = [int(number) for number in _NUMBERS.findall(entry.question)]
        if len(numbers) != 4 or str(solutions(numbers)) != entry.answer:
            return None
        if solutions(numbers) == 2 and int(content_hash(numbers)[:2], 16) < 128:
            return None
        return {"puzzles": [numbers]}

    def advice(self, data: dict[str, Any]) -> str:
        """What a solution is; the example is beyond what seven statements allow."""
        example = 2**7 * len(data["puzzles"]) + 1
        return (
            "A solution says of each of the 7 statements whether it is true or false, so that a statement is "
            "true exactly where what it says is so; there may be none. 0 and 1 are neither prime nor "
            f"composite. Answer with one number, as in <<<{example}>>>."
        )

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One number is right."""
        return "" if value == int(solve(data)) else "it is another number of solutions"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Try all cases."""
        imports = ("from itertools import product",)
        return program(solve, sample.data, helpers=(solutions,), imports=imports)


def _together(texts: list[str]) -> str:
    """One question from several."""
    if len(texts) == 1:
        return texts[0]
    parts = [f"Here are {len(texts)} puzzles that have nothing to do with each other."]
    for number, text in enumerate(texts, 1):
        found = _LIST.search(text)
        parts.append(f"Puzzle {number}:\n{found[0].rstrip() if found else text}")
    parts.append(
        "Given the truthfulness of these statements, please tell me the number of possible solutions of each "
        "puzzle, added up over all puzzles."
    )
    return "\n\n".join(parts)


def solutions(numbers: list[int]) -> int:
    """How many of the 128 cases fit what the statements say."""
    least, most, true_count, false_count = numbers
    found = 0
    for case in product([True, False], repeat=7):
        true = sum(case)
        false = 7 - true
        said = (
            true >= least,
            false <= most,
            true == true_count,
            false == false_count,
            case[2] != case[3],
            true in (2, 3, 5, 7),
            false in (4, 6),
        )
        found += case == said
    return found


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(sum(solutions(numbers) for numbers in data["puzzles"]))
