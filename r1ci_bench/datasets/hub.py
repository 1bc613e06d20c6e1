"""Brings the items of a data set from the Hugging Face hub into the cache, in the official layout.

The hub's tables hold the items, not the files of the release. So the bytes differ, and what is checked is
that every table has as many rows as the release has items, and every row the columns that it must have.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from r1ci_bench.datasets.definition import Hub, HubPart, is_plain
from r1ci_bench.datasets.progress import SILENT
from r1ci_bench.datasets.store import Copy, find_copy, host_errors, locked, root_of, staged, write_marker
from r1ci_bench.errors import MismatchError, R1ciError, SetupError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from r1ci_bench.datasets.definition import DataSet
    from r1ci_bench.datasets.progress import Progress

Rows = Iterable[Mapping[str, Any]]
Converter = Callable[[HubPart, Rows], Iterator[tuple[str, bytes]]]


def fetch_from_hub(
    dataset: DataSet,
    *,
    again: bool = False,
    progress: Progress = SILENT,
    load: Callable[[HubPart], Rows] | None = None,
) -> Copy:
    """Fetch what the hub has of a data set, unless the cache has it from there or, better, from the release.

    Args:
        dataset: The data set.
        again: Fetch it all the same, and replace the copy from the hub.
        progress: Told what goes on.
        load: Gives the rows of a part; by default the package `datasets` does.

    Returns:
        The copy.

    Raises:
        UsageError: if the data set is not on the hub.
        SetupError: if the package is not installed, or the hub or the disk does not let it.
        MismatchError: if the hub has something else than expected. Nothing of it is kept.
    """
    hub = dataset.hub
    if hub is None:
        raise UsageError(
            f"data set {dataset.id} is not on the hub", hint=f"r1ci-bench data fetch {dataset.id}"
        )
    if not again and (found := find_copy(dataset)) is not None:
        return found
    rows_of = _from_the_hub() if load is None else load
    root = root_of(dataset, "hub")
    with locked(root, progress):
        if not again and (found := find_copy(dataset)) is not None:
            return found
        with host_errors(root.parent), staged(root) as folder:
            files = _convert(dataset, hub, rows_of, folder, progress)
            write_marker(folder, hub.digest, source="hub", files=files)
    return Copy(root, "hub")


def _convert(
    dataset: DataSet, hub: Hub, rows_of: Callable[[HubPart], Rows], folder: Path, progress: Progress
) -> dict[str, str]:
    module, _, function = hub.entry.partition(":")
    convert: Converter = getattr(import_module(module), function)
    files: dict[str, str] = {}
    progress.begin(f"fetching {dataset.id} from the hub", sum(part.rows for part in hub.parts), unit="rows")
    for part in hub.parts:
        rows = _Counted(part, _loaded(dataset, part, rows_of), progress)
        try:
            for path, content in convert(part, rows):
                _write(folder, path, content, files)
        except (KeyError, TypeError, ValueError) as error:
            raise MismatchError(
                f"row {rows.count} of {part} is not as expected: {type(error).__name__}: {error}",
                hint=_instead(dataset),
            ) from error
        if rows.count != part.rows:
            raise MismatchError(
                f"{part} has {rows.count} rows, not {part.rows} as the release has", hint=_instead(dataset)
            )
    return files


def _write(folder: Path, path: str, content: bytes, files: dict[str, str]) -> None:
    if not is_plain(path) or path in files:
        raise ValueError(f"{path!r} is no new path below the root")
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(content)
    files[path] = hashlib.sha256(content).hexdigest()


def _loaded(dataset: DataSet, part: HubPart, rows_of: Callable[[HubPart], Rows]) -> Rows:
    try:
        return rows_of(part)
    except R1ciError:
        raise
    except Exception as error:
        # What the package raises depends on its version, the network and the hub.
        said = str(error).strip().splitlines()
        raise SetupError(
            f"cannot load {part} from the hub: {type(error).__name__}: {said[0] if said else ''}",
            hint=f"is it online? {_instead(dataset)}",
        ) from error


class _Counted:
    """Rows, counted as they go by; never more than there should be, and one."""

    def __init__(self, part: HubPart, rows: Rows, progress: Progress) -> None:
        self._most = part.rows + 1
        self._rows = rows
        self._progress = progress
        self.count = 0

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        for row in self._rows:
            self.count += 1
            self._progress.advance(1)
            yield row
            if self.count >= self._most:
                return


def _instead(dataset: DataSet) -> str:
    return f"the release, instead of the hub: r1ci-bench data fetch {dataset.id}"


def _from_the_hub() -> Callable[[HubPart], Rows]:
    """Rows by the package `datasets`; no code of a repository is ever run."""
    try:
        # Any folder of that name, in the current directory for example, can be imported.
        load_dataset = import_module("datasets").load_dataset
    except (ImportError, AttributeError) as error:
        raise SetupError(
            "--from-hub needs the package 'datasets'", hint='pip install "r1ci-bench[hub]"'
        ) from error

    def load(part: HubPart) -> Rows:
        rows: Rows = load_dataset(part.repository, part.config, split=part.split, revision=part.revision)
        return rows

    return load
