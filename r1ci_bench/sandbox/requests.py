"""What a sandbox refuses before anything runs: requests that make no sense as written.

Every backend checks with these, so that all of them refuse the same things in the same words.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from r1ci_bench.errors import UsageError
from r1ci_bench.sandbox.languages.known import executor_of
from r1ci_bench.sandbox.policy import NO_INPUTS, Policy

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Inputs, Language

MIB = 1 << 20

MOST_CODE_BYTES = 4 * MIB
"""Nobody writes a longer program by hand, and an interpreter takes a hundred times that to compile it."""

MOST_STDIN_BYTES = 64 * MIB
MOST_FILES = 1000
MOST_NAMES = 100
MOST_PATH_BYTES = 255

# Below the first bound no interpreter starts; above the second the kernel cannot count.
_BOUNDS: dict[str, tuple[float, float]] = {
    "wall_seconds": (0.01, 7 * 86400),
    "cpu_seconds": (0.01, 7 * 86400),
    "session_wall_seconds": (0.01, 7 * 86400),
    "session_cpu_seconds": (0.01, 7 * 86400),
    "memory_bytes": (8 * MIB, 1 << 50),
    "processes": (1, 1 << 22),
    "open_files": (16, 1 << 20),
    "scratch_bytes": (64 << 10, 1 << 50),
    "output_bytes": (1, 1 << 30),
}


def check_request(code: str, policy: Policy, language: Language, inputs: Inputs = NO_INPUTS) -> bytes:
    """Refuse a request that makes no sense.

    Returns:
        The code as bytes of UTF-8, lone surrogates as they are.

    Raises:
        UsageError: naming what is wrong and what would be right.
    """
    executor_of(language)
    if language not in policy.languages:
        allowed = ", ".join(policy.languages) or "none"
        raise UsageError(f"the policy does not allow {language} code", hint=f"it allows {allowed}")
    check_policy(policy)
    source = code.encode("utf-8", "surrogatepass")
    if not source.strip():
        raise UsageError("there is no code to run")
    if len(source) > MOST_CODE_BYTES:
        raise UsageError(
            f"the code has {len(source)} bytes, at most {MOST_CODE_BYTES} are allowed",
            hint="put data into files instead",
        )
    if inputs is not NO_INPUTS:
        _check_inputs(inputs, policy)
    return source


@lru_cache(maxsize=256)
def check_policy(policy: Policy) -> None:
    """Refuse limits under which nothing can run.

    Raises:
        UsageError: naming the limit.
    """
    for name, (least, most) in _BOUNDS.items():
        value = getattr(policy, name)
        if not isinstance(value, int | float) or not math.isfinite(value) or not least <= value <= most:
            raise UsageError(
                f"the policy's {name} is {value}, which cannot be kept",
                hint=f"it must lie between {least:.10g} and {most:.10g}",
            )
    for name in ("preload", "languages"):
        values = getattr(policy, name)
        if len(values) != len(set(values)) or len(values) > MOST_NAMES:
            raise UsageError(
                f"the policy's {name} names something twice, or more than {MOST_NAMES} things",
                hint="name each once",
            )
    for module in policy.preload:
        if not all(part.isidentifier() for part in module.split(".")):
            raise UsageError(f"the policy preloads {module!r}, which is no name of a module")


def _check_inputs(inputs: Inputs, policy: Policy) -> None:
    if len(inputs.stdin) > MOST_STDIN_BYTES:
        raise UsageError(
            f"standard input has {len(inputs.stdin)} bytes, at most {MOST_STDIN_BYTES} are allowed"
        )
    if len(inputs.files) > MOST_FILES or len(inputs.fetch) > MOST_FILES:
        raise UsageError(f"there are too many files, at most {MOST_FILES} are allowed each way")
    total = sum(map(len, inputs.files.values()))
    if total > policy.scratch_bytes:
        raise UsageError(
            f"the files have {total} bytes, and the scratch directory holds {policy.scratch_bytes}",
            hint="a larger scratch_bytes in the policy makes room",
        )
    for path in (*inputs.files, *inputs.fetch):
        _check_path(path)


def _check_path(path: str) -> None:
    pure = PurePosixPath(path)
    proper = path and not pure.is_absolute() and ".." not in pure.parts and pure.name and "\0" not in path
    if not proper or len(path.encode("utf-8", "surrogatepass")) > MOST_PATH_BYTES:
        raise UsageError(
            f"{path[:MOST_PATH_BYTES]!r} is no path of a file in the scratch directory",
            hint=f"paths are relative, without '..', of at most {MOST_PATH_BYTES} bytes",
        )
