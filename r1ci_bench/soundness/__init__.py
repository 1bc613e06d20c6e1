"""The soundness gate: whether a task's questions, verifier and reference programs can be trusted."""

from r1ci_bench.soundness.gate import Gate, GateOptions
from r1ci_bench.soundness.report import (
    DialectReport,
    Finding,
    LevelReport,
    SoundnessReport,
    SuiteCount,
    TaskReport,
)

__all__ = [
    "DialectReport",
    "Finding",
    "Gate",
    "GateOptions",
    "LevelReport",
    "SoundnessReport",
    "SuiteCount",
    "TaskReport",
]
