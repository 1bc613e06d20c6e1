"""The released items of SymBench: where they lie, and what of them the hub has.

The release is a folder of the repository of CodeSteer, whole but for two files that no task reads
(`eight_queens_dataset/test_results.txt`, `pattern_recognition/pattern_recognition_dataset.json`).
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from r1ci_bench.datasets import DataSet, Hub, HubPart
from r1ci_symbench.plugin import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_MATH = "EleutherAI/hendrycks_math"
_MATH_REVISION = "21a5633873b6a120296cce3e2df9d5550074f4a3"
_GSM = "reasoning-machines/gsm-hard"
_GSM_REVISION = "960448f73503112d4226baeb8eb41d3fb5ae2506"


def data_set() -> DataSet:
    """The data set at its pinned revision."""
    return DataSet(
        id=DATA.id,
        revision=DATA.revision,
        urls=(f"https://codeload.github.com/yongchao98/CodeSteer-v1.0/tar.gz/{DATA.revision}",),
        checksums=files("r1ci_symbench") / "checksums.sha256",
        prefix=f"CodeSteer-v1.0-{DATA.revision}/",
        folder="dataset_gather/",
        size=9_903_933,
        hub=Hub(
            parts=(
                HubPart(_MATH, _MATH_REVISION, "geometry", "train", 870),
                HubPart(_MATH, _MATH_REVISION, "counting_and_probability", "train", 771),
                HubPart(_GSM, _GSM_REVISION, "default", "train", 1319),
            ),
            entry="r1ci_symbench.data:from_hub",
            tasks="MATH and GSM-Hard only: the items of the other tasks are not on the hub",
        ),
    )


def from_hub(part: HubPart, rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, bytes]]:
    """Turn rows of the hub into files of the release.

    Args:
        part: The table.
        rows: Its rows.

    Yields:
        Paths below the root, with what belongs there.

    Raises:
        KeyError: if a row lacks a column.
    """
    if part.repository == _GSM:
        columns = ("input", "code", "target")
        yield "gsmhardv2.jsonl", b"".join(_line(row, columns) for row in rows)
        return
    for number, row in enumerate(rows):
        # The hub does not tell under which number the release has a problem; the loader asks for none.
        content = _line(row, ("problem", "level", "type", "solution"))
        yield f"MATH/train/{part.config}/{number}.json", content


def _line(row: Mapping[str, Any], columns: tuple[str, ...]) -> bytes:
    return json.dumps({name: row[name] for name in columns}).encode() + b"\n"
