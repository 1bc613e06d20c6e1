"""Attacks on the interpreter that runs the code, from inside it."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, ends, printed_bytes, prints, says

INTERPRETER = (
    Attack(
        name="end without the interpreter",
        harm="ends behind the back of whoever would report it",
        code="print('before')\nos._exit(3)",
        check=all_of(ends("exited", code=3), prints("before\n")),
    ),
    Attack(
        name="end by the C library",
        harm="ends by the C library's exit, which runs the handlers of whoever else is in the process",
        code="import atexit\natexit.register(print, 'after')\nprint('before', flush=True)\nlibc.exit(4)",
        check=all_of(ends("exited", code=4), prints("before\n")),
    ),
    Attack(
        name="abort",
        harm="ends as a program does that has found itself broken",
        code="print('before', flush=True)\nlibc.abort()",
        check=all_of(ends("signalled", by=6), prints("before\n")),
    ),
    Attack(
        name="segmentation fault",
        harm="reads where nothing is",
        code="print('before', flush=True)\nctypes.string_at(0)",
        check=all_of(ends("signalled", by=11), prints("before\n")),
    ),
    Attack(
        name="stack overflow",
        harm="lifts the limit of recursion and runs off its stack",
        code="""
print("before", flush=True)
sys.setrecursionlimit(1 << 30)
class Endless:
    def __repr__(self): return repr([self])
    def __eq__(self, other): return [self] == [other]
try:
    repr(Endless())
except (RecursionError, MemoryError):
    pass
Endless() == Endless()
""",
        check=all_of(ends("signalled", "exited", "memory", "wall_time"), says(r"\Abefore\n")),
        policy={"wall_seconds": 3.0},
    ),
    Attack(
        name="write anywhere",
        harm="writes to addresses of the interpreter, of the libraries and at random",
        code="""
import random
print("before", flush=True)
random.seed(1)
places = [id(each) for each in (None, print, os, sys.modules, type, int, 1)]
for at in places + [random.getrandbits(47) for _ in range(1000)]:
    ctypes.memset(at & ~7, random.getrandbits(8), 64)
""",
        check=all_of(ends("signalled", "exited", "wall_time"), says(r"\Abefore\n")),
        policy={"wall_seconds": 3.0},
    ),
    Attack(
        name="run bytes as code",
        harm="makes code objects out of random bytes and runs them",
        code="""
import random
print("before", flush=True)
random.seed(2)
def template(a=1): return a
for _ in range(100_000):
    template.__code__ = template.__code__.replace(co_code=random.randbytes(64))
    try:
        template()
    except BaseException:
        pass
""",
        check=all_of(ends("signalled", "exited", "wall_time", "memory"), says(r"\Abefore\n")),
        policy={"wall_seconds": 3.0},
    ),
    Attack(
        name="trace the interpreter",
        harm="sets a trace function that runs in the frames of whoever runs it",
        code="""
import threading
def trace(frame, event, argument):
    if frame.f_code.co_name == "_finish":
        raise SystemExit(0)
    return trace
sys.setprofile(trace)
threading.settrace(trace)
sys.settrace(trace)
sys._getframe().f_back.f_trace = trace
print("before")
raise SystemExit(7)
""",
        check=all_of(ends("exited", "signalled"), says(r"\Abefore\n")),
    ),
    Attack(
        name="replace builtins",
        harm="replaces what is called after its last line: modules, builtins, streams and exits",
        code="""
import builtins, gc, atexit, threading, traceback, linecache
print("before", flush=True)
def evil(*arguments, **names): raise KeyboardInterrupt("harmed")
for module in (os, threading, traceback, linecache, gc, atexit, builtins):
    for name in list(vars(module)):
        if callable(getattr(module, name)) and not isinstance(getattr(module, name), type):
            setattr(module, name, evil)
sys.stdout = sys.stderr = sys.excepthook = None
""",
        check=all_of(ends("exited", "signalled", "wall_time"), says(r"\Abefore\n")),
        policy={"wall_seconds": 3.0},
    ),
    Attack(
        name="empty the interpreter",
        harm="clears every dictionary and list that the interpreter knows",
        code="""
import gc
print("before", flush=True)
for thing in gc.get_objects():
    if isinstance(thing, (dict, list, set)):
        try:
            thing.clear()
        except BaseException:
            pass
