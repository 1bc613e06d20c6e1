"""Code in the jail is a script like any other: streams, exit codes, tracebacks, threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sandbox.conftest import RunCode


def test_it_is_the_main_module(jailed: RunCode) -> None:
    done = jailed(
        "import sys\nif __name__ == '__main__':\n    print(sys.modules['__main__'].__dict__ is globals())\n"
        "print(sys.argv)"
    )
    assert done.stdout == "True\n['<code>']\n"
    assert done.ok


def test_a_traceback_shows_the_code_and_nothing_of_the_sandbox(jailed: RunCode) -> None:
    done = jailed("def divide(a, b):\n    return a / b  # here\n\ndivide(1, 0)\n")
    assert done.exit_code == 1
    assert done.ending == "exited"
    lines = done.stderr.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert [line.strip() for line in lines if "File" in line] == [
        'File "<code>", line 4, in <module>',
        'File "<code>", line 2, in divide',
    ]
    assert "    return a / b  # here" in lines
    assert lines[-1] == "ZeroDivisionError: division by zero"


def test_a_syntax_error_is_shown_like_any_other(jailed: RunCode) -> None:
    done = jailed("x = = 1")
    assert done.exit_code == 1
    assert 'File "<code>", line 1' in done.stderr
    assert "SyntaxError: invalid syntax" in done.stderr
    assert "script.py" not in done.stderr


@pytest.mark.parametrize(
    ("code", "exit_code", "stderr"),
    [
        ("import sys; sys.exit()", 0, ""),
        ("import sys; sys.exit(3)", 3, ""),
        ("import sys; sys.exit(-1)", 255, ""),
        ("import sys; sys.exit('it broke')", 1, "it broke\n"),
        ("raise SystemExit(True)", 1, ""),
        ("exit(4)", 4, ""),
        ("import os; os._exit(7)", 7, ""),
        ("import atexit, os; atexit.register(os._exit, 9)", 9, ""),
    ],
)
def test_exit_codes_are_kept(jailed: RunCode, code: str, exit_code: int, stderr: str) -> None:
    done = jailed(code)
    assert (done.ending, done.exit_code, done.stderr) == ("exited", exit_code, stderr)


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("import os; os.abort()", 6),
        ("import os; os.kill(os.getpid(), 15)", 15),
        ("import signal; signal.alarm(1)\nwhile True: pass", 14),
        ("import ctypes; ctypes.string_at(0)", 11),
    ],
)
def test_a_signal_ends_it_as_it_would_outside(jailed: RunCode, code: str, number: int) -> None:
    done = jailed(code)
    assert (done.ending, done.exit_code, done.signal) == ("signalled", None, number)


def test_what_was_printed_before_a_crash_is_kept(jailed: RunCode) -> None:
    done = jailed("import os\nprint('first line')\nos.abort()")
    assert done.stdout == "first line\n"


def test_recursion_without_a_limit_harms_only_itself(jailed: RunCode) -> None:
    """Older interpreters crash, newer ones raise."""
    done = jailed(
        "import sys\nsys.setrecursionlimit(10**8)\nclass A: __repr__ = lambda s: repr(s)\nrepr(A())"
    )
    assert (done.ending, done.signal) == ("signalled", 11) or "RecursionError" in done.stderr
    assert jailed("print('next')").ok


def test_endless_recursion_is_an_ordinary_error(jailed: RunCode) -> None:
    done = jailed("def f():\n    return f()\nf()")
    assert done.exit_code == 1
    assert "RecursionError" in done.stderr


def test_a_traceback_through_very_many_frames_stays_short(jailed: RunCode) -> None:
    done = jailed(
        """
import sys
sys.setrecursionlimit(10**6)
def dive(depth):
    if depth == 0:
        raise ValueError("the ground")
    dive(depth - 1)
