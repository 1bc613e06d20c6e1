"""One RunSpec makes the flags, the TOML and the record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from r1ci_bench.cli.run import command as run_command
from r1ci_bench.cli.spec_options import make_spec, parse_levels
from r1ci_bench.errors import UsageError
from r1ci_bench.records import RunSpec

if TYPE_CHECKING:
    from pathlib import Path


def test_every_field_has_a_flag_with_a_description() -> None:
    text = CliRunner().invoke(run_command, ["--help"]).output
    for name in RunSpec.__struct_fields__:
        assert re.search(rf"--{name.replace('_', '-')}\b", text), name
    assert "Sampling:" in text
    assert "Examples:" in text


def test_flags_win_over_the_file(tmp_path: Path) -> None:
    config = tmp_path / "run.toml"
    config.write_text('model = "openai/a"\nsamples = 7\nlevel = "1-3"\ntasks = "symbench/*"\n')
    spec, _ = make_spec({"samples": 9, "seed": None, "tasks": ()}, config)
    assert (spec.model, spec.samples, spec.level, spec.tasks) == ("openai/a", 9, (1, 2, 3), ("symbench/*",))
    assert spec.seed == 0


def test_what_was_given_is_known_even_where_it_is_the_default(tmp_path: Path) -> None:
    config = tmp_path / "run.toml"
    config.write_text('model = "m/x"\nquestion_set = "public"\n')
    flags = {"dialect": "strict", "level": "3", "quirks": (), "seed": None}
    assert make_spec(flags, config)[1] == {"model", "question_set", "dialect", "level"}


def test_adapter_arguments_are_json_where_they_can_be() -> None:
    spec, _ = make_spec({"model": "m/x", "model_arg": ("a=1", "b=true", "c=text", "d=1.5=x")}, None)
    assert spec.model_arg == {"a": 1, "b": True, "c": "text", "d": "1.5=x"}


@pytest.mark.parametrize(
    ("text", "levels"), [("3", [3]), ("1-5", [1, 2, 3, 4, 5]), ("2,4", [2, 4]), ("4,1-2,2", [1, 2, 4])]
)
def test_levels_are_written_as_people_write_them(text: str, levels: list[int]) -> None:
    assert parse_levels(text) == levels


@pytest.mark.parametrize("text", ["", "x", "0", "3-1", "1-", "1-999999999999", "-1", "1.5"])
def test_levels_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--level"):
        parse_levels(text)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("model = ", "not valid TOML"),
        ('model = "a/b"\nsamplse = 3', "unknown field 'samplse'"),
        ('model = "a/b"\nsamples = "many"', "--samples.*expected `int`"),
        ('model = "a/b"\nsamples = 0', "--samples.*>= 1"),
        ('model = "a/b"\nquestion_set = "secret"', "--question-set.*invalid enum value"),
        ("samples = 3", "no model is named"),
    ],
)
def test_a_bad_file_says_what_and_where(tmp_path: Path, content: str, message: str) -> None:
    config = tmp_path / "run.toml"
    config.write_text(content)
    with pytest.raises(UsageError, match=message):
        make_spec({}, config)


def test_a_url_with_a_password_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError, match="must not hold a user or password") as caught:
        make_spec({"model": "openai/x", "base_url": "https://me:hunter2@example.org/v1"}, None)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("name", ["attempt_seconds", "request_timeout", "price_input", "temperature"])
@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_numbers_that_a_record_cannot_hold_are_refused(name: str, value: float) -> None:
    with pytest.raises(UsageError, match=f"{name} must be a finite number|>"):
        make_spec({"model": "a/b", name: value}, None)


@pytest.mark.parametrize(
    "flags", [{"model_arg": ("novalue",)}, {"temperature": -1.0}, {"level": "9-1"}, {"samples": 0}]
)
def test_bad_values_are_usage_errors(flags: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        make_spec({"model": "a/b", **flags}, None)
