"""String splitting: take machines apart and put parts together in cycles of methods.

Rules: methods take turns in their order, and each is carried out once when its turn comes, if there is
enough of what it takes; it ends when no method can be carried out. One list of counts is right.

Levels: kinds, methods and stock. The official release has one table of five methods for three machines and
three parts, with 1 to 10 of each machine; it is about levels 2 and 3. Here tables are random: each machine
can be taken apart, the other methods join parts or machines. Every level has far more questions than can be
asked, and the order of execution always matters.

Provenance: SymBench (CodeSteer), `string_splitting/sample_<n>`. All stored answers are right. Each official
method is told in one of three ways, so that questions with the same numbers differ in their words; in our
words they are copies. The official question shows a list but asks for a string, so in the official dialect
the counts may stand side by side even where a count has two digits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from r1ci_symbench.base import Item
from r1ci_symbench.exchange import (
    IN_TURN,
    ExchangeLevel,
    ExchangeTask,
    Method,
    answer_in_words,
    bundle,
    checked,
    exchange,
    listed,
    read_methods,
    stock_in_words,
    table_in_words,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.rng import Rng

_MACHINES = "ABCDEFGH"
_PARTS = "XYZUVW"
_LINE = re.compile(r"^Method ([0-9]{1,2}): (.{1,400})$", re.MULTILINE)
_ARROW = re.compile(r" (?:into|yields|results in|creates|produces|to form) ")
_AMOUNT = re.compile(r"\b([A-Za-z]{1,9}) (?:units? of )?(?:machine|part)s? ([A-Z])\b")
_START = re.compile(r"\b([0-9]{1,4}) units? of Machine ([A-Z])\b")


class StringSplitting(ExchangeTask):
    """Take machines apart."""

    id = "symbench/string_splitting"
    version = "1"
    levels = (
        ExchangeLevel(kinds=(3, 2), methods=4, start=(1, 3), steps=(3, 8)),
        ExchangeLevel(kinds=(3, 3), methods=5, start=(2, 5), steps=(6, 12)),
        ExchangeLevel(kinds=(3, 3), methods=6, start=(4, 10), steps=(10, 26)),
        ExchangeLevel(kinds=(4, 4), methods=8, start=(8, 20), steps=(30, 60)),
        ExchangeLevel(kinds=(6, 5), methods=12, start=(20, 50), steps=(100, 240)),
    )
    folder = "string_splitting"

    def groups(self, kinds: Sequence[int]) -> list[list[str]]:
        """Machines from A on, then parts."""
        return [list(_MACHINES[: kinds[0]]), list(_PARTS[: kinds[1]])]

    def method(self, rng: Rng, groups: list[list[str]], number: int) -> Method:
        """Take each machine apart in one method; the next one joins machines, the others these or parts."""
        machines, parts = groups
        if number < len(machines):
            taken = bundle(rng, [machines[number]], (1, 1), 2)
            return {"takes": taken, "gives": bundle(rng, parts, (1, 2), 3)}
        kinds = machines if number == len(machines) or rng.chance(1, 2) else parts
        given = rng.choice(kinds)
        others = [kind for kind in kinds if kind != given]
        return {"takes": bundle(rng, others, (2, 2), 2), "gives": {given: 1}}

    def pose(self, data: dict[str, Any]) -> str:
        """State the stock, the methods and the order of execution."""
        machines, parts = data["groups"]
        return (
            f"A workshop has old machines of the types {listed(machines)} and takes them apart to get parts "
            f"of the types {listed(parts)}. It has a number of methods, some of which put machines or parts "
            "together again. What stands before an arrow is used up, and what stands behind it is made of "
            f"it:\n\n{table_in_words(data)}\n\n{IN_TURN}\n\n"
            f"At the start there are {stock_in_words(data)}. How many pieces of each type are there at the "
            f"end?\n\n{answer_in_words(data)}"
        )

    def official_fault(self, data: dict[str, Any], value: list[str]) -> str:
        """The released question asks for one string, so all digits side by side are right as well."""
        joined = "".join(str(count) for count in exchange(data, exhaustive=False)[0])
        return "" if value == [joined] else self.fault(data, value)

    def item(self, record: Any, question: str) -> Item:
        """Read stock and methods from the question; the record holds the answer only."""
        counts = {str(kind): whole(count) for kind, count in record["final_counts"].items()}
        if [whole(count) for count in record["expected_answer"]] != list(counts.values()):
            raise ValueError("'expected_answer' and 'final_counts' differ")
        start = {kind: whole(count) for count, kind in _START.findall(question)}
        if not start or list(start) != list(counts)[: len(start)]:
            raise ValueError("the question states no start")
        data = {
            "groups": [list(start), list(counts)[len(start) :]],
            "start": [start.get(kind, 0) for kind in counts],
            "methods": read_methods(question, _LINE, _ARROW, _AMOUNT),
        }
        return Item(
            data=checked(data, exhaustive=False), stored=str(list(counts.values())), question=question
        )
