r"""Answers that are a formula."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap
from r1ci_reasoning_gym.formula_trees import MOST_CHARS, Node, read_formula

if TYPE_CHECKING:
    from collections.abc import Iterator

CONSTANTS = frozenset("CcKk")
"""What the constant of integration may be called."""

_NAME = re.compile(r"\s*(?:[A-Za-z](?: ?\( ?[A-Za-z] ?\))?|(?:\u222b|\\int)[^=]*)?\s*")
# What may be said of the constant: `, where C is a constant`, `(C is any number)`, `, C \\in \\mathbb{R}`.
_WHERE = re.compile(
    r"[,;]?(?:\s|\\[,;: ]|\\q?quad(?![a-z])){0,6}\(?"
    r"(?:(?:(?:where|with) \$?[A-Za-z]\$? (?:is|being)|[CcKk] is) [a-z ]{0,60}"
    r"|[CcKk] ?(?:\u2208|\\in(?![a-z])) ?(?:\u211d|\\math(?:bb|bf) ?\{?R\}?))\)?\.?\s*\Z"
)
_SUBSCRIPT = re.compile("(?<=[CcKk])[\u2080-\u2089]+")
_CONSTANT = re.compile(r"\bconst(?:ant)?\b")


@dataclass(frozen=True)
class Formula:
    """A formula that was read; two are equal where their trees are.

    Attributes:
        node: What it says.
        text: How it was written.
    """

    node: Node
    text: str = field(compare=False)


@dataclass(frozen=True)
class FormulaForm(Form[Formula]):
    """One formula, which may stand behind its name or its integral: `F(x) = x**2 + C`.

    Attributes:
        letters: The letters that are symbols, in small letters where both sizes count.
        euler: Whether `e` and `E` are the base of natural logarithms, and `pi` is the number.
        constant: Whether it is an antiderivative, with a constant of any usual name.
    """

    letters: frozenset[str]
    euler: bool = False
    constant: bool = False

    def read(self, text: str) -> Formula:
        """Read it; a capital X is an x."""
        text = unwrap(text)
        if len(text) > MOST_CHARS:
            raise AnswerError(f"a formula of more than {MOST_CHARS} characters")
        shown = text
        if self.constant:
            text = _SUBSCRIPT.sub("", _CONSTANT.sub("C", _WHERE.sub("", text)))
        text = text.rstrip().removesuffix(".")
        name, equals, behind = text.partition("=")
        if equals:
            if not _NAME.fullmatch(name):
                raise AnswerError(f"{excerpt(name)} is no name of a formula")
            text = behind
        letters = self.letters | CONSTANTS if self.constant else self.letters
        text = text.replace("X", "x")
        return Formula(read_formula(unwrap(text), letters=letters, euler=self.euler), shown)

    def write(self, value: Formula) -> str:
        """Write it as it was read."""
        return value.text

    def renderings(self, value: Formula) -> Iterator[str]:
        """With other signs for powers, in LaTeX, with a name."""
        text = value.text
        yield from (text.replace("**", "^"), text.replace("*", " * ").replace(" *  * ", "**"), f"{text}.")
        yield from (text.replace(" ", ""), f"F(x) = {text}", f"y = {text}", f"$$ {latex(value.node)} $$")
        yield latex(value.node)
        yield latex(value.node).replace("\\left", "").replace("\\right", "")
        if "x" in self.letters:
            yield text.replace("exp", "\0").replace("x", "X").replace("\0", "exp")
        if "log" in text:
            yield text.replace("log", "ln")
        if self.constant and text.endswith(" + C"):
            bare = text.removesuffix(" + C")
            yield from (bare, f"{bare} + K", f"{bare} + c", f"{bare} - C", f"C + {bare}", f"{bare} + C_1")
            yield from (
                f"{bare} + 7",
                f"{bare} + constant",
                f"{text}, where C is the constant of integration",
            )


def latex(node: Node) -> str:
    """A formula in LaTeX, with more brackets than it needs."""
    parts = [latex(part) for part in node.parts]
    match node.kind:
        case "number":
            above, below = node.value.numerator, node.value.denominator
            return str(above) if below == 1 else f"\\frac{{{above}}}{{{below}}}"
        case "euler":
            return "e"
        case "pi":
            return "\\pi"
        case "symbol":
            return node.name
        case "sum":
            return " + ".join(parts).replace("+ -", "- ")
        case "negative":
            return f"-{_bracketed(node.parts[0])}"
        case "inverse":
            return f"\\frac{{1}}{{{parts[0]}}}"
        case "product":
            return " \\cdot ".join(_bracketed(part) for part in node.parts)
        case "power":
            return f"{_bracketed(node.parts[0])}^{{{parts[1]}}}"
    if node.name == "sqrt":
        return f"\\sqrt{{{parts[0]}}}"
    if node.name == "abs":
        return f"\\left|{parts[0]}\\right|"
    name = node.name.replace("a", "arc", 1) if node.name in ("asin", "acos", "atan") else node.name
    return f"\\{name}\\left({parts[0]}\\right)"


def _bracketed(node: Node) -> str:
    plain = node.kind in ("symbol", "euler", "pi") or (node.kind == "number" and node.value.denominator == 1)
    return latex(node) if plain or node.kind == "inverse" else f"\\left({latex(node)}\\right)"
