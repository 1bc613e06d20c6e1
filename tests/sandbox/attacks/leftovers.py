"""Attacks on the next call, by what the one before has left; and tricks with place and time."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, ends, prints, refused, says

_CLEAN = "exec = None\nimport json\nprint(json.dumps([1]), len('ab'), sorted([2, 1]))"

LEFTOVERS = (
    Attack(
        name="import hooks for the next call",
        harm="leaves finders and hooks that run when the next call imports something",
        before=(
            """
import builtins, importlib.abc
class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        print("harmed")
sys.meta_path.insert(0, Finder())
sys.path_hooks.insert(0, lambda path: print("harmed"))
sys.path.insert(0, "/run/scratch/planted")
builtins.__import__ = lambda *arguments: print("harmed")
sys.addaudithook(lambda *arguments: os._exit(9))
""",
        ),
        code="""
import colorsys, csv
print([type(each).__name__ for each in sys.meta_path if "Finder" == type(each).__name__], sys.path[0])
""",
        check=all_of(ends("exited", code=0), prints("[] /run/scratch\n")),
    ),
    Attack(
        name="files that are run at start",
        harm="leaves sitecustomize, usercustomize, .pth and startup files where an interpreter looks",
        before=(
            """
import site, sysconfig
text = "import os; os.write(1, b'harmed')"
for folder in [*sys.path, site.getusersitepackages(), sysconfig.get_path("purelib"), ".", "/tmp", "/run"]:
    for name in ("sitecustomize.py", "usercustomize.py", "planted.pth", "json.py", "os.py", ".pythonrc"):
        try:
            os.makedirs(folder, exist_ok=True)
            open(os.path.join(folder, name), "w").write(text)
        except OSError:
            pass
""",
        ),
        code="""
import json, subprocess
print(json.__name__, json.dumps(1))
words = [sys.executable, "-c", "import json; print(json.dumps(2))"]
print(subprocess.run(words, capture_output=True, text=True).stdout)
""",
        check=all_of(ends("exited", code=0), prints("json 1\n2\n\n")),
    ),
    Attack(
        name="poisoned modules",
        harm="replaces modules and builtins, for the next call to get them",
        before=(
            """
import builtins, json, random
builtins.len = builtins.sorted = lambda *arguments: "harmed"
json.dumps = lambda *arguments: "harmed"
sys.modules["decimal"] = sys.modules["math"] = json
sys.setrecursionlimit(50)
random.seed(1)
type(os).harmed = property(lambda self: 1 / 0) if False else None
os.environ["PATH"] = "/run/scratch"
""",
        ),
        code="""
import decimal, json, math
print(len("ab"), sorted([2, 1]), json.dumps([1]), math.floor(2.5), decimal.Decimal(1))
print(sys.getrecursionlimit())
print(os.environ["PATH"] != "/run/scratch")
""",
        check=all_of(ends("exited", code=0), prints("2 [1, 2] [1] 2 1\n1000\nTrue\n")),
    ),
    Attack(
        name="poisoned memory",
        harm="writes to objects that every call is cloned with",
        before=(
            """
ctypes.memset(id(1000) + 24, 7, 4)
ctypes.c_long.from_address(id(2) + 24).value = 3
sys.stdout.encoding, os.name
os.name = sys.platform = "harmed"
""",
        ),
        code="print(1 + 1, 1000, os.name, sys.platform)",
        check=all_of(ends("exited", code=0), prints("2 1000 posix linux\n")),
    ),
    Attack(
        name="kept state of the process",
        harm="leaves masks, handlers, priorities, limits and folders to the next call",
        before=(
            """
import resource, signal
os.umask(0o777)
os.nice(10)
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
signal.signal(signal.SIGTERM, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4))
os.chdir("/usr")
print("left")
""",
        ),
        code="""
import resource, signal
umask = os.umask(0)
print(umask != 0o777, os.nice(0), signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)
print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 4, os.getcwd())
""",
        check=all_of(ends("exited", code=0), prints("True 0 True\nset()\nTrue /run/scratch\n")),
    ),
    Attack(
        name="keys and objects of the kernel",
        harm="leaves keys, shared segments and named semaphores for the next call to find",
        before=(
            """
