"""What an attack is, and the words in which its check says what must come of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from r1ci_bench.sandbox import Execution, Policy
from r1ci_bench.sandbox.policy import NO_INPUTS, Inputs

if TYPE_CHECKING:
    from sandbox.attacks.world import World

    from r1ci_bench.sandbox.policy import Language

Check = Callable[[Execution, "World"], list[str]]
"""Looks at what came of an attack and at the world, and returns its complaints."""

# Seconds are few, because most attacks that meet a limit meet this one.
ORDINARY_LIMITS: Mapping[str, Any] = {
    "preload": (),
    "wall_seconds": 20.0,
    "cpu_seconds": 20.0,
    "memory_bytes": 256 << 20,
    "processes": 16,
    "scratch_bytes": 4 << 20,
}

# Each try says how it went, so that "refused" differs from "never tried".
_PRELUDE = """\
import ctypes, errno, os, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(15, b"@mark@"[-15:], 0, 0, 0)
MACHINE = ("x86_64", "aarch64").index(os.uname().machine)
def attempt(name, action):
    try:
        got = action()
    except BaseException as error:
        print("refused", name, errno.errorcode.get(getattr(error, "errno", None)) or type(error).__name__)
    else:
        print("DONE", name, repr(got)[:200])
def call(numbers, *arguments):
    number = numbers[MACHINE]
    if number is None:
        raise OSError(errno.ENOSYS, "no such call here")
    padded = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    got = libc.syscall(ctypes.c_long(number), *padded, *[ctypes.c_long(0)] * (6 - len(padded)))
    if got == -1:
        raise OSError(ctypes.get_errno(), "refused")
    return got
"""


@dataclass(frozen=True, kw_only=True)
class Attack:
    """A program that tries to do harm.

    Attributes:
        name: Unique among all attacks.
        harm: What it tries.
        code: The program; `@canary@` and the other names of `World.names` stand for what the host has.
        check: What must come of it.
        before: Programs that run before it, each in a call of its own, for it to find what they left.
        policy: Limits that differ from the ordinary ones.
        language: What all of it is written in.
        inputs: What its last program is given, and which of its files are fetched.
        together: True where its programs are calls of one session.
        may_lose_state: True where a fault may say that a session's state is lost, which is no fault of ours.
        outside: True where it may be run without a jail, to prove that its check sees harm.
    """

    name: str
    harm: str
    code: str
    check: Check
    before: tuple[str, ...] = ()
    policy: Mapping[str, Any] = field(default_factory=dict)
    language: Language = "python"
    inputs: Inputs = NO_INPUTS
    together: bool = False
    may_lose_state: bool = False
    outside: bool = False

    def limits(self) -> Policy:
        """The policy under which it runs."""
        return Policy(**{**ORDINARY_LIMITS, "languages": (self.language,), **self.policy})

    def programs(self, world: World) -> list[str]:
        """Its programs in order, with the names of the world filled in."""
        names = {**world.names, "mark": world.mark(self.name)}
        prelude = _PRELUDE if self.language == "python" else ""
        return [
            re.sub(r"@(\w+)@", lambda found: names[found[1]], prelude + code)
            for code in (*self.before, self.code)
        ]


def all_of(*checks: Check) -> Check:
    """Everything that any of these has to complain about."""
    return lambda done, world: [complaint for check in checks for complaint in check(done, world)]


def ends(*endings: str, code: int | None = None, by: int | None = None, within: float = 60.0) -> Check:
    """It ended in one of these ways, with this exit code or by this signal, and not later than that."""

    def check(done: Execution, _: World) -> list[str]:
        complaints = []
        if done.ending not in endings:
            complaints.append(f"ended as {done.ending}, not {' or '.join(endings)}: {_tail(done)}")
        if code is not None and done.exit_code != code:
            complaints.append(f"exit code is {done.exit_code}, not {code}: {_tail(done)}")
        if by is not None and done.signal != by:
            complaints.append(f"signal is {done.signal}, not {by}: {_tail(done)}")
        if done.seconds > within:
            complaints.append(f"took {done.seconds:.1f} s, more than {within} s")
        return complaints

    return check


def prints(text: str) -> Check:
    """Exactly this was printed."""

    def check(done: Execution, _: World) -> list[str]:
        return [] if done.stdout == text else [f"printed {done.stdout[:300]!r}, not {text!r}: {_tail(done)}"]

    return check


def says(pattern: str) -> Check:
    """Something of this form was printed, on either stream."""

    def check(done: Execution, _: World) -> list[str]:
        found = re.search(pattern, done.stdout) or re.search(pattern, done.stderr)
        return [] if found else [f"did not print {pattern!r}: {done.stdout[:300]!r} {_tail(done)}"]

    return check


def at_most(limit: int) -> Check:
    """The last number that was printed is no larger, and there is one."""

    def check(done: Execution, _: World) -> list[str]:
        numbers = re.findall(r"\d+", done.stdout)
        if not numbers:
            return [f"printed no number: {done.stdout[:300]!r} {_tail(done)}"]
        got = int(numbers[-1][:30])
        return [] if got <= limit else [f"got {got}, more than {limit}"]

    return check


def printed_bytes(out: int | None = None, err: int | None = None, *, cut: bool) -> Check:
    """So much was printed on each stream, kept or not, and this is said of its being cut."""

    def check(done: Execution, _: World) -> list[str]:
        complaints = []
        for name, wanted, got in (("stdout", out, done.stdout_bytes), ("stderr", err, done.stderr_bytes)):
            if wanted is not None and wanted != got:
                complaints.append(f"{name} counts {got} bytes, not {wanted}")
        if done.truncated is not cut:
            complaints.append(f"truncated is {done.truncated}")
        return complaints

    return check


def refused(tries: int, *reasons: str) -> Check:
    """It came to its end after so many tries, all of which were refused, for one of these reasons if any."""

    def check(done: Execution, world: World) -> list[str]:
        lines = done.stdout.splitlines()
        complaints = [line for line in lines if line.startswith("DONE")]
        words = [line.split() for line in lines if line.startswith("refused")]
        if len(words) + len(complaints) != tries:
            complaints.append(f"{len(words)} tries were refused, not {tries}: {_tail(done)}")
        complaints += [" ".join(each) for each in words if reasons and each[-1] not in reasons]
        return complaints + ends("exited", code=0)(done, world)

    return check


def _tail(done: Execution) -> str:
    return f"... {done.stderr[-300:]!r}"
