"""Reading a model's reply: does it run code, give the answer, or neither?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from r1ci_bench.protocol.answers import read_boxed, read_markers, read_text_block
from r1ci_bench.protocol.layout import Block, Layout, before_invented_results, read_layout
from r1ci_bench.protocol.notes import Note, in_order
from r1ci_bench.text import well_formed
from r1ci_bench.transcript import AnswerSource

if TYPE_CHECKING:
    from collections.abc import Sequence

Action = Literal["run_code", "answer", "none"]
"""What follows from a reply."""


_ABOUT_RUNNING = frozenset({Note.EMPTY_BLOCK, Note.UNTAGGED_BLOCK, Note.OTHER_LANGUAGE, Note.SEVERAL_BLOCKS})


class CodeBlock(Struct, frozen=True):
    r"""A fenced block.

    Attributes:
        language: The language that its tag stands for (`bash` for `sh`), else the tag in lower case; empty
            where there is none.
        code: The body, with `\n` for every line end and without the last one.
        start: Offset of the opening fence in the reply.
        end: Offset after the closing fence, or of the reply's end where there is none.
    """

    language: str
    code: str
    start: int
    end: int


class Reply(Struct, frozen=True, kw_only=True):
    """What the protocol makes of one reply.

    Attributes:
        action: What follows.
        kept: The text that enters the conversation: up to the end of the block that runs, else all of it.
        discarded: Characters of the reply that were cut after that.
        code: The block that runs where the action is `run_code`, else None.
        answer: The final answer without surrounding blanks where the action is `answer`, else None.
        answer_source: Where the answer was found, or None.
        thinking_chars: Characters inside thinking tags, cut or not.
        notes: Stable names of what a reader would not guess; docs/protocol.md explains each.
    """

    action: Action
    kept: str
    discarded: int
    code: CodeBlock | None
    answer: str | None
    answer_source: AnswerSource | None
    thinking_chars: int
    notes: tuple[str, ...]


def read_reply(
    text: str,
    *,
    truncated: bool = False,
    languages: Sequence[str] = ("python",),
    code_allowed: bool = True,
) -> Reply:
    """Read one reply of a model; defined for every text, in linear time.

    Args:
        text: The reply as the adapter returned it.
        truncated: True where it was cut at the token limit.
        languages: Languages whose blocks run.
        code_allowed: False where no code runs in this turn, so that only an answer counts.

    Returns:
        What follows from the reply. A block that runs outweighs every answer in the same reply.
    """
    whole = well_formed(text)
    visible = before_invented_results(whole)
    invented = len(visible) < len(whole)
    layout = read_layout(visible, languages)
    notes = set(layout.notes)
    if whole != text:
        notes.add(Note.SURROGATES_REPLACED)
    if invented:
        notes.add(Note.INVENTED_RESULTS)
    # What the token limit cut off lies behind the invented results and is gone anyway.
    cut_off = truncated and not invented

    wanted = _runnable_block(visible, layout, languages, notes)
    code: CodeBlock | None = None
    found = _Answer(None, None)
    kept = visible
    if wanted is not None and code_allowed:
        _note_provisional_answers(visible, layout, wanted, notes)
        if cut_off and not wanted.closed:
            notes.add(Note.CODE_CUT_OFF)
        else:
            code = _code_block(visible, wanted)
            kept = visible[: wanted.end]
    else:
        if not code_allowed:
            notes -= _ABOUT_RUNNING
            if wanted is not None:
                notes.add(Note.CODE_NOT_ALLOWED)
        found = _find_answer(visible, layout, notes)
        if found.answer is not None and cut_off:
            notes.add(Note.ANSWER_BEFORE_CUT)
    return Reply(
        action="run_code" if code else "none" if found.answer is None else "answer",
        kept=kept,
        discarded=len(text) - len(kept),
        code=code,
        answer=found.answer,
        answer_source=found.source,
        thinking_chars=layout.thinking_chars,
        notes=in_order(notes),
    )


def code_blocks(text: str, *, languages: Sequence[str] = ("python",)) -> tuple[CodeBlock, ...]:
    """Every closed fenced block of a reply outside thinking, whatever its tag, in order.

    Args:
        text: The reply.
        languages: Languages whose blocks run; only their tags open a block behind text.
    """
    visible = before_invented_results(well_formed(text))
    blocks = read_layout(visible, languages).blocks
    return tuple(_code_block(visible, block) for block in blocks if block.closed)


def _code_block(text: str, block: Block) -> CodeBlock:
    return CodeBlock(block.language, block.body(text), block.start, block.end)


def _runnable_block(text: str, layout: Layout, languages: Sequence[str], notes: set[Note]) -> Block | None:
    """The first block that may run; notes say why others may not."""
    chosen: Block | None = None
    for block in layout.blocks:
        runnable = block.language in languages and not text[block.body_start : block.body_end].isspace()
        runnable = runnable and block.body_start < block.body_end
        if chosen is not None:
            if runnable:
                notes.add(Note.SEVERAL_BLOCKS)
                break
            continue
        if not block.closed:
            notes.add(Note.UNCLOSED_BLOCK)
        if runnable:
            chosen = block
        elif block.language in languages:
            notes.add(Note.EMPTY_BLOCK)
        else:
            notes.add(Note.OTHER_LANGUAGE if block.tag else Note.UNTAGGED_BLOCK)
    return chosen


def _note_provisional_answers(text: str, layout: Layout, block: Block, notes: set[Note]) -> None:
    before = [stretch for stretch in layout.prose if stretch.end <= block.start]
    after = [stretch for stretch in layout.prose if stretch.start >= block.end]
    if read_markers(text, before).counted:
        notes.add(Note.MARKER_BEFORE_CODE)
    if read_markers(text, after).counted:
        notes.add(Note.MARKER_AFTER_CODE)


class _Answer(NamedTuple):
    answer: str | None
    source: AnswerSource | None


def _find_answer(text: str, layout: Layout, notes: set[Note]) -> _Answer:
    markers = read_markers(text, layout.prose)
    notes |= markers.notes
    if markers.answer is not None:
        return _Answer(markers.answer, "marker")
    answer = read_text_block(text, layout)
    if answer is not None:
        notes.add(Note.MARKER_IN_TEXT_BLOCK)
        return _Answer(answer, "marker")
    bodies = (text[block.body_start : block.body_end] for block in layout.blocks)
    if any("<<<" in body and ">>>" in body for body in bodies):
        notes.add(Note.MARKER_IN_CODE)
    answer = read_boxed(text, layout.prose)
    if answer is not None:
        notes.add(Note.BOXED_FALLBACK)
        return _Answer(answer, "boxed")
    return _Answer(None, None)
