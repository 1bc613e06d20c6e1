"""Letters: count and positions, in order, without repeats, zero included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.letters import Letters, solve

if TYPE_CHECKING:
    from pathlib import Path

TASK = Letters()
BANANA = Sample(question="", data={"word": "banana", "letter": "a"})
ABSENT = Sample(question="", data={"word": "banana", "letter": "z"})


@pytest.mark.parametrize(
    "answer",
    [
        "Count: 3, Positions: [2, 4, 6]",
        "count:3,positions:[2,4,6]",
        "Count: 3\nPositions: 2, 4, 6",
        "Count = 3; Positions = (2, 4, 6)",
        '{"Count": 3, "Positions": [2, 4, 6]}',
        "{'count': 3, 'positions': [2, 4, 6]}",
        "Count: 3, Positions: 2 4 6",
        "Count: 3, Positions: [2, 4, 6].",
        "Count: 3, Positions: [\n 2,\n 4,\n 6\n]",
        "**Count:** 3, **Positions:** [2, 4, 6]",
        "**Count**: 3\n**Positions**: **[2, 4, 6]**",
        r"\boxed{\text{Count: }3, \text{Positions: }[2, 4, 6]}",
    ],
)
def test_every_form_of_the_right_answer_is_accepted(answer: str) -> None:
    assert TASK.verify(BANANA, answer).outcome == "correct"


@pytest.mark.parametrize(
    "answer", ["Count: 0, Positions: []", "Count: 0, Positions: none", "Count: 0\nPositions:"]
)
def test_a_letter_may_be_absent(answer: str) -> None:
    assert TASK.verify(ABSENT, answer).outcome == "correct"
    assert TASK.verify(BANANA, answer).outcome == "wrong"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("Count: 2, Positions: [2, 4, 6]", "count is wrong"),
        ("Count: 3, Positions: [1, 3, 5]", "positions are wrong"),
        ("Count: 3, Positions: [2, 4]", "positions are wrong"),
        ("Count: 3, Positions: [6, 4, 2]", "ascending"),
        ("Count: 3, Positions: [2, 2, 4, 6]", "ascending"),
        ("Count: 3, Positions: [2, 4, 6, 8]", "positions are wrong"),
        ("Count: 3", "form"),
        ("3, [2, 4, 6]", "form"),
        ("Count: 3, Positions: [2, four, 6]", "not an integer"),
        ("Count: 3, Positions: [2, 4, 6]. Count: 1, Positions: []", "cannot read"),
        ("Count: \u0663, Positions: [2, 4, 6]", "form"),
    ],
)
def test_everything_else_is_wrong_and_says_why(answer: str, reason: str) -> None:
    verdict = TASK.verify(BANANA, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@given(word=st.text("abcde", min_size=1, max_size=60), letter=st.sampled_from("abcdef"))
def test_exactly_the_count_and_the_positions_are_right(word: str, letter: str) -> None:
    sample = Sample(question="", data={"word": word, "letter": letter})
    verdict = TASK.verify(sample, solve(sample.data))
    assert verdict.outcome == "correct"
    assert f"Count: {word.count(letter)}," in (verdict.parsed or "")


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_words_have_the_length_and_the_count_of_the_level(level: int) -> None:
    knobs = TASK.levels[level - 1]
    counts = set()
    for index in range(100):
        data = TASK.generate(Rng("bands", index), knobs).data
        counts.add(data["word"].count(data["letter"]))
        assert knobs.length[0] <= len(data["word"]) <= knobs.length[1]
        assert data["word"].isascii()
        assert data["word"].islower()
    assert knobs.count[0] <= min(counts) < max(counts) <= knobs.count[1]


def test_every_official_word_loads_and_its_answer_is_right(symbench: Path) -> None:
    samples = list(TASK.load(symbench))
    assert len(samples) == len(list((symbench / "Letters").rglob("test_words.json"))) > 0
    for sample in samples:
        answer = solve(sample.data)
        count = sample.provenance["file"].split("/")[-2].split("_")[1]
        assert answer.startswith(f"Count: {count},")
        assert TASK.verify(sample, answer).outcome == "correct"
        assert TASK.verify(sample, answer.replace("]", ", 1]").replace("[", "[1, ")).outcome == "wrong"


def test_the_official_dialect_finds_nothing_wrong_and_asks_in_our_words(symbench: Path) -> None:
    strict, official = (
        list(TASK.load(symbench, LoadOptions(dialect=which))) for which in ("strict", "official")
    )
    for ours, theirs in zip(strict, official, strict=True):
        assert ours.question == theirs.question
        assert (ours.defects, theirs.defects) == ((), ())
        assert ours.stored_answer is theirs.stored_answer is None
        assert TASK.verify(theirs, solve(theirs.data)).outcome == "correct"


@pytest.mark.parametrize("dialect", ["strict", "official"])
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("Count: 3, Positions: [2, 4, 6]", "correct"),
        # The released checker compares sets of positions, ...
        ("Count: 3, Positions: [6, 4, 2]", "wrong"),
        ("Count: 3, Positions: [2, 4, 6, 6]", "wrong"),
        # ... and stops the whole run at a comma too many.
        ("Count: 3, Positions: [2, 4, 6,]", "correct"),
    ],
)
def test_order_and_repeats_count(answer: str, outcome: str, dialect: str) -> None:
    data = BANANA.data | ({"dialect": dialect} if dialect == "official" else {})
    assert TASK.verify(Sample(question="", data=data), answer).outcome == outcome


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_one_value_is_right_however_it_is_written(level: int) -> None:
    assert TASK.unique_answer
    samples = [TASK.generate(Rng("forms", level, index), TASK.levels[level - 1]) for index in range(8)]
    for sample in [*samples, BANANA, ABSENT]:
        answer = TASK.answer(sample) or ""
        assert TASK.verify(sample, answer).outcome == "correct"
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        spoiled = list(TASK.mutations(sample, answer))
        assert len(spoiled) > 8
        for name, text in spoiled:
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)


def test_the_printed_question_gives_back_the_data() -> None:
    for index in range(20):
        sample = TASK.generate(Rng("printed", index), TASK.levels[index % 5])
        first, word = sample.question.split("\n\n")[:2]
        assert sample.data == {"word": word, "letter": first.split("'")[1]}


@pytest.mark.parametrize(
    ("folder", "text"),
    [("a_2_0", '"banana"'), ("a_3_0", '["banana"]'), ("a_3_0", "banana"), ("words", '"banana"')],
)
def test_broken_official_files_are_named(tmp_path: Path, folder: str, text: str) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "test_words.json").write_text(text)
    with pytest.raises(TaskFault, match="test_words"):
        list(TASK.load(tmp_path))
