"""A sandbox service in this process, on a port of its own, and a sandbox that does what its code says."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from r1ci_bench.errors import SandboxFault, SetupError
from r1ci_bench.sandbox.policy import NO_INPUTS, Execution, LayerReport, Sandbox, SandboxSession
from r1ci_bench.sandbox.service.core import Service, ServiceOptions
from r1ci_bench.sandbox.service.server import bind, serve, url_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from r1ci_bench.sandbox.policy import Inputs, Language, Policy

PATIENCE_SECONDS = 30.0


def execution(stdout: str = "", **changes: Any) -> Execution:
    """An execution that ended well, but for the changes."""
    fields: dict[str, Any] = {
        "ending": "exited",
        "stdout": stdout,
        "stderr": "",
        "exit_code": 0,
        "signal": None,
        "seconds": 0.01,
        "cpu_seconds": 0.01,
        "queue_seconds": 0.001,
        "stdout_bytes": len(stdout),
        "stderr_bytes": 0,
        "truncated": False,
        "layers": ("pretence",),
    }
    return Execution(**{**fields, **changes})


class ObedientSandbox(Sandbox):
    """Prints its code, or does what it says: `hang`, `fault KIND`, `setup`, `bug`.

    Attributes:
        running: Pieces of code that run now.
        most_running: The most that ran at the same time.
        cancelled: Pieces of code that were cancelled.
        calls: What was asked for, in order, trials of health apart.
        trials: How many programs were run for health.
        ill: Whether every program fails.
        sessions: Sessions that were opened, in order.
    """

    def __init__(self, *, isolated: bool = True) -> None:
        self.running = self.most_running = self.cancelled = self.trials = 0
        self.calls: list[tuple[str, Policy, Language, Inputs]] = []
        self.ill = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._released = asyncio.Event()
        self.sessions: list[CountingSession] = []
        self._layers = (LayerReport(name="pretence", holds=isolated, detail="for tests"),)

    async def execute(
        self, code: str, policy: Policy, *, language: Language = "python", inputs: Inputs = NO_INPUTS
    ) -> Execution:
        if self.ill:
            raise SandboxFault("everything is broken", kind="worker_died")
        if "6 * 7" in code:
            self.trials += 1
            return execution("42\n")
        self.calls.append((code, policy, language, inputs))
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            return await self._obey(code, language)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1

    async def _obey(self, code: str, language: Language) -> Execution:
        order, _, what = code.partition(" ")
        if order == "hang":
            self._loop = asyncio.get_running_loop()
            await self._released.wait()
        elif order == "fault":
            raise SandboxFault("it broke", kind=what)
        elif order == "setup":
            raise SetupError("no compiler is installed", hint="install one")
        elif order == "bug":
            raise RuntimeError(f"a bug that repeats what it was given: {code}")
        return execution(code, language=language)

    def release(self) -> None:
        """Let all that hangs end; callable from any thread."""
        assert self._loop is not None, "nothing hangs"
        self._loop.call_soon_threadsafe(self._released.set)

    def session(self, policy: Policy) -> SandboxSession:
        session = CountingSession(self)
        self.sessions.append(session)
        return session

    def lacks(self, language: Language) -> str | None:
        return "no node is installed" if language == "javascript" else None

    def layers(self) -> tuple[LayerReport, ...]:
        return self._layers

    async def aclose(self) -> None:
        pass


class CountingSession(SandboxSession):
    """Prints how many calls there were, itself included; does what its code says otherwise."""

    def __init__(self, sandbox: ObedientSandbox) -> None:
        self._sandbox = sandbox
        self.count = 0
        self.closed = False

    async def execute(self, code: str, *, language: Language = "python") -> Execution:
        self.count += 1
        if code == "count":
            return execution(str(self.count), state="kept")
        return await self._sandbox._obey(code, language)

    async def aclose(self) -> None:
        self.closed = True


class Running:
    """A service that runs in a thread.

    Attributes:
        url: Where it is.
        service: The service; touch it with `inside` only.
        stop: Tells it to end, as a signal would; callable from any thread.
    """

    def __init__(self, url: str, service: Service, loop: asyncio.AbstractEventLoop) -> None:
        self.url = url
        self.service = service
        self._loop = loop
        self._stop: Callable[[], None] = lambda: None
        self.ended = threading.Event()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stop)


@contextmanager
def served(
    sandbox: Sandbox, *, close_sandbox: bool = True, port: int = 0, **options: Any
) -> Iterator[Running]:
    """Serve a sandbox for as long as the context lasts."""
    settings = ServiceOptions(**{"drain_seconds": 5.0, **options})
    isolated = sandbox.isolated
    started: list[Running] = []
    ready = threading.Event()
    failures: list[BaseException] = []

    async def body() -> None:
        with bind("127.0.0.1", port, token=settings.token is not None) as listener:
            service = Service(sandbox, settings, isolated=isolated)
            try:
                await service.start()
                running = Running(url_of(listener), service, asyncio.get_running_loop())

                def tell(stop: Callable[[], None]) -> None:
                    running._stop = stop
                    started.append(running)
                    ready.set()

                await serve(service, listener, ready=tell)
                running.ended.set()
            finally:
                if close_sandbox:
                    await sandbox.aclose()

    def run() -> None:
        try:
            asyncio.run(body())
        except BaseException as error:  # noqa: BLE001 - told to the test
            failures.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=run, name="sandbox-service")
    thread.start()
    try:
        assert ready.wait(PATIENCE_SECONDS), "the service did not start"
        if failures:
            raise failures[0]
        yield started[0]
    finally:
        if started and not started[0].ended.is_set():
            started[0].stop()
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive(), "the service did not end"
    if failures:
        raise failures[0]
