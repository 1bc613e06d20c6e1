"""What runs on the nodes: actors that hold the live objects of a run, or a pool of jails."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, get_args

import msgspec
import ray

from r1ci_bench.discovery import find_plugins
from r1ci_bench.errors import HostFault, SandboxFault, SetupError
from r1ci_bench.executor import Executor, Job, PlannedAttempt, installed_versions
from r1ci_bench.plugins import build_plugin_manager, describe
from r1ci_bench.sandbox.policy import Language, Sandbox, SandboxOptions, SandboxSession
from r1ci_ray.wire import Code, Jails, Opening, answer, encode, encode_made

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from r1ci_bench.errors import R1ciError

_OURS = ("python", "platform", "r1ci-bench")


def differences(wanted: dict[str, str]) -> list[str]:
    """Where this machine departs from what a run was started with.

    Args:
        wanted: Versions by name, as `installed_versions` gives them.
    """
    packages = [name for name in wanted if name not in _OURS and not name.startswith("plugin ")]
    here = installed_versions(find_plugins(), packages)
    return [
        f"{name} is {here.get(name, 'not installed')} there and {version} here"
        for name, version in wanted.items()
        if here.get(name) != version
    ]


def refuse_other_versions(opening: Opening) -> None:
    """Refuse to take part in a run with anything else than it was started with.

    Raises:
        SetupError: naming each difference.
    """
    found = differences(opening.versions)
    if found:
        raise SetupError("; ".join(found), hint="install the same packages on every node")


def cpus_of_this_actor() -> int:
    """How many CPUs this actor was given."""
    resources: Callable[[], dict[str, float]] = ray.get_runtime_context().get_assigned_resources
    return max(1, int(resources().get("CPU", 1)))


def let_interrupts_through() -> None:
    """Undo, for what this thread starts, that Ray blocks SIGINT: code must see the signals as elsewhere.

    A terminal's interrupt does not come here: Ray gives each of its workers a process group of its own.
    """
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


class AttemptActor:
    """Makes attempts on its node, by the same executor that makes them in a local run."""

    def __init__(self) -> None:
        self._executor: Executor | None = None
        self._waits: dict[str, str] = {}

    async def open(self, opening: bytes) -> bytes:
        """Get ready for a job."""

        async def work() -> bytes:
            let_interrupts_through()
            asked = msgspec.msgpack.decode(opening, type=Opening)
            refuse_other_versions(asked)
            job = msgspec.msgpack.decode(asked.job, type=Job)
            job = msgspec.structs.replace(job, concurrency=cpus_of_this_actor())
            plugins = build_plugin_manager(select=",".join(job.plugins))
            self._executor = plugins.executors.load("local")(job, plugins)
            return encode(await self._executor.start())

        return await self._answer(work())

    async def make(self, attempt: bytes) -> bytes:
        """Make one attempt."""

        async def work() -> bytes:
            if self._executor is None:
                raise HostFault("the node was not opened", kind="internal")
            planned = msgspec.json.decode(attempt, type=PlannedAttempt)
            try:
                record, fault = await self._executor.make(
                    planned, lambda what: self._waits.update({planned.key: what})
                )
            finally:
                self._waits.pop(planned.key, None)
            return await asyncio.to_thread(encode_made, record, fault)

        return await self._answer(work())

    async def activity(self) -> bytes:
        """What each attempt under way waits for."""
        return encode(self._waits)

    async def close(self) -> None:
        """End what was started here."""
        if self._executor is not None:
            await self._executor.aclose()

    async def _answer(self, work: Coroutine[None, None, bytes]) -> bytes:
        return await answer(work, _broken_attempt)


class JailActor:
    """A pool of jails on its node."""

    def __init__(self) -> None:
        self._sandbox: Sandbox | None = None
        self._sessions: dict[int, SandboxSession] = {}

    async def open(self, opening: bytes) -> bytes:
        """Get ready; answers with what this node isolates by, and what it lacks."""

        async def work() -> bytes:
            let_interrupts_through()
            refuse_other_versions(msgspec.msgpack.decode(opening, type=Opening))
            plugins = build_plugin_manager(select="")
            self._sandbox = plugins.sandboxes.load("jail")(SandboxOptions(concurrency=cpus_of_this_actor()))
            lacks = {
                name: why for name in get_args(Language) if (why := self._sandbox.lacks(name)) is not None
            }
            return encode(Jails(layers=self._sandbox.layers(), lacks=lacks))

        return await self._answer(work())

    async def execute(self, code: bytes) -> bytes:
        """Run one piece of code, on its own or in its session."""

        async def work() -> bytes:
            if self._sandbox is None:
                raise SandboxFault("the node was not opened", kind="backend_error")
            asked = msgspec.msgpack.decode(code, type=Code)
            text = asked.code.decode("utf-8", "surrogatepass")
            if not asked.session:
                made = await self._sandbox.execute(
                    text, asked.policy, language=asked.language, inputs=asked.inputs
                )
            else:
                if asked.session not in self._sessions:
                    self._sessions[asked.session] = self._sandbox.session(asked.policy)
                made = await self._sessions[asked.session].execute(text, language=asked.language)
            return encode(made)

        return await self._answer(work())

    async def end_session(self, session: int) -> bytes:
        """End what the calls of a session left running."""

        async def work() -> bytes:
            if (ended := self._sessions.pop(session, None)) is not None:
                await ended.aclose()
            return b""

        return await self._answer(work())

    async def close(self) -> None:
        """End every jail of this node."""
        if self._sandbox is not None:
            await self._sandbox.aclose()

    async def _answer(self, work: Coroutine[None, None, bytes]) -> bytes:
        return await answer(work, _broken_jail)


def _broken_attempt(error: Exception) -> R1ciError:
    return HostFault(f"the harness broke: {describe(error)}", kind="internal")


def _broken_jail(error: Exception) -> R1ciError:
    return SandboxFault(f"the sandbox broke: {describe(error)}", kind="backend_error")
