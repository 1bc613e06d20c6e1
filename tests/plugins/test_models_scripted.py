"""`scripted/<file>`: replies from a JSON file."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import ProviderFault, UsageError
from r1ci_bench.model import Attempt, Completion, Message, Model, ModelOptions, SamplingParams, Usage
from r1ci_bench.task import Sample, Task, Verdict
from r1ci_models.scripted import create

if TYPE_CHECKING:
    from pathlib import Path


class First(Task[Any]):
    id = "tests/first"
    version = "1"

    def verify(self, sample: Sample, answer: str) -> Verdict:
        raise AssertionError("scripts do not judge")


class Second(First):
    id = "tests/second"


def script(folder: Path, content: object) -> str:
    path = folder / "script.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return str(path)


def bound(model: Model, task: Task[Any]) -> Model:
    sample = Sample(question="?", data={})
    return model.bind(Attempt(task=task, sample=sample, agent="all-text", epoch=0, seed=0))


def turn(model: Model, number: int) -> Completion:
    messages = [Message("user", "?")]
    for _ in range(number - 1):
        messages += [Message("assistant", "reply"), Message("user", "go on")]
    return asyncio.run(model.generate(messages, SamplingParams()))


def test_a_list_is_replayed_turn_by_turn_in_every_attempt(tmp_path: Path) -> None:
    model = create(script(tmp_path, ["one", "two"]), ModelOptions())
    for task in (First(), Second()):
        view = bound(model, task)
        assert [turn(view, 1).text, turn(view, 2).text] == ["one", "two"]
    assert turn(model, 2).text == "two"


def test_a_request_made_again_gets_the_same_reply(tmp_path: Path) -> None:
    model = bound(create(script(tmp_path, ["one", "two"]), ModelOptions()), First())
    assert turn(model, 1) == turn(model, 1)


def test_tasks_can_have_scripts_of_their_own(tmp_path: Path) -> None:
    model = create(script(tmp_path, {"tests/first": ["mine"], "*": ["anyone's"]}), ModelOptions())
    assert turn(bound(model, First()), 1).text == "mine"
    assert turn(bound(model, Second()), 1).text == "anyone's"


def test_a_reply_can_be_a_whole_completion(tmp_path: Path) -> None:
    reply = {"text": "cut", "finish": "length", "usage": {"output_tokens": 5}, "thinking": "hm"}
    [completion] = [turn(create(script(tmp_path, [reply]), ModelOptions()), 1)]
    assert completion == Completion(text="cut", finish="length", usage=Usage(output_tokens=5), thinking="hm")


@pytest.mark.parametrize("content", [["one"], {"tests/first": ["one"]}, {"*": ["one"]}])
def test_a_script_runs_out(tmp_path: Path, content: object) -> None:
    model = bound(create(script(tmp_path, content), ModelOptions()), First())
    with pytest.raises(ProviderFault, match="turn 2 of task 'tests/first'") as caught:
        turn(model, 2)
    assert caught.value.kind == "script_exhausted"


def test_a_task_without_a_script_has_none(tmp_path: Path) -> None:
    model = bound(create(script(tmp_path, {"tests/first": ["one"]}), ModelOptions()), Second())
    with pytest.raises(ProviderFault, match="tests/second"):
        turn(model, 1)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("[", "truncated"),
        ("{'a': 1}", "byte 1"),
        ([1], r"\$\[0\]"),
        ({"*": ["ok", {"text": 1}]}, r"\$\[\.\.\.\]\[1\]\.text"),
        ([{"text": "x", "finish": "tired"}], r"\$\[0\]\.finish"),
        ([{"text": "x", "typo": 1}], "typo"),
        ("7", "got `int`"),
    ],
)
def test_a_malformed_script_is_named_with_the_place(tmp_path: Path, content: object, place: str) -> None:
    with pytest.raises(UsageError, match=place) as caught:
        create(script(tmp_path, content), ModelOptions())
    assert "script.json" in caught.value.message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.json.*No such file"):
        create(str(tmp_path / "none.json"), ModelOptions())


def test_a_script_speaks_to_no_endpoint(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="base_url"):
        create(script(tmp_path, []), ModelOptions(base_url="http://127.0.0.1/v1"))
