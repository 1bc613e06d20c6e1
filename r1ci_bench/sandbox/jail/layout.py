"""What of this machine the code may see: the interpreter, its libraries, a few files, none of the harness."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import sys
import sysconfig
from pathlib import Path

from msgspec import Struct

from r1ci_bench.sandbox.languages.places import SYSTEM_FOLDERS

SCRATCH = "/run/scratch"

_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives")
_OTHERS_READ = 0o005
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")


class Layout(Struct, frozen=True, kw_only=True):
    """The file system of the jail.

    Attributes:
        libraries: Folders that are there, read-only, with all that is in them.
        files: Single files and folders of /etc, read-only.
        devices: Devices to read and write.
        hidden: Folders inside the libraries that are empty in the jail.
        search: The interpreter's module search path inside the jail.
    """

    libraries: tuple[str, ...]
    files: tuple[str, ...]
    devices: tuple[str, ...]
    hidden: tuple[str, ...]
    search: tuple[str, ...]


def current_layout() -> Layout:
    """The layout for the interpreter that runs this.

    Of the module search path only the standard library and installed packages are visible: a checkout, the
    working directory and this benchmark's own packages hold questions, solvers and verifiers, and code that
    could import those could look the answers up.
    """
    search = tuple(dict.fromkeys(entry for entry in sys.path if _is_library(Path(entry))))
    prefixes = {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix}
    wanted = {*SYSTEM_FOLDERS, *prefixes, *_linked(), str(Path(sys.executable).resolve().parent), *search}
    libraries: set[str] = set()
    files = {path for path in _FILES if Path(path).exists()}
    for folder in (Path(path) for path in wanted if path != "/" and _is_folder(path)):
        for path in _open_to_nobody(folder):
            (libraries if path.is_dir() else files).add(str(path))
    return Layout(
        libraries=tuple(sorted(libraries)),
        files=tuple(sorted(files)),
        devices=tuple(path for path in _DEVICES if Path(path).exists()),
        hidden=_own_packages(),
        search=search,
    )


def _open_to_nobody(folder: Path) -> list[Path]:
    """The folder, or what is in it where it shuts others out, as a root's private environment does.

    Code of user 0 runs as nobody. The jail makes the way to each of these paths anew, open to all, so that
    only the paths themselves must be readable.
    """
    if os.geteuid() != 0 or folder.stat().st_mode & _OTHERS_READ == _OTHERS_READ:
        return [folder]
    return sorted(folder.iterdir())


def _is_folder(path: str) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - says no, rather than raising, where a parent is closed to us


def linker_path() -> str:
    """Where this process's dynamic linker looks first; on clusters the interpreter's own library is there."""
    return os.environ.get("LD_LIBRARY_PATH", "")


def _linked() -> set[str]:
    """Folders of shared libraries that an interpreter started anew would need."""
    built = sysconfig.get_config_var("LIBDIR") or ""
    folders = {built, *linker_path().split(os.pathsep)}
    return {folder for folder in folders if Path(folder).is_absolute()}


def _is_library(entry: Path) -> bool:
    standard = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    names = {
        "site-packages",
        "dist-packages",
        "lib-dynload",
        f"python{sys.version_info.major}{sys.version_info.minor}.zip",
    }
    return entry.is_absolute() and (str(entry) in standard or entry.name in names)


def _own_packages() -> tuple[str, ...]:
    """Folders of the benchmark and of every package that is a plugin of it."""
    folders: set[str] = set()
    for name in {"r1ci_bench"} | {
        entry.module.partition(".")[0] for entry in importlib.metadata.entry_points(group="r1ci_bench")
    }:
        try:
            found = importlib.util.find_spec(name)
        except (ImportError, ValueError):
            continue
        folders.update(found.submodule_search_locations or () if found else ())
    return tuple(sorted(str(Path(folder).resolve()) for folder in folders))
