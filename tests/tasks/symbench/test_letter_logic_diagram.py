"""Letter logic diagram: lines, diagonal and given letters count, and not the stored grid."""

from __future__ import annotations

import json
from collections import Counter
from itertools import permutations, product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.letter_logic_diagram import LetterLogicDiagram, completed, full_square

if TYPE_CHECKING:
    from pathlib import Path

TASK = LetterLogicDiagram()
OFFICIAL = LoadOptions(dialect="official")
QUIRK = LoadOptions(dialect="official", quirks=frozenset({"stored-key"}))
Grid = list[list[str]]


def grid(text: str) -> Grid:
    return [["" if letter == "." else letter for letter in row] for row in text.split()]


PUZZLE = grid("a.cd ..da .... d...")
RIGHT = grid("abcd bcda cdab dabc")
SAMPLE = Sample(question="", data={"grid": PUZZLE})


def diagrams(size: int) -> list[Grid]:
    """All full grids, by trying every permutation in every row."""
    return [
        [list(row) for row in rows]
        for rows in product(permutations("abcdefgh"[:size]), repeat=size)
        if len({rows[row][size - 1 - row] for row in range(size)}) == 1
        and all(len({row[column] for row in rows}) == size for column in range(size))
    ]


ALL = {size: diagrams(size) for size in (3, 4)}


def fits(givens: Grid, full: Grid) -> bool:
    rows = zip(givens, full, strict=True)
    return all(letter in ("", own) for row in rows for letter, own in zip(*row, strict=True))


def made(level: int, index: int) -> Sample:
    return TASK.generate(Rng(TASK.id, "test", level, index), TASK.levels[level - 1])


def plain_search(givens: Grid, most: int) -> list[Grid]:
    """Up to `most` completions, by plain backtracking, with the diagonal's letter chosen first."""
    size = len(givens)
    letters = "abcdefghijklm"[:size]
    found: list[Grid] = []

    def search(rows: Grid) -> None:
        options: list[tuple[int, int, int, list[str]]] = []
        for row in range(size):
            for column in range(size):
                if not rows[row][column]:
                    seen = set(rows[row]) | {line[column] for line in rows}
                    left = [other for other in letters if other not in seen]
                    options.append((len(left), row, column, left))
        if not options:
            found.append([list(row) for row in rows])
            return
        _, row, column, left = min(options)
        for other in left:
            rows[row][column] = other
            search(rows)
            rows[row][column] = ""
            if len(found) == most:
                return

    for letter in letters:
        rows = [list(row) for row in givens]
        for row in range(size):
            if rows[row][size - 1 - row] not in ("", letter):
                break
            rows[row][size - 1 - row] = letter
        else:
            lines = [*rows, *map(list, zip(*rows, strict=True))]
            if len(found) < most and all(max(Counter(filter(None, line)).values()) == 1 for line in lines):
                search(rows)
    return found


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps(RIGHT),
        str(RIGHT),
        "[[a,b,c,d],[b,c,d,a],[c,d,a,b],[d,a,b,c]]",
        "[a, b, c, d], [b, c, d, a], [c, d, a, b], [d, a, b, c]",
        "a,b,c,d\nb,c,d,a\nc,d,a,b\nd,a,b,c",
        "a b c d\nb c d a\nc d a b\nd a b c",
        "abcd\nbcda\ncdab\ndabc",
        "abcd, bcda, cdab, dabc",
        "a, b, c, d, b, c, d, a, c, d, a, b, d, a, b, c",
        "abcdbcdacdabdabc",
        "```\na,b,c,d\nb,c,d,a\nc,d,a,b\nd,a,b,c\n```",
    ],
)
def test_every_form_of_a_right_grid_is_accepted(answer: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "correct", verdict.reason


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("a.cd ..da .... d...", "no letter from a to d"),
        ("abcd bcda cdab dab.", "no letter from a to d"),
        ("abcd bcda cdab dabe", "no letter from a to d"),
        ("abcd bcda cdab dabC", "no letter from a to d"),
        ("dbca bcda cdab dabc", "the given letter in row 1, column 1 has changed"),
        ("abcd bcda cdab cabd", "the given letter in row 4, column 1 has changed"),
        ("abcd bcda cdab daac", "a row holds a letter twice"),
        ("abcd bcda cdab dacb", "a column holds a letter twice"),
        ("abcd cbda bdac dacb", "a column holds a letter twice"),
        ("abcd bcda cdab", "not a grid of 4 x 4"),
        ("abcd bcda cdab dabc dabc", "not a grid of 4 x 4"),
        ("abc bcd cda dab", "not a grid of 4 x 4"),
        ("abcda bcdab cdabc dabcd", "not a grid of 4 x 4"),
    ],
)
def test_a_broken_rule_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, json.dumps([list(row) for row in answer.split()]))
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_the_rising_diagonal_counts_and_the_falling_one_does_not() -> None:
    empty = Sample(question="", data={"grid": [[""] * 4 for _ in range(4)]})
    falling = json.dumps(grid("dcba adcb badc cbad"))
    assert TASK.verify(empty, falling).reason == "the diagonal holds different letters"
    assert TASK.verify(empty, json.dumps(RIGHT)).outcome == "correct"


