"""The published JSON Schemas (draft 2020-12) of the records, and validation against them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import msgspec

from r1ci_bench.records.spec import RunSpec
from r1ci_bench.records.types import Manifest, SampleRecord, Summary

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

RECORDS: dict[str, type[msgspec.Struct]] = {
    "manifest": Manifest,
    "sample": SampleRecord,
    "summary": Summary,
    "runspec": RunSpec,
}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def make_schema(name: str) -> dict[str, Any]:
    """Derive the schema of a record from its type.

    Args:
        name: A key of `RECORDS`.
    """
    schema = {
        "$schema": _DIALECT,
        "$id": f"r1ci-bench/{name}.schema.json",
        **msgspec.json.schema(RECORDS[name]),
    }
    # Defaults come as Python values; a schema is JSON through and through.
    plain: dict[str, Any] = _clean_descriptions(msgspec.json.decode(msgspec.json.encode(schema)))
    return plain


def _clean_descriptions(node: Any) -> Any:
    """Descriptions without their indentation, which not every Python version takes off docstrings."""
    if isinstance(node, list):
        return [_clean_descriptions(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: cleandoc(value)
        if key == "description" and isinstance(value, str)
        else _clean_descriptions(value)
        for key, value in node.items()
    }


def published_schema(name: str) -> dict[str, Any]:
    """The schema as it is shipped beside this module; a test holds it equal to `make_schema`."""
    text = files(__package__).joinpath("schema", f"{name}.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def validator(name: str) -> Validator:
    """A validator for the published schema of a record."""
    from jsonschema import Draft202012Validator

    return Draft202012Validator(published_schema(name))


def problems(name: str, document: Any, *, most: int = 3) -> list[str]:
    """Say where a document departs from its schema.

    Returns:
        At most `most` lines such as `at tasks/0/attempts: -1 is less than the minimum of 0`.
    """
    found = sorted(validator(name).iter_errors(document), key=lambda error: list(map(str, error.path)))
    return [f"at {'/'.join(map(str, error.path)) or 'top'}: {error.message}" for error in found[:most]]


def write_published() -> None:
    """Write all published schemas again, from the types; for the maintainers of the types."""
    from pathlib import Path

    for name in RECORDS:
        path = Path(__file__).with_name("schema") / f"{name}.schema.json"
        path.write_text(json.dumps(make_schema(name), indent=2, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    write_published()
