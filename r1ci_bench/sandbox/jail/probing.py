"""Tries a layer in a throw-away child, so that the process that asks stays as it was."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail import privileges

if TYPE_CHECKING:
    from collections.abc import Callable


def attempt(body: Callable[[], str], keep: int = 0) -> tuple[bool, str]:
    """Run `body` in a forked child, as nobody where this process is root.

    Args:
        body: What to try; returns what it found.
        keep: Capabilities that nobody keeps of root's.

    Returns:
        Whether it ended without an exception, and what it returned or raised.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            if os.geteuid() == 0:
                privileges.become_nobody(keep)
            os.write(writer, b"+" + body().encode())
        except BaseException as error:  # noqa: BLE001 - reported to the parent; nothing may escape a fork
            os.write(writer, b"-" + describe(error).encode()[:2000])
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        answer = stream.read().decode(errors="replace")
    os.waitpid(child, 0)
    if not answer:
        return False, "the probe was killed"
    return answer[0] == "+", answer[1:]


def describe(error: BaseException) -> str:
    """An exception in one line for people."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return f"{type(error).__name__}: {error}"
