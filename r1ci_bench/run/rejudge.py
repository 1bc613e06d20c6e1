"""`verify`: judge every recorded transcript again, offline, and rebuild the summary."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from r1ci_bench.errors import SetupError, UsageError, VerifierFault
from r1ci_bench.judge import Judge
from r1ci_bench.protocol import read_output, read_reply
from r1ci_bench.records import FAULTS, RunStore, SampleRecord
from r1ci_bench.records.store import encode_pretty
from r1ci_bench.run.attempt import outcome_of
from r1ci_bench.run.lifecycle import refuse_missing_tasks
from r1ci_bench.run.plan import attempt_key
from r1ci_bench.run.workbench import load_task
from r1ci_bench.stats.summary import Row, read_rows, summary_of
from r1ci_bench.task import Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from r1ci_bench.plugins import Plugins
    from r1ci_bench.transcript import Transcript


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What came of judging a run again.

    Attributes:
        attempts: Attempts that were judged.
        differences: What departs from the records, one line each.
        identical: True where the rebuilt summary equals the recorded one byte for byte.
    """

    attempts: int
    differences: tuple[str, ...]
    identical: bool

    @property
    def ok(self) -> bool:
        """True where nothing departs from the records."""
        return self.identical and not self.differences


class _Judged(NamedTuple):
    """What is needed of a task to judge its attempts: where it lives, and in which languages code ran."""

    entry: str
    languages: tuple[str, ...]


def verify(directory: Path, plugins: Plugins, *, problem: Callable[[str], None]) -> Verification:
    """Judge a run again.

    Args:
        directory: The run directory; it is only read.
        plugins: Where the tasks are registered.
        problem: Told of lines that cannot be read.

    Raises:
        UsageError: if it is no run, or has no summary yet.
        SetupError: if a task of the run is missing, or is installed in another version.
    """
    store = RunStore.open(directory)
    manifest = store.manifest()
    recorded = store.summary_bytes()
    if recorded is None:
        raise UsageError(
            f"{directory} has no summary yet", hint=f"finish it first: r1ci-bench resume {directory}"
        )
    refuse_missing_tasks(manifest, plugins)
    judged: dict[str, _Judged] = {}
    for planned in manifest.plan.tasks:
        task = load_task(planned.id, plugins)
        if task.version != planned.version:
            raise SetupError(
                f"the run used {planned.id} version {planned.version}; version {task.version} is installed",
                hint=f"install {planned.origin}",
            )
        entry = plugins.tasks.get(planned.id).descriptor.entry
        judged[planned.id] = _Judged(entry, planned.policy.languages)
    final = read_rows(store, problem)
    rows, differences = asyncio.run(_judge_all(store, judged, set(final)))
    rebuilt = encode_pretty(summary_of(rows.values(), manifest))
    return Verification(attempts=len(rows), differences=tuple(differences), identical=rebuilt == recorded)


async def _judge_all(
    store: RunStore, judged: dict[str, _Judged], keys: set[str], *, together: int = 32
) -> tuple[dict[str, Row], list[str]]:
    rows: dict[str, Row] = {}
    differences: list[str] = []
    judge = Judge()

    async def one(record: SampleRecord) -> None:
        row, found = await _judge_one(judge, record, judged.get(record.task))
        differences.extend(found)
        rows[record.key] = row

    try:
        # Records are read as they are judged: a run of any length needs the memory of one batch.
        batch: list[SampleRecord] = []
        for record in store.records(SampleRecord, lambda _: None):
            batch.append(record)
            if len(batch) == together:
                await asyncio.gather(*map(one, _last_of_each(batch)))
                batch = []
        await asyncio.gather(*map(one, _last_of_each(batch)))
    finally:
        await judge.aclose()
    missing = keys - rows.keys()
    differences.extend(f"{key}: cannot be decoded" for key in sorted(missing))
    return rows, sorted(differences)


def _last_of_each(batch: list[SampleRecord]) -> list[SampleRecord]:
    return list({record.key: record for record in batch}.values())


async def _judge_one(judge: Judge, record: SampleRecord, judged: _Judged | None) -> tuple[Row, list[str]]:
    place = f"level {record.level} question" if record.level else "official item"
    where = f"{record.task} {place} {record.index} epoch {record.epoch}"
    row = Row.of(record)
    if judged is None:
        return row, [f"{where}: the task is not in the plan"]
    found = [f"{where}: {what}" for what in _contradictions(record, judged.languages)]
    if record.fault is not None:
        return row, found
    verdict = None
    answer = record.transcript.answer
    if answer is not None:
        try:
            sample = Sample(question=record.question, data=record.data)
            verdict = await judge.verdict(judged.entry, sample, answer)
        except VerifierFault as fault:
            return row, [*found, f"{where}: {fault.message}"]
    outcome = outcome_of(record.transcript, verdict, None)
    if outcome != record.outcome:
        found.append(f"{where}: recorded as {record.outcome}, judged {outcome}")
    return row._replace(outcome=outcome), found


def _contradictions(record: SampleRecord, languages: Sequence[str]) -> list[str]:
    """Where a record speaks against itself, verdict apart."""
    found: list[str] = []
    sample_hash = Sample(question=record.question, data=record.data).content_hash()
    if sample_hash != record.sample_hash:
        found.append("the question is not the one that was asked")
    identity = (record.task, record.task_version, record.sample_hash, record.epoch, record.copy)
    if record.key != attempt_key(*identity):
        found.append("the key is not that of this attempt")
    if (record.fault is not None) != (record.outcome in FAULTS):
        found.append(
            f"the outcome is {record.outcome}, and the fault is {record.fault and record.fault.kind}"
        )
    answer = record.transcript.answer
    if answer is not None and answer not in _answers(record.transcript, languages):
        found.append("the answer is not what the transcript ends with")
    return found


def _answers(transcript: Transcript, languages: Sequence[str]) -> set[str]:
    """What the end of a transcript can mean: the last reply's answer, or the last program's output."""
    answers: set[str] = set()
    replies = [entry.content for entry in transcript.messages if entry.author == "model"]
    if replies:
        answer = read_reply(replies[-1], languages=languages, code_allowed=False).answer
        answers |= {answer} if answer is not None else set()
    programs = [run.execution.stdout for run in transcript.code_runs if run.purpose == "query"]
    if programs:
        output = read_output(programs[-1])
        answers |= {output[0]} if output is not None else set()
    return answers
