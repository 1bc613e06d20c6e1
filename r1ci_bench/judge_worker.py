"""The child in which verifiers run: it reads requests from one socket and answers each of them.

Run as `python -m r1ci_bench.judge_worker FD PARENT MEMORY` by `r1ci_bench.judge`, which alone ends it for
being slow. A frame is eight bytes of length, big-endian, and as many bytes. A request is a frame of JSON and,
where it asks for a verdict, a frame with the answer in UTF-8. Hostile text of any length so stays out of the
JSON parser, which does not survive running out of memory.
"""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec
from msgspec import Struct

from r1ci_bench.task import Sample, Task, Verdict
from r1ci_bench.text import well_formed

if TYPE_CHECKING:
    from types import TracebackType

LENGTH_BYTES = 8
MAX_REPLY_BYTES = 1 << 20
"""A reply is small whatever the answer was; more than this means that the channel is out of step."""

TEXT_LIMIT = 10_000
"""Characters of a verdict's `reason`, and of its `parsed`, that are kept; a longer text is cut, not refused,
since a model must not be able to turn a wrong answer into a fault by making it long."""

MESSAGE_LIMIT = 300

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


class Request(Struct, frozen=True, array_like=True):
    """One thing to do. Without a sample no answer follows: the task is imported and made, and that is all."""

    entry: str
    sample: Sample | None = None


class Reply(Struct, frozen=True, array_like=True):
    """What came of it: a verdict, or the kind and message of a fault, or neither where all went well."""

    verdict: Verdict | None = None
    kind: str = ""
    message: str = ""


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Request)

# Encoded beforehand: when memory has run out there may be none left to say so.
_NO_MEMORY = _encoder.encode(Reply(kind="memory", message="ran out of memory"))


def framed(payload: bytes) -> bytes:
    """A payload with its length in front."""
    return len(payload).to_bytes(LENGTH_BYTES, "big") + payload


def encode_request(entry: str, sample: Sample | None = None, answer: str = "") -> bytes:
    """The frames of a request.

    Raises:
        TypeError: if the sample holds what JSON cannot; likewise ValueError and RecursionError.
    """
    frame = framed(_encoder.encode(Request(entry, sample)))
    return frame if sample is None else frame + framed(well_formed(answer).encode())


def main(arguments: list[str]) -> None:
    """Serve requests until the harness closes its end of the socket.

    Args:
        arguments: Descriptor of the socket, process id of the harness, and the limit of the address space.
    """
    descriptor, parent, memory_bytes = map(int, arguments)
    os.set_inheritable(descriptor, False)
    confine(parent, memory_bytes)
    with socket.socket(fileno=descriptor) as channel, channel.makefile("rb") as requests:
        # The first frame says that this interpreter is up; its start is not a verifier's time.
        channel.sendall(framed(_encoder.encode(Reply())))
        _serve(channel, requests)


def confine(parent: int, memory_bytes: int) -> None:
    """Limit this process, before any task is imported.

    Memory and files are limited on every kernel. That nothing is written and nobody reached holds where the
    kernel has Landlock and seccomp; the verifier is trusted code, so that a run goes on without them.

    Args:
        parent: Process id of the harness; this process dies with it.
        memory_bytes: Address space, interpreter and task included.
    """
    limits = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_NPROC: 0,
    }
    if sys.platform == "linux":
        import ctypes

        from r1ci_bench.sandbox.jail import seccomp

        prctl = ctypes.CDLL(None, use_errno=True).prctl
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if os.getppid() != parent:  # the harness died before it could take this process along
            os._exit(0)
        with suppress(OSError):
            _close_files()
        with suppress(OSError):
            seccomp.Filter().apply()
    for limit, wanted in limits.items():
        hard = resource.getrlimit(limit)[1]
        value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(limit, (value, value))


