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
    """

    concurrency: int
    layers: tuple[str, ...]
    layout: Layout
    scratch: str

    def has(self, layer: str) -> bool:
        """Whether a layer is to be applied."""
        return layer in self.layers


# The order in which a child applies them, which is also the order in which an Execution names them.
ORDER = (
    "user_namespace",
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
