"""Reads answers that models wrote: tolerant of their form, strict about their content.

All of this text is hostile. Nothing is evaluated, nothing recurses, every reader is linear in a length
that is checked first, and digit strings are measured before they become numbers. Digits are ASCII digits.
"""

from __future__ import annotations

import re
from fractions import Fraction

from r1ci_bench.answers.text import MOST_DIGITS, AnswerError, excerpt, unwrap, without_brackets

_INTEGER = re.compile(r"([+-]?) ?([0-9]{1,3}([,_' ])[0-9]{3}(?:\3[0-9]{3})*|[0-9]+)(?:\.0*)?")


def read_integer(text: str, *, most_digits: int = MOST_DIGITS) -> int:
    r"""Read one integer: `-1234`, `- 1,234`, `= 1 234`, `$1{,}234$`, `$1,\!234$`, `1234.` or `1234.0`.

    Thousands separators must be of one kind and stand at every third digit.

    Raises:
        AnswerError: if the text is anything else, or has too many digits.
    """
    text = unwrap(unwrap(text).removesuffix(".")).replace("\\!", "").replace("{,}", ",").replace("\\,", ",")
    text = unwrap(without_brackets(text.removeprefix("=").strip()))
    found = _INTEGER.fullmatch(text)
    if not found:
        raise AnswerError(f"{excerpt(text)} is not one integer")
    sign, digits, separator = found.groups()
    digits = digits.replace(separator, "") if separator else digits
    if len(digits) > most_digits:
        raise AnswerError(f"an integer with more than {most_digits} digits")
    return int(sign + digits)


_ITEM = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s,;"'()\[\]{}]+))\s*([,;]?)""")


def read_items(text: str, *, most: int) -> list[str]:
    """Read a flat list: `[a, b]`, `a, b`, `"a"; "b"`, `a b`, or one item a line. `[]` is the empty list.

    Raises:
        AnswerError: if an item is missing or is itself a list, or there are more than `most`.
    """
    text = without_brackets(unwrap(text))
    items: list[str] = []
    place = 0
    while place < len(text):
        found = _ITEM.match(text, place)
        if not found:
            raise AnswerError(f"cannot read the list at {excerpt(text[place:])}")
        if len(items) == most:
            raise AnswerError(f"the list has more than {most} items")
        items.append(next(group for group in found.groups() if group is not None))
        place = found.end()
    return items


def read_integers(text: str, *, most: int, most_digits: int = 30) -> list[int]:
    """Read a flat list of integers; thousands separators cannot occur in it.

    Raises:
        AnswerError: as `read_items`, and if an item is no integer.
    """
    return [_plain_integer(item, most_digits) for item in read_items(text, most=most)]


def _plain_integer(text: str, most_digits: int) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text) or len(text) > most_digits:
        raise AnswerError(f"{excerpt(text)} is not an integer of at most {most_digits} digits")
    return int(text)


_NUMBER = r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?)"
_GAP = r"(\s?(?:[,;>]|->)?\s?)"
_BRACKETED_PAIR = re.compile(rf"[(\[]\s?{_NUMBER}{_GAP}{_NUMBER}\s?,?\s?[)\]]{_GAP}")
_FLAT_NUMBER = re.compile(_NUMBER + _GAP)


def read_integer_pairs(text: str, *, most: int) -> list[tuple[int, int]]:
    """Read a list of pairs of integers: `0 3, 1 0`, `(0, 3), (1, 0)`, `[[0, 3], [1, 0]]`, or one pair a line.

    Raises:
        AnswerError: if the text is anything else, or has more than `most` pairs.
    """
    return [(_plain_integer(one, 9), _plain_integer(two, 9)) for one, two in _pairs(text, most)]


def read_decimal_pairs(text: str, *, most: int, most_chars: int = 30) -> list[tuple[Fraction, Fraction]]:
    """Read a list of pairs of decimal numbers, in the forms of `read_integer_pairs`; values are exact.

    Raises:
        AnswerError: if the text is anything else, has more than `most` pairs, or a number with more than
            `most_chars` characters.
    """
    pairs = _pairs(text, most)
    for number in (number for pair in pairs for number in pair):
        if len(number) > most_chars:
            raise AnswerError(f"{excerpt(number)} has more than {most_chars} characters")
    return [(Fraction(one), Fraction(two)) for one, two in pairs]


