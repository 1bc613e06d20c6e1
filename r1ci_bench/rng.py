"""Randomness that is the same everywhere and for ever.

The standard library's generator keeps its bit stream between Python versions, but not the algorithms on
top of it (`sample`, `shuffle`, ...). A benchmark's questions must not change with the interpreter, so the
few operations that generators need are written down here, on a SHA-256 counter stream.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, TypeVar

from r1ci_bench.hashing import canonical_json

if TYPE_CHECKING:
    from collections.abc import MutableSequence, Sequence

T = TypeVar("T")

_BLOCK_BITS = 256


class Rng:
    """A deterministic random generator, seeded by any JSON values.

    Args:
        *parts: What the stream depends on, for example task id, version, question set, level, seed, index.
    """

    __slots__ = ("_bits", "_counter", "_key", "_pool")

    def __init__(self, *parts: str | int) -> None:
        self._key = hashlib.sha256(canonical_json(parts)).digest()
        self._counter = 0
        self._pool = 0
        self._bits = 0

    def bits(self, count: int) -> int:
        """Draw `count` random bits as an integer in `[0, 2**count)`."""
        while self._bits < count:
            block = hashlib.sha256(self._key + self._counter.to_bytes(8, "big")).digest()
            self._counter += 1
            self._pool |= int.from_bytes(block, "big") << self._bits
            self._bits += _BLOCK_BITS
        value = self._pool & ((1 << count) - 1)
        self._pool >>= count
        self._bits -= count
        return value

    def below(self, stop: int) -> int:
        """Draw an integer in `[0, stop)`, without bias.

        Raises:
            ValueError: if `stop` is not positive.
        """
        if stop <= 0:
            raise ValueError(f"below({stop}) has nothing to draw from")
        width = (stop - 1).bit_length()
        while (value := self.bits(width)) >= stop:
            pass
        return value

    def between(self, low: int, high: int) -> int:
        """Draw an integer in `[low, high]`, both ends included."""
        return low + self.below(high - low + 1)

    def chance(self, numerator: int, denominator: int) -> bool:
        """True with probability `numerator / denominator`."""
        return self.below(denominator) < numerator

    def choice(self, items: Sequence[T]) -> T:
        """Draw one item of a non-empty sequence."""
        return items[self.below(len(items))]

    def shuffle(self, items: MutableSequence[T]) -> None:
        """Shuffle a sequence in place (Fisher-Yates, from the end)."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """Draw `count` different positions of a sequence, in random order.

        Raises:
            ValueError: if there are fewer than `count` items.
        """
        if count > len(items):
            raise ValueError(f"cannot draw {count} of {len(items)} items")
        pool = list(items)
        self.shuffle(pool)
        return pool[:count]
