"""Where the cache is, and when a copy in it counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.cache import cache_dir
from r1ci_bench.datasets import DataSet, cached
from r1ci_bench.datasets.definition import is_plain
from r1ci_bench.datasets.fetch import fetch
from r1ci_bench.datasets.store import MARKER, root_of
from r1ci_bench.errors import SetupError, UsageError
from support.archives import FILES, archive, data_set


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "words.tar.gz"
    path.write_bytes(archive())
    return path


class TestWhereTheCacheIs:
    def test_the_variable_names_it(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("R1CI_CACHE_DIR", str(tmp_path / "new" / "place"))
        assert cache_dir() == tmp_path / "new" / "place"
        assert not cache_dir().exists()  # asking makes nothing

    def test_a_relative_name_becomes_absolute(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("R1CI_CACHE_DIR", "here")
        assert cache_dir() == Path.cwd() / "here"

    def test_else_the_platform_says_where(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.delenv("R1CI_CACHE_DIR")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        assert cache_dir() == tmp_path / "r1ci-bench"

    @pytest.mark.parametrize("value", ["", "  "])
    def test_an_empty_value_is_refused(self, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
        monkeypatch.setenv("R1CI_CACHE_DIR", value)
        with pytest.raises(UsageError, match="names no directory"):
            cache_dir()

    def test_a_file_is_refused(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setenv("R1CI_CACHE_DIR", str(tmp_path / "file"))
        with pytest.raises(UsageError, match="not a directory"):
            cache_dir()


class TestWhenACopyCounts:
    def test_there_is_none_at_first(self, words: DataSet) -> None:
        assert cached(words) is None

    def test_it_lies_under_its_id_and_revision(self, words: DataSet, packed: Path, cache: Path) -> None:
        assert fetch(words, archive=packed).root == cache / "data" / "words" / "1234"
        assert cached(words) == cache / "data" / "words" / "1234"

    def test_files_without_the_marker_are_no_copy(self, words: DataSet, packed: Path) -> None:
        (fetch(words, archive=packed).root / MARKER).unlink()
        assert cached(words) is None

    @pytest.mark.parametrize("content", ["", "[]", "{}", "\xff", "[" * 100_000])
    def test_nor_are_those_whose_marker_makes_no_sense(
        self, words: DataSet, packed: Path, content: str
    ) -> None:
        marker = fetch(words, archive=packed).root / MARKER
        marker.write_text(content, encoding="latin-1")
        assert cached(words) is None

    def test_another_checksum_list_makes_it_another_data_set(
        self, words: DataSet, packed: Path, tmp_path: Path
    ) -> None:
        fetch(words, archive=packed)
        fewer = data_set(tmp_path, files={"a/one.txt": FILES["a/one.txt"]})
        assert cached(fewer) is None
        root = fetch(fewer, archive=packed).root
        assert sorted(path.name for path in root.rglob("*.*")) == [MARKER, "one.txt"]

    def test_asking_reads_none_of_its_files(self, words: DataSet, packed: Path) -> None:
        root = fetch(words, archive=packed).root
        for path in FILES:
            (root / path).unlink()
        assert cached(words) == root


class TestDefinitions:
    @pytest.mark.parametrize("name", ["", "..", ".hidden", "a/../b", "a b", "~", "a\\b", "x\n"])
    def test_names_of_folders_must_be_plain(self, words: DataSet, name: str) -> None:
        with pytest.raises(ValueError, match="not a name of a folder"):
            replace(words, id=name)
        with pytest.raises(ValueError, match="not a name of a folder"):
            replace(words, revision=name or "..")

    def test_an_id_may_have_a_suite(self, words: DataSet, cache: Path) -> None:
        assert root_of(replace(words, id="acme/qa")) == cache / "data" / "acme" / "qa" / "1234"

    @pytest.mark.parametrize(
        "line",
        [
            "abc  name",
            f"{'0' * 64} name",
            f"{'0' * 64}  ",
            f"{'0' * 64}  ../name",
            f"{'0' * 64}  /name",
            f"{'0' * 64}  a//name",
            f"{'0' * 64}  a\\name",
            f"{'0' * 64}  a/one.txt",
        ],
    )
    def test_a_checksum_list_that_makes_no_sense_is_named_with_its_line(
        self, words: DataSet, line: str
    ) -> None:
        checksums = words.checksums
        assert isinstance(checksums, Path)
        checksums.write_text(checksums.read_text() + line + "\n")
        with pytest.raises(SetupError, match="'words', line 4 makes no sense"):
            words.checksum_list()

    def test_binary_marks_of_sha256sum_are_read(self, words: DataSet) -> None:
        checksums = words.checksums
        assert isinstance(checksums, Path)
        checksums.write_text(checksums.read_text().replace("  ", " *"))
        assert set(words.checksum_list().sums) == set(FILES)

    @given(st.text(st.sampled_from("ab./\\\n\x00é"), max_size=8))
    def test_a_plain_path_never_leaves_its_folder(self, path: str) -> None:
        if is_plain(path):
            resolved = (Path("/root/of/it") / path).as_posix()
            assert resolved == f"/root/of/it/{path}"
            assert ".." not in path.split("/")
