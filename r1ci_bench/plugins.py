"""Builds the plugin manager: discovery, isolation, refusal of duplicates, rollback.

The application owns the result; nothing is global and nothing happens at import. A plugin that cannot be
loaded leaves no trace but a `PluginFailure`: it must not keep anybody from `--help`, from other plugins or
from old results.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import pluggy

from r1ci_bench import hookspecs
from r1ci_bench.descriptors import (
    AgentDescriptor,
    CommandDescriptor,
    DataDescriptor,
    Descriptor,
    ExecutorDescriptor,
    ModelDescriptor,
    SandboxDescriptor,
    SplitDescriptor,
    TaskDescriptor,
)
from r1ci_bench.discovery import FoundPlugin, find_plugins
from r1ci_bench.errors import SetupError, UsageError, near_misses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

OUR_DISTRIBUTION = "r1ci-bench"
SELECT_VARIABLE = "R1CI_PLUGINS"

D = TypeVar("D", bound=Descriptor)


class Registered(NamedTuple, Generic[D]):
    """A descriptor and the plugin that it came from."""

    descriptor: D
    origin: FoundPlugin


class PluginFailure(NamedTuple):
    """A plugin that could not be loaded, and why, in one line."""

    plugin: FoundPlugin
    reason: str

    def __str__(self) -> str:
        return f"plugin {self.plugin} is broken: {self.reason}"


class Registry(Generic[D]):
    """All registered things of one kind.

    Attributes:
        kind: What they are, for messages.
        type: Class of their descriptors.

    Args:
        failures: Plugins that could not be loaded, for the message about an unknown id.
    """

    def __init__(self, kind: str, descriptor_type: type[D], failures: list[PluginFailure]) -> None:
        self.kind = kind
        self.type = descriptor_type
        self._items: dict[str, Registered[D]] = {}
        self._contested: dict[str, tuple[FoundPlugin, FoundPlugin]] = {}
        self._failures = failures

    def __iter__(self) -> Iterator[Registered[D]]:
        return iter(sorted(self._items.values(), key=lambda item: item.descriptor.id))

    def __contains__(self, name: str) -> bool:
        return name in self._items

    def __len__(self) -> int:
        return len(self._items)

    def ids(self) -> list[str]:
        """All ids, sorted."""
        return sorted(self._items)

    def get(self, name: str) -> Registered[D]:
        """Look up an id.

        Raises:
            UsageError: if there is no such id (with near misses), or two plugins claim it.
        """
        if name in self._contested:
            first, second = self._contested[name]
            raise UsageError(
                f"{self.kind} {name!r} is registered twice: by {first} and by {second}",
                hint=f"uninstall one of them, or choose with {SELECT_VARIABLE}",
            )
        if name in self._items:
            return self._items[name]
        hint = near_misses(name, self._items) or f"known: {', '.join(self.ids()) or 'none'}"
        if self._failures:
            hint += "; note: " + "; ".join(map(str, self._failures))
        raise UsageError(f"unknown {self.kind} {name!r}", hint=hint)

    def load(self, name: str) -> Any:
        """Import the thing behind an id.

        Raises:
            UsageError: if there is no such id.
            SetupError: if its module cannot be imported; names the extra to install.
        """
        item = self.get(name)
        try:
            return item.descriptor.load()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            extras = ",".join(item.descriptor.extras)
            hint = f'pip install "{item.origin.distribution}[{extras}]"' if extras else None
            raise SetupError(
                f"{self.kind} {name!r} of {item.origin} cannot be loaded: {describe(error)}", hint=hint
            ) from error


class Plugins:
    """Everything that is registered, and the hooks of everyone who observes.

    Attributes:
        manager: The pluggy manager; call `manager.hook.<observer>(event=...)`.
        failures: Plugins that could not be loaded.
        loaded: Plugins that were loaded, in order.
    """

    def __init__(self) -> None:
        self.manager = pluggy.PluginManager(hookspecs.PROJECT)
        self.manager.add_hookspecs(hookspecs)
        self.failures: list[PluginFailure] = []
        self.loaded: list[FoundPlugin] = []
        self.tasks = Registry("task", TaskDescriptor, self.failures)
        self.models = Registry("model adapter", ModelDescriptor, self.failures)
        self.agents = Registry("agent", AgentDescriptor, self.failures)
        self.sandboxes = Registry("sandbox", SandboxDescriptor, self.failures)
        self.executors = Registry("executor", ExecutorDescriptor, self.failures)
        self.commands = Registry("command", CommandDescriptor, self.failures)
        self.splits = Registry("split", SplitDescriptor, self.failures)
        self.data = Registry("data set", DataDescriptor, self.failures)
        self._by_hook: Mapping[str, Registry[Any]] = {
            "register_tasks": self.tasks,
            "register_models": self.models,
            "register_agents": self.agents,
            "register_sandboxes": self.sandboxes,
            "register_executors": self.executors,
            "register_commands": self.commands,
            "register_splits": self.splits,
            "register_data": self.data,
        }

    def add(self, origin: FoundPlugin, plugin: object | None = None) -> PluginFailure | None:
        """Load one plugin, whole or not at all.

        Args:
            origin: Where it comes from; its module is imported unless `plugin` is given.
            plugin: The module or object with the hook implementations.

        Returns:
            None, or why it was refused; then nothing of it is registered.
        """
        name = f"{origin.distribution}:{origin.name}"
        try:
            if plugin is None:
                plugin = import_module(origin.module)
            self.manager.register(plugin, name=name)
            self.manager.check_pending()
            collected = [
                (registry, descriptor)
                for hook, registry in self._by_hook.items()
                for descriptor in self._collect(hook, registry, plugin)
            ]
            self._refuse_duplicates(origin, collected)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - a stranger's code may raise anything, SystemExit too
            # pluggy keeps a plugin registered when its validation fails; a refused one must leave no trace.
            if self.manager.has_plugin(name):
                self.manager.unregister(name=name)
            failure = PluginFailure(origin, describe(error))
            self.failures.append(failure)
            return failure
        for registry, descriptor in collected:
            registry._items[descriptor.id] = Registered(descriptor, origin)  # noqa: SLF001
        self.loaded.append(origin)
        return None

    def hooks_of(self, origin: FoundPlugin) -> list[str]:
        """Names of the hooks that a loaded plugin implements, sorted."""
        plugin = self.manager.get_plugin(f"{origin.distribution}:{origin.name}")
        callers = self.manager.get_hookcallers(plugin) if plugin is not None else None
        return sorted(caller.name for caller in callers or ())

    def _collect(self, hook: str, registry: Registry[Any], plugin: object) -> list[Descriptor]:
        found: list[Descriptor] = []

        def register(descriptor: Descriptor) -> None:
            if not isinstance(descriptor, registry.type):
                raise TypeError(f"{hook} takes a {registry.type.__name__}, not {type(descriptor).__name__}")
            found.append(descriptor)

        others = [other for other in self.manager.get_plugins() if other is not plugin]
        self.manager.subset_hook_caller(hook, remove_plugins=others)(register=register)
        return found

    def _refuse_duplicates(self, origin: FoundPlugin, found: list[tuple[Registry[Any], Descriptor]]) -> None:
        problems: list[str] = []
        seen: set[tuple[str, str]] = set()
        for registry, descriptor in found:
            key = (registry.kind, descriptor.id)
            if key in seen:
                problems.append(f"{registry.kind} {descriptor.id!r} is registered twice by the plugin itself")
            seen.add(key)
            if descriptor.id in registry:
                holder = registry._items[descriptor.id].origin  # noqa: SLF001
                registry._contested[descriptor.id] = (holder, origin)  # noqa: SLF001
                problems.append(f"{registry.kind} {descriptor.id!r} is already registered by {holder}")
        if problems:
            raise ValueError("; ".join(problems))


def _normal(name: str) -> str:
    """A name as distributions are compared: case and the kind of separator do not matter (PEP 503)."""
    return "-".join(
        part for part in name.strip().lower().replace("_", "-").replace(".", "-").split("-") if part
    )


def describe(error: BaseException) -> str:
    """One line for a stranger's exception: its type, and the first line of what it says."""
    try:
        lines = str(error).strip().splitlines()
    except Exception:  # noqa: BLE001 - an error that cannot even say what it is
        lines = []
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def build_plugin_manager(
    *,
    select: str | None = None,
    third_party: bool = True,
    found: Iterable[FoundPlugin] | None = None,
) -> Plugins:
    """Discover and load plugins.

    Args:
        select: Comma-separated names (of entry points or distributions) of the third-party plugins to load,
            as in R1CI_PLUGINS; None for all of them, empty for none.
        third_party: False to load nothing but our own.
        found: The plugins to choose from; None to discover the installed ones.

    Returns:
        The loaded plugins, with the failures of those that could not be loaded.

    Raises:
        SetupError: if a plugin that `select` names is missing or broken, or our own cannot be loaded.
    """
    plugins = Plugins()
    wanted = None if select is None else {_normal(name) for name in select.split(",") if name.strip()}
    available = list(find_plugins() if found is None else found)
    ours = [plugin for plugin in available if plugin.distribution == OUR_DISTRIBUTION]
    theirs = [plugin for plugin in available if plugin.distribution != OUR_DISTRIBUTION]
    if not ours:
        raise SetupError(
            "the installed r1ci-bench has no entry points",
            hint="install it: pip install -e . or pip install r1ci-bench",
        )
    named = {_normal(name) for plugin in theirs for name in (plugin.name, plugin.distribution)}
    if third_party and wanted is not None and (missing := sorted(wanted - named)):
        raise SetupError(
            f"{SELECT_VARIABLE} names plugins that are not installed: {', '.join(missing)}",
            hint=near_misses(missing[0], named) or f"installed: {', '.join(sorted(named)) or 'none'}",
        )
    for plugin in ours:
        if (failure := plugins.add(plugin)) is not None:
            raise SetupError(f"r1ci-bench itself is broken: {failure}", hint="reinstall r1ci-bench")
    for plugin in theirs if third_party else ():
        chosen = wanted is None or bool({_normal(plugin.name), _normal(plugin.distribution)} & wanted)
        failure = plugins.add(plugin) if chosen else None
        if failure is not None and wanted is not None:
            raise SetupError(str(failure), hint=f"uninstall it, or take it out of {SELECT_VARIABLE}")
    return plugins
