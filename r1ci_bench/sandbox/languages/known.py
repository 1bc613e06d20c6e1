"""Which languages there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from r1ci_bench.errors import UsageError
from r1ci_bench.sandbox.languages.bash import Bash
from r1ci_bench.sandbox.languages.cpp import Cpp
from r1ci_bench.sandbox.languages.javascript import JavaScript
from r1ci_bench.sandbox.languages.python import Python
from r1ci_bench.sandbox.policy import Language

if TYPE_CHECKING:
    from r1ci_bench.sandbox.languages.executor import Executor

LANGUAGES: tuple[Language, ...] = get_args(Language)

EXECUTORS: dict[Language, Executor] = {
    each.language: each for each in (Python(), JavaScript(), Bash(), Cpp())
}


def executor_of(language: Language) -> Executor:
    """The executor of a language.

    Raises:
        UsageError: if there is no such language.
    """
    if language not in EXECUTORS:
        raise UsageError(f"unknown language {language!r}", hint=f"known are {', '.join(LANGUAGES)}")
    return EXECUTORS[language]
