"""Tasks whose answers have one form: read by the form, then held against the rules. Most are of this kind."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from r1ci_bench.answers import AnswerError
from r1ci_bench.task import Level, Sample, Task, Verdict

if TYPE_CHECKING:
    from r1ci_bench.answers import Form

L = TypeVar("L", bound=Level)
V = TypeVar("V")


class FormTask(Task[L], Generic[L, V]):
    """A task that says how answers are written, and what is wrong with a value.

    Args to the type: the task's `Level`, and the type of the values that its form reads.
    """

    form: ClassVar[Form[Any]]

    @abstractmethod
    def fault(self, data: dict[str, Any], value: V) -> str:
        """Why a value that was read is no right answer, in one short sentence; empty where it is right."""

    @abstractmethod
    def solution(self, data: dict[str, Any]) -> str | None:
        """A right answer by the strict rules, worked out from the data; None where there is none."""

    def judged(self, data: dict[str, Any], value: V) -> str:
        """What `verify` says of a value: `fault`, unless the data asks for other rules."""
        return self.fault(data, value)

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Read the answer, then hold it against the rules."""
        try:
            value = self.form.read(answer)
        except AnswerError as error:
            return Verdict.wrong(str(error))
        fault = self.judged(sample.data, value)
        shown = self.form.write(value)
        return Verdict.wrong(fault, parsed=shown) if fault else Verdict.correct(shown)

    def answer(self, sample: Sample) -> str | None:
        """What `solution` works out."""
        return self.solution(sample.data)


class PosedTask(FormTask[L, V], Generic[L, V]):
    """A task whose questions follow from their data, in words of ours."""

    @abstractmethod
    def pose(self, data: dict[str, Any]) -> str:
        """The whole question, with the form of the answer, from a sample's data."""

    def sample(self, data: dict[str, Any], provenance: dict[str, Any]) -> Sample:
        """A question in our words."""
        return Sample(question=self.pose(data), data=data, provenance=provenance)
