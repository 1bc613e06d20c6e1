"""The harness's side of one verifier child: its process, its socket, its end.

Starting and killing never wait, so that a cancelled call leaves nothing half done; what waits is `reap` and
`last_words`, which belong in a thread.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

from r1ci_bench.errors import HostFault
from r1ci_bench.judge_worker import LENGTH_BYTES, MAX_REPLY_BYTES

_RECEIVE_BYTES = 1 << 16
_DYING_SECONDS = 5.0

# What the interpreter and its libraries need in order to start; nothing here is secret. The rest is fixed, so
# that a verdict depends on neither locale, time zone, hash seed nor the number of cores.
_PASSED_ON = ("PATH", "HOME", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SYSTEMROOT")
_FIXED = {
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


class Channel:
    """Length-prefixed frames over one end of a socket pair: one request, then one reply."""

    def __init__(self, end: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._socket = end
        self._socket.setblocking(False)
        self._received = bytearray()
        self._unsent = memoryview(b"")
        self._reply: asyncio.Future[bytes] | None = None
        self.lost = False
        self._loop.add_reader(self._socket, self._readable)

    def expect(self) -> asyncio.Future[bytes]:
        """The next reply; fails with EOFError where the child dies or talks out of turn."""
        self._reply = self._loop.create_future()
        # A call that was cancelled no longer asks; its future must not complain about that.
        self._reply.add_done_callback(lambda reply: reply.cancelled() or reply.exception())
        if self.lost:
            self._fail()
        return self._reply

    def request(self, frames: bytes) -> asyncio.Future[bytes]:
        """Send the frames of a request and expect its reply."""
        reply = self.expect()
        if not self.lost:
            self._unsent = memoryview(frames)
            self._writable()
        return reply

    def close(self) -> None:
        """Close this end; whoever still waits for a reply gets EOFError."""
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._socket.close()
        self._fail()

    def _fail(self) -> None:
        self.lost = True
        self._unsent = memoryview(b"")
        if self._reply is not None and not self._reply.done():
            self._reply.set_exception(EOFError("the child closed its end"))

    def _writable(self) -> None:
        try:
            sent = self._socket.send(self._unsent)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.close()
            return
        self._unsent = self._unsent[sent:]
        if self._unsent:
            self._loop.add_writer(self._socket, self._writable)
        else:
            self._loop.remove_writer(self._socket)

    def _readable(self) -> None:
        try:
            data = self._socket.recv(_RECEIVE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._received += data
        size = int.from_bytes(self._received[:LENGTH_BYTES], "big")
        surplus = len(self._received) - LENGTH_BYTES - size
        out_of_turn = self._reply is None or self._reply.done()
        if not data or out_of_turn or size > MAX_REPLY_BYTES or surplus > 0:
            self.close()
        elif surplus == 0 and self._reply is not None:
            payload = bytes(self._received[LENGTH_BYTES:])
            self._received.clear()
            self._reply.set_result(payload)


class Child:
    """One child interpreter, in a session of its own and without this process's descriptors or secrets.

    Attributes:
        ready: True once its interpreter is up.
        loaded: Entries of the tasks that it has imported.
        served: Verdicts that it has given.

    Args:
        memory_bytes: Its address space.

    Raises:
        HostFault: if this machine has no process or descriptor left.
    """

    def __init__(self, memory_bytes: int) -> None:
        self.ready = False
        self.loaded: set[str] = set()
        self.served = 0
        try:
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    self._process = _start(theirs.fileno(), memory_bytes)
                except OSError:
                    ours.close()
                    raise
        except OSError as error:
            raise HostFault(
                f"cannot start a child for verifiers: {error.strerror}",
                kind="no_process",
                hint="look at the limits of processes, memory and open files (ulimit -a)",
            ) from error
        self._channel = Channel(ours)

    @property
    def pid(self) -> int:
        """Its process id, which is also the id of its process group."""
        return self._process.pid

    def first_reply(self) -> asyncio.Future[bytes]:
        """The reply that it gives unasked once its interpreter is up."""
        return self._channel.expect()

    def request(self, frames: bytes) -> asyncio.Future[bytes]:
        """Send it a request; one at a time. The future fails with EOFError where it dies."""
        return self._channel.request(frames)

    def alive(self) -> bool:
        """True where it can be asked."""
        return not self._channel.lost and not self._exited()

    def kill(self) -> None:
        """End it and all that it started, at once and without waiting."""
        self._channel.close()
        # Only an unreaped child still owns its process group's number.
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def reaped(self) -> bool:
        """True where it is gone and waited for; does not wait."""
        return self._process.poll() is not None

    def reap(self) -> None:
        """Wait until it is gone. Blocks: call it in a thread, after `kill`."""
        self._process.wait()

    def last_words(self) -> str:
        """How it died. Blocks for as long as it takes to die: call it in a thread."""
        deadline = time.monotonic() + _DYING_SECONDS
        while not self._exited() and time.monotonic() < deadline:
            time.sleep(0.002)
        self.kill()
        code = self._process.wait()
        if code >= 0:
            return f"exit code {code}"
        return f"signal {signal.Signals(-code).name}"

    def _exited(self) -> bool:
        if self._process.returncode is not None:
            return True
        # Looks without reaping, so that `kill` can still reach what the child may have left behind.
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _start(descriptor: int, memory_bytes: int) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    # The harness's own path, in its order: what it can import, the child can. An empty entry is its folder.
    path = os.pathsep.join(entry or os.getcwd() for entry in sys.path)  # noqa: PTH109
    return subprocess.Popen(
        [
            *(sys.executable, "-P", "-m", "r1ci_bench.judge_worker"),
            *(str(descriptor), str(os.getpid()), str(memory_bytes)),
        ],
        env=environment | _FIXED | {"PYTHONPATH": path},
        # A task's prints go nowhere: they must reach neither the channel nor the user's screen.
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        start_new_session=True,
    )
