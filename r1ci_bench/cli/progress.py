"""Shows a run under way: a live table on a terminal, plain lines elsewhere. Everything goes to stderr."""

from __future__ import annotations

import logging
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from r1ci_bench.cli.output import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console, RenderableType

    from r1ci_bench.run.board import Board

_PLAIN_SECONDS = 10.0
_STALL_SECONDS = 10.0
_TASK_ROWS = 12


class _Handler(logging.Handler):
    """Shows what is logged as a warning or worse, in one line and without a traceback."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        self._tell(record.getMessage())


class Reporter:
    """Shows boards and problems; a problem is shown once.

    Args:
        quiet: Show problems only.
        plain: Lines instead of a live table; None to find out whether stderr is a terminal.
    """

    def __init__(self, *, quiet: bool = False, plain: bool | None = None) -> None:
        self._quiet = quiet
        self._plain = not sys.stderr.isatty() if plain is None else plain
        self._console: Console | None = None
        self._told: set[str] = set()
        root = logging.getLogger()
        others = [handler for handler in root.handlers if not isinstance(handler, _Handler)]
        root.handlers[:] = [*others, _Handler(self.problem)]

    def problem(self, text: str) -> None:
        """Tell of something odd that stops nothing."""
        if text in self._told:
            return
        self._told.add(text)
        if self._console is not None:
            self._console.print(f"[yellow]note:[/yellow] {_escape(text)}", highlight=False, soft_wrap=True)
        else:
            print(f"note: {text}", file=sys.stderr, flush=True)

    @contextmanager
    def show(self, board: Board) -> Iterator[None]:
        """Show a board until the block ends."""
        if self._quiet:
            yield
        elif self._plain:
            with self._lines(board):
                yield
        else:
            with self._live(board):
                yield

    @contextmanager
    def _live(self, board: Board) -> Iterator[None]:
        from rich.console import Console
        from rich.live import Live

        self._console = Console(stderr=True)
        try:
            with Live(
                get_renderable=lambda: render(board),
                console=self._console,
                refresh_per_second=4,
                transient=True,
            ):
                yield
        finally:
            self._console = None

    @contextmanager
    def _lines(self, board: Board) -> Iterator[None]:
        done = threading.Event()

        def tell() -> None:
            while not done.wait(_PLAIN_SECONDS):
                print(headline(board), file=sys.stderr, flush=True)

        teller = threading.Thread(target=tell, name="progress", daemon=True)
        teller.start()
        try:
            yield
        finally:
            done.set()
            teller.join()
            print(headline(board), file=sys.stderr, flush=True)


def headline(board: Board, now: float | None = None) -> str:
    """The state of a run in one line: progress, rate, time left, running accuracy, faults.

    Args:
        board: The run.
        now: The present on the monotonic clock; None to ask it.
    """
    present = time.monotonic() if now is None else now
    finished, totals = board.finished, board.totals
    seconds = max(present - board.started, 1e-9)
    rate = finished / seconds
    left = board.planned - board.recorded - finished
    parts = [f"{board.recorded + finished}/{board.planned} attempts", f"{rate:.1f}/s"]
    if finished and left:
        parts.append(f"about {_clock(left / rate)} left")
    if finished:
        parts.append(f"{100 * totals['correct'] / finished:.1f} % correct")
    if board.faults:
        parts.append(counted(board.faults, "fault"))
    if board.stopping and board.in_flight:
        parts.append(f"stopping, {len(board.in_flight)} under way")
    return ", ".join(parts)


def stalls(board: Board, now: float | None = None) -> list[str]:
    """What the slowest attempts wait for, once they have waited for a while."""
    present = time.monotonic() if now is None else now
    waits = [(entry, present - entry.since) for entry in board.slowest(3)]
    return [
        f"{entry.task} question {entry.index}: {_clock(seconds)} waiting for the {entry.waits_for}"
        for entry, seconds in waits
        if seconds >= _STALL_SECONDS
    ]


def render(board: Board) -> RenderableType:
    """The live view: a bar, a row a task, and what the slowest attempts wait for."""
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    rows = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("task", "done", "correct", "faults"):
        rows.add_column(name, justify="left" if name == "task" else "right")
    busiest = sorted(board.outcomes.items(), key=lambda item: (-item[1].total(), item[0]))[:_TASK_ROWS]
    for task, counts in sorted(busiest):
        done = counts.total()
        faults = sum(count for outcome, count in counts.items() if outcome.endswith("_fault"))
        rows.add_row(task, str(done), f"{100 * counts['correct'] / done:.0f} %", str(faults or ""))
    if len(board.outcomes) > _TASK_ROWS:
        rows.add_row(f"and {len(board.outcomes) - _TASK_ROWS} more tasks", "", "", "")
    # A bar ends no line by itself; a table's row does.
    bar = Table.grid()
    bar.add_row(ProgressBar(total=max(board.planned, 1), completed=board.recorded + board.finished, width=60))
    parts: list[RenderableType] = [bar, Text(headline(board)), rows]
    parts += [Text(line, style="yellow") for line in stalls(board)]
    return Group(*parts)


def _clock(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(text)
