"""What all agents share: one attempt that asks, reads, runs code, writes everything down and counts.

Code calls, turns and tokens are counted here and nowhere else. Agents differ only in what they say to the
model and in what they do with a reply.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

from r1ci_bench.agents.prompts import policy_values
from r1ci_bench.errors import ProtocolFault
from r1ci_bench.model import Message
from r1ci_bench.protocol import STOP_SEQUENCES, read_output, read_reply
from r1ci_bench.transcript import CodeRun, Entry, Generation

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from typing import Literal

    from r1ci_bench.agents.base import AgentContext
    from r1ci_bench.model import Completion, Model
    from r1ci_bench.protocol import CodeBlock, Reply
    from r1ci_bench.sandbox.policy import Execution, Language, Policy
    from r1ci_bench.transcript import AnswerSource, StopReason

R = TypeVar("R")

_CHARACTERS_PER_TOKEN = 4


class Reader(Protocol):
    """How a reply of the model is read; `r1ci_bench.protocol.read_reply` is the usual way."""

    def __call__(
        self, text: str, *, truncated: bool = ..., languages: Sequence[str] = ..., code_allowed: bool = ...
    ) -> Reply:
        """Read one reply."""


class LimitReached(Exception):  # noqa: N818 - an ordinary end of an attempt, not an error
    """The attempt has used up a limit before the next completion could be asked for."""

    def __init__(self, stop: StopReason) -> None:
        super().__init__(stop)
        self.stop = stop


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of the model.

    Attributes:
        reply: What the protocol made of it.
        message: Its index among the messages.
        cut: Which limit of tokens cut it short, or None.
        code_allowed: True where code in it could run.
    """

    reply: Reply
    message: int
    cut: Literal["truncated", "token_limit"] | None
    code_allowed: bool

    @property
    def program(self) -> CodeBlock | None:
        """The block that is to run, or None."""
        return self.reply.code if self.reply.action == "run_code" else None


@dataclass(frozen=True, slots=True)
class _Drawn:
    completion: Completion
    seconds: float
    cut: Literal["truncated", "token_limit"] | None


