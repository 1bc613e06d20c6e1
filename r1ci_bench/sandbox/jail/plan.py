"""What the client tells the supervisor, and the supervisor its templates: which layers there shall be."""

from __future__ import annotations

from msgspec import Struct

from r1ci_bench.sandbox.jail.layout import Layout


class Plan(Struct, frozen=True, kw_only=True):
    """How every call of one sandbox is isolated.

    Attributes:
        concurrency: How many calls may run at the same time.
        layers: Names of the layers to apply; a layer that is named and fails keeps the code from running.
        layout: The jail's file system; the module search path holds without it, too.
        scratch: Folder on the host for scratch directories, where they are not mounted in memory.
        first_user: Where calls have users of their own, that of the first slot; the supervisor chooses it.
        groups: Where calls have control groups, the folder that holds them; the supervisor makes it.
    """

    concurrency: int
    layers: tuple[str, ...]
    layout: Layout
    scratch: str
    first_user: int = 0
    groups: str = ""

    def has(self, layer: str) -> bool:
        """Whether a layer is to be applied."""
        return layer in self.layers

    @property
    def counts_apart(self) -> bool:
        """Whether the kernel counts the processes of each call apart from all others."""
        return self.has("user_namespace") or self.has("own_user")


# The order in which a child applies them, which is also the order in which an Execution names them.
ORDER = (
    "cgroup",
    "user_namespace",
    "own_user",
    "pid_namespace",
    "network_namespace",
    "ipc_namespace",
    "uts_namespace",
    "mount_namespace",
    "no_new_privs",
    "landlock",
    "rlimits",
    "privileges",
    "seccomp",
)

# Names of the kernel and of processes are no secret, and memory is watched where no group limits it; all
# others must hold.
OPTIONAL = frozenset({"cgroup", "uts_namespace"})

# Reported only where it takes the place of another layer.
INSTEAD = {"own_user": "user_namespace"}


def group_name(slot: int) -> str:
    """The name of the control group of a place."""
    return f"call-{slot}"
