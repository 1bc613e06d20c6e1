"""The fixed words of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Language

PROTOCOL_VERSION = "1"
"""Changes whenever any text could be read differently, or any execution be told differently."""

FEEDBACK_PREFIX = "Code Execution Results:"
"""How the message begins that tells a model what its code did."""

STOP_SEQUENCES: tuple[str, ...] = ("\n" + FEEDBACK_PREFIX,)
"""Where a model that begins to invent results is stopped.

The line break is part of it: a model that only speaks of the results, in its thinking or in a string of
its program, must not be cut there.
"""

MAX_ANSWER_CHARS = 100_000
"""Longer answers do not count; no task asks for one, and verifiers need not be ready for it."""

LANGUAGE_TAGS: dict[Language, tuple[str, ...]] = {
    "python": ("python", "python3", "py"),
    "javascript": ("javascript", "js", "node"),
    "bash": ("bash", "sh", "shell"),
    "cpp": ("cpp", "c++", "cxx", "cc"),
}
"""Tags under which models write the code of a language, in lower case; the first is the one they are told.

`console` and `pycon` are not among them: a session with prompts is no script.
"""

TEXT_TAGS = frozenset({"", "text", "txt", "plain", "plaintext", "markdown", "md", "answer"})
"""Tags of blocks that hold text for people; the empty tag is a fence without any."""

THINKING_TAGS = ("think", "thinking", "thought", "reasoning")
"""Tags in angle brackets around thinking that a model shows in its reply."""
