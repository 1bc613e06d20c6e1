"""Navigate: say whether steps lead back to the start.

Rules: somebody turns and takes steps on a plain, forward, backward, left or right as seen from the direction
in which the walker faces. Only the place counts, not the direction.

Levels: the official items have up to ten instructions, of two kinds: always facing forward with steps in all
four directions, or turns with steps forward. Levels 1 to 3 have the same two kinds, levels 4 and 5 mix them
and are longer. Half of all walks lead back. The others are such walks with one change, which never shows in
the number of steps being odd.

Provenance: BIG-Bench-Hard, `navigate.json`; all 250 stored answers are right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bbh.base import YesNoTask
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

Step = list[Any]

_TURNS = ("left", "right", "around")
_WAYS = ("forward", "right", "backward", "left")
_MOST = 15
"""Steps that one instruction takes at the most."""


class NavigateLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a walk.

    Attributes:
        drawn: How many instructions are drawn, before those that lead back.
        steps: How many steps one of them takes at the most.
        mixed: Whether turns and steps to all sides stand in one walk.
    """

    drawn: int
    steps: int
    mixed: bool = False


class Navigate(YesNoTask[NavigateLevel]):
    """Follow a walk."""

    id = "bbh/navigate"
    version = "1"
    levels = (
        NavigateLevel(drawn=2, steps=9),
        NavigateLevel(drawn=3, steps=9),
        NavigateLevel(drawn=5, steps=10),
        NavigateLevel(drawn=12, steps=10, mixed=True),
        NavigateLevel(drawn=30, steps=12, mixed=True),
    )

    def generate(self, rng: Rng, level: NavigateLevel) -> Sample:
        """Draw a walk that leads back; for every other question, change it so that it does not."""
        kind = "mixed" if level.mixed else rng.choice(("facing", "turning"))
        wanted = rng.choice(("Yes", "No"))
        while True:
            steps = _closed(rng, level, kind)
            if steps is not None and wanted == "No":
                _spoil(rng, steps)
            if steps is not None and solve({"steps": steps}) == wanted:
                return self.fresh({"steps": steps}, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State what is done, and what directions mean."""
        turns = any(verb == "turn" for verb, _, _ in data["steps"])
        told = " ".join(_told(step) for step in data["steps"])
        facing = (
            "Forward, backward, left and right are seen from the direction in which you face at that moment; "
            "taking steps does not change it. Turning around is half a turn."
            if turns
            else "You face the same direction all the time."
        )
        return (
            f"You stand on a plain and do the following.\n\n{told}\n\n{facing} All steps are equally long. "
            "Do you end where you began?"
        )

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Follow the steps."""
        return program(solve, sample.data, helpers=(end_of,)) if "steps" in sample.data else None


def end_of(steps: list[Step]) -> tuple[complex, complex]:
    """Where a walk ends that begins in 0, and the direction in which the walker then faces."""
    turns = {"left": 1j, "right": -1j, "around": -1, "forward": 1, "backward": -1}
    place, facing = 0j, 1j
    for verb, way, count in steps:
        if verb == "turn":
            facing *= turns[way]
        else:
            place += count * facing * turns[way]
    return place, facing


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return "Yes" if end_of(data["steps"])[0] == 0 else "No"


def _closed(rng: Rng, level: NavigateLevel, kind: str) -> list[Step] | None:
    """A walk that leads back, or None where the way back is too long for an instruction."""
    steps: list[Step] = []
    for number in range(level.drawn):
        if kind == "turning" or (kind == "mixed" and number % 2):
            steps.append(["turn", rng.choice(_TURNS), 0])
        if kind == "turning" or (kind == "mixed" and rng.chance(1, 2)):
            steps.append(["take", "forward", rng.between(1, level.steps)])
        else:
            steps.append(["take", rng.choice(_WAYS), rng.between(1, level.steps)])
    place, facing = end_of(steps)
    # How far ahead the start lies, and how far to the left, as the walker sees it.
    back = -place / facing
    ahead, left = int(back.real), int(back.imag)
    if max(abs(ahead), abs(left)) > _MOST:
        return None
    if kind == "turning":
        _walk_back(rng, steps, ahead, left)
        return steps
    legs: list[Step] = []
    if ahead:
        legs.append(["take", "forward" if ahead > 0 else "backward", abs(ahead)])
    if left:
        legs.append(["take", "left" if left > 0 else "right", abs(left)])
    if kind == "facing":
        steps += legs
        rng.shuffle(steps)
        return steps
    rng.shuffle(legs)
    return steps + legs


def _walk_back(rng: Rng, steps: list[Step], ahead: int, left: int) -> None:
    """Add turns and steps forward that lead to a place which is seen ahead and to the left."""
    if ahead < 0 or (ahead == 0 and rng.chance(1, 2)):
        steps.append(["turn", "around", 0])
        ahead, left = -ahead, -left
    if ahead:
        steps.append(["take", "forward", ahead])
    if left:
        steps.append(["turn", "left" if left > 0 else "right", 0])
        steps.append(["take", "forward", abs(left)])


def _spoil(rng: Rng, steps: list[Step]) -> None:
    """Change one instruction, without making the number of all steps odd."""
    number = rng.below(len(steps))
    verb, way, count = steps[number]
    if verb == "turn":
        steps[number] = [verb, rng.choice([other for other in _TURNS if other != way]), 0]
    elif rng.chance(1, 2) and not all(step[1] in ("forward", *_TURNS) for step in steps):
        steps[number] = [verb, rng.choice([other for other in _WAYS if other != way]), count]
    else:
        steps[number] = [verb, way, count + rng.choice([by for by in (-2, 2) if 1 <= count + by <= _MOST])]


def _told(step: Step) -> str:
    verb, way, count = step
    if verb == "turn":
        return f"Turn {way}."
    return f"Take {count} {'step' if count == 1 else 'steps'} {way}."
