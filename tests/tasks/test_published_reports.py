"""The published soundness reports belong to the tasks as they are, and the pages to the reports."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from r1ci_bench.plugins import build_plugin_manager
from r1ci_bench.soundness import SoundnessReport
from r1ci_bench.soundness.page import soundness_page

DOCS = Path(__file__).resolve().parents[2] / "docs" / "soundness"
DESCRIPTORS = [item.descriptor for item in build_plugin_manager(third_party=False).tasks]

every_suite = pytest.mark.parametrize("suite", sorted({descriptor.suite for descriptor in DESCRIPTORS}))


@cache
def report_of(suite: str) -> SoundnessReport:
    return msgspec.json.decode((DOCS / f"{suite}.json").read_bytes(), type=SoundnessReport)


@every_suite
def test_it_covers_every_task_in_its_present_version(suite: str) -> None:
    published = {task.task: task.version for task in report_of(suite).tasks}
    assert published == {
        descriptor.id: descriptor.version for descriptor in DESCRIPTORS if descriptor.suite == suite
    }


@every_suite
def test_every_task_is_sound_at_every_level_and_on_its_official_data(suite: str) -> None:
    with_data = {descriptor.id for descriptor in DESCRIPTORS if descriptor.data}
    generating = {descriptor.id for descriptor in DESCRIPTORS if descriptor.source == "generator"}
    assert report_of(suite).sound
    for task in report_of(suite).tasks:
        right, wrong = task.false_negatives, task.false_positives
        assert right.passed == right.tried > 0
        assert wrong.passed == wrong.tried > 0
        assert len(task.official) == (2 if task.task in with_data else 0)
        if task.task in generating:
            assert [level.level for level in task.levels] == [1, 2, 3, 4, 5]
            assert all(level.questions == 200 for level in task.levels)


@every_suite
def test_no_verdict_takes_a_second(suite: str) -> None:
    # Of a machine that did other work as well; the bound of a verdict in a run is that of the judge.
    for task in report_of(suite).tasks:
        assert task.slowest_verdict < 1.0, task.task


@every_suite
def test_the_page_is_made_from_the_report(suite: str) -> None:
    assert (DOCS / f"{suite}.md").read_text(encoding="utf-8") == soundness_page(report_of(suite))
