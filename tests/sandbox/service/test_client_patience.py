"""The sandbox that asks a service: trouble on the way, sessions, and URLs that make no sense."""

from __future__ import annotations

import asyncio

import httpx2
import msgspec
import pytest

from r1ci_bench.errors import SandboxFault, UsageError
from r1ci_bench.sandbox import SandboxOptions
from r1ci_bench.sandbox.service.client import HttpSandbox, HttpSession
from support.sandbox_asking import BARE, PATIENT, STATEFUL, Answer, Stranger, ask, client
from support.sandbox_service import ObedientSandbox, Running, execution, served


class TestPatience:
    def answer(self) -> Answer:
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
    def test_a_full_or_lost_service_is_asked_again(self, info: Answer, trouble: Answer | None) -> None:
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
        info: Answer,
        trouble: Answer | None,
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
        self, running: Running
    ) -> None:
        async def calls(remote: HttpSandbox) -> str:
            async with remote.session(STATEFUL) as session:
                await session.execute("count")
                assert isinstance(session, HttpSession)
                ended = f"{running.url}/v1/sessions/{session._name}"
                assert (await asyncio.to_thread(httpx2.delete, ended)).status_code == 204
                with pytest.raises(SandboxFault) as caught:
                    await session.execute("count")
                assert caught.value.kind == "state_lost"
                return (await session.execute("count")).stdout

        assert ask(running.url, calls) == "1"

    def test_a_call_that_may_have_been_made_is_not_made_twice(self, info: Answer) -> None:
        async def calls(remote: HttpSandbox) -> None:
            async with remote.session(STATEFUL) as session:
                await session.execute("x += 1")

        begun: Answer = (201, {}, b'{"session": "s", "idle_seconds": 9}')
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

    def test_one_that_is_served_below_a_path(self, info: Answer) -> None:
        with Stranger(info) as stranger:
            client(f"{stranger.url}/team/").layers()
        assert stranger.requests == ["/team/v1/info"]
