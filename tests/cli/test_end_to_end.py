"""The command line as a person meets it."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.plugins import build_plugin_manager
from r1ci_bench.records import RunStore
from r1ci_bench.records.schemas import problems
from support.command_line import call, finish, spawn
from support.openai_server import HANG, OpenAIServer, Reply, chat, refusal

if TYPE_CHECKING:
    from pathlib import Path

SUITE = "symbench/*"
GENERATING = [
    item.descriptor.id
    for item in build_plugin_manager(third_party=False).tasks
    if item.descriptor.suite == "symbench" and item.descriptor.source == "generator"
]
SOLVER = ["run", "--model", "reference/solver", "--tasks", "letters"]
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


class TestStreams:
    def shell(self, command: str, *, cwd: Path) -> tuple[int, str]:
        import subprocess

        program = f"{sys.executable} -m r1ci_bench"
        done = subprocess.run(
            ["bash", "-c", command.replace("r1ci-bench", program)],
            capture_output=True,
            text=True,
            cwd=cwd,
            check=False,
        )
        return done.returncode, done.stderr

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            ("set -o pipefail; r1ci-bench tasks generate letters --samples 2000 --level 3 | head -n 1", 0),
            ("r1ci-bench models >&-", 0),
            ("r1ci-bench run --model baseline/empty --tasks letters --samples 1 2>&-", 0),
            ("r1ci-bench models > /dev/full", 3),
            ("r1ci-bench tasks generate letters --output /dev/full", 3),
            ("r1ci-bench tasks generate blocksworld --level 1 --samples 100000 > /dev/null", 2),
        ],
    )
    def test_streams_that_are_closed_full_or_left_early(
        self, command: str, code: int, tmp_path: Path
    ) -> None:
        found, err = self.shell(command, cwd=tmp_path)
        assert found == code, err
        assert "Traceback" not in err
        assert "bug in r1ci-bench" not in err


class TestBadInput:
    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            (["rnu"], 2, "did you mean 'run'"),
            (["run"], 2, "no model is named"),
            (["run", "--model", "reference/solver", "--tasks", "gam24"], 2, "did you mean 'symbench/game24'"),
            (["run", "--model", "reference/solver", "--tasks", "symbench/x*"], 2, "no task matches"),
            (["run", "--model", "reference/solver", "--agent", "codester"], 2, "did you mean 'codesteer'"),
            (["run", "--model", "openia/gpt-4o"], 2, "did you mean 'openai'"),
            (["run", "--model", "gpt-4o"], 2, "must be adapter/name"),
            (["run", "--model", "reference/sovler", "--tasks", "letters"], 2, "solver"),
            (["run", "--model", "reference/solver", "--sandbox", "jial"], 2, "did you mean 'jail'"),
            ([*SOLVER, "--level", "9"], 2, "has no level 9"),
            (["run", "--model", "reference/solver", "--samples", "0"], 2, "0 is not in the range"),
            (["run", "--model", "reference/solver", "--samples", "x"], 2, "not a valid integer"),
            (["run", "--model", "reference/solver", "--temperature", "-1"], 2, "not in the range"),
            (["run", "--model", "reference/solver", "--sampels", "3"], 2, "--samples"),
            (["run", "--model", "reference/solver", "--config", "absent.toml"], 2, "cannot read absent.toml"),
            (["run", "--model", "scripted/absent.json", "--tasks", "letters", "--dry-run"], 0, ""),
            (["run", "--model", "scripted/absent.json", "--tasks", "letters"], 2, "absent.json"),
            ([*SOLVER, "--prompt-dir", "absent"], 2, "absent"),
            (
                [*SOLVER, "--guide-model", "reference/solver"],
                2,
                "takes no guide",
            ),
            (["resume", "absent"], 2, "absent is not a run directory"),
            (["verify", "absent"], 2, "absent is not a run directory"),
            (["show", "absent"], 2, "absent is not a run directory"),
            (["tasks", "show", "gmae24"], 2, "did you mean 'symbench/game24'"),
            (["tasks", "show", "game24", "--level", "77"], 2, "has no level 77"),
            (["schema", "sampel"], 2, "did you mean 'sample'"),
        ],
    )
    def test_a_bad_request_says_what_is_wrong(
        self, arguments: list[str], code: int, message: str, capsys: Capture, tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.chdir(tmp_path)
        result = call(capsys, *arguments)
        assert result.code == code
        assert message in result.err
        assert "Traceback" not in result.err
        assert list(tmp_path.iterdir()) == []

    def test_a_missing_key_names_its_variable(
        self, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
        result = call(
            capsys, "run", "--model", "openai/gpt-4o", "--tasks", "letters", "--output", tmp_path / "run"
        )
        assert result.code == 3
        assert "OPENAI_API_KEY" in result.err
        assert not (tmp_path / "run").exists()

    def test_a_refused_key_stops_the_run_and_is_never_printed(
        self, capsys: Capture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        key = "sk-secret-0123456789"
        monkeypatch.setenv("OPENAI_API_KEY", key)
        with OpenAIServer(lambda body, headers: refusal(401, f"Incorrect API key: {key}")) as server:
            result = call(
                capsys,
                "run",
                "--model",
                "openai/x",
                "--base-url",
                server.base_url,
                "--tasks",
                SUITE,
                "--output",
                tmp_path / "run",
            )
            assert server.count <= 32
        assert result.code == 4
        assert key not in result.out + result.err
        for path in (tmp_path / "run").iterdir():
            assert key not in path.read_text()

    def test_a_server_that_refuses_stops_the_run_after_a_while(self, capsys: Capture, tmp_path: Path) -> None:
        with OpenAIServer(lambda body, headers: chat("x")) as server:
            url = server.base_url
        result = call(
            capsys, "run", "--model", "openai/x", "--base-url", url, "--max-retries", 0, "--max-faults", 5,
            "--output", tmp_path / "run", "--tasks", SUITE, "--samples", 50,
        )  # fmt: skip
        assert result.code == 4
        assert "cannot connect to 127.0.0.1" in result.err
        assert "r1ci-bench resume" in result.err
        summary = RunStore.open(tmp_path / "run").summary()
        assert summary is not None
        assert summary.attempts < 300

    def test_a_server_that_hangs_times_out(self, capsys: Capture, tmp_path: Path) -> None:
        with OpenAIServer(lambda body, headers: HANG) as server:
            result = call(
                capsys, "run", "--model", "openai/x", "--base-url", server.base_url, "--max-retries", 0,
                "--request-timeout", 0.2, "--tasks", "letters", "--samples", 2, "--output", tmp_path / "run",
            )  # fmt: skip
        assert result.code == 4
        assert "2 faults" in result.err

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_an_unwritable_place_is_named(self, capsys: Capture, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        result = call(capsys, *SOLVER, "--output", tmp_path / "run")
        assert result.code == 3
        assert "Permission denied" in result.err

    def test_a_file_in_the_way_is_named(self, capsys: Capture, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        result = call(
            capsys, *SOLVER, "--output", tmp_path / "file" / "run",
        )  # fmt: skip
        assert result.code == 3
        assert str(tmp_path / "file") in result.err

    def test_a_directory_that_holds_a_run_is_not_written_over(self, solved: Path, capsys: Capture) -> None:
        before = (solved / "samples.jsonl").read_bytes()
        result = call(capsys, *SOLVER, "--output", solved)
        assert result.code == 2
        assert "already holds a run" in result.err
        assert (solved / "samples.jsonl").read_bytes() == before

    def test_a_plugin_that_is_selected_and_missing_keeps_help_working(
        self, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("R1CI_PLUGINS", "absent")
        assert call(capsys, "--help").code == 0
        result = call(capsys, "models")
        assert result.code == 3
        assert "absent" in result.err
        assert call(capsys, "--no-plugins", "models").code == 0
