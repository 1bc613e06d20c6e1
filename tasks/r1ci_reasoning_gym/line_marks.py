"""Takes off what models write around the parts of a list: bullets, numbers and the braces of TeX."""

from __future__ import annotations

import re

from r1ci_bench.answers import without_bullets

_PART = re.compile(
    r"^[ \t]{0,20}(?:group|partition|step|way) [0-9]{1,3}[.):][ \t]{1,20}", re.IGNORECASE | re.MULTILINE
)


def without_marks(text: str) -> str:
    r"""A text without what counts its lines, with `{` in the place of `\{`.

    `1: 2` stays as it is, for a number with a colon may be part of an answer.
    """
    return _PART.sub("", without_bullets(text.replace("\\{", "{").replace("\\}", "}")))
