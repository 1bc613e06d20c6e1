"""`openai/<model>` against a loopback server: what is sent, what comes back, how it adapts."""

from __future__ import annotations

import asyncio
import gc
import logging
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import ProviderFault
from r1ci_bench.model import Completion, Model, ModelOptions, SamplingParams, Usage
from r1ci_models.openai import create
from support.openai_asking import HELLO, always, ask, complete, options
from support.openai_server import OpenAIServer, Reply, chat, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("no_openai_environment")


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left_open() -> Iterator[None]:
    yield
    gc.collect()  # an unclosed connection warns when it is collected, and warnings are errors


# --- what is sent


def test_a_request_holds_the_conversation_and_the_sampling(openai_transport: str) -> None:
    params = SamplingParams(temperature=0.25, top_p=0.9, max_tokens=77, stop=("\nEND",), seed=5)
    with OpenAIServer(always(chat("hi"))) as server:
        model = create("Qwen/Qwen2.5-7B", options(server.base_url, arguments={"transport": openai_transport}))
        ask(model, params=params)
    assert model.id == "openai/Qwen/Qwen2.5-7B"
    assert server.requests[0].body == {
        "model": "Qwen/Qwen2.5-7B",
        "messages": [{"role": "system", "content": "be brief"}, {"role": "user", "content": "hello"}],
        "temperature": 0.25,
        "top_p": 0.9,
        "seed": 5,
        "stop": ["\nEND"],
        "max_tokens": 77,
    }


def test_what_is_not_set_is_left_to_the_endpoint() -> None:
    with OpenAIServer(always(chat("hi"))) as server:
        ask(create("m", options(server.base_url)))
    assert set(server.requests[0].body) == {"model", "messages", "temperature", "max_tokens"}


def test_extra_fields_organization_and_project_are_sent() -> None:
    arguments = {"extra_body": {"reasoning_effort": "low"}, "organization": "org-1", "project": "proj-1"}
    with OpenAIServer(always(chat("hi"))) as server:
        ask(create("m", options(server.base_url, arguments=arguments)))
    [request] = server.requests
    assert request.body["reasoning_effort"] == "low"
    assert request.headers["openai-organization"] == "org-1"
    assert request.headers["openai-project"] == "proj-1"


def test_the_environment_can_name_the_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIServer(always(chat("hi"))) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        [result] = ask(create("m", ModelOptions(max_retries=0)))
    assert isinstance(result, Completion)
    assert server.count == 1


def test_connections_are_kept_and_shared(openai_transport: str) -> None:
    async def many(model: Model) -> None:
        for _ in range(3):
            await asyncio.gather(*[model.generate(HELLO, SamplingParams()) for _ in range(8)])
        await model.aclose()

    with OpenAIServer(always(chat("hi"))) as server:
        asyncio.run(many(create("m", options(server.base_url, arguments={"transport": openai_transport}))))
    assert server.count == 24
    assert server.connections <= 8


def test_the_pool_bounds_the_connections(openai_transport: str) -> None:
    async def many(model: Model) -> None:
        await asyncio.gather(*[model.generate(HELLO, SamplingParams()) for _ in range(12)])
        await model.aclose()

    arguments = {"transport": openai_transport, "connections": 2}
    with OpenAIServer(always(chat("hi"))) as server:
        asyncio.run(many(create("m", options(server.base_url, arguments=arguments))))
    assert server.count == 12
    assert server.connections <= 2


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(
    openai_transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert complete(always(chat("hi")), arguments={"transport": openai_transport}).text == "hi"


# --- what comes back


def test_text_finish_usage_model_and_thinking_are_read(openai_transport: str) -> None:
    usage = {
        "prompt_tokens": 11,
        "completion_tokens": 7,
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 3},
    }
    reply = chat("visible", usage=usage, reasoning_content="hidden")
    assert complete(always(reply), arguments={"transport": openai_transport}) == Completion(
        text="visible",
        finish="stop",
        usage=Usage(input_tokens=11, output_tokens=7, cached_tokens=4, reasoning_tokens=3),
        model="served-model",
        thinking="hidden",
    )


