"""Shows on a terminal how far a fetch is; elsewhere only what people must know. Everything goes to stderr."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from r1ci_bench.datasets.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class _Notes(Progress):
    """Tells notes and nothing else."""

    def note(self, text: str) -> None:
        print(f"note: {text}", file=sys.stderr, flush=True)


class _Live(Progress):
    """One bar, for the step that goes on."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._bar: TaskID | None = None

    def begin(self, what: str, total: int | None, *, done: int = 0, unit: str = "bytes") -> None:
        from rich.markup import escape

        if self._bar is not None:
            self._bars.remove_task(self._bar)
        self._bar = self._bars.add_task(escape(what), total=total, completed=done, unit=unit)

    def advance(self, amount: int) -> None:
        if self._bar is not None:
            self._bars.advance(self._bar, amount)

    def note(self, text: str) -> None:
        from rich.markup import escape

        self._bars.console.print(f"[yellow]note:[/yellow] {escape(text)}", highlight=False, soft_wrap=True)


@contextmanager
def shown_progress(*, quiet: bool) -> Iterator[Progress]:
    """Who to tell what goes on.

    Args:
        quiet: Show no progress; notes are shown all the same.
    """
    if quiet or not sys.stderr.isatty():
        yield _Notes()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Amount(ProgressColumn):
        def render(self, task: Task) -> Text:
            scale, unit = (1e6, "MB") if task.fields["unit"] == "bytes" else (1, task.fields["unit"])
            digits = 1 if scale > 1 else 0
            total = f" of {task.total / scale:.{digits}f}" if task.total is not None else ""
            return Text(f"{task.completed / scale:.{digits}f}{total} {unit}")

    columns = (TextColumn("{task.description}"), BarColumn(), Amount(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Live(bars)
