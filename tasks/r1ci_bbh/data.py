"""The released items of BIG-Bench-Hard: where they lie, and how the hub has them."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from r1ci_bbh.data_descriptor import DESCRIPTOR
from r1ci_bench.datasets import DataSet, Hub, HubPart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_ITEMS = {
    "boolean_expressions": 250,
    "causal_judgement": 187,
    "date_understanding": 250,
    "disambiguation_qa": 250,
    "dyck_languages": 250,
    "formal_fallacies": 250,
    "geometric_shapes": 250,
    "hyperbaton": 250,
    "logical_deduction_five_objects": 250,
    "logical_deduction_seven_objects": 250,
    "logical_deduction_three_objects": 250,
    "movie_recommendation": 250,
    "multistep_arithmetic_two": 250,
    "navigate": 250,
    "object_counting": 250,
    "penguins_in_a_table": 146,
    "reasoning_about_colored_objects": 250,
    "ruin_names": 250,
    "salient_translation_error_detection": 250,
    "snarks": 178,
    "sports_understanding": 250,
    "temporal_sequences": 250,
    "tracking_shuffled_objects_five_objects": 250,
    "tracking_shuffled_objects_seven_objects": 250,
    "tracking_shuffled_objects_three_objects": 250,
    "web_of_lies": 250,
    "word_sorting": 250,
}
"""How many items each task of the release has."""


def data_set() -> DataSet:
    """The data set at its pinned revision."""
    return DataSet(
        id=DESCRIPTOR.id,
        revision=DESCRIPTOR.revision,
        urls=(f"https://codeload.github.com/suzgunmirac/BIG-Bench-Hard/tar.gz/{DESCRIPTOR.revision}",),
        checksums=files("r1ci_bbh") / "checksums.sha256",
        prefix=f"BIG-Bench-Hard-{DESCRIPTOR.revision}/",
        folder="bbh/",
        size=2_676_508,
        notice=(
            "the authors of BIG-Bench ask that these items never appear in training corpora; their files "
            "carry a canary string, so that it shows where they do"
        ),
        hub=Hub(
            parts=tuple(
                HubPart("SaylorTwift/bbh", "b5306be6f827cfafbb545ff5a51f96916029b0fd", name, "test", items)
                for name, items in _ITEMS.items()
            ),
            entry="r1ci_bbh.data:from_hub",
        ),
    )


def from_hub(part: HubPart, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """Turn rows of the hub into a file of the release.

    Args:
        part: The table of one task.
        rows: Its rows.

    Yields:
        The path below the root, with what belongs there. The canary is there if the rows bring it along.

    Raises:
        KeyError: if a row lacks a column.
    """
    content: dict[str, Any] = {}
    examples = []
    for row in rows:
        if row.get("canary"):
            content["canary"] = row["canary"]
        examples.append({"input": row["input"], "target": row["target"]})
    content["examples"] = examples
    yield f"{part.config}.json", json.dumps(content).encode() + b"\n"
