"""Programs that try to do harm, and fail."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import r1ci_bench
from support.processes import with_argument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.conftest import RunCode

SECRET = "fEa7-secret-of-the-harness"

# Tries one thing and prints how it went, so that a test can tell "refused" from "never tried".
TRY = """
def attempt(action):
    try:
        print("DONE", action())
    except BaseException as error:
        print("REFUSED", type(error).__name__)
"""


@pytest.fixture(scope="module", autouse=True)
def secret_in_the_harness() -> Iterator[None]:
    os.environ["R1CI_TEST_API_KEY"] = SECRET
    yield
    del os.environ["R1CI_TEST_API_KEY"]


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "/etc/shadow",
        "/proc/self/environ",
        "/proc/1/environ",
        "/proc/cpuinfo",
        "/sys/kernel",
        "/dev/mem",
        "/dev/tty",
        str(Path.home()),
        str(Path.cwd()),
        str(Path(r1ci_bench.__file__)),
    ],
)
def test_files_of_the_machine_cannot_be_read(jailed: RunCode, path: str) -> None:
    done = jailed(
        TRY
        + f"""
import os
path = {path!r}
attempt(lambda: os.listdir(path) if os.path.isdir(path) else open(path).read())
"""
    )
    assert done.stdout.startswith("REFUSED"), done.stdout


def test_only_the_interpreter_and_its_libraries_are_in_sight(jailed: RunCode) -> None:
    done = jailed(
        TRY
        + "import os\nfor top in ('/home', '/root', '/var', '/srv', '/mnt'): attempt(lambda: os.listdir(top))"
    )
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["REFUSED"] * 5
    assert jailed("import numpy, sympy; print(sympy.factorint(360))").stdout == "{2: 3, 3: 2, 5: 1}\n"


def test_the_environment_holds_no_secret(jailed: RunCode) -> None:
    done = jailed("import os\nfor name in sorted(os.environ): print(name, os.environ[name])")
    assert SECRET not in done.stdout
    names = {line.split()[0] for line in done.stdout.splitlines()}
    assert names <= {
        *("PATH", "LANG", "HOME", "TMPDIR", "PYTHONHASHSEED", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"),
        *("MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "LD_LIBRARY_PATH"),
    }


@pytest.mark.parametrize("module", ["r1ci_bench.task", "r1ci_symbench.plugin", "r1ci_models.plugin"])
def test_the_benchmark_itself_cannot_be_imported(jailed: RunCode, module: str) -> None:
    """Questions come with solvers and verifiers; code must not ask those."""
    done = jailed(f"import sys\nprint([name for name in sys.modules if 'r1ci' in name])\nimport {module}")
    assert done.stdout == "[]\n"
    assert "ModuleNotFoundError" in done.stderr


def test_the_network_cannot_be_reached(jailed: RunCode) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = jailed(
            TRY
            + f"""
