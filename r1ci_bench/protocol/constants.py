"""The fixed words of the protocol."""

from __future__ import annotations

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

LANGUAGE_TAGS: dict[str, tuple[str, ...]] = {"python": ("python", "python3", "py")}
"""Tags under which models write the code of a language, in lower case."""

TEXT_TAGS = frozenset({"", "text", "txt", "plain", "plaintext", "markdown", "md", "answer"})
"""Tags of blocks that hold text for people; the empty tag is a fence without any."""

THINKING_TAGS = ("think", "thinking", "thought", "reasoning")
"""Tags in angle brackets around thinking that a model shows in its reply."""
