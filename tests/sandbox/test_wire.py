"""The framing between client and supervisor."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.sandbox import Policy
from r1ci_bench.sandbox.jail.wire import Cancel, FrameReader, Run, frame

messages = st.lists(
    st.one_of(
        st.builds(Run, st.integers(0, 1 << 40), st.binary(max_size=200), st.just(Policy()), st.just(1.5)),
        st.builds(Cancel, st.integers(0, 1 << 40)),
    ),
    max_size=5,
)


@given(messages, st.integers(1, 50))
def test_messages_come_whole_however_they_are_cut(sent: list[Run | Cancel], step: int) -> None:
    stream = b"".join(map(frame, sent))
    reader: FrameReader[Run | Cancel] = FrameReader(Run | Cancel)
    received = [
        message for at in range(0, len(stream), step) for message in reader.feed(stream[at : at + step])
    ]
    assert received == sent
