"""What CodeSteer's guide may say, and what is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

import msgspec

from r1ci_bench.sandbox.policy import MIB, Policy

if TYPE_CHECKING:
    from r1ci_bench.protocol import CodeBlock, Reply
    from r1ci_bench.sandbox.policy import Execution

Mode = Literal["code", "text"]
DecisionKind = Literal["code", "text", "return_answer", "terminate", "guidance"]

DEFAULT_MODE: Mode = "code"
"""Taken where the guide's first reply names neither: a model told to use code can still answer in words."""

_WORDS: dict[str, DecisionKind] = {
    "code": "code",
    "text": "text",
    "returnanswer": "return_answer",
    "terminate": "terminate",
}
_SHOWN = 4000


@dataclass(frozen=True, slots=True)
class Decision:
    """What the guide wants to happen next.

    Attributes:
        kind: The decision.
        guidance: What to tell the model, where that is the decision.
        readable: False where the guide's reply held no decision and this one stands in for it.
    """

    kind: DecisionKind
    guidance: str = ""
    readable: bool = True


def read_choice(reply: Reply) -> tuple[str, Mode | None]:
    """Read the guide's first reply; None where it names neither code nor text."""
    match _WORDS.get(_word(_marked(reply))):
        case "code" | "text" as mode:
            return mode, mode
        case _:
            return "none", None


def read_decision(reply: Reply) -> tuple[str, Decision]:
    """Read the guide's review. What is marked decides, compared as a whole: case and blanks do not matter.

    A reply without a marker decides nothing, so the answer stands: to send the whole reply to the model would
    pass on whatever the guide thinks aloud.
    """
    marked = _marked(reply)
    if not marked:
        return "none", Decision("return_answer", readable=False)
    kind = _WORDS.get(_word(marked))
    if kind is not None:
        return kind, Decision(kind)
    return "guidance", Decision("guidance", marked)


def read_check(reply: Reply) -> tuple[str, CodeBlock | None]:
    """Read the guide's self-check: its program, or None where it wrote none."""
    if reply.action == "run_code" and reply.code is not None:
        return "self_check", reply.code
    return "no_check", None


def show_check(execution: Execution) -> str:
    """What a self-check printed, or how it failed, as the guide reads it."""
    if execution.ok:
        return _middle_cut(execution.stdout.strip()) or "The check printed nothing."
    return f"The check failed.\n{show_failure(execution)}"


def show_failure(execution: Execution) -> str:
    """Why a self-check failed, as the guide reads it."""
    compiled = execution.stage != "compile"
    how = {
        "exited": f"It ended with exit code {execution.exit_code}." if compiled else "It did not compile.",
        "signalled": f"It was ended by signal {execution.signal}.",
        "wall_time": "It ran out of time.",
        "cpu_time": "It ran out of processor time.",
        "memory": "It ran out of memory.",
    }[execution.ending]
    return "\n".join(filter(None, (how, _middle_cut(execution.stderr.strip()))))


class _Features(msgspec.Struct):
    loops: int
    comprehensions: int
    branches: int
    tries: int
    recursive_functions: int
    binary_operations: int
    search_modules: list[str]
    solver_modules: list[str]
    score: float
    error: str


def features_program(code: str) -> str:
    """The program that counts, inside the sandbox, what `code` is made of."""
    as_json = msgspec.json.encode(code.encode("utf-8", "replace").decode()).decode()
    return f"{_features_source()}\n\nprint_features({as_json!r})\n"


def features_policy(policy: Policy) -> Policy:
    """What that program may use: little, and never more than the task allows.

    It is ours and in Python, whatever languages the model's code may be in, and it keeps nothing.
    """
    little = Policy(
        wall_seconds=10.0, cpu_seconds=10.0, memory_bytes=512 * MIB, output_bytes=4096, processes=8
    )
    return msgspec.structs.replace(policy.tightened(little), languages=("python",), stateful=False)


def show_features(execution: Execution) -> str:
    """What code is made of, in one line for the guide; says so where it could not be told."""
    from r1ci_bench.agents.code_features import TOO_SIMPLE

    try:
        found = msgspec.json.decode(execution.stdout, type=_Features)
    except msgspec.DecodeError:
        return "The code could not be analysed."
    if found.error:
        return f"The code could not be analysed: {found.error}"
    counts = (
        (found.loops, "loops"),
        (found.comprehensions, "comprehensions"),
        (found.branches, "branches"),
        (found.tries, "try blocks"),
        (found.recursive_functions, "recursive functions"),
        (found.binary_operations, "binary operations"),
    )
    parts = [f"{name}: {count}" for count, name in counts if count]
    modules = found.search_modules + found.solver_modules
    if modules:
        parts.append(f"libraries: {', '.join(modules)}")
    text = f"{'; '.join(parts) or 'no loops, branches or computations'}. Complexity score {found.score:g}."
    if found.score <= TOO_SIMPLE:
        text += " The code may be too simple: it hardly searches or computes."
    return text


def show_unread(language: str) -> str:
    """What the guide reads of code that is not Python, which is all that can be taken apart."""
    return f"The code is in {language}, not in Python, so it was not analysed."


@cache
def _features_source() -> str:
    return (resources.files("r1ci_bench.agents") / "code_features.py").read_text("utf-8")


def _marked(reply: Reply) -> str:
    return (reply.answer or "") if reply.answer_source == "marker" else ""


def _word(text: str) -> str:
    return "".join(text[:100].split()).casefold()


def _middle_cut(text: str) -> str:
    if len(text) <= _SHOWN:
        return text
    half = _SHOWN // 2
    return f"{text[:half]}\n[{len(text) - 2 * half} characters left out]\n{text[-half:]}"
