"""The boundaries at which a plugin's unexpected exception becomes a typed fault."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.errors import ProviderFault, R1ciError, SandboxFault
from r1ci_bench.model import Completion, Model
from r1ci_bench.plugins import describe
from r1ci_bench.sandbox.policy import NO_INPUTS, Sandbox, SandboxSession

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from r1ci_bench.model import Attempt, Message, SamplingParams
    from r1ci_bench.sandbox.policy import Execution, Inputs, Language, LayerReport, Policy

log = logging.getLogger(__name__)


class GuardedModel(Model):
    """An adapter whose surprises are provider faults."""

    def __init__(self, inner: Model) -> None:
        self._inner = inner
        self.id = inner.id

    @property
    def details(self) -> dict[str, str]:
        """The inner model's details."""
        return self._inner.details

    def bind(self, attempt: Attempt) -> Model:
        """Bind the inner model; a surprise there is a fault of this attempt."""
        try:
            return GuardedModel(self._inner.bind(attempt))
        except R1ciError:
            raise
        except (Exception, SystemExit) as error:
            raise _adapter_fault(self.id, error) from error

    async def generate(self, messages: Sequence[Message], params: SamplingParams) -> Completion:
        """Ask the inner model, and make sure that a record can hold what it says."""
        try:
            completion = await self._inner.generate(messages, params)
            return msgspec.convert(msgspec.to_builtins(completion), Completion)
        except R1ciError:
            raise
        except asyncio.CancelledError as error:
            if _is_cancelled():
                raise
            raise _adapter_fault(self.id, error) from error
        except msgspec.ValidationError as error:
            raise ProviderFault(
                f"the adapter of {self.id} gave no proper completion: {error}", kind="bad_completion"
            ) from error
        except (Exception, SystemExit) as error:
            raise _adapter_fault(self.id, error) from error

    async def aclose(self) -> None:
        """Close the inner model; a failure to do so costs nobody a run."""
        try:
            await self._inner.aclose()
        except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything
            log.warning("%s could not be closed: %s", self.id, describe(error))


class GuardedSandbox(Sandbox):
    """A sandbox whose surprises are sandbox faults, and whose lost worker is tried once more."""

    def __init__(self, inner: Sandbox) -> None:
        self._inner = inner

    async def execute(
        self, code: str, policy: Policy, *, language: Language = "python", inputs: Inputs = NO_INPUTS
    ) -> Execution:
        """Run the code; once more where the worker died under it."""
        return await _twice(lambda: self._inner.execute(code, policy, language=language, inputs=inputs))

    def session(self, policy: Policy) -> SandboxSession:
        """A session of the inner sandbox, guarded alike."""
        try:
            return _GuardedSession(self._inner.session(policy))
        except R1ciError:
            raise
        except Exception as error:
            raise _sandbox_fault(error) from error

    def layers(self) -> tuple[LayerReport, ...]:
        """The inner sandbox's layers."""
        return self._inner.layers()

    def lacks(self, language: Language) -> str | None:
        """What the inner sandbox lacks."""
        return self._inner.lacks(language)

    @property
    def isolated(self) -> bool:
        """Whether the inner sandbox isolates."""
        return self._inner.isolated

    async def aclose(self) -> None:
        """Close the inner sandbox."""
        await self._inner.aclose()


class _GuardedSession(SandboxSession):
    """A session whose surprises are sandbox faults.

    A call whose worker died is made once more; variables that died with it are a fault of another kind.
    """

    def __init__(self, inner: SandboxSession) -> None:
        self._inner = inner

    async def execute(self, code: str, *, language: Language = "python") -> Execution:
        """Run the code; once more where the worker died under it and no variables with it."""
        return await _twice(lambda: self._inner.execute(code, language=language))

    async def aclose(self) -> None:
        """Close the inner session; a failure to do so costs nobody a run."""
        try:
            await self._inner.aclose()
        except Exception as error:  # noqa: BLE001 - a stranger's code may raise anything
            log.warning("a sandbox session could not be closed: %s", describe(error))


async def _twice(call: Callable[[], Awaitable[Execution]]) -> Execution:
    """Make a call of a sandbox, once more where its worker died."""
    try:
        return await _once(call)
    except SandboxFault as fault:
        if fault.kind != "worker_died":
            raise
    return await _once(call)


async def _once(call: Callable[[], Awaitable[Execution]]) -> Execution:
    try:
        return await call()
    except R1ciError:
        raise
    except asyncio.CancelledError as error:
        if _is_cancelled():
            raise
        raise _sandbox_fault(error) from error
    except Exception as error:
        raise _sandbox_fault(error) from error


def _is_cancelled() -> bool:
    """Whether the attempt itself is cancelled, and not only something inside a plugin."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _sandbox_fault(error: BaseException) -> SandboxFault:
    return SandboxFault(f"the sandbox broke: {describe(error)}", kind="backend_error")


def _adapter_fault(model: str, error: BaseException) -> ProviderFault:
    return ProviderFault(f"the adapter of {model} broke: {describe(error)}", kind="adapter_error")
