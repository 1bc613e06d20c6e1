"""Makes items of Reasoning-Gym in a process of its own: `python -m r1ci_reasoning_gym.worker`.

Some of its generators depend on the order of sets, and so on the hash seed of the process; some draw from the
global generators, seed them, or set the precision of decimal numbers for the whole process. This process is
started with a fixed hash seed and sets all of that anew for every item, so that an item depends on its seed
and configuration alone. Adjacent seeds share items in Reasoning-Gym, so seeds must be far apart.

One request a line on stdin, one reply a line on stdout, both JSON.
"""

from __future__ import annotations

import decimal
import json
import os
import random
import sys
from fractions import Fraction
from importlib import metadata
from typing import Any

VERSION = "0.1.25"
"""The release of Reasoning-Gym whose questions these are; another one makes other questions."""

# These draw their plan for all items when they are made, from their seed.
_PLANNED_AHEAD = frozenset({"acre", "gsm_symbolic", "list_functions"})


class Datasets:
    """The data sets in use; making one may mean reading a long list of words, so they are kept."""

    def __init__(self) -> None:
        self._kept: dict[str, Any] = {}

    def item(self, name: str, config: dict[str, Any], seed: int) -> dict[str, Any]:
        """Make one item.

        Args:
            name: As Reasoning-Gym registers it.
            config: Fields of its configuration.
            seed: Any integer of at most 63 bits.

        Returns:
            Its `question`, `answer` and `metadata`.
        """
        import numpy as np
        from reasoning_gym.factory import create_dataset

        if name in _PLANNED_AHEAD:
            dataset = create_dataset(name, **config, seed=seed, size=1)
        else:
            key = json.dumps([name, config], sort_keys=True)
            if key not in self._kept:
                self._kept[key] = create_dataset(name, **config, seed=0, size=1)
            dataset = self._kept[key]
            dataset.seed = seed
        # All that a generator may draw from or leave changed behind it, for every item as new.
        decimal.setcontext(decimal.Context())
        random.seed(seed)
        np.random.seed(seed % 2**32)
        entry = dataset[0]
        return {name: entry[name] for name in ("question", "answer", "metadata")}


def plain(value: Any) -> Any:
    """A value that JSON does not know: a number of NumPy as a number, all else as text."""
    if isinstance(value, Fraction):
        return str(value)
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "shape", None) == ():
        return item()
    tolist = getattr(value, "tolist", None)
    return tolist() if callable(tolist) else str(value)


def main() -> None:
    """Serve requests until stdin ends."""
    # What a generator prints must not stand between the replies, and is nothing that anybody wants to see.
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    datasets = Datasets()
    installed = metadata.version("reasoning-gym")
    for line in sys.stdin:
        request = json.loads(line)
        reply: dict[str, Any]
        if installed != VERSION:
            reply = {"version": installed}
        else:
            try:
                reply = datasets.item(request["name"], request["config"], request["seed"])
            except Exception as error:  # noqa: BLE001 - a generator may raise anything
                reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply, default=plain) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
