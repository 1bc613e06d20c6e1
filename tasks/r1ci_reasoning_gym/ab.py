"""A::B: rewrite a row of tokens until no two neighbours face each other, and give what is left.

Rules: `A# #A` and `B# #B` vanish, `A# #B` becomes `#B A#`, `B# #A` becomes `#A B#`. In whatever order pairs
are rewritten, the end is the same: tokens that look left move left past those of the other letter, and meet
and destroy the nearest one of their own letter that looks right.

Levels: the length of the program; Reasoning-Gym's default, and the start of its curriculum, is 10. It leaves
out programs that take more than a hundred steps, which are most of those longer than 50.

Labels: every stored answer is compared with our own result. Not asked: programs in which nothing is to be
rewritten, and those of which nothing is left. Reasoning-Gym's checker compares texts, blanks included.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, ItemsForm, excerpt, unwrap
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_TOKENS = ("A#", "#A", "B#", "#B")
_BEFORE = "Now, consider the following program:"
_EXAMPLES = (("A# #B B# #B", "#B A#"), ("B# #A A# #A", "#A B#"))


@dataclass(frozen=True)
class TokensForm(ItemsForm):
    """A row of tokens."""

    def read(self, text: str) -> list[str]:
        """Read tokens with blanks or commas between them, perhaps each in backticks, perhaps in a list."""
        tokens = super().read(unwrap(text).replace("`", " ").replace("\\#", "#").removesuffix("."))
        foreign = next((token for token in tokens if token not in _TOKENS), None)
        if foreign is not None:
            raise AnswerError(f"{excerpt(foreign)} is no token")
        return tokens

    def write(self, value: list[str]) -> str:
        """Write them with blanks between them."""
        return " ".join(value)

    def renderings(self, value: list[str]) -> Iterator[str]:
        """As of any list, each in backticks, and as TeX writes the sign."""
        yield from super().renderings(value)
        yield " ".join(f"`{token}`" for token in value)
        yield self.write(value).replace("#", "\\#")


class Ab(ReasoningGymTask[list[str]]):
    """A system that rewrites tokens."""

    id = "reasoning-gym/ab"
    version = "1"
    name = "ab"
    levels = ladder({"length": 6}, {"length": 8}, {"length": 10}, {"length": 20}, {"length": 40})
    form = TokensForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The program."""
        tokens = entry.question.partition(_BEFORE)[2].strip().partition("\n")[0].split()
        if not tokens or not set(tokens) <= set(_TOKENS):
            return None
        left = solve({"program": tokens})
        return {"program": tokens} if left == entry.answer and left not in ("", " ".join(tokens)) else None

    def advice(self, data: dict[str, Any]) -> str:
        """When it ends, and the form."""
        given, left = next(example for example in _EXAMPLES if example[1] != solve(data))
        return (
            "The final state is reached when no two neighbours have their '#' facing each other. Give its "
            f"tokens with blanks between them; for the program {given}, for example, the answer would be "
            f"<<<{left}>>>."
        )

    def fault(self, data: dict[str, Any], value: list[str]) -> str:
        """One row is right."""
        if value == solve(data).split():
            return ""
        if any(left.endswith("#") and right.startswith("#") for left, right in pairwise(value)):
            return "there is still something to rewrite"
        return "the final state is another one"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Let the tokens meet, letter by letter."""
        return program(solve, sample.data)

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the program itself, its mirror image, and the other letter everywhere."""
        yield from super().mutations(sample, answer)
        yield "nothing rewritten", " ".join(sample.data["program"])
        yield "other letter", answer.translate(str.maketrans("AB", "BA"))


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data.

    Among the tokens of one letter, those that look right are opening brackets and those that look left are
    closing ones: pairs vanish. What is left of both letters keeps its order, those that look left in front.
    """
    waiting: dict[str, list[int]] = {"A": [], "B": []}
    ahead = []
    for place, token in enumerate(data["program"]):
        letter = token.strip("#")
        if token.endswith("#"):
            waiting[letter].append(place)
        elif waiting[letter]:
            waiting[letter].pop()
        else:
            ahead.append(token)
    behind = sorted(waiting["A"] + waiting["B"])
    return " ".join(ahead + [data["program"][place] for place in behind])
