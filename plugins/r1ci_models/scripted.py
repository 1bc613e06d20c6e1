"""Replays replies from a JSON file: for tests, demonstrations and repeats of what a model once wrote.

The file is a list of replies, one for each turn of every attempt, or an object that maps task ids to such
lists, with `*` for every other task. A reply is a text, or an object with `text` and, where wanted,
`finish`, `usage` and `thinking`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.errors import ProviderFault, UsageError
from r1ci_bench.model import Completion, FinishReason, Model, Usage
from r1ci_models.options import refuse_endpoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.model import Attempt, Message, ModelOptions, SamplingParams

ANY_TASK = "*"


class ScriptedReply(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reply of a script; the fields are those of a completion."""

    text: str
    finish: FinishReason = "stop"
    usage: Usage = Usage()
    thinking: str | None = None


_Script = list[str | ScriptedReply]


class ScriptedModel(Model):
    """Says what its script says.

    The turn is the number of replies that the conversation already holds. So nothing is counted, attempts
    may run in any order, and a request that is made again gets the same reply.

    Args:
        name: The file, as in the model's id.
        scripts: Replies by task id; `*` stands for every other task.
        task: The task that this view serves; None before it is bound.
    """

    def __init__(self, name: str, scripts: dict[str, _Script], task: str | None = None) -> None:
        self.id = f"scripted/{name}"
        self._name = name
        self._scripts = scripts
        self._task = task

    def bind(self, attempt: Attempt) -> Model:
        """A view that knows the attempt's task."""
        return ScriptedModel(self._name, self._scripts, attempt.task.id)

    async def generate(self, messages: Sequence[Message], params: SamplingParams) -> Completion:
        """The reply of this turn."""
        key = self._task if self._task in self._scripts else ANY_TASK
        script = self._scripts.get(key, [])
        turn = sum(message.role == "assistant" for message in messages)
        if turn >= len(script):
            whom = f"task {self._task!r}" if self._task is not None else "any task"
            raise ProviderFault(
                f"script {self._name!r} has no reply for turn {turn + 1} of {whom}", kind="script_exhausted"
            )
        reply = script[turn]
        if isinstance(reply, str):
            reply = ScriptedReply(text=reply)
        return Completion(text=reply.text, finish=reply.finish, usage=reply.usage, thinking=reply.thinking)


def create(name: str, options: ModelOptions) -> Model:
    """Read a script.

    Args:
        name: Path of the JSON file, relative to the working directory or absolute.
        options: Nothing that needs an endpoint.

    Raises:
        UsageError: if the file cannot be read or is not a script, with the place, or an option has no effect.
    """
    refuse_endpoint("scripted", options)
    try:
        content = Path(name).read_bytes()
    except OSError as error:
        raise UsageError(f"script {name!r} cannot be read: {error.strerror}") from None
    try:
        script = msgspec.json.decode(content, type=_Script | dict[str, _Script])
    except msgspec.DecodeError as error:
        raise UsageError(
            f"script {name!r} is malformed: {error}",
            hint='write a list of replies, or an object such as {"*": ["first turn", "second turn"]}',
        ) from None
    return ScriptedModel(name, {ANY_TASK: script} if isinstance(script, list) else script)
