"""GSM symbolic: word problems for grade schools with numbers and names that change.

Levels: Reasoning-Gym has no curriculum for them. Here a level takes the problems of a number of steps, which
are the operations of our working, percentages apart: two, three, four, five, and six to eleven.

Labels: every stored answer is compared with our own working of its problem (`gsm_templates`). Reasoning-Gym
cuts off where a problem does not come out even (half of 13 tubes of paint), and where a number of its own is
rounded by the machine: of 40.30 without 14.30 it leaves 25. Such items are not asked, nor those whose answer
stands in the question, or whose question has numbers like 0.6666666666666666. Its checker takes the first
number of a text for the answer, so that `1,234` is 1.

Words: Reasoning-Gym puts numbers where its source has words, so that sentences lose their sense ("exercise
for 4 the amount of time"). One of its problems says that money was spent of which a part is left, and one has
a second meaning ("there are 3 times the number of boys"). Those are put right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from r1ci_bench.answers import NumberForm, read_number, unwrap
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import Knobs, ReasoningGymTask
from r1ci_reasoning_gym.gsm_templates import TEMPLATES
from r1ci_reasoning_gym.infix import postfix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

_CURRENCY = re.compile(r"\A\\?[$\u20ac\u00a3]\s*")
_SIGNS_BEHIND = ("%", "$", "\u20ac", "\u00a3")
_REPAIRS = tuple(
    (re.compile(pattern), repaired)
    for pattern, repaired in (
        (r"\b(exercise for [0-9]+) the amount", r"\1 times the amount"),
        (r"\b(get to ride the [a-z -]+ [0-9]+)\.", r"\1 times."),
        (r"\b(writes it in full [0-9]+), writes", r"\1 times, writes"),
        (r"(?<= )([0-9.]+) as many\b", r"\1 times as many"),
        (r"\bare ([0-9]+) times the number of boys", r"are \1 times as many boys as girls"),
        (r"\bspent (\S+) and got ([0-9]+ bags of \w+) and had\b", r"had \1, bought \2 and had"),
        (r"\ban (?=[b-df-gj-np-tv-z])", "a "),
        (r"\ba (?=agent|apartment)", "an "),
    )
)
_PRINTED = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_STEP = re.compile(r" [-+*/] (?!100\b)")


@dataclass(frozen=True)
class AmountForm(NumberForm):
    """One number, although units were not wanted, perhaps with a sign of a currency or percent."""

    def read(self, text: str) -> Fraction:
        """Read it exactly, without the sign."""
        text = _CURRENCY.sub("", unwrap(text))
        # No pattern here: one for the end of a text takes quadratic time where there are many blanks.
        return read_number(text[:-1].rstrip(" \\") if text.endswith(_SIGNS_BEHIND) else text)

    def renderings(self, value: Fraction) -> Iterator[str]:
        """As of any number, and with signs."""
        yield from super().renderings(value)
        yield from (f"${shown(value)}", f"\\${shown(value)}", f"\u20ac {shown(value)}", f"{shown(value)}%")
        yield f"{shown(value)} \u20ac"


class Steps(Knobs, frozen=True, kw_only=True):
    """Difficulty of a problem.

    Attributes:
        least: The least number of steps.
        most: The largest one.
    """

    least: int
    most: int


class GsmSymbolic(ReasoningGymTask[Fraction]):
    """Word problems."""

    id = "reasoning-gym/gsm_symbolic"
    version = "1"
    name = "gsm_symbolic"
    tries = 2_000
    levels: ClassVar[tuple[Steps, ...]] = tuple(
        Steps(config={}, least=least, most=most) for least, most in ((2, 2), (3, 3), (4, 4), (5, 5), (6, 11))
    )
    form = AmountForm()
    unique_answer = True

    def chosen(self, entry: Entry, level: Knobs) -> dict[str, Any] | None:
        """Only problems with as many operations as the level asks for."""
        assert isinstance(level, Steps)  # noqa: S101 - for the type checker
        fits = level.least <= steps(template(entry.question)) <= level.most
        return self.read(entry) if fits else None

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The working of the problem, with its numbers."""
        working = worked(template(entry.question), entry.metadata["variables"])
        if not working or entry.answer is None:
            return None
        value = computed(working)
        whole = re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", entry.answer)
        printed = [Fraction(text.replace(",", "")) for text in _PRINTED.findall(entry.question)]
        if not whole or value != Fraction(entry.answer) or value <= 0 or value in printed:
            return None
        even = all((100 * number).denominator == 1 for number in (*printed, value))
        return {"working": working} if even else None

    def wording(self, question: str) -> str:
        """Puts right what has no sense, or two meanings."""
        for pattern, repaired in _REPAIRS:
            question = pattern.sub(repaired, question)
        return question

    def advice(self, data: dict[str, Any]) -> str:
        """Units, and the form."""
        text = "1250" if solve(data) != "1250" else "87"
        return (
            "Count 7 days for a week, 30 days for a month and 12 months for a year. Where no unit is asked "
            "for, it is the one that the problem counts in. Do not round. Give one number, in the form "
            f"<<<{text}>>>."
        )

    def fault(self, data: dict[str, Any], value: Fraction) -> str:
        """One number is right."""
        return "" if value == computed(data["working"]) else "the number is wrong"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Compute what the problem says, step by step."""
        return program(
            solve,
            sample.data,
            helpers=(postfix, computed, shown),
            imports=("import re", "from fractions import Fraction"),
        )


def template(question: str) -> str:
    """The working of the one problem that a question is, with names for numbers; empty if there is none."""
    found = [working for pattern, working in TEMPLATES if re.search(pattern, question)]
    return found[0] if len(found) == 1 else ""


def steps(working: str) -> int:
    """The number of operations of a working; a percentage takes none of its own."""
    return len(_STEP.findall(working))


def worked(working: str, numbers: dict[str, Any]) -> str:
    """A working with numbers for names; empty where a number is missing."""
    values = {}
    for name, value in numbers.items():
        parts = (
            {f"{name}_{place}": part for place, part in enumerate(value)} if isinstance(value, list) else {}
        )
        values.update(parts or {name: value})
    names = re.findall("[a-z][a-z0-9_]*", working)
    texts = {name: str(values.get(name, "")) for name in names}
    if not all(re.fullmatch(r"[0-9]+(?:\.[0-9]+)?|[0-9]+/[0-9]+", text) for text in texts.values()):
        return ""
    return re.sub(
        "[a-z][a-z0-9_]*",
        lambda found: f"({texts[found[0]]})" if "/" in texts[found[0]] else texts[found[0]],
        working,
    )


def computed(working: str) -> Fraction:
    """The value of a working."""
    stack: list[Fraction] = []
    for part in postfix(working, {"+": 1, "-": 1, "*": 2, "/": 2}):
        if part not in ("+", "-", "*", "/"):
            stack.append(Fraction(part))
            continue
        right, left = stack.pop(), stack.pop()
        if part in ("+", "-"):
            stack.append(left + right if part == "+" else left - right)
        else:
            stack.append(left * right if part == "*" else left / right)
    return stack[0]


def shown(value: Fraction) -> str:
    """A positive number with at most two decimals."""
    whole, cents = divmod(int(value * 100), 100)
    return f"{whole}.{cents:02d}".rstrip("0") if cents else str(whole)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return shown(computed(data["working"]))
