"""What is given up where a layer does not hold, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.sandbox.jail.watch import EVERY_SECONDS, FIRST_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.sandbox.policy import LayerReport

WITHOUT = {
    "cgroup": "the sandbox has to look at how much memory all processes of a call hold together",
    "user_namespace": "code would have the rights of whoever runs it, and its processes would not be counted",
    "own_user": "calls would share a user, and one could use up the processes of another",
    "pid_namespace": "code could see and signal other processes, and leave some behind",
    "network_namespace": "code could reach the network, and services of this machine",
    "ipc_namespace": "code could reach shared memory and message queues of others",
    "uts_namespace": "code sees this machine's name",
    "mount_namespace": "code could read whatever the user can read, and fill the disk",
    "no_new_privs": "set-user-id programs could give code more rights",
    "landlock": "a way around the mount namespace would open all files",
    "rlimits": "code could use all memory, processor time and processes of this machine",
    "privileges": "code would have capabilities, or be root",
    "seccomp": "code could call every part of the kernel, sockets and new namespaces included",
}


def memory_bound(layers: Iterable[LayerReport]) -> str:
    """What bounds the memory of all processes of a call together.

    Args:
        layers: Those of the machine.
    """
    holding = {layer.name for layer in layers if layer.holds}
    if "cgroup" in holding:
        return "the kernel, for all of them together (cgroup)"
    if "rlimits" in holding:
        return (
            "the kernel for each (rlimits), the sandbox for all of them together: it looks every "
            f"{EVERY_SECONDS * 1000:.0f} ms, from {FIRST_SECONDS * 1000:.0f} ms after the start"
        )
    return "nothing"
