"""Where tests find official data, which is never part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def official_data() -> Path:
    """The folder with local copies of official data sets, or a skip that says how to name one."""
    named = os.environ.get("R1CI_TEST_DATA")
    folder = Path(named) if named else Path(__file__).parents[2].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no official data at {folder}; set R1CI_TEST_DATA to a folder that holds it")
    return folder
