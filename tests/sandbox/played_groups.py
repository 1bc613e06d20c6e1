"""A folder that keeps the rules of the kernel's control groups, where the real ones have no controllers."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FILES = {
    "memory": {
        "memory.max": "max",
        "memory.swap.max": "max",
        "memory.oom.group": "0",
        "memory.events": "oom 0\noom_kill 0\n",
    },
    "pids": {"pids.max": "max"},
}


class Kernel:
    """Keeps the rules of the kernel's hierarchy in a folder that stands for one."""

    def __init__(self, root: Path, controllers: str = "cpu memory pids") -> None:
        self.root = root
        self.written: list[tuple[str, str]] = []
        root.mkdir()
        self._fill(root, controllers)
        (root / "cgroup.type").unlink()  # the first group has none

    def _fill(self, path: Path, controllers: str) -> None:
        (path / "cgroup.controllers").write_text(controllers)
        (path / "cgroup.type").write_text("domain")
        for name in ("cgroup.procs", "cgroup.subtree_control", "cgroup.kill"):
            (path / name).write_text("")
        self._switch(path, controllers)

    def _switch(self, path: Path, controllers: str) -> None:
        (path / "cgroup.controllers").write_text(controllers)
        for controller, files in _FILES.items():
            for name, value in files.items():
                if controller not in controllers.split():
                    (path / name).unlink(missing_ok=True)
                elif not (path / name).exists():
                    (path / name).write_text(value)

    def groups(self, path: Path) -> list[Path]:
        return [each for each in path.iterdir() if each.is_dir()]

    def make(self, path: Path) -> None:
        path.mkdir()
        self._fill(path, (path.parent / "cgroup.subtree_control").read_text())

    def remove(self, path: Path) -> None:
        if (path / "cgroup.procs").read_text() or self.groups(path):
            raise OSError(errno.EBUSY, "Device or resource busy")
        for file in path.iterdir():
            file.unlink()
        path.rmdir()

    def write(self, path: Path, value: str) -> None:
        if not path.exists():
            raise FileNotFoundError(errno.ENOENT, "No such file", str(path))
        self.written.append((path.name, value))
        if path.name == "cgroup.procs":
            self._move(path, value)
        elif path.name == "cgroup.subtree_control":
            self._enable(path, value)
        elif path.name == "cgroup.kill":
            for procs in path.parent.rglob("cgroup.procs"):
                procs.write_text("")
        else:
            path.write_text(value)

    def _move(self, target: Path, pid: str) -> None:
        if target.parent != self.root and (target.parent / "cgroup.subtree_control").read_text():
            raise OSError(errno.EBUSY, "Device or resource busy")
        for procs in self.root.rglob("cgroup.procs"):
            procs.write_text("".join(f"{each}\n" for each in procs.read_text().split() if each != pid))
        with target.open("a") as file:
            file.write(f"{pid}\n")

    def _enable(self, path: Path, value: str) -> None:
        group = path.parent
        enabled = set(path.read_text().split())
        for sign, controller in ((each[0], each[1:]) for each in value.split()):
            if controller not in (group / "cgroup.controllers").read_text().split():
                raise OSError(errno.ENOENT, "No such file or directory")
            if sign == "+" and group != self.root and (group / "cgroup.procs").read_text():
                raise OSError(errno.EBUSY, "Device or resource busy")
            below = (each / "cgroup.subtree_control" for each in self.groups(group))
            if sign == "-" and any(controller in each.read_text().split() for each in below):
                raise OSError(errno.EBUSY, "Device or resource busy")
            enabled = enabled | {controller} if sign == "+" else enabled - {controller}
        path.write_text(" ".join(sorted(enabled)))
        for each in self.groups(group):
            self._switch(each, " ".join(sorted(enabled)))

    def scope(self, *processes: int) -> Path:
        """A group that was delegated to us, with processes in it."""
        self.write(self.root / "cgroup.subtree_control", "+memory +pids")
        path = self.root / "run.scope"
        self.make(path)
        for pid in processes:
            self.write(path / "cgroup.procs", str(pid))
        self.written.clear()
        return path


def tree(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def proc_of(folder: Path, group: str, *mounts: str) -> str:
    (folder / "self").mkdir(parents=True, exist_ok=True)
    (folder / "self" / "cgroup").write_text(f"4:memory:/elsewhere\n{group}\n")
    (folder / "self" / "mountinfo").write_text("".join(f"{line}\n" for line in mounts))
    return str(folder)


def mount(root: str, point: str, kind: str = "cgroup2") -> str:
    return f"30 24 0:26 {root} {point} rw,nosuid shared:4 - {kind} {kind} rw"
