"""Game 24: combine given numbers with + - * / so that they make a target.

Rules: each number stands exactly once, only the four operations and brackets, division is exact,
fractions may occur on the way. No power, no integer division, no joining of digits. A minus sign may also
negate at the start of a bracket; that never makes a new target possible. Every expression with the right
value is accepted.

Levels: the original game (four numbers of 1 to 13, target 24) is level 2; it has 1362 solvable puzzles in
all, every other level about twenty thousand or more. Level 4 has only puzzles that cannot be solved in
whole numbers.

Provenance: SymBench (CodeSteer), `game24_dataset/<target>/<target>[_<count>_number].csv`, which stores no
questions, and answers only in the variants; of those, some of 8 and of 40 and more numbers are only almost
equal to the target. The released checker computes 8/(3-8/3) with rounding, and rejects it.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import combinations
from math import gcd
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import asdict

from r1ci_bench.answers import AnswerError, Expression, Form, excerpt, read_expression, read_integer, unwrap
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask
from r1ci_symbench.official import bad_data, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_MOST_NUMBERS = 200
_FILE_NAME = re.compile(r"([0-9]{1,9})(?:_[0-9]+_number)?")
_ROW = re.compile(r"[0-9]{1,9}(?: [0-9]{1,9})+")


class Equation(NamedTuple):
    """An expression as it was written and as it was read, and the integer behind an equals sign, if any."""

    text: str
    expression: Expression
    right: int | None


@dataclass(frozen=True)
class EquationForm(Form[Equation]):
    """An arithmetic expression, with or without `= 24` behind it."""

    def read(self, text: str) -> Equation:
        """Read it as `read_expression` does; a final full stop is none of it."""
        left, equals, right = unwrap(text).partition("=")
        value = read_integer(right, most_digits=30) if equals else None
        left = left.strip().removesuffix(".")
        return Equation(left, read_expression(left, most_numbers=_MOST_NUMBERS), value)

    def write(self, value: Equation) -> str:
        """Write it as it was written."""
        return value.text if value.right is None else f"{value.text} = {value.right}"

    def renderings(self, value: Equation) -> Iterator[str]:
        """With other blanks, brackets and signs, and a full stop."""
        text = value.text
        yield from (text.replace(" ", ""), re.sub(r"([-+*/])", r" \1 ", text), f"[{text}]", f"${text}$")
        yield text.replace("*", "\u00d7").replace("/", "\u00f7").replace("-", "\u2212")
        yield text.replace("*", "\\times ").replace("/", "\\div ")
        yield f"{text}."
        yield text.replace("(", "[").replace(")", "]")


class Game24Level(Level, frozen=True, kw_only=True):
    """Difficulty of the game.

    Attributes:
        count: How many numbers there are.
        highest: The largest number; the smallest is 1.
        least_target: The smallest target.
        most_target: The largest target.
        needs_fractions: True where no solution stays within whole numbers.
    """

    count: int
    highest: int
    least_target: int
    most_target: int
    needs_fractions: bool = False


class Game24(SymBenchTask[Game24Level, Equation]):
    """Make a target from given numbers."""

    id = "symbench/game24"
    version = "1"
    levels = (
        Game24Level(count=3, highest=25, least_target=10, most_target=100),
        Game24Level(count=4, highest=13, least_target=24, most_target=24),
        Game24Level(count=5, highest=20, least_target=24, most_target=100),
        Game24Level(count=4, highest=20, least_target=10, most_target=200, needs_fractions=True),
        Game24Level(count=8, highest=30, least_target=500, most_target=5000),
    )
    form = EquationForm()
    folder = "game24_dataset"
    pattern = "*.csv"

    def generate(self, rng: Rng, level: Game24Level) -> Sample:
        """Draw numbers until there is a target as the level asks."""
        while True:
            numbers = sorted(rng.between(1, level.highest) for _ in range(level.count))
            target = _draw_target(rng, numbers, level)
            if target is not None:
                data = {"numbers": numbers, "target": target}
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """List the numbers and the rules."""
        numbers = data["numbers"]
        return (
            f"Write an arithmetic expression whose value is exactly {data['target']}, using these "
            f"{len(numbers)} numbers:\n{', '.join(map(str, numbers))}\n\n"
            "Rules:\n"
            "- Use every number exactly as often as it is listed, and no other number.\n"
            "- Use only addition (+), subtraction (-), multiplication (*), division (/) and parentheses.\n"
            "- Division is exact, so fractions may occur on the way; nothing is rounded.\n"
            "- Numbers must not be joined to form longer ones (2 and 4 do not make 24), and there are no "
            "powers.\n\n"
            "Give only the expression. For the numbers 5, 7 and the target 35, for example, the answer would "
            "be <<<5 * 7>>>."
        )

    def fault(self, data: dict[str, Any], value: Equation) -> str:
        """Any expression that uses the numbers once each and has exactly the target's value is right."""
        numbers, target = data["numbers"], data["target"]
        if value.right not in (None, target):
            return f"the expression is set equal to something else than {target}"
        used = value.expression.numbers
        if len(used) > len(numbers):
            return f"it has more than {len(numbers)} numbers"
        if sorted(used) != sorted(numbers):
            return "it does not use each given number exactly once"
        try:
            result = value.expression.value()
        except AnswerError as error:
            return str(error)
        return "" if result == target else f"its value is {excerpt(str(result))[1:-1]}, not {target}"

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints, where it finds an expression."""
        return find_expression(data["numbers"], data["target"])

    def reference(self, sample: Sample) -> str:
        """Search: complete up to six numbers; beyond that, for the form that `core_search` describes."""
        return program(
            solve,
            sample.data,
            helpers=(reachable, complete_search, signed_sum, core_search, find_expression),
            imports=("from itertools import combinations", "from math import gcd"),
        )

    def renderings(self, sample: Sample, answer: str) -> Iterable[str]:
        """Those of the form, with the target behind an equals sign, and in brackets."""
        yield from super().renderings(sample, answer)
        yield from (f"({answer}) = {sample.data['target']}", f"{answer}={sample.data['target']}.")

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Other numbers, other values, and operators that Python has but the game has not."""
        numbers, target = sample.data["numbers"], sample.data["target"]
        yield "changed number", re.sub("[0-9]+", lambda found: f"{int(found[0]) + 1}", answer, count=1)
        yield "other sign", f"-({answer})" if target else f"({answer})+1"
        for name, texts in {
            "extra number": ("+0", f"*{numbers[0]}/{numbers[0]}", "/0", "*1.0"),
            "operator of Python": ("**1", "//1", f"%{target + 1}", " if 1 else 1"),
            "operator of mathematics": ("^1", "!"),
            "wrong right side": (f" = {target + 1}", f" = {target} = {target}"),
            "twice": (f", {answer}",),
        }.items():
            yield from ((name, f"({answer}){text}") for text in texts)
        yield from (("broken brackets", f"({answer}"), ("only the right side", f"= {target}"))
        if len(numbers) > 1:
            yield "missing number", str(target)
            yield from (("joined digits", sign.join(map(str, numbers))) for sign in ("", " "))

    def items(self, file: Path) -> Iterator[tuple[Item, dict[str, Any]]]:
        """Read every row of a CSV file; the target is part of the file's name."""
        target = _FILE_NAME.fullmatch(file.stem)
        if not target:
            raise bad_data(file, "its name does not say the target")
        for row, fields in enumerate(csv.DictReader(read_text(file).splitlines()), 1):
            try:
                yield self.item(fields | {"target": target[1]}, ""), {"row": row}
            except ValueError as error:
                raise bad_data(file, f"row {row}: {error}") from error

    def item(self, record: Any, question: str) -> Item:
        """Read one row, with its answer where the file stores answers."""
        puzzle = (record.get("Puzzles") or "").strip()
        if not _ROW.fullmatch(puzzle):
            raise ValueError("there is no list of numbers under 'Puzzles'")
        numbers = [int(number) for number in puzzle.split(" ")]
        stored = (record.get("Solutions") or "").strip()
        return Item(data={"numbers": numbers, "target": int(record["target"])}, stored=stored or None)


