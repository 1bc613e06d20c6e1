"""Files into the scratch directory before the code starts, and out of it when it has ended.

Both happen inside the jail: whatever a path or a file is made to look like, it leads nowhere else.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from msgspec import msgpack

# Made now: msgspec resolves annotations through sys.modules, from which this package is taken later.
_decode = msgpack.Decoder(dict[str, bytes]).decode

_WHOLE = 1 << 30


def pack(files: dict[str, bytes]) -> bytes:
    """Files as one piece of bytes."""
    return msgpack.encode(files)


def unpacked(content: bytes) -> dict[str, bytes]:
    """Files as they were packed; nothing for no bytes at all."""
    return _decode(content) if content else {}


def lay_out(descriptor: int) -> None:
    """Write packed files below the working directory.

    Raises:
        OSError: if there is no room for them, or one of them stands where another has a folder.
    """
    for path, content in unpacked(whole(descriptor)).items():
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def collect(paths: tuple[str, ...], descriptor: int, most: int) -> None:
    """Pack those of the wanted files that are there into a descriptor.

    Args:
        paths: Relative to the working directory.
        descriptor: Where to.
        most: Bytes in all; what would lead beyond is left out.
    """
    found: dict[str, bytes] = {}
    for path in paths:
        content = _content(path, most)
        if content is not None:
            found[path] = content
            most -= len(content)
    with open(descriptor, "wb", closefd=False) as file:
        file.write(pack(found))


def _content(path: str, most: int) -> bytes | None:
    """A regular file's content; None for everything else, of which a pipe would keep one waiting for ever."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    try:
        known = os.fstat(descriptor)
        if not stat.S_ISREG(known.st_mode) or known.st_size > most:
            return None
        return whole(descriptor)[: known.st_size]
    except OSError:
        return None
    finally:
        os.close(descriptor)


def whole(descriptor: int) -> bytes:
    """A file's content as large as it is now, wherever its offset stands."""
    size = os.fstat(descriptor).st_size
    pieces = []
    offset = 0
    while offset < size and (piece := os.pread(descriptor, min(size - offset, _WHOLE), offset)):
        pieces.append(piece)
        offset += len(piece)
    return b"".join(pieces)
