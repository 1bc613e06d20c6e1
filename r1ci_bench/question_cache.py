"""Questions on disk: what took a generator long is kept between runs.

A file holds the first questions of one set, one JSON line each. What it holds follows from its name, which
covers all that can change a question: a file is never out of date, at most no longer asked for. So nothing is
locked: whoever writes the same line twice has written the same question. What cannot be read or written
is made anew, at the price of time only.
"""

from __future__ import annotations

import hashlib
import os
import platform
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from r1ci_bench.cache import cache_dir
from r1ci_bench.hashing import content_hash
from r1ci_bench.task import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Task

_BATCH = 50
# Parts of the core that take part in making a question.
_CORE = ("answers", "form_task.py", "hashing.py", "programs.py", "questions.py", "rng.py", "task.py")
# Libraries whose release can change what a generator makes.
_LIBRARIES = ("numpy", "reasoning-gym", "sympy")


class _Line(msgspec.Struct, frozen=True, array_like=True):
    """One question: its place in the set, its content hash, and itself."""

    index: int
    digest: str
    sample: Sample


_decoder = msgspec.json.Decoder(_Line)


class Kept(NamedTuple):
    """A question that was made before, with its content hash."""

    sample: Sample
    digest: str


class QuestionCache:
    """The kept questions of one set.

    Args:
        task: The task.
        parts: What the questions depend on beside the task's code: level, seed, set.
    """

    def __init__(self, task: Task[Any], *parts: str | int) -> None:
        named = content_hash([task.id, task.version, _code_of(type(task).__module__), *parts])
        self._file = cache_dir() / "questions" / f"{task.id.replace('/', '-')}-{named[:32]}.jsonl"
        self._fresh: list[bytes] = []

    def kept(self) -> Iterator[Kept]:
        """The questions that are there, from the first one on, without a gap."""
        wanted = 0
        try:
            with self._file.open("rb") as file:
                for raw in file:
                    try:
                        line = _decoder.decode(raw)
                    except (msgspec.DecodeError, UnicodeDecodeError):
                        continue  # torn by a full disk, perhaps; the same question may stand further down
                    if line.index == wanted and line.sample.content_hash() == line.digest:
                        yield Kept(line.sample, line.digest)
                        wanted += 1
        except OSError:
            return

    def add(self, index: int, sample: Sample, digest: str) -> None:
        """Keep one more question; it is on disk after a while, or after `flush`."""
        self._fresh.append(msgspec.json.encode(_Line(index, digest, sample)))
        if len(self._fresh) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is not on disk yet, as far as it can be written."""
        if not self._fresh:
            return
        # One write, so that two processes do not mix their lines; an empty line ends one that was torn.
        batch = b"\n" + b"\n".join(self._fresh) + b"\n"
        self._fresh.clear()
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            place = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                os.write(place, batch)
            finally:
                os.close(place)
        except OSError:
            return


@cache
def _code_of(module: str) -> str:
    """A hash of all code and data that make a task's questions, and of the releases that they run on."""
    found = hashlib.sha256()
    for file in [*_files_of(module.partition(".")[0]), *_core_files()]:
        found.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    found.update(".".join(platform.python_version_tuple()[:2]).encode())
    for library in _LIBRARIES:
        try:
            found.update(f"{library} {metadata.version(library)}".encode())
        except metadata.PackageNotFoundError:
            continue
    return found.hexdigest()


def _files_of(package: str) -> list[Path]:
    spec = find_spec(package)
    if spec is None:
        return []
    folders = spec.submodule_search_locations
    if not folders:
        return [Path(spec.origin)] if spec.origin else []
    return sorted(
        path for folder in folders for kind in ("*.py", "*.json") for path in Path(folder).rglob(kind)
    )


def _core_files() -> list[Path]:
    here = Path(__file__).parent
    parts = [here / name for name in _CORE]
    return [file for part in parts for file in (sorted(part.rglob("*.py")) if part.is_dir() else [part])]
