"""The sandbox that is somewhere else: `--sandbox http://HOST:PORT`."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2
import msgspec

from r1ci_bench.errors import SandboxFault, SetupError
from r1ci_bench.sandbox.policy import NO_INPUTS, EachAlone, Execution, LayerReport, Sandbox, SandboxSession
from r1ci_bench.sandbox.requests import check_request
from r1ci_bench.sandbox.service.place import place_of
from r1ci_bench.sandbox.service.transport import Patience, Transport, error_of, read_failure
from r1ci_bench.sandbox.service.wire import (
    PROTOCOL,
    ExecuteRequest,
    Info,
    SessionReply,
    SessionRequest,
    Source,
)

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Inputs, Language, Policy, SandboxOptions

T = TypeVar("T")

_INFO_SECONDS = 10.0
_SMALL = 1 << 20
_MARGIN_SECONDS = 60.0
_GOODBYE_SECONDS = 5.0
# JSON writes a control character as six, base64 three bytes as four.
_ESCAPED, _ENCODED = 6, 2


class HttpSandbox(Sandbox):
    """Asks a service to run code; nothing of it runs on this machine.

    Args:
        options: Where the service is, and which variable holds its token.
        patience: How long requests are made again.
    """

    def __init__(self, options: SandboxOptions, patience: Patience = Patience()) -> None:  # noqa: B008 - frozen
        self._place = place_of(options)
        self._transport = Transport(self._place, patience)
        self._info: Info | None = None
        self._asking = threading.Lock()

    async def execute(
        self, code: str, policy: Policy, *, language: Language = "python", inputs: Inputs = NO_INPUTS
    ) -> Execution:
        """Run a piece of code there; see `Sandbox.execute`."""
        check_request(code, policy, language, inputs)
        info = await self.known()
        request = ExecuteRequest(**_source(code), language=language, policy=policy, inputs=inputs)
        data = await self._transport.send(
            "POST",
            "/v1/execute",
            request,
            seconds=_longest(info, policy.wall_seconds),
            most_bytes=_largest(policy, files=bool(inputs.fetch)),
        )
        return _decoded(data, Execution)

    def session(self, policy: Policy) -> SandboxSession:
        """The calls of one transcript; where the policy is stateful, the service keeps their state."""
        return HttpSession(self, self._transport, policy) if policy.stateful else EachAlone(self, policy)

    def layers(self) -> tuple[LayerReport, ...]:
        """The layers there, as the service probed them."""
        return self._ask().layers

    def lacks(self, language: Language) -> str | None:
        """Why the service does not run a language, or None."""
        info = self._ask()
        if language in info.languages:
            return None
        return f"the sandbox service at {self._place.url} runs {', '.join(info.languages)}"

    @property
    def isolated(self) -> bool:
        """Whether the service isolates code."""
        return self._ask().isolated

    async def aclose(self) -> None:
        """Close all connections; what still runs for us there is ended by that."""
        await self._transport.aclose()

    async def known(self) -> Info:
        """What the service is; asked once.

        Raises:
            SetupError: if there is none, it is none, or it does not let us in.
        """
        return self._info if self._info is not None else await asyncio.to_thread(self._ask)

    def _ask(self) -> Info:
        with self._asking:
            if self._info is None:
                self._info = self._asked()
            return self._info

    def _asked(self) -> Info:
        place = self._place
        try:
            with httpx2.stream(
                "GET",
                f"{place.url}/v1/info",
                headers=place.headers,
                timeout=_INFO_SECONDS,
                trust_env=not place.local,
            ) as response:
                content = _first(response, _SMALL)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise SetupError(
                f"there is no sandbox service at {place.url}: {str(error) or type(error).__name__}",
                hint="start one: r1ci-bench sandbox serve",
            ) from None
        if not response.is_success:
            failure = read_failure(content)
            refused = error_of(response.status_code, failure, place)
            raise (
                refused if isinstance(refused, SetupError) else SetupError(refused.message, hint=refused.hint)
            )
        try:
            info = msgspec.json.decode(content, type=Info)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            raise error_of(response.status_code, None, place) from None
        if info.protocol != PROTOCOL:
            raise SetupError(
                f"the sandbox service at {place.url} (r1ci-bench {info.version}) speaks protocol "
                f"{info.protocol}, not {PROTOCOL}",
                hint="install the same version of r1ci-bench on both sides",
            )
        return info


class HttpSession(SandboxSession):
    """Calls that share what they leave, in a session of a service.

    Args:
        sandbox: The service.
        transport: Its connections.
        policy: Under which policy.
    """

    def __init__(self, sandbox: HttpSandbox, transport: Transport, policy: Policy) -> None:
        self._sandbox = sandbox
        self._transport = transport
        self._policy = policy
        self._name: str | None = None

    async def execute(self, code: str, *, language: Language = "python") -> Execution:
        """Run a piece of code after those before it; see `SandboxSession.execute`."""
        check_request(code, self._policy, language)
        info = await self._sandbox.known()
        if self._name is None:
            data = await self._transport.send(
                "POST",
                "/v1/sessions",
                SessionRequest(policy=self._policy),
                seconds=_MARGIN_SECONDS,
                most_bytes=_SMALL,
            )
            self._name = _decoded(data, SessionReply).session
        try:
            data = await self._transport.send(
                "POST",
                f"/v1/sessions/{self._name}/execute",
                Source(**_source(code), language=language),
                seconds=_longest(info, self._policy.wall_seconds),
                most_bytes=_largest(self._policy, files=False),
                repeatable=False,
            )
        except SandboxFault as fault:
            if fault.kind in ("state_lost", "timeout"):
                await self.aclose()  # the next call begins anew, as it does where a child has died
            raise
        return _decoded(data, Execution)

    async def aclose(self) -> None:
        """End the session there; where that fails, the service does so after a while."""
        name, self._name = self._name, None
        if name is None:
            return
        try:
            async with asyncio.timeout(_GOODBYE_SECONDS):
                await self._transport.send(
                    "DELETE", f"/v1/sessions/{name}", seconds=_GOODBYE_SECONDS, most_bytes=_SMALL
                )
        except (SandboxFault, SetupError, TimeoutError):
            return


def _first(response: httpx2.Response, most: int) -> bytes:
    """The first bytes of an answer, which need not have an end: anything may be at that URL."""
    data = b""
    until = time.monotonic() + _INFO_SECONDS
    for piece in response.iter_bytes():
        data += piece
        if len(data) > most or time.monotonic() > until:
            break
    return data[:most]


def _source(code: str) -> dict[str, Any]:
    try:
        code.encode()
    except UnicodeEncodeError:
        return {"code_bytes": code.encode("utf-8", "surrogatepass")}
    return {"code": code}


def _longest(info: Info, wall_seconds: float) -> float:
    """How long an answer can take where everything before us in the queue uses all of its time."""
    rounds = info.queue / max(info.workers, 1) + 1
    return wall_seconds + rounds * info.ceiling.wall_seconds + _MARGIN_SECONDS


def _largest(policy: Policy, *, files: bool) -> int:
    """How long an answer can be under a policy."""
    kept = 2 * _ESCAPED * policy.output_bytes
    return kept + _SMALL + (_ENCODED * policy.scratch_bytes if files else 0)


def _decoded(data: bytes, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise SandboxFault(f"the sandbox service gave no proper answer: {error}", kind="bad_reply") from None
