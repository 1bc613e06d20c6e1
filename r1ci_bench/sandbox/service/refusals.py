"""Answers that are not what was asked for: a status, and a typed failure in the body."""

from __future__ import annotations

from r1ci_bench.errors import SandboxFault, SetupError, UsageError
from r1ci_bench.sandbox.service.wire import Boundary, Failure

_MOST_CHARS = 500


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error of the service
    """Ends a request with a status and a failure.

    Attributes:
        status: The HTTP status.
        failure: The body.
        retry_after: Seconds after which it is worth to ask again, or None.

    Args:
        status: The HTTP status.
        kind: A short stable name of what was wrong.
        message: One sentence about it.
        boundary: Who is to mend it.
        hint: What to do about it.
        retry_after: Seconds after which it is worth to ask again.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        message: str,
        *,
        boundary: Boundary = "request",
        hint: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.failure = Failure(kind=kind, message=shortened(message), boundary=boundary, hint=hint)
        self.retry_after = retry_after


def refusal_of(error: UsageError | SetupError | SandboxFault) -> Refusal:
    """The answer for what a sandbox raises."""
    if isinstance(error, UsageError):
        return Refusal(422, "bad_request", error.message, hint=error.hint)
    if isinstance(error, SetupError):
        return Refusal(501, "setup", error.message, boundary="setup", hint=error.hint)
    if error.kind == "closed":
        return closing()
    return Refusal(500, error.kind, error.message, boundary="sandbox", hint=error.hint)


def closing() -> Refusal:
    """The answer while the service ends."""
    return Refusal(
        503, "closing", "the service is ending", boundary="service", hint="ask again later", retry_after=5
    )


def shortened(text: str) -> str:
    """A message that no hostile value in it makes long."""
    return text if len(text) <= _MOST_CHARS else f"{text[:_MOST_CHARS]} ..."
