"""Choosing tasks on the command line: expressions, splits, what is listed, and what is said of it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.records import RunStore
from support.command_line import call
from support.mixed_tasks import fill_cache, mixed_plugins, write_data

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
MODEL = ["run", "--model", "reference/answer", "--agent", "all-text", "--quiet", "--samples", 1]
NOT_THE_PAPERS = "note: @test37: drawn by our own rule; not the paper's list, which is not published"


@pytest.fixture
def mixed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The small suite of every kind of task beside ours, and a cache of its own."""
    monkeypatch.setattr("r1ci_bench.plugins.build_plugin_manager", lambda **_: mixed_plugins())
    monkeypatch.setenv("R1CI_CACHE_DIR", str(tmp_path / "cache"))


def listed(capsys: Capture, *expressions: str) -> dict[str, dict[str, Any]]:
    result = call(capsys, "tasks", "list", *expressions, "--json")
    assert result.code == 0, result.err
    return {row["id"]: row for row in json.loads(result.out)}


class TestTasksList:
    def test_everything_is_listed_without_an_expression(self, capsys: Capture) -> None:
        rows = listed(capsys)
        assert len([row for row in rows.values() if "all144" in row["splits"]]) == 144
        assert {row["suite"] for row in rows.values()} >= {"bbh", "reasoning-gym", "symbench"}

    @pytest.mark.parametrize(
        ("expressions", "count"),
        [
            (["@test37"], 37),
            (["@all144", "-@test37"], 107),
            (["@all144,-@test37"], 107),
            (["-@test37", "-symbench/*"], 144 - 37 - 33 + 8),
            (["symbench/*", "-symbench/game24"], 32),
            (["symbench/*,-game24,-letters"], 31),
        ],
    )
    def test_it_takes_the_expressions_of_a_run(
        self, expressions: list[str], count: int, capsys: Capture
    ) -> None:
        rows = listed(capsys, *expressions)
        assert sum("all144" in row["splits"] for row in rows.values()) == count

    @pytest.mark.usefixtures("mixed")
    def test_it_says_of_each_task_all_that_is_known_without_importing_it(self, capsys: Capture) -> None:
        rows = listed(capsys, "@whole")
        assert rows["mix/say"] == {
            "id": "mix/say",
            "version": "1",
            "suite": "mix",
            "capabilities": ["execution"],
            "splits": ["whole"],
            "levels": 3,
            "source": "generator",
            "data": "sayings",
            "needs": None,
            "summary": "Say the word.",
            "origin": "mix (acme-mix 1)",
        }
        assert rows["mix/roll"]["splits"] == ["drawn", "whole"]
        assert rows["mix/quote"]["needs"] == {
            "kind": "data",
            "what": "sayings",
            "remedy": "r1ci-bench data fetch sayings, or --data-dir DIR for a local copy",
        }
        assert rows["mix/tool"]["needs"] == {
            "kind": "modules",
            "what": "a_module_that_nobody_has",
            "remedy": 'pip install "acme-mix[tool]"',
        }
        said = call(capsys, "tasks", "list", "mix/*", "--long")
        lines = {line.split()[0]: line for line in said.out.splitlines()}
        assert lines["mix/tool"].endswith("(needs modules a_module_that_nobody_has)")
        assert "drawn,whole" in lines["mix/roll"]
        assert "needs" not in lines["mix/say"]
        assert lines["mix/quote"].endswith("(needs data sayings)")
        assert [line.partition("; to have them: ")[2] for line in said.err.splitlines()] == [
            "r1ci-bench data fetch sayings, or --data-dir DIR for a local copy",
            'pip install "acme-mix[tool]"',
        ]

    @pytest.mark.usefixtures("mixed")
    def test_what_has_been_fetched_can_be_asked(self, capsys: Capture) -> None:
        fill_cache(quote=["a"])
        assert listed(capsys, "quote")["mix/quote"]["needs"] is None

    def test_the_notes_of_the_splits_that_are_named_go_to_stderr(self, capsys: Capture) -> None:
        result = call(capsys, "tasks", "list", "@test37")
        assert result.err.splitlines()[0] == NOT_THE_PAPERS
        assert len(result.out.splitlines()) == 37
        assert NOT_THE_PAPERS not in call(capsys, "tasks", "list", "@symbench").err

    def test_no_task_is_imported_for_it(self) -> None:
        program = (
            "import sys; from r1ci_bench.cli.app import run_app; run_app(sys.argv[1:])\n"
            "suites = ('r1ci_bbh.', 'r1ci_symbench.', 'r1ci_reasoning_gym.')\n"
            "known = {suite + name for suite in suites for name in ('plugin', 'data', 'data_descriptor')}\n"
            "found = {name for name in sys.modules if name.startswith(suites)} - known\n"
            "print('tasks:', sorted(found), 'reasoning_gym' in sys.modules, 'msgspec' in sys.modules)\n"
        )
        for arguments in (["tasks", "list", "@all144"], ["splits"], ["splits", "test37"]):
            command = [sys.executable, "-c", program, *arguments]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            assert done.stdout.endswith("tasks: [] False False\n"), done.stderr


