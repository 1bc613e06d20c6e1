"""Who is told what goes on while a data set is fetched."""

from __future__ import annotations


class Progress:
    """Told what goes on; this one keeps silent."""

    def begin(self, what: str, total: int | None, *, done: int = 0, unit: str = "bytes") -> None:
        """A step begins.

        Args:
            what: What is done, for people.
            total: How much there is to do; None where nobody knows.
            done: How much of it has been done before.
            unit: What is counted: `bytes`, `files` or `rows`.
        """

    def advance(self, amount: int) -> None:
        """So much more of the step is done."""

    def note(self, text: str) -> None:
        """Something happened that stops nothing."""


SILENT = Progress()
