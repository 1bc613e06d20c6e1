"""The sandbox that asks a service: the same executions, the same faults, and patience with bounds."""

from __future__ import annotations

import asyncio
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, Self

import msgspec
import pytest

from r1ci_bench.errors import SandboxFault, SetupError, UsageError
from r1ci_bench.sandbox import Inputs, Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox
from r1ci_bench.sandbox.service.client import HttpSandbox
from r1ci_bench.sandbox.service.transport import Patience
from support.processes import eventually
from support.sandbox_service import ObedientSandbox, Running, execution, served

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from r1ci_bench.sandbox.policy import Execution

BARE = Policy(preload=())
STATEFUL = Policy(preload=(), stateful=True)
IMPATIENT = Patience(busy_seconds=0.2, unreachable_seconds=0.2, shortest_pause=0.01)
PATIENT = Patience(busy_seconds=60.0, unreachable_seconds=60.0, shortest_pause=0.01)


def client(url: str, patience: Patience = IMPATIENT) -> HttpSandbox:
    return HttpSandbox(SandboxOptions(location=url), patience)


def ask(url: str, calls: Callable[[HttpSandbox], Awaitable[Any]], patience: Patience = IMPATIENT) -> Any:
    """What comes of some calls of one client."""

    async def body() -> Any:
        sandbox = client(url, patience)
        try:
            return await calls(sandbox)
        finally:
            await sandbox.aclose()

    return asyncio.run(body())


@pytest.fixture
def sandbox() -> ObedientSandbox:
    return ObedientSandbox()


@pytest.fixture
def running(sandbox: ObedientSandbox) -> Iterator[Running]:
    with served(sandbox) as service:
        yield service


@pytest.fixture(scope="module")
def jail(jail_works: None) -> Iterator[Running]:
    with served(JailSandbox(SandboxOptions(concurrency=2)), ceiling=BARE) as service:
        yield service


