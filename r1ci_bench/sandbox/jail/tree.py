"""The processes below one process: what they used, and how they all end."""

from __future__ import annotations

import os
import signal

_TICK = os.sysconf("SC_CLK_TCK")
# Fields of /proc/PID/stat after the name, counted from the state: utime, stime, cutime, cstime.
_TIMES = slice(11, 15)
_ROUNDS = 1000
_PIECE = 1 << 16


def children(pid: int) -> list[int]:
    """Living and dead children of a process, those of all its threads."""
    found: list[int] = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - done very often, and three times as fast
            found += map(int, read(f"/proc/{pid}/task/{thread}/children").split())
    except OSError:
        return found
    return found


def read(path: str) -> bytes:
    """A file of /proc, which the kernel may hand out page by page.

    Raises:
        OSError: if it cannot be read.
    """
    file = os.open(path, os.O_RDONLY)
    try:
        data = os.read(file, _PIECE)
        while piece := os.read(file, _PIECE):
            data += piece
        return data
    finally:
        os.close(file)


def descendants(pid: int) -> list[int]:
    """Everything below a process, nearest first."""
    found: list[int] = []
    level = [pid]
    while level:
        level = [child for parent in level for child in children(parent)]
        found += level
    return found


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and of all below it, those included that were waited for."""
    ticks = 0
    for each in (pid, *descendants(pid)):
        fields = _stat(each)
        ticks += sum(map(int, fields[_TIMES]))
    return ticks / _TICK


def kill_below(pid: int) -> None:
    """Kill everything below a process, which must be where its orphans end up."""
    for _ in range(_ROUNDS):
        alive = [each for each in descendants(pid) if not _is_dead(each)]
        if not alive:
            return
        for each in alive:
            kill(each)


def signal_below(pid: int, number: signal.Signals) -> None:
    """Signal everything that is below a process now."""
    for each in descendants(pid):
        try:
            os.kill(each, number)
        except (ProcessLookupError, PermissionError):
            continue


def kill(pid: int) -> None:
    """Kill a process; nothing happens where it is gone."""
    try:
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _is_dead(pid: int) -> bool:
    return _stat(pid)[:1] in ([], [b"Z"], [b"X"])


def _stat(pid: int) -> list[bytes]:
    """The fields of /proc/PID/stat from the state on; empty where the process is gone."""
    try:
        return read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
    except OSError:
        return []


def lineage(pid: int, proc: str = "/proc") -> set[int]:
    """A process and all that it descends from."""
    found: set[int] = set()
    while pid and pid not in found:
        found.add(pid)
        try:
            pid = int(read(f"{proc}/{pid}/stat").rpartition(b")")[2].split()[1])
        except OSError:
            break
    return found
