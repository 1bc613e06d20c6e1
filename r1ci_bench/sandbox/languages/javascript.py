"""JavaScript, on Node.js."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from r1ci_bench.sandbox.languages.executor import Executor
from r1ci_bench.sandbox.languages.program import Program

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Language, Policy

_MIB = 1 << 20


class JavaScript(Executor):
    """Node.js runs the code as a module of the CommonJS kind, as `node main.js` does."""

    language: ClassVar[Language] = "javascript"
    title = "JavaScript"
    commands = ("node", "nodejs")
    remedy = "install Node.js for all users, for example: apt install nodejs"

    def program(self, policy: Policy) -> Program:
        """The heap may grow as far as the policy's memory; the engine says so itself when it is full."""
        heap = max(16, policy.memory_bytes // _MIB)
        return Program(
            source="main.js",
            run=(self.command(), f"--max-old-space-size={heap}", "main.js"),
            address_space=False,
            memory_signs=("JavaScript heap out of memory", "Array buffer allocation failed"),
        )
