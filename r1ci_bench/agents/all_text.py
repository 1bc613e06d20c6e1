"""The `all-text` agent: reasoning in words alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.agents.base import Agent
from r1ci_bench.agents.loop import Loop

if TYPE_CHECKING:
    from r1ci_bench.agents.base import AgentContext


class AllText(Agent):
    """One turn of step-by-step reasoning; code in it is text like any other and never runs."""

    id = "all-text"
    needs_code = False
    single_turn = True
    templates = ("all_text.md",)

    async def run(self, context: AgentContext) -> None:
        """Ask once and take the answer from the reply."""
        loop = Loop(context, code_calls=0, calls_end="no_answer")

        async def work() -> None:
            loop.transcript.add("user", "harness", loop.prompt("all_text.md"))
            turn = await loop.ask()
            loop.settle(turn.reply.answer, turn.reply.answer_source)
            loop.finish(turn)

        await loop.within_limits(work)
