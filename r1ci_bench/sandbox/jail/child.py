"""The first process of a call: applies the layers, starts the code, and reports how both went.

It is process 1 of the call's process namespace. Its end is the end of everything that the code started, and
nothing in that namespace can signal it. It reads not one byte of the code.
"""

from __future__ import annotations

import mmap
import os
import resource
import signal
import stat
import time
from typing import TYPE_CHECKING, NoReturn

from msgspec import json

from r1ci_bench.sandbox.jail import (
    code,
    filesystem,
    inputs,
    landlock,
    namespaces,
    privileges,
    program,
    resident,
    rlimits,
    script,
    seccomp,
    tree,
)
from r1ci_bench.sandbox.jail.plan import ORDER, group_name
from r1ci_bench.sandbox.jail.probing import describe
from r1ci_bench.sandbox.jail.syscalls import fork, prctl
from r1ci_bench.sandbox.jail.wire import Ended, Refused, Started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msgspec import Struct

    from r1ci_bench.sandbox.jail.given import Given
    from r1ci_bench.sandbox.jail.plan import Plan
    from r1ci_bench.sandbox.jail.wire import Spawn

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_REHEARSALS = 20


class Prepared:
    """What a template works out once so that its children need not.

    Args:
        plan: The sandbox's plan.
        proc: Descriptor of the host's proc file system.
        groups: Descriptor of the folder of control groups, or -1.
    """

    def __init__(self, plan: Plan, proc: int, groups: int) -> None:
        self.plan = plan
        self.proc = proc
        self._groups = groups
        self._group_of: dict[int, int] = {}
        self.null = os.open("/dev/null", os.O_RDWR)
        self.uid, self.gid = os.geteuid(), os.getegid()
        self.layers = tuple(name for name in ORDER if plan.has(name))
        self.namespaces = tuple(name for name in self.layers if name in namespaces.FLAGS)
        self.filter = seccomp.Filter() if plan.has("seccomp") else None
        self.abi = landlock.abi_version() if plan.has("landlock") else 0
        self.rules = _rules(plan) if plan.has("landlock") else []
        self.base = rlimits.NO_BASE
        self.fork = fork

    def group(self, slot: int) -> int:
        """Descriptor of the control group of a place, or -1."""
        if self._groups < 0:
            return -1
        if slot not in self._group_of:
            flags = os.O_PATH | os.O_DIRECTORY
            self._group_of[slot] = os.open(group_name(slot), flags, dir_fd=self._groups)
        return self._group_of[slot]

    def rehearse(self) -> None:
        """Run what each call runs, as far as it changes nothing here, and note the warm interpreter's size.

        The interpreter rewrites code while that is new, and a child pays for each page that it writes to.
        """
        for _ in range(_REHEARSALS):
            privileges.capabilities()
            if self.abi:
                os.close(landlock.ruleset(self.rules, self.abi))
            json.encode(Started(time.monotonic(), self.layers))
            json.encode(Ended(time.monotonic(), 0, False, 0.0))
            script.rehearse()
        self.base = rlimits.base(self.proc)


def serve(prepared: Prepared, spawn: Spawn, given: Given) -> NoReturn:
    """Be the first process of a call, or of a session.

    Args:
        prepared: What the template has made ready.
        spawn: What it is to run, and how.
        given: The call's descriptors.
    """
    layer = "start"
    try:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        for layer in _steps(prepared, spawn):  # noqa: B007 - names the layer that fails
            pass
        layer = "start"
        if "control" in given.extra:
            resident.serve(prepared, spawn, given)
        _run_one(prepared, spawn, given)
    except BaseException as error:  # noqa: BLE001 - told to the supervisor; nothing may run on into the template
        try:
            _tell(given.status, Refused(layer, describe(error)))
        finally:
            os._exit(1)
    finally:
        os._exit(0)


