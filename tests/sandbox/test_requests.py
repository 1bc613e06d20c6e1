"""Requests that make no sense are refused in clear words, before anything runs."""

from __future__ import annotations

import math
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.errors import UsageError
from r1ci_bench.sandbox import Inputs, Language, Policy
from r1ci_bench.sandbox.requests import MOST_CODE_BYTES, MOST_FILES, check_policy, check_request


@pytest.mark.parametrize("code", ["", " \n\t\n"])
def test_no_code(code: str) -> None:
    with pytest.raises(UsageError, match="no code to run"):
        check_request(code, Policy(), "python")


def test_too_much_code() -> None:
    with pytest.raises(UsageError, match=f"at most {MOST_CODE_BYTES}"):
        check_request("#" * (MOST_CODE_BYTES + 1), Policy(), "python")


def test_an_unknown_language() -> None:
    with pytest.raises(UsageError, match="unknown language 'cobol'") as caught:
        check_request("x", Policy(), cast("Language", "cobol"))
    assert "python" in (caught.value.hint or "")


@given(st.text(min_size=1).filter(lambda text: bool(text.strip())))
def test_any_other_text_is_code(code: str) -> None:
    assert check_request(code, Policy(), "python").decode("utf-8", "surrogatepass") == code


@pytest.mark.parametrize("code", ["print('\ud800')", "print('\0')"])
def test_what_is_no_proper_text_is_left_to_the_interpreter_to_refuse(code: str) -> None:
    assert check_request(code, Policy(), "python")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("wall_seconds", 0.0),
        ("wall_seconds", math.nan),
        ("wall_seconds", math.inf),
        ("cpu_seconds", -1.0),
        ("memory_bytes", 1),
        ("memory_bytes", 1 << 62),
        ("processes", 0),
        ("open_files", 3),
        ("scratch_bytes", 1),
        ("output_bytes", 0),
        ("session_wall_seconds", math.inf),
        ("session_cpu_seconds", 0.0),
    ],
)
def test_limits_that_cannot_be_kept(name: str, value: float) -> None:
    changes: dict[str, Any] = {name: value}
    with pytest.raises(UsageError, match=f"the policy's {name} is") as caught:
        check_policy(Policy(**changes))
    assert "must lie between" in (caught.value.hint or "")


@pytest.mark.parametrize("module", ["", "a b", "os; import sys", "../x", "1"])
def test_what_is_no_module_cannot_be_preloaded(module: str) -> None:
    with pytest.raises(UsageError, match="no name of a module"):
        check_policy(Policy(preload=(module,)))


@pytest.mark.parametrize(
    "changes",
    [
        {"preload": ("numpy",) * 2},
        {"preload": tuple(f"m{number}" for number in range(1000))},
        {"languages": ("python", "python")},
    ],
)
def test_names_without_end_or_twice(changes: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="something twice") as caught:
        check_policy(Policy(**changes))
    assert "name each once" in (caught.value.hint or "")


def test_too_many_files() -> None:
    wanted = tuple(map(str, range(MOST_FILES + 1)))
    with pytest.raises(UsageError, match="too many files"):
        check_request("print(1)", Policy(), "python", Inputs(fetch=wanted))
