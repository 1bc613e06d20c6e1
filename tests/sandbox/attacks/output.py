"""Attacks by output: too much of it, of the wrong kind, or at the wrong time."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, ends, printed_bytes, prints, says

OUTPUT = (
    Attack(
        name="flood without end",
        harm="prints until it is stopped",
        code="print('head')\nline = 'x' * 1000\nwhile True: print(line)",
        check=all_of(
            ends("wall_time", within=4.0), printed_bytes(cut=True), says(r"\Ahead\nxxx"), says(r"x\n?\Z")
        ),
        policy={"wall_seconds": 0.7},
    ),
    Attack(
        name="flood of both streams",
        harm="prints more than is kept on both streams at once, for one to block the other",
        code="""
sys.stdout.write("out-head"), sys.stderr.write("err-head")
for _ in range(100):
    sys.stdout.write("o" * 30_000), sys.stderr.write("e" * 30_000)
sys.stdout.write("out-tail"), sys.stderr.write("err-tail")
""",
        check=all_of(
            ends("exited", code=0),
            printed_bytes(3_000_016, 3_000_016, cut=True),
            says(r"\Aout-heado+\n\.\.\. \[\d+ bytes left out\] \.\.\.\no+out-tail\Z"),
            says(r"\Aerr-heade+\n\.\.\. \[\d+ bytes left out\] \.\.\.\ne+err-tail\Z"),
        ),
    ),
    Attack(
        name="one line of a gigabyte",
        harm="prints a line that fills the memory of whoever reads lines",
        code="piece = b'x' * (1 << 20)\nfor _ in range(1 << 10):\n  sent = 0\n"
        "  while sent < len(piece): sent += os.write(1, piece[sent:])\nos.write(1, b'end')",
        check=all_of(ends("exited", code=0), printed_bytes((1 << 30) + 3, 0, cut=True), says(r"xend\Z")),
    ),
    Attack(
        name="output without a newline",
        harm="prints what a reader of lines never sees, and ends without flushing",
        code="sys.stdout.write('no newline, ')\nsys.stdout.flush()\nos.write(1, b'none here')\nos._exit(0)",
        check=all_of(
            ends("exited", code=0), prints("no newline, none here"), printed_bytes(21, 0, cut=False)
        ),
    ),
    Attack(
        name="closed streams",
        harm="closes all its streams so that it seems to be over, and goes on",
        code="import time\nprint('before')\nos.closerange(0, 3)\ntime.sleep(0.3)\nos._exit(5)",
        check=all_of(ends("exited", code=5), prints("before\n")),
    ),
    Attack(
        name="output after the end",
        harm="has a grandchild that prints when the program is over, and holds the streams open",
        code="""
import time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            time.sleep(0.05)
            print("late", flush=True)
    os._exit(0)
os.wait()
os.write(1, b"over\\n")
os._exit(4)
""",
        check=all_of(ends("exited", code=4, within=10.0), prints("over\n")),
    ),
    Attack(
        name="output of a grandchild",
        harm="floods from a process that is not its own child",
        code="""
read, write = os.pipe()
if os.fork() == 0:
    if os.fork() == 0:
        for _ in range(1000): os.write(1, b"g" * 1000)
        os.write(write, b"x")
        os._exit(0)
    os._exit(0)
os.wait()
os.read(read, 1)
print("end", end="")
""",
        check=all_of(ends("exited", code=0), printed_bytes(1_000_003, 0, cut=True), says(r"gend\Z")),
    ),
    Attack(
        name="output that is no text",
        harm="prints bytes that are no UTF-8, control characters and escape sequences",
        code=r"""
os.write(1, bytes(range(256)) * 4 + b"\xf0\x9f")
os.write(1, "\x1b]0;x\x07\ud800".encode("utf-8", "surrogatepass"))
print("\ud800\udfff")
""",
        check=all_of(ends("exited"), says("\ufffd"), lambda done, _: _encodable(done.stdout + done.stderr)),
    ),
    Attack(
        name="error of ten megabytes",
        harm="raises an exception whose message is what it would have printed",
        code="raise ValueError('y' * 10_000_000)",
        check=all_of(ends("exited", code=1), printed_bytes(0, cut=True), says(r"\ATraceback(.|\n)*yyy\n\Z")),
    ),
    Attack(
        name="tricks with the stream",
        harm="makes its stream non-blocking, tiny or somebody else's business, and floods it",
        code="""
import fcntl, select
for command, value in ((1031, 4096), (fcntl.F_SETOWN, 1), (fcntl.F_SETSIG, 9),
                       (fcntl.F_SETFL, os.O_NONBLOCK | 0o20000)):
    try:
        fcntl.fcntl(1, command, value)
    except OSError:
        pass
sent = 0
while sent < 1_000_000:
    try:
        sent += os.write(1, b"x" * min(3000, 1_000_000 - sent))
    except BlockingIOError:
        select.select([], [1], [], 1)
os._exit(0)
""",
        check=all_of(ends("exited", code=0), printed_bytes(1_000_000, 0, cut=True)),
    ),
    Attack(
        name="forged mark of what is left out",
        harm="prints the line that stands for missing output, to hide that nothing is missing",
        code="print('a\\n... [5 bytes left out] ...\\nb')",
        check=all_of(
            ends("exited", code=0), prints("a\n... [5 bytes left out] ...\nb\n"), printed_bytes(cut=False)
        ),
    ),
    Attack(
        name="many writers",
        harm="writes from many processes at once, to lose or mix what is counted",
        code="""
for _ in range(8):
    if os.fork() == 0:
        for _ in range(100): os.write(2, b"w" * 999 + b"\\n")
        os._exit(0)
for _ in range(8): os.wait()
""",
        check=all_of(
            ends("exited", code=0), printed_bytes(0, 800_000, cut=True), says(r"\A(w{999}\n)+w*\n\.\.\. ")
        ),
    ),
    Attack(
        name="reading its own output",
        harm="reads back, cuts or rewinds what it has printed",
        code="""
print("kept")
for action in (lambda: os.read(1, 100), lambda: os.ftruncate(1, 0), lambda: os.lseek(1, 0, 0),
               lambda: os.pread(2, 9, 0), lambda: os.open("/dev/stdout", os.O_RDONLY),
               lambda: os.open("/proc/self/fd/1", os.O_RDONLY)):
    attempt("it", action)
""",
        check=all_of(
            ends("exited", code=0),
            lambda done, _: [line for line in done.stdout.split("\n") if "DONE" in line],
        ),
    ),
)


def _encodable(text: str) -> list[str]:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return [f"the text cannot be passed on: {error}"]
    return []
