"""The supervisor's end of the socket to its client."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail.wire import Cancel, Close, FrameReader, Run, frame

if TYPE_CHECKING:
    import socket

    from r1ci_bench.sandbox.jail.wire import Closed, Failed, Finished

_PIECE = 1 << 18
_AGAIN_SECONDS = 0.05


class Connection:
    """Messages in and out, none of which is ever waited for.

    Args:
        control: The socket.

    Attributes:
        lost: True once the client is gone.
    """

    def __init__(self, control: socket.socket) -> None:
        control.setblocking(False)
        self.lost = False
        self._control = control
        self._reader: FrameReader[Run | Cancel | Close] = FrameReader(Run | Cancel | Close)
        self._outgoing = bytearray()

    def fileno(self) -> int:
        """The descriptor on which messages come."""
        return self._control.fileno()

    def hear(self) -> list[Run | Cancel | Close]:
        """The messages that are there now."""
        try:
            data = self._control.recv(_PIECE)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        if not data:
            self.lost = True
            return []
        return self._reader.feed(data)

    def say(self, message: Finished | Failed | Closed) -> None:
        """Put a message into the line."""
        self._outgoing += frame(message)

    def flush(self) -> None:
        """Send as much as the client takes now."""
        try:
            while self._outgoing:
                del self._outgoing[: self._control.send(self._outgoing)]
        except BlockingIOError:
            return
        except OSError:
            self.lost = True

    def due(self, now: float) -> float:
        """When to try again to send; never where all is sent."""
        return now + _AGAIN_SECONDS if self._outgoing else math.inf
