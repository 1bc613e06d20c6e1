"""Attacks on the kernel that keeps programs apart.

Numbers of system calls are written out here, not taken from the jail's own table: an error there must show.
Arguments are such that nothing would come of a call that went through.
"""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, ends, prints, refused, says

DENIED = ("EPERM", "ENOSYS")

KERNEL = (
    Attack(
        name="run setuid programs",
        harm="becomes user 0 by programs that may, or by asking",
        code="""
import subprocess
for name in ("su", "sudo", "mount", "passwd", "newgrp", "chsh", "pkexec", "unshare", "nsenter", "newuidmap"):
    words = [name, "-c", "id -u"] if name in ("su", "newgrp") else [name, "-u", "0"]
    attempt(name, lambda: subprocess.run(words, check=True, capture_output=True, timeout=9))
for name in ("setuid", "setgid", "seteuid", "setegid"):
    attempt(name, lambda: getattr(os, name)(0))
attempt("setresuid", lambda: os.setresuid(0, 0, 0))
attempt("setresgid", lambda: os.setresgid(0, 0, 0))
attempt("setgroups", lambda: os.setgroups([0]))
print(0 in os.getresuid() + os.getresgid(), libc.prctl(39, 0, 0, 0, 0))
""",
        check=all_of(refused(17), says(r"(?m)^False 1$")),
    ),
    Attack(
        name="make namespaces",
        harm="becomes user 0 of a namespace of its own, where much more of the kernel answers",
        code="""
for flag in (0x10000000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x00020000, 0x02000000, 0x80):
    attempt("unshare", lambda: call((272, 97), flag))
    if flag != 0x80:
        attempt("clone", lambda: call((56, 220), flag | 17, 0, 0, 0, 0) or os._exit(0))
attempt("clone3", lambda: call((435, 435), (ctypes.c_ulong * 11)(0x10000000), 88) or os._exit(0))
for target in (os.pidfd_open(1), os.pidfd_open(os.getpid())):
    attempt("enter", lambda: call((308, 268), target, 0x10000000))
""",
        check=refused(18, *DENIED),
    ),
    Attack(
        name="mount file systems",
        harm="mounts, moves, uncovers and makes writable what the jail consists of",
        code="""
MOUNT, UMOUNT = (165, 40), (166, 39)
attempt("a new one", lambda: call(MOUNT, b"none", b"/run/scratch", b"tmpfs", 0, 0))
attempt("proc", lambda: call(MOUNT, b"proc", b"/run/scratch", b"proc", 0, 0))
attempt("bind", lambda: call(MOUNT, b"/usr", b"/run/scratch", 0, 4096, 0))
attempt("writable", lambda: call(MOUNT, 0, b"/usr", 0, 32 | 4096, 0))
attempt("writable root", lambda: call(MOUNT, 0, b"/", 0, 32 | 4096, 0))
attempt("more scratch", lambda: call(MOUNT, 0, b"/run/scratch", 0, 32, b"size=1g"))
for path in (b"/run/scratch", b"/usr", b"/"):
    for flags in (0, 1, 2):
        attempt("off", lambda: call(UMOUNT, path, flags))
attempt("pivot_root", lambda: call((155, 41), b".", b"."))
attempt("open_tree", lambda: call((428, 428), -100, b"/", 1))
attempt("move_mount", lambda: call((429, 429), -100, b"/usr", -100, b"/run", 0))
attempt("fsopen", lambda: call((430, 430), b"tmpfs", 0))
attempt("fsconfig", lambda: call((431, 431), 0, 6, 0, 0, 0))
attempt("fsmount", lambda: call((432, 432), 0, 0, 0))
attempt("fspick", lambda: call((433, 433), -100, b"/", 0))
attempt("mount_setattr", lambda: call((442, 442), -100, b"/usr", 0x8000, (ctypes.c_ulong * 4)(0, 1), 32))
""",
        check=refused(23, *DENIED),
    ),
    Attack(
        name="leave by chroot",
        harm="changes its root while it holds a folder outside of the new one, and climbs up",
        code="""
outside = os.open(".", os.O_RDONLY)
os.mkdir("root")
attempt("chroot", lambda: os.chroot("root"))
os.fchdir(outside)
for _ in range(100): os.chdir("..")
attempt("chroot here", lambda: os.chroot("."))
attempt("look", lambda: os.listdir("/root"))
attempt("canary", lambda: open("@canary@"[1:]).read())
""",
        check=refused(4, "EPERM", "EACCES", "ENOENT"),
    ),
    Attack(
        name="use the kernel's dangerous doors",
        harm="opens the interfaces that most holes of the kernel were found in",
        code="""
doors = {
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218), "fanotify_init": (300, 262), "memfd_create": (319, 279),
    "memfd_secret": (447, 447), "quotactl": (179, 60), "quotactl_fd": (443, 443), "acct": (163, 89),
    "swapon": (167, 224), "swapoff": (168, 225), "syslog": (103, 116), "vhangup": (153, 58),
    "lookup_dcookie": (212, 18), "mbind": (237, 235),
    "set_mempolicy": (238, 237), "migrate_pages": (256, 238), "iopl": (172, None), "ioperm": (173, None),
    "modify_ldt": (154, None), "uselib": (134, None), "_sysctl": (156, None), "nfsservctl": (180, 42),
    "sysfs": (139, None), "landlock_create_ruleset": (444, 444), "landlock_restrict_self": (446, 446),
}
for name, numbers in doors.items():
    attempt(name, lambda: call(numbers, -1, 0, 0, 0, 0))
""",
        check=refused(32, *DENIED),
    ),
    Attack(
        name="load a kernel",
        harm="loads a kernel or a module, removes one, or restarts the machine",
        code="""
attempt("kexec_load", lambda: call((246, 104), 0, -1, 0, -1))
attempt("kexec_file_load", lambda: call((320, 294), -1, -1, 0, 0, -1))
attempt("init_module", lambda: call((175, 105), 0, 0, 0))
attempt("finit_module", lambda: call((313, 273), -1, 0, 0))
attempt("delete_module", lambda: call((176, 106), 0, 0))
attempt("reboot", lambda: call((169, 142), 1, 2, 3, 0))
""",
        check=refused(6, *DENIED),
    ),
    Attack(
        name="enter by the x32 table",
        harm="calls by numbers of another table of the same processor, which a list may have forgotten",
        code="""
if MACHINE != 0:
    os.kill(os.getpid(), 31)  # this machine has no such table
print("entering")
sys.stdout.flush()
print("DONE", libc.syscall(ctypes.c_long(0x40000000 | 41), 2, 1, 0))
""",
        check=all_of(ends("signalled", by=31), lambda done, _: done.stdout.split("\n")[1:-1]),
    ),
    Attack(
        name="enter by the 32-bit gate",
        harm="calls the kernel by the gate for 32-bit programs, with a piece of machine code",
        code="""
if MACHINE != 0:
    os.kill(os.getpid(), 31)  # this machine has no such gate
import mmap
page = mmap.mmap(-1, 4096, prot=7)
page.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")  # getpid, as 32-bit programs count
enter = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
print("DONE", enter())
""",
        # A kernel without 32-bit programs has no gate: the processor itself refuses.
        check=all_of(ends("signalled"), prints("")),
    ),
    Attack(
        name="change its personality",
        harm="makes its addresses predictable and its data executable",
        code="""
for persona in (0x0040000, 0x0400000, 0x0100000, 8):
    attempt("it", lambda: call((135, 92), persona))
""",
        check=refused(4, *DENIED),
    ),
    Attack(
        name="take the filter off",
        harm="gives itself capabilities, and takes back what it has promised",
        code="""
def control(*arguments):
    if libc.prctl(*arguments) != 0:
        raise OSError(ctypes.get_errno(), "refused")
attempt("filter off", lambda: control(22, 0, 0, 0, 0))
attempt("strict mode off", lambda: call((317, 277), 2, 1, 0))
attempt("new privileges", lambda: control(38, 0, 0, 0, 0))
attempt("ambient", lambda: control(47, 2, 21, 0, 0))
attempt("secure bits", lambda: control(28, 0x2F, 0, 0, 0))
attempt("bounding set", lambda: control(24, 21, 0, 0, 0))
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
everything = (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 6)
attempt("capset", lambda: call((126, 91), header, everything))
sets = (ctypes.c_uint32 * 6)()
libc.capget(header, sets)
bounding = [which for which in range(41) if libc.prctl(23, which, 0, 0, 0) == 1]
print(bounding, any(sets), libc.prctl(21, 0, 0, 0, 0))
""",
        # The bounding set is root's to empty; an ordinary user's is worth nothing, with no_new_privs.
        check=all_of(refused(7, "EPERM", "EINVAL"), says(r"(?m)^\[.*\] False 2$")),
    ),
    Attack(
        name="raise its limits",
        harm="raises the limits of its memory, files, processes and time",
        code="""
import resource
for name in ("AS", "CPU", "NOFILE", "FSIZE", "NPROC", "CORE", "MEMLOCK"):
    which = getattr(resource, "RLIMIT_" + name)
    soft, hard = resource.getrlimit(which)
    attempt(name, lambda: resource.setrlimit(which, (hard, hard + 1)))
    attempt("no limit of " + name, lambda: resource.setrlimit(which, (-1, -1)))
""",
        check=refused(14, "EPERM", "ValueError"),
    ),
    Attack(
        name="take the processors",
        harm="runs before all others, in real time, or with memory that is never swapped",
        code="""
for policy in (os.SCHED_FIFO, os.SCHED_RR):
    attempt("real time", lambda: os.sched_setscheduler(0, policy, os.sched_param(99)))
attempt("nice", lambda: os.nice(-20))
attempt("priority", lambda: os.setpriority(os.PRIO_PROCESS, 0, -20))
attempt("disk", lambda: call((251, 30), 1, 0, (1 << 13) | 0))
attempt("lock", lambda: call((151, 230), 3))
""",
        check=refused(6, "EPERM", "EACCES", "ENOMEM"),
    ),
    Attack(
        name="share System V objects",
        harm="leaves or finds memory that other programs of the machine can attach to",
        code="""
attempt("segment", lambda: call((29, 194), @ipc_key@, 4096, 0o1666))
attempt("attach", lambda: call((30, 196), 0, 0, 0))
attempt("queue", lambda: call((68, 186), @ipc_key@, 0o1666))
attempt("semaphores", lambda: call((64, 190), @ipc_key@, 1, 0o1666))
attempt("POSIX queue", lambda: call((240, 180), b"/harmed", 0o102, 0o666, 0))
""",
        check=refused(5, *DENIED),
    ),
    Attack(
        name="rename the machine",
        harm="changes the names and the settings of the machine",
        code="""
import socket
attempt("host name", lambda: socket.sethostname("harmed"))
attempt("host name by number", lambda: call((170, 161), b"harmed", 6))
attempt("domain", lambda: call((171, 162), b"harmed", 6))
for path in ("/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/proc/sysrq-trigger",
             "/sys/power/state",
             "/sys/fs/cgroup/cgroup.procs", "/proc/self/oom_score_adj", "/proc/sys/kernel/core_pattern"):
    attempt(path, lambda: open(path, "w").write("1"))
""",
        check=refused(10, "EPERM", "ENOENT", "EACCES", "ENOSYS"),
    ),
    Attack(
        name="type into a terminal",
        harm="puts characters into the input of a terminal, which would run them outside",
        code="""
import fcntl
for number in (0, 1, 2):
    for request in (0x5412, 0x541C, (1 << 32 | 0x5412) - (1 << 33)):
        attempt("put", lambda: call((16, 29), number, ctypes.c_long(request), b"x"))
attempt("a terminal", lambda: os.openpty())
attempt("its own", lambda: os.open("/dev/tty", os.O_RDWR))
""",
        check=refused(11, "EPERM", "ENOENT", "EACCES", "OSError"),
    ),
)
