"""A run's directory: manifest.json, samples.jsonl, summary.json, and the lock that keeps a second writer out.

Writing is append-only and durable: an attempt counts as finished when its line is on disk (fsync). Attempts
that finish together share one fsync. A torn last line is what a killed writer leaves; readers pass over it
and the next writer cuts it off.
"""

from __future__ import annotations

import asyncio
import errno
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from r1ci_bench.errors import RunStoppedError, SetupError, UsageError
from r1ci_bench.records.types import SCHEMA_VERSION, Manifest, SampleRecord, Summary
from r1ci_bench.text import well_formed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MANIFEST, SAMPLES, SUMMARY, LOCK = "manifest.json", "samples.jsonl", "summary.json", "run.lock"

S = TypeVar("S", bound=msgspec.Struct)


def encode_pretty(record: msgspec.Struct) -> bytes:
    """A record as indented JSON in one way only: the order of its fields, two spaces, a final newline."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"


def encode_line(record: msgspec.Struct) -> bytes:
    """A record as one line of JSON; lone surrogates, which no file can hold, become U+FFFD."""
    try:
        return msgspec.json.encode(record) + b"\n"
    except UnicodeEncodeError:
        return msgspec.json.encode(_carried(msgspec.to_builtins(record))) + b"\n"


def _carried(value: Any) -> Any:
    match value:
        case str():
            return well_formed(value)
        case dict():
            return {_carried(key): _carried(item) for key, item in value.items()}
        case list() | tuple():
            return [_carried(item) for item in value]
        case _:
            return value


class RunStore:
    """One run directory.

    Args:
        directory: The directory; see `create` and `open`.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._lock: int | None = None
        self._samples: int | None = None
        self._length = 0
        self._pending: list[tuple[bytes, asyncio.Future[None]]] = []
        self._flusher: asyncio.Task[None] | None = None

    # --- making and opening

    @classmethod
    def create(cls, directory: Path, manifest: Manifest) -> RunStore:
        """Make a new run directory and lock it.

        Raises:
            UsageError: if the directory already holds a run, or anything else.
            SetupError: if it cannot be written.
        """
        if (directory / MANIFEST).exists():
            raise UsageError(
                f"{directory} already holds a run", hint=f"continue it with: r1ci-bench resume {directory}"
            )
        try:
            directory.mkdir(parents=True, exist_ok=True)
            leftovers = [entry.name for entry in directory.iterdir() if entry.name != LOCK]
        except OSError as error:
            raise _cannot("make", directory, error) from error
        if leftovers:
            raise UsageError(f"{directory} is not empty ({leftovers[0]} ...)", hint="name a new --output")
        store = cls(directory)
        store.lock()
        if (directory / MANIFEST).exists():  # another process was faster between the look and the lock
            store.close()
            raise UsageError(f"{directory} already holds a run", hint="name another --output")
        try:
            _write_whole(directory / MANIFEST, encode_pretty(manifest))
            store._open_samples()
        except OSError as error:
            store.close()
            raise _cannot("write to", directory, error) from error
        return store

    @classmethod
    def open(cls, directory: Path) -> RunStore:
        """Open an existing run to read it; call `lock` before writing.

        Raises:
            UsageError: if there is no run, or one of another layout.
        """
        if not (directory / MANIFEST).is_file():
            hint = "a run directory holds a manifest.json; see runs/"
            raise UsageError(f"{directory} is not a run directory", hint=hint)
        return cls(directory)

    def lock(self) -> None:
        """Keep any other process from writing to this run, until `close` or the end of this process.

        Raises:
            UsageError: if another process holds it.
            SetupError: if the directory cannot be written.
        """
        import fcntl

        try:
            descriptor = os.open(self.directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _cannot("write to", self.directory, error) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
            os.close(descriptor)
            raise UsageError(
                f"{self.directory} is being written by another process (id {holder})",
                hint="wait for it to end, or stop it",
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._lock = descriptor

    # --- reading

    def manifest(self) -> Manifest:
        """Read and validate the manifest.

        Raises:
            UsageError: if it is malformed or of another layout; says where.
        """
        return self._read(MANIFEST, Manifest, "manifest")

    def summary(self) -> Summary | None:
        """Read the summary, or None where there is none yet.

        Raises:
            UsageError: if it is malformed; says where.
        """
        return self._read(SUMMARY, Summary, "summary") if (self.directory / SUMMARY).exists() else None

    def summary_bytes(self) -> bytes | None:
        """The summary as it stands on disk, or None."""
        path = self.directory / SUMMARY
        return path.read_bytes() if path.exists() else None

    def lines(self, problem: Callable[[str], None]) -> Iterator[bytes]:
        """The complete lines of samples.jsonl, one at a time.

        Args:
            problem: Told of a torn last line.
        """
        try:
            with (self.directory / SAMPLES).open("rb") as file:
                for number, line in enumerate(file, 1):
                    if not line.endswith(b"\n"):
                        problem(f"{SAMPLES} line {number} is torn (a killed run leaves that); passed over")
                    elif line.strip():
                        yield line
        except FileNotFoundError:
            return

    def records(self, kind: type[S], problem: Callable[[str], None]) -> Iterator[S]:
        """Decode the recorded attempts one at a time, in the order in which they were written.

        Args:
            kind: `SampleRecord`, or a type with some of its fields, which is faster.
            problem: Told of each line that cannot be read; the line is passed over.
        """
        decoder = msgspec.json.Decoder(kind)
        for number, line in enumerate(self.lines(problem), 1):
            try:
                yield decoder.decode(line)
            except (
                msgspec.DecodeError,
                msgspec.ValidationError,
                UnicodeDecodeError,
                RecursionError,
            ) as error:
                problem(f"{SAMPLES} line {number} is corrupt ({error}); passed over")

    def _read(self, name: str, kind: type[S], schema: str) -> S:
        path = self.directory / name
        try:
            text = path.read_bytes()
            document = msgspec.json.decode(text)
        except OSError as error:
            raise _cannot("read", path, error) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise UsageError(f"{path} is not JSON: {error}", hint="restore it, or start a new run") from error
        version = document.get("schema") if isinstance(document, dict) else None
        if version != SCHEMA_VERSION:
            raise UsageError(
                f"{path} has layout {version!r}; this r1ci-bench reads layout {SCHEMA_VERSION}",
                hint="use the r1ci-bench that wrote it (its version is in the manifest)",
            )
        from r1ci_bench.records.schemas import problems

        try:
            return msgspec.convert(document, kind)
        except msgspec.ValidationError as error:
            found = "; ".join(problems(schema, document)) or str(error)
            raise UsageError(f"{path} is malformed {found}", hint="restore it, or start a new run") from error

    # --- writing

    def begin_appending(self) -> None:
        """Open samples.jsonl for writing and cut off a torn last line; needs the lock.

        Raises:
            SetupError: if it cannot be written.
        """
        try:
            self._open_samples()
        except OSError as error:
            raise _cannot("write to", self.directory, error) from error

    async def append(self, record: SampleRecord) -> None:
        """Record a finished attempt; returns when it is on disk.

        Raises:
            RunStoppedError: if the disk is full or the file cannot be written; what was recorded is safe.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pending.append((encode_line(record), done))
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())
        await asyncio.shield(done)

    async def drain(self) -> None:
        """Wait until everything that was appended is on disk, or has failed to get there."""
        if self._flusher is not None:
            await self._flusher

    async def _flush(self) -> None:
        while self._pending:
            batch, self._pending = self._pending, []
            try:
                await asyncio.to_thread(self._write_durably, b"".join(line for line, _ in batch))
            except OSError as error:
                reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror
                stopped = RunStoppedError(
                    f"cannot write to {self.directory / SAMPLES}: {reason}",
                    hint=f"make room, then: r1ci-bench resume {self.directory}",
                )
                for _, done in batch:
                    if not done.done():
                        done.set_exception(stopped)
            else:
                for _, done in batch:
                    if not done.done():
                        done.set_result(None)

    def _write_durably(self, data: bytes) -> None:
        if self._samples is None:
            raise OSError(errno.EBADF, "begin_appending comes first")
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(self._samples, view) :]
            os.fsync(self._samples)
        except OSError:
            # A half-written line must not swallow the one that follows it after a resume.
            with suppress(OSError):
                os.ftruncate(self._samples, self._length)
            raise
        self._length += len(data)

    def remove_summary(self) -> None:
        """Take away the summary, which says nothing any more once attempts are added; needs the lock."""
        (self.directory / SUMMARY).unlink(missing_ok=True)

    def write_summary(self, summary: Summary) -> None:
        """Write summary.json, whole or not at all.

        Raises:
            RunStoppedError: if it cannot be written.
        """
        try:
            _write_whole(self.directory / SUMMARY, encode_pretty(summary))
        except OSError as error:
            raise RunStoppedError(
                f"cannot write {self.directory / SUMMARY}: {error.strerror}",
                hint=f"make room, then: r1ci-bench resume {self.directory}",
            ) from error

    def _open_samples(self) -> None:
        if self._samples is not None:
            return
        path = self.directory / SAMPLES
        self._samples = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        self._length = _end_of_last_line(self._samples)
        os.ftruncate(self._samples, self._length)

    def close(self) -> None:
        """Close the files and let go of the lock."""
        for descriptor in (self._samples, self._lock):
            if descriptor is not None:
                os.close(descriptor)
        self._samples = self._lock = None


def _end_of_last_line(descriptor: int, block: int = 1 << 16) -> int:
    end = os.fstat(descriptor).st_size
    while end > 0:
        start = max(0, end - block)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _write_whole(path: Path, data: bytes) -> None:
    """Replace a file atomically: readers see the old content or the new, never a part."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _cannot(verb: str, path: Path, error: OSError) -> Any:
    return SetupError(
        f"cannot {verb} {path}: {error.strerror or error}", hint="check the path and its permissions"
    )
