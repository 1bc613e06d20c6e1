"""Clients that send nothing whole or read nothing: they are cut, and others do not notice."""

from __future__ import annotations

import contextlib
import json
import socket
from base64 import b64encode
from typing import TYPE_CHECKING

import httpx2
import pytest

from r1ci_bench.sandbox.service import connection
from support.processes import eventually
from support.sandbox_service import ObedientSandbox, Running, served

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORT = 0.2
JSON = {"content-type": "application/json"}
# A control character takes six bytes of an answer, which makes it longer than what the kernel takes.
LONG = b64encode(b"\1" * (4 << 20)).decode()
LONGEST = 6 * (4 << 20)
HEAD = b"Host: 127.0.0.1\r\nContent-Type: application/json\r\n"


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(connection, "HEAD_SECONDS", SHORT)
    monkeypatch.setattr(connection, "STALLED_SECONDS", SHORT)
    with served(ObedientSandbox(), queue=0, workers=1, connections=8) as service:
        yield service


@contextlib.contextmanager
def connected(running: Running, *, receives: int | None = None) -> Iterator[socket.socket]:
    with socket.socket() as client:
        if receives is not None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        client.settimeout(20)
        client.connect(("127.0.0.1", int(running.url.rpartition(":")[2])))
        yield client


def is_cut(client: socket.socket) -> bool:
    """Whether the service ends the connection; the socket's time-out fails the test where it does not."""
    try:
        while client.recv(1 << 16):
            pass
    except ConnectionError:
        pass
    return True


def request(**code: str) -> bytes:
    body = json.dumps({**code, "policy": {"preload": []}}).encode()
    return b"POST /v1/execute HTTP/1.1\r\n%bContent-Length: %d\r\n\r\n%b" % (HEAD, len(body), body)


def works(running: Running) -> bool:
    return httpx2.get(f"{running.url}/health").status_code == 200


@pytest.mark.parametrize("sent", [b"", b"G", b"POST /v1/execute HTTP/1.1\r\nHost: a"])
def test_a_head_that_does_not_come_to_its_end_is_not_waited_for(running: Running, sent: bytes) -> None:
    with connected(running) as client:
        client.sendall(sent)
        assert is_cut(client)
    assert works(running)


def test_a_head_that_drips_in_gets_no_more_time_than_another(running: Running) -> None:
    with connected(running) as client:
        client.sendall(b"GET /health HTTP/1.1\r\nX: ")
        client.settimeout(SHORT / 10)
        assert eventually(lambda: cut_while_sending(client))
    assert works(running)


def cut_while_sending(client: socket.socket) -> bool:
    try:
        client.sendall(b"x")
        return client.recv(1) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


def test_the_next_head_on_a_connection_gets_no_more_time_either(running: Running) -> None:
    with connected(running) as client:
        client.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 200")
        client.sendall(b"GET /")
        assert is_cut(client)


def test_a_call_may_take_longer_than_a_head(running: Running) -> None:
    with connected(running) as client:
        client.sendall(request(code="hang"))
        client.settimeout(3 * SHORT)
        with pytest.raises(TimeoutError):
            client.recv(1)


def test_an_answer_that_nobody_reads_keeps_its_place_and_is_given_up(running: Running) -> None:
    gate = running.service.gate
    with connected(running, receives=4096) as client:
        client.sendall(request(code_bytes=LONG))
        assert eventually(lambda: gate.inside == 1)
        assert httpx2.post(f"{running.url}/run_code", content=b"{}", headers=JSON).status_code == 429
        assert eventually(lambda: gate.inside == 0)
        assert is_cut(client)
    assert works(running)


def test_an_answer_in_many_pieces_arrives_whole(running: Running) -> None:
    with connected(running, receives=1 << 16) as client:
        client.sendall(request(code_bytes=LONG))
        read = 0
        while read < LONGEST:
            read += len(client.recv(1 << 18)) or pytest.fail(f"cut after {read} bytes")


def test_connections_beyond_those_that_are_told_so_are_cut_at_once(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_SECONDS", 60.0)
    with contextlib.ExitStack() as held:
        clients = [held.enter_context(connected(running)) for _ in range(10)]
        assert is_cut(clients[-1])
        clients[8].sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert clients[8].recv(1 << 16).startswith(b"HTTP/1.1 503")
    assert eventually(lambda: works(running))


def test_a_second_signal_does_not_wait_for_the_rest_of_a_request() -> None:
    with (
        served(ObedientSandbox(), drain_seconds=60.0) as running,
        connected(running) as client,
    ):
        client.sendall(b"POST /v1/execute HTTP/1.1\r\n%bContent-Length: 9\r\n\r\n{" % HEAD)
        assert eventually(lambda: running.service.gate.inside == 1)
        running.stop()
        running.stop()
        assert is_cut(client)
        assert running.ended.wait(10)


@pytest.mark.parametrize(
    "host", ["", "evil.example:", "[", "[::1", "a b", "\u00e4.example", "127.0.0.1/@evil"]
)
def test_without_a_token_what_is_no_host_name_is_not_this_machine(running: Running, host: str) -> None:
    with connected(running) as client:
        client.sendall(
            b"GET /v1/info HTTP/1.1\r\nHost: %b\r\nConnection: close\r\n\r\n" % host.encode("latin-1")
        )
        assert client.recv(1 << 16).startswith((b"HTTP/1.1 403", b"HTTP/1.1 400"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:80", "LOCALHOST", "[::1]:8080", "127.8.8.8"])
def test_without_a_token_names_of_this_machine_are_let_in(running: Running, host: str) -> None:
    assert httpx2.get(f"{running.url}/v1/info", headers={"host": host}).status_code == 200


def test_no_route_sends_elsewhere(running: Running) -> None:
    response = httpx2.get(f"{running.url}/v1/info/")
    assert response.status_code == 404
    assert response.json()["error"]["kind"] == "no_route"
