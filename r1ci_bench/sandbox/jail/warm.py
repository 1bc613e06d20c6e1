"""A template as the supervisor sees it: a process, a socket, and the calls that it has yet to clone."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.sandbox.jail import usage
from r1ci_bench.sandbox.jail.helpers import command, environment
from r1ci_bench.sandbox.jail.wire import Ready, Reap, Spawn, Spawned

if TYPE_CHECKING:
    from r1ci_bench.sandbox.jail.call import Call
    from r1ci_bench.sandbox.jail.plan import Plan

_MOST_BYTES = 1 << 16
_MOST_PENDING = 4

_decode = msgspec.json.Decoder(Ready | Spawned).decode


class Template:
    """Starts a template process; it is warm once `ready` is true.

    Args:
        modules: What it preloads.
        plan: How its children are isolated.

    Attributes:
        modules: As given.
        ready: True once it takes calls.
        gone: True once it has ended.
        kind: Kind of the fault that its end is to the calls that waited for it.
        reason: Why it ended, or why it could not clone the last child.
        pending: Calls that were handed to it and have no process yet.
        parent_of: Process ids of calls of which it is the parent.
        warm_bytes: Memory of its own once it is ready, which its children share.
    """

    def __init__(self, modules: tuple[str, ...], plan: Plan) -> None:
        self.modules = modules
        self.ready = False
        self.gone = False
        self.kind = "worker_died"
        self.reason = "the warm interpreter died"
        self.pending: dict[int, Call] = {}
        self.parent_of: set[int] = set()
        self.warm_bytes = 0
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(
                command(
                    "template",
                    str(theirs.fileno()),
                    msgspec.json.encode(plan).decode(),
                    msgspec.json.encode(modules).decode(),
                ),
                env=environment(plan.layout),
                pass_fds=[theirs.fileno()],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self.pid = self._process.pid

    @property
    def idle(self) -> bool:
        """Whether its end would harm no call."""
        return not self.pending and not self.parent_of

    def fileno(self) -> int:
        """The descriptor on which news come."""
        return self._socket.fileno()

    def spawn(self, call: Call) -> bool:
        """Hand a call over.

        Returns:
            False where it has enough to do.

        Raises:
            OSError: if the call's descriptors cannot be made or sent.
        """
        if len(self.pending) >= _MOST_PENDING:
            return False
        request = call.request
        try:
            call.open()
            process = call.process
            spawn = Spawn(
                job=call.job, policy=request.policy, scratch=process.scratch, slot=process.slot.number
            )
            socket.send_fds(self._socket, [msgspec.json.encode(spawn)], call.given)
        except BlockingIOError:
            return False
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has died; `hear` is about to say so, and the call ends with the others
        finally:
            call.hand_over()
            call.process.hand_over()
        self.pending[request.call] = call
        return True

    def hear(self) -> list[Call]:
        """Read what it has to say.

        Returns:
            Calls that have a process now, or, with `pid` 0, can have none.
        """
        settled: list[Call] = []
        while True:
            try:
                body = self._socket.recv(_MOST_BYTES)
            except BlockingIOError:
                return settled
            except OSError:
                body = b""
            if not body:
                self.gone = True
                return settled
            message = _decode(body)
            if isinstance(message, Ready):
                self.ready = not message.kind
                self.kind = message.kind or self.kind
                self.reason = message.message or self.reason
                self.warm_bytes = usage.quick(self.pid).private
                continue
            call = self.pending.pop(message.call)
            if message.pid:
                self._give_child(call, message)
            else:
                self.reason = f"a call cannot be cloned: {message.message}"
            settled.append(call)

    def _give_child(self, call: Call, child: Spawned) -> None:
        if not child.ours:
            self.parent_of.add(child.pid)
        try:
            call.process.adopt(child.pid, ours=child.ours)
        except OSError as error:  # nothing runs that cannot be waited for and killed
            self.reason = f"a call cannot be watched: {error.strerror}"
            os.kill(child.pid, signal.SIGKILL)
            if child.ours:
                os.waitpid(child.pid, 0)
            self.reap(child.pid)

    def reap(self, pid: int) -> None:
        """Let it collect a dead child of its own."""
        if pid in self.parent_of:
            self.parent_of.remove(pid)
            with suppress(OSError):  # it has died, and what was below it is reaped by others
                self._socket.send(msgspec.json.encode(Reap(pid)))

    def close(self) -> None:
        """End it."""
        self._socket.close()
        self._process.kill()
        self._process.wait()
        self.gone = True
