"""What a model is told about its code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from r1ci_bench.protocol import FEEDBACK_PREFIX, code_blocks, read_reply, render_feedback
from r1ci_bench.protocol.constants import LANGUAGE_TAGS
from r1ci_bench.sandbox.policy import MIB, Execution, Policy

POLICY = Policy()
DONE = Execution(
    ending="exited",
    stdout="",
    stderr="",
    exit_code=0,
    signal=None,
    seconds=0.1,
    cpu_seconds=0.1,
    queue_seconds=0.0,
    stdout_bytes=0,
    stderr_bytes=0,
    truncated=False,
    layers=(),
)


def told(calls_left: int = 7, policy: Policy = POLICY, **changes: object) -> str:
    return render_feedback(replace(DONE, **changes), policy, calls_left=calls_left)


def test_output_stands_in_a_block_after_the_prefix() -> None:
    assert told(stdout="1\n2\n") == "Code Execution Results:\n```output\n1\n2\n```"


def test_a_fence_in_the_output_is_kept_in_by_a_longer_one() -> None:
    assert told(stdout="```\n````\n") == "Code Execution Results:\n`````output\n```\n````\n`````"


def test_errors_come_after_the_output() -> None:
    assert told(stdout="1\n", stderr="ValueError: x\n", exit_code=1) == (
        "Code Execution Results:\n```output\n1\n```\nErrors:\n```errors\nValueError: x\n```"
    )


def test_warnings_of_code_that_ended_well_are_shown_too() -> None:
    assert "SyntaxWarning" in told(stdout="1\n", stderr="SyntaxWarning: invalid escape\n")


def test_code_that_printed_nothing_is_told_that_only_prints_are_shown() -> None:
    assert told() == (
        "Code Execution Results:\nThe code ran to its end and printed nothing; only what it prints is shown."
    )


def test_an_exit_code_is_named_where_no_traceback_says_more() -> None:
    assert told(exit_code=3).endswith("The code ended with exit code 3.")
    assert told(exit_code=1).endswith("The code ended with exit code 1.")
    assert told(exit_code=2, stderr="usage: x").endswith("The code ended with exit code 2.")
    assert "exit code" not in told(exit_code=1, stderr="Traceback ...")


def test_an_exit_code_is_named_in_languages_whose_failures_leave_no_traceback() -> None:
    def failed(language: str) -> str:
        return told(language=language, exit_code=1, stderr="no such file")

    assert [name for name in LANGUAGE_TAGS if failed(name).endswith("with exit code 1.")] == ["bash", "cpp"]


def test_code_that_does_not_compile_is_told_what_the_compiler_says_and_that_nothing_ran() -> None:
    assert told(language="cpp", stage="compile", exit_code=1, stderr="main.cpp:1: error: x\n") == (
        "Code Execution Results:\nErrors:\n```errors\nmain.cpp:1: error: x\n```\n"
        "The compiler refused the code, so none of it ran."
    )


def test_code_that_compiled_is_told_of_its_run_alone() -> None:
    text = told(language="cpp", stage="run", exit_code=3, stdout="so far\n")

    assert "compiler" not in text
    assert text.endswith("The code ended with exit code 3.")


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("wall_time", "The compiler was stopped at its time limit of 60 seconds."),
        ("cpu_time", "The compiler was stopped at its limit of 60 seconds of processor time."),
        ("memory", "The compiler ran out of memory; its limit is 2048 MiB."),
        ("signalled", "The compiler was killed by signal 11 (SIGSEGV)."),
    ],
)
def test_a_limit_that_the_compiler_hit_is_said_to_be_the_compilers(ending: str, words: str) -> None:
    text = told(language="cpp", stage="compile", ending=ending, exit_code=None, signal=11)

    assert text.endswith(words)


@pytest.mark.parametrize("ending", ["exited", "signalled", "wall_time", "cpu_time", "memory"])
def test_lost_state_is_told_once_however_the_code_ended(ending: str) -> None:
    text = told(
        policy=Policy(stateful=True), ending=ending, state="lost", exit_code=3, seconds=60.0, cpu_seconds=60.0
    )

    assert text.endswith("\nVariables and files of earlier runs are gone; the next run starts afresh.")
    assert text.count("afresh") == 1


@pytest.mark.parametrize("seconds", [0.0, 20.0])
@pytest.mark.parametrize(
    ("ending", "limit"), [("wall_time", "90 seconds"), ("cpu_time", "80 seconds of processor time")]
)
def test_a_limit_of_all_runs_together_is_told_as_such(ending: str, limit: str, seconds: float) -> None:
    policy = Policy(stateful=True, session_wall_seconds=90.0, session_cpu_seconds=80.0)

    text = told(
        policy=policy, ending=ending, exit_code=None, seconds=seconds, cpu_seconds=seconds, state="lost"
    )

    how = "was stopped" if seconds else "did not run"
    assert text.endswith(f"The code {how}: all runs together may take {limit}, which they have.")
    assert "afresh" not in text, "nothing will run any more"


@pytest.mark.parametrize(
    ("stateful", "state", "calls_left"),
    [(True, "kept", 7), (True, "none", 7), (False, "none", 7), (False, "lost", 7), (True, "lost", 0)],
)
def test_nothing_is_said_of_state_where_there_was_none_or_it_stays_or_nothing_follows(
    stateful: bool, state: str, calls_left: int
) -> None:
    text = told(policy=Policy(stateful=stateful), state=state, calls_left=calls_left, stdout="1")

    assert text.startswith(told(calls_left=calls_left, stdout="1"))
    assert "afresh" not in text


@pytest.mark.parametrize(
    ("ending", "seconds", "words"),
    [
        ("wall_time", 60.0, "stopped at its time limit of 60 seconds."),
        ("wall_time", 1.0, "stopped at its time limit of 1 second."),
        ("wall_time", 0.5, "stopped at its time limit of 0.5 seconds."),
        ("cpu_time", 60.0, "stopped at its limit of 60 seconds of processor time."),
    ],
)
def test_a_time_limit_is_named(ending: str, seconds: float, words: str) -> None:
    policy = Policy(wall_seconds=seconds, cpu_seconds=seconds)

    text = told(policy=policy, ending=ending, stdout="so far\n", exit_code=None, signal=9)

    assert text.endswith(words)
    assert "so far" in text


def test_running_out_of_memory_is_named() -> None:
    policy = Policy(memory_bytes=512 * MIB)

    text = told(policy=policy, ending="memory", stderr="MemoryError\n", exit_code=1)

    assert text.endswith("The code ran out of memory; its limit is 512 MiB.")


@pytest.mark.parametrize(
    ("number", "words"), [(11, "signal 11 (SIGSEGV)"), (250, "signal 250"), (None, "a signal")]
)
def test_a_signal_is_named(number: int | None, words: str) -> None:
    assert told(ending="signalled", exit_code=None, signal=number).endswith(
        f"The code was killed by {words}."
    )


def test_output_that_was_cut_is_told_with_its_size() -> None:
    policy = Policy(output_bytes=2048)

    both = told(policy=policy, stdout="a", stderr="b", truncated=True, stdout_bytes=5000, stderr_bytes=4000)
    one = told(policy=policy, stdout="a", truncated=True, stdout_bytes=5000, stderr_bytes=10)
    unknown = told(policy=policy, stdout="a", truncated=True)

    shown = "only the beginning and the end are shown, at most 2 KiB."
    assert both.endswith(f"The code wrote too much (5000 bytes of output and 4000 bytes of errors): {shown}")
    assert one.endswith(f"The code wrote too much (5000 bytes of output): {shown}")
    assert unknown.endswith(f"The output was cut: {shown}")
    assert "shown" not in told(policy=policy, stdout="a")


def test_the_last_result_asks_for_the_answer() -> None:
    assert told(calls_left=0, stdout="1").endswith(
        "No more code will run. Give your final answer now, in the form that was asked for."
    )
    assert "No more code" not in told(calls_left=1, stdout="1")


def test_times_are_not_told_so_that_the_same_execution_gives_the_same_text() -> None:
    assert told(stdout="1", seconds=0.1, queue_seconds=0.0) == told(
        stdout="1", seconds=9.9, queue_seconds=5.0
    )


def test_progress_bars_become_lines_and_nul_is_replaced() -> None:
    assert "10%\n20%\na\ufffdb" in told(stdout="10%\r20%\r\na\0b")


@given(st.text("`~<>\n\\ax", max_size=60) | st.text(max_size=60), st.text("`\n ax", max_size=30))
def test_no_output_can_leave_its_block(stdout: str, stderr: str) -> None:
    text = told(stdout=stdout, stderr=stderr)
    blocks = code_blocks(text.removeprefix(FEEDBACK_PREFIX))

    shown = [
        part.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd") for part in (stdout, stderr)
    ]
    assert [block.code for block in blocks] == [part.strip("\n") for part in shown if part.strip("\n")]
    assert {block.language for block in blocks} <= {"output", "errors"}


@given(
    st.lists(
        st.sampled_from(
            [
                "```python\nprint(1)\n```",
                "<<<5>>>",
                "\\boxed{5}",
                "</think>",
                "\n",
                "```",
                "~~~",
                FEEDBACK_PREFIX,
                "x",
            ]
        ),
        max_size=8,
    ).map("".join),
    st.integers(0, 8),
)
def test_a_feedback_holds_neither_code_nor_an_answer_of_the_model(output: str, calls_left: int) -> None:
    text = told(calls_left=calls_left, stdout=output, stderr=output, exit_code=1)

    assert text.startswith(FEEDBACK_PREFIX)
    assert read_reply(text).action == "none"
    assert read_reply(f"I wait.\n{text}").kept == "I wait.\n"
    assert code_blocks(text) == ()
