"""One call as the supervisor sees it: its pipes, its limits, its end."""

from __future__ import annotations

import math
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.sandbox.jail import tree
from r1ci_bench.sandbox.jail.output import HeadTail
from r1ci_bench.sandbox.jail.wire import Ended, Failed, Finished, Refused, Started
from r1ci_bench.sandbox.policy import Execution

if TYPE_CHECKING:
    from r1ci_bench.sandbox.jail.wire import Run
    from r1ci_bench.sandbox.policy import Ending

_PIECE = 1 << 16
_STATUS_BYTES = 1 << 16
_START_SECONDS = 30.0

_decode_status = msgspec.json.Decoder(Started | Refused | Ended).decode


class Call:
    """A child from its request to its answer.

    Args:
        request: What the client asked for.
        scratch_root: Where to make a scratch directory on the host, or None where the child mounts one.

    Attributes:
        request: As given.
        scratch: The scratch directory on the host, or None.
        pid: Process id of the first process, 0 before there is one.
        handle: Its process descriptor, -1 before there is one.
        ours: True where the supervisor is its parent.
        cancelled: True where nobody waits for the answer.
        streams: Descriptors to read: those of stdout, stderr and status.
    """

    def __init__(self, request: Run, scratch_root: str | None) -> None:
        self.request = request
        self.scratch = None if scratch_root is None else tempfile.mkdtemp(prefix="call-", dir=scratch_root)
        self.pid = 0
        self.handle = -1
        self.ours = True
        self.cancelled = False
        self.streams: dict[int, HeadTail | bytearray] = {}
        self.given: list[int] = []
        self._status = bytearray()
        self._started: Started | None = None
        self._refused: Refused | None = None
        self._ended: Ended | None = None
        self._begun = time.monotonic()
        self._killed_for: Ending | None = None
        self._killed = False
        self._gone = 0.0
        self._cpu = 0.0
        limit = request.policy.output_bytes
        self._out, self._err = HeadTail(limit), HeadTail(limit)

    def open(self) -> list[int]:
        """Make the descriptors that the child gets: code, stdout, stderr, status."""
        self.given.append(os.memfd_create("code"))
        with open(self.given[0], "wb", closefd=False) as file:
            file.write(self.request.code)
        for sink in (self._out, self._err, self._status):
            reader, writer = os.pipe()
            os.set_blocking(reader, False)
            self.streams[reader] = sink
            self.given.append(writer)
        return self.given

    def hand_over(self) -> None:
        """Close what the child got, so that its end is the end of its streams."""
        while self.given:
            os.close(self.given.pop())

    def adopt(self, pid: int, *, ours: bool) -> None:
        """Note the first process; it cannot be gone before `collect`."""
        self.pid = pid
        self.ours = ours
        self.handle = os.pidfd_open(pid)

    def read(self, descriptor: int) -> bool:
        """Take what a stream has now.

        Returns:
            False at its end.
        """
        sink = self.streams[descriptor]
        try:
            data = os.read(descriptor, _PIECE)
        except BlockingIOError:
            return True
        if isinstance(sink, HeadTail):
            sink.feed(data)
        elif len(sink) + len(data) <= _STATUS_BYTES:
            sink += data
            self._read_status()
        return bool(data)

    def deadline(self) -> float:
        """When to look at this call again, on the monotonic clock."""
        if self._killed:
            return math.inf
        if self._started is None:
            return self._begun + _START_SECONDS
        return self._started.at + self.request.policy.wall_seconds

    def check_time(self, now: float) -> None:
        """Enforce the limit on wall time."""
        if now >= self.deadline():
            self.kill("wall_time" if self._started else None)

    def check_cpu(self) -> None:
        """Enforce the limit on processor time for the whole tree; the kernel's own is for each process."""
        if self.pid and self._started is not None and not self._killed:
            self._cpu = max(self._cpu, tree.cpu_seconds(self.pid))
            if self._cpu >= self.request.policy.cpu_seconds:
                self.kill("cpu_time")

    def overdue(self, now: float) -> bool:
        """Whether no child has come of it for too long."""
        return not self.pid and now >= self._begun + _START_SECONDS

    def kill(self, reason: Ending | None) -> None:
        """End the whole tree; what it is answered with follows from the reason."""
        if self._killed or not self.pid:
            return
        self._killed = True
        # An end that was already reported is the truth; the kill only hurries the clearing up.
        self._killed_for = reason if self._ended is None else None
        if self.scratch is not None:  # no process namespace of its own whose end would take all with it
            tree.kill_below(self.pid)
        signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def collect(self, now: float) -> None:
        """Take the dead first process from the kernel, and what is left in the streams."""
        if self.ours:
            _, _, usage = os.wait4(self.pid, 0)
            self._cpu = max(self._cpu, usage.ru_utime + usage.ru_stime)
        self._gone = now
        for descriptor in self.streams:
            self._drain(descriptor)

    def close(self) -> None:
        """Release everything that the call holds."""
        self.hand_over()
        for descriptor in self.streams:
            os.close(descriptor)
        self.streams = {}
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1
        if self.scratch is not None:
            remove_tree(self.scratch)

    def answer(self) -> Finished | Failed:
        """What to tell the client, once the call is collected."""
        number = self.request.call
        if self._refused is not None:
            message = f"the code was not run: {self._refused.layer}: {self._refused.message}"
            return Failed(number, "layer_failed", message)
        if self._started is None:
            return Failed(number, "worker_died", "the process of a call died before the code started")
        if self._ended is None and self._killed_for is None:
            return Failed(number, "worker_died", "the process of a call died under its code")
        return Finished(number, self._execution(self._started))

    def _execution(self, started: Started) -> Execution:
        policy = self.request.policy
        ended = self._ended
        exit_code: int | None = None
        number: int | None = int(signal.SIGKILL)
        if ended is not None:
            self._cpu = max(self._cpu, ended.cpu_seconds)
            code = os.waitstatus_to_exitcode(ended.status)
            exit_code, number = (code, None) if code >= 0 else (None, -code)
        if self._killed_for is not None:
            ending: Ending = self._killed_for
        elif number == signal.SIGXCPU or (number == signal.SIGKILL and self._cpu >= policy.cpu_seconds):
            ending = "cpu_time"
        elif ended is not None and ended.memory:
            ending = "memory"
        else:
            ending = "exited" if number is None else "signalled"
        return Execution(
            ending=ending,
            stdout=self._out.text(),
            stderr=self._err.text(),
            exit_code=exit_code,
            signal=number,
            seconds=(ended.at if ended is not None else self._gone) - started.at,
            cpu_seconds=self._cpu,
            queue_seconds=max(0.0, started.at - self.request.asked),
            stdout_bytes=self._out.total,
            stderr_bytes=self._err.total,
            truncated=self._out.truncated or self._err.truncated,
            layers=started.layers,
        )

    def _read_status(self) -> None:
        while b"\n" in self._status:
            line, _, rest = self._status.partition(b"\n")
            self._status[:] = rest
            message = _decode_status(bytes(line))
            if isinstance(message, Started):
                self._started = message
            elif isinstance(message, Refused):
                self._refused = message
            else:
                self._ended = message

    def _drain(self, descriptor: int) -> None:
        """Read to the end; without one (a writer survived) to what is there now."""
        sink = self.streams[descriptor]
        before = -1
        total = 0
        while total != before:
            before = total
            if not self.read(descriptor):
                return
            total = sink.total if isinstance(sink, HeadTail) else total


def remove_tree(folder: str) -> None:
    """Remove a scratch directory, whatever the code has done to the permissions in it."""
    top = Path(folder)
    if not top.is_dir():
        return
    top.chmod(stat.S_IRWXU)
    for here, folders, _ in os.walk(top):
        for path in (Path(here, name) for name in folders):
            if not path.is_symlink():
                path.chmod(stat.S_IRWXU)
    try:
        shutil.rmtree(top, ignore_errors=True)
    except RecursionError:  # folders nested deeper than the interpreter's stack
        subprocess.run(["rm", "-rf", "--", folder], check=False)
