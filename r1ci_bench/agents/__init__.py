"""How a question is worked on. `base` has the interface, `loop` what all agents share.

An agent knows nothing of runs, records or the command line: give it an `AgentContext` and it fills the
context's transcript. Evaluation, training data and rollouts all call it in this one way.

The names below are imported when they are first used: the plugin module next to them must stay cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from r1ci_bench.agents.base import Agent, AgentContext, Limits
    from r1ci_bench.agents.prompts import Prompts

__all__ = ["Agent", "AgentContext", "Limits", "Prompts"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{'prompts' if name == 'Prompts' else 'base'}"), name)
