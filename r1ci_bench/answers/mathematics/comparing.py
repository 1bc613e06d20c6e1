"""Says whether an answer is right: by what values mean, not by how they are written."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers.mathematics.exact import Exact, Inexact, Quotient, rational
from r1ci_bench.answers.mathematics.numeric import agree, as_decimal, digits
from r1ci_bench.answers.mathematics.trees import (
    Chain,
    Group,
    Node,
    Scalar,
    Value,
    Written,
    has,
    is_equation,
    number,
    symbols,
)
from r1ci_bench.answers.mathematics.units import are_nouns_of
from r1ci_bench.answers.text import AnswerError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

WRONG = "it is not the right value"

_ROUNDED = Fraction(1, 1_000)
_ROUNDED_DIGITS = 3
_HARDLY_ROUNDED = Fraction(1, 10)
_POINTS = ((2, 7), (5, 3), (13, 11), (17, 4), (1, 19), (23, 9))
_LEAST_POINTS = 3


@dataclass(frozen=True)
class Comparison:
    """What a comparison tolerates.

    Attributes:
        relative: How far, relative to the right value, a decimal number may be off for being computed in
            binary; also how far off an inexact key may be.
        absolute: The same as an absolute difference.
        nouns: Words that may stand behind a number without being a unit.
        exact: What normal forms are computed with; all of them share its budget.
    """

    relative: Fraction
    absolute: Fraction = Fraction(0)
    nouns: frozenset[str] = frozenset()
    exact: Exact = field(default_factory=Exact)

    def fault(self, key: Value, answer: Value) -> str:
        """Why an answer is wrong, or an empty text.

        Raises:
            AnswerError: if the answer has no value, or the comparison would take too much work.
        """
        if isinstance(key, Chain):
            return self._fault_beside_chain(key, answer)
        if isinstance(answer, Chain):
            faults = (
                self.fault(key, side) if not rounded or len(answer.sides) == 1 else self._roughly(key, side)
                for side, rounded in zip(answer.sides, answer.rounded, strict=True)
            )
            return next(filter(None, faults), "")
        if isinstance(key, Group):
            return self._group_fault(key, answer)
        if isinstance(answer, Group):
            if answer.opening == ":" and len(answer.items) == 2:
                return self.fault(key, _quotient(answer))
            return "it is more than one value"
        return self._scalar_fault(key, answer)

    def _fault_beside_chain(self, key: Chain, answer: Value) -> str:
        if is_equation(key):
            return self._equation_fault(key, answer)
        faults = [self.fault(side, answer) for side in key.sides]
        return "" if "" in faults else faults[0]

    def _equation_fault(self, key: Chain, answer: Value) -> str:
        if not isinstance(answer, Chain) or len(answer.sides) != len(key.sides):
            return "it is not the equation"
        if sorted(answer.label) != sorted(key.label):
            return "it is not the equation"
        faults = [self._fault_in_order(key.sides, sides) for sides in (answer.sides, answer.sides[::-1])]
        return "" if "" in faults else faults[0]

    def _group_fault(self, key: Group, answer: Value) -> str:
        if key.opening == ":" and len(key.items) == 2 and isinstance(answer, Scalar):
            return self.fault(_quotient(key), answer)
        if not isinstance(answer, Group):
            return f"it is one value, not {len(key.items)}"
        if len(answer.items) != len(key.items):
            return f"it has {len(answer.items)} values, not {len(key.items)}"
        if not _same_brackets(key, answer):
            return "it has other brackets"
        if key.opening == ":":
            faults = [
                self.fault(_quotient(key, place), _quotient(answer, place))
                for place in range(1, len(key.items))
            ]
            return next(filter(None, faults), "")
        if key.opening in ("(", "["):
            return self._fault_in_order(key.items, answer.items)
        labels = _labels(key.items), _labels(answer.items)
        if all(len(set(names)) == len(key.items) for names in labels):
            if sorted(labels[0]) != sorted(labels[1]):
                return "it names other quantities"
            order = [labels[1].index(label) for label in labels[0]]
            return self._fault_in_order(key.items, [answer.items[place] for place in order])
        if labels[0]:
            return self._fault_in_order(key.items, answer.items)
        return self._fault_in_any_order(key.items, answer.items)

    def _fault_in_order(self, key: Iterable[Value], answer: Iterable[Value]) -> str:
        faults = (self.fault(one, two) for one, two in zip(key, answer, strict=True))
        return next(filter(None, faults), "")

    def _fault_in_any_order(self, key: Iterable[Value], answer: Iterable[Value]) -> str:
        left = list(key)
        for item in answer:
            place = next((place for place, wanted in enumerate(left) if not self.fault(wanted, item)), None)
            if place is None:
                return "one of its values is wrong"
            del left[place]
        return ""

    def _scalar_fault(self, key: Scalar, answer: Scalar) -> str:
        if not are_nouns_of(tuple(word for word in answer.nouns if word not in key.nouns), self.nouns):
            return f"it has words behind the value: {' '.join(answer.nouns)[:60]}"
        scale = Fraction(1)
        if answer.percent and (key.unit or answer.unit):
            return "it has another unit"
        if key.unit and answer.unit:
            if key.unit.dimension != answer.unit.dimension:
                return "it has another unit"
            if key.unit.factor and answer.unit.factor:
                scale = answer.unit.factor / key.unit.factor
        wanted = key.tree
        if key.percent:
            wanted = _scaled(wanted, Fraction(1, 100))
        faults = [
            self._tree_fault(
                wanted, _scaled(answer.tree, scale * factor), _rescaled(answer, scale * factor), key
            )
            for factor in self._percentages(key, answer)
        ]
        return "" if "" in faults else faults[0]

    def _percentages(self, key: Scalar, answer: Scalar) -> tuple[Fraction, ...]:
        """By what an answer may be multiplied, for percent signs that are there or are left out."""
        hundredth = Fraction(1, 100)
        if not answer.percent:
            return (Fraction(1), hundredth) if key.percent else (Fraction(1),)
        # Where percents are asked for, a key of 18 is 18 %.
        asked = not key.percent and self.nouns & {"percent", "percentage"} and _is_more_than_one(key.tree)
        return (hundredth, Fraction(1)) if asked else (hundredth,)

    def _tree_fault(self, key: Node, answer: Node, written: Written | None, source: Scalar) -> str:
        if has(key, "infinity") or has(answer, "infinity"):
            return "" if _infinite(key) == _infinite(answer) != 0 else WRONG
        one: Quotient | None = None
        two: Quotient | None = None
        try:
            one, two = self.exact.value(key), self.exact.value(answer)
            if self.exact.equal(one, two):
                return ""
        except Inexact:
            if _agree(key, answer):
                return ""
        if symbols(key) or symbols(answer) or not (written or source.written):
            return WRONG
        wanted, given = _fraction(key, one), _fraction(answer, two)
        # A key like 1.25e+20 has lost its last digits, so it is no whole number that must be met exactly.
        whole = wanted.denominator == 1 and not (source.written and source.written.step > 1)
        return self._rounding_fault(wanted, given, written, whole=whole)

    def _rounding_fault(
        self, key: Fraction, answer: Fraction, written: Written | None, *, whole: bool
    ) -> str:
        off = abs(answer - key)
        if whole:
            noise = min(self.relative * abs(key), Fraction(1, 1_000))
            return "" if off <= max(noise, self.absolute) else WRONG
        if off <= max(self.relative * abs(key), self.absolute):
            return ""
        near = off <= _ROUNDED * abs(key)
        if written is None or not _is_rounding(key, answer, written):
            return "it is not rounded correctly" if written and near else WRONG
        return "" if near and written.digits >= _ROUNDED_DIGITS else "it is rounded too far"

    def _roughly(self, key: Value, answer: Value) -> str:
        """`fault` for what stands behind a sign of approximate equality, after the exact value."""
        fault = self.fault(key, answer)
        if not fault or not isinstance(key, Scalar) or not isinstance(answer, Scalar) or not answer.written:
            return fault
        if symbols(key.tree) or has(key.tree, "infinity"):
            return fault
        wanted, given = _fraction(key.tree, None), _fraction(answer.tree, None)
        close = abs(wanted - given) <= _HARDLY_ROUNDED * abs(wanted)
        return "" if close and _is_rounding(wanted, given, answer.written) else fault


def _is_rounding(key: Fraction, answer: Fraction, written: Written) -> bool:
    """Whether a number is another one, rounded to the nearest or cut off behind its last digit."""
    off = abs(answer - key)
    cut = answer * key >= 0 and abs(answer) <= abs(key) and off < written.step
    return cut or 2 * off <= written.step


def _is_more_than_one(tree: Node) -> bool:
    return not symbols(tree) and not has(tree, "infinity") and digits(tree, {}) > 1


def _scaled(tree: Node, factor: Fraction) -> Node:
    return tree if factor == 1 else Node("product", (number(factor), tree))


def _rescaled(answer: Scalar, factor: Fraction) -> Written | None:
    return answer.written and Written(answer.written.step * factor, answer.written.digits)


def _infinite(tree: Node) -> int:
    """1 or -1 for an infinity with its sign and nothing else, 0 for any other tree."""
    if tree.kind == "negative":
        return -_infinite(tree.parts[0])
    return int(tree.kind == "infinity")


def _fraction(tree: Node, exact: Quotient | None) -> Fraction:
    found = rational(exact) if exact is not None else None
    return Fraction(digits(tree, {})) if found is None else found


def _agree(key: Node, answer: Node) -> bool:
    """Whether two expressions without a normal form have the same digits, whatever their symbols are."""
    names = sorted(symbols(key) | symbols(answer))
    if not names:
        return agree(digits(key, {}), digits(answer, {}))
    defined = 0
    for above, below in _POINTS:
        point = {
            name: as_decimal(Fraction(above + 2 * place, below + 3 * place))
            for place, name in enumerate(names)
        }
        found: list[Decimal] = []
        for tree in (key, answer):
            try:
                found.append(digits(tree, point))
            except AnswerError:
                continue
        if len(found) == 1 or (len(found) == 2 and not agree(*found)):
            return False
        defined += len(found) == 2
    return defined >= _LEAST_POINTS


def _same_brackets(key: Group, answer: Group) -> bool:
    kinds = {(group.opening, group.closing) for group in (key, answer)}
    if len(kinds) == 1:
        return True
    pair = (answer.opening, answer.closing)
    if key.opening in ("", "{"):
        # A list of values may come as a set, a list or a tuple of a programming language.
        return pair in (("", ""), ("{", "}"), ("[", "]"), ("(", ")"))
    if (key.opening, key.closing) == ("(", ")") and pair == ("", ""):
        return True
    # Of two values, square brackets could mean a closed interval; of more, they mean a list.
    return len(key.items) > 2 and kinds == {("(", ")"), ("[", "]")}


def _labels(items: Iterable[Value]) -> list[str]:
    """The names of quantities, if all items have one."""
    labels = [item.label if isinstance(item, Chain) else "" for item in items]
    return labels if all(labels) else []


def _quotient(ratio: Group, place: int = 1) -> Scalar:
    """One part of a ratio relative to another one."""
    one, two = ratio.items[place - 1], ratio.items[place]
    if not (isinstance(one, Scalar) and isinstance(two, Scalar)):
        raise AnswerError("a ratio of something else than numbers")
    return Scalar(Node("product", (one.tree, Node("inverse", (two.tree,)))))
