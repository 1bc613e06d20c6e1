"""The framing between client and supervisor."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.sandbox import Inputs, Policy
from r1ci_bench.sandbox.jail.wire import Cancel, Close, FrameReader, Run, frame

numbers = st.integers(0, 1 << 40)

messages = st.lists(
    st.one_of(
        st.builds(
            Run,
            call=numbers,
            code=st.binary(max_size=200),
            policy=st.just(Policy()),
            asked=st.just(1.5),
            inputs=st.builds(Inputs, stdin=st.binary(max_size=20), files=st.just({"a": b"\0"})),
            session=numbers,
        ),
        st.builds(Cancel, numbers),
        st.builds(Close, numbers),
    ),
    max_size=5,
)


@given(messages, st.integers(1, 50))
def test_messages_come_whole_however_they_are_cut(sent: list[Run | Cancel | Close], step: int) -> None:
    stream = b"".join(map(frame, sent))
    reader: FrameReader[Run | Cancel | Close] = FrameReader(Run | Cancel | Close)
    received = [
        message for at in range(0, len(stream), step) for message in reader.feed(stream[at : at + step])
    ]
    assert received == sent
