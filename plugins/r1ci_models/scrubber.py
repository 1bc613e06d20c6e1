"""Keeps API keys out of messages: servers echo them, and messages end up in records."""

from __future__ import annotations

import re

HIDDEN = "[hidden]"

# The usual shapes of keys, for those that came from somewhere else than this adapter's variable.
_SHAPES = re.compile(r"(?i)\bbearer\s+[^\s\"',;]+|\bsk-[\w-]{8,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


class Scrubber:
    """Makes foreign text safe to show and to record.

    Args:
        *keys: The keys in use.
    """

    def __init__(self, *keys: str) -> None:
        self._keys = sorted((key for key in keys if key), key=len, reverse=True)

    def hide(self, text: str) -> str:
        """The text as it is, but for the keys in use: even an answer must not carry one into a record."""
        for key in self._keys:
            text = text.replace(key, HIDDEN)
        return text

    def __call__(self, text: str, *, most: int = 300) -> str:
        """The text on one line, without keys and not longer than `most` characters."""
        # A cut in the middle of a key would leave a part that is not recognised, so the cut comes last.
        text = _CONTROL.sub(" ", _SHAPES.sub(HIDDEN, self.hide(text))).strip()
        return text if len(text) <= most else f"{text[: most - 3]}..."
