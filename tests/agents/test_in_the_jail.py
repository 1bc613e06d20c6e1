"""The agents in the sandbox that runs use."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from r1ci_bench.agents.code_interpreter import CodeInterpreter
from r1ci_bench.agents.codesteer import CodeSteer
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox
from support.scripted import ScriptedModel, Stage

POLICY = Policy(wall_seconds=20.0, preload=())


async def play(stage: Stage, agent: CodeInterpreter | CodeSteer, policy: Policy = POLICY) -> None:
    sandbox = JailSandbox(SandboxOptions(concurrency=1))
    try:
        missing = [layer.name for layer in sandbox.layers() if layer.required and not layer.holds]
        if missing:
            pytest.skip(f"this machine lacks {', '.join(missing)}")
        stage.sandbox, stage.policy = sandbox, policy
        await agent.run(stage.context(agent))
    finally:
        await sandbox.aclose()


def test_nothing_is_kept_between_two_calls() -> None:
    first = "```python\nseen = 42\nopen('note', 'w').write('42')\nprint('written')\n```"
    second = "```python\nimport os\nprint('seen' in globals(), os.path.exists('note'))\n```"
    stage = Stage(ScriptedModel([first, second, "<<<42>>>"]))
    asyncio.run(play(stage, CodeInterpreter()))
    outputs = [run.execution.stdout for run in stage.builder.code_runs]
    assert outputs == ["written\n", "False False\n"]
    assert stage.builder.stop == "answered"


def test_a_stateful_policy_keeps_variables_and_other_languages_share_the_files() -> None:
    blocks = [
        "```python\nseen = 6\nopen('note', 'w').write('7')\n```",
        "```sh\ncat note\n```",
        "```python\nprint(seen * int(open('note').read()))\n```",
    ]
    stage = Stage(ScriptedModel([*blocks, "<<<42>>>"]))
    policy = replace(POLICY, stateful=True, languages=("python", "bash"))
    asyncio.run(play(stage, CodeInterpreter(), policy))
    runs = [run.execution for run in stage.builder.code_runs]
    assert [(run.language, run.stdout, run.state) for run in runs] == [
        ("python", "", "kept"),
        ("bash", "7", "kept"),
        ("python", "42\n", "kept"),
    ]
    assert stage.builder.stop == "answered"


def test_a_call_that_is_stopped_takes_the_state_along_and_the_model_is_told() -> None:
    blocks = [
        "```python\nseen = 42\n```",
        "```python\nwhile True: pass\n```",
        "```python\nprint('seen' in globals())\n```",
    ]
    stage = Stage(ScriptedModel([*blocks, "<<<42>>>"]))
    asyncio.run(play(stage, CodeInterpreter(), replace(POLICY, stateful=True, wall_seconds=1.0)))
    runs = [run.execution for run in stage.builder.code_runs]
    assert [(run.ending, run.state) for run in runs] == [
        ("exited", "kept"),
        ("wall_time", "lost"),
        ("exited", "kept"),
    ]
    assert runs[2].stdout == "False\n"
    assert stage.builder.messages[4].content.endswith(
        "The code was stopped at its time limit of 1 second.\n"
        "Variables and files of earlier runs are gone; the next run starts afresh."
    )


def test_codesteer_checks_an_answer_apart_from_the_variables_of_the_model() -> None:
    program = "```python\nseen = 42\nprint('<<<42>>>')\n```"
    check = "```python\nprint('seen' in globals())\n```"
    stage = Stage(ScriptedModel([program]), ScriptedModel(["<<<Code>>>", check, "<<<Return Answer>>>"]))
    asyncio.run(play(stage, CodeSteer(), replace(POLICY, stateful=True)))
    assert [run.execution.stdout for run in stage.builder.code_runs] == ["<<<42>>>\n", "False\n"]
    assert "could not be analysed" not in stage.builder.guidance[-2].content


def test_codesteer_checks_and_and_analyses_a_hostile_program() -> None:
    program = f"```python\nprint('<<<42>>>')\nx = {'-' * 100_000}1\n```"
    check = "```python\nprint('Correct')\n```"
    stage = Stage(
        ScriptedModel([program, "<<<42>>>"]),
        ScriptedModel(["<<<Code>>>", "<<<Use fewer signs.>>>", check, "<<<Return Answer>>>"]),
    )
    asyncio.run(play(stage, CodeSteer()))
    assert "could not be analysed" in stage.builder.guidance[2].content
    assert "Correct" in stage.builder.guidance[-2].content
    assert (stage.builder.answer, stage.builder.stop) == ("42", "answered")
