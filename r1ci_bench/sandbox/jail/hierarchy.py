"""The kernel's hierarchy of control groups (version 2): where a sandbox may make groups of its own."""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail.tree import lineage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONTROLLERS = ("memory", "pids")
_LEAF = "r1ci-others"
_ROUNDS = 100


def find(proc: str = "/proc", controllers: Sequence[str] = CONTROLLERS) -> Path:
    """The group that this process is in, if a sandbox may make its own below.

    Raises:
        OSError: if not; says why.
    """
    folder = _own(proc)
    available = read(folder / "cgroup.controllers").split()
    lacking = [name for name in controllers if name not in available]
    if lacking:
        raise OSError(errno.ENOENT, f"{folder} has no {' and no '.join(lacking)} controller")
    for path in (folder, folder / "cgroup.procs", folder / "cgroup.subtree_control"):
        if not os.access(path, os.W_OK):
            raise OSError(errno.EACCES, f"{path} is not ours to write to")
    if not _is_enabled(folder, controllers) and _is_inner(folder):
        _check_company(folder, proc)
    return folder


def enable(parent: Path, controllers: Sequence[str]) -> bool:
    """Have the groups of a parent limited.

    Returns:
        Whether there is something to undo, such as processes that were moved into a leaf because only leaves
        may hold any.
    """
    leaf = parent / _LEAF
    if _is_enabled(parent, controllers):
        return leaf.exists()  # another sandbox has moved them; the last one moves them back
    try:
        write(parent / "cgroup.subtree_control", plus(controllers))
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
    else:
        return True
    _check_company(parent)
    with suppress(FileExistsError):
        make(leaf)
    for _ in range(_ROUNDS):  # some may be forked meanwhile
        _move_all(parent, leaf)
        with suppress(OSError):
            write(parent / "cgroup.subtree_control", plus(controllers))
            return True
    _move_all(leaf, parent)
    with suppress(OSError):
        remove(leaf)
    raise OSError(errno.EBUSY, f"the processes in {parent} cannot be moved")


def disable(parent: Path, controllers: Sequence[str]) -> None:
    """Undo `enable`, unless another sandbox has groups there."""
    with suppress(OSError):
        write(parent / "cgroup.subtree_control", " ".join(f"-{name}" for name in controllers))
        _move_all(parent / _LEAF, parent)
        remove(parent / _LEAF)


def plus(controllers: Sequence[str]) -> str:
    """How controllers are switched on."""
    return " ".join(f"+{name}" for name in controllers)


def read(path: Path) -> str:
    """A file of the kernel's.

    Raises:
        OSError: if it cannot be read.
    """
    return path.read_text()


def write(path: Path, value: str) -> None:
    """Write to a file of the kernel's, at one stroke; it is never made.

    Raises:
        OSError: if the kernel refuses.
    """
    file = os.open(path, os.O_WRONLY)
    try:
        os.write(file, value.encode())
    finally:
        os.close(file)


def make(path: Path) -> None:
    """Make a group.

    Raises:
        OSError: if the kernel refuses.
    """
    path.mkdir()


def remove(path: Path) -> None:
    """Remove a group without processes or groups.

    Raises:
        OSError: if the kernel refuses.
    """
    path.rmdir()


def _own(proc: str) -> Path:
    """The folder of this process's group."""
    lines = read(Path(proc) / "self" / "cgroup").splitlines()
    ours = next((line[3:] for line in lines if line.startswith("0::")), None)
    for root, point in _mounts(proc):
        if ours is not None and Path(ours).is_relative_to(root) and ".." not in Path(ours).parts:
            return point / Path(ours).relative_to(root)
    raise OSError(errno.ENOENT, "no hierarchy of version 2 is mounted that holds this process")


def _mounts(proc: str) -> Iterator[tuple[Path, Path]]:
    """Where hierarchies of version 2 are mounted, and what of them."""
    for line in read(Path(proc) / "self" / "mountinfo").splitlines():
        before, _, after = line.partition(" - ")
        if after.split()[:1] == ["cgroup2"]:
            root, point = before.split()[3:5]
            yield Path(_plain(root)), Path(_plain(point))


def _plain(name: str) -> str:
    """A name as the kernel means it: blanks and backslashes are written as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), name)


def _move_all(source: Path, target: Path) -> None:
    for pid in read(source / "cgroup.procs").split():
        with suppress(ProcessLookupError):
            write(target / "cgroup.procs", pid)


def _check_company(folder: Path, proc: str = "/proc") -> None:
    """Refuse to move processes that have nothing to do with us."""
    ours = lineage(os.getpid(), proc)
    harness = os.getppid()
    for pid in map(int, read(folder / "cgroup.procs").split()):
        if pid not in ours and harness not in lineage(pid, proc):
            raise OSError(errno.EBUSY, f"{folder} holds process {pid}, which is none of ours")


def _is_enabled(folder: Path, controllers: Sequence[str]) -> bool:
    return set(controllers) <= set(read(folder / "cgroup.subtree_control").split())


def _is_inner(folder: Path) -> bool:
    """Whether a group must be without processes to have its groups limited: all but the first must."""
    return (folder / "cgroup.type").exists()
