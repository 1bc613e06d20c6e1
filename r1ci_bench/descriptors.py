"""What a plugin registers: small, cheap descriptions of things that are imported only when selected."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal

Capability = Literal["execution", "planning", "reasoning"]
"""What a task asks of a model (the paper's Table 6)."""

ModelKind = Literal["model", "oracle", "floor", "replay"]
"""`oracle` and `floor` adapters know the answers or do not try; they are never ranked among models."""

_ID = re.compile(r"[a-z0-9][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*)?")
_ENTRY = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    """What every registered thing tells about itself before it is imported.

    Attributes:
        id: Unique name among its kind, lower case; tasks are `suite/name`.
        version: Changes whenever behaviour that can change a score changes.
        entry: Where the thing lives, as `module:attribute`; imported when it is selected.
        summary: One line for people.
        extras: The extras of the plugin's distribution that it needs, for the message when they are missing.
    """

    id: str
    version: str
    entry: str
    summary: str
    extras: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"id {self.id!r} must be lower case words of [a-z0-9_.-], at most one '/'")
        if not _ENTRY.fullmatch(self.entry):
            raise ValueError(f"entry {self.entry!r} of {self.id!r} must look like 'module:attribute'")

    def load(self) -> Any:
        """Import the thing.

        Returns:
            The object that `entry` names.

        Raises:
            ImportError: if the module is not there or lacks the attribute.
            Exception: whatever the plugin's module raises while it is imported.
        """
        module_name, _, attribute = self.entry.partition(":")
        module = import_module(module_name)
        try:
            return getattr(module, attribute)
        except AttributeError:
            raise ImportError(f"module {module_name!r} has no {attribute!r}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDescriptor(Descriptor):
    """A task; `entry` names a subclass of `r1ci_bench.task.Task`.

    Attributes:
        capabilities: What the task asks of a model.
        source: `generator` where questions are made on the spot, `dataset` where they are loaded.
        levels: How many difficulty levels there are, counted from 1.
    """

    capabilities: tuple[Capability, ...]
    source: Literal["generator", "dataset"] = "generator"
    levels: int = 5

    @property
    def suite(self) -> str:
        """The suite: what stands before the slash of the id."""
        return self.id.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelDescriptor(Descriptor):
    """A model adapter; `entry` names a factory `(name, options) -> r1ci_bench.model.Model`.

    Users write `<id>/<name>`, for example `openai/gpt-4o`.

    Attributes:
        kind: Whether this is a model at all; oracles and floors are marked as such everywhere.
        names: The names that the adapter knows, where they can be listed; otherwise empty.
        example: A complete model id for help texts.
        key_variable: The environment variable with the API key, where one is needed.
    """

    kind: ModelKind = "model"
    names: tuple[str, ...] = ()
    example: str
    key_variable: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDescriptor(Descriptor):
    """An agent; `entry` names a subclass of `r1ci_bench.agents.Agent`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxDescriptor(Descriptor):
    """A sandbox; `entry` names a factory `(options) -> r1ci_bench.sandbox.Sandbox`.

    Attributes:
        isolated: False where code is only limited, not isolated; such runs are marked.
    """

    isolated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandDescriptor(Descriptor):
    """A subcommand of `r1ci-bench`; `entry` names a click command or group."""
