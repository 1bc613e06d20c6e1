"""The judge: verdicts from a bounded child, and a typed fault for everything else."""

from __future__ import annotations

import asyncio

import pytest

from r1ci_bench.errors import VerifierFault
from r1ci_bench.judge import Judge, JudgeLimits
from r1ci_bench.judge_worker import TEXT_LIMIT
from r1ci_bench.task import Sample, Verdict
from support.judging import (
    HONEST,
    LARGE,
    MEASURING,
    MISBEHAVING,
    QUICK,
    SAMPLE,
    TELLING,
    fault_of,
    judge_once,
    with_judge,
)

# --- verdicts


def test_a_verdict_comes_back_as_the_verifier_gave_it() -> None:
    assert judge_once(HONEST, "42") == Verdict.correct("42")
    assert judge_once(HONEST, "43") == Verdict.wrong("not the same", parsed="43")


def test_many_calls_at_the_same_time_keep_their_answers_apart() -> None:
    async def scenario(judge: Judge) -> None:
        answers = [str(number) for number in range(200)]
        verdicts = await asyncio.gather(*(judge.verdict(HONEST, SAMPLE, answer) for answer in answers))
        assert [verdict.parsed for verdict in verdicts] == answers
        assert [verdict.outcome for verdict in verdicts].count("correct") == 1

    with_judge(scenario)
    with_judge(scenario, JudgeLimits(workers=3))


def test_calls_are_served_in_the_order_in_which_they_came() -> None:
    async def scenario(judge: Judge) -> list[int]:
        finished: list[int] = []

        async def call(number: int) -> None:
            await judge.verdict(HONEST, SAMPLE, str(number))
            finished.append(number)

        await asyncio.gather(*map(call, range(30)))
        return finished

    assert with_judge(scenario) == list(range(30))


def test_one_child_serves_many_calls_and_several_tasks() -> None:
    async def scenario(judge: Judge) -> set[str | None]:
        seen = {(await judge.verdict(HONEST, TELLING, "42")).parsed}
        await judge.verdict(MEASURING, SAMPLE, "x")
        return seen | {(await judge.verdict(HONEST, TELLING, "42")).parsed}

    assert len(with_judge(scenario)) == 1


def test_a_child_is_replaced_after_its_share_of_verdicts() -> None:
    async def scenario(judge: Judge) -> list[str | None]:
        return [(await judge.verdict(HONEST, TELLING, "42")).parsed for _ in range(6)]

    pids = with_judge(scenario, JudgeLimits(recycle_after=2))
    assert pids[0::2] == pids[1::2]
    assert len(set(pids)) == 3


# --- what is handed over


def test_a_long_answer_reaches_the_verifier_whole() -> None:
    assert judge_once(MEASURING, "ab" * LARGE).reason == f"{2 * LARGE} characters"


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        ("a\ud800b", "61 fffd 62"),
        ("\udfff\udfff", "fffd fffd"),
        ("\U0001f600", "1f600"),
        ("\ud83d", "fffd"),
        ("\x00\x1f\u2028\U0010ffff", "0 1f 2028 10ffff"),
        ("\ufeffé\r\n", "feff e9 d a"),
        ('"]}\\', "22 5d 7d 5c"),
        ("", ""),
    ],
)
def test_only_lone_surrogates_are_replaced(answer: str, points: str) -> None:
    assert judge_once(MEASURING, answer).parsed == points


def test_the_verifier_reads_the_sample_as_a_record_holds_it() -> None:
    async def scenario(judge: Judge) -> Verdict:
        return await judge.verdict(HONEST, Sample(question="", data={"answer": "4", "t": (1, 2**80)}), "4")

    assert with_judge(scenario) == Verdict.correct("4")


def test_a_sample_that_is_no_json_is_a_fault_of_its_own() -> None:
    sample = Sample(question="", data={"answer": object()})
    with pytest.raises(VerifierFault, match="not JSON") as caught:
        judge_once(HONEST, "42", sample=sample)
    assert caught.value.kind == "bad_sample"


