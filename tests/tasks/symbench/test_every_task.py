"""What holds for every task of the suite; a task that is registered is tested here."""

from __future__ import annotations

import ast
import inspect
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
from r1ci_bench.questions import questions
from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample, Task
from r1ci_symbench.plugin import register_tasks

if TYPE_CHECKING:
    from r1ci_bench.descriptors import TaskDescriptor

HERE = Path(__file__).parent
DESCRIPTORS: list[TaskDescriptor] = []
register_tasks(DESCRIPTORS.append)
LEVELS = (1, 2, 3, 4, 5)

every_task = pytest.mark.parametrize("descriptor", DESCRIPTORS, ids=lambda descriptor: descriptor.id)
every_level = pytest.mark.parametrize("level", LEVELS)


@cache
def task_of(descriptor: TaskDescriptor) -> Task[Any]:
    task = descriptor.load()()
    assert isinstance(task, Task)
    return task


@cache
def sample_of(descriptor: TaskDescriptor, level: int, index: int) -> Sample:
    task = task_of(descriptor)
    return task.generate(Rng("test", descriptor.id, level, index), task.levels[level - 1])


@cache
def reference_answer(descriptor: TaskDescriptor, level: int, index: int) -> str:
    """What the reference program prints, run as a plain program without this project in reach."""
    program = task_of(descriptor).reference(sample_of(descriptor, level, index))
    assert program is not None
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert not ran.stderr
    return ran.stdout.removesuffix("\n")


def assert_wrong(task: Task[Any], sample: Sample, answer: str) -> None:
    verdict = task.verify(sample, answer)
    assert verdict.outcome == "wrong", f"accepted {answer[:200]!a}"
    assert verdict.reason
    msgspec.json.encode(verdict)  # a record must be able to hold it


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


@every_task
def test_no_task_evaluates_text(descriptor: TaskDescriptor) -> None:
    module = sys.modules[type(task_of(descriptor)).__module__]
    names = {node.id for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Name)}
    assert not names & {"eval", "exec", "compile", "literal_eval", "pickle", "__import__"}


@every_task
@every_level
def test_the_reference_program_prints_a_right_answer(descriptor: TaskDescriptor, level: int) -> None:
    for index in range(3):
        answer = reference_answer(descriptor, level, index)
        verdict = task_of(descriptor).verify(sample_of(descriptor, level, index), answer)
        assert verdict.outcome == "correct", verdict.reason
        assert verdict.parsed


@every_task
@every_level
def test_what_the_verifier_understood_is_itself_an_answer(descriptor: TaskDescriptor, level: int) -> None:
    task, sample = task_of(descriptor), sample_of(descriptor, level, 0)
    parsed = task.verify(sample, reference_answer(descriptor, level, 0)).parsed
    assert parsed is not None
    assert task.verify(sample, parsed).outcome == "correct"


@every_task
@pytest.mark.parametrize(
    "form",
    ["{}", " \n{}\n\n", '"{}"', "'{}'", "`{}`", "```\n{}\n```", "```text\n{}\n```", "Answer: {}", "**{}**"],
)
def test_wrapping_does_no_harm(descriptor: TaskDescriptor, form: str) -> None:
    for level in LEVELS:
        answer = form.format(reference_answer(descriptor, level, 0))
        verdict = task_of(descriptor).verify(sample_of(descriptor, level, 0), answer)
        assert verdict.outcome == "correct", verdict.reason


@every_task
@every_level
def test_the_answer_of_another_question_is_wrong(descriptor: TaskDescriptor, level: int) -> None:
    # A plan or placement may happen to solve a neighbouring question as well, but not most of them.
    task = task_of(descriptor)
    verdicts = [
        task.verify(sample_of(descriptor, level, one), reference_answer(descriptor, level, two)).outcome
        for one in range(3)
        for two in range(3)
        if one != two
    ]
    assert verdicts.count("wrong") > len(verdicts) / 2


@every_task
@pytest.mark.parametrize(
    "extra", [", 7", "; 7", " 0 0", "\nand so on", " )", ", (0, 0)", "\n\nMove", " = 1 = 1"]
)
def test_an_answer_with_more_behind_it_is_wrong(descriptor: TaskDescriptor, extra: str) -> None:
    for level in LEVELS:
        answer = reference_answer(descriptor, level, 0) + extra
        assert_wrong(task_of(descriptor), sample_of(descriptor, level, 0), answer)


@every_task
@pytest.mark.parametrize(
    "answer",
    ["", " ", "\n", "?", "I do not know", "[]", "()", "None", "0", "1", "-1", "nan", "inf", "True", "..."],
)
def test_junk_is_wrong(descriptor: TaskDescriptor, answer: str) -> None:
    for level in LEVELS:
        assert_wrong(task_of(descriptor), sample_of(descriptor, level, 0), answer)


