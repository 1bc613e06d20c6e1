"""Attacks that read what is not theirs."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, ends, prints, refused, says

_SEARCH = """
def search(*tops):
    seen = 0
    for top in tops:
        for here, folders, files in os.walk(top):
            for name in files:
                seen += 1
                if name in ("neighbour", "canary", "left-behind"):
                    print("FOUND", here, name)
                    try:
                        print(open(os.path.join(here, name)).read())
                    except OSError as error:
                        print(error)
    return seen
"""

READS = (
    Attack(
        name="read the user's files",
        harm="reads a secret from a temporary folder and from the user's home",
        code="""
attempt("a temporary file", lambda: open("@canary@").read())
attempt("a file in the home folder", lambda: open("@home_canary@").read())
attempt("the folder", lambda: os.listdir("@folder@"))
attempt("the scratch root", lambda: os.listdir("@scratch_root@"))
attempt("facts about the file", lambda: os.stat("@canary@"))
""",
        check=refused(5, "ENOENT", "EACCES"),
        outside=True,
    ),
    Attack(
        name="read password files",
        harm="reads the machine's users, their passwords and keys",
        code="""
for path in ("/etc/passwd", "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/machine-id",
             "/etc/ssh/ssh_host_rsa_key", "/root/.ssh/id_rsa", "/root/.bash_history"):
    attempt(path, lambda: len(open(path, "rb").read()))
""",
        check=refused(8, "ENOENT", "EACCES"),
        outside=True,
    ),
    Attack(
        name="list folders of the machine",
        harm="looks around in homes, logs, mounts and temporary files",
        code="""
for path in ("/root", "/home", "/var", "/var/log", "/srv", "/mnt", "/opt/secrets", "/boot", "/sys", "/media",
             "/", "/run", "/dev", "/tmp/..", "/run/scratch/../..", "/usr/.."):
    attempt(path, lambda: os.listdir(path))
""",
        check=refused(16, "ENOENT", "EACCES"),
    ),
    Attack(
        name="read the benchmark's source",
        harm="looks answers up in the tasks' solvers and verifiers",
        code="""
import importlib, importlib.util
def look(name):
    found = importlib.util.find_spec(name)
    if found is None or not any(os.path.isfile(os.path.join(place, "__init__.py"))
                                for place in found.submodule_search_locations or ()):
        raise ModuleNotFoundError(name)
attempt("the package's folder", lambda: open("@checkout@/task.py").read())
for name in ("r1ci_bench.task", "r1ci_symbench.plugin", "r1ci_reasoning_gym.plugin", "r1ci_models.plugin"):
    attempt(name, lambda: importlib.import_module(name))
for name in ("r1ci_bench", "r1ci_symbench", "r1ci_bbh"):
    attempt("source of " + name, lambda: look(name))
print([name for name in sys.modules if "r1ci" in name])
""",
        check=all_of(refused(8, "ENOENT", "EACCES", "ModuleNotFoundError"), says(r"(?m)^\[\]$")),
    ),
    Attack(
        name="read the environment",
        harm="finds a key in the environment, in the process's memory or in that of its parents",
        code="""
print(os.environ.get("@variable@"), os.getenv("@variable@"))
entries = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
at = 0
while entries[at]:
    print(entries[at].partition(b"=")[0].decode())
    at += 1
for path in ("/proc/self/environ", "/proc/1/environ", "/proc/thread-self/environ"):
    attempt(path, lambda: open(path, "rb").read())
""",
        check=all_of(
            refused(3, "ENOENT", "EACCES"),
            says(r"^None None\n((PATH|LANG|HOME|TMPDIR|PYTHON\w+|\w+_THREADS|LD_LIBRARY_PATH)\n)+refused"),
        ),
    ),
    Attack(
        name="read the harness's environment",
        harm="finds a key in the environment of the harness through the proc file system",
        code="""
attempt("environ", lambda: print(open("/proc/@harness@/environ", "rb").read().decode()))
attempt("cmdline", lambda: open("/proc/@harness@/cmdline", "rb").read())
attempt("list", lambda: os.listdir("/proc/@harness@/fd"))
""",
        check=refused(3, "ENOENT", "EACCES"),
        outside=True,
    ),
    Attack(
        name="read other processes",
        harm="reads memory, files and roots of the harness, of its helpers and of another program",
        code="""
pids = [1, @harness@, @victim@, @helpers@]
for what in ("mem", "maps", "environ", "stack", "root/etc/passwd", "cwd", "fd/0", "ns/net", "task"):
    tried = []
    for pid in pids:
        try:
            os.stat(f"/proc/{pid}/{what}")
            print("DONE", pid, what)
        except OSError as error:
            tried.append(error.errno)
    attempt(what, lambda: os.open(f"/proc/{pids[0]}/{what}", os.O_RDONLY))
for pid in pids[1:]:
    attempt("its group", lambda: os.getpgid(pid))
    attempt("its session", lambda: os.getsid(pid))
    attempt("its processors", lambda: os.sched_getaffinity(pid))
print(len(pids))
""",
        check=all_of(
            says(r"(?m)^5$"), refused(9 + 3 * 4, "ENOENT", "EACCES", "ESRCH")
        ),  # the harness, the victim, the supervisor and a template
    ),
    Attack(
        name="read the scratch space of a call that runs now",
        harm="searches every writable folder for what a neighbour has written",
        code=_SEARCH
        + """
print(search("/run", "/tmp", "/dev", "/var", "/proc", "/home", "/root", "@scratch_root@"))
for number in range(1, 40):
    try:
        print("DONE", os.listdir(f"/proc/{number}/cwd"))
    except OSError:
        pass
