"""Holds a copy of a data set against its checksum list, file by file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from r1ci_bench.datasets.definition import is_plain
from r1ci_bench.datasets.progress import SILENT
from r1ci_bench.datasets.store import MARKER, read_marker
from r1ci_bench.errors import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from r1ci_bench.datasets.definition import DataSet
    from r1ci_bench.datasets.progress import Progress
    from r1ci_bench.datasets.store import Copy, Source

State = Literal["whole", "partial", "different"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a check.

    Attributes:
        id: The data set.
        root: The folder that was checked.
        source: What it was held against: the pinned release, or what the Hugging Face hub once sent.
        files: How many files the data set has.
        ok: How many are there and as they should be.
        missing: Those that are not there.
        different: Those that are there, but not as they should be.
        extra: Files that are there and do not belong to it; a copy of ours must have none.
        ours: Whether the copy is that of the cache, where nobody else puts files.
    """

    id: str
    root: Path
    source: Source
    files: int
    ok: int
    missing: tuple[str, ...]
    different: tuple[str, ...]
    extra: tuple[str, ...]
    ours: bool

    @property
    def state(self) -> State:
        """`whole`, `partial` where files are missing and none is wrong, or `different`."""
        if self.different or (self.ours and self.extra):
            return "different"
        return "partial" if self.missing else "whole"


def verify_copy(dataset: DataSet, copy: Copy, progress: Progress = SILENT) -> Verification:
    """Check the copy in the cache.

    A copy from the hub has other bytes than the release, so it is held against what was written when it was
    fetched: this finds damage, and not what the hub has changed.

    Args:
        dataset: The data set.
        copy: Its copy.
        progress: Told of each file.

    Raises:
        SetupError: if a file cannot be read.
    """
    sums: Mapping[str, str] = dataset.checksum_list().sums
    if copy.source == "hub":
        files = read_marker(copy.root).get("files")
        sums = {path: str(digest) for path, digest in files.items()} if isinstance(files, dict) else {}
        sums = {path: digest for path, digest in sums.items() if is_plain(path)}
    return _verify(dataset, copy.root, sums, copy.source, progress, ours=True)


def verify_folder(dataset: DataSet, root: Path, progress: Progress = SILENT) -> Verification:
    """Check a local copy of the release.

    Args:
        dataset: The data set.
        root: The copy's root, in the official layout.
        progress: Told of each file.

    Raises:
        SetupError: if a file cannot be read.
    """
    return _verify(dataset, root, dataset.checksum_list().sums, "release", progress, ours=False)


def holds_some(dataset: DataSet, root: Path) -> bool:
    """Whether a folder holds any file of a data set."""
    return any((root / path).is_file() for path in dataset.checksum_list().sums)


def _verify(
    dataset: DataSet,
    root: Path,
    sums: Mapping[str, str],
    source: Source,
    progress: Progress,
    *,
    ours: bool,
) -> Verification:
    missing: list[str] = []
    different: list[str] = []
    progress.begin(f"reading {dataset.id}", len(sums), unit="files")
    try:
        for path, wanted in sums.items():
            file = root / path
            if not file.is_file():
                missing.append(path)
            elif sha256_of(file) != wanted:
                different.append(path)
            progress.advance(1)
        extra = tuple(sorted(path for path in _files_below(root) if path not in sums and path != MARKER))
    except OSError as error:
        raise SetupError(
            f"cannot read {error.filename or root}: {error.strerror or error}", hint="check its permissions"
        ) from error
    return Verification(
        id=dataset.id,
        root=root,
        source=source,
        files=len(sums),
        ok=len(sums) - len(missing) - len(different),
        missing=tuple(missing),
        different=tuple(different),
        extra=extra,
        ours=ours,
    )


def sha256_of(file: Path) -> str:
    """SHA-256 of a file, in hex."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _files_below(root: Path) -> Iterator[str]:
    pending = [root]
    while pending:
        for entry in pending.pop().iterdir():
            if entry.is_dir() and not entry.is_symlink():
                pending.append(entry)
            else:
                yield entry.relative_to(root).as_posix()
