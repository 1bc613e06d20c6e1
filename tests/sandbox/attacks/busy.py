"""Attacks that use up time."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, ends, prints

BUSY = (
    Attack(
        name="busy arithmetic",
        harm="computes a number that no machine can hold, without coming back to the interpreter",
        code="print(len(str(7 ** 7 ** 7 ** 7)))",
        check=ends("wall_time", "cpu_time", "memory", within=4.0),
        policy={"wall_seconds": 1.0},
    ),
    Attack(
        name="busy pattern",
        harm="matches a pattern that takes for ever, in one call into C",
        code="import re\nre.match('(a*)*b', 'a' * 60)",
        check=ends("wall_time", "cpu_time", within=4.0),
        policy={"cpu_seconds": 1.0, "wall_seconds": 3.0},
    ),
    Attack(
        name="busy processes",
        harm="spreads its work over processes, so that none of them has used its time",
        code="for _ in range(3): os.fork()\nwhile True: pass",
        check=ends("cpu_time", "wall_time", within=6.0),
        policy={"cpu_seconds": 1.0, "wall_seconds": 5.0},
    ),
    Attack(
        name="sleep",
        harm="takes a place and does nothing for ever",
        code="import time\nprint('asleep')\nwhile True: time.sleep(1e6)",
        check=all_of(ends("wall_time", within=4.0), prints("asleep\n")),
        policy={"wall_seconds": 0.5},
    ),
    Attack(
        name="bomb for the compiler",
        harm="is small as text and endless as a program",
        code="""
for source in ("(" * 100_000 + ")" * 100_000, "-" * 200_000 + "1", "x = " + "[" * 5000, "1" + "+1" * 100_000,
               "(" * 80 + "lambda: 0" + ")" * 80, "'" + "a" * 1000 + "'" + " * 1000" * 20):
    try:
        compile(source, "bomb", "exec")
    except (MemoryError, RecursionError, SyntaxError, OverflowError):
        pass
print("compiled")
""",
        check=ends("exited", "signalled", "memory", "wall_time", within=6.0),
        policy={"wall_seconds": 4.0},
    ),
)
