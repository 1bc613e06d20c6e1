"""Takes the files of a data set out of an archive, and nothing else, each checked while it is written.

Only what the checksum list names is written, so that no name in an archive can lead elsewhere. An archive may
be hostile all the same: sizes are bounded, of what is read as well as of what is written.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zlib
from typing import IO, TYPE_CHECKING

from r1ci_bench.errors import MismatchError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from r1ci_bench.datasets.definition import DataSet
    from r1ci_bench.datasets.progress import Progress

_CHUNK = 1 << 20
MOST_BYTES_OF_A_FILE = 256 << 20
MOST_BYTES = 16 << 30
_BROKEN = (gzip.BadGzipFile, tarfile.TarError, zlib.error, EOFError, ValueError, OverflowError)


class _Bounded(io.RawIOBase):
    """An unpacked archive as `tarfile` may read it: in pieces, and up to a limit."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        # A header may claim any size for itself, and would be read as a whole.
        if not 0 <= size <= _CHUNK or self._file.tell() + size > MOST_BYTES:
            raise tarfile.ReadError("something in it is far too large")
        return self._file.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence != io.SEEK_SET or not 0 <= offset <= MOST_BYTES:
            raise tarfile.ReadError("something in it is far too large")
        return self._file.seek(offset)

    def tell(self) -> int:
        return self._file.tell()


def unpack(
    archive: Path, dataset: DataSet, sums: Mapping[str, str], target: Path, progress: Progress
) -> None:
    """Write the files of a data set into a folder.

    Args:
        archive: A tar.gz archive.
        dataset: The data set.
        sums: SHA-256 of each file that is wanted, by path.
        target: An empty folder.
        progress: Told of each file.

    Raises:
        MismatchError: if the archive is broken, or a file is missing, is none, or is not what it should be.
        OSError: if something cannot be read or written.
    """
    start = dataset.prefix + dataset.folder
    missing = dict(sums)
    first = ""
    progress.begin(f"unpacking {dataset.id}", len(sums), unit="files")
    try:
        with gzip.open(archive) as packed, tarfile.open(fileobj=_Bounded(packed), mode="r:") as tar:
            while missing and (member := tar.next()) is not None:
                tar.members.clear()  # type: ignore[attr-defined]  # it would grow with the archive
                first = first or member.name
                if not member.name.startswith(start):
                    continue
                name = member.name[len(start) :]
                if name in missing:
                    _write(tar, member, target / name, name, missing.pop(name), dataset)
                    progress.advance(1)
    except _BROKEN as error:
        raise MismatchError(
            f"{archive} is not a whole tar.gz archive: {str(error) or type(error).__name__}",
            hint=f"it must be what {dataset.urls[0]} sends" if dataset.urls else None,
        ) from error
    if missing:
        raise MismatchError(
            f"{archive} lacks {len(missing)} of the {len(sums)} files of data set {dataset.id}, "
            f"the first of them {start}{next(iter(missing))}",
            hint=f"it begins with {first[:200]!r}; it must hold revision {dataset.revision}",
        )


def _write(
    tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path, name: str, wanted: str, dataset: DataSet
) -> None:
    source: IO[bytes] | None = tar.extractfile(member) if member.isreg() else None
    if source is None or member.issparse() or member.size > MOST_BYTES_OF_A_FILE:
        what = "far too large" if member.isreg() else "not a regular file"
        raise MismatchError(f"{name} in the archive of data set {dataset.id} is {what}")
    path.parent.mkdir(parents=True, exist_ok=True)
    found = hashlib.sha256()
    with source, path.open("xb") as file:
        while chunk := source.read(_CHUNK):
            found.update(chunk)
            file.write(chunk)
    if found.hexdigest() != wanted:
        raise MismatchError(
            f"{name} of data set {dataset.id} is not what it was at revision {dataset.revision}: "
            f"its SHA-256 is {found.hexdigest()}, not {wanted}",
            hint="nothing of it was kept; fetch it again, or from another address: --url URL",
        )
