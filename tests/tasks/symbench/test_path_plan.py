"""Path planning: exact contact with closed boxes, required boxes, order where it is asked, start and end."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_bench.task import LoadOptions, Sample
from r1ci_symbench.path_plan import PathPlan, plan_path, solve
from r1ci_symbench.path_plan_paths import decimal

if TYPE_CHECKING:
    from pathlib import Path

TASK = PathPlan()
BOXES = {
    "red": ["-1", "-0.5", "-0.5", "0.5"],
    "green": ["0.5", "1", "-0.5", "0.5"],
    "blue": ["-0.2", "0.2", "-0.2", "0.2"],
}


def sample(*required: str, forbidden: tuple[str, ...] = (), ordered: bool = False, **more: Any) -> Sample:
    data = {
        "boxes": BOXES,
        "start": ["-1.3", "0"],
        "end": ["1.3", "0"],
        "required": list(required),
        "forbidden": list(forbidden),
        "ordered": ordered,
    }
    return Sample(question="", data=data | more)


AROUND_BLUE = "[(-1.3, 0), (-0.4, 0), (0, 0.5), (0.4, 0), (1.3, 0)]"


@pytest.mark.parametrize(
    "answer",
    [
        AROUND_BLUE,
        AROUND_BLUE.replace("(", "[").replace(")", "]"),
        AROUND_BLUE.strip("[]"),
        AROUND_BLUE.strip("[]").replace("), (", ") -> ("),
        AROUND_BLUE.strip("[]").replace("), (", ")\n("),
        "-1.3 0\n-0.4 0\n0 0.5\n0.4 0\n1.3 0",
        "\n".join(f"- {point})" for point in AROUND_BLUE.strip("[])").split("), ")),
        "\n".join(f"{place}. {point})" for place, point in enumerate(AROUND_BLUE.strip("[])").split("), "))),
        "$" + AROUND_BLUE.strip("[]").replace("), (", ") \\rightarrow (") + "$",
        AROUND_BLUE.strip("[]").replace("), (", ") \\to ("),
        AROUND_BLUE.replace("1.3", "1.300"),
        AROUND_BLUE.replace("0.5)", ".5)"),
        AROUND_BLUE.replace("0.5)", "5e-1)"),
        AROUND_BLUE.replace("(0, 0.5)", "(0, 0.50000000000000004)"),
    ],
)
def test_every_form_of_a_right_path_is_accepted(answer: str) -> None:
    verdict = TASK.verify(sample("red", "green", forbidden=("blue",)), answer)
    assert verdict.outcome == "correct", verdict.reason


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("[(-1.3, 0), (1.3, 0)]", "segment 1 touches the forbidden blue box"),
        ("[(-1.3, 0), (-0.2, 0.2), (1.3, 0)]", "touches the forbidden blue box"),
        ("[(-1.3, 0), (-0.3, 0.2), (0.3, 0.2), (1.3, 0)]", "segment 2 touches the forbidden blue box"),
        ("[(-1.3, 0), (-0.4, 0), (0, 0), (0, 0.1), (1.3, 0)]", "touches the forbidden blue box"),
        ("[(-1.3, 0), (-1.3, 1), (1.3, 1), (1.3, 0)]", "the red box is not entered"),
        ("[(-1.3, 0), (-0.4, 0), (0, 1.4), (0.4, 0), (1.3, 0)]", "touches the upper wall"),
        ("[(-1.3, 0), (-0.4, 0), (0, 9), (0.4, 0), (1.3, 0)]", "touches the upper wall"),
        ("[(-1.3, 0), (-1.4, 0), (-0.4, 0), (0, 0.5), (0.4, 0), (1.3, 0)]", "touches the left wall"),
        ("[(-1.3, 0), (-0.4, 0), (0, 0.5), (0.4, 0)]", "last waypoint is not the end"),
        ("[(-0.4, 0), (0, 0.5), (0.4, 0), (1.3, 0)]", "first waypoint is not the start"),
        ("[(-1.3000000001, 0), (-0.4, 0), (0, 0.5), (0.4, 0), (1.3, 0)]", "first waypoint is not the start"),
        ("[(-1.3, 0)]", "at least two"),
        ("[(-1.3, 0), (0, 0, 0), (1.3, 0)]", "cannot read"),
        ("[(-1.3, 0), (0/1, 0), (1.3, 0)]", "cannot read"),
        ("[" + "(-1.3, 0), " * 200 + "(1.3, 0)]", "more than 200"),
        ("[(-1.3, 0), (0.1234567890123456789012345678901, 1), (1.3, 0)]", "30 characters"),
        (f"path = {AROUND_BLUE}", "cannot read"),
    ],
)
def test_a_broken_rule_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(sample("red", "green", forbidden=("blue",)), answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


def test_touching_a_required_box_is_enough() -> None:
    touching = "[(-1.3, 0), (-1.3, 0.5), (-1, 0.5), (-1, 1), (1.3, 1), (1.3, 0)]"
    assert TASK.verify(sample("red"), touching).outcome == "correct"
    missing = touching.replace("-1, ", "-1.0000000001, ")
    assert TASK.verify(sample("red"), missing).outcome == "wrong"


def test_the_order_counts_only_where_it_is_asked() -> None:
    straight = "[(-1.3, 0), (1.3, 0)]"
    assert TASK.verify(sample("green", "red"), straight).outcome == "correct"
    assert TASK.verify(sample("red", "green", ordered=True), straight).outcome == "correct"
    verdict = TASK.verify(sample("green", "red", ordered=True), straight)
    assert verdict.reason == "the red box is not entered in its turn"
    back = "[(-1.3, 0), (0.7, 0), (-0.7, 0), (1.3, 0)]"
    assert TASK.verify(sample("green", "red", ordered=True), back).outcome == "correct"
    assert TASK.verify(sample("red", "green", "red", "green", ordered=True), back).outcome == "correct"
    assert TASK.verify(sample("red", "green", "red", "green", "red", ordered=True), back).outcome == "wrong"


@given(
    one=st.tuples(st.integers(-13, 13), st.integers(-13, 13)),
    two=st.tuples(st.integers(-13, 13), st.integers(-13, 13)),
)
def test_contact_agrees_with_points_along_the_segment(one: tuple[int, int], two: tuple[int, int]) -> None:
    # Sampled points can only miss contact, so each one in the box must have been seen.
    start, end = ([str(Fraction(value, 10).limit_denominator()) for value in point] for point in (one, two))
    decimals = [[f"{value / 10}" for value in point] for point in (one, two)]
    case = sample(forbidden=("blue",), start=decimals[0], end=decimals[1])
    touched = any(
        abs(Fraction(start[0]) + (Fraction(end[0]) - Fraction(start[0])) * step / 60) <= Fraction(1, 5)
        and abs(Fraction(start[1]) + (Fraction(end[1]) - Fraction(start[1])) * step / 60) <= Fraction(1, 5)
        for step in range(61)
    )
    verdict = TASK.verify(case, f"[({', '.join(decimals[0])}), ({', '.join(decimals[1])})]")
    if touched:
        assert "blue" in verdict.reason
    if verdict.outcome == "correct":
        assert not touched


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_maps_are_solvable_with_clearance_and_not_by_the_straight_line(level: int) -> None:
    knobs = TASK.levels[level - 1]
    for index in range(5):
        made = TASK.generate(Rng("maps", index), knobs)
        data = made.data
        assert len(data["boxes"]) == knobs.boxes
        assert (len(data["required"]), len(data["forbidden"])) == (knobs.required, knobs.forbidden)
        assert not set(data["required"]) & set(data["forbidden"])
        assert TASK.verify(made, f"{data['start']}, {data['end']}".replace("'", "")).outcome == "wrong"
        path = plan_path(data, 8)
        assert path is not None
        # Forbidden boxes may grow by almost 0.05 on every side, and the same path still avoids them.
        grown = {
            colour: [
                str(Fraction(side) + step * Fraction(49, 1000))
                for side, step in zip(box, (-1, 1, -1, 1), strict=True)
            ]
            for colour, box in data["boxes"].items()
            if colour in data["forbidden"]
        }
        tight = Sample(question="", data=data | {"boxes": data["boxes"] | grown})
        assert TASK.verify(tight, str([(x / 80, y / 80) for x, y in path])).outcome == "correct"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """What looks like a root of the official data; the maps themselves are in no file of it."""
    (tmp_path / "some_dataset").mkdir()
    return tmp_path


def test_a_folder_that_is_no_root_of_the_official_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TaskFault, match="no official data"):
        next(TASK.load(tmp_path))


def test_the_140_official_cases_load_and_can_be_solved(root: Path) -> None:
    samples = list(TASK.load(root))
    assert len(samples) == 140
    assert len({case.content_hash() for case in samples}) == 126, "instruction 3 repeats instruction 0"
    for case in samples:
        path = plan_path(case.data, 4)
        assert path is not None
        verdict = TASK.verify(case, str([(x / 80, y / 80) for x, y in path]))
        assert verdict.outcome == "correct", (case.provenance, verdict.reason)
    for case in samples[2::30]:
        assert TASK.verify(case, solve(case.data)).outcome == "correct"


@pytest.mark.parametrize("dialect", ["strict", "official"])
def test_official_defects_are_the_copies_of_instruction_0(root: Path, dialect: str) -> None:
    options = LoadOptions(dialect="official" if dialect == "official" else "strict")
    samples = list(TASK.load(root, options))
    for case in samples:
        expected = ("duplicate",) if case.provenance["instruction"] == 3 else ()
        assert case.defects == expected
        assert case.stored_answer is None
        assert case.data.get("dialect", "strict") == dialect
    golden = "[(-1.3, -1.3), (-0.85, 0), (0.4, 1.0), (1.3, 1.3)]"
    # The released checker takes tuples only.
    for answer in (golden, golden.replace("(", "[").replace(")", "]")):
        assert TASK.verify(samples[0], answer).outcome == "correct"


def test_the_visiting_order_counts_where_the_official_instruction_tells_one(root: Path) -> None:
    for case in list(TASK.load(root, LoadOptions(dialect="official")))[1::10]:
        assert case.data["required"] == ["yellow", "purple", "red", "green"]
        other = Sample(question="", data=case.data | {"required": ["green", "red", "purple", "yellow"]})
        path = str([(x / 80, y / 80) for x, y in plan_path(other.data, 4) or []])
        assert TASK.verify(other, path).outcome == "correct"
        assert "in its turn" in TASK.verify(case, path).reason


@example(mantissa="1.1", exponent=-99)
@example(mantissa="-.00012" + 18 * "3", exponent=-99)
@example(mantissa=26 * "9", exponent=99)
@given(
    mantissa=st.from_regex(r"-?[0-9]{1,12}(\.[0-9]{0,12})?", fullmatch=True),
    exponent=st.integers(-99, 99) | st.none(),
)
def test_numbers_are_written_exactly_and_never_longer_than_can_be_read(
    mantissa: str, exponent: int | None
) -> None:
    text = mantissa if exponent is None else f"{mantissa}e{exponent}"
    value = TASK.form.read(f"[({text}, 0)]")
    assert value[0][0] == Fraction(text)
    assert TASK.form.read(TASK.form.write(value)) == value
    assert len(decimal(value[0][0])) <= 30


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_right_answers_renderings_and_spoiled_answers(level: int) -> None:
    for index in range(4):
        case = TASK.generate(Rng("spoiled", index), TASK.levels[level - 1])
        path = plan_path(case.data, 4)
        answer = str([(x / 80, y / 80) for x, y in path or []])
        assert TASK.verify(case, answer).outcome == "correct"
        for text in TASK.renderings(case, answer):
            assert TASK.verify(case, text).outcome == "correct", text
        names = set()
        for name, text in TASK.mutations(case, answer):
            names.add(name)
            assert TASK.verify(case, text).outcome == "wrong", (name, text)
        assert {"along a forbidden edge", "in a forbidden box", "around the walls", "reversed"} <= names


def test_the_printed_question_gives_back_the_data() -> None:
    for index in range(20):
        case = TASK.generate(Rng("printed", index), TASK.levels[index % 5])
        lines = dict(
            line.removeprefix("- ").split(": ", 1) for line in case.question.splitlines() if ": (" in line
        )
        sides = {name: text.strip("()").split(", ") for name, text in lines.items() if name != "Walls"}
        asked = next(line for line in case.question.splitlines() if line.startswith("Instruction: "))
        required, _, rest = asked.partition("Never touch these boxes: ")
        assert case.data == {
            "start": sides.pop("Start"),
            "end": sides.pop("End"),
            "boxes": sides,
            "required": required.split(": ")[2].split(".")[0].split(", "),
            "forbidden": rest.split(".")[0].split(", "),
            "ordered": "in this order" in required,
        }


def test_an_official_path_is_judged_by_its_own_instruction(root: Path) -> None:
    samples = list(TASK.load(root))
    path = "[(-1.3, -1.3), (-0.85, 0), (0.4, 1.0), (1.3, 1.3)]"
    assert TASK.verify(samples[0], path).outcome == "correct"
    assert "purple" in TASK.verify(samples[1], path).reason
    assert "pink" in TASK.verify(samples[5], path).reason
