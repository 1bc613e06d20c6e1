"""The cache's part for data sets: where copies lie, when one counts, and how one appears all at once."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from r1ci_bench.cache import CACHE_VARIABLE, cache_dir
from r1ci_bench.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.datasets.definition import DataSet
    from r1ci_bench.datasets.progress import Progress

Source = Literal["release", "hub"]

MARKER = ".r1ci-data.json"
"""Written last: a folder without it is no copy."""

ELSEWHERE = f"{CACHE_VARIABLE}=DIR puts the cache elsewhere"
_BLOCK = 4096
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Copy:
    """A complete copy in the cache.

    Attributes:
        root: Its folder, in the official layout.
        source: Where it came from: the pinned release, or the Hugging Face hub.
    """

    root: Path
    source: Source


def root_of(dataset: DataSet, source: Source = "release") -> Path:
    """Where a copy of a data set belongs, whether there is one or not."""
    folder = dataset.revision if source == "release" else f"{dataset.revision}-hub"
    return cache_dir() / "data" / dataset.id / folder


def find_copy(dataset: DataSet, source: Source | None = None) -> Copy | None:
    """The copy of a data set in the cache, that of the release before that of the hub.

    The files were checked when they were fetched and are not read again, so that asking is cheap.

    Args:
        dataset: The data set.
        source: Where the copy must have come from; None where either will do.
    """
    wanted: dict[Source, str] = {"release": dataset.digest}
    if dataset.hub is not None:
        wanted["hub"] = dataset.hub.digest
    for kind, digest in wanted.items():
        root = root_of(dataset, kind)
        if source in (None, kind) and read_marker(root).get("checksums") == digest:
            return Copy(root, kind)
    return None


def cached(dataset: DataSet) -> Path | None:
    """The root of a complete copy in the cache, which was checked when it was fetched; None without one."""
    found = find_copy(dataset)
    return None if found is None else found.root


def read_marker(root: Path) -> dict[str, Any]:
    """What the marker of a copy says; empty where there is no marker, or nothing sensible in it."""
    try:
        content = json.loads((root / MARKER).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def write_marker(root: Path, digest: str, **more: Any) -> None:
    """Declare a folder to be a complete copy.

    Args:
        root: The folder.
        digest: Digest of what it was checked against.
        more: What else the marker holds.
    """
    (root / MARKER).write_text(json.dumps({"checksums": digest, **more}, indent=1), encoding="utf-8")


@contextmanager
def locked(root: Path, progress: Progress) -> Iterator[None]:
    """Hold the lock of a copy, so that one process at a time makes it; clear up what died half-made.

    Args:
        root: The copy's folder, which need not exist.
        progress: Told where another process has the lock.
    """
    with host_errors(root.parent):
        root.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(beside(root, ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        with host_errors(root.parent):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                progress.note(f"waiting for another process that fetches into {root}")
                fcntl.flock(lock, fcntl.LOCK_EX)
        for leftover in root.parent.glob(f"{_temporary(root)}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        yield
    finally:
        os.close(lock)  # which unlocks; the file stays, since another process may be waiting for it


@contextmanager
def staged(root: Path) -> Iterator[Path]:
    """A new folder that takes the place of a copy where the block ends well, and vanishes otherwise."""
    temporary = Path(tempfile.mkdtemp(prefix=_temporary(root), dir=root.parent))
    try:
        # mkdtemp lets nobody else in, but a cache may be shared: as a plain mkdir would have made it.
        content = temporary / "content"
        content.mkdir()
        yield content
        if root.exists():
            root.rename(temporary / "replaced")
        content.rename(root)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _temporary(root: Path) -> str:
    # No name of a copy has a tilde, so that none begins with another one's.
    return f".{root.name}~"


def beside(root: Path, ending: str) -> Path:
    """A file next to a copy's folder."""
    return root.with_name(root.name + ending)


def room_for(dataset: DataSet, files: int) -> int:
    """Bytes that a copy takes on a disk: small files fill whole blocks."""
    return dataset.size + files * _BLOCK


@contextmanager
def host_errors(place: Path, needed: int | None = None) -> Iterator[None]:
    """Say of what this machine refuses where that was, and what to do.

    Args:
        place: The folder that is written to.
        needed: Bytes that are needed there, all in all.

    Raises:
        SetupError: for every OSError.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise full_disk(place, needed) from error
        where = error.filename or place
        raise SetupError(
            f"cannot write to {where}: {error.strerror or error}", hint=f"check its permissions; {ELSEWHERE}"
        ) from error


def full_disk(place: Path, needed: int | None) -> SetupError:
    """The error of a disk without enough room for a data set."""
    while not place.exists() and place != place.parent:
        place = place.parent
    needs = f"about {megabytes(needed)} are needed there, " if needed is not None else ""
    free = shutil.disk_usage(place).free
    return SetupError(
        f"no space left in {place}: {needs}{megabytes(free)} are free", hint=f"make room, or: {ELSEWHERE}"
    )


def megabytes(size: int) -> str:
    """A size for people, for example `3.4 MB`."""
    return f"{size / 1e6:.1f} MB"
