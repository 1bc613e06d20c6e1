"""Every case of the conformance corpus is read exactly as it says."""

from __future__ import annotations

import pytest
from protocol.corpus_cases import Case, Output, cases, outputs

from r1ci_bench.protocol import Note, code_blocks, read_output, read_reply


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_reply_is_read_as_the_corpus_says(case: Case) -> None:
    reply = read_reply(
        case.text, truncated=case.truncated, languages=case.languages, code_allowed=case.code_allowed
    )

    kept = case.text if case.kept is None else case.kept
    assert reply.action == case.action
    assert (reply.code.code if reply.code else None) == case.code
    assert reply.code is None or reply.code.language == case.language
    assert reply.answer == case.answer
    assert reply.answer_source == (None if case.answer is None else case.source)
    assert reply.kept == kept
    assert reply.discarded == len(case.text) - len(kept)
    assert reply.thinking_chars == case.thinking_chars
    assert reply.notes == case.notes


@pytest.mark.parametrize("output", outputs(), ids=lambda output: output.name)
def test_an_output_is_read_as_the_corpus_says(output: Output) -> None:
    assert read_output(output.stdout) == (None if output.answer is None else (output.answer, output.source))


def test_names_in_the_corpus_are_unique() -> None:
    names = [case.name for case in cases()] + [output.name for output in outputs()]

    assert len(names) == len(set(names))


def test_the_corpus_shows_every_note_that_a_data_file_can_hold() -> None:
    """Lone surrogates and very long answers cannot stand in the data files; tests hold them."""
    shown = {note for case in cases() for note in case.notes}

    assert shown == {note.value for note in Note} - {Note.SURROGATES_REPLACED, Note.ANSWER_TOO_LONG}


def test_the_code_that_runs_is_one_of_the_blocks_of_the_reply() -> None:
    closed = [case for case in cases() if case.code is not None and "unclosed_block" not in case.notes]

    assert closed
    for case in closed:
        assert case.code in [block.code for block in code_blocks(case.text, languages=case.languages)], (
            case.name
        )
