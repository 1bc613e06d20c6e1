"""Text that every file and pipe can carry: one rule for replies, records and verifiers alike."""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")


def well_formed(text: str) -> str:
    """The text with U+FFFD in the place of each lone surrogate, which UTF-8 cannot hold; offsets stay."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)
