"""The form of mathematical answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers.forms import Form
from r1ci_bench.answers.mathematics import spelling
from r1ci_bench.answers.mathematics.comparing import WRONG, Comparison
from r1ci_bench.answers.mathematics.parsing import readings
from r1ci_bench.answers.mathematics.tokens import MOST_CHARS
from r1ci_bench.answers.text import AnswerError, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.answers.mathematics.trees import Value

_RELATIVE = Fraction(1, 1_000_000)

_TEXT_COMMAND = re.compile(r"\\(?:text|mbox|textbf|textrm|textit|mathrm|mathbf|boxed) ?\{")
_CHOICE = re.compile(r"(?:the )?(?:final |correct )?(?:answer|option|choice|case)(?: is)?:? ", re.IGNORECASE)
_LAYOUT = re.compile(r"\\(?:left|right)(?![A-Za-z])|\\[!,;]|\$")
_IDLE_BLANKS = re.compile("(?<![0-9A-Za-z]) | (?![0-9A-Za-z])")
_PARTS = re.compile(r"[,;&]|\band\b|\bor\b")


@dataclass(frozen=True, eq=False)
class Mathematics:
    """An answer that was read.

    Two answers are equal where either would be accepted in the place of the other.

    Attributes:
        text: The answer without what stands around it.
        readings: The values that it may mean, the most natural one first; none where it is only words.
        problem: Why it has no reading.
    """

    text: str
    readings: tuple[Value, ...]
    problem: str = ""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mathematics):
            return NotImplemented
        form = MathematicsForm()
        return not form.fault(self, other) or not form.fault(other, self)

    # Equality is no relation of equivalence here, so there is nothing to hash by.
    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True)
class MathematicsForm(Form[Mathematics]):
    """One mathematical value or several, an expression, or a word; in LaTeX or in plain text.

    Attributes:
        relative: How far, relative to the right value, a number computed in binary may be off.
        absolute: The same as an absolute difference.
    """

    relative: Fraction = _RELATIVE
    absolute: Fraction = Fraction(0)

    def read(self, text: str) -> Mathematics:
        """Read an answer; what is no mathematics is read as words."""
        text = unwrap(text)
        if len(text) > MOST_CHARS:
            raise AnswerError(f"the answer is longer than {MOST_CHARS} characters")
        try:
            return Mathematics(text, tuple(readings(text)))
        except AnswerError as error:
            return Mathematics(text, (), str(error))

    def write(self, value: Mathematics) -> str:
        """Write it as it was read."""
        return value.text

    def fault(self, key: Mathematics, answer: Mathematics, nouns: frozenset[str] = frozenset()) -> str:
        """Why an answer is wrong, in one short sentence; empty where it is right.

        Args:
            key: The right answer.
            answer: The answer to be judged.
            nouns: Words, in lower case, that may stand behind a number: those of the problem.
        """
        if _words(key) == _words(answer):
            return ""
        if not key.readings:
            return "" if _squeezed(key.text) == _squeezed(answer.text) else WRONG
        if not answer.readings:
            return f"it cannot be read as a value: {answer.problem}"
        comparison = Comparison(self.relative, self.absolute, nouns)
        fault = ""
        for reading in answer.readings:
            try:
                found = comparison.fault(key.readings[0], reading)
            except AnswerError as error:
                found = str(error)
            if not found:
                return ""
            fault = fault or found
        return fault

    def renderings(self, value: Mathematics) -> Iterator[str]:
        """In plain text and in LaTeX, exact and rounded, with words, units and signs around it."""
        yield from spelling.renderings(value.text, value.readings)

    def mutations(self, value: Mathematics) -> Iterator[tuple[str, str]]:
        """Values near the right one, parts missing or exchanged, other signs, other brackets, junk."""
        yield from spelling.mutations(value.text, value.readings)


def _words(value: Mathematics) -> list[str] | str:
    """An answer in words as its parts, sorted; for any other answer, something that equals nothing else.

    A single letter keeps its case, as it may be a symbol.
    """
    text = _TEXT_COMMAND.sub(" ", value.text).replace("{", " ").replace("}", " ").replace("$", " ")
    text = _CHOICE.sub(" ", " ".join(text.split()), count=1).replace("\\ ", " ")
    parts = [" ".join(part.strip(" .()[]'\"").split()) for part in _PARTS.split(text)]
    if not parts or not all(part and all(sign.isalpha() or sign in " -'" for sign in part) for part in parts):
        return f"\x00{value.text}"
    return sorted(part.lower() if len(part) > 1 else part for part in parts)


def _squeezed(text: str) -> str:
    """A text without layout; blanks stay where they part two numbers or two words."""
    text = _LAYOUT.sub("", text.removesuffix("."))
    return _IDLE_BLANKS.sub("", " ".join(text.split()))
