"""ARC-AGI: find the rule that changes grids of colours, and apply it to another grid.

Rules: some grids are shown before and after; one grid is right. The puzzles are the 800 public ones of ARC-
AGI-1, turned, mirrored and with other colours, so that the grids themselves are new; models may know the
puzzles.

Levels: the curriculum of Reasoning-Gym changes how often grids are turned, which says little of difficulty.
Here a level has puzzles of the training set or of the harder evaluation set, and grids of a certain size,
measured by the length of the question; questions of more than 8,000 characters are not asked.

Labels: the rule must be guessed, so the stored grid is the key, and there is no reference program. The
checker of Reasoning-Gym rejects its own answers once they went through JSON (lists are not tuples); here
cells are compared. Items whose answer stands in the question, as the grid itself or as that of an example,
are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import GridForm
from r1ci_bench.errors import TaskFault
from r1ci_reasoning_gym.base import Knobs, ReasoningGymTask
from r1ci_reasoning_gym.grid_answers import board_fault, grid_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_TRIES = 500
_EXAMPLES = ("0 3 0\n3 0 3", "5 5 1\n1 5 5")


class BoardForm(GridForm):
    """A grid whose number of rows is part of the answer, so that it cannot be written as a flat list."""

    def renderings(self, value: list[list[str]]) -> Iterator[str]:
        """All renderings of a grid that keep its rows."""
        yield from (text for text in super().renderings(value) if len(self.read(text)) == len(value))


class ArcAgiKnobs(Knobs, frozen=True, kw_only=True):
    """One difficulty level.

    Attributes:
        least: The least number of characters of a question.
        most: The greatest number of characters of a question.
    """

    least: int
    most: int


_TRAIN = {"use_train": True, "use_eval": False}
_BOTH = {"use_train": True, "use_eval": True}
_EVAL = {"use_train": False, "use_eval": True}


class ArcAgi(ReasoningGymTask[list[list[str]]]):
    """Change a grid."""

    id = "reasoning-gym/arc_agi"
    version = "1"
    name = "arc_agi"
    levels = (
        ArcAgiKnobs(config=_TRAIN, least=0, most=1_300),
        ArcAgiKnobs(config=_TRAIN, least=1_300, most=2_400),
        ArcAgiKnobs(config=_BOTH, least=2_400, most=3_600),
        ArcAgiKnobs(config=_EVAL, least=3_600, most=5_200),
        ArcAgiKnobs(config=_EVAL, least=5_200, most=8_000),
    )
    form = BoardForm(numeric=True, joined=True)
    unique_answer = True

    def generate(self, rng: Rng, level: Knobs) -> Sample:
        """Draw items until one has the right size."""
        if not isinstance(level, ArcAgiKnobs):
            raise TaskFault(f"{self.id} was asked for a level of another task", kind="generator")
        for _ in range(_TRIES):
            sample = super().generate(rng, level)
            if level.least <= len(sample.question) <= level.most:
                return sample
        raise TaskFault(f"{self.id}: none of {_TRIES} items has the right size", kind="generator")

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The grid that is right."""
        key = entry.metadata["output"]
        text = grid_text(key)
        # Grids stand in the question as they do in an answer; a line break parts them from all else.
        if text != entry.answer or f"\n{text}\n" in f"{entry.question}\n":
            return None
        return {"key": key}

    def advice(self, data: dict[str, Any]) -> str:
        """Rows on lines."""
        example = _EXAMPLES[grid_text(data["key"]) == _EXAMPLES[0]]
        return (
            "Give the rows of the output grid from top to bottom, each on a line of its own with blanks "
            "between its cells; its size need not be that of the input grid. For a grid of two rows with "
            f"three cells each, for example, the answer could be\n<<<{example}>>>"
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One grid is right."""
        return board_fault(value, data["key"])

    def solution(self, data: dict[str, Any]) -> str:
        """The key."""
        return grid_text(data["key"])

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """As of every grid, and the printed grid, and the right one turned, mirrored or empty."""
        yield from super().mutations(sample, answer)
        key = sample.data["key"]
        yield "the printed grid", sample.question.split("\nInput:\n")[-1].split("\n\n")[0].strip()
        others = {
            "mirrored": [row[::-1] for row in key],
            "upside down": key[::-1],
            "turned": [list(column) for column in zip(*key[::-1], strict=True)],
            "empty": [[0] * len(row) for row in key],
        }
        yield from ((name, grid_text(other)) for name, other in others.items() if other != key)
