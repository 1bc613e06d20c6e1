"""Attacks by not ending, by leaving something behind, or by ending in ways that are hard to tell."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, ends, prints, says

_IGNORE = """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
"""

ENDINGS = (
    Attack(
        name="ignore SIGTERM",
        harm="ignores all signals that can be ignored, and waits",
        code=_IGNORE + "print('ignoring')\nwhile True: signal.pause()",
        check=all_of(ends("wall_time", by=9, within=4.0), prints("ignoring\n")),
        policy={"wall_seconds": 0.7},
    ),
    Attack(
        name="block signals",
        harm="blocks all signals in all threads and keeps busy",
        code="""
import signal, threading
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
def busy():
    while True: pass
for _ in range(3): threading.Thread(target=busy, daemon=True).start()
print("blocking")
busy()
""",
        check=all_of(ends("wall_time", "cpu_time", within=5.0), prints("blocking\n")),
        policy={"wall_seconds": 2.0, "cpu_seconds": 1.0},
    ),
    Attack(
        name="ignore the end of its time",
        harm="ignores the signal that says that its processor time is over",
        code="import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass",
        check=ends("cpu_time", within=6.0),
        policy={"wall_seconds": 6.0, "cpu_seconds": 1.0},
    ),
    Attack(
        name="daemon",
        harm="leaves a daemon: forked twice, in a session of its own, as another program",
        code="""
read, write = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.umask(0)
        os.chdir("/usr")
        os.write(write, b"x")
        os.closerange(0, 100)
        os.execvp("sleep", ["sleep", "600", "@mark@"][:2] + ["0.@mark@"])
    os._exit(0)
os.wait()
os.read(read, 1)
print("left")
""",
        check=all_of(ends("exited", code=0, within=10.0), prints("left\n")),
    ),
    Attack(
        name="children that outlive it and hold its streams",
        harm="ends at once and leaves children that keep the harness waiting for the end of output",
        code="""
import subprocess
for _ in range(5): subprocess.Popen(["sleep", "600", "0.@mark@"])
print("over")
""",
        check=all_of(ends("exited", code=0, within=10.0), prints("over\n")),
    ),
    Attack(
        name="children that ignore signals and outlive it",
        harm="leaves children in sessions of their own that ignore and block everything",
        code=_IGNORE
        + """
import time
for _ in range(5):
    if os.fork() == 0:
        os.setsid()
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
        libc.prctl(1, 0, 0, 0, 0)
        libc.prctl(36, 1, 0, 0, 0)
        while True: time.sleep(600)
os._exit(6)
""",
        check=ends("exited", code=6, within=10.0),
    ),
    Attack(
        name="children that go on forking",
        harm="leaves children that are never the same from one look to the next",
        code="""
if os.fork() == 0:
    while True:
        try:
            if os.fork(): os._exit(0)
            os.setsid()
        except OSError:
            pass
print("over")
""",
        check=all_of(ends("exited", code=0, within=10.0), prints("over\n")),
    ),
    Attack(
        name="stop itself",
        harm="stops itself with a signal, so that it neither runs nor ends",
        code="import signal\nprint('stopping')\nos.kill(os.getpid(), signal.SIGSTOP)\nprint('went on')",
        check=all_of(ends("wall_time", by=9, within=4.0), prints("stopping\n")),
        policy={"wall_seconds": 0.7},
    ),
    Attack(
        name="stop everything",
        harm="stops every process that it can reach, those that watch it first of all",
        code="""
import signal
if os.fork() == 0:
    while True: signal.pause()
for target in (1, os.getppid(), 0, -1):
    try:
        os.kill(target, signal.SIGSTOP)
    except OSError:
        pass
print("went on")
""",
        check=ends("wall_time", by=9, within=4.0),
        policy={"wall_seconds": 0.7},
    ),
    Attack(
        name="stop the first process",
        harm="stops the process that reports how it ended",
        code="""
import signal
for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU): os.kill(1, number)
print("tried")
os._exit(4)
""",
        check=all_of(ends("exited", code=4, within=10.0), prints("tried\n")),
    ),
    Attack(
        name="end as somebody else's signal",
        harm="ends by the signal that a limit would send, long before the limit",
        code="import signal\nprint('now')\nsys.stdout.flush()\nos.kill(os.getpid(), signal.SIGKILL)",
        check=all_of(ends("signalled", by=9), prints("now\n")),
    ),
    Attack(
        name="kill its own group",
        harm="kills its process group, which the first process may be in",
        code="import signal\nprint('now')\nos.killpg(0, signal.SIGTERM)\nsignal.pause()",
        check=all_of(ends("signalled", by=15), prints("now\n")),
    ),
    Attack(
        name="end many times",
        harm="ends in threads and in children before it ends itself",
        code="""
import threading
for number in range(5):
    if os.fork() == 0: os._exit(100 + number)
child = os.fork()
if child == 0: sys.exit(50)
threading.Thread(target=sys.exit, args=(60,)).start()
while True:
    try: os.wait()
    except ChildProcessError: break
sys.exit(7)
""",
        check=ends("exited", code=7),
    ),
    Attack(
        name="exit code that is none",
        harm="ends with a number that does not fit",
        code="sys.exit(256 * 10 ** 30 + 9)",
        check=ends("exited", code=9),
    ),
    Attack(
        name="thread that never ends",
        harm="comes to its last line with a thread that the interpreter waits for",
        code="""
import threading, time
threading.Thread(target=time.sleep, args=(600,)).start()
print("last")
""",
        check=all_of(ends("wall_time", by=9, within=4.0), prints("last\n")),
        policy={"wall_seconds": 0.7},
    ),
    Attack(
        name="sibling instead of child",
        harm="makes a process whose parent is its own, so that one's end is taken for the other's",
        code="""
import time
made = call((56, 220), 0x8000 | 17, 0, 0, 0, 0)
if made == 0:
    os._exit(99)
time.sleep(0.2)
made = call((56, 220), 0x8000 | 17, 0, 0, 0, 0)
if made == 0:
    time.sleep(600)
print(os.getppid())
os._exit(8)
""",
        check=all_of(ends("exited", code=8, within=10.0), says(r"(?m)^1$")),
    ),
    Attack(
        name="another program in its place",
        harm="becomes a shell that ignores signals and never ends",
        code="""
script = "trap '' TERM INT HUP; echo there; while :; do :; done"
os.execvp("sh", ["sh", "-c", script, "@mark@"])
""",
        check=all_of(ends("wall_time", "cpu_time", by=9, within=5.0), prints("there\n")),
        policy={"wall_seconds": 0.7},
    ),
)
