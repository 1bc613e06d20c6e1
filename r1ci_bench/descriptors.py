"""What a plugin registers: small, cheap descriptions of things that are imported only when selected.

Every start of the command line makes these classes. As dataclasses they would take a twentieth of it, so one
constructor, which type checkers read like that of a dataclass, serves them all.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Literal, dataclass_transform

Capability = Literal["execution", "planning", "reasoning"]
"""What a task asks of a model (the paper's Table 6)."""

ModelKind = Literal["model", "oracle", "floor", "replay"]
"""`oracle` and `floor` adapters know the answers or do not try; they are never ranked among models."""

_ID_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_.-")


@dataclass_transform(frozen_default=True, kw_only_default=True)
class _Record:
    """Keyword arguments become attributes that do not change; annotations say which there are."""

    def __init__(self, **values: Any) -> None:
        kind = type(self)
        fields = [name for base in kind.__mro__ for name in getattr(base, "__annotations__", ())]
        if unknown := sorted(values.keys() - fields):
            raise TypeError(f"{kind.__name__} has no {', '.join(unknown)}")
        if missing := sorted(name for name in fields if name not in values and not hasattr(kind, name)):
            raise TypeError(f"{kind.__name__} needs {', '.join(missing)}")
        vars(self).update(values)
        self._check()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed")

    def _check(self) -> None:
        """Raise ValueError where a value makes no sense."""


class Descriptor(_Record):
    """What every registered thing tells about itself before it is imported.

    Attributes:
        id: Unique name among its kind, lower case; tasks are `suite/name`.
        version: Changes whenever behaviour that can change a score changes.
        entry: Where the thing lives, as `module:attribute`; imported when it is selected.
        summary: One line for people.
        extras: The extras of the plugin's distribution that it needs, for the message when they are missing.
        packages: Distributions whose versions a run records where it uses this, beside those of every run.
    """

    id: str
    version: str
    entry: str
    summary: str
    extras: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()

    def _check(self) -> None:
        words = self.id.split("/")
        if len(words) > 2 or not all(word[:1].isalnum() and _ID_SIGNS.issuperset(word) for word in words):
            raise ValueError(f"id {self.id!r} must be lower case words of [a-z0-9_.-], at most one '/'")
        module, _, attribute = self.entry.partition(":")
        if not attribute.isidentifier() or not all(part.isidentifier() for part in module.split(".")):
            raise ValueError(f"entry {self.entry!r} of {self.id!r} must look like 'module:attribute'")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r}, version={self.version!r}, entry={self.entry!r})"

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


class TaskDescriptor(Descriptor):
    """A task; `entry` names a subclass of `r1ci_bench.task.Task`.

    Attributes:
        capabilities: What the task asks of a model.
        source: `generator` where questions are made on the spot, `dataset` where they are loaded.
        levels: How many difficulty levels there are, counted from 1.
        data: Id of the data set with its official items; empty where there is none.
        modules: What must be importable for it to work, beside the plugin: modules of its extras.
    """

    capabilities: tuple[Capability, ...]
    source: Literal["generator", "dataset"] = "generator"
    levels: int = 5
    data: str = ""
    modules: tuple[str, ...] = ()

    @property
    def suite(self) -> str:
        """The suite: what stands before the slash of the id."""
        return self.id.partition("/")[0]


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


class AgentDescriptor(Descriptor):
    """An agent; `entry` names a subclass of `r1ci_bench.agents.Agent`."""


class SandboxDescriptor(Descriptor):
    """A sandbox; `entry` names a factory `(options) -> r1ci_bench.sandbox.Sandbox`.

    Attributes:
        isolated: False where code is only limited, not isolated; such runs are marked.
        schemes: Schemes of URLs that select it: `--sandbox http://...` is the sandbox that has `http` here.
    """

    isolated: bool = True
    schemes: tuple[str, ...] = ()


class ExecutorDescriptor(Descriptor):
    """An executor; `entry` names a factory `(job, plugins) -> r1ci_bench.executor.Executor`."""


class CommandDescriptor(Descriptor):
    """A subcommand of `r1ci-bench`; `entry` names a click command or group."""


class SplitDescriptor(Descriptor):
    """A named list of tasks; `entry` names a function that takes nothing and returns a `Split`.

    Attributes:
        note: What must be said wherever results on this split are shown; empty where there is nothing.
    """

    note: str = ""


class DataDescriptor(Descriptor):
    """A data set with official items; `entry` names a function that takes nothing and returns a `DataSet`.

    Attributes:
        revision: The pinned revision, as its source names it.
        license: Under which licence it is published (SPDX).
    """

    revision: str
    license: str
