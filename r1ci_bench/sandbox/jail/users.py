"""Users that exist nowhere else, one for each call, where root cannot have user namespaces.

Being alone is what matters: the kernel counts processes for each user, and lets those of one user look into
and signal each other.
"""

from __future__ import annotations

import os
import pwd
import random
from pathlib import Path
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail.privileges import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_MOST = 1024  # of one sandbox, more than a machine runs calls at the same time
_HIGHEST = 1 << 31
_LOWEST = 10_000  # accounts of people and services begin below
_ATTEMPTS = 1000


def unused(proc: str = "/proc") -> int:
    """The first of `AT_MOST` users without account or process, most likely no other sandbox's either.

    Raises:
        OSError: if there are not so many.
    """
    # Other sandboxes choose too, some of them in containers that cannot be seen from here.
    chance = random.SystemRandom()
    ranges = _mapped(proc)
    taken = _taken(proc)
    for _ in range(_ATTEMPTS if ranges else 0):
        low, high = chance.choices(ranges, [high - low for low, high in ranges])[0]
        first = chance.randrange(low, high - AT_MOST + 1)
        if taken.isdisjoint(range(first, first + AT_MOST)):
            return first
    raise OSError(22, f"no {AT_MOST} users in a row are free in this user namespace")


def exists(user: int, proc: str = "/proc") -> bool:
    """Whether this user namespace has such a user, and such a group."""
    return all(
        any(low <= user < high for low, high in _ranges(f"{proc}/self/{name}"))
        for name in ("uid_map", "gid_map")
    )


def _mapped(proc: str) -> list[tuple[int, int]]:
    """Ranges in which both users and groups exist, those from far above all accounts first choice."""
    found = [
        (max(low, other_low, _LOWEST), min(high, other_high, _HIGHEST))
        for low, high in _ranges(f"{proc}/self/uid_map")
        for other_low, other_high in _ranges(f"{proc}/self/gid_map")
    ]
    far = [(max(low, _HIGHEST // 2), high) for low, high in found]
    return _wide(far) or _wide(found)


def _wide(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(low, high) for low, high in ranges if high - low >= AT_MOST]


def _ranges(path: str) -> Iterator[tuple[int, int]]:
    for line in Path(path).read_text().splitlines():
        inside, _, count = map(int, line.split())
        yield inside, inside + count


def _taken(proc: str) -> set[int]:
    taken = {NOBODY, *(account.pw_uid for account in pwd.getpwall())}
    for entry in os.scandir(proc):
        if entry.name.isdigit():
            try:
                taken.add(entry.stat().st_uid)
            except OSError:
                continue
    return taken
