"""The default executor: attempts are made in this process, by the live objects of one run."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from r1ci_bench.agents import Agent, Prompts
from r1ci_bench.errors import HostFault, R1ciError, SetupError, UsageError
from r1ci_bench.executor import Equipment, Executor
from r1ci_bench.judge import Judge
from r1ci_bench.model import Model, ModelOptions
from r1ci_bench.plugins import describe
from r1ci_bench.run.attempt import Attempter
from r1ci_bench.run.guards import GuardedModel, GuardedSandbox
from r1ci_bench.run.sandboxes import make_sandbox
from r1ci_bench.run.workbench import load_task, split_model

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.descriptors import ModelDescriptor
    from r1ci_bench.errors import Fault
    from r1ci_bench.executor import Job, PlannedAttempt, Waiting
    from r1ci_bench.plugins import Plugins, Registered
    from r1ci_bench.records import PlannedTask, RunSpec, SampleRecord
    from r1ci_bench.sandbox.policy import Sandbox


@dataclass(slots=True)
class Tools:
    """The live objects that attempts are made with.

    Attributes:
        model: The model.
        guide: The model that steers, for agents that need one.
        agent: The agent.
        prompts: The prompt templates.
        sandbox: Where code runs.
        judge: Where verifiers run.
    """

    model: Model
    guide: Model | None
    agent: Agent
    prompts: Prompts
    sandbox: Sandbox
    judge: Judge

    async def aclose(self) -> None:
        """End every process and connection."""
        async with AsyncExitStack() as stack:
            # Each is closed even where another one fails to close.
            for part in {id(part): part for part in (self.guide, self.model) if part is not None}.values():
                stack.push_async_callback(part.aclose)
            stack.push_async_callback(self.sandbox.aclose)
            stack.push_async_callback(self.judge.aclose)


class LocalExecutor(Executor):
    """Makes attempts in this process.

    Args:
        job: What to make.
        plugins: Where tasks, model adapters, agents and sandboxes come from.
    """

    def __init__(self, job: Job, plugins: Plugins) -> None:
        self._job = job
        self._plugins = plugins
        self._tools: Tools | None = None
        self._attempter: Attempter | None = None

    async def start(self) -> Equipment:
        """Make the live objects; see `Executor.start`."""
        tasks = {task.id: load_task(task.id, self._plugins) for task in self._job.tasks}
        tools = self._tools = make_tools(self._job.spec, self._plugins, concurrency=self._job.concurrency)
        if tools.agent.needs_code:
            await asyncio.to_thread(refuse_what_cannot_run, tools.sandbox, self._job.tasks)
        self._attempter = Attempter(tools, self._job, tasks)
        return Equipment(
            model_details=tools.model.details,
            prompts_hash=tools.prompts.hash(tools.agent.templates),
            layers=tools.sandbox.layers(),
            isolated=tools.sandbox.isolated,
        )

    async def make(self, planned: PlannedAttempt, waiting: Waiting) -> tuple[SampleRecord, Fault | None]:
        """Work on one question and judge the answer; see `Executor.make`."""
        if self._attempter is None:
            raise HostFault("the executor was not started", kind="internal")
        return await self._attempter.make(planned, waiting)

    async def aclose(self) -> None:
        """Close the live objects."""
        if self._tools is not None:
            await self._tools.aclose()


def make_tools(spec: RunSpec, plugins: Plugins, *, concurrency: int | None = None) -> Tools:
    """Make the live objects of a run. Nothing is asked of a model yet.

    Args:
        spec: The request, resolved.
        plugins: Everything that is registered.
        concurrency: Pieces of code at the same time; None for the number of cores.

    Raises:
        UsageError: if the request makes no sense.
        SetupError: if this machine cannot serve it.
    """
    agent: Agent = plugins.agents.load(spec.agent)()
    prompts = Prompts(Path(spec.prompt_dir) if spec.prompt_dir else None)
    model = _make_model(*split_model(spec.model, plugins), spec, plugins)
    guide: Model | None = None
    if agent.needs_guide:
        guide = model
        if spec.guide_model is not None and spec.guide_model != spec.model:
            guide = _make_model(*split_model(spec.guide_model, plugins), spec, plugins)
    elif spec.guide_model is not None:
        raise UsageError(
            f"agent {spec.agent!r} takes no guide model", hint="leave out --guide-model, or --agent codesteer"
        )
    sandbox = GuardedSandbox(make_sandbox(spec.sandbox, plugins, concurrency=concurrency))
    return Tools(model=model, guide=guide, agent=agent, prompts=prompts, sandbox=sandbox, judge=Judge())


def refuse_what_cannot_run(sandbox: Sandbox, tasks: Iterable[PlannedTask]) -> None:
    """Refuse tasks whose code a sandbox could not run, before the first question is asked.

    Raises:
        SetupError: naming the task, and the language that is missing or the state that is not kept.
    """
    for task in tasks:
        for language in task.policy.languages:
            if (lack := sandbox.lacks(language)) is not None:
                raise SetupError(
                    f"{task.id} lets code be written in {language}, which cannot be run: {lack}",
                    hint="leave the task out, or choose another sandbox",
                )
        if task.policy.stateful:
            sandbox.session(task.policy)  # says itself that it keeps no state; nothing is started


def _make_model(item: Registered[ModelDescriptor], name: str, spec: RunSpec, plugins: Plugins) -> Model:
    factory = plugins.models.load(item.descriptor.id)
    options = ModelOptions(
        base_url=spec.base_url,
        key_variable=spec.key_variable,
        timeout_seconds=spec.request_timeout,
        max_retries=spec.max_retries,
        seed=spec.seed,
        arguments=spec.model_arg,
    )
    whose = f"model adapter {item.descriptor.id!r} of {item.origin}"
    author = "report this to the plugin's author"
    try:
        model = factory(name, options)
    except R1ciError:
        raise
    except Exception as error:
        raise SetupError(f"{whose} cannot be set up: {describe(error)}", hint=author) from error
    if not isinstance(model, Model):
        raise SetupError(f"{whose} made a {type(model).__name__}, not a Model", hint=author)
    return GuardedModel(model)
