"""C++, where a compiler exists."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from r1ci_bench.sandbox.languages.executor import Executor
from r1ci_bench.sandbox.languages.program import Program

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Language, Policy


class Cpp(Executor):
    """Compiled and run under the same limits; the time of both counts."""

    language: ClassVar[Language] = "cpp"
    title = "C++"
    commands = ("g++", "clang++")
    remedy = "install a compiler, for example: apt install g++"

    def program(self, policy: Policy) -> Program:
        """C++20 with the optimisation that competition servers use."""
        return Program(
            source="main.cpp",
            compile=(self.command(), "-std=c++20", "-O2", "-o", "main", "main.cpp"),
            run=("./main",),
            memory_signs=("std::bad_alloc",),
        )
