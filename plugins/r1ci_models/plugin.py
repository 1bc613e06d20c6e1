"""Registers the adapters. Nothing heavy is imported here: `openai` is loaded at the first request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.descriptors import ModelDescriptor
from r1ci_bench.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable

ADAPTERS = (
    ModelDescriptor(
        id="openai",
        version="1",
        entry="r1ci_models.openai:create",
        summary="Any endpoint with the OpenAI chat completions API",
        example="openai/gpt-4o",
        key_variable="OPENAI_API_KEY",
    ),
    ModelDescriptor(
        id="reference",
        version="1",
        entry="r1ci_models.reference:create",
        summary="Oracles: the task's own reference program (solver), or its stored answer (answer)",
        kind="oracle",
        names=("answer", "solver"),
        example="reference/solver",
    ),
    ModelDescriptor(
        id="baseline",
        version="1",
        entry="r1ci_models.baseline:create",
        summary="Floors: says nothing (empty), or guesses from the question's own words (random)",
        kind="floor",
        names=("empty", "random"),
        example="baseline/random",
    ),
    ModelDescriptor(
        id="scripted",
        version="1",
        entry="r1ci_models.scripted:create",
        summary="Replays the replies written in a JSON file",
        kind="replay",
        example="scripted/replies.json",
    ),
)


@hookimpl
def register_models(register: Callable[[ModelDescriptor], None]) -> None:
    """Register every adapter of this package."""
    for adapter in ADAPTERS:
        register(adapter)
