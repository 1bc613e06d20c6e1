"""Control groups: found, made, limited, used again and removed, on a played kernel and on the real one."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox.played_groups import Kernel, mount, proc_of, tree
from sandbox.test_tree_memory import CHILDREN, LIMITS, SHARING

from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail import cgroup, client, hierarchy
from r1ci_bench.sandbox.jail.cgroup import Group, Groups
from r1ci_bench.sandbox.jail.client import JailSandbox
from r1ci_bench.sandbox.jail.hierarchy import find
from r1ci_bench.sandbox.jail.probe import layer_reports
from r1ci_bench.sandbox.policy import LayerReport
from support.processes import eventually

if TYPE_CHECKING:
    from sandbox.conftest import RunCode


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    played = Kernel(tmp_path / "cgroup")
    for module in (hierarchy, cgroup):
        for name in ("make", "remove", "write"):
            monkeypatch.setattr(module, name, getattr(played, name))
    return played


class TestFinding:
    """Where the group of this process is, and whether it is ours to divide."""

    @pytest.mark.parametrize(
        ("root", "group", "folder"),
        [
            ("/", "0::/run.scope", "run.scope"),
            ("/", "0::/", "."),  # the first one, or a container's
            ("/user.slice", "0::/user.slice/run.scope", "run.scope"),
        ],
    )
    def test_it_is_found_whatever_is_mounted(
        self, tmp_path: Path, kernel: Kernel, root: str, group: str, folder: str
    ) -> None:
        kernel.scope()
        other = mount("/", "/sys/fs/cgroup/memory", "cgroup")
        proc = proc_of(tmp_path / "proc", group, other, mount(root, str(kernel.root)))
        assert find(proc) == kernel.root / folder

    @given(name=st.text(st.sampled_from("ab \t\\é"), min_size=1, max_size=8))
    def test_names_are_read_as_the_kernel_writes_them(
        self, tmp_path_factory: pytest.TempPathFactory, name: str
    ) -> None:
        folder = tmp_path_factory.mktemp("named")
        Kernel(folder / name)
        written = "".join(f"\\{ord(each):03o}" if each in " \t\n\\" else each for each in str(folder / name))
        assert find(proc_of(folder / "proc", "0::/", mount("/", written))) == folder / name

    @pytest.mark.parametrize(
        ("group", "mounts"),
        [
            ("0::/run.scope", []),
            ("0::/run.scope", [mount("/user.slice", "/sys/fs/cgroup")]),
            ("0::/../outside", [mount("/", "/sys/fs/cgroup")]),
            ("1:name=systemd:/", [mount("/", "/sys/fs/cgroup")]),
        ],
    )
    def test_what_is_out_of_sight_is_not_guessed(self, tmp_path: Path, group: str, mounts: list[str]) -> None:
        with pytest.raises(OSError, match="no hierarchy of version 2"):
            find(proc_of(tmp_path, group, *mounts))

    def test_controllers_that_are_used_elsewhere_are_named(self, tmp_path: Path) -> None:
        Kernel(tmp_path / "cgroup", "cpu pids")
        proc = proc_of(tmp_path / "proc", "0::/", mount("/", str(tmp_path / "cgroup")))
        with pytest.raises(OSError, match="has no memory controller"):
            find(proc)

    def test_a_group_of_root_is_not_ours(
        self, tmp_path: Path, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(OSError, match="not ours to write to"):
            find(proc_of(tmp_path / "proc", "0::/", mount("/", str(kernel.root))))

    def test_a_group_that_others_live_in_is_left_alone(self, tmp_path: Path, kernel: Kernel) -> None:
        (tmp_path / "proc").mkdir()
        proc = proc_of(tmp_path / "proc", "0::/run.scope", mount("/", str(kernel.root)))
        before = tree(kernel.scope(os.getpid(), 77))
        with pytest.raises(OSError, match="process 77, which is none of ours"):
            find(proc)
        assert tree(kernel.root / "run.scope") == before


class TestAFolderOfGroups:
    """What one sandbox makes of the group that it is in."""

    def test_processes_make_room_and_come_back(self, kernel: Kernel) -> None:
        scope = kernel.scope(os.getppid(), os.getpid())
        before = tree(scope)
        groups = Groups(scope, None)
        assert not (scope / "cgroup.procs").read_text()
        assert (scope / "r1ci-others" / "cgroup.procs").read_text() == before["cgroup.procs"]
        group = groups.group(0)
        group.limit(1000, 8)
        limits = {
            name: (group.path / name).read_text() for name in ("memory.max", "memory.swap.max", "pids.max")
        }
        assert limits == {"memory.max": "1000", "memory.swap.max": "0", "pids.max": "8"}
        assert (group.path / "memory.oom.group").read_text() == "1"
        groups.close()
        assert tree(scope) == before

    def test_where_groups_are_limited_already_nobody_moves(self, kernel: Kernel) -> None:
        kernel.write(kernel.root / "cgroup.subtree_control", "+memory +pids")
        kernel.write(kernel.root / "cgroup.procs", str(os.getpid()))
        before = tree(kernel.root)
        groups = Groups(kernel.root, None)
        assert (kernel.root / "cgroup.procs").read_text() == f"{os.getpid()}\n"
        groups.close()
        assert tree(kernel.root) == before

    def test_where_nobody_needs_to_move_what_was_switched_on_is_switched_off(self, kernel: Kernel) -> None:
        kernel.write(kernel.root / "cgroup.procs", str(os.getpid()))
        before = tree(kernel.root)
        groups = Groups(kernel.root, None)
        groups.group(0).limit(1000, 8)
        groups.close()
        assert tree(kernel.root) == before

    def test_of_two_sandboxes_the_last_one_puts_things_back(self, kernel: Kernel) -> None:
        scope = kernel.scope(os.getpid())
        before = tree(scope)
        first, second = Groups(scope, None), Groups(scope, None)
        first.close()
        second.group(0).limit(1000, 8)
        second.close()
        assert tree(scope) == before

    def test_others_are_not_moved(self, kernel: Kernel) -> None:
        scope = kernel.scope(os.getpid(), 77)
        before = tree(scope)
        with pytest.raises(OSError, match="none of ours"):
            Groups(scope, None)
        assert tree(scope) == before

    def test_what_a_killed_sandbox_left_is_removed_and_that_of_a_living_one_is_not(
        self, kernel: Kernel
    ) -> None:
        scope = kernel.scope()
        dead, living = scope / f"r1ci-{1 << 22}-00000000", scope / "r1ci-1-00000000"
        for path in (dead, dead / "call-0", living):
            kernel.make(path)
        kernel.write(dead / "call-0" / "cgroup.procs", "77")
        Groups(scope, None).close()
        assert not dead.exists()
        assert living.exists()

    def test_who_clones_children_into_the_groups_may_do_so(
        self, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[tuple[str, int]] = []
        monkeypatch.setattr(os, "chown", lambda path, user, _: opened.append((Path(path).parent.name, user)))
        groups = Groups(kernel.scope(), 65534)
        groups.group(0)
        assert opened == [(groups.path.name, 65534), ("templates", 65534), ("call-0", 65534)]
        groups.hold(77)
        assert (groups.path / "templates" / "cgroup.procs").read_text() == "77\n"


class TestAGroup:
    """One place, used by one call after another."""

    @pytest.fixture
    def group(self, kernel: Kernel) -> Group:
        return Groups(kernel.scope(), None).group(0)

    def test_limits_are_written_when_they_change(self, kernel: Kernel, group: Group) -> None:
        written = []
        for limits in ((1000, 8), (1000, 8), (2000, 8)):
            kernel.written.clear()
            group.limit(*limits)
            written.append([name for name, _ in kernel.written])
        assert written[0] == ["memory.swap.max", "memory.oom.group", "memory.max", "pids.max"]
        assert written[1:] == [[], ["memory.max", "pids.max"]]

    def test_limits_that_the_kernel_does_not_know_are_an_error(self, group: Group) -> None:
        (group.path / "memory.max").unlink()
        with pytest.raises(FileNotFoundError):
            group.limit(1000, 8)

    def test_a_kill_for_want_of_memory_is_told_once(self, group: Group) -> None:
        assert not group.ran_out()
        (group.path / "memory.events").write_text("oom 3\noom_kill 2\noom_group_kill 1\n")
        assert group.ran_out()
        assert not group.ran_out()

    def test_all_in_it_end_at_one_stroke(self, kernel: Kernel, group: Group) -> None:
        kernel.write(group.path / "cgroup.procs", "77")
        group.kill()
        assert not (group.path / "cgroup.procs").read_text()


SUPERVISOR = """
from r1ci_bench.sandbox.jail import cgroup, slots, supervisor
from r1ci_bench.sandbox.jail.hierarchy import find
{}
supervisor.main()
"""
WITHOUT_CONTROLLERS = SUPERVISOR.format(
    "cgroup.Group.limit = lambda *_: None\n"
    "slots._groups = lambda: cgroup.Groups(find(controllers=()), cgroup.owner(), ())"
)
GONE = SUPERVISOR.format("def gone(): raise OSError(2, 'gone')\nslots.find = gone")


def jailed_by(supervisor: str, monkeypatch: pytest.MonkeyPatch) -> JailSandbox:
    """A sandbox whose probe says that groups can be had, with this program for a supervisor."""
    claims = LayerReport(name="cgroup", holds=True, detail="", required=False)
    others = [each for each in layer_reports() if each.name != "cgroup"]
    monkeypatch.setattr(client, "layer_reports", lambda: (claims, *others))
    command = [sys.executable, "-P", "-c", supervisor]
    monkeypatch.setattr(client, "command", lambda _, *arguments: [*command, *arguments])
    return JailSandbox(SandboxOptions(concurrency=2))


@pytest.mark.usefixtures("jail_works")
class TestOnThisKernel:
    """With real groups, even where they limit nothing."""

    def test_each_call_is_born_in_a_group_of_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        try:
            parent = find(controllers=())
            Groups(parent, None, ()).close()
        except OSError as error:
            pytest.skip(f"no groups here: {error}")
        before = {path.name for path in parent.iterdir()}

        async def body() -> None:
            sandbox = jailed_by(WITHOUT_CONTROLLERS, monkeypatch)
            code = "import os, time\nif os.fork() == 0: time.sleep(60)\nprint('born')\ntime.sleep(60)"
            try:
                calls = [
                    asyncio.create_task(sandbox.execute(code, Policy(preload=(), wall_seconds=3.0)))
                    for _ in range(2)
                ]
                (folder,) = await asyncio.to_thread(made_in, parent, before)
                counts = {"call-0": 3, "call-1": 3, "templates": 1, folder.name: 0}
                # The third is that of the process that waits for the next call.
                inside = await asyncio.to_thread(settled, folder, counts | {"call-2": 2})
                assert inside
                for call in calls:
                    done = await call
                    assert (done.ending, done.stdout, done.layers[0]) == ("wall_time", "born\n", "cgroup")
            finally:
                await sandbox.aclose()

        asyncio.run(body())
        assert {path.name for path in parent.iterdir()} == before

    def test_where_groups_have_gone_memory_is_watched_and_no_execution_claims_them(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def body() -> None:
            sandbox = jailed_by(GONE, monkeypatch)
            try:
                done = await sandbox.execute(CHILDREN, Policy(preload=(), **LIMITS))
                assert done.ending == "memory"
                assert "cgroup" not in done.layers
            finally:
                await sandbox.aclose()

        asyncio.run(body())

    def test_the_kernel_limits_the_memory_of_all_processes_together(self, jailed: RunCode) -> None:
        if not any(each.name == "cgroup" and each.holds for each in layer_reports()):
            pytest.skip("no control groups with a memory controller here")
        done = jailed(CHILDREN, **LIMITS)
        assert (done.ending, done.layers[0]) == ("memory", "cgroup")
        assert jailed("print('next')", **LIMITS).stdout == "next\n"
        assert jailed(SHARING, **LIMITS).stdout == "shared\n"
        files = jailed("for n in range(100): open(f'{n}', 'wb').write(bytes(1 << 20))", **LIMITS)
        assert files.ending == "exited"


def made_in(parent: Path, before: set[str]) -> list[Path]:
    found: list[Path] = []

    def look() -> bool:
        found[:] = [
            path for path in parent.iterdir() if path.name.startswith("r1ci-") and path.name not in before
        ]
        return bool(found)

    assert eventually(look)
    return found


def settled(folder: Path, counts: dict[str, int]) -> bool:
    def look() -> bool:
        found = {path.parent.name: len(path.read_text().split()) for path in folder.rglob("cgroup.procs")}
        return found == counts

    return eventually(look)


def test_a_template_has_nothing_of_groups_and_users_in_its_memory() -> None:
    """Each call is a copy of that memory, and costs by the page."""
    code = "import sys, r1ci_bench.sandbox.jail.template\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    there = {name.removeprefix("r1ci_bench.sandbox.jail.") for name in done.stdout.split()}
    assert "child" in there
    assert there.isdisjoint({"cgroup", "hierarchy", "users", "remedies", "usage", "watch", "supervisor"})
