"""Each limit of a policy, and how its Execution tells that it was reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sandbox.conftest import RunCode


@pytest.mark.parametrize("code", ["while True: pass", "import time\nprint('slept')\ntime.sleep(1000)"])
def test_wall_time(jailed: RunCode, code: str) -> None:
    done = jailed(code, wall_seconds=0.5)
    assert (done.ending, done.exit_code, done.signal) == ("wall_time", None, 9)
    assert done.seconds >= 0.5
    assert done.stdout == ("slept\n" if "slept" in code else "")


def test_code_that_ignores_signals_ends_at_its_time_all_the_same(jailed: RunCode) -> None:
    done = jailed(
        "import signal\nfor n in range(1, 65):\n"
        "  try: signal.signal(n, signal.SIG_IGN)\n"
        "  except (OSError, ValueError): pass\n"
        "while True: pass",
        wall_seconds=0.5,
    )
    assert done.ending == "wall_time"


def test_processor_time_of_one_process(jailed: RunCode) -> None:
    done = jailed("while True: pass", cpu_seconds=1.0, wall_seconds=60.0)
    assert done.ending == "cpu_time"
    assert done.cpu_seconds >= 0.5  # the kernel's limit counts in ticks, its usage does not


def test_processor_time_of_the_whole_tree(jailed: RunCode) -> None:
    done = jailed(
        "import os\nfor _ in range(3):\n  if os.fork() == 0:\n    while True: pass\nos.wait()",
        cpu_seconds=2.0,
        wall_seconds=60.0,
    )
    assert done.ending == "cpu_time"


@pytest.mark.parametrize(
    "code",
    [
        "x = bytearray(1 << 40)",
        "x = []\nwhile True: x.append(bytes(1 << 20))",
        "import numpy\nnumpy.ones((1 << 16, 1 << 16))",
    ],
)
def test_memory(jailed: RunCode, code: str) -> None:
    done = jailed(code, memory_bytes=256 << 20)
    assert (done.ending, done.exit_code) == ("memory", 1)
    assert "MemoryError" in done.stderr


def test_a_memory_error_that_is_caught_is_no_ending(jailed: RunCode) -> None:
    done = jailed("try: bytearray(1 << 40)\nexcept MemoryError: print('less, then')")
    assert (done.ending, done.stdout) == ("exited", "less, then\n")


def test_memory_is_counted_on_top_of_the_warm_interpreter(jailed: RunCode) -> None:
    done = jailed("x = bytearray(48 << 20)\nprint(len(x))", memory_bytes=64 << 20, preload=("numpy", "sympy"))
    assert done.stdout == f"{48 << 20}\n"


def test_open_files(jailed: RunCode) -> None:
    done = jailed("import os\nwhile True: print(os.open('/dev/null', os.O_RDONLY))", open_files=16)
    assert done.stdout.splitlines()[-1] == "15"
    assert "Too many open files" in done.stderr


def test_the_largest_file(jailed: RunCode) -> None:
    done = jailed("open('big', 'wb').write(bytes(2 << 20))", scratch_bytes=1 << 20)
    assert "OSError" in done.stderr


def test_output_keeps_its_head_and_tail(jailed: RunCode) -> None:
    done = jailed("for n in range(10000): print(n)", output_bytes=1000)
    assert done.truncated
    assert done.stdout.startswith("0\n1\n2\n")
    assert done.stdout.endswith("9998\n9999\n")
    assert " bytes left out] ..." in done.stdout
    assert done.stdout_bytes == 48890
    assert len(done.stdout) < 1100


def test_a_flood_of_output_is_drained_whole(jailed: RunCode) -> None:
    done = jailed(
        "import sys\nfor _ in range(50):\n  sys.stdout.write('o' * (1 << 20))\n  sys.stderr.write('e' * 1000)"
    )
    assert done.ok
    assert (done.stdout_bytes, done.stderr_bytes) == (50 << 20, 50_000)
    assert done.truncated


def test_times_are_those_of_the_code(jailed: RunCode) -> None:
    done = jailed("import time\nlimit = time.process_time() + 0.2\nwhile time.process_time() < limit: pass")
    assert done.seconds >= 0.2
    assert 0.2 <= done.cpu_seconds <= done.seconds + 0.1
    assert done.queue_seconds > 0
