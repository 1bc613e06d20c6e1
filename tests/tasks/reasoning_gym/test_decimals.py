"""Decimal numbers as answers: exact where the question is exact, and to a stated tolerance elsewhere."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.answers import AnswerError
from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.decimal_arithmetic import DecimalArithmetic, value
from r1ci_reasoning_gym.decimal_chain_sum import DecimalChainSum
from r1ci_reasoning_gym.decimals import DecimalForm, decimal_text, rounded
from r1ci_reasoning_gym.number_format import NumberFormat
from r1ci_reasoning_gym.power_function import PowerFunction, half_a_unit
from r1ci_reasoning_gym.source import SOURCE, Entry

FORM = DecimalForm(degrees=True)
CHAIN = Sample(question="", data={"terms": ["4.4439", "1.2537", "-7.8993"]})
DIVISION = Sample(question="", data={"expression": "4.180+(7.365/3.440)"})
POWER = Sample(question="", data={"base": "-731.2715", "exponent": -1})


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("-0.25", "-0.25"),
        ("1,234.5", "1234.5"),
        ("1.5e-7", "0.00000015"),
        ("1.5E+03", "1500"),
        ("$1.5 \\times 10^{-7}$", "0.00000015"),
        ("1.5 \u00d7 10^3", "1500"),
        ("1.5 * 10**(-7)", "0.00000015"),
        ("1.5 x 10^3", "1500"),
        ("1.5\u00d710\u207b\u2077", "0.00000015"),
        ("1.5 \u00d7 10\u00b3", "1500"),
        ("x = 1.5", "1.5"),
        ("1/4", "0.25"),
        ("\\frac{1}{4}", "0.25"),
        ("26.5\u00b0", "26.5"),
        ("$26.5^{\\circ}$", "26.5"),
        ("26.5^\\circ", "26.5"),
        ("26.5 degrees.", "26.5"),
    ],
)
def test_numbers_are_read_exactly(text: str, number: str) -> None:
    assert FORM.read(text) == Fraction(number)


@pytest.mark.parametrize(
    "text",
    ["", "1.5e999", "10^3", "1.5 times", "0x1f", "1;2", "1.2.3", "5 of 7", "1e5e5", "15\u00b2", "1 = x"],
)
def test_other_texts_are_no_number(text: str) -> None:
    with pytest.raises(AnswerError):
        FORM.read(text)


@given(st.fractions(max_denominator=1000), st.integers(0, 20))
def test_a_decimal_text_means_its_value(number: Fraction, places: int) -> None:
    assert Fraction(decimal_text(number)) == number
    assert FORM.read(decimal_text(number / 10**places)) == number / 10**places


@given(st.fractions(min_value=-1000, max_value=1000, max_denominator=10**6), st.integers(1, 15))
def test_rounding_is_off_by_half_a_unit_at_most(number: Fraction, digits: int) -> None:
    if number:
        assert abs(Fraction(rounded(number, digits)) - number) <= half_a_unit(number, digits)


def test_halves_are_rounded_up() -> None:
    assert rounded(Fraction("1.25"), 2) == "1.3"
    assert rounded(Fraction("-1.25"), 2) == "-1.3"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("-2.2017", "correct"),
        ("-2.20170", "correct"),
        ("-22017/10000", "correct"),
        ("-2.2016999999999998", "wrong"),  # a trace of binary arithmetic is no exact result
        ("-2.202", "wrong"),
        ("2.2017", "wrong"),
        ("4.4439 + 1.2537 - 7.8993", "wrong"),
    ],
)
def test_a_sum_is_exact(answer: str, outcome: str) -> None:
    assert DecimalChainSum().verify(CHAIN, answer).outcome == outcome


def test_the_questions_do_not_depend_on_the_precision_that_another_task_leaves_behind() -> None:
    chain, arithmetic = DecimalChainSum(), DecimalArithmetic()
    for level in range(5):
        config = chain.levels[level].config
        before = [SOURCE.entry(chain.name, config, 10**7 * seed) for seed in range(10)]
        SOURCE.entry(arithmetic.name, arithmetic.levels[level].config, 1)
        assert [SOURCE.entry(chain.name, config, 10**7 * seed) for seed in range(10)] == before
        assert all(chain.read(entry) for entry in before)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("6.32098837209", "correct"),
        ("6.320988372093023", "correct"),
        ("6.3209883721", "correct"),
        ("6.32098837", "correct"),
        ("6.320988", "wrong"),
        ("6.321", "wrong"),  # within 10^-3, which Reasoning-Gym's checker lets pass
        ("6.3217", "wrong"),
    ],
)
def test_a_value_may_be_off_by_a_billionth(answer: str, outcome: str) -> None:
    assert DecimalArithmetic().verify(DIVISION, answer).outcome == outcome


def test_a_label_that_lost_its_digits_by_rounding_on_the_way_is_thrown_away() -> None:
    expression = "(1.000/3.000)*3.000-0.999-0.001"
    assert value(expression) == 0
    close = "(10.00000/3.00000)-3.33333"
    with localcontext() as context:
        context.prec = 6
        stored = str(Decimal("10.00000") / Decimal("3.00000") - Decimal("3.33333"))
    asked = f"Please solve this problem.\n{close} = ?"
    assert DecimalArithmetic().read(Entry(asked, stored, {})) is None
    assert DecimalArithmetic().read(Entry(asked, "0.00000333333333333", {})) == {"expression": close}
    assert DecimalArithmetic().read(Entry(f"Solve\n{expression} = ?", "0", {})) is None


@given(st.lists(st.tuples(st.sampled_from("+-*/"), st.integers(1, 999)), min_size=1, max_size=6))
def test_values_are_those_of_python_fractions(parts: list[tuple[str, int]]) -> None:
    # Brackets around all that stands before, so that no rank is needed here.
    expression, wanted = "0.500", Fraction(1, 2)
    for sign, number in parts:
        expression = f"({expression}){sign}{number / 1000:.3f}"
        other = Fraction(number, 1000)
        wanted = {"+": wanted + other, "-": wanted - other, "*": wanted * other, "/": wanted / other}[sign]
    assert value(expression) == wanted


def test_products_come_before_sums_and_equal_ranks_from_the_left() -> None:
    assert value("8.0-2.0-1.0") == 5
    assert value("8.0/2.0/2.0") == 2
    assert value("1.0+2.0*3.0-4.0/2.0") == 5
    assert value("(1.0+2.0)*(3.0-4.0)") == -3


def test_an_item_that_divides_by_zero_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    task, faults = DecimalArithmetic(), [0]

    def entry(name: str, config: dict[str, Any], seed: int) -> Entry:
        faults[0] += 1
        if faults[0] < 3:
            raise TaskFault("failed: DivisionByZero: [<class 'decimal.DivisionByZero'>]", kind="item")
        return Entry("Solve\n1.5*1.5 = ?", "2.25", {})

    monkeypatch.setattr(SOURCE, "entry", entry)
    assert task.generate(Rng("zero"), task.levels[0]).data == {"expression": "1.5*1.5"}
    assert faults[0] == 3


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("-1.37e-3", "correct"),
        ("-1.37 \\times 10^{-3}", "correct"),
        ("-0.00137", "correct"),
        ("-0.0013674811612376526", "correct"),
        ("-1.367e-3", "correct"),
        ("-1.36e-3", "wrong"),  # cut off instead of rounded
        ("-1.4e-3", "wrong"),
        ("1.37e-3", "wrong"),
        ("-1.37e+3", "wrong"),
        ("-731.2715^-1", "wrong"),
    ],
)
def test_a_power_is_rounded_to_three_figures(answer: str, outcome: str) -> None:
    assert PowerFunction().verify(POWER, answer).outcome == outcome


def asked_power(base: str, exponent: int, answer: float) -> Entry:
    question = f"Your task.\n\nCompute {base}^{exponent}. Return your final answer correct to 3"
    return Entry(question, str(answer), {})


def test_powers_that_ask_nothing_and_wrong_labels_are_thrown_away() -> None:
    task = PowerFunction()
    assert task.read(asked_power("-7.5", 2, 56.25)) == {"base": "-7.5", "exponent": 2}
    for entry in (
        asked_power("-7.5", 2, -56.25),
        asked_power("7.5", 2, 56.3),
        asked_power("7.5", 0, 1.0),
        asked_power("7.5", 1, 7.5),
    ):
        assert task.read(entry) is None


def test_a_sign_under_a_power_gets_brackets() -> None:
    task = PowerFunction()
    assert "Compute (-7.5)^(-2). Return" in task.wording(asked_power("-7.5", -2, 0).question)
    assert "Compute 7.5^2. Return" in task.wording(asked_power("7.5", 2, 0).question)


def asked_extreme(size: str, candidates: str, answer: str) -> Entry:
    words = f"Now, pick the {size} number of the following candidates: {candidates}"
    return Entry(f"Your task is to pick the largest/smallest number.\n\n{words}\n", answer, {})


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("91585693.041", "correct"),
        ("9.1585693041e+07", "correct"),
        ("91,585,693.041", "correct"),
        ("91585693.04099999", "correct"),
        ("91585693.045", "wrong"),  # within 10^-2, which Reasoning-Gym's checker lets pass
        ("91585695.82", "wrong"),
        ("91,585,693.046", "wrong"),
    ],
)
def test_the_smallest_number_in_any_notation(answer: str, outcome: str) -> None:
    task = NumberFormat()
    data = task.read(
        asked_extreme("smallest", "91585695.820000 9.158569304099999e+07 91,585,693.046", "91585693.041")
    )
    assert data is not None
    assert task.verify(Sample(question="", data=data), answer).outcome == outcome


@pytest.mark.parametrize(
    ("size", "candidates", "answer"),
    [
        ("largest", "5.000000 4.0", "4.0"),
        ("smallest", "5.000000 4.0", "5.0"),
        ("largest", "5.000000 5.0", "5.0"),  # nothing to choose
        ("largest", "5.000000 5.0002", "5.0002"),  # too near to tell right from wrong
        ("middle", "5.000000 4.0", "4.0"),
    ],
)
def test_wrong_and_unclear_comparisons_are_thrown_away(size: str, candidates: str, answer: str) -> None:
    assert NumberFormat().read(asked_extreme(size, candidates, answer)) is None


def test_candidates_that_are_meant_to_be_equal_are_both_right() -> None:
    task = NumberFormat()
    data = task.read(asked_extreme("smallest", "7.0 1.040999999e+00 1.041000", "1.041"))
    assert data is not None
    sample = Sample(question="", data=data)
    assert task.candidates(sample) == ["7.0", "1.040999999e+00", "1.041000"]
    verdicts = [task.verify(sample, text).outcome for text in task.candidates(sample)]
    assert verdicts == ["wrong", "correct", "correct"]
