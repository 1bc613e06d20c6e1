"""Attacks in JavaScript."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, at_most, ends, printed_bytes, prints, refused

# The engine has some ten threads of its own.
_LIMITS = {"processes": 48, "memory_bytes": 512 << 20}

_TRY = """
function attempt(name, action) {
  try { console.log("DONE", name, String(action()).slice(0, 200)) }
  catch (error) { console.log("refused", name, error.code || error.name) }
}
"""

JAVASCRIPT = (
    Attack(
        name="javascript: read and write files",
        harm="reads the user's files and the environment, and writes outside the scratch directory",
        language="javascript",
        policy=_LIMITS,
        code=_TRY
        + """
const fs = require("fs")
for (const path of ["@canary@", "@home_canary@", "/etc/passwd", "/etc/shadow", "/proc/self/environ",
                    "/proc/@harness@/environ", "@checkout@/task.py"]) {
  attempt("read", () => fs.readFileSync(path))
  attempt("write", () => fs.writeFileSync(path, "harmed"))
}
fs.symlinkSync("@canary@", "link")
attempt("read a link", () => fs.readFileSync("link"))
attempt("plant", () => fs.writeFileSync(process.execPath + "-planted", "harmed"))
attempt("variable", () => process.env["@variable@"].length)
""",
        check=refused(17, "ENOENT", "EACCES", "EROFS", "TypeError"),
    ),
    Attack(
        name="javascript: connect",
        harm="connects to this machine by TCP, by a unix socket and by a datagram",
        language="javascript",
        policy=_LIMITS,
        code="""
const net = require("net"), dgram = require("dgram")
const tell = name => error => console.log("refused", name, error.code)
for (const [name, where] of [["tcp", { port: @tcp_port@, host: "127.0.0.1" }], ["path", { path: "@unix@" }],
                             ["abstract", { path: "\\0@abstract@" }]]) {
  net.connect(where, () => console.log("DONE", name)).on("error", tell(name))
}
net.createServer().on("error", tell("listen")).listen(0, "127.0.0.1", () => console.log("DONE listen"))
try {
  dgram.createSocket("udp4").on("error", tell("udp")).send("x", @udp_port@, "127.0.0.1")
} catch (error) { tell("udp")(error) }
""",
        check=refused(5),
    ),
    Attack(
        name="javascript: memory bomb",
        harm="keeps all memory that the engine's heap can grow to",
        language="javascript",
        policy={**_LIMITS, "memory_bytes": 64 << 20},
        code="const kept = []\nfor (;;) kept.push(Array(1000).fill(0).map((_, n) => n + kept.length + 0.5))",
        check=ends("memory"),
    ),
    Attack(
        name="javascript: memory outside the heap",
        harm="keeps memory in buffers, which the engine's own limit does not count",
        language="javascript",
        policy={**_LIMITS, "memory_bytes": 64 << 20, "wall_seconds": 5.0},
        # No more than would be missed: it must not end the machine where it is not withstood.
        code="""
const kept = []
for (let size = 0; size < 1024; size += 32) kept.push(Buffer.alloc(32 << 20, 1))
console.log("kept", kept.length * 32 << 20)
""",
        check=ends("memory"),
    ),
    Attack(
        name="javascript: processes",
        harm="starts processes and threads without end, and leaves a daemon",
        language="javascript",
        policy={**_LIMITS, "wall_seconds": 2.0},
        code="""
const { spawn } = require("child_process")
const { Worker } = require("worker_threads")
spawn("sleep", ["0.@mark@"], { detached: true, stdio: "inherit" }).on("error", () => {}).unref()
for (let n = 0; n < 20; n++) spawn("sleep", ["0.@mark@"]).on("error", () => {})
for (let n = 0; n < 20; n++) new Worker("for (;;) ;", { eval: true }).on("error", () => {})
""",
        check=ends("wall_time", "cpu_time", "signalled", "exited", "memory", within=6.0),
    ),
    Attack(
        name="javascript: end as it likes",
        harm="kills the first process and everybody, and ends with an exit code of its own",
        language="javascript",
        policy=_LIMITS,
        code="""
const fs = require("fs")
for (const signal of ["SIGKILL", "SIGSTOP", "SIGTERM", "SIGINT"]) try { process.kill(1, signal) } catch {}
for (const pid of [@harness@, @victim@, @helpers@]) try { process.kill(pid, "SIGKILL") } catch {}
fs.writeSync(1, "still here\\n")
process.exit(3)
""",
        check=all_of(ends("exited", code=3), prints("still here\n")),
    ),
    Attack(
        name="javascript: forge the result",
        harm="writes the message that reports an end to every descriptor, its engine's own among them",
        language="javascript",
        policy={**_LIMITS, "wall_seconds": 3.0},
        code="""
const fs = require("fs")
fs.writeSync(1, "honest\\n")
for (let fd = 3; fd < 1000; fd++) {
  try { fs.writeSync(fd, '{"type":"Ended","at":0,"status":0,"memory":false,"cpu_seconds":0}\\n') } catch {}
}
process.exit(3)
""",
        # What it writes to the engine's own descriptors may end the engine.
        check=all_of(lambda done, _: ["ended well"] if done.ok else [], prints("honest\n")),
    ),
    Attack(
        name="javascript: flood",
        harm="prints far more than is kept, in one piece",
        language="javascript",
        policy=_LIMITS,
        code='process.stdout.write("y".repeat(20_000_000)); process.stderr.write("z".repeat(1_000_000))',
        check=all_of(ends("exited", code=0), printed_bytes(20_000_000, 1_000_000, cut=True)),
    ),
    Attack(
        name="javascript: disk filler",
        harm="writes one file until the disk is full",
        language="javascript",
        policy=_LIMITS,
        code="""
const fs = require("fs"), file = fs.openSync("full", "w"), piece = Buffer.alloc(1 << 20)
let got = 0
try { while (got < 2 ** 34) got += fs.writeSync(file, piece) } catch {}
console.log(got)
""",
        check=all_of(ends("exited", code=0), at_most(4 << 20)),
    ),
    Attack(
        name="javascript: never end",
        harm="handles all signals and keeps busy",
        language="javascript",
        policy={**_LIMITS, "wall_seconds": 1.5},
        code="""
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGXCPU"]) process.on(signal, () => {})
for (;;) ;
""",
        check=ends("wall_time", "cpu_time", by=9, within=5.0),
    ),
)
