"""Control groups of the kernel (version 2): limits of memory and number for all processes of a call together.

A sandbox makes one folder below the group that it runs in, and in that a group for each place of a call.
Whoever started it must have delegated that group: where root owns it and we are not root, or where others
live in it, the layer does not hold and the supervisor watches memory instead.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail import namespaces, privileges
from r1ci_bench.sandbox.jail.hierarchy import (
    CONTROLLERS,
    disable,
    enable,
    find,
    make,
    plus,
    read,
    remove,
    write,
)
from r1ci_bench.sandbox.jail.plan import group_name
from r1ci_bench.sandbox.policy import LayerReport

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDER = re.compile(r"r1ci-(\d{1,9})-[0-9a-f]{8}")
_REMEDY = (
    "give it a group of its own (cgroup version 2): `systemd-run --user --scope -p Delegate=yes r1ci-bench "
    "...`, or in a container with a writable /sys/fs/cgroup; without one, memory is watched"
)
_TEMPLATES = "templates"
_ROUNDS = 100
_PAUSE_SECONDS = 0.02


class Group:
    """The group of one place, used by one call after another.

    Args:
        path: Its folder, which exists.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._limits: tuple[int, int] | None = None
        self._kills = 0

    def limit(self, memory_bytes: int, processes: int) -> None:
        """Set what its processes may hold together, and how many they may be.

        Raises:
            OSError: if the kernel refuses.
        """
        if self._limits == (memory_bytes, processes):
            return
        if self._limits is None:
            for name, value in (("memory.swap.max", "0"), ("memory.oom.group", "1")):
                with suppress(FileNotFoundError):  # without swap, or before Linux 4.19
                    write(self.path / name, value)
        for name, limit in (("memory.max", memory_bytes), ("pids.max", processes)):
            write(self.path / name, str(limit))
        self._limits = (memory_bytes, processes)

    def ran_out(self) -> bool:
        """Whether the kernel has killed for want of memory since this was last asked."""
        before, self._kills = self._kills, _count(self.path / "memory.events", "oom_kill")
        return self._kills > before

    def kill(self) -> None:
        """Kill all that is in it, at one stroke; before Linux 5.14 nothing happens."""
        with suppress(OSError):
            write(self.path / "cgroup.kill", "1")


class Groups:
    """The folder of one sandbox.

    Args:
        parent: The group that it is made in, as found by `find`.
        owner: User that clones children into the groups, where he is not the one who makes them.
        controllers: What to enable.

    Attributes:
        path: The folder.

    Raises:
        OSError: if the kernel refuses, or others live in the parent.
    """

    def __init__(self, parent: Path, owner: int | None, controllers: Sequence[str] = CONTROLLERS) -> None:
        self._parent = parent
        self._owner = owner
        self._controllers = controllers
        _clear_up_after_the_dead(parent)
        self._enabled = enable(parent, controllers)
        self.path = parent / f"r1ci-{os.getpid()}-{secrets.token_hex(4)}"
        make(self.path)
        try:
            if controllers:
                write(self.path / "cgroup.subtree_control", plus(controllers))
            self._open_to_owner(self.path)
            self._make(_TEMPLATES)
        except OSError:
            self.close()
            raise

    def group(self, number: int) -> Group:
        """Make the group of a place.

        Raises:
            OSError: if the kernel refuses.
        """
        return Group(self._make(group_name(number)))

    def hold(self, pid: int) -> None:
        """Take in a process that will clone children into the groups: it must come from beside them.

        Raises:
            OSError: if the kernel refuses.
        """
        write(self.path / _TEMPLATES / "cgroup.procs", str(pid))

    def close(self) -> None:
        """End what is left in the groups and remove them; the parent is left as it was."""
        remove_all(self.path)
        if self._enabled:
            disable(self._parent, self._controllers)

    def _make(self, name: str) -> Path:
        path = self.path / name
        make(path)
        self._open_to_owner(path)
        return path

    def _open_to_owner(self, path: Path) -> None:
        """Who moves a process needs to write where it comes from, where it goes, and to what holds both."""
        if self._owner is not None:
            os.chown(path / "cgroup.procs", self._owner, -1)


def remove_all(folder: Path) -> None:
    """End what is in a folder of groups and remove it; what does not end in a few seconds stays."""
    with suppress(OSError):
        write(folder / "cgroup.kill", "1")
    for _ in range(_ROUNDS):
        for path in [*_groups(folder), folder]:
            with suppress(OSError):
                remove(path)
        if not folder.exists():
            return
        time.sleep(_PAUSE_SECONDS)


def _clear_up_after_the_dead(parent: Path) -> None:
    """Remove folders of sandboxes that were killed."""
    for path in _groups(parent):
        named = _FOLDER.fullmatch(path.name)
        if named is not None and not Path(f"/proc/{named[1]}").exists():
            remove_all(path)


def _groups(folder: Path) -> list[Path]:
    try:
        return [Path(entry.path) for entry in os.scandir(folder) if entry.is_dir()]
    except OSError:
        return []


def _count(path: Path, name: str) -> int:
    try:
        lines = read(path).splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name} ")), 0)


def probe() -> tuple[LayerReport, ...]:
    """See whether a group can be made here, and a child be born in it."""
    try:
        parent = find()
        _try(parent)
    except OSError as error:
        return (
            LayerReport(
                name="cgroup",
                holds=False,
                detail=error.strerror or str(error),
                remedy=_REMEDY,
                required=False,
            ),
        )
    return (LayerReport(name="cgroup", holds=True, detail=f"below {parent}", required=False),)


def _try(parent: Path) -> None:
    path = parent / f"r1ci-{os.getpid()}-{secrets.token_hex(4)}"
    make(path)
    try:
        group = os.open(path, os.O_PATH | os.O_DIRECTORY)
        pid = namespaces.clone_into(0, group)
        if pid == 0:
            os._exit(0)
        os.close(group)
        os.waitpid(pid, 0)
    finally:
        remove_all(path)


def owner() -> int | None:
    """Who will clone children: nobody, where this process is root."""
    return privileges.NOBODY if os.geteuid() == 0 else None
