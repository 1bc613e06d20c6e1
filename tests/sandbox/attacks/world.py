"""What the host has that no attack may touch, and a look at whether one has."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

import r1ci_bench
from support.processes import children, is_jailed

if TYPE_CHECKING:
    from collections.abc import Iterable

SECRET_VARIABLE = "R1CI_ATTACKED_KEY"

# Writes the number of every signal that reaches it.
_VICTIM = """
import os, signal
for number in range(1, 65):
    if number not in (signal.SIGKILL, signal.SIGSTOP, 32, 33):
        signal.signal(number, lambda which, frame: os.write(1, b"%d " % which))
os.write(1, b"+")
while True:
    signal.pause()
"""


class World:
    """A throw-away copy of what a machine holds dear; a context.

    Args:
        folder: An empty folder for it.

    Attributes:
        names: What a program may be told about it: paths, ports and process ids, never a secret.
        secrets: What no program may print.
        scratch_root: Where the sandbox may make scratch directories.
    """

    def __init__(self, folder: Path) -> None:
        self.token = secrets.token_hex(6)
        self.secrets = {
            "the canary": f"canary-{secrets.token_hex(16)}",
            "the harness's environment": os.environ[SECRET_VARIABLE],
            "the neighbour": f"neighbour-{secrets.token_hex(16)}",
        }
        self.scratch_root = folder / "scratch"
        self._folder = folder
        self._canaries = (folder / "canary", Path.home() / f"canary-{self.token}")
        self._stack = ExitStack()
        self.names: dict[str, str] = {}

    def __enter__(self) -> Self:
        self.scratch_root.mkdir()
        for path in self._canaries:
            path.write_text(self.secrets["the canary"])
        self._listening = {
            "tcp": _socket(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "udp": _socket(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "unix": _socket(socket.AF_UNIX, socket.SOCK_STREAM, str(self._folder / "socket")),
            "abstract": _socket(socket.AF_UNIX, socket.SOCK_STREAM, f"\0r1ci-{self.token}"),
            "datagram": _socket(socket.AF_UNIX, socket.SOCK_DGRAM, f"\0r1ci-{self.token}-d"),
        }
        for each in self._listening.values():
            self._stack.enter_context(each)
        self._victim = subprocess.Popen(
            [sys.executable, "-S", "-c", _VICTIM], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        self._stack.callback(self._end_victim)
        self._heard = self._victim.stdout.fileno() if self._victim.stdout else -1
        os.read(self._heard, 1)
        os.set_blocking(self._heard, False)
        self._libraries = _library_facts()
        self._clock = time.time() - time.monotonic()
        self._host = os.uname().nodename
        self.names = {
            "token": self.token,
            "folder": str(self._folder),
            "canary": str(self._canaries[0]),
            "home_canary": str(self._canaries[1]),
            "tcp_port": str(self._listening["tcp"].getsockname()[1]),
            "udp_port": str(self._listening["udp"].getsockname()[1]),
            "unix": str(self._folder / "socket"),
            "abstract": f"r1ci-{self.token}",
            "datagram": f"r1ci-{self.token}-d",
            "ipc_key": str(self._ipc_key()),
            "variable": SECRET_VARIABLE,
            "scratch_root": str(self.scratch_root),
            "checkout": str(Path(r1ci_bench.__file__).parent),
            "victim": str(self._victim.pid),
            "harness": str(os.getpid()),
            "helpers": "",
        }
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        self._canaries[1].unlink(missing_ok=True)

    def meet_helpers(self) -> None:
        """Note the sandbox's own processes, which must be the same to the end."""
        self._helpers = self._living_helpers()
        self.names["helpers"] = ",".join(map(str, sorted(self._helpers)))

    def mark(self, attack: str) -> str:
        """What processes of an attack have in common: their name, or an argument."""
        return f"{abs(hash((self.token, attack))) % 10**15:015d}"

    def complaints(self, mark: str) -> list[str]:
        """What is wrong with the world after an attack."""
        found = [f"process {pid} outlived its call" for pid in marked(mark)]
        changed = [path for path in self._canaries if _read(path) != self.secrets["the canary"]]
        found += [f"{path.name} was changed" for path in changed]
        if sorted(path.name for path in self._folder.iterdir()) != ["canary", "scratch", "socket"]:
            found.append(f"the canary's folder holds {sorted(self._folder.iterdir())}")
        found += [f"somebody reached the {name} socket" for name in self._reached()]
        found += self._of_the_victim()
        if abs(time.time() - time.monotonic() - self._clock) > 1.0:
            found.append("the clock was set")
        if os.uname().nodename != self._host:
            found.append("the host has another name")
        if str(self._ipc_key()) in _ipc_keys():
            found.append("there is a System V object of the attack's key")
        return found

    def leaks(self, text: str) -> list[str]:
        """Which secrets a program has printed."""
        return [f"{name} was read" for name, secret in self.secrets.items() if secret in text]

    def final_complaints(self) -> list[str]:
        """What is wrong once all attacks are over, while the sandbox is open."""
        found = []
        if _library_facts() != self._libraries:
            found.append("libraries were changed")
        if self._living_helpers() != self._helpers:
            found.append("helpers of the sandbox were replaced, or left a child")
        return found

    def scratch_complaints(self) -> list[str]:
        """What is wrong once the sandbox is closed."""
        left = sorted(path.name for path in self.scratch_root.iterdir())
        return [f"the scratch root holds {left}"] if left else []

    def _ipc_key(self) -> int:
        return int(self.token[:7], 16) | 1

    def _living_helpers(self) -> set[int]:
        """The supervisor and its templates; not the calls, which come and go."""
        supervisors = [pid for pid in children(os.getpid()) if pid != self._victim.pid]
        templates = [pid for each in supervisors for pid in children(each) if _is_template(pid)]
        return {*supervisors, *templates}

    def _reached(self) -> Iterable[str]:
        for name, each in self._listening.items():
            with suppress(BlockingIOError):
                if each.type == socket.SOCK_STREAM:
                    each.accept()[0].close()
                else:
                    each.recv(1)
                yield name

    def _of_the_victim(self) -> list[str]:
        if self._victim.poll() is not None:
            return [f"the victim has ended with {self._victim.returncode}"]
        found = []
        with suppress(BlockingIOError):
            found.append(f"the victim got signals {os.read(self._heard, 1000).decode()}")
        status = Path(f"/proc/{self._victim.pid}/status").read_text()
        if "\nState:\tT" in status or "\nState:\tt" in status:
            found.append("the victim was stopped")
        if "\nTracerPid:\t0\n" not in status:
            found.append("the victim is traced")
        return found

    def _end_victim(self) -> None:
        self._victim.send_signal(signal.SIGKILL)
        self._victim.wait()
        if self._victim.stdout:
            self._victim.stdout.close()


