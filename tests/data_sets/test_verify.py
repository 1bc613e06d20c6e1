"""Whether a copy is whole: the cache's, and somebody's own."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.datasets.fetch import fetch
from r1ci_bench.datasets.verify import Verification, holds_some, verify_copy, verify_folder
from support.archives import FILES, archive

if TYPE_CHECKING:
    from pathlib import Path

    from r1ci_bench.datasets import Copy, DataSet


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "mine"
    for path, body in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(body)
    return root


@pytest.fixture
def copy(words: DataSet, tmp_path: Path) -> Copy:
    (tmp_path / "words.tar.gz").write_bytes(archive())
    return fetch(words, archive=tmp_path / "words.tar.gz")


def facts(found: Verification) -> tuple[str, int, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return found.state, found.ok, found.missing, found.different, found.extra


def test_a_fetched_copy_is_whole(words: DataSet, copy: Copy) -> None:
    assert facts(verify_copy(words, copy)) == ("whole", 3, (), (), ())


def test_and_so_is_one_of_ones_own(words: DataSet, folder: Path) -> None:
    assert facts(verify_folder(words, folder)) == ("whole", 3, (), (), ())


@pytest.mark.parametrize("body", [b"", b"two", b"two\n\n"])
def test_a_changed_file_is_different(words: DataSet, folder: Path, body: bytes) -> None:
    (folder / "a/two.txt").write_bytes(body)
    assert facts(verify_folder(words, folder)) == ("different", 2, (), ("a/two.txt",), ())


def test_a_part_is_partial(words: DataSet, folder: Path) -> None:
    shutil.rmtree(folder / "a")
    assert facts(verify_folder(words, folder)) == ("partial", 1, ("a/one.txt", "a/two.txt"), (), ())


def test_a_part_with_a_changed_file_is_different(words: DataSet, folder: Path) -> None:
    (folder / "a/one.txt").unlink()
    (folder / "a/two.txt").write_bytes(b"2")
    assert facts(verify_folder(words, folder)) == ("different", 1, ("a/one.txt",), ("a/two.txt",), ())


def test_a_folder_in_the_place_of_a_file_is_no_file(words: DataSet, folder: Path) -> None:
    (folder / "a/one.txt").unlink()
    (folder / "a/one.txt").mkdir()
    assert verify_folder(words, folder).missing == ("a/one.txt",)


def test_other_files_do_no_harm_beside_ones_own_copy(words: DataSet, folder: Path) -> None:
    (folder / "LICENSE").write_text("free")
    assert facts(verify_folder(words, folder)) == ("whole", 3, (), (), ("LICENSE",))


def test_but_in_the_cache_they_could_be_asked_as_items(words: DataSet, copy: Copy) -> None:
    (copy.root / "a" / "more.txt").write_text("smuggled")
    assert facts(verify_copy(words, copy)) == ("different", 3, (), (), ("a/more.txt",))


def test_links_are_followed_to_files_and_not_to_folders(words: DataSet, folder: Path, tmp_path: Path) -> None:
    (folder / "a/one.txt").rename(tmp_path / "one.txt")
    (folder / "a/one.txt").symlink_to(tmp_path / "one.txt")
    (folder / "round").symlink_to(folder)
    assert facts(verify_folder(words, folder)) == ("whole", 3, (), (), ("round",))


def test_what_a_folder_holds_is_known_without_reading(words: DataSet, folder: Path, tmp_path: Path) -> None:
    assert holds_some(words, folder)
    assert not holds_some(words, tmp_path / "none")
    shutil.rmtree(folder / "a")
    assert holds_some(words, folder)
