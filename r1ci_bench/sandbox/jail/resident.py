"""The first process of a session: the calls of a transcript run below it, one after another.

Between two calls everything below it is stopped: what a call has left running takes no processor time and
changes nothing while the model thinks.
"""

from __future__ import annotations

import mmap
import os
import resource
import select
import signal
import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from msgspec import json

from r1ci_bench.sandbox.jail import code, notebook, tree
from r1ci_bench.sandbox.jail.given import MOST, Given
from r1ci_bench.sandbox.jail.program import COMPILING
from r1ci_bench.sandbox.jail.wire import Ended, Job, Started

if TYPE_CHECKING:
    from r1ci_bench.sandbox.jail.child import Prepared
    from r1ci_bench.sandbox.jail.wire import Spawn

_MOST_BYTES = 1 << 16
_decode = json.Decoder(Job).decode


class Resident:
    """Runs the calls of one session.

    Args:
        prepared: What the template has made ready; all layers are applied.
        spawn: What this process was cloned for.
        given: The descriptors of the first call.
    """

    def __init__(self, prepared: Prepared, spawn: Spawn, given: Given) -> None:
        self._prepared = prepared
        self._spawn = spawn
        self._mark = mmap.mmap(-1, mmap.PAGESIZE)
        self._control = socket.socket(fileno=given.extra.pop("control"))
        self._dead: dict[int, int] = {}
        self._interpreter, self._pieces = self._start_interpreter(given)
        self._bell = _ring_at_ends()
        self._ends = select.poll()
        self._ends.register(self._bell, select.POLLIN)
        self._ends.register(self._pieces, select.POLLIN)

    def serve(self, job: Job, given: Given) -> NoReturn:
        """Run calls until the supervisor or the interpreter is gone."""
        while True:
            self._run(job, given)
            given.close()
            if self._interpreter in self._dead:
                os._exit(0)
            self._signal_all(signal.SIGSTOP)
            self._wait_for_call()
            message, descriptors, _, _ = socket.recv_fds(self._control, _MOST_BYTES, MOST)
            if not message:
                os._exit(0)
            job = _decode(message)
            given = Given(job, descriptors)
            self._signal_all(signal.SIGCONT)

    def _run(self, job: Job, given: Given) -> None:
        self._mark[:2] = b"\0\0"
        _tell(given.status, Started(time.monotonic(), self._prepared.layers))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        if job.program is None:
            number = b"%d" % job.call
            with suppress(OSError):  # it may have closed its end, which the wait is about to find out
                socket.send_fds(self._pieces, [number], [given.code, given.out, given.err])
            status = self._wait(self._interpreter, number)
        else:
            pid = self._prepared.fork()
            if pid == 0:
                code.become(self._prepared, self._spawn, job, given, self._mark)
            self._dead.pop(pid, None)  # of a process of this number, long ago
            status = self._wait(pid, None)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
        alive = self._interpreter not in self._dead
        if not alive:
            self._signal_all(signal.SIGKILL)
        _tell(
            given.status,
            Ended(time.monotonic(), status, self._mark[0] == 1, spent, self._mark[COMPILING] == 1, alive),
        )

    def _wait_for_call(self) -> None:
        """Wait for the next call, or end: what is idle and has lost its interpreter must not look alive."""
        news = select.poll()
        news.register(self._control, select.POLLIN)
        news.register(self._bell, select.POLLIN)
        while True:
            while self._reap():
                pass
            if self._interpreter in self._dead:
                os._exit(0)
            if any(descriptor == self._control.fileno() for descriptor, _ in news.poll()):
                return
            os.read(self._bell, _MOST_BYTES)

    def _wait(self, pid: int, number: bytes | None) -> int:
        """How a process ends, as of waitpid(2), or what the interpreter says of a piece, whichever comes."""
        while True:
            while self._reap():
                pass
            if pid in self._dead:
                return self._dead[pid]
            for descriptor, _ in self._ends.poll():
                if descriptor != self._pieces.fileno():
                    os.read(descriptor, _MOST_BYTES)
                    continue
                said, _, exit_code = self._hear().partition(b" ")
                if said == number and exit_code.isdigit() and len(exit_code) <= 3:
                    return (int(exit_code) & 0xFF) << 8
                if not said:
                    # It has closed its end, or is dead: its children can hold the socket for longer than it
                    # lives. Without it there is no state.
                    if self._interpreter not in self._dead:
                        os.kill(self._interpreter, signal.SIGKILL)
                    self._ends.unregister(self._pieces)

    def _hear(self) -> bytes:
        """What the interpreter says; nothing where it has closed its end, read or unread what it was sent."""
        try:
            return self._pieces.recv(notebook.MOST_BYTES)
        except OSError:
            return b""

    def _reap(self) -> bool:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if pid:
            self._dead[pid] = status
        return bool(pid)

    def _start_interpreter(self, given: Given) -> tuple[int, socket.socket]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        pid = self._prepared.fork()
        if pid == 0:
            try:
                code.limit(self._prepared, self._spawn, Job(call=0), given.status)
                notebook.serve(theirs.detach(), self._prepared.null, self._spawn.scratch, self._mark)
            finally:
                os._exit(1)
        theirs.close()
        return pid, ours

    def _signal_all(self, number: signal.Signals) -> None:
        """Signal all below this process, at one stroke where it has a process namespace of its own."""
        if "pid_namespace" not in self._prepared.namespaces:
            tree.signal_below(os.getpid(), number)
            return
        try:
            os.kill(-1, number)
        except ProcessLookupError:
            return


def serve(prepared: Prepared, spawn: Spawn, given: Given) -> NoReturn:
    """Be the first process of a session, once all layers hold."""
    Resident(prepared, spawn, given).serve(spawn.job, given)


def _ring_at_ends() -> int:
    """A descriptor that can be read whenever a child has ended since it was last read."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    return reader


def _tell(status: int, message: Started | Ended) -> None:
    os.write(status, json.encode(message) + b"\n")
