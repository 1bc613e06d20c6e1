"""What to do where the kernel refuses namespaces: found out from what can be seen of the machine."""

from __future__ import annotations

import os
from pathlib import Path

from r1ci_bench.sandbox.jail import users
from r1ci_bench.sandbox.jail.privileges import MAKERS, NOBODY, held

_UBUNTU = (
    "`sysctl kernel.apparmor_restrict_unprivileged_userns=0` (Ubuntu 24.04 and later), or an AppArmor "
    "profile for the interpreter that allows `userns`"
)
# A setting, the value that refuses, what to do.
_SETTINGS = (
    ("user/max_user_namespaces", "0", "`sysctl user.max_user_namespaces=15000`"),
    ("kernel/apparmor_restrict_unprivileged_userns", "1", _UBUNTU),
    ("kernel/unprivileged_userns_clone", "0", "`sysctl kernel.unprivileged_userns_clone=1` (Debian)"),
)
_CONTAINER_MARKS = (".dockerenv", "run/.containerenv")
_CONFINED = "--security-opt seccomp=unconfined --security-opt apparmor=unconfined"


def namespaces(root: str = "/") -> str:
    """The remedy for this machine, or all that are known where none is in sight.

    Args:
        root: Where the file system begins.
    """
    top = Path(root)
    if os.geteuid() == 0 and not users.exists(NOBODY, str(top / "proc")):
        return f"map users up to {NOBODY} into this container (see /etc/subuid), or run outside of it"
    wanted = [
        command for name, refusing, command in _SETTINGS if _setting(top / "proc/sys" / name) == refusing
    ]
    if any((top / mark).exists() for mark in _CONTAINER_MARKS):
        return _in_container(wanted, str(top / "proc"))
    if "SLURM_JOB_ID" in os.environ:
        asked = " and ".join(wanted) or "`sysctl user.max_user_namespaces=15000`"
        return (
            f"ask the cluster's administrators for user namespaces on the compute nodes ({asked}), which "
            "Apptainer needs as well; or use a sandbox on another machine: --sandbox http://HOST:PORT"
        )
    lacking = _lacking(str(top / "proc"))
    if os.geteuid() == 0 and lacking:
        return f"give root {' and '.join(lacking)}" + (
            f", or allow user namespaces: {_both(wanted)}" if wanted else ""
        )
    if wanted:
        return f"allow user namespaces: {_both(wanted)}; or run as root with {', '.join(MAKERS)}"
    every = "; ".join(command for _, _, command in _SETTINGS)
    return f"allow user namespaces: {every}; in Docker or Podman: {_CONFINED}"


def _in_container(wanted: list[str], proc: str) -> str:
    if not wanted:
        return f"start the container with {_CONFINED}"
    if os.geteuid() != 0:
        return f"on the container's host, allow user namespaces: {_both(wanted)}; then {_CONFINED}"
    lacking = " ".join(f"--cap-add {name.removeprefix('CAP_')}" for name in _lacking(proc))
    return f"start the container with {lacking} {_CONFINED}".replace("  ", " ")


def _lacking(proc: str) -> list[str]:
    has = held(proc)
    return [name for name, bit in MAKERS.items() if not has >> bit & 1]


def _both(commands: list[str]) -> str:
    return " and ".join(commands)


def _setting(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
