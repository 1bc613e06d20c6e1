"""What the tasks have in common whose answer is one whole number that a solver of ours works out."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from r1ci_bench.answers import IntegerForm
from r1ci_reasoning_gym.base import Knobs, ReasoningGymTask

if TYPE_CHECKING:
    from r1ci_reasoning_gym.source import Entry


class WholeNumberTask(ReasoningGymTask[int]):
    """A question with one whole number as its answer; the data is what the question gives.

    Attributes:
        examples: Other instances, in words, with their answers; the first one that is not right is shown.
    """

    levels: ClassVar[tuple[Knobs, ...]]
    form = IntegerForm()
    unique_answer = True
    examples: ClassVar[tuple[tuple[str, int], ...]]

    @abstractmethod
    def given(self, entry: Entry) -> dict[str, Any] | None:
        """What the question gives; None where it must not be asked, whatever its answer is."""

    @abstractmethod
    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""

    def asks(self, entry: Entry, answer: int) -> bool:
        """Whether a question with this answer may be asked."""
        return True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """What the question gives, if our solver finds the stored answer."""
        data = self.given(entry)
        if data is None:
            return None
        found = self.solution(data)
        return data if found == entry.answer and self.asks(entry, int(found)) else None

    def example(self, data: dict[str, Any]) -> str:
        """The form of the answer, by an instance with another answer."""
        right = int(self.solution(data))
        instance, value = next(example for example in self.examples if example[1] != right)
        return f"Give one whole number; for {instance}, for example, the answer would be <<<{value}>>>."

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One number is right."""
        return "" if value == int(self.solution(data)) else "the number is wrong"
