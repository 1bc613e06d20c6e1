"""SandboxFusion's `POST /run_code`: its request and its answer, in terms of ours.

Field names, status words and what they mean are those of its service and its Python client; what differs is
written in docs/sandbox-service.md.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from r1ci_bench.sandbox.policy import MIB, Inputs, Language, Policy
from r1ci_bench.sandbox.service.ceiling import lowered
from r1ci_bench.sandbox.service.refusals import Refusal

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Execution

LANGUAGES: dict[str, Language] = {"python": "python", "nodejs": "javascript", "bash": "bash", "cpp": "cpp"}
"""Its names of languages, and ours. It has more of them, which are refused."""

_COMPILED = frozenset({"cpp"})


class RunCode(Struct, kw_only=True):
    """The request. What it holds beyond these fields is passed over, as there."""

    code: str
    language: str
    compile_timeout: float = 10
    run_timeout: float = 10
    memory_limit_MB: int = -1  # noqa: N815 - its name
    stdin: str | None = None
    files: dict[str, bytes | None] = {}
    fetch_files: list[str] = field(default_factory=list)


class CommandRunResult(Struct, kw_only=True):
    """How one command ended: compiling, or running."""

    status: Literal["Finished", "Error", "TimeLimitExceeded"]
    execution_time: float | None = None
    cpu_time: float | None = None
    return_code: int | None = None
    stdout: str | None = None
    stderr: str | None = None


class RunCodeResponse(Struct, kw_only=True):
    """The answer."""

    status: Literal["Success", "Failed", "SandboxError"]
    message: str = ""
    compile_result: CommandRunResult | None = None
    run_result: CommandRunResult | None = None
    executor_pod_name: str | None = None
    files: dict[str, str] = {}


class Call(NamedTuple):
    """A request in our terms.

    Attributes:
        language: What the code is written in.
        policy: What it may use.
        inputs: What it finds, and which of its files are wanted.
        note: What was asked for and is not given; empty where there is nothing.
    """

    language: Language
    policy: Policy
    inputs: Inputs
    note: str


def call_of(request: RunCode, ceiling: Policy) -> Call:
    """Put a request into our terms; limits beyond the ceiling are brought down to it, which `note` says.

    Raises:
        Refusal: if it asks for a language that is not here, or for limits that make no sense.
    """
    language = LANGUAGES.get(request.language)
    if language is None:
        raise Refusal(
            422,
            "unknown_language",
            f"{_named(request.language)} is not served here",
            hint=f"served are {', '.join(LANGUAGES)}",
        )
    for name in ("compile_timeout", "run_timeout"):
        if getattr(request, name) <= 0:
            raise Refusal(422, "bad_request", f"{name} must be above 0 - at `$.{name}`")
    if request.memory_limit_MB < 1 and request.memory_limit_MB != -1:
        raise Refusal(
            422, "bad_request", "memory_limit_MB must be above 0, or -1 for none - at `$.memory_limit_MB`"
        )
    seconds = request.run_timeout + (request.compile_timeout if language in _COMPILED else 0)
    asked = replace(
        ceiling,
        wall_seconds=seconds,
        # A program of several processes may use several cores for all of its time.
        cpu_seconds=ceiling.cpu_seconds,
        memory_bytes=request.memory_limit_MB * MIB if request.memory_limit_MB > 0 else ceiling.memory_bytes,
        languages=(language,),
        stateful=False,
    )
    policy = lowered(asked, ceiling)
    notes = []
    if policy.wall_seconds < asked.wall_seconds:
        notes.append(f"{seconds:g} s were asked for, this service allows {policy.wall_seconds:g}")
    if policy.memory_bytes < asked.memory_bytes:
        allowed = policy.memory_bytes // MIB
        notes.append(f"{request.memory_limit_MB} MB were asked for, this service allows {allowed}")
    inputs = Inputs(
        stdin=(request.stdin or "").encode("utf-8", "surrogatepass"),
        files={path: content for path, content in request.files.items() if content is not None},
        fetch=tuple(request.fetch_files),
    )
    return Call(language, policy, inputs, "; ".join(notes))


def _named(language: str) -> str:
    # What is not even a name may be code in the wrong place.
    return f"language {language!r}" if language.isidentifier() and len(language) <= 20 else "such a language"


def response_of(execution: Execution, pod: str | None, note: str) -> RunCodeResponse:
    """Put an execution into its terms.

    Args:
        execution: What came of the code.
        pod: What stands as the name of the executor.
        note: What the caller should know beside.
    """
    late = execution.ending in ("wall_time", "cpu_time")
    code = -execution.signal if execution.signal is not None else execution.exit_code
    result = CommandRunResult(
        status="TimeLimitExceeded" if late else "Finished",
        execution_time=execution.seconds,
        cpu_time=execution.cpu_seconds,
        return_code=None if late else code,
        stdout=execution.stdout,
        stderr=execution.stderr,
    )
    compiled: CommandRunResult | None = None
    run: CommandRunResult | None = result
    if execution.stage == "compile":
        compiled, run = result, None
    elif execution.language in _COMPILED:
        compiled = CommandRunResult(status="Finished", return_code=0, stdout="", stderr="")
    return RunCodeResponse(
        status="Success" if execution.ok else "Failed",
        message=note,
        compile_result=compiled,
        run_result=run,
        executor_pod_name=pod,
        files={path: b64encode(content).decode() for path, content in execution.files.items()},
    )


def error_of(refusal: Refusal, pod: str | None) -> RunCodeResponse:
    """Say that the sandbox failed, which its client takes as a reason to ask again."""
    message = f"{refusal.failure.kind}: {refusal.failure.message}"
    return RunCodeResponse(status="SandboxError", message=message, executor_pod_name=pod)
