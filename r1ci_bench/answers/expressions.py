"""Reads arithmetic expressions that models wrote, and computes them exactly; nothing is evaluated as code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers.text import BRACKETS, AnswerError, excerpt, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

# Sizes of brackets and blanks of TeX.
_IDLE = re.compile(r"\\(?:(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])|[,;! ])")
_WORDS = (
    ("\\*", "*"),  # an asterisk that Markdown shall show as it is
    ("\\times", "*"),
    ("\\cdot", "*"),
    ("\\div", "/"),
    ("\\dfrac", "\\frac"),
    ("\\tfrac", "\\frac"),
)
_TOKEN = re.compile(r"\s*([0-9]+|[-+*/()\[\]{}]|\\frac)\s*")
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class Expression:
    """An arithmetic expression that was read, not yet computed.

    Attributes:
        numbers: The integers in it, from left to right.
        postfix: The same in reverse Polish notation, operators among them.
    """

    numbers: tuple[int, ...]
    postfix: tuple[int | str, ...]

    def value(self) -> Fraction:
        """Compute it exactly.

        Raises:
            AnswerError: if something is divided by zero.
        """
        stack: list[Fraction] = []
        for entry in self.postfix:
            if isinstance(entry, int):
                stack.append(Fraction(entry))
                continue
            right, left = stack.pop(), stack.pop()
            if entry == "/" and not right:
                raise AnswerError("the expression divides by zero")
            if entry in "+-":
                stack.append(left + right if entry == "+" else left - right)
            else:
                stack.append(left * right if entry == "*" else left / right)
        return stack[0]


def read_expression(text: str, *, most_numbers: int, most_digits: int = 12) -> Expression:
    r"""Read an expression of integers, + - * / and brackets; `\frac{a}{b}` and `\times` count as well.

    A minus sign may stand for a negation only at the start or just after an opening bracket. There is no
    power, no integer division and no decimal point, and nothing is multiplied by standing side by side.

    Args:
        text: The expression, without an equals sign.
        most_numbers: How many integers it may have.
        most_digits: How many digits each may have.

    Raises:
        AnswerError: if the text is anything else.
    """
    postfix: list[int | str] = []
    numbers: list[int] = []
    waiting: list[str] = []
    before = "("
    for part in _parts(unwrap(text)):
        operand_next = before in "(+-*/"
        if part[0].isdigit() or part == "(":
            if not operand_next:
                raise AnswerError(f"an operator is missing before {excerpt(part)}")
        elif operand_next and (part != "-" or before != "("):
            raise AnswerError(f"a number is missing before {part!r}")
        if part[0].isdigit():
            if len(part) > most_digits or len(numbers) == most_numbers:
                raise AnswerError(
                    f"more than {most_numbers} numbers, or one of more than {most_digits} digits"
                )
            numbers.append(int(part))
            postfix.append(numbers[-1])
        elif part == "(":
            waiting.append(part)
        elif part == ")":
            while (operator := waiting.pop()) != "(":
                postfix.append(operator)
        else:
            if operand_next:
                postfix.append(0)  # a negation is a subtraction from zero
            while waiting and _STRENGTH.get(waiting[-1], 0) >= _STRENGTH[part]:
                postfix.append(waiting.pop())
            waiting.append(part)
        before = part
    if before in "(+-*/":
        raise AnswerError("the expression ends too early")
    return Expression(tuple(numbers), (*postfix, *reversed(waiting)))


def _parts(text: str) -> Iterator[str]:
    """Split an expression; its brackets match and are all round, and fractions have become divisions."""
    text = _IDLE.sub(" ", text)
    for word, sign in _WORDS:
        text = text.replace(word, sign)
    raw = _raw_parts(text)
    open_brackets: list[tuple[str, str]] = []
    for part in raw:
        if part == "\\frac":
            _expect_brace(raw)
            yield from "(("
            open_brackets.append(("}", ")/("))
        elif part in BRACKETS:
            yield "("
            open_brackets.append((BRACKETS[part], ")"))
        elif part in ")]}":
            wanted, becomes = open_brackets.pop() if open_brackets else ("", "")
            if part != wanted:
                raise AnswerError(f"{part!r} closes no bracket")
            yield from becomes
            if becomes == ")/(":
                _expect_brace(raw)
                open_brackets.append(("}", "))"))
        else:
            yield part
    if open_brackets:
        raise AnswerError("a bracket is not closed")


def _raw_parts(text: str) -> Iterator[str]:
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found:
            raise AnswerError(f"{excerpt(text[place:])} is not part of an expression")
        yield found[1]
        place = found.end()


def _expect_brace(raw: Iterator[str]) -> None:
    if next(raw, "") != "{":
        raise AnswerError("a fraction needs a numerator and a denominator in braces")
