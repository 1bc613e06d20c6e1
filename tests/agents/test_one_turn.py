"""The two agents that ask the model once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.agents import Limits
from r1ci_bench.agents.all_code import AllCode
from r1ci_bench.agents.all_text import AllText
from r1ci_bench.protocol.constants import LANGUAGE_TAGS
from r1ci_bench.sandbox.policy import Policy
from r1ci_bench.transcript import Entry
from support.scripted import QUESTION, FakeSandbox, ScriptedModel, Stage, completion, execution

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Language


def program(body: str) -> str:
    return f"```python\n{body}\n```"


def test_all_text_asks_once_and_runs_nothing() -> None:
    sandbox = FakeSandbox()
    reply = f"{program('print(6 * 7)')}\nIt is <<<42>>>."
    transcript = Stage(ScriptedModel([reply]), sandbox=sandbox).play(AllText())
    prompt = transcript.messages[0].content
    assert transcript.messages == (Entry("user", "harness", prompt), Entry("assistant", "model", reply))
    assert prompt.endswith(QUESTION)
    assert (transcript.answer, transcript.answer_source, transcript.stop) == ("42", "marker", "answered")
    assert sandbox.calls == []


def test_all_text_without_an_answer() -> None:
    assert Stage(ScriptedModel(["Hm."])).play(AllText()).stop == "no_answer"


def test_all_text_cut_at_the_token_limit() -> None:
    assert Stage(ScriptedModel([completion("Hm", cut=True)])).play(AllText()).stop == "truncated"


def test_all_code_answers_with_what_the_program_prints() -> None:
    reply = f"I plan.\n{program('print(6 * 7)')}"
    transcript = Stage(ScriptedModel([reply])).play(AllCode())
    assert [entry.content for entry in transcript.messages[1:]] == [reply]
    assert (transcript.answer, transcript.answer_source, transcript.stop) == ("42", "stdout", "answered")
    (run,) = transcript.code_runs
    assert (run.message, run.code, run.purpose) == (1, "print(6 * 7)", "query")
    assert [one.reading for one in transcript.generations] == ["run_code"]
    assert transcript.notes == ()


def test_all_code_prefers_the_marker_that_a_program_prints() -> None:
    transcript = Stage(ScriptedModel([program("print('trying')\nprint('<<<42>>>')")])).play(AllCode())
    assert (transcript.answer, transcript.answer_source) == ("42", "marker")


def test_all_code_runs_the_last_program_alone() -> None:
    first, last = program("print(41)"), program("print(42)")
    shell = "```bash\necho 43\n```"
    reply = f"{first}\nNo, better:\n{last}\n{shell}\nDone. \ud800"
    sandbox = FakeSandbox()
    transcript = Stage(ScriptedModel([reply]), sandbox=sandbox).play(AllCode())
    assert [code for code, _ in sandbox.calls] == ["print(42)"]
    assert transcript.messages[1].content == f"{first}\nNo, better:\n{last}"
    assert transcript.generations[0].discarded == len(f"\n{shell}\nDone. \ud800")
    assert "last_program" in transcript.notes


@given(languages=st.lists(st.sampled_from(sorted(LANGUAGE_TAGS)), unique=True))
def test_all_code_runs_the_last_program_in_whichever_language_it_is(languages: list[Language]) -> None:
    blocks: list[tuple[Language, str, str]] = [
        ("bash", "```sh", "echo 1"),
        ("python", "```python", "print(2)"),
        ("cpp", "```c++", "int main() {}"),
        ("javascript", "```js", "console.log(4)"),
    ]
    reply = "\n".join(f"{fence}\n{code}\n```" for _, fence, code in blocks)
    sandbox = FakeSandbox(lambda code: execution("42"))
    policy = Policy(languages=tuple(languages))
    Stage(ScriptedModel([reply]), sandbox=sandbox, policy=policy).play(AllCode())

    wanted = [(name, code) for name, _, code in blocks if name in languages][-1:]
    ran = [code for code, _ in sandbox.calls]
    assert list(zip(sandbox.languages, ran, strict=True)) == wanted


def test_all_code_finds_the_last_program_behind_text_in_another_language_too() -> None:
    reply = f"{program('print(41)')}\nFaster: ```c++\nint main() {{}}\n```"
    sandbox = FakeSandbox(lambda code: execution("42"))
    policy = Policy(languages=("python", "cpp"))
    transcript = Stage(ScriptedModel([reply]), sandbox=sandbox, policy=policy).play(AllCode())
    (run,) = transcript.code_runs
    assert (run.code, run.execution.language) == ("int main() {}", "cpp")
    assert transcript.messages[1].content == reply


def test_all_code_keeps_what_a_record_can_hold() -> None:
    reply = f"{program('print(41)')}\n\ud800\n{program('print(42)')}"
    transcript = Stage(ScriptedModel([reply])).play(AllCode())
    assert transcript.messages[1].content == reply.replace("\ud800", "\ufffd")


def test_all_code_leaves_programs_in_thinking_alone() -> None:
    reply = f"<think>{program('print(1)')}</think>\n{program('print(2)')}"
    assert Stage(ScriptedModel([reply])).play(AllCode()).answer == "2"


def test_all_code_takes_no_answer_from_words() -> None:
    transcript = Stage(ScriptedModel([f"It is <<<42>>>.\n{program('pass')}"])).play(AllCode())
    assert (transcript.answer, transcript.stop) == (None, "no_answer")
    assert "no_usable_output" in transcript.notes


def test_all_code_without_a_program_has_no_answer_even_where_words_hold_one() -> None:
    transcript = Stage(ScriptedModel(["It is <<<42>>>."])).play(AllCode())
    assert (transcript.answer, transcript.stop) == (None, "no_answer")


@pytest.mark.parametrize(
    "failure", [{"exit_code": 1}, {"ending": "wall_time", "exit_code": None, "signal": 9}]
)
def test_a_failed_program_gives_no_answer_whatever_it_printed(failure: dict[str, object]) -> None:
    sandbox = FakeSandbox(lambda code: execution("<<<42>>>", **failure))
    transcript = Stage(ScriptedModel([program("print(42)")]), sandbox=sandbox).play(AllCode())
    assert (transcript.answer, transcript.answer_source, transcript.stop) == (None, None, "no_answer")
    assert "program_failed" in transcript.notes


def test_all_code_runs_nothing_where_no_call_is_allowed() -> None:
    sandbox = FakeSandbox()
    stage = Stage(ScriptedModel([program("print(42)")]), sandbox=sandbox, limits=Limits(code_calls=0))
    assert stage.play(AllCode()).stop == "call_limit"
    assert sandbox.calls == []
