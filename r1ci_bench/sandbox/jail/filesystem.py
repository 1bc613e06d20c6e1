"""The jail's own file system: a small root with the libraries bound into it, and scratch space in memory.

A template enters it once and its children inherit it, so that a call pays for one mount only. The root is
mounted over /proc: a folder that exists everywhere, so that nothing has to be made on, or removed from, the
host's disk.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail.layout import SCRATCH
from r1ci_bench.sandbox.jail.namespaces import MS_PRIVATE, MS_REC
from r1ci_bench.sandbox.jail.syscalls import address, mount, syscall, text

if TYPE_CHECKING:
    from r1ci_bench.sandbox.jail.layout import Layout

_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_REMOUNT, _MS_BIND = 1, 2, 4, 32, 4096
_MNT_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 1, 2, 4
_ROOT = "/proc"
_ROOT_BYTES = 1 << 20
# Named semaphores, and with them multiprocessing, live in /dev/shm. Programs write to /tmp without asking; it
# stays as it is only where the interpreter itself lives there.
_ALSO_SCRATCH = ("/dev/shm", "/tmp")  # noqa: S108 - names inside the jail
_INODE_BYTES = 4096


class _MountAttr(ctypes.Structure):
    _fields_ = (
        ("attr_set", ctypes.c_uint64),
        ("attr_clr", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns_fd", ctypes.c_uint64),
    )


def enter(layout: Layout) -> None:
    """Leave the host's file system for the jail's; this process must be in a mount namespace of its own.

    Raises:
        OSError: if the kernel refuses a step.
    """
    mount("none", "/", "", MS_REC | MS_PRIVATE)
    mount("tmpfs", _ROOT, "tmpfs", _MS_NOSUID | _MS_NODEV, f"mode=755,size={_ROOT_BYTES}")
    bound: list[Path] = []
    for path in (*layout.libraries, *layout.files):
        _place(Path(path), bound, device=False)
    for path in layout.devices:
        _place(Path(path), bound, device=True)
    for path in layout.hidden:
        if _is_inside(Path(path), bound):
            mount("tmpfs", _ROOT + path, "tmpfs", _MS_RDONLY | _MS_NOSUID | _MS_NODEV, "mode=755,size=4k")
    Path(_ROOT + SCRATCH).mkdir(parents=True)
    for path in _ALSO_SCRATCH:
        link = Path(_ROOT + path)
        link.parent.mkdir(exist_ok=True)
        if not link.exists():
            link.symlink_to(SCRATCH)
    os.chdir(_ROOT)
    # With the new root as both arguments the old one comes to lie over it, and is taken off (pivot_root(2)).
    here = text(".")
    syscall("pivot_root", address(here), address(here))
    syscall("umount2", address(here), _MNT_DETACH)
    os.chdir("/")
    mount("none", "/", "", _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)


def mount_scratch(bytes_: int) -> None:
    """Mount an empty scratch directory that holds so much in all, and go there.

    Raises:
        OSError: if the kernel refuses.
    """
    inodes = 64 + bytes_ // _INODE_BYTES
    mount("tmpfs", SCRATCH, "tmpfs", _MS_NOSUID | _MS_NODEV, f"size={bytes_},nr_inodes={inodes},mode=700")
    os.chdir(SCRATCH)


def _place(path: Path, bound: list[Path], *, device: bool) -> None:
    """Bind a host path into the new root at the same place, its symbolic links included."""
    for here in (*reversed(path.parents[:-1]), path):
        inside = Path(_ROOT + str(here))
        covered = _is_inside(here, bound)
        if here.is_symlink():
            if not covered and not inside.is_symlink():
                inside.symlink_to(here.readlink())
            _place(here.resolve() / path.relative_to(here), bound, device=device)
            return
        if covered:
            continue
        if here.is_dir():
            inside.mkdir(exist_ok=True)
        else:
            inside.touch()
    if not _is_inside(path, bound):
        mount(str(path), _ROOT + str(path), "", _MS_BIND | MS_REC)
        _make_read_only(_ROOT + str(path), device=device)
        bound.append(path)


def _make_read_only(target: str, *, device: bool) -> None:
    """Set flags on a whole tree of mounts; adding some keeps those that the host has locked."""
    wanted = _ATTR_RDONLY | _ATTR_NOSUID | (0 if device else _ATTR_NODEV)
    attributes = _MountAttr(wanted, 0, 0, 0)
    name = text(target)
    syscall(
        "mount_setattr",
        _AT_FDCWD,
        address(name),
        _AT_RECURSIVE,
        address(attributes),
        ctypes.sizeof(attributes),
    )


def _is_inside(path: Path, folders: list[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)
