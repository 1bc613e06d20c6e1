"""What CodeSteer says of a program without running it."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from r1ci_bench.agents.code_features import LONGEST, describe_code
from r1ci_bench.agents.steering import features_policy, features_program, show_features
from r1ci_bench.sandbox.policy import Policy
from support.scripted import execution, run_for_real

SEARCH = """
import itertools
from sympy.logic import boolalg

def walk(node, depth):
    try:
        return [walk(child, depth + 1) for child in node if child]
    except TypeError:
        return depth * 2

for pair in itertools.permutations(range(3)):
    while pair:
        pair = pair[1:]
"""


def test_a_search_is_told_by_what_it_is_made_of() -> None:
    features = describe_code(SEARCH)
    assert features == {
        "loops": 2,
        "comprehensions": 1,
        "branches": 0,
        "tries": 1,
        "recursive_functions": 1,
        "binary_operations": 2,
        "search_modules": ["itertools"],
        "solver_modules": ["sympy"],
        "score": 2 + 1 + 1 + 2 + 1 + 2 + 0.5,
        "error": "",
    }


def test_words_in_comments_and_strings_do_not_count() -> None:
    assert describe_code("# for if while try\nx = 'for before format elif'\n")["score"] == 0


@pytest.mark.parametrize(
    "code",
    ["def f(:", "x = '\0'", "x = 1" + "+1" * 90_000, "(" * 5000, "\ud800", "x" * (LONGEST + 1)],
    ids=["syntax", "nul", "deep", "nested", "surrogate", "long"],
)
def test_what_cannot_be_read_is_said_and_not_raised(code: str) -> None:
    features = describe_code(code)
    assert features["score"] == 0
    assert 0 < len(features["error"]) <= 200


def test_functions_nested_without_end_are_walked_in_bounded_time() -> None:
    names = [f"def f{depth}():\n{' ' * (depth + 1)}" for depth in range(90)]
    assert describe_code("".join(names) + "f1()")["recursive_functions"] == 1


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=200))
@example("'''\"\"\"\\")
@example("\U0001f600 {{}} %s \\N{DASH}")
def test_no_text_breaks_out_of_the_program_that_reads_it(code: str) -> None:
    ran = run_for_real(features_program(code))
    assert json.loads(ran.stdout) == json.loads(json.dumps(describe_code(code)))


def test_the_read_program_never_runs() -> None:
    ran = run_for_real(features_program("print('ran')\nraise SystemExit(3)"))
    assert ran.ok
    assert "ran\n" not in ran.stdout


def test_the_summary_says_what_was_found() -> None:
    ran = run_for_real(features_program(SEARCH))
    assert show_features(ran) == (
        "loops: 2; comprehensions: 1; try blocks: 1; recursive functions: 1; binary operations: 2; "
        "libraries: itertools, sympy. Complexity score 9.5."
    )


def test_a_simple_program_gets_a_remark() -> None:
    text = show_features(run_for_real(features_program("print(1 + 2)")))
    assert text.startswith("binary operations: 1. Complexity score 0.25. The code may be too simple")


@pytest.mark.parametrize("stdout", ["", "{}", "Traceback", '{"loops": "many"}', "[" * 2000])
def test_whatever_comes_back_gives_a_summary(stdout: str) -> None:
    assert show_features(execution(stdout)) == "The code could not be analysed."


def test_the_analysis_gets_no_more_than_the_task_allows() -> None:
    task = Policy(wall_seconds=3.0, processes=2)
    policy = features_policy(task)
    assert (policy.wall_seconds, policy.cpu_seconds, policy.processes) == (3.0, 10.0, 2)
    assert policy.preload == task.preload
