"""The supervisor outlives whatever happens below it, and everybody who waits gets an answer."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.errors import SandboxFault
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox, UnsafeSandbox
from support.processes import descendants, eventually, is_jailed, with_argument

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from r1ci_bench.sandbox import Sandbox
    from r1ci_bench.sandbox.policy import Language

pytestmark = pytest.mark.usefixtures("jail_works")

BARE = Policy(preload=())
STATEFUL = Policy(preload=(), stateful=True, languages=("python", "bash"), wall_seconds=20.0)


def helper(name: str) -> int:
    """This test process's only helper of a kind."""
    below = descendants(os.getpid())
    (pid,) = (
        pid for pid in with_argument(f"r1ci_bench.sandbox.jail.{name}") if pid in below and not is_jailed(pid)
    )
    return pid


def with_one_supervisor(sandbox: Sandbox, body: Callable[[Sandbox], Awaitable[None]]) -> None:
    """Do something with a sandbox whose supervisor must be the same afterwards."""

    async def main() -> None:
        try:
            assert (await sandbox.execute("print(1)", BARE)).ok
            before = helper("supervisor")
            await body(sandbox)
            assert (await sandbox.execute("print(2)", BARE)).stdout == "2\n"
            assert helper("supervisor") == before
        finally:
            await sandbox.aclose()

    asyncio.run(main())


def test_a_template_that_dies_with_calls_in_its_hands_is_a_fault_of_theirs_alone() -> None:
    """Their pipes come to an end in the same moment, and nobody may read what has been closed."""

    async def body(sandbox: Sandbox) -> None:
        template = helper("template")
        os.kill(template, signal.SIGSTOP)
        like_no_other = Policy(preload=(), wall_seconds=7.0)
        calls = [asyncio.create_task(sandbox.execute("print(3)", like_no_other)) for _ in range(4)]
        await asyncio.wait(calls, timeout=0.3)  # they come to a template that does nothing
        os.kill(template, signal.SIGKILL)
        for answer in await asyncio.gather(*calls, return_exceptions=True):
            assert isinstance(answer, SandboxFault)
            assert answer.kind == "worker_died"
            assert "warm interpreter" in answer.message

    with_one_supervisor(JailSandbox(SandboxOptions(concurrency=4)), body)


def test_folders_deeper_than_a_path_can_be_long_are_removed(tmp_path: Path) -> None:
    deep = "import os\nfor _ in range(100):\n    os.mkdir('d' * 100)\n    os.chdir('d' * 100)\nprint('deep')"

    async def body(sandbox: Sandbox) -> None:
        assert (await sandbox.execute(deep, BARE)).stdout == "deep\n"
        assert await asyncio.to_thread(eventually, lambda: not list(tmp_path.glob("*/*")))

    with_one_supervisor(UnsafeSandbox(SandboxOptions(concurrency=1, scratch_root=str(tmp_path))), body)
    assert list(tmp_path.iterdir()) == []


MANY_SESSIONS = """
import asyncio, resource
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox

async def body():
    sandbox = JailSandbox(SandboxOptions(concurrency=1))
    sessions = [sandbox.session(Policy(preload=(), stateful=True)) for _ in range(30)]
    for number, session in enumerate(sessions):
        assert (await session.execute(f"x = {number}")).ok
    print((await sessions[0].execute("print(x)")).stdout, end="")
    await sandbox.aclose()

resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
asyncio.run(body())
"""


