"""Prints the hashes of a task's questions, in a process of its own (`python -m`).

The gate compares them with its own, so that questions cannot depend on the process, on its hash seed or on
the date, which is another one here.
"""

from __future__ import annotations

import datetime
import sys
import time
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from r1ci_bench.errors import TaskFault
from r1ci_bench.hashing import content_hash
from r1ci_bench.questions import questions

if TYPE_CHECKING:
    from typing import Self

    from r1ci_bench.task import Task


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Which questions are meant.

    Attributes:
        entry: The task as `module:Class`.
        levels: Levels.
        samples: Questions of each level.
        seed: Seed of the question sets.
    """

    entry: str
    levels: tuple[int, ...]
    samples: int
    seed: int


def fingerprint(task: Task[Any], request: Request) -> list[str]:
    """One hash for each level, over questions, data, provenance and answers of public and fresh questions."""
    found = []
    for level in request.levels:
        parts: list[object] = []
        for which in ("public", "fresh"):
            source = questions(task, level=level, seed=request.seed, question_set=which, cached=False)
            try:
                for sample, digest in islice(source, request.samples):
                    parts.append([digest, sample.provenance, task.answer(sample), task.reference(sample)])
            except TaskFault as fault:
                parts.append(fault.kind)
        found.append(content_hash(parts))
    return found


_SHIFT = datetime.timedelta(days=400, hours=7, minutes=13)


def shift_clock() -> None:
    """Let the rest of this process live in another year: whatever is imported from now on sees that date."""
    seconds = _SHIFT.total_seconds()
    now, now_ns = time.time, time.time_ns
    localtime, gmtime, strftime = time.localtime, time.gmtime, time.strftime

    class Date(datetime.date):
        @classmethod
        def today(cls) -> Self:
            return super().today() + _SHIFT

    class Moment(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Self:
            return super().now(tz) + _SHIFT

        @classmethod
        def utcnow(cls) -> Self:
            return cls.now(datetime.UTC).replace(tzinfo=None)

        @classmethod
        def today(cls) -> Self:
            return cls.now()

    others: dict[str, object] = {
        "time": lambda: now() + seconds,
        "time_ns": lambda: now_ns() + int(seconds) * 10**9,
        "localtime": lambda at=None: localtime(now() + seconds if at is None else at),
        "gmtime": lambda at=None: gmtime(now() + seconds if at is None else at),
        "strftime": lambda form, at=None: strftime(form, localtime(now() + seconds) if at is None else at),
    }
    vars(time).update(others)
    vars(datetime).update(date=Date, datetime=Moment)


def main() -> None:
    """Read a request from stdin, print the hashes on stdout."""
    from importlib import import_module

    shift_clock()
    request = msgspec.json.decode(sys.stdin.buffer.read(), type=Request)
    module, _, attribute = request.entry.partition(":")
    task = getattr(import_module(module), attribute)()
    sys.stdout.buffer.write(msgspec.json.encode(fingerprint(task, request)))


if __name__ == "__main__":
    main()
