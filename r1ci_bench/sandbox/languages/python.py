"""Python: run by the warm interpreter that the call is cloned from."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING, ClassVar

from r1ci_bench.sandbox.languages.executor import Executor, Runtime

if TYPE_CHECKING:
    from r1ci_bench.sandbox.languages.program import Program
    from r1ci_bench.sandbox.policy import Language, Policy


class Python(Executor):
    """The interpreter that runs this benchmark."""

    language: ClassVar[Language] = "python"
    title = "Python"
    commands = ("python3",)
    remedy = ""

    def program(self, policy: Policy) -> Program | None:
        """There is nothing to start."""
        return None

    def runtime(self) -> Runtime:
        """This interpreter."""
        return Runtime(
            language=self.language, path=sys.executable, version=f"Python {platform.python_version()}"
        )
