"""What holds for every task that we ship; a task that is registered is tested here."""

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
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.errors import TaskFault
from r1ci_bench.hashing import canonical_json
from r1ci_bench.judge import Judge
from r1ci_bench.plugins import build_plugin_manager
from r1ci_bench.questions import questions
from r1ci_bench.rng import Rng
from r1ci_bench.sandbox.jail.client import JailSandbox
from r1ci_bench.sandbox.policy import SandboxOptions
from r1ci_bench.soundness import Gate, GateOptions, TaskReport
from r1ci_bench.soundness.official import check_official
from r1ci_bench.task import Sample, Task

if TYPE_CHECKING:
    from r1ci_bench.descriptors import TaskDescriptor

GOLDEN = Path(__file__).parent / "golden"
DESCRIPTORS = [item.descriptor for item in build_plugin_manager(third_party=False).tasks]
GENERATING = [descriptor for descriptor in DESCRIPTORS if descriptor.source == "generator"]
WITH_DATA = [descriptor for descriptor in DESCRIPTORS if descriptor.data]
SUITES = sorted({descriptor.suite for descriptor in DESCRIPTORS})
LEVELS = (1, 2, 3, 4, 5)

# The gate in short: the pages in docs/ are made with many more questions. Another seed than theirs, so that
# other questions are seen.
OPTIONS = {
    "symbench": GateOptions(samples=2, questions=60, programs=1, seed=1),
    "bbh": GateOptions(samples=2, questions=60, programs=1, seed=1),
    "reasoning-gym": GateOptions(levels=(1, 3, 5), samples=2, questions=12, programs=1, seed=1),
}
# Questions of a level that the tests below look at.
QUESTIONS = {"symbench": 60, "bbh": 60, "reasoning-gym": 21}
# Tasks whose right answers no program can work out: the rule is hidden, or a list of words decides.
WITHOUT_PROGRAM = {
    f"reasoning-gym/{name}"
    for name in (
        "arc_1d", "arc_agi", "figlet_font", "intermediate_integration", "letter_jumble", "rearc",
        "sentence_reordering", "word_ladder",
    )
}  # fmt: skip

every_task = pytest.mark.parametrize("descriptor", DESCRIPTORS, ids=lambda descriptor: descriptor.id)
every_generating_task = pytest.mark.parametrize(
    "descriptor", GENERATING, ids=lambda descriptor: descriptor.id
)
every_task_with_data = pytest.mark.parametrize("descriptor", WITH_DATA, ids=lambda descriptor: descriptor.id)


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


def test_there_are_144_tasks_of_which_134_run_offline() -> None:
    counts = {suite: sum(descriptor.suite == suite for descriptor in DESCRIPTORS) for suite in SUITES}
    assert counts == {"bbh": 27, "reasoning-gym": 84, "symbench": 33}
    assert len(GENERATING) == 134


