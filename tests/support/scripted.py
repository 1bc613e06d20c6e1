"""Doubles for tests of agents: a model that says what it is told to, and a sandbox without isolation."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from r1ci_bench.agents import AgentContext, Limits, Prompts
from r1ci_bench.model import Attempt, Completion, Message, Model, SamplingParams, Usage
from r1ci_bench.sandbox.policy import NO_INPUTS, Execution, LayerReport, Policy, Sandbox, SandboxSession
from r1ci_bench.task import Sample, Task, Verdict
from r1ci_bench.transcript import Transcript, TranscriptBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from r1ci_bench.agents import Agent
    from r1ci_bench.sandbox.policy import Inputs, Language

QUESTION = "What is 6 times 7?"


class Times(Task[Any]):
    """A task with one question."""

    id = "tests/times"
    version = "1"

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Not asked by any agent."""
        raise AssertionError("agents do not judge")


@dataclass
class ScriptedModel(Model):
    """Says its lines one after the other; a line may also be a completion, or an exception to raise.

    An `asyncio.Event` as a line is set when the model is asked, and the answer never comes.
    """

    lines: Sequence[str | Completion | Exception | asyncio.Event]
    id: str = "scripted/model"
    requests: list[tuple[list[Message], SamplingParams]] = field(default_factory=list)

    async def generate(self, messages: Sequence[Message], params: SamplingParams) -> Completion:
        """Say the next line."""
        roles = [message.role for message in messages]
        assert roles == ["user", "assistant"] * (len(roles) // 2) + ["user"], "roles must alternate"
        assert len(self.requests) < len(self.lines), f"the model has no line for: {messages[-1].content}"
        line = self.lines[len(self.requests)]
        self.requests.append((list(messages), params))
        for _ in range(3):  # like any real adapter, it lets the event loop see to other things
            await asyncio.sleep(0)
        if isinstance(line, Exception):
            raise line
        if isinstance(line, asyncio.Event):
            line.set()
            await asyncio.Event().wait()
        if isinstance(line, str):
            return Completion(text=line)
        assert isinstance(line, Completion)
        return line


def completion(text: str, *, tokens: int | None = None, cut: bool = False) -> Completion:
    """A completion of so many tokens."""
    return Completion(text=text, finish="length" if cut else "stop", usage=Usage(output_tokens=tokens))


def execution(stdout: str = "", **changes: Any) -> Execution:
    """What came of a program that printed something."""
    values: dict[str, Any] = {
        "ending": "exited",
        "stdout": stdout,
        "stderr": "",
        "exit_code": 0,
        "signal": None,
        "seconds": 0.1,
        "cpu_seconds": 0.1,
        "queue_seconds": 0.0,
        "stdout_bytes": len(stdout),
        "stderr_bytes": 0,
        "truncated": False,
        "layers": (),
    }
    return Execution(**(values | changes))


def run_for_real(code: str) -> Execution:
    """Run a test's own program in a fresh interpreter."""
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60)
    return execution(done.stdout, stderr=done.stderr, exit_code=done.returncode)


@dataclass
class FakeSandbox(Sandbox):
    """Hands code to a function; writes down what it was given, and what of it came through a session."""

    run: Callable[[str], Execution] = run_for_real
    calls: list[tuple[str, Policy]] = field(default_factory=list)
    languages: list[Language] = field(default_factory=list)
    in_session: list[str] = field(default_factory=list)

    async def execute(
        self, code: str, policy: Policy, *, language: Language = "python", inputs: Inputs = NO_INPUTS
    ) -> Execution:
        """Run the code."""
        self.calls.append((code, policy))
        self.languages.append(language)
        return replace(self.run(code), language=language)

    def session(self, policy: Policy) -> SandboxSession:
        """A session that says of every call that its state is kept, unless the function says otherwise."""
        return FakeSession(self, policy) if policy.stateful else super().session(policy)

    def layers(self) -> tuple[LayerReport, ...]:
        """Nothing isolates."""
        return ()

    async def aclose(self) -> None:
        """Nothing to close."""


@dataclass
class FakeSession(SandboxSession):
    """The calls of one attempt under a stateful policy."""

    sandbox: FakeSandbox
    policy: Policy

    async def execute(self, code: str, *, language: Language = "python") -> Execution:
        """Run the code."""
        self.sandbox.in_session.append(code)
        done = await self.sandbox.execute(code, self.policy, language=language)
        return replace(done, state="kept") if done.state == "none" else done

    async def aclose(self) -> None:
        """Nothing to close."""


@dataclass
class Stage:
    """One attempt set up for a test; `play` runs an agent on it.

    Attributes:
        model: The model.
        guide: The guide, or None.
        sandbox: The sandbox.
        waits: What the attempt waited for, in order.
    """

    model: ScriptedModel
    guide: ScriptedModel | None = None
    sandbox: Sandbox = field(default_factory=FakeSandbox)
    limits: Limits = field(default_factory=Limits)
    policy: Policy = field(default_factory=Policy)
    params: SamplingParams = field(default_factory=SamplingParams)
    prompts: Prompts = field(default_factory=Prompts)
    builder: TranscriptBuilder = field(default_factory=TranscriptBuilder)
    waits: list[str] = field(default_factory=list)

    def context(self, agent: Agent) -> AgentContext:
        """The attempt as an agent gets it."""
        sample = Sample(question=QUESTION, data={})
        return AgentContext(
            attempt=Attempt(task=Times(), sample=sample, agent=agent.id, epoch=0, seed=1),
            model=self.model,
            guide=self.guide,
            sandbox=self.sandbox,
            session=self.sandbox.session(self.policy),
            policy=self.policy,
            limits=self.limits,
            params=self.params,
            prompts=self.prompts,
            transcript=self.builder,
            waiting=self.waits.append,
        )

    def play(self, agent: Agent) -> Transcript:
        """Run the agent to its end."""
        asyncio.run(agent.run(self.context(agent)))
        return self.builder.build()
