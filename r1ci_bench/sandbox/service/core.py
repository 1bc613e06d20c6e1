"""The service without HTTP: one sandbox, its gate, its sessions, its counts."""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from r1ci_bench._version import __version__
from r1ci_bench.errors import SandboxFault, SetupError, UsageError
from r1ci_bench.sandbox.policy import NO_INPUTS, Policy
from r1ci_bench.sandbox.requests import check_policy, check_request
from r1ci_bench.sandbox.service.ceiling import refuse_beyond
from r1ci_bench.sandbox.service.gate import Gate
from r1ci_bench.sandbox.service.health import Health
from r1ci_bench.sandbox.service.metrics import Metrics
from r1ci_bench.sandbox.service.refusals import Refusal, closing, refusal_of
from r1ci_bench.sandbox.service.sessions import Sessions
from r1ci_bench.sandbox.service.wire import Info, SessionReply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from r1ci_bench.sandbox.policy import Execution, Inputs, Language, Sandbox

log = logging.getLogger(__name__)


class ServiceOptions(Struct, frozen=True, kw_only=True):
    """What an operator decides.

    Attributes:
        workers: How many pieces of code run at the same time.
        queue: How many more may wait.
        ceiling: The most that a policy may ask for.
        sessions: How many sessions there may be.
        session_idle_seconds: After so long without a call a session is ended.
        body_bytes: The longest request.
        connections: How many connections may be open; requests on further ones get status 503.
        drain_seconds: How long calls that run may go on once the service is told to end.
        token: What callers must show, or None.
    """

    workers: int = 2
    queue: int = 64
    ceiling: Policy = Policy()
    sessions: int = 64
    session_idle_seconds: float = 900.0
    body_bytes: int = 8 << 20
    connections: int = 500
    drain_seconds: float = 30.0
    token: str | None = None


class Service:
    """Answers calls. Start it before the first one, and close it after the last.

    Attributes:
        options: What the operator decided.
        gate: Who may come in.
        metrics: Its counts.

    Args:
        sandbox: Where code runs; it should have a place more than `workers`, for looking after its health.
        options: What the operator decided.
        isolated: Whether the sandbox isolates.
    """

    def __init__(self, sandbox: Sandbox, options: ServiceOptions, *, isolated: bool) -> None:
        self.options = options
        self.gate = Gate(options.workers, options.queue)
        self.metrics = Metrics()
        self._sandbox = sandbox
        self._isolated = isolated
        self._health = Health(sandbox, options.ceiling)
        self._sessions = Sessions(options.sessions, options.session_idle_seconds)
        self._languages: tuple[Language, ...] = ()
        self._running: set[asyncio.Task[Execution]] = set()

    async def start(self) -> None:
        """Run a program in each language.

        Raises:
            SetupError: if not even Python runs here.
            SandboxFault: likewise.
        """
        problem = await self._health.try_language("python")
        if problem is not None:
            raise problem
        self._languages = await self._health.languages()

    async def execute(
        self, code: str, policy: Policy, *, language: Language = "python", inputs: Inputs = NO_INPUTS
    ) -> Execution:
        """Run a piece of code once there is a place.

        Raises:
            Refusal: where there is no execution, with the reason.
        """
        self._check_policy(policy)
        with _refusing():
            check_request(code, policy, language, inputs)

        async def call() -> Execution:
            return await self._sandbox.execute(code, policy, language=language, inputs=inputs)

        return await self._run(call)

    def open_session(self, policy: Policy) -> SessionReply:
        """Begin calls that share their state.

        Raises:
            Refusal: where that cannot be.
        """
        if self.gate.closed:
            raise closing()
        self._check_policy(policy)
        self._sessions.refuse_when_full()
        with _refusing():
            session = self._sandbox.session(policy)
        return SessionReply(
            session=self._sessions.keep(session, policy), idle_seconds=self.options.session_idle_seconds
        )

    async def execute_in(self, name: str, code: str, *, language: Language = "python") -> Execution:
        """Run a piece of code in a session.

        Raises:
            Refusal: where there is no execution, with the reason.
        """
        with self._sessions.used(name) as (session, policy):
            with _refusing():
                check_request(code, policy, language)
            return await self._run(lambda: session.execute(code, language=language))

    async def end_session(self, name: str) -> None:
        """End a session.

        Raises:
            Refusal: if there is none of that name.
        """
        await self._sessions.end(name)

    async def refuse_when_ill(self) -> None:
        """Refuse where no program runs.

        Raises:
            Refusal: with what keeps it from running.
        """
        if self.gate.closed:
            raise closing()
        problem = await self._health.problem()
        if problem is not None:
            raise Refusal(
                503, "unhealthy", problem.message, boundary="sandbox", hint=problem.hint, retry_after=10
            )

    def info(self) -> Info:
        """What this service is and allows."""
        return Info(
            version=__version__,
            isolated=self._isolated,
            layers=self._sandbox.layers(),
            languages=self._languages,
            ceiling=replace(self.options.ceiling, languages=self._languages),
            workers=self.options.workers,
            queue=self.options.queue,
            sessions=self.options.sessions,
            body_bytes=self.options.body_bytes,
        )

    def measured(self) -> bytes:
        """All counts, in Prometheus's format."""
        self.metrics.queued.set(self.gate.waiting)
        self.metrics.in_flight.set(self.gate.running)
        self.metrics.sessions.set(len(self._sessions))
        return self.metrics.text()

    async def drain(self) -> None:
        """Let nobody in any more; what runs may end within the bound, and is given up after it."""
        self.gate.close()
        if self._running:
            await asyncio.wait(self._running, timeout=self.options.drain_seconds)
        self.give_up()

    def give_up(self) -> None:
        """End what still runs; its callers are told."""
        self.gate.close()
        for call in self._running:
            call.cancel()

    async def aclose(self) -> None:
        """End every session and every program; the sandbox itself is the caller's to close."""
        self.give_up()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._health.aclose()
        await self._sessions.aclose()

    def _check_policy(self, policy: Policy) -> None:
        """Refuse one that makes no sense, or that asks for more than is allowed here."""
        refuse_beyond(policy, self.options.ceiling)
        with _refusing():
            check_policy(policy)

    async def _run(self, call: Callable[[], Awaitable[Execution]]) -> Execution:
        async with self.gate.place() as waited:
            running = asyncio.ensure_future(_as_coroutine(call))
            self._running.add(running)
            try:
                with _refusing():
                    execution = await running
            except Refusal as refusal:
                if refusal.failure.boundary == "sandbox":
                    self._health.failed()
                    self.metrics.faults.labels(refusal.failure.kind).inc()
                    log.warning("the sandbox failed: %s: %s", refusal.failure.kind, refusal)
                raise
            except asyncio.CancelledError:
                here = asyncio.current_task()
                if running.cancelled() and not (here is not None and here.cancelling()):
                    raise closing() from None  # given up by `drain`, and not by the one who asked
                raise
            finally:
                running.cancel()
                self._running.discard(running)
        execution = replace(execution, queue_seconds=execution.queue_seconds + waited)
        self._health.ran()
        self.metrics.count(execution)
        return execution


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what a sandbox raises into a refusal."""
    try:
        yield
    except (UsageError, SetupError, SandboxFault) as error:
        raise refusal_of(error) from error


async def _as_coroutine(call: Callable[[], Awaitable[Execution]]) -> Execution:
    return await call()
