"""Where items come from: one worker process for each process that asks, started when it is needed."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import threading
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from r1ci_bench.errors import TaskFault

_INSTALL = 'pip install "r1ci-bench[reasoning-gym]"'
# Generators are single-threaded; idle pools of a numerical library only cost memory.
_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "TZ": "UTC",
}


class Entry(NamedTuple):
    """One item as Reasoning-Gym made it.

    Attributes:
        question: The question.
        answer: The stored answer; None where it stores none.
        metadata: All that it says of the item, as JSON values: tuples are lists, keys are texts.
    """

    question: str
    answer: str | None
    metadata: dict[str, Any]


class Source:
    """Asks the worker for items, one at a time.

    Args:
        patience: Seconds after which an item is given up. No item of any level takes nearly that long, so
            that what can be asked does not depend on the machine.
    """

    def __init__(self, patience: float = 300.0) -> None:
        self._patience = patience
        self._lock = threading.Lock()
        self._worker: subprocess.Popen[str] | None = None
        self._owner = 0
        self._of_parent: subprocess.Popen[str] | None = None

    def entry(self, name: str, config: dict[str, Any], seed: int) -> Entry:
        """Make one item; the same arguments give the same item everywhere.

        Args:
            name: As Reasoning-Gym registers it.
            config: Fields of its configuration, as JSON values.
            seed: Any integer of at most 63 bits.

        Raises:
            TaskFault: if Reasoning-Gym is missing, is another release, or ends; of kind `item` if it fails at
                this item, as it will everywhere.
        """
        with self._lock:
            reply = self._ask({"name": name, "config": config, "seed": seed})
        if "version" in reply:
            from r1ci_reasoning_gym.worker import VERSION

            raise TaskFault(
                f"the questions of reasoning-gym/{name} are those of reasoning-gym {VERSION}, and "
                f"{reply['version']} is installed",
                kind="generator",
                hint=_INSTALL,
            )
        if "error" in reply:
            raise TaskFault(
                f"reasoning-gym failed at an item of {name} (seed {seed}): {reply['error']}", kind="item"
            )
        return Entry(reply["question"], reply["answer"], reply["metadata"])

    def close(self) -> None:
        """End the worker; another one starts when it is needed."""
        worker, self._worker = self._worker, None
        if worker is None or self._owner != os.getpid():
            return
        for pipe in (worker.stdin, worker.stdout):
            with suppress(OSError):  # what was not written yet, to one that has ended
                if pipe is not None:
                    pipe.close()
        worker.wait()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        # A fork has its parent's worker at the other end of the pipes, and must not read its replies.
        if self._owner != os.getpid():
            self._of_parent, self._worker = self._worker, None
        if self._worker is None:
            self._start()
        worker = self._worker
        assert worker is not None  # noqa: S101 - for the type checker
        assert worker.stdin is not None  # noqa: S101
        assert worker.stdout is not None  # noqa: S101
        line = ""
        try:
            worker.stdin.write(json.dumps(request) + "\n")
            worker.stdin.flush()
            if not select.select([worker.stdout], [], [], self._patience)[0]:
                self._give_up(request)
            line = worker.stdout.readline()
        except OSError:
            pass  # it has ended, as an empty line says, too
        if not line:
            self.close()
            raise TaskFault(
                f"the process that makes items of reasoning-gym ended at one of {request['name']}",
                kind="generator",
                hint="its message stands above; a common cause is too little memory",
            )
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _give_up(self, request: dict[str, Any]) -> NoReturn:
        if self._worker is not None:
            self._worker.kill()
        self.close()
        raise TaskFault(
            f"reasoning-gym has worked on an item of {request['name']} for {self._patience:.0f} seconds "
            f"(seed {request['seed']})",
            kind="generator",
        )

    def _start(self) -> None:
        if find_spec("reasoning_gym") is None:
            raise TaskFault(
                "the package reasoning-gym, which makes these questions, is not installed",
                kind="missing_package",
                hint=_INSTALL,
            )
        paths = os.pathsep.join(path for path in sys.path if path)
        self._worker = subprocess.Popen(
            [sys.executable, "-m", "r1ci_reasoning_gym.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": paths},
            encoding="utf-8",
        )
        self._owner = os.getpid()
        atexit.register(self.close)


SOURCE = Source()
"""The source of this process: a worker takes a second to start, so all tasks share it."""


def library_file(name: str) -> Path:
    """A data file of Reasoning-Gym, found without importing it (which takes a second).

    Args:
        name: Its path below the package, for example `data/words.csv`.

    Raises:
        TaskFault: if the package is not installed.
    """
    spec = find_spec("reasoning_gym")
    if spec is None or not spec.submodule_search_locations:
        raise TaskFault("the package reasoning-gym is not installed", kind="missing_package", hint=_INSTALL)
    return Path(spec.submodule_search_locations[0]) / name
