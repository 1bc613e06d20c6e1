"""The gate finds what is wrong with a task, and nothing where nothing is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.judge import Judge, JudgeLimits
from r1ci_bench.sandbox.policy import SandboxOptions
from r1ci_bench.soundness import Gate, GateOptions, SoundnessReport, TaskReport
from r1ci_bench.soundness.page import soundness_page
from r1ci_bench.soundness.suites import prints_what_it_stores
from support import unsound

if TYPE_CHECKING:
    from pathlib import Path


def checked(
    name: str,
    *,
    programs: int = 0,
    data_dir: Path | None = None,
    samples: int = 3,
    announced: int | None = None,
) -> TaskReport:
    """The report on a task of `support.unsound`."""

    async def check() -> TaskReport:
        from r1ci_bench.sandbox.plugin import register_sandboxes

        registered = {}
        register_sandboxes(lambda descriptor: registered.update({descriptor.id: descriptor}))
        sandbox = registered["jail"].load()(SandboxOptions()) if programs else None
        judge = Judge(JudgeLimits(seconds=5))
        options = GateOptions(samples=samples, questions=30, programs=programs, data_dir=data_dir)
        try:
            task = getattr(unsound, name)()
            gate = Gate(judge, sandbox, options)
            return await gate.check(task, f"support.unsound:{name}", announced=announced)
        finally:
            await judge.aclose()
            if sandbox is not None:
                await sandbox.aclose()

    return asyncio.run(check())


def kinds(report: TaskReport) -> set[str]:
    return {finding.kind for finding in report.findings}


def test_a_sound_task_passes_in_every_way() -> None:
    report = checked("Sum", programs=1)
    assert report.findings == ()
    assert report.false_negatives.tried == report.false_negatives.passed > 100
    assert report.false_positives.tried == report.false_positives.passed > 300
    assert [(level.level, level.questions, level.programs) for level in report.levels] == [
        (1, 30, 1),
        (2, 30, 1),
    ]
    assert all(level.echo_share == 0 for level in report.levels)


def test_a_verifier_that_compares_texts_has_false_negatives() -> None:
    report = checked("Strict")
    assert "false_negative" in kinds(report)
    assert report.false_negatives.passed < report.false_negatives.tried
    assert report.false_positives.passed == report.false_positives.tried


def test_a_verifier_that_looks_for_a_substring_has_false_positives() -> None:
    report = checked("Substring")
    accepted = {name for name, count in report.wrong.items() if count.passed < count.tried}
    assert {"extra digit", "extra part", "twice", "something behind it", "other sign"} <= accepted
    assert "false_positive" in kinds(report)


def test_a_verifier_that_raises_is_found() -> None:
    report = checked("Raising")
    assert "verifier_fault" in kinds(report)


def test_a_level_with_too_few_questions_is_found_with_their_number() -> None:
    report = checked("Few")
    assert kinds(report) == {"generator"}
    assert 0 < report.levels[0].questions < 9
    assert "different public questions" in report.findings[0].detail


@pytest.mark.parametrize("name", ["Dependent", "HashDependent", "Clocked"])
def test_questions_that_depend_on_the_process_are_found(name: str) -> None:
    report = checked(name)
    assert kinds(report) == {"determinism"}


@pytest.mark.parametrize(("name", "detail"), [("WrongProgram", "it prints"), ("FailingProgram", "no idea")])
def test_a_reference_program_that_does_not_solve_is_found(name: str, detail: str) -> None:
    report = checked(name, programs=1)
    assert kinds(report) == {"reference"}
    assert detail in report.findings[0].detail


def test_a_question_that_prints_its_answer_is_found() -> None:
    report = checked("Echoing")
    assert kinds(report) == {"false_positive", "shortcut"}
    assert all(
        finding.what.startswith("echo") for finding in report.findings if finding.kind == "false_positive"
    )
    assert all(level.echo_share == 1.0 for level in report.levels)


def test_verdicts_without_reason_and_questions_without_example_are_found() -> None:
    report = checked("Speechless")
    assert kinds(report) == {"contract"}
    details = {finding.detail for finding in report.findings}
    assert "it shows no example of an answer" in details
    assert "the verdict is wrong, and gives no reason" in details
    assert "it is correct, and does not say what was understood" in details


def test_a_task_that_raises_is_a_finding_and_not_an_error() -> None:
    report = checked("Broken")
    assert kinds(report) == {"contract"}
    assert "ZeroDivisionError" in report.findings[0].detail


def test_an_answer_that_stands_at_a_fixed_place_of_the_question_is_found() -> None:
    report = checked("Leaking")
    assert kinds(report) == {"shortcut"}
    details = {finding.what: finding.detail for finding in report.findings}
    assert details["the last number of line 1 from the end"] == "it is right on 30 of 30 questions"


def test_one_answer_to_all_questions_is_found() -> None:
    report = checked("Constant")
    assert {(finding.kind, finding.what) for finding in report.findings} == {("shortcut", "one answer")}


def test_a_program_that_prints_a_stored_answer_is_found() -> None:
    report = checked("Storing", programs=1)
    assert {finding.detail for finding in report.findings} == {"it works nothing out: it prints constants"}


@pytest.mark.parametrize(
    ("program", "stored"),
    [
        ("print(3)", True),
        ("answer = [1, 2]\nprint(answer)", True),
        ("print(1 + 2)", False),
        ("numbers = [1, 2]\nprint(sum(numbers))", False),
        ("import math\nprint(3)", False),
        ("", False),
        ("print(", False),
    ],
)
def test_only_programs_that_work_nothing_out_print_what_they_store(program: str, stored: bool) -> None:
    assert prints_what_it_stores(program) is stored


def test_a_level_that_is_another_one_again_is_found() -> None:
    report = checked("SameLevels")
    assert [(finding.kind, finding.level) for finding in report.findings] == [("contract", 2)]
    assert report.findings[0].detail == "it is the same as level 1"


def test_a_task_of_which_nothing_can_be_tried_is_not_sound() -> None:
    report = checked("NoLevels")
    assert [finding.detail for finding in report.findings] == [
        "there was nothing to try: no level, and no official data"
    ]
    report = checked("NoLevels", announced=2)
    assert [finding.detail for finding in report.findings] == ["there are 0, its descriptor says 2"]


@pytest.mark.parametrize(
    ("name", "detail"), [("NumberAsAnswer", "it is not text: int"), ("RaisingLate", "KeyError: 'five'")]
)
def test_answers_that_are_none_are_findings_and_not_errors(name: str, detail: str) -> None:
    report = checked(name)
    assert kinds(report) == {"contract"}
    assert {finding.detail for finding in report.findings} == {detail}


def test_spellings_without_end_and_strange_names_do_no_harm() -> None:
    report = checked("Endless", samples=2)
    assert kinds(report) == {"contract", "false_positive"}
    (odd, _) = [finding for finding in report.findings if finding.kind == "false_positive"]
    assert odd.what.startswith("two | lines and \ufffd: ")
    page = soundness_page(SoundnessReport(seed=0, tasks=(report,)))
    assert "two \\| lines and \ufffd " in page


def test_a_verifier_that_takes_gigabytes_for_a_large_number_is_found() -> None:
    report = checked("Swallowing")
    assert kinds(report) == {"verifier_fault"}
    assert "ran out of memory" in report.findings[0].detail


def test_a_verifier_that_is_content_with_a_half_is_found() -> None:
    report = checked("Prefix")
    assert any(finding.what.startswith("half of it") for finding in report.findings)


def test_a_verifier_that_accepts_most_answers_of_other_questions_is_found() -> None:
    report = checked("AnyRemainder", samples=2)
    assert [finding.detail for finding in report.findings if finding.what.startswith("most answers")] == [
        "174 of 174 are accepted",
        "174 of 174 are accepted",
    ]


def test_two_questions_with_one_answer_are_no_finding_where_the_level_has_many_answers() -> None:
    report = checked("Remainder", samples=2)
    assert not [finding for finding in report.findings if finding.kind in ("false_positive", "shortcut")]
    shares = [level.majority_share for level in report.levels]
    assert all(share is not None and 0.3 < share < 0.8 for share in shares)


def test_a_task_that_names_no_close_answers_is_not_sound() -> None:
    for name in ("Sorted", "Unordered"):
        report = checked(name)
        assert [(finding.kind, finding.what) for finding in report.findings if finding.level == 0] == [
            ("contract", "mutations")
        ]


class TestOfficialData:
    def check(self, folder: Path, sums: str) -> TaskReport:
        (folder / "sums.txt").write_text(sums)
        return checked("Official", data_dir=folder)

    def test_data_as_documented_passes_in_both_dialects(self, tmp_path: Path) -> None:
        report = self.check(tmp_path, "1 2 3\n4 5 9\n6 7 12\n")
        assert report.findings == ()
        strict, official = report.official
        assert (strict.dialect, strict.items, strict.defective) == ("strict", 3, 0)
        assert (official.dialect, official.items, official.agreed) == ("official", 3, 2)
        assert official.defects == {"wrong_key": 1}

    def test_a_defect_that_is_not_documented_is_named(self, tmp_path: Path) -> None:
        report = self.check(tmp_path, "1 2 3\n4 5 8\n6 7 12\n")
        assert [finding.what for finding in report.findings] == ["sums.txt#2"]
        assert report.findings[0].detail == "found: wrong_key; documented: sound"

    def test_a_documented_defect_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        report = self.check(tmp_path, "1 2 3\n4 5 9\n6 7 13\n")
        assert [finding.detail for finding in report.findings] == ["found: sound; documented: wrong_key"]

    def test_a_documented_item_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        report = self.check(tmp_path, "1 2 3\n4 5 9\n")
        (finding,) = report.findings
        assert finding.what == "sums.txt#3"
        assert finding.detail == "its defects are documented, and it is not in the data"

    def test_a_loader_that_raises_is_a_finding_and_not_an_error(self, tmp_path: Path) -> None:
        report = checked("RaisingLoader", data_dir=tmp_path)
        assert {(finding.kind, finding.detail) for finding in report.findings} == {
            ("official", "KeyError: 'row 2'")
        }

    def test_a_task_without_data_is_left_out(self, tmp_path: Path) -> None:
        report = checked("Official", data_dir=tmp_path)
        assert report.findings == ()
        assert report.official == ()


def test_the_page_shows_every_task_with_its_rates_and_is_stable() -> None:
    report = SoundnessReport(seed=0, tasks=(checked("Sum"), checked("Few")))
    page = soundness_page(report)
    assert "| [test/sum](#testsum) | 0 of" in page
    assert "**not sound**" in page
    assert soundness_page(SoundnessReport(seed=0, tasks=(checked("Sum"), checked("Few")))) == page
