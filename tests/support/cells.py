"""Four places to run a module in: as root or an ordinary user, with or without user namespaces.

A cell is a process of its own. The machine is left as it is: a limit on user namespaces belongs to the
namespace that it is set in, and folders that only root may enter are opened in a mount namespace of the cell.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import r1ci_bench
from r1ci_bench.sandbox.jail import namespaces
from r1ci_bench.sandbox.jail.syscalls import mount, prctl, syscall

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ORDINARY = 47_111  # of nobody else, and not the user that a root's code becomes

_NEW_USERS = namespaces.FLAGS["user_namespace"]
_NEW_MOUNTS = namespaces.FLAGS["mount_namespace"]
_MS_BIND = 4096
_PR_SET_PDEATHSIG = 1
_ALL_IDS = "0 0 4294967295"
_CANNOT = 77
# The tests, and the code that they test, where it is not installed.
_OURS = (str(Path(__file__).parents[1]), str(Path(r1ci_bench.__file__).parents[1]))


@dataclass(frozen=True)
class Cell:
    """Who runs there, and whether the kernel gives him user namespaces."""

    root: bool
    user_namespaces: bool

    def __str__(self) -> str:
        who = "root" if self.root else "ordinary"
        return f"{who}-{'with' if self.user_namespaces else 'without'}-user-namespaces"


CELLS = tuple(Cell(root, spaces) for root in (True, False) for spaces in (True, False))


class CellError(Exception):
    """This cell cannot be made here, and why."""


def run(
    cell: Cell, module: str, *arguments: str, env: Mapping[str, str] | None = None, seconds: float = 120.0
) -> subprocess.CompletedProcess[str]:
    """Run `python -m module arguments` in a cell, with a home and a temporary directory of its own.

    Raises:
        CellError: if this cell cannot be made here.
    """
    if cell.root and os.geteuid() != 0:
        raise CellError("only root can run tests as root")
    folder = Path(tempfile.mkdtemp(prefix="r1ci-cell-"))
    try:
        for path in (folder, folder / "home", folder / "tmp"):
            path.mkdir(exist_ok=True)
            if not cell.root and os.geteuid() == 0:
                os.chown(path, ORDINARY, ORDINARY)
        done = subprocess.run(
            [sys.executable, "-P", "-B", "-m", "support.cells", str(cell), str(folder), module, *arguments],
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "LANG": "C.UTF-8",
                "HOME": str(folder / "home"),
                "TMPDIR": str(folder / "tmp"),
                "R1CI_CACHE_DIR": str(folder / "cache"),
                "PYTHONPATH": os.pathsep.join(_OURS),
                **(env or {}),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    finally:
        shutil.rmtree(folder)
    if done.returncode == _CANNOT:
        raise CellError(done.stderr.strip())
    return done


def main() -> None:
    """Become a process of the cell. Arguments: the cell, its folder, the module and its arguments."""
    wanted, folder, *command = sys.argv[1:]
    cell = next(each for each in CELLS if str(each) == wanted)
    try:
        becomes_ordinary = not cell.root and os.geteuid() == 0
        if becomes_ordinary:
            _open_ways([*_needed(), Path(folder)])
        if not cell.user_namespaces:
            _forbid_user_namespaces()
        if becomes_ordinary:
            os.setgroups([])
            os.setresgid(ORDINARY, ORDINARY, ORDINARY)
            os.setresuid(ORDINARY, ORDINARY, ORDINARY)
        for path in _needed():
            if not os.access(path, os.R_OK | os.X_OK):
                raise PermissionError(13, "an ordinary user cannot read it", str(path))
    except OSError as error:
        print(f"no cell {cell} here: {error}", file=sys.stderr)
        raise SystemExit(_CANNOT) from None
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # a test that is ended leaves nothing running
    os.execv(sys.executable, [sys.executable, "-P", "-B", "-m", *command])


def _needed() -> list[Path]:
    """Folders without which this interpreter and these tests do not start."""
    found = {Path(sys.prefix), Path(sys.base_prefix), *(Path(entry) for entry in sys.path if entry)}
    link = Path(sys.executable)
    while link.is_symlink():  # each step of the way from the environment's interpreter to the real one
        found.add(link.parent)
        link = link.parent / link.readlink()
    found.add(link.parent)
    return sorted(path for path in found if path.is_dir())


def _open_ways(paths: Iterable[Path]) -> None:
    """Let everybody reach these folders, and nothing else of the closed folders that they lie in."""
    syscall("unshare", _NEW_MOUNTS)
    mount("none", "/", "", namespaces.MS_REC | namespaces.MS_PRIVATE)
    behind: dict[Path, dict[Path, int]] = {}
    for path in paths:
        for each in {path, path.resolve()}:
            closed = next((up for up in reversed(each.parents) if up.stat().st_mode & 0o001 == 0), None)
            if closed is None and each.stat().st_mode & 0o005 != 0o005:
                closed = each  # as an environment that root has made for himself alone
            for part in each.iterdir() if closed == each else [each] if closed is not None else []:
                behind.setdefault(closed or each, {})[part] = os.open(part, os.O_PATH)
    for closed, opened in behind.items():
        mount("none", str(closed), "tmpfs", 0, "mode=755,size=1m")
        for path, descriptor in sorted(opened.items()):
            if Path(f"/proc/self/fd/{descriptor}").is_dir():
                path.mkdir(parents=True, exist_ok=True)  # where it lies in another one, that shows it already
            else:
                path.touch()
            mount(f"/proc/self/fd/{descriptor}", str(path), "", _MS_BIND | namespaces.MS_REC)
            os.close(descriptor)


def _forbid_user_namespaces() -> None:
    """Move into a user namespace in which no other can be made, with all the users that there are."""
    uid, gid, pid = os.geteuid(), os.getegid(), os.getpid()
    reader, writer = os.pipe()
    mapper = os.fork()
    if mapper == 0:  # outside of the namespace, where alone a whole map may be written
        try:
            os.read(reader, 1)
            for name in ("uid_map", "gid_map") if uid == 0 else ():
                Path(f"/proc/{pid}/{name}").write_text(_ALL_IDS)
        except OSError:
            os._exit(1)
        os._exit(0)
    syscall("unshare", _NEW_USERS)
    os.write(writer, b"x")
    if os.waitpid(mapper, 0)[1] != 0:
        raise PermissionError(1, "users cannot be mapped")
    if uid != 0:
        namespaces.map_self(uid, gid, os.open("/proc", os.O_PATH | os.O_DIRECTORY))
    Path("/proc/sys/user/max_user_namespaces").write_text("0")


if __name__ == "__main__":
    main()
