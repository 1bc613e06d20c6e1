"""How the helper processes are started: which interpreter flags, which environment."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail.layout import SCRATCH, linker_path

if TYPE_CHECKING:
    from r1ci_bench.sandbox.jail.layout import Layout

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def command(module: str, *arguments: str) -> list[str]:
    """The command line of a helper: neither working directory nor user folder on its path, no bytecode."""
    return [sys.executable, "-P", "-s", "-B", "-m", f"r1ci_bench.sandbox.jail.{module}", *arguments]


def environment(layout: Layout) -> dict[str, str]:
    """The whole environment of a helper and, but for PYTHONPATH, of the code: an allow-list, no secrets."""
    ours = str(Path(__file__).resolve().parents[3])
    path = [str(Path(sys.executable).parent), "/usr/local/bin", "/usr/bin", "/bin"]
    linker = {"LD_LIBRARY_PATH": linker_path()} if linker_path() else {}
    return {
        **linker,
        "PATH": os.pathsep.join(dict.fromkeys(path)),
        "LANG": "C.UTF-8",
        "HOME": SCRATCH,
        "TMPDIR": SCRATCH,
        "PYTHONHASHSEED": "0",
        **dict.fromkeys(_THREADS, "1"),
        "PYTHONPATH": os.pathsep.join(dict.fromkeys([*layout.search, ours])),
    }