class TestSplits:
    def test_they_are_listed_with_counts_rules_and_notes(self, capsys: Capture) -> None:
        lines = {line.split()[0]: line for line in call(capsys, "splits").out.splitlines()}
        assert {"all144", "train107", "test37", "symbench", "without-bbh", "planning"} <= lines.keys()
        assert "37 tasks" in lines["test37"]
        assert "largest remainder" in lines["test37"]
        assert "not the paper's list, which is not published" in lines["test37"]

    @pytest.mark.parametrize("name", ["test37", "@test37"])
    def test_one_is_shown_with_its_tasks(self, name: str, capsys: Capture) -> None:
        lines = call(capsys, "splits", name).out.splitlines()
        assert lines[0] == "test37  version 1  37 tasks"
        assert lines[1].startswith("rule: 37 tasks of all144")
        assert lines[2].startswith("note: drawn by our own rule")
        assert sum(line in listed(capsys, "@test37") for line in lines) == 37

    def test_json_has_all_of_it(self, capsys: Capture) -> None:
        rows = {row["name"]: row for row in json.loads(call(capsys, "splits", "--json").out)}
        one = json.loads(call(capsys, "splits", "test37", "--json").out)
        assert rows["test37"] == one
        assert (one["count"], len(one["tasks"]), len(one["tasks_hash"])) == (37, 37, 64)
        assert one["origin"].startswith("splits (r1ci-bench ")

    def test_a_file_is_shown_like_any_other(self, tmp_path: Path, capsys: Capture) -> None:
        mine = tmp_path / "mine.txt"
        mine.write_text("symbench/game*\n")
        assert call(capsys, "splits", mine).out.splitlines()[-1] == "symbench/game24"
        assert json.loads(call(capsys, "splits", mine, "--json").out)["origin"] == "file"

    def test_one_that_is_not_there_has_near_misses(self, capsys: Capture) -> None:
        result = call(capsys, "splits", "test73")
        assert result.code == 2
        assert "unknown split 'test73'" in result.err
        assert "did you mean 'test37'" in result.err


