"""Runs over official data: killed, resumed, verified, and refused where the data is not what it was."""

from __future__ import annotations

import json
import random
import shutil
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.records import RunSpec, RunStore, SampleRecord
from r1ci_bench.run.lifecycle import start
from r1ci_bench.run.rejudge import verify
from support.command_line import call, kill_after, size, spawn
from support.official_data import (
    DUPLICATE,
    PUZZLES,
    WRONG_KEY,
    plugins_with_sayings,
    puzzle,
    write_puzzles,
    write_sayings,
)
from support.openai_server import OpenAIServer, Reply, chat

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
EPOCHS = 4


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_puzzles(tmp_path / "data")


def released_answers(data: Path) -> dict[str, str]:
    """What the release stores as the answer of each question."""
    return {
        (folder / "question.txt").read_text(): str(
            json.loads((folder / "solution.json").read_text())["solution"]
        )
        for folder in (data / "light_puzzles_dataset").iterdir()
    }


def run_command(server: OpenAIServer, data: Path, directory: Path, *more: object) -> list[object]:
    return [
        "run", "--model", "openai/served", "--base-url", server.base_url, "--agent", "all-text",
        "--tasks", "light_puzzles", "--data-dir", data, "--dialect", "official", "--epochs", EPOCHS,
        "--max-concurrency", 2, "--quiet", "--output", directory, *more,
    ]  # fmt: skip


def records(directory: Path) -> list[SampleRecord]:
    return list(RunStore.open(directory).records(SampleRecord, print))


@pytest.mark.timeout(300)
def test_a_run_that_is_killed_again_and_again_ends_like_one_that_was_not(
    data: Path, tmp_path: Path, capsys: Capture
) -> None:
    answers = released_answers(data)

    def by_heart(body: dict[str, Any], headers: dict[str, str]) -> Reply:
        asked = str(body["messages"][-1]["content"])
        return chat(f"<<<{next(answer for text, answer in answers.items() if text in asked)}>>>")

    chance = random.Random(5)
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    with OpenAIServer(by_heart) as server:
        assert call(capsys, *run_command(server, data, whole)).code == 0
        line = size(whole) // (PUZZLES * EPOCHS)
        process = spawn(*run_command(server, data, killed))
        kills = 0
        while kills < 5 and kill_after(process, killed, chance.randrange(1, 5 * line)):
            kills += 1
            process = spawn("resume", killed, "--quiet") if kills < 5 else process
        assert kills == 5
        last = call(capsys, "resume", killed, "--quiet")
    assert last.code == 0, last.err
    assert RunStore.open(killed).summary_bytes() == RunStore.open(whole).summary_bytes()
    result = call(capsys, "verify", killed)
    assert (result.code, f"{PUZZLES * EPOCHS} attempts judged again, summary identical" in result.out) == (
        0,
        True,
    )

    # Whoever says what the release stores is wrong on one item, which is known to be.
    summary = RunStore.open(killed).summary()
    assert summary is not None
    assert summary.sound is not None
    assert summary.sound.accuracy is not None
    assert (summary.attempts, summary.outcomes["correct"]) == (PUZZLES * EPOCHS, (PUZZLES - 1) * EPOCHS)
    assert (summary.sound.attempts, summary.sound.accuracy.strict) == ((PUZZLES - 2) * EPOCHS, 1.0)