class Loop:
    """One attempt under way.

    Args:
        context: The attempt.
        code_calls: How many code calls the model has; never more than its limit, and none where the policy
            lets no language run.
        calls_end: Why the attempt ends where no call is left and no answer comes.

    Attributes:
        turns_left: How many turns the model still has.
        calls_left: How many code calls the model still has.
    """

    def __init__(
        self, context: AgentContext, *, code_calls: int, calls_end: StopReason = "call_limit"
    ) -> None:
        self.context = context
        self.transcript = context.transcript
        self.turns_left = context.limits.turns
        self.calls_left = min(code_calls, context.limits.code_calls) if context.policy.languages else 0
        self._calls_end = calls_end
        self._tokens_used = 0
        self._deadline = asyncio.timeout(context.limits.wall_seconds)

    def prompt(self, template: str, **values: object) -> str:
        """Render a template; the question and what code may use are known to every template.

        Raises:
            UsageError: if it is a template of the user's and cannot be rendered.
        """
        return self.context.prompts.render(
            template,
            question=self.context.attempt.sample.question,
            code_calls=self.calls_left,
            **policy_values(self.context.policy),
            **values,
        )

    async def within_limits(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do the attempt's work; where a limit of turns, tokens or time ends it, write down which."""
        try:
            async with self._deadline:
                await work()
        except LimitReached as reached:
            self.transcript.stop = reached.stop
        except TimeoutError:
            if not self._deadline.expired():
                raise
            self.transcript.stop = "time_limit"

    async def ask(self, read: Reader = read_reply) -> Turn:
        """Let the model take a turn, and add the part of it that counts to the conversation.

        Args:
            read: How the reply is read.

        Raises:
            LimitReached: if no turn or token is left.
            ProviderFault: if no completion could be had.
        """
        if self.turns_left <= 0:
            raise LimitReached("turn_limit")
        code_allowed = self.calls_left > 0
        drawn = await self._draw(
            "model", self.context.model, self.transcript.conversation(), stop=STOP_SEQUENCES
        )
        self.turns_left -= 1
        reply = read(
            drawn.completion.text,
            truncated=drawn.completion.finish == "length",
            languages=self.context.policy.languages,
            code_allowed=code_allowed,
        )
        self._record("model", drawn, reply, reply.action)
        self.transcript.add("assistant", "model", reply.kept)
        self.transcript.notes.extend(reply.notes)
        if drawn.completion.finish == "filtered":
            self.transcript.notes.append("filtered")
        message = len(self.transcript.messages) - 1
        return Turn(reply, message, drawn.cut, code_allowed)

    async def ask_guide(
        self, prompt: str, read: Callable[[Reply], tuple[str, R]], *, code_allowed: bool = False
    ) -> R:
        """Say something to the guide and read its answer.

        Args:
            prompt: The guide's next prompt.
            read: Makes a short name for the record, and the result, of the guide's reply.
            code_allowed: True where the guide is asked for code, False where it is asked for a decision.

        Raises:
            LimitReached: if no token is left.
            ProviderFault: if no completion could be had.
        """
        guide = self.context.guide
        if guide is None:
            raise ProtocolFault("an agent with a guide was started without one", kind="no_guide", fatal=True)
        guidance = self.transcript.guidance
        guidance.append(Entry("user", "harness", prompt))
        conversation = [Message(entry.role, entry.content) for entry in guidance]
        drawn = await self._draw("guide", guide, conversation, stop=())
        reply = read_reply(
            drawn.completion.text,
            truncated=drawn.completion.finish == "length",
            languages=self.context.policy.languages,
            code_allowed=code_allowed,
        )
        reading, result = read(reply)
        self._record("guide", drawn, reply, reading)
        guidance.append(Entry("assistant", "guide", reply.kept))
        return result

    async def execute(
        self,
        code: str,
        *,
        language: str = "python",
        message: int = -1,
        purpose: Literal["query", "self_check"] = "query",
    ) -> Execution:
        """Run code under the attempt's policy and write it down; a `query` uses up one call.

        Queries share what the policy keeps between calls. A self-check stands alone: what the model's code
        has defined must not decide what a check of its answer says, nor the other way round.

        Args:
            code: The code.
            language: What it is written in; one of the policy's languages.
            message: Index of the message that holds it, or -1.
            purpose: Whose code it is.

        Raises:
            SandboxFault: if the sandbox broke.
        """
        context, known = self.context, self._language(language)
        if purpose == "self_check":
            alone = msgspec.structs.replace(context.policy, stateful=False)
            execution = await self._run(lambda: context.sandbox.execute(code, alone, language=known))
        else:
            execution = await self._run(lambda: context.session.execute(code, language=known))
        if purpose == "query":
            self.calls_left -= 1
        self.transcript.code_runs.append(
            CodeRun(message=message, code=code, purpose=purpose, execution=execution)
        )
        return execution

    async def run_unrecorded(self, code: str, policy: Policy) -> Execution:
        """Run a program of the harness's own; neither counted nor recorded.

        Raises:
            SandboxFault: if the sandbox broke.
        """
        return await self._run(lambda: self.context.sandbox.execute(code, policy))

    def _language(self, language: str) -> Language:
        """The language, which reading has found among those that run."""
        for allowed in self.context.policy.languages:
            if allowed == language:
                return allowed
        raise ProtocolFault(
            f"code in {language!r} was about to run, which the policy does not allow",
            kind="language",
            fatal=True,
        )

    async def _run(self, call: Callable[[], Awaitable[Execution]]) -> Execution:
        self.context.waiting("sandbox")
        execution = await call()
        until = self._deadline.when()
        if until is not None and not self._deadline.expired():
            # Waiting for a free sandbox says nothing about the model, so it costs it no time.
            self._deadline.reschedule(until + execution.queue_seconds)
        return execution

    def settle(self, answer: str | None, source: AnswerSource | None) -> None:
        """Write down the answer as it stands; a later one replaces it."""
        self.transcript.answer, self.transcript.answer_source = answer, source

    def settle_output(self, execution: Execution) -> None:
        """Take a program's output for the answer; a program that failed or printed nothing gives none."""
        found = read_output(execution.stdout) if execution.ok else None
        if found is None:
            self.transcript.notes.append("no_usable_output" if execution.ok else "program_failed")
            self.settle(None, None)
        else:
            self.settle(*found)

    def finish(self, turn: Turn, *, more: bool = False) -> None:
        """Write down why the attempt ends with this turn, the answer being settled.

        Args:
            turn: The last turn.
            more: True where the agent would have gone on, had there been a turn left.
        """
        if self.transcript.answer is not None:
            stop: StopReason = "answered"
        elif turn.cut is not None:
            stop = turn.cut
        elif not turn.code_allowed:
            stop = self._calls_end
        elif more and self.turns_left <= 0:
            stop = "turn_limit"
        else:
            stop = "no_answer"
        self.transcript.stop = stop

    async def _draw(
        self,
        author: Literal["model", "guide"],
        model: Model,
        conversation: list[Message],
        *,
        stop: tuple[str, ...],
    ) -> _Drawn:
        params = self.context.params
        total = self.context.limits.tokens_total
        tokens = params.max_tokens
        if total is not None:
            tokens = min(tokens, total - self._tokens_used)
            if tokens <= 0:
                raise LimitReached("token_limit")
        self.context.waiting(author)
        started = time.monotonic()
        completion = await model.generate(
            conversation, msgspec.structs.replace(params, max_tokens=tokens, stop=(*params.stop, *stop))
        )
        seconds = time.monotonic() - started
        self._tokens_used += _output_tokens(completion)
        cut: Literal["truncated", "token_limit"] | None = None
        if completion.finish == "length":
            cut = "truncated" if tokens == params.max_tokens else "token_limit"
        return _Drawn(completion, seconds, cut)

    def _record(self, author: Literal["model", "guide"], drawn: _Drawn, reply: Reply, reading: str) -> None:
        completion = drawn.completion
        self.transcript.generations.append(
            Generation(
                author=author,
                finish=completion.finish,
                usage=completion.usage,
                seconds=drawn.seconds,
                discarded=reply.discarded,
                reading=reading,
                model=completion.model,
                thinking_chars=reply.thinking_chars + len(completion.thinking or ""),
                notes=completion.notes,
            )
        )


def _output_tokens(completion: Completion) -> int:
    if completion.usage.output_tokens is not None:
        return completion.usage.output_tokens
    written = len(completion.text) + len(completion.thinking or "")
    return -(-written // _CHARACTERS_PER_TOKEN)
