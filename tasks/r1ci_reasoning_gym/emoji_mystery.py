"""Emoji mystery: decode a sentence that is hidden behind an emoji.

Rules: each byte of the sentence (in UTF-8) is one variation selector behind the emoji; the question shows
a function that decodes them.

Levels: the number of words, in steps of the curriculum. The sentences are those of one short story and of
the licence of its edition, so that a level has some dozens of them, each behind a hundred emojis.

Labels: every stored sentence is compared with what the question's selectors decode to. Some emojis end
with a selector of their own, which the function of the question takes for a byte; such items are left
out, and so are sentences with parts of speech in quotes, for nobody could say which quotes stand around
an answer. Blanks do not count, for the story's own line breaks are among them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, TextForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_BEFORE = "Decode the following sentence from the emoji: "


class EmojiMystery(ReasoningGymTask[str]):
    """Decode selectors."""

    id = "reasoning-gym/emoji_mystery"
    version = "1"
    name = "emoji_mystery"
    levels = ladder(
        {"min_words_in_sentence": 3, "max_words_in_sentence": 6},
        {"min_words_in_sentence": 7, "max_words_in_sentence": 11},
        {"min_words_in_sentence": 12, "max_words_in_sentence": 20},
        {"min_words_in_sentence": 21, "max_words_in_sentence": 32},
        {"min_words_in_sentence": 33, "max_words_in_sentence": 60},
    )
    form = TextForm(case=True, stops=True)
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """What stands behind the words of the question, from the emoji on."""
        line = next((line for line in entry.question.splitlines() if line.startswith(_BEFORE)), "")
        data = {"encoded": line.removeprefix(_BEFORE)}
        try:
            decoded = solve(data)
            known = self.form.read(decoded)
            clear = '"' not in known and known.split() == decoded.translate(_QUOTES).split()
        except (ValueError, IndexError, AnswerError):
            return None
        return data if decoded == entry.answer and clear else None

    def wording(self, question: str) -> str:
        """Without the order that ours makes clearer."""
        return question.removesuffix("Return the secret sentence as your final answer.").rstrip()

    def advice(self, data: dict[str, Any]) -> str:
        """Every sign counts but blanks."""
        return (
            "Give the sentence exactly as it is encoded, with its punctuation and its upper and lower case, "
            "for example <<<The ship had already left the harbour when he woke up.>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One sentence is right."""
        return "" if value == self.form.read(solve(data)) else "it is not the sentence"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Decode."""
        return program(solve, sample.data)


# As answers are read: typographic quotes are plain ones.
_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    places = [ord(sign) for sign in data["encoded"][1:]]
    return bytes(place - 0xFE00 if place < 0xFE10 else place - 0xE0100 + 16 for place in places).decode()
