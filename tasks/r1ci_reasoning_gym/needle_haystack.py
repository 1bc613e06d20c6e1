"""Needle in a haystack: who of many people likes or does what the question names.

Rules: each sentence says of one person how he or she stands to one thing; one of them stands in the way and
to the thing that is asked for.

Levels: the number of sentences. The curriculum goes up to 1000 of them, which makes 40,000 characters; here
the most are 160. With more sentences more of them share the verb or the thing that is asked for.

Labels: every stored name is compared with a search of ours. Items in which a second person fits are left
out; Reasoning-Gym does not look for one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import TextForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_ASKED = re.compile(r"Who (.+)\? Reply only with a name\.")


class NeedleHaystack(ReasoningGymTask[str]):
    """Find one sentence."""

    id = "reasoning-gym/needle_haystack"
    version = "1"
    name = "needle_haystack"
    levels = ladder(
        {"min_num_statements": 10, "max_num_statements": 15},
        {"min_num_statements": 20, "max_num_statements": 40},
        {"min_num_statements": 50, "max_num_statements": 70},
        {"min_num_statements": 90, "max_num_statements": 110},
        {"min_num_statements": 140, "max_num_statements": 160},
    )
    form = TextForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The sentences, and what is asked for."""
        text, _, question = entry.question.strip().rpartition("\n")
        asked = _ASKED.fullmatch(question)
        if not asked:
            return None
        data = {"sentences": text.strip().removesuffix(".").split(". "), "asked": asked[1]}
        return data if people(data) == [entry.answer] else None

    def wording(self, question: str) -> str:
        """With the question in a paragraph of its own, and without the order to write nothing but a name."""
        text, _, asked = question.rpartition("\n")
        return f"{text.rstrip()}\n\n{asked.removesuffix(' Reply only with a name.')}"

    def advice(self, data: dict[str, Any]) -> str:
        """One name."""
        name = next(name for name in ("Roberta", "Ludmila") if name not in " ".join(data["sentences"]))
        return (
            "One sentence says exactly this; words that mean nearly the same do not count. Give the name of "
            f"the person, for example <<<{name}>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One name is right."""
        right = self.form.read(people(data)[0])
        return "" if value == right else "it is not the person that is asked for"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Look for the sentence."""
        return program(solve, sample.data, helpers=(people,))


def people(data: dict[str, Any]) -> list[str]:
    """The names of all people of whom the sentences say what is asked for."""
    end = " " + data["asked"]
    return [sentence.removesuffix(end) for sentence in data["sentences"] if sentence.endswith(end)]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return people(data)[0]
