"""Sessions over HTTP: state between calls, and nothing left of those whose client is gone."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from r1ci_bench.sandbox.policy import Policy
from r1ci_bench.sandbox.service.refusals import Refusal, closing
from r1ci_bench.sandbox.service.sessions import Sessions
from support.processes import eventually
from support.sandbox_service import ObedientSandbox, Running, served

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICY = {"preload": [], "stateful": True}


@pytest.fixture
def sandbox() -> ObedientSandbox:
    return ObedientSandbox()


@pytest.fixture
def running(sandbox: ObedientSandbox) -> Iterator[Running]:
    with served(sandbox, sessions=3) as service:
        yield service


def begin(running: Running, **policy: Any) -> str:
    response = httpx2.post(f"{running.url}/v1/sessions", json={"policy": {**POLICY, **policy}})
    assert response.status_code == 201, response.text
    name: str = response.json()["session"]
    return name


def execute(running: Running, name: str, code: str) -> httpx2.Response:
    return httpx2.post(f"{running.url}/v1/sessions/{name}/execute", json={"code": code}, timeout=30)


def end(running: Running, name: str) -> int:
    return httpx2.delete(f"{running.url}/v1/sessions/{name}").status_code


def test_calls_of_a_session_share_their_state_and_sessions_share_nothing(running: Running) -> None:
    one, other = begin(running), begin(running)
    assert one != other
    counts = [execute(running, name, "count").json()["stdout"] for name in (one, one, other, one)]
    assert counts == ["1", "2", "1", "3"]


def test_an_ended_session_is_closed_and_unknown(running: Running, sandbox: ObedientSandbox) -> None:
    name = begin(running)
    assert end(running, name) == 204
    assert sandbox.sessions[0].closed
    response = execute(running, name, "count")
    assert (response.status_code, response.json()["error"]["kind"]) == (404, "no_session")
    assert end(running, name) == 404


def test_a_session_that_nobody_uses_is_ended(sandbox: ObedientSandbox) -> None:
    with served(sandbox, session_idle_seconds=0.05) as running:
        name = begin(running)
        assert eventually(lambda: sandbox.sessions[0].closed)
        assert execute(running, name, "count").status_code == 404


def test_a_session_in_a_call_is_not_idle(sandbox: ObedientSandbox) -> None:
    with served(sandbox, session_idle_seconds=2.0) as running, httpx2.Client(timeout=30) as client:
        name = begin(running)
        url = f"{running.url}/v1/sessions/{name}/execute"
        request = client.build_request("POST", url, json={"code": "hang"})
        answer: list[httpx2.Response] = []
        call = threading.Thread(target=lambda: answer.append(client.send(request)))
        call.start()
        assert eventually(lambda: sandbox.sessions[0].count == 1)
        other = begin(running)
        assert eventually(lambda: sandbox.sessions[1].closed), other
        assert not sandbox.sessions[0].closed
        second = execute(running, name, "count")
        assert (second.status_code, second.json()["error"]["kind"]) == (409, "session_in_use")
        sandbox.release()
        call.join(30)
        assert answer[0].status_code == 200


def test_the_number_of_sessions_is_bounded(running: Running) -> None:
    names = [begin(running) for _ in range(3)]
    response = httpx2.post(f"{running.url}/v1/sessions", json={"policy": POLICY})
    assert (response.status_code, response.json()["error"]["kind"]) == (429, "busy")
    assert int(response.headers["retry-after"]) >= 1
    end(running, names[0])
    begin(running)


def test_limits_of_all_calls_together_have_a_ceiling_too(running: Running) -> None:
    policy = {**POLICY, "session_wall_seconds": 10_000}
    response = httpx2.post(f"{running.url}/v1/sessions", json={"policy": policy})
    assert (response.status_code, response.json()["error"]["kind"]) == (422, "over_ceiling")


def test_the_end_of_the_service_is_the_end_of_its_sessions(sandbox: ObedientSandbox) -> None:
    with served(sandbox) as running:
        for _ in range(3):
            execute(running, begin(running), "count")
    assert [session.closed for session in sandbox.sessions] == [True] * 3


def test_a_call_whose_session_is_ended_under_it_says_so_and_not_that_the_service_ends() -> None:
    async def body() -> None:
        sandbox, policy = ObedientSandbox(), Policy(stateful=True)
        sessions = Sessions(1, 60.0)
        name = sessions.keep(sandbox.session(policy), policy)
        with sessions.used(name):
            await sessions.end(name)
            raise closing()

    with pytest.raises(Refusal) as caught:
        asyncio.run(body())
    assert (caught.value.status, caught.value.failure.kind) == (404, "no_session")
