"""Bad input, bad places and bad servers: what is wrong is said, and nothing is spoilt."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.records import RunStore
from support.command_line import call
from support.openai_server import HANG, OpenAIServer, chat, refusal

if TYPE_CHECKING:
    from pathlib import Path

SUITE = "symbench/*"
SOLVER = ["run", "--model", "reference/solver", "--tasks", "letters"]
Capture = pytest.CaptureFixture[str]


class TestStreams:
    def shell(self, command: str, *, cwd: Path) -> tuple[int, str]:
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
            ("r1ci-bench tasks generate prime_factorization --level 1 --samples 9999 > /dev/null", 2),
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

    def test_a_directory_that_holds_a_run_is_not_written_over(self, tmp_path: Path, capsys: Capture) -> None:
        solved = tmp_path / "run"
        assert call(capsys, *SOLVER, "--samples", 1, "--quiet", "--output", solved).code == 0
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
