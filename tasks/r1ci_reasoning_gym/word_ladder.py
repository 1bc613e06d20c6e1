"""Word ladder: change one word into another, one letter at a time, by way of words.

Rules: each word has the letters of the one before but for exactly one, in its place. Every ladder of English
words from the first to the last one is right; the question does not ask for a short one.

Levels: longer words, as in the curriculum of Reasoning-Gym (3 to 5 letters), and words that are further
apart.

Labels: the stored ladder is checked by the rules. Which one is stored depends on the hash seed of the
process, so it is not used otherwise. Reasoning-Gym knows the words of its own list alone, and halves the
score for each other word; here every word counts that is in that list or in a dictionary of 130,000 words,
names excepted. Words that differ in one letter, which Reasoning-Gym draws at every length of ladders, are not
asked: both words of the answer are printed. There is no reference program, for it would need the list.
"""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, read_items, unwrap
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.english import common_words, known_words
from r1ci_reasoning_gym.line_marks import without_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

Rungs = list[str]

_MOST_WORDS = 1_000
_ARROW = re.compile(r"(?:\\(?:long)?rightarrow|\\to(?![a-z])|[-=>|\u21d2\u2794\u27f6])+", re.IGNORECASE)
_TEX_WORD = re.compile(r"\\(?:text|mathrm)\{ ?([A-Za-z]{1,30}) ?\}")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True)
class LadderForm(Form[Rungs]):
    """A list of words: `COLD,CORD,WORD`; values are in upper case."""

    def read(self, text: str) -> Rungs:
        """Read a list with or without brackets and quotes, with commas or arrows, or a word a line."""
        inner = _ARROW.sub(",", _TEX_WORD.sub(r"\1", without_marks(unwrap(text))))
        words = [word.upper() for word in read_items(inner.removesuffix("."), most=_MOST_WORDS)]
        foreign = next((word for word in words if not word or not set(word) <= _LETTERS), None)
        if foreign is not None:
            raise AnswerError(f"{excerpt(foreign)} is not a word of letters")
        return words

    def write(self, value: Rungs) -> str:
        """Write the words with commas between them."""
        return ",".join(value)

    def renderings(self, value: Rungs) -> Iterator[str]:
        """In JSON, with blanks, arrows, a word a line, in lower case."""
        yield from (json.dumps(value), ", ".join(value), " -> ".join(value), " \u2192 ".join(value))
        yield from ("\n".join(value), " ".join(value), ",".join(value).lower(), f"[{','.join(value)}]")
        yield from (repr(value), f"{','.join(value)}.", "->".join(value), " - ".join(value))
        yield from (" => ".join(value), "$" + " \\rightarrow ".join(value) + "$")
        yield " \\to ".join(f"\\text{{{word}}}" for word in value)
        yield "\n".join(f"- {word}" for word in value)
        yield "\n".join(f"{number}. {word}" for number, word in enumerate(value, 1))


def _words(length: int, ladder_length: tuple[int, int]) -> dict[str, int]:
    return {
        "min_word_length": length,
        "max_word_length": length,
        "min_chain_length": ladder_length[0],
        "max_chain_length": ladder_length[1],
    }


class WordLadder(ReasoningGymTask[Rungs]):
    """Change a word."""

    id = "reasoning-gym/word_ladder"
    version = "1"
    name = "word_ladder"
    levels = ladder(
        _words(3, (3, 4)),
        _words(4, (4, 5)),
        _words(4, (6, 7)),
        _words(5, (7, 9)),
        _words(5, (10, 14)),
    )
    form = LadderForm()

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The first and the last word."""
        data = {"start": entry.metadata["start_word"], "end": entry.metadata["end_word"]}
        stored = str(entry.answer).split(",")
        return None if len(stored) < 3 or self.fault(data, stored) else data

    def wording(self, question: str) -> str:
        """It is a word that is transformed, and the answer is a sequence of words."""
        question = question.replace("Transform the word ladder '", "Transform the word '")
        return question.replace("sequence of uppercase letters", "sequence of uppercase words")

    def advice(self, data: dict[str, Any]) -> str:
        """Both ends, and what a step is."""
        example = "COLD,CORD,CARD,WARD" if data["start"] != "COLD" else "HEAD,HEAL,TEAL,TELL"
        return (
            "The sequence begins with the first word and ends with the second one. Each step replaces "
            "exactly one letter by another, without moving, adding or removing letters. Every word must "
            "be in a dictionary of English, and names do not count. The sequence need not be the shortest "
            f"one. The form is that of <<<{example}>>>."
        )

    def fault(self, data: dict[str, Any], value: Rungs) -> str:
        """Every ladder of words is right."""
        if value[:1] != [data["start"]] or value[-1:] != [data["end"]]:
            return f"it does not lead from {data['start']} to {data['end']}"
        for one, two in pairwise(value):
            if len(one) != len(two) or sum(old != new for old, new in zip(one, two, strict=True)) != 1:
                return f"from {excerpt(one)} to {excerpt(two)} not exactly one letter changes"
        unknown = next((word for word in value if word.lower() not in known_words()), None)
        return f"{excerpt(unknown)} is not in the dictionary" if unknown is not None else ""

    def solution(self, data: dict[str, Any]) -> str | None:
        """A shortest ladder of common words."""
        found = shortest(data["start"].lower(), data["end"].lower())
        return ",".join(found).upper() or None

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Ladders with a word less, more or changed, at the wrong ends, and with a word that is none."""
        words = self.form.read(answer)
        write = self.form.write
        # The ladder is a shortest one, so that two letters change where a word is left out.
        for place in range(1, len(words) - 1):
            yield "missing part", write(words[:place] + words[place + 1 :])
        yield "missing part", write(words[1:])
        yield "missing part", write(words[:-1])
        yield "extra part", write([*words, words[-1]])
        yield "only the ends", write([words[0], words[-1]])
        yield "reversed", write(words[::-1])
        none = next(
            word
            for place in range(len(words[0]))
            for letter in "QXZJVKW"
            if (word := words[0][:place] + letter + words[0][place + 1 :]) != words[0]
            and word.lower() not in known_words()
        )
        yield "no word", write([words[0], none, *words])
        yield "letters moved", write([words[0], words[0][::-1], *words]) if words[0] != words[0][::-1] else ""
        yield "another length", write([words[0], words[0] + "S", *words])
        yield "wrong type", write(["1", *words[1:]])


@cache
def _steps() -> dict[str, list[str]]:
    """The common words by their patterns, which are words with one letter left out."""
    found: dict[str, list[str]] = {}
    for word in sorted(common_words()):
        for place in range(len(word)):
            found.setdefault(f"{word[:place]}_{word[place + 1 :]}", []).append(word)
    return found


def shortest(start: str, end: str) -> list[str]:
    """A shortest ladder of common words; empty where there is none."""
    before = {start: ""}
    queue = deque([start])
    while queue and end not in before:
        word = queue.popleft()
        for place in range(len(word)):
            for other in _steps().get(f"{word[:place]}_{word[place + 1 :]}", ()):
                if other not in before:
                    before[other] = word
                    queue.append(other)
    found = [end] if end in before else []
    while found and found[-1] != start:
        found.append(before[found[-1]])
    return found[::-1]
