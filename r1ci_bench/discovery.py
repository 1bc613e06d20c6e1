"""Finds plugins: the entry points of one group, in every installed distribution.

`importlib.metadata` answers this too, but importing it and parsing all metadata costs more than the rest
of the command line's start. A distribution's entry points are one small file at a known place, so they are
read directly; where the path holds anything but plain folders, the library is asked instead.
"""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

GROUP = "r1ci_bench"


class FoundPlugin(NamedTuple):
    """One entry point of the group.

    Attributes:
        name: Name of the entry point.
        module: The plugin's module.
        distribution: Name of the distribution that declares it.
        version: Version of that distribution.
    """

    name: str
    module: str
    distribution: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} ({self.distribution} {self.version})"


def find_plugins(path: list[str] | None = None) -> list[FoundPlugin]:
    """Find all plugins, sorted by distribution and name; the first distribution of a name on the path wins.

    Args:
        path: Where to look; None for `sys.path`.
    """
    entries = sys.path if path is None else path
    folders = [entry or os.curdir for entry in entries]
    if any(os.path.isfile(folder) for folder in folders if not _is_standard_zip(folder)):  # noqa: PTH113
        found = _ask_importlib(entries)
    else:
        found = [plugin for folder in folders for plugin in _scan_folder(folder)]
    first: dict[str, FoundPlugin] = {}
    owner: dict[str, str] = {}
    for plugin in found:
        # A second copy of a distribution further down the path is shadowed, like its modules are.
        place = owner.setdefault(plugin.distribution, plugin.version)
        if place == plugin.version:
            first.setdefault(f"{plugin.distribution}\0{plugin.name}", plugin)
    return sorted(first.values(), key=lambda plugin: (plugin.distribution, plugin.name))


def _is_standard_zip(folder: str) -> bool:
    name = f"python{sys.version_info.major}{sys.version_info.minor}.zip"
    return folder.endswith(name)


def _scan_folder(folder: str) -> list[FoundPlugin]:
    found: list[FoundPlugin] = []
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - pathlib costs more than the listing
    except OSError:
        return found
    for name in names:
        if not name.endswith((".dist-info", ".egg-info")):
            continue
        try:
            with open(f"{folder}/{name}/entry_points.txt", encoding="utf-8") as file:  # noqa: PTH123
                text = file.read()
        except (OSError, UnicodeDecodeError):
            continue
        if f"[{GROUP}]" not in text:
            continue
        stem = name.rsplit(".", 1)[0]
        distribution, _, version = stem.partition("-")
        version = version.partition("-py")[0]
        found += [
            FoundPlugin(entry, module, distribution.replace("_", "-"), version or "unknown")
            for entry, module in _entries(text)
        ]
    return found


def _entries(text: str) -> list[tuple[str, str]]:
    """The `name = module` lines of our group in the text of an entry_points.txt."""
    inside = False
    entries: list[tuple[str, str]] = []
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            inside = line == f"[{GROUP}]"
        elif inside and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            entries.append((name.strip(), value.split("[")[0].strip()))
    return entries


def _ask_importlib(path: list[str]) -> list[FoundPlugin]:
    from importlib import metadata

    return [
        FoundPlugin(entry.name, entry.value.split("[")[0].strip(), dist.metadata["Name"], dist.version)
        for dist in metadata.distributions(path=path)
        for entry in dist.entry_points.select(group=GROUP)
    ]
