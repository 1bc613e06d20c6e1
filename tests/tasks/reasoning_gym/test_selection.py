"""The list of 84: every task of the library is in it, or there is a reason why it is not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_reasoning_gym.plugin import SELECTION, register_tasks
from r1ci_reasoning_gym.worker import VERSION

if TYPE_CHECKING:
    from r1ci_bench.descriptors import TaskDescriptor


@pytest.fixture(scope="module")
def selection() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(SELECTION).read_text(encoding="utf-8"))
    return found


def test_there_are_84_tasks_and_all_of_them_are_registered(selection: dict[str, Any]) -> None:
    registered: list[TaskDescriptor] = []
    register_tasks(registered.append)
    assert [descriptor.id for descriptor in registered] == [
        f"reasoning-gym/{name}" for name in sorted(selection["included"])
    ]
    assert len(registered) == 84


def test_every_task_of_the_library_is_in_the_list_or_left_out_for_a_reason(selection: dict[str, Any]) -> None:
    program = "import json; from reasoning_gym.factory import DATASETS; print(json.dumps(sorted(DATASETS)))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    included, excluded = set(selection["included"]), set(selection["excluded"])
    assert included | excluded == set(json.loads(ran.stdout))
    assert not included & excluded
    assert all(reason.endswith(".") and len(reason) > 20 for reason in selection["excluded"].values())


def test_swaps_follow_the_written_order(selection: dict[str, Any]) -> None:
    swaps = selection["swaps"]
    assert [swap["in"] for swap in swaps["made"]] == swaps["order_in"][: len(swaps["made"])]
    for swap in swaps["made"]:
        assert swap["out"] in swaps["order_out"]
        assert swap["out"] in selection["excluded"]
        assert swap["in"] in selection["included"]
        assert swap["why"]
    waiting = swaps["order_in"][len(swaps["made"]) :]
    assert set(waiting) <= set(selection["excluded"])


def test_the_release_is_the_pinned_one(selection: dict[str, Any]) -> None:
    assert selection["release"] == f"reasoning-gym {VERSION}"
