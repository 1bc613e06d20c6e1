"""Letters: count a letter in a word and give its positions.

Rules: positions are counted from 1; the answer gives the count and the ascending list of positions. Both
must be right; a letter that does not occur has count 0 and an empty list. The official checker ignores
order and repetition and cannot accept a count of 0.

Levels: the word's length and how often the letter occurs. The first two levels have pronounceable words
made of syllables, the others random letters; levels 3 to 5 cover the official long bands and go beyond
them. Every level has millions of questions.

Provenance: SymBench (CodeSteer), `Letters/*/{letter}_{count}_{number}/test_words.json`; the question is
in our own words, and so are the words of generated questions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import AnswerError, excerpt, read_integers, unwrap
from r1ci_bench.task import STRICT, Level, LoadOptions, Sample, Task, Verdict
from r1ci_symbench.official import bad_data, official_files, read_json
from r1ci_symbench.programs import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from r1ci_bench.rng import Rng

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_ONSETS = ("b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl",
           "qu", "r", "s", "sh", "st", "t", "th", "tr", "v", "w", "y", "z")  # fmt: skip
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ee", "oa", "ou")
_CODAS = ("", "", "", "l", "m", "n", "nd", "r", "rt", "s", "ss", "t", "x")

_FOLDER = re.compile(r"([a-z])_([0-9]{1,4})_[0-9]+")
_ANSWER = re.compile(
    r"\{? ?[\"']?count[\"']? ?[:=] ?([0-9]{1,6}) ?[,;.]? ?[\"']?positions?[\"']? ?[:=] ?(.*?) ?\}?",
    re.IGNORECASE,
)


class LettersLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a word; each pair is the least and the most.

    Attributes:
        length: Letters of the word.
        count: How often the letter occurs.
        pronounceable: True for words of syllables, False for random letters.
    """

    length: tuple[int, int]
    count: tuple[int, int]
    pronounceable: bool = False


class Letters(Task[LettersLevel]):
    """Count a letter and find its positions."""

    id = "symbench/letters"
    version = "1"
    levels = (
        LettersLevel(length=(5, 10), count=(0, 3), pronounceable=True),
        LettersLevel(length=(10, 25), count=(0, 5), pronounceable=True),
        LettersLevel(length=(25, 100), count=(2, 20)),
        LettersLevel(length=(150, 400), count=(12, 60)),
        LettersLevel(length=(750, 1000), count=(60, 220)),
    )

    def generate(self, rng: Rng, level: LettersLevel) -> Sample:
        """Make a word that holds the letter as often as the level says."""
        while True:
            length = rng.between(*level.length)
            letter = rng.choice(_ALPHABET)
            if level.pronounceable:
                word = _pronounceable(rng, length)
                # Usually ask for a letter of the word; the absent letter is the exception.
                letter = letter if rng.chance(1, 20) else rng.choice(word)
            else:
                others = _ALPHABET.replace(letter, "")
                count = rng.between(*level.count)
                letters = [letter] * count + [rng.choice(others) for _ in range(length - count)]
                rng.shuffle(letters)
                word = "".join(letters)
            if level.count[0] <= word.count(letter) <= level.count[1]:
                return _sample(word, letter, {"generator": self.id, "knobs": asdict(level)})

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Read the words; letter and count are part of the folder's name, and the count must agree."""
        for file, name in official_files(source, "Letters", "test_words.json"):
            word = read_json(file)
            folder = _FOLDER.fullmatch(file.parent.name)
            if not folder:
                raise bad_data(file, "its folder's name does not say letter and count")
            if not isinstance(word, str) or not re.fullmatch(r"[a-z]{1,2000}", word):
                raise bad_data(file, "it is not one word of lower-case letters")
            if word.count(folder[1]) != int(folder[2]):
                raise bad_data(file, f"the word does not hold {folder[1]!r} {folder[2]} times")
            yield _sample(word, folder[1], {"data": "symbench", "file": name})

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Count and positions must both be right, the positions in ascending order."""
        wanted = _positions(sample.data["word"], sample.data["letter"])
        try:
            count, positions = _read(answer)
        except AnswerError as error:
            return Verdict.wrong(str(error))
        shown = f"Count: {count}, Positions: {positions}"
        if count != len(wanted):
            return Verdict.wrong("the count is wrong", parsed=shown)
        if positions != wanted:
            same = sorted(set(positions)) == wanted
            fault = (
                "the positions are not in ascending order, each once" if same else "the positions are wrong"
            )
            return Verdict.wrong(fault, parsed=shown)
        return Verdict.correct(shown)

    def answer(self, sample: Sample) -> str:
        """What the reference program prints."""
        return solve(sample.data)

    def reference(self, sample: Sample) -> str:
        """Look at every letter."""
        return program(solve, sample.data)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    positions = [place for place, letter in enumerate(data["word"], 1) if letter == data["letter"]]
    return f"Count: {len(positions)}, Positions: {positions}"


def _positions(word: str, letter: str) -> list[int]:
    return [found.start() + 1 for found in re.finditer(letter, word)]


def _read(answer: str) -> tuple[int, list[int]]:
    text = " ".join(unwrap(answer).split())
    found = _ANSWER.fullmatch(text)
    if not found:
        raise AnswerError(f"{excerpt(text)} is not of the form 'Count: X, Positions: [Y, Z, ...]'")
    listed = found[2].strip("\"' ")
    none = not listed or listed.lower() == "none"
    return int(found[1]), [] if none else read_integers(listed, most=2000, most_digits=6)


def _pronounceable(rng: Rng, length: int) -> str:
    word = ""
    while len(word) < length:
        word += rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS)
    return word[:length]


def _sample(word: str, letter: str, provenance: dict[str, Any]) -> Sample:
    question = (
        f"How often does the letter '{letter}' occur in the following word, and at which positions? "
        f"The first letter of the word has position 1.\n\n{word}\n\n"
        "Give the count, and the positions in ascending order, in this form, here for the letter 's' "
        "in 'mississippi':\n<<<Count: 4, Positions: [3, 4, 6, 7]>>>\nIf the letter does not occur, give an "
        "empty list: <<<Count: 0, Positions: []>>>."
    )
    return Sample(question=question, data={"word": word, "letter": letter}, provenance=provenance)
