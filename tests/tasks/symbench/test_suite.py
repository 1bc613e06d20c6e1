"""The suite as a whole; what holds for each of its tasks is tested in tests/tasks/test_every_task.py."""

from __future__ import annotations

import json
from pathlib import Path

from r1ci_symbench.defects import found_defects

ROOT = Path(__file__).resolve().parents[3]


def test_the_list_of_defects_is_what_our_checkers_find(symbench: Path) -> None:
    listed = json.loads((ROOT / "tasks/r1ci_symbench/official_defects.json").read_text())
    assert found_defects(symbench) == listed
