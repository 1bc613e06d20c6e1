"""Loads the splits from their files beside this module; one function for each, as descriptors name them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from r1ci_bench.splits import Split, read_split

LISTS = Path(__file__).with_name("lists")


def load(name: str) -> Split:
    """Read one of our splits.

    Args:
        name: Its name, which is that of its file.
    """
    return read_split(LISTS / f"{name}.json")


all144 = partial(load, "all144")
train107 = partial(load, "train107")
test37 = partial(load, "test37")
symbench = partial(load, "symbench")
bbh = partial(load, "bbh")
reasoning_gym = partial(load, "reasoning-gym")
without_symbench = partial(load, "without-symbench")
without_bbh = partial(load, "without-bbh")
without_reasoning_gym = partial(load, "without-reasoning-gym")
execution = partial(load, "execution")
planning = partial(load, "planning")
reasoning = partial(load, "reasoning")
