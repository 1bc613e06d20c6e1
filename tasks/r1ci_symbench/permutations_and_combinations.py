"""Permutations and combinations: put books on a shelf so that every condition holds.

Rules: n books go on the positions 1 to n, each on one. A condition puts a book at a position, keeps it away
from one, puts it left or right of another (at any distance), or next to another. Every arrangement of all
books that keeps to all conditions is right. The official checker looks at the conditions only: it also
accepts books that do not exist, and arrangements in which a book is missing or stands twice.

Levels: the official release has 6 to 9 books with 7 to 11 conditions, some of them said twice; here each
says something of its own. Every level has far more questions than can be asked. The order of the alphabet,
forwards and backwards, is never right.

Provenance: SymBench (CodeSteer), `permutations_and_combinations/sample_<n>`. Nothing is wrong with the
official items.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import ItemsForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_BOOKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# The words of the released questions, and the kind of condition that each states.
_RELEASED = (
    (r"Book (\w+) must be placed in position ([0-9]{1,3})\.", "at"),
    (r"Book (\w+) cannot be placed in position ([0-9]{1,3})\.", "not at"),
    (r"Book (\w+) must be to the left of book (\w+)\.", "left"),
    (r"Book (\w+) must be to the right of book (\w+)\.", "right"),
    (r"Book (\w+) must be adjacent to book (\w+)\.", "next to"),
)
_WORDS = {
    "at": "Book {} stands at position {}.",
    "not at": "Book {} does not stand at position {}.",
    "left": "Book {} stands to the left of book {}.",
    "right": "Book {} stands to the right of book {}.",
    "next to": "Book {} stands directly next to book {}, on either side of it.",
}
# Changes of a right answer that may happen to be right as well.
_UNSURE = {"swapped parts", "reversed"}


class PermutationsAndCombinationsLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a shelf.

    Attributes:
        books: How many books there are.
        conditions: How many conditions there are, the least and the most.
    """

    books: int
    conditions: tuple[int, int]


