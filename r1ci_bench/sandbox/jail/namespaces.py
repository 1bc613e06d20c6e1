"""Namespaces: the child's own users, processes, network, SysV objects, host name and mounts."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail.probing import attempt
from r1ci_bench.sandbox.jail.syscalls import mount, syscall
from r1ci_bench.sandbox.policy import LayerReport

if TYPE_CHECKING:
    from collections.abc import Sequence

CLONE_PARENT = 0x8000
MS_REC = 0x4000
MS_PRIVATE = 1 << 18

# In the order in which a report lists them.
FLAGS = {
    "user_namespace": 0x10000000,
    "pid_namespace": 0x20000000,
    "network_namespace": 0x40000000,
    "ipc_namespace": 0x08000000,
    "uts_namespace": 0x04000000,
    "mount_namespace": 0x00020000,
}
ANY_NAMESPACE = 0x7E020000  # all CLONE_NEW* that clone takes, that of cgroups included

# Names of the kernel and of processes are no secret; everything else the code must not share.
_OPTIONAL = frozenset({"uts_namespace"})

_REMEDY = (
    "allow unprivileged user namespaces: `sysctl user.max_user_namespaces` above 0; on Ubuntu 24.04 also "
    "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`; on older Debian `sysctl "
    "kernel.unprivileged_userns_clone=1`; in Docker `--security-opt seccomp=unconfined --security-opt "
    "apparmor=unconfined`"
)


def probe() -> tuple[LayerReport, ...]:
    """Try each namespace in a child process, as the unprivileged user that the code will be."""
    return tuple(_probe_one(name) for name in FLAGS)


def unshare(names: Sequence[str]) -> None:
    """Move this process into new namespaces.

    Raises:
        OSError: if the kernel refuses.
    """
    syscall("unshare", flags(names))


def flags(names: Sequence[str]) -> int:
    """The clone flags of these namespaces."""
    return sum(FLAGS[name] for name in names if name in FLAGS)


def map_self(uid: int, gid: int, proc: int) -> None:
    """Give the one user of this new user namespace the number that he has outside.

    Args:
        uid: User of this process, before the namespace.
        gid: Group of this process, before the namespace.
        proc: Descriptor of a proc file system that knows this process.

    Raises:
        OSError: if the kernel refuses.
    """
    for name, content in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        file = os.open(f"self/{name}", os.O_WRONLY, dir_fd=proc)
        try:
            os.write(file, content.encode())
        finally:
            os.close(file)


def clone(names: Sequence[str]) -> tuple[int, bool]:
    """Fork into new namespaces, with this process's parent as the parent where the kernel lets it.

    The interpreter is not told, so the child must do no more than apply its layers and `os.fork()`.

    Returns:
        The child's process id (0 in the child) and whether this process's parent is its parent.

    Raises:
        OSError: if the kernel refuses.
    """
    wanted = flags(names) | signal.SIGCHLD
    try:
        return syscall("clone", wanted | CLONE_PARENT, 0, 0, 0, 0), True
    except OSError as error:
        if error.errno != 22:  # EINVAL: this process is the first of its process namespace
            raise
    return syscall("clone", wanted, 0, 0, 0, 0), False


def _probe_one(name: str) -> LayerReport:
    def body() -> str:
        uid, gid = os.geteuid(), os.getegid()
        proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY)
        unshare(["user_namespace"])
        map_self(uid, gid, proc)
        if name != "user_namespace":
            unshare([name])
        if name == "mount_namespace":
            mount("none", "/", "", MS_REC | MS_PRIVATE)
            mount("tmpfs", "/proc", "tmpfs", 0)
        return "works unprivileged"

    holds, detail = attempt(body)
    required = name not in _OPTIONAL
    return LayerReport(
        name=name, holds=holds, detail=detail, remedy="" if holds else _REMEDY, required=required
    )
