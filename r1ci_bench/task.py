"""What a task plugin writes against: `Task`, `Sample`, `Level`, `Verdict`.

A task is one file: rules, generator, prompt, verifier, levels, policy and provenance together. Its verifier
parses text that a model wrote, so it is pure and never evaluates that text; it runs in a bounded child.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

from msgspec import Struct, field

from r1ci_bench.answers.text import AnswerError
from r1ci_bench.errors import TaskFault
from r1ci_bench.hashing import content_hash
from r1ci_bench.sandbox.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from r1ci_bench.answers import Form
    from r1ci_bench.rng import Rng

Dialect = Literal["strict", "official"]
"""How official data is asked: corrected, in our words and by full rules, or as it was released."""

Defect = Literal["unsolvable", "wrong_key", "ambiguous", "answer_shown", "duplicate"]
"""What can be wrong with an item of a data set.

`unsolvable`: no answer keeps to the question's rules. `wrong_key`: the stored answer breaks them.
`ambiguous`: the question can be read in several ways that lead to different answers. `answer_shown`: the
question prints its answer. `duplicate`: an earlier item asks the same.
"""


class Level(Struct, frozen=True, kw_only=True):
    """The knobs of one difficulty level; each task subclasses it with fields of its own."""


class Sample(Struct, frozen=True, kw_only=True):
    """One question with the data that its verifier needs.

    Attributes:
        question: The whole question as the model reads it, with the form of the answer; no agent's prompt.
        data: JSON values from which the answer can be checked and the reference program can solve.
        provenance: Where it comes from: generator and level, or data set and row.
        defects: What is known to be wrong with it, sorted; only items of data sets have any.
        stored_answer: The answer that the data set stores, right or wrong, written as an answer.
    """

    question: str
    data: dict[str, Any]
    provenance: dict[str, Any] = field(default_factory=dict)
    defects: tuple[Defect, ...] = ()
    stored_answer: str | None = None

    def content_hash(self) -> str:
        """The identity of the question: SHA-256 of question and data, as 64 hexadecimal digits."""
        return content_hash([self.question, self.data])


def item_name(sample: Sample) -> str:
    """What names an item within its data set: its file, and its row where the file holds several."""
    parts = sample.provenance.items()
    return "#".join(str(value) for key, value in parts if key != "data" and type(value) in (str, int))


class Verdict(Struct, frozen=True, kw_only=True):
    """What a verifier says of an answer.

    Attributes:
        outcome: `correct` or `wrong`. What is no answer at all is settled before a verifier is asked.
        reason: Why, in one short sentence for people; empty where it is correct.
        parsed: The answer as the verifier understood it, or None where it could not be read.
    """

    outcome: Literal["correct", "wrong"]
    reason: str = ""
    parsed: str | None = None

    @classmethod
    def correct(cls, parsed: str) -> Verdict:
        """The answer is right."""
        return cls(outcome="correct", parsed=parsed)

    @classmethod
    def wrong(cls, reason: str, *, parsed: str | None = None) -> Verdict:
        """The answer is not right, or could not be read."""
        return cls(outcome="wrong", reason=reason, parsed=parsed)


class LoadOptions(Struct, frozen=True, kw_only=True):
    """How a data set is loaded.

    Attributes:
        dialect: `strict` asks the official items in our words, with corrected answers; `official` asks them
            as released, judged by the rules that the question itself states.
        quirks: Names of rules of the released checkers to be judged by instead, for comparison with published
            numbers; each task lists its own, and ignores the others. They need the official dialect.
    """

    dialect: Dialect = "strict"
    quirks: frozenset[str] = frozenset()


STRICT = LoadOptions()
"""The default: corrected questions, full rules."""

L = TypeVar("L", bound=Level)


class Task(ABC, Generic[L]):
    """A named family of questions.

    Attributes:
        id: `suite/name`, as in its descriptor.
        version: As in its descriptor; part of the seed and of every record.
        levels: The difficulty ladder, easiest first; levels are counted from 1.
        policy: What code may use while it works on a question of this task.
        form: How answers are written, where one of the shared forms fits.
        unique_answer: Whether each question has one right value only, however it is written.
        quirks: Rules of the released checker that `load` can bring back, with what each does.
        slow_to_generate: Whether its questions are worth keeping on disk between runs.
    """

    id: ClassVar[str]
    version: ClassVar[str]
    levels: ClassVar[tuple[Level, ...]] = ()
    policy: ClassVar[Policy] = Policy()
    form: ClassVar[Form[Any] | None] = None
    unique_answer: ClassVar[bool] = False
    quirks: ClassVar[Mapping[str, str]] = {}
    slow_to_generate: ClassVar[bool] = False

    def generate(self, rng: Rng, level: L) -> Sample:
        """Make one question. The same state of `rng` gives the same bytes everywhere.

        Raises:
            TaskFault: if this task is a data set.
        """
        raise TaskFault(f"{self.id} does not generate questions; it loads a data set", kind="no_generator")

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Read questions from a local copy of the task's data in its official layout.

        Args:
            source: The root of the data set, or the folder or file of this task's data.
            options: The dialect and its quirks.

        Raises:
            TaskFault: if this task has no official data, or the data is not as it should be.
        """
        raise TaskFault(f"{self.id} has no official data to load", kind="no_loader")

    def known_defects(self) -> Mapping[str, Sequence[Defect]]:
        """The documented defects of the official data in the official dialect, by the name of the item.

        An item is named by its file, and by its row where the file holds several, as in `24.csv#3`. The
        soundness gate compares them with what `load` finds.
        """
        return {}

    @abstractmethod
    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Judge an answer. Pure: no evaluation of text, no network, no model, no randomness, no clock.

        Args:
            sample: The question.
            answer: What stood between the answer markers; hostile text of any length.

        Returns:
            The verdict. Whatever the answer is, nothing is raised.
        """

    def candidates(self, sample: Sample) -> Sequence[str] | None:
        """All answers among which the question lets choose, one of them right; None where it does not.

        Whoever guesses is right in one of `len(candidates)` cases. The default serves tasks whose form knows
        a few words only.
        """
        from r1ci_bench.answers import OneOfForm

        return self.form.words if isinstance(self.form, OneOfForm) else None

    def answer(self, sample: Sample) -> str | None:
        """A right answer, stored or worked out by code of the task itself; None where it knows none."""
        return None

    def reference(self, sample: Sample) -> str | None:
        """A Python program that solves the question from its data and prints the answer, or None.

        The program is a real algorithm: it must not print a stored answer.
        """
        return None

    def renderings(self, sample: Sample, answer: str) -> Iterable[str]:
        """Other ways to write an answer, which `verify` must judge alike; the soundness gate tries them.

        Args:
            sample: The question.
            answer: A right answer.
        """
        if self.form is not None:
            yield from self.form.renderings(self.form.read(answer))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Wrong answers close to a right one, each with the name of what was done; the gate tries them.

        The default serves tasks with a form and a unique answer. Where several answers are right, only the
        task knows changes that certainly spoil one.

        Args:
            sample: The question.
            answer: A right answer.
        """
        if self.form is not None and self.unique_answer:
            right = self.form.read(answer)
            for name, text in self.form.mutations(right):
                try:
                    same = self.form.read(text) == right
                except AnswerError:
                    same = False
                if not same:
                    yield name, text
