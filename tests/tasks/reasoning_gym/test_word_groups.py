"""Palindrome partitioning and group anagrams: lists of lists whose order says nothing."""

from __future__ import annotations

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.group_anagrams import GroupAnagrams, grouped, mixed
from r1ci_reasoning_gym.palindrome_partitioning import PalindromePartitioning, count, partitions
from r1ci_reasoning_gym.source import Entry

PARTS, ANAGRAMS = PalindromePartitioning(), GroupAnagrams()
WAYS = [["a", "a", "b", "a"], ["a", "aba"], ["aa", "b", "a"]]
STRING = Sample(question="", data={"string": "aaba"})
GROUPS = [["eat", "tea", "ate"], ["nat", "tan"], ["on", "no"]]
WORDS = Sample(question="", data={"words": ["nat", "eat", "on", "tea", "tan", "no", "ate"]})


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps(WAYS),
        json.dumps(WAYS[::-1]),
        repr(WAYS),
        "[[a, a, b, a], [a, aba], [aa, b, a]]",
        "\n".join(map(json.dumps, WAYS)),
        "a, a, b, a\na, aba\naa, b, a",
        json.dumps(WAYS).upper(),
        "\n".join(f"- {json.dumps(way)}" for way in WAYS),
        "\n".join(f"{number}. {', '.join(way)}" for number, way in enumerate(WAYS, 1)),
        "{{a, a, b, a}, {a, aba}, {aa, b, a}}",
        f"```json\n{json.dumps(WAYS, indent=2)}\n```",
    ],
)
def test_all_partitions_are_accepted_in_every_form_and_order(answer: str) -> None:
    assert PARTS.verify(STRING, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("ways", "reason"),
    [
        (WAYS[:2], "2 partitions, not 3"),
        ([*WAYS, WAYS[0]], "twice"),
        ([*WAYS, []], "is empty"),
        ([*WAYS, ["aab", "a"]], "not a palindrome"),
        ([*WAYS[:2], ["a", "b", "aa"]], "does not give the string"),
        ([*WAYS[:2], ["a", "b", "a", "a"]], "does not give the string"),
        ([["a", "a", "b", "a", "aba"]], "does not give the string"),
    ],
)
def test_a_wrong_set_of_partitions_is_named(ways: list[list[str]], reason: str) -> None:
    verdict = PARTS.verify(STRING, json.dumps(ways))
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@given(st.text("ab", min_size=1, max_size=9))
def test_partitions_are_those_that_trying_all_cuts_finds(string: str) -> None:
    found = []
    for cuts in product((False, True), repeat=len(string) - 1):
        parts = [string[0]]
        for cut, letter in zip(cuts, string[1:], strict=True):
            if cut:
                parts.append(letter)
            else:
                parts[-1] += letter
        if all(part == part[::-1] for part in parts):
            found.append(parts)
    assert sorted(partitions(string)) == sorted(found)
    assert count(string) == len(found)


def test_strings_with_wrong_labels_or_too_few_or_many_partitions_are_not_asked() -> None:
    def entry(string: str, ways: list[list[str]]) -> Entry:
        return Entry("", json.dumps(ways), {"string": string})

    assert PARTS.read(entry("aaba", WAYS)) == STRING.data
    assert PARTS.read(entry("aaba", WAYS[:2])) is None
    assert PARTS.read(entry("abc", [["a", "b", "c"]])) is None
    assert PARTS.read(entry("a" * 60, [["a" * 60]])) is None, "2 ** 59 ways are not enumerated"
    long = "abacabadefed"
    assert PARTS.read(entry(long, partitions(long))) == {"string": long}
    tedious = "aabbccddeeffgghh"
    assert PARTS.read(entry(tedious, partitions(tedious))) is None, "an answer of more than 4,000 characters"


