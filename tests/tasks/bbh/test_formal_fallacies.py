"""Formal fallacies: validity is decided over all kinds of people, and the words do not give it away."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bbh.argument_logic import follows, kinds_of, negated
from r1ci_bbh.argument_words import SORTS, told
from r1ci_bbh.formal_fallacies import FormalFallacies, solve
from r1ci_bench.rng import Rng

if TYPE_CHECKING:
    from r1ci_bench.task import Sample

TASK = FormalFallacies()
LEVELS = [1, 2, 3, 4, 5]
A, B, C = (["and", [[sort, True]]] for sort in range(3))
NOT_A, NOT_B = (["and", [[sort, False]]] for sort in range(2))
B_AND_C, B_OR_C = ([joined, [[1, True], [2, True]]] for joined in ("and", "or"))


@pytest.mark.parametrize(
    ("premises", "conclusion", "valid"),
    [
        ([["all", A, B]], ["all", NOT_B, NOT_A], True),
        ([["all", A, B]], ["all", B, A], False),
        ([["all", A, B]], ["all", NOT_A, NOT_B], False),
        ([["all", A, B], ["all", B, C]], ["all", A, C], True),
        ([["all", A, C], ["all", B, C]], ["all", A, B], False),
        ([["all", A, B], ["some", C, A]], ["some", B, C], True),
        ([["some", A, B], ["some", B, C]], ["some", A, C], False),
        # Nobody is said to be there.
        ([["all", A, B]], ["some", A, B], False),
        ([["all", A, B], ["is", "x", A]], ["is", "x", B], True),
        ([["all", A, B], ["is", "x", B]], ["is", "x", A], False),
        ([["all", A, B], ["is", "x", NOT_B]], ["is", "x", NOT_A], True),
        ([["is", "x", A], ["is", "x", B]], ["some", A, B], True),
        ([["all", A, B_OR_C], ["all", B, C]], ["all", A, C], True),
        ([["all", A, B_OR_C]], ["all", A, B], False),
        ([["all", A, B_AND_C]], ["all", A, B], True),
        ([["all", B_OR_C, A]], ["all", B, A], True),
        ([["all", B_AND_C, A]], ["all", B, A], False),
    ],
)
def test_textbook_arguments(premises: list[Any], conclusion: list[Any], valid: bool) -> None:
    assert follows(premises, conclusion, 3) is valid


literals = st.lists(st.tuples(st.integers(0, 2), st.booleans()).map(list), min_size=1, max_size=2)
formulas = st.tuples(st.sampled_from(["and", "or"]), literals).map(list)
statements = st.one_of(
    st.tuples(st.sampled_from(["all", "some"]), formulas, formulas).map(list),
    st.tuples(st.just("is"), st.just("x"), formulas).map(list),
)


def true_of(formula: list[Any], person: tuple[bool, ...]) -> bool:
    found = [person[sort] == affirmed for sort, affirmed in formula[1]]
    return all(found) if formula[0] == "and" else any(found)


def true_in(statement: list[Any], people: tuple[tuple[bool, ...], ...], named: tuple[bool, ...]) -> bool:
    what, one, other = statement
    if what == "is":
        return true_of(other, named)
    both = [true_of(other, person) for person in people if true_of(one, person)]
    return all(both) if what == "all" else any(both)


@given(st.lists(statements, max_size=3), statements)
@settings(max_examples=60, deadline=None)
def test_every_world_was_looked_at(premises: list[list[Any]], conclusion: list[Any]) -> None:
    kinds = list(product((False, True), repeat=3))
    worlds = [some for size in range(1, 9) for some in combinations(kinds, size)]
    found = any(
        all(true_in(premise, people, named) for premise in premises)
        and not true_in(conclusion, people, named)
        for people in worlds
        for named in people
    )
    assert follows(premises, conclusion, 3) is not found


@given(formulas)
def test_a_negation_is_true_of_all_others(formula: list[Any]) -> None:
    assert kinds_of(negated(formula), 3) == (2**8 - 1) ^ kinds_of(formula, 3)


@given(formulas, formulas, st.integers(0, 9), st.sampled_from(["all", "some"]))
def test_every_way_to_say_a_statement_names_its_sorts(
    one: list[Any], other: list[Any], way: int, what: str
) -> None:
    sorts = list(SORTS["fans"])
    text = told([what, one, other, way], sorts, "Ann")
    assert text[0].isupper()
    assert text.endswith(".")
    for sort, _ in one[1] + other[1]:
        assert sorts[sort] in text
    assert told(["is", "x", one, way], sorts, "Ann").startswith("Ann is ")


def test_somebody_who_is_does_not_stand_for_some() -> None:
    # "Somebody who steals is a thief" speaks of everybody.
    ways = {told(["some", A, B, way], list(SORTS["fans"]), "Ann") for way in range(9)}
    assert not any(text.startswith("Somebody who") for text in ways)
    assert "Some person who is a fan of lentils is a fan of radishes." in ways


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("The argument is {right}.", "correct"),
        ("Deductively {right}", "correct"),
        ("this argument is deductively {right}", "correct"),
        ("The argument is {other}.", "wrong"),
        ("The argument is not {other}", "wrong"),
        ("The argument is {right} or {other}", "wrong"),
    ],
)
def test_a_short_sentence_counts_as_its_last_word(text: str, outcome: str) -> None:
    for sample in generated(2, 6):
        right = solve(sample.data)
        other = {"valid": "invalid", "invalid": "valid"}[right]
        assert TASK.verify(sample, text.format(right=right, other=other)).outcome == outcome


def generated(level: int, count: int) -> list[Sample]:
    return [TASK.generate(Rng("arguments", level, index), TASK.levels[level - 1]) for index in range(count)]


@pytest.mark.parametrize("level", LEVELS)
def test_arguments_are_fair(level: int) -> None:
    samples = generated(level, 200)
    assert 75 <= sum(solve(sample.data) == "valid" for sample in samples) <= 125
    for sample in samples[:40]:
        data = sample.data
        count = len(data["sorts"])
        assert not follows([], data["conclusion"], count)
        nothing = [["all", A, ["and", [[0, True], [0, False]]]], ["some", A, A]]
        assert not all(follows(data["premises"], statement, count) for statement in nothing)
        assert data["conclusion"][:3] not in [premise[:3] for premise in data["premises"]]


WORDS = frozenset(
    [
        "whoever", "everybody", "who", "if", "somebody", "then", "this", "person", "sufficient",
        "necessary", "being", "not", "nobody", "fails", "both", "neither", "nor", "either", "and",
        "or", "there", "at", "least", "one", "it", "is", "false", "that", "for",
    ]
)  # fmt: skip


def seen(sample: Sample) -> set[str]:
    """What can be seen of an argument without understanding it: its words, but for those of its sorts."""
    text = sample.question.split("\n\n")[1]
    found = {f"{text.count(chr(10))} premises", f"{len(re.findall('not|neither|Nobody', text)) % 2} odd"}
    for line in text.splitlines():
        words = [word for word in re.findall(r"[a-z]+", line.split(": ")[1].lower()) if word in WORDS]
        found |= {f"{line[0]} {word}" for word in words}
        found |= {f"{line[0]} {one} {other}" for one, other in pairwise(words)}
    return found


@pytest.mark.parametrize("level", LEVELS)
def test_words_alone_do_not_tell_valid_from_invalid(level: int) -> None:
    cases = [(seen(sample), solve(sample.data)) for sample in generated(level, 700)]
    known, asked = cases[:450], cases[450:]
    totals = Counter(answer for _, answer in known)
    counts = {
        answer: Counter(word for words, own in known if own == answer for word in words) for answer in totals
    }
    vocabulary = sorted({word for words, _ in known for word in words})

    def likely(words: set[str], answer: str) -> float:
        shares = [(counts[answer][word] + 1) / (totals[answer] + 2) for word in vocabulary]
        found = [
            share if word in words else 1 - share for word, share in zip(vocabulary, shares, strict=True)
        ]
        return math.log(totals[answer]) + sum(map(math.log, found))

    hits = sum(max(totals, key=lambda own: likely(words, own)) == answer for words, answer in asked)
    assert hits < 0.68 * len(asked)


def supported(sample: Sample) -> tuple[int, int]:
    """Of how many ends of the conclusion premises speak, and of how many sorts they speak in one way only."""
    *premises, ends = [
        {
            (sort, affirmed != (what == "all" and place == 0))
            for place, part in enumerate((one, other))
            if isinstance(part, list)
            for sort, affirmed in part[1]
        }
        for what, one, other, _ in [*sample.data["premises"], sample.data["conclusion"]]
    ]
    said = set().union(*premises)
    one_way = [sort for sort, affirmed in said if (sort, not affirmed) not in said]
    return len(ends & said) - len(ends), len(one_way)


@pytest.mark.parametrize("level", [3, 4, 5])
def test_where_sorts_are_affirmed_and_denied_does_not_tell_valid_from_invalid(level: int) -> None:
    cases = [(supported(sample), solve(sample.data)) for sample in generated(level, 240)]
    # A valid conclusion has every end from its premises, and so has an invalid one.
    assert {missing for (missing, _), _ in cases} == {0}
    # Whoever knew the likelier answer for every count of one-way sorts would still be right by chance only.
    hits = sum(
        max(Counter(answer for (_, own), answer in cases if own == count).values())
        for count in {own for (_, own), _ in cases}
    )
    assert hits < 0.65 * len(cases)
