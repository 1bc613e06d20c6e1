"""Runs code that the interpreter does not: writes it down, compiles it where need be, becomes the program."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from r1ci_bench.sandbox.jail.inputs import whole

if TYPE_CHECKING:
    from mmap import mmap

    from r1ci_bench.sandbox.languages.program import Program

COMPILING = 1
"""Which byte of the shared memory is set while the compiler runs."""

_MOST_DESCRIPTORS = 1 << 20
_CANNOT_RUN = 127  # as a shell's


def run(program: Program, code: int, home: str | None, mark: mmap) -> NoReturn:
    """Become the program; standard streams are in place.

    Args:
        program: How the code is run.
        code: Descriptor of the source.
        home: The scratch directory where it is not the template's, for HOME and TMPDIR.
        mark: Memory shared with the first process.
    """
    command = program.run
    try:
        source = whole(code)
        os.closerange(3, _MOST_DESCRIPTORS)
        for number in (signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)  # what this interpreter ignores, a program would too
        if home is not None:
            os.environ["HOME"] = os.environ["TMPDIR"] = home
        Path(program.source).write_bytes(source)
        if program.compile:
            mark[COMPILING] = 1
            command = program.compile
            _compile(command)
            mark[COMPILING] = 0
            command = program.run
        os.execv(command[0], command)  # noqa: S606 - running untrusted code is what this process is for
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode())
    finally:
        os._exit(_CANNOT_RUN)


def _compile(command: tuple[str, ...]) -> None:
    """Compile, or end with the compiler's exit code."""
    pid = os.posix_spawn(command[0], command, os.environ)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code:
        os._exit(code if code > 0 else 128 - code)
