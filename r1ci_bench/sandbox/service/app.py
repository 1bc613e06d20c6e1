"""The service over HTTP: routes, and one place where everything that goes wrong becomes an answer."""

from __future__ import annotations

import logging
import platform
import time
import traceback
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from r1ci_bench.sandbox.service import fusion, metrics
from r1ci_bench.sandbox.service.refusals import Refusal
from r1ci_bench.sandbox.service.requests import ClientGoneError, Guard, decoded, read_body, while_connected
from r1ci_bench.sandbox.service.wire import ExecuteRequest, FailureReply, SessionRequest, Source

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import Any

    from starlette.types import Receive, Scope, Send

    from r1ci_bench.sandbox.policy import Execution
    from r1ci_bench.sandbox.service.core import Service

    Handler = Callable[[Request], Awaitable[Response]]

T = TypeVar("T")

access = logging.getLogger("r1ci_bench.sandbox.service.access")
log = logging.getLogger(__name__)

_NOBODY_LISTENS = 499
_MOST_METHOD_CHARS = 16
_PIECE_BYTES = 64 << 10


class Routes:
    """The handlers of one service.

    Args:
        service: Who answers.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._guard = Guard(service.options.token)
        self._pod = platform.node() or None

    def app(self) -> Starlette:
        """The application."""
        routes = [
            ("/run_code", "POST", self.run_code),
            ("/v1/execute", "POST", self.execute),
            ("/v1/sessions", "POST", self.open_session),
            ("/v1/sessions/{name}/execute", "POST", self.execute_in),
            ("/v1/sessions/{name}", "DELETE", self.end_session),
            ("/v1/info", "GET", self.info),
            ("/metrics", "GET", self.measured),
            ("/health", "GET", self.health),
        ]
        app = Starlette(
            routes=[
                Route(path, _Endpoint(self, path, handler), methods=[verb]) for path, verb, handler in routes
            ],
            exception_handlers={404: self._no_route, 405: self._no_route},
        )
        app.router.redirect_slashes = False
        return app

    async def run_code(self, request: Request) -> Response:
        """SandboxFusion's route: a sandbox that fails is an answer there, not a status."""
        self._admit(request)
        asked = await self._read(request, fusion.RunCode)
        call = fusion.call_of(asked, self._service.options.ceiling)
        work = self._service.execute(asked.code, call.policy, language=call.language, inputs=call.inputs)
        try:
            execution = await while_connected(request, work)
        except Refusal as refusal:
            if refusal.failure.boundary != "sandbox":
                raise
            _note(request, refusal.failure.kind)
            return _json(fusion.error_of(refusal, self._pod))
        _note_execution(request, execution)
        return _json(fusion.response_of(execution, self._pod, call.note))

    async def execute(self, request: Request) -> Response:
        """One call that shares nothing with others."""
        self._admit(request)
        asked = await self._read(request, ExecuteRequest)
        work = self._service.execute(_text(asked), asked.policy, language=asked.language, inputs=asked.inputs)
        return await self._executed(request, work)

    async def open_session(self, request: Request) -> Response:
        """Begin calls that share their state."""
        self._admit(request)
        asked = await self._read(request, SessionRequest)
        return _json(self._service.open_session(asked.policy), 201)

    async def execute_in(self, request: Request) -> Response:
        """One call in a session."""
        self._admit(request)
        asked = await self._read(request, Source)
        work = self._service.execute_in(request.path_params["name"], _text(asked), language=asked.language)
        return await self._executed(request, work)

    async def end_session(self, request: Request) -> Response:
        """End a session."""
        await self._service.end_session(request.path_params["name"])
        return Response(status_code=204)

    async def info(self, request: Request) -> Response:
        """What this service is and allows."""
        return _json(self._service.info())

    async def measured(self, request: Request) -> Response:
        """All counts."""
        return Response(self._service.measured(), media_type=metrics.CONTENT_TYPE)

    async def health(self, request: Request) -> Response:
        """Whether programs run here."""
        await self._service.refuse_when_ill()
        return _json({"status": "ok"})

    async def _read(self, request: Request, kind: type[T]) -> T:
        return decoded(await read_body(request, self._service.options.body_bytes), kind)

    async def _executed(self, request: Request, work: Coroutine[Any, Any, Execution]) -> Response:
        execution = await while_connected(request, work)
        _note_execution(request, execution)
        return _json(execution)

    def _admit(self, request: Request) -> None:
        """Be inside until the answer is sent: one that nobody reads takes memory for as long."""
        request.state.held.enter_context(self._service.gate.admitted())

    async def answer(self, path: str, handler: Handler, request: Request) -> Response:
        """What a handler says, or why it does not; one line of the log."""
        began = time.monotonic()
        response = await self._answer(path, handler, request)
        client = request.client.host if request.client is not None else "-"
        access.info(
            "%s %s %s %d %.3fs %s",
            client,
            request.method,
            path,
            response.status_code,
            time.monotonic() - began,
            getattr(request.state, "note", "-"),
        )
        return response

    async def _answer(self, path: str, handler: Handler, request: Request) -> Response:
        try:
            if path != "/health":
                self._guard.refuse_strangers(request)
            return await handler(request)
        except Refusal as refusal:
            _note(request, refusal.failure.kind)
            self._service.metrics.rejected.labels(refusal.failure.kind).inc()
            return _refused(refusal)
        except ClientGoneError:
            _note(request, "client_gone")
            self._service.metrics.rejected.labels("client_gone").inc()
            return Response(status_code=_NOBODY_LISTENS)
        except Exception as error:  # noqa: BLE001 - the last line of defence against a bare traceback
            # Where, but not what it says: that could be somebody's code.
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("a request broke the service: %s\n%s", type(error).__name__, where)  # noqa: TRY400
            _note(request, "internal")
            return _refused(Refusal(500, "internal", "this is a bug of the service", boundary="service"))

    async def _no_route(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        access.info("%s - %d", request.method[:_MOST_METHOD_CHARS], status)
        return _refused(
            Refusal(
                status,
                "no_route",
                "there is no such route" if status == 404 else "the route has no such method",
                hint="POST /run_code, POST /v1/execute, GET /v1/info, GET /health, GET /metrics",
            )
        )


class _Endpoint:
    """One route: what a request holds is given back once its answer is sent."""

    def __init__(self, routes: Routes, path: str, handler: Handler) -> None:
        self._routes = routes
        self._path = path
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        with ExitStack() as request.state.held:
            response = await self._routes.answer(self._path, self._handler, request)
            await response(scope, receive, send)


class _InPieces(Response):
    """An answer of which no more is handed out than the client reads."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        body = memoryview(self.body)
        for start in range(0, len(body), _PIECE_BYTES):
            end = start + _PIECE_BYTES
            piece = bytes(body[start:end])
            await send({"type": "http.response.body", "body": piece, "more_body": end < len(body)})


def _text(source: Source) -> str:
    try:
        return source.text()
    except UnicodeDecodeError:
        raise Refusal(422, "bad_request", "the bytes are not UTF-8 - at `$.code_bytes`") from None


def _note(request: Request, text: str) -> None:
    request.state.note = text


def _note_execution(request: Request, execution: Execution) -> None:
    _note(request, f"{execution.language} {execution.ending} {execution.seconds:.3f}s")


def _json(value: object, status: int = 200) -> Response:
    return _InPieces(msgspec.json.encode(value), status_code=status, media_type="application/json")


def _refused(refusal: Refusal) -> Response:
    response = _json(FailureReply(error=refusal.failure), refusal.status)
    if refusal.retry_after is not None:
        response.headers["retry-after"] = str(refusal.retry_after)
    if refusal.status == 401:
        response.headers["www-authenticate"] = "Bearer"
    if refusal.status in (408, 503):
        response.headers["connection"] = "close"
    return response