for numbers, arguments in (((248, 217), (b"user", b"harmed", b"secret", 6, -4)),
                           ((29, 194), (@ipc_key@, 4096, 0o1666))):
    try:
        call(numbers, *arguments)
    except OSError:
        pass
open("/dev/shm/sem.harmed", "w").write("x")
""",
        ),
        code="""
attempt("key", lambda: call((249, 218), b"user", b"harmed", 0, 0))
attempt("segment", lambda: call((29, 194), @ipc_key@, 4096, 0))
attempt("semaphore", lambda: open("/dev/shm/sem.harmed"))
""",
        check=refused(3, "EPERM", "ENOSYS", "ENOENT"),
    ),
    Attack(
        name="locale tricks",
        harm="leaves a locale and a number format for the next call, which then prints other numbers",
        before=(
            """
import decimal, locale
os.environ.update(LC_ALL="tr_TR.UTF-8", LANG="de_DE.UTF-8", PYTHONIOENCODING="utf-16", LANGUAGE="de")
for name in ("de_DE.UTF-8", "tr_TR.UTF-8", "C", ""):
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        pass
decimal.getcontext().prec = 2
decimal.DefaultContext.prec = 2
sys.stdout.reconfigure(encoding="utf-16")
""",
        ),
        code="""
import decimal, locale
print(f"{1234.5:n}", "I".lower(), decimal.Decimal(1) / 3, locale.localeconv()["decimal_point"])
print(os.environ["LANG"], "LC_ALL" in os.environ, sys.stdout.encoding)
""",
        check=all_of(
            ends("exited", code=0),
            prints("1234.5 i 0.3333333333333333333333333333 .\nC.UTF-8 False utf-8\n"),
        ),
    ),
    Attack(
        name="set the clock",
        harm="sets the machine's time, or makes it run faster",
        code="""
import time
attempt("clock_settime", lambda: time.clock_settime(time.CLOCK_REALTIME, 0))
attempt("by number", lambda: call((227, 112), 0, (ctypes.c_long * 2)(0, 0)))
attempt("settimeofday", lambda: call((164, 170), (ctypes.c_long * 2)(0, 0), 0))
attempt("adjtimex", lambda: call((159, 171), ctypes.create_string_buffer(512)))
attempt("clock_adjtime", lambda: call((305, 266), 0, ctypes.create_string_buffer(512)))
attempt("alarm", lambda: time.clock_settime(11, 0))
attempt("wake", lambda: os.open("/dev/rtc0", os.O_RDONLY))
""",
        check=refused(7, "EPERM", "ENOENT", "EACCES", "EINVAL", "ENOSYS"),
    ),
    Attack(
        name="time zone files",
        harm="reads a file of the machine as a time zone, and leaves one of its own for the next call",
        before=(
            """
import time
open("zone", "wb").write(b"TZif2" + bytes(60))
os.environ["TZ"] = ":/run/scratch/zone"
time.tzset()
try:
    open("/etc/localtime", "wb").write(b"TZif2")
except OSError:
    print("kept")
""",
        ),
        code="""
import time
print("TZ" in os.environ)
for path in ("@canary@", "/etc/shadow", "../../../../@home_canary@"):
    os.environ["TZ"] = ":" + path
    time.tzset()
    print("canary" in time.tzname[0], time.strftime("%H", time.localtime(0)))
""",
        check=all_of(ends("exited", code=0), prints("False\n" + "False 00\n" * 3)),
    ),
    Attack(
        name="a slow clock of its own",
        harm="replaces the clocks of its interpreter, by which its time might be measured",
        code="""
import time
time.time = time.monotonic = time.perf_counter = lambda: 0.0
print("frozen", flush=True)
while True: pass
""",
        check=all_of(
            ends("wall_time", "cpu_time", within=4.0),
            prints("frozen\n"),
            lambda done, _: [] if done.seconds > 0.6 else [f"took {done.seconds} s"],
        ),
        policy={"wall_seconds": 0.7},
    ),
    Attack(
        name="nothing is left of an end by force",
        harm="ends in the middle of writing, for the next call to find half of it",
        before=("open('half', 'w').write('x' * 1000)\nos.mkdir('locked', 0)\nos.kill(os.getpid(), 9)",),
        code=_CLEAN + "\nprint(os.listdir())",
        check=all_of(ends("exited", code=0), says(r"\A\[1\] 2 \[1, 2\]\n\[\]\n\Z")),
    ),
)
