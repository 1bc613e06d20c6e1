"""Runs source text as a script of its own, in the process that it will never leave.

The code must not be able to tell that the interpreter was warm: a fresh `__main__`, standard streams,
tracebacks that begin at its own first line, exit codes, threads and exit handlers are those of
`python script.py`.
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # what `signal` wraps, without the search for names
import atexit
import builtins
import gc
import linecache
import os
import sys
import threading
import traceback
from types import ModuleType
from typing import TYPE_CHECKING, NoReturn, TextIO, cast

from r1ci_bench.sandbox.jail.inputs import whole
from r1ci_bench.sandbox.jail.layout import SCRATCH

if TYPE_CHECKING:
    from mmap import mmap

NAME = "<code>"
_NAMES = NAME.removesuffix(">")

# Goes the ways of a short script: compiling, importing, calling, printing.
_REHEARSAL = """import sys
def f(x, *rest, y=1):
    return [n * y for n in range(x) if n % 2] + list(rest)
class C:
    def __init__(self, x):
        self.x = x
print(f(5, 1), C(2).x, f"{sum(f(9)) / 3:.3f}", {"a": 1}, sys.maxsize, end=" ", flush=True)
"""
_MOST_DESCRIPTORS = 1 << 20
# Code that lifts the interpreter's recursion limit can raise through millions of frames.
_MOST_FRAMES = 1000
_EXIT_FLUSH_FAILED = 120  # as the interpreter's own
_EXIT_INTERRUPTED = 130


def run(code: int, mark: mmap) -> NoReturn:
    """Become the script; standard streams are in place, and this fork has settled in.

    Args:
        code: Descriptor of the source, as UTF-8.
        mark: Memory shared with the first process; its first byte is set when a MemoryError ends the code.
    """
    status = 1
    try:
        source = _read(code)
        os.closerange(3, _MOST_DESCRIPTORS)
        module = become_main()
        status = execute(source, module, mark)
        status = _finish(module, status)
    except BaseException:  # noqa: BLE001 - nothing may run on into the template's own code
        status = 1
    finally:
        os._exit(status)


def settle_in(home: str | None) -> None:
    """Make this fork of a warm interpreter one of its own.

    Args:
        home: The scratch directory where it is not the template's, for HOME and TMPDIR.
    """
    _signal.signal(_signal.SIGINT, _signal.default_int_handler)
    if home is not None:
        os.environ["HOME"] = os.environ["TMPDIR"] = home
    threading.main_thread()._set_native_id()  # type: ignore[attr-defined]  # noqa: SLF001 - no public name
    gc.enable()
    sys.path.insert(0, home or SCRATCH)


def rehearse() -> None:
    """Run a script of no effect, and forget it."""
    module = become_main()
    execute(_REHEARSAL, module, bytearray(1))
    _clear(module)
    linecache.cache.pop(NAME, None)


def open_streams() -> None:
    """Make the standard streams that every script will have; they know no more than their numbers.

    Lines are written at once: what was printed before a limit struck is not lost.
    """
    for number, name in ((1, "stdout"), (2, "stderr")):
        stream = cast(
            "TextIO",
            open(  # noqa: SIM115 - open to the end of the process
                number,
                "w",
                buffering=1,
                encoding="utf-8",
                errors="surrogateescape" if number == 1 else "backslashreplace",
                newline="\n",
                closefd=False,
            ),
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    sys.stdin = open(  # noqa: SIM115 - as above
        0, encoding="utf-8", errors="surrogateescape", closefd=False
    )
    sys.__stdin__ = sys.stdin  # type: ignore[misc]


def become_main() -> ModuleType:
    """A fresh `__main__`."""
    sys.argv[:] = [NAME]
    sys.orig_argv[:] = [sys.executable, NAME]
    module = ModuleType("__main__")
    module.__builtins__ = builtins  # type: ignore[attr-defined]
    sys.modules["__main__"] = module
    return module


def _read(code: int) -> str:
    return whole(code).decode("utf-8", "surrogatepass")


def reseed() -> None:
    """Draw fresh seeds where a preloaded module has drawn its own.

    The template does it before each clone, where it touches no memory that is then copied.
    """
    if "random" in sys.modules:
        sys.modules["random"].seed()
    if "numpy.random" in sys.modules:
        # A number costs far less than the seed sequence that numpy would build without one.
        sys.modules["numpy.random"].seed(int.from_bytes(os.urandom(4), "little"))
    if "sympy.core.random" in sys.modules:
        sys.modules["sympy.core.random"].rng.seed()


def execute(source: str, module: ModuleType, mark: mmap | bytearray, name: str = NAME) -> int:
    """Run source text in a module.

    Args:
        source: The text.
        module: The module.
        mark: Its first byte is set when a MemoryError ends the code.
        name: What tracebacks call it; begins with `NAME`.

    Returns:
        The exit code that it would end a script with.
    """
    lines = source.splitlines(keepends=True)
    linecache.cache[name] = (len(source), None, lines, name)
    try:
        compiled = compile(source, name, "exec", dont_inherit=True)
        exec(compiled, module.__dict__)  # noqa: S102 - running untrusted code is what this process is for
    except SystemExit as stop:
        return _exit_status(stop)
    except BaseException as error:  # noqa: BLE001 - whatever ends a script is shown and becomes its exit code
        if isinstance(error, MemoryError):
            mark[0] = 1
        _show(error)
        return _EXIT_INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1
    return 0


def _exit_status(stop: SystemExit) -> int:
    if stop.code is None:
        return 0
    if isinstance(stop.code, int):
        return stop.code & 0xFF
    print(stop.code, file=sys.stderr)
    return 1


def _show(error: BaseException) -> None:
    """Print an uncaught exception, from the code's own first frame on."""
    frames = error.__traceback__
    while frames is not None and not frames.tb_frame.f_code.co_filename.startswith(_NAMES):
        frames = frames.tb_next
    error.__traceback__ = frames
    try:
        if sys.excepthook is not sys.__excepthook__:
            sys.excepthook(type(error), error, frames)
        else:
            limit = getattr(sys, "tracebacklimit", _MOST_FRAMES)
            traceback.print_exception(type(error), error, frames, limit)
    except BaseException:  # noqa: BLE001 - no memory, no stream, or a hook of the code's own that fails
        os.write(2, f"{type(error).__name__}\n".encode("utf-8", "backslashreplace"))


def _finish(module: ModuleType, status: int) -> int:
    """What the interpreter does at its end, but for tearing down modules that nobody will use again."""
    for step in (_join_threads, _run_exit_handlers):
        try:
            step()
        except SystemExit as stop:
            status = _exit_status(stop)
        except BaseException as error:  # noqa: BLE001 - as above
            _show(error)
            status = 1
    status = flush(status)
    _clear(module)
    # What the template made is frozen; most scripts are too short to have anything in the oldest generation.
    gc.collect(2 if gc.get_objects(2) else 1)
    return flush(status)


def _clear(module: ModuleType) -> None:
    for name in list(module.__dict__):
        if name != "__builtins__":
            module.__dict__[name] = None


def _join_threads() -> None:
    threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001 - there is no public name for it


def _run_exit_handlers() -> None:
    atexit._run_exitfuncs()  # noqa: SLF001 - there is no public name for it


def flush(status: int) -> int:
    """Write out what is buffered; an exit code that is not `status` where that fails."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError):
            continue  # set to None or closed by the code, which is its right
        except Exception:  # noqa: BLE001 - a stream of the code's own may raise anything
            status = _EXIT_FLUSH_FAILED
    return status
