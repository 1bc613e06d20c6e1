"""Levels by the effort that a question takes, where no knob of Reasoning-Gym governs it."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from msgspec.structs import replace

from r1ci_bench.errors import TaskFault
from r1ci_reasoning_gym.base import Knobs, ReasoningGymTask

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

V = TypeVar("V")

_TRIES = 5_000


class EffortKnobs(Knobs, frozen=True, kw_only=True):
    """A level that keeps items between two bounds only.

    Attributes:
        least: The least effort of an item.
        most: The most.
    """

    least: int
    most: int


def effort_level(config: dict[str, Any], least: int, most: int) -> EffortKnobs:
    """A level with the items of a configuration that take an effort between two bounds, both included."""
    return EffortKnobs(config=config, least=least, most=most)


class EffortTask(ReasoningGymTask[V], Generic[V]):
    """A task whose levels are `EffortKnobs`.

    Attributes:
        balanced: Answers that are all as likely, where the question leaves a choice of few; which one a
            question has is drawn first, and then items until one has it.
    """

    balanced: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def effort(self, data: dict[str, Any]) -> int:
        """How much work an item is, as the task's levels count it."""

    def generate(self, rng: Rng, level: Knobs) -> Sample:
        """Draw items until one takes as much effort as the level asks for."""
        if not isinstance(level, EffortKnobs):
            return super().generate(rng, level)
        wanted = rng.choice(self.balanced) if self.balanced else None
        for _ in range(_TRIES):
            sample = super().generate(rng, level)
            if wanted is not None and self.solution(sample.data) != wanted:
                continue
            if level.least <= self.effort(sample.data) <= level.most:
                bounds = {"effort": [level.least, level.most]}
                return replace(sample, provenance={**sample.provenance, **bounds})
        raise TaskFault(
            f"{self.id}: none of {_TRIES} items takes an effort of {level.least} to {level.most}",
            kind="generator",
        )
