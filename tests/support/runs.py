"""Small records for tests."""

from __future__ import annotations

from typing import Any

import msgspec

from r1ci_bench.hashing import content_hash
from r1ci_bench.model import Usage
from r1ci_bench.records import FaultRecord, Manifest, Plan, PlannedTask, RunSpec, SampleRecord
from r1ci_bench.sandbox.policy import Policy
from r1ci_bench.task import Verdict
from r1ci_bench.transcript import Entry, Generation, Transcript


def make_manifest(**spec: Any) -> Manifest:
    """A manifest over three tasks `t/0` to `t/2`."""
    tasks = tuple(
        PlannedTask(id=f"t/{n}", version="1", entry="t.tasks:T", origin="t 1", policy=Policy())
        for n in range(3)
    )
    return Manifest(
        created="2026-01-31T12:00:00+00:00",
        spec=RunSpec(model="scripted/x.json", **spec),
        plan=Plan(hash=content_hash("plan"), tasks=tasks, attempts=60),
        model_kind="replay",
        agent_version="1",
        protocol="1",
        prompts_hash=content_hash("prompts"),
        layers=(),
        isolated=True,
        versions={"python": "3.11"},
    )


def make_record(number: int, *, task: str = "t/0", outcome: Any = "correct", **more: Any) -> SampleRecord:
    """The record of one attempt; the same number gives the same key."""
    judged = outcome in ("correct", "wrong")
    fault = (
        FaultRecord(boundary="provider", kind="refused", message="refused") if "fault" in outcome else None
    )
    record = SampleRecord(
        key=content_hash(["key", number])[:32],
        task=task,
        task_version="1",
        level=3,
        index=number,
        epoch=0,
        sample_hash=content_hash(["sample", number]),
        question=f"What is {number} + 1?",
        data={"number": number},
        outcome=outcome,
        verdict=Verdict(outcome=outcome, reason="", parsed="x") if judged else None,
        fault=fault,
        transcript=Transcript(
            messages=(Entry("user", "harness", "Q"), Entry("assistant", "model", "<<<1>>>")),
            generations=(
                Generation(
                    author="model",
                    finish="stop",
                    usage=Usage(input_tokens=number, output_tokens=3),
                    seconds=0.25,
                    reading="answer",
                ),
            ),
            answer="1" if judged else None,
            answer_source="marker" if judged else None,
            stop="answered" if judged else "no_answer",
        ),
        seconds=0.5,
    )
    return msgspec.structs.replace(record, **more)
