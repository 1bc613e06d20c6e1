"""What an executor plugin writes against: `Executor`, `Job`, `Equipment`, `PlannedAttempt`.

An executor makes one planned attempt into one record, wherever it likes. The runner decides which attempts
are made and in which order, and alone writes what came of them: an executor that makes an attempt twice,
because a machine died under it, still gives one record.
"""

from __future__ import annotations

import platform
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct, field

from r1ci_bench._version import __version__
from r1ci_bench.records import FaultRecord, PlannedTask, RunSpec, SampleRecord
from r1ci_bench.sandbox.policy import LayerReport
from r1ci_bench.task import Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from r1ci_bench.discovery import FoundPlugin
    from r1ci_bench.errors import Fault
    from r1ci_bench.records import Outcome
    from r1ci_bench.task import Verdict
    from r1ci_bench.transcript import Transcript

    Waiting = Callable[[str], None]
    """Told what an attempt begins to wait for: `cluster`, `model`, `guide`, `sandbox` or `verifier`."""

_PACKAGES = ("numpy", "sympy", "reasoning-gym", "msgspec", "jinja2", "openai")


class PlannedAttempt(Struct, frozen=True, kw_only=True):
    """One attempt of the plan.

    Attributes:
        key: Its identity within and across runs; see `r1ci_bench.run.plan.attempt_key`.
        task: Id of the task.
        level: Difficulty, from 1; 0 for official data, which has no levels.
        index: Position in the question set, or in the order of the official items, from 0.
        epoch: Which repetition, from 0.
        sample: The question.
        sample_hash: Its content hash.
        copy: How many earlier official items are identical to it.
        seed: Seed of this attempt.
    """

    key: str
    task: str
    level: int
    index: int
    epoch: int
    sample: Sample
    sample_hash: str
    copy: int
    seed: int


class Job(Struct, frozen=True, kw_only=True):
    """All that is needed to make the attempts of a run, here or on another machine. It holds no secrets.

    Attributes:
        spec: The request, resolved.
        tasks: The tasks of the plan.
        plugins: Names of the plugins that the run needs and that are not ours, as `R1CI_PLUGINS` takes them.
        versions: Versions of what these attempts depend on, as `installed_versions` names them.
        concurrency: Pieces of code at the same time, for a sandbox on this machine; None for the number of
            cores.
    """

    spec: RunSpec
    tasks: tuple[PlannedTask, ...]
    plugins: tuple[str, ...] = ()
    versions: dict[str, str] = field(default_factory=dict)
    concurrency: Annotated[int, Meta(gt=0)] | None = None


class Equipment(Struct, frozen=True, kw_only=True):
    """What attempts are made with, as far as the manifest must say it.

    Attributes:
        model_details: What else names the model: its endpoint, its revision.
        prompts_hash: Content hash of the prompt templates.
        layers: The isolation layers of the sandbox; on several machines, those that hold on all of them.
        isolated: False where the sandbox itself says that it does not isolate, as a remote one may.
    """

    model_details: dict[str, str]
    prompts_hash: str
    layers: tuple[LayerReport, ...]
    isolated: bool = True


class Executor(ABC):
    """Makes the attempts of one run. One instance serves many of them at the same time.

    A factory `(job, plugins) -> Executor` makes it; see `r1ci_bench.descriptors.ExecutorDescriptor`.
    """

    @abstractmethod
    async def start(self) -> Equipment:
        """Get everything ready; called once, before any attempt. No model is asked yet.

        Raises:
            UsageError: if the job makes no sense.
            SetupError: if what it needs is missing, with the place.
        """

    @abstractmethod
    async def make(self, planned: PlannedAttempt, waiting: Waiting) -> tuple[SampleRecord, Fault | None]:
        """Work on one question and judge the answer. Cancelling the call ends the work, wherever it is done.

        Args:
            planned: The question.
            waiting: To be told what the attempt waits for.

        Returns:
            The record, and the fault where one ended the attempt.

        Raises:
            R1ciError: what must stop the whole run: faults of a host and set-up errors.
        """

    @abstractmethod
    async def aclose(self) -> None:
        """End every process and connection that belongs to this executor; also where `start` has failed."""


def record_of(
    planned: PlannedAttempt,
    task_version: str,
    transcript: Transcript,
    outcome: Outcome,
    *,
    verdict: Verdict | None = None,
    fault: Fault | None = None,
    seconds: float,
) -> SampleRecord:
    """The record of an attempt.

    Args:
        planned: The attempt as planned.
        task_version: Version of its task.
        transcript: The attempt as far as it came.
        outcome: How it ended.
        verdict: What the verifier said, where it was asked.
        fault: What broke, where something did.
        seconds: Wall time.
    """
    return SampleRecord(
        key=planned.key,
        task=planned.task,
        task_version=task_version,
        level=planned.level,
        index=planned.index,
        epoch=planned.epoch,
        sample_hash=planned.sample_hash,
        copy=planned.copy,
        question=planned.sample.question,
        data=planned.sample.data,
        # A generated question can be made again from the manifest; an official item must be found.
        provenance=planned.sample.provenance if planned.level == 0 else {},
        defects=planned.sample.defects,
        outcome=outcome,
        verdict=verdict,
        fault=None
        if fault is None
        else FaultRecord(boundary=fault.boundary, kind=fault.kind, message=fault.message),
        transcript=transcript,
        seconds=seconds,
    )


def installed_versions(plugins: Iterable[FoundPlugin], packages: Iterable[str] = ()) -> dict[str, str]:
    """Versions of everything on this machine that can change a score: interpreter, packages, plugins.

    Args:
        plugins: The plugins to name, each as `plugin DISTRIBUTION:NAME`.
        packages: Distributions beside those that always count.
    """
    from importlib import metadata

    versions = {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "r1ci-bench": __version__,
    }
    for package in (*_PACKAGES, *packages):
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    versions.update({f"plugin {origin.distribution}:{origin.name}": origin.version for origin in plugins})
    return dict(sorted(versions.items()))
