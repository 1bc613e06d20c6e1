"""What isolates on several machines: the weakest of them decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.sandbox.policy import LayerReport


def on_node(layers: Iterable[LayerReport], node: str) -> tuple[LayerReport, ...]:
    """The layers of a node; those that do not hold say where."""
    return tuple(
        layer if layer.holds else msgspec.structs.replace(layer, detail=f"{node}: {layer.detail}")
        for layer in layers
    )


def weakest(first: tuple[LayerReport, ...], second: tuple[LayerReport, ...]) -> tuple[LayerReport, ...]:
    """The layers that hold in both places hold; any other is reported as it is where it does not.

    A layer that only one of them knows holds in one place only, and so in neither.
    """
    theirs = {layer.name: layer for layer in second}
    ours = {layer.name for layer in first}
    merged = []
    for layer in first:
        other = theirs.get(layer.name)
        if other is None:
            merged.append(_unknown(layer))
        else:
            merged.append(other if layer.holds and not other.holds else layer)
    return (*merged, *(_unknown(layer) for layer in second if layer.name not in ours))


def lost(before: tuple[LayerReport, ...], now: tuple[LayerReport, ...]) -> list[LayerReport]:
    """What held before and does not hold now."""
    held = {layer.name for layer in before if layer.holds}
    return [layer for layer in weakest(before, now) if layer.name in held and not layer.holds]


def _unknown(layer: LayerReport) -> LayerReport:
    if not layer.holds:
        return layer
    return msgspec.structs.replace(layer, holds=False, detail="not every node knows this layer")
