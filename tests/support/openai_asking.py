"""Asking an `openai/<model>` of a loopback server, as tests of that adapter do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from r1ci_bench.errors import ProviderFault
from r1ci_bench.model import Completion, Message, Model, ModelOptions, SamplingParams
from r1ci_models.openai import create
from support.openai_server import OpenAIServer

if TYPE_CHECKING:
    from support.openai_server import Handler, Reply

HELLO = [Message("system", "be brief"), Message("user", "hello")]


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
