"""Attacks that use up what all share: processes, memory, disk, descriptors."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, at_most, ends, refused, says

MIB = 1 << 20

BOMBS = (
    Attack(
        name="fork bomb",
        harm="forks, and forks in every child, and never stops",
        code="while True:\n  try: os.fork()\n  except OSError: pass",
        check=ends("wall_time", "cpu_time", within=4.0),
        policy={"wall_seconds": 1.0},
    ),
    Attack(
        name="fork bomb with patience",
        harm="forks children that only wait, until the machine has no process ids left",
        code="""
import signal
made = 0
try:
    while made < 5000:
        if os.fork() == 0:
            signal.pause()
        made += 1
except BlockingIOError:
    pass
print(made)
""",
        check=all_of(ends("exited", code=0), at_most(16)),
    ),
    Attack(
        name="churn of process ids",
        harm="leaves orphans faster than they can be collected, to use up all process ids",
        code="""
while True:
    try:
        if os.fork() == 0:
            if os.fork() == 0:
                os._exit(0)
            os._exit(0)
    except OSError:
        try:
            os.wait()
        except OSError:
            pass
""",
        check=ends("wall_time", "cpu_time", within=4.0),
        policy={"wall_seconds": 1.0},
    ),
    Attack(
        name="zombie bomb",
        harm="never collects its dead children, each of which keeps a process id",
        code="""
made = 0
try:
    while made < 5000:
        if os.fork() == 0:
            os._exit(0)
        made += 1
except BlockingIOError:
    pass
print(made)
""",
        check=all_of(ends("exited", code=0), at_most(16)),
    ),
    Attack(
        name="process bomb of programs",
        harm="starts other programs in the background without end, in sessions of their own",
        code="""
import subprocess
made = 0
try:
    while made < 5000:
        subprocess.Popen(["sleep", "600", "@mark@"], start_new_session=True)
        made += 1
except OSError:
    pass
print(made)
os._exit(0)
""",
        check=all_of(ends("exited", code=0), at_most(16)),
    ),
    Attack(
        name="bomb that replaces itself",
        harm="becomes another program again and again, to lose who is watching",
        code="""
again = "[sys.executable, '-S', '-c', sys.argv[1], sys.argv[1], '@mark@']"
program = f"import os, sys; os.execv(sys.executable, {again})"
os.execv(sys.executable, [sys.executable, "-S", "-c", program, program, "@mark@"])
""",
        check=ends("wall_time", "cpu_time", within=4.0),
        policy={"wall_seconds": 1.0},
    ),
    Attack(
        name="thread bomb",
        harm="starts threads until there are no more",
        code="""
import threading
stop = threading.Event()
made = 0
try:
    while made < 5000:
        threading.Thread(target=stop.wait, daemon=True).start()
        made += 1
except RuntimeError:
    pass
print(made)
""",
        check=all_of(ends("exited", code=0), at_most(16)),
    ),
    Attack(
        name="memory bomb",
        harm="keeps all memory that it can get",
        code="kept = []\nwhile True: kept.append(bytes(1 << 20))",
        check=all_of(ends("memory", code=1), says("MemoryError")),
    ),
    Attack(
        name="memory bomb of one object",
        harm="asks for more memory than the machine has at once",
        code="kept = bytearray(1 << 44)",
        check=all_of(ends("memory", code=1), says("MemoryError")),
    ),
    Attack(
        name="memory bomb that goes on",
        harm="catches each MemoryError and asks again, so that the machine swaps",
        code="""
kept = []
while True:
    try:
        kept.append(bytes(1 << 16))
    except MemoryError:
        pass
""",
        check=ends("wall_time", "cpu_time", "memory", within=4.0),
        policy={"wall_seconds": 1.5},
    ),
    Attack(
        name="memory bomb of maps",
        harm="maps anonymous memory, private and shared, behind the interpreter's back",
        code="""
import mmap
got, kept = 0, []
for flags in (mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS):
    try:
        while got < 1 << 34:
            piece = mmap.mmap(-1, 16 << 20, flags=flags)
            piece.write(b"x" * (16 << 20))
            kept.append(piece)
            got += 16 << 20
    except OSError:
        pass
print(got)
""",
        check=all_of(ends("exited", code=0), at_most(256 * MIB)),
    ),
    Attack(
        name="memory over many processes",
        harm="keeps memory in many processes, each of which stays within the limit",
        code="""
import signal
read, write = os.pipe()
for _ in range(8):
    if os.fork() == 0:
        try:
            kept = b"x" * (96 << 20)
            os.write(write, b"x")
        except MemoryError:
            os.write(write, b"-")
        while True: signal.pause()
got = b"".join(os.read(read, 1) for _ in range(8)).count(b"x")
print(got * (96 << 20))
os._exit(0)
""",
        check=lambda done, world: (
            [] if done.ending == "memory" else all_of(ends("exited"), at_most(256 * MIB))(done, world)
        ),
        policy={"wall_seconds": 6.0},
    ),
    Attack(
        name="memory that no limit counts",
        harm="keeps memory in objects of the kernel that are nobody's address space",
        code="""
