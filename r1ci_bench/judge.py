"""Verdicts: the task's verifier in a bounded child, so that no model text is parsed in the harness process.

A verifier is trusted code that reads hostile text. What the text can do to it (a loop without end, a bomb
for the memory, a crash) ends with the child: the call becomes a `VerifierFault`, and the next one gets a new
child.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, NoReturn

import msgspec
from msgspec import Meta, Struct

from r1ci_bench.errors import HostFault, VerifierFault
from r1ci_bench.judge_child import Child
from r1ci_bench.judge_worker import Reply, encode_request
from r1ci_bench.sandbox.policy import MIB

if TYPE_CHECKING:
    from r1ci_bench.task import Sample, Verdict

_decoder = msgspec.json.Decoder(Reply)


class JudgeLimits(Struct, frozen=True, kw_only=True):
    """What verifiers may use.

    Attributes:
        seconds: Wall time of one verdict; queueing, and the start of a child, are not counted.
        start_seconds: Wall time of the start of a child, and of the import of a task in it.
        memory_bytes: Address space of a child, its interpreter and the task's modules included.
        recycle_after: Verdicts after which a child is replaced, so that a leak stays small.
        workers: Children at the same time at the most.
    """

    seconds: Annotated[float, Meta(gt=0)] = 20.0
    start_seconds: Annotated[float, Meta(gt=0)] = 120.0
    memory_bytes: Annotated[int, Meta(gt=0)] = 1024 * MIB
    recycle_after: Annotated[int, Meta(gt=0)] = 10_000
    workers: Annotated[int, Meta(gt=0)] = 1


_DEFAULT_LIMITS = JudgeLimits()


class Judge:
    """Asks verifiers for verdicts. One instance serves a whole run and many calls at the same time.

    Children start when they are needed and keep the tasks that they have imported. Calls are served in the
    order in which they came.

    Args:
        limits: What the verifiers may use.
    """

    def __init__(self, limits: JudgeLimits = _DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._slots = asyncio.Semaphore(limits.workers)
        self._idle: list[Child] = []
        self._busy: set[Child] = set()
        self._ended: list[Child] = []
        self._closed = False

    async def verdict(self, entry: str, sample: Sample, answer: str) -> Verdict:
        """Judge an answer.

        The verifier reads the sample and the answer as a record holds them: JSON, and U+FFFD in the place of
        each lone surrogate. An answer of any length is handed over whole; a verdict's texts come back cut to
        `r1ci_bench.judge_worker.TEXT_LIMIT` characters. Cancelling the call ends the child that works on it.

        Args:
            entry: The task as `module:Class`, as in its descriptor.
            sample: The question.
            answer: What the model answered.

        Raises:
            VerifierFault: if there is no verdict. Its kind is `timeout`, `memory`, `crashed` (the child
                died), `raised` (an exception), `bad_verdict` (not a verdict), `import` (no such task, or it
                cannot be imported), `bad_sample` (the sample is no JSON) or `closed`.
            HostFault: if this machine cannot start a child.
        """
        async with self._slots:
            # Encoded only now, so that a thousand waiting calls do not hold a thousand requests.
            request = _encode(entry, sample, answer)
            child = self._take(entry)
            try:
                reply = await self._serve(child, entry, request)
            except BaseException:
                # Cancelled, too slow or dead: what the child would still say belongs to no later call.
                self._end(child)
                raise
            self._give_back(child, reply)
        if reply.verdict is None:
            _refuse(entry, reply)
        return reply.verdict

    async def aclose(self) -> None:
        """End every child and wait until all are gone. Calls under way end with a fault."""
        self._closed = True
        for child in [*self._idle, *self._busy]:
            child.kill()
            self._ended.append(child)
        self._idle.clear()
        ended, self._ended = self._ended, []
        for child in ended:
            await asyncio.to_thread(child.reap)

    def _take(self, entry: str) -> Child:
        """An idle child, rather one that knows the task; else a new one."""
        if self._closed:
            raise VerifierFault("the judge is closed", kind="closed")
        for child in [child for child in self._idle if not child.alive()]:
            self._idle.remove(child)
            self._end(child)
        # The one that knows the task comes first; among equals, the one that worked last.
        ranked = sorted(self._idle, key=lambda child: entry in child.loaded)
        if ranked:
            child = ranked[-1]
            self._idle.remove(child)
        else:
            child = Child(self._limits.memory_bytes)
        self._busy.add(child)
        return child

    def _give_back(self, child: Child, reply: Reply) -> None:
        child.served += 1
        if self._closed or reply.kind == "memory" or child.served >= self._limits.recycle_after:
            self._end(child)
        else:
            self._busy.discard(child)
            self._idle.append(child)

    def _end(self, child: Child) -> None:
        child.kill()
        self._busy.discard(child)
        # Those that are gone by now are waited for here; the last ones, in `aclose`.
        self._ended = [other for other in [*self._ended, child] if not other.reaped()]

    async def _serve(self, child: Child, entry: str, request: bytes) -> Reply:
        limits = self._limits
        if not child.ready:
            try:
                await self._receive(child.first_reply(), limits.start_seconds)
            except (TimeoutError, EOFError) as error:
                how = await asyncio.to_thread(child.last_words)
                raise HostFault(f"a child for verifiers did not start: {how}", kind="no_process") from error
            child.ready = True
        if entry not in child.loaded:
            load = child.request(encode_request(entry))
            try:
                reply = await self._receive(load, limits.start_seconds)
            except TimeoutError:
                slow = f"{entry} was not imported within {limits.start_seconds:g} s"
                raise VerifierFault(slow, kind="import") from None
            except EOFError as error:
                how = await asyncio.to_thread(child.last_words)
                raise VerifierFault(f"the import of {entry} died: {how}", kind="import") from error
            if reply.kind:
                return reply
            child.loaded.add(entry)
        try:
            return await self._receive(child.request(request), limits.seconds)
        except TimeoutError:
            slow = f"the verifier of {entry} gave no verdict within {limits.seconds:g} s"
            raise VerifierFault(slow, kind="timeout") from None
        except EOFError as error:
            how = await asyncio.to_thread(child.last_words)
            raise VerifierFault(f"the verifier of {entry} died: {how}", kind="crashed") from error

    async def _receive(self, reply: asyncio.Future[bytes], seconds: float) -> Reply:
        # Not `asyncio.timeout`: where the harness itself was held up, a reply that came in time still counts.
        await asyncio.wait([reply], timeout=seconds)
        if not reply.done():
            raise TimeoutError
        try:
            return _decoder.decode(reply.result())
        except EOFError:
            if self._closed:
                raise VerifierFault("the judge was closed", kind="closed") from None
            raise
        except msgspec.DecodeError as error:
            raise EOFError("the child's reply is malformed") from error


def _encode(entry: str, sample: Sample, answer: str) -> bytes:
    try:
        return encode_request(entry, sample, answer)
    except (TypeError, ValueError, RecursionError) as error:
        raise VerifierFault(f"a sample for {entry} is not JSON: {error}", kind="bad_sample") from error


def _refuse(entry: str, reply: Reply) -> NoReturn:
    what = f"{entry} cannot be imported" if reply.kind == "import" else f"the verifier of {entry} failed"
    raise VerifierFault(f"{what}: {reply.message or 'no verdict'}", kind=reply.kind or "bad_verdict")
