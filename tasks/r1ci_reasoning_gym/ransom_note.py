"""Ransom note: can a note be made of the letters of a magazine?

Rules: each letter of the magazine serves once. True or False.

Levels: note and magazine grow as in the curriculum of Reasoning-Gym, from which the lengths are taken with
lower ends that rise. Where the note cannot be made, one letter of it is missing once.

Labels: every stored answer is compared with a count of ours. The checker of Reasoning-Gym gives 0.8 to
`True.` and nothing to `true`; here words are compared in any case. Which letters occur depends on the hash
seed of the process; ours is fixed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import OneOfForm
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


def _lengths(note: tuple[int, int], magazine: tuple[int, int]) -> dict[str, int]:
    return {
        "min_note_length": note[0],
        "max_note_length": note[1],
        "min_magazine_length": magazine[0],
        "max_magazine_length": magazine[1],
    }


class RansomNote(ReasoningGymTask[str]):
    """Cut out letters."""

    id = "reasoning-gym/ransom_note"
    version = "1"
    name = "ransom_note"
    levels = ladder(
        _lengths((3, 5), (8, 12)),
        _lengths((6, 10), (15, 30)),
        _lengths((11, 20), (31, 50)),
        _lengths((21, 50), (60, 100)),
        _lengths((150, 300), (400, 600)),
    )
    form = OneOfForm(("True", "False"), {"yes": "True", "no": "False"})
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The note and the magazine."""
        data = {"note": entry.metadata["ransom_note"], "magazine": entry.metadata["magazine"]}
        return data if entry.answer == solve(data) else None

    def advice(self, data: dict[str, Any]) -> str:
        """One word."""
        return (
            "A letter that the note has several times must be in the magazine at least as many times. Answer "
            "with one word, as <<<True>>> or <<<False>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One word is right."""
        if value == solve(data):
            return ""
        return "a letter is missing" if value == "True" else "the letters are all there"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Count letters."""
        return program(solve, sample.data)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    note, magazine = data["note"], data["magazine"]
    return str(all(note.count(letter) <= magazine.count(letter) for letter in set(note)))
