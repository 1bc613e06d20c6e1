"""What a program is made of, told from its syntax tree: is it a search, or a few sums in a row?

`describe_code` reads a hostile program, and a parser can be driven out of stack or memory by one. So this
file imports nothing but the standard library, and CodeSteer sends its source into the sandbox together with
the program to read; nothing of that program ever runs here.
"""

from __future__ import annotations

import ast
import json
from typing import TypedDict

TOO_SIMPLE = 2.0
"""A score up to this is taken for a few sums in a row (the threshold of the CodeSteer release)."""

LONGEST = 200_000
"""Characters of the longest program that is read."""

SEARCH_MODULES = frozenset({"bisect", "collections", "functools", "heapq", "itertools", "queue"})
SOLVER_MODULES = frozenset(
    {"constraint", "cvxpy", "networkx", "numpy", "ortools", "pulp", "pysat", "scipy", "sympy", "z3"}
)


class Features(TypedDict):
    """Counts of what a program is made of.

    `score` is 1 for each loop, comprehension, branch and try, 2 for each recursive function, 2 for each
    solver library and 1 for each search library that it imports, and 0.25 for each binary operation.
    `error` says why the program could not be read, and is empty otherwise.
    """

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


def describe_code(code: str) -> Features:
    """Count what a program is made of.

    Args:
        code: Any text; it is parsed and never runs.
    """
    features = Features(
        loops=0,
        comprehensions=0,
        branches=0,
        tries=0,
        recursive_functions=0,
        binary_operations=0,
        search_modules=[],
        solver_modules=[],
        score=0.0,
        error="",
    )
    if len(code) > LONGEST:
        features["error"] = f"longer than {LONGEST} characters"
        return features
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        features["error"] = f"{type(error).__name__}: {error}"[:200]
        return features
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.AsyncFor | ast.While):
            features["loops"] += 1
        elif isinstance(node, ast.comprehension):
            features["comprehensions"] += 1
        elif isinstance(node, ast.If | ast.IfExp | ast.Match):
            features["branches"] += 1
        elif isinstance(node, ast.Try | ast.TryStar):
            features["tries"] += 1
        elif isinstance(node, ast.BinOp | ast.AugAssign):
            features["binary_operations"] += 1
        elif isinstance(node, ast.Import):
            modules.update(name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").partition(".")[0])
    features["recursive_functions"] = _recursive_functions(tree)
    features["search_modules"] = sorted(modules & SEARCH_MODULES)
    features["solver_modules"] = sorted(modules & SOLVER_MODULES)
    features["score"] = (
        features["loops"]
        + features["comprehensions"]
        + features["branches"]
        + features["tries"]
        + 2 * features["recursive_functions"]
        + 2 * len(features["solver_modules"])
        + len(features["search_modules"])
        + 0.25 * features["binary_operations"]
    )
    return features


def _recursive_functions(tree: ast.AST) -> int:
    """How many functions call their own name, in one pass however deep they are nested."""
    recursive: set[ast.AST] = set()
    waiting: list[tuple[ast.AST, dict[str, ast.AST]]] = [(tree, {})]
    while waiting:
        node, enclosing = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            enclosing = {**enclosing, node.name: node} if len(enclosing) < 50 else enclosing
        elif isinstance(node, ast.Call):
            function = node.func
            name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            if name in enclosing:
                recursive.add(enclosing[name])
        waiting.extend((child, enclosing) for child in ast.iter_child_nodes(node))
    return len(recursive)


def print_features(code_as_json: str) -> None:
    """Print the features of a program as one line of JSON.

    Args:
        code_as_json: The program as a JSON string, so that no text of it can end a literal of ours.
    """
    print(json.dumps(describe_code(json.loads(code_as_json))))
