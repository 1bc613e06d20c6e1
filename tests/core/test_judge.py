"""The judge: verdicts from a bounded child, and a typed fault for everything else."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import VerifierFault
from r1ci_bench.judge import Judge, JudgeLimits
from r1ci_bench.judge_worker import TEXT_LIMIT
from r1ci_bench.task import Sample, Verdict

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

HONEST = "support.judged_tasks:Honest"
MEASURING = "support.judged_tasks:Measuring"
LOOKING = "support.judged_tasks:Looking"
MISBEHAVING = "support.judged_tasks:Misbehaving"

SAMPLE = Sample(question="What is six times seven?", data={"answer": "42"})
TELLING = Sample(question="Who judges?", data={"answer": "42", "tell": "pid"})
QUICK = JudgeLimits(seconds=0.3)
LARGE = 3_000_000


def with_judge(use: Callable[[Judge], Awaitable[Any]], limits: JudgeLimits | None = None) -> Any:
    """Run a scenario with a judge of its own; every process of it must be gone afterwards."""

    async def scenario() -> Any:
        judge = Judge(limits or JudgeLimits())
        try:
            return await use(judge)
        finally:
            await judge.aclose()

    before = children()
    result = asyncio.run(scenario())
    assert children() == before
    return result


def children() -> set[int]:
    """Process ids of this process's children, zombies included."""
    found: set[int] = set()
    for thread in os.listdir("/proc/self/task"):  # noqa: PTH208 - names are what is wanted
        with open(f"/proc/self/task/{thread}/children", encoding="ascii") as file:  # noqa: PTH123
            found.update(map(int, file.read().split()))
    return found


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def judge_once(
    entry: str, answer: str, limits: JudgeLimits | None = None, sample: Sample = SAMPLE
) -> Verdict:
    verdict: Verdict = with_judge(lambda judge: judge.verdict(entry, sample, answer), limits)
    return verdict


def fault_of(answer: str, *, entry: str = MISBEHAVING, limits: JudgeLimits | None = None) -> VerifierFault:
    """The fault that a call ends in; the same judge must then still judge an honest answer."""

    async def scenario(judge: Judge) -> VerifierFault:
        with pytest.raises(VerifierFault) as caught:
            await judge.verdict(entry, SAMPLE, answer)
        assert await judge.verdict(HONEST, SAMPLE, "42") == Verdict.correct("42")
        return caught.value

    fault: VerifierFault = with_judge(scenario, limits)
    return fault


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
        ("\ud83d\ude00", "1f600"),
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
    assert "0.3 s" in fault.message


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

    with_judge(scenario, JudgeLimits(start_seconds=3))


# --- the channel


@pytest.mark.parametrize(("answer", "parsed"), [("print", "printed"), ("read", "''")])
def test_standard_streams_are_not_the_channel(
    answer: str, parsed: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert judge_once(MISBEHAVING, answer).parsed == parsed
    assert capfd.readouterr() == ("", "")


def test_queueing_and_start_are_not_the_verifiers_time() -> None:
    # A hundred calls and the child's start take longer together than one call may.
    async def scenario(judge: Judge) -> None:
        calls = (judge.verdict(MEASURING, SAMPLE, "x" * LARGE) for _ in range(100))
        verdicts = await asyncio.gather(*calls)
        assert {verdict.reason for verdict in verdicts} == {f"{LARGE} characters"}

    with_judge(scenario, JudgeLimits(seconds=1))


def test_a_reply_that_came_in_time_counts_though_the_harness_was_held_up() -> None:
    async def scenario(judge: Judge) -> Verdict:
        await judge.verdict(HONEST, SAMPLE, "42")
        call = asyncio.create_task(judge.verdict(HONEST, SAMPLE, "42"))
        await asyncio.sleep(0)
        # The event loop stands still for longer than a verdict may take.
        signal.setitimer(signal.ITIMER_REAL, 2 * QUICK.seconds)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        signal.sigwait({signal.SIGALRM})
        return await call

    assert with_judge(scenario, QUICK) == Verdict.correct("42")


@pytest.mark.parametrize("turns", range(0, 40, 3))
def test_a_cancelled_call_leaves_the_next_one_its_own_verdict(turns: int) -> None:
    async def scenario(judge: Judge) -> None:
        call = asyncio.create_task(judge.verdict(MEASURING, SAMPLE, "a" * LARGE))
        for _ in range(turns):
            await asyncio.sleep(0)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await judge.verdict(HONEST, SAMPLE, "42")) == Verdict.correct("42")

    with_judge(scenario)


