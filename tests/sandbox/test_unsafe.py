"""The sandbox that does not isolate: limits and clearing up hold all the same, and it says what does not."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.errors import SandboxFault
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import UnsafeSandbox
from support.processes import eventually, with_argument

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.conftest import RunCode


def test_it_claims_resource_limits_and_nothing_else(unsafe: RunCode) -> None:
    sandbox = UnsafeSandbox(SandboxOptions())
    assert [report.name for report in sandbox.layers() if report.holds] == ["rlimits"]
    assert unsafe("print(1)").layers == ("rlimits",)


def test_code_runs_as_a_script(unsafe: RunCode) -> None:
    done = unsafe("import os\nprint(__name__, os.listdir(), os.getcwd() == os.environ['TMPDIR'])\n1 / 0")
    assert done.stdout == "__main__ [] True\n"
    assert done.stderr.splitlines()[-1] == "ZeroDivisionError: division by zero"


@pytest.mark.parametrize(
    ("code", "ending"),
    [
        ("while True: pass", "wall_time"),
        ("bytearray(1 << 40)", "memory"),
        ("import os; os.abort()", "signalled"),
    ],
)
def test_limits_hold(unsafe: RunCode, code: str, ending: str) -> None:
    assert unsafe(code, wall_seconds=0.5).ending == ending


def test_code_that_kills_its_parent_takes_itself_down_and_nobody_else(unsafe: RunCode) -> None:
    mark = f"{os.getpid()}.577215"
    with pytest.raises(SandboxFault) as caught:
        unsafe(f"import os\nos.kill(os.getppid(), 9)\nos.execvp('sleep', ['sleep', '{mark}'])")
    assert caught.value.kind == "worker_died"
    assert unsafe("print('next')").stdout == "next\n"
    assert eventually(lambda: not with_argument(mark))


def test_secrets_of_the_environment_do_not_come_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("R1CI_TEST_API_KEY", "unsafe-secret")

    async def body() -> str:
        sandbox = UnsafeSandbox(SandboxOptions(concurrency=1))
        try:
            return (await sandbox.execute("import os; print(os.environ)", Policy(preload=()))).stdout
        finally:
            await sandbox.aclose()

    assert "unsafe-secret" not in asyncio.run(body())


@pytest.mark.parametrize("end", ["print('left')", "while True: pass"])
def test_a_daemon_does_not_outlive_its_call(unsafe: RunCode, end: str) -> None:
    mark = f"{os.getpid()}.314159"
    done = unsafe(
        f"""
import os
reader, writer = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.write(writer, b"x")
        os.execvp("sleep", ["sleep", "{mark}"])
    os._exit(0)
os.wait()
os.read(reader, 1)
{end}
""",
        wall_seconds=1.0,
    )
    assert done.ending == ("exited" if "left" in end else "wall_time")
    assert eventually(lambda: not with_argument(mark))


def test_scratch_directories_are_removed_whatever_is_in_them(tmp_path: Path) -> None:
    code = """
import os
os.makedirs("closed/in/itself")
open("closed/in/file", "w").write("x")
os.symlink("/usr", "link")
os.chmod("closed/in", 0)
os.chmod("closed", 0)
os.chmod(".", 0)
"""

    async def body() -> None:
        sandbox = UnsafeSandbox(SandboxOptions(concurrency=1, scratch_root=str(tmp_path)))
        try:
            assert (await sandbox.execute(code, Policy(preload=()))).ok
            assert list(tmp_path.rglob("*")) == list(tmp_path.glob("r1ci-sandbox-*"))  # noqa: ASYNC240
        finally:
            await sandbox.aclose()

    asyncio.run(body())
    assert list(tmp_path.iterdir()) == []
