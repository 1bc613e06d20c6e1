"""Runs that ask official items of some tasks and generated questions of others."""

from __future__ import annotations

import json
import shutil
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.agents.all_text import AllText
from r1ci_bench.errors import SetupError, TaskFault, UsageError
from r1ci_bench.hashing import content_hash
from r1ci_bench.records import Manifest, RunSpec, RunStore, SampleRecord, Summary
from r1ci_bench.records.schemas import problems
from r1ci_bench.run.forecast import forecast
from r1ci_bench.run.lifecycle import resume, start
from r1ci_bench.run.rejudge import verify
from r1ci_bench.run.workbench import Resolved, resolve
from support.mixed_tasks import NOTE, fill_cache, mixed_plugins, write_data

if TYPE_CHECKING:
    from pathlib import Path

PLUGINS = mixed_plugins()
SAY = ["a", "b", ["c", "wrong_key"]]
QUOTE = ["x", "y"]
THREE = ("mix/quote", "mix/roll", "mix/say")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("R1CI_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_data(tmp_path / "data" / "sayings", say=SAY, quote=QUOTE).parent


def spec(data_dir: Path | None = None, **fields: Any) -> RunSpec:
    asked: dict[str, Any] = {"tasks": THREE, "samples": 4, "level": (2,), "agent": "all-text", **fields}
    if data_dir is not None:
        asked["data_dir"] = str(data_dir)
    return RunSpec(model="reference/answer", **asked)


def plan(data_dir: Path | None = None, **fields: Any) -> Resolved:
    return resolve(spec(data_dir, **fields), PLUGINS, print)


def hash_of(data_dir: Path | None = None, **fields: Any) -> str:
    return plan(data_dir, **fields).planner.plan.hash


def run(request: RunSpec, directory: Path, notes: list[str] | None = None) -> Summary:
    told = notes if notes is not None else []
    return start(request, PLUGINS, directory, show=lambda _: nullcontext(), problem=told.append)[0]


def go_on(directory: Path, **more: Any) -> Summary:
    return resume(directory, PLUGINS, show=lambda _: nullcontext(), problem=print, **more)[0]


def records(directory: Path) -> list[SampleRecord]:
    return list(RunStore.open(directory).records(SampleRecord, print))


def manifest_of(directory: Path) -> Manifest:
    return RunStore.open(directory).manifest()


def halve(directory: Path) -> bytes:
    """Take away the second half of a run's records; its summary as it was."""
    summary = (directory / "summary.json").read_bytes()
    lines = (directory / "samples.jsonl").read_bytes().splitlines(keepends=True)
    (directory / "samples.jsonl").write_bytes(b"".join(lines[: len(lines) // 2]))
    (directory / "summary.json").unlink()
    return summary


class TestWhereQuestionsComeFrom:
    def asked(self, resolved: Resolved) -> set[tuple[str, int]]:
        return {(attempt.task, attempt.level) for attempt in resolved.planner.attempts()}

    def test_with_a_local_copy_official_items_are_asked_of_every_task_that_has_any(self, data: Path) -> None:
        for place in (data, data / "sayings"):
            assert self.asked(plan(place)) == {("mix/quote", 0), ("mix/roll", 2), ("mix/say", 0)}

    def test_without_one_generators_generate_and_data_sets_come_from_the_cache(self) -> None:
        fill_cache(say=SAY, quote=QUOTE)
        assert self.asked(plan()) == {("mix/quote", 0), ("mix/roll", 2), ("mix/say", 2)}

    def test_a_task_whose_items_are_not_in_the_copy_does_not_generate_instead(self, tmp_path: Path) -> None:
        partial = write_data(tmp_path / "partial", quote=QUOTE)
        notes: list[str] = []
        resolved = resolve(spec(partial, tasks=("mix/*", "-tool")), PLUGINS, notes.append)
        assert self.asked(resolved) == {("mix/quote", 0), ("mix/roll", 2)}
        assert resolved.spec.tasks == ("mix/quote", "mix/roll")
        assert notes == [f"left out, 1 task without official data in {partial}: mix/say"]
        with pytest.raises(TaskFault, match=r"no say\.json in"):
            plan(partial)

    def test_a_copy_in_which_no_task_finds_anything_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        with pytest.raises(UsageError, match="holds official data of none of the 2 selected tasks that"):
            plan(tmp_path / "empty", tasks=("mix/*,-tool",))

    def test_questions_come_in_turn_and_items_once_whatever_the_levels(self, data: Path) -> None:
        attempts = list(plan(data, level=(1, 3), samples=2).planner.attempts())
        assert [(item.task, item.level, item.index) for item in attempts] == [
            ("mix/quote", 0, 0),
            ("mix/roll", 1, 0),
            ("mix/say", 0, 0),
            ("mix/roll", 3, 0),
            ("mix/quote", 0, 1),
            ("mix/roll", 1, 1),
            ("mix/say", 0, 1),
            ("mix/roll", 3, 1),
        ]

    def test_a_limit_takes_from_every_task_in_turn_and_counts_are_known_beforehand(self, data: Path) -> None:
        planner = plan(data, limit=7, epochs=2).planner
        attempts = list(planner.attempts())
        assert len(attempts) == planner.plan.attempts == 7
        assert planner.attempts_by_task() == {"mix/quote": 3, "mix/roll": 2, "mix/say": 2}

    def test_only_what_generates_must_have_the_level(self, data: Path) -> None:
        assert plan(data, level=(3,)).planner.plan.attempts == 2 + 4 + 3
        with pytest.raises(UsageError, match="mix/roll has no level 4"):
            plan(data, level=(4,))

    def test_a_forecast_bounds_items_and_generated_questions_alike(self, tmp_path: Path) -> None:
        long = write_data(tmp_path / "long", say=["a", "wide" * 10_000], quote=QUOTE)
        resolved = plan(long)
        bounds = forecast(resolved.spec, resolved.planner, AllText)
        assert bounds.input_tokens >= bounds.attempts * 40_000
        assert bounds.tasks == {"mix/quote": 2, "mix/roll": 4, "mix/say": 2}


class TestPlanHash:
    def test_of_runs_that_are_not_mixed_it_is_what_it_was_before_there_were_mixed_ones(
        self, data: Path
    ) -> None:
        generated = plan(tasks=("mix/roll", "mix/say")).planner
        tasks = [["mix/roll", "1"], ["mix/say", "1"]]
        assert generated.plan.hash == content_hash([tasks, [2], [4, 1, None, 0, "public"]])
        official = plan(data, tasks=("mix/quote", "mix/say"), level=(3,)).planner
        items = [[[item.digest, item.copy] for item in found] for found in official.items.values()]
        tasks = [["mix/quote", "1"], ["mix/say", "1"]]
        assert official.plan.hash == content_hash([tasks, ["official", "strict", []], items, [1, None, 0]])

    def test_where_items_lie_does_not_change_it(self, data: Path) -> None:
        fill_cache(quote=QUOTE)
        assert hash_of(tasks=("quote",), level=(3,)) == hash_of(data, tasks=("quote",), level=(3,))
        assert hash_of(data) == hash_of(data / "sayings")

    def test_it_covers_all_that_decides_the_questions_of_either_kind(
        self, data: Path, tmp_path: Path
    ) -> None:
        other = write_data(tmp_path / "other", say=SAY, quote=["x", "z"])
        fill_cache(quote=QUOTE)
        hashes = [
            hash_of(data),
            hash_of(data, level=(1,)),
            hash_of(data, samples=3),
            hash_of(data, samples=5),
            hash_of(data, seed=1),
            hash_of(data, epochs=2),
            hash_of(data, limit=5),
            hash_of(data, question_set="fresh"),
            hash_of(data, dialect="official"),
            hash_of(data, dialect="official", quirks=("any_case",)),
            hash_of(other),
            hash_of(),
        ]
        assert len({*hashes}) == len(hashes)


class TestContradictions:
    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"level": (1,)}, "--level does not go with --data-dir"),
            ({"question_set": "fresh"}, "--question-set does not go with --data-dir"),
        ],
    )
    def test_levels_and_sets_are_refused_only_where_nothing_is_generated(
        self, fields: dict[str, Any], message: str, data: Path
    ) -> None:
        assert plan(data, **fields).planner.plan.attempts
        with pytest.raises(UsageError, match=message):
            plan(data, **{"tasks": ("quote", "say"), "level": (3,), **fields})
        fill_cache(quote=QUOTE)
        assert plan(**fields).planner.plan.attempts
        with pytest.raises(UsageError, match="has no effect: the selected tasks load data sets"):
            plan(**{"tasks": ("quote",), "level": (3,), **fields})

    def test_the_dialect_is_refused_only_where_nothing_official_is_asked(self, data: Path) -> None:
        fields: dict[str, Any] = {"dialect": "official", "quirks": ("any_case",)}
        assert plan(data, **fields).spec.quirks == ("any_case",)
        with pytest.raises(UsageError, match="--dialect needs --data-dir"):
            plan(tasks=("mix/roll", "mix/say"), **fields)
        fill_cache(quote=QUOTE)
        questions = [
            attempt.sample.question
            for attempt in plan(dialect="official").planner.attempts()
            if attempt.task == "mix/quote"
        ]
        assert questions
        assert all("(official)" in question for question in questions)

    def test_what_is_given_counts_even_where_it_is_the_default(self, data: Path) -> None:
        request = spec(data, tasks=("quote",), level=(3,))
        with pytest.raises(UsageError, match="--level does not go with"):
            resolve(request, PLUGINS, print, given={"level"})
        assert resolve(request, PLUGINS, print, given={"samples"})


