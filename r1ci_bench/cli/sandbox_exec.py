"""`r1ci-bench sandbox exec`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.errors import UsageError

if TYPE_CHECKING:
    from r1ci_bench.sandbox import Execution, Inputs, Language, Policy, Sandbox

_LANGUAGES = ("python", "javascript", "bash", "cpp")
_OF_SUFFIX = {
    ".py": "python",
    ".js": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".sh": "bash",
    ".bash": "bash",
    ".cpp": "cpp",
    ".cc": "cpp",
    ".cxx": "cpp",
}
_MIB = 1 << 20
_MOST_FILE_BYTES = 16 * _MIB
_OUT_OF_TIME = 124  # as timeout(1)
_OUT_OF_MEMORY = 137  # as after the kernel's memory killer
_SIGNALLED = 128

_EPILOG = """\b
Examples:
  r1ci-bench sandbox exec program.py
  r1ci-bench sandbox exec sort.cpp --stdin numbers.txt --seconds 5
  echo 'print(6 * 7)' | r1ci-bench sandbox exec -
  r1ci-bench sandbox exec program.py --sandbox http://127.0.0.1:8080 --json

The exit code is the program's own; 124 where it ran out of time, 137 where it ran out of memory, 128 + N
where signal N ended it. Errors of the command itself have the usual codes (2, 3).
"""


@click.command("exec", epilog=_EPILOG)
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=str))
@click.option(
    "--language",
    type=click.Choice(_LANGUAGES),
    help="What the code is written in [default: by the file's name; python for -].",
)
@click.option(
    "--stdin", "stdin_file", type=click.Path(dir_okay=False, path_type=Path), help="Standard input [none]."
)
@click.option(
    "--seconds",
    default=60.0,
    show_default=True,
    type=click.FloatRange(min=0, min_open=True),
    help="Wall time, and processor time of each core's worth.",
)
@click.option(
    "--memory-mib", default=2048, show_default=True, type=click.IntRange(min=16), help="Memory, MiB."
)
@click.option(
    "--output-kib",
    default=1024,
    show_default=True,
    type=click.IntRange(min=1),
    help="How much of stdout, and of stderr, is kept: head and tail.",
)
@click.option("--sandbox", default="jail", show_default=True, help="Where it runs: an id or a URL.")
@click.option("--json", "as_json", is_flag=True, help="Print all that is known as JSON on stdout.")
@pass_session
def command(
    session: Session,
    file: str,
    language: str | None,
    stdin_file: Path | None,
    seconds: float,
    memory_mib: int,
    output_kib: int,
    sandbox: str,
    as_json: bool,
) -> int:
    """Run FILE (`-` for standard input) in the sandbox, and print what it prints."""
    import asyncio

    from r1ci_bench.cli.output import print_json
    from r1ci_bench.run.sandboxes import make_sandbox
    from r1ci_bench.sandbox import Inputs, Policy

    chosen = cast("Language", language or _language_of(file))
    code = _text(file)
    inputs = Inputs(stdin=_read(stdin_file) if stdin_file is not None else b"")
    policy = Policy(
        wall_seconds=seconds,
        cpu_seconds=seconds,
        memory_bytes=memory_mib * _MIB,
        output_bytes=output_kib << 10,
        languages=(chosen,),
    )
    place = make_sandbox(sandbox, session.plugins)
    execution = asyncio.run(_execute(place, code, policy, chosen, inputs))
    if as_json:
        print_json(execution)
    else:
        # As bytes: what a program prints need not fit into the encoding of this terminal.
        click.echo(execution.stdout.encode(), nl=False)
        click.echo(execution.stderr.encode(), nl=False, err=True)
        click.echo(ending_line(execution), err=True)
    return exit_code(execution)


async def _execute(
    sandbox: Sandbox, code: str, policy: Policy, language: Language, inputs: Inputs
) -> Execution:
    try:
        return await sandbox.execute(code, policy, language=language, inputs=inputs)
    finally:
        await sandbox.aclose()


def exit_code(execution: Execution) -> int:
    """The exit code that tells a shell how the program ended."""
    if execution.ending in ("wall_time", "cpu_time"):
        return _OUT_OF_TIME
    if execution.ending == "memory":
        return _OUT_OF_MEMORY
    if execution.signal is not None:
        return _SIGNALLED + execution.signal
    return execution.exit_code or 0


def ending_line(execution: Execution) -> str:
    """One line about how the program ended."""
    how = {
        "exited": f"exit code {execution.exit_code}",
        "signalled": f"ended by signal {execution.signal}",
        "wall_time": "out of time",
        "cpu_time": "out of processor time",
        "memory": "out of memory",
    }[execution.ending]
    if execution.stage == "compile":
        how = f"not compiled, {how}"
    cut = ", output cut" if execution.truncated else ""
    return f"[{how}, {execution.seconds:.3f} s, {execution.cpu_seconds:.3f} s of processor{cut}]"


def _language_of(file: str) -> str:
    if file == "-":
        return "python"
    suffix = Path(file).suffix.lower()
    if suffix not in _OF_SUFFIX:
        raise UsageError(
            f"the name of {file} does not tell its language", hint=f"say --language {'|'.join(_LANGUAGES)}"
        )
    return _OF_SUFFIX[suffix]


def _text(file: str) -> str:
    where = "standard input" if file == "-" else file
    data = _bounded(sys.stdin.buffer.read(_MOST_FILE_BYTES + 1), where) if file == "-" else _read(Path(file))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{where} is not UTF-8 text: byte {error.start} does not fit", hint="convert it, or name another"
        ) from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return _bounded(stream.read(_MOST_FILE_BYTES + 1), str(path))
    except OSError as error:
        raise UsageError(
            f"cannot read {path}: {error.strerror or error}", hint="name a file that is there"
        ) from None


def _bounded(data: bytes, where: str) -> bytes:
    if len(data) > _MOST_FILE_BYTES:
        raise UsageError(f"{where} is larger than {_MOST_FILE_BYTES >> 20} MiB")
    return data
