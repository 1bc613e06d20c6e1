"""Attacks on other processes: those of the harness, of the sandbox, and of nobody in particular."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, ends, prints, refused

DENIED = ("EPERM", "ENOSYS")

PROCESSES = (
    Attack(
        name="trace processes",
        harm="attaches to the first process, its parent and itself, and reads their memory with ptrace",
        code="""
PTRACE = (101, 117)
for pid in (1, os.getppid(), @victim@, @harness@, @helpers@):
    attempt(f"attach {pid}", lambda: call(PTRACE, 16, pid, 0, 0))
    attempt(f"seize {pid}", lambda: call(PTRACE, 0x4206, pid, 0, 0))
attempt("be traced", lambda: call(PTRACE, 0, 0, 0, 0))
child = os.fork()
if child == 0:
    import signal
    signal.pause()
attempt("trace its child", lambda: call(PTRACE, 16, child, 0, 0))
os.kill(child, 9)
""",
        check=refused(14, *DENIED),
    ),
    Attack(
        name="read and write memory of others",
        harm="moves memory between processes without tracing them",
        code="""
buffer = ctypes.create_string_buffer(64)
vector = (ctypes.c_ulong * 2)(ctypes.addressof(buffer), 64)
for pid in (1, os.getpid(), @victim@, @harness@):
    attempt("read", lambda: call((310, 270), pid, vector, 1, vector, 1, 0))
    attempt("write", lambda: call((311, 271), pid, vector, 1, vector, 1, 0))
    attempt("compare", lambda: call((312, 272), pid, os.getpid(), 0, 1, 1))
    attempt("advise", lambda: call((440, 440), pid, vector, 1, 4, 0))
    attempt("move pages", lambda: call((279, 239), pid, 0, 0, 0, 0, 0))
handle = os.pidfd_open(1)
attempt("take a descriptor", lambda: call((438, 438), handle, 0, 0))
""",
        check=refused(21, *DENIED),
    ),
    Attack(
        name="kill the harness",
        harm="signals the harness, its helpers and a program of the same user, in every way there is",
        code="""
import signal
for pid in (@victim@, @harness@, @helpers@):
    for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGUSR1, 0):
        attempt("kill", lambda: os.kill(pid, number))
    attempt("group", lambda: os.killpg(pid, signal.SIGKILL))
    attempt("thread", lambda: call((234, 131), pid, pid, 9))
    attempt("tkill", lambda: call((200, 130), pid, 9))
    attempt("queue", lambda: call((129, 138), pid, 9, ctypes.create_string_buffer(128)))
    attempt("descriptor", lambda: signal.pidfd_send_signal(os.pidfd_open(pid), signal.SIGKILL))
""",
        check=refused(36, "ESRCH", "EPERM"),
    ),
    Attack(
        name="kill everybody",
        harm="sends a signal to all processes that it may signal",
        code="""
import signal
for number in (signal.SIGUSR1, signal.SIGTERM, signal.SIGKILL):
    attempt("everybody", lambda: os.kill(-1, number))
""",
        check=refused(3, "ESRCH", "EPERM"),
    ),
    Attack(
        name="kill the first process",
        harm="ends the process that reports for it, so that the sandbox seems to have broken",
        code="""
import signal
for number in range(1, 65):
    os.kill(1, number)
    try:
        signal.pidfd_send_signal(os.pidfd_open(1), number)
    except OSError:
        pass
print("still here")
os._exit(3)
""",
        check=all_of(ends("exited", code=3), prints("still here\n")),
    ),
    Attack(
        name="starve the first process",
        harm="takes memory, descriptors, stack and time from the process that reports for it",
        code="""
import resource, time
starved = False
for which in range(16):
    for limits in ((0, 0), (1, 1)):
        try:
            resource.prlimit(1, which, limits)
            starved = True
        except (OSError, ValueError):
            pass
for action in (lambda: os.setpriority(os.PRIO_PROCESS, 1, 19), lambda: os.sched_setaffinity(1, [0]),
               lambda: os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))):
    try:
        action()
    except OSError:
        pass
print("tried")
until = time.monotonic() + (2 if starved else 0)
while time.monotonic() < until:
    if os.fork() == 0:  # orphans, which the first process must collect
        for _ in range(8):
            try:
                if os.fork() == 0: os._exit(0)
            except OSError:
                pass
        os._exit(0)
    os.wait()
os._exit(3)
""",
        check=all_of(ends("exited", code=3), prints("tried\n")),
    ),
)
