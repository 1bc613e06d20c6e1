"""What a model adapter writes against: `Model`, `Message`, `Completion`, `Usage`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta, Struct, field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.task import Sample, Task

Role = Literal["system", "user", "assistant"]

FinishReason = Literal["stop", "length", "filtered"]
"""`stop`: the model ended by itself or at a stop sequence; `length`: cut at the token limit."""


Tokens = Annotated[int, Meta(ge=0)]


class Message(Struct, frozen=True):
    """One message of a conversation."""

    role: Role
    content: str


class SamplingParams(Struct, frozen=True, kw_only=True):
    """How one completion is drawn.

    Attributes:
        temperature: The paper uses 0.6 for inference and 1.0 for training.
        top_p: Nucleus sampling; None leaves it to the provider.
        max_tokens: Tokens of this completion at the most, hidden thinking included where the provider
            counts it.
        stop: Texts at which to stop; the text itself is not returned. An adapter whose provider takes no
            stop sequences cuts the text itself.
        seed: Seed of this completion, where the provider takes one.
    """

    temperature: Annotated[float, Meta(ge=0)] = 0.6
    top_p: Annotated[float, Meta(gt=0, le=1)] | None = None
    max_tokens: Annotated[int, Meta(gt=0)] = 4096
    stop: tuple[str, ...] = ()
    seed: int | None = None


class Usage(Struct, frozen=True, kw_only=True):
    """Tokens of one completion as the provider counts them; None where it does not say."""

    input_tokens: Tokens | None = None
    output_tokens: Tokens | None = None
    cached_tokens: Tokens | None = None
    reasoning_tokens: Tokens | None = None


class Completion(Struct, frozen=True, kw_only=True):
    """What a model answered.

    Attributes:
        text: The visible text; hidden thinking is not part of it.
        finish: Why it ended.
        usage: Tokens.
        model: The model as the provider names it, which may be more exact than what was asked for.
        thinking: Thinking that the provider returns apart from the text, or None.
        notes: Where the completion was not drawn as asked for, for example `temperature_not_taken`.
    """

    text: str
    finish: FinishReason = "stop"
    usage: Usage = Usage()
    model: str | None = None
    thinking: str | None = None
    notes: tuple[str, ...] = ()


class ModelOptions(Struct, frozen=True, kw_only=True):
    """How an adapter is set up; a field that an adapter has no use for is refused by it.

    Attributes:
        base_url: Where the endpoint is, for adapters that speak to one.
        key_variable: Name of the environment variable with the API key, instead of the adapter's own.
        timeout_seconds: Time for one request, answer included.
        max_retries: How often a failed request is made again.
        seed: Seed of adapters that draw answers themselves.
        arguments: Further options of the adapter (`--model-arg key=value`).
    """

    base_url: str | None = None
    key_variable: str | None = None
    timeout_seconds: Annotated[float, Meta(gt=0)] = 600.0
    max_retries: Annotated[int, Meta(ge=0)] = 6
    seed: int = 0
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at one question, as told to adapters that want to know.

    Attributes:
        task: The task.
        sample: The question.
        agent: Id of the agent.
        epoch: Which repetition this is, from 0.
        seed: Seed of this attempt, derived from the run's.
    """

    task: Task[Any]
    sample: Sample
    agent: str
    epoch: int
    seed: int


class Model(ABC):
    """Turns messages into a completion. One instance serves a whole run and many calls at the same time.

    Attributes:
        id: `adapter/name`, as in records and tables.
    """

    id: str

    @property
    def details(self) -> dict[str, str]:
        """What else a record must name to find this model again: its endpoint, its revision; no secrets."""
        return {}

    @abstractmethod
    async def generate(self, messages: Sequence[Message], params: SamplingParams) -> Completion:
        """Ask for one completion.

        Raises:
            ProviderFault: if no completion could be had, retries included.
        """

    def bind(self, attempt: Attempt) -> Model:
        """The model as it serves one attempt; called once at the attempt's start.

        Most adapters return themselves. Oracles, replays and adapters that keep a cache for a conversation
        return a view of their own.
        """
        return self

    async def aclose(self) -> None:  # noqa: B027 - most adapters hold nothing
        """Release connections, processes and memory."""
