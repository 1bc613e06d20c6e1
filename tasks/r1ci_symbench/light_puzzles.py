"""Light puzzles: press buttons that toggle lights, and give the lights.

Rules: a grid of lights, on (1) or off (0); each button toggles the lights that it lists, once a press;
buttons are pressed one after the other. One grid is right.

Levels: the official release has grids of 2 to 5 rows with up to 3 buttons and 4 presses. A press sequence
in which everything cancels out is never asked: the grid always changes. Level 1 has 2 x 2 grids and about
37,000 questions, the others far more than can be asked.

Provenance: SymBench (CodeSteer), `light_puzzles_dataset/sample_<n>`. The stored answers are right. In about
a quarter of the official items everything cancels out, so that the answer is the grid that the question
prints (`answer_shown`, in either dialect); one pair is a duplicate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import GridForm, shaped
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Defect, LoadOptions, Sample

_BUTTONS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class LightPuzzlesLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a puzzle; each pair is the least and the most.

    Attributes:
        size: Rows and columns of the grid.
        buttons: How many buttons there are.
        presses: How often buttons are pressed in all.
        lights: How many lights a button toggles.
    """

    size: int
    buttons: int
    presses: tuple[int, int]
    lights: tuple[int, int]


class LightPuzzles(SymBenchTask[LightPuzzlesLevel, list[list[str]]]):
    """Toggle lights."""

    id = "symbench/light_puzzles"
    version = "1"
    levels = (
        LightPuzzlesLevel(size=2, buttons=2, presses=(1, 3), lights=(1, 3)),
        LightPuzzlesLevel(size=3, buttons=3, presses=(2, 4), lights=(2, 4)),
        LightPuzzlesLevel(size=5, buttons=3, presses=(4, 6), lights=(2, 12)),
        LightPuzzlesLevel(size=7, buttons=5, presses=(8, 12), lights=(4, 24)),
        LightPuzzlesLevel(size=10, buttons=10, presses=(20, 30), lights=(10, 50)),
    )
    form = GridForm(numeric=True, joined=True)
    unique_answer = True
    folder = "light_puzzles_dataset"

    def generate(self, rng: Rng, level: LightPuzzlesLevel) -> Sample:
        """Draw lights, buttons and presses until the presses change something."""
        size = level.size
        cells = [[row, column] for row in range(1, size + 1) for column in range(1, size + 1)]
        while True:
            grid = [[rng.below(2) for _ in range(size)] for _ in range(size)]
            buttons = {
                name: sorted(rng.sample(cells, rng.between(*level.lights)))
                for name in _BUTTONS[: level.buttons]
            }
            presses = [rng.choice(_BUTTONS[: level.buttons]) for _ in range(rng.between(*level.presses))]
            data = {"grid": grid, "buttons": buttons, "presses": presses}
            if pressed(data) != grid:
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the lights, what every button does, and the presses."""
        size = len(data["grid"])
        lights = "\n".join(" ".join(map(str, row)) for row in data["grid"])
        buttons = "\n".join(
            f"{name}: {', '.join(f'({row}, {column})' for row, column in cells)}"
            for name, cells in data["buttons"].items()
        )
        return (
            f"Here is a grid of {size} x {size} lights; 1 is on, 0 is off:\n\n{lights}\n\n"
            "Each button toggles certain lights: what is on goes off, what is off goes on. These are the "
            "buttons with their lights, each light as (row, column), both counted from 1, from the top and "
            f"from the left:\n\n{buttons}\n\n"
            f"The buttons are pressed one after the other in this order: {', '.join(data['presses'])}.\n\n"
            "Give the grid of lights after the last press, as a list of rows. For two rows of three lights, "
            "for example, the answer could be <<<[[1, 0, 0], [0, 1, 1]]>>>."
        )

    def fault(self, data: dict[str, Any], value: list[list[str]]) -> str:
        """One grid is right."""
        wanted = [[str(light) for light in row] for row in pressed(data)]
        grid = shaped(value, len(wanted), len(wanted))
        if grid is None:
            return f"it is not a grid of {len(wanted)} x {len(wanted)} lights"
        return "" if grid == wanted else "a light is wrong"

    def defects(self, data: dict[str, Any], options: LoadOptions) -> set[Defect]:
        """Where the presses cancel out, the printed lights are the answer."""
        return {"answer_shown"} if pressed(data) == data["grid"] else set()

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Press every button."""
        return program(solve, sample.data, helpers=(pressed,))

    def item(self, record: Any, question: str) -> Item:
        """Read the lights, the buttons and the presses."""
        size = int(record["n"])
        grid = [[int(light) for light in row] for row in record["initial_state"]]
        if len(grid) != size or any(len(row) != size or not set(row) <= {0, 1} for row in grid):
            raise ValueError("'initial_state' is not a square of lights")
        buttons = {
            str(name): [[int(row), int(column)] for row, column in cells]
            for name, cells in record["buttons"].items()
        }
        cells = [place for listed in buttons.values() for cell in listed for place in cell]
        if not all(1 <= place <= size for place in cells):
            raise ValueError("a button's light is not in the grid")
        presses = [str(name) for name in record["operations"]]
        if not set(presses) <= buttons.keys():
            raise ValueError("an operation presses no button")
        return Item(
            data={"grid": grid, "buttons": buttons, "presses": presses},
            stored=str(list(record["solution"])),
            question=question,
        )


def pressed(data: dict[str, Any]) -> list[list[int]]:
    """The lights after all presses."""
    grid: list[list[int]] = [list(row) for row in data["grid"]]
    for name in data["presses"]:
        for row, column in data["buttons"][name]:
            grid[row - 1][column - 1] ^= 1
    return grid


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(pressed(data))
