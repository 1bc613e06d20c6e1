"""The run directory: durable, append-only, tolerant of torn lines, one writer."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec
import pytest

from r1ci_bench.errors import RunStoppedError, SetupError, UsageError
from r1ci_bench.records import RunStore, SampleRecord
from r1ci_bench.stats.summary import read_rows, summarise
from support.runs import make_manifest, make_record

if TYPE_CHECKING:
    from pathlib import Path


def append(store: RunStore, *records: SampleRecord) -> None:
    async def work() -> None:
        await asyncio.gather(*map(store.append, records))

    asyncio.run(work())


def keys(store: RunStore) -> list[str]:
    return [record.key for record in store.records(SampleRecord, lambda _: None)]


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore.create(tmp_path / "run", make_manifest())


def test_what_was_written_is_read_back(store: RunStore) -> None:
    records = [make_record(number) for number in range(20)]
    append(store, *records)
    assert list(store.records(SampleRecord, lambda _: None)) == records
    assert store.manifest() == make_manifest()


def test_text_that_no_file_can_hold_is_replaced_and_recorded(store: RunStore) -> None:
    record = msgspec.structs.replace(make_record(0), question="a\ud800b")
    append(store, record)
    (found,) = store.records(SampleRecord, print)
    assert found == msgspec.structs.replace(record, question="a\ufffdb")


def test_a_run_directory_is_not_made_twice(store: RunStore) -> None:
    with pytest.raises(UsageError, match="already holds a run") as caught:
        RunStore.create(store.directory, make_manifest())
    assert "resume" in (caught.value.hint or "")


def test_a_directory_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(UsageError, match="not empty"):
        RunStore.create(tmp_path, make_manifest())


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SetupError, match="cannot make"):
        RunStore.create(tmp_path / "file" / "run", make_manifest())


def test_no_run_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a run directory"):
        RunStore.open(tmp_path)


@pytest.mark.parametrize("torn", [b'{"schema":1,"key":"ab', b"{", b"\xff\xfe"])
def test_a_torn_last_line_is_passed_over_and_cut_off_by_the_next_writer(store: RunStore, torn: bytes) -> None:
    append(store, make_record(0))
    store.close()
    with (store.directory / "samples.jsonl").open("ab") as file:
        file.write(torn)
    told: list[str] = []
    again = RunStore.open(store.directory)
    assert len(list(again.records(SampleRecord, told.append))) == 1
    assert "torn" in told[0]
    again.lock()
    again.begin_appending()
    append(again, make_record(1))
    assert keys(again) == [make_record(0).key, make_record(1).key]
    again.close()


@pytest.mark.parametrize("bad", [b"garbage", b"{}", b'{"schema":1}', b"[" * 100_000, b"\xff", b"null"])
def test_a_corrupt_line_costs_no_other_line(store: RunStore, bad: bytes) -> None:
    append(store, make_record(0))
    with (store.directory / "samples.jsonl").open("ab") as file:
        file.write(bad + b"\n")
    store.close()
    again = RunStore.open(store.directory)
    again.lock()
    again.begin_appending()
    append(again, make_record(1))
    told: list[str] = []
    found = [record.key for record in again.records(SampleRecord, told.append)]
    again.close()
    assert found == [make_record(0).key, make_record(1).key]
    assert len(told) == 1
    assert "line 2 is corrupt" in told[0]


def test_the_last_record_of_an_attempt_counts(store: RunStore) -> None:
    append(store, make_record(0, outcome="provider_fault"))
    append(store, make_record(0, outcome="correct"))
    (row,) = read_rows(store, lambda _: None).values()
    assert row.outcome == "correct"


def test_a_second_writer_in_another_process_is_refused(store: RunStore) -> None:
    program = (
        "import sys; from pathlib import Path; from r1ci_bench.records import RunStore\n"
        "from r1ci_bench.errors import UsageError\n"
        "try: RunStore.open(Path(sys.argv[1])).lock()\n"
        "except UsageError as error: print(error.message)\n"
        "else: print('locked')\n"
    )

    def other() -> str:
        command = [sys.executable, "-c", program, str(store.directory)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert f"is being written by another process (id {os.getpid()})" in other()
    store.close()
    assert other() == "locked\n"


def test_a_full_disk_stops_the_run_and_leaves_whole_lines(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(store, make_record(0))
    real_write = os.write

    def full(descriptor: int, data: bytes | memoryview) -> int:
        if len(data) > 10:
            return real_write(descriptor, bytes(data[:10]))
        raise OSError(errno.ENOSPC, "No space left on device")

    calls = iter([full])

    def write(descriptor: int, data: bytes | memoryview) -> int:
        first = next(calls, None)
        if first is not None:
            return first(descriptor, data)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(RunStoppedError, match="the disk is full") as caught:
        append(store, make_record(1))
    monkeypatch.undo()
    assert "r1ci-bench resume" in (caught.value.hint or "")
    append(store, make_record(2))
    assert keys(store) == [make_record(0).key, make_record(2).key]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[:50], "is not JSON"),
        (lambda text: text.replace('"schema": 1', '"schema": 99'), "has layout 99"),
        (lambda text: text.replace('"samples": 20', '"samples": -3'), "malformed at spec/samples"),
        (lambda text: "[]", "has layout None"),
    ],
)
def test_a_broken_manifest_says_where(store: RunStore, change: object, message: str) -> None:
    path = store.directory / "manifest.json"
    path.write_text(change(path.read_text()))  # type: ignore[operator]
    with pytest.raises(UsageError, match=message):
        store.manifest()


def test_the_summary_depends_on_neither_order_nor_repeats(tmp_path: Path) -> None:
    manifest = make_manifest()
    outcomes = ["correct", "wrong", "no_answer", "provider_fault", "truncated"]
    records = [make_record(n, task=f"t/{n % 3}", outcome=outcomes[n % 5]) for n in range(60)]
    one = RunStore.create(tmp_path / "one", manifest)
    two = RunStore.create(tmp_path / "two", manifest)
    append(one, *records)
    append(two, *reversed(records))
    append(two, records[7])
    assert summarise(one, manifest, print) == summarise(two, manifest, print)


def test_the_summary_is_replaced_whole(store: RunStore) -> None:
    append(store, make_record(0))
    store.write_summary(summarise(store, store.manifest(), print))
    first = store.summary_bytes()
    store.write_summary(summarise(store, store.manifest(), print))
    assert store.summary_bytes() == first
    assert json.loads(first or b"")["attempts"] == 1
    assert not [path.name for path in store.directory.iterdir() if path.name.startswith(".")]
