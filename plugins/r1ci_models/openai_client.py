"""The official SDK under the adapter: transport, connection pool, time limit, and errors as typed faults.

Requests go through the SDK's generic `post`, which keeps its retries (429, 408, 409, 5xx, connection errors
and timeouts; exponential backoff with jitter; `Retry-After` honoured) and leaves out the generated models on
both sides of it. Those cost more time than all else, and they do not check what a server sends.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import openai

from r1ci_bench.errors import ProviderFault, SetupError
from r1ci_models.openai_dialect import RequestRefused

if TYPE_CHECKING:
    from r1ci_models.scrubber import Scrubber

_CONNECT_SECONDS = 10.0
_DETAIL_CHARS = 4000
_MOST_BYTES = 32 << 20
_REWRITTEN = frozenset({"content-encoding", "content-length", "transfer-encoding"})

_CONTEXT_LENGTH = (
    "context length",
    "context_length",
    "context window",
    "prompt is too long",
    "input is too long",
)


class ChatClient:
    """One endpoint, with its connections.

    Args:
        base_url: The endpoint.
        key: The API key.
        timeout_seconds: Time of one request, from its first byte to the last one of the answer.
        max_retries: How often a request is made again.
        organization: Organization to which requests are charged.
        project: Project to which requests are charged.
        connections: Open connections at the most; all of them are kept open between requests.
        transport: `aiohttp`, `httpx`, or `auto` for aiohttp where it is installed.
        trust_env: Whether proxies of the environment are used.
        scrub: Takes keys out of messages.
    """

    def __init__(
        self,
        *,
        base_url: str,
        key: str,
        timeout_seconds: float,
        max_retries: int,
        organization: str | None,
        project: str | None,
        connections: int,
        transport: str,
        trust_env: bool,
        scrub: Scrubber,
    ) -> None:
        aiohttp = _use_aiohttp(transport)
        base: Any = openai.DefaultAioHttpClient if aiohttp else openai.DefaultAsyncHttpxClient
        http = http_library()
        self._response = http.Response
        self._timeout_seconds = timeout_seconds
        self._scrub = scrub
        self._served = False
        self._connect_seconds = min(_CONNECT_SECONDS, timeout_seconds)
        timeout = openai.Timeout(timeout_seconds, connect=self._connect_seconds)
        self._sdk = openai.AsyncOpenAI(
            api_key=key,
            base_url=base_url,
            organization=organization,
            project=project,
            max_retries=max_retries,
            timeout=timeout,
            http_client=bounded(base, http, timeout_seconds)(
                timeout=timeout,
                limits=http.Limits(max_connections=connections, max_keepalive_connections=connections),
                trust_env=trust_env,
            ),
        )

    async def post(self, body: dict[str, Any]) -> bytes:
        """Send a chat completion request, retries included.

        Returns:
            The body of the answer.

        Raises:
            RequestRefused: if the endpoint did not take the request as it was.
            ProviderFault: if no answer could be had.
        """
        try:
            response = await self._sdk.post("/chat/completions", cast_to=self._response, body=body)
            self._served = True
            return bytes(response.content)
        except openai.OpenAIError as error:
            fault = self._fault(error)
        # Raised out here so that the SDK's error, whose text may hold a key, is no part of any traceback.
        raise fault

    async def aclose(self) -> None:
        """Close all connections."""
        await self._sdk.close()

    def _fault(self, error: openai.OpenAIError) -> ProviderFault:
        if isinstance(error, openai.APIStatusError):
            return self._status_fault(error)
        if isinstance(error, openai.APIConnectionError):
            return self._connection_fault(error)
        return ProviderFault(self._scrub(f"{type(error).__name__}: {error}"), kind="bad_response")

    def _connection_fault(self, error: openai.APIConnectionError) -> ProviderFault:
        causes = _causes(error)
        names = {type(cause).__name__ for cause in causes}
        said = self._scrub(str(causes[-1])) or type(causes[-1]).__name__
        # With aiohttp the SDK calls every broken connection a `ConnectTimeout`, so that name alone proves
        # nothing: a time limit has a TimeoutError among its causes, and a connection that never came about
        # an error of aiohttp's connector.
        if any(isinstance(cause, TimeoutError) for cause in causes):
            what = f"no connection within {self._connect_seconds:g} s"
            if "ConnectTimeout" not in names:
                what = f"no answer within {self._timeout_seconds:g} s"
            return ProviderFault(what, kind="timeout")
        if "ConnectError" in names or any(name.startswith("ClientConnector") for name in names):
            # A server that has never answered is not there; for one that has, it is worth to go on.
            return ProviderFault(
                f"cannot connect to {self._sdk.base_url.host}: {said}",
                kind="refused",
                fatal=not self._served,
                hint="is the server running, and is --base-url right?",
            )
        return ProviderFault(
            f"the connection broke before the answer was complete: {said}", kind="bad_response"
        )

    def _status_fault(self, error: openai.APIStatusError) -> ProviderFault:
        status = error.status_code
        said = f"status {status}: {self._scrub(_message(error))}"
        if status in (401, 403):
            # A key that has worked before is not wrong: then 403 is about this one request.
            return ProviderFault(
                f"the endpoint refused the API key, {said}",
                kind="auth",
                fatal=status == 401 or not self._served,
                hint="check the key, and whether it may use this model",
            )
        if status == 404:
            return ProviderFault(
                f"the endpoint knows no such model or path, {said}",
                kind="not_found",
                fatal=True,
                hint="check the model's name; the base URL usually ends in /v1",
            )
        if status == 429:
            spent = error.code == "insufficient_quota"
            return ProviderFault(f"the endpoint throttles, {said}", kind="rate_limited", fatal=spent)
        if status in (408, 504):
            return ProviderFault(f"the endpoint ran out of time, {said}", kind="timeout")
        if status >= 500:
            return ProviderFault(f"the endpoint failed, {said}", kind="server_error")
        detail = f"{_message(error)} {error.body}"[:_DETAIL_CHARS].lower()
        too_long = any(phrase in f"{error.code} {detail}" for phrase in _CONTEXT_LENGTH)
        return RequestRefused(
            f"the endpoint refused the request, {said}",
            kind="context_length" if too_long else "bad_request",
            param=error.param,
            code=error.code,
            detail=detail,
        )


def http_library() -> Any:
    """The HTTP library that the installed SDK is built on: httpx2, or httpx for its older versions."""
    base = openai.DefaultAsyncHttpxClient.__mro__[-2]
    return import_module(base.__module__.partition(".")[0])


def bounded(base: Any, http: Any, seconds: float) -> Any:
    """A client class whose requests end in time, however slowly the answer trickles in, and in memory.

    The libraries' own time limits are for each read; a server that sends a byte now and then outlives them.
    They bound no size at all, and a few compressed bytes can unfold to any number.

    Args:
        base: The client class to derive from.
        http: The HTTP library.
        seconds: Time of one request, answer included.
    """

    async def send(self: Any, request: Any, **options: Any) -> Any:
        try:
            async with asyncio.timeout(seconds):
                response = await base.send(self, request, **(options | {"stream": True}))
                return response if options.get("stream") else await read_bounded(response, http)
        except TimeoutError as error:
            raise http.ReadTimeout(f"no answer within {seconds:g} s", request=request) from error
        except (http.HTTPError, http.InvalidURL):
            raise
        except Exception as error:
            # A malformed status line or header reaches us as an error of the library underneath.
            if type(error).__module__.partition(".")[0] != "aiohttp":
                raise
            raise http.RemoteProtocolError(f"{type(error).__name__}: {error}", request=request) from error

    return type("BoundedClient", (base,), {"send": send})


async def read_bounded(response: Any, http: Any) -> Any:
    """The response with its whole body, decoded, where that is not larger than 32 MiB."""
    pieces: list[bytes] = []
    size = 0
    try:
        async for piece in response.aiter_bytes():
            size += len(piece)
            if size > _MOST_BYTES:
                what = f"the answer is larger than {_MOST_BYTES >> 20} MiB"
                raise http.RemoteProtocolError(what, request=response.request)
            pieces.append(piece)
    finally:
        await response.aclose()
    return http.Response(
        response.status_code,
        headers=[pair for pair in response.headers.multi_items() if pair[0].lower() not in _REWRITTEN],
        content=b"".join(pieces),
        request=response.request,
        extensions=response.extensions,
    )


def _use_aiohttp(transport: str) -> bool:
    installed = find_spec("aiohttp") is not None
    if transport == "aiohttp" and not installed:
        raise SetupError("transport 'aiohttp' is not installed", hint='pip install "openai[aiohttp]"')
    return installed and transport != "httpx"


def _causes(error: BaseException) -> list[BaseException]:
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    return chain


def _message(error: openai.APIStatusError) -> str:
    body = error.body
    found = body.get("message") if isinstance(body, dict) else body
    return found if isinstance(found, str) and found else str(error)
