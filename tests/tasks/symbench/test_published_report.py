"""The published soundness report belongs to the tasks as they are, and the page to the report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from r1ci_bench.soundness import SoundnessReport
from r1ci_bench.soundness.page import soundness_page
from r1ci_symbench.plugin import register_tasks

if TYPE_CHECKING:
    from r1ci_bench.descriptors import TaskDescriptor

DOCS = Path(__file__).resolve().parents[3] / "docs" / "soundness"


@pytest.fixture(scope="module")
def report() -> SoundnessReport:
    return msgspec.json.decode((DOCS / "symbench.json").read_bytes(), type=SoundnessReport)


def test_it_covers_every_task_in_its_present_version(report: SoundnessReport) -> None:
    registered: list[TaskDescriptor] = []
    register_tasks(registered.append)
    published = {task.task: task.version for task in report.tasks}
    assert published == {descriptor.id: descriptor.version for descriptor in registered}


def test_every_task_is_sound_at_every_level_and_on_the_official_data(report: SoundnessReport) -> None:
    assert report.sound
    for task in report.tasks:
        right, wrong = task.false_negatives, task.false_positives
        assert right.passed == right.tried > 0
        assert wrong.passed == wrong.tried > 0
        assert len(task.official) == 2


def test_the_page_is_made_from_the_report(report: SoundnessReport) -> None:
    assert (DOCS / "symbench.md").read_text(encoding="utf-8") == soundness_page(report)
