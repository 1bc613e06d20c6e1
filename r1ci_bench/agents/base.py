"""What an agent plugin writes against: `Agent`, `AgentContext`, `Limits`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

from msgspec import Meta, Struct

if TYPE_CHECKING:
    from collections.abc import Callable

    from r1ci_bench.agents.prompts import Prompts
    from r1ci_bench.model import Attempt, Model, SamplingParams
    from r1ci_bench.sandbox.policy import Policy, Sandbox, SandboxSession
    from r1ci_bench.transcript import TranscriptBuilder


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one attempt may use up. Tokens of a single turn are bounded by `SamplingParams.max_tokens`.

    Attributes:
        code_calls: Pieces of the model's code that run (paper: 8). A guide's self-checks are not counted.
        turns: Turns of the model. A guide's turns are not counted; its agent bounds them.
        tokens_total: Output tokens of the model and the guide together, thinking included where the
            provider counts it; None for no bound. Where a provider does not count, four characters are
            taken for a token.
        wall_seconds: Seconds of the attempt, retries of requests included; time that code spends in the
            sandbox's queue is given back.
    """

    code_calls: Annotated[int, Meta(ge=0)] = 8
    turns: Annotated[int, Meta(ge=1)] = 12
    tokens_total: Annotated[int, Meta(ge=1)] | None = None
    wall_seconds: Annotated[float, Meta(gt=0)] = 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentContext:
    """Everything that an agent needs for one attempt.

    Attributes:
        attempt: The question, and which try at it this is.
        model: The model, bound to the attempt.
        guide: The model that steers, bound to the attempt; None for agents that need none.
        sandbox: Where programs of the harness and a guide's self-checks run, each on its own.
        session: Where the model's code runs, one call after another, under the policy.
        policy: What the model's code may use.
        limits: What the attempt may use.
        params: How each completion is drawn.
        prompts: The prompt templates.
        transcript: Where the attempt is written down, step by step.
        waiting: Called with `model`, `guide` or `sandbox` when the attempt begins to wait for it.
    """

    attempt: Attempt
    model: Model
    guide: Model | None
    sandbox: Sandbox
    session: SandboxSession
    policy: Policy
    limits: Limits
    params: SamplingParams
    prompts: Prompts
    transcript: TranscriptBuilder
    waiting: Callable[[str], None]


class Agent(ABC):
    """Works on one question at a time. One instance serves many attempts at the same time: it keeps no state.

    Attributes:
        id: As in its descriptor.
        needs_guide: True where a second model steers the first.
        needs_code: False where no code ever runs.
        single_turn: True where the model is asked once; bounds the forecast of a run.
        templates: Names of the prompt templates that it uses.
    """

    id: ClassVar[str]
    needs_guide: ClassVar[bool] = False
    needs_code: ClassVar[bool]
    single_turn: ClassVar[bool] = False
    templates: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    async def run(self, context: AgentContext) -> None:
        """Work on the question and fill the transcript: messages, code, answer and why it ended.

        A limit that is reached is an ordinary end. After a fault, or when the call is cancelled, the
        transcript holds everything that had happened, and no stop reason.

        Raises:
            ProviderFault: if a completion could not be had.
            SandboxFault: if the sandbox broke.
            UsageError: if a template of the user cannot be rendered.
        """
