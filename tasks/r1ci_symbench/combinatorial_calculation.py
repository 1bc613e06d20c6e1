"""Combinatorial calculation: put operators and brackets between numbers in their order to make a target.

Rules: the numbers keep their order and each stands once; between two neighbours there is exactly one of
+ - * /, brackets go anywhere. Division is exact. A minus sign is never a negation: that would turn the order
of two numbers around. Every expression with exactly the target's value is right. The official checker takes
the numbers in any order, joins neighbouring digits (`6, 2` is 62), and accepts `**` and `//`.

Levels: the official release has 3 to 6 digits with one target each (10, 24, 78, 69, 100), its variants up to
20 digits. Here targets vary. Level 1 has about five thousand questions; at level 4 brackets are needed. The
sum of all numbers is never the target.

Provenance: SymBench (CodeSteer), `combinatorial_calculation/sample_<n>` and the folders of
`combinatorial_calculation_varied_complexity`. Nothing is wrong with the official items.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import gcd, prod
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import AnswerError, Expression, Form, read_expression, read_integer, unwrap
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_MOST_NUMBERS = 40
_MOST_TARGET = 100_000
_PARTS = re.compile(r"[0-9]+|[-+*/()]")


@dataclass(frozen=True)
class Calculation:
    """An expression as it was written.

    Attributes:
        expression: What was read.
        text: Its text.
        result: What the answer says it is equal to, or None.
    """

    expression: Expression
    text: str
    result: int | None


@dataclass(frozen=True)
class CalculationForm(Form[Calculation]):
    """An arithmetic expression: as usual, or as a list of its numbers, operators and brackets."""

    def read(self, text: str) -> Calculation:
        """Read an expression, with or without its result behind an equals sign."""
        left, equals, right = unwrap(text).partition("=")
        # The commas and quotes of a list become blanks: they part numbers, but join nothing.
        left = " ".join(re.sub("[\"',;]", " ", left.strip().removesuffix(".")).split())
        return Calculation(
            expression=read_expression(left, most_numbers=_MOST_NUMBERS, most_digits=6),
            text=left,
            result=read_integer(right, most_digits=12) if equals else None,
        )

    def write(self, value: Calculation) -> str:
        """Write it as it was written, without the signs of a list."""
        return value.text if value.result is None else f"{value.text} = {value.result}"

    def renderings(self, value: Calculation) -> Iterator[str]:
        """Lists of parts of several kinds, other blanks, other signs for the same operators."""
        parts = _PARTS.findall(value.text)
        bare, quoted = ", ".join(parts), ", ".join(f'"{part}"' for part in parts)
        yield from (f"[{bare}]", bare, f"[{bare.replace(' ', '')}]", f"[{quoted}]", f"[{bare}].", str(parts))
        yield from ("".join(parts), " ".join(parts), "\n".join(parts), f"({''.join(parts)})")
        yield "".join(parts).replace("*", "\u00d7").replace("/", "\u00f7").replace("-", "\u2212")
        yield " ".join(parts).replace("*", "\\times").replace("/", "\\div")


class CombinatorialCalculationLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a calculation.

    Attributes:
        count: How many numbers there are, each from 1 to 9.
        targets: The least and the greatest target.
        needs_brackets: Whether the target cannot be made without brackets.
    """

    count: int
    targets: tuple[int, int]
    needs_brackets: bool = False


