"""Reads plans that are written as nested lists or objects: split into steps, bounded, never evaluated."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, excerpt
from r1ci_bench.answers.text import BRACKETS

if TYPE_CHECKING:
    from collections.abc import Callable

    ReadObject = Callable[[list[tuple[str, Any]]], Any]
    """Makes a value of the entries of an object; raises `ValueError` where they make no sense."""

_MOST_STEPS = 500
_MOST_DEPTH = 6
_STEP = re.compile(
    r"""(?:^[ \t]*(?:[-*\u2022]|\#{1,6})[ \t]+)?\*{0,2}["']?\bstep[ _]?([0-9]{1,4})["']?\*{0,2} ?"""
    r"""(?:[:=.]|->?|>)\*{0,2}""",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBER = re.compile(
    r"^[ \t]*(?:\#{1,6}[ \t]+(?:step )?)?([0-9]{1,4})(?:[.):]|[ \t]*$)\s*(?=[\[{])",
    re.IGNORECASE | re.MULTILINE,
)
_LAST_COMMA = re.compile(r",\s*([\]}])")
_AROUND = " \n\r\t,;\"'"


def read_plan(text: str, *, is_step: Callable[[Any], bool], read_object: ReadObject) -> list[Any]:
    """Read a plan, given as a list of steps, one step a line, steps behind labels, or one step alone.

    Args:
        text: The plan in JSON, or as Python prints the same; labels are `Step 1:`, `Step 2:` and so on, or
            `1.`, `2.` and so on, or headings, each at the beginning of a line.
        is_step: Whether a value is a step; a step that is a list may stand without its brackets.
        read_object: Makes a value of an object.

    Returns:
        The steps. Those of which `is_step` does not hold are lists of what stood behind a label.

    Raises:
        AnswerError: if the text is anything else, or has no step or too many.
    """
    if bodies := _named_steps(text):
        found = [_read_nested(f"[{body}]", read_object) for body in bodies]
        steps = [step[0] if len(step) == 1 and is_step(step[0]) else step for step in found]
    else:
        try:
            value = _read_nested(text, read_object)
        except AnswerError:
            lines = [line.strip(" \r\t,;") for line in text.splitlines()]
            value = _read_nested(f"[{','.join(line for line in lines if line)}]", read_object)
        alone = not isinstance(value, list) or (value and not any(map(is_step, value)))
        steps = [value] if alone else value
        if not all(map(is_step, steps)):
            raise AnswerError("it is not clear what the steps are")
    if not 1 <= len(steps) <= _MOST_STEPS:
        raise AnswerError(f"a plan has from 1 to {_MOST_STEPS} steps")
    return steps


def _named_steps(text: str) -> list[str]:
    """What stands behind each label; a pair of brackets may enclose the whole."""
    head, *parts = _STEP.split(text)
    if not parts:
        head, *parts = _NUMBER.split(text)
    numbers, bodies = parts[0::2], [body.strip(_AROUND) for body in parts[1::2]]
    if numbers != [str(number) for number in range(1, len(numbers) + 1)]:
        raise AnswerError("the steps are not numbered 1, 2, 3 and so on")
    if numbers and head.strip():
        closing = BRACKETS.get(head.strip(_AROUND), "nothing")
        if not bodies[-1].endswith(closing):
            raise AnswerError(f"{excerpt(head)} stands before the first step")
        bodies[-1] = bodies[-1].removesuffix(closing).strip(_AROUND)
    if not all(bodies):
        raise AnswerError("a step is empty")
    return bodies


def _read_nested(text: str, read_object: ReadObject) -> Any:
    text = text.replace("'", '"')
    depth = deepest = 0
    for sign in text:
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    if deepest > _MOST_DEPTH:
        raise AnswerError("the plan is nested too deeply")
    try:
        return json.loads(
            _LAST_COMMA.sub(r"\1", text),
            parse_int=_short_integer,
            parse_float=_no_integer,
            parse_constant=_no_integer,
            object_pairs_hook=read_object,
        )
    except ValueError as error:
        raise AnswerError(f"cannot read the plan at {excerpt(text)}") from error


def _short_integer(text: str) -> int:
    if len(text) > 9:
        raise ValueError("an integer of more than 9 digits")
    return int(text)


def _no_integer(text: str) -> int:
    raise ValueError(f"{text} is not an integer")
