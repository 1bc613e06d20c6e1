"""Mathematical answers: tables of what is right and what is wrong for a key; hostile text is bounded."""

from __future__ import annotations

import subprocess
import sys
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.answers import AnswerError
from r1ci_bench.answers.mathematics import MathematicsForm

FORM = MathematicsForm()
NOUNS = frozenset(("how", "many", "ways", "students"))

# By key: answers that mean the same.
RIGHT: dict[str, list[str]] = {
    r"\frac{3}{4}": [
        "3/4",
        "0.75",
        ".75",
        "75%",
        r"75\%",
        "75 percent",
        r"\frac34",
        r"\tfrac{3}{4}",
        r"\frac{6}{8}",
        "1 - 1/4",
        r"\frac{6}{8} = \frac{3}{4}",
        "Fraction(3, 4)",
        "3:4",
        "P(A) = 3/4",
        r"\mathbb{P}(A) = 3/4",
        r"\Pr(B) = 3/4",
        r"P(A) = \frac{6}{8} = \frac{3}{4} = 0.75 = 75\%",
        "Probability: 3/4",
        "3/4 (= 0.75)",
        "3/4 (or about 75%)",
        "(75%)",
        r"P(\text{even}) = \frac34",
        "0.750",
    ],
    r"\frac{1}{3}": [
        "0.3333",
        "0.333",
        "0.333333333333",
        "0.33333...",
        r"0.\overline{3}",
        r"33\frac{1}{3}\%",
        r"\approx 0.3333",
        "0.3333\u2026",
        "(0.3333)",
        r"\frac13 (in lowest terms)",
    ],
    r"\frac{2}{3}": ["0.6667", "0.6666"],
    r"\frac{75}{4}": [r"18\frac{3}{4}", "18 3/4", "18.75"],
    r"-\frac{1}{3}": ["-1/3", r"\frac{-1}{3}", r"-\dfrac13"],
    r"-\frac{5}{3}": [r"-1\frac23"],
    r"3\sqrt{7}": [
        "3*sqrt(7)",
        r"\sqrt{63}",
        "3\u221a7",
        "7.937",
        "7.937253933193772",
        r"3 \cdot \sqrt 7",
        r"3\sqrt7",
        r"3 \sqrt{7} inches",
        r"3\sqrt{7}\text{ inches}",
        r"21/\sqrt{7}",
        r"3\sqrt{7} \approx 7.94",
        "3\u221a7 (\u2248 7.94)",
        r"$3\sqrt{7}$ ($\approx 7.94$)",
        r"$3\sqrt{7}$ (approximately 7.94)",
        r"$3\sqrt{7}$, or about 7.94",
        "3\u221a7, which is approximately 7.937 inches",
        "3\u221a7\n\u2248 7.94",
        "63^{1/2}",
        "63**0.5",
    ],
    r"\frac{\sqrt{3}}{4\sqrt{2}-3}": [r"\frac{4\sqrt{6}+3\sqrt{3}}{23}", "sqrt(3)/(4*sqrt(2) - 3)"],
    r"\frac{10}{\sqrt{3}}": [r"\frac{10\sqrt{3}}{3}"],
    r"\frac{\sqrt{3}- 1}{2}": ["(sqrt(3)-1)/2"],
    r"\sqrt[3]{5}": ["5^{1/3}", "5**(1/3)", "cbrt(5)", "1.70998"],
    r"2\sqrt[3]{5}": [r"\sqrt[3]{40}"],
    r"\sqrt{2+\sqrt{3}}": [r"\frac{\sqrt6+\sqrt2}{2}"],
    r"32\pi": [
        "32\u03c0",
        "32 pi",
        "100.53",
        "32*pi",
        r"32\pi \text{ cm}^2",
        r"32 \pi cm^2",
        r"\pi \cdot 32",
    ],
    r"64-16\pi": [r"16(4-\pi)", "64 - 16*pi", "13.7345"],
    r"60^\circ": ["60", "60 degrees", "60\xb0", r"60^{\circ}", r"\angle ABC = 60^\circ"],
    "60": [r"60^\circ", "60 degrees", "x = 60", r"m\angle A = 60^\circ"],
    "12": [
        "12.0",
        "12.",
        "+12",
        "[12]",
        "(12)",
        "24/2",
        r"\sqrt{144}",
        "12 cm",
        "12 m",
        "12 cm^2",
        r"12 \text{ square units}",
        "12 sq. units",
        "12 students",
        "12 different ways",
        "12 in total",
        "There are 12 possible outcomes",
        "The total number of ways is 12",
        "Total number of ways: 12",
        "m + n = 12",
        "The answer is m + n = 12.",
        "[ABC] = 12",
        r"\overline{AB} = 12",
        r"12 \text{ cm}^{2}",
        "(12 cm)",
        r"The answer is $\boxed{12\text{ cm}}$.",
        r"\text{Answer: } 12",
        "**Answer:** 12",
        "The answer is **12**.",
        "12 (exact)",
        r"\therefore 12",
        r"\mathbf{\frac{24}{2}}",
        r"4!/2! = 4 \cdot 3 = 12",
        r"\text{12}",
        "The answer is 12.",
        "The answer is $12$.",
        "Answer: 12",
        "Therefore, the total area is 12",
        r"\boxed{12}",
        r"$\boxed{12}$",
        "AB = 12",
        "12 = x",
        "11.999999999999998",
        "12.000000001",
        r"\frac{4!}{2} = 12",
        '"12"',
        r"2^2 \cdot 3",
        "1.2e1",
    ],
    "1234": ["1,234", "1{,}234", r"1\,234", r"1,\!234", "1.234e3", r"1.234 \times 10^3"],
    r"100,\!000": ["100000", "100,000", "10^5", "10^{5}"],
    "-2^{49}": ["-562949953421312", "-2**49", "-(2^{49})"],
    r"\$0.25": ["0.25", "$0.25", r"\$0.25", "25 cents", "0.25 dollars", "1/4"],
    r"18\%": ["18", "18%", "0.18", "18 percent"],
    r"34\text{ sq. units}": ["34", "34 square units", r"34 \text{ units}^2"],
    r"10\sqrt{3}\text{ cm}": [r"10\sqrt3"],
    r"10\text{ cm}": ["0.1 m"],
    r"10 \text{ feet}": ["120 inches"],
    "(-2,3)": ["(-2, 3)", r"\left(-2, 3\right)", "-2, 3", "( -2.0 , 6/2 )"],
    r"\left(\frac{3}{2},1\right)": ["(1.5, 1)"],
    "(1,2,3)": ["[1, 2, 3]", "1,2,3"],
    "[0,1)": ["[0, 1)"],
    r"(-\infty, 2]": ["(-oo, 2]", "(-\u221e, 2]", "(-inf, 4/2]"],
    r"[0,1) \cup (2,3]": [r"(2,3] \cup [0,1)"],
    "2, 3": ["3, 2", "{2, 3}", "[2, 3]", "2 and 3", "x = 2 or x = 3", r"2\text{ or }3"],
    r"\{1, 2\}": ["{2, 1}"],
    "2, 3, 5": ["5, 3, and 2"],
    r"3 \pm \sqrt{2}": [r"3+\sqrt2, 3-\sqrt2", "3 \xb1 \u221a2"],
    "AB=9, CD=4": ["CD=4, AB=9", "AB = 9 and CD = 4", "9, 4"],
    "K=8": ["8", "K = 8"],
    "4:1": ["4:1", "8:2", "4"],
    "3:4:5": ["6:8:10", "Ratio: 3:4:5"],
    r"\text{even}": ["even", "Even", r"\text{even}."],
    r"\text{(A)}": ["A", "(A)", "A.", "option A", r"\textbf{(A)}"],
    r"\text{(B) and (C)}": ["C, B"],
    "E": ["(E)", r"\text{E}"],
    r"\text{Navin}": ["Navin"],
    "6048x^5": ["6048*x**5"],
    "x^2+2x+1": ["(x+1)^2", "(x+1)(x+1)", "f(x) = x^2 + 2x + 1"],
    r"\frac{x^2-1}{x+1}": ["x - 1"],
    r"2r\sqrt{3}": [r"\sqrt{12} r"],
    r"\pi r^2": [r"r^2\pi"],
    r"\sqrt{x^2+1}": ["(x^2+1)^{1/2}"],
    "2^n": ["2*2^{n-1}"],
    r"\binom{5}{2}": ["10", r"{5 \choose 2}", "5!/(2!3!)"],
    "10!": ["3628800"],
    r"\frac{1}{2}": [r"\sin 30^\circ", r"\cos(\pi/3)"],
    r"\frac{\sqrt{6}-\sqrt{2}}{4}": [r"\sin 15^\circ"],
    "x^2+y^2=4": ["x^2 + y^2 = 4", "y^2+x^2 = 4", "4 = x^2+y^2", r"$x^2+y^2=2^2$"],
    "x + y = 7": ["x+y=7", "y + x = 7.0", "7 = x + y"],
    "y = 2x + 1": ["2x+1", "y = 1 + 2x"],
    "8.64": ["216/25"],
    "7.1": ["7.10"],
    "0": ["0", "0.0", "-0", r"\sin \pi"],
    "x_1": ["x_1"],
    "1": ["3^0"],
}

