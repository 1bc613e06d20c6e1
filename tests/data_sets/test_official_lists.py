"""Our own data sets: their checksum lists, held against copies of the data and against what tasks read."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bbh.data import data_set as bbh
from r1ci_bbh.data_descriptor import DESCRIPTOR
from r1ci_bench.datasets.fetch import fetch
from r1ci_bench.datasets.verify import sha256_of, verify_folder
from r1ci_bench.plugins import build_plugin_manager
from r1ci_symbench.data import data_set as symbench
from r1ci_symbench.plugin import DATA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from r1ci_bench.datasets import DataSet

BESIDE = {"LICENSE"}
GSM, GSM_LINES = "gsmhardv2.jsonl", 1319


@pytest.mark.parametrize(
    ("make", "descriptor", "files"),
    [(bbh, DESCRIPTOR, 27), (symbench, DATA, 19_782)],
    ids=["bbh", "symbench"],
)
def test_a_data_set_is_what_its_descriptor_says(
    make: Callable[[], DataSet], descriptor: Any, files: int
) -> None:
    dataset = make()
    assert (dataset.id, dataset.revision) == (descriptor.id, descriptor.revision)
    assert descriptor.entry == f"{make.__module__}:{make.__name__}"
    assert descriptor.load() is make
    assert len(dataset.checksum_list().sums) == files
    (url,) = dataset.urls
    assert url.startswith("https://")
    assert url.endswith(f"/tar.gz/{descriptor.revision}")
    assert dataset.prefix.endswith(f"-{descriptor.revision}/")


def test_items_of_bbh_carry_a_request_of_their_authors() -> None:
    assert "never appear in training corpora" in bbh().notice
    assert "\n" not in bbh().notice


def test_every_symbench_task_names_the_data_set() -> None:
    plugins = build_plugin_manager(select="")
    assert plugins.data.get("symbench").descriptor is DATA
    tasks = [item.descriptor for item in plugins.tasks if item.descriptor.suite == "symbench"]
    assert len(tasks) == 33
    assert {task.data for task in tasks} == {"symbench"}


@pytest.mark.parametrize("make", [bbh, symbench])
def test_every_file_of_a_local_copy_is_on_the_list(make: Callable[[], DataSet], official_data: Path) -> None:
    dataset = make()
    root = official_data / dataset.id
    found = verify_folder(dataset, root)
    assert found.ok > 0
    assert set(found.extra) <= BESIDE
    # A copy with a part of the items has a part of the lines, where a file holds more than one item.
    assert set(found.different) <= {GSM}
    assert not found.different or 0 < len((root / GSM).read_text().splitlines()) < GSM_LINES


def test_the_size_of_bbh_is_that_of_its_files(official_data: Path) -> None:
    dataset = bbh()
    files = [official_data / "bbh" / path for path in dataset.checksum_list().sums]
    assert sum(file.stat().st_size for file in files) == dataset.size


def test_an_archive_like_the_release_becomes_a_copy_of_it(
    official_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("R1CI_CACHE_DIR", str(tmp_path / "cache"))
    dataset = bbh()
    packed = tmp_path / "bbh.tar.gz"
    with tarfile.open(packed, "w:gz", compresslevel=1) as tar:
        tar.add(official_data / "bbh" / "LICENSE", dataset.prefix + "LICENSE")
        tar.add(official_data / "bbh", dataset.prefix + "bbh")
    copy = fetch(dataset, archive=packed)
    names = sorted(path.name for path in copy.root.iterdir())
    assert names == sorted([".r1ci-data.json", *dataset.checksum_list().sums])
    for name in dataset.checksum_list().sums:
        assert sha256_of(copy.root / name) == sha256_of(official_data / "bbh" / name)


def test_symbench_leaves_nothing_out_that_a_task_could_read() -> None:
    """A folder that begins with the name of a task's folder can be named, variants among them."""
    plugins = build_plugin_manager(select="")
    listed = {path.partition("/")[0] for path in symbench().checksum_list().sums}
    suite = [item.descriptor for item in plugins.tasks if item.descriptor.suite == "symbench"]
    folders = {task.id: getattr(task.load(), "folder", None) for task in suite}
    for task, folder in folders.items():
        if isinstance(folder, str):
            home = "MATH" if "math" in task else folder
            assert any(name.startswith(home) for name in listed), task
    assert "gsmhardv2.jsonl" in listed
    assert {"eight_queens_dataset_hard", "eight_queens_dataset_2"} <= listed
