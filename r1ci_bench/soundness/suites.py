"""The answers that the gate tries: right ones in other clothes, and wrong ones of every kind.

What is tried on every task stands here; what only a task can know comes from `Task.renderings` and
`Task.mutations`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample, Task

_WRAPPERS = {
    "blank space": (" \n{}\n\n", "\t{} "),
    "double quotes": ('"{}"', "\u201c{}\u201d"),
    "single quotes": ("'{}'",),
    "backticks": ("`{}`",),
    "code fence": ("```\n{}\n```", "```text\n{}\n```", "```json\n{}\n```"),
    "label": ("Answer: {}", "The final answer is: {}"),
    "bold": ("**{}**",),
    "boxed": ("\\boxed{{{}}}", "$\\boxed{{{}}}$", "$$\\boxed{{{}}}$$"),
}

_EXAMPLE = re.compile(r"<<<(.*?)>>>", re.DOTALL)

NOTHING = ("", " ", "\n", "\t \r\n")
JUNK = ("?", "I do not know", "no answer", "[]", "()", "{}", "[[]]", "None", "null", "0", "1", "-1", "nan",
        "NaN", "inf", "-inf", "Infinity", "True", "...", "<<<>>>", "answer content", "\x00", ".")  # fmt: skip
BEHIND = (", 7", "; 7", " 0 0", "\nand so on", " )", ", (0, 0)", "\n\nMove", " = 1 = 1")
HOSTILE = {
    "one megabyte": "1 2, " * 200_000,
    "one megabyte of blanks": " " * 10**6 + "1",
    "deep parentheses": "(" * 10**6,
    "deep parentheses within the limit": "(" * 9_000 + "1" + ")" * 9_000,
    "deep brackets": "[" * 9_000 + "]" * 9_000,
    "deep brackets around a list": "[" * 5_000 + "1, 2" + "]" * 5_000,
    "a tower of powers": "9**9**9",
    "another tower of powers": "9^9^9^9^9",
    "towers within the limit": "9**" * 6_000 + "9",
    "a factorial of a factorial": "((99999!)!)!",
    "many digits": "9" * 100_000,
    "many digits within the limit": "9" * 19_000,
    "many digits in a list": ", ".join(["9" * 4_500] * 4),
    "many digits behind a point": "0." + "3" * 19_000,
    "large exponent": "1e99999999",
    "large exponents in a pair": "(1e99999999, 1e99999999)",
    "not a number": "nan, nan",
    "infinities": "[inf, -inf, Infinity]",
    "Arabic digits": "\u0661\u0662\u0663",
    "Arabic digits in pairs": "\u0661 \u0662, \u0663 \u0664",
    "fullwidth digits": "\uff11\uff12",
    "superscript": "2\u00b2",
    "null byte": "1\x002",
    "lone surrogate": "\ud800",
    "lone surrogates in a plan": "Move \ud800 from \udfff to \ud800",
    "many commas": "," * 19_999,
    "many quotes": '"' * 19_999,
    "many single quotes": "'" * 19_999,
    "many blanks": "1" + " " * 19_000 + "x",
    "many newlines": "Move A" + "\n" * 19_000 + "x",
    "many fractions": "\\frac{" * 3_000,
    "many roots": "\\sqrt{" * 3_000 + "2" + "}" * 3_000,
    "many boxes": "\\boxed{" * 2_000 + "1" + "}" * 2_000,
    "many pairs": "(0,0)," * 3_300,
    "many products": "99999999*" * 2_000 + "1",
    "many positions": "Count: 1, Positions: " + "1," * 9_000,
    "many moves": "Move A from stack1 to stack2\n" * 680,
    "many steps": "Step 1: [(1, [0])]\n" * 1_000,
    "many objects": '{"a":' * 4_000,
    "many dots": "." * 19_999,
    "many signs": "-" * 19_999,
    "many equals signs": "=" * 19_999,
    "escapes": "\\x31\\u0032",
    "a call": "__import__('os').system('true')",
    "a call in a list": "[__import__('os').system('true'), 1]",
    "a comprehension": "[x for x in range(10**9)]",
    "a lambda": "(lambda: 1)()",
    "a format string": "{0.__class__.__mro__}",
    "a pickle": "cposix\nsystem\n(S'true'\ntR.",
}


def right_answers(task: Task[Any], sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
    """Ways to write a right answer, each with the name of the way.

    Args:
        task: The task.
        sample: The question.
        answer: A right answer.
    """
    yield "as it is", answer
    for name, forms in _WRAPPERS.items():
        for form in forms:
            # A wrapper around its own sign is ambiguous, so nobody can be asked to take it off.
            if not set(form.replace("{}", "").strip(" \n\t")) & set(answer) & set("\"'`*$"):
                yield name, form.format(answer)
    if "\n" in answer:
        yield "Windows newlines", answer.replace("\n", "\r\n")
    for text in task.renderings(sample, answer):
        yield "written otherwise", text


def wrong_answers(task: Task[Any], sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
    """Wrong answers of every kind but hostile ones and those of other questions, each with its kind.

    Args:
        task: The task.
        sample: The question.
        answer: A right answer.
    """
    for text in NOTHING:
        yield "nothing", text
    for text in JUNK:
        if not same_answer(task, text, answer):
            yield "junk", text
    for text in echoes(sample):
        yield "echo of the question", text
    for text in examples(sample):
        if not same_answer(task, text, answer):
            yield "the question's example", text
    for text in BEHIND:
        yield "something behind it", answer + text
    if task.unique_answer:
        yield "twice", f"{answer}\n\n{answer}"
    for name, text in task.mutations(sample, answer):
        yield name, text


def echoes(sample: Sample) -> list[str]:
    """The question, and each of its paragraphs."""
    question = sample.question
    parts = [part.strip("\n") for part in question.split("\n\n")]
    return list(dict.fromkeys([question, *(part for part in parts if part.strip())]))


def examples(sample: Sample) -> list[str]:
    """What the question shows as the form of an answer."""
    return _EXAMPLE.findall(sample.question)


def same_answer(task: Task[Any], text: str, answer: str) -> bool:
    """Whether two texts are the same answer, as far as the task's form can tell."""
    if text == answer:
        return True
    if task.form is None:
        return False
    try:
        return bool(task.form.read(text) == task.form.read(answer))
    except AnswerError:
        return False
