"""Settings of the whole suite."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# A busy machine is no failure: what is slow belongs into benchmarks/, not into a test.
settings.register_profile("r1ci", deadline=None)
settings.load_profile("r1ci")


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests neither see nor fill the cache of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("R1CI_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def official_data() -> Path:
    """The folder with local copies of official data sets, or a skip that says how to name one."""
    named = os.environ.get("R1CI_TEST_DATA")
    folder = Path(named) if named else Path(__file__).parents[1].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no official data at {folder}; set R1CI_TEST_DATA to a folder that holds it")
    return folder