# By key: answers that mean something else, or nothing, or more than one thing.
WRONG: dict[str, list[str]] = {
    r"\frac{3}{4}": ["4/3", "-3/4", "0.7501", "0.749", "0.75%", "3, 4", "3", "3/4/1/1 or 5"],
    r"\frac{1}{3}": ["0.33", "0.3", "0.334", "0.3334", "333/1000", "1/3 or 2/3"],
    r"\dfrac{1001}{2003}": ["1/2", "0.5", "50%"],
    r"\frac{485}{486}": ["1"],
    r"\frac{75}{4}": ["18", "19", r"18\frac{1}{4}", "18.7", r"18 \cdot \frac34"],
    r"3\sqrt{7}": [
        "3*7",
        r"3\sqrt{6}",
        "7.93726 or 8",
        "8",
        "7.9",
        "7.9382",
        r"-3\sqrt{7}",
        r"3\sqrt{7} = 8",
        r"3\sqrt{7} (\approx 7.95)",
        r"$3\sqrt{6}$, or about 7.94",
        r"3\sqrt{7} (not 7.94)",
        r"3\sqrt{7} (wrong)",
        "63",
        r"\sqrt{3 \cdot 7}",
    ],
    r"32\pi": ["32", "100", "101", r"32\pi^2", r"32 \cdot 3.14", r"16\pi"],
    r"64-16\pi": [r"64+16\pi", r"16\pi-64"],
    r"60^\circ": ["61", "60 cm", r"\pi/3", r"120^\circ"],
    "12": [
        "13",
        "11.99",
        "12.01",
        "11.999",
        "12.5",
        "120",
        "1 2",
        "12, 12",
        "12 or 13",
        "12 and 13",
        "-12",
        "12 million",
        "12 squared",
        "12 halves",
        "12!",
        "12x",
        "12 elephants",
        "12 = 1 = 1",
        "12 = 12 = 12 = 12 = 12 = 12",
        "12 = 12 = 13",
        "12 = 13",
        r"12\pi",
        "not 12",
        "about a dozen",
        "twelve and a half",
        "12\n\n12",
        "(12",
        "12)",
        "[12)",
        "12 )",
        "12 0 0",
        "(12, 12)",
        r"\sqrt{12}",
        "x = 12 or x = 13",
        "x",
        "2x = 12",
        "12 minus one",
        "12%%",
        "half of it is 12",
        "2m + n = 12",
        "m - n = 12",
        "Not: 12",
        "Wrong answer: 12",
        "square root = 12",
        "12 (million)",
        "12, or about 13",
        "(12 million)",
        "**12** **12**",
        "13 = 13 = 12",
        "less than 12",
        "> 12",
        r"\neq 12",
        "[12, 13]",
        "+-12",
        r"\pm 12",
        "\u0661\u0662",
        "9**9**9",
        "10^(10^10)",
        "100000!",
        "1/0",
        "1e99999999",
        r"\binom{100000}{50000}",
    ],
    "1234": ["1,235", "1.234", "1,23,4", "12,34", "1 234"],
    r"100,\!000": ["100,0"],
    "-2^{49}": ["2^{49}", "(-2)^{50}", "-5.6295e14"],
    r"\$0.25": ["25", "0.25 cents", "0.25 cm"],
    r"18\%": ["1.8", "0.18%", "1800%"],
    r"34\text{ sq. units}": ["34 cubic units", "34 cm"],
    r"10 \text{ feet}": ["10 inches"],
    "(-2,3)": ["(3,-2)", "(-2,3,0)", "(-2)", "[-2, 3]", "{-2, 3}", "(-2,-3)", "-2"],
    "(1,2,3)": ["(1,3,2)"],
    "[0,1)": ["(0,1]", "[0,1]", "(0,1)", "0, 1"],
    r"(-\infty, 2]": [r"(-\infty, 2)", r"(\infty, 2]", "(-100, 2]"],
    "2, 3": ["2", "2, 3, 3", "2, 2", "(2, 3]", "2, 4", "2.3"],
    "AB=9, CD=4": ["AB=4, CD=9", "4, 9", "AB=9", "AB=9, XY=4"],
    "K=8": ["9", "K"],
    "4:1": ["1:4", "1/4"],
    "3:4:5": ["3:4:6"],
    r"\text{even}": ["odd", "not even", "even or odd"],
    r"\text{(A)}": ["B", "A, B"],
    r"\text{(B) and (C)}": ["B"],
    "r": ["R"],
    "6048x^5": ["6048", "6048x^4", "6048y^5"],
    "x^2+y^2=4": ["4", "x^2+y^2", "x^2+y^2=5", "x^2-y^2=4", "r = 4", "x^2+y^2=4=4"],
    "x + y = 7": ["7", "x = 7", "x + z = 7", "x + y = 8", "x + y"],
    "x^2+2x+1": ["x^2+1", "x^2+2x+1.5"],
    r"\sqrt{x^2+1}": ["x+1"],
    "2^n": ["2^{n+1}"],
    r"\pi r^2": [r"2\pi r"],
    r"\binom{5}{2}": [r"\binom{5}{1}"],
    "10!": ["9!"],
    "8.64": ["8.6"],
    "7.1": ["7.07"],
    "0": ["1", "0.001", "0, 0", "x"],
    "1": ["1 = 1 = 2"],
    "4": ["2\xb2"],
}


def pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(key, answer) for key, answers in table.items() for answer in answers]


def fault(key: str, answer: str, *, form: MathematicsForm = FORM) -> str:
    return form.fault(form.read(key), form.read(answer), NOUNS)


def refusal(key: str, answer: str) -> str:
    """Why an answer is not right, or not even one."""
    try:
        return fault(key, answer)
    except AnswerError as error:
        return str(error)


def test_the_tables_are_long_and_name_no_pair_twice() -> None:
    together = pairs(RIGHT) + pairs(WRONG)
    assert len(set(together)) == len(together) >= 300


@pytest.mark.parametrize(("key", "answer"), pairs(RIGHT))
def test_an_answer_that_means_the_same_is_right(key: str, answer: str) -> None:
    assert fault(key, answer) == ""


@pytest.mark.parametrize(("key", "answer"), pairs(WRONG))
def test_an_answer_that_means_something_else_is_wrong(key: str, answer: str) -> None:
    assert fault(key, answer)


@pytest.mark.parametrize("key", sorted({*RIGHT, *WRONG}))
def test_every_key_is_right_for_itself_and_survives_its_own_renderings_and_mutations(key: str) -> None:
    value = FORM.read(key)
    assert value == FORM.read(FORM.write(value)) == FORM.read(f"  {key}\n")
    for text in [key, *FORM.renderings(value)]:
        assert fault(key, text) == "", text
    spoiled = list(FORM.mutations(value))
    assert len(spoiled) >= 8
    for name, text in spoiled:
        assert refusal(key, text), (name, text)


