"""Everything that can go wrong, typed by the boundary at which it went wrong.

Two families share one root. *User errors* end a command with a message, a hint and an exit code, and
never with a traceback. *Faults* happen inside one attempt: they are recorded with that attempt, and the
run goes on.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExitCode(IntEnum):
    """Exit codes of the command line (documented in docs/cli.md)."""

    OK = 0
    USAGE = 2
    SETUP = 3
    INCOMPLETE = 4
    MISMATCH = 5
    INTERNAL = 70
    INTERRUPTED = 130


class R1ciError(Exception):
    """An error for people: what was wrong, where, and what to do about it.

    Attributes:
        message: One sentence, without a traceback, that names the thing that was wrong.
        hint: What to do about it, or None where nothing useful can be said.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.INTERNAL

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(R1ciError):
    """The request makes no sense as written: an unknown id, a bad value, a malformed file."""

    exit_code = ExitCode.USAGE


class SetupError(R1ciError):
    """The request is fine, but this machine cannot serve it: a missing key, extra, layer or permission."""

    exit_code = ExitCode.SETUP


class RunStoppedError(R1ciError):
    """A run ended before its plan did; what is recorded is safe and the run can be resumed."""

    exit_code = ExitCode.INCOMPLETE


class MismatchError(R1ciError):
    """What was checked is not as it should be: a run that its records do not bear out, an unsound task."""

    exit_code = ExitCode.MISMATCH


Boundary = Literal["provider", "sandbox", "protocol", "verifier", "task", "host"]


class Fault(R1ciError):  # noqa: N818 - "fault" is the term of the record, an attempt outlives it
    """Something broke around the model, inside one attempt.

    Attributes:
        kind: A short stable name of what happened (`timeout`, `rate_limited`, `worker_died`, ...).
        fatal: True where every other attempt would fail alike, so that the run should stop.
    """

    boundary: ClassVar[Boundary] = "host"

    def __init__(self, message: str, *, kind: str, fatal: bool = False, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.kind = kind
        self.fatal = fatal


class ProviderFault(Fault):
    """The model's provider failed: refused, hung, cut off, throttled, or answered garbage."""

    boundary = "provider"


class SandboxFault(Fault):
    """The sandbox failed, as opposed to the code in it."""

    boundary = "sandbox"


class ProtocolFault(Fault):
    """The harness broke its own protocol; always a bug of ours."""

    boundary = "protocol"


class VerifierFault(Fault):
    """A verifier crashed or outran its time or memory."""

    boundary = "verifier"


class TaskFault(Fault):
    """A task could not make, load or render a question."""

    boundary = "task"
    exit_code = ExitCode.USAGE


class HostFault(Fault):
    """This machine failed: no disk, no memory, no processes."""

    boundary = "host"


def near_misses(wanted: str, known: Iterable[str], *, most: int = 3) -> str | None:
    """Say which known names are close to a mistyped one.

    Args:
        wanted: What the user wrote.
        known: All names that would have been right.
        most: How many suggestions to make at the most.

    Returns:
        A hint such as `did you mean 'symbench/game24'?`, or None where nothing is near.
    """
    from difflib import get_close_matches

    names = list(known)
    # What ids of one suite share must not make them near: the part behind the slash decides.
    tails = {name.rpartition("/")[2]: name for name in names}
    found = [tails[tail] for tail in get_close_matches(wanted.rpartition("/")[2], tails, n=most, cutoff=0.6)]
    found += get_close_matches(wanted, names, n=most, cutoff=0.85)
    unique = list(dict.fromkeys(found))[:most]
    return f"did you mean {' or '.join(repr(name) for name in unique)}?" if unique else None