@every_task
@every_level
def test_an_echo_of_the_question_is_wrong(descriptor: TaskDescriptor, level: int) -> None:
    task, sample = task_of(descriptor), sample_of(descriptor, level, 0)
    echoes = [sample.question, sample.question.splitlines()[-1]]
    echoes += [part.partition(">>>")[0] for part in sample.question.split("<<<")[1:]]
    assert len(echoes) > 2, "the question must show the form of the answer"
    for echo in echoes:
        assert_wrong(task, sample, echo)


HOSTILE = {
    "one megabyte": "1 2, " * 200_000,
    "deep parentheses": "(" * 10**6,
    "deep parentheses within the limit": "(" * 9_000 + "1" + ")" * 9_000,
    "deep brackets": "[" * 9_000 + "]" * 9_000,
    "towers of powers": "9**9**9",
    "towers within the limit": "9**" * 6_000 + "9",
    "many digits": "9" * 100_000,
    "many digits within the limit": "9" * 19_000,
    "many digits in a list": ", ".join(["9" * 4_500] * 4),
    "large exponent": "(1e99999999, 1e99999999)",
    "unicode digits": "\u0661\u0662\u0663",
    "unicode digits in pairs": "\u0661 \u0662, \u0663 \u0664",
    "fullwidth digits": "\uff11\uff12",
    "superscript": "2\u00b2",
    "null": "1\x002",
    "lone surrogate": "\ud800",
    "lone surrogates": "Move \ud800 from \udfff to \ud800",
    "many commas": "," * 19_999,
    "many quotes": '"' * 19_999,
    "many blanks": "1" + " " * 19_000 + "x",
    "many newlines": "Move A" + "\n" * 19_000 + "x",
    "many fractions": "\\frac{" * 3_000,
    "many boxes": "\\boxed{" * 2_000 + "1" + "}" * 2_000,
    "many pairs": "(0,0)," * 3_300,
    "many products": "99999999*" * 2_000 + "1",
    "many positions": "Count: 1, Positions: " + "1," * 9_000,
    "many moves": "Move A from stack1 to stack2\n" * 680,
    "many dots": "." * 19_999,
    "many signs": "-" * 19_999,
    "many equals": "=" * 19_999,
    "escapes": "\\x31\\u0032",
    "code": "__import__('os').system('true')",
}


@every_task
@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_wrong_and_raises_nothing(descriptor: TaskDescriptor, answer: str) -> None:
    for level in LEVELS:
        assert_wrong(task_of(descriptor), sample_of(descriptor, level, 0), answer)


@every_task
@given(answer=st.text(st.characters(codec=None) | st.sampled_from("0123456789 ,;()[]{}+-*/=.\n\"'$\\<>ABC")))
def test_no_text_raises(descriptor: TaskDescriptor, answer: str) -> None:
    msgspec.json.encode(task_of(descriptor).verify(sample_of(descriptor, 1, 0), answer))


@every_task
@every_level
def test_a_level_has_200_public_and_200_fresh_questions(descriptor: TaskDescriptor, level: int) -> None:
    task = task_of(descriptor)
    public, fresh = (
        {
            sample.question
            for sample, _ in islice(questions(task, level=level, seed=0, question_set=which), 200)
        }
        for which in ("public", "fresh")
    )
    assert len(public) == len(fresh) == 200
    assert not public & fresh


@every_task
@every_level
def test_data_and_provenance_are_json_values(descriptor: TaskDescriptor, level: int) -> None:
    sample = sample_of(descriptor, level, 0)
    again = msgspec.json.decode(msgspec.json.encode(sample), type=Sample)
    assert again.content_hash() == sample.content_hash()
    assert task_of(descriptor).verify(again, reference_answer(descriptor, level, 0)).outcome == "correct"
    assert json.loads(canonical_json(sample.data)) == sample.data
    assert sample.provenance["generator"] == descriptor.id


def test_questions_never_change_and_do_not_depend_on_the_process() -> None:
    program = [sys.executable, str(HERE / "golden.py")]
    environment = {**os.environ, "PYTHONHASHSEED": "20011"}
    ran = subprocess.run(program, capture_output=True, text=True, check=True, env=environment)
    pinned = json.loads((HERE / "golden.json").read_text())
    assert json.loads(ran.stdout) == pinned
    assert set(pinned) == {descriptor.id for descriptor in DESCRIPTORS}


@every_task
def test_missing_official_data_is_a_fault_with_a_hint(descriptor: TaskDescriptor, tmp_path: Path) -> None:
    with pytest.raises(TaskFault, match="no official data") as caught:
        next(task_of(descriptor).load(tmp_path / "nowhere"))
    assert caught.value.kind == "no_data"
