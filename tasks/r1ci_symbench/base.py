"""What the tasks of the suite have in common: reading and judging an answer, loading official items."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from msgspec import Struct

from r1ci_bench.form_task import PosedTask
from r1ci_bench.task import STRICT, Defect, Level, LoadOptions, Sample
from r1ci_symbench.defects import documented_defects
from r1ci_symbench.official import bad_data, official_files, read_json, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

L = TypeVar("L", bound=Level)
V = TypeVar("V")


class Item(Struct, frozen=True, kw_only=True):
    """One official item, read but not yet asked.

    Attributes:
        data: The task's own data, as a generated sample has it.
        stored: The stored answer, written as an answer; None where the release stores none.
        question: The question as released; None where the release composes it at run time.
    """

    data: dict[str, Any]
    stored: str | None = None
    question: str | None = None


class SymBenchTask(PosedTask[L, V], Generic[L, V]):
    """A task of the suite, with official items.

    A sample's data holds what the question states. Of an official item in the official dialect it holds two
    entries more: `dialect`, and `quirk` with the name of the released rule to be judged by, beside `stored`,
    the released answer.

    Attributes:
        folder: The task's folder in the official layout.
        pattern: Name of the files of its items.
    """

    folder: ClassVar[str]
    pattern: ClassVar[str] = "solution.json"

    @abstractmethod
    def item(self, record: Any, question: str) -> Item:
        """Read one official item.

        Args:
            record: What its JSON file holds.
            question: Its question as released; empty where no file holds it.

        Raises:
            KeyError: if something is missing, as for the next two.
            TypeError: if something is of another type.
            ValueError: if something makes no sense.
        """

    def official_fault(self, data: dict[str, Any], value: V) -> str:
        """`fault` for a question as it was released, by the rules that this question states.

        Where its words can be read in several ways, an answer is right that is right in one of them.
        """
        return self.fault(data, value)

    def quirk_fault(self, data: dict[str, Any], value: V) -> str:
        """`fault` by the quirk that `data["quirk"]` names; by default the released answer decides."""
        return "" if value == self.form.read(data["stored"]) else "it is not the released answer"

    def defects(self, data: dict[str, Any], options: LoadOptions) -> set[Defect]:
        """What is wrong with an item beside its stored answer, in a dialect.

        Args:
            data: The item's data.
            options: The dialect.
        """
        return set()

    def solvable(self, data: dict[str, Any]) -> bool:
        """Whether the question as released has an answer; asked where the stored one is wrong."""
        return self.solution(data) is not None

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Read the official items; each says what is wrong with it."""
        seen: set[str] = set()
        for file, name in official_files(source, self.folder, self.pattern):
            for item, place in self.items(file):
                question = item.question if options.dialect == "official" else None
                if question == "":
                    raise bad_data(file, "the question.txt beside it is missing or empty")
                question = self.pose(item.data) if question is None else question
                yield Sample(
                    question=question,
                    data=self._data(item, options),
                    provenance={"data": "symbench", "file": name, **place},
                    defects=self._defects(item, options, repeated=question in seen),
                    stored_answer=item.stored,
                )
                seen.add(question)

    def known_defects(self) -> Mapping[str, Sequence[Defect]]:
        """What the suite's data file says of this task's official items."""
        return documented_defects().get(self.id, {})

    def items(self, file: Path) -> Iterator[tuple[Item, dict[str, Any]]]:
        """Read one official file: each of its items, and what names the item within the file."""
        question = file.with_name("question.txt")
        text = read_text(question) if question.is_file() else ""
        record = read_json(file)
        try:
            item = self.item(record, text)
        except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
            raise bad_data(file, f"{type(error).__name__}: {error}") from error
        yield item, {}

    def _data(self, item: Item, options: LoadOptions) -> dict[str, Any]:
        if options.dialect == "strict":
            return item.data
        data = {**item.data, "dialect": "official"}
        quirk = next((name for name in self.quirks if name in options.quirks), None)
        if quirk is not None and item.stored is not None:
            data |= {"quirk": quirk, "stored": item.stored}
        return data

    def _defects(self, item: Item, options: LoadOptions, *, repeated: bool) -> tuple[Defect, ...]:
        found = self.defects(item.data, options)
        if repeated:
            found.add("duplicate")
        if options.dialect == "strict":
            # With a corrected answer, a wrong stored one harms nobody.
            if self.solution(item.data) is None:
                found.add("unsolvable")
        elif item.stored is not None:
            asked = Sample(question="", data={**item.data, "dialect": "official"})
            if self.verify(asked, item.stored).outcome == "wrong":
                found.add("wrong_key")
                if not self.solvable(item.data):
                    found.add("unsolvable")
        return tuple(sorted(found))

    def judged(self, data: dict[str, Any], value: V) -> str:
        """By the rules of the dialect, or by the quirk, that the data names."""
        if "quirk" in data:
            return self.quirk_fault(data, value)
        if data.get("dialect") == "official":
            return self.official_fault(data, value)
        return self.fault(data, value)
