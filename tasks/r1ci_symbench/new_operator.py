"""New operator: the question defines operators by formulas; compute an expression that uses them.

Rules: parentheses first; apart from that all new operators have the same rank and are carried out strictly
from left to right. Within a definition the usual rules of arithmetic hold, and division is exact. One value
is right, as a fraction or as a decimal number.

Levels: the official release has one operator used twice, and three operators in `(3 # 4) @ 5 & 6`. From
level 3 on parentheses are nested and formulas subtract and divide; at level 5 some operators are defined by
other ones. From level 2 on the order always matters. Each level has far more questions than can be asked.

Provenance: SymBench (CodeSteer), `new_operator_dataset/sample_<n>`. The released questions do not say in what
order operators of equal rank are carried out, so those with three operators are ambiguous but where both
orders agree; we accept both. 99 of these 100 stored answers agree with neither: the released evaluator
computes the parentheses and then only one of the two other operators, the one that comes first in `#@$&%~`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import asdict

from r1ci_bench.answers import NumberForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Defect, LoadOptions, Sample

_SYMBOLS = "#@$&%~"
_FORMULAS = {
    "sum": "{0}*a + {1}*b",
    "product": "{0}*a*b",
    "ratio": "(a + b)/b",
    "difference": "{0}*a - {1}*b",
    "offset": "a*b + {0}*a - {1}",
    "mean": "({0}*a + b)/{1}",
    "share": "a/(b + {0})",
}
_MOST_VALUE = 10**6
"""Results stay below, so that a whole number that is off by one is outside the tolerance."""
_MOST_BETWEEN = 10**9
_MOST_DENOMINATOR = 10**4


class NewOperatorLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a question.

    Attributes:
        operators: How many operators are defined.
        numbers: How many numbers the expression has.
        depth: How deep parentheses are nested at most.
        formulas: The kinds of formulas that define operators.
        composed: How many of the operators are defined by earlier ones.
    """

    operators: int
    numbers: int
    depth: int
    formulas: tuple[str, ...]
    composed: int = 0


class NewOperator(SymBenchTask[NewOperatorLevel, Fraction]):
    """Compute with operators that the question defines."""

    id = "symbench/new_operator"
    version = "1"
    levels = (
        NewOperatorLevel(operators=1, numbers=3, depth=1, formulas=("sum", "product", "ratio")),
        NewOperatorLevel(operators=3, numbers=4, depth=1, formulas=("sum", "product", "ratio")),
        NewOperatorLevel(operators=3, numbers=6, depth=2, formulas=tuple(_FORMULAS)),
        NewOperatorLevel(operators=4, numbers=8, depth=3, formulas=tuple(_FORMULAS)),
        NewOperatorLevel(operators=6, numbers=9, depth=3, formulas=tuple(_FORMULAS), composed=2),
    )
    form = NumberForm()
    unique_answer = True
    folder = "new_operator_dataset"
    quirks: ClassVar[Mapping[str, str]] = {
        "single-operator": "of two operators behind the parentheses only one is computed, the first in #@$&%~"
    }

    def generate(self, rng: Rng, level: NewOperatorLevel) -> Sample:
        """Draw operators and an expression until its value is moderate and is none of the numbers shown."""
        while True:
            symbols = rng.sample(_SYMBOLS, level.operators)
            operators = [[symbol, ""] for symbol in symbols]
            for place, operator in enumerate(operators):
                composed = place >= level.operators - level.composed
                operator[1] = _composed(rng, symbols[:place]) if composed else _formula(rng, level.formulas)
            expression = _expression(rng, symbols, level.numbers, level.depth)
            different = len({formula for _, formula in operators}) == level.operators
            if not different or not set(symbols) <= set(expression):
                continue
            data = {"operators": operators, "expression": expression}
            steps: list[Fraction] = []
            try:
                value = value_of(expression, operators, {}, steps)
                other = value_of(expression, operators, {}, [], from_right=True)
            except ZeroDivisionError:
                continue
            if level.operators > 1 and value == other:
                continue
            moderate = all(
                abs(step) <= _MOST_BETWEEN and step.denominator <= _MOST_DENOMINATOR for step in steps
            )
            shown = re.findall("[0-9]+", expression + "".join(text for _, text in operators))
            if moderate and 1 < abs(value) < _MOST_VALUE and str(abs(value)) not in [*shown, "7/3"]:
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """Define the operators, give the expression, and say in which order it is computed."""
        operators = data["operators"]
        definitions = "\n".join(f"a {symbol} b = {formula}" for symbol, formula in operators)
        count = "One new operator is" if len(operators) == 1 else f"{len(operators)} new operators are"
        composed = any(sign in formula for _, formula in operators for sign in _SYMBOLS)
        other = " Some definitions use the other new operators." if composed else ""
        return (
            f"{count} defined, for any two numbers a and b:\n\n{definitions}\n\n"
            "Within the definitions +, -, * and / are the ordinary operations with the usual order, "
            f"multiplication and division before addition and subtraction; division is exact.{other}\n\n"
            f"Compute the value of this expression:\n\n{_spaced(data['expression'])}\n\n"
            "What stands in parentheses is computed first. Apart from that no new operator comes before "
            "another one: they are carried out strictly from left to right.\n\n"
            "Give the value as an integer, a fraction or a decimal number. A decimal number may be rounded, "
            "but must not be off by more than a millionth of the exact value. If a ^ b were (a - b)/3, for "
            "example, the value of 1 ^ 8 would be <<<-7/3>>>."
        )

    def fault(self, data: dict[str, Any], value: Fraction) -> str:
        """One value is right."""
        wanted = value_of(data["expression"], data["operators"], {}, [])
        return "" if self.form.near(value, wanted) else "it is not the value of the expression"

    def official_fault(self, data: dict[str, Any], value: Fraction) -> str:
        """Both orders are right, as the released question names none."""
        if any(self.form.near(value, wanted) for wanted in _readings(data)):
            return ""
        return "it is the value of the expression neither from left to right nor from right to left"

    def quirk_fault(self, data: dict[str, Any], value: Fraction) -> str:
        """The released answer decides, within the tolerance that holds for all answers."""
        near = self.form.near(value, self.form.read(data["stored"]))
        return "" if near else "it is not the released answer"

    def defects(self, data: dict[str, Any], options: LoadOptions) -> set[Defect]:
        """Where the two orders lead to different values."""
        left, right = _readings(data)
        return {"ambiguous"} if options.dialect == "official" and left != right else set()

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also the value from right to left."""
        yield from super().mutations(sample, answer)
        left, right = _readings(sample.data)
        if not self.form.near(right, left):
            yield "from right to left", self.form.write(right)

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Compute with exact fractions."""
        return program(
            solve,
            sample.data,
            helpers=(value_of,),
            imports=("import re", "from fractions import Fraction"),
        )

    def item(self, record: Any, question: str) -> Item:
        """Read the definitions from the record, and the expression from the question."""
        operators = [[symbol, formula] for symbol, formula in record["operator_definitions"].items()]
        for symbol, formula in operators:
            if symbol not in tuple(_SYMBOLS) or not _OFFICIAL_FORMULA.fullmatch(formula):
                raise ValueError(f"{symbol!r} is not defined by a known formula")
            if f"Define a{symbol}b to be {formula}." not in question:
                raise ValueError(f"the question does not define {symbol!r} like the record")
        found = _OFFICIAL_EXPRESSION.search(question)
        if not found or set(re.findall("[^0-9()]", found[1])) != {symbol for symbol, _ in operators}:
            raise ValueError("the question has no expression with the operators that it defines")
        if not isinstance(record["solution"], float):
            raise TypeError("'solution' is not a decimal number")
        return Item(
            data={"operators": operators, "expression": found[1]},
            stored=self.form.write(self.form.read(str(record["solution"]))),
            question=question,
        )