def test_cancelling_all_of_many_calls_leaves_a_working_judge() -> None:
    async def scenario(judge: Judge) -> None:
        await judge.verdict(HONEST, SAMPLE, "42")
        calls = [asyncio.create_task(judge.verdict(MISBEHAVING, SAMPLE, "loop")) for _ in range(20)]
        await judge_is_busy(judge)
        for call in calls:
            call.cancel()
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results)
        assert await judge.verdict(HONEST, SAMPLE, "42") == Verdict.correct("42")

    with_judge(scenario, JudgeLimits(workers=2))


async def judge_is_busy(judge: Judge) -> None:
    """Wait until a child works on a call with its task imported."""
    while not any(MISBEHAVING in child.loaded for child in judge._busy):  # noqa: ASYNC110 - nobody signals it
        await asyncio.sleep(0.001)


def test_a_child_killed_while_idle_costs_no_call() -> None:
    async def scenario(judge: Judge) -> None:
        pid = int((await judge.verdict(HONEST, TELLING, "42")).parsed or 0)
        os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(os.waitid, os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        other = int((await judge.verdict(HONEST, TELLING, "42")).parsed or 0)
        assert other != pid
        assert gone(pid)

    with_judge(scenario)


def test_a_child_killed_at_work_is_a_crash() -> None:
    async def scenario(judge: Judge) -> None:
        call = asyncio.create_task(judge.verdict(MISBEHAVING, SAMPLE, "loop"))
        await judge_is_busy(judge)
        (child,) = judge._busy
        os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(VerifierFault, match="SIGKILL") as caught:
            await call
        assert caught.value.kind == "crashed"
        assert await judge.verdict(HONEST, SAMPLE, "42") == Verdict.correct("42")

    with_judge(scenario)


# --- the end


def test_closing_ends_calls_under_way_and_refuses_later_ones() -> None:
    async def scenario(judge: Judge) -> None:
        calls = [asyncio.create_task(judge.verdict(MISBEHAVING, SAMPLE, "loop")) for _ in range(3)]
        await judge_is_busy(judge)
        await judge.aclose()
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert {getattr(result, "kind", None) for result in results} == {"closed"}
        with pytest.raises(VerifierFault, match="closed"):
            await judge.verdict(HONEST, SAMPLE, "42")
        await judge.aclose()

    with_judge(scenario)


def test_children_die_with_the_harness_even_while_they_are_at_work() -> None:
    program = textwrap.dedent(
        """
        import asyncio, sys
        from r1ci_bench.judge import Judge
        from r1ci_bench.task import Sample

        async def main():
            judge = Judge()
            sample = Sample(question="", data={})
            call = asyncio.create_task(judge.verdict("support.judged_tasks:Misbehaving", sample, "loop"))
            while not any(child.loaded for child in judge._busy):
                await asyncio.sleep(0.001)
            print(next(iter(judge._busy)).pid, flush=True)
            await call

        asyncio.run(main())
        """
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, env=environment
    ) as harness:
        assert harness.stdout is not None
        pid = int(harness.stdout.readline())
        child = os.pidfd_open(pid)
        harness.kill()
    try:
        # A process descriptor becomes readable when its process ends; the test's own limit bounds the wait.
        poll = select.poll()
        poll.register(child)
        assert poll.poll(60_000)
    finally:
        os.close(child)


# --- the child's surroundings


def look(what: str) -> str:
    return judge_once(LOOKING, what).parsed or ""


def test_the_child_gets_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    monkeypatch.setenv("PYTHONSTARTUP", "anything")
    names = set(look("environment").split())
    assert "PATH" in names
    assert not names & {"OPENAI_API_KEY", "PYTHONSTARTUP"}


def test_the_child_inherits_no_descriptor() -> None:
    with open(__file__, "rb") as file:  # noqa: PTH123 - a descriptor is what is wanted
        os.set_inheritable(file.fileno(), True)
        paths = look("descriptors").split()
    assert paths.count("/dev/null") == 3
    assert sum("socket:" in path for path in paths) == 1
    assert __file__ not in paths


def test_the_child_leads_a_session_of_its_own_and_gains_no_privileges() -> None:
    pid, group, session = look("ids").split()
    assert pid == group == session
    assert session != str(os.getsid(0))
    assert look("no_new_privs") == "1"
