"""The oracles, each with every agent: programs run as any model's do, and stored answers are only said."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.agents import AgentContext, Limits, Prompts
from r1ci_bench.agents.all_code import AllCode
from r1ci_bench.agents.all_text import AllText
from r1ci_bench.agents.code_interpreter import CodeInterpreter
from r1ci_bench.agents.codesteer import CodeSteer
from r1ci_bench.errors import ProviderFault, UsageError
from r1ci_bench.model import Attempt, Message, Model, ModelOptions, SamplingParams
from r1ci_bench.protocol import read_reply, render_feedback
from r1ci_bench.sandbox.policy import Policy
from r1ci_bench.task import Sample, Task, Verdict
from r1ci_bench.transcript import Transcript, TranscriptBuilder
from r1ci_models.reference import create, output_of_feedback
from r1ci_models.replies import answer_text, code_block
from support.scripted import FakeSandbox, execution

if TYPE_CHECKING:
    from r1ci_bench.agents import Agent


class Product(Task[Any]):
    id = "tests/product"
    version = "1"

    def verify(self, sample: Sample, answer: str) -> Verdict:
        raise AssertionError("oracles do not judge")

    def answer(self, sample: Sample) -> str | None:
        return sample.data.get("answer")

    def reference(self, sample: Sample) -> str | None:
        factors = sample.data.get("factors")
        return None if factors is None else f"a, b = {factors}\nprint(a * b)\n"


def attempt(agent: str = "code-interpreter", **data: Any) -> Attempt:
    return Attempt(task=Product(), sample=Sample(question="6 * 7?", data=data), agent=agent, epoch=0, seed=1)


def play(name: str, agent: Agent, **data: Any) -> Transcript:
    model = create(name, ModelOptions())
    bound = attempt(agent.id, **data)
    builder = TranscriptBuilder()
    context = AgentContext(
        attempt=bound,
        model=model.bind(bound),
        guide=model.bind(bound),
        sandbox=FakeSandbox(),
        session=FakeSandbox().session(Policy()),
        policy=Policy(),
        limits=Limits(),
        params=SamplingParams(),
        prompts=Prompts(),
        transcript=builder,
        waiting=lambda what: None,
    )
    asyncio.run(agent.run(context))
    return builder.build()


def reply(model: Model, *contents: str) -> str:
    roles: tuple[Any, Any] = ("user", "assistant")
    messages = [Message(roles[place % 2], content) for place, content in enumerate(contents)]
    return asyncio.run(model.generate(messages, SamplingParams())).text


class TestSolver:
    @pytest.mark.parametrize("agent", [CodeInterpreter(), AllCode(), CodeSteer()], ids=lambda agent: agent.id)
    def test_answers_with_what_its_program_printed(self, agent: Agent) -> None:
        transcript = play("solver", agent, factors=[6, 7])
        assert (transcript.answer, transcript.stop) == ("42", "answered")
        assert any(run.code.startswith("a, b = [6, 7]") for run in transcript.code_runs)

    def test_needs_one_program_and_one_answer(self) -> None:
        transcript = play("solver", CodeInterpreter(), factors=[6, 7])
        assert len(transcript.generations) == 2
        assert len(transcript.code_runs) == 1

    def test_does_not_take_the_head_prompt_for_results(self) -> None:
        model = create("solver", ModelOptions()).bind(attempt(factors=[6, 7]))
        assert reply(model, "Output follows\nCode Execution Results:\n```output\n1\n```").startswith(
            "```python"
        )

    def test_refuses_an_agent_that_runs_no_code(self) -> None:
        with pytest.raises(ProviderFault, match="all-text") as caught:
            create("solver", ModelOptions()).bind(attempt("all-text", factors=[6, 7]))
        assert (caught.value.kind, caught.value.fatal) == ("needs_code", True)

    def test_says_so_where_a_task_has_no_program(self) -> None:
        with pytest.raises(ProviderFault, match="tests/product") as caught:
            play("solver", CodeInterpreter())
        assert (caught.value.kind, caught.value.fatal) == ("no_reference", False)

    def test_says_so_where_the_program_printed_nothing(self) -> None:
        model = create("solver", ModelOptions()).bind(attempt(factors=[6, 7]))
        feedback = render_feedback(execution(""), Policy(), calls_left=7)
        with pytest.raises(ProviderFault) as caught:
            reply(model, "question", "```python\nprint()\n```", feedback)
        assert caught.value.kind == "reference_failed"


class TestAnswer:
    @pytest.mark.parametrize(
        "agent", [AllText(), CodeInterpreter(), AllCode(), CodeSteer()], ids=lambda agent: agent.id
    )
    def test_gives_the_tasks_answer_to_every_agent(self, agent: Agent) -> None:
        assert play("answer", agent, answer="it's 42").answer == "it's 42"

    def test_does_not_fall_back_on_the_program(self) -> None:
        with pytest.raises(ProviderFault, match="knows no answer") as caught:
            play("answer", AllText(), factors=[6, 7])
        assert caught.value.kind == "no_reference"


class TestOutputOfFeedback:
    @given(st.text(alphabet=st.sampled_from("ab`\n <>:~"), max_size=60))
    def test_finds_in_every_feedback_what_was_printed(self, stdout: str) -> None:
        feedback = render_feedback(execution(stdout, stderr="warning"), Policy(), calls_left=0)
        assert output_of_feedback(feedback) == stdout.strip()

    def test_other_words_may_stand_around_it(self) -> None:
        feedback = render_feedback(execution("1\n2\n"), Policy(), calls_left=3)
        assert output_of_feedback(f"Your code was run.\n\n{feedback}\n\nNow go on.") == "1\n2"

    @pytest.mark.parametrize(
        "text", ["", "42", "Code Execution Results:", "Code Execution Results:\nErrors:\n```errors\n1\n```"]
    )
    def test_is_empty_where_there_is_none(self, text: str) -> None:
        assert output_of_feedback(text) == ""

    @given(st.text(max_size=300))
    def test_never_fails(self, text: str) -> None:
        output_of_feedback(text)


@given(st.text(alphabet=st.sampled_from("ab`~ \n#'\""), max_size=60).filter(str.strip))
def test_whatever_a_program_holds_the_protocol_reads_it_back_from_its_block(program: str) -> None:
    code = read_reply(code_block(program)).code
    assert code is not None
    assert code.code.rstrip() == program.rstrip()


def test_an_answer_for_all_code_is_a_program_that_prints_it() -> None:
    assert answer_text("a'b\n\"c", agent="all-code") == "```python\nprint('a\\'b\\n\"c')\n```"
    assert answer_text("a'b", agent="all-text") == "<<<a'b>>>"


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("solvr", ModelOptions(), "solvr"),
        ("solver", ModelOptions(base_url="http://127.0.0.1/v1"), "base_url"),
        ("answer", ModelOptions(key_variable="KEY"), "key_variable"),
        ("answer", ModelOptions(arguments={"depth": 3}), "depth"),
    ],
)
def test_what_has_no_effect_is_refused(name: str, options: ModelOptions, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        create(name, options)
    assert caught.value.hint


def test_an_oracle_without_an_attempt_knows_nothing() -> None:
    for name in ("solver", "answer"):
        with pytest.raises(ProviderFault) as caught:
            reply(create(name, ModelOptions()), "question")
        assert caught.value.kind == "not_bound"
