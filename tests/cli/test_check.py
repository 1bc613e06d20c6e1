"""`r1ci-bench check` as a person meets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from support.command_line import call
from support.official_data import write_puzzles

if TYPE_CHECKING:
    from pathlib import Path

Capture = pytest.CaptureFixture[str]
FEW = ("--samples", 2, "--questions", 10, "--programs", 1, "--level", "1")


def test_a_sound_task_is_said_to_be_sound(capsys: Capture, tmp_path: Path) -> None:
    output, page = tmp_path / "report.json", tmp_path / "page.md"
    result = call(capsys, "check", "symbench/number_multiply", *FEW, "--output", output, "--page", page)
    assert result.code == 0, result.err
    assert "sound" in result.out
    report = json.loads(output.read_text())
    assert report["schema"] == 1
    assert [task["task"] for task in report["tasks"]] == ["symbench/number_multiply"]
    assert report["tasks"][0]["findings"] == []
    assert "symbench/number_multiply" in page.read_text()


def test_json_leaves_stdout_clean(capsys: Capture) -> None:
    result = call(capsys, "check", "symbench/number_multiply", *FEW, "--json")
    assert json.loads(result.out)["tasks"][0]["task"] == "symbench/number_multiply"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check",), "Missing argument"),
        (("check", "symbench/number_multipy"), "number_multiply"),
        (("check", "symbench/number_multiply", "--level", "9"), "has no level 9"),
        (("check", "symbench/number_multiply", "--level", "x"), "not a list of levels"),
        (("check", "symbench/number_multiply", "--data-dir", "/nowhere/at/all"), "does not exist"),
        (("check", "symbench/number_multiply", "--output", "/nowhere/at/all/x.json"), "not a directory"),
        (("check", "symbench/number_multiply", "--sandbox", "jial"), "jail"),
        (("check", "symbench/gsm"), "--data-dir"),
        (("tasks", "show", "letters", "--seed", "-1"), "--seed"),
    ],
)
def test_wrong_input_is_explained(arguments: tuple[str, ...], message: str, capsys: Capture) -> None:
    result = call(capsys, *arguments)
    assert result.code == 2
    assert message in result.err


class TestOfficialData:
    def test_a_folder_without_any_is_refused_at_once(self, tmp_path: Path, capsys: Capture) -> None:
        result = call(capsys, "check", "letters", *FEW, "--data-dir", tmp_path)
        assert result.code == 2
        assert "holds official data of none of the 1 selected tasks" in result.err

    def test_a_data_set_that_is_named_must_be_there(self, tmp_path: Path, capsys: Capture) -> None:
        data = write_puzzles(tmp_path)
        result = call(capsys, "check", "light_puzzles,gsm", *FEW, "--data-dir", data)
        assert result.code == 2
        assert "no official data of symbench/gsm" in result.err

    def test_a_glob_leaves_data_sets_out_that_are_not_there(self, tmp_path: Path, capsys: Capture) -> None:
        data = write_puzzles(tmp_path)
        patterns = ("light_puzzles", "symbench/gs*")
        result = call(capsys, "check", *patterns, *FEW, "--data-dir", data, "--json")
        assert [task["task"] for task in json.loads(result.out)["tasks"]] == ["symbench/light_puzzles"]
        assert "left out, 1 task without official data: symbench/gsm" in result.err
