"""The templates of a supervisor: one for each set of modules, the least used of them given up for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail.warm import Template

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from r1ci_bench.sandbox.jail.plan import Plan

_MOST = 4


class Templates:
    """Warm interpreters, started when they are asked for.

    Args:
        plan: How their children are isolated.
        watch: Told of each that is started.
        unwatch: Told of each that is about to be closed.
    """

    def __init__(
        self, plan: Plan, watch: Callable[[Template], None], unwatch: Callable[[Template], None]
    ) -> None:
        self._plan = plan
        self._watch = watch
        self._unwatch = unwatch
        self._known: dict[tuple[str, ...], Template] = {}

    def __iter__(self) -> Iterator[Template]:
        """Those that run, the one that was used last at the end."""
        return iter(self._known.values())

    def get(self, modules: tuple[str, ...], wanted: Collection[tuple[str, ...]]) -> Template | None:
        """The template of these modules; a new one where there is none.

        Args:
            modules: What it preloads.
            wanted: Sets of modules whose templates must not be given up.

        Returns:
            None where there is no room for another one now.

        Raises:
            OSError: if a new one cannot be started.
        """
        if modules in self._known:
            template = self._known.pop(modules)
            self._known[modules] = template
            return template
        if len(self._known) >= _MOST:
            idle = [each for each in self if each.idle and each.modules not in wanted]
            if not idle:
                return None
            self.dismiss(idle[0])
        template = Template(modules, self._plan)
        try:
            self._watch(template)
        except OSError:
            template.close()
            raise
        self._known[modules] = template
        return template

    def dismiss(self, template: Template) -> None:
        """End one and forget it."""
        self._unwatch(template)
        self._known.pop(template.modules, None)
        template.close()

    def reap(self, pid: int) -> None:
        """Let the one that is its parent collect a dead child."""
        for template in self:
            template.reap(pid)

    def close(self) -> None:
        """End all of them."""
        for template in self:
            template.close()
        self._known.clear()