def test_the_question_demands_all_partitions() -> None:
    """Reasoning-Gym says that they may be returned, and gives nothing for less than all."""
    question = PARTS.generate(Rng("all"), PARTS.levels[0]).question
    assert "You may return" not in question
    assert "Return all possible partitions" in question


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps(GROUPS),
        json.dumps([group[::-1] for group in GROUPS[::-1]]),
        repr(GROUPS),
        "[[eat, tea, ate], [nat, tan], [on, no]]",
        "eat, tea, ate\nnat, tan\non, no",
        f"```json\n{json.dumps(GROUPS)}\n```",
        json.dumps(GROUPS).upper(),
        "- eat, tea, ate\n- nat, tan\n- on, no",
        "Group 1: eat, tea, ate\nGroup 2: nat, tan\nGroup 3: on, no",
        "[[`eat`, `tea`, `ate`], [`nat`, `tan`], [`on`, `no`]]",
        "$\\{\\{eat, tea, ate\\}, \\{nat, tan\\}, \\{on, no\\}\\}$",
    ],
)
def test_the_groups_are_accepted_in_every_form_and_order(answer: str) -> None:
    assert ANAGRAMS.verify(WORDS, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ([*GROUPS, []], "is empty"),
        (GROUPS[:2], "each word of the list once"),
        ([*GROUPS, ["on", "no"]], "each word of the list once"),
        ([["eat", "tea", "ate", "eta"], *GROUPS[1:]], "each word of the list once"),
        ([["eat", "tea"], ["ate"], *GROUPS[1:]], "not all the anagrams"),
        ([GROUPS[0] + GROUPS[1], GROUPS[2]], "not all the anagrams"),
        ([["eat", "tea", "tan"], ["nat", "ate"], GROUPS[2]], "not all the anagrams"),
    ],
)
def test_a_wrong_grouping_is_named(groups: list[list[str]], reason: str) -> None:
    verdict = ANAGRAMS.verify(WORDS, json.dumps(groups))
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@given(st.lists(st.text("abc", min_size=1, max_size=4), unique=True))
def test_two_words_share_a_group_exactly_where_their_letters_agree(words: list[str]) -> None:
    groups = grouped(words)
    place = {word: number for number, group in enumerate(groups) for word in group}
    assert sorted(place) == sorted(words)
    for one in words:
        for two in words:
            same = all(one.count(letter) == two.count(letter) for letter in "abc")
            assert (place[one] == place[two]) == same


def test_words_with_wrong_labels_or_twice_are_not_asked() -> None:
    def entry(words: list[str], groups: list[list[str]]) -> Entry:
        return Entry("", json.dumps(groups), {"words": words})

    words = [word for group in GROUPS for word in group]
    assert ANAGRAMS.read(entry(words, GROUPS)) == {"words": mixed(words)}
    assert ANAGRAMS.read(entry(words, [GROUPS[0] + GROUPS[1], GROUPS[2]])) is None
    assert ANAGRAMS.read(entry(["on", "no", "on"], [["on", "no", "on"]])) is None
    assert ANAGRAMS.read(entry(["l'on", "no'l"], [["l'on", "no'l"]])) is None


def test_the_words_are_not_printed_group_by_group() -> None:
    sample = ANAGRAMS.generate(Rng("mixed"), ANAGRAMS.levels[2])
    words = sample.data["words"]
    assert json.dumps(words) in sample.question
    assert words != [word for group in grouped(words) for word in group]


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_of_every_level(level: int) -> None:
    for task in (PARTS, ANAGRAMS):
        for index in range(5):
            sample = task.generate(Rng("test", level, index), task.levels[level - 1])
            answer = task.solution(sample.data)
            assert len(answer) <= 4_000
            assert task.verify(sample, answer).outcome == "correct"
            for text in task.renderings(sample, answer):
                assert task.verify(sample, text).outcome == "correct", text
            for name, text in task.mutations(sample, answer):
                assert task.verify(sample, text).outcome == "wrong", (name, text)
