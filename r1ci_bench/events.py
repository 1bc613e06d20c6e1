"""What observers are told: one frozen event a hook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from r1ci_bench.records import Manifest, SampleRecord, Summary


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run has begun, or goes on after a resume.

    Attributes:
        directory: The run's directory.
        manifest: What the run is.
        planned: Attempts in the whole plan.
        recorded: Attempts that an earlier start has already recorded.
    """

    directory: Path
    manifest: Manifest
    planned: int
    recorded: int


@dataclass(frozen=True, slots=True)
class SampleFinished:
    """One attempt has ended and its record is on disk.

    Attributes:
        directory: The run's directory.
        record: The attempt.
    """

    directory: Path
    record: SampleRecord


@dataclass(frozen=True, slots=True)
class RunFinished:
    """A run has ended.

    Attributes:
        directory: The run's directory.
        summary: The summary as it was written.
    """

    directory: Path
    summary: Summary
