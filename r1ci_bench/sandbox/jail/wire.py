"""The messages between client, supervisor and template, and how the first two are framed."""

from __future__ import annotations

import struct
from typing import Generic, Literal, TypeVar

import msgspec
from msgspec import Struct

from r1ci_bench.sandbox.languages.program import Program
from r1ci_bench.sandbox.policy import NO_INPUTS, Execution, Inputs, Language, Policy

_HEADER = struct.Struct("!I")
HEADER_BYTES = _HEADER.size


class Run(Struct, frozen=True, kw_only=True, tag=True):
    """Client to supervisor: run this.

    Attributes:
        call: Number of the call, unique in this connection.
        code: The code as UTF-8, lone surrogates included.
        policy: Its limits.
        asked: When it was asked for, on the machine's monotonic clock in seconds.
        language: Its language.
        program: How it is run; None where the warm interpreter runs it.
        inputs: What it finds, and what is wanted of it.
        session: Number of the session whose child runs it; 0 for a child of its own.
    """

    call: int
    code: bytes
    policy: Policy
    asked: float
    language: Language = "python"
    program: Program | None = None
    inputs: Inputs = NO_INPUTS
    session: int = 0


class Cancel(Struct, frozen=True, tag=True):
    """Client to supervisor: end this call; there is no answer."""

    call: int


class Close(Struct, frozen=True, tag=True):
    """Client to supervisor: end this session and all that it left; `Closed` answers."""

    session: int


class Closed(Struct, frozen=True, tag=True):
    """Supervisor to client: nothing of this session runs any more."""

    session: int


class Finished(Struct, frozen=True, tag=True):
    """Supervisor to client: what came of a call."""

    call: int
    execution: Execution


class Failed(Struct, frozen=True, tag=True):
    """Supervisor to client: the sandbox broke under a call; `kind` is that of the fault."""

    call: int
    kind: str
    message: str


Extra = Literal["gate", "stdin", "files", "fetched", "control"]
"""A descriptor that not every call has: standard input, files to lay out, where to put the wanted ones, and
the socket over which a session hears of its calls."""


class Job(Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """What a first process is to run; supervisor to a session's one, and part of `Spawn`.

    Descriptors of code, standard output, standard error and status come with it, then the extra ones.

    Attributes:
        call: Number of the call.
        program: How the code is run; None where the warm interpreter runs it.
        fetch: Files that are wanted.
        extra: Which further descriptors come, in this order.
    """

    call: int
    program: Program | None = None
    fetch: tuple[str, ...] = ()
    extra: tuple[Extra, ...] = ()


class Spawn(Struct, frozen=True, kw_only=True, tag=True):
    """Supervisor to template: clone a child for this job; its descriptors come with the message.

    Attributes:
        job: What it is to run.
        policy: Its limits.
        scratch: Its scratch directory on the host, or None where the child mounts one.
        slot: Number of its place among the processes that serve calls at the same time.
    """

    job: Job
    policy: Policy
    scratch: str | None
    slot: int


class Reap(Struct, frozen=True, tag=True):
    """Supervisor to template: collect a dead child; only where the template is its parent."""

    pid: int


class Ready(Struct, frozen=True, tag=True):
    """Template to supervisor: warm, or why it cannot be; then `kind` is that of the fault."""

    kind: str = ""
    message: str = ""


class Spawned(Struct, frozen=True, tag=True):
    """Template to supervisor: the child of a call, or why there is none.

    Attributes:
        call: Number of the call.
        pid: Process id, 0 where there is no child.
        ours: True where the supervisor is the child's parent.
        message: Why there is none.
    """

    call: int
    pid: int
    ours: bool
    message: str = ""


class Started(Struct, frozen=True, tag=True):
    """Child to supervisor: all layers hold, the code starts now.

    Attributes:
        at: When, on the machine's monotonic clock in seconds.
        layers: Names of the layers.
    """

    at: float
    layers: tuple[str, ...]


class Refused(Struct, frozen=True, tag=True):
    """Child to supervisor: a layer did not hold, nothing was run."""

    layer: str
    message: str


class Ended(Struct, frozen=True, tag=True):
    """Child to supervisor: how the code ended.

    Attributes:
        at: When, on the machine's monotonic clock in seconds.
        status: As of waitpid(2).
        memory: True where a MemoryError ended it.
        cpu_seconds: Processor time of the code and of what it waited for.
        compiling: True where it ended in its compiler.
        alive: True where the session's variables are still there.
        clear: True where nothing is left but the first process, which does no more than end.
    """

    at: float
    status: int
    memory: bool
    cpu_seconds: float
    compiling: bool = False
    alive: bool = False
    clear: bool = False


M = TypeVar("M")


class FrameReader(Generic[M]):
    """Cuts a stream of bytes into messages: four bytes of length, then JSON.

    Args:
        kind: Type of the messages.
    """

    def __init__(self, kind: type[M] | object) -> None:
        self._decoder: msgspec.json.Decoder[M] = msgspec.json.Decoder(kind)
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[M]:
        """Take what was read, and return the messages that are now complete."""
        self._buffer += data
        messages = []
        while len(self._buffer) >= HEADER_BYTES:
            (length,) = _HEADER.unpack_from(self._buffer)
            if len(self._buffer) < HEADER_BYTES + length:
                break
            messages.append(self._decoder.decode(bytes(self._buffer[HEADER_BYTES : HEADER_BYTES + length])))
            del self._buffer[: HEADER_BYTES + length]
        return messages


def frame(message: Struct) -> bytes:
    """A message as `FrameReader` reads it."""
    body = msgspec.json.encode(message)
    return _HEADER.pack(len(body)) + body
