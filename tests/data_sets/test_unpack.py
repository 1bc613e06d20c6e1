"""Archives, hostile ones among them: what is taken out, and what is refused with everything else."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from r1ci_bench.datasets import DataSet, cached, unpack
from r1ci_bench.datasets.fetch import fetch
from r1ci_bench.errors import ExitCode, MismatchError, R1ciError, SetupError, UsageError
from support.archives import FILES, PREFIX, Answer, ArchiveServer, archive, data_set, link

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    return tmp_path / "words.tar.gz"


def refused(words: DataSet, packed: Path, content: bytes, cache: Path) -> str:
    """The message of a refusal; asserts that nothing was kept."""
    packed.write_bytes(content)
    with pytest.raises(MismatchError) as caught:
        fetch(words, archive=packed)
    assert caught.value.exit_code == ExitCode.MISMATCH
    assert cached(words) is None
    assert [path.name for path in (cache / "data" / "words").iterdir()] == ["1234.lock"]
    assert packed.exists()  # it is the user's
    return caught.value.message


def files_of(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def with_member(path: str, member: bytes | tarfile.TarInfo) -> Mapping[str, bytes | tarfile.TarInfo]:
    return {**FILES, path: member}


class TestWhatIsTaken:
    @pytest.mark.parametrize("level", [0, 9])
    def test_is_what_the_list_names(self, words: DataSet, packed: Path, level: int) -> None:
        packed.write_bytes(archive(with_member("notes/more.txt", b"not on the list"), level=level))
        root = fetch(words, archive=packed).root
        assert files_of(root) == {*FILES, ".r1ci-data.json"}
        assert all((root / path).read_bytes() == body for path, body in FILES.items())

    def test_files_of_other_folders_with_the_same_names_are_not(self, words: DataSet, packed: Path) -> None:
        other = archive(dict.fromkeys(FILES, b"other"), start=PREFIX + "elsewhere/")
        both = gzip.compress(gzip.decompress(other)[:-10240] + gzip.decompress(archive()))
        packed.write_bytes(both)
        root = fetch(words, archive=packed).root
        assert all((root / path).read_bytes() == body for path, body in FILES.items())

    @pytest.mark.parametrize("path", ["../out.txt", "../../../out.txt", "/out.txt", "a/../../out.txt"])
    def test_a_name_that_leads_out_of_it_is_not(
        self, words: DataSet, packed: Path, tmp_path: Path, path: str
    ) -> None:
        packed.write_bytes(archive({path: b"out", **FILES}))
        root = fetch(words, archive=packed).root
        assert files_of(root) == {*FILES, ".r1ci-data.json"}
        assert not list(tmp_path.rglob("out.txt"))

    def test_a_link_beside_it_is_not(self, words: DataSet, packed: Path) -> None:
        packed.write_bytes(archive({"shadow": link("/etc/shadow"), **FILES}))
        root = fetch(words, archive=packed).root
        assert not (root / "shadow").is_symlink()

    def test_a_folder_that_is_a_link_leads_nowhere(
        self, words: DataSet, packed: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "victim").mkdir()
        packed.write_bytes(archive({"a": link(str(tmp_path / "victim")), **FILES}))
        fetch(words, archive=packed)
        assert list((tmp_path / "victim").iterdir()) == []

    def test_modes_of_the_archive_are_not(self, words: DataSet, packed: Path) -> None:
        member = tarfile.TarInfo(PREFIX + "data/a/one.txt")
        member.size, member.mode = 4, 0o6777
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as tar:
            tar.addfile(member, io.BytesIO(b"one\n"))
        rest = archive({path: body for path, body in FILES.items() if path != "a/one.txt"})
        packed.write_bytes(gzip.compress(out.getvalue()[:-9216] + gzip.decompress(rest)))
        root = fetch(words, archive=packed).root
        assert (root / "a" / "one.txt").stat().st_mode & 0o7111 == 0


class TestWhatIsRefused:
    def test_a_wrong_checksum_names_the_file(self, words: DataSet, packed: Path, cache: Path) -> None:
        message = refused(words, packed, archive(with_member("a/two.txt", b"2\n")), cache)
        assert message.startswith("a/two.txt of data set words is not what it was at revision 1234")
        assert hashlib.sha256(b"2\n").hexdigest() in message

    def test_a_missing_file_is_named(self, words: DataSet, packed: Path, cache: Path) -> None:
        some = {path: body for path, body in FILES.items() if path != "a/two.txt"}
        message = refused(words, packed, archive(some), cache)
        assert "lacks 1 of the 3 files" in message
        assert "words-1234/data/a/two.txt" in message

    @pytest.mark.parametrize("start", ["", "words-9999/data/", "data/"])
    def test_an_archive_of_something_else(
        self, words: DataSet, packed: Path, cache: Path, start: str
    ) -> None:
        assert "lacks 3 of the 3 files" in refused(words, packed, archive(start=start), cache)

    @pytest.mark.parametrize(
        "member",
        [
            link("/etc/passwd"),
            link("two.txt"),
            link("/etc/passwd", tarfile.LNKTYPE),
            link("", tarfile.DIRTYPE),
            link("", tarfile.FIFOTYPE),
            link("", tarfile.CHRTYPE),
        ],
        ids=["link", "link within", "hard link", "folder", "pipe", "device"],
    )
    def test_a_file_that_is_none(
        self, words: DataSet, packed: Path, cache: Path, member: tarfile.TarInfo
    ) -> None:
        message = refused(words, packed, archive(with_member("a/one.txt", member)), cache)
        assert message == "a/one.txt in the archive of data set words is not a regular file"

    def test_a_file_that_is_far_too_large(
        self, words: DataSet, packed: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(unpack, "MOST_BYTES_OF_A_FILE", 1000)
        message = refused(words, packed, archive(), cache)
        assert message == "three.json in the archive of data set words is far too large"

    def test_an_archive_that_unfolds_without_end(
        self, words: DataSet, packed: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(unpack, "MOST_BYTES", 1 << 20)
        bomb = archive({"zeros": bytes(8 << 20), **FILES}, level=9)
        assert len(bomb) < 1 << 20
        assert "too large" in refused(words, packed, bomb, cache)

    def test_a_header_that_claims_to_be_huge(self, words: DataSet, packed: Path, cache: Path) -> None:
        header = tarfile.TarInfo("x")
        header.type, header.size = tarfile.XHDTYPE, 1 << 32
        content = gzip.compress(header.tobuf() + bytes(10240))
        assert "too large" in refused(words, packed, content, cache)

    @pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", gzip.compress(b"text", mtime=0)])
    def test_what_is_no_archive(self, words: DataSet, packed: Path, cache: Path, content: bytes) -> None:
        message = refused(words, packed, content, cache)
        assert "is not a whole tar.gz archive" in message or "lacks 3 of the 3" in message

    def test_a_cut_archive(self, words: DataSet, packed: Path, cache: Path) -> None:
        assert "is not a whole tar.gz archive" in refused(words, packed, archive()[:-900_000], cache)

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_a_damaged_archive_never_makes_a_wrong_copy(
        self, tmp_path: Path, packed: Path, data: st.DataObject
    ) -> None:
        files = {"a/one.txt": b"one\n", "a/two.txt": b"two\n"}
        small = data_set(tmp_path, files=files)
        content = bytearray(archive(files, level=9))
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        packed.write_bytes(bytes(content))
        with suppress(MismatchError):  # and nothing else
            fetch(small, archive=packed, again=True)
        root = cached(small)
        assert root is None or all((root / path).read_bytes() == body for path, body in files.items())

    def test_an_archive_that_is_not_there(self, words: DataSet, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="--archive: cannot read"):
            fetch(words, archive=tmp_path / "none")

    def test_a_bad_copy_leaves_a_good_one_alone(self, words: DataSet, packed: Path) -> None:
        packed.write_bytes(archive())
        root = fetch(words, archive=packed).root
        packed.write_bytes(archive(with_member("a/two.txt", b"2\n")))
        with pytest.raises(MismatchError):
            fetch(words, archive=packed, again=True)
        assert cached(words) == root
        assert (root / "a" / "two.txt").read_bytes() == b"two\n"

    def test_a_bad_download_is_not_met_again(self, words: DataSet, cache: Path) -> None:
        with ArchiveServer(Answer(archive(with_member("a/two.txt", b"2\n"))), Answer(archive())) as server:
            dataset = replace(words, urls=(server.url,))
            with pytest.raises(MismatchError):
                fetch(dataset)
            assert [path.name for path in (cache / "data" / "words").iterdir()] == ["1234.lock"]
            fetch(dataset)
        assert len(server.requests) == 2

    def test_a_disk_that_fills_up(
        self, words: DataSet, packed: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        packed.write_bytes(archive())

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(unpack, "_write", full)
        with pytest.raises(SetupError, match=r"about 1\.2 MB are needed there"):
            fetch(words, archive=packed)
        assert [path.name for path in (cache / "data" / "words").iterdir()] == ["1234.lock"]


def test_every_refusal_is_for_people(words: DataSet, packed: Path) -> None:
    packed.write_bytes(b"no archive")
    with pytest.raises(R1ciError) as caught:
        fetch(replace(words, urls=("https://example.org/words.tar.gz",)), archive=packed)
    assert caught.value.hint == "it must be what https://example.org/words.tar.gz sends"
