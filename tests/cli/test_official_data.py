"""Official data on the command line: what is asked, what is shown, what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.records.schemas import problems
from support.command_line import Result, call
from support.official_data import DUPLICATE, PUZZLES, WRONG_KEY, puzzle, write_puzzles

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
MODEL = ["run", "--model", "reference/answer", "--agent", "all-text", "--quiet"]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_puzzles(tmp_path / "data")


def run(capsys: Capture, data: Path, directory: Path, *more: object) -> Result:
    where = ["--data-dir", data, "--output", directory]
    return call(capsys, *MODEL, "--tasks", "light_puzzles", *where, *more)


class TestRun:
    def test_the_table_has_a_column_for_sound_items_and_says_what_was_asked(
        self, data: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        result = run(capsys, data, tmp_path / "run", "--dialect", "official", "--samples", 100)
        assert result.code == 0, result.err
        for out in (result.out, call(capsys, "show", tmp_path / "run").out):
            assert "1 task, official data, official dialect, at most 100 items a task, seed 0" in out
            assert "level" not in out
            assert out.count("sound %") == 1
            (row,) = [line for line in out.splitlines() if line.startswith("symbench/light_puzzles")]
            assert row.split()[1] == str(PUZZLES)
        verified = call(capsys, "verify", tmp_path / "run")
        assert f"{PUZZLES} attempts judged again, summary identical" in verified.out

    def test_a_table_of_generated_questions_has_no_such_column(self, tmp_path: Path, capsys: Capture) -> None:
        result = call(
            capsys, *MODEL, "--tasks", "light_puzzles", "--samples", 1, "--output", tmp_path / "run"
        )
        assert result.code == 0
        assert "level 3, 1 question a task and level, public set" in result.out
        assert "sound" not in result.out

    def test_a_task_without_a_sound_item_has_none_in_the_table(self, tmp_path: Path, capsys: Capture) -> None:
        for name in ("whole", "broken"):
            puzzle(tmp_path / name, 0, 0, spoilt=name == "broken")
            result = run(capsys, tmp_path / name, tmp_path / f"run-{name}", "--dialect", "official")
            rows = [line.split() for line in result.out.splitlines() if line.startswith("symbench/")]
            # Strict, its interval, valid-only, and on sound items.
            assert rows[0][2:8] == [
                "100.0",
                "20.7",
                "-",
                "100.0",
                "100.0",
                "100.0" if name == "whole" else "-",
            ]
            note = "the mean of sound % leaves out what has no sound item: symbench/light_puzzles"
            assert (note in result.out) == (name == "broken")

    def test_the_records_keep_to_their_schemas(self, data: Path, tmp_path: Path, capsys: Capture) -> None:
        assert run(capsys, data, tmp_path / "run", "--dialect", "official").code == 0
        for name in ("manifest", "summary"):
            assert problems(name, json.loads((tmp_path / "run" / f"{name}.json").read_text())) == []
        lines = (tmp_path / "run" / "samples.jsonl").read_text().splitlines()
        assert len(lines) == PUZZLES
        for line in lines:
            assert problems("sample", json.loads(line)) == []

    def test_no_more_items_are_asked_than_wanted(self, data: Path, tmp_path: Path, capsys: Capture) -> None:
        result = run(capsys, data, tmp_path / "run", "--samples", 3, "--json")
        summary = json.loads(result.out)
        assert (summary["planned"], summary["attempts"], summary["complete"]) == (3, 3, True)

    def test_the_choice_can_come_from_a_file(self, data: Path, tmp_path: Path, capsys: Capture) -> None:
        config = tmp_path / "run.toml"
        config.write_text(
            f'tasks = "light_puzzles"\ndata_dir = "{data}"\ndialect = "official"\nquirks = "all"\n'
        )
        result = call(capsys, *MODEL, "--config", config, "--output", tmp_path / "run")
        assert result.code == 0, result.err
        assert "official dialect" in result.out

    def test_tasks_without_data_are_left_out_with_a_note(
        self, data: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        tasks = ["--tasks", "symbench/light_*,symbench/letters*,symbench/number_*"]
        result = call(capsys, *MODEL, *tasks, "--data-dir", data, "--output", tmp_path / "run")
        assert result.code == 0, result.err
        left_out = "symbench/letters, symbench/number_multiply"
        note = f"note: left out, 2 tasks without official data in {data}: {left_out}"
        assert result.err.splitlines().count(note) == 1
        assert "1 task, official data" in result.out

    def test_a_dry_run_counts_what_there_is(self, data: Path, tmp_path: Path, capsys: Capture) -> None:
        result = run(capsys, data, tmp_path / "run", "--dry-run", "--epochs", 2, "--json")
        bounds = json.loads(result.out)
        assert bounds["attempts"] == 2 * PUZZLES
        assert bounds["tasks"] == {"symbench/light_puzzles": 2 * PUZZLES}
        assert not (tmp_path / "run").exists()


class TestShow:
    @pytest.fixture
    def directory(self, data: Path, tmp_path: Path, capsys: Capture) -> Path:
        command = ["run", "--model", "baseline/random", "--agent", "all-text", "--tasks", "light_puzzles"]
        where = ["--data-dir", data, "--dialect", "official", "--output", tmp_path / "run"]
        assert call(capsys, *command, *where, "--quiet").code == 0
        return tmp_path / "run"

    def place(self, directory: Path, number: int) -> int:
        """The position of an item in the order of the run."""
        records = map(json.loads, (directory / "samples.jsonl").read_text().splitlines())
        name = f"light_puzzles_dataset/sample_{number}/solution.json"
        (index,) = [record["index"] for record in records if record["provenance"]["file"] == name]
        return int(index)

    def test_a_transcript_says_where_its_item_is_from_and_what_is_wrong_with_it(
        self, directory: Path, capsys: Capture
    ) -> None:
        def shown(number: int) -> str:
            place = f"light_puzzles:{self.place(directory, number)}"
            return call(capsys, "show", directory, "--transcript", place).out

        wrong = shown(WRONG_KEY)
        assert f"from: data symbench, file light_puzzles_dataset/sample_{WRONG_KEY}/solution.json" in wrong
        assert "defects of the item: wrong_key" in wrong
        assert "defects of the item: duplicate" in shown(DUPLICATE)
        assert "defects" not in shown(0)

    def test_failures_are_marked_where_the_item_may_be_to_blame(
        self, directory: Path, capsys: Capture
    ) -> None:
        lines = call(capsys, "show", directory, "--failures").out.splitlines()
        place = f"light_puzzles:{self.place(directory, WRONG_KEY)} (official, epoch 0)"
        (line,) = [line for line in lines if place in line]
        assert line.endswith("[wrong_key]")
        assert sum(line.endswith("]") for line in lines) == 2
        rows = json.loads(call(capsys, "show", directory, "--failures", "--json").out)
        assert sorted(row["defects"] for row in rows if row["defects"]) == [["duplicate"], ["wrong_key"]]


class TestTasks:
    def test_an_official_item_is_shown_with_all_that_is_known_of_it(
        self, data: Path, capsys: Capture
    ) -> None:
        found = set()
        for index in range(PUZZLES):
            result = call(
                capsys, "tasks", "show", "light_puzzles", "--data-dir", data, "--dialect", "official",
                "--index", index,
            )  # fmt: skip
            assert result.code == 0, result.err
            assert "Button A toggles the first" in result.out
            found.add(result.out.partition("--- of this item")[2])
        assert len(found) == PUZZLES
        assert sum("defects: wrong_key" in text for text in found) == 1
        assert sum("defects: none known" in text for text in found) == PUZZLES - 2
        assert all("stored answer: [" in text for text in found)

    def test_an_index_behind_the_last_item_says_how_many_there_are(self, data: Path, capsys: Capture) -> None:
        result = call(capsys, "tasks", "show", "light_puzzles", "--data-dir", data, "--index", PUZZLES)
        assert result.code == 2
        assert f"its items are 0 to {PUZZLES - 1}" in result.err

    def test_all_items_are_written_out_in_the_order_of_a_run(
        self, data: Path, tmp_path: Path, capsys: Capture
    ) -> None:
        command = ["tasks", "generate", "light_puzzles", "--data-dir", data, "--dialect", "official"]
        rows = [json.loads(line) for line in call(capsys, *command).out.splitlines()]
        assert [row["index"] for row in rows] == list(range(PUZZLES))
        assert sorted(row["defects"] for row in rows if row["defects"]) == [["duplicate"], ["wrong_key"]]
        assert sum(row["copy"] for row in rows) == 1
        assert all(row["stored_answer"].startswith("[") and row["provenance"]["file"] for row in rows)
        run(capsys, data, tmp_path / "run", "--dialect", "official", "--max-concurrency", 1)
        recorded = map(json.loads, (tmp_path / "run" / "samples.jsonl").read_text().splitlines())
        assert [row["sample_hash"] for row in rows] == [record["sample_hash"] for record in recorded]
        assert len(call(capsys, *command, "--samples", 4).out.splitlines()) == 4

    def test_data_sets_are_marked_in_the_list(self, capsys: Capture) -> None:
        said = call(capsys, "tasks", "list", "symbench/*")
        marked = {line.split()[0] for line in said.out.splitlines() if line.endswith("(needs data symbench)")}
        assert "to have them: r1ci-bench data fetch symbench, or --data-dir DIR" in said.err
        assert marked == {
            "symbench/gsm",
            "symbench/math_counting_and_probability",
            "symbench/math_geometry",
        }


def test_broken_data_is_named_and_leaves_no_run(data: Path, tmp_path: Path, capsys: Capture) -> None:
    file = data / "light_puzzles_dataset" / "sample_4" / "solution.json"
    file.write_text('{"n": 2}')
    result = run(capsys, data, tmp_path / "run")
    assert result.code == 2
    assert str(file) in result.err
    assert "Traceback" not in result.err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["--dialect", "official"], "--dialect needs --data-dir", "--data-dir DIR"),
        (["--dialect", "strict"], "--dialect needs --data-dir", "leave out --dialect"),
        (["--quirks", "x"], "--quirks needs --data-dir", "--data-dir DIR"),
        (["--data-dir", "data", "--quirks", "x"], "needs the official dialect", "--dialect official"),
        (
            ["--data-dir", "data", "--dialect", "official", "--quirks", "x"],
            "no selected task has a quirk 'x'",
            "",
        ),
        (["--data-dir", "data", "--level", "3"], "--level does not go with --data-dir", "leave out --level"),
        (["--data-dir", "data", "--question-set", "public"], "--question-set does not go with", "leave out"),
        (["--data-dir", "absent"], "cannot read absent: No such file or directory", "a local copy"),
        (["--data-dir", ""], "--data-dir: expected `str` of length >= 1", "--help"),
        (["--data-dir", "data", "--tasks", "letters"], "no official data in", "Letters"),
        (
            ["--data-dir", "data", "--tasks", "symbench/letters*"],
            "none of the 1 selected tasks",
            "root of the data",
        ),
        (["--data-dir", "data", "--dialect", "oficial"], "'oficial' is not one of", ""),
        (["--tasks", "gsm"], "symbench/gsm loads a data set", "--data-dir DIR"),
        (["--tasks", "symbench/gs*"], "symbench/gsm loads a data set", "--data-dir DIR"),
    ],
)
def test_a_request_that_makes_no_sense_says_what_to_do(
    arguments: list[str],
    message: str,
    hint: str,
    data: Path,
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(data.parent)
    tasks = [] if "--tasks" in arguments else ["--tasks", "light_puzzles"]
    result = call(capsys, *MODEL, *tasks, *arguments)
    assert result.code == 2
    assert message in result.err
    assert hint in result.err
    assert "Traceback" not in result.err
    assert [path.name for path in data.parent.iterdir()] == ["data"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "light_puzzles", "--dialect", "official"], "--dialect needs --data-dir"),
        (["show", "light_puzzles", "--data-dir", "data", "--level", "0"], "--level does not go with"),
        (["show", "light_puzzles", "--data-dir", ""], "no directory is named"),
        (["show", "letters", "--data-dir", "data"], "no official data in"),
        (
            ["generate", "light_puzzles", "--data-dir", "data", "--question-set", "fresh"],
            "--question-set does",
        ),
        (
            ["generate", "light_puzzles", "--data-dir", "data", "--quirks", "all"],
            "needs the official dialect",
        ),
        (["generate", "gsm"], "symbench/gsm loads a data set"),
    ],
)
def test_the_commands_of_tasks_refuse_alike(
    arguments: list[str], message: str, data: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data.parent)
    result = call(capsys, "tasks", *arguments)
    assert result.code == 2
    assert message in result.err


def test_a_file_with_control_signs_cannot_command_the_terminal(tmp_path: Path, capsys: Capture) -> None:
    puzzle(tmp_path, 0, 0)
    (tmp_path / "light_puzzles_dataset" / "sample_0" / "question.txt").write_text("\x1b]0;PWNED\x07 Press A.")
    command = ["tasks", "show", "light_puzzles", "--data-dir", tmp_path, "--dialect", "official"]
    out = call(capsys, *command).out
    assert "\x1b]0" not in out
    assert "\\x1b]0;PWNED" in out
