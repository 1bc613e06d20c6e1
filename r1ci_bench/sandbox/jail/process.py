"""The first process of a call or of a session as the supervisor sees it, from its clone to its end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail import tree

if TYPE_CHECKING:
    from r1ci_bench.sandbox.jail.slots import Slots
    from r1ci_bench.sandbox.policy import Policy


class Process:
    """A child that is to be cloned by a template.

    Args:
        slots: Where to take a place from.
        policy: What all below it may use together.
        warm_bytes: Memory of the warm interpreter that it is cloned from.
        resident: True where it is to serve a session.

    Attributes:
        slot: Its place among the processes that serve calls at the same time.
        scratch: The scratch directory on the host, or None where the child mounts one.
        warm_bytes: As given.
        pid: Process id, 0 before there is one.
        handle: Its process descriptor, -1 before there is one.
        ours: True where the supervisor is its parent.
        control: The socket over which a session's one hears of its calls, or None.
        cpu_seconds: Processor time of it and what it waited for; known once it is collected.

    Raises:
        OSError: if there is no place, scratch directory or socket to be had.
    """

    def __init__(self, slots: Slots, policy: Policy, warm_bytes: int, *, resident: bool) -> None:
        self.warm_bytes = warm_bytes
        self.pid = 0
        self.handle = -1
        self.ours = True
        self.cpu_seconds = 0.0
        self.control: socket.socket | None = None
        self.theirs: socket.socket | None = None
        self.scratch: str | None = None
        self._slots: Slots | None = slots
        self.slot = slots.take(policy.memory_bytes + warm_bytes, policy.processes + 1)
        try:
            if not slots.plan.has("mount_namespace"):
                self.scratch = tempfile.mkdtemp(prefix="call-", dir=slots.plan.scratch)
            if resident:
                self.control, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                self.control.setblocking(False)
        except OSError:
            self.close()
            raise

    def hand_over(self) -> None:
        """Close what the child has got, so that its end is the end of the socket."""
        if self.theirs is not None:
            self.theirs.close()
            self.theirs = None

    def adopt(self, pid: int, *, ours: bool) -> None:
        """Note what was cloned; it cannot be gone before `collect`.

        Raises:
            OSError: if there is no descriptor for it; nothing is noted then.
        """
        self.handle = os.pidfd_open(pid)
        self.pid = pid
        self.ours = ours

    def kill(self) -> None:
        """End it and all below it."""
        if self.slot.group is not None:
            self.slot.group.kill()
        if self.scratch is not None:  # no process namespace of its own whose end would take all with it
            tree.kill_below(self.pid)
        signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def ran_out_of_memory(self) -> bool:
        """Whether the kernel has killed one of all below it for that, since this was last asked."""
        return self.slot.group is not None and self.slot.group.ran_out()

    def collect(self) -> None:
        """Take it from the kernel, now that it is dead."""
        if self.ours:
            _, _, usage = os.wait4(self.pid, 0)
            self.cpu_seconds = usage.ru_utime + usage.ru_stime

    def close(self) -> None:
        """Release everything that it holds."""
        self.hand_over()
        if self.control is not None:
            self.control.close()
            self.control = None
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1
        if self.scratch is not None:
            remove_tree(self.scratch)
        if self._slots is not None:
            self._slots.give(self.slot)
            self._slots = None


def remove_tree(folder: str) -> None:
    """Remove a scratch directory, whatever the code has done to the permissions in it."""
    top = Path(folder)
    if not top.is_dir():
        return
    for here, folders, _ in os.walk(top):
        for path in (top, *(Path(here, name) for name in folders)):
            # Deeper than a path can be long, gone meanwhile, or not ours: then it is removed as it is.
            with suppress(OSError):
                if not path.is_symlink():
                    path.chmod(stat.S_IRWXU)
    with suppress(RecursionError):  # folders nested deeper than the interpreter's stack
        shutil.rmtree(top, ignore_errors=True)
    if top.is_dir():
        subprocess.run(["rm", "-rf", "--", folder], stderr=subprocess.DEVNULL, check=False)
