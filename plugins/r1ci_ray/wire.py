"""What travels between the driver and the nodes: bytes that msgspec made, and nothing else.

Ray pickles the arguments and results of its calls. Pickled bytes stay bytes: nothing that a model wrote, or
that its code printed, ever decides which object is made here or there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from r1ci_bench.errors import (
    Fault,
    HostFault,
    MismatchError,
    ProtocolFault,
    ProviderFault,
    R1ciError,
    RunStoppedError,
    SandboxFault,
    SetupError,
    TaskFault,
    UsageError,
    VerifierFault,
)
from r1ci_bench.records import SampleRecord
from r1ci_bench.records.store import encode_line
from r1ci_bench.sandbox.policy import NO_INPUTS, Inputs, Language, LayerReport, Policy
from r1ci_bench.text import well_formed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_FAULTS: dict[str, type[Fault]] = {
    kind.__name__: kind
    for kind in (
        ProviderFault,
        SandboxFault,
        ProtocolFault,
        VerifierFault,
        TaskFault,
        HostFault,
    )
}
_ERRORS: dict[str, type[R1ciError]] = {
    kind.__name__: kind for kind in (UsageError, SetupError, RunStoppedError, MismatchError)
}


class Opening(Struct, frozen=True, kw_only=True):
    """The first thing that a node is told.

    Attributes:
        versions: What it must have installed; read first, since the rest may not be understood.
        job: What it is to do, encoded.
    """

    versions: dict[str, str]
    job: bytes


class Problem(Struct, frozen=True, kw_only=True, tag=True):
    """An error for people, on its way.

    Attributes:
        error: Its type.
        message: As in `R1ciError`.
        hint: Likewise.
        kind: As in `Fault`; empty where it is none.
        fatal: Likewise.
    """

    error: str
    message: str
    hint: str | None = None
    kind: str = ""
    fatal: bool = False

    @classmethod
    def of(cls, error: R1ciError) -> Problem:
        """Take an error apart; a type that we do not know travels as the one that it is a kind of."""
        known = {**_FAULTS, **_ERRORS}
        name = next((kind.__name__ for kind in type(error).__mro__ if kind.__name__ in known), "HostFault")
        fault = error if isinstance(error, Fault) else None
        return cls(
            error=name,
            message=well_formed(error.message),
            hint=None if error.hint is None else well_formed(error.hint),
            kind=fault.kind if fault is not None else "",
            fatal=fault is not None and fault.fatal,
        )

    def rebuilt(self) -> R1ciError:
        """The error again."""
        if self.error in _ERRORS:
            return _ERRORS[self.error](self.message, hint=self.hint)
        fault = _FAULTS.get(self.error, HostFault)
        return fault(self.message, kind=self.kind or "internal", fatal=self.fatal, hint=self.hint)


class Done(Struct, frozen=True, tag=True):
    """The answer of a call that went well."""

    body: bytes


class Jails(Struct, frozen=True, kw_only=True):
    """What a pool of jails says when it is opened.

    Attributes:
        layers: The isolation layers of its node.
        lacks: Why code of a language cannot be run there; languages that can are not in it.
    """

    layers: tuple[LayerReport, ...]
    lacks: dict[Language, str] = {}


class Made(Struct, frozen=True, kw_only=True):
    """One finished attempt.

    Attributes:
        record: Its record as a line of samples.jsonl.
        fault: The fault that ended it, or None.
    """

    record: bytes
    fault: Problem | None = None


class Code(Struct, frozen=True, kw_only=True):
    """One piece of code to run.

    Attributes:
        code: Its text in UTF-8, lone surrogates passed through.
        policy: What it may use.
        language: What it is written in.
        inputs: What it finds when it starts.
        session: The session that it belongs to; 0 for none.
    """

    code: bytes
    policy: Policy
    language: Language = "python"
    inputs: Inputs = NO_INPUTS
    session: int = 0


_answers = msgspec.msgpack.Decoder(Done | Problem)


async def answer(work: Awaitable[bytes], broken: Callable[[Exception], R1ciError]) -> bytes:
    """Carry out a call on a node: whatever comes of it is an answer.

    Args:
        work: The call.
        broken: What a surprise is.
    """
    try:
        return msgspec.msgpack.encode(Done(await work))
    except R1ciError as error:
        return msgspec.msgpack.encode(Problem.of(error))
    except Exception as error:  # noqa: BLE001 - it would be pickled on its way, which ours must not be
        return msgspec.msgpack.encode(Problem.of(broken(error)))


def read_answer(data: bytes) -> bytes:
    """What a call came to.

    Raises:
        R1ciError: what the node raised.
        HostFault: if it is no answer at all.
    """
    try:
        message: Done | Problem = _answers.decode(data)
    except (msgspec.DecodeError, TypeError) as error:
        raise HostFault(f"a node of the cluster gave no proper answer: {error}", kind="bad_answer") from error
    if isinstance(message, Problem):
        raise message.rebuilt()
    return message.body


def placed(error: R1ciError, where: str) -> R1ciError:
    """The same error, which says where it happened."""
    error.message = f"{where}: {error.message}"
    error.args = (error.message,)
    return error


def encode(value: Any) -> bytes:
    """A message's body."""
    body: bytes = msgspec.msgpack.encode(value)
    return body


def encode_made(record: SampleRecord, fault: Fault | None) -> bytes:
    """A finished attempt, as it would be written to disk."""
    problem = None if fault is None else Problem.of(fault)
    return encode(Made(record=encode_line(record), fault=problem))


def decode_made(body: bytes) -> tuple[SampleRecord, Fault | None]:
    """A finished attempt again."""
    made = msgspec.msgpack.decode(body, type=Made)
    fault = None if made.fault is None else made.fault.rebuilt()
    if fault is not None and not isinstance(fault, Fault):
        raise HostFault(f"a {type(fault).__name__} is no fault of an attempt", kind="bad_answer")
    return msgspec.json.decode(made.record, type=SampleRecord), fault
