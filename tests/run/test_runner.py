"""The runner keeps what is finished, whatever breaks beside it."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.discovery import FoundPlugin
from r1ci_bench.errors import RunStoppedError
from r1ci_bench.hookspecs import hookimpl
from r1ci_bench.plugins import Plugins, build_plugin_manager
from r1ci_bench.records import RunSpec, RunStore, SampleRecord
from r1ci_bench.run.attempt import Attempter
from r1ci_bench.run.lifecycle import resume, start

if TYPE_CHECKING:
    from pathlib import Path

    from r1ci_bench.events import RunFinished, RunStarted, SampleFinished
    from r1ci_bench.run.plan import PlannedAttempt


def spec(**fields: Any) -> RunSpec:
    return RunSpec(
        model="baseline/random", agent="all-text", tasks=("symbench/letters",), samples=10, **fields
    )


@pytest.fixture
def plugins() -> Plugins:
    return build_plugin_manager(select="")


def run(request: RunSpec, plugins: Plugins, directory: Path, notes: list[str] | None = None) -> Any:
    told = notes if notes is not None else []
    return start(request, plugins, directory, show=lambda _: nullcontext(), problem=told.append)


def recorded(directory: Path) -> list[SampleRecord]:
    return list(RunStore.open(directory).records(SampleRecord, print))


def test_a_bug_in_the_harness_stops_the_run_and_keeps_what_is_finished(
    tmp_path: Path, plugins: Plugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = Attempter.make

    async def broken(self: Attempter, planned: PlannedAttempt) -> Any:
        if planned.index == 5:
            raise ZeroDivisionError("oops")
        return await make(self, planned)

    monkeypatch.setattr(Attempter, "make", broken)
    with pytest.raises(RunStoppedError, match=r"question 5 of symbench/letters: ZeroDivisionError: oops"):
        run(spec(max_concurrency=1), plugins, tmp_path / "run")
    assert [record.index for record in recorded(tmp_path / "run")] == [0, 1, 2, 3, 4]
    monkeypatch.undo()
    summary, _ = resume(tmp_path / "run", plugins, show=lambda _: nullcontext(), problem=print)
    assert summary.complete


def test_observers_are_told_and_a_broken_one_costs_nobody_a_run(tmp_path: Path, plugins: Plugins) -> None:
    seen: list[str] = []

    @hookimpl
    def run_started(event: RunStarted) -> None:
        seen.append(f"started {event.planned}")

    @hookimpl
    def sample_finished(event: SampleFinished) -> None:
        seen.append(event.record.outcome)
        raise RuntimeError("a guest with bad manners")

    @hookimpl
    def run_finished(event: RunFinished) -> None:
        seen.append(f"finished {event.summary.attempts}")

    observer = ModuleType("observer")
    vars(observer).update(run_started=run_started, sample_finished=sample_finished, run_finished=run_finished)
    assert plugins.add(FoundPlugin("observer", "observer", "acme", "1"), observer) is None
    notes: list[str] = []
    summary, _ = run(spec(), plugins, tmp_path / "run", notes)
    assert summary.complete
    assert seen[0] == "started 10"
    assert len(seen) == 12
    assert seen[-1] == "finished 10"
    assert set(notes) == {"an observer of sample_finished failed: RuntimeError: a guest with bad manners"}


def test_epochs_repeat_a_question_as_attempts_of_their_own(tmp_path: Path, plugins: Plugins) -> None:
    summary, _ = run(spec(epochs=3, limit=9), plugins, tmp_path / "run")
    records = recorded(tmp_path / "run")
    assert summary.attempts == 9
    assert sorted((record.index, record.epoch) for record in records) == [
        (i, e) for i in range(3) for e in range(3)
    ]
    assert len({record.key for record in records}) == 9
    assert len({record.sample_hash for record in records}) == 3


def test_a_limit_takes_from_every_task_in_turn(tmp_path: Path, plugins: Plugins) -> None:
    request = RunSpec(model="baseline/empty", agent="all-text", tasks=("symbench/*",), samples=5, limit=12)
    summary, _ = run(request, plugins, tmp_path / "run")
    assert [task.attempts for task in summary.tasks] == [2] * 6


def test_what_was_appended_is_on_disk_after_a_drain(tmp_path: Path) -> None:
    from support.runs import make_manifest, make_record

    async def work() -> None:
        store = RunStore.create(tmp_path / "run", make_manifest())
        pending = asyncio.create_task(store.append(make_record(0)))
        await asyncio.sleep(0)
        pending.cancel()
        await store.drain()
        store.close()

    asyncio.run(work())
    assert len(recorded(tmp_path / "run")) == 1
