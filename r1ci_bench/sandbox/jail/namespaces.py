"""Namespaces: the child's own users, processes, network, SysV objects, host name and mounts."""

from __future__ import annotations

import ctypes
import os
import signal
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.sandbox.jail import privileges
from r1ci_bench.sandbox.jail.plan import OPTIONAL
from r1ci_bench.sandbox.jail.probing import attempt
from r1ci_bench.sandbox.jail.syscalls import address, mount, syscall
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
_CLONE_INTO_CGROUP = 1 << 33
# flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup
_CLONE_ARGUMENTS = struct.Struct("=11Q")
ANY_NAMESPACE = 0x7E020000  # all CLONE_NEW* that clone takes, that of cgroups included


def probe() -> tuple[LayerReport, ...]:
    """Try each namespace in a child process, as the unprivileged user that the code will be.

    Where user namespaces are refused to root, a user of its own for each call takes the place of one, and the
    others are made with root's powers.
    """
    reports = tuple(_probe_one(name, with_users=True) for name in FLAGS)
    if reports[0].holds or os.geteuid() != 0:
        return reports
    own = _probe_own_user()
    if not own.holds:
        return reports
    needless = msgspec.structs.replace(
        reports[0], required=False, detail=f"{reports[0].detail}; own_user takes its place", remedy=""
    )
    rest = (_probe_one(name, with_users=False) for name in FLAGS if name != "user_namespace")
    return (needless, own, *rest)


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


def unshare_as_root() -> None:
    """Move a root who may not mount into namespaces where he may, and in which nobody is still nobody.

    Raises:
        OSError: if the kernel refuses.
    """
    reader, writer = os.pipe()
    helper = os.fork()
    if helper == 0:  # more than one user can only be mapped from outside
        failed = 1
        try:
            os.close(writer)
            os.read(reader, 1)
            for name in ("uid_map", "gid_map"):
                text = f"0 0 1\n{privileges.NOBODY} {privileges.NOBODY} 1"
                Path(f"/proc/{os.getppid()}/{name}").write_text(text)
            failed = 0
        finally:
            os._exit(failed)
    os.close(reader)
    try:
        unshare(["user_namespace", "mount_namespace"])
    finally:
        os.close(writer)
        _, status = os.waitpid(helper, 0)
    if status:
        raise OSError(1, "root's user namespace cannot be given a nobody")


def clone(names: Sequence[str], group: int = -1) -> tuple[int, bool]:
    """Fork into new namespaces, with this process's parent as the parent where the kernel lets it.

    The interpreter is not told, so the child must do no more than apply its layers and `os.fork()`.

    Args:
        names: Which namespaces.
        group: Descriptor of the control group that the child begins in, or -1 for that of this process.

    Returns:
        The child's process id (0 in the child) and whether this process's parent is its parent.

    Raises:
        OSError: if the kernel refuses.
    """
    wanted = flags(names)
    try:
        return clone_into(wanted | CLONE_PARENT, group), True
    except OSError as error:
        if error.errno != 22:  # EINVAL: this process is the first of its process namespace
            raise
    return clone_into(wanted, group), False


def clone_into(wanted: int, group: int) -> int:
    """Fork with these flags, into a control group where there is one; see `clone`."""
    if group < 0:
        return syscall("clone", wanted | signal.SIGCHLD, 0, 0, 0, 0)
    # A child of our parent's is announced as we are.
    number = 0 if wanted & CLONE_PARENT else signal.SIGCHLD
    arguments = ctypes.create_string_buffer(
        _CLONE_ARGUMENTS.pack(wanted | _CLONE_INTO_CGROUP, 0, 0, 0, number, 0, 0, 0, 0, 0, group)
    )
    return syscall("clone3", address(arguments), _CLONE_ARGUMENTS.size)


def _probe_one(name: str, *, with_users: bool) -> LayerReport:
    # Not for a template, which has as little in its memory as can be: a call costs by the page.
    from r1ci_bench.sandbox.jail import remedies

    def body() -> str:
        if with_users:
            uid, gid = os.geteuid(), os.getegid()
            proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY)
            unshare(["user_namespace"])
            map_self(uid, gid, proc)
        if name != "user_namespace":
            unshare([name])
        if name == "mount_namespace":
            mount("none", "/", "", MS_REC | MS_PRIVATE)
            mount("tmpfs", "/proc", "tmpfs", 0)
        return "works unprivileged" if with_users else "made with root's powers"

    holds, detail = attempt(body, 0 if with_users else privileges.makers())
    required = name not in OPTIONAL
    return LayerReport(
        name=name,
        holds=holds,
        detail=detail,
        remedy="" if holds else remedies.namespaces(),
        required=required,
    )


def _probe_own_user() -> LayerReport:
    from r1ci_bench.sandbox.jail import users

    def body() -> str:
        unshare(["mount_namespace"])
        privileges.become(users.unused())
        privileges.drop_capabilities()
        return "each call runs as a user of its own, and has the other namespaces from root"

    holds, detail = attempt(body, privileges.makers())
    return LayerReport(name="own_user", holds=holds, detail=detail)