def test_what_mutations_there_are() -> None:
    def names(key: str) -> set[str]:
        return {name for name, _ in FORM.mutations(FORM.read(key))}

    number = {
        "off by one",
        "other sign",
        "turned over",
        "doubled",
        "halved",
        "extra part",
        "a thousand times",
    }
    assert names("12") >= number | {"extra digit", "missing digit", "digits apart", "not whole"}
    assert names("3\\sqrt{7}") >= number | {"missing root", "extra pi"}
    assert names("32\\pi") >= number | {"missing pi", "extra root"}
    assert names("(-2,3)") >= {"missing part", "extra part", "swapped parts", "off by one", "other brackets"}
    assert names("AB=9, CD=4") >= {"missing part", "swapped parts", "off by one"}
    assert names("18\\%") >= number | {"percent of a percent"}
    assert names("34\\text{ sq. units}") >= number | {"other unit"}


@pytest.mark.parametrize(
    ("key", "answer", "why"),
    [
        ("12", "13", "not the right value"),
        ("12", "12, 12", "more than one value"),
        ("12", "12 = 12 = 12 = 12 = 12 = 12", "more than 5 sides"),
        ("12", "12 elephants", "words behind"),
        ("12", "12 million", "'million' is not a unit"),
        ("60^\\circ", "60 cm", "another unit"),
        ("3\\sqrt{7}", "7.938", "not rounded correctly"),
        ("\\frac{1001}{2003}", "0.5", "rounded too far"),
        ("\\frac{1}{3}", "0.33", "rounded too far"),
        ("\\frac{15}{64}", "0.234", "rounded too far"),
        ("\\frac{15}{64}", "0.24", "not the right value"),
        ("(1,2)", "(1,2,3)", "3 values, not 2"),
        ("(1,2)", "[1,2]", "other brackets"),
        ("(1,2)", "3", "one value, not 2"),
        ("AB=9, CD=4", "AB=9, XY=4", "names other quantities"),
        ("2, 3", "2, 4", "one of its values is wrong"),
        ("12", "(12", "bracket is not closed"),
        ("12", "12)", "brackets do not match"),
        ("12", "1/0", "divides by zero"),
        ("12", "\\sqrt{-4}", "not real"),
        ("12", "9**9**9", "exponent beyond"),
        ("12", "\\int x", "command 'int' is not known"),
    ],
)
def test_the_reason_says_why(key: str, answer: str, why: str) -> None:
    assert why in fault(key, answer)


