"""The runner keeps what is finished, whatever breaks beside it."""

from __future__ import annotations

import asyncio
import json
from contextlib import nullcontext
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.discovery import FoundPlugin
from r1ci_bench.errors import RunStoppedError, SandboxFault, SetupError
from r1ci_bench.hookspecs import hookimpl
from r1ci_bench.model import Completion, Model, Usage
from r1ci_bench.plugins import Plugins, build_plugin_manager
from r1ci_bench.records import RunSpec, RunStore, SampleRecord
from r1ci_bench.run.attempt import Attempter
from r1ci_bench.run.lifecycle import resume, start
from r1ci_bench.run.rejudge import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from r1ci_bench.events import RunFinished, RunStarted, SampleFinished
    from r1ci_bench.executor import PlannedAttempt, Waiting
    from r1ci_bench.model import Message, SamplingParams


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

    async def broken(self: Attempter, planned: PlannedAttempt, waiting: Waiting) -> Any:
        if planned.index == 5:
            raise ZeroDivisionError("oops")
        return await make(self, planned, waiting)

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


class Odd(Model):
    """An adapter that is not what it should be."""

    id = "odd/x"

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    async def generate(self, messages: Sequence[Message], params: SamplingParams) -> Completion:
        made: Completion = self._make()
        return made

    async def aclose(self) -> None:
        raise RuntimeError("no")


def raising(error: BaseException) -> Callable[[], Any]:
    def make() -> Any:
        raise error

    return make


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: None, "bad_completion"),
        (lambda: Completion(text=5), "bad_completion"),  # type: ignore[arg-type]
        (lambda: Completion(text="x", finish="weird"), "bad_completion"),  # type: ignore[arg-type]
        (lambda: Completion(text="x", usage=Usage(output_tokens=-1)), "bad_completion"),
        (lambda: Completion(text="x", usage=Usage(output_tokens=1.5)), "bad_completion"),  # type: ignore[arg-type]
        (lambda: Completion(text="x", model=object()), "adapter_error"),  # type: ignore[arg-type]
        (raising(ValueError("oops")), "adapter_error"),
        (raising(SystemExit(3)), "adapter_error"),
        (raising(asyncio.CancelledError()), "adapter_error"),
    ],
)
def test_whatever_an_adapter_does_is_a_fault_that_a_record_can_hold(
    make: Callable[[], Any], kind: str, tmp_path: Path, plugins: Plugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("r1ci_models.baseline.create", lambda name, options: Odd(make))
    summary, _ = run(spec(), plugins, tmp_path / "run")
    assert summary.outcomes["provider_fault"] == 10
    assert {record.fault and record.fault.kind for record in recorded(tmp_path / "run")} == {kind}


def test_a_sandbox_that_always_fails_stops_the_run(
    tmp_path: Path, plugins: Plugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: object, code: str, policy: object, *, language: str = "python") -> Any:
        raise SandboxFault("no room", kind="no_resources")

    monkeypatch.setattr("r1ci_bench.sandbox.jail.client.JailSandbox.execute", broken)
    request = RunSpec(
        model="reference/solver", tasks=("symbench/letters",), samples=50, max_faults=5, max_concurrency=2
    )
    with pytest.raises(RunStoppedError, match="5 faults in a row; the last: no room"):
        run(request, plugins, tmp_path / "run")
    assert len(recorded(tmp_path / "run")) <= 6


def test_a_record_that_verify_could_not_read_is_made_again(tmp_path: Path, plugins: Plugins) -> None:
    directory = tmp_path / "run"
    run(spec(), plugins, directory)
    path = directory / "samples.jsonl"
    lines = path.read_text().splitlines()
    damaged = [json.loads(line) for line in lines[:3]]
    damaged[0]["question"] = 5
    damaged[1]["level"] = 0
    damaged[2]["schema"] = 2
    path.write_text("\n".join([*map(json.dumps, damaged), *lines[3:]]) + "\n")
    notes: list[str] = []
    summary, _ = resume(directory, plugins, show=lambda _: nullcontext(), problem=notes.append)
    assert summary.complete
    assert len([note for note in notes if "corrupt" in note]) >= 3
    assert verify(directory, plugins, problem=notes.append).ok


def test_a_summary_does_not_outlive_what_it_sums_up(
    tmp_path: Path, plugins: Plugins, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "run"
    run(spec(), plugins, directory)

    async def dying(self: Attempter, planned: PlannedAttempt, waiting: Waiting) -> Any:
        raise KeyboardInterrupt

    path = directory / "samples.jsonl"
    path.write_text("\n".join(path.read_text().splitlines()[:5]) + "\n")
    monkeypatch.setattr(Attempter, "make", dying)
    with pytest.raises(KeyboardInterrupt):
        resume(directory, plugins, show=lambda _: nullcontext(), problem=print)
    assert RunStore.open(directory).summary() is None


def forge(record: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return record | changes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda r: forge(r, transcript=r["transcript"] | {"answer": "Count: 0, Positions: []"}),
            "the answer is not what the transcript ends with",
        ),
        (lambda r: forge(r, key="0" * 32), "the key is not that of this attempt"),
        (lambda r: forge(r, question="What?"), "the question is not the one that was asked"),
        (
            lambda r: forge(r, fault={"boundary": "provider", "kind": "x", "message": ""}, outcome="correct"),
            "the outcome is correct, and the fault is x",
        ),
    ],
)
def test_verify_finds_a_record_that_speaks_against_itself(
    change: Callable[[dict[str, Any]], dict[str, Any]], message: str, tmp_path: Path, plugins: Plugins
) -> None:
    directory = tmp_path / "run"
    run(spec(), plugins, directory)
    path = directory / "samples.jsonl"
    first, *others = path.read_text().splitlines()
    path.write_text("\n".join([json.dumps(change(json.loads(first))), *others]) + "\n")
    result = verify(directory, plugins, problem=print)
    assert not result.ok
    assert any(message in line for line in result.differences)


def test_a_run_whose_plugin_is_gone_says_what_to_install(tmp_path: Path, plugins: Plugins) -> None:
    directory = tmp_path / "run"
    run(spec(), plugins, directory)
    path = directory / "manifest.json"
    path.write_text(path.read_text().replace("symbench/letters", "acme/letters"))
    for again in (
        lambda: verify(directory, plugins, problem=print),
        lambda: resume(directory, plugins, show=lambda _: nullcontext(), problem=print),
    ):
        with pytest.raises(SetupError, match="acme/letters, which is not installed") as caught:
            again()
        assert "install r1ci-bench" in (caught.value.hint or "")


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
    names = ("game24", "letters", "eight_queens")
    request = RunSpec(model="baseline/empty", agent="all-text", tasks=names, samples=5, limit=7)
    summary, _ = run(request, plugins, tmp_path / "run")
    assert [task.attempts for task in summary.tasks] == [3, 2, 2]


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
