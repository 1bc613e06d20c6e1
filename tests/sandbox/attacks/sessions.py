"""Attacks on what several calls share, and on the files that go in and out of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.attacks.attack import Attack, Check, all_of, ends, prints, says

from r1ci_bench.sandbox.policy import Inputs

if TYPE_CHECKING:
    from r1ci_bench.sandbox import Execution

_STATEFUL = {"stateful": True, "wall_seconds": 3.0}


def _fetched(*names: str) -> Check:
    """These files have come out, and no other."""

    def check(done: Execution, _: object) -> list[str]:
        got = sorted(done.files)
        return [] if got == sorted(names) else [f"files are {got}, not {sorted(names)}"]

    return check


SESSIONS = (
    Attack(
        name="state of another session",
        harm="looks for variables, files and processes of a session that is over",
        before=(
            """
import time
mine = "left-behind"
open(mine, "w").write(mine)
if os.fork() == 0:
    while True: time.sleep(600)
""",
        ),
        code="""
print([name for name in globals() if "mine" in name], os.listdir())
attempt("kill", lambda: os.kill(-1, 0))
""",
        policy=_STATEFUL,
        check=all_of(ends("exited", code=0), prints("[] []\nrefused kill ESRCH\n")),
    ),
    Attack(
        name="close the channel of a session",
        harm="closes the descriptor over which its next call would come",
        before=("import os\nos.closerange(3, 1000)\nprint('closed')", "print('whatever')"),
        code="print('mine' in globals())",
        policy=_STATEFUL,
        together=True,
        check=all_of(ends("exited", code=0), prints("False\n")),
    ),
    Attack(
        name="flood the channel of a session",
        harm="says that it has ended, thousands of times, under every number",
        before=(
            """
import socket
channel = socket.socket(fileno=os.dup(3))
channel.setblocking(False)
for number in range(100_000):
    for text in (b"%d 0" % (number % 100), b"x" * 60, b"1 99999", b" ", b"2 -1", b"2 \\xb2"):
        try:
            channel.send(text)
        except OSError:
            pass
    if number == 2000:
        break
print("flooded")
""",
        ),
        code="print('here')",
        policy=_STATEFUL,
        together=True,
        check=ends("exited", "wall_time", "cpu_time", "signalled", within=6.0),
    ),
    Attack(
        name="steal the next call of a session",
        harm="leaves a child that takes the next call's code and answers for it",
        before=(
            """
import socket
if os.fork() == 0:
    channel = socket.socket(fileno=3)
    while True:
        number, descriptors, _, _ = socket.recv_fds(channel, 64, 3)
        for descriptor in descriptors:
            try:
                os.write(descriptor, b"stolen")
            except OSError:
                pass
        channel.send(number + b" 0")
print("left")
""",
        ),
        code="print('honest')",
        policy=_STATEFUL,
        together=True,
        check=all_of(ends("exited", "wall_time", within=6.0), says(r"\A(stolen|honest\n)*\Z")),
    ),
    Attack(
        name="two interpreters of one session",
        harm="forks and lets both go on to the next call",
        before=(
            "import os\nfirst = os.getpid()\nfor _ in range(6): os.fork()",
            "print(os.getpid() == first)",
        ),
        code="print(os.getpid() == first)",
        policy=_STATEFUL,
        together=True,
        check=all_of(ends("exited", code=0), prints("True\n")),
    ),
    Attack(
        name="stop between two calls",
        harm="stops itself and everybody at the end of a call, so that the next one never starts",
        before=(
            """
import signal, threading, time
def stop():
    time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGSTOP)
threading.Thread(target=stop, daemon=True).start()
print("over")
""",
        ),
        code="import time\ntime.sleep(0.2)\nprint('went on')",
        policy=_STATEFUL,
        together=True,
        check=ends("exited", "wall_time", within=6.0),
    ),
    Attack(
        name="end between two calls",
        harm="ends when nobody asks it, to have the loss taken for a fault",
        before=("import threading, time\nprint('over')\nthreading.Timer(0.0, os._exit, (0,)).start()",),
        code="print('next')",
        policy=_STATEFUL,
        together=True,
        may_lose_state=True,
        check=ends("exited", "signalled"),
    ),
    Attack(
        name="leave a session's processes running",
        harm="leaves children that would outlive the session",
        before=("import subprocess\nsubprocess.Popen(['sleep', '600', '0.@mark@'], start_new_session=True)",),
        code="import subprocess\nsubprocess.Popen(['sleep', '600', '0.@mark@'])\nprint('left')",
        policy=_STATEFUL,
        together=True,
        check=all_of(ends("exited", code=0), prints("left\n")),
    ),
    Attack(
        name="have links fetched",
        harm="leaves links to files of the machine where files are fetched from",
        code="""
os.symlink("@canary@", "link")
os.symlink("/etc/passwd", "other")
os.symlink("@folder@", "folder")
os.symlink("/", "root")
open("plain", "w").write("plain")
""",
        inputs=Inputs(fetch=("link", "other", "folder/canary", "root/etc/passwd", "plain")),
        check=all_of(ends("exited", code=0), _fetched("plain")),
    ),
    Attack(
        name="have fetched what is no file",
        harm="leaves pipes, folders and files without an end where files are fetched from",
        code="""
os.mkfifo("pipe")
os.mkdir("folder")
os.mkdir("locked")
open("locked/file", "w").write("x")
os.chmod("locked", 0)
os.symlink("/dev/zero", "zero")
open("plain", "w").write("plain")
""",
        inputs=Inputs(fetch=("pipe", "folder", "locked/file", "zero", "plain", "missing")),
        check=all_of(ends("exited", code=0), _fetched("plain")),
    ),
    Attack(
        name="have too much fetched",
        harm="leaves files as large as there may be any, and larger",
        code="""
for name, size in (("exact", 4 << 20), ("again", 4 << 20), ("more", (4 << 20) + 1)):
    try:
        os.truncate(os.open(name, os.O_CREAT | os.O_RDWR), size)
    except OSError:
        pass
print("left")
""",
        inputs=Inputs(fetch=("exact", "again", "more")),
        check=all_of(
            ends("exited", code=0),
            prints("left\n"),
            lambda done, _: ["more"] if sum(map(len, done.files.values())) > 4 << 20 else [],
        ),
    ),
    Attack(
        name="change files while they are fetched",
        harm="leaves children that grow, cut and replace the files that are fetched",
        code="""
open("file", "w").write("x")
for number in range(3):
    if os.fork() == 0:
        while True:
            try:
                descriptor = os.open("file", os.O_CREAT | os.O_RDWR)
                os.truncate("file", 1 << 20)
                os.truncate("file", 0)
                os.symlink("@canary@", f"link{number}")
                os.replace(f"link{number}", "file")
                os.unlink("file")
                os.close(descriptor)
            except OSError:
                pass
print("left")
""",
        inputs=Inputs(fetch=("file",)),
        policy={"wall_seconds": 5.0},
        check=all_of(ends("exited", code=0, within=10.0), prints("left\n")),
    ),
    Attack(
        name="starve the one who fetches",
        harm="leaves the first process no room to write the files that are fetched",
        code="""
import resource
for which in (resource.RLIMIT_FSIZE, resource.RLIMIT_AS, resource.RLIMIT_DATA, resource.RLIMIT_NOFILE):
    try:
        resource.prlimit(1, which, (0, 0))
    except OSError:
        pass
open("plain", "w").write("plain")
""",
        inputs=Inputs(fetch=("plain",)),
        check=ends("exited", code=0),
    ),
)
