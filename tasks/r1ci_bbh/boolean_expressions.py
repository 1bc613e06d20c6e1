"""Boolean expressions: say whether an expression of True, False, and, or, not is true.

Rules: `not` comes before `and`, `and` before `or`, parentheses first.

Levels: the official items have up to 4 constants; the levels have 3, 4, 5, 10 and 20. Half of the questions
of every level are true.

Provenance: BIG-Bench-Hard, `boolean_expressions.json`; all 250 stored answers are right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bbh.base import OneOfTask
from r1ci_bench.answers import OneOfForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample


class BooleanExpressionsLevel(Level, frozen=True, kw_only=True):
    """Difficulty of an expression.

    Attributes:
        constants: How many constants it has.
    """

    constants: int


class BooleanExpressions(OneOfTask[BooleanExpressionsLevel]):
    """Evaluate a boolean expression."""

    id = "bbh/boolean_expressions"
    version = "1"
    levels = (
        BooleanExpressionsLevel(constants=3),
        BooleanExpressionsLevel(constants=4),
        BooleanExpressionsLevel(constants=5),
        BooleanExpressionsLevel(constants=10),
        BooleanExpressionsLevel(constants=20),
    )
    form = OneOfForm(("True", "False"))
    advice = "Answer with one word, <<<True>>> or <<<False>>>."

    def generate(self, rng: Rng, level: BooleanExpressionsLevel) -> Sample:
        """Draw whether it shall be true, then expressions until one is."""
        wanted = rng.choice(("True", "False"))
        while True:
            data = {"expression": _terms(rng, level.constants)}
            if solve(data) == wanted:
                return self.fresh(data, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State the expression and the order of its operators."""
        return (
            f"What is the value of this expression?\n\n{data['expression']}\n\n"
            "What stands in parentheses is worked out first, then every not, then every and, then every or."
        )

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """A parser of such expressions."""
        if "expression" not in sample.data:
            return None
        return program(solve, sample.data, helpers=(disjunction, conjunction, negation))


def disjunction(tokens: list[str]) -> bool:
    """Read terms joined by `or`; the tokens come from the end of the list."""
    value = conjunction(tokens)
    while tokens and tokens[-1] == "or":
        tokens.pop()
        value = conjunction(tokens) or value
    return value


def conjunction(tokens: list[str]) -> bool:
    """Read terms joined by `and`."""
    value = negation(tokens)
    while tokens and tokens[-1] == "and":
        tokens.pop()
        value = negation(tokens) and value
    return value


def negation(tokens: list[str]) -> bool:
    """Read a constant or what stands in parentheses, with or without `not` before it."""
    first = tokens.pop()
    if first == "not":
        return not negation(tokens)
    if first == "(":
        value = disjunction(tokens)
        tokens.pop()
        return value
    return first == "True"


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(disjunction(data["expression"].split()[::-1]))


def _terms(rng: Rng, constants: int) -> str:
    if constants == 1:
        return _negated(rng, rng.choice(("True", "False", "True", "False", "( True )", "( False )")))
    left = rng.between(1, constants - 1)
    parts = [_terms(rng, count) for count in (left, constants - left)]
    parts = [f"( {part} )" if " or " in part or " and " in part else part for part in parts]
    parts = [_negated(rng, part) if part.startswith("(") else part for part in parts]
    # Without some of its parentheses an expression has another value, and asks for the order of operators.
    parts = [part[2:-2] if part.startswith("( ") and rng.chance(1, 2) else part for part in parts]
    return f" {rng.choice(('and', 'or'))} ".join(parts)


def _negated(rng: Rng, term: str) -> str:
    return "not " * rng.choice((0, 0, 0, 1, 1, 2, 3)) + term
