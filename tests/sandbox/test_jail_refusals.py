"""What the jail refuses to do, and what it says of how code ran in it."""

from __future__ import annotations

import asyncio
import signal

import pytest

from r1ci_bench.errors import SandboxFault, SetupError, UsageError
from r1ci_bench.sandbox import LayerReport, Policy, SandboxOptions
from r1ci_bench.sandbox.jail import client
from r1ci_bench.sandbox.jail.client import JailSandbox

pytestmark = pytest.mark.usefixtures("jail_works")

BARE = Policy(preload=())


def test_where_a_layer_cannot_be_applied_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def let_everything_pass(code: str, *_: object) -> bytes:
        return code.encode()

    monkeypatch.setattr(client, "check_request", let_everything_pass)

    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            with pytest.raises(SandboxFault, match="rlimits") as caught:
                await sandbox.execute("print(1)", Policy(preload=(), memory_bytes=(1 << 63) - 1))
            assert caught.value.kind == "layer_failed"
        finally:
            await sandbox.aclose()

    asyncio.run(body())


def test_where_a_required_layer_is_missing_the_sandbox_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    def reports() -> tuple[LayerReport, ...]:
        lacks = LayerReport(
            name="landlock", holds=False, detail="not in this kernel", remedy="boot a newer one"
        )
        return (LayerReport(name="seccomp", holds=True, detail=""), lacks)

    monkeypatch.setattr(client, "layer_reports", reports)

    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions())
        with pytest.raises(SetupError, match="landlock does not hold") as caught:
            await sandbox.execute("print(1)", BARE)
        assert caught.value.hint is not None
        assert "boot a newer one" in caught.value.hint
        assert "--sandbox unsafe" in caught.value.hint
        await sandbox.aclose()

    asyncio.run(body())


def test_a_language_that_the_policy_does_not_allow_is_refused() -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions())
        with pytest.raises(UsageError, match="python"):
            await sandbox.execute("print(1)", Policy(languages=()))
        await sandbox.aclose()

    asyncio.run(body())


def test_an_execution_names_the_layers_that_held() -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            done = await sandbox.execute("print(1)", BARE)
        finally:
            await sandbox.aclose()
        assert set(done.layers) == {report.name for report in sandbox.layers() if report.holds}
        assert {"pid_namespace", "network_namespace", "landlock", "seccomp", "rlimits"} <= set(done.layers)

    asyncio.run(body())


def test_signals_are_those_of_a_new_session_whatever_the_harness_was_started_with() -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            done = await sandbox.execute(
                "from signal import *\nprint(pthread_sigmask(SIG_BLOCK, ()), getsignal(SIGHUP) is SIG_DFL)",
                BARE,
            )
        finally:
            await sandbox.aclose()
        assert done.stdout == "set() True\n"

    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGUSR1})
    try:
        asyncio.run(body())
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        signal.signal(signal.SIGHUP, before)
