"""Cryptarithm: find the digits that letters stand for, so that an addition is right.

Rules: different letters are different digits, no number begins with 0, the sum is right. Every assignment
that keeps to this is right; there are often several.

Levels: more numbers are added, as in the curriculum of Reasoning-Gym, which goes up to 50. With two numbers
some digits do not occur, with many all ten do, and carries grow.

Labels: the stored assignment is checked by the rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, read_named_integers, unwrap
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.line_marks import without_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

Digits = dict[str, int]

_TEX_BLANK = re.compile(r"\\(?:quad|[ ,;])")


@dataclass(frozen=True)
class DigitsForm(Form[Digits]):
    """Letters with their digits: `A=1,B=2`."""

    def read(self, text: str) -> Digits:
        """Read it in this form, in JSON, with colons or arrows, or one letter a line."""
        inner = without_marks(_TEX_BLANK.sub(" ", unwrap(text).lower()))
        found = read_named_integers(inner.replace("->", "=").replace(">", "="), name="[a-z]")
        if found is None:
            raise AnswerError(f"{excerpt(inner)} does not begin with a letter and its digit")
        return {letter.upper(): digit for letter, digit in found.items()}

    def write(self, value: Digits) -> str:
        """Write `A=1,B=2`."""
        return ",".join(f"{letter}={digit}" for letter, digit in value.items())

    def renderings(self, value: Digits) -> Iterator[str]:
        """With blanks, colons, in JSON, a letter a line, in another order, in lower case."""
        text = self.write(value)
        yield from (text.replace(",", ", "), text.replace("=", ": "), text.replace("=", " = "), f"{text}.")
        yield from (text.replace(",", "\n"), text.replace(",", ";"), text.lower(), text.replace("=", " -> "))
        yield from (str(value), str(value).replace("'", '"'), f"[{text}]", f"${text}$")
        yield ",".join(reversed(text.split(",")))
        yield ", and ".join(text.rsplit(",", 1)) if len(value) > 1 else text
        yield from (f"\\{{{text}\\}}", text.replace(",", ",\\ "), text.replace(",", ", \\quad "))
        yield "\n".join(f"{number}. {part}" for number, part in enumerate(text.split(","), 1))


class Cryptarithm(ReasoningGymTask[Digits]):
    """Solve an addition of letters."""

    id = "reasoning-gym/cryptarithm"
    version = "1"
    name = "cryptarithm"
    levels = ladder(
        {"min_words": 2, "max_words": 2},
        {"min_words": 3, "max_words": 3},
        {"min_words": 4, "max_words": 5},
        {"min_words": 6, "max_words": 10},
        {"min_words": 12, "max_words": 20},
    )
    form = DigitsForm()

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The numbers in letters."""
        data = {"words": entry.metadata["words_letters"], "sum": entry.metadata["result_letters"]}
        try:
            stored = self.form.read(str(entry.answer))
        except AnswerError:
            return None
        return None if self.fault(data, stored) else data

    def advice(self, data: dict[str, Any]) -> str:
        """All letters."""
        letters = "ABC" if set("".join(data["words"])) != set("ABC") else "DEF"
        example = ",".join(f"{letter}={digit}" for digit, letter in enumerate(letters, 1))
        return (
            "The numbers above the line are added, the sum stands below it; different letters are different "
            "digits. Give the digit of every letter that occurs; if there are several solutions, any one of "
            f"them. The form is that of <<<{example}>>>."
        )

    def fault(self, data: dict[str, Any], value: Digits) -> str:
        """Every assignment that keeps to the rules is right."""
        numbers = [*data["words"], data["sum"]]
        if set(value) != set("".join(numbers)):
            return "the letters are not those of the puzzle"
        if any(digit > 9 for digit in value.values()):
            return "a letter stands for more than one digit"
        if len(set(value.values())) < len(value):
            return "two letters stand for the same digit"
        if any(value[number[0]] == 0 for number in numbers):
            return "a number begins with 0"
        *added, total = [int("".join(str(value[letter]) for letter in number)) for number in numbers]
        return "" if sum(added) == total else f"the numbers add up to {sum(added)}, not to {total}"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Meet in the middle."""
        imports = ("from itertools import permutations",)
        return program(solve, sample.data, helpers=(weights, assigned), imports=imports)

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Letters less, more, changed, exchanged, with the same digit or with more than one."""
        right = self.form.read(answer)
        one, *others = right
        write = self.form.write
        yield "missing part", write({letter: right[letter] for letter in others})
        foreign = next(letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter not in right)
        yield "extra part", write({**right, foreign: next(d for d in range(11) if d not in right.values())})
        yield "another letter", write({foreign: right[one], **{letter: right[letter] for letter in others}})
        yield "same digit", write({**right, one: right[others[0]]})
        yield "all zero", write(dict.fromkeys(right, 0))
        yield "two digits", write({**right, one: right[one] + 10})
        yield "negative", answer.replace("=", "=-", 1)
        yield "not whole", answer.replace(",", ".5,", 1)
        yield "twice", f"{answer},{answer}"
        yield "only digits", ",".join(map(str, right.values()))
        weight = weights([*sample.data["words"]], sample.data["sum"])
        for two in others:
            # Exchanging two letters keeps the sum only if they weigh the same.
            if weight[one] != weight[two]:
                yield "exchanged parts", write({**right, one: right[two], two: right[one]})
        if len(right) < 10:
            free = next(digit for digit in range(10) if digit not in right.values())
            heavy = max(weight, key=lambda letter: abs(weight[letter]))
            yield "another digit", write({**right, heavy: free})


def weights(words: list[str], total: str) -> dict[str, int]:
    """How much the sum of the words grows beyond the total when a letter's digit grows by one."""
    found: dict[str, int] = {}
    for word, sign in [*((word, 1) for word in words), (total, -1)]:
        for place, letter in enumerate(reversed(word)):
            found[letter] = found.get(letter, 0) + sign * 10**place
    return dict(sorted(found.items()))


def assigned(words: list[str], total: str) -> dict[str, int]:
    """Digits that solve the puzzle; empty where there are none.

    All ways to draw the digits of half of the letters are kept by what they add up to, and so are those of
    the other half; both together must add up to nothing.
    """
    weight = weights(words, total)
    letters = list(weight)
    leading = {word[0] for word in (*words, total)}
    half = len(letters) // 2
    parts = []
    for part in (letters[:half], letters[half:]):
        ways: dict[int, list[tuple[int, ...]]] = {}
        for digits in permutations(range(10), len(part)):
            drawn = list(zip(part, digits, strict=True))
            if all(digit or letter not in leading for letter, digit in drawn):
                value = sum(weight[letter] * digit for letter, digit in drawn)
                ways.setdefault(value, []).append(digits)
        parts.append(ways)
    for value, ways_of_one in parts[0].items():
        for one in ways_of_one:
            for two in parts[1].get(-value, ()):
                if not set(one) & set(two):
                    return dict(zip(letters, one + two, strict=True))
    return {}


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    digits = assigned(data["words"], data["sum"])
    return ",".join(f"{letter}={digit}" for letter, digit in digits.items())