def test_text_after_a_stop_sequence_is_never_returned() -> None:
    params = SamplingParams(stop=("STOP", "\nEND"))
    reply = chat("kept\nEND lost STOP lost", finish="length")
    completion = complete(always(reply), params=params)
    assert (completion.text, completion.finish) == ("kept", "stop")


# --- adaptation


def unsupported(name: str, hint: str = "") -> Reply:
    message = f"Unsupported parameter: '{name}' is not supported with this model.{hint}"
    return refusal(400, message, param=name, code="unsupported_parameter")


def reasoning_model(body: dict[str, Any], headers: dict[str, str]) -> Reply:
    """Refuses, one at a time, what reasoning models refuse."""
    if "max_tokens" in body:
        return unsupported("max_tokens", " Use 'max_completion_tokens' instead.")
    if "temperature" in body:
        message = "Unsupported value: 'temperature' does not support 0.6. Only the default (1) is supported."
        return refusal(400, message, param="temperature", code="unsupported_value")
    for name in ("top_p", "stop"):
        if name in body:
            return unsupported(name)
    return chat("before STOP after")


def test_refused_fields_are_left_out_remembered_and_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    params = SamplingParams(top_p=0.5, stop=("STOP",), max_tokens=9, seed=1)
    with OpenAIServer(reasoning_model) as server, caplog.at_level(logging.WARNING, "r1ci_models"):
        results = ask(create("o9", options(server.base_url)), times=3, params=params)
    assert [result.text for result in results if isinstance(result, Completion)] == ["before "] * 3
    notes = ("temperature_not_taken", "top_p_not_taken")
    assert [result.notes for result in results if isinstance(result, Completion)] == [notes] * 3
    assert server.count == 4 + 3  # each field is refused once, and never sent again
    assert set(server.requests[-1].body) == {"model", "messages", "seed", "max_completion_tokens"}
    assert server.requests[-1].body["max_completion_tokens"] == 9
    assert len(caplog.records) == 4
    assert all("openai/o9 does not take" in record.getMessage() for record in caplog.records)


def test_requests_in_flight_learn_the_same_thing_once(caplog: pytest.LogCaptureFixture) -> None:
    async def many(model: Model) -> list[Completion]:
        try:
            return list(await asyncio.gather(*[model.generate(HELLO, SamplingParams()) for _ in range(10)]))
        finally:
            await model.aclose()

    with OpenAIServer(reasoning_model) as server, caplog.at_level(logging.WARNING, "r1ci_models"):
        completions = asyncio.run(many(create("o9", options(server.base_url))))
    assert len(completions) == 10
    assert len(caplog.records) == 2


@pytest.mark.parametrize(
    "reply",
    [
        refusal(400, "Unrecognized request argument supplied: seed"),
        refusal(400, "seed: Extra inputs are not permitted"),
        Reply({"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"]}]}, status=422),
        Reply({"object": "error", "message": "`seed` is not supported", "param": None}, status=400),
    ],
)
def test_the_words_of_other_servers_are_understood(reply: Reply) -> None:
    def handler(body: dict[str, Any], headers: dict[str, str]) -> Reply:
        return reply if "seed" in body else chat("done")

    assert complete(handler, params=SamplingParams(seed=3)).text == "done"


def test_a_value_out_of_range_is_not_taken_for_a_field_that_is_unknown() -> None:
    reply = refusal(400, "temperature must be between 0 and 0.5", param="temperature", code="invalid_value")
    with OpenAIServer(always(reply)) as server:
        [result] = ask(create("m", options(server.base_url)))
    assert isinstance(result, ProviderFault)
    assert (result.kind, result.fatal, server.count) == ("bad_request", False, 1)


def test_an_endpoint_that_takes_no_limit_at_all_is_not_asked_without_one() -> None:
    def handler(body: dict[str, Any], headers: dict[str, str]) -> Reply:
        return unsupported("max_tokens" if "max_tokens" in body else "max_completion_tokens")

    with OpenAIServer(handler) as server:
        [result] = ask(create("m", options(server.base_url)))
    assert isinstance(result, ProviderFault)
    assert (result.kind, server.count) == ("bad_request", 2)
