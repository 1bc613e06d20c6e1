"""Where root may make no user namespaces, his own powers jail calls as strictly, or nothing runs."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sandbox.confined import PERFMON, SETUID, SYS_ADMIN, SYS_PTRACE, only_root, run

from r1ci_bench.errors import SandboxFault
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail import client, remedies, users
from r1ci_bench.sandbox.jail.client import JailSandbox
from r1ci_bench.sandbox.jail.privileges import NOBODY
from r1ci_bench.sandbox.jail.probe import layer_reports
from support.processes import children, eventually, with_argument

if TYPE_CHECKING:
    from r1ci_bench.sandbox import LayerReport

PROGRAM = """
import asyncio, json, msgspec
from r1ci_bench.errors import SetupError
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox
async def main():
    sandbox = JailSandbox(SandboxOptions(concurrency=3))
    found = {"layers": sandbox.layers(), "isolated": sandbox.isolated}
    try:
        calls = (sandbox.execute(CODE, Policy(preload=(), processes=8)) for _ in range(3))
        found["done"] = await asyncio.gather(*calls)
    except SetupError as error:
        found["refused"] = [error.message, error.hint]
    await sandbox.aclose()
    print(msgspec.json.encode(found).decode())
asyncio.run(main())
"""

# Tells who it is and how many it can be, and stays until the others are at it, too.
COUNTING = """
import os, time
status = dict(line.split(":") for line in open("/proc/self/status")) if os.path.exists("/proc/self") else {}
children = []
try:
    while True:
        child = os.fork()
        if child == 0:
            time.sleep(60)
        children.append(child)
except OSError:
    pass
time.sleep(1)
print(os.getuid(), os.getgid(), len(os.getgroups()), len(children), os.stat(".").st_uid, sorted(status))
"""
POWERLESS = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for name, call in {
    "setuid": lambda: os.setuid(0),
    "mount": lambda: None if libc.mount(b"none", b"/run/scratch", b"tmpfs", 0, None) == 0 else 1 / 0,
    "chroot": lambda: os.chroot("."),
    "chown": lambda: os.chown(".", 0, 0),
    "sethostname": lambda: None if libc.sethostname(b"mine", 4) == 0 else 1 / 0,
    "write": lambda: open("/usr/mine", "w"),
    "nice": lambda: os.nice(-1),
}.items():
    try:
        call()
        print(name)
    except (OSError, ZeroDivisionError):
        pass
"""


def in_cell(code: str, **how: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(f"CODE = {code!r}\n{PROGRAM}", **how))
    return found


@only_root
@pytest.mark.usefixtures("jail_works")
class TestRootWithHisPowers:
    def test_each_call_is_a_user_of_its_own_and_counted_alone(self) -> None:
        found = in_cell(COUNTING, user_namespaces=False)
        assert found["isolated"]
        told = [done["stdout"].split(maxsplit=5) for done in found["done"]]
        users_of_calls = {int(each[0]) for each in told}
        assert len(users_of_calls) == 3
        assert min(users_of_calls) >= 1 << 30
        for user, group, groups, many, owner, status in told:
            assert (group, groups, many, owner, status) == (user, "0", "7", user, "[]\n")

    def test_reports_and_executions_tell_what_takes_the_place_of_what(self) -> None:
        found = in_cell("print(1)", user_namespaces=False)
        layers = {each["name"]: each for each in found["layers"]}
        assert not layers["user_namespace"]["holds"]
        assert not layers["user_namespace"]["required"]
        assert "own_user" in layers["user_namespace"]["detail"]
        assert layers["own_user"]["holds"]
        held = [name for name, each in layers.items() if each["holds"]]
        assert all(done["layers"] == held for done in found["done"])
        assert {"own_user", "pid_namespace", "network_namespace", "mount_namespace", "seccomp"} <= set(held)

    def test_nothing_of_roots_powers_is_left_to_the_code(self) -> None:
        found = in_cell(POWERLESS, user_namespaces=False)
        assert [(done["exit_code"], done["stdout"]) for done in found["done"]] == [(0, "")] * 3

    def test_user_namespaces_alone_are_enough(self) -> None:
        found = in_cell(COUNTING, without=(SYS_ADMIN, SYS_PTRACE, PERFMON))
        assert "user_namespace" in found["done"][0]["layers"]
        assert found["done"][0]["stdout"].split()[:4] == [str(NOBODY), str(NOBODY), "0", "7"]

    @pytest.mark.parametrize(("lacking", "name"), [(SYS_ADMIN, "SYS_ADMIN"), (SETUID, "SETUID")])
    def test_where_they_do_not_suffice_the_remedy_names_what_is_lacking(
        self, lacking: int, name: str
    ) -> None:
        found = in_cell("print(1)", user_namespaces=False, without=(lacking,))
        assert not found["isolated"]
        message, hint = found["refused"]
        assert "user_namespace does not hold" in message
        assert name in hint

    def test_an_ordinary_user_is_refused_and_told_why(self) -> None:
        if not all(parent.stat().st_mode & 1 for parent in Path(sys.executable).resolve().parents):
            pytest.skip("this interpreter is not for everybody")
        found = in_cell("print(1)", user_namespaces=False, user=NOBODY - 1)
        assert "user_namespace does not hold" in found["refused"][0]
        assert "max_user_namespaces" in found["refused"][1]


