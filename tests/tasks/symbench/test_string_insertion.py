from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.string_insertion import StringInsertion, inserted, occurrences, overlapping, readings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TASK = StringInsertion()
OFFICIAL = LoadOptions(dialect="official")
RELEASED = [["ABCD", "A"], ["BCDE", "B"], ["CDEA", "C"], ["DEAB", "D"], ["EABC", "E"]]
every_level = pytest.mark.parametrize("level", [1, 2, 3, 4, 5])


def generated(level: int, count: int) -> Iterator[Sample]:
    for index in range(count):
        yield TASK.generate(Rng("insertion", level, index), TASK.levels[level - 1])


def sample(text: str, rules: list[list[str]], **more: str) -> Sample:
    return Sample(question="", data={"string": text, "rules": rules, **more})


@pytest.mark.parametrize(
    ("text", "rules", "result", "why"),
    [
        ("DBCDEDCDEAECDEA", RELEASED, "DBCDEBDCDEACECDEAC", "sample_0 of the release"),
        ("AB", [["AB", "C"]], "ABC", "behind the last letter of the pattern"),
        ("BA", [["AB", "C"]], "BA", "no pattern occurs"),
        ("AAAA", [["AA", "B"]], "AABABAB", "occurrences overlap, and each counts"),
        ("ABC", [["AB", "D"], ["BC", "E"]], "ABDCE", "an insertion does not break an occurrence"),
        ("AB", [["AB", "A"], ["BA", "C"]], "ABA", "an insertion does not make an occurrence"),
        ("AB", [["B", "X"], ["AB", "Y"]], "ABXY", "at one place, in the order of the rules"),
        ("AB", [["AB", "Y"], ["B", "X"]], "ABYX", "at one place, in the order of the rules"),
        ("AB", [["AB", "XY"]], "ABXY", "several letters"),
    ],
)
def test_the_rules_by_example(text: str, rules: list[list[str]], result: str, why: str) -> None:
    asked = sample(text, rules)
    assert TASK.answer(asked) == result, why
    assert TASK.verify(asked, result).outcome == "correct"
    assert TASK.verify(asked, f'"{result}"').outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("DBCDEDCDEAECDEA", "15 letters, not 18"),  # the string as it was given
        ("DBCDEBDCDEACECDEA", "17 letters, not 18"),
        ("DBCDEBDCDEACECDEACC", "19 letters, not 18"),
        ("DBCDEBDCDEACECDEAB", "a letter is wrong"),
        ("dbcdebdcdeacecdeac", "does not belong"),
        ("DBCDEB DCDEACECDEAC", "does not belong"),
        ("DBCDEBDCDEACECDE\u0410C", "does not belong"),
        ("", "empty"),
    ],
)
def test_other_strings_are_wrong(answer: str, reason: str) -> None:
    for more in ({}, {"dialect": "official"}):
        verdict = TASK.verify(sample("DBCDEDCDEAECDEA", RELEASED, **more), answer)
        assert verdict.outcome == "wrong"
        assert reason in verdict.reason


def looked_up(text: str, rules: list[list[str]]) -> str:
    """The same, by regular expressions: for each place of the string what is inserted there."""
    behind = [""] * (len(text) + 1)
    for pattern, letters in rules:
        for found in re.finditer(f"(?={pattern})", text):
            behind[found.start() + len(pattern)] += letters
    return "".join(more + sign for more, sign in zip(behind, [*text, ""], strict=True))


_words = st.text("ABC", min_size=1, max_size=3)


@given(
    text=st.text("ABC", max_size=20),
    rules=st.lists(st.tuples(_words, _words).map(list), max_size=4, unique_by=lambda rule: rule[0]),
)
def test_insertion_agrees_with_a_search_by_regular_expressions(text: str, rules: list[list[str]]) -> None:
    assert inserted({"string": text, "rules": rules}) == looked_up(text, rules)


def parsed(question: str) -> dict[str, Any]:
    """Read a question back; knows nothing of the code that wrote it."""
    rules = re.findall(r"^Rule (\d+): behind (\w+) insert (\w+)$", question, re.MULTILINE)
    assert [int(number) for number, _, _ in rules] == list(range(1, len(rules) + 1))
    return {
        "string": question.split("\n\n")[1],
        "rules": [[pattern, letters] for _, pattern, letters in rules],
    }


@every_level
def test_the_question_says_all_that_the_data_holds(level: int) -> None:
    for asked in generated(level, 20):
        assert parsed(asked.question) == asked.data
        # Rule after rule right behind the pattern would put the letters of the last rule first.
        assert "from left to right those of Rule 1, then those of Rule 2" in asked.question


