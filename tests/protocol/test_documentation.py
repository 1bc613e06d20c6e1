"""docs/protocol.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from r1ci_bench.protocol import FEEDBACK_PREFIX, MAX_ANSWER_CHARS, PROTOCOL_VERSION, Note
from r1ci_bench.protocol.constants import LANGUAGE_TAGS, TEXT_TAGS, THINKING_TAGS

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")


def test_the_table_lists_every_note_once_in_the_order_of_records() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", PAGE.partition("\n## Notes\n")[2], re.MULTILINE)

    assert listed == [note.value for note in Note]


def test_the_table_of_languages_is_the_one_that_replies_are_read_by() -> None:
    rows = re.findall(
        r"^ *\| `(\w+)` \| ((?:`[^`]+`(?:, )?)+) \|$", PAGE.partition("\n## Notes\n")[0], re.MULTILINE
    )
    listed = {language: tuple(re.findall(r"`([^`]+)`", tags)) for language, tags in rows}

    assert listed == LANGUAGE_TAGS


def test_every_note_is_explained_where_its_decision_is() -> None:
    text = PAGE.partition("\n## Notes\n")[0]

    assert [note.value for note in Note if f"`{note.value}`" not in text] == []


def test_the_page_is_about_this_version_and_names_its_fixed_words() -> None:
    tags = [tag for tags in LANGUAGE_TAGS.values() for tag in tags] + sorted(TEXT_TAGS - {""})

    assert PAGE.startswith(f"# The protocol, version {PROTOCOL_VERSION}\n")
    assert f"`{FEEDBACK_PREFIX}`" in PAGE
    assert f"{MAX_ANSWER_CHARS:,}".replace(",", " ") in PAGE
    assert [tag for tag in tags if f"`{tag}`" not in PAGE] == []
    assert [tag for tag in THINKING_TAGS if f"`<{tag}>`" not in PAGE] == []
