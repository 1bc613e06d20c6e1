"""The boundaries at which a plugin's unexpected exception becomes a typed fault."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.errors import ProviderFault, R1ciError, SandboxFault
from r1ci_bench.model import Completion, Model
from r1ci_bench.plugins import describe
from r1ci_bench.sandbox.policy import Sandbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.model import Attempt, Message, SamplingParams
    from r1ci_bench.sandbox.policy import Execution, Language, LayerReport, Policy

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
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise  # the attempt itself was cancelled, not something inside the adapter
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

    async def execute(self, code: str, policy: Policy, *, language: Language = "python") -> Execution:
        """Run the code; once more where the worker died under it."""
        try:
            return await self._once(code, policy, language)
        except SandboxFault as fault:
            if fault.kind != "worker_died":
                raise
        return await self._once(code, policy, language)

    async def _once(self, code: str, policy: Policy, language: Language) -> Execution:
        try:
            return await self._inner.execute(code, policy, language=language)
        except R1ciError:
            raise
        except Exception as error:
            raise SandboxFault(f"the sandbox broke: {describe(error)}", kind="backend_error") from error

    def layers(self) -> tuple[LayerReport, ...]:
        """The inner sandbox's layers."""
        return self._inner.layers()

    async def aclose(self) -> None:
        """Close the inner sandbox."""
        await self._inner.aclose()


def _adapter_fault(model: str, error: BaseException) -> ProviderFault:
    return ProviderFault(f"the adapter of {model} broke: {describe(error)}", kind="adapter_error")