def _pairs(text: str, most: int) -> list[tuple[str, str]]:
    # Quotes and dollar signs around pairs mean nothing; single blanks keep the patterns below linear.
    text = re.sub("[\"'$]", " ", unwrap(text)).replace("\\{", "{").replace("\\}", "}")
    lines = (" ".join(line.split()) for line in text.splitlines())
    text = without_brackets(without_brackets("\n".join(line for line in lines if line)))
    bracketed = text.startswith(("(", "["))
    found: list[tuple[str, ...]] = []
    place = 0
    while place < len(text):
        match = (_BRACKETED_PAIR if bracketed else _FLAT_NUMBER).match(text, place)
        if not match or (bracketed and not match[2]):
            raise AnswerError(f"cannot read the list of pairs at {excerpt(text[place:])}")
        found.append(match.groups())
        place = match.end()
        if len(found) > (most if bracketed else 2 * most):
            raise AnswerError(f"the list has more than {most} pairs")
    pairs = [(one, two) for one, _, two, _ in found] if bracketed else _flat_pairs(found)
    if not pairs:
        raise AnswerError("the list of pairs is empty")
    return pairs


def _flat_pairs(found: list[tuple[str, ...]]) -> list[tuple[str, str]]:
    """Pair up numbers without brackets: no gap inside a pair may be wider than one between pairs."""
    if len(found) % 2:
        raise AnswerError("the list has an odd number of coordinates")
    widths = [_width(gap) for _, gap in found[:-1]]
    inside, between = widths[0::2], widths[1::2]
    if 0 in widths or len(set(inside)) > 1 or (between and inside[0] > min(between)):
        raise AnswerError("it is not clear which numbers are a pair")
    return [(one[0], two[0]) for one, two in zip(found[0::2], found[1::2], strict=True)]


def _width(gap: str) -> int:
    if "\n" in gap:
        return 4
    return 3 if ";" in gap or ">" in gap else 2 if "," in gap else len(gap)


_NUMBERING = re.compile(
    r"\A(?:\*{0,2}\(?(?:(?:step|move) ?)?[0-9]{1,4} ?\*{0,2}[.):]+\*{0,2}|[-*\u2022]+)\s*", re.IGNORECASE
)


def read_steps(text: str, *, most: int, separators: str = "\n;,") -> list[str]:
    """Read a plan: one step a line, or steps parted by semicolons or commas, as a plain text or a list.

    Numbering, bullets, quotes, blank lines and final full stops are taken off; blanks become single ones.

    Args:
        text: The plan.
        most: How many steps it may have.
        separators: The characters that part steps.

    Raises:
        AnswerError: if there is no step, or more than `most`.
    """
    text = without_brackets(unwrap(text).replace("\\n", "\n").replace("\r", "\n"))
    steps: list[str] = []
    for part in re.split(f"[{re.escape(separators)}]", text):
        step = " ".join(part.split()).strip("\"'`")
        step = _NUMBERING.sub("", step, count=1).rstrip(". ")
        if step and len(steps) == most:
            raise AnswerError(f"the plan has more than {most} steps")
        if step:
            steps.append(step)
    if not steps:
        raise AnswerError("the plan has no step")
    return steps


_FRACTION = re.compile(
    r"(-? ?)(?:\\[dt]?frac ?\{ ?(-?[0-9]+) ?\} ?\{ ?(-?[0-9]+) ?\}|([+-]?[0-9]+) ?/ ?([+-]?[0-9]+))"
)
_DECIMAL = re.compile(r"[+-]? ?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")
_THOUSANDS = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])")
_EQUAL = re.compile(r"=|\u2248|\\approx(?![A-Za-z])")


def read_number(text: str, *, most_chars: int = 60) -> Fraction:
    r"""Read one number exactly: an integer as `read_integer` does, `-0.25`, `1.5e3`, `13/9`, `\frac{13}{9}`.

    Commas may part thousands: `1,234.5`, `1,234/5`. Behind the number it may stand once more in another form,
    as in `13/9 = 1.444`: the first one counts, and the others may be off by a thousandth of it.

    Raises:
        AnswerError: if the text is anything else, has more than `most_chars` characters, or divides by zero.
    """
    text = unwrap(text)
    if len(text) > most_chars:
        raise AnswerError(f"a number of more than {most_chars} characters")
    first, *others = [part.strip() for part in _EQUAL.split(text)]
    if not first and others:
        first, *others = others
    number = _read_number(first)
    if any(abs(_read_number(other) - number) > abs(number) / 1000 for other in others):
        raise AnswerError("there are several numbers, which differ")
    return number


