"""No task and no reader of answers evaluates text: what could do so does not occur in their sources."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted([*ROOT.glob("tasks/**/*.py"), *ROOT.glob("r1ci_bench/answers/**/*.py")])

# Builtins and names of libraries that turn text into code or objects.
NAMES = {"eval", "exec", "compile", "__import__", "execfile", "globals", "locals", "vars"}
ANYWHERE = {
    "literal_eval", "parse_expr", "parse_latex", "parse_mathematica", "sympify", "nsimplify", "lambdify",
    "run_path", "run_module", "unpickle", "Unpickler", "system", "popen", "check_output",
}  # fmt: skip
MODULES = {
    "pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "code", "codeop", "runpy",
    "subprocess", "ctypes", "socket", "urllib", "requests", "yaml", "numexpr",
}  # fmt: skip

# The worker that makes items of Reasoning-Gym is a process that we start; no text of a model reaches it.
ALLOWED = {"tasks/r1ci_reasoning_gym/source.py": ["subprocess"]}


def offences(source: str) -> list[str]:
    """What a source contains that could evaluate text, with line numbers."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Name) and node.id in NAMES | ANYWHERE:
            names = [node.id]
        elif isinstance(node, ast.Attribute) and node.attr in ANYWHERE:
            names = [node.attr]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.partition(".")[0] in MODULES]
        elif isinstance(node, ast.ImportFrom):
            module = (node.module or "").partition(".")[0]
            names = [
                alias.name for alias in node.names if alias.name in ANYWHERE | NAMES or module in MODULES
            ]
            # The one-letter function of sympy evaluates text as well.
            names += [alias.name for alias in node.names if module == "sympy" and alias.name == "S"]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "S":
            names = ["S(...)"]
        found += [f"line {getattr(node, 'lineno', 0)}: {name}" for name in names]
    return found


def test_there_are_sources_to_look_at() -> None:
    assert len(SOURCES) > 30


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_evaluates_text(path: Path) -> None:
    found = offences(path.read_text(encoding="utf-8"))
    assert [text.partition(": ")[2] for text in found] == ALLOWED.get(path.relative_to(ROOT).as_posix(), [])


@pytest.mark.parametrize(
    "source",
    [
        "eval(answer)",
        "x = exec",
        "import ast\nast.literal_eval(answer)",
        "from sympy import sympify",
        "from sympy.parsing.sympy_parser import parse_expr",
        "import sympy\nsympy.sympify(answer)",
        "import sympy\nsympy.S(answer)",
        "from sympy import S",
        "import pickle",
        "from pickle import loads",
        "import os\nos.system(answer)",
        "compile(answer, '', 'eval')",
    ],
)
def test_the_check_itself_sees_offences(source: str) -> None:
    assert offences(source)
    assert offences("import re\nre.compile('x')\n") == []
