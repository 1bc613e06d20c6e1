"""Prompt templates: packaged text files that a user may replace one by one.

A template is rendered with jinja2. Its lines end in a line feed alone and its final line ends are dropped;
what is put into it is never changed and never read as a template.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from r1ci_bench.errors import UsageError, near_misses
from r1ci_bench.hashing import content_hash
from r1ci_bench.protocol.constants import LANGUAGE_TAGS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from jinja2 import Environment, Template

    from r1ci_bench.sandbox.policy import Policy

_CODE = frozenset(
    {"question", "code_calls", "code_seconds", "languages", "fences", "stateful", "session_seconds"}
)
_REVIEW = _CODE | {"reply", "results"}

TEMPLATES: dict[str, frozenset[str]] = {
    "all_code.md": _CODE,
    "all_text.md": _CODE,
    "code_interpreter.md": _CODE,
    "codesteer_check.md": _REVIEW,
    "codesteer_check_failed.md": _CODE | {"error"},
    "codesteer_choose.md": _CODE,
    "codesteer_code.md": _CODE,
    "codesteer_decide.md": _REVIEW | {"check", "features", "rounds_left"},
    "codesteer_switch_code.md": _CODE,
    "codesteer_switch_text.md": _CODE,
    "codesteer_text.md": _CODE,
}
"""Every template with the variables that it may use (docs/agents.md says what they mean)."""

_MUST_SHOW: dict[str, str] = {
    "all_code.md": "question",
    "all_text.md": "question",
    "code_interpreter.md": "question",
    "codesteer_check.md": "reply",
    "codesteer_choose.md": "question",
    "codesteer_code.md": "question",
    "codesteer_text.md": "question",
}

_PROBE = "\x00probe\x00"


def policy_values(policy: Policy) -> dict[str, object]:
    """What every template may say of the policy that code runs under."""
    # A policy without languages runs nothing, and few prompts speak of code then; Python stands for any.
    fences = [f"```{LANGUAGE_TAGS[language][0]}" for language in policy.languages or ("python",)]
    return {
        "code_seconds": f"{policy.wall_seconds:g}",
        "languages": ", ".join(policy.languages),
        "fences": " or ".join(filter(None, (", ".join(fences[:-1]), fences[-1]))),
        "stateful": policy.stateful,
        "session_seconds": f"{policy.session_wall_seconds:g}",
    }


class Prompts:
    """The prompt templates of a run.

    Args:
        directory: Where a user's templates are; each replaces the packaged one of the same name.

    Raises:
        UsageError: if the directory cannot be read, holds a file that is no template's, or a template is
            malformed, uses an unknown variable, or never shows the question.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._files: dict[str, Path] = {}
        self._sources: dict[str, str] = {}
        self._compiled: dict[str, Template] = {}
        self._environment: Environment | None = None
        if directory is not None:
            self._files = _own_files(directory)
            for name in self._files:
                self._check(name)

    def render(self, name: str, **values: object) -> str:
        """Fill in a template.

        Args:
            name: File name of the template.
            values: Its variables.

        Raises:
            UsageError: if a template of the user's fails while it is rendered.
        """
        from jinja2 import TemplateError

        template = self._template(name)
        try:
            return template.render(values)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise self._bad(name, _line_of(error), error) from error

    def hash(self, names: Iterable[str] | None = None) -> str:
        """The content hash of templates as they are used here, the user's included.

        Args:
            names: Which templates; None for all.
        """
        chosen = sorted(TEMPLATES if names is None else names)
        return content_hash({name: self._source(name) for name in chosen})

    def _source(self, name: str) -> str:
        if name not in self._sources:
            if name in self._files:
                text = _read(self._files[name])
            else:
                text = (resources.files("r1ci_bench.agents") / "templates" / name).read_text("utf-8")
            # One text, one hash: an editor's final newline makes no other prompt, nor do its line ends,
            # which reading has made line feeds.
            self._sources[name] = text.rstrip("\n")
        return self._sources[name]

    def _template(self, name: str) -> Template:
        from jinja2 import TemplateSyntaxError

        if name not in self._compiled:
            try:
                self._compiled[name] = self._jinja().from_string(self._source(name))
            except TemplateSyntaxError as error:
                raise self._bad(name, error.lineno, error) from error
        return self._compiled[name]

    def _jinja(self) -> Environment:
        if self._environment is None:
            from jinja2 import StrictUndefined
            from jinja2.sandbox import ImmutableSandboxedEnvironment

            # Prompts are plain text for a model: nothing is escaped. Templates may come from strangers.
            self._environment = ImmutableSandboxedEnvironment(
                undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
            )
        return self._environment

    def _check(self, name: str) -> None:
        """Refuse a user's template at the start of a run, not at its first use in the middle of one."""
        from jinja2 import meta, nodes

        self._template(name)
        tree = self._jinja().parse(self._source(name))
        for unknown in sorted(meta.find_undeclared_variables(tree) - TEMPLATES[name]):
            line = next((node.lineno for node in tree.find_all(nodes.Name) if node.name == unknown), 1)
            known = ", ".join(sorted(TEMPLATES[name]))
            raise UsageError(
                f"{self._files[name]}:{line}: unknown variable {unknown!r}",
                hint=near_misses(unknown, TEMPLATES[name]) or f"this template has: {known}",
            )
        values: dict[str, object] = dict.fromkeys(TEMPLATES[name], "") | {"code_calls": 1, "rounds_left": 1}
        must = _MUST_SHOW.get(name)
        for stateful in (False, True):
            values["stateful"] = stateful
            text = self.render(name, **(values if must is None else values | {must: _PROBE}))
            if must is not None and _PROBE not in text:
                raise UsageError(
                    f"{self._files[name]}: the template never shows {must!r}",
                    hint=f"put {{{{ {must} }}}} where it belongs",
                )

    def _bad(self, name: str, line: int, error: Exception) -> UsageError:
        return UsageError(f"{self._files.get(name, name)}:{line}: {error}")


def _own_files(directory: Path) -> dict[str, Path]:
    try:
        found = sorted(path for path in directory.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise UsageError(
            f"prompt directory {directory} cannot be read: {error.strerror}",
            hint="give --prompt-dir a directory with templates",
        ) from error
    for path in found:
        if path.name not in TEMPLATES:
            raise UsageError(
                f"{path} is no prompt template",
                hint=near_misses(path.name, TEMPLATES) or f"templates are: {', '.join(TEMPLATES)}",
            )
    return {path.name: path for path in found}


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text: byte {error.start}") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


def _line_of(error: Exception) -> int:
    """The line of the template at which rendering failed; jinja2 keeps its own table of lines."""
    trace, line = error.__traceback__, 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
