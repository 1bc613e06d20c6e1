"""What of the machine the code may see."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.sandbox.jail.layout import current_layout

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root's private environment: only the owner may enter it."""
    folder = tmp_path / "env"
    (folder / "lib").mkdir(parents=True)
    (folder / "pyvenv.cfg").write_text("home = /usr/bin\n")
    folder.chmod(0o700)
    monkeypatch.setattr(sys, "prefix", str(folder))
    return folder


@pytest.mark.skipif(os.geteuid() != 0, reason="only a root's code runs as somebody else")
def test_a_private_environment_is_opened_part_by_part(environment: Path) -> None:
    layout = current_layout()
    assert str(environment) not in layout.libraries
    assert str(environment / "lib") in layout.libraries
    assert str(environment / "pyvenv.cfg") in layout.files


def test_an_environment_open_to_all_is_bound_whole(environment: Path) -> None:
    environment.chmod(0o755)
    assert str(environment) in current_layout().libraries
