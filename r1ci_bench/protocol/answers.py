r"""Finding the final answer: `<<<...>>>` in prose, in a program's output, and the fallback `\boxed{}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from r1ci_bench.protocol.constants import MAX_ANSWER_CHARS, TEXT_TAGS
from r1ci_bench.protocol.layout import Layout, Prose, unix_lines
from r1ci_bench.protocol.notes import Note
from r1ci_bench.text import well_formed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.transcript import AnswerSource

_WIDTH = 3
_RUN = re.compile(r"<<<++|>>>++")  # branches begin with a literal for speed
_BOX = "\\boxed"
_BRACE = re.compile(r"\\boxed[ \t\r\n]*+\{|\\.|\{|\}", re.DOTALL)

# What stands in the marker where a model only repeats how to write it. "and": `between <<< and >>>`.
_PLACEHOLDERS = frozenset(
    {
        "answer",
        "the answer",
        "your answer",
        "final answer",
        "the final answer",
        "your final answer",
        "answer here",
        "your answer here",
        "answer content",
        "and",
    }
)
_MAX_PLACEHOLDER_CHARS = 40


class Markers(NamedTuple):
    """The markers of a text.

    Attributes:
        answer: The content of the last one that counts, or None.
        counted: How many count.
        notes: What was decided on the way.
    """

    answer: str | None
    counted: int
    notes: frozenset[Note]


def read_markers(text: str, prose: Sequence[Prose], *, placeholders: bool = False) -> Markers:
    """Find the answer markers in the prose of a text.

    A marker reaches from the last `<<<` before a `>>>` to that `>>>`. It may enclose whole fenced blocks,
    whose fences are then left out; it never reaches across thinking.

    Args:
        text: The whole text.
        prose: The parts of it to look at, in order.
        placeholders: True to let `<<<answer>>>` and the like count.
    """
    answer: str | None = None
    count = 0
    notes: set[Note] = set()
    parts: list[str] | None = None  # the content so far while a marker is open
    opened = 0
    encloses_block = False
    for stretch in prose:
        if stretch.block is None:
            if parts is not None:
                notes.add(Note.UNCLOSED_MARKER)
            parts = None
        elif parts is not None:
            parts.append(stretch.block.body(text))
            encloses_block = True
        begin = stretch.start
        for run in _RUN.finditer(text, stretch.start, stretch.end):
            width = run.end() - run.start()
            if text[run.start()] == "<":
                if parts is not None:
                    notes.add(Note.NESTED_MARKER)
                parts, begin, opened, encloses_block = [], run.end(), width, False
            elif parts is not None:
                parts.append(text[begin : run.start()])
                content, overshoot = _content(opened, "".join(parts), width)
                parts = None
                flaw = _flaw(content, placeholders=placeholders)
                if flaw is not None:
                    notes.add(flaw)
                    continue
                answer = content
                count += 1
                notes.discard(Note.LONG_MARKER)
                notes.discard(Note.BLOCK_IN_MARKER)
                if overshoot:
                    notes.add(Note.LONG_MARKER)
                if encloses_block:
                    notes.add(Note.BLOCK_IN_MARKER)
        if parts is not None:
            parts.append(text[begin : stretch.end])
    if parts is not None:
        notes.add(Note.UNCLOSED_MARKER)
    if count > 1:
        notes.add(Note.SEVERAL_MARKERS)
    return Markers(answer, count, frozenset(notes))


def read_text_block(text: str, layout: Layout) -> str | None:
    """The answer from the last block for people that holds nothing but one marker, or None."""
    for block in reversed(layout.blocks):
        if block.tag not in TEXT_TAGS:
            continue
        body = block.body(text).strip()
        if body.startswith("<" * _WIDTH) and body.endswith(">" * _WIDTH):
            markers = read_markers(body, [Prose(0, len(body), None)])
            if markers.counted == 1 and len(_RUN.findall(body)) == 2:
                return markers.answer
    return None


def read_boxed(text: str, prose: Sequence[Prose]) -> str | None:
    r"""The content of the last `\boxed{...}` in prose whose braces balance, or None."""
    answer: str | None = None
    answer_start = -1
    for stretch in prose:
        stack: list[tuple[int, bool]] = []  # where each open brace's content begins, and if it is a box
        for token in _BRACE.finditer(text, stretch.start, stretch.end):
            symbol = token[0]
            if symbol == "{" or symbol.startswith(_BOX):
                stack.append((token.end(), symbol != "{"))
            elif symbol == "}" and stack:
                start, boxed = stack.pop()
                if not boxed or start < answer_start or token.start() - start > MAX_ANSWER_CHARS:
                    continue
                content = unix_lines(text[start : token.start()]).strip()
                if _flaw(content, placeholders=False) is None:
                    answer, answer_start = content, start
    return answer


def read_output(stdout: str) -> tuple[str, AnswerSource] | None:
    """Read the answer that a program printed.

    Args:
        stdout: What the program printed.

    Returns:
        The last `<<<...>>>` in it with the source `marker`, else all of it without surrounding blanks with
        the source `stdout`; None where that is empty or longer than `MAX_ANSWER_CHARS`.
    """
    output = well_formed(stdout)
    markers = read_markers(output, [Prose(0, len(output), None)], placeholders=True)
    if markers.answer is not None:
        return markers.answer, "marker"
    whole = unix_lines(output).strip()
    return (whole, "stdout") if 0 < len(whole) <= MAX_ANSWER_CHARS else None


def _content(opened: int, inner: str, closed: int) -> tuple[str, bool]:
    """What a marker holds, and whether it was written too long on both sides.

    The brackets next to the content belong to it where only one side has more than three, as in an answer
    that ends in `>`; what both sides have too many of belongs to the marker.
    """
    before, after = opened - _WIDTH, closed - _WIDTH
    overshoot = min(before, after)
    content = "<" * (before - overshoot) + inner + ">" * (after - overshoot)
    return unix_lines(content).strip(), overshoot > 0


def _flaw(content: str, *, placeholders: bool) -> Note | None:
    """Why a content is no answer, or None where it is one."""
    if not content:
        return Note.EMPTY_MARKER
    if len(content) > MAX_ANSWER_CHARS:
        return Note.ANSWER_TOO_LONG
    if not placeholders and _is_placeholder(content):
        return Note.PLACEHOLDER_MARKER
    return None


def _is_placeholder(content: str) -> bool:
    if len(content) > _MAX_PLACEHOLDER_CHARS:
        return False
    words = " ".join(content.lower().replace("_", " ").replace("-", " ").split()).strip("`*\"' ")
    return words in ("...", "\u2026") or words.strip("[](){} ") in _PLACEHOLDERS
