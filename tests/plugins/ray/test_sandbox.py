"""`--sandbox ray`: code runs in a jail of some node, and a node that dies is no fault of the code."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import SandboxFault, SetupError, UsageError
from r1ci_bench.run.guards import GuardedSandbox
from r1ci_bench.sandbox.jail.client import JailSandbox
from r1ci_bench.sandbox.policy import MIB, Inputs, Policy, SandboxOptions
from r1ci_ray.places import Places
from r1ci_ray.sandbox import RaySandbox
from support.processes import eventually

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from r1ci_bench.sandbox.policy import Execution
    from r1ci_ray.actors import Place

pytestmark = pytest.mark.xdist_group("ray")

SMALL = Policy(preload=(), wall_seconds=60, memory_bytes=256 * MIB)
KEPT = Policy(preload=(), stateful=True)


def play(scene: Callable[[RaySandbox], Awaitable[None]], **options: Any) -> None:
    """Play a scene in a sandbox of its own, which is closed afterwards."""

    async def work() -> None:
        sandbox = RaySandbox(SandboxOptions(**options))
        try:
            await scene(sandbox)
        finally:
            await sandbox.aclose()

    asyncio.run(asyncio.wait_for(work(), 100))


def essence(execution: Execution) -> tuple[Any, ...]:
    """An execution without its times."""
    return (
        *(execution.ending, execution.stdout, execution.stderr, execution.exit_code, execution.signal),
        *(execution.truncated, execution.layers, execution.state, execution.files),
    )


PROGRAMS = {
    "prints": "print(6 * 7)",
    "fails": "1 / 0",
    "dies": "import os, signal; os.kill(os.getpid(), signal.SIGINT)",
    "too long": "print('x' * 100_000)",
    "not UTF-8": "import sys; sys.stdout.buffer.write(b'\\xff\\xfe')",
    "lone surrogate": "print(ascii('\ud800'))",
    "reads": "import sys; print(sys.stdin.read(), open('in/a.txt').read()); open('b', 'wb').write(b'\\x00')",
}


def test_a_call_is_what_it_is_in_a_jail_here(cluster: Any) -> None:
    inputs = Inputs(stdin=b"\xffin", files={"in/a.txt": b"given"}, fetch=("b", "not there"))

    async def scene(sandbox: RaySandbox) -> None:
        jail = JailSandbox(SandboxOptions())
        try:
            there = await asyncio.gather(
                *(sandbox.execute(code, SMALL, inputs=inputs) for code in PROGRAMS.values())
            )
            here = [await jail.execute(code, SMALL, inputs=inputs) for code in PROGRAMS.values()]
        finally:
            await jail.aclose()
        assert dict(zip(PROGRAMS, map(essence, there), strict=True)) == dict(
            zip(PROGRAMS, map(essence, here), strict=True)
        )
        assert [layer.name for layer in sandbox.layers() if layer.holds] == list(here[0].layers)
        assert sandbox.isolated

    play(scene)


def test_what_makes_no_sense_is_refused_before_it_travels(cluster: Any) -> None:
    async def scene(sandbox: RaySandbox) -> None:
        with pytest.raises(UsageError, match="does not allow bash"):
            await sandbox.execute("echo", SMALL, language="bash")
        with pytest.raises(UsageError, match="no code"):
            await sandbox.session(KEPT).execute(" ")

    play(scene)
    with pytest.raises(UsageError, match="takes no place"):
        RaySandbox(SandboxOptions(location="ray://somewhere"))


def test_a_session_keeps_its_variables_and_others_do_not_see_them(cluster: Any) -> None:
    async def scene(sandbox: RaySandbox) -> None:
        async with sandbox.session(KEPT) as one, sandbox.session(KEPT) as other:
            assert (await one.execute("x = 5")).state == "kept"
            assert "NameError" in (await other.execute("print(x)")).stderr
            assert (await one.execute("print(x)")).stdout == "5\n"
        async with sandbox.session(SMALL) as alone:
            await alone.execute("x = 5")
            assert "NameError" in (await alone.execute("print(x)")).stderr

    play(scene)


def test_the_calls_of_many_share_the_cluster_and_keep_to_what_is_asked(
    cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[list[int]] = []
    call = Places.call

    async def watched(self: Places, *arguments: Any) -> bytes:
        loads.append([place.busy for place in self.all])
        return await call(self, *arguments)

    monkeypatch.setattr(Places, "call", watched)

    async def scene(sandbox: RaySandbox) -> None:
        made = await asyncio.gather(*(sandbox.execute("print(1)", SMALL) for _ in range(20)))
        assert [one.stdout for one in made] == ["1\n"] * 20

    play(scene)
    assert max(map(max, loads)) == 2  # calls at a node of one CPU at the same time
    assert max(map(sum, loads)) == 2 * len(cluster.nodes)
    loads.clear()
    play(scene, concurrency=1)
    assert max(map(sum, loads)) == 1


def test_a_cancelled_call_ends_on_its_node(cluster: Any) -> None:
    async def scene(sandbox: RaySandbox) -> None:
        session = sandbox.session(KEPT)
        await session.execute("x = 1")
        running = asyncio.create_task(session.execute("while True: pass"))
        done, _ = await asyncio.wait([running], timeout=1)
        assert not done
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        # The node has one CPU, so that this is served only once the loop has gone.
        results = await asyncio.gather(*(sandbox.execute("print(2)", SMALL) for _ in range(6)))
        assert {one.stdout for one in results} == {"2\n"}
        await session.aclose()

    play(scene)


def test_a_cluster_without_room_says_so(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("R1CI_RAY_CPUS", "1000")
    monkeypatch.setenv("R1CI_RAY_START_SECONDS", "0.5")

    async def scene(sandbox: RaySandbox) -> None:
        with pytest.raises(SetupError, match="no node of the Ray cluster has taken us in") as caught:
            sandbox.layers()
        assert "R1CI_RAY_CPUS" in (caught.value.hint or "")

    play(scene)


@pytest.mark.parametrize("address", ["ray://127.0.0.1:1", "127.0.0.1:1", "here:", "127.0.0.1:99999"])
def test_an_address_that_will_not_do_is_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", address)

    async def scene(sandbox: RaySandbox) -> None:
        with pytest.raises((SetupError, UsageError), match="RAY_ADDRESS"):
            sandbox.layers()

    play(scene)


def test_jails_end_with_their_sandbox(cluster: Any) -> None:
    async def scene(sandbox: RaySandbox) -> None:
        await sandbox.execute("print(1)", SMALL)
        assert cluster.processes("r1ci-sandbox-")

    play(scene)
    assert eventually(lambda: not cluster.processes("r1ci-sandbox-"))


def test_a_call_is_made_again_where_its_node_dies_and_a_session_says_what_is_lost(cluster: Any) -> None:
    async def scene(sandbox: RaySandbox) -> None:
        short = Policy(preload=(), wall_seconds=3)
        call = GuardedSandbox(sandbox).execute("while True: pass", short)
        assert (await under_a_lost_node(cluster, sandbox, call)).ending == "wall_time"
        cluster.add()
        session = sandbox.session(KEPT)
        assert (await session.execute("x = 1")).state == "kept"
        with pytest.raises(SandboxFault) as lost:
            await under_a_lost_node(cluster, sandbox, session.execute("while True: pass"))
        assert lost.value.kind == "state_lost"
        assert "NameError" in (await session.execute("print(x)")).stderr
        await session.aclose()

    play(scene)


async def under_a_lost_node(
    cluster: Any, sandbox: RaySandbox, call: Coroutine[Any, Any, Execution]
) -> Execution:
    """Make a call, and kill the node that has it."""
    await sandbox.execute("print('warm')", SMALL)
    places: asyncio.Queue[Place] = asyncio.Queue()
    real = Places.call

    async def watched(self: Places, place: Place, *arguments: Any) -> bytes:
        places.put_nowait(place)
        return await real(self, place, *arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Places, "call", watched)
        running = asyncio.create_task(call)
        place = await places.get()
        (node,) = [node for node in cluster.nodes if node.node_id == place.node.id]
        cluster.kill(node)
        return await running
