"""Dyck languages: close the brackets that are still open.

Rules: brackets of four kinds, `()`, `[]`, `{}`, `<>`; each opening one is closed by one of its kind, and what
is opened later is closed earlier. One ending is right: the shortest one, which opens nothing.

Levels: most official items have up to 20 brackets, a few nearly 100, of which up to 3 are open; that is
level 3. Level 5 has up to 300 with up to 12 open.

Provenance: BIG-Bench-Hard, `dyck_languages.json`; all 250 stored answers are right. An answer counts with any
blanks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from r1ci_bbh.base import BbhTask
from r1ci_bench.answers import AnswerError, excerpt, unwrap
from r1ci_bench.answers.forms import Form
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_PAIRS = ("()", "[]", "{}", "<>")
_CLOSING = ")]}>"
_FRAMES = ("\\boxed{", "\\text{", "\\texttt{")
# What may stand between brackets that are listed, or around each: it is no bracket, and so says nothing else.
_BETWEEN = str.maketrans("", "", "`'\",;.*-\u2022")


@dataclass(frozen=True)
class ClosingForm(Form[str]):
    """Closing brackets, with or without blanks between them."""

    def read(self, text: str) -> str:
        """Read them without blanks, commas and quotes between them."""
        text = unwrap(unwrap(text).removesuffix(".")).replace("\\}", "}").replace("\\rangle", ">")
        for frame in _FRAMES:
            if text.startswith(frame) and text.endswith("}"):
                # The frame ends with the last brace, whatever closing braces stand in it.
                text = text[len(frame) : -1]
        if text.startswith(('["', "['")) and text.endswith("]"):
            text = text[1:-1]
        brackets = "".join(text.translate(_BETWEEN).split())
        foreign = next((sign for sign in brackets if sign not in _CLOSING), None)
        if foreign is not None:
            raise AnswerError(f"{excerpt(foreign)} is no closing bracket")
        if not brackets:
            raise AnswerError("the answer is empty")
        return brackets

    def write(self, value: str) -> str:
        """With one blank between them."""
        return " ".join(value)

    def renderings(self, value: str) -> Iterator[str]:
        """With other blanks; in TeX."""
        yield value
        yield "\n".join(value)
        yield f"  {'  '.join(value)}  "
        yield f"$ {' '.join(value)} $"
        yield ", ".join(value)
        yield "[" + ", ".join(f'"{sign}"' for sign in value) + "]"
        yield "\n".join(f"- {sign}" for sign in value)
        yield f"**{' '.join(value)}**."
        yield f"\\text{{{' '.join(value)}}}"
        yield "$" + " ".join(value).replace("}", "\\}") + "$"

    def mutations(self, value: str) -> Iterator[tuple[str, str]]:
        """A bracket less, more, of another kind, in another place, or opening."""
        yield "missing part", self.write(value[1:])
        yield "missing part", self.write(value[:-1])
        for sign in _CLOSING:
            yield "extra part", self.write(sign + value)
            yield "extra part", self.write(value + sign)
            yield "changed part", self.write(sign + value[1:])
            yield "changed part", self.write(value[:-1] + sign)
        yield "reversed", self.write(value[::-1])
        yield "opening brackets", self.write("".join(pair[0] for pair in _PAIRS if pair[1] in value))
        yield "pairs", " ".join("".join(pair) for pair in _PAIRS if pair[1] in value)
        for place in range(len(value) - 1):
            swapped = value[:place] + value[place + 1] + value[place] + value[place + 2 :]
            yield "swapped parts", self.write(swapped)


class DyckLanguagesLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a sequence; each pair is the least and the most.

    Attributes:
        closed: How many brackets are closed already.
        open: How many are still open.
    """

    closed: tuple[int, int]
    open: tuple[int, int]


class DyckLanguages(BbhTask[DyckLanguagesLevel, str]):
    """Close what is open."""

    id = "bbh/dyck_languages"
    version = "1"
    levels = (
        DyckLanguagesLevel(closed=(1, 2), open=(2, 2)),
        DyckLanguagesLevel(closed=(3, 6), open=(2, 3)),
        DyckLanguagesLevel(closed=(6, 20), open=(2, 4)),
        DyckLanguagesLevel(closed=(20, 50), open=(4, 7)),
        DyckLanguagesLevel(closed=(60, 140), open=(7, 12)),
    )
    form = ClosingForm()
    unique_answer = True
    advice = "Answer with the missing brackets alone, with blanks between them; the form is that of {}."
    examples = ("] )", "} >")

    def generate(self, rng: Rng, level: DyckLanguagesLevel) -> Sample:
        """Draw in every place whether to open or to close, so that the wanted number stays open."""
        closing, opening = rng.between(*level.closed), rng.between(*level.open)
        opening += closing
        stack: list[str] = []
        sequence = ""
        while opening or closing:
            if not stack or rng.below(opening + closing) < opening:
                pair = rng.choice(_PAIRS)
                sequence += pair[0]
                stack.append(pair[1])
                opening -= 1
            else:
                sequence += stack.pop()
                closing -= 1
        return self.fresh({"sequence": " ".join(sequence)}, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State the sequence and the rules."""
        return (
            f"A sequence of brackets begins like this:\n\n{data['sequence']}\n\n"
            "There are four kinds of brackets: ( ), [ ], { } and < >. In the whole sequence every bracket "
            "that is opened is closed by one of its kind, and of two open brackets the later one is closed "
            "first. "
            "From here on nothing more is opened. Which brackets are missing at the end?"
        )

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """A stack of what is open."""
        return program(solve, sample.data) if "sequence" in sample.data else None


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    closing = {"(": ")", "[": "]", "{": "}", "<": ">"}
    stack: list[str] = []
    for sign in data["sequence"].split():
        if sign in closing:
            stack.append(closing[sign])
        elif stack.pop() != sign:
            raise ValueError(f"{sign} closes a bracket of another kind")
    return " ".join(reversed(stack))
