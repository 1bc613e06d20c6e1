"""Caesar cipher: find the plain text of a text whose letters were all moved by the same number of places.

Levels: the number of words, in steps of Reasoning-Gym's curriculum (5 to 50); every rotation occurs on every
level. Its default, 3 to 20 words, lies about on levels 1 to 4. All texts are sentences of one short
story, without the words that have a sign in them: a few hundred, with up to 25 rotations each.

Labels: the stored answer must be what we find without it: of the 26 texts the one whose letters are most like
those of English. Where that is another text, which happens to short ones, the item is not asked: its answer
might be a matter of opinion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import TextForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_EXAMPLES = (("KHOOR ZRUOG", "HELLO WORLD"), ("JRRG PRUQLQJ", "GOOD MORNING"))


class CaesarCipher(ReasoningGymTask[str]):
    """Texts with moved letters."""

    id = "reasoning-gym/caesar_cipher"
    version = "1"
    name = "caesar_cipher"
    levels = ladder(
        {"min_words": 4, "max_words": 6},
        {"min_words": 7, "max_words": 9},
        {"min_words": 10, "max_words": 14},
        {"min_words": 15, "max_words": 25},
        {"min_words": 26, "max_words": 60},
    )
    form = TextForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The text as it is printed."""
        data = {"text": entry.metadata["cipher_text"]}
        return data if solve(data) == entry.answer != data["text"] else None

    def advice(self, data: dict[str, Any]) -> str:
        """What the cipher is, and the form."""
        given, plain = next(example for example in _EXAMPLES if example[1] != solve(data))
        return (
            "Every letter was moved by the same unknown number of places in the alphabet, from Z on to A; "
            "blanks were left as they are. The plain text is English; words may be missing from it. Upper "
            f"and lower case do not matter. For {given}, for example, the answer would be <<<{plain}>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One text is right."""
        return "" if value == solve(data).casefold() else "it is not the plain text"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Compare the letters of all rotations with those of English."""
        return program(solve, sample.data, helpers=(rotated, likeness))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also all other rotations."""
        yield from super().mutations(sample, answer)
        yield from (("another rotation", rotated(answer, by)) for by in range(1, 26))
        yield "without blanks", answer.replace(" ", "")


def rotated(text: str, by: int) -> str:
    """A text whose letters A to Z are moved on by some places; everything else stays."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return text.translate(str.maketrans(alphabet, alphabet[by:] + alphabet[:by]))


def likeness(text: str) -> float:
    """How much the letters of a text are like those of English: the mean of their weights.

    The weight of a letter is the logarithm of its share in English texts, in tenths of a bit.
    """
    weights = {
        "E": -30, "T": -35, "A": -36, "O": -37, "I": -38, "N": -39, "S": -40, "H": -40, "R": -41, "D": -46,
        "L": -46, "C": -52, "U": -52, "M": -54, "W": -54, "F": -55, "G": -56, "Y": -57, "P": -57, "B": -61,
        "V": -67, "K": -70, "J": -94, "X": -94, "Q": -100, "Z": -104,
    }  # fmt: skip
    letters = [weights.get(letter, -110) for letter in text if letter != " "]
    return sum(letters) / len(letters)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data: the rotation whose letters are most like those of English."""
    return max((rotated(data["text"], by) for by in range(26)), key=likeness)
