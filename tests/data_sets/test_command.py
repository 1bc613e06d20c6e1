"""`r1ci-bench data`: what it prints, what it refuses, and with which exit code."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.cli import data_progress
from r1ci_bench.datasets import DataSet, Hub, HubPart, cached, hub
from support.archives import FILES, Answer, ArchiveServer, Installed, archive, plugins_with_words
from support.command_line import Result, call

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def server(words: DataSet, monkeypatch: pytest.MonkeyPatch) -> Iterator[ArchiveServer]:
    """A server with the archive of `words`, which is registered."""
    plugins = plugins_with_words()
    monkeypatch.setattr("r1ci_bench.plugins.build_plugin_manager", lambda **_: plugins)
    with ArchiveServer(Answer(archive())) as running:
        monkeypatch.setattr(
            Installed, "dataset", replace(words, urls=(running.url,), notice="not for training corpora")
        )
        yield running


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder with a part of the files."""
    (tmp_path / "mine" / "a").mkdir(parents=True)
    (tmp_path / "mine" / "a" / "one.txt").write_bytes(FILES["a/one.txt"])
    return tmp_path / "mine"


def parsed(result: Result) -> Any:
    return json.loads(result.out)


@pytest.mark.usefixtures("server")
class TestStatus:
    def test_says_what_there_is_and_how_to_get_it(self, capsys: Capture) -> None:
        result = call(capsys, "data", "status", "words")
        assert result.code == 0
        assert "not fetched: r1ci-bench data fetch words" in result.out
        for text in ("1234", "CC0-1.0", "3, 1.2 MB", "words/say"):
            assert text in result.out

    def test_says_where_it_is_once_it_is_fetched(self, capsys: Capture, cache: Path) -> None:
        (before,) = parsed(call(capsys, "data", "status", "words", "--json"))
        call(capsys, "data", "fetch", "words")
        (after,) = parsed(call(capsys, "data", "status", "words", "--json"))
        assert (before["path"], before["source"]) == (None, None)
        assert (after["path"], after["source"]) == (str(cache / "data/words/1234"), "release")
        assert {name: after[name] for name in before if name not in ("path", "source")} == {
            name: value for name, value in before.items() if name not in ("path", "source")
        }
        assert (after["tasks"], after["files"]) == (["words/say"], 3)

    def test_lists_all_that_are_registered(self, capsys: Capture) -> None:
        rows = parsed(call(capsys, "data", "status", "--json"))
        by_id = {row["id"]: row for row in rows}
        assert {"symbench", "words"} <= by_id.keys()
        assert len(by_id["symbench"]["tasks"]) == 33

    def test_a_broken_one_hides_no_other(self, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Installed, "dataset", None)
        result = call(capsys, "data", "status")
        assert result.code == 0
        assert "data set 'words' is broken: its entry makes a NoneType, not a DataSet" in result.out
        assert "symbench" in result.out
        assert call(capsys, "data", "fetch", "words").code == 3

    def test_an_unknown_one_is_named_with_what_is_near(self, capsys: Capture) -> None:
        result = call(capsys, "data", "status", "wrods")
        assert result.code == 2
        assert "unknown data set 'wrods'" in result.err
        assert "words" in result.err


