"""`--executor ray`: a run on a cluster is the run that it would have been here, whatever happens to nodes."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from contextlib import nullcontext
from types import ModuleType
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from r1ci_bench.discovery import FoundPlugin
from r1ci_bench.errors import SetupError
from r1ci_bench.hookspecs import hookimpl
from r1ci_bench.plugins import build_plugin_manager
from r1ci_bench.records import RunSpec, RunStore
from r1ci_bench.run.lifecycle import resume, start
from r1ci_bench.run.rejudge import verify
from r1ci_bench.run.workbench import build
from r1ci_ray.executor import RayExecutor
from support.command_line import spawn
from support.openai_server import OpenAIServer, chat
from support.processes import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from r1ci_bench.plugins import Plugins
    from r1ci_bench.records import Summary

pytestmark = pytest.mark.xdist_group("ray")

TIMES = {"seconds", "cpu_seconds", "queue_seconds"}


def without_times(value: Any) -> Any:
    """A record as JSON, without what no two runs have in common."""
    if isinstance(value, dict):
        return {key: without_times(item) for key, item in value.items() if key not in TIMES}
    if isinstance(value, list):
        return [without_times(item) for item in value]
    return value


def carry_out(spec: RunSpec, plugins: Plugins, directory: Path) -> Summary:
    summary, interrupted = start(
        spec, plugins, directory, show=lambda _: nullcontext(), problem=lambda _: None
    )
    assert not interrupted
    return summary


def lines(directory: Path) -> dict[str, Any]:
    """The records of a run by key; each key once."""
    read = [json.loads(line) for line in (directory / "samples.jsonl").read_text().splitlines()]
    keys = [record["key"] for record in read]
    assert len(keys) == len(set(keys)), "an attempt was counted twice"
    return {record["key"]: without_times(record) for record in read}


def observed(plugins: Plugins, told: Callable[[int], None]) -> Plugins:
    """Plugins of their own, with an observer that is told how many attempts are on disk."""
    seen: list[str] = []

    @hookimpl
    def sample_finished(event: Any) -> None:
        seen.append(event.record.key)
        told(len(seen))

    observer = ModuleType("observer")
    vars(observer).update(sample_finished=sample_finished)
    fresh = build_plugin_manager(select="")
    assert fresh.add(FoundPlugin("observer", "observer", "acme", "1"), observer) is None
    return fresh


def job(**fields: Any) -> RunSpec:
    wanted: dict[str, Any] = {"model": "reference/solver", "tasks": ("symbench/letters",), "executor": "ray"}
    return RunSpec(**{**wanted, **fields})


def test_keys_stay_on_the_nodes_and_are_written_nowhere(
    cluster: Any, plugins: Plugins, tmp_path: Path
) -> None:
    with OpenAIServer(lambda body, headers: chat("<<<Count: 1, Positions: [1]>>>")) as server:
        spec = job(
            model="openai/served",
            agent="all-text",
            base_url=server.base_url,
            key_variable="R1CI_TEST_KEY",
            samples=6,
        )
        assert carry_out(spec, plugins, tmp_path / "run").complete
        sent = {request.headers["authorization"] for request in server.requests}
    (key,) = (value.removeprefix("Bearer ") for value in sent)
    assert key.startswith("sk-only-the-nodes")
    written = [*(cluster.folder).rglob("*"), *(tmp_path / "run").rglob("*")]
    files = [path for path in written if path.is_file() and not path.is_symlink()]
    assert any(path.name == "samples.jsonl" for path in files)
    assert any("raylet" in path.name for path in files)
    assert [path for path in files if key.encode() in path.read_bytes()] == []


def test_a_node_without_the_key_is_named_even_where_the_key_is_here(
    cluster: Any, plugins: Plugins, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("R1CI_KEY_OF_THE_DRIVER", "sk-x")
    spec = job(model="openai/x", base_url="http://127.0.0.1:9/v1", key_variable="R1CI_KEY_OF_THE_DRIVER")
    with pytest.raises(SetupError, match=r"^node .* cannot take part: .*R1CI_KEY_OF_THE_DRIVER is not set"):
        carry_out(spec, plugins, tmp_path / "run")


def other_numpy(folder: Path) -> None:
    (folder / "numpy-0.0.1.dist-info").mkdir(parents=True)
    (folder / "numpy-0.0.1.dist-info" / "METADATA").write_text("Name: numpy\nVersion: 0.0.1\n")


def broken_plugin(folder: Path) -> None:
    (folder / "r1ci_ray").mkdir(parents=True)
    (folder / "r1ci_ray" / "__init__.py").write_text("raise ImportError('half of it is missing')\n")


@pytest.mark.parametrize(
    ("install", "says"),
    [
        (other_numpy, r"cannot take part: numpy is 0\.0\.1 there and \d.* here"),
        (broken_plugin, r"cannot take part: an actor does not start there: .*half of it is missing"),
    ],
)
def test_a_node_with_other_packages_is_refused_by_name(
    install: Callable[[Path], None], says: str, cluster: Any, plugins: Plugins, tmp_path: Path
) -> None:
    install(tmp_path / "site")
    path = os.pathsep.join([str(tmp_path / "site"), *filter(None, [os.environ.get("PYTHONPATH")])])
    node = cluster.add(PYTHONPATH=path)
    try:
        with pytest.raises(SetupError, match=says) as caught:
            carry_out(job(), plugins, tmp_path / "run")
    finally:
        cluster.remove(node)
    assert node.node_id[:8] in caught.value.message
    assert "on every node" in (caught.value.hint or "")
    assert not (tmp_path / "run").exists()


def test_a_cancelled_attempt_ends_where_it_was_made(cluster: Any, plugins: Plugins, tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text(json.dumps(["```python\nwhile True: pass\n```", "<<<x>>>"]))

    async def work() -> None:
        bench = await build(job(model=f"scripted/{script}"), plugins, pytest.fail)
        try:
            executor = bench.executor
            assert isinstance(executor, RayExecutor)
            waits: list[str] = []
            begun = asyncio.Event()

            def waiting(what: str) -> None:
                waits.append(what)
                if what == "sandbox":  # what it waits for there is known here
                    begun.set()

            attempt = asyncio.create_task(executor.make(next(bench.planner.attempts()), waiting))
            await begun.wait()
            assert waits == ["cluster", "model", "sandbox"]
            assert any([activity async for activity in under_way(executor)])
            attempt.cancel()
            with pytest.raises(asyncio.CancelledError):
                await attempt
            while any([activity async for activity in under_way(executor)]):
                pass
        finally:
            await bench.aclose()

    asyncio.run(asyncio.wait_for(work(), 60))


async def under_way(executor: RayExecutor) -> AsyncIterator[dict[str, str]]:
    """What each node says of the attempts that it makes."""
    for place in executor.places.all:
        if (answer := await executor.places.ask(place, "activity", 5)) is not None:
            yield msgspec.msgpack.decode(answer, type=dict[str, str])


def test_an_interrupted_run_finishes_what_is_under_way_and_goes_on_later(
    cluster: Any, plugins: Plugins, tmp_path: Path
) -> None:
    def interrupt(finished: int) -> None:
        if finished == 5:
            os.kill(os.getpid(), signal.SIGINT)

    directory = tmp_path / "run"
    _, interrupted = start(
        job(samples=40, max_concurrency=4),
        observed(plugins, interrupt),
        directory,
        show=lambda _: nullcontext(),
        problem=lambda _: None,
    )
    assert interrupted
    assert 5 <= len(lines(directory)) <= 12
    summary, interrupted = resume(directory, plugins, show=lambda _: nullcontext(), problem=lambda _: None)
    assert summary.complete
    assert not interrupted
    assert len(lines(directory)) == 40


def test_the_command_line_prints_nothing_but_its_result_and_leaves_nothing(
    cluster: Any, plugins: Plugins, tmp_path: Path
) -> None:
    (cluster.folder / "own").mkdir()
    process = spawn(
        *("run", "--executor", "ray", "--model", "reference/solver", "--tasks", "symbench/letters"),
        *("--samples", 3, "--json", "--quiet", "--output", tmp_path / "run"),
        env={"RAY_ADDRESS": "local", "HOME": str(tmp_path), "TMPDIR": str(cluster.folder / "own")},
    )
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert json.loads(out)["complete"] is True
    assert err == f"recorded in {tmp_path / 'run'}\n"
    assert list((cluster.folder / "own").glob("r1ci-sandbox-*")) == []
    assert eventually(lambda: not cluster.processes("own"))


def test_a_run_loses_nothing_while_every_node_dies_and_another_one_joins(
    cluster: Any, plugins: Plugins, tmp_path: Path
) -> None:
    script = tmp_path / "script.json"
    code = "import time\ntime.sleep(0.05)\nimport os, signal\nos.kill(os.getpid(), signal.SIGINT)"
    script.write_text(json.dumps([f"Let me see.\n```python\n{code}\n```", "<<<Count: 1, Positions: [1]>>>"]))
    spec = RunSpec(
        model=f"scripted/{script}", tasks=("symbench/letters", "symbench/game24"), samples=30, seed=7
    )
    here = carry_out(spec, plugins, tmp_path / "here")
    nodes = cluster.nodes
    happened: list[int] = []

    def lend_a_hand(finished: int) -> None:
        happens: dict[int, Callable[[], object]] = {
            10: lambda: cluster.kill(nodes[0]),
            20: cluster.add,
            30: lambda: cluster.kill(nodes[1]),
        }
        if (what := happens.get(finished)) is not None:
            what()
            happened.append(finished)

    there = carry_out(
        msgspec.structs.replace(spec, executor="ray", max_concurrency=40),
        observed(plugins, lend_a_hand),
        tmp_path / "there",
    )
    assert happened == [10, 20, 30]
    assert len(lines(tmp_path / "there")) == 60
    assert lines(tmp_path / "there") == lines(tmp_path / "here")
    assert msgspec.json.encode(there) == msgspec.json.encode(here)
    assert verify(tmp_path / "there", plugins, problem=print).ok
    manifest = RunStore.open(tmp_path / "there").manifest()
    assert manifest.versions["ray"]
    assert all(layer.holds for layer in manifest.layers if layer.required)
