"""Where untrusted code runs. `policy` has the interface; `jail` is the default backend.

The names below are imported when they are first used: the plugin module next to them must stay cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import (
        Execution,
        Inputs,
        Language,
        LayerReport,
        Policy,
        Sandbox,
        SandboxOptions,
        SandboxSession,
    )

__all__ = [
    "Execution",
    "Inputs",
    "Language",
    "LayerReport",
    "Policy",
    "Sandbox",
    "SandboxOptions",
    "SandboxSession",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.policy"), name)
