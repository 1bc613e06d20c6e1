"""Tasks whose verifiers do what a verifier must not, for the tests of the judge. The child imports this."""

from __future__ import annotations

import os
import re
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any, cast

from r1ci_bench.task import Level, Sample, Task, Verdict


class Honest(Task[Level]):
    """Right is what the sample says; tells in `parsed` which process judged where the sample asks."""

    id, version = "judged/honest", "1"

    def verify(self, sample: Sample, answer: str) -> Verdict:
        parsed = str(os.getpid()) if sample.data.get("tell") == "pid" else answer
        if answer == sample.data["answer"]:
            return Verdict.correct(parsed)
        return Verdict.wrong("not the same", parsed=parsed)


class Measuring(Task[Level]):
    """Tells what it received: its length, and its code points where they are few."""

    id, version = "judged/measuring", "1"

    def verify(self, sample: Sample, answer: str) -> Verdict:
        points = " ".join(f"{ord(char):x}" for char in answer[:20])
        return Verdict.wrong(f"{len(answer)} characters", parsed=points)


class Looking(Task[Level]):
    """Tells what its process is like."""

    id, version = "judged/looking", "1"

    def verify(self, sample: Sample, answer: str) -> Verdict:
        if answer == "environment":
            return Verdict.correct("\n".join(sorted(os.environ)))
        if answer == "descriptors":
            return Verdict.correct("\n".join(str(path.resolve()) for path in Path("/proc/self/fd").iterdir()))
        if answer == "no_new_privs":
            lines = Path("/proc/self/status").read_text().splitlines()
            return Verdict.correct(next(line for line in lines if line.startswith("NoNewPrivs")).split()[1])
        return Verdict.correct(f"{os.getpid()} {os.getpgrp()} {os.getsid(0)}")


class Misbehaving(Task[Level]):
    """Does what the answer says."""

    id, version = "judged/misbehaving", "1"

    def verify(self, sample: Sample, answer: str) -> Verdict:
        doing = getattr(self, f"do_{answer}")
        return cast("Verdict", doing())

    def do_loop(self) -> None:
        while True:
            pass

    def do_regex(self) -> None:
        re.fullmatch(r"(a+)+b", "a" * 64)

    def do_memory(self) -> Verdict:
        return Verdict.wrong(str(len(bytearray(1 << 34))))

    def do_hoard(self) -> None:
        hoard: list[str] = []
        while True:
            hoard.append("x" * (1 << 20) + str(len(hoard)))

    def do_exit_code(self) -> None:
        os._exit(3)

    def do_abort(self) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)

    def do_sys_exit(self) -> None:
        sys.exit("goodbye")

    def do_interrupt(self) -> None:
        raise KeyboardInterrupt

    def do_raise(self) -> None:
        raise ValueError("first line\nsecond line \ud800 " + "x" * 5000)

    def do_unprintable(self) -> None:
        class UnprintableError(Exception):
            def __str__(self) -> str:
                raise RuntimeError("no")

        raise UnprintableError

    def do_recurse(self) -> int:
        return self.do_recurse() + 1

    def do_nothing(self) -> None:
        return None

    def do_boolean(self) -> bool:
        return True

    def do_maybe(self) -> Verdict:
        return Verdict(outcome=cast("Any", "maybe"))

    def do_number(self) -> Verdict:
        return Verdict(outcome="wrong", parsed=cast("Any", 42))

    def do_subclass(self) -> Verdict:
        class Detailed(Verdict, frozen=True, kw_only=True):
            detail: int = 1

        return Detailed(outcome="correct", parsed="42")

    def do_long_texts(self) -> Verdict:
        return Verdict.wrong("r" * 5_000_000, parsed="p" * 5_000_000)

    def do_surrogate(self) -> Verdict:
        return Verdict.wrong("lone \udc80")

    def do_print(self) -> Verdict:
        print("to stdout" * 10_000, flush=True)
        print("to stderr", file=sys.stderr, flush=True)
        os.write(1, b"\x00\x00\x00\x00\x00\x00\x00\x02{}")
        return Verdict.correct("printed")

    def do_read(self) -> Verdict:
        return Verdict.correct(repr(sys.stdin.read()))

    def do_input(self) -> Verdict:
        return Verdict.correct(input())

    def do_touch(self) -> None:
        Path(__file__).with_name("no_such_file").touch()

    def do_connect(self) -> None:
        socket.create_connection(("127.0.0.1", 9))

    def do_signal(self) -> None:
        os.kill(os.getppid(), 0)

    def do_write(self) -> None:
        with tempfile.TemporaryFile() as file:
            file.write(b"x")
            file.flush()


class Abstract(Task[Level]):
    """Lacks its verifier, so that it cannot be made."""

    id, version = "judged/abstract", "1"


class NoTask:
    """Is no task at all."""
