"""Statistical counting: score the runs of equal letters in a string.

Rules: a run is maximal, that is, the letters next to it are others. For each letter a least length and a
score are given; every run of that letter with at least this length counts its score once, however long it
is. The total is the answer, one integer.

Levels: the official release has 5 to 65 letters of 2 to 7 kinds, always a least length of two and the scores
1, 2, 3 and so on. From level 4 on both differ from letter to letter, and at level 5 some scores are
subtracted. Each level has far more questions than can be asked.

Provenance: SymBench (CodeSteer), `statistical_counting_dataset/sample_<n>`. Its stored answers are right. The
released questions do not say in so many words that a letter scores for every run of it, but as the string is
to be scanned from front to back, we take that for the only reading.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import IntegerForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WORDS = {2: "two", 3: "three", 4: "four", 5: "five"}


class StatisticalCountingLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a string; each pair is the least and the most.

    Attributes:
        length: Letters of the string.
        kinds: How many different letters may occur.
        minimum: The least length of a run that scores; drawn for each letter.
        scores: The scores, drawn for each letter; None for 1, 2, 3 and so on.
    """

    length: tuple[int, int]
    kinds: tuple[int, int]
    minimum: tuple[int, int] = (2, 2)
    scores: tuple[int, int] | None = None


class StatisticalCounting(SymBenchTask[StatisticalCountingLevel, int]):
    """Score runs of letters."""

    id = "symbench/statistical_counting"
    version = "1"
    levels = (
        StatisticalCountingLevel(length=(10, 20), kinds=(3, 5)),
        StatisticalCountingLevel(length=(20, 30), kinds=(4, 6)),
        StatisticalCountingLevel(length=(40, 65), kinds=(3, 7)),
        StatisticalCountingLevel(length=(80, 120), kinds=(4, 8), minimum=(2, 3), scores=(1, 20)),
        StatisticalCountingLevel(length=(200, 300), kinds=(5, 10), minimum=(2, 5), scores=(-20, 50)),
    )
    form = IntegerForm()
    unique_answer = True
    folder = "statistical_counting_dataset"

    def generate(self, rng: Rng, level: StatisticalCountingLevel) -> Sample:
        """Draw a string and rules until the total is neither 0 nor 1."""
        while True:
            letters = _LETTERS[: rng.between(*level.kinds)]
            scores = list(range(1, len(letters) + 1))
            if level.scores:
                low, high = level.scores
                scores = rng.sample([score for score in range(low, high + 1) if score], len(letters))
            text = rng.choice(letters)
            for _ in range(rng.between(*level.length) - 1):
                # Where every letter was drawn anew, long runs would hardly occur.
                text += text[-1] if rng.chance(1, 2) else rng.choice(letters)
            rules = [
                {"letter": letter, "minimum": rng.between(*level.minimum), "score": score}
                for letter, score in zip(letters, scores, strict=True)
            ]
            data = {"text": text, "rules": rules}
            if abs(int(solve(data))) > 1:
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State what a run is, what each letter scores, and the string."""
        rules = "\n".join(
            f"- {rule['letter']}: each run of {_WORDS[rule['minimum']]} or more letters "
            f"{'adds' if rule['score'] > 0 else 'subtracts'} {abs(rule['score'])}"
            for rule in data["rules"]
        )
        return (
            f"Here is a string of {len(data['text'])} letters:\n\n{data['text']}\n\n"
            "A run is a stretch of equal letters that is as long as possible: what stands before and behind "
            "it, if anything, is another letter. Each run that is long enough changes a total, which begins "
            f"at 0:\n\n{rules}\n\n"
            "Such a run counts its score exactly once, however long it is, and every further run of the same "
            "letter that is long enough counts its score again. Runs that are too short count nothing.\n\n"
            "Give the total at the end. If each run of two or more letters added 9000 for A and 500 for B, "
            "for example, the total of the string AABBBABB would be 9000 + 500 + 500, which is <<<10000>>>."
        )

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One total is right."""
        return "" if value == int(solve(data)) else "the total is wrong"

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the totals of those who count each letter once, or long runs more than once."""
        yield from super().mutations(sample, answer)
        once = per_unit = 0
        for rule in sample.data["rules"]:
            lengths = [
                length
                for letter, group in groupby(sample.data["text"])
                if letter == rule["letter"] and (length := len(list(group))) >= rule["minimum"]
            ]
            once += rule["score"] if lengths else 0
            per_unit += rule["score"] * sum(length // rule["minimum"] for length in lengths)
        for name, total in (("once a letter", once), ("as often as it fits", per_unit)):
            if total != int(answer):
                yield name, str(total)

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Go through the runs."""
        return program(solve, sample.data, imports=("from itertools import groupby",))

    def item(self, record: Any, question: str) -> Item:
        """Read the string and the rules."""
        text = record["sequence"]
        rules = [
            {"letter": rule["letter"], "minimum": rule["min_consecutive"], "score": rule["score"]}
            for rule in record["rules"]
        ]
        for rule in rules:
            known = rule["letter"] in tuple(_LETTERS) and rule["minimum"] in _WORDS
            if not known or type(rule["score"]) is not int or rule["score"] < 1:
                raise ValueError("a rule has no letter, no known least length or no score")
        letters = [rule["letter"] for rule in rules]
        if len(set(letters)) != len(letters) or not text or not set(text) <= set(letters):
            raise ValueError("there is not one rule for each letter of 'sequence'")
        if f"string {text}?" not in question:
            raise ValueError("the question has another string than the record")
        if type(record["solution"]) is not int:
            raise TypeError("'solution' is no integer")
        return Item(data={"text": text, "rules": rules}, stored=str(record["solution"]), question=question)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    rules = {rule["letter"]: rule for rule in data["rules"]}
    total = 0
    for letter, group in groupby(data["text"]):
        if len(list(group)) >= rules[letter]["minimum"]:
            total += rules[letter]["score"]
    return str(total)
