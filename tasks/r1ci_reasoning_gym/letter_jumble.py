"""Letter jumble: put the letters of each word of a phrase in order again.

Rules: each word of the answer has the letters of the jumbled word in its place, and is a word. Upper and
lower case are the same, for capitals are jumbled like all letters.

Levels: more words, jumbled more, as in the curriculum of Reasoning-Gym; the highest level leaves out the
short words, which are easy.

Labels: the words come from a story. Where a jumbled word has the letters of another common word (of the story
or of a list of common words, as `who` and `how`), only the sense of the phrase tells which one is meant: such
phrases, most of the longer ones, are not asked. Words that only a large dictionary knows are accepted beside
the word of the story. Phrases of which the printed words are an answer are not asked either.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import TextForm
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.english import common_words, known_words, source_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


# The lists have no words of two letters; `Ah` could as well be `Ha`.
_CALLS = frozenset({"ah", "ha", "oh", "ho"})
# Marks that no word of the phrase has, but that a sentence may get.
_SIGNS = ',.!?;:"*_'


def _phrase(words: tuple[int, int], jumbled: tuple[float, float], shortest: int = 1) -> dict[str, Any]:
    return {
        "min_words": words[0],
        "max_words": words[1],
        "min_corruption_level": jumbled[0],
        "max_corruption_level": jumbled[1],
        "min_word_len": shortest,
    }


class LetterJumble(ReasoningGymTask[str]):
    """Unscramble words."""

    id = "reasoning-gym/letter_jumble"
    version = "1"
    name = "letter_jumble"
    levels = ladder(
        _phrase((2, 3), (0.1, 0.3)),
        _phrase((4, 6), (0.2, 0.5)),
        _phrase((7, 10), (0.4, 0.9)),
        _phrase((11, 15), (0.6, 0.9)),
        _phrase((16, 22), (0.9, 0.9), 5),
    )
    form = TextForm()

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """For each place the words that are right there, that of the story first."""
        jumbled, words = entry.metadata["scrambled_words"], entry.metadata["original_words"]
        if " ".join(words) != entry.answer or list(map(letters, jumbled)) != list(map(letters, words)):
            return None
        if any(len(_common().get(letters(word), set()) | {word.lower()}) > 1 for word in words):
            return None
        data = {
            "words": [
                [word.lower(), *sorted(_known().get(letters(word), set()) - {word.lower()})] for word in words
            ]
        }
        return data if self.fault(data, " ".join(jumbled).lower()) else None

    def wording(self, question: str) -> str:
        """Two slips of the pen."""
        question = question.replace("to unsramble words", "to unscramble words")
        return question.replace("the letter may have been", "the letters may have been")

    def advice(self, data: dict[str, Any]) -> str:
        """Word by word."""
        return (
            "Each word of the answer is an English word with exactly the letters of the word in its "
            "place, and the words stand one after the other in a story, so that they make sense together; "
            "upper and lower case do not count. For the words eTh orWld si uornd, for example, the "
            "answer would be <<<The world is round>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """Every place has its words."""
        words = value.split(" ")
        if len(words) != len(data["words"]):
            return f"there are {len(words)} words, not {len(data['words'])}"
        for place, (word, right) in enumerate(zip(words, data["words"], strict=True), 1):
            if word.strip(_SIGNS) not in right:
                return f"word {place} is not a word of these letters"
        return ""

    def solution(self, data: dict[str, Any]) -> str:
        """The words of the story."""
        return " ".join(words[0] for words in data["words"])

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """The printed words, and words less, more, misspelt, or in another place."""
        right = [set(words) for words in sample.data["words"]]
        words = answer.split(" ")
        printed = sample.question.split("unscramble these words: ")[1].split("\n")[0]
        yield "the printed words", printed
        yield "missing part", " ".join(words[1:])
        yield "missing part", " ".join(words[:-1])
        yield "extra part", f"{answer} {words[0]}"
        yield "all together", "".join(words)
        for place, word in enumerate(words):
            before, behind = words[:place], words[place + 1 :]
            yield "extra letter", " ".join([*before, word + "s", *behind])
            yield "missing letter", " ".join([*before, word[1:] or "?", *behind])
            if word[::-1] not in right[place]:
                yield "reversed word", " ".join([*before, word[::-1], *behind])
            if behind and letters(word) != letters(behind[0]):
                yield "swapped parts", " ".join([*before, behind[0], word, *behind[1:]])


def letters(word: str) -> str:
    """The letters of a word in alphabetical order, in lower case."""
    return "".join(sorted(word.lower()))


def _by_letters(words: frozenset[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for word in words:
        found.setdefault(letters(word), set()).add(word)
    return found


@cache
def _common() -> dict[str, set[str]]:
    return _by_letters(common_words() | source_words() | _CALLS)


@cache
def _known() -> dict[str, set[str]]:
    return _by_letters(known_words())
