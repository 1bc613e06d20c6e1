"""The form of answers that are groups of words: `[["eat", "tea"], ["tan", "nat"]]`, in any order."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap
from r1ci_bench.answers.readers import read_grid
from r1ci_reasoning_gym.line_marks import without_marks

if TYPE_CHECKING:
    from collections.abc import Iterator

Groups = list[list[str]]

_MOST_WORDS = 3_000
_EMPTY = re.compile(r"[\[(]\s{0,20}[\])]")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
# Sets stand for lists, and code marks around single words mean nothing.
_SETS = str.maketrans("{}", "[]", "`")


@dataclass(frozen=True)
class WordGroupsForm(Form[Groups]):
    """Groups of words of English letters; upper and lower case are the same.

    Values are in one order: groups are sorted, and words within a group where their order says nothing.

    Attributes:
        ordered: Whether the order of the words within a group counts.
    """

    ordered: bool

    def read(self, text: str) -> Groups:
        """Read lists in a list, with or without quotes, or one group a line."""
        text = without_marks(unwrap(text)).translate(_SETS)
        if _EMPTY.search(text):
            raise AnswerError("a group is empty")
        groups = []
        for row in read_grid(text.removesuffix(".").rstrip(), most=_MOST_WORDS):
            words = [word.lower() for word in row]
            foreign = next((word for word in words if not word or not set(word) <= _LETTERS), None)
            if foreign is not None:
                raise AnswerError(f"{excerpt(foreign)} is not a word of letters")
            groups.append(words if self.ordered else sorted(words))
        return sorted(groups)

    def write(self, value: Groups) -> str:
        """Write it in JSON."""
        return json.dumps(value)

    def renderings(self, value: Groups) -> Iterator[str]:
        """In JSON, in Python, a group a line, without quotes, in other orders, in upper case."""
        yield from (repr(value), repr(tuple(map(tuple, value))), json.dumps(value, indent=2))
        yield from (
            json.dumps(value, separators=(",", ":")),
            f"{json.dumps(value)}.",
            json.dumps(value).upper(),
        )
        bare = [", ".join(group) for group in value]
        yield f"[{', '.join(f'[{group}]' for group in bare)}]"
        yield "\n".join(json.dumps(group) for group in value)
        yield ",\n".join(json.dumps(group) for group in value)
        yield "\\{" + ", ".join(f"\\{{{group}\\}}" for group in bare) + "\\}"
        yield "\n".join(f"- {json.dumps(group)}" for group in value)
        if len(value) > 1:
            yield "\n".join(bare)
            yield "\n".join(f"{number}. {group}" for number, group in enumerate(bare, 1))
            yield "\n".join(f"Group {number}: {group}" for number, group in enumerate(bare, 1))
        yield json.dumps(value[::-1])
        if not self.ordered:
            yield json.dumps([group[::-1] for group in value])

    def mutations(self, value: Groups) -> Iterator[tuple[str, str]]:
        """Words and groups less, more, twice, changed, in another place; groups joined and parted."""
        first, *others = value
        yield "missing part", json.dumps(others)
        yield "missing part", json.dumps([first[1:], *others] if len(first) > 1 else others)
        yield "extra part", json.dumps([*value, first])
        yield "extra part", json.dumps([*value, ["qxz"]])
        yield "extra part", json.dumps([*value, []])
        yield "extra part", json.dumps([[*first, first[0]], *others])
        yield "changed part", json.dumps([[first[0] + "s", *first[1:]], *others])
        yield "wrong type", json.dumps([[1] * len(first), *others])
        yield "broken brackets", json.dumps(value)[:-2]
        yield "all in one", json.dumps([word for group in value for word in group])
        if others:
            yield "joined groups", json.dumps([first + others[0], *others[1:]])
            yield "moved part", json.dumps([first[1:], [*others[0], first[0]], *others[1:]])
        if len(first) > 1:
            yield "parted group", json.dumps([first[:1], first[1:], *others])
        if self.ordered:
            for place, group in enumerate(value):
                if group != group[::-1] and group[::-1] not in value:
                    yield "reversed group", json.dumps([*value[:place], group[::-1], *value[place + 1 :]])
                    break
