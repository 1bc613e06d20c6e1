"""The command line as a person meets it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.plugins import build_plugin_manager
from r1ci_bench.records import RunStore
from r1ci_bench.records.schemas import problems
from support.command_line import call, finish, spawn
from support.openai_server import HANG, OpenAIServer, Reply, chat

if TYPE_CHECKING:
    from pathlib import Path

SUITE = "symbench/*"
GENERATING = [
    item.descriptor.id
    for item in build_plugin_manager(third_party=False).tasks
    if item.descriptor.suite == "symbench" and item.descriptor.source == "generator"
]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the oracle over a suite."""
    directory = tmp_path_factory.mktemp("runs") / "solved"
    process = spawn(
        "run", "--model", "reference/solver", "--tasks", SUITE, "--samples", 2, "--output", directory,
        "--quiet",
    )  # fmt: skip
    result = finish(process)
    assert result.code == 0, result.err
    return directory


class TestRun:
    def test_the_oracle_is_right_on_every_task_and_marked(self, solved: Path, capsys: Capture) -> None:
        summary = RunStore.open(solved).summary()
        assert summary is not None
        assert [task.task for task in summary.tasks] == sorted(GENERATING)
        assert all(task.accuracy.strict == 1.0 for task in summary.tasks)
        assert all(task.code_calls == task.attempts for task in summary.tasks)
        assert "[oracle, not a model]" in call(capsys, "show", solved).out

    def test_the_records_keep_to_their_schemas(self, solved: Path) -> None:
        for name in ("manifest", "summary"):
            assert problems(name, json.loads((solved / f"{name}.json").read_text())) == []
        for line in (solved / "samples.jsonl").read_text().splitlines():
            assert problems("sample", json.loads(line)) == []

    def test_the_manifest_names_what_a_rerun_needs(self, solved: Path) -> None:
        manifest = RunStore.open(solved).manifest()
        assert manifest.spec.tasks == tuple(sorted(GENERATING))
        assert {"python", "r1ci-bench", "numpy", "sympy", "plugin r1ci-bench:symbench"} <= set(
            manifest.versions
        )
        assert manifest.isolated
        assert {layer.name for layer in manifest.layers if layer.holds} >= {"seccomp", "landlock"}

    def test_code_ran_in_a_sandbox_with_every_required_layer(self, solved: Path) -> None:
        required = {layer.name for layer in RunStore.open(solved).manifest().layers if layer.required}
        first = json.loads((solved / "samples.jsonl").read_text().splitlines()[0])
        assert required <= set(first["transcript"]["code_runs"][0]["execution"]["layers"])

    @pytest.mark.parametrize("agent", ["all-text", "all-code", "code-interpreter", "codesteer"])
    def test_every_agent_runs_against_a_server(self, agent: str, tmp_path: Path, capsys: Capture) -> None:
        def model(body: dict[str, Any], headers: dict[str, str]) -> Reply:
            return chat("```python\nprint(40 + 2)\n```" if agent == "all-code" else "So it is <<<42>>>")

        with OpenAIServer(model) as server:
            result = call(
                capsys, "run", "--model", "openai/served", "--base-url", server.base_url, "--agent", agent,
                "--tasks", "number_multiply", "--samples", 2, "--output", tmp_path / "run", "--quiet",
                "--json",
            )  # fmt: skip
        assert result.code == 0, result.err
        assert json.loads(result.out)["outcomes"]["wrong"] == 2

    def test_json_leaves_stdout_clean(self, tmp_path: Path) -> None:
        process = spawn(
            "run", "--model", "baseline/empty", "--tasks", "letters", "--samples", 2, "--json",
            "--output", tmp_path / "run",
        )  # fmt: skip
        result = finish(process)
        assert json.loads(result.out)["outcomes"]["no_answer"] == 2
        assert "2/2 attempts" in result.err

    def test_the_same_request_asks_the_same_questions_in_another_process(self, tmp_path: Path) -> None:
        for name, hash_seed in (("a", "1"), ("b", "2")):
            process = spawn(
                "run", "--model", "baseline/random", "--tasks", SUITE, "--samples", 3, "--level", "1,5",
                "--seed", 9, "--quiet", "--output", tmp_path / name, env={"PYTHONHASHSEED": hash_seed},
            )  # fmt: skip
            result = finish(process)
            assert result.code == 0, result.err
        one, two = (RunStore.open(tmp_path / name) for name in "ab")
        assert one.manifest().plan.hash == two.manifest().plan.hash
        assert one.summary_bytes() == two.summary_bytes()

    def test_a_dry_run_bounds_and_asks_nobody(self, tmp_path: Path, capsys: Capture) -> None:
        with OpenAIServer(lambda body, headers: HANG) as server:
            result = call(
                capsys, "run", "--model", "openai/x", "--base-url", server.base_url, "--dry-run",
                "--tasks", SUITE, "--samples", 10,
                "--price-input", 1, "--price-output", 2, "--output", tmp_path / "run",
            )  # fmt: skip
            assert server.count == 0
        assert result.code == 0
        assert f"{10 * len(GENERATING)} attempts" in result.out
        assert "USD" in result.out
        assert not (tmp_path / "run").exists()


