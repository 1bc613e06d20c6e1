"""Agents under policies of several languages, and under policies that keep state between calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.agents import Agent, Limits
from r1ci_bench.agents.all_code import AllCode
from r1ci_bench.agents.code_interpreter import CodeInterpreter
from r1ci_bench.agents.codesteer import CodeSteer
from r1ci_bench.agents.loop import Loop
from r1ci_bench.errors import ProtocolFault, SandboxFault
from r1ci_bench.protocol.constants import LANGUAGE_TAGS
from r1ci_bench.sandbox.policy import Execution, Policy
from support.scripted import FakeSandbox, ScriptedModel, Stage, execution

if TYPE_CHECKING:
    from random import Random

    from r1ci_bench.agents import AgentContext
    from r1ci_bench.sandbox.policy import Language

ANSWER = "So it is <<<42>>>."
NO_CHECK, RETURN = "A program cannot check this.", "<<<Return Answer>>>"
TAGGED = [(language, tag) for language, tags in LANGUAGE_TAGS.items() for tag in tags]
STATEFUL = Policy(stateful=True)


def block(tag: str, code: str) -> str:
    return f"```{tag}\n{code}\n```"


def stage(
    model: list[str],
    guide: list[str] | None = None,
    *,
    policy: Policy,
    sandbox: FakeSandbox | None = None,
    limits: Limits | None = None,
) -> Stage:
    return Stage(
        ScriptedModel(model),
        ScriptedModel(guide) if guide is not None else None,
        sandbox=sandbox or FakeSandbox(lambda code: execution("42\n")),
        policy=policy,
        limits=limits or Limits(),
    )


@given(st.lists(st.sampled_from(TAGGED), min_size=1, max_size=5), st.randoms())
def test_each_block_runs_in_the_language_of_its_tag_and_the_record_says_which(
    written: list[tuple[Language, str]], random: Random
) -> None:
    allowed = list({language for language, _ in written})
    random.shuffle(allowed)
    sandbox = FakeSandbox(lambda code: execution("42\n"))
    attempt = stage(
        [block(tag, f"code {index}") for index, (_, tag) in enumerate(written)] + [ANSWER],
        policy=Policy(languages=tuple(allowed)),
        sandbox=sandbox,
    )
    transcript = attempt.play(CodeInterpreter())

    languages = [language for language, _ in written]
    assert sandbox.languages == languages
    assert [run.execution.language for run in transcript.code_runs] == languages
    assert [run.code for run in transcript.code_runs] == [f"code {index}" for index in range(len(written))]
    assert transcript.stop == "answered"


def test_a_block_of_a_language_that_is_not_allowed_is_text() -> None:
    attempt = stage([f"{block('bash', 'rm -r x')}\n{ANSWER}"], policy=Policy(languages=("python", "cpp")))
    transcript = attempt.play(CodeInterpreter())
    assert (transcript.answer, transcript.code_runs) == ("42", ())
    assert transcript.notes == ("other_language",)


def test_a_policy_without_languages_asks_for_words() -> None:
    transcript = stage([ANSWER], policy=Policy(languages=())).play(CodeInterpreter())
    assert "No code can be run" in transcript.messages[0].content
    assert transcript.answer == "42"


def test_what_the_compiler_refused_is_told_and_costs_a_call() -> None:
    refused = execution("", stderr="main.cpp:1: error", exit_code=1, stage="compile")
    attempt = stage(
        [block("cpp", "int main("), ANSWER],
        policy=Policy(languages=("cpp",)),
        sandbox=FakeSandbox(lambda code: refused),
        limits=Limits(code_calls=1),
    )
    feedback = attempt.play(CodeInterpreter()).messages[2].content
    assert "The compiler refused the code" in feedback
    assert "No more code will run" in feedback


class TestCodeSteer:
    def test_code_in_another_language_runs_and_the_guide_is_told_that_it_was_not_analysed(self) -> None:
        sandbox = FakeSandbox(lambda code: execution("<<<42>>>\n"))
        attempt = stage(
            [block("js", "console.log('<<<42>>>')")],
            ["<<<Code>>>", NO_CHECK, RETURN],
            policy=Policy(languages=("javascript",)),
            sandbox=sandbox,
        )
        transcript = attempt.play(CodeSteer())
        assert transcript.answer == "42"
        assert sandbox.languages == ["javascript"]
        assert (
            "What its code is made of: The code is in javascript, not in Python, so it was not analysed."
            in transcript.guidance[-2].content
        )

    def test_a_check_runs_in_the_language_that_it_is_written_in(self) -> None:
        sandbox = FakeSandbox(lambda code: execution("Correct\n"))
        attempt = stage(
            [ANSWER],
            ["<<<Text>>>", block("sh", "echo Correct"), RETURN],
            policy=Policy(languages=("python", "bash")),
            sandbox=sandbox,
        )
        (run,) = attempt.play(CodeSteer()).code_runs
        assert (run.purpose, run.code, run.execution.language) == ("self_check", "echo Correct", "bash")
        assert sandbox.languages == ["bash"]

    def test_a_check_that_does_not_compile_is_told_as_such(self) -> None:
        refused = execution("", stderr="main.cpp:1: error", exit_code=1, stage="compile")
        attempt = stage(
            [ANSWER],
            ["<<<Text>>>", block("cpp", "int main("), NO_CHECK, RETURN],
            policy=Policy(languages=("cpp",)),
            sandbox=FakeSandbox(lambda code: refused),
        )
        transcript = attempt.play(CodeSteer())
        assert "It did not compile.\nmain.cpp:1: error" in transcript.guidance[4].content

    def test_checks_and_analyses_stand_apart_from_what_the_models_code_leaves(self) -> None:
        sandbox = FakeSandbox(lambda code: execution("<<<42>>>\n"))
        program, check = "print('<<<42>>>')", "print('Correct')"
        attempt = stage(
            [block("python", program)],
            ["<<<Code>>>", block("python", check), RETURN],
            policy=Policy(stateful=True, languages=("bash", "python")),
            sandbox=sandbox,
        )
        attempt.play(CodeSteer())
        assert sandbox.in_session == [program]
        (_, of_program), (analysis, of_analysis), (checked, of_check) = sandbox.calls
        assert (of_program.stateful, of_analysis.stateful, of_check.stateful) == (True, False, False)
        assert "print_features(" in analysis
        assert of_analysis.languages == ("python",)
        assert checked == check


class TestState:
    def test_all_calls_of_an_attempt_go_through_its_session(self) -> None:
        sandbox = FakeSandbox(lambda code: execution("42\n"))
        attempt = stage(
            [block("python", "x = 6"), block("python", "print(x * 7)"), ANSWER],
            policy=STATEFUL,
            sandbox=sandbox,
        )
        transcript = attempt.play(CodeInterpreter())
        assert sandbox.in_session == ["x = 6", "print(x * 7)"]
        assert [run.execution.state for run in transcript.code_runs] == ["kept", "kept"]
        assert "are kept from one run to the next" in transcript.messages[0].content

    def test_lost_state_is_told_to_the_model_and_the_attempt_goes_on(self) -> None:
        killed = {"ending": "wall_time", "exit_code": None, "signal": 9, "seconds": 60.0, "state": "lost"}
        attempt = stage(
            [block("python", "while True: pass"), ANSWER],
            policy=STATEFUL,
            sandbox=FakeSandbox(lambda code: execution("", **killed)),
        )
        transcript = attempt.play(CodeInterpreter())
        assert transcript.messages[2].content.endswith(
            "Variables and files of earlier runs are gone; the next run starts afresh."
        )
        assert (transcript.answer, transcript.stop) == ("42", "answered")

    @pytest.mark.parametrize("agent", [AllCode(), CodeInterpreter(), CodeSteer()])
    def test_state_that_the_sandbox_lost_is_a_fault_and_keeps_the_code(self, agent: Agent) -> None:
        def broken(code: str) -> Execution:
            raise SandboxFault("the shared child is gone", kind="state_lost")

        attempt = stage(
            [block("python", "print(x)")], ["<<<Code>>>"], policy=STATEFUL, sandbox=FakeSandbox(broken)
        )
        with pytest.raises(SandboxFault) as caught:
            attempt.play(agent)
        assert caught.value.kind == "state_lost"
        transcript = attempt.builder.build()
        assert transcript.messages[-1].content == block("python", "print(x)")
        assert (transcript.code_runs, transcript.answer, transcript.stop) == ((), None, None)


class OfAnotherLanguage(Agent):
    """An agent of a careless author."""

    id = "careless"
    needs_code = True

    async def run(self, context: AgentContext) -> None:
        await Loop(context, code_calls=1).execute("echo 1", language="bash")


def test_an_agent_that_runs_what_the_policy_forbids_is_stopped_before_the_sandbox() -> None:
    sandbox = FakeSandbox()
    with pytest.raises(ProtocolFault, match=r"'bash'.*policy does not allow"):
        stage([], policy=Policy(), sandbox=sandbox).play(OfAnotherLanguage())
    assert sandbox.calls == []
