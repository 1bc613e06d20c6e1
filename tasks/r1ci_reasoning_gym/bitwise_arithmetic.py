"""Bitwise arithmetic: an expression of hexadecimal numbers with + - * << >>.

Rules: integers of any size with a sign; `>>` rounds down.

Levels: the depth of nesting, which is Reasoning-Gym's one knob (1 to 10); at a depth of 7 expressions would
already be twice as long as ours of 6.

Labels: every stored answer is compared with a value of ours, computed from the question. Expressions without
an operator, and those whose value is one of the printed numbers (`(0x1234 << 0x0)`), are not asked.
Reasoning-Gym asks for a hexadecimal number, but its checker reads `1234` as a decimal one; here it means
0x1234.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap, without_brackets
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.infix import postfix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_MOST_DIGITS = 2_000
_HEXADECIMAL = re.compile(r"([+-]?) ?(?:0[xX])?([0-9A-Fa-f]+(?:_[0-9A-Fa-f]+)*)")
_UPRIGHT = re.compile(r"\\(?:mathrm|mathtt|text|texttt)\{([^{}]*)\}")
_BASE_MARK = re.compile(r"_(?:\{ ?(?:16|hex) ?\}|16)\Z|_\{\\text\{hex\}\}\Z")


@dataclass(frozen=True)
class HexadecimalForm(Form[int]):
    """One hexadecimal integer."""

    def read(self, text: str) -> int:
        """Read it with or without `0x`, in small or capital letters."""
        text = unwrap(unwrap(text).removeprefix("=").strip().removesuffix("."))
        text = _UPRIGHT.sub(r"\1", _BASE_MARK.sub("", unwrap(without_brackets(text))))
        found = _HEXADECIMAL.fullmatch(unwrap(without_brackets(text)))
        if not found:
            raise AnswerError(f"{excerpt(text)} is not one hexadecimal integer")
        sign, digits = found[1], found[2].replace("_", "")
        if len(digits) > _MOST_DIGITS:
            raise AnswerError(f"an integer with more than {_MOST_DIGITS} digits")
        return int(f"{sign}{digits}", 16)

    def write(self, value: int) -> str:
        """Write `0x1f`, or `-0x1f`."""
        return hex(value)

    def renderings(self, value: int) -> Iterator[str]:
        """Capital letters, no prefix, a mark of the base."""
        text = hex(value)
        sign, digits = "-" if value < 0 else "", text.lstrip("-")[2:]
        yield from (f"= {text}", f"{text}.", f"[{text}]", f"$ {text} $", text.replace("-", "\u2212"))
        yield from (f"{sign}0x{digits.upper()}", f"{sign}0X{digits.upper()}", f"{sign}{digits}")
        yield from (f"{sign}0x00{digits}", f"${sign}\\mathrm{{{digits}}}$")
        yield f"${sign}{digits.upper()}_{{16}}$"
        if value >= 0:
            yield f"+{text}"

    def mutations(self, value: int) -> Iterator[tuple[str, str]]:
        """Off by one, another sign, a digit more or less, the decimal number, two numbers."""
        text = hex(value)
        yield from (("off by one", hex(value + 1)), ("off by one", hex(value - 1)))
        yield from (
            ("extra digit", f"{text}7"),
            ("extra part", f"{text}, {text}"),
            ("not whole", f"{text}.8"),
        )
        yield from (("in decimal digits", str(value)), ("not hexadecimal", f"{text}g"))
        yield from (
            ("other sign", hex(-value)),
            ("highest bit wrong", hex(value ^ (1 << value.bit_length()))),
        )
        if abs(value) > 15:
            yield "missing digit", text[:-1]
        if value < 0:
            yield "two's complement", hex(value & ((1 << (value.bit_length() + 8) // 8 * 8) - 1))


class BitwiseArithmetic(ReasoningGymTask[int]):
    """Expressions of hexadecimal numbers."""

    id = "reasoning-gym/bitwise_arithmetic"
    version = "1"
    name = "bitwise_arithmetic"
    levels = ladder(*({"difficulty": depth} for depth in (1, 2, 3, 4, 6)))
    form = HexadecimalForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The expression."""
        expression = entry.question.rsplit("\n", 1)[-1].strip()
        try:
            found = value(expression)
        except ValueError:
            return None
        printed = {abs(int(number, 16)) for number in re.findall("0x[0-9a-f]+", expression)}
        if entry.answer != hex(found) or abs(found) in printed:
            return None
        return {"expression": expression}

    def wording(self, question: str) -> str:
        """With its two words spelt as they are."""
        return question.replace("two's-compliment", "two's-complement").replace("hexidecimal", "hexadecimal")

    def advice(self, data: dict[str, Any]) -> str:
        """How shifts round, and the form of the answer."""
        shown = "-0x6" if value(data["expression"]) != -6 else "-0x7"
        number = {"-0x6": "0xb", "-0x7": "0xd"}[shown]
        return (
            "a << b is a times 2 to the power of b; a >> b is a divided by that, rounded down (towards minus "
            f"infinity). For ((0x0 - {number}) >> 0x1), for example, the answer would be <<<{shown}>>>."
        )

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One value is right."""
        return "" if value == _value(data) else "it is not the value of the expression"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Compute it operator by operator."""
        return program(solve, sample.data, helpers=(postfix, value), imports=("import re",))

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also with the shifts exchanged, and with plus for minus."""
        yield from super().mutations(sample, answer)
        expression, right = sample.data["expression"], int(answer, 16)
        for name, other in (
            ("shifts exchanged", expression.replace("<<", "?").replace(">>", "<<").replace("?", ">>")),
            ("plus for minus", expression.replace("-", "+")),
            ("shifts overlooked", re.sub("(<<|>>) 0x[0-3]", "+ 0x0", expression)),
        ):
            if value(other) != right:
                yield name, hex(value(other))


def value(expression: str) -> int:
    """The value of an expression."""
    stack: list[int] = []
    for part in postfix(expression, {"<<": 1, ">>": 1, "+": 2, "-": 2, "*": 3}):
        if part[0].isdigit():
            stack.append(int(part, 16))
            continue
        right, left = stack.pop(), stack.pop()
        if part in ("<<", ">>"):
            stack.append(left << right if part == "<<" else left >> right)
        elif part == "*":
            stack.append(left * right)
        else:
            stack.append(left + right if part == "+" else left - right)
    return stack[0]


def _value(data: dict[str, Any]) -> int:
    return value(data["expression"])


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return hex(value(data["expression"]))
