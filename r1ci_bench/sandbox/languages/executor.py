"""What an executor is: finds a language's runtime on this machine and says how it is run."""

from __future__ import annotations

import shutil
import subprocess
from abc import ABC, abstractmethod
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct

from r1ci_bench.errors import SetupError
from r1ci_bench.sandbox.languages import places
from r1ci_bench.sandbox.policy import Language

if TYPE_CHECKING:
    from r1ci_bench.sandbox.languages.program import Program
    from r1ci_bench.sandbox.policy import Policy

_PROBE_SECONDS = 20


class Runtime(Struct, frozen=True, kw_only=True):
    """What runs a language on this machine.

    Attributes:
        language: The language.
        path: The program, or an empty string where there is none.
        version: Its own words for its version; where there is none, what was looked for.
        remedy: What to do where there is none; empty where there is one.
    """

    language: Language
    path: str
    version: str
    remedy: str = ""


class Executor(ABC):
    """Knows one language.

    Attributes:
        language: The language.
        title: Its name for people.
        commands: Names of the programs that can run it, the best first.
        remedy: How to get one.
    """

    language: ClassVar[Language]
    title: ClassVar[str]
    commands: ClassVar[tuple[str, ...]]
    remedy: ClassVar[str]

    @abstractmethod
    def program(self, policy: Policy) -> Program | None:
        """How code is run under a policy; None where the warm interpreter runs it.

        Raises:
            SetupError: if this machine has no runtime for the language.
        """

    def runtime(self) -> Runtime:
        """What runs the language here; looked up once in this process's life."""
        return _runtime(self)

    def command(self) -> str:
        """Path of the program that runs, or compiles, the language.

        Raises:
            SetupError: if there is none.
        """
        found = self.runtime()
        if not found.path:
            raise SetupError(f"this machine cannot run {self.title}: {found.version}", hint=self.remedy)
        return found.path


@cache
def _runtime(executor: Executor) -> Runtime:
    for name in executor.commands:
        path = shutil.which(name, path=places.SEARCH_PATH)
        if path is None or not _in_sight(path):
            continue
        try:
            done = subprocess.run(
                [path, "--version"],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=_PROBE_SECONDS,
                check=True,
                errors="replace",
            )
        except (OSError, subprocess.SubprocessError):
            continue
        version = (done.stdout.strip() or "no version told").splitlines()[0]
        return Runtime(language=executor.language, path=path, version=version)
    return Runtime(
        language=executor.language,
        path="",
        version=f"no {' or '.join(executor.commands)} in {places.SEARCH_PATH}",
        remedy=executor.remedy,
    )


def _in_sight(path: str) -> bool:
    """Whether the program itself, and not only a link to it, lies where the code can see it."""
    return any(Path(path).resolve().is_relative_to(folder) for folder in places.SYSTEM_FOLDERS)
