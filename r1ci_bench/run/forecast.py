"""`--dry-run`: bounds on calls, tokens and cost before the first token is paid for."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from r1ci_bench.agents import Agent
    from r1ci_bench.records import RunSpec
    from r1ci_bench.run.plan import Planner

_PROBED = 20
_HEAD_PROMPT_BYTES = 4096


class Forecast(Struct, frozen=True, kw_only=True):
    """What a run can cost at the most.

    Every token is at least one byte of UTF-8, so bytes bound tokens from above for any tokenizer; a real
    run stays far below these bounds.

    Attributes:
        attempts: Attempts of the plan.
        tasks: Attempts of each task.
        model_calls: Requests to the model, retries and guide not counted.
        code_calls: Pieces of code that run.
        output_tokens: Tokens that the model writes.
        input_tokens: Tokens that the model reads, the growing conversation counted at each turn.
        cost: USD, or None where a price is unknown.
        guided: True where a guide adds calls of its own that these bounds do not count.
    """

    attempts: int
    tasks: dict[str, int]
    model_calls: int
    code_calls: int
    output_tokens: int
    input_tokens: int
    cost: float | None
    guided: bool


def forecast(spec: RunSpec, planner: Planner, agent: type[Agent]) -> Forecast:
    """Bound a run from above.

    Args:
        spec: The request.
        planner: Its plan.
        agent: The agent's class.
    """
    attempts = planner.plan.attempts
    # After the last code call comes one more turn for the answer; a guide may ask for turns of its own.
    turns = (
        1 if agent.single_turn else spec.turns if agent.needs_guide else min(spec.turns, spec.code_calls + 1)
    )
    calls = min(spec.code_calls, turns) if agent.needs_code else 0
    written = min(turns * spec.max_tokens, spec.tokens_total or turns * spec.max_tokens)
    # Official questions are all there, and differ more in length. Generated ones cost time to make: a few, of
    # each task at each level one at the least.
    probed = max(_PROBED, planner.sources * spec.epochs)
    made = () if len(planner.items) == len(planner.tasks) else islice(planner.attempts(), probed)
    official = (item.sample for items in planner.items.values() for item in items)
    samples = chain(official, (attempt.sample for attempt in made))
    question = max((len(sample.question.encode()) for sample in samples), default=0)
    feedback = max((2 * task.policy.output_bytes for task in planner.plan.tasks), default=0)
    # Turn k reads the first prompt and everything of the k - 1 turns before it.
    read = turns * (question + _HEAD_PROMPT_BYTES) + (turns - 1) * turns // 2 * (spec.max_tokens + feedback)
    cost = None
    if spec.price_input is not None and spec.price_output is not None:
        cost = attempts * (read * spec.price_input + written * spec.price_output) / 1e6
    return Forecast(
        attempts=attempts,
        tasks=planner.attempts_by_task(),
        model_calls=attempts * turns,
        code_calls=attempts * calls,
        output_tokens=attempts * written,
        input_tokens=attempts * read,
        cost=cost,
        guided=agent.needs_guide,
    )
