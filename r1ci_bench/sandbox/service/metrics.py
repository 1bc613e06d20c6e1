"""Counts for Prometheus, in a registry of their own: two services in one process do not mix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Execution

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)


class Metrics:
    """The counts of one service.

    Attributes:
        rejected: Requests that were refused, by kind.
        faults: Calls whose sandbox failed, by kind.
        queued: Requests inside that do not run yet.
        in_flight: Calls that run.
        sessions: Sessions that are open.
    """

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._calls = Counter(
            "r1ci_sandbox_calls", "Executions, by ending", ["language", "ending"], registry=registry
        )
        self._run = Histogram(
            "r1ci_sandbox_run_seconds", "Wall time of programs", buckets=_SECONDS, registry=registry
        )
        self._queue = Histogram(
            "r1ci_sandbox_queue_seconds", "Time before programs start", buckets=_SECONDS, registry=registry
        )
        self.rejected = Counter(
            "r1ci_sandbox_rejected", "Requests that were refused, by kind", ["kind"], registry=registry
        )
        self.faults = Counter(
            "r1ci_sandbox_faults", "Calls whose sandbox failed, by kind", ["kind"], registry=registry
        )
        self.queued = Gauge("r1ci_sandbox_queue_length", "Requests that wait", registry=registry)
        self.in_flight = Gauge("r1ci_sandbox_in_flight", "Calls that run", registry=registry)
        self.sessions = Gauge("r1ci_sandbox_sessions", "Sessions that are open", registry=registry)

    def count(self, execution: Execution) -> None:
        """Count one execution."""
        self._calls.labels(execution.language, execution.ending).inc()
        self._run.observe(execution.seconds)
        self._queue.observe(execution.queue_seconds)

    def text(self) -> bytes:
        """All counts, in Prometheus's format."""
        return generate_latest(self._registry)
