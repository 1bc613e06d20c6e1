"""Canonical bytes and content hashes: the same value gives the same hash on every machine."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(value: Any) -> bytes:
    """Encode a JSON value in one way only: sorted keys, no spaces, UTF-8, no NaN.

    Args:
        value: Anything made of dicts with string keys, lists, tuples, strings, numbers, booleans and None.

    Raises:
        ValueError: for NaN and infinities, which JSON cannot hold.
        TypeError: for anything else that JSON cannot hold.
    """
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def content_hash(value: Any) -> str:
    """SHA-256 of the canonical JSON of a value, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
