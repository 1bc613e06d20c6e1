"""A small data set, archives of it, good and bad, and a loopback server that sends them, well or badly."""

from __future__ import annotations

import hashlib
import io
import tarfile
import threading
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import TYPE_CHECKING, Any, Self

from r1ci_bench.datasets import DataSet
from r1ci_bench.datasets.progress import Progress
from r1ci_bench.descriptors import DataDescriptor, TaskDescriptor
from r1ci_bench.discovery import FoundPlugin
from r1ci_bench.hookspecs import hookimpl
from r1ci_bench.plugins import Plugins, build_plugin_manager

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

PREFIX, FOLDER = "words-1234/", "data/"
FILES = {
    "a/one.txt": b"one\n",
    "a/two.txt": b"two\n",
    "three.json": b"[3]" * 400_000,  # more than is read at a time
}


def data_set(folder: Path, *, files: Mapping[str, bytes] = FILES, **changes: Any) -> DataSet:
    """A data set of some files; its checksum list is written into a folder."""
    checksums = folder / "checksums.sha256"
    checksums.write_text(
        "".join(f"{hashlib.sha256(body).hexdigest()}  {path}\n" for path, body in sorted(files.items()))
    )
    dataset = DataSet(
        id="words",
        revision="1234",
        urls=(),
        checksums=checksums,
        prefix=PREFIX,
        folder=FOLDER,
        size=sum(map(len, files.values())),
    )
    return replace(dataset, **changes)


def archive(
    files: Mapping[str, bytes | tarfile.TarInfo] = FILES, *, start: str = PREFIX + FOLDER, level: int = 0
) -> bytes:
    """A tar.gz archive of files, or of whole members; not compressed, so that its length is known."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=level) as tar:
        for path, body in files.items():
            if isinstance(body, tarfile.TarInfo):
                body.name = start + path
                tar.addfile(body)
            else:
                member = tarfile.TarInfo(start + path)
                member.size = len(body)
                tar.addfile(member, io.BytesIO(body))
    return packed.getvalue()


def link(target: str, kind: bytes = tarfile.SYMTYPE) -> tarfile.TarInfo:
    """A member that is a link."""
    member = tarfile.TarInfo()
    member.type, member.linkname = kind, target
    return member


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server sends.

    Attributes:
        body: The whole body.
        status: The status.
        headers: More headers.
        etag: Its validator; empty for none.
        ranges: Whether the server serves ranges.
        cut: Send so many bytes of what was announced, and close.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: str = '"v1"'
    ranges: bool = True
    cut: int | None = None


class ArchiveServer:
    """Answers on 127.0.0.1, each request with the next of its answers, and the last for ever."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        """Where the archive is."""
        return f"http://127.0.0.1:{self._server.server_port}/words.tar.gz"

    @property
    def asked(self) -> list[str]:
        """The ranges that were asked for, one a request; empty for the whole."""
        return [headers.get("Range", "") for headers in self.requests]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def before_the_cut(self) -> None:
        """What happens between the last byte that is sent and the end of the connection."""

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.requests.append(dict(self.headers))
                answer = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                body, status, more = answer.body, answer.status, dict(answer.headers)
                asked = self.headers.get("Range", "")
                if answer.ranges and status == 200 and asked and self.headers["If-Range"] == answer.etag:
                    start = int(asked.removeprefix("bytes=").removesuffix("-"))
                    more["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
                    status, body = 206, body[start:]
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                if answer.etag:
                    self.send_header("ETag", answer.etag)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: answer.cut])
                if answer.cut is not None:
                    outer.before_the_cut()

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class Listener(Progress):
    """Remembers notes; may do something whenever there is progress."""

    def __init__(self, on_advance: Callable[[], None] | None = None) -> None:
        self.notes: list[str] = []
        self.begun: list[tuple[str, int | None, int]] = []
        self._on_advance = on_advance

    def begin(self, what: str, total: int | None, *, done: int = 0, unit: str = "bytes") -> None:
        self.begun.append((what.partition(" ")[0], total, done))

    def advance(self, amount: int) -> None:
        if self._on_advance is not None:
            self._on_advance()

    def note(self, text: str) -> None:
        self.notes.append(text)


class Installed:
    """The data set that the plugin below gives; tests set it."""

    dataset: DataSet | None = None


def installed() -> DataSet | None:
    """The entry of the registered data set."""
    return Installed.dataset


def plugins_with_words(tasks: Sequence[str] = ("words/say",)) -> Plugins:
    """Our own plugins, and one that registers the data set `words` and tasks that use it."""

    @hookimpl
    def register_data(register: Callable[[DataDescriptor], None]) -> None:
        register(
            DataDescriptor(
                id="words",
                version="1",
                entry=f"{__name__}:installed",
                summary="Words.",
                revision="1234",
                license="CC0-1.0",
            )
        )

    @hookimpl
    def register_tasks(register: Callable[[TaskDescriptor], None]) -> None:
        for task in tasks:
            register(
                TaskDescriptor(
                    id=task,
                    version="1",
                    entry="words:Say",
                    summary="Say the word.",
                    capabilities=("execution",),
                    source="dataset",
                    levels=0,
                    data="words",
                )
            )

    plugin = ModuleType("words")
    vars(plugin).update(register_data=register_data, register_tasks=register_tasks)
    plugins = build_plugin_manager(select="")
    assert plugins.add(FoundPlugin("words", "words", "acme", "1"), plugin) is None
    return plugins
