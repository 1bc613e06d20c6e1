"""Privileges: never user 0, no capabilities, none to be had by running another program."""

from __future__ import annotations

import ctypes
import os
import struct
from functools import cache
from pathlib import Path

from r1ci_bench.sandbox.jail.syscalls import address, prctl, syscall
from r1ci_bench.sandbox.policy import LayerReport

NOBODY = 65534

# Without these root cannot isolate by himself; with the one below he can also empty the bounding set.
SYS_ADMIN = 21
MAKERS = {"CAP_SYS_ADMIN": SYS_ADMIN, "CAP_SETUID": 7, "CAP_SETGID": 6}
_SETPCAP = 8

_PR_SET_DUMPABLE, _PR_SET_KEEPCAPS = 4, 8
_PR_CAPBSET_READ, _PR_CAPBSET_DROP = 23, 24
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPABILITY_VERSION_3 = 0x20080522
_MOST_CAPABILITIES = 64


class _CapHeader(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int32))


_HEADER = _CapHeader(_CAPABILITY_VERSION_3, 0)
_EMPTY = ctypes.create_string_buffer(24)  # two times (effective, permitted, inheritable), all zero


def probe() -> tuple[LayerReport, ...]:
    """Try dropping everything in a child process."""
    from r1ci_bench.sandbox.jail.probing import attempt

    def drop() -> str:
        drop_capabilities()
        return f"no capabilities; runs as user {os.geteuid()}"

    def pin() -> str:
        no_new_privileges()
        return "set"

    reports = []
    for name, body in (("no_new_privs", pin), ("privileges", drop)):
        holds, detail = attempt(body)
        remedy = "" if holds else "run as an ordinary user on Linux 3.5 or later"
        reports.append(LayerReport(name=name, holds=holds, detail=detail, remedy=remedy))
    return tuple(reports)


def become_nobody(keep: int = 0) -> None:
    """Leave user 0 for good, all groups included.

    Args:
        keep: Capabilities to keep, a bit each.

    Raises:
        OSError: if this process may not, or has not got them.
    """
    prctl(_PR_SET_KEEPCAPS, 1 if keep else 0)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    if keep:
        prctl(_PR_SET_KEEPCAPS, 0)
        _set_capabilities(keep)
    # The change of user made this process's /proc files root's; a child must write its own uid_map there.
    prctl(_PR_SET_DUMPABLE, 1)


def become(user: int) -> None:
    """Be this user, with its group and no other; capabilities of one who is not root are kept.

    Raises:
        OSError: if this process may not.
    """
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    # The change closed this process to its user, who measures its memory.
    prctl(_PR_SET_DUMPABLE, 1)


def no_new_privileges() -> None:
    """Make set-user-id programs and file capabilities powerless from here on."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


@cache
def capabilities() -> int:
    """How many capabilities the kernel knows."""
    for capability in range(_MOST_CAPABILITIES):
        try:
            prctl(_PR_CAPBSET_READ, capability)
        except OSError:
            return capability
    return _MOST_CAPABILITIES


def drop_capabilities() -> None:
    """Empty all capability sets of this process, the bounding set where it may.

    Raises:
        OSError: if this process is user 0 or keeps a capability.
    """
    if os.geteuid() == 0:
        raise OSError(1, "untrusted code must not run as user 0")
    try:
        for capability in range(capabilities()):
            prctl(_PR_CAPBSET_DROP, capability)
    except OSError as error:
        # EPERM: without CAP_SETPCAP there is nothing to gain either, since no_new_privs keeps any program
        # from raising what is dropped below.
        if error.errno != 1:
            raise
    prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    syscall("capset", address(_HEADER), address(_EMPTY))


def held(proc: str = "/proc") -> int:
    """The capabilities that this process has, a bit each."""
    for line in Path(f"{proc}/self/status").read_text().splitlines():
        if line.startswith("CapEff:"):
            return int(line.split()[1], 16)
    return 0


def makers() -> int:
    """The capabilities that it takes to isolate without a user namespace, as far as this process has them."""
    return held() & sum(1 << bit for bit in (*MAKERS.values(), _SETPCAP))


def _set_capabilities(wanted: int) -> None:
    low, high = wanted & 0xFFFFFFFF, wanted >> 32
    sets = ctypes.create_string_buffer(struct.pack("=6I", low, low, 0, high, high, 0), 24)
    syscall("capset", address(_HEADER), address(sets))
