"""The answers that the gate tries: right ones in other clothes, and wrong ones of every kind.

What is tried on every task stands here; what only a task can know comes from `Task.renderings` and
`Task.mutations`.
"""

from __future__ import annotations

import ast
import re
from itertools import islice
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

MOST_OF_A_TASK = 5_000
"""Renderings or mutations that are tried of one question at the most."""

_NUMBER = re.compile(r"[0-9]+")
_EXAMPLE = re.compile(r"<<<(.*?)>>>", re.DOTALL)

NOTHING = ("", " ", "\n", "\t \r\n")
JUNK = ("?", "I do not know", "no answer", "[]", "()", "{}", "[[]]", "None", "null", "nan", "NaN", "inf",
        "-inf", "Infinity", "True", "...", "<<<>>>", "answer content", "\x00", ".")  # fmt: skip
NUMBERS = ("0", "1", "-1")
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
    "many digits and a sign": "9" * 19_000 + "!",
    "many letters and a sign": "a" * 19_000 + "!",
    "many words and a sign": "ab " * 6_000 + "!",
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
    for text in islice(task.renderings(sample, answer), MOST_OF_A_TASK):
        yield "written otherwise", text


def wrong_answers(task: Task[Any], sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
    """Wrong answers that are the same for every task, each with its kind; see also `close_answers`.

    Hostile ones and those of other questions are not among them.

    Args:
        task: The task.
        sample: The question.
        answer: A right answer.
    """
    for text in NOTHING:
        yield "nothing", text
    # Where several answers are right, a small number may be one of them.
    for text in (*JUNK, *NUMBERS) if task.unique_answer else JUNK:
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
        middle = len(answer) // 2
        for text in (answer[:middle], answer[middle:]):
            if text.strip() and not same_answer(task, text, answer) and not _same_number(text, answer):
                yield "half of it", text


def close_answers(task: Task[Any], sample: Sample, answer: str) -> list[tuple[str, str]]:
    """Wrong answers that only the task knows, each with what was done to a right one."""
    return list(islice(task.mutations(sample, answer), MOST_OF_A_TASK))


def stress(answer: str) -> Iterator[tuple[str, str]]:
    """Texts near a right answer, right or wrong themselves, on which there must be a verdict in time."""
    yield "a large number", "999999999"
    yield "large numbers", "999999999, 999999999"
    yield "large numbers in pairs", "(999999999, 999999999), (999999999, 999999999)"
    yield "a right answer with a large number", _NUMBER.sub("999999999", answer, count=1)
    yield "a right answer with large numbers", _NUMBER.sub("999999999", answer)
    yield "a right answer many times", f"{answer}\n" * (19_000 // (len(answer) + 1))
    yield "a right answer, many blanks and a sign", answer + " " * 18_000 + "!"
    yield "a right answer, its last sign many times", answer + answer[-1:] * 18_000 + "!"


def guesses(sample: Sample) -> dict[str, str]:
    """What somebody may answer who does not work on the question, by the way in which it was found."""
    found = {f"always {text}": text for text in (*NUMBERS, "[]", "True", "yes")}
    lines = [line.strip() for line in sample.question.splitlines() if line.strip()]
    places = [(f"line {number} from the end", line) for number, line in enumerate(reversed(lines[-8:]), 1)]
    places += [(f"line {number}", line) for number, line in enumerate(lines[:4], 1)]
    for place, line in places:
        found[place] = line
        found[f"the last word of {place}"] = line.split()[-1].strip(".,;:!?()[]#\"'")
        if numbers := _NUMBER.findall(line):
            found[f"the last number of {place}"] = numbers[-1]
        if (behind := re.split(r"[:=]", line)[-1].strip()) != line:
            found[f"the end of {place}"] = behind
    return found


def prints_what_it_stores(program: str) -> bool:
    """Whether a program works nothing out: it prints constants, perhaps named before."""
    try:
        statements = ast.parse(program).body
    except (SyntaxError, ValueError):
        return False
    for statement in statements:
        match statement:
            case ast.Assign(value=value):
                pass
            case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[value])):
                pass
            case _:
                return False
        if not isinstance(value, ast.Name):
            try:
                ast.literal_eval(value)
            except (ValueError, TypeError):
                return False
    return bool(statements)


def _same_number(text: str, answer: str) -> bool:
    try:
        return float(text) == float(answer)
    except ValueError:
        return False


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
    except Exception:  # noqa: BLE001 - a plugin's form may raise anything
        return False
