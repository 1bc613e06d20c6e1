"""What the client and the service say to each other, as JSON; docs/sandbox-service.md describes it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from r1ci_bench.sandbox.policy import NO_INPUTS, Inputs, Language, LayerReport, Policy

PROTOCOL = 1
"""Changes whenever an older client or service would misunderstand a newer one."""

NAME: Literal["r1ci-bench sandbox"] = "r1ci-bench sandbox"

Boundary = Literal["request", "setup", "sandbox", "service"]
"""Who is to mend it: the caller, the operator, the sandbox, or (by waiting) nobody."""


class Source(Struct, kw_only=True, forbid_unknown_fields=True):
    """Code in one of its two forms.

    Attributes:
        code: The code, where it is proper text.
        code_bytes: Otherwise its UTF-8 with lone surrogates as they are, which JSON text cannot hold.
        language: What it is written in.
    """

    code: str = ""
    code_bytes: bytes = b""
    language: Language = "python"

    def text(self) -> str:
        """The code.

        Raises:
            UnicodeDecodeError: if `code_bytes` is not UTF-8 even so.
        """
        return self.code or self.code_bytes.decode("utf-8", "surrogatepass")


class ExecuteRequest(Source, kw_only=True, forbid_unknown_fields=True):
    """One call that shares nothing with others."""

    policy: Policy
    inputs: Inputs = NO_INPUTS


class SessionRequest(Struct, kw_only=True, forbid_unknown_fields=True):
    """Asks for calls that share their state."""

    policy: Policy


class SessionReply(Struct, kw_only=True):
    """A session.

    Attributes:
        session: Its name; whoever knows it can use it.
        idle_seconds: After so long without a call it is ended.
    """

    session: str
    idle_seconds: float


class Info(Struct, kw_only=True):
    """What a service is and allows.

    Attributes:
        service: Says that this is one.
        protocol: Version of these messages.
        version: Version of r1ci-bench there.
        isolated: Whether code is isolated there.
        layers: Its isolation layers.
        languages: Languages in which a program has run there.
        ceiling: The most that a policy may ask for; `preload` are the modules that it may name.
        workers: How many pieces of code run at the same time.
        queue: How many more may wait.
        sessions: How many sessions there may be.
        body_bytes: The longest request.
    """

    service: Literal["r1ci-bench sandbox"] = NAME
    protocol: int = PROTOCOL
    version: str
    isolated: bool
    layers: tuple[LayerReport, ...]
    languages: tuple[str, ...]
    ceiling: Policy
    workers: int
    queue: int
    sessions: int
    body_bytes: int


class Failure(Struct, kw_only=True):
    """Why there is no execution.

    Attributes:
        kind: A short stable name.
        message: One sentence for people; never holds code or a token.
        boundary: Who is to mend it.
        hint: What to do about it.
    """

    kind: str
    message: str
    boundary: Boundary
    hint: str | None = None


class FailureReply(Struct, kw_only=True):
    """The body of every answer that is not what was asked for."""

    error: Failure
