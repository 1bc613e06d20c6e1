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
from r1ci_symbench.rewriting import applied, carried_out, in_turn, in_words, read_rule, rewritten
from r1ci_symbench.string_deletion_and_modification import StringDeletionAndModification, readings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TASK = StringDeletionAndModification()
OFFICIAL = LoadOptions(dialect="official")
QUIRK = LoadOptions(dialect="official", quirks=frozenset({"restart"}))
every_level = pytest.mark.parametrize("level", [1, 2, 3, 4, 5])


def generated(level: int, count: int) -> Iterator[Sample]:
    for index in range(count):
        yield TASK.generate(Rng("deletion", level, index), TASK.levels[level - 1])


# Each released operation with strings and what becomes of them; None where its condition does not hold.
OPERATIONS: dict[str, list[tuple[str, str | None]]] = {
    "If the string prefix is 'ab', replace it with 'ca'.": [("abab", "caab"), ("bab", None), ("a", None)],
    "If the string suffix is 'ac', replace it with 'cb'.": [("acac", "accb"), ("acb", None)],
    "If the string prefix is 'bc', delete the first two characters and append 'aa' to the end.": [
        ("bcb", "baa"),
        ("bc", "aa"),
        ("abc", None),
    ],
    "If the string suffix is 'bb', delete the last two characters.": [
        ("abbb", "ab"),
        ("bb", ""),
        ("b", None),
    ],
    "If the string prefix is 'cb', replace it with 'aa' and delete the last character.": [
        ("cbca", "aac"),
        ("cb", "a"),
        ("ccb", None),
    ],
    "If the string prefix is 'ca', replace it with 'bb' and append 'c' to the end.": [("caa", "bbac")],
    "If the string suffix is 'cc', replace it with 'b' and prepend 'a' to the start.": [("ccc", "acb")],
    "If the string prefix is 'aa', remove the first character.": [("aaab", "aab"), ("aba", None)],
    "If the string contains 'abc', replace the first occurrence with 'cab'.": [("babcabc", "bcababc")],
    "If the string contains 'bca', delete the first occurrence entirely.": [("abcabca", "abca")],
    "If the string ends with 'ba', replace it with 'ab'.": [("baba", "baab"), ("bab", None)],
    "If the string starts with 'cc', remove the first two characters.": [("cccb", "cb"), ("bcc", None)],
    "If the string contains 'acb', replace the first occurrence with its reverse ('bca').": [
        ("cacb", "cbca"),
        ("abc", None),
    ],
    "If the string ends with 'ca', remove the last character.": [("caca", "cac"), ("cac", None)],
    "If the string starts with 'bb', remove the second character.": [("bba", "ba"), ("bab", None)],
    "If the string ends with 'aa', replace it with 'cc'.": [("baa", "bcc"), ("aab", None)],
    "If the string contains 'ca' (not at the start), remove the first occurrence found after the first "
    "character.": [("cacabca", "cabca"), ("cab", None), ("bca", "b")],
    "If the string contains an even number of 'b's (and at least one 'b'), append 'ab' at the end.": [
        ("bab", "babab"),
        ("b", None),
        ("aaa", None),
    ],
    "If the string length is greater than 15, remove the middle character.": [
        ("a" * 15, None),
        ("abcdefghXijklmno", "abcdefghijklmno"),
        ("abcdefghXijklmnop", "abcdefghijklmnop"),
    ],
    "If the string starts with 'ac', replace the first two characters with 'zz'.": [("acac", "zzac")],
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_released_operation_is_read_and_does_what_it_says(operation: str) -> None:
    rule = read_rule(operation)
    for before, after in OPERATIONS[operation]:
        assert applied(rule, before) == after
    said = in_words(rule)
    assert said != operation
    assert parsed_rule(said) == rule


def test_the_middle_of_an_even_length_is_the_right_one_unless_asked_otherwise() -> None:
    rule = {"when": "longer", "length": 3}
    assert applied(rule, "abcd") == "abd"
    assert applied(rule, "abcd", left=True) == "acd"
    assert applied(rule, "abcde") == applied(rule, "abcde", left=True) == "abde"


@pytest.mark.parametrize(
    "operation",
    [
        "",
        "If the string prefix is 'ab'",
        "If the string prefix is 'abc', replace it with 'ca'.",
        "If the string prefix is 'ab', reverse it.",
        "If the string prefix is 'ab', delete the last two characters.",
        "If the string suffix is 'ab', remove the first character.",
        "If the string suffix is 'ab', prepend 'a' to the start.",
        "If the string contains 'ab', remove the last character.",
        "If the string contains an even number of 'b's (and at least one 'a'), append 'ab' at the end.",
        "If the string length is greater than 15, remove the first character.",
        "If the string prefix is 'ab', replace it with 'ca' and dance.",
    ],
)
def test_unknown_operations_are_refused(operation: str) -> None:
    with pytest.raises(ValueError, match="unknown"):
        read_rule(operation)


A_TO_B = {"when": "starts", "text": "aa", "becomes": "b"}
B_AWAY = {"when": "ends", "text": "bb", "becomes": ""}
AB_TO_BA = {"when": "contains", "text": "ab", "becomes": "ba"}


@pytest.mark.parametrize(
    ("text", "rules", "states", "turns"),
    [
        # After each operation it starts again at the first one; in turn it would go on with the next.
        ("aaab", [AB_TO_BA, A_TO_B], ["aaab", "aaba", "abaa", "baaa"], ["aaab", "aaba", "bba"]),
        (
            "aaabb",
            [AB_TO_BA, A_TO_B],
            ["aaabb", "aabab", "abaab", "baaab", "baaba", "babaa", "bbaaa"],
            ["aaabb", "aabab", "bbab", "bbba"],
        ),
        # Nothing applies at the start.
        ("ba", [A_TO_B, B_AWAY], ["ba"], ["ba"]),
        # The end may be reached with nothing left; such questions are never asked.
        (
            "aabb",
            [B_AWAY, {"when": "ends", "text": "aa", "becomes": ""}],
            ["aabb", "aa", ""],
            ["aabb", "aa", ""],
        ),
    ],
)
def test_the_order_of_operations(
    text: str, rules: list[dict[str, Any]], states: list[str], turns: list[str]
) -> None:
    data = {"string": text, "rules": rules}
    assert rewritten(data) == states
    assert in_turn(data) == turns


def test_what_never_ends_gives_no_string() -> None:
    swap = [
        {"when": "starts", "text": "ab", "becomes": "ba"},
        {"when": "starts", "text": "ba", "becomes": "ab"},
    ]
    still = [{"when": "starts", "text": "aa", "becomes": "a", "append": "a"}]
    grows = [{"when": "even", "text": "b", "append": "bb"}]
    for text, rules in (("ab", swap), ("aaa", still), ("bb", grows)):
        data = {"string": text, "rules": rules}
        assert rewritten(data) == in_turn(data) == readings(data) == []


def plainly(rule: dict[str, Any], text: str) -> str | None:
    """One operation, written with regular expressions."""
    if rule["when"] == "longer":
        half = len(text) // 2
        return text[:half] + text[half + 1 :] if len(text) > rule["length"] else None
    if rule["when"] == "even":
        found = re.findall(rule["text"], text)
        return text + rule["append"] if found and len(found) % 2 == 0 else None
    part = rule["text"]
    pattern = {"starts": f"^{part}", "ends": f"{part}$", "contains": part, "inside": f"(?<=.){part}"}[
        rule["when"]
    ]
    result, times = re.subn(pattern, rule["becomes"], text, count=1)
    result = rule.get("prepend", "") + result + rule.get("append", "")
    return (result[:-1] if rule.get("cut") else result) if times else None


def final(data: dict[str, Any]) -> str:
    text: str = data["string"]
    for _ in range(1_000):
        for rule in data["rules"]:
            after = plainly(rule, text)
            if after is not None:
                text = after
                break
        else:
            return text
    raise AssertionError("it does not end")


@given(text=st.text("abc", max_size=12), operation=st.sampled_from(sorted(OPERATIONS)))
def test_operations_agree_with_regular_expressions(text: str, operation: str) -> None:
    rule = read_rule(operation)
    assert applied(rule, text) == plainly(rule, text)


def parsed_rule(text: str) -> dict[str, Any]:
    """Read an operation back; knows nothing of the code that wrote it."""
    if found := re.fullmatch(
        r"If the string has more than (\d+) characters, remove its middle character\.", text
    ):
        return {"when": "longer", "length": int(found[1])}
    even = (
        r'If the letter (\w) occurs in the string an even number of times, and at least twice, put "(\w+)" .*'
    )
    if found := re.fullmatch(even, text):
        return {"when": "even", "text": found[1], "append": found[2]}
    condition, action, *more = re.split(r", (?:then )?", text.removesuffix("."))
    texts = re.findall(r'"(\w+)"', condition)
    assert len(texts) == 1
    when = {
        f'If the string starts with "{texts[0]}"': "starts",
        f'If the string ends with "{texts[0]}"': "ends",
        f'If "{texts[0]}" occurs in the string': "contains",
        f'If "{texts[0]}" occurs in the string and begins at the second character of the string or later': (
            "inside"
        ),
    }[condition]
    rule: dict[str, Any] = {"when": when, "text": texts[0]}
    rule["becomes"] = "".join(re.findall(r'^replace .* by "(\w+)"$', action))
    assert action.startswith("replace" if rule["becomes"] else "remove")
    for last in more:
        if last == "remove the last character of the string":
            rule["cut"] = 1
        else:
            found = re.fullmatch(r'put "(\w+)" (behind the end|before the start) of the string', last)
            assert found
            rule["append" if found[2] == "behind the end" else "prepend"] = found[1]
    return rule


def parsed(question: str) -> dict[str, Any]:
    [text] = re.findall(r'At the start it is "(\w+)"', question)
    rules = re.findall(r"^(\d+)\. (.*)$", question, re.MULTILINE)
    assert [int(number) for number, _ in rules] == list(range(1, len(rules) + 1))
    return {"string": text, "rules": [parsed_rule(rule) for _, rule in rules]}


@every_level
def test_the_question_says_all_that_the_data_holds(level: int) -> None:
    kinds = set()
    for asked in generated(level, 60):
        assert parsed(asked.question) == asked.data
        kinds |= {rule["when"] for rule in asked.data["rules"]}
        assert "again with operation 1" in asked.question
        longer = any(rule["when"] == "longer" for rule in asked.data["rules"])
        assert ("the right one of its two middle characters" in asked.question) == longer
    assert kinds == {"starts", "ends", "contains", "inside", "even", "longer"}


@every_level
def test_every_generated_question_has_the_one_answer_of_the_rules(level: int) -> None:
    knobs = TASK.levels[level - 1]
    answers = []
    for asked in generated(level, 30):
        right = final(asked.data)
        answers.append(right)
        assert right
        assert TASK.verify(asked, right).outcome == "correct"
        states = rewritten(asked.data)
        assert knobs.steps[0] <= len(states) - 1 <= knobs.steps[1]
        assert len(carried_out(asked.data, states)) >= knobs.rules / 2
        assert len(set(states)) == len(states)
        for state in states[:-1]:
            verdict = TASK.verify(asked, state)
            assert (verdict.outcome, verdict.reason) == ("wrong", "it is a string on the way, not the last")
    assert max(map(answers.count, answers)) <= 3


@every_level
def test_going_on_with_the_next_operation_is_wrong_where_it_differs(level: int) -> None:
    differ = 0
    for asked in generated(level, 20):
        turns = in_turn(asked.data)
        if turns and turns[-1]:
            same = turns[-1] == TASK.answer(asked)
            differ += not same
            assert TASK.verify(asked, turns[-1]).outcome == ("correct" if same else "wrong")
    if TASK.levels[level - 1].order_matters:
        assert differ > 15


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
    assert names >= {"echo", "one step too few", "one step only", "each operation once"}


FORK = {"string": "aaab", "rules": [AB_TO_BA, A_TO_B]}


@pytest.mark.parametrize(
    ("more", "restart", "turns"),
    [
        ({}, "correct", "wrong"),
        ({"dialect": "official"}, "correct", "correct"),
        ({"dialect": "official", "quirk": "restart", "stored": "baaa"}, "correct", "wrong"),
    ],
)
def test_which_reading_each_dialect_accepts(more: dict[str, str], restart: str, turns: str) -> None:
    asked = Sample(question="", data={**FORK, **more})
    assert TASK.verify(asked, "baaa").outcome == restart
    assert TASK.verify(asked, "bba").outcome == turns
    for other in ("aaab", "aaba", "baa", "", "baaa baaa", "BAAA", "b\u0430aa"):
        assert TASK.verify(asked, other).outcome == "wrong"


# Final strings of the release, for where the copy at hand has these samples.
GOLDEN = {"sample_0": "bbccbbbbacbabbba", "sample_3": "cbacccccbcbabab"}
GOLDEN_IN_TURN = {"sample_3": "cbacccccbcbcbab"}


def test_official_items_are_ambiguous_where_the_readings_differ(symbench: Path) -> None:
    samples = list(TASK.load(symbench, OFFICIAL))
    assert len(samples) == len(list((symbench / TASK.folder).rglob("solution.json"))) > 0
    other_order = 0
    for asked in samples:
        strings = set(readings(asked.data))
        assert ("ambiguous" in asked.defects) == (len(strings) > 1)
        assert "wrong_key" not in asked.defects
        assert asked.stored_answer == rewritten(asked.data)[-1] == final(asked.data)
        for string in strings:
            assert TASK.verify(asked, string).outcome == "correct"
            assert TASK.verify(asked, f'"{string}"').outcome == "correct"
        turns = in_turn(asked.data)
        other_order += not turns or turns[-1] != asked.stored_answer
        name = asked.provenance["file"].split("/")[1]
        if name in GOLDEN:
            assert asked.stored_answer == GOLDEN[name]
        if name in GOLDEN_IN_TURN:
            assert turns[-1] == GOLDEN_IN_TURN[name]
    assert 0 < other_order < len(samples)
    assert any("ambiguous" in asked.defects for asked in samples)
    assert any(not asked.defects for asked in samples)
    if len(samples) == 100:
        assert other_order == 28


def test_the_released_states_are_those_of_a_new_start_after_each_operation(symbench: Path) -> None:
    for asked in TASK.load(symbench):
        record = json.loads((symbench / asked.provenance["file"]).read_text())
        assert rewritten(asked.data) == record["intermediate_states"]


def test_the_quirk_accepts_the_released_answer_only(symbench: Path) -> None:
    refused = 0
    for asked in TASK.load(symbench, QUIRK):
        for string in readings(asked.data):
            right = string == asked.stored_answer
            assert TASK.verify(asked, string).outcome == ("correct" if right else "wrong")
            refused += not right
    assert refused > 0


def test_strict_items_have_one_answer(symbench: Path) -> None:
    refused = 0
    for asked in TASK.load(symbench):
        assert asked.defects == ()
        assert asked.stored_answer is not None
        assert TASK.verify(asked, asked.stored_answer).outcome == "correct"
        for string in set(readings(asked.data)) - {asked.stored_answer}:
            assert TASK.verify(asked, string).outcome == "wrong"
            refused += 1
        assert parsed(asked.question) == asked.data
    assert refused > 0


RULE = "If the string prefix is 'ab', replace it with 'ca'."
GOOD = {"initial_string": "abb", "selected_rules": [RULE], "final_string": "cab"}
QUESTION = f'1. {RULE}\nFor the string "abb", ...'


def written(folder: Path, record: object, question: str) -> Path:
    (folder / "solution.json").write_text(json.dumps(record))
    (folder / "question.txt").write_text(question)
    return folder


def test_a_wrong_key_is_named(tmp_path: Path) -> None:
    [good] = TASK.load(written(tmp_path, GOOD, QUESTION), OFFICIAL)
    assert (good.stored_answer, good.defects) == ("cab", ())
    [bad] = TASK.load(written(tmp_path, {**GOOD, "final_string": "abb"}, QUESTION), OFFICIAL)
    assert bad.defects == ("wrong_key",)


ENDLESS = [
    "If the string prefix is 'ab', replace it with 'ca'.",
    "If the string prefix is 'ca', replace it with 'ab'.",
]


@pytest.mark.parametrize(
    ("record", "question"),
    [
        ([], QUESTION),
        ({}, QUESTION),
        ({**GOOD, "selected_rules": ["Turn it round."]}, QUESTION),
        ({**GOOD, "selected_rules": 7}, QUESTION),
        ({**GOOD, "selected_rules": []}, QUESTION),
        ({**GOOD, "selected_rules": ENDLESS}, QUESTION + ENDLESS[1]),
        ({**GOOD, "initial_string": ""}, QUESTION + '""'),
        ({**GOOD, "initial_string": "abbb"}, QUESTION),
        ({**GOOD, "final_string": ""}, QUESTION),
        ({**GOOD, "final_string": None}, QUESTION),
        ({**GOOD, "final_string": "CAB"}, QUESTION),
        (GOOD, ""),
        (GOOD, QUESTION.replace("prefix", "beginning")),
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, record: object, question: str) -> None:
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(written(tmp_path, record, question)))
