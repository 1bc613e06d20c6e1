"""Cryptanalysis: what each word about a guess means, one code only, two readings of the released words."""

from __future__ import annotations

import json
import re
from itertools import permutations
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.cryptanalysis import Cryptanalysis, agrees, feedback, fitting

if TYPE_CHECKING:
    from pathlib import Path

TASK = Cryptanalysis()
OFFICIAL = LoadOptions(dialect="official")
QUIRK = LoadOptions(dialect="official", quirks=frozenset({"strict-feedback"}))


def data_of(code: str, *guesses: str) -> dict[str, Any]:
    """A question with two digits and two letters about a known code."""
    conditions = [
        {"guess": guess, "digits": feedback(guess[:2], code[:2]), "letters": feedback(guess[2:], code[2:])}
        for guess in guesses
    ]
    return {"digits": 2, "letters": 2, "alphabet": ascii_uppercase, "conditions": conditions}


# Five guesses that leave 53FA alone, in either reading.
GUESSES = ("54FB", "43AF", "23BA", "57FZ", "63CA")
SAMPLE = Sample(question="", data=data_of("53FA", *GUESSES))


def reread(question: str) -> dict[str, Any]:
    """The data of a question, from its text alone."""
    head = re.search(r"code of (\d) different digits .* by (\d) different .* \(A to ([A-Z])\)", question)
    assert head
    conditions = []
    for guess, *parts in re.findall(r"^\d+\. (\w+) - digits: (.*); letters: (.*)$", question, re.MULTILINE):
        condition: dict[str, Any] = {"guess": guess}
        for name, text in zip(("digits", "letters"), parts, strict=True):
            counts = dict.fromkeys(("in place", "misplaced", "absent"), 0)
            hint = re.search(r" \(too (\w+)\)$", text)
            for piece in re.sub(r" \(.*", "", text).split(", "):
                number, _, words = piece.partition(" ")
                counts[words] += int(number)
            direction = {"small": "small", "early": "small", "large": "large", "late": "large"}
            condition[name] = [*counts.values(), direction[hint[1]] if hint else ""]
        conditions.append(condition)
    alphabet = ascii_uppercase[: ascii_uppercase.index(head[3]) + 1]
    return {"digits": int(head[1]), "letters": int(head[2]), "alphabet": alphabet, "conditions": conditions}


def says(condition: list[Any], guess: tuple[str, ...], code: tuple[str, ...], *, lenient: bool) -> bool:
    """The meaning of a condition once more, word by word."""
    placed, misplaced, absent, hint = condition
    strangers = [symbol for symbol in guess if symbol not in code]
    smaller = bool(strangers) and all(symbol < other for symbol in strangers for other in code)
    larger = bool(strangers) and all(symbol > other for symbol in strangers for other in code)
    if placed != len([place for place in range(len(code)) if guess[place] == code[place]]):
        return False
    if placed + misplaced != len(set(guess) & set(code)) or absent != len(strangers):
        return False
    if hint == "":
        return lenient or not (smaller or larger)
    return smaller if hint == "small" else larger


def all_codes(data: dict[str, Any], *, lenient: bool) -> list[str]:
    """Every code that fits, by trying all of them."""
    cut = data["digits"]
    fits = []
    for part, symbols in (("digits", "0123456789"), ("letters", data["alphabet"])):
        place = slice(0, cut) if part == "digits" else slice(cut, None)
        fits.append(
            [
                "".join(code)
                for code in permutations(symbols, data[part])
                if all(
                    says(condition[part], tuple(condition["guess"][place]), code, lenient=lenient)
                    for condition in data["conditions"]
                )
            ]
        )
    return [number + word for number in fits[0] for word in fits[1]]


