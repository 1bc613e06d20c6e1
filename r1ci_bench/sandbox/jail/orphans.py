"""Ends children of this process that belong to nobody: what calls left behind, or nobody has reported."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail import tree

if TYPE_CHECKING:
    from collections.abc import Collection


def end(known: Collection[int]) -> bool:
    """End all children but some, and what is below them.

    Args:
        known: Process ids of the children to keep.

    Returns:
        True where there was one: its own orphans have become children of this process.
    """
    found = [pid for pid in tree.children(os.getpid()) if pid not in known]
    for pid in found:
        tree.kill_below(pid)
        tree.kill(pid)
        os.waitpid(pid, 0)
    return bool(found)
