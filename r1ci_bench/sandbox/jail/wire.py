"""The messages between client, supervisor and template, and how the first two are framed."""

from __future__ import annotations

import struct
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from r1ci_bench.sandbox.policy import Execution, Policy

_HEADER = struct.Struct("!I")
HEADER_BYTES = _HEADER.size


class Run(Struct, frozen=True, tag=True):
    """Client to supervisor: run this.

    Attributes:
        call: Number of the call, unique in this connection.
        code: The code as UTF-8, lone surrogates included.
        policy: Its limits.
        asked: When it was asked for, on the machine's monotonic clock in seconds.
    """

    call: int
    code: bytes
    policy: Policy
    asked: float


class Cancel(Struct, frozen=True, tag=True):
    """Client to supervisor: end this call; there is no answer."""

    call: int


class Finished(Struct, frozen=True, tag=True):
    """Supervisor to client: what came of a call."""

    call: int
    execution: Execution


class Failed(Struct, frozen=True, tag=True):
    """Supervisor to client: the sandbox broke under a call; `kind` is that of the fault."""

    call: int
    kind: str
    message: str


class Spawn(Struct, frozen=True, kw_only=True, tag=True):
    """Supervisor to template: clone a child for this call; its descriptors come with the message.

    Attributes:
        call: Number of the call.
        policy: Its limits.
        scratch: Its scratch directory on the host, or None where the child mounts one.
    """

    call: int
    policy: Policy
    scratch: str | None


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
    """

    at: float
    status: int
    memory: bool
    cpu_seconds: float


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
