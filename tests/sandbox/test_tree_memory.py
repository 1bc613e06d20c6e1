"""The memory of a call's processes together: nobody may hold more by being many."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox.confined import PERFMON, SYS_PTRACE, only_root, run

from r1ci_bench.sandbox import Policy
from r1ci_bench.sandbox.jail import usage, watch
from r1ci_bench.sandbox.jail.watch import EVERY_SECONDS, FIRST_SECONDS, Watch

if TYPE_CHECKING:
    from sandbox.conftest import RunCode

    from r1ci_bench.sandbox.jail.call import Call

MIB = 1 << 20

CHILDREN = """
import os, time
for _ in range(5):
    if os.fork() == 0:
        x = bytearray(b"x") * (80 << 20)
        time.sleep(60)
os.wait()
"""
SHARED_MEMORY = """
import mmap, os, time
for _ in range(3):
    if os.fork() == 0:
        held = mmap.mmap(-1, 120 << 20)
        held.write(bytes(120 << 20))
        time.sleep(60)
os.wait()
"""
WITH_FILES = """
import time
x = bytearray(b"x") * (180 << 20)
for n in range(100):
    open(f"{n}", "wb").write(bytes(1 << 20))
time.sleep(60)
"""
HIDDEN = "import ctypes\nctypes.CDLL(None).prctl(4, 0)\n" + CHILDREN

# Five processes that have 150 MiB together, because they were cloned from one that has them.
SHARING = """
import os, time
x = bytearray(b"x") * (150 << 20)
children = []
for _ in range(5):
    child = os.fork()
    if child == 0:
        time.sleep(0.6)
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
print("shared")
"""
LIMITS: dict[str, Any] = {"memory_bytes": 256 * MIB, "scratch_bytes": 128 * MIB, "wall_seconds": 30.0}


@pytest.mark.parametrize(
    "code",
    [CHILDREN, SHARED_MEMORY, WITH_FILES, HIDDEN],
    ids=["children", "shared memory", "files in memory", "children that hide"],
)
def test_processes_together_hold_no_more_than_one_may(jailed: RunCode, code: str) -> None:
    done = jailed(code, **LIMITS)
    assert (done.ending, done.signal) == ("memory", 9)
    assert done.seconds < 20


def test_what_is_shared_is_counted_once(jailed: RunCode) -> None:
    done = jailed(SHARING, **LIMITS)
    assert (done.ending, done.stdout) == ("exited", "shared\n")


def test_memory_of_the_warm_interpreter_is_not_the_codes(jailed: RunCode) -> None:
    touching = "import gc, time\ngc.unfreeze()\ngc.collect()\ntime.sleep(0.5)\nprint('touched')"
    done = jailed(touching, preload=("numpy", "sympy"), memory_bytes=24 * MIB)
    assert (done.ending, done.stdout) == ("exited", "touched\n")


def test_it_holds_without_isolation_too(unsafe: RunCode) -> None:
    assert unsafe(CHILDREN, **LIMITS).ending == "memory"


PROGRAM = """
import asyncio, json
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox
async def main():
    sandbox = JailSandbox(SandboxOptions(concurrency=1))
    limits = dict(preload=(), memory_bytes=256 << 20, scratch_bytes=128 << 20, wall_seconds=30.0)
    done = [await sandbox.execute(code, Policy(**limits)) for code in CODES]
    await sandbox.aclose()
    print(json.dumps([each.ending for each in done]))
asyncio.run(main())
"""


@only_root
@pytest.mark.usefixtures("jail_works")
def test_a_root_that_may_not_look_into_others_processes_sees_as_much() -> None:
    codes = [CHILDREN, WITH_FILES, SHARING]
    out = run(f"CODES = {codes!r}\n{PROGRAM}", without=(SYS_PTRACE, PERFMON))
    assert json.loads(out) == ["memory", "memory", "exited"]


class TestLooking:
    """When the supervisor looks, and what that may cost."""

    def call(self, begun: float) -> Call:
        request = SimpleNamespace(policy=Policy(memory_bytes=100))
        process = SimpleNamespace(pid=1, warm_bytes=10, scratch=None)
        ended: list[str] = []
        call = SimpleNamespace(begun=begun, process=process, request=request, ended=ended, kill=ended.append)
        return cast("Call", call)

    def test_a_call_that_is_over_soon_is_never_looked_at(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def look(*_: object) -> int:
            raise AssertionError("looked at too early")

        monkeypatch.setattr(watch, "tree_bytes", look)
        looker = Watch()
        assert looker.due([]) == float("inf")
        assert looker.due([self.call(5.0), self.call(7.0)]) == 5.0 + FIRST_SECONDS
        looker.look([self.call(5.0)], 5.0 + FIRST_SECONDS / 2)

    @pytest.mark.parametrize(("held", "endings"), [(110, []), (111, ["memory"])])
    def test_the_limit_is_that_of_the_policy_and_the_warm_interpreter(
        self, monkeypatch: pytest.MonkeyPatch, held: int, endings: list[str]
    ) -> None:
        monkeypatch.setattr(watch, "tree_bytes", lambda *_: held)
        call = self.call(0.0)
        Watch().look([call], 1.0)
        assert cast("Any", call).ended == endings

    @pytest.mark.parametrize(("cost", "pause"), [(0.0001, EVERY_SECONDS), (0.004, 0.2), (9.0, 1.0)])
    def test_looking_takes_no_more_than_a_fiftieth_of_a_core(
        self, monkeypatch: pytest.MonkeyPatch, cost: float, pause: float
    ) -> None:
        clock = iter([0.0, cost])
        monkeypatch.setattr(watch, "tree_bytes", lambda *_: 0)
        monkeypatch.setattr("time.thread_time", lambda: next(clock))
        looker = Watch()
        calls = [self.call(0.0)]
        looker.look(calls, 100.0)
        assert looker.due(calls) == pytest.approx(100.0 + pause)


@given(st.dictionaries(st.sampled_from(["RssAnon", "VmSwap", "Pss_Anon"]), st.integers(0, 1 << 40)))
def test_fields_of_proc_are_read_whatever_stands_around_them(sizes: dict[str, int]) -> None:
    lines = [f"{name}:\t {size} kB\n" for name, size in sizes.items()]
    text = "Name:\tRssAnon: 7 kB and more\n" + "".join(lines) + "XRssAnon: 5 kB\nVmSwap: many kB\n"
    assert usage.fields(text.encode()) == {name: size * 1024 for name, size in sizes.items()}


def test_a_process_that_is_gone_holds_nothing() -> None:
    gone = 1 << 22  # process ids end below
    assert usage.quick(gone) == (0, 0)
    assert usage.tree_bytes(gone, -1, 0, 1) == 0


RESERVING = """
import mmap, os
from r1ci_bench.sandbox.jail import rlimits
base = rlimits.base(os.open("/proc", os.O_PATH))
rlimits.apply_to_code(64 << 20, base=base, address_space={}, file_bytes=1 << 20)
private = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
for size, access in ((1 << 36, 0), (32 << 20, mmap.PROT_WRITE), (128 << 20, mmap.PROT_WRITE)):
    try:
        mmap.mmap(-1, size, private, access)
        print("has")
    except (OSError, MemoryError):
        print("has not")
"""


@pytest.mark.parametrize(
    ("limited", "reserved"),
    [(False, "has"), (True, "has not")],
    ids=["reserving allowed", "reserving counts"],
)
def test_what_is_written_to_is_limited_whether_or_not_address_space_is(limited: bool, reserved: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RESERVING.format(limited)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [reserved, "has", "has not"]
