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

from r1ci_bench.errors import SandboxFault, SetupError, UsageError
from r1ci_bench.sandbox.jail.call import remove_tree
from r1ci_bench.sandbox.jail.helpers import command, environment
from r1ci_bench.sandbox.jail.layout import current_layout
from r1ci_bench.sandbox.jail.plan import Plan
from r1ci_bench.sandbox.jail.probe import layer_reports, missing
from r1ci_bench.sandbox.jail.wire import Cancel, Failed, Finished, FrameReader, Run, frame
from r1ci_bench.sandbox.policy import NO_INPUTS, Execution, LayerReport, Sandbox

if TYPE_CHECKING:
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
        if language not in policy.languages:
            raise UsageError(f"the policy does not allow {language} code")
        link = await self._connected()
        return await link.execute(code, policy)

    def layers(self) -> tuple[LayerReport, ...]:
        """The layers of this machine, as probed."""
        return layer_reports()

    async def aclose(self) -> None:
        """End the supervisor, and with it every call."""
        self._closed = True
        async with self._starting:
            if self._link is not None:
                await self._link.aclose()
                self._link = None

    async def _connected(self) -> _Link:
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

    def _applied_layers(self) -> tuple[str, ...]:
        if sys.platform != "linux":
            raise SetupError(
                "code can only be run on Linux", hint="use a virtual machine or a remote sandbox"
            )
        return super()._applied_layers()


class _Link:
    """One supervisor and the calls that it has been given."""

    def __init__(self, plan: Plan) -> None:
        self.lost = False
        self._plan = plan
        self._next = 0
        self._waiting: dict[int, asyncio.Future[Execution]] = {}
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

    async def execute(self, code: str, policy: Policy) -> Execution:
        """Send one call and wait for its answer."""
        if self.lost:
            raise SandboxFault("the supervisor died", kind="worker_died")
        self._next += 1
        number = self._next
        answer: asyncio.Future[Execution] = self._loop.create_future()
        self._waiting[number] = answer
        try:
            self._post(Run(number, code.encode("utf-8", "surrogatepass"), policy, time.monotonic()))
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

    def _post(self, message: Run | Cancel) -> None:
        """Send a message, in order and whole: in a task of its own, which outlives a cancelled call."""
        task = self._loop.create_task(self._send(message))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def _send(self, message: Run | Cancel) -> None:
        async with self._sending:
            try:
                if not self.lost:
                    await self._loop.sock_sendall(self._socket, frame(message))
            except OSError:
                self._lose("the supervisor died", "worker_died")

    async def _read(self) -> None:
        reader: FrameReader[Finished | Failed] = FrameReader(Finished | Failed)
        while True:
            try:
                data = await self._loop.sock_recv(self._socket, _PIECE)
            except OSError:
                data = b""
            if not data:
                self._lose("the supervisor died", "worker_died")
                return
            for message in reader.feed(data):
                answer = self._waiting.get(message.call)
                if answer is None or answer.done():
                    continue
                if isinstance(message, Finished):
                    answer.set_result(message.execution)
                else:
                    answer.set_exception(SandboxFault(message.message, kind=message.kind))

    def _lose(self, message: str, kind: str) -> None:
        self.lost = True
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(SandboxFault(message, kind=kind))
