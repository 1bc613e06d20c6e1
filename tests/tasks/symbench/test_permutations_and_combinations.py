"""Permutations and combinations: every book once, every condition, and nothing invented."""

from __future__ import annotations

import json
import re
from itertools import permutations
from math import factorial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.permutations_and_combinations import PermutationsAndCombinations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TASK = PermutationsAndCombinations()
DATA: dict[str, Any] = {
    "items": ["A", "B", "C", "D", "E"],
    "constraints": [
        ["at", "C", 1],
        ["not at", "A", 4],
        ["left", "B", "D"],
        ["right", "E", "D"],
        ["next to", "A", "B"],
    ],
}
SAMPLE = Sample(question="", data=DATA)
RIGHT = "C A B D E"

SENTENCES = {
    r"Book (\w) stands at position (\d+)\.": "at",
    r"Book (\w) does not stand at position (\d+)\.": "not at",
    r"Book (\w) stands to the left of book (\w)\.": "left",
    r"Book (\w) stands to the right of book (\w)\.": "right",
    r"Book (\w) stands directly next to book (\w), on either side of it\.": "next to",
}


def reread(question: str) -> dict[str, Any]:
    """The data of a question, from its text alone."""
    books = re.search(r"There are (\d+) books: ([A-Z, ]+)\.", question)
    assert books
    items = books[2].split(", ")
    assert len(items) == int(books[1])
    conditions = []
    for line in re.findall(r"^\d+\. (.*)$", question, re.MULTILINE):
        pattern = next(pattern for pattern in SENTENCES if re.fullmatch(pattern, line))
        book, other = re.findall(pattern, line)[0]
        conditions.append([SENTENCES[pattern], book, int(other) if other.isdigit() else other])
    return {"items": items, "constraints": conditions}


def is_right(data: dict[str, Any], order: tuple[str, ...]) -> bool:
    """The rules once more, in other words: what the shelf reads as a text."""
    text = "".join(order)
    says: dict[str, Callable[[str, Any], bool]] = {
        "at": lambda book, place: text[place - 1] == book,
        "not at": lambda book, place: text[place - 1] != book,
        "left": lambda book, other: other in text.split(book)[1],
        "right": lambda book, other: other in text.split(book)[0],
        "next to": lambda book, other: book + other in text or other + book in text,
    }
    return all(says[kind](book, other) for kind, book, other in data["constraints"])


def all_right(data: dict[str, Any]) -> set[tuple[str, ...]]:
    return {order for order in permutations(data["items"]) if is_right(data, order)}


@pytest.mark.parametrize(
    "answer",
    [
        '["C", "A", "B", "D", "E"]',
        "['C', 'A', 'B', 'D', 'E']",
        "('C', 'A', 'B', 'D', 'E')",
        "[C, A, B, D, E]",
        "C, A, B, D, E",
        "C A B D E",
        "CABDE",
        "C\nA\nB\nD\nE",
        '"C", "A", "B", "D", "E"',
        '```json\n["C", "A", "B", "D", "E"]\n```',
        '["C","B","A","D","E"]',  # another right arrangement
    ],
)
def test_every_form_of_a_right_arrangement_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("A C B D E", "condition 1 does not hold"),
        ("C B A D E", ""),
        ("C D B A E", "condition 2 does not hold"),
        ("C D A B E", "condition 3 does not hold"),
        ("C A B E D", "condition 4 does not hold"),
        ("C A D B E", "condition 3 does not hold"),
        ("C B D E A", "condition 5 does not hold"),
        ("C A B D", "it has 4 books, not 5"),
        ("C A B D E F", "a book that does not exist"),
        ("C A B D E E", "a book stands twice"),
        ("C A B D D", "a book stands twice"),
        ("c a b d e", "a book that does not exist"),
        ("C, A, B, D, 5", "a book that does not exist"),
        ("C A, [B], D E", "cannot read"),
        ("C,, A, B, D, E", "cannot read"),
    ],
)
def test_a_broken_rule_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert (verdict.outcome == "correct") == (reason == "")
    assert reason in verdict.reason


@pytest.mark.parametrize("extra", [["Z", "Z"], ["Z"], ["A"], ["A", "B", "C", "D", "E"]])
def test_exploit_junk_behind_a_right_arrangement(extra: list[str]) -> None:
    assert TASK.verify(SAMPLE, json.dumps([*RIGHT.split(), *extra])).outcome == "wrong"


def test_exploit_a_book_of_which_nothing_is_said_is_left_out() -> None:
    data = {"items": ["A", "B", "C"], "constraints": [["left", "B", "A"]]}
    assert TASK.verify(Sample(question="", data=data), "B A").outcome == "wrong"
    assert TASK.verify(Sample(question="", data=data), "B A C").outcome == "correct"
    mutations = dict(TASK.mutations(Sample(question="", data=data), "B A C"))
    assert mutations["missing unnamed book"] == '["B", "A"]'


def test_exploit_a_repeated_book_stands_in_for_a_missing_one() -> None:
    assert TASK.verify(SAMPLE, "C A B D A").outcome == "wrong"


BOOKS = st.sampled_from("ABCDE")
CONDITIONS = st.one_of(
    st.tuples(st.sampled_from(["at", "not at"]), BOOKS, st.integers(1, 5)),
    st.tuples(st.sampled_from(["left", "right", "next to"]), BOOKS, BOOKS).filter(lambda it: it[1] != it[2]),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(CONDITIONS.map(list), max_size=8))
