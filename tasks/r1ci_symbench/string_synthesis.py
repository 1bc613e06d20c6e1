"""String synthesis: combine blocks by methods until nothing changes.

Rules: each method in its order is carried out as often as possible before the next one; after the last method
it goes on with the first; it ends when no method can be carried out. One list of counts is right.

Levels: kinds of blocks, methods and stock. The official release has one table of six methods for nine kinds,
with 1 to 8 blocks of the first three; it is about level 3. Here tables are random, so every level has far
more questions than can be asked. The order of execution always matters. From level 4 on, a later method can
enable an earlier one, so that several passes are needed.

Provenance: SymBench (CodeSteer), `string_synthesis/sample_<n>`. The official question does not say whether a
method whose turn it is is carried out once or as often as possible; about seven in ten of the items are
ambiguous for this. The official dialect accepts both readings, and the quirk only the released one. A third
of the official questions are copies of others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from r1ci_symbench.base import Item
from r1ci_symbench.exchange import (
    EXHAUSTED,
    ExchangeLevel,
    ExchangeTask,
    Method,
    answer_in_words,
    bundle,
    checked,
    counts_fault,
    exchange,
    kinds_of,
    read_methods,
    stock_in_words,
    table_in_words,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Defect, LoadOptions

_LETTERS = "ABCDEF"
_SHAPES = ("[]", "{}", "()")
_LINE = re.compile(r"^([0-9]{1,2})\. (.{1,400})$", re.MULTILINE)
_ARROW = re.compile(r" combined to form ")
_AMOUNT = re.compile(r"\b([A-Za-z]{1,9}) (\[[A-Z]\]|\{[A-Z]\}|\([A-Z]\))")


class StringSynthesis(ExchangeTask):
    """Combine blocks."""

    id = "symbench/string_synthesis"
    version = "1"
    levels = (
        ExchangeLevel(kinds=(2, 2), methods=3, start=(2, 8), steps=(3, 8)),
        ExchangeLevel(kinds=(3, 2), methods=4, start=(2, 8), steps=(4, 10)),
        ExchangeLevel(kinds=(3, 3, 3), methods=6, start=(2, 9), steps=(5, 14)),
        ExchangeLevel(kinds=(4, 4, 3), methods=9, start=(8, 18), steps=(16, 40)),
        ExchangeLevel(kinds=(6, 6, 5), methods=15, start=(20, 50), steps=(70, 200)),
    )
    folder = "string_synthesis"
    exhaustive = True
    quirks: ClassVar[Mapping[str, str]] = {
        "exhaustive": "accepts only the released answer: each method as often as possible before the next"
    }

    def groups(self, kinds: Sequence[int]) -> list[list[str]]:
        """Square, curly and round blocks."""
        return [
            [f"{shape[0]}{letter}{shape[1]}" for letter in _LETTERS[:count]]
            for shape, count in zip(_SHAPES, kinds, strict=False)
        ]

    def method(self, rng: Rng, groups: list[list[str]], number: int) -> Method:
        """Combine blocks of one shape to blocks of the next, or in large tables of the one before."""
        if len(groups[0]) > 3 and rng.chance(1, 4):
            place = rng.between(1, len(groups) - 1)
            given = bundle(rng, groups[place - 1], (1, 1), 1)
            return {"takes": bundle(rng, groups[place], (2, 3), 3), "gives": given}
        place = rng.below(len(groups) - 1)
        given = bundle(rng, groups[place + 1], (1, 2), 1)
        return {"takes": bundle(rng, groups[place], (1, 3), 2), "gives": given}

    def pose(self, data: dict[str, Any]) -> str:
        """State the blocks, the methods and the order of execution."""
        kinds = kinds_of(data)
        return (
            f"There are {len(kinds)} kinds of blocks: {', '.join(kinds)}. The brackets are part of a block's "
            "name: blocks with the same letter in other brackets are of another kind. Blocks can be combined "
            "by a number of methods. What stands before an arrow is used up, and what stands behind it is "
            f"made of it:\n\n{table_in_words(data)}\n\n{EXHAUSTED}\n\n"
            f"At the start there are {stock_in_words(data)}. How many blocks of each kind are there at the "
            f"end?\n\n{answer_in_words(data)}"
        )

    def official_fault(self, data: dict[str, Any], value: list[str]) -> str:
        """Both readings are right: as often as possible, and once at each turn."""
        faults = [
            counts_fault(value, [str(count) for count in exchange(data, exhaustive)[0]])
            for exhaustive in (True, False)
        ]
        return "" if "" in faults else faults[0]

    def defects(self, data: dict[str, Any], options: LoadOptions) -> set[Defect]:
        """The released question is ambiguous where the two readings lead to different counts."""
        differ = exchange(data, exhaustive=True)[0] != exchange(data, exhaustive=False)[0]
        return {"ambiguous"} if differ and options.dialect == "official" else set()

    def item(self, record: Any, question: str) -> Item:
        """Read the stock from the record, the methods from the question."""
        groups = self.groups((3, 3, 3))
        start = [whole(record[f"{letter}_count"]) for letter in "ABC"]
        counts = [whole(count) for count in record["final_counts"]]
        if len(counts) != 9:
            raise ValueError("'final_counts' does not have nine counts")
        data = {
            "groups": groups,
            "start": start + [0] * 6,
            "methods": read_methods(question, _LINE, _ARROW, _AMOUNT),
        }
        return Item(data=checked(data, exhaustive=True), stored=str(counts), question=question)