""",
        check=all_of(ends("exited", "signalled", "wall_time"), says(r"\Abefore\n")),
        policy={"wall_seconds": 3.0},
    ),
    Attack(
        name="exit handlers without end",
        harm="runs on in handlers at its exit, each of which leaves another",
        code="""
import atexit
def again():
    atexit.register(again)
    while True: pass
atexit.register(again)
print("before")
""",
        check=all_of(ends("wall_time", "cpu_time", within=4.0), prints("before\n")),
        policy={"wall_seconds": 0.7},
    ),
    Attack(
        name="exit handler that ends",
        harm="changes its exit code when all seems to be over",
        code="import atexit\natexit.register(os._exit, 9)\nprint('before')\nraise SystemExit(7)",
        check=all_of(ends("exited", code=9), prints("before\n")),
    ),
    Attack(
        name="tricks with the collector",
        harm="runs code when the collector does, and comes back from the dead",
        code="""
import gc
class Undead:
    def __del__(self):
        kept.append(self)
        print("again", len(kept), flush=True)
kept = []
one = Undead()
del one
gc.callbacks.append(lambda phase, facts: 1 / 0)
gc.collect()
kept.clear()
""",
        check=all_of(ends("exited", "signalled", within=10.0), says(r"\Aagain 1\n")),
    ),
    Attack(
        name="fault handler",
        harm="has the interpreter write about itself while it falls",
        code="""
import faulthandler
print("before", flush=True)
faulthandler.enable(open("dump", "w"))
faulthandler.dump_traceback_later(0.01, repeat=True, file=2, exit=False)
faulthandler._stack_overflow()
""",
        check=all_of(ends("signalled", by=11), prints("before\n")),
    ),
    Attack(
        name="timers and switches",
        harm="interrupts itself thousands of times a second while it ends",
        code="""
import signal
count = 0
def tick(*_):
    global count
    count += 1
signal.signal(signal.SIGALRM, tick)
signal.setitimer(signal.ITIMER_REAL, 1e-4, 1e-4)
sys.setswitchinterval(1e-9)
while count < 100: pass
print("ticked")
""",
        check=all_of(ends("exited", "signalled"), says(r"\Aticked\n")),
    ),
    Attack(
        name="chain of errors",
        harm="raises an error with twenty thousand others behind it, to be printed one by one",
        code="""
error = None
for number in range(20_000):
    new = ValueError(number)
    new.__context__ = error
    error = new
print("before")
raise error
""",
        check=all_of(ends("exited", "signalled", "wall_time", code=None, within=8.0), says(r"\Abefore\n")),
        policy={"wall_seconds": 4.0},
    ),
    Attack(
        name="errors that cannot be shown",
        harm="raises an error whose text is an error, under a hook that fails",
        code="""
class Bad(Exception):
    def __str__(self): raise self
    __repr__ = __str__
def hook(*_): raise Bad
print("before")
sys.excepthook = hook
raise Bad
""",
        check=all_of(ends("exited", code=1), says(r"\Abefore\n"), says("Bad")),
    ),
    Attack(
        name="numbers as text",
        harm="turns huge numbers into text and back",
        code="sys.set_int_max_str_digits(0)\nprint(len(str(1 << 10_000_000)), int('9' * 10_000_000) % 7)",
        check=ends("wall_time", "cpu_time", within=4.0),
        policy={"wall_seconds": 1.0},
    ),
    Attack(
        name="source with zero bytes",
        harm="is a program of which a reader of C strings sees only a part",
        code="print('harmed')\n\0\nprint('harmed')",
        check=all_of(ends("exited", code=1), says("null bytes"), prints("")),
    ),
    Attack(
        name="source that is no text",
        harm="is a program with lone surrogates, which no encoding knows",
        code="x = '\ud800'\nprint('harmed', '\udfff' == x)",
        check=all_of(ends("exited", code=1), says("surrogates not allowed"), prints("")),
    ),
    Attack(
        name="megabytes of source",
        harm="is as long a program as is taken",
        code="x = 1\n" + "# comment\n" * 400_000 + "print(x)\n",
        check=all_of(ends("exited", code=0), prints("1\n"), printed_bytes(2, 0, cut=False)),
    ),
)
