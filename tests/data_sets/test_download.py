"""Fetching over a network that is slow, broken, busy or wrong. Nothing here sleeps: pauses are counted."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, NamedTuple

import pytest

from r1ci_bench.datasets import DataSet, cached
from r1ci_bench.datasets.fetch import fetch
from r1ci_bench.errors import ExitCode, R1ciError, SetupError, UsageError
from support.archives import FILES, Answer, ArchiveServer, Listener, archive

if TYPE_CHECKING:
    from pathlib import Path

    from r1ci_bench.datasets import Copy

BODY = archive()
HALF = len(BODY) // 2


class Fetched(NamedTuple):
    copy: Copy
    pauses: list[float]
    notes: list[str]


def get(words: DataSet, server: ArchiveServer) -> Fetched:
    pauses: list[float] = []
    listener = Listener()
    copy = fetch(replace(words, urls=(server.url,)), progress=listener, sleep=pauses.append)
    return Fetched(copy, pauses, listener.notes)


def refused(words: DataSet, server: ArchiveServer) -> tuple[R1ciError, list[float]]:
    pauses: list[float] = []
    with pytest.raises(R1ciError) as caught:
        fetch(replace(words, urls=(server.url,)), sleep=pauses.append)
    assert cached(words) is None
    return caught.value, pauses


def part_of(cache: Path) -> Path:
    return cache / "data" / "words" / "1234.tar.gz.part"


def assert_whole(words: DataSet, cache: Path) -> None:
    root = cached(words)
    assert root is not None
    for path, body in FILES.items():
        assert (root / path).read_bytes() == body
    # Nothing else is left over but the lock.
    assert sorted(path.name for path in root.parent.iterdir()) == ["1234", "1234.lock"]


class TestAWholeFetch:
    def test_brings_every_file(self, words: DataSet, cache: Path) -> None:
        with ArchiveServer(Answer(BODY)) as server:
            found = get(words, server)
        assert (found.copy.source, found.pauses, found.notes) == ("release", [], [])
        assert_whole(words, cache)

    def test_asks_for_the_bytes_as_they_are(self, words: DataSet) -> None:
        with ArchiveServer(Answer(BODY)) as server:
            get(words, server)
        (headers,) = server.requests
        assert headers["Accept-Encoding"] == "identity"
        assert headers["User-Agent"].startswith("r1ci-bench/")
        assert "Authorization" not in headers

    def test_is_done_once(self, words: DataSet) -> None:
        with ArchiveServer(Answer(BODY)) as server:
            first, second = get(words, server), get(words, server)
        assert first.copy == second.copy
        assert len(server.requests) == 1

    def test_is_done_again_on_request(self, words: DataSet, cache: Path) -> None:
        with ArchiveServer(Answer(BODY)) as server:
            root = get(words, server).copy.root
            (root / "a" / "one.txt").write_text("spoilt")
            fetch(replace(words, urls=(server.url,)), again=True)
        assert_whole(words, cache)

    def test_tells_how_far_it_is(self, words: DataSet) -> None:
        listener = Listener()
        with ArchiveServer(Answer(BODY)) as server:
            fetch(replace(words, urls=(server.url,)), progress=listener)
        assert listener.begun == [("downloading", len(BODY), 0), ("unpacking", len(FILES), 0)]

    def test_follows_where_it_is_sent(self, words: DataSet, cache: Path) -> None:
        with ArchiveServer(Answer(BODY)) as server, ArchiveServer() as front:
            front.answers.append(Answer(status=302, headers={"Location": server.url}))
            get(words, front)
        assert_whole(words, cache)

    def test_a_second_address_helps_where_the_first_fails(self, words: DataSet, cache: Path) -> None:
        listener = Listener()
        with ArchiveServer(Answer(BODY)) as good, ArchiveServer(Answer(status=404)) as bad:
            fetch(replace(words, urls=(bad.url, good.url)), progress=listener)
        assert_whole(words, cache)
        assert bad.url in listener.notes[0]

    def test_another_address_takes_the_place_of_all(self, words: DataSet, cache: Path) -> None:
        with ArchiveServer(Answer(BODY)) as server:
            fetch(replace(words, urls=("http://127.0.0.1:1/never",)), url=server.url)
        assert_whole(words, cache)


class TestACutConnection:
    def test_is_taken_up_within_the_same_call(self, words: DataSet, cache: Path) -> None:
        with ArchiveServer(Answer(BODY, cut=HALF), Answer(BODY)) as server:
            found = get(words, server)
        assert server.asked == ["", f"bytes={HALF}-"]
        assert server.requests[1]["If-Range"] == '"v1"'
        assert "trying again" in found.notes[0]
        assert_whole(words, cache)

    def test_is_taken_up_by_a_later_call(self, words: DataSet, cache: Path) -> None:
        with ArchiveServer(Answer(BODY, cut=HALF), Answer(status=503)) as server:
            error, _ = refused(words, server)
            assert "kept for the next time" in error.message
            assert part_of(cache).read_bytes() == BODY[:HALF]
            server.answers[:] = [Answer(BODY)]
            get(words, server)
        assert server.asked[-1] == f"bytes={HALF}-"
        assert_whole(words, cache)

    def test_headway_earns_more_attempts(self, words: DataSet, cache: Path) -> None:
        # The server sends 100 kB at a time and dies: more often than it may fail without headway.
        cuts = [Answer(BODY, cut=100_000)] * (len(BODY) // 100_000)
        with ArchiveServer(*cuts, Answer(BODY)) as server:
            get(words, server)
        assert len(server.requests) > 5
        assert_whole(words, cache)

    @pytest.mark.parametrize(
        "again",
        [
            Answer(BODY, ranges=False),
            Answer(BODY, etag='"v2"'),
        ],
        ids=["no ranges", "another file"],
    )
    def test_begins_again_where_it_cannot_go_on(self, words: DataSet, cache: Path, again: Answer) -> None:
        with ArchiveServer(Answer(b"x" * len(BODY), cut=HALF), again) as server:
            get(words, server)
        assert_whole(words, cache)

    @pytest.mark.parametrize("etag", ["", 'W/"v1"'])
    def test_begins_again_where_nothing_says_that_the_file_is_the_same(
        self, words: DataSet, cache: Path, etag: str
    ) -> None:
        with ArchiveServer(Answer(BODY, etag=etag, cut=HALF), Answer(BODY, etag=etag)) as server:
            get(words, server)
        assert server.asked == ["", ""]
        assert_whole(words, cache)

    def test_a_date_says_it_too(self, words: DataSet, cache: Path) -> None:
        date = "Wed, 21 Oct 2015 07:28:00 GMT"
        dated = {"Last-Modified": date}
        with ArchiveServer(Answer(BODY, etag="", headers=dated, cut=HALF), Answer(BODY)) as server:
            get(words, server)
        assert server.requests[1]["If-Range"] == date
        assert_whole(words, cache)

    def test_the_beginning_of_another_address_is_not_gone_on_with(self, words: DataSet, cache: Path) -> None:
        with ArchiveServer(Answer(b"x" * len(BODY), cut=HALF), Answer(status=404)) as one:
            refused(words, one)
        with ArchiveServer(Answer(BODY)) as other:
            get(words, other)
        assert other.asked == [""]
        assert_whole(words, cache)

    @pytest.mark.parametrize(
        "wrong",
        [
            Answer(status=416),
            Answer(BODY[:10], status=206, headers={"Content-Range": f"bytes 0-9/{len(BODY)}"}),
            Answer(BODY[:10], status=206),
        ],
        ids=["nothing behind it", "another part", "a part without a place"],
    )
    def test_a_wrong_part_makes_it_begin_again(self, words: DataSet, cache: Path, wrong: Answer) -> None:
        with ArchiveServer(Answer(BODY, cut=HALF), wrong, Answer(BODY)) as server:
            get(words, server)
        assert server.asked == ["", f"bytes={HALF}-", ""]
        assert_whole(words, cache)


class TestABusyServer:
    @pytest.mark.parametrize("status", [429, 500, 502, 503])
    def test_is_asked_again(self, words: DataSet, cache: Path, status: int) -> None:
        with ArchiveServer(Answer(status=status), Answer(BODY)) as server:
            found = get(words, server)
        assert len(found.pauses) == 1
        assert f"the server said {status}" in found.notes[0]
        assert_whole(words, cache)

    @pytest.mark.parametrize(("asked", "pause"), [("7", 7.0), ("0", 0.0), ("3600", 60.0), ("9" * 30, None)])
    def test_says_when(self, words: DataSet, asked: str, pause: float | None) -> None:
        with ArchiveServer(Answer(status=503, headers={"Retry-After": asked}), Answer(BODY)) as server:
            found = get(words, server)
        assert found.pauses == [pause] if pause is not None else 0 < found.pauses[0] <= 2

    @pytest.mark.parametrize(("seconds", "low", "high"), [(-100, 0, 0), (30, 20, 30), (86_400, 60, 60)])
    def test_says_when_as_a_date(self, words: DataSet, seconds: int, low: float, high: float) -> None:
        date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
        with ArchiveServer(Answer(status=429, headers={"Retry-After": date}), Answer(BODY)) as server:
            found = get(words, server)
        assert low <= found.pauses[0] <= high

    def test_is_left_alone_in_the_end(self, words: DataSet) -> None:
        with ArchiveServer(Answer(status=503)) as server:
            error, pauses = refused(words, server)
        assert "503 Service Unavailable" in error.message
        assert len(pauses) == 4
        assert pauses == sorted(pauses)  # each longer than the one before
        assert "--archive FILE" in (error.hint or "")


class TestWhatCannotBeHad:
    @pytest.mark.parametrize("status", [401, 403, 404, 410])
    def test_a_refusal_is_final(self, words: DataSet, status: int) -> None:
        with ArchiveServer(Answer(status=status)) as server:
            error, pauses = refused(words, server)
        assert pauses == []
        assert server.url in error.message
        assert str(status) in error.message
        assert "--archive FILE" in (error.hint or "")
        assert error.exit_code == ExitCode.SETUP

    def test_no_server_at_all(self, words: DataSet) -> None:
        with ArchiveServer() as gone:
            pass
        error, pauses = refused(words, gone)
        assert gone.url in error.message
        assert len(pauses) == 4

    @pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "file:///etc/passwd", "words.tar.gz", ""])
    def test_other_kinds_of_addresses(self, words: DataSet, url: str) -> None:
        with pytest.raises(UsageError, match="https:// or http://") as caught:
            fetch(words, url=url)
        assert "--archive" in (caught.value.hint or "")

    @pytest.mark.parametrize("url", ["http://", "http://127.0.0.1:999999/x", "http://[/x"])
    def test_addresses_that_make_no_sense(self, words: DataSet, url: str) -> None:
        with pytest.raises(SetupError, match="cannot download http://"):
            fetch(words, url=url, sleep=lambda _: None)

    def test_being_sent_to_another_kind_of_address(self, words: DataSet) -> None:
        away = Answer(status=302, headers={"Location": "file:///etc/passwd"})
        with ArchiveServer(away) as server:
            error, pauses = refused(words, server)
        assert (error.exit_code, pauses) == (ExitCode.SETUP, [])

    def test_being_sent_round_in_circles(self, words: DataSet) -> None:
        with ArchiveServer() as server:
            server.answers.append(Answer(status=302, headers={"Location": server.url}))
            error, pauses = refused(words, server)
        assert (error.exit_code, pauses) == (ExitCode.SETUP, [])

    def test_a_data_set_without_an_address(self, words: DataSet) -> None:
        with pytest.raises(SetupError, match="has no address"):
            fetch(words)


class TestAFullDisk:
    def test_while_downloading(self, words: DataSet, cache: Path) -> None:
        part_of(cache).parent.mkdir(parents=True)
        part_of(cache).symlink_to("/dev/full")
        with ArchiveServer(Answer(BODY)) as server:
            error, pauses = refused(words, server)
        assert f"no space left in {cache / 'data' / 'words'}" in error.message
        assert "MB are needed there" in error.message
        assert "R1CI_CACHE_DIR=DIR" in (error.hint or "")
        assert (error.exit_code, pauses) == (ExitCode.SETUP, [])

    def test_is_seen_before_anything_is_downloaded(
        self, words: DataSet, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usage = shutil.disk_usage("/")._replace(free=len(BODY))
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
        with ArchiveServer(Answer(BODY)) as server:
            error, _ = refused(words, server)
        assert "about 2.4 MB are needed there, 1.2 MB are free" in error.message
        assert not part_of(cache).exists()

    def test_a_place_that_may_not_be_written(self, words: DataSet, cache: Path) -> None:
        cache.mkdir()
        (cache / "data").write_text("a file where a folder should be")
        with pytest.raises(SetupError, match="cannot write to ") as caught:
            fetch(words)
        assert "R1CI_CACHE_DIR" in (caught.value.hint or "")


class TestAnInterruption:
    def test_leaves_what_has_come(self, words: DataSet, cache: Path) -> None:
        def interrupt() -> None:
            raise KeyboardInterrupt

        with ArchiveServer(Answer(BODY)) as server:
            dataset = replace(words, urls=(server.url,))
            with pytest.raises(KeyboardInterrupt):
                fetch(dataset, progress=Listener(interrupt))
            have = part_of(cache).stat().st_size
            assert 0 < have < len(BODY)
            assert cached(words) is None
            fetch(dataset)
        assert server.asked == ["", f"bytes={have}-"]
        assert_whole(words, cache)

    def test_while_unpacking_keeps_the_archive(self, words: DataSet, cache: Path) -> None:
        listener = Listener(lambda: interrupt())

        def interrupt() -> None:
            if listener.begun[-1][0] == "unpacking":
                raise KeyboardInterrupt

        with ArchiveServer(Answer(BODY)) as server:
            dataset = replace(words, urls=(server.url,))
            with pytest.raises(KeyboardInterrupt):
                fetch(dataset, progress=listener)
            names = sorted(path.name for path in (cache / "data" / "words").iterdir())
            assert names == ["1234.lock", "1234.tar.gz"]
            fetch(dataset)
        assert len(server.requests) == 1
        assert_whole(words, cache)
