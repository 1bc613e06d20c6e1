"""Runs a program as a weaker root, or where no user namespaces are allowed, without touching this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SYS_PTRACE, SYS_ADMIN, PERFMON, SETUID = 19, 21, 38, 7
EVERY_ID = "0 0 4294967295"

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can make another root")

_STARTER = """
import json, os, sys
from r1ci_bench.sandbox.jail.syscalls import prctl, syscall
spec = json.loads(sys.argv[1])
if not spec["user_namespaces"]:
    syscall("unshare", 0x10000000)
    print("unshared", flush=True)
    sys.stdin.readline()
    # Each user namespace has a limit of its own for those below it.
    with open("/proc/sys/user/max_user_namespaces", "w") as file:
        file.write("0")
for capability in spec["without"]:
    prctl(24, capability)
if spec["user"]:
    os.setgroups([])
    os.setresgid(*[spec["user"]] * 3)
    os.setresuid(*[spec["user"]] * 3)
os.execv(sys.executable, [sys.executable, "-P", "-c", sys.argv[2]])
"""


def run(program: str, *, user_namespaces: bool = True, without: tuple[int, ...] = (), user: int = 0) -> str:
    """The output of a Python program that ran so.

    Args:
        program: Its source.
        user_namespaces: Whether it can make any.
        without: Capabilities that it cannot have.
        user: User that it runs as.
    """
    spec = json.dumps({"user_namespaces": user_namespaces, "without": without, "user": user})
    with subprocess.Popen(
        [sys.executable, "-c", _STARTER, spec, program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        if not user_namespaces:
            assert process.stdout is not None
            assert process.stdout.readline() == "unshared\n"
            for name in ("uid_map", "gid_map"):
                Path(f"/proc/{process.pid}/{name}").write_text(EVERY_ID)
        out, err = process.communicate("\n", timeout=120)
    assert process.returncode == 0, err
    return out
