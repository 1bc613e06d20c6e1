"""What all adapters check about their options: a setting without effect is refused, never ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.errors import UsageError, near_misses

if TYPE_CHECKING:
    from collections.abc import Collection

    from r1ci_bench.model import ModelOptions


def refuse_unknown_arguments(adapter: str, options: ModelOptions, known: Collection[str] = ()) -> None:
    """Refuse adapter arguments that the adapter does not know.

    Raises:
        UsageError: for the first such argument; the hint lists the known ones.
    """
    for name in options.arguments:
        if name not in known:
            listed = f"it takes: {', '.join(sorted(known))}" if known else "it takes none"
            near = near_misses(name, known)
            raise UsageError(
                f"model adapter {adapter!r} has no argument {name!r}",
                hint=f"{near} {listed}" if near else listed,
            )


def refuse_endpoint(adapter: str, options: ModelOptions) -> None:
    """Refuse the options of endpoints, and all arguments, for an adapter that speaks to none.

    Raises:
        UsageError: if one is set.
    """
    for name in ("base_url", "key_variable"):
        if getattr(options, name) is not None:
            raise UsageError(
                f"model adapter {adapter!r} speaks to no endpoint and has no use for {name}",
                hint=f"leave out --{name.replace('_', '-')}",
            )
    refuse_unknown_arguments(adapter, options)


def known_name(adapter: str, name: str, names: Collection[str]) -> str:
    """The name, if it is one of those that the adapter knows.

    Raises:
        UsageError: if it is not; the hint names what is near, or all there is.
    """
    if name not in names:
        hint = near_misses(name, names) or f"known: {', '.join(sorted(names))}"
        raise UsageError(f"model adapter {adapter!r} has no model {name!r}", hint=hint)
    return name