def test_the_solver_and_the_verifier_agree_with_trying_all_orders(conditions: list[list[Any]]) -> None:
    data = {"items": list("ABCDE"), "constraints": conditions}
    right = all_right(data)
    found = TASK.solution(data)
    assert (found is None) == (not right)
    if found is not None:
        assert tuple(json.loads(found)) in right
    for order in permutations("ABCDE"):
        assert (TASK.fault(data, list(order)) == "") == (order in right)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_generated_shelf_has_a_solution_but_few(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(4):
        sample = TASK.generate(Rng("few", level, index), knobs)
        right = all_right(sample.data)
        assert 0 < len(right) * 8 < factorial(len(sample.data["items"]))
        books = tuple(sample.data["items"])
        assert not {books, books[::-1]} & right


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_generated_questions_are_sound(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(25):
        sample = TASK.generate(Rng("sound", level, index), knobs)
        conditions = sample.data["constraints"]
        assert reread(sample.question) == sample.data
        assert len(sample.data["items"]) == knobs.books
        assert knobs.conditions[0] <= len(conditions) <= knobs.conditions[1]
        topics = [
            tuple(sorted(map(str, names))) if kind not in ("at", "not at") else (kind, *names)
            for kind, *names in conditions
        ]
        assert len(set(topics)) == len(topics), "no condition repeats another"
        answer = TASK.answer(sample)
        assert answer is not None
        assert is_right(sample.data, tuple(json.loads(answer)))
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        names = set()
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
        assert {f"broken: {kind}" for kind, *_ in conditions} | {"invented books"} <= names


def test_golden_sample_0(symbench: Path) -> None:
    source = symbench / "permutations_and_combinations" / "sample_0"
    if not source.is_dir():
        pytest.skip("this copy of the release has no sample_0")
    (sample,) = TASK.load(source, LoadOptions(dialect="official"))
    assert TASK.verify(sample, '["A", "C", "E", "F", "B", "D"]').outcome == "correct"
    assert TASK.verify(sample, '["A", "C", "E", "F", "B", "D", "Z", "Z"]').outcome == "wrong"


@pytest.mark.parametrize("dialect", ["strict", "official"])
def test_nothing_is_wrong_with_the_official_items(symbench: Path, dialect: Any) -> None:
    folder = symbench / TASK.folder
    samples = list(TASK.load(symbench, LoadOptions(dialect=dialect)))
    assert len(samples) == len(list(folder.glob("sample_*"))) > 0
    for sample in samples:
        released = folder.parent / sample.provenance["file"]
        record = json.loads(released.read_text())
        assert sample.defects == ()
        assert sample.stored_answer is not None
        assert is_right(sample.data, tuple(record["correct_solution"]))
        assert TASK.verify(sample, sample.stored_answer).outcome == "correct"
        assert TASK.verify(sample, json.dumps([*record["correct_solution"], "Z", "Z"])).outcome == "wrong"
        answer = TASK.answer(sample)
        assert answer is not None
        assert TASK.verify(sample, answer).outcome == "correct"
        assert len(sample.data["constraints"]) == len(record["constraints_text"].splitlines())
        if dialect == "strict":
            assert reread(sample.question) == sample.data
        else:
            assert sample.question == released.with_name("question.txt").read_text()


GOOD = {
    "items": ["A", "B"],
    "constraints_text": "1. Book A must be to the left of book B.",
    "correct_solution": ["A", "B"],
}


@pytest.mark.parametrize(
    "change",
    [
        {"items": None},
        {"items": ["A", "A"]},
        {"items": ["A", "BB"]},
        {"constraints_text": 5},
        {"constraints_text": "1. Book A likes book B."},
        {"constraints_text": "1. Book A must be placed in position 3."},
        {"constraints_text": "1. Book A must be placed in position 0."},
        {"constraints_text": "1. Book A must be to the left of book C."},
        {"constraints_text": "1. Book A must be adjacent to book A."},
        {"constraints_text": "1. Book C must be placed in position 1."},
        {"correct_solution": None},
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, change: dict[str, Any]) -> None:
    file = tmp_path / "solution.json"
    file.write_text(json.dumps(GOOD))
    assert len(list(TASK.load(tmp_path))) == 1
    file.write_text(json.dumps(GOOD | change))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))


@pytest.mark.parametrize("text", ["[]", "{", "{}", "7"])
def test_files_of_another_kind_are_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "solution.json").write_text(text)
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))


def test_an_official_item_that_no_arrangement_solves_is_unsolvable(tmp_path: Path) -> None:
    text = "1. Book A must be to the left of book B.\n2. Book B must be placed in position 1."
    (tmp_path / "solution.json").write_text(json.dumps(GOOD | {"constraints_text": text}))
    (tmp_path / "question.txt").write_text("Arrange the books.")
    (strict,) = TASK.load(tmp_path)
    (official,) = TASK.load(tmp_path, LoadOptions(dialect="official"))
    assert strict.defects == ("unsolvable",)
    assert official.defects == ("unsolvable", "wrong_key")
    (tmp_path / "question.txt").unlink()
    with pytest.raises(TaskFault, match=r"question\.txt"):
        next(TASK.load(tmp_path, LoadOptions(dialect="official")))
