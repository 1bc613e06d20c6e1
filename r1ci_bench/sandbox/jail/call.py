"""One call as the supervisor sees it: its pipes, its limits, its end."""

from __future__ import annotations

import math
import os
import signal
import time
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.sandbox.jail import inputs, sealed, tree
from r1ci_bench.sandbox.jail.output import HeadTail
from r1ci_bench.sandbox.jail.wire import Ended, Failed, Finished, Job, Refused, Started
from r1ci_bench.sandbox.policy import NO_INPUTS, Execution

if TYPE_CHECKING:
    from r1ci_bench.sandbox.jail.process import Process
    from r1ci_bench.sandbox.jail.wire import Extra, Run
    from r1ci_bench.sandbox.policy import Ending, State

_PIECE = 1 << 16
_MOST_PIECES = 64  # four times the largest pipe that code can make
_STATUS_BYTES = 1 << 16
_START_SECONDS = 30.0

_decode_status = msgspec.json.Decoder(Started | Refused | Ended).decode


class Call:
    """Code from its request to its answer.

    Args:
        request: What the client asked for.
        process: The first process that runs it, cloned or yet to be.
        wall_seconds: Time that it has.
        cpu_seconds: Processor time that it has.
        ahead: True where there is no code yet; `take` brings it.

    Attributes:
        request: As given.
        process: As given.
        cancelled: True where nobody waits for the answer.
        streams: Descriptors to read: those of stdout, stderr and status.
        given: Descriptors for the child.
        job: What the child is told.
        begun: When it was given a place, or its code where that came later, on the monotonic clock.
    """

    def __init__(
        self,
        request: Run,
        process: Process,
        *,
        wall_seconds: float,
        cpu_seconds: float,
        ahead: bool = False,
    ) -> None:
        self.request = request
        self.process = process
        self.cancelled = False
        self.streams: dict[int, HeadTail | bytearray] = {}
        self.given: list[int] = []
        self.job = Job(call=request.call)
        self._wall_seconds = wall_seconds
        self._cpu_seconds = cpu_seconds
        self._cpu_before = tree.cpu_seconds(process.pid) if process.pid else 0.0
        self._status = bytearray()
        self._started: Started | None = None
        self._refused: Refused | None = None
        self._ended: Ended | None = None
        self.begun = time.monotonic()
        self._killed_for: Ending | None = None
        self._killed = False
        self._gone = 0.0
        self._cpu = 0.0
        self._fetched = -1
        self._ahead = ahead
        self._gate = -1
        self._code = -1
        limit = request.policy.output_bytes
        self._out, self._err = HeadTail(limit), HeadTail(limit)

    def open(self) -> None:
        """Make the descriptors that the child gets, and the message that goes with them.

        Raises:
            OSError: if there are none to be had.
        """
        request = self.request
        if self._ahead:
            self._code = sealed.empty()
            self.given.append(os.dup(self._code))
        else:
            self.given.append(sealed.memory(request.code))
        for sink in (self._out, self._err, self._status):
            reader, writer = os.pipe()
            os.set_blocking(reader, False)
            self.streams[reader] = sink
            self.given.append(writer)
        extra: list[Extra] = []
        if request.inputs.stdin:
            extra.append("stdin")
            self.given.append(sealed.memory(request.inputs.stdin))
        if request.inputs.files:
            extra.append("files")
            self.given.append(sealed.memory(inputs.pack(request.inputs.files)))
        if request.inputs.fetch:
            extra.append("fetched")
            self._fetched = os.memfd_create("fetched")
            self.given.append(os.dup(self._fetched))
        if self._ahead:
            extra.append("gate")
            reader, self._gate = os.pipe()
            self.given.append(reader)
        if self.process.theirs is not None:
            extra.append("control")
            self.given.append(os.dup(self.process.theirs.fileno()))
        self.job = Job(
            call=request.call, program=request.program, fetch=request.inputs.fetch, extra=tuple(extra)
        )

    def serves(self, request: Run) -> bool:
        """Whether the process that waits is as this request wants it."""
        plain = request.program is None and not request.session and request.inputs == NO_INPUTS
        sound = self._refused is None and self._ended is None
        return plain and sound and request.policy == self.request.policy

    def take(self, request: Run) -> bool:
        """Run a request in the process that has waited for one.

        Returns:
            False where it has died meanwhile, or there is no memory for the code; nothing was run, and it can
            serve no other request.
        """
        try:
            sealed.fill(self._code, request.code)
            os.write(self._gate, b"g")
        except OSError:
            return False
        self._close_gate()
        self.request = request
        self.begun = time.monotonic()
        if self._started is not None:
            self._started = Started(self.begun, self._started.layers)
        return True

    def _close_gate(self) -> None:
        for descriptor in (self._gate, self._code):
            if descriptor >= 0:
                os.close(descriptor)
        self._gate = self._code = -1

    def hand_over(self) -> None:
        """Close what the child got, so that its end is the end of its streams."""
        while self.given:
            os.close(self.given.pop())

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

    @property
    def settled(self) -> bool:
        """Whether it is over while its process lives on, as a call of a session may be."""
        return self._ended is not None and self._ended.alive and not self._killed

    @property
    def cleared(self) -> bool:
        """Whether nothing is left of it but its first process, which is about to end: it can be answered."""
        return self._ended is not None and self._ended.clear

    def deadline(self) -> float:
        """When to look at this call again, on the monotonic clock."""
        if self._killed:
            return math.inf
        if self._started is None:
            return self.begun + _START_SECONDS
        return self._started.at + self._wall_seconds

    def check_time(self, now: float) -> None:
        """Enforce the limit on wall time."""
        if now >= self.deadline():
            self.kill("wall_time" if self._started else None)

    def check_cpu(self) -> None:
        """Enforce the limit on processor time for the whole tree; the kernel's own is for each process."""
        if self.process.pid and self._started is not None and not self._killed:
            self._note_cpu(tree.cpu_seconds(self.process.pid))
            if self._cpu >= self._cpu_seconds:
                self.kill("cpu_time")

    def overdue(self, now: float) -> bool:
        """Whether no child has come of it for too long."""
        return not self.process.pid and now >= self.begun + _START_SECONDS

    def kill(self, reason: Ending | None) -> None:
        """End the whole tree; what it is answered with follows from the reason."""
        if self._killed or not self.process.pid:
            return
        self._killed = True
        # An end that was already reported is the truth; the kill only hurries the clearing up.
        self._killed_for = reason if self._ended is None else None
        self.process.kill()

    def collect(self, now: float) -> None:
        """Take what is left in the streams, now that it is over."""
        self._gone = now
        if self.settled:
            self._note_cpu(tree.cpu_seconds(self.process.pid))
        elif not self.cleared:
            self._note_cpu(self.process.cpu_seconds)
        for descriptor in self.streams:
            self._drain(descriptor)
        if self._killed_for is None and self._was_killed() and self.process.ran_out_of_memory():
            self._killed_for = "memory"

    def _was_killed(self) -> bool:
        return self._ended is None or self._ended.status == signal.SIGKILL

    def close(self) -> None:
        """Release everything that the call holds; its process is not the call's alone."""
        self.hand_over()
        self._close_gate()
        for descriptor in self.streams:
            os.close(descriptor)
        self.streams = {}
        if self._fetched >= 0:
            os.close(self._fetched)
            self._fetched = -1

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
        ended = self._ended
        exit_code: int | None = None
        number: int | None = int(signal.SIGKILL)
        if ended is not None:
            self._cpu = max(self._cpu, ended.cpu_seconds)
            code = os.waitstatus_to_exitcode(ended.status)
            exit_code, number = (code, None) if code >= 0 else (None, -code)
        return Execution(
            ending=self._ending(number),
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
            language=self.request.language,
            stage="compile" if self._compiling() else "run",
            state=self._state(),
            files=self._files(),
        )

    def _ending(self, number: int | None) -> Ending:
        if self._killed_for is not None:
            return self._killed_for
        if number == signal.SIGXCPU or (number == signal.SIGKILL and self._cpu >= self._cpu_seconds):
            return "cpu_time"
        if self._ran_out_of_memory():
            return "memory"
        return "exited" if number is None else "signalled"

    def _ran_out_of_memory(self) -> bool:
        """Whether the interpreter, or a program that failed, said that it had no memory.

        Both can be made to lie, about themselves; an end that memory cannot be the reason of is no such end.
        """
        ended, program = self._ended, self.request.program
        if ended is None or not ended.status:
            return False
        if program is None:
            return ended.memory and os.waitstatus_to_exitcode(ended.status) == 1
        return any(sign in self._err.text() for sign in program.memory_signs)

    def _compiling(self) -> bool:
        program = self.request.program
        return bool(program and program.compile and self._ended and self._ended.compiling)

    def _state(self) -> State:
        if not self.request.session:
            return "none"
        return "kept" if self.settled else "lost"

    def _files(self) -> dict[str, bytes]:
        """What was fetched; nothing where the process was ended before it was done."""
        if self._fetched < 0:
            return {}
        try:
            return inputs.unpacked(inputs.whole(self._fetched))
        except msgspec.DecodeError:
            return {}

    def _note_cpu(self, total: float) -> None:
        self._cpu = max(self._cpu, total - self._cpu_before)

    def _read_status(self) -> None:
        while b"\n" in self._status:
            line, _, rest = self._status.partition(b"\n")
            self._status[:] = rest
            message = _decode_status(bytes(line))
            if isinstance(message, Started):
                # One made ahead may tell only now of a start that was before its code came.
                self._started = Started(max(message.at, self.begun), message.layers)
            elif isinstance(message, Ended):
                self._ended = message
            elif self._ended is None:  # what goes wrong after the code's end does not undo it
                self._refused = message

    def _drain(self, descriptor: int) -> None:
        """Read to the end; without one (a writer survived) what a pipe can hold, and no more."""
        sink = self.streams[descriptor]
        for _ in range(_MOST_PIECES):
            before = sink.total if isinstance(sink, HeadTail) else 0
            if not self.read(descriptor) or not isinstance(sink, HeadTail) or sink.total == before:
                return
