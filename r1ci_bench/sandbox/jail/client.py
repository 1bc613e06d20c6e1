"""The harness's side: an asyncio client of the supervisor, which it starts, restarts and ends."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.errors import SandboxFault, SetupError
from r1ci_bench.sandbox.jail.helpers import command, environment
from r1ci_bench.sandbox.jail.layout import current_layout
from r1ci_bench.sandbox.jail.plan import Plan
from r1ci_bench.sandbox.jail.probe import layer_reports, missing
from r1ci_bench.sandbox.jail.process import remove_tree
from r1ci_bench.sandbox.jail.wire import Cancel, Close, Closed, Failed, Finished, FrameReader, Run, frame
from r1ci_bench.sandbox.languages.known import executor_of
from r1ci_bench.sandbox.policy import (
    NO_INPUTS,
    EachAlone,
    Execution,
    LayerReport,
    Sandbox,
    SandboxSession,
)
from r1ci_bench.sandbox.requests import check_request

if TYPE_CHECKING:
    from r1ci_bench.sandbox.languages.program import Program
    from r1ci_bench.sandbox.policy import Inputs, Language, Policy, SandboxOptions

_PIECE = 1 << 18
_GOODBYE_SECONDS = 10.0


class JailSandbox(Sandbox):
    """Runs each piece of code in a jail of its own; refuses to work where a required layer does not hold.

    Args:
        options: Concurrency, and where scratch directories go that cannot be mounted in memory.
    """

    def __init__(self, options: SandboxOptions) -> None:
        self._options = options
        self._link: _Link | None = None
        self._starting = asyncio.Lock()
        self._closed = False

    async def execute(
        self, code: str, policy: Policy, *, language: Language = "python", inputs: Inputs = NO_INPUTS
    ) -> Execution:
        """Run a piece of code; see `Sandbox.execute`."""
        source = check_request(code, policy, language, inputs)
        program = executor_of(language).program(policy)
        link = await self.connected()
        return await link.execute(source, policy, language, program, inputs)

    def session(self, policy: Policy) -> SandboxSession:
        """The calls of one transcript; see `Sandbox.session`."""
        return _Stateful(self, policy) if policy.stateful else EachAlone(self, policy)

    def layers(self) -> tuple[LayerReport, ...]:
        """The layers of this machine, as probed."""
        return layer_reports()

    def lacks(self, language: Language) -> str | None:
        """Why code of a language cannot be run on this machine."""
        found = executor_of(language).runtime()
        return None if found.path else f"{found.version}; {found.remedy}"

    async def aclose(self) -> None:
        """End the supervisor, and with it every call."""
        self._closed = True
        async with self._starting:
            if self._link is not None:
                await self._link.aclose()
                self._link = None

    async def connected(self) -> _Link:
        """The supervisor, started where there is none.

        Raises:
            SandboxFault: if the sandbox was closed.
            SetupError: if this machine cannot isolate as it must.
        """
        async with self._starting:
            if self._closed:
                raise SandboxFault("the sandbox is closed", kind="closed")
            if self._link is None or self._link.lost:
                if self._link is not None:
                    await self._link.aclose()
                plan = await asyncio.to_thread(self._plan)
                self._link = _Link(plan)
            return self._link

    def _plan(self) -> Plan:
        applied = self._applied_layers()
        concurrency = self._options.concurrency or len(os.sched_getaffinity(0))
        scratch = tempfile.mkdtemp(prefix="r1ci-sandbox-", dir=self._options.scratch_root)
        return Plan(concurrency=concurrency, layers=applied, layout=current_layout(), scratch=scratch)

    def _applied_layers(self) -> tuple[str, ...]:
        lacking = missing(self.layers())
        if lacking:
            first = lacking[0]
            raise SetupError(
                "this machine cannot isolate untrusted code: "
                + "; ".join(f"{report.name} does not hold ({report.detail})" for report in lacking),
                hint=f"{first.remedy}; or run without isolation, at your own risk: --sandbox unsafe",
            )
        return tuple(report.name for report in self.layers() if report.holds)


class UnsafeSandbox(JailSandbox):
    """Limits code without isolating it: it can read, write and reach whatever the harness can."""

    def layers(self) -> tuple[LayerReport, ...]:
        """Resource limits, and nothing else."""
        return tuple(
            report
            if report.name == "rlimits"
            else LayerReport(name=report.name, holds=False, detail="not applied", required=False)
            for report in layer_reports()
        )

    @property
    def isolated(self) -> bool:
        """Never."""
        return False

    def _applied_layers(self) -> tuple[str, ...]:
        if sys.platform != "linux":
            raise SetupError(
                "code can only be run on Linux", hint="use a virtual machine or a remote sandbox"
            )
        return super()._applied_layers()


class _Stateful(SandboxSession):
    """Calls that share one child of the jail.

    Args:
        sandbox: The jail.
        policy: Their policy.
    """

    def __init__(self, sandbox: JailSandbox, policy: Policy) -> None:
        self._sandbox = sandbox
        self._policy = policy
        self._link: _Link | None = None
        self._number = 0
        self._keeps = False
        self._closed = False
        self._one_at_a_time = asyncio.Lock()

    async def execute(self, code: str, *, language: Language = "python") -> Execution:
        """Run a piece of code in the child that the calls share."""
        source = check_request(code, self._policy, language)
        program = executor_of(language).program(self._policy)
        async with self._one_at_a_time:
            if self._closed:
                raise SandboxFault("the session was closed", kind="closed")
            link = await self._sandbox.connected()
            if link is not self._link:
                self._link, self._number = link, link.new_session()
                self._forget("the supervisor died between two calls")
            try:
                execution = await link.execute(source, self._policy, language, program, session=self._number)
            except SandboxFault as fault:
                if fault.kind == "worker_died":
                    self._forget(fault.message)
                self._keeps = self._keeps and fault.kind != "state_lost"
                raise
            self._keeps = execution.state == "kept"
            return execution

    def _forget(self, reason: str) -> None:
        """Note that the child is gone.

        Raises:
            SandboxFault: if variables have gone with it, so that the same call made again would not do.
        """
        if self._keeps:
            self._keeps = False
            raise SandboxFault(f"variables of earlier calls were lost: {reason}", kind="state_lost")

    async def aclose(self) -> None:
        """End the child and all that it left running."""
        self._closed = True
        if self._link is not None:
            await self._link.end_session(self._number)


class _Link:
    """One supervisor and the calls that it has been given."""

    def __init__(self, plan: Plan) -> None:
        self.lost = False
        self._plan = plan
        self._next = 0
        self._waiting: dict[int, asyncio.Future[Execution]] = {}
        self._closing: dict[int, asyncio.Future[None]] = {}
        self._loop = asyncio.get_running_loop()
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(
                command("supervisor", str(theirs.fileno()), msgspec.json.encode(plan).decode()),
                env=environment(plan.layout),
                pass_fds=[theirs.fileno()],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._reader = self._loop.create_task(self._read())
        self._sending = asyncio.Lock()
        self._posting: set[asyncio.Task[None]] = set()

    def new_session(self) -> int:
        """A number for a session."""
        self._next += 1
        return self._next

    async def end_session(self, number: int) -> None:
        """Have a session's child ended, and wait until it has."""
        if self.lost:
            return
        closed = self._closing[number] = self._loop.create_future()
        try:
            self._post(Close(number))
            await closed
        finally:
            self._closing.pop(number, None)

    async def execute(
        self,
        code: bytes,
        policy: Policy,
        language: Language,
        program: Program | None,
        inputs: Inputs = NO_INPUTS,
        *,
        session: int = 0,
    ) -> Execution:
        """Send one call and wait for its answer."""
        if self.lost:
            raise SandboxFault("the supervisor died", kind="worker_died")
        self._next += 1
        number = self._next
        answer: asyncio.Future[Execution] = self._loop.create_future()
        self._waiting[number] = answer
        try:
            self._post(
                Run(
                    call=number,
                    code=code,
                    policy=policy,
                    asked=time.monotonic(),
                    language=language,
                    program=program,
                    inputs=inputs,
                    session=session,
                )
            )
            return await answer
        except asyncio.CancelledError:
            self._post(Cancel(number))
            raise
        finally:
            self._waiting.pop(number, None)

    async def aclose(self) -> None:
        """End the supervisor; its socket's end is its sign to clear up."""
        self._lose("the sandbox was closed", "closed")
        tasks = [self._reader, *self._posting]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._socket.close()
        await asyncio.to_thread(self._bury)

    def _bury(self) -> None:
        try:
            self._process.wait(_GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        remove_tree(self._plan.scratch)  # where it was killed it could not do so itself

    def _post(self, message: Run | Cancel | Close) -> None:
        """Send a message, in order and whole: in a task of its own, which outlives a cancelled call."""
        task = self._loop.create_task(self._send(message))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def _send(self, message: Run | Cancel | Close) -> None:
        async with self._sending:
            try:
                if not self.lost:
                    await self._loop.sock_sendall(self._socket, frame(message))
            except OSError:
                self._lose("the supervisor died", "worker_died")

    async def _read(self) -> None:
        reader: FrameReader[Finished | Failed | Closed] = FrameReader(Finished | Failed | Closed)
        while True:
            try:
                data = await self._loop.sock_recv(self._socket, _PIECE)
            except OSError:
                data = b""
            if not data:
                self._lose("the supervisor died", "worker_died")
                return
            for message in reader.feed(data):
                if isinstance(message, Closed):
                    self._note_closed(message.session)
                else:
                    self._note_answer(message)

    def _note_answer(self, message: Finished | Failed) -> None:
        answer = self._waiting.get(message.call)
        if answer is None or answer.done():
            return
        if isinstance(message, Finished):
            answer.set_result(message.execution)
        else:
            answer.set_exception(SandboxFault(message.message, kind=message.kind))

    def _note_closed(self, session: int) -> None:
        closed = self._closing.get(session)
        if closed is not None and not closed.done():
            closed.set_result(None)

    def _lose(self, message: str, kind: str) -> None:
        self.lost = True
        for session in tuple(self._closing):
            self._note_closed(session)
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(SandboxFault(message, kind=kind))
