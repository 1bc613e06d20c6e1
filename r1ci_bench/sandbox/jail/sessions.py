"""The sessions of one client: which first process serves each, and what each has left to use up."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.sandbox.jail.wire import Failed, Finished
from r1ci_bench.sandbox.policy import Execution

if TYPE_CHECKING:
    from collections.abc import Callable

    from r1ci_bench.sandbox.jail.call import Call
    from r1ci_bench.sandbox.jail.process import Process
    from r1ci_bench.sandbox.jail.wire import Run
    from r1ci_bench.sandbox.policy import Policy


class Session:
    """The calls of one transcript.

    Args:
        policy: Its limits.

    Attributes:
        process: The first process that serves it, or None before the first call and after a loss.
        busy: True while one of its calls is under way.
        closing: True once nobody will call again.
    """

    def __init__(self, policy: Policy) -> None:
        self.process: Process | None = None
        self.busy = False
        self.closing = False
        self._keeps = False
        self._lost = False
        self._wall_left = policy.session_wall_seconds
        self._cpu_left = policy.session_cpu_seconds

    def limits(self, policy: Policy) -> tuple[float, float]:
        """Wall time and processor time that the next call has."""
        return min(policy.wall_seconds, self._wall_left), min(policy.cpu_seconds, self._cpu_left)

    def refusal(self, request: Run) -> Finished | Failed | None:
        """What a call is answered without being run: nothing is left for it, or its variables died idle."""
        if self._lost:
            self._lost = False
            return Failed(
                request.call,
                "state_lost",
                "the session's process died with a call that was cancelled, or between two",
            )
        if self._wall_left > 0 and self._cpu_left > 0:
            return None
        return Finished(
            request.call,
            Execution(
                ending="wall_time" if self._wall_left <= 0 else "cpu_time",
                stdout="",
                stderr="",
                exit_code=None,
                signal=None,
                seconds=0.0,
                cpu_seconds=0.0,
                queue_seconds=0.0,
                stdout_bytes=0,
                stderr_bytes=0,
                truncated=False,
                layers=(),
                language=request.language,
                state="kept" if self.process is not None else "lost",
            ),
        )

    def send(self, call: Call) -> None:
        """Hand a call to the process that serves the session.

        Raises:
            OSError: if its descriptors cannot be made.
        """
        process = self.process
        if process is None or process.control is None:
            return
        try:
            call.open()
            socket.send_fds(process.control, [msgspec.json.encode(call.job)], call.given)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has died; its process descriptor is about to say so
        finally:
            call.hand_over()

    def note(self, answer: Finished | Failed) -> None:
        """Count what a call has used up."""
        self.busy = False
        if isinstance(answer, Finished):
            self._keeps = answer.execution.state == "kept"
            self._wall_left -= answer.execution.seconds
            self._cpu_left -= answer.execution.cpu_seconds

    def forget(self, *, idle: bool) -> None:
        """Its process has died; where no call is answered by that, the next one is told of what is lost."""
        self.process = None
        self._lost = idle and self._keeps
        self._keeps = False


class Sessions:
    """All sessions that are not closed.

    Args:
        closed: Told of the number of each that is over.
    """

    def __init__(self, closed: Callable[[int], None]) -> None:
        self._closed = closed
        self._known: dict[int, Session] = {}

    def of(self, request: Run) -> Session | None:
        """The session of a call; None where it has none."""
        if not request.session:
            return None
        if request.session not in self._known:
            self._known[request.session] = Session(request.policy)
        return self._known[request.session]

    def close(self, number: int) -> None:
        """End one, whose calls have been cancelled; it is over when its process is."""
        session = self._known.get(number)
        if session is None or session.process is None:
            self._end(number)
            return
        session.closing = True
        if session.process.pid:
            session.process.kill()

    def forget(self, process: Process, *, idle: bool) -> None:
        """A process has died, or has never been; see `Session.forget`."""
        for number, session in list(self._known.items()):
            if session.process is process:
                session.forget(idle=idle)
                if session.closing:
                    self._end(number)

    def _end(self, number: int) -> None:
        self._known.pop(number, None)
        self._closed(number)