class TestVerify:
    def test_an_untouched_run_verifies(self, solved: Path, capsys: Capture) -> None:
        result = call(capsys, "verify", solved)
        assert result.code == 0
        assert f"{2 * len(GENERATING)} attempts judged again, summary identical" in result.out

    def test_a_forged_outcome_is_found(self, solved: Path, tmp_path: Path, capsys: Capture) -> None:
        forged = tmp_path / "forged"
        forged.mkdir()
        for name in ("manifest.json", "summary.json"):
            (forged / name).write_bytes((solved / name).read_bytes())
        lines = (solved / "samples.jsonl").read_text().splitlines()
        record = json.loads(lines[0])
        record["transcript"]["answer"] = "nonsense"
        (forged / "samples.jsonl").write_text("\n".join([json.dumps(record), *lines[1:]]) + "\n")
        result = call(capsys, "verify", forged)
        assert result.code == 5
        assert "recorded as correct, judged wrong" in result.out

    def test_a_forged_summary_is_found(self, solved: Path, tmp_path: Path, capsys: Capture) -> None:
        forged = tmp_path / "forged"
        forged.mkdir()
        for name in ("manifest.json", "samples.jsonl"):
            (forged / name).write_bytes((solved / name).read_bytes())
        text = (solved / "summary.json").read_text()
        attempts = 2 * len(GENERATING)
        (forged / "summary.json").write_text(
            text.replace(f'"attempts": {attempts}', f'"attempts": {attempts + 1}', 1)
        )
        assert call(capsys, "verify", forged).code == 5


class TestShow:
    def test_a_transcript_shows_who_wrote_what(self, solved: Path, capsys: Capture) -> None:
        result = call(capsys, "show", solved, "--transcript", "game24:1")
        assert result.code == 0
        for text in (
            "--- harness (user)",
            "--- model (assistant)",
            "--- sandbox (user)",
            "Code Execution Results:",
        ):
            assert text in result.out

    def test_an_attempt_that_is_not_there_lists_the_tasks(self, solved: Path, capsys: Capture) -> None:
        result = call(capsys, "show", solved, "--transcript", "game25")
        assert result.code == 2
        assert "symbench/game24" in result.err

    def test_failures_come_with_their_reason(self, tmp_path: Path, capsys: Capture) -> None:
        run = tmp_path / "run"
        call(
            capsys, "run", "--model", "baseline/empty", "--tasks", "letters", "--samples", 1, "--output", run
        )
        assert (
            "symbench/letters:0 (level 3, epoch 0)  no_answer" in call(capsys, "show", run, "--failures").out
        )

    def test_a_models_text_cannot_command_the_terminal(self, tmp_path: Path, capsys: Capture) -> None:
        script = tmp_path / "script.json"
        script.write_text(json.dumps(["\x1b]0;PWNED\x07 <<<1>>>"]))
        run = tmp_path / "run"
        call(
            capsys, "run", "--model", f"scripted/{script}", "--agent", "all-text", "--tasks", "letters",
            "--samples", 1, "--output", run,
        )  # fmt: skip
        out = call(capsys, "show", run, "--transcript", "letters:0").out
        assert "\x1b]0" not in out
        assert "\\x1b]0;PWNED" in out


class TestLists:
    def test_help_lists_every_command_and_the_exit_codes(self, capsys: Capture) -> None:
        text = call(capsys, "--help").out
        for name in (
            "run",
            "resume",
            "verify",
            "show",
            "tasks",
            "models",
            "agents",
            "plugins",
            "doctor",
            "schema",
        ):
            assert f"  {name} " in text
        assert "Exit codes" in text

    @pytest.mark.parametrize("command", ["models", "agents", "plugins", "doctor"])
    def test_lists_come_as_tables_and_as_json(self, command: str, capsys: Capture) -> None:
        assert call(capsys, command).code == 0
        assert json.loads(call(capsys, command, "--json").out)

    def test_tasks_are_listed_shown_and_generated(self, tmp_path: Path, capsys: Capture) -> None:
        assert call(capsys, "tasks", "list", "symbench/game*").out.startswith("symbench/game24")
        shown = call(capsys, "tasks", "show", "game24", "--level", 1)
        assert "code policy" in shown.out
        assert "<<<" in shown.out
        path = tmp_path / "questions.jsonl"
        result = call(
            capsys, "tasks", "generate", "letters", "--samples", 5, "--level", "1-2", "--output", path
        )
        assert result.code == 0
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        assert len({row["sample_hash"] for row in rows}) == 10

    def test_schemas_are_printed(self, capsys: Capture) -> None:
        assert call(capsys, "schema").out.split() == ["manifest", "sample", "summary", "runspec"]
        assert json.loads(call(capsys, "schema", "sample").out)["$id"] == "r1ci-bench/sample.schema.json"

    def test_listing_imports_nothing_heavy(self) -> None:
        program = (
            "import sys; from r1ci_bench.cli.app import run_app; run_app(sys.argv[1:])\n"
            "heavy = {'numpy', 'sympy', 'scipy', 'openai', 'httpx', 'rich', 'msgspec', 'jinja2', 'asyncio'}\n"
            "print('heavy:', sorted(heavy & set(sys.modules)))\n"
        )
        import subprocess

        for arguments in (["--help"], ["tasks", "list"]):
            out = subprocess.run(
                [sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True
            ).stdout
            assert out.endswith("heavy: []\n")
