"""Prints the hashes of a task's questions, in a process of its own (`python -m`).

The gate compares them with its own, so that questions cannot depend on the process or on its hash seed.
"""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from r1ci_bench.errors import TaskFault
from r1ci_bench.hashing import content_hash
from r1ci_bench.questions import questions

if TYPE_CHECKING:
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
            source = questions(task, level=level, seed=request.seed, question_set=which)
            try:
                for sample, digest in islice(source, request.samples):
                    parts.append([digest, sample.provenance, task.answer(sample), task.reference(sample)])
            except TaskFault as fault:
                parts.append(fault.kind)
        found.append(content_hash(parts))
    return found


def main() -> None:
    """Read a request from stdin, print the hashes on stdout."""
    from importlib import import_module

    request = msgspec.json.decode(sys.stdin.buffer.read(), type=Request)
    module, _, attribute = request.entry.partition(":")
    task = getattr(import_module(module), attribute)()
    sys.stdout.buffer.write(msgspec.json.encode(fingerprint(task, request)))


if __name__ == "__main__":
    main()
