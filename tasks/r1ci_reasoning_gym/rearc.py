"""Re-ARC: find the rule that turns grids into grids, from examples.

Rules: a few pairs of grids, and a grid whose counterpart is asked for. The rule is one of the 400 of the
training set of ARC; the grids are made anew.

Levels: by both difficulties of Reasoning-Gym, that of the grids' sizes and colours, and that of the draws
of the generator, in six of the seven ranges of each; what the easiest range makes is trivial nine times
of ten.

Labels: the task is inductive, so that no solver of ours can work the answer out; the data holds the
stored grid, and there is no reference program. An item is not asked where the answer is the printed
input, a grid of the examples, or of one colour. The original checker takes the grid as Reasoning-Gym's
own text only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_reasoning_gym.arc_agi import BoardForm
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.grid_answers import board_fault, grid_text

if TYPE_CHECKING:
    from r1ci_reasoning_gym.source import Entry

_MOST_CHARS = 7_400
_MOST_CELLS = 900


def _weights(*places: int) -> dict[str, Any]:
    """Draw from these of the seven ranges, of both difficulties."""
    weights = [int(place in places) for place in range(7)]
    return {"pso_difficulty_weights": weights, "rng_difficulty_weights": weights}


class Rearc(ReasoningGymTask[list[list[str]]]):
    """Abstraction and reasoning on grids."""

    id = "reasoning-gym/rearc"
    version = "1"
    name = "rearc"
    levels = ladder(_weights(1), _weights(2), _weights(3), _weights(4), _weights(5, 6))
    form = BoardForm(numeric=True, joined=True)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The grid that is asked for."""
        grid = entry.metadata["output"]
        text = grid_text(grid)
        shown = [part.strip() for label in entry.question.split("Output:") for part in label.split("Input:")]
        examples = [part.split("\n\n")[0] for part in shown]
        if text != entry.answer or len(entry.question) > _MOST_CHARS or sum(map(len, grid)) > _MOST_CELLS:
            return None
        return None if text in examples or len({*text} - {" ", "\n"}) < 2 else {"grid": grid}

    def wording(self, question: str) -> str:
        """Without the order to write nothing but the grid."""
        return question.replace("Your final answer should just be the text output grid itself.\n", "")

    def advice(self, data: dict[str, Any]) -> str:
        """A row a line."""
        return (
            "Give the output grid, a row a line, with blanks between the numbers of a row. A grid of two "
            "rows and three columns, for example, is written as\n\n<<<0 9 0\n9 0 9>>>"
            if data["grid"] != [[0, 9, 0], [9, 0, 9]]
            else "Give the output grid, a row a line, as in\n\n<<<1 2\n3 4>>>"
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One grid is right."""
        return board_fault(value, data["grid"])

    def solution(self, data: dict[str, Any]) -> str:
        """The stored grid."""
        return grid_text(data["grid"])
