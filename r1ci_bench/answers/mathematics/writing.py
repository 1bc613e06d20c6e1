r"""Writes expressions: in plain text as programs print them, and in LaTeX."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from r1ci_bench.answers.mathematics.numeric import digits
from r1ci_bench.answers.mathematics.trees import has, symbols

if TYPE_CHECKING:
    from r1ci_bench.answers.mathematics.trees import Node

Style = Literal["plain", "latex"]

# How strongly an expression holds together: sums, signs, products, powers, and what needs no brackets.
_SUM, _SIGN, _PRODUCT, _POWER, _WHOLE = range(5)


def written(tree: Node, style: Style) -> str:
    """An expression as text, which reads back as the same expression."""
    return _text(tree, style)[0]


def decimals(tree: Node, places: int) -> str:
    """A real number with so many decimal places, rounded half up from zero."""
    value = digits(tree, {})
    scaled = round(Fraction(value) * 10**places)
    whole, rest = divmod(abs(scaled), 10**places)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole}.{rest:0{places}}" if places else f"{sign}{whole}"


def is_number(tree: Node) -> bool:
    """Whether a tree is a finite number, without symbols."""
    return not (symbols(tree) or has(tree, "infinity") or has(tree, "either"))


def _inside(tree: Node, style: Style, least: int) -> str:
    text, strength = _text(tree, style)
    if strength >= least:
        return text
    return f"({text})" if style == "plain" else f"\\left({text}\\right)"


def _text(tree: Node, style: Style) -> tuple[str, int]:
    latex = style == "latex"
    match tree.kind:
        case "number":
            return _number(tree.value, style)
        case "pi":
            return ("\\pi", _WHOLE) if latex else ("pi", _WHOLE)
        case "infinity":
            return ("\\infty", _WHOLE) if latex else ("oo", _WHOLE)
        case "symbol":
            greek = latex and len(tree.name) > 1 and "_" not in tree.name
            return (f"\\{tree.name}" if greek else tree.name), _WHOLE
        case "sum":
            first, *others = tree.parts
            text = _inside(first, style, _SIGN)
            for term in others:
                negative = term.kind == "negative"
                part = _inside(term.parts[0] if negative else term, style, _PRODUCT)
                text += f" - {part}" if negative else f" + {part}"
            return text, _SUM
        case "negative":
            return f"-{_inside(tree.parts[0], style, _PRODUCT)}", _SIGN
        case "inverse":
            return _product((tree,), style)
        case "product":
            return _product(tree.parts, style)
        case "power":
            base, exponent = tree.parts
            if latex:
                return f"{_inside(base, style, _WHOLE)}^{{{_inside(exponent, style, _SUM)}}}", _POWER
            return f"{_inside(base, style, _WHOLE)}**{_inside(exponent, style, _WHOLE)}", _POWER
        case "root":
            return _root(tree.parts[0], tree.parts[1], style)
        case "factorial":
            return f"{_inside(tree.parts[0], style, _WHOLE)}!", _POWER
        case "binomial":
            above, below = (_inside(part, style, _SUM) for part in tree.parts)
            return (f"\\binom{{{above}}}{{{below}}}" if latex else f"binom({above}, {below})"), _WHOLE
        case "degrees":
            sign = "^\\circ" if latex else "\u00b0"
            return f"{_inside(tree.parts[0], style, _WHOLE)}{sign}", _POWER
        case "sin" | "cos" | "tan":
            name = f"\\{tree.kind}" if latex else tree.kind
            return f"{name}({_inside(tree.parts[0], style, _SUM)})", _POWER
    return f"\\pm {_inside(tree.parts[0], style, _POWER)}", _SIGN


def _number(value: Fraction, style: Style) -> tuple[str, int]:
    if value.denominator == 1:
        return str(value), _WHOLE if value >= 0 else _SIGN
    if style == "plain":
        return str(value), _PRODUCT if value >= 0 else _SIGN
    sign = "-" if value < 0 else ""
    return f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", _SIGN if sign else _WHOLE


def _product(parts: tuple[Node, ...], style: Style) -> tuple[str, int]:
    above = [part for part in parts if part.kind != "inverse"]
    below = [part.parts[0] for part in parts if part.kind == "inverse"]
    if style == "plain":
        text = "*".join(_inside(part, style, _POWER) for part in above) or "1"
        return "/".join([text, *(_inside(part, style, _POWER) for part in below)]), _PRODUCT
    top = _factors(above) if len(above) != 1 or not below else _inside(above[0], style, _SUM)
    if not below:
        return top, _PRODUCT
    bottom = _factors(below) if len(below) > 1 else _inside(below[0], style, _SUM)
    return f"\\frac{{{top}}}{{{bottom}}}", _WHOLE


def _factors(parts: list[Node]) -> str:
    return " \\cdot ".join(_inside(part, "latex", _POWER) for part in parts) or "1"


def _root(inside: Node, degree: Node, style: Style) -> tuple[str, int]:
    text = _inside(inside, style, _SUM)
    order = _inside(degree, style, _SUM)
    if order == "2":
        return (f"\\sqrt{{{text}}}", _WHOLE) if style == "latex" else (f"sqrt({text})", _WHOLE)
    if style == "latex":
        return f"\\sqrt[{order}]{{{text}}}", _WHOLE
    return f"({text})**(1/({order}))", _POWER
