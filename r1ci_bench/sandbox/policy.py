"""What untrusted code may use, and what came of running it.

These are the final shapes of the sandbox interface: every backend (the jail, a remote service, a cluster)
takes a `Policy` and returns an `Execution`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Annotated, Literal, Self

from msgspec import Meta, Struct

from r1ci_bench.errors import SetupError

Positive = Annotated[int, Meta(gt=0)]
Seconds = Annotated[float, Meta(gt=0)]

MIB = 1 << 20

Language = Literal["python", "javascript", "bash", "cpp"]
"""A language that code may be written in; `r1ci_bench.sandbox.languages` has an executor for each."""

State = Literal["none", "kept", "lost"]
"""What is left of a call's variables for the next one. `none`: each call starts afresh."""


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
        stateful: True where the calls of one transcript share one child: its Python variables, processes and
            scratch directory. All limits but `wall_seconds` and `cpu_seconds`, which hold for each call, are
            then limits of all calls together.
        session_wall_seconds: Where stateful, wall time of all calls together.
        session_cpu_seconds: Where stateful, processor time of all calls together.
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
    stateful: bool = False
    session_wall_seconds: Seconds = 480.0
    session_cpu_seconds: Seconds = 480.0

    def tightened(self, other: Policy) -> Policy:
        """The stricter of two policies, limit by limit; what is preloaded or kept stays as it is here."""
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
            stateful=self.stateful,
            session_wall_seconds=min(self.session_wall_seconds, other.session_wall_seconds),
            session_cpu_seconds=min(self.session_cpu_seconds, other.session_cpu_seconds),
        )


class Inputs(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a piece of code finds when it starts, and what is wanted of it beside its output.

    Attributes:
        stdin: Its standard input.
        files: Files in its scratch directory: relative path to content.
        fetch: Relative paths of files that it may leave there, to be returned.
    """

    stdin: bytes = b""
    files: dict[str, bytes] = {}
    fetch: tuple[str, ...] = ()


NO_INPUTS = Inputs()

Ending = Literal["exited", "signalled", "wall_time", "cpu_time", "memory"]
"""How the code ended. `exited` covers every exit code; `memory` is a kill or a MemoryError by the limit."""

Stage = Literal["compile", "run"]
"""How far the code came: languages that are not compiled only know `run`."""


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
        language: The language of the code.
        stage: The last stage that was begun; where it is `compile`, the output is the compiler's.
        state: Whether a later call of the same session finds what this one left.
        files: The files that were asked for and are there, cut at nothing: one that is too large is missing.
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
    language: Language = "python"
    stage: Stage = "run"
    state: State = "none"
    files: dict[str, bytes] = {}

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
        location: Where a remote sandbox is, for example `http://127.0.0.1:8080`, or None.
        token_variable: Environment variable with the token that a remote sandbox asks for.
    """

    concurrency: Positive | None = None
    scratch_root: str | None = None
    location: str | None = None
    token_variable: str = "R1CI_SANDBOX_TOKEN"  # noqa: S105 - a name, not a token


class Sandbox(ABC):
    """Runs untrusted code. One instance serves a whole run and many calls at the same time."""

    @abstractmethod
    async def execute(
        self, code: str, policy: Policy, *, language: Language = "python", inputs: Inputs = NO_INPUTS
    ) -> Execution:
        """Run a piece of code to its end, or to the first limit of its policy; nothing of it is kept.

        Cancelling the call ends the code and everything that it started.

        Args:
            code: The code.
            policy: What it may use.
            language: What it is written in.
            inputs: What it finds when it starts, and which of its files are wanted.

        Raises:
            UsageError: if the policy does not allow the language, or the inputs make no sense.
            SandboxFault: if the sandbox broke; never because the code did.
            SetupError: if this machine cannot isolate as the sandbox promises, or lacks the language.
        """

    def session(self, policy: Policy) -> SandboxSession:
        """The calls of one transcript; where the policy is stateful, they share what they leave.

        Nothing is started before the first call. The session must be closed.

        Raises:
            SetupError: if the policy is stateful and this sandbox keeps no state.
        """
        if policy.stateful:
            raise SetupError(
                f"{type(self).__name__} keeps no state between calls, which the task's policy asks for",
                hint="choose another sandbox, for example --sandbox jail",
            )
        return EachAlone(self, policy)

    @abstractmethod
    def layers(self) -> tuple[LayerReport, ...]:
        """What isolates the code on this machine, layer by layer; probed once, cheap afterwards."""

    def lacks(self, language: Language) -> str | None:
        """Why code of a language cannot be run here, in words for people; None where it can."""
        return None if language == "python" else "this sandbox runs Python alone"

    @property
    def isolated(self) -> bool:
        """True where every layer holds that isolation needs, and some are needed."""
        needed = [layer for layer in self.layers() if layer.required]
        return bool(needed) and all(layer.holds for layer in needed)

    @abstractmethod
    async def aclose(self) -> None:
        """End every process that belongs to this sandbox and remove its scratch directories."""


class SandboxSession(ABC):
    """The calls of one transcript, one after another, under one policy."""

    @abstractmethod
    async def execute(self, code: str, *, language: Language = "python") -> Execution:
        """Run a piece of code, after those before it; see `Sandbox.execute`.

        Where a limit or the code itself has ended the shared child, the next call starts a new one; the
        execution that ended it says so with `state`.

        Raises:
            UsageError: if the policy does not allow the language.
            SandboxFault: if the sandbox broke; where variables were lost with it, its kind is `state_lost`.
            SetupError: if this machine cannot isolate as the sandbox promises, or lacks the language.
        """

    @abstractmethod
    async def aclose(self) -> None:
        """End what the calls left running."""

    async def __aenter__(self) -> Self:
        """Nothing is started yet."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.aclose()


class EachAlone(SandboxSession):
    """Calls that share nothing.

    Args:
        sandbox: Where they run.
        policy: Under which policy.
    """

    def __init__(self, sandbox: Sandbox, policy: Policy) -> None:
        self._sandbox = sandbox
        self._policy = policy

    async def execute(self, code: str, *, language: Language = "python") -> Execution:
        """Run a piece of code on its own."""
        return await self._sandbox.execute(code, self._policy, language=language)

    async def aclose(self) -> None:
        """Nothing is left running."""
