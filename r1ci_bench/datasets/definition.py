"""What a data set is: where its release lies, which files belong to it, and how the hub holds it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from r1ci_bench.errors import SetupError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


class ChecksumList(NamedTuple):
    """The files of a data set.

    Attributes:
        digest: SHA-256 of the list itself; another list makes another digest.
        sums: SHA-256 of each file, by its path below the data set's root.
    """

    digest: str
    sums: dict[str, str]


@dataclass(frozen=True, slots=True)
class HubPart:
    """One table on the Hugging Face hub.

    Attributes:
        repository: Its id on the hub.
        revision: The commit.
        config: The subset; `default` where there is only one.
        split: The hub's name for a part of the rows.
        rows: How many rows it has; with any other number the copy is refused.
    """

    repository: str
    revision: str
    config: str
    split: str
    rows: int

    def __str__(self) -> str:
        return f"{self.repository}@{self.revision} ({self.config}, {self.split})"


@dataclass(frozen=True, slots=True)
class Hub:
    """How to get the items of a data set, or some of them, from the Hugging Face hub.

    Attributes:
        parts: The tables.
        entry: `module:function`; takes a part and its rows, and yields files in the official layout, each as
            a path below the root and its bytes. A row without one of its columns raises KeyError.
        tasks: What the copy serves, in words, where that is not all of the data set.
    """

    parts: tuple[HubPart, ...]
    entry: str
    tasks: str = ""

    @property
    def digest(self) -> str:
        """Another set of tables makes another digest."""
        return hashlib.sha256(repr((self.parts, self.entry)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set with official items, at one pinned revision.

    Attributes:
        id: Its id, as registered.
        revision: The pinned revision, as registered.
        urls: Addresses of a tar.gz archive of that revision; tried in this order.
        checksums: A file with a line `<sha256>  <path>` for each file that is kept, as `sha256sum` writes it.
        prefix: What stands before every path in the archive.
        folder: The folder of the release that is the data set's root, with a slash at its end.
        size: Bytes of all its files.
        notice: What its authors want everybody to know who fetches it.
        hub: The same items on the Hugging Face hub, where they are there.
    """

    id: str
    revision: str
    urls: tuple[str, ...]
    checksums: Traversable
    prefix: str = ""
    folder: str = ""
    size: int = 0
    notice: str = ""
    hub: Hub | None = None

    def __post_init__(self) -> None:
        # Both become folders of the cache.
        for name in (*self.id.split("/"), self.revision):
            if not _NAME.fullmatch(name):
                raise ValueError(f"data set {self.id!r}, revision {self.revision!r}: not a name of a folder")

    @property
    def digest(self) -> str:
        """SHA-256 of the checksum list, without reading what it says."""
        return hashlib.sha256(self.checksums.read_bytes()).hexdigest()

    def checksum_list(self) -> ChecksumList:
        """Read the checksum list.

        Raises:
            SetupError: if it is not as it should be, which is a mistake of the plugin.
        """
        content = self.checksums.read_bytes()
        sums: dict[str, str] = {}
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
            found = _LINE.fullmatch(line)
            if found is None or not is_plain(found[2]) or found[2] in sums:
                raise SetupError(
                    f"checksum list of data set {self.id!r}, line {number} makes no sense: {line[:200]!r}",
                    hint="report this to the plugin's author",
                )
            sums[found[2]] = found[1]
        return ChecksumList(hashlib.sha256(content).hexdigest(), sums)


def is_plain(path: str) -> bool:
    """Whether a path stays below the folder that it starts from, and means the same everywhere."""
    parts = path.split("/")
    return "\\" not in path and path.isprintable() and not any(part in ("", ".", "..") for part in parts)
