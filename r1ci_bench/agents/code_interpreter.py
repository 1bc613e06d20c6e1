"""The `code-interpreter` agent: the model decides whether and when to have code run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.agents.base import Agent
from r1ci_bench.agents.loop import Loop
from r1ci_bench.protocol import render_feedback

if TYPE_CHECKING:
    from r1ci_bench.agents.base import AgentContext


class CodeInterpreter(Agent):
    """Turns of text and code until the model answers.

    A reply without code and without an answer is final: the model is not asked again, since the number of
    reminders would become part of what is measured. After its last code call the model has one turn of text.
    """

    id = "code-interpreter"
    needs_code = True
    templates = ("code_interpreter.md",)

    async def run(self, context: AgentContext) -> None:
        """Let the model work, and run its code, until it answers or a limit is reached."""
        limits = context.limits
        # The model keeps one turn to answer in, so few turns mean few calls.
        loop = Loop(
            context,
            code_calls=limits.turns - 1,
            calls_end="turn_limit" if limits.turns - 1 < limits.code_calls else "call_limit",
        )

        async def work() -> None:
            loop.transcript.add("user", "harness", loop.prompt("code_interpreter.md"))
            turn = await loop.ask()
            while turn.program is not None:
                execution = await loop.execute(
                    turn.program.code, language=turn.program.language, message=turn.message
                )
                feedback = render_feedback(execution, context.policy, calls_left=loop.calls_left)
                loop.transcript.add("user", "sandbox", feedback)
                turn = await loop.ask()
            loop.settle(turn.reply.answer, turn.reply.answer_source)
            loop.finish(turn)

        await loop.within_limits(work)
