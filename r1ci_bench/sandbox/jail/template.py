"""A warm interpreter: imports modules once, then clones a child for each call.

It never reads code or output: those pass by it as descriptors, so that nothing of one call is in the memory
from which another is cloned. It has one thread, since a clone copies only one.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
import sys
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.sandbox.jail import child, filesystem, memory, namespaces, privileges, script
from r1ci_bench.sandbox.jail.given import MOST, Given
from r1ci_bench.sandbox.jail.plan import Plan
from r1ci_bench.sandbox.jail.probing import describe
from r1ci_bench.sandbox.jail.syscalls import prctl
from r1ci_bench.sandbox.jail.wire import Ready, Reap, Spawn, Spawned

if TYPE_CHECKING:
    from collections.abc import Callable

    from msgspec import Struct

_PR_SET_PDEATHSIG = 1
_MOST_BYTES = 1 << 16
_OUR_PACKAGE = "r1ci_bench"

# Made now: msgspec resolves annotations through sys.modules, from which this package is about to be taken.
_decode = msgspec.json.Decoder(Spawn | Reap).decode

# Parts of a package that it imports only when they are first used, and that most programs do use.
_LAZY_PARTS = {"numpy": ("numpy.random", "numpy.linalg", "numpy.fft")}


def main() -> None:
    """Serve the supervisor until it is gone. Arguments: descriptor of the socket, the plan, the modules."""
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    plan = msgspec.json.decode(sys.argv[2], type=Plan)
    modules = msgspec.json.decode(sys.argv[3], type=tuple[str, ...])
    try:
        prepared = _prepare(plan)
    except Exception as error:  # noqa: BLE001 - whatever it was, no code may run here
        _send(control, Ready("layer_failed", f"a template cannot be isolated: {describe(error)}"))
        return
    try:
        _warm_up(modules, prepared)
    except Exception as error:  # noqa: BLE001 - importing a module may raise anything
        _send(control, Ready("preload_failed", f"a module cannot be preloaded: {describe(error)}"))
        return
    _forget_ourselves(plan)
    script.open_streams()
    prepared.rehearse()
    memory.settle(prepared.proc)
    _send(control, Ready())
    _loop(control, prepared)


def _prepare(plan: Plan) -> child.Prepared:
    """Enter the jail's file system and leave user 0, before anything is imported for the code."""
    _as_in_a_new_session()
    proc = os.open("/proc", os.O_PATH | os.O_DIRECTORY)
    root = os.geteuid() == 0
    # Without a user namespace to be strong in, it takes some of root's powers to clone into the others.
    keep = privileges.makers() if plan.has("own_user") else 0
    groups = os.open(plan.groups, os.O_PATH | os.O_DIRECTORY) if plan.groups else -1
    if plan.has("mount_namespace"):
        uid, gid = os.geteuid(), os.getegid()
        if root and privileges.held() >> privileges.SYS_ADMIN & 1:
            namespaces.unshare(["mount_namespace"])
        elif root:
            namespaces.unshare_as_root()
        else:
            namespaces.unshare(["user_namespace", "mount_namespace"])
            namespaces.map_self(uid, gid, proc)
        filesystem.enter(plan.layout)
    if plan.has("privileges") and root:
        privileges.become_nobody(keep)
    _be_first_to_go(proc)
    return child.Prepared(plan, proc, groups)


def _as_in_a_new_session() -> None:
    """Undo what whoever started the harness does to signals: `nohup`, say, or a scheduler's worker."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for number in signal.valid_signals() - {signal.SIGPIPE, signal.SIGXFSZ}:  # the interpreter ignores these
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a handler would let the code interrupt its first process


def _be_first_to_go(proc: int) -> None:
    """Where memory runs out, the kernel shall take a call and not the harness."""
    file = os.open("self/oom_score_adj", os.O_WRONLY, dir_fd=proc)
    try:
        os.write(file, b"1000")
    finally:
        os.close(file)


def _warm_up(modules: tuple[str, ...], prepared: child.Prepared) -> None:
    register = os.register_at_fork

    def note(**hooks: Callable[[], object]) -> None:
        # What the standard library does at a fork, a single thread that is then seeded anew can do without.
        asking = sys._getframe(1).f_globals.get("__name__", "")  # noqa: SLF001 - there is no public way
        if asking.partition(".")[0] not in sys.stdlib_module_names:
            prepared.fork = os.fork
        register(**hooks)

    os.register_at_fork = note  # type: ignore[assignment]
    for module in modules:
        importlib.import_module(module)
        for part in _LAZY_PARTS.get(module, ()):
            importlib.import_module(part)
    os.register_at_fork = register
    # A folder has a link from each folder in it, and two of its own.
    if os.stat("self/task", dir_fd=prepared.proc).st_nlink > 3:
        raise RuntimeError(f"one of {', '.join(modules)} starts threads when it is imported")


def _forget_ourselves(plan: Plan) -> None:
    """Take out of the code's sight what the template needed: its modules, paths and variables."""
    for name in [name for name in sys.modules if name.partition(".")[0] == _OUR_PACKAGE]:
        del sys.modules[name]
    sys.path[:] = plan.layout.search
    sys.path_importer_cache.clear()
    extra = [entry for entry in plan.layout.search if not entry.startswith((sys.prefix, sys.base_prefix))]
    os.environ.pop("PYTHONPATH", None)
    if extra:
        os.environ["PYTHONPATH"] = os.pathsep.join(extra)


def _loop(control: socket.socket, prepared: child.Prepared) -> None:
    while True:
        body, descriptors, _, _ = socket.recv_fds(control, _MOST_BYTES, MOST)
        if not body:
            return
        message = _decode(body)
        if isinstance(message, Reap):
            os.waitpid(message.pid, 0)
            continue
        script.reseed()
        try:
            pid, ours = namespaces.clone(prepared.namespaces, prepared.group(message.slot))
        except OSError as error:
            _send(control, Spawned(message.job.call, 0, ours=False, message=describe(error)))
        else:
            if pid == 0:
                control.close()
                child.serve(prepared, message, Given(message.job, descriptors))
            _send(control, Spawned(message.job.call, pid, ours))
        for descriptor in descriptors:
            os.close(descriptor)


def _send(control: socket.socket, message: Struct) -> None:
    control.send(msgspec.json.encode(message))


if __name__ == "__main__":
    main()