class CombinatorialCalculation(SymBenchTask[CombinatorialCalculationLevel, Calculation]):
    """Make a target from numbers in their order."""

    id = "symbench/combinatorial_calculation"
    version = "1"
    levels = (
        CombinatorialCalculationLevel(count=3, targets=(2, 60)),
        CombinatorialCalculationLevel(count=4, targets=(10, 80)),
        CombinatorialCalculationLevel(count=5, targets=(40, 120)),
        CombinatorialCalculationLevel(count=6, targets=(50, 250), needs_brackets=True),
        CombinatorialCalculationLevel(count=14, targets=(500, 3000)),
    )
    form = CalculationForm()
    folder = "combinatorial_calculation"

    def generate(self, rng: Rng, level: CombinatorialCalculationLevel) -> Sample:
        """Draw numbers and a target until the one can be made of the others as the level asks."""
        while True:
            numbers = [rng.between(1, 9) for _ in range(level.count)]
            target = rng.between(*level.targets)
            if target == sum(numbers) or (level.needs_brackets and made_without_brackets(numbers, target)):
                continue
            data = {"numbers": numbers, "target": target}
            if found(numbers, target, longest=4):
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the numbers, the target and the rules."""
        numbers, target = data["numbers"], data["target"]
        return (
            f"Here are {len(numbers)} numbers in a fixed order:\n{', '.join(map(str, numbers))}\n\n"
            f"Write an arithmetic expression whose value is exactly {target}, with these rules:\n"
            "- All the numbers stand in the expression, each once and in the order above.\n"
            "- Between two neighbouring numbers stands exactly one operator: addition (+), subtraction (-), "
            "multiplication (*) or division (/). Numbers are never joined to form longer ones.\n"
            "- You may put round brackets wherever you like; without them, multiplication and division go "
            "before addition and subtraction, and equal ones go from left to right.\n"
            "- A minus sign only subtracts: it must not stand before a number or a bracket as a negation.\n"
            "- Division is exact, so fractions may occur on the way; nothing is rounded.\n\n"
            "Give the expression, either as usual or as a list of its numbers, operators and brackets. For "
            "the numbers 7, 5 and the target 2, for example, the answer would be <<<7 - 5>>> or "
            "<<<[7, -, 5]>>>."
        )

    def fault(self, data: dict[str, Any], value: Calculation) -> str:
        """Every expression of the numbers in their order with exactly the target's value is right."""
        numbers, target = data["numbers"], data["target"]
        expression = value.expression
        if value.result not in (None, target):
            return f"the expression is set equal to something else than {target}"
        if list(expression.numbers) != numbers:
            return "it does not use each given number once and in the given order"
        # A negation was read as a subtraction from a zero that nobody wrote.
        if len(expression.postfix) != 2 * len(numbers) - 1:
            return "a minus sign stands for a negation"
        try:
            result = expression.value()
        except AnswerError as error:
            return str(error)
        shown = str(result) if len(str(result)) <= 40 else "something else"
        return "" if result == target else f"its value is {shown}, not {target}"

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints."""
        return found(data["numbers"], data["target"])

    def reference(self, sample: Sample) -> str:
        """List what the runs of the numbers can make, and join what fits."""
        return program(
            solve,
            sample.data,
            helpers=(values, last_step, run_sum, found),
            imports=("from math import gcd",),
        )

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """As of the form, and with the target behind an equals sign."""
        yield from self.form.renderings(self.form.read(answer))
        yield f"{answer} = {sample.data['target']}"

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """What the released checker accepts, and numbers or operators less, more, or in another order."""
        numbers, target = sample.data["numbers"], sample.data["target"]
        parts = _PARTS.findall(answer)
        names = list(map(str, numbers))
        yield "missing number", "+".join(names[:-1])
        yield "missing number", " ".join(parts[1:])
        yield "extra number", f"({answer})*1"
        yield "extra number", f"{answer}+0"
        yield "no operator", ", ".join(names)
        for name, sign, value in (("all added", "+", sum(numbers)), ("all multiplied", "*", prod(numbers))):
            if value != target:
                yield name, sign.join(names)
        yield "negation", f"-(-({answer}))"
        yield "two answers", f"[{', '.join(parts)}], [{', '.join(parts)}]"
        yield "two results", f"{answer} = {target} = {target}"
        yield "another result", f"{answer} = {target + 1}"
        yield "only the target", str(target)
        yield "open bracket", f"({answer}"
        yield "closed bracket", f"{answer})"
        first, second, *rest = names
        behind = [part for name in rest for part in ("+", name)]
        yield "joined digits", f"[{', '.join([first, second, *behind])}]"
        yield "joined digits", "".join([first, second, *behind])
        for name, sign in (("power", "**"), ("integer division", "//"), ("remainder", "%"), ("power", "^")):
            yield name, "".join([first, sign, second, *behind])
            yield name, f"[{', '.join([first, *sign, second, *behind])}]"
        if numbers != numbers[::-1]:
            # Not a palindrome: read backwards, its numbers stand in another order.
            turned = [{"(": ")", ")": "("}.get(part, part) for part in reversed(parts)]
            yield "another order", " ".join(turned)

    def item(self, record: Any, question: str) -> Item:
        """Read the numbers, the target and the tokens of the stored answer."""
        numbers = [int(number) for number in record["numbers"]]
        if not 2 <= len(numbers) <= _MOST_NUMBERS or not all(1 <= number <= 999 for number in numbers):
            raise ValueError("'numbers' are not a few positive numbers")
        target = int(record["target"])
        if abs(target) > _MOST_TARGET:
            raise ValueError("'target' is too large")
        return Item(
            data={"numbers": numbers, "target": target},
            stored=f"[{', '.join(str(part) for part in record['solution'])}]",
            question=question,
        )


def values(
    run: tuple[int, ...], memo: dict[tuple[int, ...], dict[tuple[int, int], str]]
) -> dict[tuple[int, int], str]:
    """All that a run of numbers can make, as (numerator, denominator) in lowest terms, with an expression."""
    if run in memo:
        return memo[run]
    result = {(run[0], 1): str(run[0])} if len(run) == 1 else {}
    for cut in range(1, len(run)):
        rights = values(run[cut:], memo).items()
        for (a, b), left in values(run[:cut], memo).items():
            for (c, d), right in rights:
                made = [(a * d + c * b, b * d, "+"), (a * d - c * b, b * d, "-"), (a * c, b * d, "*")]
                if c:
                    made.append((a * d, b * c, "/"))
                for above, below, sign in made:
                    scale = gcd(above, below) if below > 0 else -gcd(above, below)
                    value = (above // scale, below // scale)
                    if value not in result:
                        result[value] = f"({left}{sign}{right})"
    memo[run] = result
    return result


def last_step(
    lefts: dict[tuple[int, int], str], rights: dict[tuple[int, int], str], target: int
) -> str | None:
    """Join a value on the left and one on the right to a target that is not 0, or None."""
    few, many = (lefts, rights) if len(lefts) <= len(rights) else (rights, lefts)
    for (a, b), text in few.items():
        if few is lefts:
            wanted = [(target * b - a, b, "+"), (a - target * b, b, "-"), (target * b, a, "*")]
            wanted.append((a, target * b, "/"))
        else:
            wanted = [(target * b - a, b, "+"), (target * b + a, b, "-"), (target * b, a, "*")]
            wanted.append((target * a, b, "/"))
        for above, below, sign in wanted:
            # Neither part of a quotient or product that makes the target is 0.
            if below == 0 or (sign == "/" and a == 0):
                continue
            scale = gcd(above, below) if below > 0 else -gcd(above, below)
            partner = many.get((above // scale, below // scale))
            if partner:
                return f"{text} {sign} {partner}" if few is lefts else f"{partner} {sign} {text}"
    return None


def run_sum(
    numbers: tuple[int, ...],
    target: int,
    longest: int,
    memo: dict[tuple[int, ...], dict[tuple[int, int], str]],
) -> str | None:
    """Cut the numbers into runs whose whole values add up to a target, with signs, or None.

    Bit `v + most` of a prefix's number says that this prefix can make `v`.
    """
    most = 2 * abs(target) + 100
    runs: dict[tuple[int, int], dict[int, str]] = {}
    reach = [1 << most]
    for stop in range(1, len(numbers) + 1):
        bits = 0
        for start in range(max(0, stop - longest), stop):
            made = values(numbers[start:stop], memo).items()
            whole = {above: text for (above, below), text in made if below == 1 and abs(above) <= most}
            runs[start, stop] = whole
            for value in {*whole, *(-value for value in whole if start)}:
                bits |= reach[start] << value if value >= 0 else reach[start] >> -value
        reach.append(bits & ((1 << 2 * most + 1) - 1))
    if not reach[-1] >> target + most & 1:
        return None
    text, stop, rest = "", len(numbers), target
    while stop:
        start, value, sign = next(
            (start, value, sign)
            for start in range(max(0, stop - longest), stop)
            for value in runs[start, stop]
            for sign in ((1, -1) if start else (1,))
            if 0 <= rest - sign * value + most <= 2 * most and reach[start] >> rest - sign * value + most & 1
        )
        mark = "" if not start else " + " if sign > 0 else " - "
        text = mark + runs[start, stop][value] + text
        stop, rest = start, rest - sign * value
    return text


def found(numbers: list[int], target: int, longest: int = 6) -> str | None:
    """An expression of numbers in their order for a target, or None; complete up to six numbers.

    For more numbers it is a sum of runs of at most `longest`.
    """
    run = tuple(numbers)
    memo: dict[tuple[int, ...], dict[tuple[int, int], str]] = {}
    if len(run) > 6:
        sums = (run_sum(run, target, length, memo) for length in range(3, longest + 1))
        return next((text for text in sums if text), None)
    if target == 0 or len(run) == 1:
        return values(run, memo).get((target, 1))
    # The middle first: halves have the fewest values, and solve most questions.
    cuts = sorted(range(1, len(run)), key=lambda cut: abs(2 * cut - len(run)))
    steps = (last_step(values(run[:cut], memo), values(run[cut:], memo), target) for cut in cuts)
    return next((text for text in steps if text), None)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return found(data["numbers"], data["target"]) or "no expression found"


def made_without_brackets(numbers: list[int], target: int) -> bool:
    """Whether a target can be made without brackets: as a sum of products and quotients, with signs."""
    # All numbers' product makes every term whole.
    scale = prod(numbers)
    sums: list[set[int]] = [{0}]
    for stop in range(1, len(numbers) + 1):
        sums.append(set())
        for start in range(stop):
            terms = [numbers[start] * scale]
            for number in numbers[start + 1 : stop]:
                terms = [result for term in terms for result in (term * number, term // number)]
            for total in sums[start]:
                sums[stop].update(total + term for term in terms)
                if start:
                    sums[stop].update(total - term for term in terms)
    return target * scale in sums[-1]
