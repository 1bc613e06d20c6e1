"""Makes the flags of `run` from the fields of RunSpec, and a RunSpec from flags and TOML."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import click
import msgspec
from msgspec import inspect

from r1ci_bench.errors import UsageError, near_misses
from r1ci_bench.records import RunSpec

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SPAN = re.compile(r"(\d+)(?:-(\d+))?")
_MOST_LEVELS = 1000
_REPEATED = ("tasks", "quirks")


class SpecOption(click.Option):
    """A flag that stands for one field of RunSpec.

    Attributes:
        group: The section of `--help` in which it stands.
    """

    def __init__(self, field: inspect.Field) -> None:
        described, core = _unwrap(field.type)
        extra = described.extra or {}
        self.group: str = str(extra.get("group", "Options"))
        many = isinstance(core, inspect.DictType) or field.name in _REPEATED
        default = "" if field.required else _shown(field)
        text = str((described.extra_json_schema or {}).get("description", ""))
        super().__init__(
            [f"--{field.name.replace('_', '-')}", field.name],
            type=_click_type(field.name, core),
            multiple=many,
            metavar=extra.get("metavar"),
            help=f"{text}{default}.",
        )


class QuestionOption(click.Option):
    """A flag that is short for another one on questions, and stands in their section of `--help`."""

    group = "Questions"


class SpecCommand(click.Command):
    """A command whose help shows its flags in sections."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the flags, section by section."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                group = parameter.group if isinstance(parameter, (SpecOption, QuestionOption)) else "Output"
                sections.setdefault(group, []).append(record)
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl(rows)


def spec_options() -> list[click.Parameter]:
    """One flag for each field of RunSpec, in its order."""
    info = inspect.type_info(RunSpec)
    if not isinstance(info, inspect.StructType):
        raise TypeError("RunSpec must be a Struct")
    return [SpecOption(field) for field in info.fields]


def make_spec(flags: dict[str, Any], config: Path | None) -> tuple[RunSpec, frozenset[str]]:
    """Make a spec: the file first, the flags on top.

    Args:
        flags: Values of the flags by field name; None and empty ones were not given.
        config: A TOML file with fields of RunSpec, or None.

    Returns:
        The spec, and the names of the fields that were given: only here is it known that a value was given
        which is also the default.

    Raises:
        UsageError: for a malformed file, an unknown field (with near misses), or a value out of bounds.
    """
    values = _read_config(config) if config is not None else {}
    given = {name: value for name, value in flags.items() if value is not None and value != ()}
    if "model_arg" in given:
        given["model_arg"] = dict(_pairs(given["model_arg"]))
    values.update(given)
    if "level" in values:
        values["level"] = parse_levels(values["level"])
    for repeated in _REPEATED:
        if isinstance(values.get(repeated), str):
            values[repeated] = [values[repeated]]
    if "model" not in values:
        raise UsageError(
            "no model is named", hint="for example: --model openai/gpt-4o; see: r1ci-bench models"
        )
    try:
        spec = msgspec.convert(values, RunSpec)
    except msgspec.ValidationError as error:
        name = re.search(r"`\$\.(\w+)", str(error))
        what = str(error).split(" - at ")[0]
        where = f"--{name[1].replace('_', '-')}" if name else "this run cannot be made"
        source = f" (in {config})" if config is not None and name and name[1] not in given else ""
        raise UsageError(
            f"{where}{source}: {what[0].lower()}{what[1:]}", hint="see: r1ci-bench run --help"
        ) from None
    return spec, frozenset(values)


def _read_config(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}") from error
    known = RunSpec.__struct_fields__
    for name in values:
        if name not in known:
            hint = near_misses(name, known) or f"known: {', '.join(known)}"
            raise UsageError(f"{path}: unknown field {name!r}", hint=hint)
    return values


def _pairs(texts: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f"--model-arg: {text!r} is not KEY=VALUE")
        # JSON where it is JSON (numbers, booleans, objects), a plain string otherwise.
        try:
            yield name, msgspec.json.decode(value)
        except msgspec.DecodeError:
            yield name, value


def parse_levels(value: Any) -> list[int]:
    """Read levels written as `3`, `1-5`, `2,4`, or as a list of numbers.

    Raises:
        UsageError: for anything else.
    """
    if isinstance(value, list) and all(isinstance(level, int) for level in value):
        return sorted(set(value))
    levels: set[int] = set()
    for part in str(value).split(","):
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            raise UsageError(
                f"--level: {value!r} is not a list of levels", hint="for example: 3 or 1-5 or 2,4"
            )
        low, high = int(match[1][:6]), int((match[2] or match[1])[:6])
        if not 1 <= low <= high <= _MOST_LEVELS:
            raise UsageError(
                f"--level: {part.strip()!r} is not a range of levels from 1", hint="for example: 1-5"
            )
        levels.update(range(low, high + 1))
    return sorted(levels)


def _unwrap(kind: inspect.Type) -> tuple[inspect.Metadata, inspect.Type]:
    """The description of a field, and its type without None."""
    if not isinstance(kind, inspect.Metadata):
        raise TypeError(f"a field of RunSpec lacks its description: {kind}")
    core = kind.type
    if isinstance(core, inspect.UnionType):
        core = next(part for part in core.types if not isinstance(part, inspect.NoneType))
    return kind, core


def _click_type(name: str, core: inspect.Type) -> click.ParamType[Any]:
    while isinstance(core, inspect.Metadata):
        core = core.type
    if isinstance(core, inspect.IntType) and name != "level":
        return click.IntRange(min=core.ge)
    if isinstance(core, inspect.FloatType):
        low = core.ge if core.ge is not None else core.gt
        return click.FloatRange(min=low, max=core.le, min_open=core.gt is not None)
    if isinstance(core, inspect.LiteralType):
        return click.Choice([str(value) for value in core.values])
    return click.STRING


def _shown(field: inspect.Field) -> str:
    value = field.default
    if value is msgspec.NODEFAULT or value is None or field.name in _REPEATED:
        return ""
    if isinstance(value, tuple):
        value = ",".join(map(str, value))
    return f" [default: {value:g}]" if isinstance(value, float) else f" [default: {value}]"
