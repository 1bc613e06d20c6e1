"""What a person sees of a run under way."""

from __future__ import annotations

import logging
from collections import Counter
from io import StringIO

from rich.console import Console

from r1ci_bench.cli.progress import Reporter, headline, render, stalls
from r1ci_bench.run.board import Board, InFlight


def board() -> Board:
    return Board(
        planned=100,
        recorded=10,
        started=0.0,
        outcomes={"t/a": Counter(correct=12, wrong=4), "t/b": Counter(correct=3, provider_fault=1)},
        in_flight={"k": InFlight("t/a", 17, "model", 2.0), "l": InFlight("t/b", 5, "sandbox", 19.0)},
    )


def test_the_headline_tells_progress_rate_time_left_accuracy_and_faults() -> None:
    assert headline(board(), now=10.0) == "30/100 attempts, 2.0/s, about 35 s left, 75.0 % correct, 1 fault"


def test_a_run_that_stops_says_so() -> None:
    stopping = board()
    stopping.stopping = True
    assert headline(stopping, now=10.0).endswith("stopping, 2 under way")


def test_attempts_that_wait_long_say_what_for() -> None:
    assert stalls(board(), now=20.0) == ["t/a question 17: 18 s waiting for the model"]


def test_the_live_view_has_a_row_a_task() -> None:
    out = StringIO()
    Console(file=out, width=100).print(render(board()))
    text = out.getvalue()
    assert "t/a" in text
    assert "75 %" in text


def test_a_problem_is_told_once(capsys: object) -> None:
    reporter = Reporter(plain=True)
    reporter.problem("odd")
    reporter.problem("odd")
    assert capsys.readouterr().err == "note: odd\n"  # type: ignore[attr-defined]


def test_a_logged_warning_is_a_note_without_a_traceback(capsys: object) -> None:
    Reporter(plain=True)
    logging.getLogger("r1ci_models.x").error("the endpoint is odd", exc_info=ZeroDivisionError("oops"))
    assert capsys.readouterr().err == "note: the endpoint is odd\n"  # type: ignore[attr-defined]


def test_without_a_terminal_the_end_is_a_plain_line(capsys: object) -> None:
    with Reporter(plain=True).show(board()):
        pass
    assert "30/100 attempts" in capsys.readouterr().err  # type: ignore[attr-defined]
