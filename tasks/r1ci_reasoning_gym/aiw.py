"""Alice in Wonderland: how many sisters, friends or colleagues somebody has.

Rules: what matters is to count the person asked about out, and the others in.

Levels: the curriculum of Reasoning-Gym goes from siblings to circles of friends and of colleagues, and to
larger numbers; so it does here.

Labels: those about siblings and friends are right. Of colleagues, Reasoning-Gym stores one more than the
first circle's women, as if Matilda were none of them and had no colleague in the second circle, which
contradicts its text: she is a colleague of both, and so one of the women of both circles. Our answer stands
in its place. Where the question asks for the sisters of a brother of a man whom it never mentioned, it now
says who he is; a brother of an only brother is not asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import IntegerForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_COUNT = re.compile(r"([0-9]+) (brothers|sisters|(?:fe)?male friends|(?:fe)?male colleagues)")
_SIBLINGS = re.compile(r"(\w+) has .*How many sisters does (\w+)'s brother have\?")
_ONE = re.compile(r"\b1 ((?:fe)?male )?(brother|sister|friend|colleague)s\b")


def _knobs(siblings: float, friends: float, colleagues: float, most: int) -> dict[str, Any]:
    return {"task_type_weights": [siblings, friends, colleagues], "max_entities": most}


class Aiw(ReasoningGymTask[int]):
    """Count relatives, friends and colleagues."""

    id = "reasoning-gym/aiw"
    version = "1"
    name = "aiw"
    levels = ladder(
        _knobs(1.0, 0.0, 0.0, 6),
        _knobs(0.5, 0.5, 0.0, 8),
        _knobs(0.4, 0.3, 0.3, 10),
        _knobs(0.2, 0.2, 0.6, 16),
        _knobs(0.0, 0.0, 1.0, 60),
    )
    form = IntegerForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """What is counted, and the numbers of women."""
        counts = _COUNT.findall(entry.question)
        women = [int(count) for count, of in counts if of.startswith(("female", "sisters"))]
        siblings = _SIBLINGS.match(entry.question)
        if not women or entry.answer != str(women[0] + 1):
            return None
        if siblings and siblings[1] != siblings[2] and ("1", "brothers") in counts:
            return None
        return {"kind": entry.metadata["task_type"], "women": women}

    def wording(self, question: str) -> str:
        """Say who a brother is that nobody spoke of; one is not several."""
        siblings = _SIBLINGS.match(question)
        if siblings and siblings[1] != siblings[2]:
            question = question.replace(
                "How many", f"{siblings[2]} is one of {siblings[1]}'s brothers. How many"
            )
        return _ONE.sub(r"1 \1\2", question)

    def advice(self, data: dict[str, Any]) -> str:
        """Who counts; the example is more than there ever are, and the same everywhere, to tell nothing."""
        more = {
            "siblings": "All of them have the same parents, and there are no other brothers and sisters.",
            "friends": "Nobody is counted as a friend of themselves.",
            "colleagues": (
                "Matilda is one of the female colleagues counted in both circles, and nobody else belongs to "
                "both. Count her colleagues from both circles, each of them once, and not Matilda herself."
            ),
        }[data["kind"]]
        return f"{more} Answer with one number, as in <<<250>>>."

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One number is right."""
        return "" if value == int(solve(data)) else "it is another number"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Put the people into circles, and count."""
        return program(solve, sample.data)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data: put the women into circles, and count."""
    first = {("first", number) for number in range(data["women"][0])}
    if data["kind"] != "colleagues":
        # The woman who is spoken of, too, is a sister or a friend of the man asked for.
        return str(len(first | {"herself"}))
    matilda = ("first", 0)
    second = {("second", number) for number in range(data["women"][1] - 1)} | {matilda}
    return str(len((first | {"herself"} | second) - {matilda}))
