"""What the tasks of the suite have in common: loading official items, and judging all questions alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import asdict

from r1ci_bbh.defects import documented_defects
from r1ci_bbh.official import Row, bad_data, official_file, read_rows
from r1ci_bench.answers import AnswerError, OneOfForm
from r1ci_bench.errors import TaskFault
from r1ci_bench.form_task import PosedTask
from r1ci_bench.task import STRICT, Defect, Dialect, Level, LoadOptions, Sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

L = TypeVar("L", bound=Level)
V = TypeVar("V")

RELEASED_KEY_ONLY = "released-key-only"
"""The quirk of every released checker: it compares with the stored answer and knows no second one."""

QUIRK = {
    RELEASED_KEY_ONLY: "only the stored answer counts, also where another one is as right, or it is none"
}


class Item(Struct, frozen=True, kw_only=True):
    """One official item, as it is asked in a dialect.

    Attributes:
        text: The question, without our paragraph on the form of the answer.
        keys: Its right answers, written as answers; none where there is none.
        options: The texts of its options, without letters; None where it lists none.
        flaws: What is wrong with it, each with the reason in a few words.
    """

    text: str
    keys: tuple[str, ...]
    options: tuple[str, ...] | None = None
    flaws: dict[Defect, str] = {}


class BbhTask(PosedTask[L, V], Generic[L, V]):
    """A task of the suite: official items, and where `levels` are given fresh questions of the same form.

    The data of an official item holds its right answers as `keys`, and the texts of its options as `options`.
    The data of a generated question holds what the question states; the answer is worked out from it.

    Attributes:
        advice: How the answer is to be written, in our words; `{}` stands for the example.
        examples: Answers of other questions, one of which is shown; the first that is wrong here. Empty where
            `advice` itself shows every word that may be answered: one word of two would give the answer away.
    """

    advice: ClassVar[str]
    examples: ClassVar[tuple[str, ...]] = ()

    def wording(self, data: dict[str, Any]) -> str:
        """The question of a generated sample, without the form of the answer.

        Raises:
            TaskFault: if this task is a data set.
        """
        raise TaskFault(f"{self.id} does not make questions; it loads a data set", kind="no_generator")

    def worked_out(self, data: dict[str, Any]) -> str | None:
        """The answer to a generated question, by a solver."""
        return None

    def official_item(self, row: Row, dialect: Dialect) -> Item:
        """Read one official item.

        Args:
            row: The item.
            dialect: How it is asked.

        Raises:
            ValueError: if it is not of this task's form.
        """
        self.form.read(row.target)
        return Item(text=row.input, keys=(row.target,))

    def asks(self, row: Row) -> str:
        """What an item asks; the same for two items of which one is a copy of the other."""
        return " ".join(row.input.split())

    def means(self, row: Row) -> str:
        """What its stored answer says; to be compared between items that ask the same."""
        return row.target

    def key(self, item: Item, meaning: str) -> str:
        """The answer by which an item is answered with the meaning of another one that asks the same."""
        return meaning

    def pose(self, data: dict[str, Any]) -> str:
        """A generated question with the form of the answer."""
        return self.asked(self.wording(data), data)

    def asked(self, text: str, data: dict[str, Any]) -> str:
        """A question with our paragraph on the form of the answer."""
        wrong = (text for text in self.examples if self.fault(data, self.form.read(text)))
        example = next(wrong) if self.examples else ""
        return f"{text}\n\n{self.advice.format(f'<<<{example}>>>')}"

    def fresh(self, data: dict[str, Any], level: L) -> Sample:
        """A generated question."""
        return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def keys(self, data: dict[str, Any]) -> Sequence[str]:
        """All right answers: stored ones of an official item, of others what the solver works out."""
        if "keys" in data:
            keys: Sequence[str] = data["keys"]
            return keys
        answer = self.worked_out(data)
        return [] if answer is None else [answer]

    def solution(self, data: dict[str, Any]) -> str | None:
        """The first right answer."""
        return next(iter(self.keys(data)), None)

    def fault(self, data: dict[str, Any], value: V) -> str:
        """It is wrong unless it is one of the right answers."""
        if any(value == self.form.read(key) for key in self.keys(data)):
            return ""
        return "it is not the right answer"

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """As the form knows them, without what is another right answer."""
        right = [self.form.read(key) for key in self.keys(sample.data)]
        for name, text in super().mutations(sample, answer):
            try:
                fair = self.form.read(text) in right
            except AnswerError:
                fair = False
            if not fair:
                yield name, text

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Read the official items; each says what is wrong with it."""
        for sample, _ in self.explained(source, options):
            yield sample

    def explained(self, source: Path, options: LoadOptions = STRICT) -> Iterator[tuple[Sample, str]]:
        """The official items, each with the reason of its defects; empty where it has none."""
        file = official_file(source, f"{self.id.partition('/')[2]}.json")
        rows = read_rows(file)
        items: list[Item] = []
        places: dict[str, list[int]] = {}
        for number, row in enumerate(rows):
            try:
                items.append(self.official_item(row, options.dialect))
                places.setdefault(self.asks(row), []).append(number)
            except (AnswerError, ValueError) as error:
                raise bad_data(file, f"row {number}: {error}") from error
        for number, item in enumerate(items):
            same = [place for place in places[self.asks(rows[number])] if place != number]
            yield self._sample(file.name, rows, number, item, same, options)

    def known_defects(self) -> Mapping[str, Sequence[Defect]]:
        """What the suite's data file says of this task's official items."""
        return {name: entry.defects for name, entry in documented_defects().get(self.id, {}).items()}

    def _sample(
        self, file: str, rows: list[Row], number: int, item: Item, same: list[int], options: LoadOptions
    ) -> tuple[Sample, str]:
        stored = rows[number].target
        flaws = dict(item.flaws)
        others = [place for place in same if self.means(rows[place]) != self.means(rows[number])]
        if same:
            reason = f"row {same[0]} asks the same" + (" with another stored answer" if others else "")
            flaws |= {"ambiguous": reason} if others else {}
            flaws |= {"duplicate": reason} if same[0] < number else {}
        keys = list(
            dict.fromkeys([*item.keys, *(self.key(item, self.means(rows[place])) for place in others)])
        )
        data: dict[str, Any] = {"keys": keys}
        if item.options is not None:
            data["options"] = list(item.options)
        if not keys:
            flaws.setdefault(
                "unsolvable", f"the stored answer {stored!r} is no option, and no other one is right"
            )
        if options.dialect == "official":
            if self.fault(data, self.form.read(stored)):
                flaws["wrong_key"] = flaws.get(
                    "unsolvable", f"the stored answer {stored!r} is wrong, {' or '.join(keys)} is right"
                )
            if RELEASED_KEY_ONLY in self.quirks and RELEASED_KEY_ONLY in options.quirks:
                data["keys"] = [stored]
        reasons = list(dict.fromkeys(flaws[defect] for defect in sorted(flaws)))
        sample = Sample(
            question=self.asked(item.text, data),
            data=data,
            provenance={"data": "bbh", "file": file, "row": number},
            defects=tuple(sorted(flaws)),
            stored_answer=stored,
        )
        return sample, "; ".join(reasons)


class OneOfTask(BbhTask[L, str], Generic[L]):
    """A task of which each question is answered by one of two words."""

    form: ClassVar[OneOfForm]
    unique_answer = True


class YesNoTask(OneOfTask[L], Generic[L]):
    """A task of which each question is answered by yes or no."""

    form: ClassVar[OneOfForm] = OneOfForm(("Yes", "No"))
    advice = "Answer with one word, <<<Yes>>> or <<<No>>>."
