"""What an answer says: expressions as small trees, and the values that are built of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from r1ci_bench.answers.mathematics.units import Unit

Kind = Literal[
    "number",
    "pi",
    "infinity",
    "symbol",
    "sum",
    "product",
    "negative",
    "inverse",
    "power",
    "root",
    "factorial",
    "binomial",
    "sin",
    "cos",
    "tan",
    "degrees",
    "either",
]


@dataclass(frozen=True, slots=True)
class Node:
    """A node of an expression.

    Attributes:
        kind: What it is. `inverse` is one divided by its part, `either` its part with both signs, `degrees`
            an angle; a `root` has the radicand and the degree of the root as parts.
        parts: What it is made of.
        value: Of a `number`.
        name: Of a `symbol`.
    """

    kind: Kind
    parts: tuple[Node, ...] = ()
    value: Fraction = Fraction(0)
    name: str = ""


def number(value: int | Fraction) -> Node:
    """A number as a node."""
    return Node("number", value=Fraction(value))


def has(node: Node, kind: Kind) -> bool:
    """Whether a kind of node occurs in a tree."""
    return node.kind == kind or any(has(part, kind) for part in node.parts)


def symbols(node: Node) -> frozenset[str]:
    """The names of all symbols of a tree."""
    if node.kind == "symbol":
        return frozenset((node.name,))
    return frozenset[str]().union(*map(symbols, node.parts))


@dataclass(frozen=True, slots=True)
class Written:
    """How a decimal number was written, which says how far it may be rounded.

    Attributes:
        step: The worth of one unit of its last digit.
        digits: How many significant digits it has.
    """

    step: Fraction
    digits: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """One number or expression, with what stands behind it.

    Attributes:
        tree: The expression, without unit and percent sign.
        written: Of a decimal number by itself, how it was written; otherwise None, and the value is exact.
        unit: Its unit, if it has a known one.
        nouns: Other words behind it: `12 students`.
        percent: Whether it is a percentage.
    """

    tree: Node
    written: Written | None = None
    unit: Unit | None = None
    nouns: tuple[str, ...] = ()
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Several values: a tuple or interval in brackets, a list without brackets, a ratio, a union.

    Attributes:
        opening: The opening bracket; empty for a list without brackets, `:` for a ratio, `u` for a union.
        closing: The closing bracket.
        items: The values.
    """

    opening: str
    closing: str
    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """Values joined by signs of equality: `x = 6!/2 = 360`.

    Attributes:
        label: The name in front, without blanks; empty where there is none.
        sides: The values.
        rounded: For each side, whether it comes behind a sign of approximate equality.
    """

    label: str
    sides: tuple[Value, ...]
    rounded: tuple[bool, ...]


Value: TypeAlias = Scalar | Group | Chain


def is_equation(chain: Chain) -> bool:
    """Whether a chain tells something of symbols, like `x + y = 7`, and no value of a name, like `K = 8`."""
    if chain.label:
        return "+" in chain.label
    return any(isinstance(side, Scalar) and symbols(side.tree) for side in chain.sides)
