"""Makes reference programs: a solver's own source, so that it is typed, linted and tested like all code."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from r1ci_bench.hashing import canonical_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def program(
    solve: Callable[[dict[str, Any]], str],
    data: dict[str, Any],
    *,
    helpers: Sequence[Callable[..., object]] = (),
    imports: Sequence[str] = (),
) -> str:
    """Write a self-contained program that solves a sample and prints the answer.

    Args:
        solve: Makes the answer from a sample's data. It and the helpers may use nothing of their module but
            each other and `imports`.
        data: The sample's data; the program reads it back from JSON.
        helpers: Functions that `solve` calls.
        imports: Import statements of the standard library.
    """
    sources = [inspect.getsource(function) for function in (*helpers, solve)]
    head = "\n".join(["from __future__ import annotations", "", "import json", *imports])
    call = f"print({solve.__name__}(json.loads({canonical_json(data).decode()!r})))\n"
    return "\n\n".join([head, *sources, call])
