"""Names of the decisions that a reader of a transcript would not guess; docs/protocol.md explains each."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


class Note(StrEnum):
    """A decision of the protocol; the values are stable and stand in records."""

    SURROGATES_REPLACED = "surrogates_replaced"
    INVENTED_RESULTS = "invented_results"
    UNCLOSED_THINKING = "unclosed_thinking"
    UNOPENED_THINKING = "unopened_thinking"
    FENCE_AFTER_TEXT = "fence_after_text"
    UNCLOSED_BLOCK = "unclosed_block"
    CODE_CUT_OFF = "code_cut_off"
    EMPTY_BLOCK = "empty_block"
    UNTAGGED_BLOCK = "untagged_block"
    OTHER_LANGUAGE = "other_language"
    CODE_NOT_ALLOWED = "code_not_allowed"
    SEVERAL_BLOCKS = "several_blocks"
    MARKER_BEFORE_CODE = "marker_before_code"
    MARKER_AFTER_CODE = "marker_after_code"
    MARKER_IN_CODE = "marker_in_code"
    SEVERAL_MARKERS = "several_markers"
    NESTED_MARKER = "nested_marker"
    LONG_MARKER = "long_marker"
    UNCLOSED_MARKER = "unclosed_marker"
    EMPTY_MARKER = "empty_marker"
    PLACEHOLDER_MARKER = "placeholder_marker"
    ANSWER_TOO_LONG = "answer_too_long"
    BLOCK_IN_MARKER = "block_in_marker"
    MARKER_IN_TEXT_BLOCK = "marker_in_text_block"
    BOXED_FALLBACK = "boxed_fallback"
    ANSWER_BEFORE_CUT = "answer_before_cut"


def in_order(notes: Collection[Note]) -> tuple[str, ...]:
    """The notes as plain strings, each once, in the order in which they are defined."""
    return tuple(note.value for note in Note if note in notes)