class TestRun:
    def test_a_split_is_short_for_its_tasks(self, tmp_path: Path, capsys: Capture) -> None:
        mine = tmp_path / "mine.txt"
        mine.write_text("symbench/letters\nsymbench/number_multiply\nsymbench/game24\n")
        run = tmp_path / "run"
        result = call(capsys, *MODEL, "--split", mine, "--tasks", "-game24", "--output", run)
        assert result.code == 0, result.err
        manifest = RunStore.open(run).manifest()
        assert manifest.spec.tasks == ("symbench/letters", "symbench/number_multiply")
        assert manifest.selection == f"@{mine},-game24"
        assert [split.name for split in manifest.splits] == [str(mine)]

    @pytest.mark.usefixtures("mixed")
    def test_the_notes_of_splits_are_said_at_its_start_in_its_table_and_by_a_dry_run(
        self, tmp_path: Path, capsys: Capture
    ) -> None:
        note = "@drawn: drawn by lot"
        dry = call(capsys, *MODEL, "--split", "drawn", "--dry-run")
        assert f"note: {note}" in dry.err.splitlines()
        assert "mix/roll" in dry.out
        real = call(capsys, *MODEL, "--split", "drawn", "--output", tmp_path / "run")
        assert real.code == 0, real.err
        assert real.err.splitlines()[0] == f"note: {note}"
        for out in (real.out, call(capsys, "show", tmp_path / "run").out):
            assert note in out.splitlines()
        assert [line[:16] for line in real.err.splitlines()].count("note: left out, ") == 2

    @pytest.mark.usefixtures("mixed")
    def test_a_mixed_run_says_which_questions_it_asks(self, tmp_path: Path, capsys: Capture) -> None:
        data = write_data(tmp_path / "data", say=["a"], quote=["b"])
        more = ["--tasks", "mix/*,-tool", "--data-dir", data, "--level", 3, "--dialect", "official"]
        dry = call(capsys, *MODEL, *more, "--dry-run")
        rows = [line.split() for line in dry.out.splitlines() if line.startswith("mix/")]
        assert rows == [
            ["mix/quote", "1", "official", "1"],
            ["mix/roll", "1", "generated", "1"],
            ["mix/say", "1", "official", "1"],
        ]
        result = call(capsys, *MODEL, *more, "--output", tmp_path / "run")
        assert result.code == 0, result.err
        assert (
            "3 tasks: 2 with official data, official dialect, at most 1 item a task; 1 with generated "
            "questions, level 3, 1 question a task and level, public set, seed 0" in result.out
        )
        assert call(capsys, "verify", tmp_path / "run").code == 0

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--split", "test73"], "did you mean 'test37'"),
            (["--split", "absent.txt"], "cannot read the split absent.txt"),
            (["--tasks", "letters,-game24"], "symbench/game24 cannot be taken away"),
            (["--tasks", "letters", "--level", "3", "--dialect", "strict"], "--dialect needs --data-dir"),
        ],
    )
    def test_what_makes_no_sense_leaves_no_run(
        self,
        arguments: list[str],
        message: str,
        tmp_path: Path,
        capsys: Capture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        result = call(capsys, *MODEL, *arguments)
        assert result.code == 2
        assert message in result.err
        assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("mixed")
class TestOtherCommands:
    def test_generate_writes_items_and_questions(self, tmp_path: Path, capsys: Capture) -> None:
        data = write_data(tmp_path / "data", say=["a", "b"], quote=["c"])
        command = ["tasks", "generate", "mix/*,-tool"]
        result = call(capsys, *command, "--data-dir", data, "--level", 1, "--samples", 2)
        rows = [json.loads(line) for line in result.out.splitlines()]
        assert [(row["task"], row["level"]) for row in rows] == [
            ("mix/quote", 0),
            ("mix/say", 0),
            ("mix/say", 0),
            ("mix/roll", 1),
            ("mix/roll", 1),
        ]
        fill_cache(quote=["c", "d"])
        cached = call(capsys, *command, "--level", 1, "--samples", 1)
        rows = [json.loads(line) for line in cached.out.splitlines()]
        found = {(row["task"], row["level"]) for row in rows}
        assert found == {("mix/quote", 0), ("mix/roll", 1), ("mix/say", 1)}

    def test_show_takes_an_item_of_a_data_set_from_the_cache(self, capsys: Capture) -> None:
        without = call(capsys, "tasks", "show", "quote")
        assert without.code == 0
        assert "to see a question: r1ci-bench data fetch sayings, or --data-dir DIR" in without.out
        fill_cache(quote=["c"])
        assert "Say c (official)." in call(capsys, "tasks", "show", "quote", "--dialect", "official").out
        refused = call(capsys, "tasks", "show", "quote", "--level", 1)
        assert refused.code == 2
        assert "--level has no effect" in refused.err

    def test_show_generates_where_a_task_never_had_items(self, tmp_path: Path, capsys: Capture) -> None:
        data = write_data(tmp_path / "data", say=["a"], quote=["c"])
        refused = call(capsys, "tasks", "show", "roll", "--data-dir", data)
        assert refused.code == 2
        assert "--data-dir has no effect" in refused.err

    def test_check_judges_official_data_where_it_is(self, tmp_path: Path, capsys: Capture) -> None:
        few = ["--samples", 2, "--questions", 4, "--programs", 0, "--level", "1", "--json"]

        def dialects(*more: object) -> dict[str, int]:
            result = call(capsys, "check", "mix/*", *few, *more)
            assert "Traceback" not in result.err
            return {task["task"]: len(task["official"]) for task in json.loads(result.out)["tasks"]}

        assert dialects() == {"mix/roll": 0, "mix/say": 0}
        root = write_data(tmp_path / "data" / "sayings", say=["a", "b"], quote=["c", "d"]).parent
        assert dialects("--data-dir", root) == {"mix/quote": 2, "mix/roll": 0, "mix/say": 2}
        fill_cache(quote=["c", "d"])
        assert dialects() == {"mix/quote": 2, "mix/roll": 0, "mix/say": 0}

    def test_check_names_what_it_leaves_out(self, tmp_path: Path, capsys: Capture) -> None:
        partial = write_data(tmp_path / "data", say=["a"])
        few = ["--samples", 2, "--questions", 4, "--programs", 0, "--level", "1", "--json"]
        err = call(capsys, "check", "mix/*", *few, "--data-dir", partial).err
        assert "note: left out, 1 task without official data: mix/quote" in err
        assert "note: left out, 1 task whose modules are not installed" in err
        named = call(capsys, "check", "tool", *few)
        assert named.code == 3
        assert 'pip install "acme-mix[tool]"' in named.err
