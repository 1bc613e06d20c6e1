"""How much memory the processes of a call hold together, as seen from outside.

Two looks: a cheap one that counts what processes share once for each of them, and so never too little; only
where that is above the limit, one that shares it out between them, for which the kernel goes through their
tables of pages.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from r1ci_bench.sandbox.jail import tree

if TYPE_CHECKING:
    from collections.abc import Iterable

_KIB = 1024
_FIELD = re.compile(
    rb"^(RssAnon|RssShmem|VmPTE|VmSwap|Pss_Anon|Pss_Shmem|SwapPss):\s+(\d{1,18}) kB$", re.MULTILINE
)


class Sizes(NamedTuple):
    """Memory in bytes: that of the processes, and what they share through mappings and files in memory."""

    private: int
    shared: int


class _Seen(NamedTuple):
    sizes: dict[int, Sizes]
    files: int


_NOTHING = Sizes(0, 0)


def tree_bytes(first: int, limit: int, warm: int, scratch: int) -> int:
    """What a call holds in memory; above the limit only if it surely does, as far as the kernel lets us see.

    Args:
        first: Its first process.
        limit: What it may hold, the warm interpreter included.
        warm: What each of its processes has from the warm interpreter, where that cannot be told apart.
        scratch: The most that its scratch space in memory may hold, 0 where it is not in memory.
    """
    rough = {pid: quick(pid) for pid in (first, *tree.descendants(first))}
    files = _files(first) if scratch else 0
    total = _total(rough.values(), scratch if files is None else files)
    if total <= limit:
        return total
    seen = _see(list(rough), files)
    # One that hides is counted without regard to what it shares, but for what it was cloned from.
    sizes = [
        seen.sizes.get(pid) or Sizes(max(0, size.private - warm), size.shared) for pid, size in rough.items()
    ]
    return _total(sizes, seen.files)


def quick(pid: int) -> Sizes:
    """Every process's own view: what it shares with others is counted in full. Nothing where it is gone."""
    try:
        found = fields(tree.read(f"/proc/{pid}/status"))
    except OSError:
        return _NOTHING
    private = found.get("RssAnon", 0) + found.get("VmSwap", 0) + found.get("VmPTE", 0)
    return Sizes(private, found.get("RssShmem", 0))


def exact(pid: int) -> Sizes:
    """What is shared is shared out between the processes that have it.

    Raises:
        OSError: if the process is gone, or hides its memory from us.
    """
    found = fields(tree.read(f"/proc/{pid}/smaps_rollup"))
    return Sizes(found.get("Pss_Anon", 0) + found.get("SwapPss", 0), found.get("Pss_Shmem", 0))


def fields(text: bytes) -> dict[str, int]:
    """The fields of a file of /proc that matter here, in bytes."""
    return {name.decode(): int(number) * _KIB for name, number in _FIELD.findall(text)}


def _total(sizes: Iterable[Sizes], files: int) -> int:
    private = shared = 0
    for each in sizes:
        private += each.private
        shared += each.shared
    # Files that are mapped are in both numbers: rather too little, by the scratch space at most, than a call
    # ended that kept to its limit.
    return private + max(shared, files)


def _see(pids: list[int], files: int | None) -> _Seen:
    # Nobody but us has a say in whether the first process can be looked into, so that what is true of it is
    # true of all that do not hide on purpose.
    try:
        exact(pids[0])
        visible = files is not None
    except PermissionError:
        visible = False
    except OSError:
        return _Seen(dict.fromkeys(pids, _NOTHING), 0)
    if not visible and os.geteuid() == 0:
        return _as_their_user(pids)
    return _Seen(_exact_all(pids), files or 0)


def _exact_all(pids: list[int]) -> dict[int, Sizes]:
    found = {}
    for pid in pids:
        try:
            found[pid] = exact(pid)
        except PermissionError:
            continue
        except OSError:
            found[pid] = _NOTHING
    return found


def _as_their_user(pids: list[int]) -> _Seen:
    """Ask as the user that the processes are, for a root that may not look into what is not his own.

    This takes a process of its own: a change of user would cost this one its sign of the harness's death.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            owner = Path(f"/proc/{pids[0]}").stat()
            os.setgroups([])
            os.setresgid(owner.st_gid, owner.st_gid, owner.st_gid)
            os.setresuid(owner.st_uid, owner.st_uid, owner.st_uid)
            os.write(writer, msgspec.json.encode(_Seen(_exact_all(pids), _files(pids[0]) or 0)))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        answer = stream.read()
    os.waitpid(child, 0)
    return msgspec.json.decode(answer, type=_Seen) if answer else _Seen({}, 0)


def _files(first: int) -> int | None:
    """What the scratch space of a call holds, or None where we may not look."""
    try:
        there = os.statvfs(f"/proc/{first}/cwd")
    except PermissionError:
        return None
    except OSError:
        return 0
    return (there.f_blocks - there.f_bfree) * there.f_frsize
