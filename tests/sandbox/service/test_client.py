"""The sandbox that asks a service: the same executions and the same faults as where the code runs."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from typing import TYPE_CHECKING

import msgspec
import pytest

from r1ci_bench.errors import SandboxFault, SetupError, UsageError
from r1ci_bench.sandbox import Inputs, Policy
from support.processes import eventually
from support.sandbox_asking import BARE, Answer, Stranger, ask, client
from support.sandbox_service import ObedientSandbox, Running, served

if TYPE_CHECKING:
    from collections.abc import Callable

    from r1ci_bench.sandbox import Execution
    from r1ci_bench.sandbox.service.client import HttpSandbox


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
    def test_an_answer_that_is_none_is_a_fault(self, info: Answer, body: bytes) -> None:
        with Stranger(info, (200, {}, body)) as stranger, pytest.raises(SandboxFault) as caught:
            ask(stranger.url, lambda each: each.execute("x", BARE))
        assert caught.value.kind == "bad_reply"


def test_a_stranger_whose_answer_has_no_end_is_not_listened_to_for_ever() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(20)

        def talk() -> None:
            taken, _ = listener.accept()
            with taken, contextlib.suppress(OSError):
                taken.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
                while True:
                    taken.sendall(b"x" * 65536)

        stranger = threading.Thread(target=talk)
        stranger.start()
        sandbox = client(f"http://127.0.0.1:{listener.getsockname()[1]}")
        with pytest.raises(SetupError, match="not as a sandbox service does"):
            sandbox.layers()
        stranger.join(20)
        assert not stranger.is_alive()