class Stranger:
    """A server that answers every request alike: status, headers, body; and counts them.

    Args:
        answers: What it answers, one after another, the last for ever; None hangs up.
    """

    def __init__(self, *answers: tuple[int, dict[str, str], bytes] | None) -> None:
        self.requests: list[str] = []
        stranger = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                stranger.requests.append(self.path)
                each = answers[min(len(stranger.requests), len(answers)) - 1]
                if each is None:
                    self.close_connection = True
                    return
                status, headers, body = each
                self.send_response(status)
                for name, value in {"content-length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_DELETE = answer  # noqa: N815 - the library's names

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def info(running: Running) -> tuple[int, dict[str, str], bytes]:
    """What a real service says of itself, for a stranger to repeat."""
    return 200, {}, msgspec.json.encode(running.service.info())


class TestExecutions:
    @pytest.mark.parametrize(
        "code",
        [
            "print('grüße', 6 * 7)",
            "1 / 0",
            "x =",
            "print(1)\0",
            "print('\ud800')",
            "raise SystemExit(3)",
            "import os; os.kill(os.getpid(), 9)",
            "print('\\x00\\x1b' * 20_000)",
            "print('x' * 2_000_000)",
            "bytearray(1 << 33)",
            "import sys; sys.stdout.buffer.write(bytes(range(256)))",
        ],
    )
    def test_they_are_those_of_the_jail_behind_it(
        self, jail: Running, jailed: Callable[[str], Execution], code: str
    ) -> None:
        def told(execution: Execution) -> Execution:
            return msgspec.structs.replace(execution, seconds=0.0, cpu_seconds=0.0, queue_seconds=0.0)

        assert told(ask(jail.url, lambda each: each.execute(code, BARE))) == told(jailed(code))

    def test_inputs_and_files_go_both_ways(self, jail: Running) -> None:
        inputs = Inputs(stdin=b"\xff\0in", files={"d/a.bin": bytes(range(256))}, fetch=("out.bin",))
        code = (
            "import sys\n"
            "data = sys.stdin.buffer.read() + open('d/a.bin', 'rb').read()\n"
            "open('out.bin', 'wb').write(data)"
        )
        done = ask(jail.url, lambda each: each.execute(code, BARE, inputs=inputs))
        assert done.files == {"out.bin": b"\xff\0in" + bytes(range(256))}

    def test_the_layers_are_those_of_the_service(self, running: Running) -> None:
        sandbox = client(running.url)
        assert [layer.name for layer in sandbox.layers()] == ["pretence"]
        assert sandbox.isolated

    def test_it_lacks_what_the_service_lacks(self, running: Running) -> None:
        sandbox = client(running.url)
        assert sandbox.lacks("bash") is None
        assert sandbox.lacks("javascript") == f"the sandbox service at {running.url} runs python, bash, cpp"

    def test_a_service_that_does_not_isolate_says_so(self) -> None:
        with served(ObedientSandbox(isolated=False)) as running:
            assert not client(running.url).isolated

    def test_cancelling_a_call_cancels_it_there(self, running: Running, sandbox: ObedientSandbox) -> None:
        async def calls(remote: HttpSandbox) -> None:
            call = asyncio.create_task(remote.execute("hang", BARE))
            assert await asyncio.to_thread(eventually, lambda: sandbox.running == 1)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            assert await asyncio.to_thread(eventually, lambda: sandbox.cancelled == 1)
            assert (await remote.execute("still there", BARE)).stdout == "still there"

        ask(running.url, calls)


class TestFailures:
    @pytest.mark.parametrize("kind", ["worker_died", "no_resources", "preload_failed"])
    def test_a_fault_there_is_the_same_fault_here(self, running: Running, kind: str) -> None:
        with pytest.raises(SandboxFault, match="it broke") as caught:
            ask(running.url, lambda each: each.execute(f"fault {kind}", BARE))
        assert caught.value.kind == kind

    def test_what_is_missing_there_is_a_set_up_error(self, running: Running) -> None:
        with pytest.raises(SetupError, match="no compiler is installed") as caught:
            ask(running.url, lambda each: each.execute("setup", BARE))
        assert caught.value.hint == "install one"

    def test_a_policy_beyond_the_service_s_is_never_cut_in_silence(self, running: Running) -> None:
        with pytest.raises(SetupError, match="wall_seconds is 61, this service allows 60"):
            ask(running.url, lambda each: each.execute("x", Policy(preload=(), wall_seconds=61.0)))

    @pytest.mark.parametrize("code", ["", "  \n"])
    def test_a_request_that_makes_no_sense_is_refused_here_already(self, code: str) -> None:
        with pytest.raises(UsageError, match="no code"):
            ask("http://127.0.0.1:1", lambda each: each.execute(code, BARE))

    def test_a_bug_there_is_a_fault(self, running: Running) -> None:
        with pytest.raises(SandboxFault) as caught:
            ask(running.url, lambda each: each.execute("bug", BARE))
        assert caught.value.kind == "internal"

    @pytest.mark.parametrize(
        ("token", "state"), [(None, "it is not set"), ("wrong", "the token that it holds was refused")]
    )
    def test_without_the_token_one_is_told_where_it_belongs(
        self, monkeypatch: pytest.MonkeyPatch, token: str | None, state: str
    ) -> None:
        monkeypatch.delenv("R1CI_SANDBOX_TOKEN", raising=False)
        if token is not None:
            monkeypatch.setenv("R1CI_SANDBOX_TOKEN", token)
        with served(ObedientSandbox(), token="right") as running:
            with pytest.raises(SetupError, match="does not let us in") as caught:
                client(running.url).layers()
            assert "R1CI_SANDBOX_TOKEN" in str(caught.value.hint)
            assert state in str(caught.value.hint)
            monkeypatch.setenv("R1CI_SANDBOX_TOKEN", "right")
            assert ask(running.url, lambda each: each.execute("x", BARE)).stdout == "x"

    def test_nobody_there_is_said_at_once(self) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{unused.getsockname()[1]}"
            with pytest.raises(SetupError, match="there is no sandbox service at") as caught:
                client(url).layers()
        assert caught.value.hint == "start one: r1ci-bench sandbox serve"

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (200, b"<html>"),
            (200, b"{}"),
            (200, b'{"service": "other"}'),
            (404, b"no"),
            (302, b""),
            (500, b""),
        ],
    )
    def test_another_server_is_not_mistaken_for_one(self, status: int, body: bytes) -> None:
        with Stranger((status, {}, body)) as stranger:
            with pytest.raises(SetupError, match="not as a sandbox service does"):
                client(stranger.url).layers()
            assert stranger.requests == ["/v1/info"]

    def test_another_version_of_the_messages_is_named(self, running: Running) -> None:
        other = msgspec.structs.replace(running.service.info(), protocol=2)
        with (
            Stranger((200, {}, msgspec.json.encode(other))) as stranger,
            pytest.raises(SetupError, match="speaks protocol 2, not 1"),
        ):
            client(stranger.url).layers()

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"ending": "exited"}', b" " * 3_000_000])
    def test_an_answer_that_is_none_is_a_fault(
        self, info: tuple[int, dict[str, str], bytes], body: bytes
    ) -> None:
        with Stranger(info, (200, {}, body)) as stranger, pytest.raises(SandboxFault) as caught:
            ask(stranger.url, lambda each: each.execute("x", BARE))
        assert caught.value.kind == "bad_reply"