class PermutationsAndCombinations(SymBenchTask[PermutationsAndCombinationsLevel, list[str]]):
    """Arrange books on a shelf."""

    id = "symbench/permutations_and_combinations"
    version = "1"
    levels = (
        PermutationsAndCombinationsLevel(books=5, conditions=(6, 7)),
        PermutationsAndCombinationsLevel(books=6, conditions=(7, 9)),
        PermutationsAndCombinationsLevel(books=8, conditions=(9, 10)),
        PermutationsAndCombinationsLevel(books=10, conditions=(12, 14)),
        PermutationsAndCombinationsLevel(books=14, conditions=(20, 24)),
    )
    form = ItemsForm(joined=True, quoted=True)
    folder = "permutations_and_combinations"

    def generate(self, rng: Rng, level: PermutationsAndCombinationsLevel) -> Sample:
        """Shuffle the books, then say what is true of their order, until the alphabet's is no answer."""
        books = list(_BOOKS[: level.books])
        while True:
            order = list(books)
            rng.shuffle(order)
            conditions = _drawn(rng, order, rng.between(*level.conditions))
            data = {"items": books, "constraints": conditions}
            if self.fault(data, books) and self.fault(data, books[::-1]):
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the books, the positions and the conditions."""
        books = data["items"]
        conditions = "\n".join(
            f"{number}. {_WORDS[kind].format(book, other)}"
            for number, (kind, book, other) in enumerate(data["constraints"], 1)
        )
        return (
            f"There are {len(books)} books: {', '.join(books)}. They fill a shelf with {len(books)} "
            f"positions, which are counted from 1 at the left end to {len(books)} at the right end: every "
            "book stands at one position, and every position holds one book.\n\n"
            f"All of these conditions must hold:\n\n{conditions}\n\n"
            "To the left and to the right mean at any distance. Several arrangements may be right; give "
            "one of them.\n\n"
            "Give all books in their order on the shelf, from left to right, as a list. For three books, "
            'for example, the answer could be <<<["C", "A", "B"]>>>.'
        )

    def fault(self, data: dict[str, Any], value: list[str]) -> str:
        """Every arrangement of all books that keeps to the conditions is right."""
        books = data["items"]
        stranger = next((book for book in value if book not in books), None)
        if stranger is not None:
            return "it names a book that does not exist"
        if len(set(value)) != len(value):
            return "a book stands twice"
        if len(value) != len(books):
            return f"it has {len(value)} books, not {len(books)}"
        place = {book: position for position, book in enumerate(value, 1)}
        for number, (kind, book, other) in enumerate(data["constraints"], 1):
            if not _holds(kind, place[book], place[other] if isinstance(other, str) else other):
                return f"condition {number} does not hold"
        return ""

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints."""
        return solve(data) if arranged(data) else None

    def reference(self, sample: Sample) -> str:
        """Fill the shelf from the left, depth first."""
        return program(solve, sample.data, helpers=(arranged,), imports=("import json",))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Arrangements of other books than the given ones, and one that breaks each condition."""
        right = self.form.read(answer)
        yield from ((name, text) for name, text in self.form.mutations(right) if name not in _UNSURE)
        yield "invented books", json.dumps([*right, "Z", "Z"])
        yield "invented book", json.dumps([*right[:-1], "Zoo"])
        yield "repeated books", json.dumps([*right, *right])
        conditions = sample.data["constraints"]
        named = {name for condition in conditions for name in condition[1:]}
        # What the released checker does not notice: nothing is said of this book.
        unnamed = [book for book in right if book not in named]
        if unnamed:
            yield "missing unnamed book", json.dumps([book for book in right if book not in unnamed])
        for kind, book, other in conditions:
            yield f"broken: {kind}", json.dumps(_broken(right, kind, book, other))

    def item(self, record: Any, question: str) -> Item:
        """Read the books, and the conditions from their sentences."""
        books = [str(book) for book in record["items"]]
        if len(set(books)) != len(books) or not all(re.fullmatch("[A-Z]", book) for book in books):
            raise ValueError("'items' are not different letters")
        return Item(
            data={
                "items": books,
                "constraints": [_condition(line, books) for line in record["constraints_text"].splitlines()],
            },
            stored=json.dumps([str(book) for book in record["correct_solution"]]),
            question=question,
        )


def arranged(data: dict[str, Any]) -> list[str]:
    """An arrangement that keeps to all conditions, or an empty list where there is none.

    Positions are filled from the left. What can still follow depends on the books that are used and on the
    last of them alone, so no such state is tried twice: there are at most n * 2**n of them.
    """
    books = data["items"]
    allowed = {book: set(range(1, len(books) + 1)) for book in books}
    earlier: dict[str, set[str]] = {book: set() for book in books}
    beside: dict[str, set[str]] = {book: set() for book in books}
    for kind, book, other in data["constraints"]:
        if kind == "at":
            allowed[book] &= {other}
        elif kind == "not at":
            allowed[book] -= {other}
        elif kind == "left":
            earlier[other].add(book)
        elif kind == "right":
            earlier[book].add(other)
        else:
            beside[book].add(other)
            beside[other].add(book)
    dead: set[tuple[frozenset[str], str]] = set()
    order: list[str] = []

    def fill() -> bool:
        if len(order) == len(books):
            return True
        used = frozenset(order)
        last = order[-1] if order else ""
        if (used, last) in dead:
            return False
        wanted = beside[last] - used if last else set()
        for book in books:
            fits = (
                book not in used
                and len(order) + 1 in allowed[book]
                and earlier[book] <= used
                and wanted <= {book}
                and not beside[book] & (used - {last})
            )
            if fits:
                order.append(book)
                if fill():
                    return True
                order.pop()
        dead.add((used, last))
        return False

    return order if fill() else []


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return json.dumps(arranged(data))


def _holds(kind: str, place: int, other: int) -> bool:
    if kind in ("at", "not at"):
        return (place == other) == (kind == "at")
    if kind == "next to":
        return abs(place - other) == 1
    return place < other if kind == "left" else place > other


def _drawn(rng: Rng, order: list[str], count: int) -> list[list[Any]]:
    """Conditions that hold for an order; none repeats another, or follows from where books stand."""
    size = len(order)
    place = {book: position for position, book in enumerate(order, 1)}
    pinned = rng.sample(order, rng.below(size // 4 + 1))
    conditions: list[list[Any]] = [["at", book, place[book]] for book in pinned]
    said: set[tuple[str, Any]] = set()
    while len(conditions) < count:
        kind = rng.choice(("not at", "order", "order", "next to"))
        book, other = rng.sample(order, 2)
        if kind == "not at":
            position = rng.between(1, size)
            topic: tuple[str, Any] = (book, position)
            idle = book in pinned or order[position - 1] in (book, *pinned)
            condition: list[Any] = [kind, book, position]
        else:
            if kind == "next to":
                other = order[place[book] - 2 if place[book] == size else place[book]]
                book, other = rng.sample([book, other], 2)
            else:
                kind = "left" if place[book] < place[other] else "right"
            # One condition for a pair: two books side by side need no word on which is the left one.
            topic = (min(book, other), max(book, other))
            idle = (book in pinned and other in pinned) or (
                kind != "next to" and any(place[end] in (1, size) for end in {book, other} & set(pinned))
            )
            condition = [kind, book, other]
        if not idle and topic not in said:
            said.add(topic)
            conditions.append(condition)
    rng.shuffle(conditions)
    return conditions


def _broken(right: list[str], kind: str, book: str, other: Any) -> list[str]:
    """A right arrangement with two books exchanged so that a condition no longer holds."""
    here = right.index(book)
    if kind == "not at":
        there = other - 1
    elif kind in ("left", "right"):
        there = right.index(other)
    elif kind == "at":
        there = (here + 1) % len(right)
    else:
        fixed = right.index(other)
        there = next(place for place in range(len(right)) if abs(place - fixed) > 1)
    result = list(right)
    result[here], result[there] = result[there], result[here]
    return result


def _condition(line: str, books: list[str]) -> list[Any]:
    sentence = re.sub(r"^[0-9]{1,3}\. ", "", line.strip())
    for pattern, kind in _RELEASED:
        found = re.fullmatch(pattern, sentence)
        if found:
            book, text = found.groups()
            other = int(text) if kind in ("at", "not at") else text
            place = isinstance(other, int) and 1 <= other <= len(books)
            if book not in books or other == book or not (place or other in books):
                raise ValueError(f"a condition names no book or position: {line!r}")
            return [kind, book, other]
    raise ValueError(f"not a condition: {line!r}")
