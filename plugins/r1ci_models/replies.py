"""How oracles and floors write what they have to say, so that every agent can read it."""

from __future__ import annotations

import re

_FENCES = re.compile(r"^ {0,3}(`{3,})", re.MULTILINE)


def code_block(program: str) -> str:
    """A program as a Markdown block, with a fence longer than any that the program's own lines hold."""
    longest = max((len(fence) for fence in _FENCES.findall(program)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}python\n{program.rstrip()}\n{fence}"


def answer_text(answer: str, *, agent: str | None) -> str:
    """An answer in the form that an agent reads.

    Args:
        answer: The answer itself.
        agent: Id of the agent. For `all-code` the answer is what a program prints, so it gets a program.
    """
    return code_block(f"print({answer!r})") if agent == "all-code" else f"<<<{answer}>>>"