class TestPatience:
    def answer(self) -> tuple[int, dict[str, str], bytes]:
        return 200, {}, msgspec.json.encode(execution("at last"))

    @pytest.mark.parametrize(
        "trouble",
        [
            (429, {"retry-after": "0"}, b""),
            (503, {"retry-after": "0"}, b""),
            (503, {}, b""),
            (502, {}, b"<html>"),
            None,
        ],
    )
    def test_a_full_or_lost_service_is_asked_again(
        self, info: tuple[int, dict[str, str], bytes], trouble: tuple[int, dict[str, str], bytes] | None
    ) -> None:
        with Stranger(info, trouble, trouble, self.answer()) as stranger:
            done = ask(stranger.url, lambda each: each.execute("x", BARE), PATIENT)
        assert done.stdout == "at last"
        assert len(stranger.requests) == 4

    @pytest.mark.parametrize(
        ("trouble", "kind"),
        [((429, {}, b""), "busy"), ((503, {}, b""), "unreachable"), (None, "unreachable")],
    )
    def test_but_not_for_ever(
        self,
        info: tuple[int, dict[str, str], bytes],
        trouble: tuple[int, dict[str, str], bytes] | None,
        kind: str,
    ) -> None:
        with Stranger(info, trouble) as stranger, pytest.raises(SandboxFault) as caught:
            ask(stranger.url, lambda each: each.execute("x", BARE))
        assert caught.value.kind == kind
        assert len(stranger.requests) > 2

    def test_a_service_that_restarts_in_mid_run_costs_no_call(self) -> None:
        sandbox = ObedientSandbox()

        async def calls(remote: HttpSandbox) -> str:
            await remote.known()
            first.stop()
            await asyncio.to_thread(first.ended.wait, 30)
            call = asyncio.create_task(remote.execute("after", BARE))
            await asyncio.sleep(0)
            with served(sandbox, port=int(first.url.rpartition(":")[2])):
                return (await call).stdout

        with served(ObedientSandbox()) as first:
            assert ask(first.url, calls, PATIENT) == "after"


