"""Looks at this machine's processes from outside the sandbox."""

from __future__ import annotations

import os
import select
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 30.0


def with_argument(text: str) -> list[int]:
    """Processes that have `text` as one of their arguments."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if text.encode() in arguments:
            found.append(int(folder.name))
    return found


def is_jailed(pid: int) -> bool:
    """Whether a process lives in a process namespace below this one, as calls do and helpers do not."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
    return any(line.startswith("NSpid:") and len(line.split()) > 2 for line in status.splitlines())


def children(pid: int) -> list[int]:
    """Process ids of a process's children, zombies included."""
    found: list[int] = []
    # A process or thread may end while it is looked at; its children are then somebody else's.
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):
                found += map(int, (thread / "children").read_text().split())
    return found


def descendants(pid: int) -> list[int]:
    below = children(pid)
    return below + [each for child in below for each in descendants(child)]


def ends(pid: int) -> bool:
    """Wait until a process has ended; False where it outlives our patience."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], SECONDS)[0])
    finally:
        os.close(handle)


def eventually(condition: Callable[[], object]) -> bool:
    """Look again and again until a condition holds; False where it never does."""
    limit = time.monotonic() + SECONDS
    while time.monotonic() < limit:
        if condition():
            return True
        select.select([], [], [], 0.01)
    return False