""",
        check=all_of(ends("exited", code=0), says(r"\A\d+\n\Z")),
    ),
    Attack(
        name="read what an earlier call left in its folders",
        harm="finds files that the call before has written wherever it could",
        before=(
            """
for folder in (".", os.environ["HOME"], os.environ["TMPDIR"], "/tmp", "/dev/shm", "/run", "/var/tmp"):
    try:
        open(os.path.join(folder, "left-behind"), "w").write("left-behind")
    except OSError:
        pass
print(sorted(os.listdir()))
""",
        ),
        code=_SEARCH
        + """
print(os.listdir("."), os.listdir("/dev/shm"))
search("/run", "/tmp", "/dev", "/var", ".")
""",
        check=all_of(ends("exited", code=0), prints("[] []\n")),
    ),
    Attack(
        name="read the memory of an earlier call",
        harm="finds text of the call before, or of the harness, among all objects of the interpreter",
        before=("kept = ['left-' + '0123456789abcdef' * 2] * 1000\nprint(kept[0])",),
        code="""
import gc, re
secret = re.compile("(left|neighbour|canary)-[0-9a-f]{32}")
found = 0
for thing in gc.get_objects():
    for value in [thing, *gc.get_referents(thing)]:
        if isinstance(value, (bytes, bytearray)):
            value = value.decode("latin-1")
        if isinstance(value, str) and secret.search(value):
            found += 1
            print(value[:200])
print(found)
""",
        check=all_of(ends("exited", code=0), prints("0\n")),
    ),
    Attack(
        name="read the stack of the warm interpreter",
        harm="walks up the frames that run it and takes what they hold: descriptors, plans, other calls",
        code="""
import socket, io
frame = sys._getframe()
held = []
while frame is not None:
    held += frame.f_locals.values()
    frame = frame.f_back
for value in held:
    if isinstance(value, socket.socket):
        attempt("send", lambda: value.send(b'{"type":"Ready","kind":"","message":""}'))
    if isinstance(value, int) and 2 < value < 1024:
        try:
            os.fstat(value)
            print("DONE", value)
        except OSError:
            pass
print("looked")
""",
        check=all_of(ends("exited", code=0), says(r"(?m)^looked$"), says(r"\A(?!(.|\n)*DONE)")),
    ),
    Attack(
        name="read through links",
        harm="reaches files outside through symbolic and hard links and parent folders",
        code="""
os.symlink("@canary@", "link")
attempt("symbolic link", lambda: open("link").read())
os.symlink("/", "root")
attempt("link to the root", lambda: open("root@canary@").read())
attempt("hard link", lambda: os.link("@canary@", "hard"))
os.link("link", "second")
attempt("hard link to a link", lambda: open("second").read())
attempt("parents", lambda: open("../" * 40 + "@canary@"[1:]).read())
top = os.open("/", os.O_PATH | os.O_DIRECTORY)
attempt("a descriptor of the root", lambda: os.open("../../etc/shadow", os.O_RDONLY, dir_fd=top))
attempt("copy", lambda: os.open("@home_canary@", os.O_RDONLY | os.O_NOFOLLOW))
attempt("path only", lambda: os.open("@canary@", os.O_PATH))
""",
        check=refused(8, "ENOENT", "EACCES", "EXDEV", "EROFS", "EPERM"),
        outside=True,
    ),
    Attack(
        name="read devices",
        harm="reads memory, disks and terminals through device files, its own included",
        code="""
import stat
for path in ("/dev/mem", "/dev/kmem", "/dev/port", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/kvm",
             "/dev/fuse", "/dev/tty", "/dev/console", "/dev/ptmx", "/dev/kmsg", "/dev/net/tun", "/dev/loop0"):
    attempt(path, lambda: os.open(path, os.O_RDONLY))
for name, kind in (("block", stat.S_IFBLK), ("character", stat.S_IFCHR)):
    attempt(name, lambda: os.mknod(name, kind | 0o666, os.makedev(1, 1)))
""",
        check=refused(16, "ENOENT", "EACCES", "EPERM"),
    ),
    Attack(
        name="read the kernel's own files",
        harm="reads kernel memory, its log, settings, symbols and control groups",
        code="""
for path in ("/proc/kcore", "/proc/kallsyms", "/proc/kmsg", "/proc/cpuinfo", "/proc/mounts", "/proc/net/tcp",
             "/proc/sys/kernel/hostname", "/proc/sysvipc/shm", "/sys/kernel/notes", "/sys/kernel/debug",
             "/sys/fs/cgroup/cgroup.procs", "/sys/class/net/lo/address"):
    attempt(path, lambda: os.open(path, os.O_RDONLY))
attempt("its log", lambda: call((103, 116), 3, ctypes.create_string_buffer(1000), 1000))
""",
        check=refused(13, "ENOENT", "EACCES", "EPERM"),
    ),
    Attack(
        name="read by file handle",
        harm="opens files by a number instead of a path, past the jail's root",
        code="""
handle = ctypes.create_string_buffer(128 + 8)
ctypes.cast(handle, ctypes.POINTER(ctypes.c_uint))[0] = 128
mount = ctypes.c_int()
attempt("a handle", lambda: call((303, 264), -100, b"/usr", handle, ctypes.byref(mount), 0))
for inode in (1, 2, 128):
    ctypes.memmove(handle, (ctypes.c_uint * 4)(8, 1, inode, 0), 16)
    attempt("open", lambda: call((304, 265), os.open(".", os.O_RDONLY), handle, 0))
""",
        check=refused(4, "EPERM", "ENOSYS"),
    ),
)
