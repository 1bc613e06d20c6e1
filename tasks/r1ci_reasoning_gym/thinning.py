"""Thins out questions that have the same answer too often, in the same way everywhere."""

from __future__ import annotations

import hashlib


def kept(question: str, keep: int, of: int) -> bool:
    """Whether a question is among the part that is kept; its own words decide.

    Args:
        question: The question.
        keep: How many of `of` questions are kept.
        of: See `keep`.
    """
    return int.from_bytes(hashlib.sha256(question.encode()).digest()[:8], "big") % of < keep