@pytest.mark.parametrize(
    ("guess", "code", "said"),
    [
        ("53", "53", [2, 0, 0, ""]),
        ("35", "53", [0, 2, 0, ""]),
        ("54", "53", [1, 0, 1, ""]),  # 4 lies between 3 and 5
        ("52", "53", [1, 0, 1, "small"]),
        ("59", "53", [1, 0, 1, "large"]),
        ("15", "53", [0, 1, 1, "small"]),
        ("12", "53", [0, 0, 2, "small"]),
        ("89", "53", [0, 0, 2, "large"]),
        ("19", "53", [0, 0, 2, ""]),  # one smaller, one larger
        ("14", "53", [0, 0, 2, ""]),  # one smaller, one between
        ("48", "53", [0, 0, 2, ""]),
        ("YZ", "CB", [0, 0, 2, "large"]),
        ("AB", "CB", [1, 0, 1, "small"]),
        ("ABX", "MNO", [0, 0, 3, ""]),
        ("ABM", "MNO", [0, 1, 2, "small"]),
        ("NMO", "MNO", [1, 2, 0, ""]),
    ],
)
def test_what_is_said_of_a_guess(guess: str, code: str, said: list[Any]) -> None:
    assert feedback(guess, code) == said
    assert says(said, tuple(guess), tuple(code), lenient=False)


SYMBOLS = st.permutations("0123456789").map(lambda order: "".join(order[:3]))


@given(SYMBOLS, SYMBOLS, SYMBOLS, st.booleans())
def test_a_code_agrees_where_the_words_are_true_of_it(
    code: str, guess: str, other: str, lenient: bool
) -> None:
    said = feedback(guess, code)
    assert agrees(said, feedback(guess, code), lenient)
    assert agrees(said, feedback(guess, other), lenient) == says(
        said, tuple(guess), tuple(other), lenient=lenient
    )


def test_a_missing_direction_is_information_in_our_wording_and_none_in_the_wider_reading() -> None:
    said = feedback("54", "53")
    assert said == [1, 0, 1, ""]
    assert not agrees(said, feedback("54", "56"), False)  # 4 would have been called too small
    assert agrees(said, feedback("54", "56"), True)
    # What is said must be true in either reading.
    assert not agrees([1, 0, 1, "small"], feedback("54", "53"), True)


@pytest.mark.parametrize(
    "answer",
    [
        '["5", "3", "F", "A"]',
        "['5', '3', 'F', 'A']",
        "[5, 3, F, A]",
        '[5, 3, "F", "A"]',
        "5, 3, F, A",
        "5 3 F A",
        "53FA",
        '"53FA"',
        "53 FA",
        "[53, FA]",
        "5\n3\nF\nA",
        '"5", "3", "F", "A"',
        "(5, 3, F, A)",
        "Answer: 53FA",
        "**53FA**",
    ],
)
def test_every_form_of_the_code_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("53F", "the code has 4 symbols, not 3"),
        ("53FAA", "the code has 4 symbols, not 5"),
        ("53FA 53FA", "the code has 4 symbols, not 8"),
        ("FA53", "it is not 2 digits, then 2 of the letters"),
        ("53fa", "it is not 2 digits, then 2 of the letters"),
        ("5F3A", "it is not 2 digits, then 2 of the letters"),
        ("5?FA", "it is not 2 digits, then 2 of the letters"),
        ("55FA", "a symbol occurs twice"),
        ("53AA", "a symbol occurs twice"),
        ("35FA", "it does not fit what is said of guess 1"),
        ("53AF", "it does not fit what is said of guess 1"),
        ("53FC", "it does not fit what is said of guess 1"),
        ("57FA", "it does not fit what is said of guess 1"),
        ("58FA", "it does not fit what is said of guess 1"),
        ("\u0665\u0663FA", "it is not 2 digits, then 2 of the letters"),
    ],
)
def test_a_wrong_code_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason == verdict.reason