def test_the_texts_of_a_verdict_are_cut_and_made_well_formed() -> None:
    verdict = judge_once(MISBEHAVING, "long_texts")
    assert verdict == Verdict.wrong("r" * TEXT_LIMIT + "…", parsed="p" * TEXT_LIMIT + "…")
    assert judge_once(MISBEHAVING, "surrogate").reason == "lone \ufffd"


# --- faults


@pytest.mark.parametrize("answer", ["loop", "regex"])
def test_a_verifier_without_end_is_a_timeout(answer: str) -> None:
    fault = fault_of(answer, limits=QUICK)
    assert fault.kind == "timeout"
    assert "within 1 s" in fault.message


@pytest.mark.parametrize("answer", ["memory", "hoard"])
def test_memory_is_bounded(answer: str) -> None:
    assert fault_of(answer, limits=JudgeLimits(memory_bytes=256 << 20)).kind == "memory"


def test_an_answer_too_long_for_the_memory_is_a_memory_fault() -> None:
    fault = fault_of("x" * (150 << 20), entry=MEASURING, limits=JudgeLimits(memory_bytes=256 << 20))
    assert fault.kind == "memory"


@pytest.mark.parametrize(("answer", "how"), [("exit_code", "exit code 3"), ("abort", "signal SIGSEGV")])
def test_a_dead_child_is_a_crash_that_says_how_it_died(answer: str, how: str) -> None:
    fault = fault_of(answer)
    assert (fault.kind, how in fault.message) == ("crashed", True)


@pytest.mark.parametrize(
    ("answer", "type_name"),
    [
        ("sys_exit", "SystemExit: goodbye"),
        ("interrupt", "KeyboardInterrupt"),
        ("recurse", "RecursionError"),
        ("unprintable", "UnprintableError: (no message)"),
        ("input", "EOFError"),
        ("write", "FileNotFoundError: [Errno 2] No usable temporary directory"),
        ("no_such_method", "AttributeError"),
    ],
)
def test_an_exception_names_its_type_and_place_in_one_line(answer: str, type_name: str) -> None:
    fault = fault_of(answer)
    assert fault.kind == "raised"
    assert type_name in fault.message
    assert fault.message.endswith(")")
    assert ".py:" in fault.message
    assert "/" not in fault.message.rpartition("(")[2]
    assert "\n" not in fault.message


def test_the_message_of_an_exception_is_short_and_printable() -> None:
    fault = fault_of("raise")
    assert "ValueError: first line second line \ufffd xxx" in fault.message
    assert "(judged_tasks.py:" in fault.message
    assert len(fault.message) < 500
    assert fault.message.isprintable()


@pytest.mark.parametrize("answer", ["nothing", "boolean", "maybe", "number"])
def test_what_is_not_a_verdict_is_a_bad_verdict(answer: str) -> None:
    assert fault_of(answer).kind == "bad_verdict"


def test_a_subclass_of_a_verdict_counts_as_a_verdict() -> None:
    assert judge_once(MISBEHAVING, "subclass") == Verdict.correct("42")


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("support.no_such_module:Task", "ModuleNotFoundError"),
        ("support.judged_tasks:NoSuchTask", "AttributeError"),
        ("support.judged_tasks:NoTask", "is not a Task"),
        ("support.judged_tasks:Abstract", "TypeError"),
        ("support.broken_task:Task", "this module does not import"),
        ("support.fatal_task:Task", "exit code 7"),
    ],
)
def test_a_task_that_cannot_be_imported_is_an_import_fault(entry: str, message: str) -> None:
    fault = fault_of("42", entry=entry)
    assert fault.kind == "import"
    assert message in fault.message


def test_an_import_without_end_is_bounded_by_its_own_time() -> None:
    async def scenario(judge: Judge) -> None:
        with pytest.raises(VerifierFault, match="not imported within") as caught:
            await judge.verdict("support.hanging_task:Task", SAMPLE, "42")
        assert caught.value.kind == "import"

    with_judge(scenario, JudgeLimits(start_seconds=5))
