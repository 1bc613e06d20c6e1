"""What all SymBench tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def symbench(official_data: Path) -> Path:
    """The local copy of the official SymBench files."""
    folder = official_data / "symbench"
    if not folder.is_dir():
        pytest.skip(f"no SymBench files at {folder}; set R1CI_TEST_DATA to a folder that holds 'symbench'")
    return folder
