"""The Markdown code-interpreter protocol, version 1: pure functions on text, defined in docs/protocol.md."""

from r1ci_bench.protocol.answers import read_output
from r1ci_bench.protocol.constants import (
    FEEDBACK_PREFIX,
    MAX_ANSWER_CHARS,
    PROTOCOL_VERSION,
    STOP_SEQUENCES,
)
from r1ci_bench.protocol.feedback import render_feedback
from r1ci_bench.protocol.notes import Note
from r1ci_bench.protocol.reply import Action, CodeBlock, Reply, code_blocks, read_reply

__all__ = [
    "FEEDBACK_PREFIX",
    "MAX_ANSWER_CHARS",
    "PROTOCOL_VERSION",
    "STOP_SEQUENCES",
    "Action",
    "CodeBlock",
    "Note",
    "Reply",
    "code_blocks",
    "read_output",
    "read_reply",
    "render_feedback",
]
