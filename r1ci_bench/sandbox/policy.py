"""What untrusted code may use, and what came of running it.

These are the final shapes of the sandbox interface: every backend (the jail, a remote service, a cluster)
takes a `Policy` and returns an `Execution`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Annotated, Literal

from msgspec import Meta, Struct

Positive = Annotated[int, Meta(gt=0)]
Seconds = Annotated[float, Meta(gt=0)]

MIB = 1 << 20

Language = Literal["python"]


class Policy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one piece of untrusted code may use. A task states it; a user may only tighten it.

    Attributes:
        wall_seconds: Time of the child from its first untrusted byte, queueing apart (paper: 60 s a call).
        cpu_seconds: Processor time of the whole tree.
        memory_bytes: Address space of each process on top of the warm interpreter.
        processes: Processes and threads of the whole tree, itself included.
        open_files: Open descriptors of each process.
        scratch_bytes: The largest file, and in all what the scratch directory may hold.
        output_bytes: How much of stdout, and of stderr, is kept: head and tail; all of it is always drained.
        preload: Modules that the warm interpreter has imported before the code starts.
        languages: Languages that the code may be written in.
    """

    wall_seconds: Seconds = 60.0
    cpu_seconds: Seconds = 60.0
    memory_bytes: Positive = 2048 * MIB
    processes: Positive = 64
    open_files: Positive = 256
    scratch_bytes: Positive = 64 * MIB
    output_bytes: Positive = 32 * 1024
    preload: tuple[str, ...] = ("numpy", "sympy")
    languages: tuple[Language, ...] = ("python",)

    def tightened(self, other: Policy) -> Policy:
        """The stricter of two policies, limit by limit; what is preloaded stays as it is here."""
        return Policy(
            wall_seconds=min(self.wall_seconds, other.wall_seconds),
            cpu_seconds=min(self.cpu_seconds, other.cpu_seconds),
            memory_bytes=min(self.memory_bytes, other.memory_bytes),
            processes=min(self.processes, other.processes),
            open_files=min(self.open_files, other.open_files),
            scratch_bytes=min(self.scratch_bytes, other.scratch_bytes),
            output_bytes=min(self.output_bytes, other.output_bytes),
            preload=self.preload,
            languages=tuple(name for name in self.languages if name in other.languages),
        )


Ending = Literal["exited", "signalled", "wall_time", "cpu_time", "memory"]
"""How the code ended. `exited` covers every exit code; `memory` is a kill or a MemoryError by the limit."""


class Execution(Struct, frozen=True, kw_only=True):
    """What came of one piece of untrusted code.

    A failing program is an `Execution` like any other; a failing sandbox raises `SandboxFault` instead.

    Attributes:
        ending: How it ended.
        stdout: What it printed, decoded as UTF-8 with replacement; head and tail where it was too long.
        stderr: Likewise for its errors, the traceback of an uncaught exception included.
        exit_code: The exit code, or None where a signal ended it.
        signal: The number of the signal that ended it, or None.
        seconds: Wall time of the child.
        cpu_seconds: Processor time of the child and what it waited for.
        queue_seconds: Time between the request and the start of the child; no limit counts it.
        stdout_bytes: How much it printed in all, kept or not.
        stderr_bytes: Likewise for its errors.
        truncated: True where stdout or stderr was cut.
        layers: Names of the isolation layers that held, in the order in which they were applied.
    """

    ending: Ending
    stdout: str
    stderr: str
    exit_code: int | None
    signal: int | None
    seconds: float
    cpu_seconds: float
    queue_seconds: float
    stdout_bytes: int
    stderr_bytes: int
    truncated: bool
    layers: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """True where the code ran to its end with exit code 0."""
        return self.ending == "exited" and self.exit_code == 0


class LayerReport(Struct, frozen=True, kw_only=True):
    """Whether one isolation layer holds on this machine.

    Attributes:
        name: `user_namespace`, `landlock`, `seccomp`, ...
        holds: True where it was probed and works.
        detail: What was found, for example the Landlock ABI or the error.
        remedy: What to do where it does not hold; empty where it does.
        required: True where strict isolation needs it.
    """

    name: str
    holds: bool
    detail: str
    remedy: str = ""
    required: bool = True


class SandboxOptions(Struct, frozen=True, kw_only=True):
    """How a sandbox is set up, the same for every call.

    Attributes:
        concurrency: How many pieces of code may run at the same time; None for the number of cores.
        scratch_root: Where scratch directories are made; None for the system's temporary directory.
    """

    concurrency: Positive | None = None
    scratch_root: str | None = None


class Sandbox(ABC):
    """Runs untrusted code. One instance serves a whole run and many calls at the same time."""

    @abstractmethod
    async def execute(self, code: str, policy: Policy, *, language: Language = "python") -> Execution:
        """Run a piece of code to its end, or to the first limit of its policy.

        Cancelling the call ends the code and everything that it started.

        Raises:
            SandboxFault: if the sandbox broke; never because the code did.
            SetupError: if this machine cannot isolate as the sandbox promises.
        """

    @abstractmethod
    def layers(self) -> tuple[LayerReport, ...]:
        """What isolates the code on this machine, layer by layer; probed once, cheap afterwards."""

    @abstractmethod
    async def aclose(self) -> None:
        """End every process that belongs to this sandbox and remove its scratch directories."""
