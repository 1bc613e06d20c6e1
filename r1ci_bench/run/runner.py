"""Runs a plan: bounded concurrency, durable records, orderly stops."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from r1ci_bench.errors import HostFault, ProviderFault, R1ciError, RunStoppedError, SandboxFault, TaskFault
from r1ci_bench.events import RunFinished, RunStarted, SampleFinished
from r1ci_bench.plugins import describe
from r1ci_bench.run.board import Board
from r1ci_bench.stats.summary import summarise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from r1ci_bench.executor import PlannedAttempt
    from r1ci_bench.plugins import Plugins
    from r1ci_bench.records import RunStore, Summary
    from r1ci_bench.run.workbench import Workbench

log = logging.getLogger(__name__)


class Runner:
    """One start of a run: the first, or a later one after a resume.

    Attributes:
        board: What is happening right now.
        interrupted: True once a person asked to stop.

    Args:
        bench: What the run is, and who makes its attempts.
        store: Its directory, locked and open for appending.
        plugins: Whose observers are told.
        problem: Told of anything odd that does not stop the run.
    """

    def __init__(
        self, bench: Workbench, store: RunStore, plugins: Plugins, problem: Callable[[str], None]
    ) -> None:
        self.board = Board(planned=bench.planner.plan.attempts)
        self.interrupted = False
        self._bench = bench
        self._store = store
        self._plugins = plugins
        self._problem = problem
        self._workers: list[asyncio.Task[None]] = []
        self._take = asyncio.Lock()
        self._failure: R1ciError | None = None
        self._faults_in_a_row = 0

    async def run(self, done: frozenset[str] | set[str]) -> Summary:
        """Make every attempt of the plan that is not done, then write the summary.

        Args:
            done: Keys of the attempts that need not be made again.

        Returns:
            The summary of all that is recorded.

        Raises:
            RunStoppedError: if the run ended before its plan did; the summary is written all the same.
            R1ciError: if this machine cannot go on.
        """
        self.board.recorded = len(done)
        self._notify(
            "run_started",
            RunStarted(self._store.directory, self._bench.manifest, self.board.planned, len(done)),
        )
        plan = (item for item in self._bench.planner.attempts() if item.key not in done)
        self._workers = [
            asyncio.create_task(self._work(plan), name=f"attempt-worker-{number}")
            for number in range(self._bench.spec.max_concurrency)
        ]
        for result in await asyncio.gather(*self._workers, return_exceptions=True):
            if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
                raise result
        await self._store.drain()
        summary = summarise(self._store, self._bench.manifest, self._problem)
        self._store.write_summary(summary)
        self._notify("run_finished", RunFinished(self._store.directory, summary))
        if self._failure is not None:
            raise self._failure
        return summary

    def stop(self) -> None:
        """Begin no new attempt; those under way are finished and recorded."""
        self.interrupted = True
        self.board.stopping = True

    def stop_now(self) -> None:
        """Give up what is under way; a resume makes it again."""
        self.stop()
        for worker in self._workers:
            worker.cancel()

    async def _work(self, plan: Iterator[PlannedAttempt]) -> None:
        while (planned := await self._next(plan)) is not None:
            self.board.begin(planned)
            record = None
            try:
                waiting = partial(self.board.waiting, planned.key)
                record, fault = await self._bench.executor.make(planned, waiting)
                self.board.waiting(planned.key, "disk")
                await self._store.append(record)
            except R1ciError as error:
                self._fail(error)
                return
            except Exception as error:
                # Ours to mend, but not at the price of what the other attempts have done.
                log.exception("an attempt broke the harness")
                where = f"question {planned.index} of {planned.task}"
                self._fail(HostFault(f"the harness broke on {where}: {describe(error)}", kind="internal"))
                return
            finally:
                self.board.end(planned.key, record)
            self._count(fault)
            self._notify("sample_finished", SampleFinished(self._store.directory, record))

    async def _next(self, plan: Iterator[PlannedAttempt]) -> PlannedAttempt | None:
        # Making a question can take a while: off the event loop, one at a time.
        async with self._take:
            if self.board.stopping:
                return None
            try:
                return await asyncio.to_thread(next, plan, None)
            except R1ciError as error:
                self._fail(error)
                return None

    def _count(self, fault: R1ciError | None) -> None:
        if not isinstance(fault, ProviderFault | SandboxFault):
            self._faults_in_a_row = 0
            return
        self._faults_in_a_row += 1
        resume = f"mend it, then: r1ci-bench resume {self._store.directory}"
        if fault.fatal:
            hint = f"{fault.hint}; then: r1ci-bench resume {self._store.directory}" if fault.hint else resume
            self._fail(RunStoppedError(fault.message, hint=hint))
        elif self._faults_in_a_row >= self._bench.spec.max_faults:
            self._fail(
                RunStoppedError(
                    f"{self._faults_in_a_row} faults in a row; the last: {fault.message}",
                    hint=resume,
                )
            )

    def _fail(self, error: R1ciError) -> None:
        self.board.stopping = True
        if self._failure is None:
            if isinstance(error, HostFault | TaskFault):
                resume = f"once that is mended: r1ci-bench resume {self._store.directory}"
                hint = f"{error.hint}; {resume}" if error.hint else resume
                self._failure = RunStoppedError(error.message, hint=hint)
            else:
                self._failure = error

    def _notify(self, hook: str, event: object) -> None:
        try:
            getattr(self._plugins.manager.hook, hook)(event=event)
        except Exception as error:
            # An observer is a guest: it must not cost anybody a run.
            log.debug("observer failed", exc_info=True)
            self._problem(f"an observer of {hook} failed: {describe(error)}")
