"""Base conversion: write a number of one base in another base.

Levels: Reasoning-Gym's curriculum has bases up to 36 and numbers up to a million. Its default, bases up to 16
and numbers up to 1,000, is our level 3; level 5 goes on to a billion and leaves the small bases out.

Labels: every stored answer is compared with a conversion of ours. Not asked: 0, which Reasoning-Gym prints as
nothing at all in most bases, and numbers that look the same in both bases. Its checker compares texts; here
`FF`, `0xff` and `ff` are one number in base 16.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from r1ci_bench.answers import AnswerError, Form, WordForm, excerpt, unwrap, without_brackets
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_MOST_DIGITS = 200
_BASE = re.compile(r"(?:_(?:\{(?:\\text\{)?)?| ?\(?base[- ]?)([0-9]{1,2})[)}]{0,2}")
_SMALL_BASE = re.compile("[\u2080-\u2089]{1,2}\\Z")
_FULL_SIZE = {0x2080 + digit: str(digit) for digit in range(10)}
_PREFIXES = {2: "0b", 8: "0o", 16: "0x"}
_EXAMPLES = ("the hexadecimal number 1f to base-7, for example, the answer would be <<<43>>>",
             "the hexadecimal number 2a to base-9, for example, the answer would be <<<46>>>")  # fmt: skip


class Numeral(NamedTuple):
    """A number as it is written.

    Attributes:
        digits: Its digits and letters, in lower case.
        base: The base that is written behind it; 0 where none is.
    """

    digits: str
    base: int


@dataclass(frozen=True)
class NumeralForm(Form[Numeral]):
    """One number in any base up to 36."""

    def read(self, text: str) -> Numeral:
        """Read digits, perhaps in groups of three, four or eight, perhaps with the base behind them."""
        text = " ".join(unwrap(without_brackets(unwrap(text.strip().removesuffix(".")))).split()).lower()
        text = unwrap(text.removeprefix("="))
        text = _SMALL_BASE.sub(lambda found: f"_{found[0].translate(_FULL_SIZE)}", text)
        digits, base = text, 0
        place = max(text.rfind("_"), text.rfind("base"))
        while place > 0 and text[place - 1] in " (":
            place -= 1
        if place > 0 and (found := _BASE.fullmatch(text, place)):
            # `(1f)_{16}`, `\text{1f}_{16}`, and `1f in base 16`.
            digits, base = unwrap(without_brackets(text[:place].removesuffix(" in"))), int(found[1])
        for separator in " _,":
            first, *others = digits.split(separator)
            sizes = {len(group) for group in others}
            if len(sizes) == 1 and sizes <= {3, 4, 8} and 1 <= len(first) <= max(sizes):
                digits = digits.replace(separator, "")
        foreign = next((sign for sign in digits if sign not in _ALPHABET), None)
        if foreign is not None:
            raise AnswerError(f"{excerpt(foreign)} is no digit")
        if not 0 < len(digits) <= _MOST_DIGITS:
            raise AnswerError(f"a number of no digits, or of more than {_MOST_DIGITS}")
        return Numeral(digits, base)

    def write(self, value: Numeral) -> str:
        """Write the digits, and the base if there is one."""
        return f"{value.digits} (base {value.base})" if value.base else value.digits

    def renderings(self, value: Numeral) -> Iterator[str]:
        """As of a word, in capitals, in groups of four."""
        yield from WordForm(_ALPHABET).renderings(value.digits)
        yield value.digits.upper()
        yield f"= {value.digits}"
        head = len(value.digits) % 4
        groups = [value.digits[:head]] if head else []
        groups += [value.digits[place : place + 4] for place in range(head, len(value.digits), 4)]
        yield " ".join(groups)
        yield "_".join(groups)

    def mutations(self, value: Numeral) -> Iterator[tuple[str, str]]:
        """As of a word."""
        yield from WordForm(_ALPHABET).mutations(value.digits)
        yield "other sign", f"-{value.digits}"


def _knobs(bases: tuple[int, int], numbers: tuple[int, int]) -> dict[str, Any]:
    return {"min_base": bases[0], "max_base": bases[1], "min_value": numbers[0], "max_value": numbers[1]}


class BaseConversion(ReasoningGymTask[Numeral]):
    """Numbers in other bases."""

    id = "reasoning-gym/base_conversion"
    version = "1"
    name = "base_conversion"
    levels = ladder(
        _knobs((2, 10), (10, 100)),
        _knobs((2, 12), (50, 300)),
        _knobs((2, 16), (200, 1_000)),
        _knobs((5, 36), (10_000, 1_000_000)),
        _knobs((11, 36), (10**7, 10**9)),
    )
    form = NumeralForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The number as it is printed, and the two bases."""
        known = entry.metadata
        data = {"number": known["source_repr"], "from": known["source_base"], "to": known["target_base"]}
        if not data["number"] or solve(data) in ("0", data["number"]) or solve(data) != entry.answer:
            return None
        return data

    def advice(self, data: dict[str, Any]) -> str:
        """Digits."""
        example = next(text for text in _EXAMPLES if f"<<<{solve(data)}>>>" not in text)
        return f"Give its digits without a prefix and without the base. To convert {example}."

    def fault(self, data: dict[str, Any], value: Numeral) -> str:
        """One number is right."""
        if value.base not in (0, data["to"]):
            return f"it is written in base {value.base}, not {data['to']}"
        digits = value.digits.removeprefix(_PREFIXES.get(data["to"], ""))
        if not digits or any(_ALPHABET.index(digit) >= data["to"] for digit in digits):
            return f"it has a digit that base {data['to']} does not have"
        return "" if int(digits, data["to"]) == int(data["number"], data["from"]) else "the number is wrong"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Read digit by digit, and divide by the other base."""
        return program(solve, sample.data)

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """Also with the prefix and the base, which only the question knows."""
        yield from super().renderings(sample, answer)
        base = sample.data["to"]
        yield from (f"{answer}_{{{base}}}", f"{answer}_{base}", f"{answer} (base {base})", f"0{answer}")
        yield from (f"({answer})_{{{base}}}", f"\\text{{{answer}}}_{{{base}}}", f"{answer} in base {base}")
        yield answer + "".join(chr(0x2080 + int(digit)) for digit in str(base))
        if base in _PREFIXES:
            yield _PREFIXES[base] + answer

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the number of the question, in its base and in decimal, and another base behind the digits."""
        yield from super().mutations(sample, answer)
        data = sample.data
        yield "the number itself", data["number"]
        yield "another base", f"{answer} (base {data['to'] + 1})"
        yield "another base", f"{data['number']}_{data['from']}"
        if data["to"] != 10:
            decimal = str(int(data["number"], data["from"]))
            if decimal != answer:
                yield "in decimal", decimal


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
    number = 0
    for digit in data["number"]:
        number = number * data["from"] + alphabet.index(digit)
    digits = ""
    while number:
        number, digit = divmod(number, data["to"])
        digits = alphabet[digit] + digits
    return digits or "0"