@pytest.mark.parametrize("top", ["", "abcd"])
def test_exactly_the_grids_that_keep_to_the_rules_are_accepted(top: str) -> None:
    size = len(top) or 3
    empty = Sample(question="", data={"grid": [[""] * size for _ in range(size)]})
    rows = [tuple(row) for row in permutations("abcd"[:size])]
    accepted = [
        list(map(list, square))
        for square in product([tuple(top)] if top else rows, *[rows] * (size - 1))
        if TASK.verify(empty, "\n".join(map("".join, square))).outcome == "correct"
    ]
    assert accepted == [full for full in ALL[size] if not top or full[0] == list(top)]


@given(
    full=st.sampled_from(ALL[3] + ALL[4]),
    blank=st.sets(st.integers(0, 15), min_size=6),
    foreign=st.none() | st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from("abc")),
)
def test_the_solver_finds_every_completion(
    full: Grid, blank: set[int], foreign: tuple[int, int, str] | None
) -> None:
    size = len(full)
    givens = [
        ["" if row * size + column in blank else full[row][column] for column in range(size)]
        for row in range(size)
    ]
    if foreign:
        givens[foreign[0]][foreign[1]] = foreign[2]
    wanted = [full for full in ALL[size] if fits(givens, full)]
    assert sorted(completed({"grid": givens}, 1000)) == sorted(wanted)
    assert len(completed({"grid": givens}, 2)) == min(2, len(wanted))
    answer = TASK.solution({"grid": givens})
    assert (answer is not None) == bool(wanted)
    assert answer is None or json.loads(answer) in wanted


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_generated_grids_have_one_completion(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(4):
        sample = made(level, index)
        givens = sample.data["grid"]
        least, most = knobs.blanks
        assert least <= sum(not letter for row in givens for letter in row) <= most
        assert plain_search(givens, 2) == [json.loads(TASK.answer(sample) or "")]


@settings(max_examples=30)
@given(size=st.integers(4, 9), seed=st.integers(0, 10**6))
def test_full_squares_keep_to_the_rules(size: int, seed: int) -> None:
    signs = full_square(Rng(seed), size)
    square = [
        ["abcdefghi"[sign - 1] for sign in signs[start : start + size]] for start in range(0, size**2, size)
    ]
    empty = Sample(question="", data={"grid": [[""] * size for _ in range(size)]})
    assert TASK.verify(empty, json.dumps(square)).outcome == "correct"


def test_squares_are_of_many_kinds_and_not_only_cyclic() -> None:
    cyclic = 0
    for index in range(40):
        square = full_square(Rng("kind", index), 7)
        cyclic += all(
            square[row * 7 + column] == square[(row + column) % 7] for row in range(7) for column in range(7)
        )
    assert cyclic < 5
    small = {tuple(full_square(Rng("kind", index), 4)) for index in range(2000)}
    assert len(small) == len(ALL[4])


@pytest.mark.parametrize("level", [1, 3, 5])
def test_wrong_answers_near_the_right_one_are_rejected_and_its_other_forms_accepted(level: int) -> None:
    for index in range(5):
        sample = made(level, index)
        answer = TASK.answer(sample)
        assert answer is not None
        names = set()
        for name, text in TASK.mutations(sample, answer):
            names.add(name)
            assert TASK.verify(sample, text).outcome == "wrong", name
        assert {"empty cells", "mirrored", "diagonal ignored", "given letters changed"} <= names
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text


@pytest.mark.parametrize("level", [1, 3, 5])
def test_the_question_read_back_gives_the_data(level: int) -> None:
    sample = made(level, 3)
    block = sample.question.split("\n\n")[1]
    rows = [[cell.replace(".", "") for cell in line.split(" ")] for line in block.split("\n")]
    assert rows == sample.data["grid"]
    size = TASK.levels[level - 1].size
    assert f"{size} rows and {size} columns" in sample.question


def test_official_keys_keep_to_the_rules_and_many_are_not_the_only_ones(symbench: Path) -> None:
    files = list((symbench / "letter_logic_diagram").rglob("solution.json"))
    samples = list(TASK.load(symbench, OFFICIAL))
    assert len(samples) == len(files) > 0
    several = 0
    for sample in samples:
        stored = sample.stored_answer
        assert stored is not None
        assert sample.defects == ()
        assert TASK.verify(sample, stored).outcome == "correct"
        found = completed(sample.data, 2)
        assert len(found) == len(plain_search(sample.data["grid"], 2))
        several += len(found) == 2
        for full in found:
            assert TASK.verify(sample, json.dumps(full)).outcome == "correct"
    # Of the whole release, and of the quarter of it that the tests usually have.
    assert several == {200: 84, 36: 16}.get(len(files), several) > 0
    assert [sample.defects for sample in TASK.load(symbench)] == [()] * len(files)


def test_with_the_quirk_the_stored_key_alone_is_right(symbench: Path) -> None:
    others = 0
    for sample in TASK.load(symbench, QUIRK):
        stored = sample.stored_answer
        assert stored is not None
        assert sample.defects == ()
        key = json.loads(stored)
        bare = f"[{','.join(f'[{chr(44).join(row)}]' for row in key)}]"
        for text in (stored, bare, "\n".join(",".join(row) for row in key)):
            assert TASK.verify(sample, text).outcome == "correct"
        for full in completed(sample.data, 2):
            if full != key:
                others += 1
                verdict = TASK.verify(sample, json.dumps(full))
                assert verdict.reason == "it is not the released grid"
        if sample.provenance["file"] == "letter_logic_diagram/sample_0/solution.json":
            golden = (
                "[[c,g,e,f,b,a,d],[g,e,f,b,a,d,c],[e,f,b,a,d,c,g],[f,b,a,d,c,g,e],[b,a,d,c,g,e,f],"
                "[a,d,c,g,e,f,b],[d,c,g,e,f,b,a]]"
            )
            assert TASK.verify(sample, golden).outcome == "correct"
    assert others > 0


def test_official_squares_are_cyclic_and_have_as_many_blanks_as_documented(symbench: Path) -> None:
    for sample in TASK.load(symbench, OFFICIAL):
        key = json.loads(sample.stored_answer or "")
        assert all(key[row] == key[0][row:] + key[0][:row] for row in range(7))
        assert sum(not letter for row in sample.data["grid"] for letter in row) in (15, 20, 25, 30)
        lines = [line.split(",") for line in sample.question.split("\n") if line.count(",") == 6]
        assert lines == sample.data["grid"]


SQUARE = [["a", "b"], ["b", "a"]]


@pytest.mark.parametrize(
    "record",
    [
        [],
        {"grid": SQUARE},
        {"grid": SQUARE, "solution": None},
        {"grid": [], "solution": []},
        {"grid": SQUARE[:1], "solution": SQUARE},
        {"grid": [["a"], ["b"]], "solution": SQUARE},
        {"grid": [["a", "c"], ["b", "a"]], "solution": SQUARE},
        {"grid": [["a", 1], ["b", "a"]], "solution": SQUARE},
        {"grid": SQUARE, "solution": [[None, "b"], ["b", "a"]]},
        {"grid": SQUARE, "solution": [["", "b"], ["b", "a"]]},
    ],
)
def test_broken_official_files_are_named(tmp_path: Path, record: Any) -> None:
    (tmp_path / "solution.json").write_text(json.dumps(record))
    with pytest.raises(TaskFault, match=r"solution\.json"):
        list(TASK.load(tmp_path))