@pytest.mark.parametrize("text", ["", " ", "$$", "\\boxed{}", "x" * 30_000, "x" * 2_000])
def test_nothing_and_too_much_are_no_answers(text: str) -> None:
    with pytest.raises(AnswerError):
        FORM.read(text)


@pytest.mark.parametrize(
    "name", ["x", "AB", "m\\angle ABC", "P(A)", "P(\\text{even})", "f(2)", "the area", "\\theta"]
)
def test_a_name_in_front_says_nothing(name: str) -> None:
    assert fault("12", f"{name} = 12") == ""
    assert fault("12", f"{name} = 13")


@pytest.mark.parametrize(
    "name", ["2x", "-x", "x^2", "1/x", "x(2)", "\\log x", "\\sqrt{x}", "not x", "half the area", "n!"]
)
def test_an_equation_that_has_to_be_solved_is_no_answer(name: str) -> None:
    assert fault("12", f"{name} = 12")


def test_words_behind_a_number_must_be_words_of_the_problem() -> None:
    key, answer = FORM.read("12"), FORM.read("12 student")
    assert FORM.fault(key, answer, frozenset(("students",))) == ""
    assert "student" in FORM.fault(key, answer, frozenset(("dogs",)))
    assert FORM.fault(key, FORM.read("12 arrangements"), frozenset()) == ""
    for word in ("dozen", "squared", "halves", "tens", "less", "minus"):
        assert FORM.fault(key, FORM.read(f"12 {word}"), frozenset((word,)))


def test_a_percent_sign_may_repeat_what_the_problem_asks_for() -> None:
    key, answer = FORM.read("18"), FORM.read("18%")
    assert FORM.fault(key, answer, frozenset(("percent",))) == ""
    assert FORM.fault(key, answer, frozenset(("students",)))
    assert FORM.fault(FORM.read("0.5"), FORM.read("0.5%"), frozenset(("percent",)))
    assert "another unit" in FORM.fault(FORM.read("60^\\circ"), FORM.read("60%"), frozenset(("percent",)))
    assert "another unit" in FORM.fault(FORM.read("60"), FORM.read("60% cm"), frozenset(("percent",)))


def test_how_far_a_computed_number_may_be_off_is_for_the_task_to_say() -> None:
    narrow = MathematicsForm(relative=Fraction(1, 10**9))
    assert fault("4767232.5", "4767230.1") == ""
    assert fault("4767232.5", "4767230.1", form=narrow)
    assert fault("4767232.5", "4767232.4999", form=narrow) == ""
    rounded = MathematicsForm(relative=Fraction(1, 10**9), absolute=Fraction(1, 2 * 10**10))
    assert fault("1.41424e-05", "0.000014142384", form=narrow)
    assert fault("1.41424e-05", "0.000014142384", form=rounded) == ""
    assert fault("1.41424e-05", "0.0000142", form=rounded)


