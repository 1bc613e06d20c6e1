"""One attempt as it happened: who wrote what, what ran, and why it ended."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from r1ci_bench.model import FinishReason, Message, Role, Usage
from r1ci_bench.sandbox.policy import Execution

Author = Literal["harness", "model", "guide", "sandbox"]
"""Who wrote a message. Training learns from `model` alone; everything else is masked."""

StopReason = Literal[
    "answered", "no_answer", "truncated", "call_limit", "turn_limit", "token_limit", "time_limit"
]
"""Why the loop ended. `no_answer`: the last turn held neither code nor an answer."""

AnswerSource = Literal["marker", "boxed", "stdout"]
"""Where the answer was found: `<<<...>>>`, the recorded fallback `\\boxed{}`, or a program's output."""


class Entry(Struct, frozen=True):
    """One message with its author."""

    role: Role
    author: Author
    content: str


class Generation(Struct, frozen=True, kw_only=True):
    """One completion of the model, or of the guide.

    Attributes:
        author: `model` or `guide`.
        finish: Why the completion ended.
        usage: Its tokens.
        seconds: Wall time of the request, retries included.
        discarded: Characters that the model wrote after its code block and that were cut.
        reading: What the protocol made of the reply, for example `run_code` or `answer`.
        model: The model as the provider named it, where it did.
        thinking_chars: Characters of hidden or tagged thinking.
        notes: What the adapter said of it, for example that the provider does not take a temperature.
    """

    author: Literal["model", "guide"]
    finish: FinishReason
    usage: Usage
    seconds: float
    discarded: int = 0
    reading: str = ""
    model: str | None = None
    thinking_chars: int = 0
    notes: tuple[str, ...] = ()


class CodeRun(Struct, frozen=True, kw_only=True):
    """One piece of code that ran.

    Attributes:
        message: Index of the message that holds the code, or -1 where it is in none (a guide's self-check).
        code: The code.
        purpose: `query` for the model's own code, `self_check` for CodeSteer's check of an answer.
        execution: What came of it.
    """

    message: int
    code: str
    purpose: Literal["query", "self_check"]
    execution: Execution


class Transcript(Struct, frozen=True, kw_only=True):
    r"""One attempt, complete or cut short by a fault.

    Attributes:
        messages: The model's conversation, in order.
        guidance: The guide's conversation, in order; empty where there is no guide.
        generations: Every completion, in order.
        code_runs: Every piece of code that ran, in order.
        answer: The final answer, or None.
        answer_source: Where the answer was found, or None.
        stop: Why the loop ended, or None where a fault cut it short.
        notes: Decisions of the protocol worth knowing, for example that a `\boxed{}` stood in for a marker.
    """

    messages: tuple[Entry, ...]
    guidance: tuple[Entry, ...] = ()
    generations: tuple[Generation, ...] = ()
    code_runs: tuple[CodeRun, ...] = ()
    answer: str | None = None
    answer_source: AnswerSource | None = None
    stop: StopReason | None = None
    notes: tuple[str, ...] = ()


class TranscriptBuilder:
    """Grows a transcript while an attempt is under way, so that a fault loses none of it."""

    def __init__(self) -> None:
        self.messages: list[Entry] = []
        self.guidance: list[Entry] = []
        self.generations: list[Generation] = []
        self.code_runs: list[CodeRun] = []
        self.notes: list[str] = []
        self.answer: str | None = None
        self.answer_source: AnswerSource | None = None
        self.stop: StopReason | None = None

    def add(self, role: Role, author: Author, content: str) -> None:
        """Append a message to the model's conversation."""
        self.messages.append(Entry(role, author, content))

    def conversation(self) -> list[Message]:
        """The model's conversation as an adapter takes it."""
        return [Message(entry.role, entry.content) for entry in self.messages]

    def build(self) -> Transcript:
        """The transcript as it stands."""
        return Transcript(
            messages=tuple(self.messages),
            guidance=tuple(self.guidance),
            generations=tuple(self.generations),
            code_runs=tuple(self.code_runs),
            answer=self.answer,
            answer_source=self.answer_source,
            stop=self.stop,
            notes=tuple(self.notes),
        )
