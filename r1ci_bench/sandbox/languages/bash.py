"""Bash."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from r1ci_bench.sandbox.languages.executor import Executor
from r1ci_bench.sandbox.languages.program import Program

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Language, Policy


class Bash(Executor):
    """The shell, without anybody's start-up files."""

    language: ClassVar[Language] = "bash"
    title = "Bash"
    commands = ("bash",)
    remedy = "install bash, for example: apt install bash"

    def program(self, policy: Policy) -> Program:
        """As `bash main.sh`."""
        return Program(
            source="main.sh",
            run=(self.command(), "--noprofile", "--norc", "main.sh"),
            memory_signs=("cannot allocate",),
        )
