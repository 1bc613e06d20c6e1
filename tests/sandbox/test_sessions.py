"""Stateful policies: the calls of one transcript share a child, and it never outlives them."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import SandboxFault, UsageError
from r1ci_bench.run.guards import GuardedSandbox
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox, UnsafeSandbox
from support.processes import descendants, ends, eventually, with_argument

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from r1ci_bench.sandbox import Execution, Sandbox, SandboxSession

    Play = Callable[[Callable[[SandboxSession], Awaitable[None]]], None]


def stateful(**limits: Any) -> Policy:
    return Policy(**{"preload": (), "stateful": True, "languages": ("python", "bash"), **limits})


@pytest.fixture(scope="module", params=[JailSandbox, UnsafeSandbox])
def sandbox(request: pytest.FixtureRequest, jail_works: None) -> Iterator[tuple[asyncio.Runner, Sandbox]]:
    made = request.param(SandboxOptions(concurrency=2))
    with asyncio.Runner() as runner:
        yield runner, made
        runner.run(made.aclose())


def play(
    sandbox: tuple[asyncio.Runner, Sandbox], *codes: str | tuple[str, Any], **limits: Any
) -> list[Execution]:
    """Run codes one after another in one session."""

    async def body() -> list[Execution]:
        async with sandbox[1].session(stateful(**limits)) as session:
            return [
                await session.execute(code)
                if isinstance(code, str)
                else await session.execute(code[0], language=code[1])
                for code in codes
            ]

    return sandbox[0].run(body())


def test_variables_imports_functions_and_files_are_kept(sandbox: tuple[asyncio.Runner, Sandbox]) -> None:
    done = play(
        sandbox,
        "import math\nx = 41\ndef up(n): return n + 1\nopen('kept', 'w').write('here')",
        "print(up(x), math.pi > 3, open('kept').read())",
    )
    assert done[1].stdout == "42 True here\n"
    assert [each.state for each in done] == ["kept", "kept"]


def test_output_belongs_to_the_call_that_printed_it(sandbox: tuple[asyncio.Runner, Sandbox]) -> None:
    done = play(sandbox, "import sys\nprint('a'); print('b', file=sys.stderr)", "print('c')")
    assert [(each.stdout, each.stderr) for each in done] == [("a\n", "b\n"), ("c\n", "")]


def test_an_error_loses_nothing_and_shows_its_own_lines(sandbox: tuple[asyncio.Runner, Sandbox]) -> None:
    done = play(
        sandbox, "def f():\n    return 1 / 0\nx = 5", "f()", "print(x)", "import sys\nsys.exit(7)", "print(x)"
    )
    assert "    return 1 / 0\n" in done[1].stderr
    assert 'File "<code 2>", line 1' in done[1].stderr
    assert done[3].exit_code == 7
    assert [each.stdout for each in (done[2], done[4])] == ["5\n", "5\n"]


def test_other_languages_share_the_files(sandbox: tuple[asyncio.Runner, Sandbox]) -> None:
    done = play(
        sandbox,
        "open('numbers', 'w').write('1\\n2\\n')\nx = 1",
        ("wc -l < numbers; echo 3 >> numbers; exit 2", "bash"),
        "print(open('numbers').read().split(), x)",
    )
    assert (done[1].stdout.strip(), done[1].exit_code, done[1].state) == ("2", 2, "kept")
    assert done[2].stdout == "['1', '2', '3'] 1\n"


@pytest.mark.parametrize(
    ("end", "ending"),
    [
        ("import os; os._exit(3)", "exited"),
        ("import ctypes; ctypes.string_at(0)", "signalled"),
        ("while True: pass", "wall_time"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "signalled"),
        ("import os; os.closerange(3, 100)", "exited"),
    ],
)
def test_where_the_child_ends_the_execution_says_that_all_is_lost(
    sandbox: tuple[asyncio.Runner, Sandbox], end: str, ending: str
) -> None:
    done = play(sandbox, "x = 1", end, "print('x' in globals())", wall_seconds=1.5)
    lost = next(each for each in done if each.state == "lost")
    assert lost is done[1]
    assert lost.ending == ending or (ending == "exited" and lost.ending == "signalled")
    assert done[2].stdout == "False\n"
    assert done[2].state == "kept"


def state_of(pid: int) -> str:
    """As the kernel writes it: R, S, T ..."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


def stops(pid: int) -> bool:
    return eventually(lambda: state_of(pid) == "T")


def test_between_two_calls_nothing_runs(sandbox: tuple[asyncio.Runner, Sandbox]) -> None:
    """What a call leaves running stands still while the model thinks, and goes on with the next call."""
    mark = f"{os.getpid()}.271"
    start = f"""
import os, subprocess, sys, time
program = "while True: open('ticks', 'a').write('x')"
child = subprocess.Popen([sys.executable, "-c", program, "{mark}"])
while not os.path.exists('ticks') or not os.path.getsize('ticks'): time.sleep(0.01)
"""
    goes_on = """
before = os.path.getsize('ticks')
while os.path.getsize('ticks') == before: time.sleep(0.01)
print('goes on')
"""

    async def body() -> None:
        async with sandbox[1].session(stateful()) as session:
            await session.execute(start)
            for _ in range(2):
                (child,) = with_argument(mark)
                assert await asyncio.to_thread(stops, child)
                assert (await session.execute(goes_on)).stdout == "goes on\n"

    sandbox[0].run(body())