@every_level
def test_every_generated_question_has_the_one_answer_of_the_rules(level: int) -> None:
    knobs = TASK.levels[level - 1]
    lengths = set()
    for asked in generated(level, 40):
        right = looked_up(asked.data["string"], asked.data["rules"])
        assert TASK.verify(asked, right).outcome == "correct"
        assert TASK.verify(asked, asked.data["string"]).outcome == "wrong"
        patterns = [pattern for pattern, _ in asked.data["rules"]]
        assert len(set(patterns)) == len(patterns) == knobs.rules
        found = occurrences(asked.data["string"], patterns)
        assert knobs.occurrences[0] <= len(found) <= knobs.occurrences[1]
        assert overlapping(found) >= knobs.overlaps
        lengths.add(len(right))
    assert len(lengths) > 3


@every_level
def test_other_ways_to_do_the_rules_are_wrong_where_they_differ(level: int) -> None:
    differ = 0
    for asked in generated(level, 20):
        right, *others = readings(asked.data)
        assert TASK.answer(asked) == right
        differ += others[0] != right
        for other in others:
            assert TASK.verify(asked, other).outcome == ("correct" if other == right else "wrong")
    if TASK.levels[level - 1].order_matters:
        assert differ == 20


@every_level
def test_every_spelling_is_accepted_and_every_spoiled_answer_refused(level: int) -> None:
    names = set()
    for asked in generated(level, 10):
        answer = TASK.solution(asked.data)
        for text in TASK.renderings(asked, answer):
            assert TASK.verify(asked, text).outcome == "correct", text
        for name, text in TASK.mutations(asked, answer):
            assert TASK.verify(asked, text).outcome == "wrong", (name, text)
            names.add(name)
    assert names >= {"echo", "rules done otherwise", "a rule left out", "inserted before the pattern"}


@pytest.mark.parametrize(
    ("text", "rules", "strings"),
    [
        # Ours, rule by rule, from left to right with what has been inserted, without overlaps.
        ("ABC", [["AB", "C"], ["BC", "E"]], ["ABCCE", "ABCEC", "ABCC", "ABCC"]),
        ("AAA", [["AA", "B"]], ["AABAB", "AABAB", "AABA", "AABA"]),
        ("ABAB", [["AB", "C"]], ["ABCABC"] * 4),
    ],
)
def test_the_readings_of_the_released_words(text: str, rules: list[list[str]], strings: list[str]) -> None:
    asked = sample(text, rules)
    assert readings(asked.data) == strings
    ambiguous = {"ambiguous"} if len(set(strings)) > 1 else set()
    assert TASK.defects(asked.data, OFFICIAL) == ambiguous
    assert TASK.defects(asked.data, LoadOptions()) == set()
    for string in strings:
        assert TASK.verify(sample(text, rules, dialect="official"), string).outcome == "correct"
        assert TASK.verify(asked, string).outcome == ("correct" if string == strings[0] else "wrong")


@pytest.mark.parametrize("dialect", ["strict", "official"])
def test_nothing_is_wrong_with_the_official_items(symbench: Path, dialect: Any) -> None:
    samples = list(TASK.load(symbench, LoadOptions(dialect=dialect)))
    assert len(samples) == len(list((symbench / TASK.folder).rglob("solution.json"))) > 0
    for asked in samples:
        assert asked.defects == ()
        assert asked.data["rules"] == RELEASED
        assert asked.stored_answer is not None
        assert TASK.verify(asked, asked.stored_answer).outcome == "correct"
        assert TASK.answer(asked) == asked.stored_answer
        assert TASK.verify(asked, asked.data["string"]).outcome == "wrong"


LINES = (
    "1. If there is a substring AB in the string, insert the character C after that substring.\n"
    "Question: Given the string ABBA, what will the string be?"
)
GOOD = {"original_string": "ABBA", "modified_string": "ABCBA"}


def written(folder: Path, record: object, question: str) -> Path:
    (folder / "solution.json").write_text(json.dumps(record))
    (folder / "question.txt").write_text(question)
    return folder


def test_a_wrong_key_is_named(tmp_path: Path) -> None:
    [good] = TASK.load(written(tmp_path, GOOD, LINES), OFFICIAL)
    assert (good.stored_answer, good.defects) == ("ABCBA", ())
    [bad] = TASK.load(written(tmp_path, {**GOOD, "modified_string": "ABBA"}, LINES), OFFICIAL)
    assert bad.defects == ("wrong_key",)


@pytest.mark.parametrize(
    ("record", "question"),
    [
        ([], LINES),
        ({}, LINES),
        ({"original_string": "ABBA"}, LINES),
        ({**GOOD, "original_string": "ABB"}, LINES),
        ({**GOOD, "modified_string": ""}, LINES),
        ({**GOOD, "modified_string": 7}, LINES),
        ({**GOOD, "modified_string": "ab"}, LINES),
        (GOOD, ""),
        (GOOD, LINES.splitlines()[0]),
        (GOOD, LINES.splitlines()[1]),
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, record: object, question: str) -> None:
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(written(tmp_path, record, question)))
