"""What the data sets with stored mathematical answers have in common: MATH and GSM-Hard.

Their questions are taken from the release word for word, with one paragraph of ours on the form of the
answer; both dialects ask and judge alike. The stored answer is the key, and one verifier compares with it by
rules, `r1ci_bench.answers.mathematics`, where the release asks a model whether two answers are the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from r1ci_bench.answers import AnswerError
from r1ci_bench.answers.mathematics import MathematicsForm
from r1ci_bench.task import Level, Sample, Task, Verdict
from r1ci_symbench.defects import documented_defects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from r1ci_bench.task import Defect

_WORD = re.compile("[a-z]+")


class KeyedTask(Task[Level]):
    """A data set of problems, each with one stored answer.

    A sample's data holds the `problem` and its `key`.

    Attributes:
        advice: How the answer is to be written, in our words; `{}` stands for the example.
        examples: Answers of other problems; the first one that is wrong here is shown.
    """

    form: ClassVar[MathematicsForm] = MathematicsForm()
    unique_answer = True
    advice: ClassVar[str]
    examples: ClassVar[tuple[str, ...]]

    def known_defects(self) -> Mapping[str, Sequence[Defect]]:
        """What the suite's data file says of this task's items."""
        return documented_defects().get(self.id, {})

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Compare with the key by what both mean."""
        try:
            value = self.form.read(answer)
        except AnswerError as error:
            return Verdict.wrong(str(error))
        fault = self.form.fault(self.form.read(sample.data["key"]), value, _words(sample.data["problem"]))
        return Verdict.wrong(fault, parsed=value.text) if fault else Verdict.correct(value.text)

    def answer(self, sample: Sample) -> str:
        """The key: nobody can solve these problems by a program without reading them."""
        return str(sample.data["key"])

    def item(self, data: dict[str, Any], provenance: dict[str, Any], seen: set[str]) -> Sample:
        """Make a sample of a problem with its key.

        Args:
            data: The sample's data.
            provenance: Where it comes from.
            seen: The problems so far; this one is added.

        Raises:
            ValueError: if the key or the problem is empty.
        """
        problem, key = data["problem"], data["key"]
        if not problem.strip():
            raise ValueError("the problem is empty")
        try:
            wanted = self.form.read(key)
        except AnswerError as error:
            raise ValueError(f"the stored answer cannot be used: {error}") from error
        example = next(text for text in self.examples if self.form.fault(wanted, self.form.read(text)))
        repeated = problem in seen
        seen.add(problem)
        return Sample(
            question=f"{problem.strip()}\n\n{self.advice.format(f'<<<{example}>>>')}",
            data=data,
            provenance={"data": "symbench", **provenance},
            defects=("duplicate",) if repeated else (),
            stored_answer=key,
        )


def _words(problem: str) -> frozenset[str]:
    """The words of a problem: they may stand behind a number, as in `12 students`."""
    return frozenset(_WORD.findall(problem.lower()))
