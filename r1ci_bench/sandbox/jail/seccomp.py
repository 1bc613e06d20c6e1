"""Seccomp: system calls that no calculation needs are refused with an error that a program can read.

A list of what is denied, not of what is allowed: numerical libraries and the interpreter must work on any
kernel and C library. What would undo another layer, reach the network, keep memory that no limit counts, or
widen the kernel's surface is on it.
"""

from __future__ import annotations

import ctypes
import errno
import struct

from r1ci_bench.sandbox.jail.namespaces import ANY_NAMESPACE
from r1ci_bench.sandbox.jail.probing import attempt
from r1ci_bench.sandbox.jail.syscalls import NUMBERS, address, machine, number, prctl
from r1ci_bench.sandbox.policy import LayerReport

_CONDITIONAL = frozenset(
    {
        "clone",
        "clone3",
        "socketpair",
        "ioctl",
        "capset",
        "prlimit64",
        "fcntl",
        "setpriority",
        "sched_setaffinity",
    }
)
DENIED = tuple(sorted(frozenset(NUMBERS) - _CONDITIONAL))
UNKNOWN = ("memfd_create", "timer_create")
"""Those denied as if the kernel did not know them: programs then go another way.

A timer can send any signal, SIGCONT to a session that is stopped between its calls among them. Those of
`alarm` and `setitimer` cannot.
"""

_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000

_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_LOAD, _JUMP_EQ, _JUMP_GE, _JUMP_SET, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_NUMBER_OFFSET, _ARCH_OFFSET, _ARGS_OFFSET = 0, 4, 16

_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_AF_UNIX, _SOCK_STREAM, _SOCK_SEQPACKET, _SOCK_TYPE_MASK = 1, 1, 5, 0xF
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
_F_SETSIG = 10
_PRIO_PROCESS, _FIRST_PROCESS = 0, 1


# An instruction: operation, how many to skip if true, if false, and its operand.
Line = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


class Filter:
    """A program for the kernel, assembled once and applied to many processes."""

    def __init__(self) -> None:
        code = assemble(machine())
        self._code = ctypes.create_string_buffer(code, len(code))
        self._program = _Program(len(code) // 8, ctypes.addressof(self._code))

    def apply(self) -> None:
        """Filter this process and all that it will start; the process must have no_new_privs.

        Raises:
            OSError: if the kernel refuses.
        """
        prctl(_PR_SET_SECCOMP, _MODE_FILTER, address(self._program))


def probe() -> tuple[LayerReport, ...]:
    """Filter a child process and see whether a socket is refused."""
    # Imported here: as nobody, the child may not be able to read the interpreter's modules.
    import socket

    from r1ci_bench.sandbox.jail.privileges import no_new_privileges

    def body() -> str:
        no_new_privileges()
        Filter().apply()
        try:
            socket.socket().close()
        except PermissionError:
            return f"{len(DENIED)} calls denied on {machine()}"
        raise OSError(95, "the kernel took the filter and does not keep it")

    holds, detail = attempt(body)
    remedy = "" if holds else "use x86_64 or aarch64 with a kernel that has CONFIG_SECCOMP_FILTER"
    return (LayerReport(name="seccomp", holds=holds, detail=detail, remedy=remedy),)


def assemble(arch: str) -> bytes:
    """The classic BPF program of an architecture, eight bytes an instruction.

    Raises:
        OSError: if the architecture is not known.
    """
    if arch not in _AUDIT_ARCH:
        raise OSError(errno.ENOSYS, f"no system call filter for {arch}")
    lines = [
        (_LOAD, 0, 0, _ARCH_OFFSET),
        (_JUMP_EQ, 1, 0, _AUDIT_ARCH[arch]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_OFFSET),
    ]
    if arch == "x86_64":
        # The x32 ABI has other numbers for the same calls: a way around any list.
        lines += [(_JUMP_GE, 0, 1, _X32_BIT), (_RETURN, 0, 0, _KILL)]
    lines += _search(_intervals(arch))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _intervals(arch: str) -> list[tuple[int, list[Line]]]:
    """Where on the line of call numbers another answer begins, and what gives it; in order, from 0."""
    allow = [(_RETURN, 0, 0, _ALLOW)]
    answers = {name: [(_RETURN, 0, 0, _ERRNO | errno.EPERM)] for name in DENIED} | _conditional()
    for name in UNKNOWN:
        answers[name] = [(_RETURN, 0, 0, _ERRNO | errno.ENOSYS)]
    answer_to = {number(name, arch): answer for name, answer in answers.items()}
    found = [(0, answer_to.get(0, allow))]
    for which in sorted(each for each in answer_to if each is not None):
        for start in (which, which + 1):
            answer = answer_to.get(start, allow)
            if answer != found[-1][1]:
                found.append((start, answer))
    return found


def _search(intervals: list[tuple[int, list[Line]]]) -> list[Line]:
    """Halving, not a list: when a filter is applied the kernel runs it once for each number that it knows."""
    if len(intervals) == 1:
        return intervals[0][1]
    middle = len(intervals) // 2
    below, above = _search(intervals[:middle]), _search(intervals[middle:])
    return [(_JUMP_GE, len(below), 0, intervals[middle][0]), *below, *above]


def _conditional() -> dict[str, list[Line]]:
    deny = (_RETURN, 0, 0, _ERRNO | errno.EPERM)
    allow = (_RETURN, 0, 0, _ALLOW)

    def argument(index: int) -> Line:
        return (_LOAD, 0, 0, _ARGS_OFFSET + 8 * index)  # the low half; both architectures are little-endian

    return {
        # The flags of clone3 stand in memory, which a filter cannot read; the C library falls back to clone.
        "clone3": [(_RETURN, 0, 0, _ERRNO | errno.ENOSYS)],
        "clone": [argument(0), (_JUMP_SET, 0, 1, ANY_NAMESPACE), deny, allow],
        # The limits of oneself, yes; those of the first process are what its word hangs on.
        "prlimit64": [argument(0), (_JUMP_EQ, 0, 1, 0), allow, deny],
        # Where the first process hardly gets a processor, the end of a call waits for it: it is let alone,
        # and so are groups and users, which are its own, too.
        "setpriority": [
            argument(0),
            (_JUMP_EQ, 1, 0, _PRIO_PROCESS),
            deny,
            argument(1),
            (_JUMP_EQ, 0, 1, _FIRST_PROCESS),
            deny,
            allow,
        ],
        "sched_setaffinity": [argument(0), (_JUMP_EQ, 0, 1, _FIRST_PROCESS), deny, allow],
        # As a timer: news of a descriptor would come as SIGCONT.
        "fcntl": [argument(1), (_JUMP_EQ, 0, 1, _F_SETSIG), deny, allow],
        # Event loops need a pair for themselves. Datagram sockets could still be pointed at somebody else's.
        "socketpair": [
            argument(0),
            (_JUMP_EQ, 1, 0, _AF_UNIX),
            deny,
            argument(1),
            (_AND, 0, 0, _SOCK_TYPE_MASK),
            (_JUMP_EQ, 1, 0, _SOCK_STREAM),
            (_JUMP_EQ, 0, 1, _SOCK_SEQPACKET),
            allow,
            deny,
        ],
        # Putting characters into a terminal's input would run them outside.
        "ioctl": [argument(1), (_JUMP_EQ, 1, 0, _TIOCSTI), (_JUMP_EQ, 0, 1, _TIOCLINUX), deny, allow],
    }