def reachable(
    numbers: tuple[int, ...], *, whole: bool, memo: dict[tuple[int, ...], dict[tuple[int, int], str]]
) -> dict[tuple[int, int], str]:
    """All values that use each number once, as (numerator, denominator) in lowest terms, with an expression.

    With `whole`, every intermediate value must be an integer, too.
    """
    if numbers in memo:
        return memo[numbers]
    found = {(numbers[0], 1): str(numbers[0])} if len(numbers) == 1 else {}
    places = range(1, len(numbers))
    # The first number is always on the left: both orders of an operation are tried below.
    for size in range(len(numbers) - 1):
        for chosen in combinations(places, size):
            one = (numbers[0], *(numbers[place] for place in chosen))
            two = tuple(numbers[place] for place in places if place not in chosen)
            rights = reachable(two, whole=whole, memo=memo).items()
            for (a, b), left in reachable(one, whole=whole, memo=memo).items():
                for (c, d), right in rights:
                    results = [
                        (a * d + c * b, b * d, left, "+", right),
                        (a * d - c * b, b * d, left, "-", right),
                        (c * b - a * d, b * d, right, "-", left),
                        (a * c, b * d, left, "*", right),
                    ]
                    if c:
                        results.append((a * d, b * c, left, "/", right))
                    if a:
                        results.append((c * b, d * a, right, "/", left))
                    for above, below, first, sign, second in results:
                        scale = gcd(above, below) if below > 0 else -gcd(above, below)
                        value = (above // scale, below // scale)
                        if value not in found and (not whole or value[1] == 1):
                            found[value] = f"({first}{sign}{second})"
    memo[numbers] = found
    return found


def complete_search(numbers: list[int], target: int) -> str | None:
    """Find an expression if there is one: list what one part can make, look up what the other must make."""
    if len(numbers) == 1:
        return str(target) if numbers[0] == target else None
    memo: dict[tuple[int, ...], dict[tuple[int, int], str]] = {}
    places = range(1, len(numbers))
    # Halves first: they are cheapest, and solve most puzzles.
    for size in sorted(range(len(numbers) - 1), key=lambda size: abs(2 * (size + 1) - len(numbers))):
        for chosen in combinations(places, size):
            one = (numbers[0], *(numbers[place] for place in chosen))
            two = tuple(numbers[place] for place in places if place not in chosen)
            small, large = sorted((one, two), key=len)
            partners = reachable(large, whole=False, memo=memo)
            for (a, b), text in reachable(small, whole=False, memo=memo).items():
                wanted = [
                    (target * b - a, b, "({0}+{1})"),
                    (a - target * b, b, "({0}-{1})"),
                    (target * b + a, b, "({1}-{0})"),
                    (target * a, b, "({1}/{0})") if a else (1, 0, ""),
                    (target * b, a, "({0}*{1})"),
                    (a, target * b, "({0}/{1})"),
                ]
                for above, below, form in wanted:
                    if below:
                        scale = gcd(above, below) if below > 0 else -gcd(above, below)
                        partner = partners.get((above // scale, below // scale))
                        # Nothing may be divided by zero: a quotient's lower part is never 0.
                        if partner and not (form == "({0}/{1})" and not above):
                            return form.format(text, partner)
    return None


def signed_sum(numbers: list[int], total: int) -> str | None:
    """Signs with which the numbers add up to a total, as in `+3-4`, or None (subset sums as bit sets)."""
    excess = sum(numbers) - total
    if excess % 2 or not 0 <= excess <= 2 * sum(numbers):
        return None
    sums = [1]
    for number in numbers:
        sums.append(sums[-1] | sums[-1] << number)
    negative = excess // 2
    if not sums[-1] >> negative & 1:
        return None
    text = ""
    for number, before in zip(reversed(numbers), sums[-2::-1], strict=True):
        positive = before >> negative & 1
        negative -= 0 if positive else number
        text += f"+{number}" if positive else f"-{number}"
    return text


def core_search(numbers: list[int], target: int) -> str | None:
    """For many numbers: a core of a few, perhaps times a sum of some, plus or minus each of the others.

    Every target that is a whole number made of four of the numbers plus or minus the others is found.
    """
    order = sorted(numbers, reverse=True)
    memo: dict[tuple[int, ...], dict[tuple[int, int], str]] = {}
    for size in (2, 4):
        for chosen in combinations(range(len(order)), size):
            rest = [number for place, number in enumerate(order) if place not in chosen]
            core = tuple(order[place] for place in chosen)
            for (above, below), text in reachable(core, whole=False, memo=memo).items():
                spans = combinations(range(len(rest) + 1), 2) if size == 2 and below == 1 else ()
                for start, stop in (*spans, (0, 0)):
                    others = rest[:start] + rest[stop:]
                    factor = sum(rest[start:stop]) if stop else 1
                    signs = signed_sum(others, target - above * factor) if below == 1 else None
                    if signs is not None:
                        group = f"*({'+'.join(map(str, rest[start:stop]))})" if stop else ""
                        return text + group + signs
    return None


def find_expression(numbers: list[int], target: int) -> str | None:
    """An expression for the target, or None; the search is complete up to six numbers."""
    if len(numbers) <= 6:
        return complete_search(numbers, target)
    return core_search(numbers, target)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return find_expression(data["numbers"], data["target"]) or "no expression found"


def _draw_target(rng: Rng, numbers: list[int], level: Game24Level) -> int | None:
    """A target that the numbers can make as the level asks, or None."""
    targets = range(level.least_target, level.most_target + 1)
    if level.needs_fractions:
        every, whole = (reachable(tuple(numbers), whole=only, memo={}) for only in (False, True))
        hard = [value for value in targets if (value, 1) in every and (value, 1) not in whole]
        return rng.choice(hard) if hard else None
    if level.count <= 6:
        target = rng.choice(targets)
        return target if complete_search(numbers, target) else None
    # A complete search would take too long, so the target is made of a core and a signed sum of the others.
    order = list(numbers)
    rng.shuffle(order)
    rest = sum(number if rng.chance(1, 2) else -number for number in order[4:])
    core = reachable(tuple(order[:4]), whole=False, memo={})
    fitting = [above + rest for above, below in core if below == 1 and above + rest in targets]
    return rng.choice(fitting) if fitting else None