def _socket(family: int, kind: int, address: tuple[str, int] | str) -> socket.socket:
    made = socket.socket(family, kind)
    made.bind(address)
    if kind == socket.SOCK_STREAM:
        made.listen()
    made.setblocking(False)
    return made


def marked(mark: str) -> list[int]:
    """Processes with this name, or with an argument that holds it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            name = (folder / "comm").read_text().strip()
            if name == mark[-15:] or mark.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def _is_template(pid: int) -> bool:
    with suppress(OSError):
        # A call is cloned from a template and has its command line.
        is_named_so = b"r1ci_bench.sandbox.jail.template" in Path(f"/proc/{pid}/cmdline").read_bytes()
        return is_named_so and not is_jailed(pid)
    return False


def _ipc_keys() -> set[str]:
    keys: set[str] = set()
    for name in ("shm", "sem", "msg"):
        with suppress(OSError):
            lines = Path(f"/proc/sysvipc/{name}").read_text().splitlines()[1:]
            keys.update(line.split()[0] for line in lines)
    return keys


def _library_facts() -> dict[str, tuple[int, int, int]]:
    """Mode, size and time of change of what an attack would most like to change."""
    library = Path(os.__file__).parent
    packages = Path(r1ci_bench.__file__).parent
    paths = {library, library / "os.py", library / "json" / "__init__.py", packages, packages / "task.py"}
    paths |= {Path("/usr"), Path("/etc"), Path("/dev/null"), Path(sys.executable).resolve()}
    found = {}
    for path in paths:
        facts = path.stat()
        found[str(path)] = (facts.st_mode, facts.st_uid, facts.st_mtime_ns if path.is_file() else 0)
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as error:
        return str(error)
