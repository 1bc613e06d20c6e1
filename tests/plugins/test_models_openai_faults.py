"""`openai/<model>` and servers that fail: what is tried again, and what is said of the rest."""

from __future__ import annotations

import asyncio
import gc
import gzip
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import ProviderFault
from r1ci_bench.model import Model, SamplingParams
from r1ci_models.openai import create
from support.openai_asking import HELLO, always, ask, complete, fault, in_turn, options
from support.openai_server import HANG, OpenAIServer, Reply, chat, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("no_openai_environment")


@pytest.fixture(scope="module", autouse=True)
def nothing_is_left_open() -> Iterator[None]:
    yield
    gc.collect()  # an unclosed connection warns when it is collected, and warnings are errors


# --- retries


@pytest.mark.parametrize("bad", [refusal(429, "slow down"), refusal(500, "oops"), Reply(b"", status=503)])
def test_what_may_pass_is_tried_again(bad: Reply, openai_transport: str, openai_delays: list[float]) -> None:
    completion = complete(
        in_turn(bad, bad, chat("at last")), max_retries=2, arguments={"transport": openai_transport}
    )
    assert completion.text == "at last"
    first, second = openai_delays
    assert 0 < first < second  # exponential, and the jitter takes a quarter at the most


def test_a_broken_connection_is_tried_again(openai_transport: str, openai_delays: list[float]) -> None:
    cut = Reply(chat("x" * 500).body, cut=20)
    completion = complete(
        in_turn(cut, chat("whole")), max_retries=1, arguments={"transport": openai_transport}
    )
    assert completion.text == "whole"
    assert len(openai_delays) == 1


def test_retry_after_is_honoured(openai_delays: list[float]) -> None:
    slow = refusal(429, "slow down", headers={"Retry-After": "17"})
    assert complete(in_turn(slow, chat("now")), max_retries=1).text == "now"
    assert openai_delays == [17.0]


def test_retries_end(openai_delays: list[float]) -> None:
    with OpenAIServer(always(refusal(429, "slow down"))) as server:
        [result] = ask(create("m", options(server.base_url, max_retries=3)))
    assert isinstance(result, ProviderFault)
    assert (result.kind, result.fatal) == ("rate_limited", False)
    assert server.count == 4
    assert len(openai_delays) == 3


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
def test_every_failure_has_a_kind(reply: Reply, kind: str, fatal: bool, openai_transport: str) -> None:
    seconds = 0.1 if reply.hang else 20.0
    found = fault(always(reply), timeout_seconds=seconds, arguments={"transport": openai_transport})
    assert (found.kind, found.fatal, found.boundary) == (kind, fatal, "provider")


def test_a_server_that_never_answered_stops_the_run(openai_transport: str) -> None:
    with OpenAIServer(always(chat("hi"))) as server:
        base_url = server.base_url
    [result] = ask(create("m", options(base_url, arguments={"transport": openai_transport})))
    assert isinstance(result, ProviderFault)
    assert (result.kind, result.fatal) == ("refused", True)
    assert "127.0.0.1" in result.message


def test_a_server_that_goes_away_later_does_not(openai_transport: str, openai_delays: list[float]) -> None:
    async def work(model: Model, server: OpenAIServer) -> ProviderFault:
        await model.generate(HELLO, SamplingParams())
        server.__exit__()
        with pytest.raises(ProviderFault) as caught:
            await model.generate(HELLO, SamplingParams())
        await model.aclose()
        return caught.value

    server = OpenAIServer(always(chat("hi"))).__enter__()
    arguments = {"transport": openai_transport}
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
        async def send(self, request: object, *, stream: bool) -> None:
            await asyncio.Event().wait()

    http = http_library()
    client = bounded(Trickling, http, 0.01)()
    with pytest.raises(http.ReadTimeout):
        asyncio.run(client.send(http.Request("GET", "http://127.0.0.1")))


def test_cancelling_a_request_is_not_a_fault(openai_transport: str) -> None:
    async def work() -> None:
        loop, arrived = asyncio.get_running_loop(), asyncio.Event()

        def hang(body: dict[str, Any], headers: dict[str, str]) -> Reply:
            loop.call_soon_threadsafe(arrived.set)
            return HANG

        with OpenAIServer(hang) as server:
            model = create("m", options(server.base_url, arguments={"transport": openai_transport}))
            task = asyncio.create_task(model.generate(HELLO, SamplingParams()))
            await arrived.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await model.aclose()

    asyncio.run(work())


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_of_any_size_costs_a_bounded_amount_of_memory(packed: bool, openai_transport: str) -> None:
    body = b" " * (40 << 20)
    headers = {"content-encoding": "gzip"} if packed else {}
    reply = Reply(gzip.compress(body) if packed else body, headers=headers)
    with OpenAIServer(always(reply)) as server:
        arguments = {"transport": openai_transport}
        [result] = ask(create("m", options(server.base_url, arguments=arguments)))
    assert isinstance(result, ProviderFault)
    assert result.kind == "bad_response"
    assert "larger than 32 MiB" in result.message
