r"""Cuts an answer in LaTeX or in plain text into tokens.

Layout (`\left`, `\,`, `$`), typographic signs and the several names of one command are settled here. Every
pattern is linear in the text, and the text is short.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from r1ci_bench.answers.text import AnswerError, excerpt

MOST_CHARS = 1_000
"""No answer to a mathematical problem is longer."""

MOST_TOKENS = 300
MOST_DIGITS = 400


@dataclass(frozen=True, slots=True)
class Token:
    r"""A piece of an answer.

    Attributes:
        kind: `word` for letters inside of `\text{...}`, `letters` for other letters.
        text: Its text; a number without separators of thousands.
        spaced: Whether blanks stand before it.
    """

    kind: Literal["number", "letters", "word", "command", "sign"]
    text: str
    spaced: bool = False


_UNICODE = {
    "\u03c0": r"\pi ",
    "\u221a": r"\sqrt ",
    "\u221e": r"\infty ",
    "\u222a": r"\cup ",
    "\u00b1": r"\pm ",
    "\u2248": r"\approx ",
    "\u2220": r"\angle ",
    "\u00b0": r"\degree ",
    "\u2234": " ",
    "\u2026": "...",
    "\u00bd": " 1/2",
    "\u00bc": " 1/4",
    "\u00be": " 3/4",
}
_SAME_COMMAND = {
    "dfrac": "frac",
    "tfrac": "frac",
    "cfrac": "frac",
    "dbinom": "binom",
    "tbinom": "binom",
    "infin": "infty",
    "deg": "degree",
    "dots": "ldots",
    "cdots": "ldots",
    "simeq": "approx",
    "sim": "approx",
    "lbrace": "{",
    "rbrace": "}",
    "mp": "pm",
    "measuredangle": "angle",
}
_OPERATORS = {"cdot": "*", "times": "*", "div": "/", "approx": "~", "pm": "+-", "cup": "u", "degree": "deg"}
_OPERATORS |= {"{": "\\{", "}": "\\}", "and": ",", "or": ","}

_CONCLUSION = re.compile("(?:so|thus|hence|therefore|then|finally),? ", re.IGNORECASE)
_BOLD = re.compile(r"(?:^|(?<=[A-Za-z:] ))\*\*([^*\s](?:[^*]*[^*\s])?)\*\*(?![^\s.])")
_NOTE = re.compile(
    r" ?\((?:exact(?:ly| value| form)?|simplified"
    r"|(?:in )?(?:simplest|lowest|simplified|reduced) (?:form|terms))\)\Z"
)
_ABOUT = r"(?:\\approx(?![A-Za-z])|\u2248|~|about(?![A-Za-z])|approximately(?![A-Za-z])|approx\.?|roughly)"
_SAME_ASIDE = re.compile(r" ?\((?:or )?\$? ?=([^()]*)\)\Z")
_ROUNDED_ASIDE = re.compile(rf" ?\((?:or )?\$? ?{_ABOUT}([^()]*)\)\Z")
_ROUNDED_TOO = re.compile(rf",? (?:or|which is|that is) \$? ?{_ABOUT}")
_SUPERSCRIPT = re.compile("(?<=[A-Za-z])([\u00b2\u00b3])")
_TEXT = re.compile(
    r"\\(?:text|mbox|textbf|textrm|textit|textnormal|mathrm|mathbf|mathit|operatorname|emph) ?\{([^{}]*)\}"
)
_RUN = re.compile("([A-Za-z]+)")
_PROBABILITY = re.compile(r"\\mathbb ?\{P\}|\\Pr(?![A-Za-z])")
_THIN_THOUSANDS = re.compile(r"(?<=[0-9])(?:,\\!|\\,|\\;|\{,\})(?=[0-9]{3}(?![0-9]))")
_LAYOUT = re.compile(
    r"\\(?:left|right|[bB]igg?[lrm]?|displaystyle|textstyle|boxed|fbox|quad|qquad|therefore)(?![A-Za-z])"
    r"|\\(?:textbf|mathbf|mathrm|boldsymbol|bm)(?= ?\{)|\\[,;: ]|~"
)
_CIRCLE = re.compile(r"\^ ?(?:\\circ(?![A-Za-z])|\{ ?\\circ ?\})|\\circ(?![A-Za-z])")

_PLAIN_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[,\x02][0-9]{3})+(?![0-9])")
_MARKED_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\x02[0-9]{3})+(?![0-9])")
_DIGITS = re.compile("[0-9]+")
_BEHIND_DIGITS = re.compile(
    r"(\.[0-9]*)?(\\overline ?\{[0-9]{1,20}\})?([eE][+-]?[0-9]{1,4}(?![0-9A-Za-z]))?(\.{2,3}|\\ldots|\\dots)?"
)
_POINT = re.compile(r"\.(?=[0-9])")
_OTHER = re.compile(
    r"\x01(?P<word>[A-Za-z]+)|\\(?P<command>[A-Za-z]+)|(?P<letters>[A-Za-z]+)"
    r"|(?P<sign>\*\*|\\[{}%$]|[-+*/^()\[\]{}=:!%_,;.])"
)
_BLANK = re.compile(r"\s+")


def tokens(text: str, *, grouped: bool) -> list[Token]:
    """Cut a text that is free of quotes and fences.

    Args:
        text: The text.
        grouped: Whether commas outside of brackets, with exactly three digits behind each, part thousands
            (`1,234`), and commas inside of brackets part values. Otherwise it is the other way round.

    Raises:
        AnswerError: if it is too long, or has signs that no answer has.
    """
    text = _cleaned(text)
    found: list[Token] = []
    place = depth = 0
    spaced = broken = False
    while place < len(text):
        blank = _BLANK.match(text, place)
        if blank:
            spaced, broken = True, broken or "\n" in blank[0]
            place = blank.end()
            continue
        token, place = _next(text, place, thousands=(depth == 0) == grouped)
        joined = token.text in ("=", "~") or (found and found[-1].text in (",", ";", "=", "~"))
        if broken and depth == 0 and found and not joined:
            found.append(Token("sign", ";"))
        depth += (token.text in ("(", "[", "\\{")) - (token.text in (")", "]", "\\}"))
        found.append(Token(token.kind, token.text, spaced))
        spaced = broken = False
        if len(found) > MOST_TOKENS:
            raise AnswerError(f"the answer has more than {MOST_TOKENS} parts")
    while found and found[-1].text == ".":
        found.pop()
    return found


def _cleaned(text: str) -> str:
    if len(text) > MOST_CHARS:
        raise AnswerError(f"the answer is longer than {MOST_CHARS} characters")
    if not text.isprintable() and any(not sign.isprintable() and sign not in "\n\r\t" for sign in text):
        raise AnswerError("the answer has signs that cannot be printed")
    text = text.rstrip()
    lead = _CONCLUSION.match(text)
    text = text[lead.end() :] if lead else text
    text = text.removesuffix(".") if not text.endswith("..") else text
    text = _NOTE.sub("", _BOLD.sub(r"\1", text))
    text = _SAME_ASIDE.sub(r" = \1", text)
    text = _ROUNDED_TOO.sub(r" \\approx ", _ROUNDED_ASIDE.sub(r" \\approx \1", text), count=1)
    text = _PROBABILITY.sub("P", text)
    text = _SUPERSCRIPT.sub(lambda found: "^" + "23"[found[1] == "\u00b3"], text)
    for sign, command in _UNICODE.items():
        text = text.replace(sign, command)
    text = _THIN_THOUSANDS.sub("\x02", text).replace("\\!", "")
    text = _TEXT.sub(lambda found: " " + _RUN.sub("\x01\\1", found[1]) + " ", text)
    text = _CIRCLE.sub(r"\\degree ", _LAYOUT.sub(" ", text))
    # A dollar sign with a backslash is money, one without parts formulas from text.
    return text.replace("\\$", "\x03").replace("$", " ").replace("\x03", "\\$").replace("\r", "\n")


def _next(text: str, place: int, *, thousands: bool) -> tuple[Token, int]:
    pattern = _PLAIN_THOUSANDS if thousands else _MARKED_THOUSANDS
    digits = pattern.match(text, place) or _DIGITS.match(text, place) or _POINT.match(text, place)
    if digits:
        start = place if digits[0] == "." else digits.end()
        behind = _BEHIND_DIGITS.match(text, start)
        point, repeated, exponent, ellipsis = behind.groups() if behind else (None,) * 4
        if (repeated and not point) or (ellipsis and not (point and point != ".")):
            raise AnswerError(f"cannot read the number {excerpt(text[place:])}")
        whole = "" if digits[0] == "." else digits[0].replace(",", "").replace("\x02", "")
        repeated = f"~{repeated[repeated.index('{') + 1 : -1]}" if repeated else ""
        number = f"{whole}{point or ''}{repeated}{exponent or ''}"
        if len(number) > MOST_DIGITS:
            raise AnswerError(f"a number with more than {MOST_DIGITS} digits")
        return Token("number", number), behind.end() if behind else start
    found = _OTHER.match(text, place)
    if not found:
        raise AnswerError(f"{excerpt(text[place:])} is not part of a mathematical answer")
    kind, matched = found.lastgroup, found[found.lastgroup or 0]
    if kind == "command":
        matched = _SAME_COMMAND.get(matched, matched)
        if matched in _OPERATORS:
            return Token("sign", _OPERATORS[matched]), found.end()
        return Token("command", matched), found.end()
    if kind == "sign":
        same = {"**": "^", "\\%": "%", "\\$": "$"}.get(matched, matched)
        return Token("sign", same), found.end()
    if matched in ("and", "or"):
        return Token("sign", ","), found.end()
    return Token("word" if kind == "word" else "letters", matched), found.end()
