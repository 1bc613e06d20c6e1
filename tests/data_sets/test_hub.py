"""The same items from the Hugging Face hub: rows are counted, since its bytes are not the release's."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bbh.data import data_set as bbh
from r1ci_bench.datasets import Copy, DataSet, Hub, HubPart, cached, hub
from r1ci_bench.datasets.fetch import fetch
from r1ci_bench.datasets.hub import fetch_from_hub
from r1ci_bench.datasets.verify import verify_copy
from r1ci_bench.errors import MismatchError, SetupError, UsageError
from r1ci_symbench.data import data_set as symbench
from support.archives import archive

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

PART = HubPart("acme/words", "abc", "default", "test", 3)
ROWS = [{"word": "one"}, {"word": "two"}, {"word": "three"}]


def lines(part: HubPart, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """A converter: one file a table."""
    yield f"{part.config}/words.txt", "\n".join(row["word"] for row in rows).encode()


def outside(part: HubPart, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """A converter that writes where it must not."""
    yield f"../{part.config}.txt", repr(list(rows)).encode()


@pytest.fixture
def on_hub(words: DataSet) -> DataSet:
    return replace(words, hub=Hub((PART,), f"{__name__}:lines"))


class TestFetching:
    def test_writes_the_files_that_the_converter_makes(self, on_hub: DataSet, cache: Path) -> None:
        copy = fetch_from_hub(on_hub, load=lambda _: ROWS)
        assert copy == Copy(cache / "data" / "words" / "1234-hub", "hub")
        assert (copy.root / "default" / "words.txt").read_text() == "one\ntwo\nthree"
        assert cached(on_hub) == copy.root

    def test_is_done_once(self, on_hub: DataSet) -> None:
        asked: list[HubPart] = []

        def load(part: HubPart) -> list[dict[str, str]]:
            asked.append(part)
            return ROWS

        for _ in range(2):
            fetch_from_hub(on_hub, load=load)
        fetch_from_hub(on_hub, load=load, again=True)
        assert asked == [PART, PART]

    def test_the_release_comes_before_it(self, on_hub: DataSet, tmp_path: Path) -> None:
        fetch_from_hub(on_hub, load=lambda _: ROWS)
        (tmp_path / "words.tar.gz").write_bytes(archive())
        release = fetch(on_hub, archive=tmp_path / "words.tar.gz")
        assert release.source == "release"
        assert cached(on_hub) == release.root

    @pytest.mark.parametrize(("rows", "count"), [(ROWS[:2], 2), (ROWS * 2, 4), ([], 0)])
    def test_another_number_of_rows_is_refused(
        self, on_hub: DataSet, rows: list[dict[str, str]], count: int
    ) -> None:
        with pytest.raises(MismatchError, match=f"has {count} rows, not 3") as caught:
            fetch_from_hub(on_hub, load=lambda _: rows)
        assert caught.value.hint == "the release, instead of the hub: r1ci-bench data fetch words"
        assert cached(on_hub) is None

    def test_a_row_without_its_column_is_refused(self, on_hub: DataSet) -> None:
        rows = [ROWS[0], {"text": "two"}, ROWS[2]]
        with pytest.raises(MismatchError, match=r"row 2 of acme/words@abc .*: KeyError: 'word'"):
            fetch_from_hub(on_hub, load=lambda _: rows)
        assert cached(on_hub) is None

    def test_a_file_outside_is_refused(self, words: DataSet, cache: Path) -> None:
        dataset = replace(words, hub=Hub((PART,), f"{__name__}:outside"))
        with pytest.raises(MismatchError, match="no new path below the root"):
            fetch_from_hub(dataset, load=lambda _: ROWS)
        assert not list(cache.rglob("*.txt"))

    def test_a_table_that_cannot_be_loaded_is_named(self, on_hub: DataSet) -> None:
        def load(part: HubPart) -> list[dict[str, str]]:
            raise ConnectionError("no route\nto host")

        with pytest.raises(SetupError, match=r"acme/words@abc .*: ConnectionError: no route$"):
            fetch_from_hub(on_hub, load=load)

    def test_what_is_not_there_cannot_be_fetched(self, words: DataSet) -> None:
        with pytest.raises(UsageError, match="words is not on the hub"):
            fetch_from_hub(words)

    def test_without_its_package_the_extra_is_named(
        self, on_hub: DataSet, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "datasets", None)
        with pytest.raises(SetupError) as caught:
            fetch_from_hub(on_hub)
        assert caught.value.hint == 'pip install "r1ci-bench[hub]"'

    def test_a_folder_of_its_name_is_not_taken_for_it(
        self, on_hub: DataSet, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hub, "import_module", lambda _: object())
        with pytest.raises(SetupError, match="needs the package 'datasets'"):
            fetch_from_hub(on_hub)


class TestVerifying:
    def test_holds_it_against_what_came(self, on_hub: DataSet) -> None:
        copy = fetch_from_hub(on_hub, load=lambda _: ROWS)
        found = verify_copy(on_hub, copy)
        assert (found.state, found.source, found.files) == ("whole", "hub", 1)
        (copy.root / "default" / "words.txt").write_text("spoilt")
        assert verify_copy(on_hub, copy).different == ("default/words.txt",)


class TestOurConverters:
    def test_bbh_keeps_inputs_and_targets(self) -> None:
        rows = [{"input": "not True?", "target": "False", "more": 1}]
        ((path, content),) = convert(bbh(), "navigate", rows)
        assert path == "navigate.json"
        assert json.loads(content) == {"examples": [{"input": "not True?", "target": "False"}]}

    def test_bbh_keeps_the_canary_that_the_rows_bring(self) -> None:
        rows = [{"input": "a", "target": "b", "canary": "c"}]
        ((_, content),) = convert(bbh(), "navigate", rows)
        assert json.loads(content)["canary"] == "c"

    def test_math_makes_a_file_a_problem(self) -> None:
        row = {"problem": "1+1?", "level": "Level 1", "type": "Geometry", "solution": "$\\boxed{2}$"}
        files = dict(convert(symbench(), "geometry", [row, row]))
        assert list(files) == ["MATH/train/geometry/0.json", "MATH/train/geometry/1.json"]
        assert json.loads(files["MATH/train/geometry/0.json"]) == row

    def test_gsm_makes_a_line_a_problem(self) -> None:
        row = {"input": "How many?", "code": "def solution():\n    return 1", "target": 1.0}
        ((path, content),) = convert(symbench(), "default", [row, row])
        assert path == "gsmhardv2.jsonl"
        assert [json.loads(line) for line in content.splitlines()] == [row, row]

    @pytest.mark.parametrize("make", [bbh, symbench])
    def test_every_table_has_a_place_in_the_release(self, make: Any) -> None:
        dataset: DataSet = make()
        assert dataset.hub is not None
        known = set(dataset.checksum_list().sums)
        row = dict.fromkeys(("input", "target", "problem", "level", "type", "solution", "code"), "x")
        folders = {path.rpartition("/")[0] for path in known}
        for part in dataset.hub.parts:
            for path, _ in convert(dataset, part.config, [row]):
                assert path in known or path.rpartition("/")[0] in folders - {""}


def convert(dataset: DataSet, config: str, rows: list[dict[str, Any]]) -> Iterator[tuple[str, bytes]]:
    assert dataset.hub is not None
    module, _, function = dataset.hub.entry.partition(":")
    part = next(part for part in dataset.hub.parts if part.config == config)
    made: Iterator[tuple[str, bytes]] = getattr(import_module(module), function)(part, rows)
    return made


def test_the_real_package_reads_a_table(
    words: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A folder of tests has the same name, so that importing it proves nothing.
    if not hasattr(pytest.importorskip("datasets"), "load_dataset"):
        pytest.skip("the package 'datasets' is not installed")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    table = tmp_path / "table"
    table.mkdir()
    (table / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    part = replace(PART, repository=str(table))
    copy = fetch_from_hub(replace(words, hub=Hub((part,), f"{__name__}:lines")))
    assert (copy.root / "default" / "words.txt").read_text() == "one\ntwo\nthree"
