"""What the soundness gate found, as typed records."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

from r1ci_bench.task import Dialect

SCHEMA_VERSION: Literal[1] = 1

FindingKind = Literal[
    "false_negative",
    "false_positive",
    "verifier_fault",
    "generator",
    "reference",
    "determinism",
    "shortcut",
    "contract",
    "official",
]


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a task.

    Attributes:
        kind: `false_negative` (a right answer was rejected), `false_positive` (a wrong one was accepted),
            `verifier_fault` (no verdict), `generator`, `reference` (the program failed or printed a wrong
            answer), `determinism`, `shortcut` (a guess solves nearly all questions), `contract` (the task
            does not keep to what `Task` promises) or `official` (official data is not as documented).
        level: Where, from 1; 0 for official data, and for the task as a whole.
        what: What was tried.
        detail: What came of it.
    """

    kind: FindingKind
    level: int
    what: str
    detail: str


class SuiteCount(Struct, frozen=True, kw_only=True):
    """How many answers of a kind were tried, and how many were judged as they should be."""

    tried: int = 0
    passed: int = 0


class LevelReport(Struct, frozen=True, kw_only=True):
    """What one level showed.

    Attributes:
        level: Which, from 1; 0 for the items of a data set.
        samples: Questions on which the verifier was tried.
        questions: Different questions that the generator made, up to `questions_wanted`.
        questions_wanted: How many it was asked for.
        milliseconds: Mean time to make one of them.
        majority_share: Share of questions that the most frequent answer solves; where several answers are
            right, the best of some. None where no answer is known.
        echo_share: Share of questions that are solved by a part of their own text, their example included.
        programs: Reference programs that ran in the sandbox.
        program_seconds: Wall time of the slowest of them; None where none ran.
    """

    level: int
    samples: int
    questions: int = 0
    questions_wanted: int = 0
    milliseconds: float = 0.0
    majority_share: float | None = None
    echo_share: float = 0.0
    programs: int = 0
    program_seconds: float | None = None


class DialectReport(Struct, frozen=True, kw_only=True):
    """What the official data showed in one dialect.

    Attributes:
        dialect: Which.
        items: Official items.
        stored: Items with a stored answer.
        agreed: Stored answers that the verifier accepts.
        defects: How many items have which defect.
        defective: Items with any defect.
    """

    dialect: Dialect
    items: int
    stored: int
    agreed: int
    defects: dict[str, int] = field(default_factory=dict)
    defective: int = 0


class TaskReport(Struct, frozen=True, kw_only=True):
    """What the gate found of one task.

    Attributes:
        task: Id of the task.
        version: Its version.
        unique_answer: Whether the task says that one value alone is right.
        renderings: Right answers that were tried, by how they were written.
        wrong: Wrong answers that were tried, by what was done to them.
        slowest_verdict: Seconds of the slowest verdict, the start of its child included.
        levels: Level by level.
        official: Dialect by dialect, where official data was given.
        findings: What is wrong; empty where the task is sound.
    """

    task: str
    version: str
    unique_answer: bool
    renderings: dict[str, SuiteCount] = field(default_factory=dict)
    wrong: dict[str, SuiteCount] = field(default_factory=dict)
    slowest_verdict: float = 0.0
    levels: tuple[LevelReport, ...] = ()
    official: tuple[DialectReport, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def false_negatives(self) -> SuiteCount:
        """All right answers: how many were tried, and how many accepted."""
        return _total(self.renderings)

    @property
    def false_positives(self) -> SuiteCount:
        """All wrong answers: how many were tried, and how many rejected."""
        return _total(self.wrong)


class SoundnessReport(Struct, frozen=True, kw_only=True):
    """What the gate found of several tasks.

    Attributes:
        schema: Version of the layout.
        seed: Seed of the questions.
        tasks: Task by task, sorted by id.
    """

    schema: int = SCHEMA_VERSION
    seed: int
    tasks: tuple[TaskReport, ...]

    @property
    def sound(self) -> bool:
        """True where nothing is wrong with any task."""
        return not any(task.findings for task in self.tasks)


def _total(counts: dict[str, SuiteCount]) -> SuiteCount:
    return SuiteCount(
        tried=sum(count.tried for count in counts.values()),
        passed=sum(count.passed for count in counts.values()),
    )
