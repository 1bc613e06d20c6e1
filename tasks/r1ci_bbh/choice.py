"""Tasks of which each question lists lettered options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from r1ci_bbh.base import BbhTask, Item
from r1ci_bbh.official import LETTERS, Row, split_options, with_options
from r1ci_bench.answers import ChoiceForm, chosen, option_renderings
from r1ci_bench.task import Defect, Dialect, Level, Sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

L = TypeVar("L", bound=Level)


class ChoiceTask(BbhTask[L, str], Generic[L]):
    """A multiple-choice task: answered by a letter, by an option's text, or by both.

    The data of a generated question has the texts of its options as `options`; `worked_out` gives `(B)`.
    Options of generated questions differ from each other in more than case, and are not bare numbers: the
    soundness gate answers `0` and `1` to every question, and these would then be fair answers.
    """

    form: ClassVar[ChoiceForm] = ChoiceForm()
    unique_answer = True
    # No question has 26 options, so that the example says nothing of the answer.
    advice = "Answer with the letter of the right option; for an option (Z), the answer would be {}."
    examples = ("(Z)",)

    def fault(self, data: dict[str, Any], value: str) -> str:
        """Letter and text count alike, as long as they do not contradict each other."""
        place = chosen(value, data["options"])
        if place is None and len(value) == 1:
            # Settled before a solver is asked: every question that is posed holds its example against this.
            return "it is none of the options"
        keys = {self.form.read(key) for key in self.keys(data)}
        if place is None:
            # With the quirk a stored answer counts that is no option.
            return "" if value in keys else "it is none of the options"
        return "" if LETTERS[place] in keys else "it is another option"

    def candidates(self, sample: Sample) -> Sequence[str]:
        """Every letter."""
        return [f"({LETTERS[place]})" for place in range(len(sample.data["options"]))]

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """The letter in several ways, the option's text, and both."""
        options = sample.data["options"]
        place = chosen(self.form.read(answer), options)
        yield from self.form.renderings(self.form.read(answer))
        if place is not None:
            yield from option_renderings(place, options)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Other letters, other options' texts, a letter with the text of another option."""
        options = sample.data["options"]
        right = {self.form.read(key) for key in self.keys(sample.data)}
        letter = self.form.read(answer)
        for name, text in self.form.mutations(letter):
            value = self.form.read(text)
            place = chosen(value, options)
            if value not in right and (place is None or LETTERS[place] not in right):
                yield name, text
        for other, text in zip(LETTERS, options, strict=False):
            if other not in right:
                yield "another option's text", text
                yield "letter and text contradict", f"({letter}) {text}"
                yield "letter and text contradict", f"({other}) {options[LETTERS.index(letter)]}"

    def repaired(self, head: str, options: Sequence[str], target: str) -> Sequence[str] | None:
        """The options as they were meant, where the release spoiled them and this is certain.

        Args:
            head: What stands before the options.
            options: The released options.
            target: The stored answer, which is none of their letters.

        Returns:
            Options of which one is `target`, or None.
        """
        return None

    def asks(self, row: Row) -> str:
        """The question, and its options in any order."""
        head, options = split_options(row.input)
        return "\n".join([head, *sorted(options)])

    def means(self, row: Row) -> str:
        """The text of the stored option."""
        place = chosen(self.form.read(row.target), split_options(row.input)[1])
        return row.target if place is None else split_options(row.input)[1][place]

    def key(self, item: Item, meaning: str) -> str:
        """The letter that the option has there."""
        return f"({LETTERS[(item.options or ()).index(meaning)]})"

    def official_item(self, row: Row, dialect: Dialect) -> Item:
        """Read the options and the letter; options with the text of the right one are as right."""
        head, options = split_options(row.input)
        text = row.input
        letters = [f"({letter})" for letter in LETTERS[: len(options)]]
        right = options[letters.index(row.target)] if row.target in letters else None
        if right is None and dialect == "strict":
            meant = self.repaired(head, options, row.target)
            if meant is not None and row.target in meant:
                options, right, text = list(meant), row.target, with_options(head, meant)
        keys = [f"({letter})" for letter, option in zip(LETTERS, options, strict=False) if option == right]
        flaws: dict[Defect, str] = {}
        if len(keys) > 1:
            flaws["ambiguous"] = f"{' and '.join(sorted(keys))} are the same text"
        if len(options) == 1:
            flaws["answer_shown"] = "there is one option only"
        return Item(
            text=text,
            keys=tuple(sorted(keys, key=lambda key: key != row.target)),
            options=tuple(options),
            flaws=flaws,
        )
