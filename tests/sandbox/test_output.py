"""Head and tail of a stream, kept in constant memory."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.sandbox.jail.output import HeadTail

MARKER = re.compile(r"\n\.\.\. \[(\d+) bytes left out\] \.\.\.\n")
pieces = st.lists(st.binary(max_size=50), max_size=20)


def fed(limit: int, *data: bytes) -> HeadTail:
    kept = HeadTail(limit)
    for piece in data:
        kept.feed(piece)
    return kept


@given(pieces, st.integers(1, 200))
def test_short_output_is_kept_whole_and_long_output_is_marked(data: list[bytes], limit: int) -> None:
    kept = fed(limit, *data)
    whole = b"".join(data)
    assert kept.total == len(whole)
    assert kept.truncated == (len(whole) > limit)
    if not kept.truncated:
        assert kept.text() == whole.decode("utf-8", "replace")


@given(st.text(min_size=1, max_size=300), st.integers(8, 100), st.integers(1, 7))
def test_what_is_left_out_and_what_is_kept_make_up_the_whole(text: str, limit: int, step: int) -> None:
    whole = text.encode("utf-8", "replace")
    kept = fed(limit, *(whole[at : at + step] for at in range(0, len(whole), step)))
    if not kept.truncated:
        assert kept.text() == whole.decode()
        return
    found = list(MARKER.finditer(kept.text()))[-1]
    head, tail = kept.text()[: found.start()], kept.text()[found.end() :]
    # No character was cut in two, so that both ends are exactly what was printed.
    assert whole.startswith(head.encode())
    assert whole.endswith(tail.encode())
    assert len(head.encode()) + int(found[1]) + len(tail.encode()) == len(whole)
    assert limit - 6 <= len(head.encode()) + len(tail.encode()) <= limit


@given(st.binary(min_size=100, max_size=400), st.integers(1, 50))
def test_bytes_that_are_no_text_never_break_it(data: bytes, limit: int) -> None:
    assert isinstance(fed(limit, data).text(), str)


def test_memory_stays_bounded_however_much_comes() -> None:
    kept = HeadTail(1000)
    for _ in range(1000):
        kept.feed(b"x" * 4096)
    assert kept.total == 4096 * 1000
    assert len(kept._head) + len(kept._tail) <= 500 + 2 * 500
