"""Mahjong pattern: Peng before Chi before Pass, by the cards held before the new one comes."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.mahjong_pattern import MahjongPattern, held_at_last, judged, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = MahjongPattern()
OFFICIAL = LoadOptions(dialect="official")
QUIRK = LoadOptions(dialect="official", quirks=frozenset({"sorted-chi"}))
WRONG_KEYS = {
    f"sample_{number}" for number in (2, 6, 104, 23, 38, 70, 71, 73, 108, 125, 156, 168, 177, 195, 197)
}


@pytest.mark.parametrize(
    ("held", "card", "chi", "result"),
    [
        ("AAXR", "A", True, 1),
        ("AXR", "A", True, 0),  # one equal card makes no Peng
        ("AAAX", "A", True, 1),  # at least two
        ("BBAC", "B", True, 1),  # Peng comes before Chi
        ("BAC", "B", True, 2),  # one equal card does not prevent Chi
        ("AB", "C", True, 2),
        ("BC", "A", True, 2),
        ("AC", "B", True, 2),
        ("AC", "B", False, 0),  # no Chi in the rules
        ("ABBC", "D", True, 2),  # the double card hides no run
        ("AD", "B", True, 0),
        ("YZ", "A", True, 0),  # the alphabet does not go round
        ("ZB", "A", True, 0),
        ("AA", "B", True, 0),
        ("YZ", "[", True, 2),  # as the release counts on behind Z
        ("Z\\", "[", True, 2),
    ],
)
def test_one_card_is_judged(held: str, card: str, chi: bool, result: int) -> None:
    assert judged(held, card, chi) == result


def game(hand: str, rounds: list[list[str]], last: str, *, chi: bool = True, **more: str) -> Sample:
    return Sample(question="", data={"hand": hand, "rounds": rounds, "last": last, "chi": chi, **more})


def outcome(sample: Sample, answer: str) -> str:
    return TASK.verify(sample, answer).outcome


def test_the_hand_changes_before_the_last_card_comes() -> None:
    hand = "AQXRLWFTHNKJD"
    assert solve(game(hand, [], "A").data) == "0"
    assert solve(game(hand, [["A", "X"]], "A").data) == "1"
    assert solve(game(hand, [["A", "A"]], "A").data) == "0"  # only one of two equal cards is removed
    assert solve(game(hand, [["A", "X"], ["C", "A"]], "A").data) == "0"
    assert solve(game(hand, [["B", "X"], ["C", "Q"]], "A").data) == "2"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        *((answer, "correct") for answer in ("2", "2.0", "[2]", "'2'", "= 2", "2.")),
        *((answer, "wrong") for answer in ("0", "1", "-2", "12", "two", "", "0, 1, 2", "2 or 0", "2?")),
    ],
)
def test_only_the_digit_is_right_and_words_raise_nothing(answer: str, expected: str) -> None:
    assert outcome(game("ABQXRLWFTHNKJ", [], "C"), answer) == expected


def test_a_chi_is_not_missed_behind_a_double_card_but_under_the_quirk() -> None:
    # As in the released sample_23: Q R R S holds the run Q R S, which its checker does not see.
    hand = "LOPQRRVWXYZAB"
    assert outcome(game(hand, [], "S"), "2") == "correct"
    assert outcome(game(hand, [], "S", dialect="official"), "0") == "wrong"
    assert outcome(game(hand, [], "S", dialect="official", stored="0", quirk="sorted-chi"), "0") == "correct"
    assert outcome(game(hand, [], "S", dialect="official", stored="0", quirk="sorted-chi"), "2") == "wrong"


def test_a_sign_behind_z_may_be_a_letter_or_not_as_released_and_is_one_in_our_words() -> None:
    # As in the released sample_46, where Y Z [ counts as a run.
    hand, rounds = "YQCRLWFTHNKJD", [["[", "D"]]
    strict = game(hand, rounds, "Z")
    assert (outcome(strict, "2"), outcome(strict, "0")) == ("correct", "wrong")
    official = game(hand, rounds, "Z", dialect="official")
    assert (outcome(official, "2"), outcome(official, "0"), outcome(official, "1")) == (
        "correct", "correct", "wrong",
    )  # fmt: skip
    assert TASK.defects(strict.data, OFFICIAL) == {"ambiguous"}
    assert TASK.defects(strict.data, LoadOptions()) == set()
    assert "behind Z the alphabet goes on with [." in TASK.pose(strict.data)
    assert "with [ and then \\." in TASK.pose(game("\\QCRLWFTHNKJD", [], "Z").data)
    assert "behind Z" not in TASK.pose(game(hand, [], "Z").data)


@given(
    held=st.lists(st.sampled_from("ABCDEWXYZ"), min_size=2, max_size=13).map("".join),
    card=st.sampled_from("ABCDEWXYZ"),
    chi=st.booleans(),
)
def test_results_agree_with_a_search_over_all_pairs_of_cards(held: str, card: str, chi: bool) -> None:
    pairs = list(itertools.combinations(held, 2))
    if (card, card) in pairs:
        expected = 1
    else:
        runs = {"".join(sorted([*pair, card])) for pair in pairs}
        expected = 2 if chi and any(run in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for run in runs) else 0
    assert judged(held, card, chi) == expected


def reparsed(question: str) -> dict[str, Any]:
    """A small reader of the printed question, written apart from the task."""
    last = re.findall(r"^Round [0-9]+: the new card is (.)\.$", question, re.MULTILINE)
    rounds = re.findall(r"the new card is (.); then a card (.) is removed", question)
    return {
        "hand": question.split("\n\n")[1].replace(" ", ""),
        "rounds": [list(turn) for turn in rounds],
        "last": last[0],
        "chi": "Chi" in question,
    }


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_results_are_spread_evenly_and_skipping_the_rounds_is_no_better_than_chance(level: int) -> None:
    knobs = TASK.levels[level - 1]
    count = 240
    results: Counter[str] = Counter()
    skipped = new_alone = 0
    for index in range(count):
        sample = TASK.generate(Rng("mahjong", level, index), knobs)
        assert reparsed(sample.question) == sample.data
        answer = solve(sample.data)
        results[answer] += 1
        skipped += answer == solve({**sample.data, "rounds": []})
        new = "".join(card for card, _ in sample.data["rounds"])
        new_alone += answer == str(judged(new, sample.data["last"], knobs.chi))
        assert knobs.rounds[0] <= len(sample.data["rounds"]) + 1 <= knobs.rounds[1]
        assert sample.data["chi"] == (level >= 3)
        assert set(held_at_last(sample.data)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        assert max(Counter(sample.data["hand"]).values()) <= 2
    kinds = 3 if knobs.chi else 2
    assert set(results) == set(map(str, range(kinds)))
    assert max(results.values()) < 1.4 * count / kinds
    assert level == 1 or skipped < 1.4 * count / kinds
    assert level < 4 or new_alone < 1.4 * count / kinds


def released(data: dict[str, Any]) -> int:
    """The released result: Peng, or three neighbours of the sorted cards, whatever the rules say."""
    held, card = held_at_last(data), data["last"]
    if held.count(card) >= 2:
        return 1
    row = sorted(held + card)
    for three in zip(row, row[1:], row[2:], strict=False):
        if card in three and ord(three[0]) + 2 == ord(three[1]) + 1 == ord(three[2]):
            return 2
    return 0


def test_official_answers_are_wrong_exactly_where_a_chi_is_missed_or_not_in_the_rules(symbench: Path) -> None:
    samples = list(TASK.load(symbench, OFFICIAL))
    names = [sample.provenance["file"].split("/")[1] for sample in samples]
    assert len(samples) == len(list((symbench / TASK.folder).glob("*/solution.json"))) > 0
    wrong = {name for name, sample in zip(names, samples, strict=True) if "wrong_key" in sample.defects}
    assert wrong == WRONG_KEYS & set(names)
    for sample in samples:
        assert set(sample.defects) <= {"wrong_key", "ambiguous"}
        rounds = [
            [card, gone]
            for card, gone in re.findall(
                r"Round \d+: Add a (.) card(?: and remove a (.) card\.)?$", sample.question, re.MULTILINE
            )
        ]
        assert rounds == [*sample.data["rounds"], [sample.data["last"], ""]]


def test_the_quirk_reproduces_every_released_answer(symbench: Path) -> None:
    samples = list(TASK.load(symbench, QUIRK))
    assert samples
    for sample in samples:
        assert str(released(sample.data)) == sample.stored_answer
        assert outcome(sample, str(sample.stored_answer)) == "correct"
        assert outcome(sample, str((int(str(sample.stored_answer)) + 1) % 3)) == "wrong"


def test_in_our_words_every_official_item_is_sound(symbench: Path) -> None:
    for sample in TASK.load(symbench):
        assert sample.defects == ()
        assert reparsed(sample.question) == sample.data
        assert outcome(sample, TASK.answer(sample) or "") == "correct"


RECORD = {
    "initial_cards": "JHUFWIXNAPYRX",
    "rounds": [{"add": "A", "remove": "P"}, {"add": "C", "remove": "J"}],
    "solution": 0,
    "complexity": 2,
}
QUESTION = "Given the initial cards:JHUFWIXNAPYRX\n"


@pytest.mark.parametrize(
    ("change", "question"),
    [
        ({"initial_cards": "JHUFWIXNAPYR"}, "Given the initial cards:JHUFWIXNAPYR\n"),
        ({"initial_cards": "JHUFWIXNAPYRx"}, "Given the initial cards:JHUFWIXNAPYRx\n"),
        ({"initial_cards": 13}, QUESTION),
        ({"rounds": []}, QUESTION),
        ({"rounds": None}, QUESTION),
        ({"rounds": [{"add": "AB", "remove": "P"}, {"add": "C", "remove": "J"}]}, QUESTION),
        ({"rounds": [{"add": "A", "remove": "Q"}, {"add": "C", "remove": "J"}]}, QUESTION),
        ({"rounds": [{"add": "A", "remove": "P"}, {"add": "", "remove": "J"}]}, QUESTION),
        ({"rounds": [{"add": "A"}, {"add": "C", "remove": "J"}]}, QUESTION),
        ({"solution": "0"}, QUESTION),
        ({"solution": True}, QUESTION),
        ({"complexity": 3}, QUESTION),  # the question does not say what Chi is
        ({}, ""),
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, change: dict[str, Any], question: str) -> None:
    (tmp_path / "question.txt").write_text(QUESTION)
    (tmp_path / "solution.json").write_text(json.dumps(RECORD))
    assert [sample.defects for sample in TASK.load(tmp_path, OFFICIAL)] == [()]
    (tmp_path / "question.txt").write_text(question)
    (tmp_path / "solution.json").write_text(json.dumps(RECORD | change))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))
