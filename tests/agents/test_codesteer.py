"""CodeSteer: who says what to whom, what is checked, and how the guide's decisions are read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.agents import Limits
from r1ci_bench.agents.codesteer import CodeSteer
from r1ci_bench.errors import ProtocolFault, ProviderFault
from r1ci_bench.model import Message
from r1ci_bench.protocol import render_feedback
from r1ci_bench.sandbox.policy import Execution, Policy
from support.scripted import QUESTION, FakeSandbox, ScriptedModel, Stage, completion, execution, run_for_real

if TYPE_CHECKING:
    from r1ci_bench.transcript import Transcript

CODE, TEXT, RETURN = "<<<Code>>>", "<<<Text>>>", "Fine. <<<Return Answer>>>"
PROGRAM = "```python\nprint('<<<42>>>')\n```"
ANSWER = "It is <<<41>>>."
CHECK = "```python\nprint('Correct')\n```"
NO_CHECK = "A program cannot check this."


def play(model: list[str], guide: list[str], *, limits: Limits | None = None) -> tuple[Transcript, Stage]:
    stage = Stage(ScriptedModel(model), ScriptedModel(guide), limits=limits or Limits())
    return stage.play(CodeSteer()), stage


def guide_prompts(transcript: Transcript) -> list[str]:
    return [entry.content for entry in transcript.guidance if entry.role == "user"]


def test_the_guide_chooses_reviews_and_accepts() -> None:
    transcript, stage = play([PROGRAM], [CODE, CHECK, RETURN])

    choose, check, decide = guide_prompts(transcript)
    assert choose.endswith(QUESTION)
    assert PROGRAM in check
    assert render_feedback(execution("<<<42>>>\n"), Policy(), calls_left=7) in check
    assert "Correct" in decide
    assert "Complexity score 0. The code may be too simple" in decide
    assert [entry.content for entry in transcript.guidance if entry.role == "assistant"] == [
        CODE,
        CHECK,
        RETURN,
    ]
    assert "with a program" in transcript.messages[0].content
    assert transcript.messages[0].content.endswith(QUESTION)
    assert (transcript.answer, transcript.answer_source, transcript.stop) == ("42", "marker", "answered")
    assert [(run.purpose, run.message) for run in transcript.code_runs] == [("query", 1), ("self_check", -1)]
    assert [(one.author, one.reading) for one in transcript.generations] == [
        ("guide", "code"),
        ("model", "run_code"),
        ("guide", "self_check"),
        ("guide", "return_answer"),
    ]
    assert stage.waits == ["guide", "model", "sandbox", "sandbox", "guide", "sandbox", "guide"]
    assert transcript.notes == ()


def test_the_model_never_reads_the_guides_conversation_nor_the_guide_the_models() -> None:
    transcript, stage = play([ANSWER, ANSWER], [TEXT, NO_CHECK, "<<<Check it.>>>", NO_CHECK, RETURN])
    assert stage.guide is not None
    last_of_model, _ = stage.model.requests[-1]
    last_of_guide, _ = stage.guide.requests[-1]
    assert last_of_model == [Message(entry.role, entry.content) for entry in transcript.messages[:-1]]
    assert last_of_guide == [Message(entry.role, entry.content) for entry in transcript.guidance[:-1]]


def test_guidance_reaches_the_model_behind_the_output_of_its_code() -> None:
    transcript, _ = play(
        ["```python\nprint(40)\n```", PROGRAM],
        [CODE, NO_CHECK, "Hm. <<<Count again.>>>", NO_CHECK, RETURN],
    )
    steered = transcript.messages[2]
    assert (steered.role, steered.author) == ("user", "guide")
    assert steered.content == (
        render_feedback(execution("40\n"), Policy(), calls_left=7) + "\n\nCount again."
    )
    assert transcript.answer == "42"


def test_guidance_alone_where_no_code_ran() -> None:
    transcript, _ = play([ANSWER, "<<<42>>>"], [TEXT, NO_CHECK, "<<<Count again.>>>", NO_CHECK, RETURN])
    assert transcript.messages[2].content == "Count again."
    assert "in words" in transcript.messages[0].content


@pytest.mark.parametrize("marker", ["<<<Code>>>", "<<< code >>>", "<<<CODE>>>", "<<<c o d e>>>"])
def test_a_decision_is_compared_without_case_and_blanks(marker: str) -> None:
    transcript, _ = play([ANSWER, PROGRAM], [TEXT, NO_CHECK, marker, NO_CHECK, "<<<return  answer>>>"])
    assert transcript.messages[2].author == "harness"
    assert transcript.messages[2].content.startswith("Now solve the question with a program.")


def test_a_decision_is_compared_as_a_whole() -> None:
    guidance = "Do not return answer Code yet; terminate the loop earlier."
    transcript, _ = play([ANSWER, ANSWER], [TEXT, NO_CHECK, f"<<<{guidance}>>>", NO_CHECK, RETURN])
    assert transcript.messages[2].content == guidance


def test_the_last_answer_stands_even_where_it_is_none() -> None:
    transcript, _ = play([ANSWER, "I am lost."], [TEXT, NO_CHECK, "<<<Go on.>>>", RETURN])
    assert (transcript.answer, transcript.answer_source, transcript.stop) == (None, None, "no_answer")


def test_an_unreadable_choice_means_code_and_is_noted() -> None:
    transcript, _ = play([PROGRAM], ["I would use Code.", NO_CHECK, RETURN])
    assert "with a program" in transcript.messages[0].content
    assert transcript.notes == ("guide_unreadable",)


@pytest.mark.parametrize(
    "reply", ["Return Answer", "Try again.", "", "<think><<<Terminate>>>", "\\boxed{Code}"]
)
def test_an_unreadable_review_lets_the_answer_stand_and_is_noted(reply: str) -> None:
    transcript, _ = play([ANSWER], [TEXT, NO_CHECK, reply])
    assert (transcript.answer, transcript.stop) == ("41", "answered")
    assert transcript.notes == ("guide_unreadable",)


def test_terminate_ends_and_is_noted() -> None:
    transcript, _ = play([ANSWER], [TEXT, NO_CHECK, "<<<Terminate>>>"])
    assert (transcript.answer, transcript.notes) == ("41", ("guide_terminated",))


def test_five_reviews_at_the_most() -> None:
    rounds = [NO_CHECK, "<<<Again.>>>"]
    transcript, _ = play([ANSWER] * 5 + ["<<<42>>>"], [TEXT, *(rounds * 5)])
    assert len(transcript.messages) == 12
    assert (transcript.answer, transcript.stop) == ("42", "answered")
    decisions = guide_prompts(transcript)[2::2]
    assert ["5 more times" in decisions[0], "1 more time." in decisions[4]] == [True, True]


def test_a_reply_without_an_answer_is_shown_to_the_guide_and_not_checked() -> None:
    transcript, _ = play(["```python\nraise SystemExit('no luck')\n```"], [CODE, RETURN])
    _, decide = guide_prompts(transcript)
    assert "raise SystemExit" in decide
    assert "no luck" in decide
    assert "no final answer" in decide
    assert (transcript.answer, transcript.stop) == (None, "no_answer")


def test_a_failed_check_is_shown_its_error_and_mended() -> None:
    broken = "```python\nprint(undefined_name)\n```"
    transcript, _ = play([ANSWER], [TEXT, broken, CHECK, RETURN])
    _, _, again, decide = guide_prompts(transcript)
    assert "undefined_name" in again
    assert "NameError" in again
    assert "Correct" in decide
    assert [run.purpose for run in transcript.code_runs] == ["self_check", "self_check"]


def test_a_check_that_never_runs_is_told_as_such() -> None:
    broken = "```python\nraise SystemExit(9)\n```"
    transcript, _ = play([ANSWER], [TEXT, broken, broken, broken, RETURN])
    assert "The check failed.\nIt ended with exit code 9." in guide_prompts(transcript)[-1]
    assert len(transcript.code_runs) == 3


def test_a_check_runs_under_the_tasks_policy_and_costs_the_model_no_call() -> None:
    sandbox = FakeSandbox()
    stage = Stage(
        ScriptedModel([PROGRAM, PROGRAM]),
        ScriptedModel([CODE, CHECK, "<<<Again.>>>", CHECK, RETURN]),
        sandbox=sandbox,
        policy=Policy(wall_seconds=5.0),
        limits=Limits(code_calls=2),
    )
    transcript = stage.play(CodeSteer())
    assert transcript.stop == "answered"
    policies = [policy for code, policy in sandbox.calls if "'Correct'" in code]
    assert policies == [Policy(wall_seconds=5.0)] * 2


def test_code_past_the_last_call_never_runs_and_the_guide_cannot_order_it() -> None:
    transcript, _ = play(
        [PROGRAM, PROGRAM], [CODE, NO_CHECK, "<<<Code>>>", RETURN], limits=Limits(code_calls=1)
    )
    assert "No more code" in guide_prompts(transcript)[2]
    assert "Now solve the question by reasoning in words" in transcript.messages[2].content
    assert "guide_overruled" in transcript.notes
    assert (transcript.answer, transcript.stop) == (None, "call_limit")
    assert [run.purpose for run in transcript.code_runs] == ["query"]


def test_the_guide_is_not_asked_where_the_model_has_no_turn_left() -> None:
    transcript, _ = play([ANSWER], [TEXT], limits=Limits(turns=1))
    assert (transcript.answer, transcript.stop) == ("41", "answered")
    transcript, _ = play(["Hm."], [TEXT], limits=Limits(turns=1))
    assert transcript.stop == "turn_limit"


def test_tokens_of_the_guide_count_and_the_last_answer_stands() -> None:
    stage = Stage(
        ScriptedModel([completion(ANSWER, tokens=10)]),
        ScriptedModel([completion(TEXT, tokens=60), completion(NO_CHECK, tokens=30)]),
        limits=Limits(tokens_total=100),
    )
    transcript = stage.play(CodeSteer())
    assert (transcript.answer, transcript.stop) == ("41", "token_limit")


def test_time_used_up_by_the_guide_leaves_the_last_answer() -> None:
    stage = Stage(
        ScriptedModel([ANSWER]), ScriptedModel([TEXT, asyncio.Event()]), limits=Limits(wall_seconds=0.2)
    )
    transcript = stage.play(CodeSteer())
    assert (transcript.answer, transcript.stop) == ("41", "time_limit")


def test_a_program_that_is_cut_off_by_a_fault_takes_the_older_answer_with_it() -> None:
    def hang(code: str) -> Execution:
        raise ProviderFault("stands for any fault", kind="test")

    stage = Stage(
        ScriptedModel([ANSWER, PROGRAM]),
        ScriptedModel([TEXT, NO_CHECK, "<<<Again.>>>"]),
        sandbox=FakeSandbox(hang),
    )
    with pytest.raises(ProviderFault):
        stage.play(CodeSteer())
    assert stage.builder.answer is None


def test_a_fault_of_the_guide_keeps_both_conversations() -> None:
    stage = Stage(ScriptedModel([ANSWER]), ScriptedModel([TEXT, ProviderFault("gone", kind="unavailable")]))
    with pytest.raises(ProviderFault, match="gone"):
        stage.play(CodeSteer())
    transcript = stage.builder.build()
    assert [entry.author for entry in transcript.messages] == ["harness", "model"]
    assert [entry.author for entry in transcript.guidance] == ["harness", "guide", "harness"]
    assert transcript.stop is None


def test_without_a_guide_it_says_whose_mistake_that_is() -> None:
    with pytest.raises(ProtocolFault, match="guide"):
        Stage(ScriptedModel([])).play(CodeSteer())


def test_no_stop_sequence_cuts_the_guide_short() -> None:
    _, stage = play([ANSWER], [TEXT, NO_CHECK, RETURN])
    assert stage.guide is not None
    assert {params.stop for _, params in stage.guide.requests} == {()}


def test_a_program_that_breaks_the_analysis_is_no_fault() -> None:
    def run(code: str) -> Execution:
        return execution("", exit_code=-11) if "print_features(" in code else run_for_real(code)

    stage = Stage(ScriptedModel([PROGRAM]), ScriptedModel([CODE, NO_CHECK, RETURN]), sandbox=FakeSandbox(run))
    transcript = stage.play(CodeSteer())
    assert "could not be analysed" in guide_prompts(transcript)[-1]
    assert transcript.answer == "42"
