"""What the tasks of the suite have in common: an item of Reasoning-Gym becomes a question of ours."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from msgspec.structs import asdict

from r1ci_bench.errors import TaskFault
from r1ci_bench.form_task import FormTask
from r1ci_bench.task import Level, Sample
from r1ci_reasoning_gym.source import SOURCE, Entry
from r1ci_reasoning_gym.worker import VERSION

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng

V = TypeVar("V")


class Knobs(Level, frozen=True, kw_only=True):
    """One difficulty level of a task.

    Attributes:
        config: Fields of the configuration of Reasoning-Gym's generator; all others keep their defaults.
    """

    config: dict[str, Any]


def ladder(*configs: dict[str, Any]) -> tuple[Knobs, ...]:
    """The levels of a task, easiest first."""
    return tuple(Knobs(config=config) for config in configs)


class ReasoningGymTask(FormTask[Knobs, V], Generic[V]):
    """A task whose questions are items of Reasoning-Gym.

    The question is asked in the words of Reasoning-Gym, with a paragraph of ours behind it: what its words
    leave open, and the form of the answer. A sample's data holds what our verifier and our solver need.

    Attributes:
        name: As Reasoning-Gym registers it.
        tries: Items of which one can surely be asked.
    """

    name: ClassVar[str]
    tries: ClassVar[int] = 500
    slow_to_generate = True

    @abstractmethod
    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The data of a sample, from an item.

        Args:
            entry: The item.

        Returns:
            The data, or None for an item that must not be asked: its label is wrong, its answer is not
            unique or stands in the question, or it asks nothing.
        """

    @abstractmethod
    def advice(self, data: dict[str, Any]) -> str:
        """What the words of Reasoning-Gym leave open, and the form of the answer with an example."""

    def wording(self, question: str) -> str:
        """The words of Reasoning-Gym as they are asked; a task may correct what is wrong or misleading."""
        return question

    def chosen(self, entry: Entry, level: Knobs) -> dict[str, Any] | None:
        """`read`, for a level that asks more of an item than its configuration can say."""
        return self.read(entry)

    def generate(self, rng: Rng, level: Knobs) -> Sample:
        """Draw items until one can be asked; one at which Reasoning-Gym fails is drawn again."""
        failed: TaskFault | None = None
        for _ in range(self.tries):
            seed = rng.bits(62)
            try:
                entry = SOURCE.entry(self.name, level.config, seed)
            except TaskFault as fault:
                if fault.kind != "item":
                    raise
                failed = fault
                continue
            data = self.chosen(entry, level)
            if data is not None:
                knobs = {name: value for name, value in asdict(level).items() if name != "config"}
                return Sample(
                    question=f"{self.wording(entry.question.strip())}\n\n{self.advice(data)}",
                    data=data,
                    provenance={
                        "generator": f"reasoning-gym {VERSION}",
                        "knobs": {**level.config, **knobs},
                        "item_seed": seed,
                    },
                )
        why = f"; the last failure: {failed.message}" if failed else ""
        raise TaskFault(f"{self.id}: none of {self.tries} items can be asked{why}", kind="generator")
