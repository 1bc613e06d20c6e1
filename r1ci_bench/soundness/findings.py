"""What is being found of one task, until its report is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from r1ci_bench.errors import HostFault, R1ciError
from r1ci_bench.soundness.report import Finding, FindingKind, SuiteCount
from r1ci_bench.text import well_formed


@dataclass(slots=True)
class Findings:
    """The counts and findings of one task.

    Attributes:
        renderings: Right answers that were tried, by how they were written.
        accepted: Those of them that were accepted.
        wrong: Wrong answers that were tried, by what was done to them.
        rejected: Those of them that were rejected.
        close: Wrong answers near a right one that the task named.
        timeouts: Verdicts that took too long.
        slowest: Seconds of the slowest verdict.
        found: What is wrong.
    """

    renderings: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    close: int = 0
    timeouts: int = 0
    slowest: float = 0.0
    found: list[Finding] = field(default_factory=list)

    def add(self, kind: FindingKind, level: int, what: str, detail: str) -> None:
        """Note something that is wrong; texts of foreign code become single lines that a record can hold."""
        self.found.append(Finding(kind=kind, level=level, what=one_line(what), detail=one_line(detail)))

    def add_error(self, kind: FindingKind, level: int, what: str, error: Exception) -> None:
        """Note what a task raised.

        Raises:
            HostFault: if it is this machine that failed, and not the task.
        """
        if isinstance(error, HostFault):
            raise error
        text = error.message if isinstance(error, R1ciError) else f"{type(error).__name__}: {error}"
        self.add(kind, level, what, text)


def suite_counts(tried: Counter[str], passed: Counter[str]) -> dict[str, SuiteCount]:
    """Both counts of each kind, sorted by its name."""
    return {name: SuiteCount(tried=tried[name], passed=passed[name]) for name in sorted(tried)}


def one_line(text: str) -> str:
    """Foreign text as one line that a record and a table can hold."""
    return " ".join(well_formed(text).split())
