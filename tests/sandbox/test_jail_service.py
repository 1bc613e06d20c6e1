"""The sandbox as a service: many calls at once, cancelling, dying helpers, and leaving nothing behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from r1ci_bench.errors import SandboxFault
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox
from support.processes import descendants, ends, eventually, is_jailed, with_argument

pytestmark = pytest.mark.usefixtures("jail_works")

BARE = Policy(preload=())


def sleeper(mark: str) -> str:
    """Code that becomes a process which can be told from outside."""
    return f"import subprocess\nsubprocess.run(['sleep', '{mark}'])"


def helpers(name: str) -> list[int]:
    """This test process's helpers of a kind; calls are clones of a template and have its arguments."""
    below = descendants(os.getpid())
    found = with_argument(f"r1ci_bench.sandbox.jail.{name}")
    return [pid for pid in found if pid in below and not is_jailed(pid)]


async def running(mark: str) -> None:
    assert await asyncio.to_thread(eventually, lambda: with_argument(mark))


def test_calls_at_the_same_time_keep_their_outputs_apart() -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=8))
        try:
            code = "import sys\nfor _ in range(200): print({0}); print(-{0}, file=sys.stderr)"
            done = await asyncio.gather(*(sandbox.execute(code.format(n), BARE) for n in range(1, 51)))
        finally:
            await sandbox.aclose()
        for number, execution in enumerate(done, 1):
            assert execution.stdout == f"{number}\n" * 200
            assert execution.stderr == f"-{number}\n" * 200

    asyncio.run(body())


def test_waiting_for_a_place_is_not_the_codes_time() -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        policy = Policy(preload=(), wall_seconds=1.0)
        try:
            done = await asyncio.gather(
                *(sandbox.execute("import time; time.sleep(0.5)", policy) for _ in range(4))
            )
        finally:
            await sandbox.aclose()
        assert all(execution.ok for execution in done)
        assert max(execution.queue_seconds for execution in done) >= 1.5

    asyncio.run(body())


def test_no_more_than_so_many_run_at_the_same_time() -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=2))
        code = "import time\nprint(time.monotonic())\ntime.sleep(0.1)\nprint(time.monotonic())"
        try:
            done = await asyncio.gather(*(sandbox.execute(code, BARE) for _ in range(8)))
        finally:
            await sandbox.aclose()
        spans = [tuple(map(float, execution.stdout.split())) for execution in done]
        for start, _ in spans:
            assert sum(begin <= start < end for begin, end in spans) <= 2

    asyncio.run(body())


def test_cancelling_a_call_ends_all_its_processes() -> None:
    mark = f"{os.getpid()}.1"

    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            call = asyncio.create_task(sandbox.execute(sleeper(mark), BARE))
            await running(mark)
            (pid,) = with_argument(mark)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            assert await asyncio.to_thread(ends, pid)
            assert (await sandbox.execute("print('next')", BARE)).stdout == "next\n"
        finally:
            await sandbox.aclose()

    asyncio.run(body())


def test_cancelling_a_call_that_still_waits_keeps_it_from_running() -> None:
    first, second = f"{os.getpid()}.2", f"{os.getpid()}.3"

    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            busy = asyncio.create_task(sandbox.execute(sleeper(first), BARE))
            await running(first)
            waiting = asyncio.create_task(sandbox.execute(sleeper(second), BARE))
            last = asyncio.create_task(sandbox.execute("print('last')", BARE))
            await asyncio.sleep(0)
            waiting.cancel()
            busy.cancel()
            await asyncio.wait([waiting, busy])
            assert (await last).stdout == "last\n"
            assert with_argument(second) == []
        finally:
            await sandbox.aclose()

    asyncio.run(body())


def test_cancelling_while_a_large_request_is_being_sent_harms_no_other_call() -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            assert (await sandbox.execute("print('warm')", BARE)).ok
            large = asyncio.create_task(sandbox.execute("#" * (8 << 20), BARE))
            small = asyncio.create_task(sandbox.execute("print('small')", BARE))
            await asyncio.sleep(0)
            large.cancel()
            assert (await small).stdout == "small\n"
        finally:
            await sandbox.aclose()

    asyncio.run(body())


@pytest.mark.parametrize("name", ["supervisor", "template"])
def test_a_helper_that_dies_is_replaced(name: str) -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            assert (await sandbox.execute("print(1)", BARE)).ok
            (pid,) = helpers(name)
            os.kill(pid, signal.SIGKILL)
            assert await asyncio.to_thread(ends, pid)
            assert await asyncio.to_thread(eventually, lambda: pid not in helpers(name))
            assert (await sandbox.execute("print(2)", BARE)).stdout == "2\n"
            assert helpers(name) != [pid]
        finally:
            await sandbox.aclose()

    asyncio.run(body())


