"""New operator: strictly from left to right, exactly, and the released evaluator only as a quirk."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.new_operator import NewOperator, solve, value_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TASK = NewOperator()
OFFICIAL = LoadOptions(dialect="official")
QUIRK = LoadOptions(dialect="official", quirks=frozenset({"single-operator"}))
THREE = [["~", "1*a*b"], ["&", "5*a+5*b"], ["@", "3*a*b"]]


def sample_of(expression: str, operators: list[list[str]], **more: str) -> Sample:
    return Sample(question="", data={"operators": operators, "expression": expression, **more})


def outcome(sample: Sample, answer: str) -> str:
    return TASK.verify(sample, answer).outcome


@pytest.mark.parametrize(
    ("expression", "operators", "value"),
    [
        ("(5&3)&6", [["&", "4*a+2*b"]], "116"),
        ("5&3&6", [["&", "4*a+2*b"]], "116"),
        ("5&(3&6)", [["&", "4*a+2*b"]], "68"),
        ("(3~4)&5@6", THREE, "1530"),
        ("3@4", [["@", "(a + b)/b"]], "7/4"),
        ("3@4", [["@", "2*a - 9*b"]], "-30"),
        ("3@4", [["@", "2*a*b - b*3 - a"]], "9"),  # equal ranks from left to right within a formula as well
        ("8@2", [["@", "a/b/2*3"]], "6"),
        ("3#4", [["@", "2*a + 3*b"], ["#", "(a @ b) @ (b @ a)"]], "87"),
        ("((1@2)@(3@4))@5", [["@", "1*a*b"]], "120"),
    ],
)
def test_parentheses_come_first_then_everything_from_left_to_right(
    expression: str, operators: list[list[str]], value: str
) -> None:
    sample = sample_of(expression, operators)
    assert solve(sample.data) == value
    assert outcome(sample, value) == "correct"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("13/9", "correct"),
        ("\\frac{13}{9}", "correct"),
        ("26/18", "correct"),
        ("= 13 / 9", "correct"),
        ("1.4444444444444444", "correct"),
        ("1.444444", "correct"),  # off by less than a millionth of the value
        ("1.44444", "wrong"),
        ("1.44", "wrong"),
        ("-13/9", "wrong"),
        ("9/13", "wrong"),
        ("13", "wrong"),
        ("13/9, 13/9", "wrong"),
        ("(4 + 9)/9", "wrong"),  # an expression is not a value
        ("13/0", "wrong"),
    ],
)
def test_a_fraction_or_a_decimal_number_within_a_millionth(answer: str, expected: str) -> None:
    assert outcome(sample_of("4@9", [["@", "(a + b)/b"]]), answer) == expected


def test_from_right_to_left_is_wrong_in_our_words_and_right_in_the_released_ones() -> None:
    for answer, strict, official in (("1530", "correct", "correct"), ("510", "wrong", "correct")):
        assert outcome(sample_of("(3~4)&5@6", THREE), answer) == strict
        assert outcome(sample_of("(3~4)&5@6", THREE, dialect="official"), answer) == official


def test_the_released_answer_counts_only_under_the_quirk() -> None:
    # The release computes 5@6 alone, as @ comes before & in its list.
    asked: dict[str, str] = {"dialect": "official", "stored": "90", "quirk": "single-operator"}
    assert outcome(sample_of("(3~4)&5@6", THREE, **asked), "90.0") == "correct"
    assert outcome(sample_of("(3~4)&5@6", THREE, **asked), "1530") == "wrong"
    assert outcome(sample_of("(3~4)&5@6", THREE, dialect="official"), "90.0") == "wrong"


ARITHMETIC: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "#": lambda a, b: 2 * a + 3 * b,
    "@": lambda a, b: 4 * a * b,
    "$": lambda a, b: (a + b) / b,
    "&": lambda a, b: 5 * a - 7 * b,
}
FORMULAS = [["#", "2*a + 3*b"], ["@", "4*a*b"], ["$", "(a + b)/b"], ["&", "5*a - 7*b"]]
Tree = int | list[Any]


def folded(tree: Tree) -> Fraction:
    """An independent computation: a chain is [link, sign, link, ...], and a link a number or a chain."""
    if isinstance(tree, int):
        return Fraction(tree)
    value = folded(tree[0])
    for sign, link in zip(tree[1::2], tree[2::2], strict=True):
        value = ARITHMETIC[sign](value, folded(link))
    return value


def written(tree: Tree) -> str:
    return str(tree) if isinstance(tree, int) else f"({''.join(map(_part, tree))})"


def _part(part: Tree | str) -> str:
    return part if isinstance(part, str) else written(part)


def chains(links: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    pairs = st.lists(st.tuples(st.sampled_from("#@$&"), links), min_size=1, max_size=3)
    return st.tuples(links, pairs).map(
        lambda drawn: [drawn[0], *(part for pair in drawn[1] for part in pair)]
    )


@given(tree=st.recursive(st.integers(1, 20), chains, max_leaves=12))
def test_every_expression_agrees_with_an_independent_computation(tree: Tree) -> None:
    try:
        expected = folded(tree)
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            value_of(written(tree), FORMULAS, {}, [])
    else:
        assert value_of(written(tree), FORMULAS, {}, []) == expected


def reparsed(question: str) -> dict[str, Any]:
    """A small reader of the printed question, written apart from the task."""
    paragraphs = question.split("\n\n")
    operators = []
    for line in paragraphs[1].splitlines():
        head, _, formula = line.partition(" = ")
        operators.append([head.split()[1], formula])
    return {"operators": operators, "expression": paragraphs[4].replace(" ", "")}


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_generated_questions_say_all_and_their_order_matters(level: int) -> None:
    knobs = TASK.levels[level - 1]
    answers = set()
    for index in range(60):
        sample = TASK.generate(Rng("new operator", level, index), knobs)
        assert reparsed(sample.question) == sample.data
        value = Fraction(solve(sample.data))
        answers.add(value)
        assert 1 < abs(value) < 10**6
        assert str(value) not in re.findall("[0-9]+", sample.question)
        assert (
            sum(sign in ARITHMETIC or sign in "%~" for sign in sample.data["expression"]) == knobs.numbers - 1
        )
        right = value_of(sample.data["expression"], sample.data["operators"], {}, [], from_right=True)
        assert level == 1 or right != value
        wrong = dict(TASK.mutations(sample, str(value)))
        assert ("from right to left" in wrong) == (right != value)
    assert len(answers) > 50


def released(first: Fraction, behind: str, formulas: dict[str, str]) -> Fraction:
    """The released evaluator: of the operators behind the parentheses, only the first in a fixed order."""
    one, middle, *others = re.findall("[0-9]+|[^0-9]", behind)
    if not others or "#@$&%~".index(one) <= "#@$&%~".index(others[0]):
        return _applied(formulas[one], first, Fraction(middle))
    return _applied(formulas[others[0]], Fraction(middle), Fraction(others[1]))


def _applied(formula: str, a: Fraction, b: Fraction) -> Fraction:
    if formula == "(a + b)/b":
        return (a + b) / b
    numbers = [int(digit) for digit in re.findall("[0-9]", formula)]
    return numbers[0] * a + numbers[1] * b if "+" in formula else numbers[0] * a * b


def test_official_items_with_three_operators_are_ambiguous_and_nearly_all_their_answers_wrong(
    symbench: Path,
) -> None:
    samples = list(TASK.load(symbench, OFFICIAL))
    assert len(samples) == len(list((symbench / TASK.folder).glob("*/solution.json"))) > 0
    agreeing = []
    for sample in samples:
        expression, formulas = sample.data["expression"], dict(sample.data["operators"])
        inner, _, behind = expression[1:].partition(")")
        first = re.fullmatch("([0-9]+)(.)([0-9]+)", inner)
        assert first
        value = _applied(formulas[first[2]], Fraction(first[1]), Fraction(first[3]))
        parts = re.findall("[0-9]+|[^0-9]", behind)
        left = _applied(formulas[parts[0]], value, Fraction(parts[1]))
        expected = set()
        if len(parts) == 2:
            assert len(formulas) == 1
            right = left
        else:
            assert (len(formulas), inner[::2]) == (3, "34")
            right = _applied(
                formulas[parts[0]],
                value,
                _applied(formulas[parts[2]], Fraction(parts[1]), Fraction(parts[3])),
            )
            left = _applied(formulas[parts[2]], left, Fraction(parts[3]))
            expected |= {"ambiguous"} if left != right else set()
        stored = Fraction(sample.stored_answer or "")
        near = [wanted for wanted in (left, right) if abs(stored - wanted) * 10**6 <= abs(wanted)]
        expected |= set() if near else {"wrong_key"}
        assert set(sample.defects) == expected, sample.provenance["file"]
        assert outcome(sample, str(left)) == outcome(sample, str(right)) == "correct"
        if len(parts) == 4 and near:
            agreeing.append((sample.provenance["file"], stored == left))
    # In the whole release one of a hundred agrees, and by coincidence with the order from left to right.
    assert len(agreeing) <= 1
    assert all(with_left for _, with_left in agreeing)


def test_the_quirk_reproduces_every_released_answer(symbench: Path) -> None:
    samples = list(TASK.load(symbench, QUIRK))
    assert samples
    for sample in samples:
        formulas = dict(sample.data["operators"])
        inner, _, behind = sample.data["expression"][1:].partition(")")
        one, sign, two = re.findall("[0-9]+|[^0-9]", inner)
        value = released(_applied(formulas[sign], Fraction(one), Fraction(two)), behind, formulas)
        assert outcome(sample, str(value)) == outcome(sample, sample.stored_answer or "") == "correct"
        assert outcome(sample, str(value + 1)) == "wrong"


def test_in_our_words_every_official_item_is_sound(symbench: Path) -> None:
    for sample in TASK.load(symbench):
        assert sample.defects == ()
        assert reparsed(sample.question) == sample.data
        assert outcome(sample, TASK.answer(sample) or "") == "correct"


@pytest.mark.parametrize(
    ("folder", "right", "wrong"), [("sample_1", "116.0", "68"), ("sample_153", "1.2", "1.44")]
)
def test_golden_examples(symbench: Path, folder: str, right: str, wrong: str) -> None:
    file = symbench / TASK.folder / folder / "solution.json"
    if not file.is_file():
        pytest.skip(f"{folder} is not among the official items at hand")
    (sample,) = TASK.load(file, OFFICIAL)
    assert outcome(sample, right) == "correct"
    assert outcome(sample, wrong) == "wrong"


QUESTION = "Let a and b be numbers. Define a&b to be 4*a+2*b.\nCalculate (5&3)&6.\n"


@pytest.mark.parametrize(
    ("record", "question"),
    [
        ({}, QUESTION),
        ([], QUESTION),
        ({"operator_definitions": {"&": "4*a+2*b"}}, QUESTION),
        ({"operator_definitions": {"&": "4*a+2*b"}, "solution": "116"}, QUESTION),
        ({"operator_definitions": {"&": "4*a+2*b"}, "solution": 116.0}, ""),
        ({"operator_definitions": {"&": "4*a+3*b"}, "solution": 116.0}, QUESTION),
        ({"operator_definitions": {"&": "__import__('os')"}, "solution": 116.0}, QUESTION),
        ({"operator_definitions": {"^": "4*a+2*b"}, "solution": 116.0}, QUESTION.replace("&", "^")),
        ({"operator_definitions": {"&": "4*a+2*b"}, "solution": 116.0}, QUESTION.replace("(5&3)&6", "5&")),
        ({"operator_definitions": {"&": "4*a+2*b"}, "solution": 116.0}, QUESTION.replace(")&6", ")#6")),
        ({"operator_definitions": {"&": 4}, "solution": 116.0}, QUESTION),
        ({"operator_definitions": {"&": "4*a+2*b"}, "solution": float("nan")}, QUESTION),
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, record: object, question: str) -> None:
    (tmp_path / "solution.json").write_text(json.dumps(record))
    (tmp_path / "question.txt").write_text(question)
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))
