"""Imports run one way: the core in layers, plugins and tasks on the core's public names only.

Imports are read from the sources, so that nothing has to be importable. Runtime imports, those inside of
functions included, keep the layers strictly. Imports for the type checker alone (`if TYPE_CHECKING:`) may
look up to a higher layer: they order no code and cannot make a cycle. What separates distributions from each
other holds for both kinds.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
CORE = "r1ci_bench"

# Low to high. A unit imports units of lower layers only, and itself. A unit is a module or a package.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "descriptors", "hashing", "text", "_version"),
    ("rng", "programs", "sandbox.policy", "answers", "splits", "cache"),
    ("sandbox.languages",),
    ("sandbox.requests",),
    ("sandbox", "sandbox.jail"),
    ("sandbox.service",),
    ("task", "model"),
    ("form_task", "question_cache", "transcript", "events", "hookspecs"),
    ("protocol", "judge", "plugins", "questions", "official", "datasets", "sandbox.plugin"),
    ("records",),
    ("agents", "executor", "soundness", "stats"),
    ("leaderboard", "run"),
    ("cli",),
)
LAYER_OF = {unit: number for number, layer in enumerate(LAYERS) for unit in layer}

# Modules that are one unit with another for being parts of it.
PART_OF = {
    "judge_child": "judge",
    "judge_worker": "judge",
    "discovery": "plugins",
    "__main__": "cli",
}

# Units that may import less than their layer would allow.
ONLY: dict[str, tuple[str, ...]] = {
    "sandbox": ("sandbox.policy",),
    "sandbox.jail": ("sandbox.policy", "sandbox.languages", "sandbox.requests", "errors"),
}

# What no plugin and no task may import of the core.
CLOSED_TO_PLUGINS = ("run", "cli", "leaderboard")


@dataclass(frozen=True)
class Import:
    """One import of a module."""

    line: int
    target: str
    typing_only: bool


def imports_of(source: str, module: str, *, is_package: bool = False) -> Iterator[Import]:
    """All imports of a module, wherever they stand in it.

    `from package import name` counts as an import of `package.name`: whether that is a module or an attribute
    of one, it belongs to the same unit or to a deeper one.
    """
    package = module if is_package else module.rpartition(".")[0]
    pending: list[tuple[ast.AST, bool]] = [(ast.parse(source), False)]
    while pending:
        node, typing_only = pending.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            pending += [(child, True) for child in node.body]
            pending += [(child, typing_only) for child in node.orelse]
            continue
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            targets = [f"{base}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            targets = [
                argument.value
                for argument in node.args[:1]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            ]
        for target in targets:
            yield Import(node.lineno if hasattr(node, "lineno") else 0, target, typing_only)
        pending += [(child, typing_only) for child in ast.iter_child_nodes(node)]


def unit_of(module: str) -> str | None:
    """The unit of a module of the core, or None where it is the root package itself."""
    parts = module.split(".")[1:]
    if parts:
        parts[0] = PART_OF.get(parts[0], parts[0])
    for length in range(len(parts), 0, -1):
        if (unit := ".".join(parts[:length])) in LAYER_OF:
            return unit
    return parts[0] if parts and not parts[0].startswith("__") else None


def core_rule(unit: str, target: Import, plugins: frozenset[str]) -> str | None:
    """The rule that an import of a unit of the core breaks, or None."""
    top = target.target.split(".")[0]
    if top in plugins:
        return f"the core never imports a plugin or a task ({top})"
    other = unit_of(target.target) if top == CORE else None
    if target.typing_only or other is None or other == unit:
        return None
    if other not in LAYER_OF:
        return f"r1ci_bench.{other} has no layer; give it one in LAYERS"
    if unit in ONLY and other not in ONLY[unit]:
        return f"{unit} imports {' and '.join(ONLY[unit])} only, not {other}"
    if LAYER_OF[other] >= LAYER_OF[unit]:
        return f"{unit} is below or beside {other} and must not import it at runtime"
    return None


def plugin_rule(package: str, target: Import, plugins: frozenset[str]) -> str | None:
    """The rule that an import of a plugin or a task breaks, or None."""
    top, *rest = target.target.split(".")
    if top in plugins and top != package:
        return f"{package} must not import {top}: plugins and tasks know the core only"
    if top != CORE:
        return None
    if rest and rest[0] in CLOSED_TO_PLUGINS:
        return f"{package} must not import r1ci_bench.{rest[0]}"
    private = [name for name in rest if name.startswith("_") and not name.endswith("__")]
    return f"{package} must not import the private {private[0]!r}" if private else None


def broken_rules(path: str, source: str, plugins: frozenset[str]) -> Iterator[str]:
    """What is wrong with the imports of one file.

    Args:
        path: The file, relative to the root of the repository.
        source: Its text.
        plugins: The import packages of all plugins and tasks.
    """
    parts = list(Path(path).with_suffix("").parts)
    if parts[0] != CORE:
        del parts[0]
    is_package = parts[-1] == "__init__"
    module = ".".join(parts[:-1] if is_package else parts)
    unit = unit_of(module)
    if parts[0] == CORE and unit is not None and unit not in LAYER_OF:
        yield f"{path}:1: r1ci_bench.{unit} has no layer; give it one in LAYERS"
        return
    for found in sorted(imports_of(source, module, is_package=is_package), key=lambda item: item.line):
        if parts[0] != CORE:
            rule = plugin_rule(parts[0], found, plugins)
        elif unit is not None:
            rule = core_rule(unit, found, plugins)
        else:
            public = found.target.startswith(f"{CORE}._version")
            rule = None if public or not found.target.startswith(CORE) else "the root imports nothing else"
        if rule is not None:
            yield f"{path}:{found.line}: {rule}"


def plugin_packages() -> frozenset[str]:
    return frozenset(
        folder.name for parent in ("plugins", "tasks") for folder in (ROOT / parent).glob("r1ci_*")
    )


def sources() -> list[Path]:
    folders = [ROOT / CORE, ROOT / "plugins", ROOT / "tasks"]
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def test_imports_run_one_way() -> None:
    found = [
        problem
        for path in sources()
        for problem in broken_rules(
            path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"), plugin_packages()
        )
    ]
    assert not found, "\n".join(["imports against the direction:", *found])


def test_every_part_of_the_repository_is_read() -> None:
    read = {path.relative_to(ROOT).parts[0] for path in sources()}
    assert read == {CORE, "plugins", "tasks"}
    assert {"r1ci_models", "r1ci_symbench"} <= plugin_packages()


PLUGINS = frozenset({"r1ci_models", "r1ci_symbench"})


@pytest.mark.parametrize(
    ("path", "source", "rule"),
    [
        ("r1ci_bench/task.py", "x = 1\nimport r1ci_bench.model", "2: task is below or beside model"),
        ("r1ci_bench/task.py", "from r1ci_bench import records", "1: task is below or beside records"),
        ("r1ci_bench/task.py", "from .run import plan", "1: task is below or beside run"),
        (
            "r1ci_bench/records/store.py",
            "from ..run.plan import Planner",
            "1: records is below or beside run",
        ),
        (
            "r1ci_bench/records/__init__.py",
            "from ..agents import Agent",
            "1: records is below or beside agents",
        ),
        (
            "r1ci_bench/stats/summary.py",
            "def f():\n import r1ci_bench.run.plan",
            "2: stats is below or beside run",
        ),
        ("r1ci_bench/leaderboard/site.py", "import r1ci_bench.run", "1: leaderboard is below or beside run"),
        ("r1ci_bench/run/plan.py", "import r1ci_bench.cli.app as app", "1: run is below or beside cli"),
        ("r1ci_bench/errors.py", "import r1ci_bench.hashing", "1: errors is below or beside hashing"),
        ("r1ci_bench/judge_worker.py", "import r1ci_bench.plugins", "1: judge is below or beside plugins"),
        ("r1ci_bench/discovery.py", "import r1ci_bench.judge_child", "1: plugins is below or beside judge"),
        ("r1ci_bench/model.py", "import_module('r1ci_bench.run')", "1: model is below or beside run"),
        (
            "r1ci_bench/model.py",
            "if TYPE_CHECKING:\n pass\nelse:\n import r1ci_bench.run",
            "4: model is below",
        ),
        (
            "r1ci_bench/sandbox/jail/tree.py",
            "import r1ci_bench.hashing",
            "1: sandbox.jail imports sandbox.policy",
        ),
        (
            "r1ci_bench/sandbox/policy.py",
            "import r1ci_bench.sandbox.jail",
            "1: sandbox.policy is below or beside",
        ),
        ("r1ci_bench/cli/app.py", "import r1ci_models", "1: the core never imports a plugin"),
        (
            "r1ci_bench/cli/app.py",
            "if TYPE_CHECKING:\n import r1ci_symbench.game24",
            "2: the core never imports",
        ),
        ("r1ci_bench/cli/app.py", "import r1ci_bench.novelty", "1: r1ci_bench.novelty has no layer"),
        ("r1ci_bench/novelty.py", "", "1: r1ci_bench.novelty has no layer"),
        ("r1ci_bench/__init__.py", "from r1ci_bench.task import Task", "1: the root imports nothing else"),
        (
            "plugins/r1ci_models/openai.py",
            "import r1ci_bench.run.plan",
            "1: r1ci_models must not import r1ci_bench.run",
        ),
        (
            "plugins/r1ci_models/openai.py",
            "import r1ci_symbench",
            "1: r1ci_models must not import r1ci_symbench",
        ),
        (
            "plugins/r1ci_models/openai.py",
            "from r1ci_bench._version import x",
            "1: r1ci_models must not import the",
        ),
        (
            "tasks/r1ci_symbench/game24.py",
            "from r1ci_bench.task import _x",
            "1: r1ci_symbench must not import the",
        ),
        (
            "tasks/r1ci_symbench/game24.py",
            "if TYPE_CHECKING:\n import r1ci_bench.cli",
            "2: r1ci_symbench must not",
        ),
    ],
)
def test_an_import_against_the_direction_is_found(path: str, source: str, rule: str) -> None:
    (problem,) = broken_rules(path, source, PLUGINS)
    assert problem.startswith(f"{path}:{rule}")


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("r1ci_bench/task.py", "import r1ci_bench.errors, json\nfrom r1ci_bench.sandbox import Policy"),
        ("r1ci_bench/model.py", "if TYPE_CHECKING:\n from r1ci_bench.run.plan import Planner"),
        ("r1ci_bench/model.py", "if typing.TYPE_CHECKING:\n from .task import Task"),
        (
            "r1ci_bench/judge.py",
            "from r1ci_bench.judge_child import Child\nimport r1ci_bench.sandbox.jail.seccomp",
        ),
        ("r1ci_bench/plugins.py", "from r1ci_bench import hookspecs\nimport r1ci_bench.discovery"),
        ("r1ci_bench/stats/summary.py", "from .intervals import wilson\nfrom ..records.types import Summary"),
        ("r1ci_bench/run/runner.py", "from r1ci_bench import __version__, agents, judge, stats"),
        ("r1ci_bench/__init__.py", "from r1ci_bench._version import __version__"),
        ("r1ci_bench/__main__.py", "from r1ci_bench.cli import main"),
        (
            "plugins/r1ci_models/openai.py",
            "from r1ci_bench import __version__\nimport r1ci_models._wire, openai",
        ),
        (
            "tasks/r1ci_symbench/game24.py",
            "from r1ci_bench.task import Task\nfrom .answers import read_integer",
        ),
    ],
)
def test_an_import_along_the_direction_is_not(path: str, source: str) -> None:
    assert list(broken_rules(path, source, PLUGINS)) == []