class TestRuns:
    def test_a_mixed_run_is_recorded_summed_up_and_verified(self, data: Path, tmp_path: Path) -> None:
        summary = run(spec(data), tmp_path / "run")
        assert summary.complete
        by_task = {task.task: task for task in summary.tasks}
        # Generated questions have no known defects, and no part in what is said of sound items.
        assert by_task["mix/roll"].sound is None
        assert by_task["mix/say"].sound is not None
        assert summary.sound is not None
        assert (by_task["mix/say"].sound.attempts, summary.sound.attempts) == (2, 4)
        levels = {(record.task, record.level) for record in records(tmp_path / "run")}
        assert levels == {("mix/quote", 0), ("mix/roll", 2), ("mix/say", 0)}
        assert manifest_of(tmp_path / "run").official_tasks() == {"mix/quote", "mix/say"}
        assert verify(tmp_path / "run", PLUGINS, problem=print).ok
        for name in ("manifest", "summary"):
            assert problems(name, json.loads((tmp_path / "run" / f"{name}.json").read_text())) == []

    def test_it_resumes_to_the_summary_of_a_run_that_nothing_disturbed(
        self, data: Path, tmp_path: Path
    ) -> None:
        run(spec(data, epochs=2), tmp_path / "run")
        whole = halve(tmp_path / "run")
        assert go_on(tmp_path / "run").complete
        assert (tmp_path / "run" / "summary.json").read_bytes() == whole
        assert verify(tmp_path / "run", PLUGINS, problem=print).ok

    def test_its_data_may_move_and_may_not_change(self, data: Path, tmp_path: Path) -> None:
        run(spec(data), tmp_path / "run")
        halve(tmp_path / "run")
        moved = tmp_path / "elsewhere"
        shutil.move(data, moved)
        with pytest.raises(UsageError, match="is not at"):
            go_on(tmp_path / "run")
        write_data(moved / "sayings", quote=["x", "other"])
        with pytest.raises(UsageError, match="it holds other items than were asked"):
            go_on(tmp_path / "run", data_dir=str(moved))
        write_data(moved / "sayings", quote=QUOTE)
        assert go_on(tmp_path / "run", data_dir=str(moved)).complete

    def test_a_run_from_the_cache_resumes_from_the_cache(self, tmp_path: Path) -> None:
        home = fill_cache(say=SAY, quote=QUOTE)
        run(spec(), tmp_path / "run")
        assert manifest_of(tmp_path / "run").official_tasks() == {"mix/quote"}
        assert manifest_of(tmp_path / "run").spec.data_dir is None
        whole = halve(tmp_path / "run")
        copy = tmp_path / "copy"
        shutil.move(home, copy)
        with pytest.raises(UsageError, match="mix/quote loads a data set") as caught:
            go_on(tmp_path / "run")
        assert "r1ci-bench data fetch sayings" in (caught.value.hint or "")
        # What generated then generates still, though the copy holds official items of it, too.
        assert go_on(tmp_path / "run", data_dir=str(copy)).complete
        assert (tmp_path / "run" / "summary.json").read_bytes() == whole
        halve(tmp_path / "run")
        fill_cache(quote=["x", "other"])
        with pytest.raises(UsageError, match="the official data in the cache would not continue the run"):
            go_on(tmp_path / "run")
        fill_cache(quote=QUOTE)
        assert go_on(tmp_path / "run").complete
        assert (tmp_path / "run" / "summary.json").read_bytes() == whole

    def test_what_lacks_a_module_on_resume_says_what_to_install(self, tmp_path: Path) -> None:
        run(spec(tasks=("roll",)), tmp_path / "run")
        path = tmp_path / "run" / "manifest.json"
        path.write_text(path.read_text().replace("mix/roll", "mix/tool"))
        with pytest.raises(SetupError, match="mix/tool needs a_module_that_nobody_has") as caught:
            go_on(tmp_path / "run")
        assert caught.value.hint == 'pip install "acme-mix[tool]"'


