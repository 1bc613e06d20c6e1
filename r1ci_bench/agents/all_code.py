"""The `all-code` agent: the answer is what a program prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from r1ci_bench.agents.base import Agent
from r1ci_bench.agents.loop import Loop
from r1ci_bench.protocol import code_blocks, read_reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.agents.base import AgentContext
    from r1ci_bench.protocol import Reply


class AllCode(Agent):
    """One turn that ends in a program. It runs once, and the model never sees what it printed."""

    id = "all-code"
    needs_code = True
    single_turn = True
    templates = ("all_code.md",)

    async def run(self, context: AgentContext) -> None:
        """Ask once, run the last program of the reply, and take its output for the answer."""
        loop = Loop(context, code_calls=1)

        async def work() -> None:
            loop.transcript.add("user", "harness", loop.prompt("all_code.md"))
            turn = await loop.ask(read_last_program)
            if turn.program is not None:
                program = turn.program
                execution = await loop.execute(program.code, language=program.language, message=turn.message)
                loop.settle_output(execution)
            loop.finish(turn)

        await loop.within_limits(work)


def read_last_program(
    text: str, *, truncated: bool = False, languages: Sequence[str] = ("python",), code_allowed: bool = True
) -> Reply:
    """Read a reply of which the last program counts, where the protocol takes the first.

    A model that corrects itself in its only turn means its last word. What comes before the first program
    that the protocol would run, for example in thinking, is left out of account.
    """
    reply = read_reply(text, truncated=truncated, languages=languages, code_allowed=code_allowed)
    if reply.action != "run_code" or reply.code is None:
        return reply
    first = reply.code
    later = [
        block
        for block in code_blocks(text, languages=languages)
        if block.start > first.start and block.language in languages and block.code.strip()
    ]
    if not later:
        return reply
    last = later[-1]
    visible = read_reply(text, truncated=truncated, languages=languages, code_allowed=False).kept
    return replace(
        reply,
        code=last,
        kept=visible[: last.end],
        discarded=len(text) - last.end,
        notes=(*reply.notes, "last_program"),
    )