def _read_number(text: str) -> Fraction:
    text = without_brackets(unwrap(text.removesuffix(".")).replace("{,}", ","))
    text = _THOUSANDS.sub(lambda found: found[0].replace(",", ""), text)
    if _DECIMAL.fullmatch(text):
        return Fraction(text.replace(" ", ""))
    found = _FRACTION.fullmatch(" ".join(text.split()))
    if not found:
        return Fraction(read_integer(text))
    sign, *parts = found.groups()
    above, below = (int(part) for part in parts if part is not None)
    if not below:
        raise AnswerError("the number divides by zero")
    return Fraction(-above if sign.strip() else above, below)


_CELL = re.compile(r"""\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s,;"'()\[\]]+))[ \t]*([,;|]?)""")


def read_grid(text: str, *, most: int) -> list[list[str]]:
    """Read a grid: `[[a, b], [c, d]]`, `[a, b], [c, d]`, a row a line, or all cells in one flat list.

    Tables of Markdown and matrices of TeX are rows on lines, too.

    Cells are parted by commas, semicolons, bars or blanks, and may be quoted. Which characters a cell may
    hold is for the caller to check. A flat list comes back as one row.

    Raises:
        AnswerError: if brackets do not match, there is no cell, a cell is missing, or there are more than
            `most` cells.
    """
    text = text.strip()
    matrix = _TEX_MATRIX.fullmatch(text)
    if matrix:
        return _tex_rows(matrix[1], most)
    inner = without_brackets(text)
    # The outer pair of `[[a, b], [c, d]]` or of `[(a, b)]`; `[a, b]` keeps its one pair for the row.
    text = inner if inner[:1] in ("[", "(") else text
    rows: list[list[str]] = []
    count = 0
    for part in _row_texts(text):
        cells: list[str] = []
        place = 0
        while place < len(part):
            found = _CELL.match(part, place)
            if not found:
                raise AnswerError(f"cannot read the grid at {excerpt(part[place:])}")
            cells.append(next(group for group in found.groups() if group is not None))
            place = found.end()
        if cells:
            rows.append(cells)
        count += len(cells)
        if count > most:
            raise AnswerError(f"the grid has more than {most} cells")
    if not rows:
        raise AnswerError("the grid has no cell")
    return rows


_TEX_MATRIX = re.compile(
    r"(?:\\left ?[(\[|.] ?)?\\begin\{(?:[bBpvV]?matrix|array)\}(?:\{[lcr| ]*\})?(.*)"
    r"\\end\{(?:[bBpvV]?matrix|array)\}(?: ?\\right ?[)\]|.])?",
    re.DOTALL,
)
_TEX_TEXT = re.compile(r"\\(?:text|texttt|mathrm)\{([^{}]*)\}|\\([#$%&])")


def _tex_rows(text: str, most: int) -> list[list[str]]:
    rows = [
        [_TEX_TEXT.sub(r"\1\2", cell.strip()) for cell in re.split(r"(?<!\\)&", line)]
        for line in text.split("\\\\")
        if line.strip()
    ]
    if sum(map(len, rows)) > most:
        raise AnswerError(f"the grid has more than {most} cells")
    if not rows or not all(map(all, rows)):
        raise AnswerError("the grid has no cell, or an empty one")
    return rows


def _is_table_rule(line: str) -> bool:
    """Whether a line is `|---|---|` below the head of a table, or the head if that is empty."""
    return "|" in line and not line.strip("|:- \t") and ("---" in line or not line.strip("| \t"))


def _row_texts(text: str) -> list[str]:
    if text[:1] not in ("[", "("):
        lines = (line.strip() for line in text.splitlines())
        return [line.strip("|,;").strip() for line in lines if not _is_table_rule(line)]
    rows: list[str] = []
    place = 0
    while place < len(text):
        closing = {"[": "]", "(": ")"}.get(text[place], "")
        end = text.find(closing, place) if closing else -1
        if end < 0:
            raise AnswerError(f"cannot read the grid at {excerpt(text[place:])}")
        rows.append(text[place + 1 : end].strip().rstrip(",;").rstrip())
        place = end + 1
        while place < len(text) and text[place] in " \t\r\n,;":
            place += 1
    return rows
