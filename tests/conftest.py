"""Settings of the whole suite."""

from __future__ import annotations

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
