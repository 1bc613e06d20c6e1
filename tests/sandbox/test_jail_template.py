"""Templates that are not as usual: the kernel refuses them something, or a module has demands."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail import client
from r1ci_bench.sandbox.jail.client import JailSandbox
from support.processes import descendants, eventually

pytestmark = pytest.mark.usefixtures("jail_works")

BARE = Policy(preload=())

# A template for which the kernel refuses CLONE_PARENT, as it does for the first process of a namespace.
REFUSING_TEMPLATE = """
from r1ci_bench.sandbox.jail import namespaces, template
real = namespaces.syscall
def refusing(name, *arguments):
    if name == "clone" and arguments[0] & namespaces.CLONE_PARENT:
        raise OSError(22, "Invalid argument")
    return real(name, *arguments)
namespaces.syscall = refusing
template.main()
"""
SUPERVISOR_OF_IT = f"""
import sys
from r1ci_bench.sandbox.jail import supervisor, warm
warm.command = lambda _, *arguments: [sys.executable, "-P", "-c", {REFUSING_TEMPLATE!r}, *arguments]
supervisor.main()
"""


def test_calls_work_where_the_template_must_be_their_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        client, "command", lambda _, *arguments: [sys.executable, "-P", "-c", SUPERVISOR_OF_IT, *arguments]
    )

    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=4))
        try:
            done = await asyncio.gather(*(sandbox.execute(f"print({n})", BARE) for n in range(20)))
            assert [execution.stdout for execution in done] == [f"{n}\n" for n in range(20)]
            timed = await sandbox.execute("while True: pass", Policy(preload=(), wall_seconds=0.3))
            assert timed.ending == "wall_time"
            started = [pid for pid in descendants(os.getpid()) if "Z" in state_of(pid)]
            assert await asyncio.to_thread(
                eventually, lambda: not any("Z" in state_of(pid) for pid in started)
            )
        finally:
            await sandbox.aclose()

    asyncio.run(body())


# A template that can preload a module which has something to do in every child of a fork.
HOOKING_TEMPLATE = """
import importlib.util, sys
from r1ci_bench.sandbox.jail import template
class Finder:
    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self) if name == "hooking" else None
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        exec("import os\\nran = []\\nos.register_at_fork(after_in_child=lambda: ran.append(1))", vars(module))
sys.meta_path.append(Finder())
template.main()
"""
SUPERVISOR_OF_THAT = SUPERVISOR_OF_IT.replace(repr(REFUSING_TEMPLATE), repr(HOOKING_TEMPLATE))


def test_what_a_preloaded_module_does_after_a_fork_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        client, "command", lambda _, *arguments: [sys.executable, "-P", "-c", SUPERVISOR_OF_THAT, *arguments]
    )

    async def body() -> None:
        sandbox = JailSandbox(SandboxOptions(concurrency=1))
        try:
            policy = Policy(preload=("hooking",))
            assert (await sandbox.execute("import hooking; print(hooking.ran)", policy)).stdout == "[1]\n"
        finally:
            await sandbox.aclose()

    asyncio.run(body())


def state_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""