def test_limits_hold_for_all_calls_together(sandbox: tuple[asyncio.Runner, Sandbox]) -> None:
    done = play(
        sandbox,
        "import time\ntime.sleep(0.6)",
        "time.sleep(60)",
        "print('never')",
        wall_seconds=30.0,
        session_wall_seconds=1.2,
    )
    assert [each.ending for each in done] == ["exited", "wall_time", "wall_time"]
    assert done[1].seconds < 5
    assert done[2].stdout == ""


def test_processor_time_is_that_of_each_call(sandbox: tuple[asyncio.Runner, Sandbox]) -> None:
    done = play(
        sandbox, "n = sum(range(10**7))", "print(1)", "while True: pass", cpu_seconds=1.0, wall_seconds=30.0
    )
    assert done[1].cpu_seconds < max(0.1, done[0].cpu_seconds)
    assert (done[2].ending, done[2].state) == ("cpu_time", "lost")


def test_an_idle_session_holds_no_place(sandbox: tuple[asyncio.Runner, Sandbox]) -> None:
    async def body() -> list[str]:
        sessions = [sandbox[1].session(stateful()) for _ in range(5)]  # of two places
        try:
            for number, session in enumerate(sessions):
                await session.execute(f"x = {number}")
            return [(await session.execute("print(x)")).stdout for session in sessions]
        finally:
            for session in sessions:
                await session.aclose()

    assert sandbox[0].run(body()) == [f"{number}\n" for number in range(5)]


def test_sessions_see_nothing_of_each_other(sandbox: tuple[asyncio.Runner, Sandbox]) -> None:
    first = play(sandbox, "secret = 1\nopen('mine', 'w').write('x')")
    second = play(sandbox, "import os\nprint('secret' in globals(), os.listdir())")
    assert first[0].ok
    assert second[0].stdout == "False []\n"


def test_closing_a_session_ends_what_it_left(sandbox: tuple[asyncio.Runner, Sandbox]) -> None:
    mark = f"{os.getpid()}.314"

    async def body() -> None:
        async with sandbox[1].session(stateful()) as session:
            await session.execute(f"import subprocess\nsubprocess.Popen(['sleep', '{mark}'])")
            assert await asyncio.to_thread(eventually, lambda: with_argument(mark))
        assert with_argument(mark) == []  # at once: closing has waited for their end

    sandbox[0].run(body())


def test_cancelling_a_call_ends_the_session_s_processes(sandbox: tuple[asyncio.Runner, Sandbox]) -> None:
    mark = f"{os.getpid()}.315"

    async def body() -> None:
        async with sandbox[1].session(stateful()) as session:
            call = asyncio.create_task(
                session.execute(f"import subprocess\nsubprocess.run(['sleep', '{mark}'])")
            )
            assert await asyncio.to_thread(eventually, lambda: with_argument(mark))
            (pid,) = with_argument(mark)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            assert await asyncio.to_thread(ends, pid)

    sandbox[0].run(body())


def parent_of(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("PPid:"))


def test_a_child_that_dies_between_calls_is_a_fault_and_never_a_silent_fresh_start(jail_works: None) -> None:
    mark = f"{os.getpid()}.316"

    async def body() -> None:
        sandbox = GuardedSandbox(JailSandbox(SandboxOptions(concurrency=1)))
        try:
            async with sandbox.session(stateful()) as session:
                await session.execute(f"x = 1\nimport subprocess\nsubprocess.Popen(['sleep', '{mark}'])")
                (sleeper,) = with_argument(mark)
                os.kill(parent_of(sleeper), signal.SIGKILL)
                assert await asyncio.to_thread(ends, sleeper)
                with pytest.raises(SandboxFault) as caught:
                    await session.execute("print(x)")
                assert caught.value.kind == "state_lost"
                assert (await session.execute("print('x' in globals())")).stdout == "False\n"
        finally:
            await sandbox.aclose()

    asyncio.run(body())


def test_a_supervisor_that_dies_is_replaced_and_lost_variables_are_a_fault(jail_works: None) -> None:
    async def body() -> None:
        sandbox = GuardedSandbox(JailSandbox(SandboxOptions(concurrency=1)))
        try:
            async with sandbox.session(stateful()) as session, sandbox.session(stateful()) as fresh:
                await session.execute("x = 1")
                supervisors = [
                    pid
                    for pid in with_argument("r1ci_bench.sandbox.jail.supervisor")
                    if pid in descendants(os.getpid())
                ]
                for pid in supervisors:
                    os.kill(pid, signal.SIGKILL)
                assert all([await asyncio.to_thread(ends, pid) for pid in supervisors])
                with pytest.raises(SandboxFault) as caught:
                    await session.execute("print(x)")
                assert caught.value.kind == "state_lost"
                assert (await fresh.execute("print(1)")).stdout == "1\n"
        finally:
            await sandbox.aclose()

    asyncio.run(body())


def test_a_session_without_state_starts_each_call_afresh(jail_works: None) -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            async with sandbox.session(Policy(preload=())) as session:
                await session.execute("x = 1")
                done = await session.execute("print('x' in globals())")
            assert (done.stdout, done.state) == ("False\n", "none")
        finally:
            await sandbox.aclose()

    asyncio.run(body())


def test_a_language_that_the_policy_leaves_out_costs_the_session_nothing(
    sandbox: tuple[asyncio.Runner, Sandbox],
) -> None:
    async def body() -> str:
        async with sandbox[1].session(stateful()) as session:
            await session.execute("x = 1")
            with pytest.raises(UsageError, match="does not allow cpp"):
                await session.execute("int main() {}", language="cpp")
            return (await session.execute("print(x)")).stdout

    assert sandbox[0].run(body()) == "1\n"
