"""What a run leaves on disk: typed records, their JSON Schemas, and the store."""

from r1ci_bench.records.spec import RunSpec
from r1ci_bench.records.store import RunStore
from r1ci_bench.records.types import (
    FAULTS,
    OUTCOMES,
    SCHEMA_VERSION,
    Accuracy,
    FaultRecord,
    Interval,
    Manifest,
    Outcome,
    Plan,
    PlannedTask,
    SampleRecord,
    SelectedSplit,
    SoundSummary,
    Summary,
    TaskSummary,
)

__all__ = [
    "FAULTS",
    "OUTCOMES",
    "SCHEMA_VERSION",
    "Accuracy",
    "FaultRecord",
    "Interval",
    "Manifest",
    "Outcome",
    "Plan",
    "PlannedTask",
    "RunSpec",
    "RunStore",
    "SampleRecord",
    "SelectedSplit",
    "SoundSummary",
    "Summary",
    "TaskSummary",
]
