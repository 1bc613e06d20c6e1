"""Isomorphic strings and ransom note: True or False, in equal shares."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.isomorphic_strings import IsomorphicStrings
from r1ci_reasoning_gym.isomorphic_strings import solve as isomorphic
from r1ci_reasoning_gym.ransom_note import RansomNote
from r1ci_reasoning_gym.ransom_note import solve as possible
from r1ci_reasoning_gym.source import Entry

STRINGS, NOTE = IsomorphicStrings(), RansomNote()
WORDS = st.text("abc", min_size=1, max_size=5)


@pytest.mark.parametrize("answer", ["True", "true", "TRUE.", "**True**", "\\boxed{True}", "[True]", "yes"])
def test_the_right_word_is_accepted_in_any_case(answer: str) -> None:
    assert STRINGS.verify(Sample(question="", data={"strings": ["egg", "add"]}), answer).outcome == "correct"
    assert (
        NOTE.verify(Sample(question="", data={"note": "aa", "magazine": "aba"}), answer).outcome == "correct"
    )


@pytest.mark.parametrize(
    "answer", ["False", "no", "True or False", "not True", "It is True", "1", "", "Truee"]
)
def test_all_else_is_wrong(answer: str) -> None:
    assert STRINGS.verify(Sample(question="", data={"strings": ["egg", "add"]}), answer).outcome == "wrong"
    assert NOTE.verify(Sample(question="", data={"note": "aa", "magazine": "aba"}), answer).outcome == "wrong"


@pytest.mark.parametrize(
    ("one", "two", "answer"),
    [
        ("egg", "add", "True"),
        ("foo", "bar", "False"),
        ("bar", "foo", "False"),
        ("paper", "title", "True"),
        ("abc", "abc", "True"),
        ("ab", "abc", "False"),
        ("abab", "abba", "False"),
    ],
)
def test_no_letter_becomes_two_and_no_two_become_one(one: str, two: str, answer: str) -> None:
    assert isomorphic({"strings": [one, two]}) == answer


@given(WORDS, WORDS)
def test_isomorphic_means_that_some_exchange_of_letters_works(one: str, two: str) -> None:
    exchanges = (str.maketrans("abc", "".join(letters)) for letters in permutations("abc"))
    assert isomorphic({"strings": [one, two]}) == str(any(one.translate(way) == two for way in exchanges))


@given(WORDS, WORDS)
def test_a_note_is_possible_where_its_letters_can_be_crossed_out(note: str, magazine: str) -> None:
    left = list(magazine)
    missing = False
    for letter in note:
        if letter in left:
            left.remove(letter)
        else:
            missing = True
    assert possible({"note": note, "magazine": magazine}) == str(not missing)


def strings(one: str, two: str, answer: str) -> Entry:
    return Entry("", answer, {"words": [one, two], "difficulty": {"string_length": [3, 6]}})


def test_strings_with_wrong_labels_or_telling_lengths_are_not_asked() -> None:
    assert STRINGS.read(strings("egg", "add", "True")) == {"strings": ["egg", "add"]}
    assert STRINGS.read(strings("egg", "add", "False")) is None
    assert STRINGS.read(strings("ee", "dd", "True")) is None, "so short that it is always True"
    assert STRINGS.read(strings("eggegg", "addbdd", "False")) is None, "so long that it is always False"
    assert STRINGS.read(strings("abcd", "wxyz", "True")) is None, "nothing repeats"


@pytest.mark.parametrize("level", [1, 2])
def test_neither_half_of_the_rule_decides_alone(level: int) -> None:
    """In Reasoning-Gym it is always the first string that would need two letters for one."""
    missed: Counter[str] = Counter()
    for index in range(80):
        sample = STRINGS.generate(Rng("half", level, index), STRINGS.levels[level - 1])
        one, two = sample.data["strings"]
        assert f"\n{one} {two}\n" in sample.question
        pairs = set(zip(one, two, strict=False))
        if STRINGS.solution(sample.data) == "False":
            missed["forward"] += len(pairs) == len(set(one))
            missed["backward"] += len(pairs) == len(set(two))
    assert min(missed["forward"], missed["backward"]) > 3, missed


def test_notes_with_wrong_labels_are_not_asked() -> None:
    metadata = {"ransom_note": "aa", "magazine": "aba"}
    assert NOTE.read(Entry("", "True", metadata)) == {"note": "aa", "magazine": "aba"}
    assert NOTE.read(Entry("", "False", metadata)) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_both_answers_are_frequent_at_every_level(level: int) -> None:
    for task in (STRINGS, NOTE):
        answers: Counter[str] = Counter()
        for index in range(120):
            sample = task.generate(Rng("share", level, index), task.levels[level - 1])
            answers[task.solution(sample.data)] += 1
        assert min(answers["True"], answers["False"]) > 40, (task.name, answers)


def test_questions_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "from r1ci_bench.rng import Rng\n"
        "from r1ci_reasoning_gym.isomorphic_strings import IsomorphicStrings as One\n"
        "from r1ci_reasoning_gym.ransom_note import RansomNote as Two\n"
        "print(*(T().generate(Rng('hash'), T.levels[0]).content_hash() for T in (One, Two)))"
    )
    environment = {"PYTHONHASHSEED": "77", "PYTHONPATH": ":".join(sys.path)}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    here = [task.generate(Rng("hash"), task.levels[0]).content_hash() for task in (STRINGS, NOTE)]
    assert run.stdout.split() == here