_OFFICIAL_FORMULA = re.compile(r"[1-9]\*a\+[1-9]\*b|[1-9]\*a\*b|\(a \+ b\)/b")
_OFFICIAL_EXPRESSION = re.compile(
    r"^Calculate (\([1-9][0-9]?[#@$&%~][1-9][0-9]?\)(?:[#@$&%~][1-9][0-9]?){1,2})\.$", re.MULTILINE
)


def value_of(
    text: str,
    operators: list[list[str]],
    letters: dict[str, Fraction],
    steps: list[Fraction],
    *,
    from_right: bool = False,
) -> Fraction:
    """Compute an expression or a formula exactly.

    Args:
        text: Numbers, letters, round brackets, the four operations and new operators.
        operators: The new operators, each as its symbol and its formula in `a` and `b`.
        letters: The values of `a` and `b` where the text is a formula.
        steps: Takes the result of every operation.
        from_right: Whether equal ranks are computed from right to left; formulas never are.
    """
    formulas = dict(operators)
    rank = {"*": 2, "/": 2}
    values: list[Fraction] = []
    waiting: list[str] = []
    for part in re.findall(r"[0-9]+|[^0-9 ]", f"({text})"):
        if part.isdigit() or part in letters:
            values.append(letters[part] if part in letters else Fraction(int(part)))
            continue
        while part != "(" and waiting[-1] != "(":
            above = rank.get(waiting[-1], 1) - rank.get(part, 1)
            if part != ")" and (above < 0 or (above == 0 and from_right)):
                break
            sign, two, one = waiting.pop(), values.pop(), values.pop()
            if sign in formulas:
                result = value_of(formulas[sign], operators, {"a": one, "b": two}, steps)
            elif sign in "+-":
                result = one + two if sign == "+" else one - two
            else:
                result = one * two if sign == "*" else one / two
            values.append(result)
            steps.append(result)
        if part == ")":
            waiting.pop()
        else:
            waiting.append(part)
    return values[0]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(value_of(data["expression"], data["operators"], {}, []))


def _readings(data: dict[str, Any]) -> tuple[Fraction, Fraction]:
    """The value from left to right, and from right to left."""
    text, operators = data["expression"], data["operators"]
    return value_of(text, operators, {}, []), value_of(text, operators, {}, [], from_right=True)


def _formula(rng: Rng, kinds: tuple[str, ...]) -> str:
    return _FORMULAS[rng.choice(kinds)].format(rng.between(2, 9), rng.between(2, 9))


def _composed(rng: Rng, symbols: list[str]) -> str:
    """A formula of earlier operators, with parentheses that leave no order open."""
    one, two = rng.choice(symbols), rng.choice(symbols)
    last = rng.choice([f"(b {one} a)", "a", "b", str(rng.between(2, 9))])
    return f"(a {one} b) {two} {last}"


def _expression(rng: Rng, symbols: list[str], numbers: int, depth: int) -> str:
    """A random expression with so many numbers: a chain whose links are numbers or groups in parentheses."""
    links: list[str] = []
    while numbers:
        size = rng.between(2, min(4, numbers)) if depth and numbers > 1 and rng.chance(1, 2) else 1
        if not links and size == numbers > 1:  # parentheses around everything would say nothing
            size -= 1
        numbers -= size
        links.append(
            str(rng.between(1, 10)) if size == 1 else f"({_expression(rng, symbols, size, depth - 1)})"
        )
    return links[0] + "".join(f"{rng.choice(symbols)}{link}" for link in links[1:])


def _spaced(expression: str) -> str:
    return "".join(f" {sign} " if sign in _SYMBOLS else sign for sign in expression)
