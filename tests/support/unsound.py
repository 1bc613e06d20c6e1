"""Tasks for tests of the soundness gate: a sound one, and one for each thing that can be wrong."""

from __future__ import annotations

import itertools
import os
import re
import time
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


class Clocked(Sum):
    """Its questions depend on the day."""

    def generate(self, rng: Rng, level: SumLevel) -> Sample:
        """Name the day."""
        sample = super().generate(rng, level)
        return Sample(question=sample.question, data={**sample.data, "day": time.strftime("%Y-%m-%d")})


class Leaking(Sum):
    """The answer stands at the end of a line of the question, behind other words."""

    def generate(self, rng: Rng, level: SumLevel) -> Sample:
        """Leak it."""
        sample = super().generate(rng, level)
        return Sample(
            question=f"{sample.question}\nTicket #{self.right(sample)} (internal)", data=sample.data
        )


class Constant(Sum):
    """All questions have the same answer."""

    def right(self, sample: Sample) -> int:
        """What is always right."""
        return 42


class Storing(Sum):
    """Its reference program prints what is stored in it."""

    def reference(self, sample: Sample) -> str | None:
        """Store the answer."""
        return f"total = {self.right(sample)}\nprint(total)"


class SameLevels(Sum):
    """Its second level is its first one."""

    levels = (SumLevel(highest=500), SumLevel(highest=500))


class NoLevels(Sum):
    """It has neither levels nor data."""

    levels = ()


class NumberAsAnswer(Sum):
    """Its answers are no texts."""

    def answer(self, sample: Sample) -> Any:
        """The sum itself."""
        return self.right(sample)


class RaisingLate(Sum):
    """It cannot answer some of its questions."""

    def answer(self, sample: Sample) -> str:
        """Raise now and then."""
        if sample.data["one"] % 5 == 0:
            raise KeyError("five")
        return super().answer(sample)


class Endless(Sum):
    """Its renderings do not end, and one of its mutations is no text for a file."""

    levels = (SumLevel(highest=500),)

    def renderings(self, sample: Sample, answer: str) -> Iterable[str]:
        """Repeat the answer."""
        return itertools.repeat(answer)

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Name a right answer as a wrong one."""
        yield "two | lines\nand \ud800", answer


class Swallowing(Sum):
    """Its verifier takes gigabytes for a large number."""

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Count up to the answer."""
        verdict = super().verify(sample, answer)
        if verdict.parsed is not None and len(verdict.parsed) < 12:
            list(range(int(verdict.parsed)))
        return verdict


class Sorted(Sum):
    """A task without a form that sorts two numbers."""

    form = None  # type: ignore[assignment]

    def answer(self, sample: Sample) -> str:
        """The numbers."""
        return " ".join(map(str, sorted(sample.data.values())))

    def reference(self, sample: Sample) -> str | None:
        """Nothing."""
        return None

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Read whole numbers between blanks."""
        words = answer.strip("\"'`*$ \n").split()
        if not words or not all(re.fullmatch("[0-9]{1,9}", word) for word in words):
            return Verdict.wrong("no numbers")
        parsed = " ".join(words)
        if self.accepts([int(word) for word in words], sample):
            return Verdict.correct(parsed)
        return Verdict.wrong("not sorted", parsed=parsed)

    def accepts(self, found: list[int], sample: Sample) -> bool:
        """Whether the numbers are those."""
        return found == sorted(sample.data.values())


class Unordered(Sorted):
    """It takes the numbers in any order."""

    def accepts(self, found: list[int], sample: Sample) -> bool:
        """Whether the numbers are those, somehow."""
        return sorted(found) == sorted(sample.data.values())


class Prefix(Sorted):
    """It is content with the beginning."""

    def accepts(self, found: list[int], sample: Sample) -> bool:
        """Whether the numbers begin like that."""
        return sorted(sample.data.values())[: len(found)] == found


class Remainder(Sum):
    """Any number that leaves the same remainder by three, and is large enough to be none by chance."""

    unique_answer = False

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Compare the remainders."""
        try:
            value = self.form.read(answer)
        except AnswerError as error:
            return Verdict.wrong(str(error))
        if self.accepts(value, sample):
            return Verdict.correct(str(value))
        return Verdict.wrong("another remainder", parsed=str(value))

    def accepts(self, value: int, sample: Sample) -> bool:
        """Whether the number will do."""
        return 3 < value < 10**6 and value % 3 == self.right(sample) % 3


class AnyRemainder(Remainder):
    """Any number will do."""

    def accepts(self, value: int, sample: Sample) -> bool:
        """Whether the number will do."""
        return 3 < value < 10**6


class RaisingLoader(Sum):
    """Its loader raises behind its first item."""

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Raise."""
        yield Sample(question="1 + 1", data={"one": 1, "two": 1}, stored_answer="2")
        raise KeyError("row 2")


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
