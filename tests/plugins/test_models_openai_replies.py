"""Reading the body of a chat completion: whatever the bytes are, a completion or a fault comes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import ProviderFault
from r1ci_bench.model import Completion, SamplingParams, Usage
from r1ci_models.openai_dialect import Dialect
from r1ci_models.openai_replies import cut_at_stop, read_completion, read_usage
from r1ci_models.scrubber import HIDDEN, Scrubber

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)


def body(message: object, **choice: Any) -> bytes:
    return json.dumps({"choices": [{"message": message, **choice}]}).encode()


def read(content: bytes, *stop: str) -> Completion:
    return read_completion(content, stop=stop, scrub=Scrubber())


@pytest.mark.parametrize(
    ("reason", "finish"),
    [
        ("stop", "stop"),
        ("length", "length"),
        ("max_tokens", "length"),
        ("content_filter", "filtered"),
        ("tool_calls", "stop"),
        (None, "stop"),
    ],
)
def test_reasons_to_finish(reason: str | None, finish: str) -> None:
    assert read(body({"content": "x"}, finish_reason=reason)).finish == finish


@pytest.mark.parametrize("content", ["", None])
def test_nothing_is_an_answer_too(content: str | None) -> None:
    completion = read(body({"content": content}, finish_reason="length"))
    assert (completion.text, completion.finish) == ("", "length")
    assert read(body({"content": content}, finish_reason="stop")).text == ""


def test_a_refusal_of_the_model_is_its_text() -> None:
    assert read(body({"content": None, "refusal": "I will not."})).text == "I will not."


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_thinking_is_no_part_of_the_text(field: str) -> None:
    completion = read(body({"content": "42", field: "six times seven"}))
    assert (completion.text, completion.thinking) == ("42", "six times seven")


def test_settings_in_the_place_of_thinking_are_not_thinking() -> None:
    assert read(body({"content": "42", "reasoning": {"effort": "low"}})).thinking is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"choices": null}',
        b'{"choices": ["x"]}',
        b'{"choices": [{}]}',
        b'{"choices": [{"message": null}]}',
        b'{"choices": [{"message": {"content": 7}}]}',
        b'{"choices": [{"message": {"content": ["x"]}}]}',
        b'{"choices": [{"message": {"content": "x"}, "finish_reason": 3}]}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"n": ' + b"9" * 10_000 + b"}",
    ],
)
def test_what_is_no_completion_is_a_bad_response(content: bytes) -> None:
    with pytest.raises(ProviderFault) as caught:
        read(content)
    assert caught.value.kind == "bad_response"
    assert len(caught.value.message) < 200


@pytest.mark.parametrize(
    "content", [b'{"error": "broke"}', b'{"choices": [{"error": {"message": "broke"}}]}']
)
def test_an_error_with_status_200_is_an_error_of_the_server(content: bytes) -> None:
    with pytest.raises(ProviderFault, match="broke") as caught:
        read(content)
    assert caught.value.kind == "server_error"


@given(st.binary(max_size=200))
def test_any_bytes_are_a_completion_or_a_fault(content: bytes) -> None:
    try:
        read(content)
    except ProviderFault as fault:
        assert fault.kind in {"bad_response", "server_error"}  # noqa: PT017 - both ways are right


@given(message=JSON, finish=JSON, usage=JSON, model=JSON)
def test_any_json_is_a_completion_or_a_fault(message: Any, finish: Any, usage: Any, model: Any) -> None:
    content = {"choices": [{"message": {"content": message}, "finish_reason": finish}]}
    try:
        completion = read(json.dumps({**content, "usage": usage, "model": model}).encode())
    except ProviderFault as fault:
        assert fault.kind == "bad_response"  # noqa: PT017 - both ways are right
    else:
        completion.text.encode()  # what was read can be written


def test_half_a_surrogate_pair_can_be_written_afterwards() -> None:
    assert read(b'{"choices": [{"message": {"content": "a\\ud800b"}}]}').text == "a\ufffdb"


@given(text=st.text(alphabet="abc\n", max_size=40), stop=st.lists(st.text(alphabet="abc\n", max_size=3)))
def test_nothing_follows_and_nothing_precedes_a_stop_sequence(text: str, stop: list[str]) -> None:
    cut = cut_at_stop(text, stop)
    marks = [mark for mark in stop if mark]
    assert text.startswith(cut)
    assert not any(mark in cut for mark in marks)
    if cut != text:
        assert any(text[len(cut) :].startswith(mark) for mark in marks)


@given(JSON)
def test_usage_is_counts_or_nothing(usage: object) -> None:
    read_usage(usage)


def test_counts_that_are_none_are_left_out() -> None:
    usage = {"prompt_tokens": 3, "completion_tokens": -1, "prompt_tokens_details": None}
    assert read_usage(usage) == Usage(input_tokens=3)
    assert read_usage({"prompt_tokens": True, "completion_tokens": 2.5}) == Usage()


def test_hosted_openai_is_asked_with_its_modern_limit_first() -> None:
    modern, common = Dialect("m", modern_limit=True), Dialect("m", modern_limit=False)
    assert modern.fields(SamplingParams(max_tokens=5))["max_completion_tokens"] == 5
    assert common.fields(SamplingParams(max_tokens=5))["max_tokens"] == 5


def test_no_more_stop_sequences_are_sent_than_endpoints_take() -> None:
    fields = Dialect("m", modern_limit=False).fields(SamplingParams(stop=("a", "b", "c", "d", "e")))
    assert fields["stop"] == ["a", "b", "c", "d"]


@given(before=st.text(max_size=400), after=st.text(max_size=400))
def test_a_key_is_hidden_wherever_it_stands(before: str, after: str) -> None:
    key = "k3y-0123456789"
    told = Scrubber(key)(before + key + after)
    assert key not in told
    assert len(told) <= 300


def test_text_is_put_on_one_line_and_keys_of_others_are_hidden_by_their_shape() -> None:
    assert Scrubber()("a\r\n b\x00c") == "a  b c"
    assert Scrubber()("use Bearer abc.def or sk-proj-12345678") == f"use {HIDDEN} or {HIDDEN}"