def _close_files() -> None:
    """Leave all files readable, since a task may come from anywhere; none writable but the null device."""
    from r1ci_bench.sandbox.jail import landlock

    root = os.open("/", os.O_PATH | os.O_DIRECTORY)
    null = os.open(os.devnull, os.O_PATH)
    try:
        rules = ((root, landlock.READ_ONLY), (null, landlock.DEVICE))
        landlock.apply(rules, landlock.abi_version())
    finally:
        os.close(root)
        os.close(null)


def _serve(channel: socket.socket, requests: BinaryIO) -> None:
    tasks: dict[str, Task[Any]] = {}
    while frame := _read_frame(requests):
        try:
            request = _decoder.decode(frame)
            answer = _read_frame(requests).decode() if request.sample is not None else ""
            payload = _encoder.encode(_answer(request, answer, tasks))
        except MemoryError:
            payload = _NO_MEMORY
        channel.sendall(framed(payload))
        if payload is _NO_MEMORY:
            # Not trusted with another answer. What is left of a request too large is read away, since closing
            # a socket with unread bytes in it would take the reply along; then the harness ends this process.
            while channel.recv(LENGTH_BYTES << 10):
                pass
            return


def _read_frame(requests: BinaryIO) -> bytes:
    """The next frame; nothing where the harness has closed its end."""
    return requests.read(int.from_bytes(requests.read(LENGTH_BYTES), "big"))


def _answer(request: Request, answer: str, tasks: dict[str, Task[Any]]) -> Reply:
    task = tasks.get(request.entry)
    if task is None:
        try:
            task = tasks[request.entry] = _load(request.entry)
        except BaseException as error:  # noqa: BLE001 - a stranger's module may raise anything, SystemExit too
            return Reply(kind="import", message=_describe(error))
    if request.sample is None:
        return Reply()
    try:
        result = task.verify(request.sample, answer)
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001 - a verifier may raise anything, SystemExit too
        return Reply(kind="raised", message=_describe(error))
    return _checked(result)


def _load(entry: str) -> Task[Any]:
    module, _, name = entry.partition(":")
    task = getattr(import_module(module), name)()
    if not isinstance(task, Task):
        raise TypeError(f"{entry} is not a Task")
    return task


def _checked(result: object) -> Reply:
    """The verdict as a record can hold it. Nothing has yet checked the fields that the verifier filled in."""
    if not isinstance(result, Verdict):
        return Reply(kind="bad_verdict", message=f"returned {type(result).__name__}, not a Verdict")
    try:
        verdict = Verdict(
            outcome=result.outcome,
            reason=_cut(result.reason),
            parsed=None if result.parsed is None else _cut(result.parsed),
        )
        return Reply(msgspec.convert(msgspec.to_builtins(verdict), Verdict))
    except (AttributeError, TypeError, msgspec.ValidationError) as error:
        return Reply(kind="bad_verdict", message=f"returned a malformed Verdict: {_one_line(error)}")


def _cut(text: str) -> str:
    kept = text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + "…"
    return well_formed(kept)


def _describe(error: BaseException) -> str:
    where = _last_frame(error.__traceback__)
    return f"{type(error).__name__}: {_one_line(error)}{where}"


def _one_line(error: BaseException) -> str:
    try:
        text = str(error)[: 4 * MESSAGE_LIMIT]
    except Exception:  # noqa: BLE001 - an exception that cannot be printed is still worth its type and place
        return "(no message)"
    words = "".join(char if char.isprintable() else " " for char in well_formed(text)).split()
    line = " ".join(words)
    return line if len(line) <= MESSAGE_LIMIT else line[:MESSAGE_LIMIT] + "…"


def _last_frame(traceback: TracebackType | None) -> str:
    """Where it was raised, without the folders: they differ between machines, and a record must not."""
    if traceback is None:
        return ""
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    code = traceback.tb_frame.f_code
    return f" ({os.path.basename(code.co_filename)}:{traceback.tb_lineno} in {code.co_name})"  # noqa: PTH119


if __name__ == "__main__":
    main(sys.argv[1:])