def test_a_whole_key_is_met_exactly_unless_it_has_lost_its_last_digits() -> None:
    form = MathematicsForm(relative=Fraction(1, 10**9))
    assert fault("17376828000", "17376828001", form=form)
    assert fault("17376828000", "17376828000.5", form=form)
    assert fault("1.7376828e+20", "173768280000000000001", form=form) == ""
    assert fault("1.7376828e+20", "173768281000000000000", form=form)


HOSTILE = {
    "powers of sums": "(a+b+c+d)^1000",
    "powers of roots": "(1+\\sqrt2+\\sqrt3+\\sqrt5+\\sqrt7+\\sqrt{11})^{1000}",
    "products of powers": "(x+y)^{999}(x-y)^{999}",
    "products of sums of roots": "*".join(f"(1+sqrt({part}))" for part in range(2, 40)),
    "sums of fractions": "+".join(f"1/(x+{part})" for part in range(2, 40)),
    "a tower": "2^{2^{2^{2^2}}}",
    "a tower without braces": "9**9**9",
    "large powers of large powers": "((2^{1000})^{1000})^{1000}",
    "a large factorial": "100000!",
    "factorials of factorials": "3!!!!!!",
    "many factorials": "*".join(["200!"] * 60),
    "a large binomial coefficient": "\\binom{3000}{1500}",
    "many digits": "9" * 390 + "/" + "7" * 390,
    "the root of many digits": "sqrt(" + "9" * 390 + ")",
    "many roots": "\\sqrt{" * 120 + "2" + "}" * 120,
    "cube roots of cube roots": "cbrt(" * 20 + "7" + ")" * 20,
    "towers of fractions": "^".join(["1.0001"] * 20),
    "deep brackets": "(" * 400 + "1" + ")" * 400,
    "deep lists": "[1," * 29 + "2" + "]" * 29,
    "open brackets": "(" * 900,
    "many signs": "-" * 299 + "1",
    "double signs": "\\pm".join("1" * 200),
    "many values": "1," * 400,
    "few values that take long": ",".join(["(a+b)^{99}"] * 6),
    "a chain that takes long": "=".join(["(a-b/3)^{88}"] * 5),
    "many groups of digits": "1,000" * 190,
    "many equations": "= " * 400,
    "many letters": "x" * 900,
    "many letters with powers": "x^" * 140 + "x",
    "many fractions": "\\frac" * 190,
    "many texts": "\\text{" * 100,
    "a large angle": "sin(10^9)",
    "large exponents": "1e99999999",
    "zero to the minus one": "0^{-1}",
    "no tangent": "\\tan 90^\\circ",
    "signs of control": "1\x002\x01abc",
    "a lone surrogate": "\ud800",
    "fullwidth digits": "\uff11\uff12",
    "Arabic digits": "\u0661\u0662",
    "code": "__import__('os').system('true')",
    "a lambda": "(lambda: 12)()",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_wrong_and_costs_little(text: str) -> None:
    started = time.process_time()
    for key in ("12", "3\\sqrt{7}", "x^2+1", "(1,2)", "\\sqrt[3]{5}", "\\sqrt{x^2+1}", "\\text{even}"):
        assert refusal(key, text)
    assert refusal("1, 2, 3, 4, 5, 6", text)
    assert time.process_time() - started < 2


SIGNS = "0123456789 ,;()[]{}+-*/=.^_!%\n\"'$\\<>ABCxem\u03c0\u221a"
PIECES = [
    "\\frac",
    "\\sqrt",
    "\\pi",
    "\\text{",
    "^\\circ",
    "\\pm ",
    "\\binom",
    "sqrt(",
    "{2}",
    "1,000",
    "\\{",
]


@given(
    text=st.text(st.characters(codec=None) | st.sampled_from(SIGNS), max_size=60)
    | st.lists(st.sampled_from([*PIECES, *SIGNS]), max_size=30).map("".join)
)
def test_no_text_raises(text: str) -> None:
    try:
        value = FORM.read(text)
    except AnswerError:
        return
    for key in ("12", "3\\sqrt{7}", "x^2+1", "(1,2)", "2, 3", "\\text{even}", "x"):
        FORM.fault(FORM.read(key), value)


def test_no_computer_algebra_is_loaded() -> None:
    program = (
        "import sys\n"
        "from r1ci_bench.answers.mathematics import MathematicsForm\n"
        "form = MathematicsForm()\n"
        "assert not form.fault(form.read('3\\\\sqrt{7}'), form.read('sqrt(63)'))\n"
        "print('sympy' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
