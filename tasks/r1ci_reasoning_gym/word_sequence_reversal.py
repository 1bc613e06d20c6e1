"""Word sequence reversal: write a list of words in reverse order.

Levels: the number of words, in steps of Reasoning-Gym's curriculum (10 to 100). Its default, 3 to 8 words,
lies on levels 1 to 3.

Labels: every stored answer is compared with our own reversal. Not asked: lists that read the same backward,
and words that JSON may write in another way (`aërial`). Reasoning-Gym's checker compares texts, so that a
missing blank costs the point; here words are compared, in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import ItemsForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_EXAMPLES = (["red", "sky", "above"], ["old", "town", "below"])


@dataclass(frozen=True)
class WordsForm(ItemsForm):
    """A flat list of words in any case."""

    def read(self, text: str) -> list[str]:
        """Read words in lower case, without a full stop behind the last one."""
        words = [word.casefold() for word in super().read(text)]
        return [*words[:-1], words[-1].removesuffix(".")] if words else words

    def write(self, value: list[str]) -> str:
        """Write them with commas between them, as questions do."""
        return ", ".join(value)

    def renderings(self, value: list[str]) -> Iterator[str]:
        """As of any list, and with a final full stop."""
        yield from super().renderings(value)
        yield f"{', '.join(value)}."
        yield ", ".join(word.title() for word in value)


class WordSequenceReversal(ReasoningGymTask[list[str]]):
    """Lists of words in reverse."""

    id = "reasoning-gym/word_sequence_reversal"
    version = "1"
    name = "word_sequence_reversal"
    levels = ladder(
        {"min_words": 3, "max_words": 4},
        {"min_words": 5, "max_words": 6},
        {"min_words": 7, "max_words": 10},
        {"min_words": 20, "max_words": 30},
        {"min_words": 60, "max_words": 100},
    )
    form = WordsForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The words."""
        data = {"words": entry.metadata["words"]}
        if (
            not all(word.isascii() and word.isalnum() for word in data["words"])
            or solve(data) != entry.answer
        ):
            return None
        words = self.form.read(solve(data))
        return data if words != words[::-1] else None

    def wording(self, question: str) -> str:
        """Without a slip of the pen."""
        return question.replace("Provide you answer", "Provide your answer")

    def advice(self, data: dict[str, Any]) -> str:
        """Case, and the form."""
        given = next(words for words in _EXAMPLES if self.form.read(solve(data)) != words[::-1])
        return (
            "Give every word as it is, as often as it occurs; upper and lower case do not matter. For "
            f"{', '.join(given)}, for example, the answer would be <<<{', '.join(given[::-1])}>>>."
        )

    def fault(self, data: dict[str, Any], value: list[str]) -> str:
        """One list is right."""
        wanted = self.form.read(solve(data))
        if value == wanted:
            return ""
        return "the order is wrong" if sorted(value) == sorted(wanted) else "it has other words"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Reverse the list."""
        return program(solve, sample.data)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the list itself, and every word spelled backward."""
        yield from super().mutations(sample, answer)
        words = sample.data["words"]
        yield "not reversed", ", ".join(words)
        backward = [word[::-1] for word in words[::-1]]
        if self.form.read(", ".join(backward)) != self.form.read(answer):
            yield "letters reversed, too", ", ".join(backward)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return ", ".join(reversed(data["words"]))