class TestFetch:
    def test_says_where_it_put_it_under_which_licence(
        self, server: ArchiveServer, capsys: Capture, cache: Path
    ) -> None:
        result = call(capsys, "data", "fetch", "words")
        assert (result.code, result.out) == (0, f"words: {cache / 'data/words/1234'} (licence CC0-1.0)\n")
        assert result.err == "note: words: not for training corpora\n"

    def test_as_json(self, server: ArchiveServer, capsys: Capture, cache: Path) -> None:
        result = call(capsys, "data", "fetch", "words", "--json")
        assert parsed(result) == [
            {
                "id": "words",
                "path": str(cache / "data/words/1234"),
                "source": "release",
                "license": "CC0-1.0",
            }
        ]

    def test_from_an_archive_no_server_is_asked(
        self, server: ArchiveServer, capsys: Capture, tmp_path: Path
    ) -> None:
        (tmp_path / "got.tar.gz").write_bytes(archive())
        assert call(capsys, "data", "fetch", "words", "--archive", tmp_path / "got.tar.gz").code == 0
        assert server.requests == []

    def test_from_another_address(self, server: ArchiveServer, capsys: Capture, words: DataSet) -> None:
        server.answers[:] = [Answer(status=404)]
        with ArchiveServer(Answer(archive())) as mirror:
            assert call(capsys, "data", "fetch", "words", "--url", mirror.url).code == 0
        assert cached(words) is not None
        assert server.requests == []

    def test_where_it_is_not_to_be_had(self, server: ArchiveServer, capsys: Capture) -> None:
        server.answers[:] = [Answer(status=404)]
        result = call(capsys, "data", "fetch", "words")
        assert result.code == 3
        assert f"error: cannot download {server.url}: the server said 404 Not Found" in result.err
        assert "--archive FILE" in result.err
        assert "Traceback" not in result.err

    def test_a_spoilt_archive_is_a_mismatch(self, server: ArchiveServer, capsys: Capture) -> None:
        server.answers[:] = [Answer(archive({**FILES, "a/two.txt": b"2"}))]
        result = call(capsys, "data", "fetch", "words")
        assert result.code == 5
        assert "a/two.txt" in result.err

    def test_a_copy_is_replaced_on_request(self, server: ArchiveServer, capsys: Capture) -> None:
        for arguments in ((), (), ("--again",)):
            assert call(capsys, "data", "fetch", "words", *arguments).code == 0
        assert len(server.requests) == 2

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["words", "--url", "http://x", "--from-hub"], "exclude each other"),
            (["--url", "http://x"], "for one data set"),
            (["words", "symbench", "--url", "http://x"], "for one data set"),
            (["words", "--from-hub"], "words is not on the hub"),
            (["nothing"], "unknown data set 'nothing'"),
        ],
    )
    def test_what_makes_no_sense_is_refused(
        self, server: ArchiveServer, capsys: Capture, arguments: list[str], message: str
    ) -> None:
        result = call(capsys, "data", "fetch", *arguments)
        assert result.code == 2
        assert message in result.err
        assert server.requests == []

    def test_from_the_hub_it_says_what_was_checked(
        self, server: ArchiveServer, capsys: Capture, words: DataSet, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        part = HubPart("acme/words", "abc", "default", "test", 1)
        tables = Hub((part,), "r1ci_bbh.data:from_hub", tasks="some words only")
        monkeypatch.setattr(Installed, "dataset", replace(words, hub=tables))
        monkeypatch.setattr(hub, "_from_the_hub", lambda: lambda _: [{"input": "a", "target": "b"}])
        result = call(capsys, "data", "fetch", "words", "--from-hub")
        assert result.code == 0
        assert "the number of items was checked, not their bytes" in result.err
        assert "some words only" in result.err
        verified = call(capsys, "data", "verify", "words")
        assert verified.code == 0
        assert "its bytes are not those of the release" in verified.out
        assert "(from the hub)" in call(capsys, "data", "status", "words").out

    def test_an_interruption_has_its_exit_code_and_leaves_a_part(
        self, server: ArchiveServer, capsys: Capture, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(data_progress._Notes, "advance", interrupt)
            assert call(capsys, "data", "fetch", "words").code == 130
        have = (cache / "data/words/1234.tar.gz.part").stat().st_size
        assert call(capsys, "data", "fetch", "words").code == 0
        assert server.asked == ["", f"bytes={have}-"]

    def test_a_terminal_sees_progress(
        self, server: ArchiveServer, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        server.answers.insert(0, Answer(status=503, headers={"Retry-After": "0"}))
        monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", "200")
        result = call(capsys, "data", "fetch", "words")
        assert result.code == 0
        assert "503" in result.err
        assert result.out.startswith("words: ")


@pytest.mark.usefixtures("server")
class TestVerify:
    def test_a_whole_copy(self, capsys: Capture, cache: Path) -> None:
        call(capsys, "data", "fetch", "words")
        result = call(capsys, "data", "verify")
        assert (result.code, result.out) == (0, f"words: whole, 3 files in {cache / 'data/words/1234'}\n")

    def test_a_partial_one_of_ones_own(self, capsys: Capture, mine: Path) -> None:
        result = call(capsys, "data", "verify", "--data-dir", mine)
        assert result.code == 5
        assert result.out.splitlines() == [
            f"words: partial, 1 of 3 files, none different in {mine}",
            "  missing: a/two.txt, three.json",
        ]

    def test_one_that_differs(self, capsys: Capture, mine: Path) -> None:
        (mine / "a" / "two.txt").write_text("2")
        (mine / "\x1b[31m").touch()
        result = call(capsys, "data", "verify", "words", "--data-dir", mine)
        assert result.code == 5
        assert result.out.splitlines() == [
            f"words: not as it should be, 1 of 3 files are in {mine}",
            "  missing: three.json",
            "  different: a/two.txt",
            "  extra: \\x1b[31m",
        ]
        assert "error: not whole: words" in result.err

    def test_as_json(self, capsys: Capture, mine: Path) -> None:
        result = call(capsys, "data", "verify", "--data-dir", mine, "--json")
        assert result.code == 5
        assert parsed(result) == [
            {
                "id": "words",
                "path": str(mine),
                "state": "partial",
                "against": "release",
                "files": 3,
                "ok": 1,
                "missing": ["a/two.txt", "three.json"],
                "different": [],
                "extra": [],
            }
        ]

    def test_below_a_folder_with_several(self, capsys: Capture, mine: Path, tmp_path: Path) -> None:
        mine.rename(tmp_path / "words")
        result = call(capsys, "data", "verify", "--data-dir", tmp_path)
        assert f"words: partial, 1 of 3 files, none different in {tmp_path / 'words'}" in result.out

    def test_a_spoilt_copy_of_the_cache_can_be_replaced(self, capsys: Capture, cache: Path) -> None:
        call(capsys, "data", "fetch", "words")
        (cache / "data/words/1234/a/one.txt").write_text("spoilt")
        result = call(capsys, "data", "verify", "words")
        assert result.code == 5
        assert "r1ci-bench data fetch words --again" in result.err
        call(capsys, "data", "fetch", "words", "--again")
        assert call(capsys, "data", "verify", "words").code == 0

    def test_where_there_is_nothing(self, capsys: Capture, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        for arguments, message in (
            (["words"], "words is not fetched"),
            ([], "the cache holds no data set"),
            (["words", "--data-dir", tmp_path / "empty"], "holds no file of data set words"),
            (["--data-dir", tmp_path / "empty"], "holds no data set"),
        ):
            result = call(capsys, "data", "verify", *arguments)
            assert result.code == 2
            assert message in result.err


@pytest.mark.usefixtures("server")
class TestPath:
    def test_is_all_that_is_printed(self, capsys: Capture, cache: Path) -> None:
        call(capsys, "data", "fetch", "words")
        assert call(capsys, "data", "path", "words") == Result(0, f"{cache / 'data/words/1234'}\n", "")

    def test_there_is_none_before_it_is_fetched(self, capsys: Capture) -> None:
        result = call(capsys, "data", "path", "words")
        assert (result.code, result.out) == (2, "")
        assert "r1ci-bench data fetch words" in result.err


def test_the_command_is_listed(capsys: Capture) -> None:
    assert "Show, fetch and check official data sets." in call(capsys, "--help").out
