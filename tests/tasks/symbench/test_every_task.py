"""What holds for every task of the suite; a task that is registered is tested here."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.hashing import canonical_json
from r1ci_bench.judge import Judge
from r1ci_bench.questions import questions
from r1ci_bench.rng import Rng
from r1ci_bench.sandbox.jail.client import JailSandbox
from r1ci_bench.sandbox.policy import SandboxOptions
from r1ci_bench.soundness import Gate, GateOptions, TaskReport
from r1ci_bench.soundness.official import check_official
from r1ci_bench.task import Sample, Task
from r1ci_symbench.defects import found_defects
from r1ci_symbench.plugin import register_tasks

if TYPE_CHECKING:
    from r1ci_bench.descriptors import TaskDescriptor

HERE = Path(__file__).parent
DESCRIPTORS: list[TaskDescriptor] = []
register_tasks(DESCRIPTORS.append)
GENERATING = [descriptor for descriptor in DESCRIPTORS if descriptor.source == "generator"]
LEVELS = (1, 2, 3, 4, 5)


def _id(descriptor: TaskDescriptor) -> str:
    return descriptor.id.partition("/")[2]


every_task = pytest.mark.parametrize("descriptor", DESCRIPTORS, ids=_id)
every_generating_task = pytest.mark.parametrize("descriptor", GENERATING, ids=_id)


@cache
def task_of(descriptor: TaskDescriptor) -> Task[Any]:
    task = descriptor.load()()
    assert isinstance(task, Task)
    return task


@cache
def sample_of(descriptor: TaskDescriptor, level: int) -> Sample:
    task = task_of(descriptor)
    return task.generate(Rng("test", descriptor.id, level), task.levels[level - 1])


def checked(descriptor: TaskDescriptor, options: GateOptions) -> TaskReport:
    async def check() -> TaskReport:
        judge, jail = Judge(), JailSandbox(SandboxOptions())
        try:
            return await Gate(judge, jail, options).check(task_of(descriptor), descriptor.entry)
        finally:
            await judge.aclose()
            await jail.aclose()

    return asyncio.run(check())


def test_the_suite_has_its_33_tasks() -> None:
    assert len(DESCRIPTORS) == 33
    assert len(GENERATING) == 30


def test_the_plugin_imports_no_task() -> None:
    program = (
        "import sys, r1ci_symbench.plugin; print([m for m in sys.modules if m.startswith('r1ci_symbench.')])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "['r1ci_symbench.plugin']"


@every_task
def test_task_and_descriptor_agree(descriptor: TaskDescriptor) -> None:
    task = task_of(descriptor)
    assert (task.id, task.version, len(task.levels)) == (descriptor.id, descriptor.version, descriptor.levels)
    assert len(set(task.levels)) == len(task.levels)


@every_generating_task
def test_the_task_passes_the_soundness_gate_at_every_level(descriptor: TaskDescriptor) -> None:
    # Another seed than that of the page in docs/, so that more questions are seen.
    report = checked(descriptor, GateOptions(samples=3, questions=200, programs=1, seed=1))
    assert list(report.findings) == []
    assert [level.level for level in report.levels] == list(LEVELS)
    for level in report.levels:
        assert (level.samples, level.questions, level.programs) == (3, 200, 1)
        assert level.program_seconds is not None
        assert level.program_seconds < 10
    assert report.false_negatives.tried > 15 * 10
    assert report.false_positives.tried > 15 * 40


@every_generating_task
def test_public_and_fresh_questions_differ(descriptor: TaskDescriptor) -> None:
    task = task_of(descriptor)
    for level in LEVELS:
        public, fresh = (
            {
                sample.question
                for sample, _ in islice(questions(task, level=level, seed=0, question_set=which), 20)
            }
            for which in ("public", "fresh")
        )
        assert len(public) == len(fresh) == 20
        assert not public & fresh


@every_generating_task
def test_no_constant_answer_goes_far(descriptor: TaskDescriptor) -> None:
    task = task_of(descriptor)
    if not task.unique_answer:
        return
    for level in LEVELS:
        source = questions(task, level=level, seed=0, question_set="public")
        answers = [task.answer(sample) for sample, _ in islice(source, 60)]
        most = max(answers.count(answer) for answer in set(answers))
        assert most <= 40, f"level {level}: {most} of 60 questions have the same answer"


@every_generating_task
def test_the_reference_program_needs_nothing_of_this_project(descriptor: TaskDescriptor) -> None:
    sample = sample_of(descriptor, 2)
    program = task_of(descriptor).reference(sample)
    assert program is not None
    assert "r1ci" not in program
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert not ran.stderr
    assert task_of(descriptor).verify(sample, ran.stdout.removesuffix("\n")).outcome == "correct"


@every_generating_task
@given(answer=st.text(st.characters(codec=None) | st.sampled_from("0123456789 ,;()[]{}+-*/=.\n\"'$\\<>ABC")))
def test_no_text_raises(descriptor: TaskDescriptor, answer: str) -> None:
    msgspec.json.encode(task_of(descriptor).verify(sample_of(descriptor, 1), answer))


@every_generating_task
def test_data_and_provenance_are_json_values(descriptor: TaskDescriptor) -> None:
    for level in LEVELS:
        sample = sample_of(descriptor, level)
        again = msgspec.json.decode(msgspec.json.encode(sample), type=Sample)
        assert again.content_hash() == sample.content_hash()
        assert json.loads(canonical_json(sample.data)) == sample.data
        assert task_of(descriptor).answer(again) == task_of(descriptor).answer(sample)
        assert sample.provenance["generator"] == descriptor.id
        assert not sample.defects


def test_questions_never_change_and_do_not_depend_on_the_process() -> None:
    program = [sys.executable, str(HERE / "golden.py")]
    environment = {**os.environ, "PYTHONHASHSEED": "20011"}
    ran = subprocess.run(program, capture_output=True, text=True, check=True, env=environment)
    pinned = json.loads((HERE / "golden.json").read_text())
    assert json.loads(ran.stdout) == pinned
    assert set(pinned) == {descriptor.id for descriptor in GENERATING}


class TestOfficialData:
    """Every official item at hand, judged by our checkers."""

    @every_task
    def test_stored_answers_disagree_exactly_where_a_defect_is_documented(
        self, descriptor: TaskDescriptor, symbench: Path
    ) -> None:
        reports, problems = check_official(task_of(descriptor), symbench)
        assert problems == []
        assert {report.dialect for report in reports} == {"strict", "official"}

    def test_the_list_of_defects_is_what_our_checkers_find(self, symbench: Path) -> None:
        listed = json.loads((HERE.parents[2] / "tasks/r1ci_symbench/official_defects.json").read_text())
        assert found_defects(symbench) == listed

    @every_task
    def test_missing_data_is_a_fault_with_a_hint(self, descriptor: TaskDescriptor, tmp_path: Path) -> None:
        with pytest.raises(TaskFault, match="no official data") as caught:
            next(task_of(descriptor).load(tmp_path / "nowhere"))
        assert caught.value.kind == "no_data"
