"""Reads the body of a chat completion. Whatever the bytes are, the result is a completion or a fault."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from r1ci_bench.errors import ProviderFault
from r1ci_bench.model import Completion, Usage
from r1ci_bench.text import well_formed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from r1ci_bench.model import FinishReason

# Any other reason (a tool call that was not asked for, an end-of-text mark, none) is an end by itself.
_FINISHES: dict[str, FinishReason] = {
    "length": "length",
    "max_tokens": "length",
    "content_filter": "filtered",
}
_THINKING_FIELDS = ("reasoning_content", "reasoning")


def read_completion(content: bytes, *, stop: Sequence[str], scrub: Callable[[str], str]) -> Completion:
    """Read a completion.

    A message without content is an empty text: the model has answered, if only with nothing.

    Args:
        content: The body of a response with status 200.
        stop: Stop sequences; the text is cut at the first of them, whether or not the endpoint did so.
        scrub: Makes foreign text fit for a message.

    Raises:
        ProviderFault: kind `bad_response` where it is no chat completion, `server_error` where it is an error
            that was sent with status 200.
    """
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        start = scrub(content[:2000].decode("utf-8", "replace"))
        raise _bad(f"the answer is not JSON: {start[:80]!r}" if start else "the answer is empty") from None
    if not isinstance(body, dict):
        raise _bad(f"the answer is a JSON {type(body).__name__}, not an object")
    choices = body.get("choices")
    if not (isinstance(choices, list) and choices and isinstance(choices[0], dict)):
        if body.get("error"):
            raise _error_inside(body["error"], scrub)
        raise _bad("the answer has no choices")
    choice = choices[0]
    if choice.get("error"):
        raise _error_inside(choice["error"], scrub)
    message = choice.get("message")
    if not isinstance(message, dict):
        raise _bad("the first choice has no message")
    text = _text(message, "content") or _text(message, "refusal") or ""
    reason = choice.get("finish_reason")
    if reason is not None and not isinstance(reason, str):
        raise _bad(f"finish_reason is a JSON {type(reason).__name__}")
    finish: FinishReason = _FINISHES.get(reason or "", "stop")
    cut = cut_at_stop(text, stop)
    model = body.get("model")
    return Completion(
        text=cut,
        finish="stop" if len(cut) < len(text) else finish,
        usage=read_usage(body.get("usage")),
        model=well_formed(model) if isinstance(model, str) and model else None,
        thinking=next((found for name in _THINKING_FIELDS if (found := _text(message, name))), None),
    )


def cut_at_stop(text: str, stop: Sequence[str]) -> str:
    """The text up to the first stop sequence in it."""
    positions = [position for mark in stop if mark and (position := text.find(mark)) >= 0]
    return text[: min(positions)] if positions else text


def read_usage(usage: object) -> Usage:
    """Token counts, with None for everything that is not there or is no count."""
    if not isinstance(usage, dict):
        return Usage()
    return Usage(
        input_tokens=_count(usage, "prompt_tokens"),
        output_tokens=_count(usage, "completion_tokens"),
        cached_tokens=_count(usage.get("prompt_tokens_details"), "cached_tokens"),
        reasoning_tokens=_count(usage.get("completion_tokens_details"), "reasoning_tokens"),
    )


def _count(counts: object, name: str) -> int | None:
    value = counts.get(name) if isinstance(counts, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _text(message: Mapping[str, Any], name: str) -> str | None:
    value = message.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        if name in _THINKING_FIELDS:
            return None  # some endpoints put settings or summaries here; only a text is thinking
        raise _bad(f"the message's {name} is a JSON {type(value).__name__}, not a string")
    return well_formed(value)


def _bad(what: str) -> ProviderFault:
    return ProviderFault(what, kind="bad_response")


def _error_inside(error: object, scrub: Callable[[str], str]) -> ProviderFault:
    message = error.get("message") if isinstance(error, dict) else error
    said = scrub(message) if isinstance(message, str) else "no message"
    return ProviderFault(f"the endpoint sent an error with status 200: {said}", kind="server_error")
