"""Requests that make no sense: each has its own typed answer, which repeats neither code nor token."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.sandbox_service import ObedientSandbox, Running, served

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "print('nobody else may read this')"
TOKEN = "a-token-of-tests"
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with served(ObedientSandbox(), body_bytes=1 << 20) as service:
        yield service


@pytest.fixture(scope="module")
def guarded() -> Iterator[Running]:
    with served(ObedientSandbox(), token=TOKEN) as service:
        yield service


def post(running: Running, path: str, body: object, **headers: str) -> httpx2.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return httpx2.post(f"{running.url}{path}", content=content, headers={**JSON, **headers}, timeout=30)


def failure(response: httpx2.Response) -> dict[str, Any]:
    """The typed failure of an answer, which must hold neither code nor a traceback."""
    assert response.headers["content-type"] == "application/json"
    assert SECRET not in response.text
    assert "Traceback" not in response.text
    assert len(response.content) < 2000
    error: dict[str, Any] = response.json()["error"]
    assert set(error) == {"kind", "message", "boundary", "hint"}
    assert error["message"]
    return error


def run_code(**fields: object) -> dict[str, object]:
    return {"code": SECRET, "language": "python", **fields}


def execute(**fields: object) -> dict[str, object]:
    return {"code": SECRET, "policy": {"preload": []}, **fields}


RUN, EXECUTE = "/run_code", "/v1/execute"


@pytest.mark.parametrize(
    ("path", "body", "status", "kind", "said"),
    [
        (RUN, b"", 400, "bad_json", "JSON"),
        (RUN, b"{", 400, "bad_json", "JSON"),
        (RUN, b"\xff\xfe", 400, "bad_json", "JSON"),
        (RUN, b"[" * 100_000, 422, "bad_request", "object"),
        (RUN, b'{"x":' + b"[" * 100_000, 400, "bad_json", "JSON"),
        (RUN, b'{"code": "\\ud800", "language": "python"}', 400, "bad_json", "surrogate pair at byte 10"),
        (RUN, b'{"code": "1", "language": "python", "run_timeout": NaN}', 400, "bad_json", "JSON"),
        (RUN, [], 422, "bad_request", "object"),
        (RUN, {"language": "python"}, 422, "bad_request", "code"),
        (RUN, {"code": SECRET}, 422, "bad_request", "language"),
        (RUN, run_code(code=7), 422, "bad_request", "$.code"),
        (RUN, run_code(code=""), 422, "bad_request", "no code"),
        (RUN, run_code(code=" \n\t"), 422, "bad_request", "no code"),
        (RUN, run_code(language="cobol"), 422, "unknown_language", "cobol"),
        (RUN, run_code(language="pytest"), 422, "unknown_language", "pytest"),
        (RUN, run_code(language="x" * 100_000), 422, "unknown_language", "such a language"),
        (RUN, run_code(language=SECRET), 422, "unknown_language", "such a language"),
        (RUN, run_code(run_timeout=0), 422, "bad_request", "run_timeout"),
        (RUN, run_code(run_timeout=-1), 422, "bad_request", "run_timeout"),
        (RUN, run_code(compile_timeout=-1), 422, "bad_request", "compile_timeout"),
        (RUN, run_code(run_timeout="soon"), 422, "bad_request", "$.run_timeout"),
        (RUN, run_code(memory_limit_MB=-7), 422, "bad_request", "memory_limit_MB"),
        (RUN, run_code(memory_limit_MB=0), 422, "bad_request", "memory_limit_MB"),
        (RUN, run_code(memory_limit_MB=1), 422, "bad_request", "memory_bytes"),
        (RUN, run_code(memory_limit_MB=1.5), 422, "bad_request", "$.memory_limit_MB"),
        (RUN, b'{"memory_limit_MB":' + b"9" * 100_000 + b"}", 422, "bad_request", "memory_limit_MB"),
        (RUN, run_code(files={"a": "%%%"}), 422, "bad_request", "$.files"),
        (RUN, run_code(files={"../../etc/passwd": "YQ=="}), 422, "bad_request", "path"),
        (RUN, run_code(fetch_files=["/etc/shadow"]), 422, "bad_request", "path"),
        (RUN, run_code(stdin=[1]), 422, "bad_request", "$.stdin"),
        (EXECUTE, {"code": SECRET}, 422, "bad_request", "policy"),
        (EXECUTE, execute(cod="x"), 422, "bad_request", "cod"),
        (EXECUTE, execute(code=""), 422, "bad_request", "no code"),
        (EXECUTE, execute(language="perl"), 422, "bad_request", "$.language"),
        (EXECUTE, execute(language=SECRET * 50), 422, "bad_request", "$.language"),
        (EXECUTE, execute(language="bash"), 422, "bad_request", "does not allow bash"),
        (EXECUTE, execute(policy={"wall_seconds": 0}), 422, "bad_request", "$.policy.wall_seconds"),
        (EXECUTE, execute(policy={"wall_seconds": 1e-9}), 422, "bad_request", "wall_seconds"),
        (EXECUTE, execute(policy={"wall_seconds": 61}), 422, "over_ceiling", "wall_seconds is 61, this"),
        (EXECUTE, execute(policy={"memory_bytes": 1 << 60}), 422, "over_ceiling", "memory_bytes"),
        (EXECUTE, execute(policy={"memory_bytes": 10**400}), 422, "over_ceiling", "far too large"),
        (EXECUTE, execute(policy={"preload": ["numpy"] * 100_000}), 422, "bad_request", "policy's preload"),
        (EXECUTE, execute(policy={"languages": ["bash"] * 2}), 422, "bad_request", "policy's languages"),
        (EXECUTE, execute(policy={"preload": ["torch"]}), 422, "over_ceiling", "'torch'"),
        (EXECUTE, execute(policy={"preload": ["os; evil"]}), 422, "over_ceiling", "os; evil"),
        (EXECUTE, execute(code="", code_bytes="/w=="), 422, "bad_request", "code_bytes"),
        ("/v1/sessions", {"policy": 1}, 422, "bad_request", "$.policy"),
        ("/v1/sessions/none/execute", {"code": SECRET}, 404, "no_session", "no such session"),
        ("/v1/nothing", {}, 404, "no_route", "no such route"),
        ("/health", {}, 405, "no_route", "no such method"),
    ],
)
def test_a_request_that_makes_no_sense_says_what_and_where(
    running: Running, path: str, body: object, status: int, kind: str, said: str
) -> None:
    response = post(running, path, body)
    assert (response.status_code, failure(response)["kind"]) == (status, kind)
    assert said in response.json()["error"]["message"]


@pytest.mark.parametrize("path", [RUN, EXECUTE])
def test_ten_megabytes_of_code_are_too_large(running: Running, path: str) -> None:
    response = post(running, path, {**run_code(), "code": "#" * 10_000_000})
    assert response.status_code == 413
    assert failure(response)["kind"] == "too_large"


def test_a_body_whose_length_is_not_told_is_bounded_too(running: Running) -> None:
    pieces = (b" " * 65536 for _ in range(64))
    response = httpx2.post(f"{running.url}{RUN}", content=pieces, headers=JSON, timeout=30)
    assert response.status_code == 413


def test_a_body_that_is_not_called_json_is_refused_so_that_no_web_page_can_send_it(running: Running) -> None:
    response = httpx2.post(f"{running.url}{RUN}", data={"code": SECRET, "language": "python"})
    assert (response.status_code, failure(response)["kind"]) == (415, "not_json")


def test_without_a_token_only_names_of_this_machine_are_answered(running: Running) -> None:
    response = post(running, RUN, run_code(), host="attacker.example")
    assert (response.status_code, failure(response)["kind"]) == (403, "wrong_host")
    assert post(running, RUN, run_code(), host="localhost:1234").status_code == 200


@pytest.mark.parametrize("path", [RUN, EXECUTE, "/v1/sessions", "/v1/info", "/metrics"])
@pytest.mark.parametrize(
    "shown", [None, "", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \udcff"]
)
def test_every_route_but_health_wants_the_token(guarded: Running, path: str, shown: str | None) -> None:
    headers = {b"content-type": b"application/json"}
    if shown is not None:
        headers[b"authorization"] = shown.encode("utf-8", "surrogateescape")
    method = "GET" if path in ("/v1/info", "/metrics") else "POST"
    response = httpx2.request(method, f"{guarded.url}{path}", content=b"{}", headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert failure(response)["kind"] == "unauthorized"
    assert TOKEN not in response.text


def test_the_right_token_opens_and_health_needs_none(guarded: Running) -> None:
    shown = {"authorization": f"Bearer {TOKEN}"}
    assert post(guarded, RUN, run_code(), **shown).status_code == 200
    assert httpx2.get(f"{guarded.url}/health").json() == {"status": "ok"}
    assert TOKEN not in httpx2.get(f"{guarded.url}/metrics", headers=shown).text


def test_a_bug_is_answered_without_its_words(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    response = post(running, EXECUTE, execute(code=f"bug {SECRET}"))
    assert (response.status_code, failure(response)["kind"]) == (500, "internal")
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text


def test_no_log_line_holds_code(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "r1ci_bench.sandbox.service")
    for path, body in ((RUN, run_code()), (EXECUTE, execute()), (RUN, run_code(language=SECRET))):
        post(running, path, body)
    assert "POST /run_code 200" in caplog.text
    assert "POST /v1/execute 200" in caplog.text
    assert SECRET not in caplog.text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["code", "language", "policy", "inputs", "files", "stdin", "x"]),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    ),
    st.sampled_from([RUN, EXECUTE, "/v1/sessions"]),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_json_at_all_breaks_the_service(running: Running, body: object, path: str) -> None:
    response = post(running, path, body)
    assert response.status_code in (200, 201, 400, 422)
    if response.status_code >= 400:
        failure(response)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00" * 100,
        b"GET\r\n\r\n",
        b"POST /run_code HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: -5\r\n\r\n",
        b"POST /run_code HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 99999999999999999999999\r\n\r\n",
        b"POST /run_code HTTP/1.1\r\n" + b"x: y\r\n" * 100_000,
    ],
)
def test_what_is_not_even_http_costs_only_its_connection(running: Running, raw: bytes) -> None:
    host, port = running.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        try:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            answer = connection.recv(65536)
        except OSError:  # the service has closed it before we did
            answer = b""
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4"))
    assert post(running, RUN, run_code()).json()["run_result"]["stdout"] == SECRET