def test_the_supervisors_death_ends_its_calls_and_is_a_fault_of_theirs() -> None:
    mark = f"{os.getpid()}.4"

    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            call = asyncio.create_task(sandbox.execute(sleeper(mark), BARE))
            await running(mark)
            (pid,) = with_argument(mark)
            os.kill(helpers("supervisor")[0], signal.SIGKILL)
            with pytest.raises(SandboxFault) as caught:
                await call
            assert caught.value.kind == "worker_died"
            assert await asyncio.to_thread(ends, pid)
        finally:
            await sandbox.aclose()

    asyncio.run(body())


def test_a_templates_death_is_nothing_to_a_call_that_runs() -> None:
    mark = f"{os.getpid()}.5"

    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            call = asyncio.create_task(
                sandbox.execute(f"import subprocess\nsubprocess.run(['sh', '-c', 'sleep 1', '{mark}'])", BARE)
            )
            await running(mark)
            os.kill(helpers("template")[0], signal.SIGKILL)
            assert (await call).ok
        finally:
            await sandbox.aclose()

    asyncio.run(body())


def test_closing_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    mark = f"{os.getpid()}.6"

    async def body() -> None:
        # This process may have children of other tests, such as the one that makes items of Reasoning-Gym.
        others = set(descendants(os.getpid()))
        sandbox = JailSandbox(SandboxOptions(concurrency=2, scratch_root=str(tmp_path)))
        call = asyncio.create_task(sandbox.execute(sleeper(mark), BARE))
        await running(mark)
        started = set(descendants(os.getpid())) - others
        await sandbox.aclose()
        with pytest.raises(SandboxFault, match="closed"):
            await call
        assert len(started) >= 4
        assert not started & set(descendants(os.getpid()))
        assert with_argument(mark) == []
        with pytest.raises(SandboxFault, match="closed"):
            await sandbox.execute("print(1)", BARE)

    asyncio.run(body())
    assert list(tmp_path.iterdir()) == []


HARNESS = """
import asyncio, sys
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import {kind}

async def main():
    sandbox = {kind}(SandboxOptions(scratch_root=sys.argv[1]))
    await sandbox.execute(sys.argv[2], Policy(preload=()))

asyncio.run(main())
"""


@pytest.mark.parametrize("kind", ["JailSandbox", "UnsafeSandbox"])
def test_killing_the_harness_ends_everything(kind: str, tmp_path: Path) -> None:
    mark = f"{os.getpid()}.7"
    harness_code = HARNESS.format(kind=kind)
    with subprocess.Popen([sys.executable, "-c", harness_code, str(tmp_path), sleeper(mark)]) as harness:
        assert eventually(lambda: with_argument(mark))
        started = descendants(harness.pid)
        harness.kill()
    assert len(started) >= 4
    assert all(ends(pid) for pid in started)
    assert eventually(lambda: list(tmp_path.iterdir()) == [])


def test_the_memory_that_calls_are_cloned_from_has_never_held_code() -> None:
    secret = f"never-in-the-template-{os.getpid()}"

    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            assert (await sandbox.execute(f"print('{secret}')", BARE)).stdout == f"{secret}\n"
            (template,) = helpers("template")
            memory = memory_of(template)
            assert b"r1ci_bench" in memory
            assert secret.encode() not in memory
        finally:
            await sandbox.aclose()

    asyncio.run(body())


def memory_of(pid: int) -> bytes:
    """The private memory of a process."""
    pieces = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            bounds, rights, *_, name = line.split(maxsplit=5) if line.count(" ") > 5 else (*line.split(), "")
            if "w" in rights and not name.startswith("/dev"):
                start, end = (int(bound, 16) for bound in bounds.split("-"))
                memory.seek(start)
                pieces.append(memory.read(end - start))
    return b"".join(pieces)


def test_modules_are_warm() -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        code = "import sys\nprint([name in sys.modules for name in ('numpy', 'numpy.linalg', 'sympy')])"
        try:
            assert (await sandbox.execute(code, Policy())).stdout == "[True, True, True]\n"
            assert (await sandbox.execute(code, BARE)).stdout == "[False, False, False]\n"
        finally:
            await sandbox.aclose()

    asyncio.run(body())


def test_more_sets_of_modules_than_templates_are_served_in_turn() -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=2))
        names = ("json", "csv", "decimal", "fractions", "statistics", "calendar")
        try:
            done = await asyncio.gather(
                *(sandbox.execute(f"print('{name}')", Policy(preload=(name,))) for name in names)
            )
        finally:
            await sandbox.aclose()
        assert [execution.stdout.strip() for execution in done] == list(names)

    asyncio.run(body())


def test_a_module_that_cannot_be_preloaded_is_named() -> None:
    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            with pytest.raises(SandboxFault, match="no_such_module") as caught:
                await sandbox.execute("print(1)", Policy(preload=("no_such_module",)))
            assert caught.value.kind == "preload_failed"
            assert (await sandbox.execute("print(1)", BARE)).ok
        finally:
            await sandbox.aclose()

    asyncio.run(body())
