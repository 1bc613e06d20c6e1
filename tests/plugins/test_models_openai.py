"""`openai/<model>` against a loopback server: requests, adaptation, retries, faults, keys."""

from __future__ import annotations

import asyncio
import gc
import logging
import subprocess
import sys
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import ProviderFault, SetupError, UsageError
from r1ci_bench.model import Completion, Message, Model, ModelOptions, SamplingParams, Usage
from r1ci_models.openai import create, is_loopback
from support.openai_server import HANG, Handler, OpenAIServer, Reply, chat, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "k3y-that-must-not-be-seen-0123456789"
HELLO = [Message("system", "be brief"), Message("user", "hello")]

Delays = list[float]


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left_open() -> Iterator[None]:
    yield
    gc.collect()  # an unclosed connection warns when it is collected, and warnings are errors


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def delays(monkeypatch: pytest.MonkeyPatch) -> Delays:
    """Retries at once, and the list of the delays that they would have waited."""
    waited: Delays = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("openai._base_client.anyio.sleep", sleep)
    return waited


@pytest.fixture(params=["aiohttp", "httpx"])
def transport(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    pytest.importorskip("aiohttp" if name == "aiohttp" else "openai")
    return name


def options(base_url: str, **changes: Any) -> ModelOptions:
    return ModelOptions(**{"base_url": base_url, "max_retries": 0, "timeout_seconds": 20.0, **changes})


def ask(
    model: Model, *, times: int = 1, params: SamplingParams | None = None
) -> list[Completion | BaseException]:
    """The results of requests made one after the other, faults included; the model is closed afterwards."""

    async def work() -> list[Completion | BaseException]:
        results: list[Completion | BaseException] = []
        try:
            for _ in range(times):
                try:
                    results.append(await model.generate(HELLO, params or SamplingParams()))
                except ProviderFault as fault:
                    results.append(fault)
        finally:
            await model.aclose()
        return results

    return asyncio.run(work())


def complete(handler: Handler, *, params: SamplingParams | None = None, **changes: Any) -> Completion:
    with OpenAIServer(handler) as server:
        [result] = ask(create("m", options(server.base_url, **changes)), params=params)
    assert isinstance(result, Completion), result
    return result


def fault(handler: Handler, **changes: Any) -> ProviderFault:
    with OpenAIServer(handler) as server:
        [result] = ask(create("m", options(server.base_url, **changes)))
    assert isinstance(result, ProviderFault), result
    return result


def always(reply: Reply) -> Handler:
    return lambda body, headers: reply


def in_turn(*replies: Reply) -> Handler:
    left = iter(replies)
    return lambda body, headers: next(left)


# --- what is sent


def test_a_request_holds_the_conversation_and_the_sampling(transport: str) -> None:
    params = SamplingParams(temperature=0.25, top_p=0.9, max_tokens=77, stop=("\nEND",), seed=5)
    with OpenAIServer(always(chat("hi"))) as server:
        model = create("Qwen/Qwen2.5-7B", options(server.base_url, arguments={"transport": transport}))
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


def test_connections_are_kept_and_shared(transport: str) -> None:
    async def many(model: Model) -> None:
        for _ in range(3):
            await asyncio.gather(*[model.generate(HELLO, SamplingParams()) for _ in range(8)])
        await model.aclose()

    with OpenAIServer(always(chat("hi"))) as server:
        asyncio.run(many(create("m", options(server.base_url, arguments={"transport": transport}))))
    assert server.count == 24
    assert server.connections <= 8


def test_the_pool_bounds_the_connections(transport: str) -> None:
    async def many(model: Model) -> None:
        await asyncio.gather(*[model.generate(HELLO, SamplingParams()) for _ in range(12)])
        await model.aclose()

    arguments = {"transport": transport, "connections": 2}
    with OpenAIServer(always(chat("hi"))) as server:
        asyncio.run(many(create("m", options(server.base_url, arguments=arguments))))
    assert server.count == 12
    assert server.connections <= 2


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(
    transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert complete(always(chat("hi")), arguments={"transport": transport}).text == "hi"


# --- what comes back


def test_text_finish_usage_model_and_thinking_are_read(transport: str) -> None:
    usage = {
        "prompt_tokens": 11,
        "completion_tokens": 7,
        "prompt_tokens_details": {"cached_tokens": 4},
        "completion_tokens_details": {"reasoning_tokens": 3},
    }
    reply = chat("visible", usage=usage, reasoning_content="hidden")
    assert complete(always(reply), arguments={"transport": transport}) == Completion(
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


# --- retries


@pytest.mark.parametrize("bad", [refusal(429, "slow down"), refusal(500, "oops"), Reply(b"", status=503)])
def test_what_may_pass_is_tried_again(bad: Reply, transport: str, delays: Delays) -> None:
    completion = complete(
        in_turn(bad, bad, chat("at last")), max_retries=2, arguments={"transport": transport}
    )
    assert completion.text == "at last"
    first, second = delays
    assert 0 < first < second  # exponential, and the jitter takes a quarter at the most


def test_a_broken_connection_is_tried_again(transport: str, delays: Delays) -> None:
    cut = Reply(chat("x" * 500).body, cut=20)
    completion = complete(in_turn(cut, chat("whole")), max_retries=1, arguments={"transport": transport})
    assert completion.text == "whole"
    assert len(delays) == 1


def test_retry_after_is_honoured(delays: Delays) -> None:
    slow = refusal(429, "slow down", headers={"Retry-After": "17"})
    assert complete(in_turn(slow, chat("now")), max_retries=1).text == "now"
    assert delays == [17.0]


def test_retries_end(delays: Delays) -> None:
    with OpenAIServer(always(refusal(429, "slow down"))) as server:
        [result] = ask(create("m", options(server.base_url, max_retries=3)))
    assert isinstance(result, ProviderFault)
    assert (result.kind, result.fatal) == ("rate_limited", False)
    assert server.count == 4
    assert len(delays) == 3


# --- faults


@pytest.mark.parametrize(
    ("reply", "kind", "fatal"),
    [
        (HANG, "timeout", False),
        (Reply(chat("x" * 500).body, cut=20), "bad_response", False),
        (Reply(b"abc", cut=0), "bad_response", False),
        (Reply(b"<html>Sign in</html>", headers={"Content-Type": "text/html"}), "bad_response", False),
        (Reply(b""), "bad_response", False),
        (Reply(b"x", headers={"Content-Encoding": "gzip"}), "bad_response", False),
        (Reply({"choices": []}), "bad_response", False),
        (Reply({"error": {"message": "upstream broke"}}), "server_error", False),
        (Reply(b"<html>bad gateway</html>", status=502), "server_error", False),
        (Reply(b"", status=504), "timeout", False),
        (refusal(401, "wrong key"), "auth", True),
        (refusal(403, "not yours"), "auth", True),
        (refusal(404, "no such model"), "not_found", True),
        (refusal(429, "slow down"), "rate_limited", False),
        (refusal(429, "pay first", code="insufficient_quota"), "rate_limited", True),
        (refusal(400, "messages must alternate"), "bad_request", False),
        (refusal(400, "too long", code="context_length_exceeded"), "context_length", False),
        (refusal(400, "This model's maximum context length is 8 tokens"), "context_length", False),
        (Reply(b"stop it", status=418), "bad_request", False),
    ],
)
def test_every_failure_has_a_kind(reply: Reply, kind: str, fatal: bool, transport: str) -> None:
    seconds = 0.1 if reply.hang else 20.0
    found = fault(always(reply), timeout_seconds=seconds, arguments={"transport": transport})
    assert (found.kind, found.fatal, found.boundary) == (kind, fatal, "provider")


def test_a_server_that_never_answered_stops_the_run(transport: str) -> None:
    with OpenAIServer(always(chat("hi"))) as server:
        base_url = server.base_url
    [result] = ask(create("m", options(base_url, arguments={"transport": transport})))
    assert isinstance(result, ProviderFault)
    assert (result.kind, result.fatal) == ("refused", True)
    assert "127.0.0.1" in result.message


def test_a_server_that_goes_away_later_does_not(transport: str, delays: Delays) -> None:
    async def work(model: Model, server: OpenAIServer) -> ProviderFault:
        await model.generate(HELLO, SamplingParams())
        server.__exit__()
        with pytest.raises(ProviderFault) as caught:
            await model.generate(HELLO, SamplingParams())
        await model.aclose()
        return caught.value

    server = OpenAIServer(always(chat("hi"))).__enter__()
    arguments = {"transport": transport}
    # One retry: the first attempt may fail on the connection that was kept open.
    model = create("m", options(server.base_url, max_retries=1, arguments=arguments))
    found = asyncio.run(work(model, server))
    assert (found.kind, found.fatal) == ("refused", False)


def test_a_key_that_has_worked_makes_a_403_a_matter_of_one_request() -> None:
    with OpenAIServer(in_turn(chat("hi"), refusal(403, "this prompt is not allowed"))) as server:
        _, second = ask(create("m", options(server.base_url)), times=2)
    assert isinstance(second, ProviderFault)
    assert (second.kind, second.fatal) == ("auth", False)


def test_a_request_ends_in_time_however_slowly_the_answer_trickles_in() -> None:
    from r1ci_models.openai_client import bounded, http_library

    class Trickling:
        async def send(self, request: object) -> None:
            await asyncio.Event().wait()

    http = http_library()
    client = bounded(Trickling, http, 0.01)()
    with pytest.raises(http.ReadTimeout):
        asyncio.run(client.send(http.Request("GET", "http://127.0.0.1")))


def test_cancelling_a_request_is_not_a_fault(transport: str) -> None:
    async def work() -> None:
        loop, arrived = asyncio.get_running_loop(), asyncio.Event()

        def hang(body: dict[str, Any], headers: dict[str, str]) -> Reply:
            loop.call_soon_threadsafe(arrived.set)
            return HANG

        with OpenAIServer(hang) as server:
            model = create("m", options(server.base_url, arguments={"transport": transport}))
            task = asyncio.create_task(model.generate(HELLO, SamplingParams()))
            await arrived.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await model.aclose()

    asyncio.run(work())


# --- keys


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("OPENAI_API_KEY", f"  {KEY}\n")
    return KEY


def test_the_key_is_sent_and_stripped(key: str) -> None:
    with OpenAIServer(always(chat("hi"))) as server:
        ask(create("m", options(server.base_url)))
    assert server.requests[0].headers["authorization"] == f"Bearer {key}"


def test_another_variable_can_hold_the_key(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "other-key")
    with OpenAIServer(always(chat("hi"))) as server:
        ask(create("m", options(server.base_url, key_variable="MY_KEY")))
    assert server.requests[0].headers["authorization"] == "Bearer other-key"


def test_a_server_on_this_machine_needs_no_key() -> None:
    with OpenAIServer(always(chat("hi"))) as server:
        ask(create("m", options(server.base_url)))
    assert server.requests[0].headers["authorization"] == "Bearer no-key"


@pytest.mark.parametrize(
    ("given", "variable"),
    [
        (ModelOptions(), "OPENAI_API_KEY"),
        (ModelOptions(base_url="https://models.example/v1"), "OPENAI_API_KEY"),
        (ModelOptions(key_variable="MY_KEY"), "MY_KEY"),
        (ModelOptions(base_url="http://localhost:1/v1", key_variable="MY_KEY"), "MY_KEY"),
    ],
)
def test_a_missing_key_names_its_variable(given: ModelOptions, variable: str) -> None:
    with pytest.raises(SetupError, match=variable):
        create("m", given)


@pytest.mark.parametrize("value", [f"{KEY} two", f"{KEY}\x7f", f"{KEY}\u2026"])
def test_a_key_that_cannot_be_sent_is_not_shown(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", value)
    with pytest.raises(SetupError, match="OPENAI_API_KEY") as caught:
        create("m", ModelOptions())
    assert KEY not in str(caught.value)


ECHO = f"Incorrect API key provided: {KEY}, sent as Bearer {KEY}; see sk-abcdefgh12345678"


@pytest.mark.parametrize(
    "reply",
    [
        refusal(401, ECHO),
        refusal(400, ECHO, param="api_key", code=KEY),
        refusal(500, ECHO),
        Reply(ECHO.encode()),
        Reply({"error": {"message": ECHO}}),
        Reply(ECHO.encode(), status=404),
    ],
)
def test_a_key_that_a_server_echoes_is_in_no_message_traceback_or_log(
    reply: Reply, key: str, transport: str, delays: Delays, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    found = fault(always(reply), max_retries=1, arguments={"transport": transport})
    told = "".join(traceback.format_exception(found)) + str(found.hint) + caplog.text
    assert key not in told
    assert "sk-abcdefgh12345678" not in told
    chain: BaseException | None = found
    while chain is not None:
        assert key not in str(chain)
        chain = chain.__cause__ or chain.__context__


def test_a_key_in_a_header_of_the_answer_is_in_no_message_or_ordinary_log(
    key: str, transport: str, caplog: pytest.LogCaptureFixture
) -> None:
    # Below INFO the HTTP library traces every header that it receives; that is for its own debugging.
    caplog.set_level(logging.INFO)
    found = fault(
        always(Reply(b"x", headers={"Content-Encoding": key, "X-Request-Id": key}, cut=0)),
        arguments={"transport": transport},
    )
    assert key not in "".join(traceback.format_exception(found)) + caplog.text


# --- options


def test_an_unknown_argument_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UsageError, match="'organisation'") as caught:
        create("m", options("http://127.0.0.1:1/v1", arguments={"organisation": "x"}))
    assert caught.value.hint is not None
    assert "did you mean 'organization'?" in caught.value.hint
    assert "connections" in caught.value.hint


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"connections": "many"}, "connections"),
        ({"connections": 0}, "connections"),
        ({"extra_body": "{}"}, "extra_body"),
        ({"extra_body": {"temperature": 0}}, "temperature"),
        ({"extra_body": {"stream": True}}, "stream"),
        ({"transport": "carrier pigeon"}, "transport"),
    ],
)
def test_a_bad_argument_is_refused(arguments: dict[str, Any], named: str) -> None:
    with pytest.raises(UsageError, match=named):
        create("m", options("http://127.0.0.1:1/v1", arguments=arguments))


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x/v1", "http://", "http://[::1", "http://x:99999/"])
def test_a_base_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="base URL"):
        create("m", options(url))


def test_a_base_url_with_a_password_is_refused_and_not_shown() -> None:
    with pytest.raises(UsageError, match="password") as caught:
        create("m", options(f"http://me:{KEY}@127.0.0.1/v1"))
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8000/v1", True),
        ("http://[::1]/v1", True),
        ("http://localhost/v1", True),
        ("http://127.0.0.1.example.com/v1", False),
        ("https://api.openai.com/v1", False),
        ("http://10.0.0.1/v1", False),
    ],
)
def test_which_endpoints_are_on_this_machine(url: str, expected: bool) -> None:
    assert is_loopback(url) is expected


def test_making_a_model_imports_no_sdk() -> None:
    program = (
        "import sys; from r1ci_models.openai import create; from r1ci_bench.model import ModelOptions\n"
        "create('m', ModelOptions(base_url='http://127.0.0.1:1/v1'))\n"
        "assert 'openai' not in sys.modules and 'httpx2' not in sys.modules and 'aiohttp' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