@pytest.fixture
def half(data: Path, tmp_path: Path, capsys: Capture) -> Path:
    """A run over official data of which half is still to be done."""
    directory = tmp_path / "run"
    command = ["run", "--model", "reference/answer", "--tasks", "light_puzzles", "--data-dir", data]
    assert call(capsys, *command, "--dialect", "official", "--quiet", "--output", directory).code == 0
    lines = (directory / "samples.jsonl").read_bytes().splitlines(keepends=True)
    (directory / "samples.jsonl").write_bytes(b"".join(lines[: PUZZLES // 2]))
    (directory / "summary.json").unlink()
    return directory


class TestRecords:
    def test_an_item_can_be_found_and_its_defects_are_known(self, half: Path, capsys: Capture) -> None:
        assert call(capsys, "resume", half, "--quiet").code == 0
        found = records(half)
        assert {record.level for record in found} == {0}
        assert {record.provenance["file"]: (record.defects, record.copy) for record in found} == {
            f"light_puzzles_dataset/sample_{number}/solution.json": {
                DUPLICATE: (("duplicate",), 1),
                WRONG_KEY: (("wrong_key",), 0),
            }.get(number, ((), 0))
            for number in range(PUZZLES)
        }

    def test_a_forged_copy_is_found(self, half: Path, capsys: Capture) -> None:
        assert call(capsys, "resume", half, "--quiet").code == 0
        path = half / "samples.jsonl"
        path.write_text(path.read_text().replace('"copy":1', '"copy":2'))
        result = call(capsys, "verify", half)
        assert result.code == 5
        assert "official item" in result.out
        assert "the key is not that of this attempt" in result.out

    def test_generated_questions_carry_nothing_of_an_item(self, tmp_path: Path, capsys: Capture) -> None:
        run = tmp_path / "run"
        call(
            capsys, "run", "--model", "baseline/empty", "--tasks", "letters", "--samples", 2, "--output", run
        )
        assert [(r.copy, r.provenance, r.defects, r.level) for r in records(run)] == [(0, {}, (), 3)] * 2

    def test_a_run_from_before_there_was_official_data_verifies(
        self, tmp_path: Path, capsys: Capture
    ) -> None:
        run = tmp_path / "run"
        call(
            capsys, "run", "--model", "baseline/random", "--tasks", "letters", "--samples", 4, "--output", run
        )
        manifest = json.loads((run / "manifest.json").read_text())
        for name in ("data_dir", "dialect", "quirks"):
            del manifest["spec"][name]
        (run / "manifest.json").write_text(json.dumps(manifest))
        lines = [json.loads(line) for line in (run / "samples.jsonl").read_text().splitlines()]
        for line in lines:
            for name in ("copy", "provenance", "defects"):
                del line[name]
        (run / "samples.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        assert b"sound" not in (run / "summary.json").read_bytes()
        assert call(capsys, "verify", run).code == 0
        assert call(capsys, "show", run, "--transcript", "letters:0").code == 0
        (run / "samples.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines[:2]))
        assert call(capsys, "resume", run, "--quiet").code == 0
        assert call(capsys, "verify", run).code == 0


class TestResume:
    def test_a_changed_item_is_refused(self, half: Path, data: Path, capsys: Capture) -> None:
        puzzle(data, 3, 13)
        before = (half / "samples.jsonl").read_bytes()
        result = call(capsys, "resume", half)
        assert result.code == 2
        assert "it holds other items than were asked" in result.err
        assert "restore the data as it was" in result.err
        assert (half / "samples.jsonl").read_bytes() == before

    def test_a_further_copy_of_an_item_is_refused(self, half: Path, data: Path, capsys: Capture) -> None:
        puzzle(data, PUZZLES, 4)
        assert call(capsys, "resume", half).code == 2

    def test_data_that_is_gone_can_be_named_where_it_lies_now(
        self, half: Path, data: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        shutil.move(data, tmp_path / "elsewhere")
        gone = call(capsys, "resume", half)
        assert gone.code == 2
        assert f"is not at {data}" in gone.err
        assert f"r1ci-bench resume {half} --data-dir DIR" in gone.err
        again = call(capsys, "resume", half, "--data-dir", tmp_path / "elsewhere", "--quiet")
        assert again.code == 0, again.err
        assert RunStore.open(half).manifest().spec.data_dir == str(data)
        assert call(capsys, "verify", half).code == 0

    def test_a_run_of_generated_questions_takes_no_data(self, tmp_path: Path, capsys: Capture) -> None:
        run = tmp_path / "run"
        call(
            capsys, "run", "--model", "baseline/empty", "--tasks", "letters", "--samples", 1, "--output", run
        )
        result = call(capsys, "resume", run, "--data-dir", tmp_path)
        assert result.code == 2
        assert "asks generated questions" in result.err


def test_the_dialect_and_its_quirks_reach_the_verdicts(tmp_path: Path) -> None:
    source = write_sayings(tmp_path / "data", "word", {"word": "UPPER", "defects": ["answer_shown"]})
    plugins = plugins_with_sayings()

    def correct(name: str, **fields: Any) -> int:
        spec = RunSpec(
            model="reference/answer", agent="all-text", tasks=("sayings/*",), data_dir=str(source), **fields
        )
        summary, _ = start(spec, plugins, tmp_path / name, show=lambda _: nullcontext(), problem=print)
        assert verify(tmp_path / name, plugins, problem=print).ok
        (task,) = summary.tasks
        assert task.sound is not None
        assert (task.attempts, task.sound.attempts) == (2, 1)
        return summary.outcomes["correct"]

    assert correct("strict") == 1
    assert correct("official", dialect="official") == 1
    assert correct("quirks", dialect="official", quirks=("all",)) == 2
    assert RunStore.open(tmp_path / "quirks").manifest().spec.quirks == ("any_case", "blanks")


def test_a_task_without_a_program_ends_the_solver_in_a_clear_fault(tmp_path: Path) -> None:
    source = write_sayings(tmp_path / "data", "a", "b")
    spec = RunSpec(model="reference/solver", tasks=("sayings/say",), data_dir=str(source))
    summary, _ = start(
        spec, plugins_with_sayings(), tmp_path / "run", show=lambda _: nullcontext(), problem=print
    )
    assert summary.outcomes["provider_fault"] == 2
    assert {record.fault and record.fault.message for record in records(tmp_path / "run")} == {
        "task 'sayings/say' has no reference program"
    }
