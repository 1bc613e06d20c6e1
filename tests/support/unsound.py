"""Tasks for tests of the soundness gate: a sound one, and one for each thing that can be wrong."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING, Any, ClassVar

from r1ci_bench.answers import AnswerError, IntegerForm
from r1ci_bench.errors import TaskFault
from r1ci_bench.task import STRICT, Level, LoadOptions, Sample, Task, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from r1ci_bench.rng import Rng


class SumLevel(Level, frozen=True, kw_only=True):
    """How large the numbers are."""

    highest: int


class Sum(Task[SumLevel]):
    """Add two numbers; nothing is wrong with it."""

    id = "test/sum"
    version = "1"
    levels: ClassVar[tuple[SumLevel, ...]] = (SumLevel(highest=500), SumLevel(highest=10_000))
    form = IntegerForm()
    unique_answer = True

    def generate(self, rng: Rng, level: SumLevel) -> Sample:
        """Draw two numbers."""
        one, two = rng.between(2, level.highest), rng.between(2, level.highest)
        return Sample(
            question=f"Add {one} and {two}.\n\nFor 1 and 1 the answer would be <<<2>>>.",
            data={"one": one, "two": two},
        )

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Compare."""
        try:
            value = self.form.read(answer)
        except AnswerError as error:
            return Verdict.wrong(str(error))
        if value != self.right(sample):
            return Verdict.wrong("the sum is wrong", parsed=str(value))
        return Verdict.correct(str(value))

    def right(self, sample: Sample) -> int:
        """The sum."""
        return int(sample.data["one"]) + int(sample.data["two"])

    def answer(self, sample: Sample) -> str:
        """The sum as text."""
        return str(self.right(sample))

    def reference(self, sample: Sample) -> str | None:
        """Add."""
        return f"print({sample.data['one']} + {sample.data['two']})"


class Strict(Sum):
    """Its verifier compares texts, so that right answers in other clothes fail."""

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Compare texts."""
        right = answer == str(self.right(sample))
        return Verdict.correct(answer) if right else Verdict.wrong("other text", parsed=answer)


class Substring(Sum):
    """Its verifier is content where the sum stands anywhere in the answer."""

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Look for the text."""
        right = str(self.right(sample)) in answer
        return Verdict.correct(str(self.right(sample))) if right else Verdict.wrong("not found")


class Raising(Sum):
    """Its verifier raises on what is no number."""

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Parse without care."""
        return Verdict.correct(answer) if int(answer) == self.right(sample) else Verdict.wrong("no")


class Few(Sum):
    """It has few questions."""

    levels = (SumLevel(highest=4),)


class Dependent(Sum):
    """Its questions depend on the process."""

    def generate(self, rng: Rng, level: SumLevel) -> Sample:
        """Use the process id."""
        sample = super().generate(rng, level)
        return Sample(question=sample.question, data={**sample.data, "process": os.getpid()})


class HashDependent(Sum):
    """Its questions depend on the hash seed."""

    def generate(self, rng: Rng, level: SumLevel) -> Sample:
        """Use the order of a set of texts."""
        sample = super().generate(rng, level)
        words = list({f"word {number}" for number in range(50)})
        return Sample(question=sample.question, data={**sample.data, "words": words})


class WrongProgram(Sum):
    """Its reference program prints another number."""

    def reference(self, sample: Sample) -> str | None:
        """Add one too many."""
        return f"print({self.right(sample) + 1})"


class FailingProgram(Sum):
    """Its reference program fails."""

    def reference(self, sample: Sample) -> str | None:
        """Raise."""
        return "raise RuntimeError('no idea')"


class Echoing(Sum):
    """Its question prints the answer in a paragraph of its own."""

    def generate(self, rng: Rng, level: SumLevel) -> Sample:
        """Show it."""
        sample = super().generate(rng, level)
        return Sample(question=f"{sample.question}\n\n{self.right(sample)}", data=sample.data)


class Speechless(Sum):
    """Its verdicts are wrong without a reason, and its questions show no example."""

    def generate(self, rng: Rng, level: SumLevel) -> Sample:
        """Leave the example out."""
        sample = super().generate(rng, level)
        return Sample(question=sample.question.partition("\n")[0], data=sample.data)

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Say nothing."""
        verdict = super().verify(sample, answer)
        return Verdict(outcome=verdict.outcome)


class Broken(Sum):
    """Its own mutations raise, and it does not know its answers."""

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Raise."""
        raise ZeroDivisionError("division by zero")


class Official(Sum):
    """It reads official data: a file with one sum a line, as `one two stored`."""

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Read the file; a wrong stored sum is a defect in the official dialect."""
        file = source / "sums.txt"
        if not file.is_file():
            raise TaskFault(f"no official data in {source}", kind="no_data")
        for row in itertools.count(1):
            lines = file.read_text().splitlines()
            if row > len(lines):
                return
            one, two, stored = lines[row - 1].split()
            wrong = int(one) + int(two) != int(stored) and options.dialect == "official"
            yield Sample(
                question=f"{one} + {two}",
                data={"one": int(one), "two": int(two)},
                provenance={"data": "sums", "file": "sums.txt", "row": row},
                defects=("wrong_key",) if wrong else (),
                stored_answer=stored,
            )

    def known_defects(self) -> dict[str, Any]:
        """The third sum is known to be wrong."""
        return {"sums.txt#3": ("wrong_key",)}
