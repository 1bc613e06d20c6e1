"""Notices that the process which started this one is gone."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail.syscalls import prctl

if TYPE_CHECKING:
    from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_MOST_BYTES = 1 << 12


def when_gone(act: Callable[[], None], watch: Callable[[int, Callable[[], None]], None]) -> None:
    """Act once the parent is gone, even where somebody else still holds its end of a socket.

    Args:
        act: What to do.
        watch: Registers a descriptor together with what to call when it can be read.
    """
    parent = os.getppid()
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)

    def look() -> None:
        os.read(reader, _MOST_BYTES)
        # The signal also comes when only the thread that started this process ends.
        if os.getppid() != parent:
            act()

    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    signal.signal(signal.SIGTERM, lambda *_: None)
    watch(reader, look)
    prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