import socket, urllib.request, subprocess, sys
attempt(lambda: socket.create_connection(("127.0.0.1", {port}), timeout=5))
attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
attempt(lambda: socket.socket(socket.AF_UNIX))
attempt(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
attempt(lambda: socket.create_server(("127.0.0.1", 0)))
attempt(lambda: urllib.request.urlopen("http://127.0.0.1:{port}", timeout=5))
attempt(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
program = "import socket; socket.create_connection(('127.0.0.1', {port}), timeout=5)"
code = subprocess.run([sys.executable, "-c", program], capture_output=True).returncode
print("DONE" if code == 0 else "REFUSED")
"""
        )
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["REFUSED"] * 8, done


def test_a_fork_bomb_stays_within_its_limit_and_ends(jailed: RunCode) -> None:
    done = jailed(
        """
import os, time
made = 0
try:
    while made < 1000:
        if os.fork() == 0:
            time.sleep(1000)
        made += 1
except BlockingIOError:
    print(made)
""",
        processes=20,
    )
    assert done.stdout == "19\n"  # and the first one makes 20
    assert done.ok


def test_a_fork_bomb_that_never_stops_is_over_at_its_time(jailed: RunCode) -> None:
    done = jailed(
        "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass",
        processes=16,
        wall_seconds=1.0,
    )
    assert done.ending in ("wall_time", "cpu_time")


def test_threads_count_as_processes(jailed: RunCode) -> None:
    done = jailed(
        "import threading\nstop = threading.Event()\n"
        "try:\n  for _ in range(100): threading.Thread(target=stop.wait).start()\n"
        "except RuntimeError: print('REFUSED')\nstop.set()",
        processes=8,
    )
    assert done.stdout == "REFUSED\n"


@pytest.mark.parametrize("folder", ["/", "/usr", "/etc", "/run", "/dev", "/usr/lib", "{prefix}", "{library}"])
def test_nothing_can_be_written_outside_the_scratch_directory(jailed: RunCode, folder: str) -> None:
    done = jailed(
        TRY
        + f"""
import os, sys, sysconfig
folder = {folder!r}.format(prefix=sys.prefix, library=sysconfig.get_path("purelib"))
attempt(lambda: open(os.path.join(folder, "planted"), "w"))
attempt(lambda: os.mkdir(os.path.join(folder, "planted")))
attempt(lambda: os.rename("/usr", "/planted"))
attempt(lambda: os.chmod(folder, 0o777))
"""
    )
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["REFUSED"] * 4, done


def test_the_scratch_directory_is_writable_and_starts_empty(jailed: RunCode) -> None:
    code = """
import os
print(os.listdir(), os.getcwd() == os.environ["HOME"])
open("left", "w").write("x")
print(os.listdir())
"""
    for _ in range(2):
        assert jailed(code).stdout == "[] True\n['left']\n"


def test_many_small_files_cannot_fill_the_disk(jailed: RunCode) -> None:
    done = jailed(
        """
written = 0
try:
    for number in range(1000):
        with open(f"{number}", "wb") as file:
            written += file.write(bytes(1 << 16))
except OSError as error:
    print(error.strerror, written <= 1 << 20)
""",
        scratch_bytes=1 << 20,
    )
    assert done.stdout == "No space left on device True\n"


def test_memory_that_no_limit_counts_cannot_be_had(jailed: RunCode) -> None:
    done = jailed(
        TRY
        + """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
attempt(lambda: os.memfd_create("hidden"))
print("DONE" if libc.shmget(0, 1 << 20, 0o1600) >= 0 else "REFUSED")
"""
    )
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["REFUSED", "REFUSED"]


def test_other_processes_cannot_be_seen_or_signalled(jailed: RunCode) -> None:
    done = jailed(
        TRY
        + f"""
import os, signal
print(os.getpid() < 10, os.getppid())
attempt(lambda: os.kill({os.getpid()}, 0))
os.kill(1, signal.SIGKILL)
os.kill(1, signal.SIGINT)
os.kill(1, signal.SIGTERM)
print("still here")
"""
    )
    assert done.stdout == "True 1\nREFUSED ProcessLookupError\nstill here\n"
    assert done.ok


def test_killing_everything_in_reach_reaches_nobody(jailed: RunCode) -> None:
    done = jailed("import os\ntry: os.kill(-1, 9)\nexcept ProcessLookupError: print('alone')")
    assert done.stdout == "alone\n"
    assert done.ok


def test_calls_that_would_undo_the_jail_are_refused(jailed: RunCode) -> None:
    done = jailed(
        """
import ctypes, errno, os
libc = ctypes.CDLL(None, use_errno=True)
def refused(name, *arguments):
    ctypes.set_errno(0)
    result = getattr(libc, name)(*arguments)
    if result != -1 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS):
        print(name, "gave", result, ctypes.get_errno())
refused("ptrace", 16, 1, 0, 0)
refused("unshare", 0x10000000)
refused("unshare", 0x00020000)
refused("setns", 0, 0)
refused("mount", b"none", b"/run/scratch", b"tmpfs", 0, None)
refused("umount2", b"/run/scratch", 2)
refused("chroot", b"/")
refused("sethostname", b"x", 1)
refused("personality", 0x0040000)
refused("process_vm_readv", 1, 0, 0, 0, 0, 0)
refused("pivot_root", b"/", b"/")
refused("setgroups", 0, None)
print(libc.setuid(0), libc.setgid(0), 0 in os.getresuid() + os.getresgid())
numbers = {"x86_64": (321, 298, 425, 250, 323, 246), "aarch64": (280, 241, 425, 219, 282, 104)}
for number in numbers[os.uname().machine]:
    refused("syscall", ctypes.c_long(number), 0, 0, 0, 0, 0)
print("tried")
"""
    )
    assert done.stdout == "-1 -1 False\ntried\n", done


def test_code_is_never_the_superuser_and_has_no_capability(jailed: RunCode) -> None:
    done = jailed(
        """
import ctypes, os
libc = ctypes.CDLL(None)
print(0 in (*os.getresuid(), *os.getresgid()))
print([which for which in range(41) if libc.prctl(23, which, 0, 0, 0) == 1])
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
sets = (ctypes.c_uint32 * 6)()
libc.capget(header, sets)
print(any(sets), libc.prctl(39, 0, 0, 0, 0))
"""
    )
    assert done.stdout == "False\n[]\nFalse 1\n"


def test_what_it_starts_is_as_confined_as_itself(jailed: RunCode) -> None:
    done = jailed(
        """
import subprocess, sys
program = "try: open('/etc/passwd'); print('READ')\\nexcept OSError: print('REFUSED')\\nprint(2 + 2)"
for command in [sys.executable, "-c", program], ["sh", "-c", "cat /etc/passwd || echo REFUSED; ls"]:
    print(subprocess.run(command, capture_output=True, text=True).stdout, end="")
"""
    )
    assert done.stdout == "REFUSED\n4\nREFUSED\n", done


def test_a_daemon_does_not_outlive_its_call(jailed: RunCode) -> None:
    mark = f"{os.getpid()}.271828"
    done = jailed(
        f"""
import os
reader, writer = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.write(writer, b"x")
        os.execvp("sleep", ["sleep", "{mark}"])
    os._exit(0)
os.wait()
os.read(reader, 1)
print("left")
"""
    )
    assert done.stdout == "left\n"
    assert with_argument(mark) == []


def test_nothing_of_another_call_is_left_to_be_found(jailed: RunCode) -> None:
    jailed(f"mine = '{SECRET}-of-another-call'\nopen('left', 'w').write(mine)\nprint(mine)")
    done = jailed(
        """
import gc, os
def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
print([number for number in range(256) if is_open(number)])
wanted = "-of-" + "another-call"
def holds(value):
    return isinstance(value, str) and wanted in value
found = [value for thing in gc.get_objects() for value in gc.get_referents(thing) if holds(value)]
print(len([value for value in found if "fEa7" in value]), os.listdir("/run/scratch"))
"""
    )
    assert done.stdout == "[0, 1, 2]\n0 []\n", done
