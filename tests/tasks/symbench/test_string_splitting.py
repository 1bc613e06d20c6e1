from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.string_splitting import StringSplitting

if TYPE_CHECKING:
    from pathlib import Path

TASK = StringSplitting()
OFFICIAL = LoadOptions(dialect="official")
METHODS = [
    {"takes": {"A": 1}, "gives": {"X": 2, "Y": 1}},
    {"takes": {"B": 2}, "gives": {"X": 1}},
    {"takes": {"C": 2}, "gives": {"Y": 1}},
    {"takes": {"B": 1, "C": 1}, "gives": {"A": 1}},
    {"takes": {"X": 1, "Y": 1}, "gives": {"Z": 1}},
]
GROUPS = [["A", "B", "C"], ["X", "Y", "Z"]]


def sample(*machines: int, dialect: str | None = None) -> Sample:
    data = {"groups": GROUPS, "start": [*machines, 0, 0, 0], "methods": METHODS}
    return Sample(question="", data=data if dialect is None else {**data, "dialect": dialect})


@pytest.mark.parametrize("dialect", [None, "official"])
@pytest.mark.parametrize(
    "answer",
    ["001203", "0 0 1 2 0 3", "[0, 0, 1, 2, 0, 3]", '["0", "0", "1", "2", "0", "3"]', "0, 0, 1, 2, 0, 3"],
)
def test_the_released_example_is_accepted_as_string_and_as_list(answer: str, dialect: str | None) -> None:
    # sample_0: 2 A, 2 B and 3 C.
    assert TASK.verify(sample(2, 2, 3, dialect=dialect), answer).outcome == "correct"


@pytest.mark.parametrize(
    "answer", ["00123", "0012030", "001302", "100203", "223000", "0, 0, 1, 2, 3", "001203, 1", "-001203"]
)
@pytest.mark.parametrize("dialect", [None, "official"])
def test_other_counts_are_wrong(answer: str, dialect: str | None) -> None:
    assert TASK.verify(sample(2, 2, 3, dialect=dialect), answer).outcome == "wrong"


def ten_parts(dialect: str | None) -> tuple[Sample, str]:
    """A start that leads to a count of two digits, found by trying; and its counts."""
    for machines in range(5, 11):
        found = sample(machines, machines, machines, dialect=dialect)
        answer = TASK.answer(found)
        assert answer is not None
        if any(count > 9 for count in json.loads(answer)):
            return found, answer
    raise AssertionError("no start leads to two digits")


def test_two_digit_counts_side_by_side_are_a_string_of_the_release_only() -> None:
    for dialect, outcome in ((None, "wrong"), ("official", "correct")):
        asked, answer = ten_parts(dialect)
        counts = json.loads(answer)
        assert TASK.verify(asked, answer).outcome == "correct"
        assert TASK.verify(asked, "".join(map(str, counts))).outcome == outcome
        # Cut elsewhere, the same digits are other counts.
        assert TASK.verify(asked, ", ".join("".join(map(str, counts)))).outcome == "wrong"


@pytest.mark.parametrize("dialect", ["strict", "official"])
def test_every_stored_answer_is_right_and_copies_are_named(symbench: Path, dialect: Any) -> None:
    samples = list(TASK.load(symbench, LoadOptions(dialect=dialect)))
    files = list((symbench / TASK.folder).rglob("question.txt"))
    assert len(samples) == len(files) > 0
    # The release tells the same methods in several ways; in our words only the start counts.
    distinct = (
        {file.read_text() for file in files}
        if dialect == "official"
        else {str(found.data["start"]) for found in samples}
    )
    assert sum(found.defects == ("duplicate",) for found in samples) == len(files) - len(distinct)
    for found in samples:
        assert found.defects in ((), ("duplicate",))
        assert found.data["methods"] == METHODS
        assert found.data["groups"] == GROUPS
        record = json.loads((symbench / found.provenance["file"]).read_text())
        texts = [record["expected_answer"], list(map(int, record["expected_answer"]))]
        for text in (json.dumps(texts[0]), json.dumps(texts[1]), found.stored_answer):
            assert text is not None
            assert TASK.verify(found, text).outcome == "correct"
        assert TASK.answer(found) == found.stored_answer
        joined = "".join(record["expected_answer"])
        readable = dialect == "official" or len(joined) == 6
        assert TASK.verify(found, joined).outcome == ("correct" if readable else "wrong")


LINES = (
    "Method 1: One unit of machine A can be dismantled into two units of part X per round.\n"
    "Initially, there are 3 units of Machine A."
)
GOOD: dict[str, Any] = {"expected_answer": ["0", "6"], "final_counts": {"A": 0, "X": 6}}


def written(folder: Path, record: object, question: str) -> Path:
    (folder / "solution.json").write_text(json.dumps(record))
    (folder / "question.txt").write_text(question)
    return folder


@pytest.mark.parametrize(
    "method",
    [
        "Method 1: Dismantling a single machine A yields two part X each cycle.",
        "Method 1: Each round, one machine A breaks down into two parts X.",
        "Method 1: Every round, dismantling one machine A results in two units of part X.",
    ],
)
def test_every_way_to_tell_a_method_is_read_alike(tmp_path: Path, method: str) -> None:
    question = f"{method}\n{LINES.splitlines()[1]}"
    [found] = TASK.load(written(tmp_path, GOOD, question), OFFICIAL)
    assert found.data["methods"] == [{"takes": {"A": 1}, "gives": {"X": 2}}]
    assert found.stored_answer == "[0, 6]"
    assert found.defects == ()


@pytest.mark.parametrize(
    ("record", "question"),
    [
        ([], LINES),
        ({}, LINES),
        ({**GOOD, "final_counts": {"A": 0, "X": 5}}, LINES),
        ({**GOOD, "final_counts": {"A": 0, "X": 6.5}}, LINES),
        ({**GOOD, "final_counts": {"A": float("inf"), "X": 6}}, LINES),
        ({**GOOD, "final_counts": [0, 6]}, LINES),
        ({**GOOD, "expected_answer": ["0", "x"]}, LINES),
        ({**GOOD, "expected_answer": None}, LINES),
        (GOOD, ""),
        (GOOD, LINES.splitlines()[0]),
        (GOOD, LINES.splitlines()[1]),
        (GOOD, LINES.replace("part X", "part Q")),
        (GOOD, LINES.replace("two units", "many units")),
        (GOOD, LINES.replace("Machine A", "Machine B")),
        (GOOD, LINES.replace("3 units", "9999 units")),
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, record: object, question: str) -> None:
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(written(tmp_path, record, question)))
