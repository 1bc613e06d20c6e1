"""Whatever ends a run, a resume finishes it, with exactly the summary of a run that nothing ended."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.records import RunStore, SampleRecord
from support.command_line import call, finish, kill_after, size, spawn
from support.openai_server import OpenAIServer, Reply, chat

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 20
ATTEMPTS = 60
CHOICE = ["--tasks", "number_multiply,letters,eight_queens", "--samples", "20", "--limit", ATTEMPTS]


def answering(body: dict[str, Any], headers: dict[str, str]) -> Reply:
    """A model that writes code, reads its output, and is right on about a third of the questions."""
    usage = {"prompt_tokens": 11, "completion_tokens": 7}
    last = str(body["messages"][-1]["content"])
    if not last.startswith("Code Execution Results:"):
        numbers = [int(text) for text in re.findall(r"-?\d+", last)]
        return chat(f"Let me see.\n\n```python\nprint({sum(numbers)} % 3)\n```\n", usage=usage)
    return chat(f"<<<{'12' if '1' in last else 'no idea'}>>>", usage=usage)


def run_command(server: OpenAIServer, directory: Path) -> list[object]:
    options = ["--base-url", server.base_url, "--max-concurrency", 4, "--quiet", "--output", directory]
    return ["run", "--model", "openai/served", *CHOICE, *options]


@pytest.mark.timeout(600)
def test_a_run_killed_at_twenty_moments_ends_like_one_that_was_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(7)
    with OpenAIServer(answering) as server:
        whole = call(capsys, *run_command(server, tmp_path / "whole"))
        assert whole.code == 0, whole.err
        record_bytes = size(tmp_path / "whole") // ATTEMPTS
        directory = tmp_path / "killed"
        kills = 0
        process = spawn(*run_command(server, directory))
        # Far more kills than records would never end: each start gets a few records further.
        while kill_after(process, directory, chance.randrange(1, 4 * record_bytes)):
            kills += 1
            if kills == KILLS:
                break
            process = spawn("resume", directory, "--quiet")
        assert kills == KILLS
        last = call(capsys, "resume", directory, "--quiet")
    assert last.code == 0, last.err
    assert RunStore.open(directory).summary_bytes() == RunStore.open(tmp_path / "whole").summary_bytes()
    assert call(capsys, "verify", directory).code == 0


def test_an_interrupt_finishes_what_is_under_way_and_can_be_resumed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = tmp_path / "run"
    with OpenAIServer(answering) as server:
        process = spawn(*run_command(server, directory))
        while not size(directory) and process.poll() is None:
            pass
        process.send_signal(signal.SIGINT)
        result = finish(process)
        assert result.code == 130, result.err
        assert f"r1ci-bench resume {directory}" in result.err
        assert "Traceback" not in result.err
        again = call(capsys, "resume", directory, "--quiet")
    assert again.code == 0
    summary = RunStore.open(directory).summary()
    assert summary is not None
    assert summary.complete


def test_a_second_interrupt_stops_at_once(tmp_path: Path) -> None:
    from support.openai_server import HANG

    directory = tmp_path / "run"
    with OpenAIServer(lambda body, headers: HANG) as server:
        process = spawn(*run_command(server, directory))
        while server.count < 4 and process.poll() is None:
            pass
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        while "stopping" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        assert finish(process).code == 130
    assert list(RunStore.open(directory).records(SampleRecord, print)) == []


def test_a_resume_makes_faults_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = True

    def moody(body: dict[str, Any], headers: dict[str, str]) -> Reply:
        return Reply(b"<html>", headers={"content-type": "text/html"}) if broken else answering(body, headers)

    directory = tmp_path / "run"
    with OpenAIServer(moody) as server:
        first = call(capsys, *run_command(server, directory), "--limit", 6, "--max-retries", 0)
        assert first.code == 4
        assert "6 faults" in first.err
        broken = False
        second = call(capsys, "resume", directory, "--quiet")
    assert second.code == 0, second.err
    summary = RunStore.open(directory).summary()
    assert summary is not None
    assert summary.outcomes["provider_fault"] == 0
    assert summary.attempts == 6


def test_a_resume_refuses_what_would_be_another_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = tmp_path / "run"
    with OpenAIServer(answering) as server:
        call(capsys, *run_command(server, directory), "--limit", 3)
    path = directory / "manifest.json"
    path.write_text(path.read_text().replace('"protocol": "1"', '"protocol": "0"'))
    result = call(capsys, "resume", directory)
    assert result.code == 2
    assert "protocol is 1, was 0" in result.err


def test_a_generator_that_never_ends_can_be_interrupted_twice(tmp_path: Path) -> None:
    program = (
        "import sys, threading\n"
        "from r1ci_symbench.letters import Letters\n"
        "from r1ci_bench.cli.app import run_app\n"
        "def stuck(*_):\n"
        "    print('stuck', file=sys.stderr, flush=True)\n"
        "    threading.Event().wait()\n"
        "Letters.generate = stuck\n"
        "sys.exit(run_app(sys.argv[1:]))\n"
    )
    command = ["run", "--model", "baseline/empty", "--tasks", "letters", "--output", str(tmp_path / "run")]
    process = subprocess.Popen(
        [sys.executable, "-c", program, *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for wanted in ("stuck", "stopping"):
        while wanted not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
    assert finish(process).code == 130
