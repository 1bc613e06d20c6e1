"""A cache of its own for each test, and a data set to fetch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.archives import data_set

if TYPE_CHECKING:
    from pathlib import Path

    from r1ci_bench.datasets import DataSet


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of the cache."""
    root = tmp_path / "cache"
    monkeypatch.setenv("R1CI_CACHE_DIR", str(root))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return root


@pytest.fixture
def words(tmp_path: Path) -> DataSet:
    """A data set of three files, without an address."""
    return data_set(tmp_path)
