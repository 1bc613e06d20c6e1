"""The `codesteer` agent: a guide reviews each turn of the model and steers it between text and code.

After CodeSteer (arXiv 2502.04350). Other than its first release, the model reads what its code printed, the
guide's decisions are compared as a whole, and the check of an answer that failed is shown its own error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.agents.base import Agent
from r1ci_bench.agents.loop import Loop
from r1ci_bench.agents.steering import (
    DEFAULT_MODE,
    features_policy,
    features_program,
    read_check,
    read_choice,
    read_decision,
    show_check,
    show_failure,
    show_features,
    show_unread,
)
from r1ci_bench.protocol import render_feedback

if TYPE_CHECKING:
    from r1ci_bench.agents.base import AgentContext
    from r1ci_bench.agents.loop import Turn
    from r1ci_bench.agents.steering import Decision
    from r1ci_bench.protocol import CodeBlock
    from r1ci_bench.transcript import Author

ROUNDS = 5
"""Reviews of the guide at the most, and so one more turn of the model."""

CHECK_TRIES = 3
"""How often the guide may write the self-check of one reply, the first time included."""


class CodeSteer(Agent):
    """A turn of the model, a review of the guide, and so on, until the guide accepts the answer.

    The answer is that of the model's last turn: what its program printed where it ran one, otherwise what it
    marked. Where a limit ends the attempt during a review, that answer stands as well.
    """

    id = "codesteer"
    needs_guide = True
    needs_code = True
    templates = (
        "codesteer_check.md",
        "codesteer_check_failed.md",
        "codesteer_choose.md",
        "codesteer_code.md",
        "codesteer_decide.md",
        "codesteer_switch_code.md",
        "codesteer_switch_text.md",
        "codesteer_text.md",
    )

    async def run(self, context: AgentContext) -> None:
        """Let the guide choose a way, the model work, and the guide review, until one of them is done."""
        loop = Loop(context, code_calls=context.limits.code_calls)
        await loop.within_limits(lambda: _work(loop))


async def _work(loop: Loop) -> None:
    mode = await loop.ask_guide(loop.prompt("codesteer_choose.md"), read_choice)
    if mode is None:
        loop.transcript.notes.append("guide_unreadable")
    mode = mode or DEFAULT_MODE
    if loop.calls_left <= 0:
        mode = "text"
    loop.transcript.add("user", "harness", loop.prompt(f"codesteer_{mode}.md"))
    for rounds_left in range(ROUNDS, -1, -1):
        turn = await loop.ask()
        results = await _run(loop, turn)
        if rounds_left == 0 or loop.turns_left == 0:
            loop.finish(turn, more=rounds_left > 0)
            return
        decision = await _review(loop, turn, results, rounds_left)
        if not decision.readable:
            loop.transcript.notes.append("guide_unreadable")
        if decision.kind == "terminate":
            loop.transcript.notes.append("guide_terminated")
        if decision.kind in {"return_answer", "terminate"}:
            loop.finish(turn)
            return
        _steer(loop, decision, results)


async def _run(loop: Loop, turn: Turn) -> str | None:
    """Run the code of a turn and settle the turn's answer; what the model is to read of the code."""
    if turn.program is None:
        loop.settle(turn.reply.answer, turn.reply.answer_source)
        return None
    # Until its program has run, the turn has no answer; an earlier one would no longer be the model's.
    loop.settle(None, None)
    execution = await loop.execute(turn.program.code, language=turn.program.language, message=turn.message)
    loop.settle_output(execution)
    return render_feedback(execution, loop.context.policy, calls_left=loop.calls_left)


async def _review(loop: Loop, turn: Turn, results: str | None, rounds_left: int) -> Decision:
    features = None
    if turn.program is not None:
        features = await _features(loop, turn.program)
    checked = None
    if loop.transcript.answer is not None:
        checked = await _check(loop, turn, results)
    prompt = loop.prompt(
        "codesteer_decide.md",
        # A guide that was asked for a check has the reply before it already.
        reply=turn.reply.kept if loop.transcript.answer is None else None,
        results=results if loop.transcript.answer is None else None,
        check=checked,
        features=features,
        rounds_left=rounds_left,
    )
    return await loop.ask_guide(prompt, read_decision)


async def _features(loop: Loop, program: CodeBlock) -> str:
    """What a program is made of, as the guide reads it; only Python can be taken apart."""
    if program.language != "python":
        return show_unread(program.language)
    analysed = await loop.run_unrecorded(features_program(program.code), features_policy(loop.context.policy))
    return show_features(analysed)


async def _check(loop: Loop, turn: Turn, results: str | None) -> str | None:
    """Let the guide check the answer with a program; what that printed, or None where it wrote none."""
    prompt = loop.prompt("codesteer_check.md", reply=turn.reply.kept, results=results)
    shown: str | None = None
    for _ in range(CHECK_TRIES):
        program = await loop.ask_guide(prompt, read_check, code_allowed=True)
        if program is None:
            break
        execution = await loop.execute(program.code, language=program.language, purpose="self_check")
        shown = show_check(execution)
        if execution.ok:
            break
        prompt = loop.prompt("codesteer_check_failed.md", error=show_failure(execution))
    return shown


def _steer(loop: Loop, decision: Decision, results: str | None) -> None:
    """Put the guide's decision into the model's conversation, behind what its code printed.

    Both make one message, since many chat templates take no two messages of a user in a row.
    """
    author: Author = "harness"
    if decision.kind == "guidance":
        author, text = "guide", decision.guidance
    else:
        mode = decision.kind
        if loop.calls_left <= 0 and mode == "code":
            loop.transcript.notes.append("guide_overruled")
            mode = "text"
        text = loop.prompt(f"codesteer_switch_{mode}.md")
    loop.transcript.add("user", author, "\n\n".join(filter(None, (results, text))))
