"""String deletion and modification: rewrite a string by numbered operations until none applies.

Rules: always carry out the first operation whose condition holds, then start again at the first one; it ends
when no condition holds. The middle of a string of even length is the right one of its two middle characters.
One string is right.

Levels: operations, lengths and steps. The official release draws six of twenty fixed operations over the
letters a, b and c, for strings of 10 to 20 letters and 4 steps or a few more; it is about level 3. Here
operations are random, of the same kinds, so every level has far more questions than can be asked. None runs
for ever, and no final string is empty. From level 3 on, going through the operations in turn, without the
new start, leads to another string.

Provenance: SymBench (CodeSteer), `string_deletion_and_modification/sample_<n>`. The official question does
not say where to go on after an operation, nor what the middle of a string of even length is: about a third
of the items is ambiguous for this. The official dialect accepts every reading, the quirk only the released
one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import asdict

from r1ci_bench.answers import WordForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask
from r1ci_symbench.rewriting import (
    Rule,
    applied,
    carried_out,
    draw_rule,
    draw_word,
    in_turn,
    in_words,
    read_rule,
    rewritten,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Defect, LoadOptions, Sample

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


class StringDeletionLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a rewriting; each pair is the least and the most.

    Attributes:
        letters: How many letters the alphabet has, from a on.
        rules: How many operations there are.
        length: Length of the string at the start.
        steps: How often operations are carried out in all.
        order_matters: Whether going through the operations in turn must lead to another string.
    """

    letters: int
    rules: int
    length: tuple[int, int]
    steps: tuple[int, int]
    order_matters: bool = False


class StringDeletionAndModification(SymBenchTask[StringDeletionLevel, str]):
    """Rewrite a string."""

    id = "symbench/string_deletion_and_modification"
    version = "1"
    levels = (
        StringDeletionLevel(letters=3, rules=3, length=(6, 9), steps=(2, 3)),
        StringDeletionLevel(letters=3, rules=4, length=(8, 12), steps=(3, 5)),
        StringDeletionLevel(letters=3, rules=6, length=(10, 20), steps=(5, 9), order_matters=True),
        StringDeletionLevel(letters=4, rules=8, length=(16, 28), steps=(10, 18), order_matters=True),
        StringDeletionLevel(letters=4, rules=12, length=(30, 50), steps=(25, 50), order_matters=True),
    )
    form = WordForm(_ALPHABET)
    unique_answer = True
    folder = "string_deletion_and_modification"
    quirks: ClassVar[Mapping[str, str]] = {
        "restart": "accepts only the released answer: after each operation start again at the first"
    }

    def generate(self, rng: Rng, level: StringDeletionLevel) -> Sample:
        """Draw operations and a string until the run is as the level asks."""
        alphabet = _ALPHABET[: level.letters]
        least, most = level.steps
        while True:
            by_condition: dict[tuple[str, str], Rule] = {}
            while len(by_condition) < level.rules:
                rule = draw_rule(rng, alphabet, level.length[1])
                by_condition.setdefault((rule["when"], rule.get("text", "")), rule)
            rules = list(by_condition.values())
            # The same operations may run long enough for another string.
            for _ in range(4):
                text = draw_word(rng, alphabet, rng.between(*level.length))
                data = {"string": text, "rules": rules}
                states = rewritten(data, most=most + 1)
                if not states:
                    break
                if len(states) <= least or not states[-1]:
                    continue
                if len(carried_out(data, states)) < level.rules / 2:
                    continue
                if level.order_matters and (in_turn(data, most=200) or states)[-1] == states[-1]:
                    continue
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the string, the operations, and that they start again at the first."""
        rules = "\n".join(f"{number}. {in_words(rule)}" for number, rule in enumerate(data["rules"], 1))
        middle = (
            " The middle character of a string with an even number of characters is the right one of its two "
            "middle characters."
            if any(rule["when"] == "longer" for rule in data["rules"])
            else ""
        )
        return (
            f'A string is rewritten step by step. At the start it is "{data["string"]}". These are the '
            f"operations:\n\n{rules}\n\n"
            "In each step, the operations are looked at in the order of their numbers, always from operation "
            "1 on. The first one whose condition holds for the string as it is then is carried out, once. "
            "Then the next step begins, again with operation 1. It ends when no operation's condition holds."
            f"{middle}\n\n"
            "Give the final string. For the string xyxyx and the one operation to remove the characters xy "
            "from the start, for example, the answer would be <<<x>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One string is right."""
        states = rewritten(data)
        if value == states[-1]:
            return ""
        return "it is a string on the way, not the last" if value in states else "it is not the final string"

    def official_fault(self, data: dict[str, Any], value: str) -> str:
        """The released question can be read in several ways; each of them is right."""
        return "" if value in readings(data) else self.fault(data, value)

    def defects(self, data: dict[str, Any], options: LoadOptions) -> set[Defect]:
        """The released question is ambiguous where its readings lead to different strings."""
        differ = len(set(readings(data))) > 1
        return {"ambiguous"} if differ and options.dialect == "official" else set()

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Carry out operation after operation."""
        return program(solve, sample.data, helpers=(applied, rewritten))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Also the other readings, the strings on the way, and all operations once."""
        yield from super().mutations(sample, answer)
        states = rewritten(sample.data)
        others = [("another reading", text) for text in readings(sample.data)]
        others += [("echo", states[0]), ("one step too few", states[-2]), ("one step only", states[1])]
        once = states[0]
        for rule in sample.data["rules"]:
            once = applied(rule, once) or once
        others.append(("each operation once", once))
        for name, text in others:
            if text != answer:
                yield name, text

    def item(self, record: Any, question: str) -> Item:
        """Read the string and the operations."""
        operations = [str(text) for text in record["selected_rules"]]
        data = {
            "string": str(record["initial_string"]),
            "rules": [read_rule(text) for text in operations],
        }
        if not all(text in question for text in (f'"{data["string"]}"', *operations)):
            raise ValueError("the question does not state the string and the operations")
        stored = str(record["final_string"])
        if not all(text and set(text) <= set(_ALPHABET) for text in (data["string"], stored)):
            raise ValueError("a string is empty or has other signs than letters")
        if len(data["string"]) > 1_000 or not data["rules"] or not rewritten(data):
            raise ValueError("the operations never end")
        return Item(data=data, stored=stored, question=question)


def readings(data: dict[str, Any]) -> list[str]:
    """Final strings by all readings of the released words; where one never ends, it gives none."""
    ways: Sequence[Callable[..., list[str]]] = (rewritten, in_turn)
    runs = [way(data, left) for way in ways for left in (False, True)]
    return [states[-1] for states in runs if states and states[-1]]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return rewritten(data)[-1]
