"""Memory behind a descriptor that holds something for ever: nobody may write to what the code reads.

Memory that the code could make larger would be counted by no limit.
"""

from __future__ import annotations

import fcntl
import os

_SEALS = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE


def empty() -> int:
    """A descriptor of memory that is yet to be filled."""
    return os.memfd_create("input", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)


def fill(descriptor: int, content: bytes) -> None:
    """Put content into empty memory and seal it; its offset stands at the start."""
    with open(descriptor, "wb", closefd=False) as file:
        file.write(content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEALS)


def memory(content: bytes) -> int:
    """A descriptor of memory with this content."""
    descriptor = empty()
    fill(descriptor, content)
    return descriptor
