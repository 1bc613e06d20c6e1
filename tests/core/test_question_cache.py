"""Questions on disk: the same ones as if they were made, whatever has happened to the file."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench import question_cache
from r1ci_bench.cache import cache_dir
from r1ci_bench.questions import questions
from r1ci_bench.task import Level, Sample, Task, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from r1ci_bench.rng import Rng


class Sides(Level, frozen=True):
    sides: int


class SlowDice(Task[Sides]):
    """A die that counts how often it is thrown."""

    id: ClassVar[str] = "t/slow-dice"
    version: ClassVar[str] = "1"
    levels: ClassVar[tuple[Sides, ...]] = (Sides(sides=10**6), Sides(sides=10**9))
    slow_to_generate = True
    thrown: ClassVar[int] = 0

    def generate(self, rng: Rng, level: Sides) -> Sample:
        type(self).thrown += 1
        value = rng.below(level.sides)
        return Sample(question=f"Say {value} \u00e4.", data={"value": value})

    def verify(self, sample: Sample, answer: str) -> Verdict:
        return Verdict.wrong("never")


class QuickDice(SlowDice):
    id: ClassVar[str] = "t/quick-dice"
    slow_to_generate = False


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("R1CI_CACHE_DIR", str(tmp_path))
    SlowDice.thrown = QuickDice.thrown = 0
    return tmp_path


def made(count: int, *, task: SlowDice | None = None, seed: int = 0, cached: bool = True) -> list[object]:
    source = questions(task or SlowDice(), level=1, seed=seed, question_set="public", cached=cached)
    return list(islice(source, count))


def files(cache: Path) -> list[Path]:
    return sorted(cache.rglob("*.jsonl"))


def thrown(count: int, *, seed: int = 0) -> int:
    """How many dice it takes to get so many questions."""
    before = SlowDice.thrown
    made(count, seed=seed)
    return SlowDice.thrown - before


def test_kept_questions_are_those_that_were_made() -> None:
    first = made(120)
    assert thrown(120) == 0
    assert made(120) == first == made(120, cached=False)


def test_a_longer_set_goes_on_where_the_shorter_one_ended() -> None:
    made(30)
    longer = made(80)
    assert longer == made(80, cached=False)
    assert thrown(80) == 0


def test_a_shorter_set_is_the_beginning_of_a_longer_one() -> None:
    assert made(80)[:30] == made(30)


@pytest.mark.parametrize("change", ["seed", "version", "code"])
def test_whatever_can_change_a_question_names_another_file(
    change: str, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(3)
    if change == "version":
        monkeypatch.setattr(SlowDice, "version", "2")
    if change == "code":
        monkeypatch.setattr(question_cache, "_code_of", lambda module: f"another {module}")
    assert thrown(3, seed=int(change == "seed")) >= 3
    assert len(files(cache)) == 2


def test_the_code_of_a_task_is_its_package_and_the_core(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "acme_dice"
    package.mkdir()
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    one = question_cache._code_of("acme_dice.task")
    assert one == question_cache._code_of("acme_dice.other")
    question_cache._code_of.cache_clear()
    (package / "task.py").write_text("FACES = 7\n")
    assert question_cache._code_of("acme_dice.task") != one


def test_quick_tasks_leave_nothing_on_disk(cache: Path) -> None:
    made(60, task=QuickDice())
    assert files(cache) == []


def test_questions_that_nobody_asked_for_are_not_made() -> None:
    source = questions(SlowDice(), level=1, seed=0, question_set="public")
    next(source)
    assert SlowDice.thrown <= 20


@settings(max_examples=40)
@given(st.data())
def test_a_damaged_file_costs_time_only(data: st.DataObject) -> None:
    wanted = made(60)
    (file,) = files(cache_dir())
    whole = file.read_bytes()
    try:
        cut = data.draw(st.integers(0, len(whole)))
        junk = data.draw(st.binary(max_size=40))
        rest = data.draw(st.sampled_from([b"", whole[cut:]]))
        file.write_bytes(whole[:cut] + junk + rest)
        assert made(60) == wanted
        assert made(60) == wanted
    finally:
        file.write_bytes(whole)


def test_a_question_that_was_changed_on_disk_is_made_again(cache: Path) -> None:
    wanted = made(60)
    (file,) = files(cache)
    lines = file.read_text(encoding="utf-8").splitlines()
    changed = [line.replace("Say ", "Shout ") if number == 7 else line for number, line in enumerate(lines)]
    file.write_text("\n".join(changed), encoding="utf-8")
    assert made(60) == wanted


def test_two_writers_of_one_file_do_not_spoil_it(cache: Path) -> None:
    def source() -> Iterator[object]:
        return questions(SlowDice(), level=1, seed=0, question_set="public")

    one, two = source(), source()
    for _ in range(70):
        assert next(one) == next(two)
    del one, two
    assert made(70) == made(70, cached=False)
    assert thrown(70) == 0


def test_a_cache_that_cannot_be_written_is_done_without(cache: Path) -> None:
    (cache / "questions").write_text("a file, where a folder should be")
    assert made(60) == made(60, cached=False)