dive(10**5)
"""
    )
    assert done.stderr.endswith("ValueError: the ground\n")
    assert "more times]" in done.stderr
    assert done.stderr_bytes < 1000


def test_text_of_any_language_comes_through(jailed: RunCode) -> None:
    assert jailed("print('naïve 漢字 🧮')").stdout == "naïve 漢字 🧮\n"


def test_lone_surrogates_are_an_error_of_the_code(jailed: RunCode) -> None:
    assert "UnicodeEncodeError" in jailed("print(chr(0xd800))").stderr
    done = jailed("print('\ud800')")
    assert (done.ending, done.exit_code) == ("exited", 1)
    assert "surrogates not allowed" in done.stderr


def test_a_null_byte_in_the_code_is_an_error_of_the_code(jailed: RunCode) -> None:
    done = jailed("print(1)\0")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "null bytes" in done.stderr


def test_bytes_that_are_no_text_are_replaced_and_counted(jailed: RunCode) -> None:
    done = jailed("import sys\nsys.stdout.buffer.write(bytes(range(256)))")
    assert done.stdout_bytes == 256
    assert done.stdout.startswith("\0\1\2")
    assert done.stdout.endswith("\N{REPLACEMENT CHARACTER}")


def test_standard_input_is_empty(jailed: RunCode) -> None:
    assert jailed("import sys\nprint(repr(sys.stdin.read()))").stdout == "''\n"
    assert "EOFError" in jailed("input('?')").stderr


@pytest.mark.parametrize(
    "code",
    [
        "import os\nprint('kept', flush=True)\nos.closerange(0, 256)",
        "import sys\nprint('kept')\nsys.stdout.close()",
        "import sys\nprint('kept')\nsys.stdout = sys.stderr = None",
    ],
)
def test_closing_its_streams_is_its_own_affair(jailed: RunCode, code: str) -> None:
    done = jailed(code)
    assert done.stdout == "kept\n"
    assert done.ending == "exited"


def test_threads_exit_handlers_and_finalizers_run_to_their_end(jailed: RunCode) -> None:
    done = jailed(
        """
import atexit, threading, time
class Last:
    def __del__(self):
        print("finalizer")
last = Last()
atexit.register(print, "exit handler")
gate = threading.Event()
threading.Thread(target=lambda: (gate.wait(), print("thread"))).start()
print("main")
gate.set()
"""
    )
    assert done.stdout == "main\nthread\nexit handler\nfinalizer\n"
    assert done.ok


def test_a_fork_of_the_code_ends_where_the_code_ends(jailed: RunCode) -> None:
    done = jailed("import os\npid = os.fork()\nprint('child' if pid == 0 else os.waitpid(pid, 0)[1])")
    assert done.stdout == "child\n0\n"


def test_the_interpreter_is_that_of_a_process_of_its_own(jailed: RunCode) -> None:
    done = jailed(
        """
import gc, signal, threading
print(threading.main_thread().native_id == threading.get_native_id(), threading.active_count())
print(gc.isenabled(), signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""
    )
    assert done.stdout == "True 1\nTrue True\n"


def test_garbage_of_every_age_is_finalized(jailed: RunCode) -> None:
    done = jailed(
        """
import gc
class Cycle:
    def __init__(self, name):
        self.name, self.me = name, self
    def __del__(self):
        print(self.name)
old = Cycle("old")
gc.collect()
young = Cycle("young")
"""
    )
    assert sorted(done.stdout.split()) == ["old", "young"]


def test_process_pools_work(jailed: RunCode) -> None:
    code = """
import multiprocessing
def square(x):
    return x * x
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(square, range(5)))
"""
    assert jailed(code).stdout == "[0, 1, 4, 9, 16]\n"


def test_event_loops_work(jailed: RunCode) -> None:
    done = jailed(
        "import asyncio\nasync def main(): await asyncio.sleep(0); print('ran')\nasyncio.run(main())"
    )
    assert done.stdout == "ran\n"


def test_hash_order_is_the_same_in_every_call_and_random_numbers_are_not(jailed: RunCode) -> None:
    code = (
        "import random, numpy, sympy.core.random as symbolic\n"
        "print(list(map(str, {'alpha', 'beta', 'gamma', 'delta'})))\n"
        "print(random.random(), numpy.random.random(), symbolic.random())"
    )
    first, second = (jailed(code, preload=("numpy", "sympy")).stdout.splitlines() for _ in range(2))
    assert first[0] == second[0]
    assert not set(first[1].split()) & set(second[1].split())


def test_the_code_of_a_function_can_be_inspected(jailed: RunCode) -> None:
    done = jailed("import inspect\ndef f():\n    return 1\nprint(inspect.getsource(f), end='')")
    assert done.stdout == "def f():\n    return 1\n"


def test_a_hook_for_uncaught_exceptions_is_honoured(jailed: RunCode) -> None:
    done = jailed("import sys\nsys.excepthook = lambda *about: print('hook', about[0].__name__)\n1 / 0")
    assert (done.stdout, done.stderr, done.exit_code) == ("hook ZeroDivisionError\n", "", 1)


def test_future_imports_of_the_sandbox_are_not_the_codes(jailed: RunCode) -> None:
    assert jailed("def f(x: 1 + 1): pass\nprint(f.__annotations__)").stdout == "{'x': 2}\n"


def test_modules_written_to_the_scratch_directory_can_be_imported(jailed: RunCode) -> None:
    done = jailed("open('helper.py', 'w').write('answer = 42')\nimport helper\nprint(helper.answer)")
    assert done.stdout == "42\n"
