"""Sentence reordering: put the words of a sentence in order again.

Rules: one order is right, that of the sentence in its source; commas and full stops, upper and lower case do
not count.

Levels: longer sentences, after the curriculum of Reasoning-Gym, up to 40 words.

Several orders of the same words may be fair English (`Today I read` and `I read today`), and no program can
judge them. So the question says more here: it names the parts of which the sentence consists, one after the
other, with their words in alphabetical order. A part ends before it would have a second article,
preposition, name or comma, and between a pronoun and its auxiliary (`truly was he`, `truly he was`).
Conjunctions and adverbs, which can often move, are parts of their own. So are the words in `_LOOSE`: all
sentences of the source were read for other fair orders within a part, as of two adjectives, and these words
make them. Capitals and full stops are printed, so that the first and the last word of a sentence are known.

Labels: Reasoning-Gym takes the text apart at every full stop, that of `Mr.` included, and within quotations;
only what is one sentence without quotation marks, brackets and figures is asked. It sorts words by the first
place that they have in the sentence, so that equal words stand side by side in its answer: `the cat and the
dog` becomes `the the cat and dog`. Here the order comes from the source. There are about 200 sentences, so
that the questions of a level, which differ in the order of the words, have some thirty answers.
"""

from __future__ import annotations

import math
import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import TextForm
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.source import library_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_INTRODUCTION = "Restore the correct order of words in the following sentence: "
_LARGEST_PART = 6
_LEAST_ORDERS = 12
_NO_SENTENCE = re.compile(r"""["\[\]()0-9_;:*\u2122/]|--|Gutenberg|eBook|copyright|U\.""")
_ABBREVIATIONS = ("Mr.", "Mrs.", "Dr.", "No.", "St.")
_MARKS = ",.!?"
_SIGNS = ',.!?;:"*_'
_PREPOSITIONS = frozenset(
    {
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "into",
        "upon",
        "through",
        "over",
        "under",
        "as",
    }
    | {"between", "among", "about", "after", "before", "during", "without", "within", "against", "than"}
    | {"toward", "towards"}
)
_ARTICLES = frozenset(
    {
        "a",
        "an",
        "the",
        "his",
        "her",
        "my",
        "your",
        "our",
        "their",
        "its",
        "this",
        "that",
        "these",
        "those",
        "no",
    }
    | {"any", "some", "every", "each", "all", "one"}
)
_MOVABLE = frozenset(
    {"and", "or", "nor", "but", "now", "then", "here", "there", "also", "too", "only", "just", "still", "yet"}
    | {
        "already",
        "always",
        "never",
        "ever",
        "perhaps",
        "indeed",
        "however",
        "therefore",
        "thus",
        "so",
        "very",
    }
    | {"even", "quite", "soon", "once", "again", "today", "often", "well", "not"}
)
# In this story they could stand elsewhere in their part: `is money enough to`, `is enough money to`.
_IN_THE_STORY = (
    "accredited addressed alone bent better broad component cost country crowned developed "
    "enormous enough examined forth gives ingenious instrument interesting itself journalistic "
    "life light-hearted main mechanic mechanical mighty morning nasal new old philosophical "
    "pleasure reflected scientific seated something spread sprung stood stored stupendous "
    "successful sunk surplus themselves thirty transparent vain wonderful yourself"
)
_LOOSE = frozenset(_IN_THE_STORY.split())
_PRONOUNS = frozenset({"i", "you", "he", "she", "it", "we", "they"})
_AUXILIARIES = frozenset(
    {"am", "is", "are", "was", "were", "be", "have", "has", "had", "do", "does", "did"}
    | {"can", "could", "may", "might", "must", "shall", "should", "will", "would"}
)


