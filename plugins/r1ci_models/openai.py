"""`openai/<model>`: any endpoint with the OpenAI chat completions API, hosted or of one's own.

This module reads the options, builds requests and adapts them to what the endpoint takes. The SDK itself is
imported at the first request only, so that planning a run stays fast.
"""

from __future__ import annotations

import ipaddress
import os
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import msgspec

from r1ci_bench.errors import SetupError, UsageError
from r1ci_bench.model import Model
from r1ci_models.openai_dialect import Dialect, RequestRefused
from r1ci_models.openai_replies import read_completion
from r1ci_models.options import refuse_unknown_arguments
from r1ci_models.scrubber import Scrubber

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.model import Completion, Message, ModelOptions, SamplingParams
    from r1ci_models.openai_client import ChatClient

KEY_VARIABLE = "OPENAI_API_KEY"
BASE_URL_VARIABLE = "OPENAI_BASE_URL"
DEFAULT_BASE_URL = "https://api.openai.com/v1"

_EXAMPLE = "for example: http://127.0.0.1:8000/v1"

# What a local server gets that asks for no key; the SDK insists on sending one.
_PLACEHOLDER_KEY = "no-key"

# Fields of a request that the harness sets itself: set twice, a record would say one thing and do another.
_OWN_FIELDS = frozenset(
    {"model", "messages", "stream", "n", "temperature", "top_p", "seed", "stop"}
    | {"max_tokens", "max_completion_tokens"}
)


class OpenAIArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Arguments of the adapter (`--model-arg KEY=VALUE`).

    Attributes:
        organization: Organization to which requests are charged.
        project: Project to which requests are charged.
        extra_body: Further fields of every request, for example `{"reasoning_effort": "low"}`.
        connections: Open connections at the most; it should not be below the run's concurrency.
        transport: HTTP library under the SDK; `auto` takes aiohttp, which is faster, where it is installed.
    """

    organization: str | None = None
    project: str | None = None
    extra_body: dict[str, Any] = {}
    connections: int = 1000
    transport: Literal["auto", "aiohttp", "httpx"] = "auto"


class OpenAIModel(Model):
    """A model behind a chat completions endpoint.

    Args:
        name: The model as the endpoint knows it.
        base_url: The endpoint.
        key: The API key.
        options: Time limit and retries.
        arguments: The adapter's own arguments.
    """

    def __init__(
        self, name: str, base_url: str, key: str, options: ModelOptions, arguments: OpenAIArguments
    ) -> None:
        self.id = f"openai/{name}"
        self._name = name
        self._base_url = base_url
        self._key = key
        self._options = options
        self._arguments = arguments
        self._scrub = Scrubber("" if key == _PLACEHOLDER_KEY else key)
        self._dialect = Dialect(self.id, modern_limit=urlsplit(base_url).hostname == "api.openai.com")
        self._client: ChatClient | None = None

    @property
    def details(self) -> dict[str, str]:
        """The endpoint, which may come from the environment."""
        return {"endpoint": self._base_url}

    async def generate(self, messages: Sequence[Message], params: SamplingParams) -> Completion:
        """Ask the endpoint; where it does not take a field, ask again without and remember it."""
        client = self._connect()
        body: dict[str, Any] = {
            "model": self._name,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            **self._arguments.extra_body,
        }
        while True:
            fields = self._dialect.fields(params)
            try:
                content = await client.post(body | fields)
            except RequestRefused as refused:
                # Every round takes a field away or renames it once, so this ends.
                if not self._dialect.adapt(refused, fields):
                    raise
            else:
                completion = read_completion(content, stop=params.stop, scrub=self._scrub)
                return msgspec.structs.replace(
                    completion,
                    text=self._scrub.hide(completion.text),
                    thinking=completion.thinking and self._scrub.hide(completion.thinking),
                    notes=self._dialect.notes(params),
                )

    async def aclose(self) -> None:
        """Close all connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _connect(self) -> ChatClient:
        if self._client is None:
            from r1ci_models.openai_client import ChatClient

            self._client = ChatClient(
                base_url=self._base_url,
                key=self._key,
                timeout_seconds=self._options.timeout_seconds,
                max_retries=self._options.max_retries,
                organization=self._arguments.organization,
                project=self._arguments.project,
                connections=self._arguments.connections,
                transport=self._arguments.transport,
                # A proxy of the environment is for the world outside, never for this machine itself.
                trust_env=not is_loopback(self._base_url),
                scrub=self._scrub,
            )
        return self._client


def create(name: str, options: ModelOptions) -> Model:
    """Set up a model. Nothing is sent yet.

    Args:
        name: The model as the endpoint knows it.
        options: Endpoint, key, limits; `arguments` are those of `OpenAIArguments`.

    Raises:
        UsageError: for an unknown argument, a bad value, or a base URL that is none.
        SetupError: if the key is missing.
    """
    refuse_unknown_arguments("openai", options, OpenAIArguments.__struct_fields__)
    try:
        arguments = msgspec.convert(options.arguments, OpenAIArguments)
    except msgspec.ValidationError as error:
        raise UsageError(f"argument of model adapter 'openai': {error}") from None
    if arguments.connections < 1:
        raise UsageError("argument 'connections' of model adapter 'openai' must be at least 1")
    if clash := sorted(_OWN_FIELDS.intersection(arguments.extra_body)):
        raise UsageError(
            f"extra_body must not set {clash[0]!r}, which the run sets itself",
            hint="sampling has options of its own, such as --temperature and --max-tokens",
        )
    base_url = options.base_url or os.environ.get(BASE_URL_VARIABLE) or DEFAULT_BASE_URL
    check_base_url(base_url)
    return OpenAIModel(name, base_url, find_key(options.key_variable, base_url), options, arguments)


def check_base_url(base_url: str) -> None:
    """Refuse a base URL that is none, or that holds credentials, which would end up in records.

    Raises:
        UsageError: if so.
    """
    try:
        parts = urlsplit(base_url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        raise UsageError(
            "the base URL cannot be read", hint="for example: http://127.0.0.1:8000/v1"
        ) from None
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "the base URL must not hold a user name or password", hint="name the key with --key-variable"
        )
    if not valid:
        raise UsageError(f"base URL {base_url!r} is none", hint=_EXAMPLE)


def find_key(variable: str | None, base_url: str) -> str:
    """The API key from the environment.

    Args:
        variable: Name of the variable; None for `OPENAI_API_KEY`.
        base_url: The endpoint; one on this machine may do without a key.

    Raises:
        SetupError: if it is missing or cannot be sent; the message names the variable, never its value.
    """
    name = variable or KEY_VARIABLE
    key = os.environ.get(name, "").strip()
    if not key:
        if variable is None and is_loopback(base_url):
            return _PLACEHOLDER_KEY
        raise SetupError(
            f"the API key is missing: environment variable {name} is not set",
            hint=f"export {name}=..., or name another variable with --key-variable",
        )
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise SetupError(f"environment variable {name} holds characters that no API key has")
    return key


def is_loopback(base_url: str) -> bool:
    """True where the endpoint is on this machine."""
    host = urlsplit(base_url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
