"""Telling a model what its code did.

What the program wrote stands in fences longer than any run of backticks in it, so that no output can end
its block and pass for words of the harness. Times are left out: the same execution gives the same text.
"""

from __future__ import annotations

import re
from signal import Signals
from typing import TYPE_CHECKING

from r1ci_bench.protocol.constants import FEEDBACK_PREFIX
from r1ci_bench.protocol.layout import unix_lines
from r1ci_bench.text import well_formed

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Execution, Policy

_KIB = 1 << 10
_MIB = 1 << 20
_NEARLY = 0.95  # clocks of a sandbox may fall a little short of the limit that it kept
_BACKTICKS = re.compile(r"```++")
_UNCAUGHT = 1  # the exit code of an uncaught exception, whose traceback says more than the number
_WITH_TRACEBACK = ("python", "javascript")  # elsewhere 1 is a failure like any other


def render_feedback(execution: Execution, policy: Policy, *, calls_left: int) -> str:
    """Write the message that tells a model what its code did.

    Args:
        execution: What came of the code.
        policy: The policy that it ran under; its limits are named where they were hit.
        calls_left: How many pieces of code may still run in this attempt; at 0 the message says so.

    Returns:
        The message: `FEEDBACK_PREFIX`, output, errors, then what else there is to know, each where it exists.
    """
    stdout, stderr = _printable(execution.stdout), _printable(execution.stderr)
    parts = [FEEDBACK_PREFIX]
    if stdout:
        parts.append(_fenced(stdout, "output"))
    if stderr:
        parts.append("Errors:\n" + _fenced(stderr, "errors"))
    parts += _ending(execution, policy, silent=not stderr)
    if not stdout and execution.ok and execution.stage == "run":
        parts.append("The code ran to its end and printed nothing; only what it prints is shown.")
    parts += _cuts(execution, policy)
    if calls_left <= 0:
        parts.append("No more code will run. Give your final answer now, in the form that was asked for.")
    elif policy.stateful and execution.state == "lost" and not _session_is_spent(execution, policy):
        parts.append("Variables and files of earlier runs are gone; the next run starts afresh.")
    return "\n".join(parts)


def _printable(output: str) -> str:
    """The output as a message can carry it: no NUL, which providers refuse, and no outer empty lines."""
    return unix_lines(well_formed(output)).replace("\0", "\ufffd").strip("\n")


def _fenced(output: str, tag: str) -> str:
    longest = max((found.end() - found.start() for found in _BACKTICKS.finditer(output)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{tag}\n{output}\n{fence}"


def _ending(execution: Execution, policy: Policy, *, silent: bool) -> list[str]:
    compiling = execution.stage == "compile"
    what = "The compiler" if compiling else "The code"
    match execution.ending:
        case "wall_time" | "cpu_time" if _session_is_spent(execution, policy):
            how = "was stopped" if execution.seconds else "did not run"
            spent = _seconds(policy.session_wall_seconds)
            if execution.ending == "cpu_time":
                spent = f"{_seconds(policy.session_cpu_seconds)} of processor time"
            return [f"{what} {how}: all runs together may take {spent}, which they have."]
        case "wall_time":
            return [f"{what} was stopped at its time limit of {_seconds(policy.wall_seconds)}."]
        case "cpu_time":
            return [f"{what} was stopped at its limit of {_seconds(policy.cpu_seconds)} of processor time."]
        case "memory":
            return [f"{what} ran out of memory; its limit is {policy.memory_bytes / _MIB:.10g} MiB."]
        case "signalled":
            return [f"{what} was killed by {_signal(execution.signal)}."]
        case "exited":
            if execution.exit_code == 0:
                return []
            if compiling:
                return ["The compiler refused the code, so none of it ran."]
            if execution.exit_code == _UNCAUGHT and not silent and execution.language in _WITH_TRACEBACK:
                return []
            return [f"The code ended with exit code {execution.exit_code}."]


def _session_is_spent(execution: Execution, policy: Policy) -> bool:
    """Whether the limit that stopped a call was that of all calls together, which leaves none for another."""
    match execution.ending:
        case "wall_time":
            used, limit = execution.seconds, policy.wall_seconds
        case "cpu_time":
            used, limit = execution.cpu_seconds, policy.cpu_seconds
        case _:
            return False
    return policy.stateful and used < _NEARLY * limit


def _cuts(execution: Execution, policy: Policy) -> list[str]:
    if not execution.truncated:
        return []
    sizes = [
        f"{size} bytes of {name}"
        for name, size in (("output", execution.stdout_bytes), ("errors", execution.stderr_bytes))
        if size > policy.output_bytes
    ]
    shown = f"only the beginning and the end are shown, at most {policy.output_bytes / _KIB:g} KiB."
    return [
        f"The code wrote too much ({' and '.join(sizes)}): {shown}"
        if sizes
        else f"The output was cut: {shown}"
    ]


def _seconds(seconds: float) -> str:
    return "1 second" if seconds == 1 else f"{seconds:g} seconds"


def _signal(number: int | None) -> str:
    if number is None:
        return "a signal"
    try:
        return f"signal {number} ({Signals(number).name})"
    except ValueError:
        return f"signal {number}"
