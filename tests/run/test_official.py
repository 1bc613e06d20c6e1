"""Official items: each asked as often as the data holds it, in an order that is a sample at any length."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from r1ci_bench.agents.all_text import AllText
from r1ci_bench.errors import TaskFault, UsageError
from r1ci_bench.hashing import content_hash
from r1ci_bench.official import OfficialSample, official_samples
from r1ci_bench.records import RunSpec
from r1ci_bench.run.forecast import forecast
from r1ci_bench.run.plan import Planner, attempt_key
from r1ci_bench.run.workbench import resolve
from r1ci_bench.task import STRICT, Level, LoadOptions, Sample, Task, Verdict
from support.official_data import Sayings, plugins_with_sayings, puzzle, write_puzzles, write_sayings

if TYPE_CHECKING:
    from pathlib import Path

    from r1ci_bench.rng import Rng

WORDS = [f"word{number}" for number in range(40)]


def sayings(source: Path, seed: int = 0, options: LoadOptions = STRICT) -> list[OfficialSample]:
    return official_samples(Sayings(), source, options, seed)


def said(items: list[OfficialSample]) -> list[str]:
    return [item.sample.data["word"] for item in items]


class TestItems:
    def test_every_item_comes_once_in_an_order_that_the_data_decides(self, tmp_path: Path) -> None:
        one = sayings(write_sayings(tmp_path / "one", *WORDS))
        two = sayings(write_sayings(tmp_path / "two", *reversed(WORDS)))
        assert sorted(said(one)) == sorted(WORDS)
        assert said(one) == said(two) != WORDS

    def test_the_order_is_pinned(self, tmp_path: Path) -> None:
        source = write_sayings(tmp_path, "a", "b", "c", "d", "e", "f")
        assert said(sayings(source, seed=0)) == ["f", "e", "c", "d", "b", "a"]
        assert said(sayings(source, seed=1)) != said(sayings(source, seed=0))

    def test_identical_items_are_kept_and_counted(self, tmp_path: Path) -> None:
        found = sayings(write_sayings(tmp_path, "a", "b", "a", "a"))
        assert sorted((item.sample.data["word"], item.copy) for item in found) == [
            ("a", 0),
            ("a", 1),
            ("a", 2),
            ("b", 0),
        ]
        assert sorted(item.sample.provenance["row"] for item in found if item.copy) == [2, 3]

    def test_a_copy_is_a_duplicate_whatever_its_loader_knows(self, tmp_path: Path) -> None:
        ambiguous = {"word": "a", "defects": ["ambiguous"]}
        marked = {"word": "a", "defects": ["duplicate", "wrong_key"]}
        found = sayings(write_sayings(tmp_path, "a", "b", ambiguous, marked))
        assert {item.sample.provenance["row"]: item.sample.defects for item in found} == {
            0: (),
            1: (),
            2: ("ambiguous", "duplicate"),
            3: ("duplicate", "wrong_key"),
        }

    def test_what_has_no_data_is_told_from_what_is_broken(self, tmp_path: Path) -> None:
        def kind(source: Path) -> str:
            with pytest.raises(TaskFault) as caught:
                sayings(source)
            return caught.value.kind

        assert kind(tmp_path) == "no_data"
        assert kind(write_sayings(tmp_path)) == "no_data"
        assert kind(write_sayings(tmp_path, "a", {"no": "word"})) == "bad_data"
        assert kind(write_sayings(tmp_path, "a", 5)) == "loader"

    def test_a_loader_that_breaks_is_named_with_the_place(self, tmp_path: Path) -> None:
        source = write_sayings(tmp_path, "a", "b", None)
        with pytest.raises(TaskFault, match=r"sayings/say failed behind 2 items of .*: TypeError: "):
            sayings(source)


def plan(source: Path, **fields: Any) -> Planner:
    fields = {"model": "reference/answer", "tasks": ("sayings/*",), "data_dir": str(source)} | fields
    return resolve(RunSpec(**fields), plugins_with_sayings(), lambda _: None)[1]


class TestPlan:
    def test_a_task_with_fewer_items_than_asked_gets_what_there_is(self, tmp_path: Path) -> None:
        (tmp_path / "tunes").mkdir()
        planner = plan(write_sayings(tmp_path, "a", "b", "c"), samples=20, epochs=2)
        attempts = list(planner.attempts())
        assert planner.plan.attempts == len(attempts) == 8
        assert [(item.task, item.index, item.epoch) for item in attempts] == [
            ("sayings/say", 0, 0),
            ("sayings/say", 0, 1),
            ("sayings/sing", 0, 0),
            ("sayings/sing", 0, 1),
            *[("sayings/say", index, epoch) for index in (1, 2) for epoch in (0, 1)],
        ]
        assert {item.level for item in attempts} == {0}

    def test_more_samples_begin_with_the_fewer(self, tmp_path: Path) -> None:
        source = write_sayings(tmp_path, *WORDS)
        few, many = ([item.key for item in plan(source, samples=samples).attempts()] for samples in (10, 30))
        assert len(few) == 10
        assert few == many[:10]

    def test_copies_are_attempts_of_their_own(self, tmp_path: Path) -> None:
        attempts = list(plan(write_sayings(tmp_path, "a", "a", "b")).attempts())
        assert len({item.key for item in attempts}) == 3
        (copy,) = [item for item in attempts if item.copy == 1]
        (first,) = [item for item in attempts if item.sample_hash == copy.sample_hash and not item.copy]
        assert first.key == content_hash(["sayings/say", "1", first.sample_hash, 0])[:32]
        assert copy.key == attempt_key("sayings/say", "1", copy.sample_hash, 0, 1) != first.key

    def test_the_hash_covers_what_is_asked_and_not_where_it_lies(self, tmp_path: Path) -> None:
        def made(source: Path, **fields: Any) -> str:
            return plan(source, **fields).plan.hash

        one = write_sayings(tmp_path / "one", "a", "b", "c")
        same = made(one)
        assert made(write_sayings(tmp_path / "two", "a", "b", "c")) == same
        assert made(one, samples=3) == same
        official = made(one, dialect="official")
        others = {
            official,
            made(one, dialect="official", quirks=("any_case",)),
            made(one, samples=2),
            made(one, seed=1),
            made(one, epochs=2),
            made(one, limit=2),
            made(write_sayings(tmp_path / "three", "a", "b", "d")),
            made(write_sayings(tmp_path / "four", "a", "b", "c", "c")),
        }
        assert len(others | {same}) == 9

    def test_the_hash_covers_how_items_are_asked_where_that_does_not_show_in_them(
        self, tmp_path: Path
    ) -> None:
        (tmp_path / "tunes").mkdir()
        ways: list[dict[str, Any]] = [
            {},
            {"dialect": "official"},
            {"dialect": "official", "quirks": ("off_key",)},
        ]
        plans = [plan(tmp_path, tasks=("sing",), **way) for way in ways]
        assert len({item.key for made in plans for item in made.attempts()}) == 1
        assert len({made.plan.hash for made in plans}) == 3

    def test_a_forecast_bounds_the_longest_item_wherever_it_comes(self, tmp_path: Path) -> None:
        source = write_sayings(tmp_path, *WORDS, "wide" * 10_000)
        planner = plan(source, samples=100)
        places = [item.index for item in planner.attempts() if len(item.sample.question) > 10_000]
        assert places > [20]
        bounds = forecast(planner.spec, planner, AllText)
        assert bounds.attempts == 41
        assert bounds.input_tokens >= 41 * 40_000


class DiceLevel(Level, frozen=True):
    sides: int = 10**6


class Dice(Task[DiceLevel]):
    id, version = "t/dice", "1"
    levels: ClassVar[tuple[DiceLevel, ...]] = (DiceLevel(), DiceLevel(sides=10**7))

    def generate(self, rng: Rng, level: DiceLevel) -> Sample:
        return Sample(question=f"Say {rng.below(level.sides)}.", data={})

    def verify(self, sample: Sample, answer: str) -> Verdict:
        return Verdict.correct(answer)


class OtherDice(Dice):
    id = "t/others"


class TestGeneratedQuestions:
    def planner(self, **fields: Any) -> Planner:
        names = {"t/dice": "x", "t/others": "x"}
        tasks: dict[str, Task[Any]] = {"t/dice": Dice(), "t/others": OtherDice()}
        return Planner(RunSpec(model="m/x", **fields), tasks, names, names)

    def test_their_plans_and_keys_are_what_they_were_before_there_was_official_data(self) -> None:
        planner = self.planner(samples=2, level=(1,))
        tasks = [["t/dice", "1"], ["t/others", "1"]]
        assert planner.plan.hash == content_hash([tasks, [1], [2, 1, None, 0, "public"]])
        for attempt in planner.attempts():
            assert attempt.key == content_hash([attempt.task, "1", attempt.sample_hash, 0])[:32]

    @pytest.mark.parametrize(
        "fields", [{}, {"limit": 3, "epochs": 3}, {"limit": 7}, {"epochs": 2, "level": (1, 2), "limit": 5}]
    )
    def test_attempts_are_counted_without_being_made(self, fields: dict[str, Any]) -> None:
        planner = self.planner(**{"samples": 4, "level": (1,)} | fields)
        made = Counter(attempt.task for attempt in planner.attempts())
        assert planner.attempts_by_task() == {name: made[name] for name in planner.tasks}


class TestRequest:
    def resolve(self, source: Path, **fields: Any) -> tuple[RunSpec, list[str]]:
        notes: list[str] = []
        fields = {"tasks": ("sayings/*",), "dialect": "official"} | fields
        spec = RunSpec(model="reference/answer", data_dir=str(source), **fields)
        return resolve(spec, plugins_with_sayings(), notes.append)[0], notes

    def test_tasks_without_data_are_left_out_of_a_glob_and_named_in_one_note(self, tmp_path: Path) -> None:
        source = write_puzzles(write_sayings(tmp_path, "a"))
        spec, notes = self.resolve(source, tasks=("sayings/*", "*/letters*", "*/light_*"), dialect="strict")
        assert spec.tasks == ("sayings/say", "symbench/light_puzzles")
        assert notes == [
            f"left out, 2 tasks without official data in {source}: sayings/sing, symbench/letters"
        ]

    def test_a_task_that_is_named_must_have_data(self, tmp_path: Path) -> None:
        with pytest.raises(TaskFault, match="no tunes in"):
            self.resolve(write_sayings(tmp_path, "a"), tasks=("sayings/*,sing",))

    def test_data_of_no_selected_task_at_all_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="official data of none of the 2 selected tasks"):
            self.resolve(tmp_path)

    def test_broken_data_is_an_error_that_names_the_file_even_behind_a_glob(self, tmp_path: Path) -> None:
        puzzle(tmp_path, 0, 0)
        file = tmp_path / "light_puzzles_dataset" / "sample_0" / "solution.json"
        file.write_text("{")
        with pytest.raises(TaskFault) as caught:
            self.resolve(tmp_path, tasks=("symbench/light_p*",))
        assert str(file) in caught.value.message

    def test_all_stands_for_the_quirks_of_the_tasks_that_have_data(self, tmp_path: Path) -> None:
        source = write_sayings(tmp_path, "a")
        spec, _ = self.resolve(source, quirks=("all",))
        assert spec.quirks == ("any_case", "blanks")
        (tmp_path / "tunes").mkdir()
        spec, _ = self.resolve(source, quirks=("all",))
        assert spec.quirks == ("any_case", "blanks", "off_key")

    def test_quirks_are_split_sorted_and_each_taken_once(self, tmp_path: Path) -> None:
        spec, _ = self.resolve(write_sayings(tmp_path, "a"), quirks=("blanks, any_case", "blanks"))
        assert spec.quirks == ("any_case", "blanks")

    @pytest.mark.parametrize(
        ("fields", "message", "hint"),
        [
            ({"quirks": ("any_cas",)}, "has a quirk 'any_cas'", "did you mean 'any_case'"),
            ({"quirks": ("zzz",)}, "has a quirk 'zzz'", "known: any_case, blanks, off_key"),
            ({"quirks": ("off_key",)}, "has a quirk 'off_key'", "known: any_case, blanks"),
            ({"quirks": ("any_case",), "dialect": "strict"}, "needs the official dialect", "--dialect"),
            ({"level": (1,)}, "--level does not go with --data-dir", "leave out --level"),
            ({"question_set": "fresh"}, "--question-set does not go with", "leave out --question-set"),
        ],
    )
    def test_a_request_that_makes_no_sense_is_refused(
        self, tmp_path: Path, fields: dict[str, Any], message: str, hint: str
    ) -> None:
        with pytest.raises(UsageError, match=message) as caught:
            self.resolve(write_sayings(tmp_path, "a"), **fields)
        assert hint in (caught.value.hint or "")