class TestSessions:
    def test_state_is_kept_there_and_ended_with_the_session(
        self, running: Running, sandbox: ObedientSandbox
    ) -> None:
        async def calls(remote: HttpSandbox) -> list[str]:
            async with remote.session(STATEFUL) as session:
                assert not sandbox.sessions  # nothing is begun before the first call
                return [(await session.execute("count")).stdout for _ in range(3)]

        assert ask(running.url, calls) == ["1", "2", "3"]
        assert [each.closed for each in sandbox.sessions] == [True]

    def test_variables_live_as_long_as_the_session_in_a_real_jail(self, jail: Running) -> None:
        async def calls(remote: HttpSandbox) -> list[str]:
            async with remote.session(STATEFUL) as session:
                await session.execute("x = 6\ndef f(n): return x * n")
                done = await session.execute("print(f(7))")
                assert done.state == "kept"
            async with remote.session(STATEFUL) as another:
                return [done.stdout, (await another.execute("print(f(7))")).stderr.splitlines()[-1]]

        assert ask(jail.url, calls) == ["42\n", "NameError: name 'f' is not defined"]

    def test_a_session_that_is_gone_is_state_lost_and_the_next_call_begins_anew(
        self, sandbox: ObedientSandbox
    ) -> None:
        async def calls(remote: HttpSandbox) -> str:
            async with remote.session(STATEFUL) as session:
                await session.execute("count")
                assert await asyncio.to_thread(eventually, lambda: sandbox.sessions[0].closed)
                with pytest.raises(SandboxFault) as caught:
                    await session.execute("count")
                assert caught.value.kind == "state_lost"
                return (await session.execute("count")).stdout

        with served(sandbox, session_idle_seconds=0.05) as running:
            assert ask(running.url, calls) == "1"

    def test_a_call_that_may_have_been_made_is_not_made_twice(
        self, info: tuple[int, dict[str, str], bytes]
    ) -> None:
        async def calls(remote: HttpSandbox) -> None:
            async with remote.session(STATEFUL) as session:
                await session.execute("x += 1")

        begun: tuple[int, dict[str, str], bytes] = (201, {}, b'{"session": "s", "idle_seconds": 9}')
        with Stranger(info, begun, None, (204, {}, b"")) as stranger, pytest.raises(SandboxFault) as caught:
            ask(stranger.url, calls, PATIENT)
        assert caught.value.kind == "state_lost"
        assert stranger.requests == ["/v1/info", "/v1/sessions", "/v1/sessions/s/execute", "/v1/sessions/s"]

    def test_calls_of_a_policy_without_state_need_no_session(
        self, running: Running, sandbox: ObedientSandbox
    ) -> None:
        async def calls(remote: HttpSandbox) -> str:
            async with remote.session(BARE) as session:
                return (await session.execute("x")).stdout

        assert ask(running.url, calls) == "x"
        assert not sandbox.sessions


class TestPlaces:
    @pytest.mark.parametrize(
        ("location", "said"),
        [
            (None, "needs the URL of a service"),
            ("http://", "is none"),
            ("http://:8080", "is none"),
            ("http://host:99999", "is none"),
            ("http://host:0", "is none"),
            ("http://[::1", "is none"),
            ("ftp://host", "is none"),
            ("http://me:secret@host:1", "must not hold a user or password"),
            ("http://host/?token=secret", "must end with its path"),
        ],
    )
    def test_a_url_that_makes_no_sense_is_refused_and_no_secret_repeated(
        self, location: str | None, said: str
    ) -> None:
        with pytest.raises(UsageError, match=said) as caught:
            HttpSandbox(SandboxOptions(location=location))
        assert "secret" not in f"{caught.value.message} {caught.value.hint}"

    def test_a_token_is_in_no_traceback(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("R1CI_SANDBOX_TOKEN", "very-secret")
        assert "very-secret" not in repr(client("http://127.0.0.1:1")._place)

    def test_one_that_is_served_below_a_path(self, info: tuple[int, dict[str, str], bytes]) -> None:
        with Stranger(info) as stranger:
            client(f"{stranger.url}/team/").layers()
        assert stranger.requests == ["/team/v1/info"]
