"""The agents in the sandbox that runs use."""

from __future__ import annotations

import asyncio

import pytest

from r1ci_bench.agents.code_interpreter import CodeInterpreter
from r1ci_bench.agents.codesteer import CodeSteer
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox
from support.scripted import ScriptedModel, Stage

POLICY = Policy(wall_seconds=20.0, preload=())


async def play(stage: Stage, agent: CodeInterpreter | CodeSteer) -> None:
    sandbox = JailSandbox(SandboxOptions(concurrency=1))
    try:
        missing = [layer.name for layer in sandbox.layers() if layer.required and not layer.holds]
        if missing:
            pytest.skip(f"this machine lacks {', '.join(missing)}")
        stage.sandbox, stage.policy = sandbox, POLICY
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


def test_codesteer_checks_and_analyses_a_hostile_program() -> None:
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