def test_the_example_is_the_only_code_in_either_reading() -> None:
    assert all_codes(SAMPLE.data, lenient=True) == ["53FA"]
    assert TASK.answer(SAMPLE) == '["5", "3", "F", "A"]'


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_generated_codes_are_unique_in_both_readings(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(3 if level == 5 else 12):
        sample = TASK.generate(Rng("unique", level, index), knobs)
        answer = TASK.answer(sample)
        assert answer is not None
        code = "".join(json.loads(answer))
        assert all_codes(sample.data, lenient=True) == [code]
        assert all_codes(sample.data, lenient=False) == [code]


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_generated_questions_are_sound(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(3 if level == 5 else 20):
        sample = TASK.generate(Rng("sound", level, index), knobs)
        conditions = sample.data["conditions"]
        assert reread(sample.question) == sample.data
        assert (sample.data["digits"], sample.data["letters"]) == (knobs.digits, knobs.letters)
        assert knobs.guesses[0] <= len(conditions) <= knobs.guesses[1]
        assert len({condition["guess"] for condition in conditions}) == len(conditions)
        for condition in conditions:
            assert condition["digits"][0] < knobs.digits, "a guess shows all digits in place"
            assert condition["letters"][0] < knobs.letters, "a guess shows all letters in place"
        answer = TASK.answer(sample)
        assert answer is not None
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        names = set()
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
        assert {"a guess", "letters first", "repeated digit", "missing part", "extra part"} <= names


def test_golden_sample_0(symbench: Path) -> None:
    source = symbench / "cryptanalysis" / "sample_0"
    if not source.is_dir():
        pytest.skip("this copy of the release has no sample_0")
    for options in (LoadOptions(), OFFICIAL, QUIRK):
        (sample,) = TASK.load(source, options)
        assert TASK.verify(sample, "53FA").outcome == "correct"


def test_the_stored_codes_are_the_only_ones_by_our_wording(symbench: Path) -> None:
    samples = list(TASK.load(symbench))
    assert len(samples) == len(list((symbench / TASK.folder).glob("sample_*"))) > 0
    for sample in samples:
        stored = "".join(json.loads((symbench / sample.provenance["file"]).read_text())["answer"])
        assert sample.defects == ()
        assert reread(sample.question) == sample.data
        assert all_codes(sample.data, lenient=False) == [stored]
        assert TASK.verify(sample, stored).outcome == "correct"
        assert TASK.answer(sample) == sample.stored_answer == json.dumps(list(stored))


def test_the_released_words_leave_several_codes_for_some_items(symbench: Path) -> None:
    """In the official dialect each of them is right, with the quirk the released one alone."""
    ambiguous = 0
    for sample, quirky in zip(TASK.load(symbench, OFFICIAL), TASK.load(symbench, QUIRK), strict=True):
        released = symbench / sample.provenance["file"]
        stored = "".join(json.loads(released.read_text())["answer"])
        assert sample.question == released.with_name("question.txt").read_text()
        every = all_codes(sample.data, lenient=True)
        assert stored in every
        assert sample.defects == quirky.defects == (("ambiguous",) if len(every) > 1 else ())
        ambiguous += len(every) > 1
        for code in every:
            assert TASK.verify(sample, code).outcome == "correct"
            assert (TASK.verify(quirky, code).outcome == "correct") == (code == stored)
        fits = {part: fitting(sample.data, part, True) for part in ("digits", "letters")}
        assert [number + word for number in fits["digits"] for word in fits["letters"]] == every
        assert TASK.verify(sample, stored[::-1]).outcome == "wrong"
    assert ambiguous > 0


@pytest.mark.parametrize("name", ["sample_42", "sample_58", "sample_86", "sample_97"])
def test_these_items_are_ambiguous_as_released(symbench: Path, name: str) -> None:
    source = symbench / "cryptanalysis" / name
    if not source.is_dir():
        pytest.skip(f"this copy of the release has no {name}")
    assert [sample.defects for sample in TASK.load(source, OFFICIAL)] == [("ambiguous",)]
    assert [sample.defects for sample in TASK.load(source)] == [()]


LOCK = (
    "The lock consists of two numbers and two letters, with neither the numbers nor the letters repeating.\n"
)
LINE = (
    "1. Guess: 50MH, Feedback: one number is correct and in the correct position; "
    "one number is incorrect and too small; both letters are incorrect and too early in the alphabet.\n"
)


@pytest.mark.parametrize(
    ("of_numbers", "of_letters", "digits", "letters"),
    [
        (
            ["both numbers are correct and in the correct positions"],
            ["both letters are correct but in the wrong positions"],
            [2, 0, 0, ""],
            [0, 2, 0, ""],
        ),
        (["both numbers are incorrect"], ["both letters are incorrect"], [0, 0, 2, ""], [0, 0, 2, ""]),
        (
            ["both numbers are incorrect and too large"],
            ["both letters are incorrect and too late in the alphabet"],
            [0, 0, 2, "large"],
            [0, 0, 2, "large"],
        ),
        (
            ["one number is correct but in the wrong position", "one number is incorrect and incorrect"],
            [
                "one letter is correct and in the correct position",
                "one letter is incorrect and too early in the alphabet",
            ],
            [0, 1, 1, ""],
            [1, 0, 1, "small"],
        ),
    ],
)
def test_released_feedback_is_read(
    tmp_path: Path, of_numbers: list[str], of_letters: list[str], digits: list[Any], letters: list[Any]
) -> None:
    clauses = "; ".join([*of_numbers, *of_letters])
    (tmp_path / "solution.json").write_text('{"answer": ["5", "6", "Z", "V"]}')
    (tmp_path / "question.txt").write_text(f"{LOCK}1. Guess: 76MO, Feedback: {clauses}.\nAnswer.")
    (sample,) = TASK.load(tmp_path)
    assert sample.data["conditions"] == [{"guess": "76MO", "digits": digits, "letters": letters}]


@pytest.mark.parametrize(
    ("question", "record"),
    [
        (LOCK + LINE, "{"),
        (LOCK + LINE, "[]"),
        (LOCK + LINE, "{}"),
        (LOCK + LINE, '{"answer": 5}'),
        ("", '{"answer": ["5", "6", "Z", "V"]}'),
        (LINE, '{"answer": ["5", "6", "Z", "V"]}'),
        (LOCK, '{"answer": ["5", "6", "Z", "V"]}'),
        (LOCK + LINE.replace("50MH", "5MH"), '{"answer": ["5", "6", "Z", "V"]}'),
        (LOCK + LINE.replace("too small", "too green"), '{"answer": ["5", "6", "Z", "V"]}'),
        (LOCK + LINE.replace("both letters", "one letter"), '{"answer": ["5", "6", "Z", "V"]}'),
        (LOCK + LINE.replace("both letters", "both numbers"), '{"answer": ["5", "6", "Z", "V"]}'),
        (
            LOCK
            + LINE.replace("one number is correct and in the correct position", "one number is incorrect"),
            '{"answer": ["5", "6", "Z", "V"]}',
        ),
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, question: str, record: str) -> None:
    (tmp_path / "solution.json").write_text(record)
    (tmp_path / "question.txt").write_text(question)
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))


def test_an_official_item_with_a_wrong_code_or_without_any_says_so(tmp_path: Path) -> None:
    (tmp_path / "question.txt").write_text(LOCK + LINE)
    (tmp_path / "solution.json").write_text('{"answer": ["5", "6", "A", "B"]}')
    assert [sample.defects for sample in TASK.load(tmp_path, OFFICIAL)] == [("ambiguous", "wrong_key")]
    contradiction = LINE.replace("1. Guess: 50MH", "2. Guess: 05MH")
    (tmp_path / "question.txt").write_text(LOCK + LINE + contradiction)
    assert [sample.defects for sample in TASK.load(tmp_path, OFFICIAL)] == [("unsolvable", "wrong_key")]
    assert [sample.defects for sample in TASK.load(tmp_path)] == [("unsolvable",)]