class TestManifest:
    def test_it_says_what_was_asked_for(self, data: Path, tmp_path: Path) -> None:
        mine = tmp_path / "mine.txt"
        mine.write_text("mix/say\n")
        notes: list[str] = []
        run(spec(data, tasks=("@drawn", f"-tool,@{mine}")), tmp_path / "run", notes)
        manifest = manifest_of(tmp_path / "run")
        assert manifest.selection == f"@drawn,-tool,@{mine}"
        assert manifest.spec.tasks == THREE
        drawn, own = manifest.splits
        assert (drawn.name, drawn.version, drawn.note) == ("drawn", "3", NOTE)
        assert drawn.tasks_hash == content_hash(["mix/quote", "mix/roll", "mix/tool"])
        assert (own.name, own.version, own.tasks_hash) == (str(mine), "", content_hash(["mix/say"]))
        assert notes == ["@drawn: drawn by lot"]

    def test_a_resume_keeps_it(self, data: Path, tmp_path: Path) -> None:
        run(spec(data, tasks=("@whole", "-tool")), tmp_path / "run")
        before = (tmp_path / "run" / "manifest.json").read_bytes()
        halve(tmp_path / "run")
        go_on(tmp_path / "run")
        assert (tmp_path / "run" / "manifest.json").read_bytes() == before

    @pytest.mark.parametrize("official", [True, False])
    def test_a_run_from_before_there_were_mixed_runs_goes_on(
        self, official: bool, data: Path, tmp_path: Path
    ) -> None:
        tasks = ("quote", "say") if official else ("roll", "say")
        request = spec(data if official else None, tasks=tasks, level=(3,))
        run(request, tmp_path / "run")
        path = tmp_path / "run" / "manifest.json"
        manifest = json.loads(path.read_text())
        for name in ("selection", "splits"):
            del manifest[name]
        for task in manifest["plan"]["tasks"]:
            del task["official"]
        path.write_text(json.dumps(manifest))
        assert len(manifest_of(tmp_path / "run").official_tasks()) == (2 if official else 0)
        assert verify(tmp_path / "run", PLUGINS, problem=print).ok
        whole = halve(tmp_path / "run")
        assert go_on(tmp_path / "run").complete
        assert (tmp_path / "run" / "summary.json").read_bytes() == whole
