"""Takes off what stands around an answer, and quotes hostile text safely."""

from __future__ import annotations

import re

MOST_CHARS = 20_000
"""No answer of these tasks needs more characters."""

MOST_DIGITS = 1_000
"""No integer of these tasks needs more digits; also below the limit of `int` itself."""

MOST_LAYERS = 8
"""How many wrappers around an answer are taken off."""


class AnswerError(ValueError):
    """An answer cannot be read, or breaks a rule; the message says why, for people."""


# What people and models type for the same sign. Dashes count as minus: no answer has ranges.
_SAME_SIGN = str.maketrans(
    {
        "\u2212": "-",
        "\u2010": "-",
        "\u2011": "-",
        "\u2013": "-",
        "\ufe63": "-",
        "\u00d7": "*",
        "\u22c5": "*",
        "\u00b7": "*",
        "\u2217": "*",
        "\u00f7": "/",
        "\u2215": "/",
        "\u2044": "/",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u2192": ">",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\uff0c": ",",
    }
)
_WRAPPERS = (
    ("```", "```"),
    ("**", "**"),
    ("$$", "$$"),
    ("$", "$"),
    ("\\(", "\\)"),
    ("\\[", "\\]"),
    ("\\boxed{", "}"),
    ("\\text{", "}"),
    ("\\texttt{", "}"),
    ("\\textbf{", "}"),
    ("\\mathrm{", "}"),
    ("\\mathbf{", "}"),
    ("\\mathtt{", "}"),
    ("`", "`"),
    ('"', '"'),
    ("'", "'"),
)
_SIGNS = ("**", "$$", "$")
_LABEL = re.compile(
    r"(?:the )?(?:final )?answer(?: is)? ?[:=]|the (?:final )?answer is (?=\S)"
    r"|\*\*(?:the )?(?:final )?answer(?: is)?(?: ?:\*\*|\*\* ?:)",
    re.IGNORECASE,
)
_FENCE_TAG = re.compile(r"[A-Za-z]{0,20}[ \t]*\r?\n")
_SURROGATE = re.compile("[\\ud800-\\udfff]")
BRACKETS = {"(": ")", "[": "]", "{": "}"}


def excerpt(text: str, most: int = 40) -> str:
    """Quote the beginning of hostile text so that every record and terminal can hold it."""
    return ascii(text if len(text) <= most else text[:most] + "...")


def ascii_signs(text: str) -> str:
    """A text with ASCII quotes, dashes, blanks and operators in the place of typographic ones."""
    return text.translate(_SAME_SIGN)


def unwrap(text: str, *, signs: bool = False) -> str:
    """Take off what does not belong to an answer: blanks, quotes, code fences, dollar signs, `Answer:`.

    Typographic signs become their ASCII counterparts.

    Args:
        text: The answer.
        signs: Whether an answer may itself begin and end with asterisks or dollar signs; these are then taken
            off only around brackets.

    Raises:
        AnswerError: if the text is longer than `MOST_CHARS`, holds a surrogate, or nothing is left of it.
    """
    if len(text) > MOST_CHARS:
        raise AnswerError(f"the answer is longer than {MOST_CHARS} characters")
    if _SURROGATE.search(text):
        # No answer has it, and no record could hold what was understood of it.
        raise AnswerError("the answer holds a surrogate, half of a character")
    text = ascii_signs(text).strip()
    for _ in range(MOST_LAYERS):
        inner = _without_layer(text, signs=signs)
        if inner == text:
            break
        text = inner
    if not text:
        raise AnswerError("the answer is empty")
    return text


def _without_layer(text: str, *, signs: bool) -> str:
    label = _LABEL.match(text)
    if label:
        return text[label.end() :].strip()
    for start, end in _WRAPPERS:
        if len(text) >= len(start) + len(end) and text.startswith(start) and text.endswith(end):
            inner = text[len(start) : -len(end)]
            if end == "}" and without_brackets(f"{{{inner}}}") == f"{{{inner}}}":
                continue  # in `\boxed{1} + \boxed{2}` the last brace closes another one
            if signs and start in _SIGNS:
                # `*, !, $, *` is four cells; `**[[*, !]]**` is two cells in bold, `$\boxed{...}$` is TeX.
                if not (inner[:1] in ("[", "(", "\\") and inner[-1:] in ("]", ")", "}")):
                    continue
            # `"A", "B"` is a list of two quoted items; `"["A", "B"]"` is one quoted list.
            elif start == end and start in inner and without_brackets(inner.strip()) == inner.strip():
                continue
            tag = _FENCE_TAG.match(inner) if start == "```" else None
            return (inner[tag.end() :] if tag else inner).strip()
    return text


def without_brackets(text: str) -> str:
    """Take off one pair of brackets if it encloses the whole text."""
    closing = BRACKETS.get(text[:1])
    if closing is None or not text.endswith(closing):
        return text
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == text[0]) - (sign == closing)
        if depth == 0:
            return text[1:-1].strip() if place == len(text) - 1 else text
    return text


_BULLET = re.compile(r"^[ \t]{0,20}(?:[-*\u2022]|[0-9]{1,4}[.)])[ \t]{1,20}", re.MULTILINE)
_BULLET_OR_COLON = re.compile(r"^[ \t]{0,20}(?:[-*\u2022]|[0-9]{1,4}[.):])[ \t]{1,20}", re.MULTILINE)


def without_bullets(text: str, *, colons: bool = False) -> str:
    """Take off the bullet or the number at the beginning of each line.

    Args:
        text: An answer of which no line begins with a number or a minus sign of its own, followed by a blank.
        colons: Whether a colon behind a number ends it as well: `1: 2` may be an answer, or a step.
    """
    return (_BULLET_OR_COLON if colons else _BULLET).sub("", text)
