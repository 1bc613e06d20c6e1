r"""What lies next to an answer: other ways to write it, and wrong answers that look like it.

A wrong answer is made so that it is certainly wrong; where that depends on numbers, floating point numbers,
which the comparison itself never uses, tell the new value from the right one.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from r1ci_bench.answers.mathematics.numeric import digits
from r1ci_bench.answers.mathematics.trees import Chain, Group, Node, Scalar, has, is_equation, number
from r1ci_bench.answers.mathematics.writing import decimals, is_number, written
from r1ci_bench.answers.text import AnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from r1ci_bench.answers.mathematics.trees import Kind, Value

_ARABIC = {ord("0") + digit: 0x0660 + digit for digit in range(10)}
_MOST_EXACT = 10**15


def renderings(text: str, values: Sequence[Value]) -> Iterator[str]:
    """Other ways to write an answer.

    Args:
        text: The answer.
        values: Its readings.
    """
    yield from (
        f"\\boxed{{{text}}}",
        f"\\({text}\\)",
        f"The answer is {text}",
        f"the final answer is {text}.",
    )
    if "$" not in text:
        yield from (f"${text}$", f"$$ {text} $$", f"The answer is ${text}$.")
    if not values:
        yield from (f"\\text{{{text}}}", f"{text}.", f"  {text}\n")
        return
    yield f"{text}."
    value = values[0]
    if isinstance(value, Chain) and is_equation(value):
        sides = [value.label] * bool(value.label) + [_plain(side) for side in value.sides]
        yield from (" = ".join(sides), " = ".join(reversed(sides)))
    elif isinstance(value, Chain):
        for side in value.sides:
            yield from _inside_chain(value, side)
    elif isinstance(value, Group):
        yield from _groups(value)
    else:
        yield f"= {text}"
        if not value.percent and not value.unit:
            yield f"x = {text}"
        yield from _scalars(value)


def _inside_chain(value: Chain, side: Value) -> Iterator[str]:
    if isinstance(side, Scalar):
        yield from _scalars(side)
        yield from (f"{value.label}={_plain(side)}", f"{_plain(side)} = {value.label}")


def _groups(value: Group) -> Iterator[str]:
    opening, closing = value.opening, value.closing
    for style in (_plain, _latex):
        parts = [style(item) for item in value.items]
        if opening == ":":
            yield from (":".join(parts), " : ".join(parts))
        elif opening == "u":
            yield " \\cup ".join(parts)
        elif opening in ("", "{"):
            yield from (", ".join(parts), ",\n".join(parts), " and ".join(parts), "; ".join(reversed(parts)))
            yield from (f"\\{{{', '.join(parts)}\\}}", f"{{{', '.join(parts)}}}", f"[{', '.join(parts)}]")
        else:
            yield f"{opening}{', '.join(parts)}{closing}"
            yield f"\\left{opening} {' , '.join(parts)} \\right{closing}"
            if (opening, closing) == ("(", ")"):
                yield ", ".join(parts)


def _scalars(value: Scalar) -> Iterator[str]:
    """Of one value: exact and rounded, with and without unit."""
    for style in ("plain", "latex"):
        bare = written(value.tree, "plain" if style == "plain" else "latex")
        yield from (bare, f"{bare} \\%" if value.percent else bare)
        if is_number(value.tree) and not value.unit and not value.percent:
            yield from (f"{bare} \\text{{ square units}}", f"{bare} cm", f"{bare}\\text{{ cm}}^2")
    if not is_number(value.tree):
        return
    yield f"({written(value.tree, 'plain')})"
    yield f"2 \\cdot ({written(value.tree, 'plain')}) / 2"
    exact = _rational(value.tree)
    if exact is not None and exact.denominator == 1:
        yield from _whole(exact.numerator)
        return
    size = abs(float(digits(value.tree, {})))
    places = max(2, 5 - math.floor(math.log10(size)))
    yield from (decimals(value.tree, places), f"\\approx {decimals(value.tree, places)}")
    yield f"{written(value.tree, 'plain')} ≈ {decimals(value.tree, places)}"
    yield f"approximately {decimals(value.tree, places + 3)}"
    if size < _MOST_EXACT:
        yield repr(float(digits(value.tree, {})))
    if exact is not None and abs(exact.numerator) < _MOST_EXACT:
        yield from _fractions(exact)
        if not value.unit and 0 < abs(exact) < 1 and 100 % exact.denominator == 0:
            yield f"{exact * 100}\\%"


def _whole(value: int) -> Iterator[str]:
    yield from (str(value), f"{value}.0", f"{value}.", f"[{value}]", f"{3 * value}/3")
    if value >= 0:
        yield f"+{value}"
    if abs(value) >= 1_000:
        grouped = f"{value:,}"
        yield from (grouped, *(grouped.replace(",", sign) for sign in ("{,}", "\\,", ",\\!")))


def _fractions(value: Fraction) -> Iterator[str]:
    above, below = abs(value.numerator), value.denominator
    sign = "-" if value < 0 else ""
    yield from (
        f"{sign}{above}/{below}",
        f"{sign}{2 * above} / {2 * below}",
        f"Fraction({sign}{above}, {below})",
    )
    yield from (f"{sign}\\{name}{{{above}}}{{{below}}}" for name in ("frac", "dfrac", "tfrac"))
    if above < 10 and below < 10:
        yield from (f"{sign}\\frac{above}{below}", f"{sign}\\frac {above} {below}")
    whole, rest = divmod(above, below)
    if whole:
        yield from (f"{sign}{whole}\\frac{{{rest}}}{{{below}}}", f"{sign}{whole} {rest}/{below}")


def mutations(text: str, values: Sequence[Value]) -> Iterator[tuple[str, str]]:
    """Wrong answers next to a right one, each with the name of what was done.

    Args:
        text: The right answer.
        values: Its readings.
    """
    yield "extra part", f"{text}, {text}"
    yield "extra part", f"{text} or something else"
    yield "not an answer", f"not {text}"
    yield "non-ASCII digits", "\u0663"
    yield "division by zero", "1/0"
    yield "not a number", "nan"
    if not values:
        yield "changed part", f"{text} only"
        yield "missing part", text[:-1]
        return
    if isinstance(values[0], Chain) and is_equation(values[0]):
        for side in values[0].sides:
            yield "missing part", _plain(side)
    value = values[0].sides[-1] if isinstance(values[0], Chain) else values[0]
    if isinstance(value, Group):
        yield from _spoiled_group(value)
    if not isinstance(value, Scalar):
        return
    if not is_number(value.tree):
        yield "off by one", f"{written(value.tree, 'plain')} + 1"
        yield "other sign", f"-({written(value.tree, 'plain')})"
        return
    for name, tree in _near(value.tree):
        if _differ(tree, value.tree):
            yield name, written(tree, "plain")
            yield name, written(tree, "latex")
    yield from _spoiled_number(value)


def _spoiled_number(value: Scalar) -> Iterator[tuple[str, str]]:
    size = float(digits(value.tree, {}))
    exact = _rational(value.tree)
    bare = written(value.tree, "plain")
    if size:
        yield "rounded too far", decimals(_times(value.tree, Fraction(1_003, 1_000)), 12)
        yield "a thousand times", f"{bare} * 1000"
    if exact is not None and exact.denominator == 1:
        yield "extra digit", f"{exact.numerator}7"
        yield "not whole", f"{exact.numerator}.5"
        yield "not whole", f"{exact.numerator}.01"
        if abs(exact) >= 10:
            yield "missing digit", str(exact.numerator)[:-1]
            yield "digits apart", f"{str(exact.numerator)[:-1]} {str(exact.numerator)[-1]}"
    yield "two values", f"{bare} or {written(_plus(value.tree, 1), 'plain')}"
    yield "two values", f"{bare} = {written(_plus(value.tree, 1), 'plain')}"
    if size:
        yield "meaningful word", f"{bare} million"
        yield "meaningful word", f"{bare} halves"
    if value.unit:
        yield "other unit", f"{bare} gallons" if size else f"{bare} and a half"
    if value.percent and size:
        yield "percent of a percent", f"{written(_times(value.tree, Fraction(1, 100)), 'plain')} \\%"


def _near(tree: Node) -> Iterator[tuple[str, Node]]:
    yield "off by one", _plus(tree, 1)
    yield "off by one", _plus(tree, -1)
    yield "other sign", Node("negative", (tree,))
    yield "turned over", Node("inverse", (tree,)) if float(digits(tree, {})) else _plus(tree, 2)
    yield "doubled", _times(tree, Fraction(2))
    yield "halved", _times(tree, Fraction(1, 2))
    yield "missing root", _without(tree, "root")
    yield "missing pi", _without(tree, "pi")
    yield "extra root", Node("root", (Node("power", (tree, number(4))), number(2)))
    yield "extra pi", Node("product", (tree, Node("pi")))


def _spoiled_group(value: Group) -> Iterator[tuple[str, str]]:
    opening, closing = value.opening, value.closing
    joint = {":": ":", "u": " \\cup "}.get(opening, ", ")
    left, right = (
        ("", "") if opening in (":", "u") else (opening.replace("{", "\\{"), closing.replace("}", "\\}"))
    )
    parts = [_plain(item) for item in value.items]

    def shown(items: list[str]) -> str:
        return f"{left}{joint.join(items)}{right}"

    if opening != ":" or len(parts) > 2:  # 4 alone is 4:1
        yield "missing part", shown(parts[:-1])
        yield "missing part", shown(parts[1:])
    yield "extra part", shown([*parts, parts[-1]])
    last = value.items[-1]
    side = last.sides[-1] if isinstance(last, Chain) else last
    if isinstance(side, Scalar) and is_number(side.tree):
        label = f"{last.label} = " if isinstance(last, Chain) else ""
        changed = f"{label}{written(_plus(side.tree, 1), 'plain')}"
        if opening != ":" or float(digits(side.tree, {})):
            yield "off by one", shown([*parts[:-1], changed])
    if opening in ("(", "[") and not _same_value(value.items[0], value.items[-1]):
        yield "swapped parts", shown(parts[::-1])
    if opening in ("(", "[") and len(parts) == 2:
        other = {"(": "[", "[": "("}[opening], {")": "]", "]": ")"}[closing]
        yield "other brackets", f"{other[0]}{', '.join(parts)}{closing}"
        yield "other brackets", f"{opening}{', '.join(parts)}{other[1]}"
    labelled = [item for item in value.items if isinstance(item, Chain) and item.label]
    if len(labelled) == len(parts) > 1 and not _same_value(value.items[0], value.items[-1]):
        names = [item.label for item in labelled]
        values = [_plain(item.sides[-1]) for item in labelled]
        turned = [f"{name} = {shown}" for name, shown in zip(names, values[::-1], strict=True)]
        yield "swapped parts", ", ".join(turned)


def _same_value(one: Value, two: Value) -> bool:
    if isinstance(one, Chain) and isinstance(two, Chain):
        one, two = one.sides[-1], two.sides[-1]
    if isinstance(one, Scalar) and isinstance(two, Scalar) and is_number(one.tree) and is_number(two.tree):
        return not _differ(one.tree, two.tree)
    return False


def _plain(value: Value) -> str:
    return _shown(value, latex=False)


def _latex(value: Value) -> str:
    return _shown(value, latex=True)


def _shown(value: Value, *, latex: bool) -> str:
    if isinstance(value, Scalar):
        return written(value.tree, "latex" if latex else "plain") + ("\\%" if value.percent else "")
    if isinstance(value, Chain):
        name = f"{value.label} = " if value.label else ""
        return name + " = ".join(_shown(side, latex=latex) for side in value.sides)
    joint = {":": ":", "u": " \\cup "}.get(value.opening, ", ")
    inner = joint.join(_shown(item, latex=latex) for item in value.items)
    return inner if value.opening in (":", "u", "") else f"{value.opening}{inner}{value.closing}"


def _differ(one: Node, two: Node) -> bool:
    """Whether two numbers are clearly different."""
    try:
        left, right = float(digits(one, {})), float(digits(two, {}))
    except (AnswerError, OverflowError):
        return False
    return abs(left - right) > max(abs(left), abs(right)) / 10**9


def _plus(tree: Node, step: int) -> Node:
    if tree.kind == "number":
        return number(tree.value + step)
    return Node("sum", (tree, number(step) if step > 0 else Node("negative", (number(-step),))))


def _times(tree: Node, factor: Fraction) -> Node:
    return number(tree.value * factor) if tree.kind == "number" else Node("product", (number(factor), tree))


def _without(tree: Node, kind: Kind) -> Node:
    """The tree with every root replaced by its radicand, or every pi by one."""
    if tree.kind == kind:
        return _without(tree.parts[0], kind) if tree.parts else number(1)
    if not has(tree, kind):
        return tree
    return Node(tree.kind, tuple(_without(part, kind) for part in tree.parts), tree.value, tree.name)


def _rational(tree: Node) -> Fraction | None:
    """A tree as a fraction, where it is made of numbers alone, by plain arithmetic."""
    parts = [_rational(part) for part in tree.parts]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    match tree.kind:
        case "number":
            return tree.value
        case "negative":
            return -known[0]
        case "sum":
            return sum(known, Fraction(0))
        case "product":
            return math.prod(known, start=Fraction(1))
        case "inverse":
            return 1 / known[0] if known[0] else None
        case "power" if known[1].denominator == 1 and abs(known[1]) <= 100 and known[0]:
            return known[0] ** known[1].numerator
    return None