class SentenceReordering(ReasoningGymTask[str]):
    """Order words."""

    id = "reasoning-gym/sentence_reordering"
    version = "1"
    name = "sentence_reordering"
    levels = ladder(
        {"min_words_in_sentence": 4, "max_words_in_sentence": 7},
        {"min_words_in_sentence": 8, "max_words_in_sentence": 10},
        {"min_words_in_sentence": 11, "max_words_in_sentence": 14},
        {"min_words_in_sentence": 15, "max_words_in_sentence": 19},
        {"min_words_in_sentence": 20, "max_words_in_sentence": 40},
    )
    form = TextForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The parts of the sentence, their words in order."""
        printed = entry.question.strip().removeprefix(_INTRODUCTION).split()
        found = _sentences().get(tuple(sorted(printed)), [])
        if len(found) != 1:
            return None
        words = found[0]
        if printed == words or entry.answer != " ".join(sorted(printed, key=words.index)):
            return None
        data = {"parts": parts(words)}
        shown = [word for part in data["parts"] for word in alphabetical(part)]
        orders = math.prod(math.factorial(len(part)) for part in data["parts"])
        return None if _bare(shown) == _bare(words) or orders < _LEAST_ORDERS else data

    def advice(self, data: dict[str, Any]) -> str:
        """The parts."""
        lines = "\n".join(
            f"Part {number}: {' '.join(alphabetical(part))}" for number, part in enumerate(data["parts"], 1)
        )
        return (
            "The sentence consists of the following parts, one after the other; within each part the "
            "words stand here in alphabetical order, with the capitals and marks that they have in the "
            f"sentence, and must be put in order:\n{lines}\n\nGive the whole "
            "sentence in one line, with each word as often as it is given. Punctuation marks and upper "
            "and lower case do not count. An answer could be, for example, <<<The sky above us is "
            "blue.>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One order is right."""
        wanted = _bare([word for part in data["parts"] for word in part])
        found = _bare(value.split(" "))
        if sorted(found) != sorted(wanted):
            return "the words are not those of the sentence"
        place = next(
            (place for place, pair in enumerate(zip(found, wanted, strict=True), 1) if len({*pair}) > 1), 0
        )
        return f"word {place} stands in the wrong place" if place else ""

    def solution(self, data: dict[str, Any]) -> str:
        """The sentence of the source."""
        return " ".join(word for part in data["parts"] for word in part)

    def renderings(self, sample: Sample, answer: str) -> Iterable[str]:
        """As of every text, and without punctuation marks."""
        yield from super().renderings(sample, answer)
        yield "".join(sign for sign in answer if sign not in _MARKS)

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """The printed orders, and words less, more, or in another place."""
        right = _bare(answer.split(" "))
        shown = [word for part in sample.data["parts"] for word in alphabetical(part)]
        yield "alphabetical", " ".join(shown)
        yield "printed order", sample.question.removeprefix(_INTRODUCTION).split("\n")[0]
        words = answer.split(" ")
        yield "missing part", " ".join(words[1:])
        yield "missing part", " ".join(words[:-1])
        yield "extra part", f"{answer} {words[0]}"
        yield "all together", "".join(words)
        for place, (one, two) in enumerate(pairwise(right)):
            if one != two:
                swapped = [*right[:place], two, one, *right[place + 2 :]]
                yield "swapped parts", " ".join(swapped)


def alphabetical(words: list[str]) -> list[str]:
    """Words in the order of their letters; where these agree, in that of their signs."""
    return sorted(words, key=lambda word: (word.casefold().strip(_MARKS), word))


def parts(words: list[str]) -> list[list[str]]:
    """Cut a sentence where its words could otherwise change places."""
    found: list[list[str]] = []
    for place, word in enumerate(words):
        # The first word is known by its capital, so that nothing moves before it.
        inverted = place > 1 and _could_be_inverted(words[place - 1], word)
        if found and not _is_movable(word) and not inverted and not _is_full(found[-1], word):
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _bare_word(word: str) -> str:
    return word.strip(_MARKS).lower()


def _is_movable(word: str) -> bool:
    plain = _bare_word(word)
    return plain in _MOVABLE or plain in _LOOSE or plain.endswith("ly")


def _could_be_inverted(one: str, two: str) -> bool:
    """Whether two words are a pronoun and an auxiliary: `was he` could be `he was`."""
    first, second = _bare_word(one), _bare_word(two)
    return (first in _PRONOUNS and second in _AUXILIARIES) or (first in _AUXILIARIES and second in _PRONOUNS)


def _is_full(part: list[str], word: str) -> bool:
    if len(part) == _LARGEST_PART:
        return True
    words = [*part, word]
    plain = [_bare_word(one) for one in words]
    counts = (
        sum(one in _PREPOSITIONS for one in plain),
        sum(one in _ARTICLES for one in plain),
        sum(one[0].isupper() for one in words),
        sum(one.endswith(",") for one in words),
    )
    return max(counts) > 1 or any(map(_is_movable, part))


def _bare(words: list[str]) -> list[str]:
    return [word.strip(_SIGNS).casefold().replace("\u2019", "'") for word in words]


@cache
def _sentences() -> dict[tuple[str, ...], list[list[str]]]:
    """The sentences of the source that can be asked, by their words in alphabetical order."""
    text = library_file("data/in_the_year_2889.txt").read_text(encoding="utf-8")
    # What stands around the story are notes of its publisher.
    text = text[text.index("*** START") : text.index("*** END")]
    found: dict[tuple[str, ...], list[list[str]]] = {}
    before: list[str] = []
    for sentence in re.findall(r"[^.!?]+[.!?]", text):
        words = sentence.split()
        plain = " ".join(words)
        # Behind `The first thing that Mr.` stands the rest of a sentence; behind `Mr.` alone, a whole one.
        rest = len(before) > 1 and before[-1] in _ABBREVIATIONS
        before = words
        if rest or words[-1] in _ABBREVIATIONS or _NO_SENTENCE.search(plain):
            continue
        if plain[0].isupper():
            same = found.setdefault(tuple(sorted(words)), [])
            if words not in same:
                same.append(words)
    return found
