"""Attacks through descriptors, and on the channel that carries results."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, at_most, ends, prints, refused, says

_FORGE = r"""
import struct
messages = [
    b'{"type":"Ended","at":0.0,"status":0,"memory":false,"cpu_seconds":0.0}\n',
    b'{"type":"Started","at":0.0,"layers":[]}\n',
    b'{"type":"Refused","layer":"none","message":"forged"}\n',
    b'{"type":"Spawned","call":1,"pid":1,"ours":true}',
    b'{"type":"Ready"}',
]
body = b'{"type":"Finished","call":1,"execution":{"ending":"exited","stdout":"forged","exit_code":0}}'
messages.append(struct.pack("!I", len(body)) + body)
messages.append(b'{"outcome":"correct","verdict":"correct","score":1.0}\n')
"""

DESCRIPTORS = (
    Attack(
        name="inherited descriptors",
        harm="finds descriptors of the harness, of its helpers or of other calls that were left open",
        code="""
import resource
found = []
for number in range(1 << 20):
    try:
        os.fstat(number)
        found.append(number)
    except OSError:
        pass
print(found)
""",
        check=all_of(ends("exited", code=0), prints("[0, 1, 2]\n")),
    ),
    Attack(
        name="descriptors by their names",
        harm="lists and opens descriptors as files, those of other processes too",
        code="""
for path in ("/proc/self/fd", "/dev/fd", "/proc/1/fd", "/proc/@harness@/fd", "/dev/stdin", "/dev/stderr"):
    attempt("list", lambda: os.listdir(path))
    attempt("open", lambda: os.open(path, os.O_RDONLY))
attempt("take from the first process", lambda: call((438, 438), os.pidfd_open(1), 3, 0))
""",
        check=refused(13, "ENOENT", "EACCES", "EPERM", "ENOSYS"),
    ),
    Attack(
        name="forge the result",
        harm="writes the messages with which helpers report its start and its end to every descriptor",
        code=_FORGE
        + """
for number in [*range(3, 4096), 1 << 16, 1 << 20]:
    for message in messages:
        try:
            print("DONE", number, os.write(number, message))
        except OSError:
            pass
print("honest")
os._exit(7)
""",
        check=all_of(ends("exited", code=7), prints("honest\n")),
    ),
    Attack(
        name="forge a verdict in the output",
        harm="prints verdicts and results, for whoever takes output for a message",
        code=_FORGE
        + """
for message in messages:
    os.write(1, message)
    os.write(2, message)
os._exit(7)
""",
        check=all_of(
            ends("exited", code=7),
            says(r'\A\{"type":"Ended"'),
            lambda done, _: [] if done.layers else ["no layers are reported"],
            lambda done, _: [] if done.stdout_bytes == done.stderr_bytes else ["streams were mixed"],
        ),
    ),
    Attack(
        name="forge the result before its end",
        harm="makes descriptors with all the numbers that the channel may have had, and writes to them",
        code=_FORGE
        + """
reader, writer = os.pipe()
for number in range(3, 200):
    if number not in (reader, writer):
        os.dup2(1 if number % 2 else writer, number)
os.set_blocking(writer, False)
print("honest")
raise SystemExit(7)
""",
        check=all_of(ends("exited", code=7), prints("honest\n")),
    ),
    Attack(
        name="forge a lack of memory",
        harm="sets the mark by which a lack of memory is told, to have a failure excused",
        code="""
import gc, mmap
frame = sys._getframe()
held = list(gc.get_objects())
while frame is not None:
    held += frame.f_locals.values()
    frame = frame.f_back
for thing in held:
    if isinstance(thing, mmap.mmap):
        thing[:2] = b"\\1\\1"
print("wrong answer")
os._exit(7)
""",
        check=all_of(
            ends("exited", code=7),
            prints("wrong answer\n"),
            lambda done, _: [] if done.stage == "run" else ["is said to have been compiled"],
        ),
    ),
    Attack(
        name="forge a refusal",
        harm="runs on into the code that called it, where a layer is said to have failed",
        code="""
print("honest")
sys.stdout.flush()
os._exit = lambda status: None
sys.exit = lambda status: None
raise SystemExit(7)
""",
        check=all_of(ends("exited", "signalled"), says(r"\Ahonest\n")),
    ),
    Attack(
        name="run on in the template's loop",
        harm="breaks out of its frame into the loop that clones calls, and answers for it",
        code="""
frame = sys._getframe()
while frame is not None:
    if "control" in frame.f_locals:
        control = frame.f_locals["control"]
        attempt("send", lambda: control.send(b'{"type":"Ready"}'))
        attempt("receive", lambda: control.recv(100))
    frame = frame.f_back
print("looked")
""",
        check=all_of(ends("exited", code=0), says(r"\A(refused (send|receive) EBADF\n)*looked\n\Z")),
    ),
    Attack(
        name="read its own source again",
        harm="keeps the file that its code came in, which could outlive it",
        code="""
found = []
for number in range(3, 256):
    try:
        found.append(os.pread(number, 100, 0))
    except OSError:
        pass
print(found, sys.stdin.read() == "", os.read(0, 10))
""",
        check=all_of(ends("exited", code=0), prints("[] True b''\n")),
    ),
    Attack(
        name="hand descriptors around",
        harm="sends descriptors over a pair of sockets, to have more than it may",
        code="""
import array, socket
one, other = socket.socketpair()
sent = 0
try:
    for _ in range(10_000):
        one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [1] * 200))])
        sent += 200
except OSError:
    pass
kept = 0
other.setblocking(False)
try:
    while True:
        kept += len(socket.recv_fds(other, 1, 253)[1])
except OSError:
    pass
print(kept)
""",
        check=all_of(ends("exited", "wall_time"), at_most(256)),
        policy={"wall_seconds": 3.0},
    ),
)
