"""Letters: count a letter in a word and give its positions.

Rules: positions are counted from 1; the answer gives the count and the ascending list of positions. Both
must be right; a letter that does not occur has count 0 and an empty list. The official checker ignores
order and repetition and cannot accept a count of 0.

Levels: the word's length and how often the letter occurs. The first two levels have pronounceable words
made of syllables, the others random letters; levels 3 to 5 cover the official long bands and go beyond
them. Every level has millions of questions.

Provenance: SymBench (CodeSteer), `Letters/*/{letter}_{count}_{number}/test_words.json`, which stores neither
answers nor questions; the words of generated questions are ours.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict, replace

from r1ci_bench.answers import AnswerError, Form, excerpt, read_integers, unwrap
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask
from r1ci_symbench.official import bad_data

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

Found = tuple[int, list[int]]
"""How often the letter occurs, and where."""

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


_MARKUP = re.compile(r"\*\*|\\text\{([^{}]*)\}")


@dataclass(frozen=True)
class CountForm(Form[Found]):
    """A count and a list of positions."""

    def read(self, text: str) -> Found:
        """Read `Count: 2, Positions: [1, 5]`, on one line or two, with bold labels, or as an object."""
        text = " ".join(_MARKUP.sub(r"\1", unwrap(text)).split())
        found = _ANSWER.fullmatch(text)
        if not found:
            raise AnswerError(f"{excerpt(text)} is not of the form 'Count: X, Positions: [Y, Z, ...]'")
        listed = found[2].strip("\"' ").removesuffix(".")
        none = not listed or listed.lower() == "none"
        return int(found[1]), [] if none else read_integers(listed, most=2000, most_digits=6)

    def write(self, value: Found) -> str:
        """Write `Count: 2, Positions: [1, 5]`."""
        return f"Count: {value[0]}, Positions: {value[1]}"

    def renderings(self, value: Found) -> Iterator[str]:
        """Lower case, two lines, equals signs, bold labels, without brackets or blanks, JSON and Python."""
        count, positions = value
        text = self.write(value)
        yield from (
            text.lower(),
            text.replace(" ", ""),
            text.replace(", P", "\nP"),
            text.replace(", P", "; P"),
        )
        yield from (text.replace(":", " ="), text.replace("[", "(").replace("]", ")"), f"{text}.")
        yield f"**Count:** {count}\n**Positions:** {positions}"
        yield f"\\text{{Count: }}{count}, \\text{{Positions: }}{positions}"
        yield json.dumps({"Count": count, "Positions": positions})
        yield json.dumps({"count": count, "positions": positions}, indent=1)
        yield str({"count": count, "positions": positions})
        if positions:
            yield from (text.replace("[", "").replace("]", ""), text.replace("]", ",]"))
        else:
            yield f"Count: {count}, Positions: none"

    def mutations(self, value: Found) -> Iterator[tuple[str, str]]:
        """Positions less, more, twice, from zero, in another order; another count; one of the two alone."""
        count, positions = value
        for name, changed in (
            ("wrong count", (count + 1, positions)),
            ("wrong count", (abs(count - 1), positions)),
            ("extra position", (count, [*positions, 1 + max(positions, default=0)])),
            ("extra position", (count + 1, [*positions, 1 + max(positions, default=0)])),
            ("repeated position", (count, positions[:1] + positions)),
            ("repeated positions", (2 * count, positions + positions)),
            ("missing position", (count, positions[1:])),
            ("missing position", (max(count - 1, 0), positions[:-1])),
            ("reversed", (count, positions[::-1])),
            ("counted from 0", (count, [place - 1 for place in positions])),
            ("off by one", (count, [*positions[:-1], *(place + 1 for place in positions[-1:])])),
        ):
            yield name, self.write(changed)
        yield "only the count", f"Count: {count}"
        yield "only the positions", f"Positions: {positions}"
        yield "without labels", f"{count}, {positions}"
        yield "negative count", f"Count: -{count + 1}, Positions: {positions}"
        yield "twice", f"{self.write(value)}, {self.write(value)}"
        yield "wrong type", f"Count: {count}, Positions: [?{', 1' * len(positions)}]"


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


class Letters(SymBenchTask[LettersLevel, Found]):
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
    form = CountForm()
    unique_answer = True
    folder = "Letters"
    pattern = "test_words.json"

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
                return self.sample(
                    {"word": word, "letter": letter}, {"generator": self.id, "knobs": asdict(level)}
                )

    def pose(self, data: dict[str, Any]) -> str:
        """Show the letter and the word."""
        return (
            f"How often does the letter '{data['letter']}' occur in the following word, and at which "
            f"positions? The first letter of the word has position 1.\n\n{data['word']}\n\n"
            "Give the count, and the positions in ascending order, in this form, here for the letter 's' "
            "in 'mississippi':\n<<<Count: 4, Positions: [3, 4, 6, 7]>>>\nIf the letter does not occur, give "
            "an empty list: <<<Count: 0, Positions: []>>>."
        )

    def fault(self, data: dict[str, Any], value: Found) -> str:
        """Count and positions must both be right, the positions in ascending order."""
        count, positions = value
        wanted = [found.start() + 1 for found in re.finditer(data["letter"], data["word"])]
        if count != len(wanted):
            return "the count is wrong"
        if positions == wanted:
            return ""
        same = sorted(set(positions)) == wanted
        return "the positions are not in ascending order, each once" if same else "the positions are wrong"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Look at every letter."""
        return program(solve, sample.data)

    def items(self, file: Path) -> Iterator[tuple[Item, dict[str, Any]]]:
        """Read a word; letter and count are part of the folder's name, and the count must agree."""
        folder = _FOLDER.fullmatch(file.parent.name)
        if not folder:
            raise bad_data(file, "its folder's name does not say letter and count")
        for item, place in super().items(file):
            if item.data["word"].count(folder[1]) != int(folder[2]):
                raise bad_data(file, f"the word does not hold {folder[1]!r} {folder[2]} times")
            yield replace(item, data={**item.data, "letter": folder[1]}), place

    def item(self, record: Any, question: str) -> Item:
        """Read the word; `items` adds the letter."""
        if not isinstance(record, str) or not re.fullmatch(r"[a-z]{1,2000}", record):
            raise ValueError("it is not one word of lower-case letters")
        return Item(data={"word": record})


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    positions = [place for place, letter in enumerate(data["word"], 1) if letter == data["letter"]]
    return f"Count: {len(positions)}, Positions: {positions}"


def _pronounceable(rng: Rng, length: int) -> str:
    word = ""
    while len(word) < length:
        word += rng.choice(_ONSETS) + rng.choice(_VOWELS) + rng.choice(_CODAS)
    return word[:length]
