"""The shared answer readers: many forms of the same content are read alike, everything else is refused."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.answers import (
    MOST_CHARS,
    AnswerError,
    excerpt,
    read_decimal_pairs,
    read_expression,
    read_integer,
    read_integer_pairs,
    read_integers,
    read_items,
    read_steps,
    unwrap,
    without_bullets,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("  7 ", "7"),
        ('"7"', "7"),
        ("\u201c7\u201d", "7"),
        ("`7`", "7"),
        ("```\n7\n```", "7"),
        ("```json\n7\n```", "7"),
        ("$7$", "7"),
        ("$$\\boxed{7}$$", "7"),
        ("\\(7\\)", "7"),
        ("\\boxed{\\frac{1}{2}}", "\\frac{1}{2}"),
        ("\\boxed{1} + \\boxed{2}", "\\boxed{1} + \\boxed{2}"),
        ("**7**", "7"),
        ("Answer: 7", "7"),
        ("**Answer:** 7", "7"),
        ("**Final answer**: 7", "7"),
        ("**Answer: 7**", "7"),
        ("The answer is 7", "7"),
        ("answers 7", "answers 7"),
        ("the answer isn't 7", "the answer isn't 7"),
        ("The final answer is: **7**", "7"),
        ("$\\boxed{\\texttt{ab}}$", "ab"),
        ("\\mathrm{a} + \\mathrm{b}", "\\mathrm{a} + \\mathrm{b}"),
        ('"a", "b"', '"a", "b"'),
        ('"["a", "b"]"', '["a", "b"]'),
        ("'['a', 'b']'", "['a', 'b']"),
        ('"[a]", "[b]"', '"[a]", "[b]"'),
        ("\u22127", "-7"),
    ],
)
def test_unwrap_takes_off_what_does_not_belong(text: str, inner: str) -> None:
    assert unwrap(text) == inner


@pytest.mark.parametrize("text", ["", "  ", '""', "``````", "x" * (MOST_CHARS + 1)])
def test_unwrap_refuses_nothing_and_too_much(text: str) -> None:
    with pytest.raises(AnswerError):
        unwrap(text)


def test_an_excerpt_is_short_ascii() -> None:
    assert excerpt("\ud800\x00" + "x" * 1000).isascii()
    assert len(excerpt("\ud800" * 1000)) < 300


def _thousands(value: int, separator: str) -> str:
    return f"{value:,}".replace(",", separator)


@given(
    value=st.integers(-(10**60), 10**60),
    separator=st.sampled_from(["", ",", " ", "_", "'", "{,}", "\\,", "\u202f"]),
    form=st.sampled_from(
        [
            "{}",
            "= {}",
            "${}$",
            "\\boxed{{{}}}",
            "\\({}\\)",
            "[{}]",
            "{}.",
            "{}.0",
            "{}.00",
            " {}\n",
            "**{}**.",
            "$\\boxed{{{}}}$.",
        ]
    ),
)
def test_an_integer_is_read_in_every_form(value: int, separator: str, form: str) -> None:
    assert read_integer(form.format(_thousands(value, separator))) == value


@given(value=st.integers(), extra=st.sampled_from(["0", "a", " 5", ".5", "e3", "/2", "!", "-", "\u0661"]))
def test_an_integer_with_anything_behind_it_is_another_one_or_none(value: int, extra: str) -> None:
    with suppress(AnswerError):
        assert read_integer(f"{value}{extra}") != value or value == 0


@pytest.mark.parametrize(
    "text",
    ["1,23", "12,34,567", "1,234 567", "1 23", "0x10", "1e3", "--1", "1.5", "one", "1-", "\u00b2", "3 * 4"],
)
def test_what_is_no_integer_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        read_integer(text)


def test_tex_may_draw_thousands_together() -> None:
    assert read_integer("$-1,\\!234,\\!567$") == -1234567


def test_digits_are_counted_before_they_become_a_number() -> None:
    assert read_integer("9" * 1000) == 10**1000 - 1
    with pytest.raises(AnswerError, match="1000 digits"):
        read_integer("9" * 1001)
    with pytest.raises(AnswerError):
        read_integers("9" * 31, most=5)


@given(
    numbers=st.lists(st.integers(-(10**9), 10**9), max_size=12),
    join=st.sampled_from([", ", ",", " ", "; ", "\n", ",\n"]),
    form=st.sampled_from(["[{}]", "({})", "{{{}}}", "{}"]),
    quote=st.sampled_from(["", '"', "'"]),
)
def test_a_list_of_integers_is_read_in_every_form(
    numbers: list[int], join: str, form: str, quote: str
) -> None:
    if not numbers and form == "{}":
        return  # nothing at all is no list
    text = form.format(join.join(f"{quote}{number}{quote}" for number in numbers))
    assert read_integers(text, most=12) == numbers


@pytest.mark.parametrize(
    "text", ["1,,2", ",1", "[1, [2]]", "[1, 2", "1, 2]", "[1] [2]", "1, two", "1.0, 2", "1; 2;;"]
)
def test_a_broken_list_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        read_integers(text, most=9)


def test_items_may_be_words_and_a_final_comma_does_no_harm() -> None:
    assert read_items("('A', 'B c', \"D\",)", most=3) == ["A", "B c", "D"]
    with pytest.raises(AnswerError, match="more than 2"):
        read_items("a b c", most=2)


PAIR_FORMS: list[Callable[[list[tuple[str, str]]], str]] = [
    lambda pairs: ", ".join(f"{x} {y}" for x, y in pairs),
    lambda pairs: "\n".join(f"{x} {y}" for x, y in pairs),
    lambda pairs: "\n".join(f"{x}, {y}" for x, y in pairs),
    lambda pairs: ";".join(f"{x},{y}" for x, y in pairs),
    lambda pairs: "[" + ", ".join(f"({x}, {y})" for x, y in pairs) + "]",
    lambda pairs: "[" + ",\n ".join(f"[{x}, {y}]" for x, y in pairs) + ",\n]",
    lambda pairs: "(" + ",".join(f"({x},{y})" for x, y in pairs) + ")",
    lambda pairs: ", ".join(f"({x} {y})" for x, y in pairs),
    lambda pairs: " -> ".join(f"({x}, {y})" for x, y in pairs),
    lambda pairs: " \u2192 ".join(f"({x}, {y})" for x, y in pairs),
    lambda pairs: " ".join(f"({x}, {y})" for x, y in pairs),
    lambda pairs: ", ".join(f"{x}, {y}" for x, y in pairs),
    lambda pairs: "[" + ", ".join(f'"{x} {y}"' for x, y in pairs) + "]",
    lambda pairs: "[" + ", ".join(f'["{x}", "{y}"]' for x, y in pairs) + "]",
    lambda pairs: ", ".join(f"$({x}, {y})$" for x, y in pairs),
    lambda pairs: "$\\{" + ", ".join(f"({x},{y})" for x, y in pairs) + "\\}$",
]


@given(
    pairs=st.lists(st.tuples(st.integers(-99, 99), st.integers(-99, 99)), min_size=1, max_size=12),
    form=st.sampled_from(PAIR_FORMS),
)
def test_pairs_are_read_in_every_form(
    pairs: list[tuple[int, int]], form: Callable[[list[tuple[str, str]]], str]
) -> None:
    assert read_integer_pairs(form([(str(x), str(y)) for x, y in pairs]), most=12) == pairs


@given(
    pairs=st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=12),
    form=st.sampled_from(PAIR_FORMS),
)
def test_decimal_pairs_are_exact(
    pairs: list[tuple[float, float]], form: Callable[[list[tuple[str, str]]], str]
) -> None:
    texts = [(repr(x), repr(y)) for x, y in pairs]
    if any("e-1" in number or "e-2" in number or "e-3" in number for pair in texts for number in pair):
        texts = [(f"{x:.6f}", f"{y:.6f}") for x, y in pairs]
    wanted = [(Fraction(x), Fraction(y)) for x, y in texts]
    assert read_decimal_pairs(form(texts), most=12) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "0 1, 2",
        "0 1 2, 3",
        "(0, 1), 2, 3",
        "2, 3, (0, 1)",
        "(0, 1, 2)",
        "(0, 1), (2)",
        "[(0, 1), (2, 3)",
        "(0, 1), (2, 3))",
        "(0, 1)), ((2, 3)",
        "(0, 1),, (2, 3)",
        "0 1,, 2 3",
        '"0" "1" "2"',
        "\\{0 1, 2 3",
        "1.2.3 4",
        "0-1 2-3",
        "row 0 column 1",
        "[]",
        "[()]",
    ],
)
def test_what_is_no_list_of_pairs_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        read_decimal_pairs(text, most=9)


def test_pairs_and_their_digits_are_bounded() -> None:
    with pytest.raises(AnswerError, match="more than 2 pairs"):
        read_integer_pairs("0 1, 2 3, 4 5", most=2)
    with pytest.raises(AnswerError, match="30 characters"):
        read_decimal_pairs("(0." + "1" * 30 + ", 1)", most=2)
    with pytest.raises(AnswerError):
        read_decimal_pairs("(1e999, 0)", most=2)


Tree = tuple[str, Fraction | None, list[int]]


def _join(left: Tree, right: Tree, sign: str) -> Tree:
    value: Fraction | None = None
    if left[1] is not None and right[1] is not None and not (sign == "/" and right[1] == 0):
        one, two = left[1], right[1]
        value = {"+": one + two, "-": one - two, "*": one * two}[sign] if sign != "/" else one / two
    written = {"+": "({} + {})", "-": "({}-{})", "*": "({}\\times {})", "/": "\\frac{{{}}}{{{}}}"}[sign]
    return written.format(left[0], right[0]), value, left[2] + right[2]


TREES: st.SearchStrategy[Tree] = st.recursive(
    st.integers(0, 99).map(lambda number: (str(number), Fraction(number), [number])),
    lambda inner: st.builds(_join, inner, inner, st.sampled_from("+-*/")),
    max_leaves=8,
)


@given(tree=TREES)
def test_an_expression_is_computed_exactly(tree: Tree) -> None:
    text, value, numbers = tree
    expression = read_expression(text, most_numbers=8)
    assert list(expression.numbers) == numbers
    if value is None:
        with pytest.raises(AnswerError, match="zero"):
            expression.value()
    else:
        assert expression.value() == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2+3*4", Fraction(14)),
        ("20-5-3", Fraction(12)),
        ("24/4/2", Fraction(3)),
        ("24/4*2", Fraction(12)),
        ("8/(3-8/3)", Fraction(24)),
        ("[2+3]*{4}", Fraction(20)),
        ("-3+5", Fraction(2)),
        ("-2*3+10", Fraction(4)),
        ("4*(-2)", Fraction(-8)),
        ("8 \u00d7 3 \u2212 2 \u00f7 1", Fraction(22)),
        ("\\left(1+2\\right)\\cdot 3", Fraction(9)),
        ("\\bigl(1\\,+\\,2\\bigr) \\* 3", Fraction(9)),
        ("\\Big[\\big(1+2\\big)\\Big] \\cdot\\; 3", Fraction(9)),
        ("\\dfrac{8}{3-\\frac{8}{3}}", Fraction(24)),
        ("((((7))))", Fraction(7)),
    ],
)
def test_signs_brackets_and_precedence(text: str, value: Fraction) -> None:
    assert read_expression(text, most_numbers=9).value() == value


@pytest.mark.parametrize(
    "text",
    [
        *("2**3", "2^3", "7//2", "7%2", "3!", "sqrt(4)", "1 if 1 else 2"),
        *("3*-4", "--3", "+3", "*3", "3+", "3(4)", "(3)(4)", "3 4", "3,4", "3.5", "1e3", "a", ""),
        *("3\\,4", "3\\*\\*2", "\\bigger(3)", "\\left\\lfloor 3\\right\\rfloor"),
        *("()", "(3", "3)", "(3]", "\\frac{1}2", "\\frac{1}", "\\frac 1 2", "\\frac{}{2}"),
    ],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        read_expression(text, most_numbers=9)


def test_numbers_of_an_expression_are_bounded() -> None:
    with pytest.raises(AnswerError, match="more than 2 numbers"):
        read_expression("1+2+3", most_numbers=2)
    with pytest.raises(AnswerError, match="12 digits"):
        read_expression("1" * 13, most_numbers=2)


@pytest.mark.parametrize(
    "text",
    [
        "Move A\nMove B",
        "1. Move A\n2. Move B",
        "1) Move A\n2) Move B",
        "Step 1: Move A\nStep 2: Move B",
        "- Move A\n- Move B",
        "* Move A\n\n* Move B\n",
        "\u2022 Move A\n\u2022 Move B",
        "Move A; Move B",
        "Move A, Move B.",
        '["Move A", "Move B"]',
        "['Move A',\n 'Move B']",
        "Move A\\nMove B",
        "Move A\r\nMove   B",
    ],
)
def test_a_plan_is_read_in_every_form(text: str) -> None:
    assert read_steps(text, most=2) == ["Move A", "Move B"]


def test_only_numbers_in_front_of_a_step_are_numbering() -> None:
    assert read_steps("Move A to stack2.\n2. Move B to stack 3.", most=2) == [
        "Move A to stack2",
        "Move B to stack 3",
    ]
    assert read_steps("Move A - to 1: B", most=1) == ["Move A - to 1: B"]


@pytest.mark.parametrize("text", ["a\nb\nc", "[]", ",,;\n"])
def test_a_plan_without_steps_or_with_too_many_is_refused(text: str) -> None:
    with pytest.raises(AnswerError):
        read_steps(text, most=2)


@given(text=st.text(st.sampled_from("0123456789 ,;()[]{}+-*/=.\n\"'$\\<>eEfracbox")))
def test_readers_raise_nothing_else(text: str) -> None:
    readers: list[Callable[[], object]] = [
        lambda: read_integer(text),
        lambda: read_integers(text, most=99),
        lambda: read_decimal_pairs(text, most=99),
        lambda: read_expression(text, most_numbers=99).value(),
        lambda: read_steps(text, most=99),
    ]
    for reader in readers:
        with suppress(AnswerError):
            reader()


@pytest.mark.parametrize(
    ("text", "bare", "with_colons"),
    [
        ("- a\n* b\n\u2022 c", "a\nb\nc", "a\nb\nc"),
        ("1. a\n 12) b", "a\nb", "a\nb"),
        ("1: 2\n2: 3", "1: 2\n2: 3", "2\n3"),
        ("-a\n1.5\n12", "-a\n1.5\n12", "-a\n1.5\n12"),
        ("a - b, 1. c", "a - b, 1. c", "a - b, 1. c"),
    ],
)
def test_bullets_and_numbers_go_only_from_the_beginning_of_a_line(
    text: str, bare: str, with_colons: str
) -> None:
    assert without_bullets(text) == bare
    assert without_bullets(text, colons=True) == with_colons