@pytest.mark.parametrize("package", ["r1ci_symbench", "r1ci_bbh", "r1ci_reasoning_gym"])
def test_a_plugin_imports_no_task(package: str) -> None:
    program = (
        f"import sys, {package}.plugin as plugin\n"
        "plugin.register_tasks(lambda descriptor: None)\n"
        "import json\n"
        f"watched = ('{package}.', 'reasoning_gym', 'numpy')\n"
        "print(json.dumps([name for name in sys.modules if name.startswith(watched)]))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(json.loads(ran.stdout))
    assert loaded <= {f"{package}.plugin", f"{package}.data_descriptor"}


@every_task
def test_task_and_descriptor_agree(descriptor: TaskDescriptor) -> None:
    task = task_of(descriptor)
    assert (task.id, task.version, len(task.levels)) == (descriptor.id, descriptor.version, descriptor.levels)
    assert not any(knobs in task.levels[:number] for number, knobs in enumerate(task.levels))


@every_generating_task
def test_the_task_passes_the_soundness_gate(descriptor: TaskDescriptor) -> None:
    options = OPTIONS[descriptor.suite]
    report = checked(descriptor, options)
    assert list(report.findings) == []
    levels = options.levels or LEVELS
    assert tuple(level.level for level in report.levels) == levels
    for level in report.levels:
        assert (level.samples, level.questions) == (options.samples, options.questions)
        assert level.programs == (0 if descriptor.id in WITHOUT_PROGRAM else options.programs)
        assert level.program_seconds is None or level.program_seconds < 10
    assert report.false_negatives.tried > len(levels) * options.samples * 10
    assert report.false_positives.tried > len(levels) * options.samples * 40


@every_generating_task
def test_public_and_fresh_questions_differ(descriptor: TaskDescriptor) -> None:
    task, count = task_of(descriptor), QUESTIONS[descriptor.suite] // 3
    for level in LEVELS:
        public, fresh = (
            {
                sample.question
                for sample, _ in islice(questions(task, level=level, seed=0, question_set=which), count)
            }
            for which in ("public", "fresh")
        )
        assert len(public) == len(fresh) == count
        assert not public & fresh


@every_generating_task
def test_no_constant_answer_goes_far(descriptor: TaskDescriptor) -> None:
    task, count = task_of(descriptor), QUESTIONS[descriptor.suite]
    if not task.unique_answer:
        return
    for level in LEVELS:
        source = questions(task, level=level, seed=0, question_set="public")
        answers = [task.answer(sample) for sample, _ in islice(source, count)]
        most = max(answers.count(answer) for answer in set(answers))
        # Of two answers, one may come more often than the other by chance.
        assert most <= 0.7 * count + 3, f"level {level}: {most} of {count} questions have the same answer"


@every_generating_task
def test_a_reference_program_needs_nothing_of_this_project(descriptor: TaskDescriptor) -> None:
    task = task_of(descriptor)
    for level in (2, 5):
        sample = sample_of(descriptor, level)
        program = task.reference(sample)
        if descriptor.id in WITHOUT_PROGRAM:
            assert program is None
            continue
        assert program is not None
        assert "r1ci" not in program
        ran = subprocess.run(
            [sys.executable, "-I", "-S", "-c", program],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert not ran.stderr
        assert task.verify(sample, ran.stdout.removesuffix("\n")).outcome == "correct"


@every_generating_task
@settings(max_examples=60)
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
        assert sample.provenance["generator"]
        assert not sample.defects


@every_generating_task
def test_who_may_choose_is_offered_the_right_answer(descriptor: TaskDescriptor) -> None:
    task = task_of(descriptor)
    for level in LEVELS:
        sample = sample_of(descriptor, level)
        candidates = task.candidates(sample)
        if candidates is not None:
            right = [text for text in candidates if task.verify(sample, text).outcome == "correct"]
            assert len(candidates) > 1
            assert right
            assert len(right) == 1 or not task.unique_answer


@pytest.mark.parametrize("suite", SUITES)
def test_questions_never_change_and_do_not_depend_on_the_process(suite: str) -> None:
    program = [sys.executable, str(GOLDEN / "hashes.py"), suite]
    environment = {**os.environ, "PYTHONHASHSEED": "20011"}
    ran = subprocess.run(program, capture_output=True, text=True, check=True, env=environment)
    pinned = json.loads((GOLDEN / f"{suite}.json").read_text())
    assert json.loads(ran.stdout) == pinned
    assert set(pinned) == {descriptor.id for descriptor in GENERATING if descriptor.suite == suite}


class TestOfficialData:
    """Every official item at hand, judged by our checkers."""

    @every_task_with_data
    def test_stored_answers_disagree_exactly_where_a_defect_is_documented(
        self, descriptor: TaskDescriptor, official_data: Path
    ) -> None:
        folder = official_data / descriptor.data
        if not folder.is_dir():
            pytest.skip(f"no {descriptor.data} files at {folder}")
        reports, problems = check_official(task_of(descriptor), folder)
        assert problems == []
        assert {report.dialect for report in reports} == {"strict", "official"}

    @every_task_with_data
    def test_missing_data_is_a_fault_with_a_hint(self, descriptor: TaskDescriptor, tmp_path: Path) -> None:
        with pytest.raises(TaskFault, match="no official data") as caught:
            next(task_of(descriptor).load(tmp_path / "nowhere"))
        assert caught.value.kind == "no_data"
