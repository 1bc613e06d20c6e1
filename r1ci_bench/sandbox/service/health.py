"""Whether programs really run here, known without running one for each who asks."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from msgspec.structs import replace

from r1ci_bench.errors import R1ciError, SandboxFault

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Language, Policy, Sandbox

_FRESH_SECONDS = 30.0
_STALE_SECONDS = 5.0
_TRIAL_SECONDS = 20.0

# Each prints a product that stands nowhere in it.
_PROGRAMS: dict[Language, str] = {
    "python": "print(6 * 7)",
    "javascript": "console.log(6 * 7)",
    "bash": "echo $((6 * 7))",
    "cpp": "#include <iostream>\nint main() { std::cout << 6 * 7 << std::endl; }",
}


class Health:
    """Remembers when a program last ran.

    Args:
        sandbox: Where programs run.
        ceiling: The most that they may use.
    """

    def __init__(self, sandbox: Sandbox, ceiling: Policy) -> None:
        self._sandbox = sandbox
        self._policy = replace(
            ceiling,
            wall_seconds=min(ceiling.wall_seconds, _TRIAL_SECONDS),
            languages=tuple(_PROGRAMS),
            stateful=False,
        )
        self._ran: float | None = None
        self._tried: float | None = None
        self._problem: R1ciError | None = None
        self._trial: asyncio.Task[None] | None = None

    def ran(self) -> None:
        """A program has just run."""
        self._ran = time.monotonic()
        self._problem = None

    def failed(self) -> None:
        """The sandbox has just failed a call: whether that was once, only another program tells."""
        self._ran = None

    async def problem(self) -> R1ciError | None:
        """What keeps programs from running, or None. At most one program at a time is run to find out."""
        now = time.monotonic()
        if self._ran is not None and now - self._ran < _FRESH_SECONDS:
            return None
        if self._problem is not None and self._tried is not None and now - self._tried < _STALE_SECONDS:
            return self._problem
        if self._trial is None or self._trial.done():
            self._trial = asyncio.create_task(self._try())
        await asyncio.shield(self._trial)
        return self._problem

    async def try_language(self, language: Language) -> R1ciError | None:
        """Run a program in a language; returns what was wrong."""
        try:
            async with asyncio.timeout(2 * _TRIAL_SECONDS):
                execution = await self._sandbox.execute(_PROGRAMS[language], self._policy, language=language)
        except R1ciError as error:
            return error
        except TimeoutError:
            return SandboxFault(f"a {language} program did not end in time", kind="trial_failed")
        if execution.stdout.strip() != "42":
            return SandboxFault(f"a {language} program that prints 42 did not", kind="trial_failed")
        self.ran()
        return None

    async def languages(self) -> tuple[Language, ...]:
        """The languages in which a program really runs."""
        return tuple(
            [
                language
                for language in _PROGRAMS
                if self._sandbox.lacks(language) is None and await self.try_language(language) is None
            ]
        )

    async def aclose(self) -> None:
        """End a trial that is under way."""
        if self._trial is not None:
            self._trial.cancel()
            await asyncio.gather(self._trial, return_exceptions=True)

    async def _try(self) -> None:
        problem = await self.try_language("python")
        self._tried = time.monotonic()
        self._problem = problem
