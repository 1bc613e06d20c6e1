"""Where a service is, and what opens it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from r1ci_bench.errors import UsageError

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import SandboxOptions

_EXAMPLE = "for example --sandbox http://127.0.0.1:8080"


class Place(NamedTuple):
    """A service.

    Attributes:
        url: Its base URL, without a slash at the end.
        local: True where it is on this machine, so that no proxy stands between.
        token: The token that it is shown, or None.
        variable: The environment variable that holds the token.
    """

    url: str
    local: bool
    token: str | None
    variable: str

    def __repr__(self) -> str:
        return f"Place({self.url!r})"  # the token is in no traceback and no log

    @property
    def headers(self) -> dict[str, str]:
        """What every request carries."""
        return {"authorization": f"Bearer {self.token}"} if self.token else {}


def place_of(options: SandboxOptions) -> Place:
    """Read where the service is.

    Raises:
        UsageError: if it is not said, or the URL is none.
    """
    if options.location is None:
        raise UsageError("the sandbox 'http' needs the URL of a service", hint=_EXAMPLE)
    try:
        parts = urlsplit(options.location)
        port = parts.port
    except ValueError as error:
        raise UsageError(f"the sandbox's URL {options.location!r} is none: {error}", hint=_EXAMPLE) from None
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            "the sandbox's URL must not hold a user or password",
            hint=f"a token belongs into the environment variable {options.token_variable}",
        )
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise UsageError(f"the sandbox's URL {options.location!r} is none", hint=_EXAMPLE)
    if parts.query or parts.fragment:
        raise UsageError("the sandbox's URL must end with its path", hint=_EXAMPLE)
    token = os.environ.get(options.token_variable, "").strip()
    if token and not (token.isascii() and token.isprintable()):
        raise UsageError(f"{options.token_variable} holds no token: it must be printable ASCII")
    return Place(
        url=options.location.rstrip("/"),
        local=parts.hostname == "localhost" or parts.hostname == "::1" or parts.hostname.startswith("127."),
        token=token or None,
        variable=options.token_variable,
    )
