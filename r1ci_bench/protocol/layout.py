"""What is where in a reply: fenced blocks, thinking, and the prose between them.

One pass from left to right decides; whatever opens first holds until it closes. The pass jumps from one run
of fence characters or thinking tag to the next, looks back at most `_LOOK_BACK` characters from each, and
never reads forward over the same text twice, so that hostile text costs linear time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from r1ci_bench.protocol.constants import FEEDBACK_PREFIX, LANGUAGE_TAGS, THINKING_TAGS
from r1ci_bench.protocol.notes import Note

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAB = 4
_CLOSING_SLACK = 3
_LOOK_BACK = 400

_LANGUAGE_OF: dict[str, str] = {tag: name for name, tags in LANGUAGE_TAGS.items() for tag in tags}
_THINKING = "|".join(THINKING_TAGS)
# Every branch begins with a literal, so that the engine skips to the next candidate at full speed.
_TOKEN = re.compile(rf"```++|~~~++|</?(?:{_THINKING})>", re.IGNORECASE | re.ASCII)
_END_OF_THINKING = re.compile(rf"</({_THINKING})>", re.IGNORECASE | re.ASCII)
_INDENTATION = re.compile(r"[ \t]*+(?:(?:[-*+]|[0-9]{1,9}[.)])[ \t]++)?", re.ASCII)
_BACKTICK_INFO = re.compile(r"[^`\r\n]*+(?=[\r\n]|\Z)")
_TILDE_INFO = re.compile(r"[^\r\n]*+")
_BLANKS_TO_LINE_END = re.compile(r"[ \t]*+(?=[\r\n]|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n|\Z")
_FIRST_WORD = re.compile(r"[ \t]*+\{?\.?([\w+#.-]{0,40})")


class Block(NamedTuple):
    """A fenced block, by offsets.

    Attributes:
        start: The first character of the opening fence; its indentation stands before.
        end: After the closing fence, or the end of the text where there is none.
        body_start: The first character of the body.
        body_end: After the body, its last line end included.
        columns: How far the opening fence is indented, a list marker included.
        tag: The first word of the info string in lower case, or empty.
        closed: False where the text ended before the block did.
    """

    start: int
    end: int
    body_start: int
    body_end: int
    columns: int
    tag: str
    closed: bool

    @property
    def language(self) -> str:
        """The language that the tag stands for, else the tag itself."""
        return _LANGUAGE_OF.get(self.tag, self.tag)

    def body(self, text: str) -> str:
        r"""The body, with `\n` for every line end but the last, and without the fence's indentation."""
        body = unix_lines(text[self.body_start : self.body_end]).removesuffix("\n")
        if not self.columns:
            return body
        return "\n".join(_without_indentation(line, self.columns) for line in body.split("\n"))


class Prose(NamedTuple):
    """A stretch of text outside blocks and thinking.

    Attributes:
        start: Its first character.
        end: After its last character.
        block: The block right before it, or None at the start of the text and after thinking.
    """

    start: int
    end: int
    block: Block | None


class Layout(NamedTuple):
    """A reply, taken apart.

    Attributes:
        blocks: Fenced blocks outside thinking, in order.
        prose: What is neither block nor thinking, in order.
        thinking_chars: Characters of thinking, tags not counted.
        notes: What was decided on the way.
    """

    blocks: tuple[Block, ...]
    prose: tuple[Prose, ...]
    thinking_chars: int
    notes: frozenset[Note]


