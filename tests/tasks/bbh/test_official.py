"""The official items of all 27 tasks: where they lie, what they are, what is wrong with them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bbh.defects import documented_defects, found_defects
from r1ci_bbh.human_judgement import Snarks, SportsUnderstanding
from r1ci_bbh.plugin import register_tasks
from r1ci_bench.errors import TaskFault
from r1ci_bench.soundness.official import check_official
from r1ci_bench.task import LoadOptions, item_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from r1ci_bench.descriptors import TaskDescriptor
    from r1ci_bench.task import Task

DESCRIPTORS: list[TaskDescriptor] = []
register_tasks(DESCRIPTORS.append)
COUNTS = {"causal_judgement": 187, "penguins_in_a_table": 146, "snarks": 178}
SMALL = {"examples": [{"input": "Is the following sentence plausible?", "target": "yes"}]}

every_task = pytest.mark.parametrize("descriptor", DESCRIPTORS, ids=lambda descriptor: descriptor.id)


@cache
def task_of(descriptor: TaskDescriptor) -> Task[Any]:
    task: Task[Any] = descriptor.load()()
    assert task.id == descriptor.id
    return task


def written(folder: Path, content: object, name: str = "sports_understanding.json") -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


@every_task
def test_every_item_is_judged_and_only_documented_ones_disagree(
    descriptor: TaskDescriptor, bbh: Path, released: Callable[[str], list[tuple[str, str]]]
) -> None:
    task, name = task_of(descriptor), descriptor.id.partition("/")[2]
    reports, problems = check_official(task, bbh)
    assert problems == []
    assert [report.dialect for report in reports] == ["strict", "official"]
    # Cut titles are put together in the strict dialect; a wrong date stays wrong.
    cut = {"movie_recommendation": 1, "ruin_names": 2}.get(name, 0)
    wrong = {"date_understanding": 20}.get(name, 0)
    for report in reports:
        assert report.items == report.stored == COUNTS.get(name, 250)
        assert report.agreed == report.items - wrong - (cut if report.dialect == "official" else 0)
    for sample, (text, target) in zip(
        task.load(bbh, LoadOptions(dialect="official")), released(name), strict=True
    ):
        assert sample.question.startswith(f"{text}\n\n")
        assert sample.stored_answer == target


@every_task
def test_letters_are_the_candidates_of_multiple_choice(descriptor: TaskDescriptor, bbh: Path) -> None:
    task = task_of(descriptor)
    for sample in task.load(bbh):
        if "options" in sample.data:
            candidates = task.candidates(sample) or []
            assert len(candidates) == len(sample.data["options"])
            assert all(f"\n{letter} " in sample.question for letter in candidates)
            assert set(sample.data["keys"]) <= set(candidates)
            assert bool(sample.data["keys"]) == ("unsolvable" not in sample.defects)


def test_the_list_of_defects_is_what_our_rules_find(bbh: Path) -> None:
    assert found_defects(bbh) == documented_defects()


def test_every_documented_defect_has_its_reason() -> None:
    found = json.loads((files("r1ci_bbh") / "official_defects.json").read_text(encoding="utf-8"))
    entries = [entry for items in found.values() for entry in items.values()]
    assert len(entries) >= 52 + 20 + 4 + 3 + 2 + 2
    for entry in entries:
        assert entry["defects"]
        assert entry["why"][0].isupper() or entry["why"][0] == "("
        assert entry["why"].endswith(".")


def test_the_file_is_found_from_its_folder_the_folder_above_and_itself(tmp_path: Path) -> None:
    task = SportsUnderstanding()
    file = written(tmp_path / "bbh", SMALL)
    for source in (tmp_path, tmp_path / "bbh", file):
        assert [item_name(sample) for sample in task.load(source)] == ["sports_understanding.json#0"]
    with pytest.raises(TaskFault, match=r"no file snarks\.json") as caught:
        next(Snarks().load(file))
    assert caught.value.kind == "no_data"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ([], "no list of 'examples'"),
        ({"examples": {}}, "no list of 'examples'"),
        ({"examples": []}, "no list of 'examples'"),
        ({"examples": ["yes"]}, "row 0 has no text"),
        ({"examples": [{"input": "Is it?"}]}, "row 0 has no text"),
        ({"examples": [{"input": "Is it?", "target": 1}]}, "row 0 has no text"),
        ({"examples": [*SMALL["examples"], {"input": " ", "target": "no"}]}, "row 1 has no text"),
        ({"examples": [*SMALL["examples"], {"input": "Is it?", "target": "perhaps"}]}, "row 1: .*perhaps"),
    ],
)
def test_a_broken_file_is_named_with_what_is_wrong(tmp_path: Path, content: object, reason: str) -> None:
    written(tmp_path, content)
    with pytest.raises(TaskFault, match=rf"sports_understanding\.json.*{reason}") as caught:
        list(SportsUnderstanding().load(tmp_path))
    assert caught.value.kind == "bad_data"


@pytest.mark.parametrize(
    "text",
    [
        "Which one?",
        "Which one?\nOptions:\nyes\nno",
        "Which one?\nOptions:\n(A) one\n(C) two",
        "Which one?\nOptions:\n(B) one\n(C) two",
        "Which one?\nOptions:\n(A) one\n(B)  ",
    ],
)
def test_a_choice_without_lettered_options_is_a_broken_file(tmp_path: Path, text: str) -> None:
    written(tmp_path, {"examples": [{"input": text, "target": "(A)"}]}, "snarks.json")
    with pytest.raises(TaskFault, match="row 0: the question does not end with options") as caught:
        list(Snarks().load(tmp_path))
    assert caught.value.kind == "bad_data"
