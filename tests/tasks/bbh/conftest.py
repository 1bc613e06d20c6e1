"""What all BIG-Bench-Hard tests share."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

Released = Callable[[str], list[tuple[str, str]]]
"""Gives the input and the target of every released item of a task."""


@pytest.fixture(scope="session")
def bbh(official_data: Path) -> Path:
    """The local copy of the official BIG-Bench-Hard files."""
    folder = official_data / "bbh"
    if not folder.is_dir():
        pytest.skip(f"no BIG-Bench-Hard files at {folder}; set R1CI_TEST_DATA to a folder that holds 'bbh'")
    return folder


@pytest.fixture(scope="session")
def released(bbh: Path) -> Released:
    """The released items, read without any code of the suite."""

    def read(name: str) -> list[tuple[str, str]]:
        examples = json.loads((bbh / f"{name}.json").read_text(encoding="utf-8"))["examples"]
        return [(example["input"], example["target"]) for example in examples]

    return read
