"""Circuit logic: the output of a circuit of gates that is drawn in characters.

Rules: every gate may have more than two inputs: NAND is false where all of them are true, XOR is true where
an odd number of them are, NOR where none is.

Levels: the curriculum of Reasoning-Gym goes up to 30 gates with 10 inputs each, drawings of 40,000
characters; here up to 10 gates with 4 inputs, and lower ends rise with the level.

Labels: every stored answer is compared with ours. The output of an AND, OR or NOR of many gates is nearly
always the same, so that one could answer without looking at the inputs: of these circuits, so few with the
usual output are kept that both outputs are as likely, whatever the last gate is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import OneOfForm
from r1ci_bench.hashing import content_hash
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_SIGNS = {"&": "AND", "\u2191": "NAND", "\u2295": "XOR"}
# What a last gate gives for most inputs.
_USUAL = {"AND": "0", "NOR": "0", "OR": "1"}


class CircuitLogic(ReasoningGymTask[str]):
    """Follow the wires."""

    id = "reasoning-gym/circuit_logic"
    version = "1"
    name = "circuit_logic"
    levels = ladder(
        {"min_terms": 2, "max_terms": 2, "min_inputs": 2, "max_inputs": 2},
        {"min_terms": 2, "max_terms": 3, "min_inputs": 2, "max_inputs": 3},
        {"min_terms": 3, "max_terms": 5, "min_inputs": 2, "max_inputs": 4},
        {"min_terms": 5, "max_terms": 7, "min_inputs": 3, "max_inputs": 4},
        {"min_terms": 8, "max_terms": 10, "min_inputs": 3, "max_inputs": 4},
    )
    form = OneOfForm(("0", "1"), {"false": "0", "true": "1"})
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The gates with their inputs, each with whether it is negated; the last gate; the inputs' values."""
        found = entry.metadata
        gates = []
        for term in found["term_strings"]:
            sign = next((sign for sign in _SIGNS if sign in term), "")
            if not sign:
                return None
            gates.append([_SIGNS[sign], *term.split(sign)])
        data = {"last": found["final_gate"], "gates": gates, "values": found["assignments"]}
        answer = solve(data)
        if answer != entry.answer:
            return None
        share = int(content_hash(data)[:8], 16) / 2**32
        if answer == _USUAL.get(data["last"]) and share > 1 / (2 ** len(gates) - 1):
            return None
        return data

    def advice(self, data: dict[str, Any]) -> str:
        """Gates with many inputs, and the form of the answer."""
        return (
            "A gate may have any number of inputs: AND gives 1 where all of them are 1, NAND the opposite; "
            "OR gives 1 where at least one is 1, NOR the opposite; XOR gives 1 where an odd number is 1. "
            "Lines that only cross are not connected. Answer with one digit, as <<<0>>> or <<<1>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One output is right."""
        return "" if value == solve(data) else "the output is the other one"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Evaluate gate by gate."""
        return program(solve, sample.data, helpers=(output,))


def output(gate: str, inputs: list[bool]) -> bool:
    """What a gate gives."""
    if gate == "XOR":
        return sum(inputs) % 2 == 1
    if gate in ("AND", "NAND"):
        return all(inputs) == (gate == "AND")
    return any(inputs) == (gate == "OR")


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    values = data["values"]
    ends = []
    for gate, *names in data["gates"]:
        ends.append(output(gate, [(values[name.rstrip("'")] == 1) != name.endswith("'") for name in names]))
    return str(int(output(data["last"], ends)))
