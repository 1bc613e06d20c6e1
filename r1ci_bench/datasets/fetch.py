"""Brings a data set into the cache: whole and checked, or not at all."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from r1ci_bench.datasets.download import Bounds, download
from r1ci_bench.datasets.progress import SILENT
from r1ci_bench.datasets.store import (
    Copy,
    beside,
    find_copy,
    host_errors,
    locked,
    room_for,
    root_of,
    staged,
    write_marker,
)
from r1ci_bench.datasets.unpack import unpack
from r1ci_bench.errors import MismatchError, SetupError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from r1ci_bench.datasets.definition import DataSet
    from r1ci_bench.datasets.progress import Progress


def fetch(
    dataset: DataSet,
    *,
    url: str | None = None,
    archive: Path | None = None,
    again: bool = False,
    progress: Progress = SILENT,
    sleep: Callable[[float], None] = time.sleep,
) -> Copy:
    """Fetch the pinned release of a data set, unless the cache has it.

    Args:
        dataset: The data set.
        url: Another address of the archive.
        archive: The archive itself, downloaded before.
        again: Fetch it also where the cache has it, and replace that copy.
        progress: Told what goes on.
        sleep: Waits between two attempts to download.

    Returns:
        The copy.

    Raises:
        UsageError: if the archive cannot be read, or the address is none.
        SetupError: if the network, the server or the disk does not let it.
        MismatchError: if what came is not the pinned release. Nothing of it is kept.
    """
    root = root_of(dataset)
    if not again and (found := find_copy(dataset, "release")) is not None:
        return found
    with locked(root, progress):
        # Whoever had the lock before has perhaps done all the work.
        if not again and (found := find_copy(dataset, "release")) is not None:
            return found
        if archive is not None:
            _check_readable(archive)
            return _unpack(dataset, archive, root, progress)
        packed = beside(root, ".tar.gz")
        if not packed.exists():
            part = beside(root, ".tar.gz.part")
            _download(dataset, url, part, progress, sleep)
            with host_errors(root.parent):
                part.rename(packed)
                beside(root, ".tar.gz.part.json").unlink(missing_ok=True)
        try:
            copy = _unpack(dataset, packed, root, progress)
        except MismatchError:
            packed.unlink(missing_ok=True)  # the next call must not meet it again
            raise
        packed.unlink(missing_ok=True)
        return copy


def _check_readable(archive: Path) -> None:
    try:
        with archive.open("rb"):
            pass
    except OSError as error:
        raise UsageError(
            f"--archive: cannot read {archive}: {error.strerror}", hint="name a file that you downloaded"
        ) from error


def _download(
    dataset: DataSet,
    url: str | None,
    part: Path,
    progress: Progress,
    sleep: Callable[[float], None],
) -> None:
    spare = room_for(dataset, len(dataset.checksum_list().sums))
    urls = [url] if url is not None else list(dataset.urls)
    if not urls:
        raise SetupError(f"data set {dataset.id} has no address", hint="--url URL, or --archive FILE")
    for number, address in enumerate(urls, 1):
        try:
            with host_errors(part.parent, spare + dataset.size):
                download(address, part, progress=progress, bounds=Bounds(spare=spare), sleep=sleep)
        except SetupError as error:
            if number == len(urls):
                raise
            progress.note(error.message)
        else:
            return


def _unpack(dataset: DataSet, archive: Path, root: Path, progress: Progress) -> Copy:
    digest, sums = dataset.checksum_list()
    with host_errors(root.parent, room_for(dataset, len(sums))), staged(root) as folder:
        unpack(archive, dataset, sums, folder, progress)
        write_marker(folder, digest, source="release")
    return Copy(root, "release")
