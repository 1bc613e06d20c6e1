"""The code interpreter: what is said, by whom, what runs, and how it ends."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.agents import Limits
from r1ci_bench.agents.code_interpreter import CodeInterpreter
from r1ci_bench.errors import ProviderFault, SandboxFault
from r1ci_bench.model import Completion, Message, SamplingParams
from r1ci_bench.protocol import FEEDBACK_PREFIX, STOP_SEQUENCES, render_feedback
from r1ci_bench.sandbox.policy import Execution, Policy
from r1ci_bench.transcript import Entry
from support.scripted import QUESTION, FakeSandbox, ScriptedModel, Stage, completion, execution

QUERY = "Let me calculate.\n```python\nprint(6 * 7)\n```"
ANSWER = "So it is <<<42>>>."


def test_a_query_runs_and_its_output_comes_back() -> None:
    stage = Stage(ScriptedModel([QUERY + "\nThis was written too early.", ANSWER]))
    transcript = stage.play(CodeInterpreter())

    prompt = transcript.messages[0].content
    feedback = render_feedback(execution("42\n"), Policy(), calls_left=7)
    assert prompt.endswith(f"Question:\n{QUESTION}")
    assert transcript.messages == (
        Entry("user", "harness", prompt),
        Entry("assistant", "model", QUERY),
        Entry("user", "sandbox", feedback),
        Entry("assistant", "model", ANSWER),
    )
    assert feedback.startswith(FEEDBACK_PREFIX)
    assert (transcript.answer, transcript.answer_source, transcript.stop) == ("42", "marker", "answered")
    (run,) = transcript.code_runs
    assert (run.message, run.code, run.purpose, run.execution.stdout) == (1, "print(6 * 7)", "query", "42\n")
    assert [(one.author, one.reading) for one in transcript.generations] == [
        ("model", "run_code"),
        ("model", "answer"),
    ]
    assert transcript.generations[0].discarded == len("\nThis was written too early.")
    assert stage.waits == ["model", "sandbox", "model"]


def test_the_model_sees_exactly_what_the_transcript_holds() -> None:
    stage = Stage(ScriptedModel([QUERY, ANSWER]))
    transcript = stage.play(CodeInterpreter())
    seen, _ = stage.model.requests[-1]
    assert seen == [Message(entry.role, entry.content) for entry in transcript.messages[:-1]]


def test_every_request_stops_at_invented_results_and_keeps_the_users_own_stops() -> None:
    stage = Stage(ScriptedModel([ANSWER]), params=SamplingParams(stop=("END",), temperature=0.3))
    stage.play(CodeInterpreter())
    _, params = stage.model.requests[0]
    assert params == SamplingParams(stop=("END", *STOP_SEQUENCES), temperature=0.3)


def test_the_head_prompt_names_the_limits_of_this_task() -> None:
    stage = Stage(
        ScriptedModel([ANSWER]), policy=Policy(wall_seconds=7.5), limits=Limits(code_calls=3, turns=12)
    )
    prompt = stage.play(CodeInterpreter()).messages[0].content
    assert "7.5 seconds" in prompt
    assert "At most 3 runs" in prompt
    assert "python" in prompt


def test_a_turn_without_code_and_answer_is_final() -> None:
    transcript = Stage(ScriptedModel(["I do not know."])).play(CodeInterpreter())
    assert (transcript.answer, transcript.stop) == (None, "no_answer")
    assert len(transcript.messages) == 2


def test_a_failing_program_is_told_to_the_model_and_not_a_fault() -> None:
    stage = Stage(ScriptedModel(["```python\n1 / 0\n```", ANSWER]))
    transcript = stage.play(CodeInterpreter())
    assert "ZeroDivisionError" in transcript.messages[2].content
    assert transcript.answer == "42"


def test_after_the_last_call_the_model_has_one_turn_of_text() -> None:
    stage = Stage(ScriptedModel([QUERY, QUERY, ANSWER]), limits=Limits(code_calls=2))
    transcript = stage.play(CodeInterpreter())
    assert "No more code will run" not in transcript.messages[2].content
    assert "No more code will run" in transcript.messages[4].content
    assert (transcript.answer, transcript.stop) == ("42", "answered")


def test_code_past_the_last_call_never_runs() -> None:
    stage = Stage(ScriptedModel([QUERY, QUERY]), limits=Limits(code_calls=1))
    transcript = stage.play(CodeInterpreter())
    assert (transcript.answer, transcript.stop) == (None, "call_limit")
    assert len(transcript.code_runs) == 1


def test_an_answer_beside_code_past_the_last_call_counts() -> None:
    stage = Stage(ScriptedModel([QUERY, f"{QUERY}\n{ANSWER}"]), limits=Limits(code_calls=1))
    assert stage.play(CodeInterpreter()).answer == "42"


def test_few_turns_leave_one_to_answer_in() -> None:
    stage = Stage(ScriptedModel([QUERY, QUERY, ANSWER]), limits=Limits(turns=3))
    transcript = stage.play(CodeInterpreter())
    assert "At most 2 runs" in transcript.messages[0].content
    assert "No more code will run" in transcript.messages[4].content
    assert transcript.stop == "answered"


def test_turns_used_up_without_an_answer() -> None:
    transcript = Stage(ScriptedModel([QUERY, QUERY]), limits=Limits(turns=2)).play(CodeInterpreter())
    assert (transcript.answer, transcript.stop) == (None, "turn_limit")


@pytest.mark.parametrize("limits", [Limits(code_calls=0), Limits(turns=1)])
def test_without_calls_the_prompt_asks_for_words(limits: Limits) -> None:
    stage = Stage(ScriptedModel([ANSWER]), limits=limits)
    transcript = stage.play(CodeInterpreter())
    assert "No code can be run" in transcript.messages[0].content
    assert "```" not in transcript.messages[0].content
    assert transcript.stop == "answered"


def test_a_turn_cut_at_its_token_limit() -> None:
    transcript = Stage(ScriptedModel([completion("First, let", cut=True)])).play(CodeInterpreter())
    assert (transcript.answer, transcript.stop) == (None, "truncated")


def test_code_that_is_whole_before_the_cut_still_runs() -> None:
    stage = Stage(ScriptedModel([completion(QUERY + "\nand th", cut=True), ANSWER]))
    assert stage.play(CodeInterpreter()).stop == "answered"


def test_tokens_of_all_turns_are_counted_and_the_last_turn_gets_what_is_left() -> None:
    stage = Stage(
        ScriptedModel([completion(QUERY, tokens=70), completion("So", tokens=30, cut=True)]),
        limits=Limits(tokens_total=100),
        params=SamplingParams(max_tokens=80),
    )
    transcript = stage.play(CodeInterpreter())
    assert [params.max_tokens for _, params in stage.model.requests] == [80, 30]
    assert (transcript.answer, transcript.stop) == (None, "token_limit")


def test_no_turn_is_asked_for_without_tokens_to_write_it() -> None:
    stage = Stage(ScriptedModel([completion(QUERY, tokens=100)]), limits=Limits(tokens_total=100))
    transcript = stage.play(CodeInterpreter())
    assert transcript.stop == "token_limit"
    assert len(transcript.code_runs) == 1


def test_tokens_are_estimated_from_characters_where_nobody_counts() -> None:
    first = Completion(text=QUERY, thinking="x" * (401 - len(QUERY)))
    stage = Stage(ScriptedModel([first, ANSWER]), limits=Limits(tokens_total=500))
    stage.play(CodeInterpreter())
    assert [params.max_tokens for _, params in stage.model.requests] == [500, 500 - 101]


def test_the_attempts_time_ends_a_hanging_model_and_keeps_the_transcript() -> None:
    stage = Stage(ScriptedModel([QUERY, asyncio.Event()]), limits=Limits(wall_seconds=0.2))
    transcript = stage.play(CodeInterpreter())
    assert (transcript.answer, transcript.stop) == (None, "time_limit")
    assert len(transcript.messages) == 3


class ShiftedLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock a test can put forward."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


@pytest.mark.parametrize(("queue_seconds", "stop"), [(60.0, "answered"), (0.0, "time_limit")])
def test_time_in_the_sandboxs_queue_is_given_back(queue_seconds: float, stop: str) -> None:
    loop = ShiftedLoop()

    def a_minute_later(code: str) -> Execution:
        loop.ahead += 60.0
        return execution("42", queue_seconds=queue_seconds)

    stage = Stage(
        ScriptedModel([QUERY, ANSWER]), sandbox=FakeSandbox(a_minute_later), limits=Limits(wall_seconds=50.0)
    )
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(CodeInterpreter().run(stage.context(CodeInterpreter())))
    assert stage.builder.stop == stop


def test_a_timeout_of_the_adapters_own_is_not_the_attempts() -> None:
    with pytest.raises(TimeoutError, match="socket"):
        Stage(ScriptedModel([TimeoutError("socket")])).play(CodeInterpreter())


def test_a_fault_of_the_provider_keeps_what_happened() -> None:
    stage = Stage(ScriptedModel([QUERY, ProviderFault("it is gone", kind="unavailable")]))
    with pytest.raises(ProviderFault, match="it is gone"):
        stage.play(CodeInterpreter())
    transcript = stage.builder.build()
    assert len(transcript.messages) == 3
    assert len(transcript.code_runs) == 1
    assert (transcript.answer, transcript.stop) == (None, None)


def test_a_fault_of_the_sandbox_keeps_the_code() -> None:
    def broken(code: str) -> Execution:
        raise SandboxFault("no workers", kind="worker_died")

    stage = Stage(ScriptedModel([QUERY]), sandbox=FakeSandbox(broken))
    with pytest.raises(SandboxFault, match="no workers"):
        stage.play(CodeInterpreter())
    transcript = stage.builder.build()
    assert transcript.messages[-1] == Entry("assistant", "model", QUERY)
    assert (transcript.code_runs, transcript.stop) == ((), None)


def test_cancelling_keeps_what_happened_and_names_no_stop() -> None:
    async def cancel(stage: Stage, asked: asyncio.Event) -> None:
        running = asyncio.create_task(CodeInterpreter().run(stage.context(CodeInterpreter())))
        await asked.wait()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asked = asyncio.Event()
    stage = Stage(ScriptedModel([QUERY, asked]))
    asyncio.run(cancel(stage, asked))
    transcript = stage.builder.build()
    assert len(transcript.messages) == 3
    assert transcript.stop is None


def test_thinking_in_tags_and_apart_is_counted_alike() -> None:
    stage = Stage(ScriptedModel([Completion(text="<think>abc</think><<<42>>>", thinking="hidden")]))
    transcript = stage.play(CodeInterpreter())
    assert transcript.generations[0].thinking_chars == len("abc") + len("hidden")


def test_a_filtered_reply_is_noted() -> None:
    transcript = Stage(ScriptedModel([Completion(text="", finish="filtered")])).play(CodeInterpreter())
    assert transcript.stop == "no_answer"
    assert "filtered" in transcript.notes


PIECES = st.sampled_from(
    [QUERY, ANSWER, "hm", "```python\nraise SystemExit(3)\n```", "<<<a", "```python\nunclosed", "\ud800"]
)


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(st.builds(completion, PIECES, tokens=st.integers(1, 50), cut=st.booleans()), min_size=12),
    limits=st.builds(
        Limits,
        code_calls=st.integers(0, 4),
        turns=st.integers(1, 6),
        tokens_total=st.none() | st.integers(1, 120),
    ),
)
def test_no_limit_is_ever_passed_and_every_attempt_ends(lines: list[Completion], limits: Limits) -> None:
    stage = Stage(ScriptedModel(lines), limits=limits, sandbox=FakeSandbox(lambda code: execution("42")))
    transcript = stage.play(CodeInterpreter())
    assert len(transcript.generations) <= limits.turns
    assert len(transcript.code_runs) <= limits.code_calls
    assert transcript.stop is not None
    assert (transcript.stop == "answered") == (transcript.answer is not None)
    assert {entry.author for entry in transcript.messages if entry.role == "assistant"} == {"model"}
    assert {entry.author for entry in transcript.messages if entry.role == "user"} <= {"harness", "sandbox"}
    for run in transcript.code_runs:
        assert run.code in transcript.messages[run.message].content
