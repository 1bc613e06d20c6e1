"""Landlock: which files the code may reach, whatever user it is, and no TCP.

Rights are those of linux/landlock.h; each ABI knows more of them, and a right that is not handled is
allowed, so all that the kernel knows are handled.
"""

from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail.probing import attempt
from r1ci_bench.sandbox.jail.syscalls import address, syscall
from r1ci_bench.sandbox.policy import LayerReport

if TYPE_CHECKING:
    from collections.abc import Iterable

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_MAKE_CHAR, _MAKE_SOCK, _MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 11
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15

READ_ONLY = EXECUTE | READ_FILE | READ_DIR
DEVICE = READ_FILE | WRITE_FILE

_NET_BIND_TCP, _NET_CONNECT_TCP = 1 << 0, 1 << 1
_SCOPE_ABSTRACT_UNIX, _SCOPE_SIGNAL = 1 << 0, 1 << 1
_VERSION_FLAG = 1
_PATH_BENEATH = 1


class _Ruleset(ctypes.Structure):
    _fields_ = (("fs", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def probe() -> tuple[LayerReport, ...]:
    """Shut a child process out of everything, and see whether it is."""

    def body() -> str:
        from r1ci_bench.sandbox.jail.privileges import no_new_privileges

        no_new_privileges()
        apply((), abi := abi_version())
        try:
            os.close(os.open("/", os.O_RDONLY | os.O_DIRECTORY))
        except PermissionError:
            return f"ABI {abi}"
        raise OSError(95, "the kernel took the rules and does not keep them")

    holds, detail = attempt(body)
    remedy = (
        ""
        if holds
        else "use Linux 5.13 or later with `landlock` in the list of the `lsm=` boot parameter; in a "
        "container, allow the landlock system calls"
    )
    return (LayerReport(name="landlock", holds=holds, detail=detail, remedy=remedy),)


def abi_version() -> int:
    """The kernel's Landlock ABI, counted from 1.

    Raises:
        OSError: if the kernel has no Landlock.
    """
    return syscall("landlock_create_ruleset", 0, 0, _VERSION_FLAG)


def read_write(abi: int) -> int:
    """All rights but making devices and sockets: for the scratch directory."""
    return _all_rights(abi) & ~(_MAKE_CHAR | _MAKE_BLOCK | _MAKE_SOCK)


def apply(rules: Iterable[tuple[int, int]], abi: int) -> None:
    """Restrict this process and all that it will start to these files; the process must have no_new_privs.

    Args:
        rules: Descriptors of files and folders, each with the rights beneath it.
        abi: The kernel's ABI.

    Raises:
        OSError: if the kernel refuses.
    """
    handle = ruleset(rules, abi)
    try:
        syscall("landlock_restrict_self", handle, 0)
    finally:
        os.close(handle)


def ruleset(rules: Iterable[tuple[int, int]], abi: int) -> int:
    """The descriptor of a set of rules, which restricts nobody yet.

    Raises:
        OSError: if the kernel refuses.
    """
    handled = _Ruleset(
        _all_rights(abi), _NET_BIND_TCP | _NET_CONNECT_TCP, _SCOPE_ABSTRACT_UNIX | _SCOPE_SIGNAL
    )
    size = 8 if abi < 4 else 16 if abi < 6 else 24
    handle = syscall("landlock_create_ruleset", address(handled), size, 0)
    try:
        for descriptor, rights in rules:
            rule = _PathBeneath(rights, descriptor)
            syscall("landlock_add_rule", handle, _PATH_BENEATH, address(rule), 0)
    except OSError:
        os.close(handle)
        raise
    return handle


def _all_rights(abi: int) -> int:
    rights = (1 << 13) - 1
    for since, right in ((2, _REFER), (3, _TRUNCATE), (5, _IOCTL_DEV)):
        if abi >= since:
            rights |= right
    return rights
