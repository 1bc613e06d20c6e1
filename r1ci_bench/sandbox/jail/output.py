"""Keeps the head and the tail of a stream in constant memory."""

from __future__ import annotations

_CONTINUATION = range(0x80, 0xC0)


class HeadTail:
    """What a program printed, without its middle where it printed too much.

    Args:
        limit: Bytes to keep: half of them from the start, the others from the end.

    Attributes:
        total: Bytes that were fed in all.
    """

    def __init__(self, limit: int) -> None:
        self._head_limit = limit // 2
        self._tail_limit = limit - self._head_limit
        self._head = bytearray()
        self._tail = bytearray()
        self.total = 0

    def feed(self, data: bytes) -> None:
        """Take the next piece of the stream."""
        self.total += len(data)
        room = self._head_limit - len(self._head)
        if room > 0:
            self._head += data[:room]
            data = data[room:]
        self._tail += data[-self._tail_limit :]
        # Cutting only now and then keeps the cost of a byte constant.
        if len(self._tail) > 2 * self._tail_limit:
            del self._tail[: -self._tail_limit]

    @property
    def truncated(self) -> bool:
        """True where something was left out."""
        return self.total > self._head_limit + self._tail_limit

    def text(self) -> str:
        """Head and tail as text, with a line between them that says how much is missing.

        Bytes that are not UTF-8 are replaced; no character is cut in two.
        """
        if not self.truncated:
            return (self._head + self._tail).decode("utf-8", "replace")
        head = _without_cut_end(bytes(self._head))
        tail = _without_cut_start(bytes(self._tail[-self._tail_limit :]))
        missing = self.total - len(head) - len(tail)
        return (
            head.decode("utf-8", "replace")
            + f"\n... [{missing} bytes left out] ...\n"
            + tail.decode("utf-8", "replace")
        )


def _without_cut_end(data: bytes) -> bytes:
    for back in range(1, min(3, len(data)) + 1):
        byte = data[-back]
        if byte in _CONTINUATION:
            continue
        length = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC0 else 1
        return data[:-back] if length > back else data
    return data


def _without_cut_start(data: bytes) -> bytes:
    for cut in range(min(3, len(data))):
        if data[cut] not in _CONTINUATION:
            return data[cut:]
    return data[3:] if len(data) > 3 and data[3] not in _CONTINUATION else data
