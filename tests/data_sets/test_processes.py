"""Two processes that fetch the same data set, and one that is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

from r1ci_bench.datasets import DataSet, cached
from r1ci_bench.datasets.progress import SILENT
from r1ci_bench.datasets.store import locked, root_of
from support.archives import FILES, Answer, ArchiveServer, archive

if TYPE_CHECKING:
    from pathlib import Path

_FETCH = """
import sys
from pathlib import Path
from r1ci_bench.datasets.fetch import fetch
from support.archives import Listener, data_set

class Loud(Listener):
    def begin(self, what, total, *, done=0, unit="bytes"):
        print(what.partition(" ")[0], flush=True)

    def note(self, text):
        print(text, flush=True)

Path(sys.argv[1]).mkdir()
print(fetch(data_set(Path(sys.argv[1])), url=sys.argv[2], progress=Loud()).root, flush=True)
"""


def start(folder: Path, url: str) -> subprocess.Popen[str]:
    path = os.pathsep.join(sys.path)
    return subprocess.Popen(
        [sys.executable, "-c", _FETCH, str(folder), url],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_second_waits_for_the_first_and_finds_its_work_done(words: DataSet, tmp_path: Path) -> None:
    with ArchiveServer(Answer(archive())) as server:
        with locked(root_of(words), SILENT):
            processes = [start(tmp_path / name, server.url) for name in ("one", "two")]
            for process in processes:
                assert said(process).startswith("waiting for another process that fetches into ")
        outputs = [process.communicate()[0] for process in processes]
    root = cached(words)
    assert root is not None
    assert [output.split()[-1] for output in outputs] == [str(root)] * 2
    assert sorted("downloading" in output for output in outputs) == [False, True]
    assert len(server.requests) == 1


def test_what_a_killed_process_left_half_made_is_cleared_up(words: DataSet, cache: Path) -> None:
    left = cache / "data" / "words" / ".1234~gone"
    (left / "content").mkdir(parents=True)
    of_another = cache / "data" / "words" / ".1234-hub~busy"
    of_another.mkdir()
    with locked(root_of(words), SILENT):
        assert not left.exists()
        assert of_another.exists()


class Stalling(ArchiveServer):
    """Sends half an archive, and then nothing until it is let go."""

    def __init__(self, body: bytes) -> None:
        super().__init__(Answer(body, cut=len(body) // 2), Answer(body))
        self.go = threading.Event()

    def before_the_cut(self) -> None:
        self.go.wait()


def test_an_interrupted_process_leaves_what_the_next_goes_on_with(
    words: DataSet, cache: Path, tmp_path: Path
) -> None:
    part = cache / "data" / "words" / "1234.tar.gz.part"
    body = archive()
    with Stalling(body) as server:
        process = start(tmp_path / "one", server.url)
        try:
            assert said(process) == "downloading"
            while not part.exists() or not part.stat().st_size:
                assert process.poll() is None
            process.send_signal(signal.SIGINT)
            process.communicate()
        finally:
            process.kill()
            server.go.set()
        have = part.stat().st_size
        assert 0 < have < len(body)
        process = start(tmp_path / "two", server.url)
        assert process.communicate()[0].split()[-1] == str(cached(words))
    assert server.asked == ["", f"bytes={have}-"]
    root = cached(words)
    assert root is not None
    assert all((root / path).read_bytes() == content for path, content in FILES.items())
