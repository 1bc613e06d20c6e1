"""What is where in a reply: fenced blocks, thinking, and the prose between them.

One pass from left to right decides; whatever opens first holds until it closes. Every search goes forward
and never over the same text twice, and no pattern can backtrack over more than one line's indentation, so
that hostile text costs linear time.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from r1ci_bench.protocol.constants import FEEDBACK_PREFIX, LANGUAGE_TAGS, THINKING_TAGS
from r1ci_bench.protocol.notes import Note

_TAB = 4
_CLOSING_SLACK = 3
_LOOK_BACK = 400

_FENCE = r"`{3,}+|~{3,}+"
_THINKING = "|".join(THINKING_TAGS)
_LINE_START = r"(?:\A|(?<=[\r\n]))"
# A line also begins where thinking ends: chat templates glue the first fence to the closing tag.
_START = "(?:" + "|".join([r"\A", r"(?<=[\r\n])", *(f"(?<=/{tag}>)" for tag in THINKING_TAGS)]) + ")"
_RUNNABLE_TAGS = "|".join(tag for tags in LANGUAGE_TAGS.values() for tag in tags)

_NEXT = re.compile(
    rf"{_START}(?P<indent>[ \t]*+(?:(?:[-*+]|[0-9]{{1,9}}[.)])[ \t]++)?)(?P<fence>{_FENCE})"
    rf"|(?P<leading>{_START}[ \t]*+)?<(?P<slash>/)?(?P<thinking>{_THINKING})>"
    rf"|(?<!`)(?P<late>`{{3,}}+)(?=[ \t]*+(?:{_RUNNABLE_TAGS})[ \t]*+(?:[\r\n]|\Z))",
    re.IGNORECASE | re.ASCII,
)
_CLOSING_LINE = re.compile(
    rf"{_LINE_START}(?P<indent>[ \t]*+)(?:(?P<fence>{_FENCE})|</(?:{_THINKING})>)[ \t]*+(?=[\r\n]|\Z)",
    re.IGNORECASE | re.ASCII,
)
_END_OF_THINKING = re.compile(rf"</({_THINKING})>", re.IGNORECASE | re.ASCII)
_REST_OF_LINE = re.compile(r"[^\r\n]*+")
_LINE_END = re.compile(r"\r\n|\r|\n")
_FIRST_WORD = re.compile(r"[ \t]*+\{?\.?([\w+#.-]{0,40})")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_INVENTED = re.compile(rf"{_LINE_START}[ \t]*+{re.escape(FEEDBACK_PREFIX)}")


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
        return next((name for name, tags in LANGUAGE_TAGS.items() if self.tag in tags), self.tag)

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


def well_formed(text: str) -> str:
    """The text with U+FFFD for lone surrogates, which no file and no pipe can carry; offsets stay."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def unix_lines(text: str) -> str:
    r"""The text with `\n` for `\r\n` and for a lone `\r`."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def before_invented_results(text: str) -> str:
    """The text up to the first line that only the harness may write."""
    found = _INVENTED.search(text)
    return text[: found.start()] if found else text


def read_layout(text: str) -> Layout:
    """Take a reply apart.

    Args:
        text: A reply, already cut before invented results.

    Returns:
        Its blocks and its prose. Thinking that was closed but never opened takes everything before it along.
    """
    scan = _Scan(text)
    while (found := _NEXT.search(text, scan.position)) is not None:
        if found["thinking"] is None:
            scan.take_fence(found)
        elif found["slash"] is not None:
            scan.forget_until(found.start(), found.end())
        else:
            scan.take_thinking(found)
    return scan.finish()


class _Scan:
    """The state of the pass over one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self._prose_start = 0
        self._last_block: Block | None = None
        self._blocks: list[Block] = []
        self._prose: list[Prose] = []
        self._thinking_chars = 0
        self._notes: set[Note] = set()
        self._last_end_of = {found[1].lower(): found.start() for found in _END_OF_THINKING.finditer(text)}

    def take_thinking(self, opening: re.Match[str]) -> None:
        tag = opening["thinking"].lower()
        if self._last_end_of.get(tag, -1) >= opening.end():
            end = self._end_of(tag, opening.end())
            self._thinking_chars += end - opening.end()
            self._close_prose(opening.start(), None, end + len(tag) + len("</>"))
        elif opening["leading"] is not None:
            self._notes.add(Note.UNCLOSED_THINKING)
            self._thinking_chars += len(self.text) - opening.end()
            self._close_prose(opening.start(), None, len(self.text))
        else:
            self.position = opening.end()  # a mere mention, in the middle of a line and never closed

    def _end_of(self, tag: str, start: int) -> int:
        for found in _END_OF_THINKING.finditer(self.text, start):
            if found[1].lower() == tag:
                return found.start()
        return len(self.text)

    def forget_until(self, start: int, end: int) -> None:
        """Thinking ends at a tag that nothing opened: the chat template had opened it before the reply."""
        self._notes = {Note.UNOPENED_THINKING}
        self._blocks.clear()
        self._prose.clear()
        self._thinking_chars = start
        self._prose_start = self.position = end
        self._last_block = None

    def take_fence(self, opening: re.Match[str]) -> None:
        late = opening["late"] is not None
        start, info_start = opening.span("late" if late else "fence")
        info_end = _end(_REST_OF_LINE.match(self.text, info_start), info_start)
        info = self.text[info_start:info_end]
        character = self.text[start]
        if (late and not self._opens_late(start)) or (character == "`" and "`" in info):
            self.position = info_start
            return
        body_start = _end(_LINE_END.match(self.text, info_end), info_end)
        columns = 0 if late else len(opening["indent"].expandtabs(_TAB))
        body_end = end = len(self.text)
        closed = False
        for line in _CLOSING_LINE.finditer(self.text, body_start):
            fence = line["fence"]
            if fence is None:
                self.forget_until(line.start(), line.end())
                return
            if (
                fence[0] == character
                and len(fence) >= info_start - start
                and len(line["indent"].expandtabs(_TAB)) <= columns + _CLOSING_SLACK
            ):
                body_end, end, closed = line.start(), line.end("fence"), True
                break
        word = _FIRST_WORD.match(info)
        tag = word[1].lower() if word else ""
        block = Block(start, end, body_start, body_end, columns, tag, closed)
        if late:
            self._notes.add(Note.FENCE_AFTER_TEXT)
        self._blocks.append(block)
        self._close_prose(start, block, end)

    def _opens_late(self, start: int) -> bool:
        """Whether a fence may open after text on its line: no inline code before it, and no quotation."""
        before = self.text[max(self._prose_start, start - _LOOK_BACK) : start]
        before = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
        return "`" not in before and before.strip(" \t>") != ""

    def _close_prose(self, end: int, block: Block | None, next_start: int) -> None:
        self._prose.append(Prose(self._prose_start, end, self._last_block))
        self._prose_start = self.position = next_start
        self._last_block = block

    def finish(self) -> Layout:
        self._prose.append(Prose(self._prose_start, len(self.text), self._last_block))
        return Layout(tuple(self._blocks), tuple(self._prose), self._thinking_chars, frozenset(self._notes))


def _end(found: re.Match[str] | None, otherwise: int) -> int:
    return found.end() if found else otherwise


def _without_indentation(line: str, columns: int) -> str:
    """The line without its leading blanks, up to that many columns."""
    taken = column = 0
    while column < columns and taken < len(line) and line[taken] in " \t":
        column += 1 if line[taken] == " " else _TAB - column % _TAB
        taken += 1
    return line[taken:]
