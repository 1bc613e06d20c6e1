"""Calls the command line, in this process or in one of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from r1ci_bench.cli.app import run_app

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest


@dataclass(frozen=True, slots=True)
class Result:
    """What a command did."""

    code: int
    out: str
    err: str


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> Result:
    """Run a command in this process."""
    capsys.readouterr()
    code = run_app([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return Result(code, captured.out, captured.err)


def spawn(*arguments: object, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "r1ci_bench", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(env or {})},
    )


def finish(process: subprocess.Popen[str]) -> Result:
    """Wait for a command."""
    out, err = process.communicate()
    return Result(process.returncode, out, err)


def size(directory: Path) -> int:
    """Bytes that a run has recorded."""
    path = directory / "samples.jsonl"
    return path.stat().st_size if path.exists() else 0


def kill_after(process: subprocess.Popen[str], directory: Path, grown: int) -> bool:
    """Kill a run as soon as its records have grown by so many bytes; False where it ended before."""
    start = size(directory)
    while process.poll() is None:
        if size(directory) - start >= grown and (directory / "manifest.json").exists():
            process.kill()
            break
    finish(process)
    return process.returncode == -signal.SIGKILL
