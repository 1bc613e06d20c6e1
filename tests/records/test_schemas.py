"""The published JSON Schemas are those of the types, and the records keep to them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator

from r1ci_bench.records import SampleRecord
from r1ci_bench.records.schemas import RECORDS, make_schema, problems, published_schema
from r1ci_bench.stats.summary import Row, summary_of
from support.runs import make_manifest, make_record


def as_json(record: msgspec.Struct) -> Any:
    return msgspec.json.decode(msgspec.json.encode(record))


@pytest.mark.parametrize("name", RECORDS)
def test_the_published_schema_is_the_one_of_the_type(name: str) -> None:
    assert published_schema(name) == make_schema(name), "write it again: python -m r1ci_bench.records.schemas"


@pytest.mark.parametrize("name", RECORDS)
def test_the_published_schema_is_a_valid_schema(name: str) -> None:
    Draft202012Validator.check_schema(published_schema(name))


def test_records_keep_to_their_schemas() -> None:
    item: dict[str, Any] = {
        "level": 0,
        "copy": 1,
        "provenance": {"file": "a", "row": 3},
        "defects": ("duplicate", "wrong_key"),
    }
    records = [
        make_record(0),
        make_record(1, outcome="provider_fault"),
        make_record(2, outcome="no_answer"),
        make_record(3, **item),
    ]
    official = make_manifest(data_dir="data", dialect="official", quirks=("lenient",))
    rows = [Row.of(record) for record in records]
    documents: list[tuple[str, msgspec.Struct]] = [
        ("manifest", make_manifest()),
        ("runspec", make_manifest().spec),
        ("summary", summary_of(rows, make_manifest())),
        ("summary", summary_of([], make_manifest())),
        ("manifest", official),
        ("summary", summary_of(rows, official)),
        ("summary", summary_of([], official)),
        *(("sample", record) for record in records),
    ]
    for name, document in documents:
        assert problems(name, as_json(document)) == []


def test_a_departure_is_named_by_its_place() -> None:
    document = as_json(make_record(0))
    document["outcome"] = "splendid"
    (line,) = problems("sample", document)
    assert line.startswith("at outcome: 'splendid' is not one of")


@pytest.mark.parametrize(
    ("change", "place"),
    [({"level": -1}, "at level"), ({"copy": -1}, "at copy"), ({"defects": ["ugly"]}, "at defects/0")],
)
def test_what_an_item_cannot_be_is_named(change: dict[str, Any], place: str) -> None:
    (line,) = problems("sample", as_json(make_record(0)) | change)
    assert line.startswith(place)


def test_a_record_from_before_there_was_official_data_is_read() -> None:
    document = as_json(make_record(0))
    for name in ("copy", "provenance", "defects"):
        del document[name]
    assert problems("sample", document) == []
    assert msgspec.convert(document, SampleRecord) == make_record(0)
