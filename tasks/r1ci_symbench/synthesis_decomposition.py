"""Synthesis and decomposition: exchange crops for products in cycles of methods.

Rules: methods take turns in their order, and each is carried out once when its turn comes, if there is
enough of what it takes; it ends when no method can be carried out. One list of counts is right.

Levels: kinds, methods and stock. The official release has three fixed tables of methods, of 2 to 4 methods
for 3 to 5 kinds, with 2 to 8 units of each crop; they are about levels 1 to 3. Here tables are random: the
smallest level has more than ten thousand questions, the largest far more than can be asked. The order of
execution always matters: carrying each method out as often as possible leads to another result.

Provenance: SymBench (CodeSteer), `synthesis_decomposition_dataset/sample_<n>`. All stored answers are right,
but about half of the official questions are copies of others.
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
    listed,
    read_methods,
    stock_in_words,
    table_in_words,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.rng import Rng

_CROPS = "ABCDEFGH"
_PRODUCTS = "XYZUVW"
# The stored answers always have a place for each of these.
_STORED_KINDS = "ABCXY"
_LINE = re.compile(r"^Method ([0-9]{1,2}): (.{1,400})$", re.MULTILINE)
_ARROW = re.compile(r" exchanged for ")
_AMOUNT = re.compile(r"([0-9]{1,4}) units? of (?:crop|product) ([A-Z])\b")


class SynthesisDecomposition(ExchangeTask):
    """Exchange crops for products."""

    id = "symbench/synthesis_decomposition"
    version = "1"
    levels = (
        ExchangeLevel(kinds=(2, 1), methods=2, start=(2, 6), steps=(2, 5)),
        ExchangeLevel(kinds=(3, 1), methods=3, start=(2, 8), steps=(3, 8)),
        ExchangeLevel(kinds=(3, 2), methods=4, start=(3, 9), steps=(5, 12)),
        ExchangeLevel(kinds=(4, 3), methods=6, start=(6, 18), steps=(14, 30)),
        ExchangeLevel(kinds=(6, 4), methods=10, start=(25, 60), steps=(60, 150)),
    )
    folder = "synthesis_decomposition_dataset"

    def groups(self, kinds: Sequence[int]) -> list[list[str]]:
        """Crops from A on, then products."""
        return [list(_CROPS[: kinds[0]]), list(_PRODUCTS[: kinds[1]])]

    def method(self, rng: Rng, groups: list[list[str]], number: int) -> Method:
        """Make a product of crops, a crop of others, or a product of crops and other products."""
        crops, products = groups
        way = rng.below(4)
        if way == 0:
            given = rng.choice(crops)
            taken = [kind for kind in crops if kind != given]
        else:
            given = rng.choice(products)
            taken = crops if way < 3 else [kind for kind in crops + products if kind != given]
        return {"takes": bundle(rng, taken, (1, 3), 3), "gives": bundle(rng, [given], (1, 1), 3)}

    def pose(self, data: dict[str, Any]) -> str:
        """State the stock, the methods and the order of execution."""
        crops, products = data["groups"]
        return (
            f"A farm has crops of the kinds {listed(crops)} and can trade for goods of the kinds "
            f"{listed(products)}, by some methods. What stands before an arrow is given away, and what "
            f"stands behind it is received for it:\n\n{table_in_words(data)}\n\n{IN_TURN}\n\n"
            f"At the start there are {stock_in_words(data)}. How many units of each kind are there at the "
            f"end?\n\n{answer_in_words(data)}"
        )

    def item(self, record: Any, question: str) -> Item:
        """Read the stock from the record, the methods from the question."""
        stock = {str(kind): whole(count) for kind, count in record["initial_state"].items()}
        methods = read_methods(question, _LINE, _ARROW, _AMOUNT)
        products = sorted(
            {kind for method in methods for side in method.values() for kind in side} - set(stock)
        )
        crops = sorted(stock)
        data = {
            "groups": [crops, products],
            "start": [stock[crop] for crop in crops] + [0] * len(products),
            "methods": methods,
        }
        stored = dict(zip(_STORED_KINDS, record["solution"]["answer"], strict=True))
        counts = [whole(stored[kind]) for kind in crops + products]
        return Item(data=checked(data, exhaustive=False), stored=str(counts), question=question)
