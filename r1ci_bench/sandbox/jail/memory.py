"""The memory of a warm interpreter, laid out so that a clone of it is cheap.

A clone copies the table of pages, a write to a shared page copies the page, and the end of a process takes
its table apart: that is most of what a call costs. So little shall be written, and one entry stand for many
pages.
"""

from __future__ import annotations

import ctypes
import gc
import os

_MADV_COLLAPSE = 25
_LARGE = 2 << 20
_PIECE = 1 << 16

_LIBC = ctypes.PyDLL(None, use_errno=True)
_LIBC.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)


def settle(proc: int) -> None:
    """Drop what is garbage, keep the collector out of the rest, and have it in large pages.

    The code must call `gc.enable`.

    Args:
        proc: Descriptor of a proc file system that knows this process.
    """
    gc.collect()
    gc.freeze()
    gc.disable()  # a collection writes to everything that it looks at
    _collapse(proc)


def _collapse(proc: int) -> None:
    """Make large pages of small ones. Kernels before Linux 6.1 refuse, and a call costs more there."""
    for line in _maps(proc).splitlines():
        bounds, rights, _, _, inode = line.split()[:5]
        if rights != b"rw-p" or inode != b"0":
            continue
        start, end = (int(bound, 16) for bound in bounds.split(b"-"))
        for at in range(-(-start // _LARGE) * _LARGE, end - _LARGE + 1, _LARGE):
            _LIBC.madvise(at, _LARGE, _MADV_COLLAPSE)


def _maps(proc: int) -> bytes:
    file = os.open("self/maps", os.O_RDONLY, dir_fd=proc)
    try:
        pieces = []
        while piece := os.read(file, _PIECE):
            pieces.append(piece)
        return b"".join(pieces)
    finally:
        os.close(file)