def unix_lines(text: str) -> str:
    r"""The text with `\n` for `\r\n` and for a lone `\r`."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def before_invented_results(text: str) -> str:
    """The text up to the first line that only the harness may write."""
    start = text.find(FEEDBACK_PREFIX)
    while start >= 0:
        before = _line_before(text, 0, start)
        if before is not None and not before.strip(" \t"):
            return text[: start - len(before)]
        start = text.find(FEEDBACK_PREFIX, start + 1)
    return text


def read_layout(text: str, languages: Sequence[str] = ("python",)) -> Layout:
    """Take a reply apart.

    Args:
        text: A reply, already cut before invented results.
        languages: Languages that run; only their tags open a block behind text.

    Returns:
        Its blocks and its prose. Thinking that was closed but never opened takes everything before it along.
    """
    scan = _Scan(text, _late_tag(tuple(languages)))
    while (token := _TOKEN.search(text, scan.position)) is not None:
        if token[0][0] != "<":
            scan.take_fence(token)
        elif token[0][1] != "/":
            scan.take_thinking(token)
        else:
            scan.forget_until(token)
    return scan.finish()


class _Scan:
    """The state of the pass over one text."""

    def __init__(self, text: str, late_tag: re.Pattern[str]) -> None:
        self.text = text
        self._late_tag = late_tag
        self.position = 0
        self._prose_start = 0
        self._last_block: Block | None = None
        self._blocks: list[Block] = []
        self._prose: list[Prose] = []
        self._thinking_chars = 0
        self._notes: set[Note] = set()
        self._last_end_of = {found[1].lower(): found.start() for found in _END_OF_THINKING.finditer(text)}

    def take_thinking(self, opening: re.Match[str]) -> None:
        start, inside = opening.span()
        tag = opening[0][1:-1].lower()
        before = _line_before(self.text, self._prose_start, start)
        if self._last_end_of.get(tag, -1) >= inside:
            end = self._end_of(tag, inside)
            self._thinking_chars += end - inside
            self._close_prose(start, None, end + len(tag) + len("</>"))
        elif before is not None and not before.strip(" \t"):
            self._notes.add(Note.UNCLOSED_THINKING)
            self._thinking_chars += len(self.text) - inside
            self._close_prose(start, None, len(self.text))
        else:
            self.position = inside  # a mere mention, in the middle of a line and never closed

    def _end_of(self, tag: str, start: int) -> int:
        for found in _END_OF_THINKING.finditer(self.text, start):
            if found[1].lower() == tag:
                return found.start()
        return len(self.text)

    def forget_until(self, closing: re.Match[str]) -> None:
        """Thinking ends at a tag that nothing opened: the chat template had opened it before the reply."""
        self._notes = {Note.UNOPENED_THINKING}
        self._blocks.clear()
        self._prose.clear()
        self._thinking_chars = closing.start()
        self._prose_start = self.position = closing.end()
        self._last_block = None

    def take_fence(self, opening: re.Match[str]) -> None:
        start, info_start = opening.span()
        columns = self._columns(opening)
        info = (_BACKTICK_INFO if opening[0][0] == "`" else _TILDE_INFO).match(self.text, info_start)
        if columns is None or info is None:
            self.position = info_start
            return
        body_start = _end(_LINE_END.match(self.text, info.end()), info.end())
        closing = self._closing(opening, body_start, columns)
        if closing is None:
            body_end = end = len(self.text)
        elif closing[0][0] == "<":
            self.forget_until(closing)
            return
        else:
            body_end, end = self._line_start(body_start, closing.start()), closing.end()
        word = _FIRST_WORD.match(info[0])
        tag = word[1].lower() if word else ""
        block = Block(start, end, body_start, body_end, columns, tag, closing is not None)
        self._blocks.append(block)
        self._close_prose(start, block, end)

    def _columns(self, opening: re.Match[str]) -> int | None:
        """How far a fence is indented, or None where no block opens.

        Text before the fence is forgiven where a tag of code that runs ends the line, unless inline code
        or a quotation stands there: both only speak of code.
        """
        before = _line_before(self.text, self._prose_start, opening.start())
        if before is not None and _INDENTATION.fullmatch(before):
            return len(before.expandtabs(_TAB))
        if opening[0][0] == "~" or not self._late_tag.match(self.text, opening.end()):
            return None
        if before is not None and ("`" in before or not before.strip(" \t>")):
            return None
        self._notes.add(Note.FENCE_AFTER_TEXT)
        return 0

    def _closing(self, opening: re.Match[str], start: int, columns: int) -> re.Match[str] | None:
        """The token that ends a block: its closing fence, or a thinking tag alone on its line."""
        character, width = opening[0][0], len(opening[0])
        for token in _TOKEN.finditer(self.text, start):
            symbol = token[0]
            if symbol[0] != character and symbol[:2] != "</":
                continue
            if symbol[0] == character and len(symbol) < width:
                continue
            before = _line_before(self.text, start, token.start())
            if before is None or before.strip(" \t") or not _BLANKS_TO_LINE_END.match(self.text, token.end()):
                continue
            if symbol[0] == "<" or len(before.expandtabs(_TAB)) <= columns + _CLOSING_SLACK:
                return token
        return None

    def _line_start(self, floor: int, position: int) -> int:
        return position - len(_line_before(self.text, floor, position) or "")

    def _close_prose(self, end: int, block: Block | None, next_start: int) -> None:
        self._prose.append(Prose(self._prose_start, end, self._last_block))
        self._prose_start = self.position = next_start
        self._last_block = block

    def finish(self) -> Layout:
        self._prose.append(Prose(self._prose_start, len(self.text), self._last_block))
        return Layout(tuple(self._blocks), tuple(self._prose), self._thinking_chars, frozenset(self._notes))


def _line_before(text: str, floor: int, position: int) -> str | None:
    """What stands before a position on its line, or None where the line begins out of sight.

    Args:
        text: The text.
        floor: Where the first line begins.
        position: Where to look back from.
    """
    lowest = max(floor, position - _LOOK_BACK)
    before = text[lowest:position]
    line_end = max(before.rfind("\n"), before.rfind("\r"))
    return before[line_end + 1 :] if line_end >= 0 or lowest == floor else None


@lru_cache(maxsize=32)
def _late_tag(languages: tuple[str, ...]) -> re.Pattern[str]:
    """Matches a tag of these languages, and of no other, that ends its line; nothing where there are none."""
    tags = [re.escape(tag) for tag, name in _LANGUAGE_OF.items() if name in languages]
    either = "|".join(tags) or "(?!)"
    return re.compile(rf"[ \t]*+(?:{either})[ \t]*+(?=[\r\n]|\Z)", re.IGNORECASE | re.ASCII)


def _end(found: re.Match[str] | None, otherwise: int) -> int:
    return found.end() if found else otherwise


def _without_indentation(line: str, columns: int) -> str:
    """The line without its leading blanks, up to that many columns."""
    taken = column = 0
    while column < columns and taken < len(line) and line[taken] in " \t":
        column += 1 if line[taken] == " " else _TAB - column % _TAB
        taken += 1
    return line[taken:]
