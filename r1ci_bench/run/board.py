"""What is happening right now: counts, and what every attempt under way waits for."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from r1ci_bench.records.types import FAULTS

if TYPE_CHECKING:
    from r1ci_bench.executor import PlannedAttempt
    from r1ci_bench.records import SampleRecord


@dataclass(slots=True)
class InFlight:
    """One attempt under way.

    Attributes:
        task: Its task.
        index: Its question.
        waits_for: `cluster`, `model`, `guide`, `sandbox`, `verifier` or `disk`.
        since: When it began to wait, on the monotonic clock.
    """

    task: str
    index: int
    waits_for: str
    since: float


@dataclass(slots=True)
class Board:
    """The state of a run, for whoever shows it.

    Attributes:
        planned: Attempts in the plan.
        recorded: Attempts that were recorded before this start.
        outcomes: Outcomes since this start, by task.
        in_flight: Attempts under way, by key.
        stopping: True once no new attempt is begun.
    """

    planned: int = 0
    recorded: int = 0
    started: float = field(default_factory=time.monotonic)
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    in_flight: dict[str, InFlight] = field(default_factory=dict)
    stopping: bool = False

    def begin(self, attempt: PlannedAttempt) -> None:
        """An attempt is under way."""
        self.in_flight[attempt.key] = InFlight(attempt.task, attempt.index, "model", time.monotonic())

    def waiting(self, key: str, what: str) -> None:
        """An attempt begins to wait for something."""
        if (entry := self.in_flight.get(key)) is not None:
            entry.waits_for, entry.since = what, time.monotonic()

    def end(self, key: str, record: SampleRecord | None) -> None:
        """An attempt has ended, with a record or without."""
        self.in_flight.pop(key, None)
        if record is not None:
            self.outcomes.setdefault(record.task, Counter())[record.outcome] += 1

    @property
    def totals(self) -> Counter[str]:
        """Outcomes since this start, over all tasks."""
        total: Counter[str] = Counter()
        for counts in self.outcomes.values():
            total.update(counts)
        return total

    @property
    def finished(self) -> int:
        """Attempts finished since this start."""
        return self.totals.total()

    @property
    def faults(self) -> int:
        """Faults since this start."""
        return sum(count for outcome, count in self.totals.items() if outcome in FAULTS)

    def slowest(self, most: int) -> list[InFlight]:
        """The attempts that have waited longest for the same thing, longest first."""
        return sorted(self.in_flight.values(), key=lambda entry: entry.since)[:most]
