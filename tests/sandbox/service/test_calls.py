"""Calls of the service: what reaches the sandbox, what comes back, who gives up, how it ends."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from typing import TYPE_CHECKING, Any, Self

import httpx2
import pytest

from r1ci_bench.errors import SandboxFault
from r1ci_bench.sandbox import Inputs, Policy
from r1ci_bench.sandbox.service.server import bind
from support.processes import eventually
from support.sandbox_service import ObedientSandbox, Running, execution, served

if TYPE_CHECKING:
    from collections.abc import Iterator

BARE: dict[str, list[str]] = {"preload": []}


@pytest.fixture
def sandbox() -> ObedientSandbox:
    return ObedientSandbox()


@pytest.fixture
def running(sandbox: ObedientSandbox) -> Iterator[Running]:
    with served(sandbox, workers=2, queue=2) as service:
        yield service


def execute(running: Running, code: str, **fields: Any) -> httpx2.Response:
    return httpx2.post(f"{running.url}/v1/execute", json={"code": code, "policy": BARE, **fields}, timeout=30)


class Hanging:
    """Calls that hang, each on a connection of its own that can be dropped."""

    def __init__(self, running: Running, sandbox: ObedientSandbox, count: int) -> None:
        self._sandbox = sandbox
        host, port = running.url.removeprefix("http://").split(":")
        self._address = (host, int(port))
        self.connections = [self._call(number) for number in range(count)]
        expected = min(count, running.service.options.workers)
        assert eventually(lambda: sandbox.running == expected)
        assert eventually(lambda: running.service.gate.inside == count)

    def _call(self, number: int) -> socket.socket:
        body = json.dumps({"code": f"hang {number}", "policy": BARE}).encode()
        connection = socket.create_connection(self._address, timeout=30)
        connection.sendall(
            b"POST /v1/execute HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\n\r\n%b" % (len(body), body)
        )
        return connection

    def answers(self) -> list[int]:
        """The statuses of their answers."""
        return [int(connection.recv(65536).split(b" ")[1]) for connection in self.connections]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for connection in self.connections:
            connection.close()


def test_all_of_a_request_reaches_the_sandbox_and_all_of_the_execution_comes_back(
    running: Running, sandbox: ObedientSandbox
) -> None:
    policy = {"wall_seconds": 3.5, "memory_bytes": 64 << 20, "preload": ["numpy"], "languages": ["bash"]}
    inputs = {"stdin": "aGk=", "files": {"a/b": "AAE="}, "fetch": ["out"]}
    response = execute(running, "echo", policy=policy, inputs=inputs, language="bash")
    ((code, got, language, given),) = sandbox.calls
    assert (code, language) == ("echo", "bash")
    assert got == Policy(wall_seconds=3.5, memory_bytes=64 << 20, preload=("numpy",), languages=("bash",))
    assert given == Inputs(stdin=b"hi", files={"a/b": b"\0\1"}, fetch=("out",))
    body = response.json()
    assert body["stdout"] == "echo"
    assert body["layers"] == ["pretence"]
    assert body["ending"] == "exited"


@pytest.mark.parametrize(
    ("code", "status", "kind", "boundary"),
    [
        ("fault worker_died", 500, "worker_died", "sandbox"),
        ("fault no_resources", 500, "no_resources", "sandbox"),
        ("fault closed", 503, "closing", "service"),
        ("setup", 501, "setup", "setup"),
    ],
)
def test_a_sandbox_that_fails_is_a_typed_failure(
    running: Running, code: str, status: int, kind: str, boundary: str
) -> None:
    response = execute(running, code)
    error = response.json()["error"]
    assert (response.status_code, error["kind"], error["boundary"]) == (status, kind, boundary)
    assert execute(running, "fine").json()["stdout"] == "fine"


def test_no_more_run_than_there_are_workers_and_the_wait_is_not_run_time(
    running: Running, sandbox: ObedientSandbox
) -> None:
    with Hanging(running, sandbox, 4) as calls:
        assert sandbox.most_running == 2
        sandbox.release()
        assert calls.answers() == [200] * 4
    assert sandbox.most_running == 2


def test_a_full_service_says_when_to_come_back(running: Running, sandbox: ObedientSandbox) -> None:
    with Hanging(running, sandbox, 4) as calls:
        response = execute(running, "one too many")
        assert response.status_code == 429
        assert response.json()["error"]["kind"] == "busy"
        assert int(response.headers["retry-after"]) >= 1
        assert httpx2.get(f"{running.url}/health").status_code == 200
        sandbox.release()
        calls.answers()
    assert "one too many" not in [call[0] for call in sandbox.calls]
    assert execute(running, "now there is room").status_code == 200


def test_who_hangs_up_has_its_code_ended_and_its_place_freed(
    running: Running, sandbox: ObedientSandbox
) -> None:
    with Hanging(running, sandbox, 3) as calls:
        for connection in calls.connections:
            connection.close()
        assert eventually(lambda: running.service.gate.inside == 0)
    assert sandbox.cancelled == 2  # the third had not begun, and never did
    assert len(sandbox.calls) == 2
    assert execute(running, "fine").status_code == 200


def test_connections_that_say_nothing_are_bounded(sandbox: ObedientSandbox) -> None:
    with served(sandbox, connections=3) as running:
        host, port = running.url.removeprefix("http://").split(":")
        silent = [socket.create_connection((host, int(port))) for _ in range(3)]
        assert eventually(lambda: httpx2.get(f"{running.url}/health").status_code == 503)
        for connection in silent:
            connection.close()
        assert eventually(lambda: httpx2.get(f"{running.url}/health").status_code == 200)


def test_half_a_body_and_a_hang_up_cost_nothing(running: Running, sandbox: ObedientSandbox) -> None:
    host, port = running.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            b"POST /run_code HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
            b"content-length: 1000\r\n\r\n{"
        )
        assert eventually(lambda: running.service.gate.inside == 1)
    assert eventually(lambda: running.service.gate.inside == 0)
    assert not sandbox.calls


class TestEnding:
    def test_what_runs_may_finish_and_what_waits_is_sent_away(
        self, running: Running, sandbox: ObedientSandbox
    ) -> None:
        with Hanging(running, sandbox, 4) as calls:
            running.stop()
            assert eventually(lambda: running.service.gate.closed)
            assert eventually(lambda: running.service.gate.inside == 2)
            sandbox.release()
            assert sorted(calls.answers()) == [200, 200, 503, 503]
        assert running.ended.wait(30)
        assert sandbox.cancelled == 0

    def test_a_call_that_outlasts_the_bound_is_ended_and_told(self, sandbox: ObedientSandbox) -> None:
        with served(sandbox, drain_seconds=0.1) as running, Hanging(running, sandbox, 1) as calls:
            running.stop()
            assert calls.answers() == [503]
            assert running.ended.wait(30)
        assert sandbox.cancelled == 1

    def test_told_twice_it_does_not_wait(self, sandbox: ObedientSandbox) -> None:
        with served(sandbox, drain_seconds=600.0) as running, Hanging(running, sandbox, 1) as calls:
            running.stop()
            assert eventually(lambda: running.service.gate.closed)
            running.stop()
            assert calls.answers() == [503]
            assert running.ended.wait(30)

    def test_the_port_is_free_afterwards(self, sandbox: ObedientSandbox) -> None:
        with served(sandbox) as running:
            port = int(running.url.rpartition(":")[2])
            execute(running, "x")
        bind("127.0.0.1", port, token=False).close()


class TestHealth:
    def test_it_runs_no_program_for_each_who_asks(self, running: Running, sandbox: ObedientSandbox) -> None:
        before = sandbox.trials
        for _ in range(20):
            assert httpx2.get(f"{running.url}/health").status_code == 200
        assert sandbox.trials == before

    def test_after_a_call_whose_sandbox_failed_it_runs_a_program_to_find_out(
        self, running: Running, sandbox: ObedientSandbox
    ) -> None:
        sandbox.ill = True
        call = {"code": "fault worker_died", "policy": {"preload": []}}
        assert httpx2.post(f"{running.url}/v1/execute", json=call).status_code == 500
        assert httpx2.get(f"{running.url}/health").status_code == 503

    def test_it_is_not_well_when_programs_stopped_running(
        self, running: Running, sandbox: ObedientSandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("r1ci_bench.sandbox.service.health._FRESH_SECONDS", 0.0)
        sandbox.ill = True
        response = httpx2.get(f"{running.url}/health")
        assert (response.status_code, response.json()["error"]["kind"]) == (503, "unhealthy")
        monkeypatch.setattr("r1ci_bench.sandbox.service.health._STALE_SECONDS", 0.0)
        sandbox.ill = False
        assert httpx2.get(f"{running.url}/health").status_code == 200

    def test_many_who_ask_at_once_share_one_trial(
        self, sandbox: ObedientSandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from r1ci_bench.sandbox.service.health import Health

        monkeypatch.setattr("r1ci_bench.sandbox.service.health._FRESH_SECONDS", 0.0)

        async def body() -> None:
            health = Health(sandbox, Policy())
            assert await asyncio.gather(*(health.problem() for _ in range(50))) == [None] * 50
            await health.aclose()

        asyncio.run(body())
        assert sandbox.trials == 1

    def test_a_service_whose_sandbox_does_not_work_does_not_start(self, sandbox: ObedientSandbox) -> None:
        sandbox.ill = True
        with pytest.raises(SandboxFault, match="everything is broken"), served(sandbox):
            pass


def test_the_info_tells_what_is_here_and_what_is_allowed(running: Running) -> None:
    info = httpx2.get(f"{running.url}/v1/info").json()
    assert info["service"] == "r1ci-bench sandbox"
    assert info["languages"] == ["python", "bash", "cpp"]
    assert info["isolated"] is True
    assert [layer["name"] for layer in info["layers"]] == ["pretence"]
    assert info["ceiling"]["wall_seconds"] == 60
    assert (info["workers"], info["queue"]) == (2, 2)


def test_the_metrics_count_what_happened_here_and_nowhere_else(running: Running) -> None:
    for code in ("a", "b", "fault worker_died", ""):
        execute(running, code)
    with served(ObedientSandbox()) as other:
        foreign = httpx2.get(f"{other.url}/metrics").text
    text = httpx2.get(f"{running.url}/metrics").text
    for line in (
        'r1ci_sandbox_calls_total{ending="exited",language="python"} 2.0',
        'r1ci_sandbox_faults_total{kind="worker_died"} 1.0',
        'r1ci_sandbox_rejected_total{kind="bad_request"} 1.0',
        "r1ci_sandbox_run_seconds_count 2.0",
        "r1ci_sandbox_queue_seconds_count 2.0",
        "r1ci_sandbox_queue_length 0.0",
        "r1ci_sandbox_in_flight 0.0",
    ):
        assert line in text
    assert "calls_total{" not in foreign


def test_time_in_the_service_s_queue_is_told_as_such(running: Running, sandbox: ObedientSandbox) -> None:
    waited: list[float] = []

    def wait_in_line() -> None:
        waited.append(execute(running, "late").json()["queue_seconds"])

    with Hanging(running, sandbox, 2):
        late = threading.Thread(target=wait_in_line)
        late.start()
        assert eventually(lambda: running.service.gate.waiting == 1)
        sandbox.release()
        late.join(30)
    assert waited[0] > execution().queue_seconds