def _run_one(prepared: Prepared, spawn: Spawn, given: Given) -> None:
    """Start the code, wait for its end, and tell of both."""
    mark = mmap.mmap(-1, mmap.PAGESIZE)
    gate = given.extra.get("gate", -1)
    if gate < 0:
        _tell(given.status, Started(time.monotonic(), prepared.layers))
    code_pid = prepared.fork()
    if code_pid == 0:
        code.become(prepared, spawn, spawn.job, given, mark)
    for descriptor in (given.code, given.out, given.err, prepared.null, prepared.proc):
        os.close(descriptor)
    if gate >= 0:
        os.close(gate)
        # Told only now: the next it does is wait, so that its processor is the code's.
        _tell(given.status, Started(time.monotonic(), prepared.layers))
    wait_status = _wait(code_pid)
    at = time.monotonic()
    # What is to be fetched is read after the end was told: then the end of this process is the sign.
    clear = "pid_namespace" in prepared.namespaces and not spawn.job.fetch
    if clear:
        _clear_away()
    elif "pid_namespace" not in prepared.namespaces:
        tree.kill_below(os.getpid())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = used.ru_utime + used.ru_stime
    compiling = mark[program.COMPILING] == 1
    _tell(given.status, Ended(at, wait_status, mark[0] == 1, spent, compiling, clear=clear))
    if spawn.job.fetch:  # what goes wrong now is no matter of the code's end, which is told already
        inputs.collect(spawn.job.fetch, given.extra["fetched"], spawn.policy.scratch_bytes)


def _steps(prepared: Prepared, spawn: Spawn) -> Iterator[str]:
    """Apply the layers one by one; each name is yielded before its layer is applied."""
    policy = spawn.policy
    plan = prepared.plan
    if plan.has("user_namespace"):
        yield "user_namespace"
        namespaces.map_self(prepared.uid, prepared.gid, prepared.proc)
    if plan.has("own_user"):
        yield "own_user"
        privileges.become(plan.first_user + spawn.slot)
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user takes it away
    if plan.has("mount_namespace"):
        yield "mount_namespace"
        filesystem.mount_scratch(policy.scratch_bytes)
    else:
        yield "scratch"
        os.chdir(str(spawn.scratch))
    if not plan.has("pid_namespace"):
        yield "subreaper"
        prctl(_PR_SET_CHILD_SUBREAPER, 1)
    if plan.has("no_new_privs"):
        yield "no_new_privs"
        privileges.no_new_privileges()
    if plan.has("landlock"):
        yield "landlock"
        scratch = os.open(".", os.O_PATH | os.O_DIRECTORY)
        landlock.apply([*prepared.rules, (scratch, landlock.read_write(prepared.abi))], prepared.abi)
        os.close(scratch)
    if plan.has("rlimits"):
        yield "rlimits"
        rlimits.apply(
            cpu_seconds=policy.session_cpu_seconds if policy.stateful else policy.cpu_seconds,
            # Others' processes must not count; this first process is one of its own.
            processes=policy.processes + 1 if plan.counts_apart else None,
            open_files=policy.open_files,
        )
    if plan.has("privileges"):
        yield "privileges"
        privileges.drop_capabilities()
    if prepared.filter is not None:
        yield "seccomp"
        prepared.filter.apply()


def _rules(plan: Plan) -> list[tuple[int, int]]:
    rules = []
    for path in (*plan.layout.libraries, *plan.layout.files, *plan.layout.devices):
        descriptor = os.open(path, os.O_PATH)
        if path in plan.layout.devices:
            rights = landlock.DEVICE
        elif stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights = landlock.READ_ONLY
        else:
            rights = landlock.READ_ONLY & ~landlock.READ_DIR
        rules.append((descriptor, rights))
    return rules


def _wait(code_pid: int) -> int:
    """Reap whatever ends, until the code itself does."""
    while True:
        pid, status = os.wait()
        if pid == code_pid:
            return status


def _clear_away() -> None:
    """End all that the code has left in this process namespace, and see it gone: all of it ends up here."""
    try:
        while True:
            os.kill(-1, signal.SIGKILL)
            os.wait()
    except (ProcessLookupError, ChildProcessError):
        return


def _tell(status: int, message: Struct) -> None:
    os.write(status, json.encode(message) + b"\n")