def test_more_idle_sessions_than_a_usual_limit_on_descriptors_has_room_for() -> None:
    """In a process of its own: this one may have more files open than the limit allows."""
    done = subprocess.run([sys.executable, "-c", MANY_SESSIONS], capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_a_session_that_is_closed_under_its_calls_answers_all_of_them() -> None:
    async def body(sandbox: Sandbox) -> None:
        session = sandbox.session(STATEFUL)
        assert (await session.execute("x = 1")).ok
        call = asyncio.create_task(session.execute("import time\ntime.sleep(60)"))
        await asyncio.wait([call], timeout=0.1)
        waiting = asyncio.create_task(session.execute("print(x)"))
        await session.aclose()
        for each in (call, waiting, asyncio.create_task(session.execute("print(x)"))):
            with pytest.raises(SandboxFault) as caught:
                await asyncio.wait_for(each, 10)
            assert caught.value.kind == "closed"

    with_one_supervisor(JailSandbox(SandboxOptions(concurrency=1)), body)


def test_variables_lost_with_a_cancelled_call_are_a_fault_and_then_a_fresh_start() -> None:
    async def body(sandbox: Sandbox) -> None:
        session = sandbox.session(STATEFUL)
        assert (await session.execute("x = 1")).ok
        call = asyncio.create_task(session.execute("open('begun', 'w')\nimport time\ntime.sleep(60)"))
        await asyncio.wait([call], timeout=0.1)
        call.cancel()
        await asyncio.wait([call])
        with pytest.raises(SandboxFault) as caught:
            await session.execute("x = 2")
        assert caught.value.kind == "state_lost"
        assert (await session.execute("print('x' in globals())")).stdout == "False\n"
        await session.aclose()

    with_one_supervisor(JailSandbox(SandboxOptions(concurrency=1)), body)


def test_a_session_whose_interpreter_is_killed_by_another_language_is_lost_and_no_fault() -> None:
    """A child of the interpreter holds its end of the channel for longer than the interpreter lives."""
    start = """
import os, time
child = os.fork()
if not child:
    time.sleep(60)
    os._exit(0)
print(os.getpid(), child)
"""

    async def body(sandbox: Sandbox) -> None:
        session = sandbox.session(STATEFUL)
        interpreter, child = (await session.execute(start)).stdout.split()
        code = f"kill -9 {interpreter}; sleep 0.2; kill -9 {child}; sleep 0.2; echo here"
        done = await session.execute(code, language="bash")
        assert (done.ok, done.stdout, done.state) == (True, "here\n", "lost")
        await session.aclose()

    with_one_supervisor(JailSandbox(SandboxOptions(concurrency=1)), body)


@pytest.mark.parametrize("language", ["python", "bash"])
def test_an_interpreter_that_says_more_than_it_is_asked_is_lost_and_no_fault(language: Language) -> None:
    """What it is sent it then leaves unread, or has closed before it could be sent."""
    start = """
import os, socket
channel = socket.socket(fileno=3)
for number in range(200):
    channel.send(b"%d 0" % number)
while True:
    pass
"""

    async def body(sandbox: Sandbox) -> None:
        session = sandbox.session(STATEFUL)
        assert (await session.execute(start)).state == "kept"
        assert (await session.execute("never read")).state == "kept"
        interpreter = 2
        done = await session.execute(f"kill -9 {interpreter}; sleep 0.1; echo here", language="bash")
        assert (done.ok, done.stdout, done.state) == (True, "here\n", "lost")
        assert (await session.execute("echo = print\necho", language="python")).state == "kept"
        shut = "import socket\nsocket.socket(fileno=3).shutdown(socket.SHUT_RD)"
        await session.execute(shut)
        assert (await session.execute("echo", language=language)).state in ("kept", "lost")
        await session.aclose()

    with_one_supervisor(JailSandbox(SandboxOptions(concurrency=1)), body)


def test_code_cannot_keep_its_first_process_from_ending() -> None:
    """One that only an idle processor runs would take a long time to die among busy children."""
    code = """
import os
for number in (0, 1):
    try:
        os.sched_setaffinity(number, {min(os.sched_getaffinity(0))})
        os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))
    except OSError as error:
        print(error.strerror)
while True:
    try:
        os.fork()
    except OSError:
        pass
"""

    async def body(sandbox: Sandbox) -> None:
        done = await sandbox.execute(code, Policy(preload=(), wall_seconds=1.0, processes=30))
        assert (done.ending, done.stdout) == ("wall_time", "Operation not permitted\n" * 2)
        assert done.seconds < 5

    with_one_supervisor(JailSandbox(SandboxOptions(concurrency=1)), body)


def test_code_cannot_have_itself_woken_between_two_calls() -> None:
    wake = """
import ctypes, os, time
from signal import SIGCONT
class Event(ctypes.Structure):
    _fields_ = [
        ("value", ctypes.c_void_p), ("signal", ctypes.c_int), ("kind", ctypes.c_int),
        ("rest", ctypes.c_long * 6)
    ]
system = ctypes.CDLL(None)
if not os.fork():
    timer, event = ctypes.c_void_p(), Event(None, SIGCONT, 0)
    system.timer_create(1, ctypes.byref(event), ctypes.byref(timer))
    system.timer_settime(timer, 0, ctypes.byref((ctypes.c_long * 4)(0, 50_000_000, 0, 50_000_000)), None)
    while True:
        with open("used", "w") as file:
            file.write(str(time.process_time()))
        os.replace("used", "now")
while not os.path.exists("now"):
    time.sleep(0.01)
print(open("now").read())
"""

    async def body(sandbox: Sandbox) -> None:
        session = sandbox.session(STATEFUL)
        before = float((await session.execute(wake)).stdout)
        # Other calls take a while, in which the child would have gone on for long.
        for _ in range(3):
            await sandbox.execute("import time\ntime.sleep(0.3)", BARE)
        after = float((await session.execute("print(open('now').read())")).stdout)
        assert after - before < 0.15
        await session.aclose()

    with_one_supervisor(JailSandbox(SandboxOptions(concurrency=2)), body)