@pytest.fixture
def made_do(jail_works: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's root, as though it refused user namespaces."""
    swapped: list[LayerReport] = [
        msgspec.structs.replace(each, name="own_user") if each.name == "user_namespace" else each
        for each in layer_reports()
    ]
    monkeypatch.setattr(client, "layer_reports", lambda: tuple(swapped))


@only_root
@pytest.mark.usefixtures("made_do")
class TestOnThisMachine:
    def test_it_works_without_a_user_namespace_around_it(self) -> None:
        async def body() -> None:
            sandbox = JailSandbox(SandboxOptions(concurrency=1))
            try:
                policy = Policy(preload=(), processes=8)
                calls = [await sandbox.execute(COUNTING, policy) for _ in range(10)]
                assert all("own_user" in call.layers for call in calls)
                # Places are used again: one has the call, one the process that waits for the next, and one
                # the process of the last call, which may still be on its way out.
                assert len({call.stdout.split()[0] for call in calls}) <= 5
                # Nobody of an earlier call is counted any more.
                assert {call.stdout.split()[3] for call in calls} == {"7"}
            finally:
                await sandbox.aclose()

        asyncio.run(body())

    def test_calls_end_with_their_supervisor(self) -> None:
        mark = f"{os.getpid()}.1414213"

        async def body() -> None:
            sandbox = JailSandbox(SandboxOptions(concurrency=1))
            call = asyncio.create_task(
                sandbox.execute(f"import os\nos.execvp('sleep', ['sleep', '{mark}'])", Policy(preload=()))
            )
            try:
                assert await asyncio.to_thread(eventually, lambda: with_argument(mark))
                os.kill(supervisor(), 9)
                with pytest.raises(SandboxFault):
                    await call
                assert await asyncio.to_thread(eventually, lambda: not with_argument(mark))
            finally:
                await sandbox.aclose()

        asyncio.run(body())


def supervisor() -> int:
    """The helper that this process's sandbox has started."""
    name = b"r1ci_bench.sandbox.jail.supervisor"
    (pid,) = [pid for pid in children(os.getpid()) if name in Path(f"/proc/{pid}/cmdline").read_bytes()]
    return pid


class TestUnusedUsers:
    """Which users calls get."""

    def proc(self, folder: Path, users_map: str, groups_map: str = "0 0 4294967295") -> str:
        (folder / "self").mkdir(exist_ok=True)
        (folder / "self" / "uid_map").write_text(users_map)
        (folder / "self" / "gid_map").write_text(groups_map)
        return str(folder)

    @given(low=st.integers(0, 1 << 20), count=st.integers(20_000, 1 << 31))
    def test_they_are_mapped_and_nobodys(
        self, tmp_path_factory: pytest.TempPathFactory, low: int, count: int
    ) -> None:
        proc = self.proc(tmp_path_factory.mktemp("proc"), f"{low} 0 {count}")
        first = users.unused(proc)
        assert max(low, 10_000) <= first <= low + count - users.AT_MOST
        assert NOBODY not in range(first, first + users.AT_MOST)

    def test_they_are_far_above_accounts_where_there_is_room(self, tmp_path: Path) -> None:
        assert users.unused(self.proc(tmp_path, "0 0 4294967295")) >= 1 << 30

    @pytest.mark.parametrize(
        ("users_map", "groups_map"),
        [("0 1000 1", "0 1000 1"), ("0 0 65536", "0 0 1"), ("0 0 65536", "70000 0 65536"), ("", "")],
    )
    def test_where_too_few_are_mapped_there_are_none(
        self, tmp_path: Path, users_map: str, groups_map: str
    ) -> None:
        with pytest.raises(OSError, match="free in this user namespace"):
            users.unused(self.proc(tmp_path, users_map, groups_map))


class TestRemedies:
    """What a machine is told to do, by what can be seen of it."""

    def machine(self, folder: Path, files: dict[str, str], powers: int = 0) -> str:
        for name, text in {
            "proc/self/status": f"Name:\tx\nCapEff:\t{powers:016x}\n",
            "proc/self/uid_map": "0 0 4294967295",
            "proc/self/gid_map": "0 0 4294967295",
            **files,
        }.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return str(folder)

    @pytest.mark.parametrize(
        ("setting", "value", "remedy"),
        [
            ("user/max_user_namespaces", "0", "sysctl user.max_user_namespaces="),
            ("kernel/apparmor_restrict_unprivileged_userns", "1", "AppArmor profile"),
            ("kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
        ],
    )
    @pytest.mark.parametrize("user", [0, 1000])
    def test_the_setting_that_refuses_is_named_and_no_other(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        setting: str,
        value: str,
        remedy: str,
        user: int,
    ) -> None:
        monkeypatch.delenv("SLURM_JOB_ID", raising=False)
        monkeypatch.setattr(os, "geteuid", lambda: user)
        told = remedies.namespaces(self.machine(tmp_path, {f"proc/sys/{setting}": value}))
        assert remedy in told
        assert told.count("sysctl") == 1
        assert "CAP_SYS_ADMIN" in told

    def test_root_in_a_container_is_told_what_to_pass(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        settings = {".dockerenv": "", "proc/sys/user/max_user_namespaces": "0"}
        told = remedies.namespaces(self.machine(tmp_path, settings, powers=(1 << 6) | (1 << 7)))
        assert "--cap-add SYS_ADMIN --security-opt seccomp=unconfined" in told
        assert "SETUID" not in told

    def test_a_user_in_a_container_that_forbids_is_told_what_to_pass(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        told = remedies.namespaces(self.machine(tmp_path, {"run/.containerenv": ""}))
        assert told.startswith("start the container with --security-opt seccomp=unconfined")

    def test_who_works_on_a_cluster_is_told_whom_to_ask(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setenv("SLURM_JOB_ID", "1")
        told = remedies.namespaces(self.machine(tmp_path, {"proc/sys/user/max_user_namespaces": "0"}))
        assert told.startswith("ask the cluster's administrators")
        assert "max_user_namespaces" in told

    def test_a_root_who_is_the_only_user_is_told_to_have_more(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        alone = {"proc/self/uid_map": "0 1000 1", "proc/self/gid_map": "0 1000 1"}
        assert "/etc/subuid" in remedies.namespaces(self.machine(tmp_path, alone))

    def test_where_nothing_is_in_sight_all_that_is_known_is_said(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("SLURM_JOB_ID", raising=False)
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        told = remedies.namespaces(self.machine(tmp_path, {}))
        assert told.count("sysctl") == 3
        assert "--security-opt" in told