attempt("memory file", lambda: os.memfd_create("hidden"))
attempt("secret memory", lambda: call((447, 447), 0))
attempt("shared segment", lambda: call((29, 194), 0, 1 << 20, 0o1600))
attempt("message queue", lambda: call((68, 186), 0, 0o1600))
attempt("POSIX queue", lambda: call((240, 180), b"/hidden", 0o102, 0o600, 0))
attempt("semaphores", lambda: call((64, 190), 0, 1000, 0o1600))
attempt("locked memory", lambda: call((151, 230), 3))
attempt("locked page", lambda: call((149, 228), id(call) & ~4095, 4096))
""",
        check=refused(8, "EPERM", "ENOSYS", "ENOMEM"),
    ),
    Attack(
        name="disk filler",
        harm="writes one file until the disk is full",
        code="""
got = 0
try:
    with open("full", "wb") as file:
        while got < 1 << 34:
            got += os.write(file.fileno(), bytes(1 << 20))
except OSError as error:
    pass
print(got)
""",
        check=all_of(ends("exited", code=0), at_most(4 * MIB)),
    ),
    Attack(
        name="disk filler of many files",
        harm="writes many files, in every folder that may be written to",
        code="""
got = 0
for folder in (".", "/tmp", "/dev/shm", "/run", "/var/tmp", os.environ["TMPDIR"]):
    try:
        for number in range(100_000):
            with open(os.path.join(folder, f"{got}-{number}"), "wb") as file:
                got += file.write(bytes(1 << 16))
    except OSError:
        pass
print(got)
""",
        check=all_of(ends("exited", code=0), at_most(4 * MIB)),
    ),
    Attack(
        name="disk filler by other calls",
        harm="reserves and stretches files, which need not be written to take space",
        code="""
got = 0
descriptor = os.open("stretched", os.O_RDWR | os.O_CREAT)
for size in (1 << 20, 1 << 30, 1 << 40, 1 << 62):
    for action in (lambda: os.posix_fallocate(descriptor, 0, size), lambda: os.ftruncate(descriptor, size)):
        try:
            action()
        except OSError:
            pass
        got = max(got, os.fstat(descriptor).st_size, 512 * os.fstat(descriptor).st_blocks)
print(got)
""",
        check=all_of(ends("exited", code=0), at_most(4 * MIB)),
    ),
    Attack(
        name="files without a name",
        harm="fills the disk with files that are removed or were never named",
        code="""
got, kept = 0, []
try:
    while got < 1 << 34:
        kept.append(os.open(".", os.O_TMPFILE | os.O_RDWR))
        got += os.write(kept[-1], bytes(1 << 16))
except OSError:
    pass
print(got)
""",
        check=all_of(ends("exited", code=0), at_most(4 * MIB)),
    ),
    Attack(
        name="inode bomb",
        harm="makes empty files, folders and links until there are no inodes left",
        code="""
made = 0
for make in (lambda name: os.close(os.open(name, os.O_CREAT)), os.mkdir,
             lambda name: os.symlink("x" * 200, name)):
    try:
        for _ in range(100_000):
            make(str(made))
            made += 1
    except OSError:
        pass
print(made)
""",
        check=all_of(ends("exited", code=0), at_most(64 + 4 * MIB // 4096)),
    ),
    Attack(
        name="folders without a bottom",
        harm="nests folders so deep that nobody can remove them",
        code="""
depth = 0
try:
    while depth < 20_000:
        os.mkdir("d" * 100)
        os.chdir("d" * 100)
        depth += 1
except OSError:
    pass
os.chmod(".", 0)
print(depth)
""",
        check=all_of(ends("exited", code=0), at_most(64 + 4 * MIB // 4096)),
    ),
    Attack(
        name="descriptor bomb",
        harm="opens descriptors until the machine has none left",
        code="""
kept = []
try:
    while len(kept) < 100_000:
        kept.append(os.dup(1))
except OSError:
    pass
import resource
attempt("raise the limit", lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (10_000, 1 << 20)))
print(len(kept))
""",
        check=all_of(refused(1), at_most(256)),
    ),
    Attack(
        name="pipe bomb",
        harm="keeps memory in pipes that nobody reads",
        code="""
import fcntl
got, kept = 0, []
try:
    while got < 1 << 32:
        kept += os.pipe()
        try:
            fcntl.fcntl(kept[-1], 1031, 1 << 20)
        except OSError:
            pass
        os.set_blocking(kept[-1], False)
        try:
            while True:
                got += os.write(kept[-1], bytes(1 << 16))
        except BlockingIOError:
            pass
except OSError:
    pass
print(got)
""",
        check=all_of(ends("exited", code=0), at_most(160 * MIB)),
    ),
)
