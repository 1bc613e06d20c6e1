"""The page of all tasks is the one that is published, and says of guessing what guessing is worth."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from r1ci_bench.answers import OneOfForm
from r1ci_bench.cli.app import run_app
from r1ci_bench.cli.task_page import chance
from r1ci_bench.plugins import build_plugin_manager
from r1ci_bench.task import Sample, Task, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

DOCS = Path(__file__).resolve().parents[2] / "docs"


class Words(Task):  # type: ignore[type-arg]
    """A task that lets choose among as many answers as its data says."""

    id: ClassVar[str] = "t/words"
    version: ClassVar[str] = "1"

    def candidates(self, sample: Sample) -> Sequence[str] | None:
        return "abcdefgh"[: sample.data["count"]] or None

    def verify(self, sample: Sample, answer: str) -> Verdict:
        return Verdict.wrong("never")


class Coin(Words):
    form = OneOfForm(("heads", "tails"))

    def candidates(self, sample: Sample) -> Sequence[str] | None:
        return Task.candidates(self, sample)


def samples(*counts: int) -> list[Sample]:
    return [Sample(question="?", data={"count": count}) for count in counts]


def test_chance_is_the_mean_over_questions() -> None:
    assert chance(Words(), samples(2, 4)) == Fraction(3, 8)
    assert chance(Coin(), samples(0, 0)) == Fraction(1, 2)


def test_open_answers_have_no_chance() -> None:
    assert chance(Words(), samples(2, 0)) is None
    assert chance(Words(), []) is None


def test_the_published_page_is_what_the_command_writes(official_data: Path, tmp_path: Path) -> None:
    target = tmp_path / "tasks.md"
    assert run_app(["tasks", "page", "--data-dir", str(official_data), "--output", str(target)]) == 0
    assert target.read_text(encoding="utf-8") == (DOCS / "tasks.md").read_text(encoding="utf-8")


def test_every_task_is_on_the_published_page_with_a_question() -> None:
    page = (DOCS / "tasks.md").read_text(encoding="utf-8")
    for item in build_plugin_manager(third_party=False).tasks:
        descriptor = item.descriptor
        assert f"| [{descriptor.id}](#" in page
        section = page.partition(f"\n### {descriptor.id}\n")[2].partition("\n### ")[0]
        shown = "tasks show" if descriptor.source == "dataset" else "````text\n"
        assert shown in section
