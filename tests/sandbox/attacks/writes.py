"""Attacks that change what is not theirs."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, ends, prints, refused, says

WRITES = (
    Attack(
        name="write the user's files",
        harm="overwrites, shortens, moves and removes files outside the scratch directory",
        code="""
for path in ("@canary@", "@home_canary@"):
    attempt("overwrite", lambda: open(path, "w").write("harmed"))
    attempt("append", lambda: open(path, "a").write("harmed"))
    attempt("truncate", lambda: os.truncate(path, 0))
    attempt("remove", lambda: os.unlink(path))
    attempt("move", lambda: os.rename(path, path + "-moved"))
    attempt("fetch", lambda: os.rename(path, "mine"))
    attempt("beside", lambda: open(path + "-beside", "w"))
attempt("the scratch root", lambda: open("@scratch_root@/planted", "w"))
""",
        check=refused(15, "ENOENT", "EACCES", "EROFS"),
    ),
    Attack(
        name="write system folders",
        harm="plants programs, settings and jobs where the machine would find them",
        code="""
import sysconfig
folders = ["/", "/etc", "/etc/cron.d", "/usr/bin", "/usr/lib", "/run", "/dev", "/var/spool/cron", "/root",
           "/proc",
           "/sys", sys.prefix, sys.base_prefix, sysconfig.get_path("purelib"), sysconfig.get_path("stdlib")]
for folder in folders:
    attempt(folder, lambda: open(os.path.join(folder, "planted-@token@"), "w"))
    attempt(folder, lambda: os.mkdir(os.path.join(folder, "planted-@token@")))
    attempt(folder, lambda: os.symlink("/tmp", os.path.join(folder, "planted-@token@")))
    attempt(folder, lambda: os.mkfifo(os.path.join(folder, "planted-@token@")))
""",
        check=refused(60, "ENOENT", "EACCES", "EROFS", "EPERM"),
    ),
    Attack(
        name="write through symbolic links",
        harm="writes to a link of its own that leads outside",
        code="""
targets = ("@canary@", "@home_canary@", "/etc/passwd", "/etc/cron.d/job", sys.executable)
for number, target in enumerate(targets):
    os.symlink(target, f"link{number}")
    attempt(target, lambda: open(f"link{number}", "w"))
    attempt("append to " + target, lambda: open(f"link{number}", "ab"))
os.symlink(os.path.dirname("@canary@"), "folder")
attempt("in a linked folder", lambda: open("folder/planted", "w"))
attempt("replace in a linked folder", lambda: os.rename("link0", "folder/canary"))
attempt("change of mode", lambda: os.chmod("link4", 0o777))
""",
        check=refused(13, "ENOENT", "EACCES", "EROFS", "EXDEV", "EPERM"),
    ),
    Attack(
        name="write through hard links",
        harm="links a library into its scratch space, to change it there",
        code="""
for number, path in enumerate((os.__file__, sys.executable, "/usr/bin/env", "/dev/null", "@canary@")):
    attempt("to " + path, lambda: os.link(path, f"hard{number}"))
    attempt("from " + path, lambda: os.link(path, path + "-planted"))
descriptor = os.open(os.__file__, os.O_RDONLY)
attempt("of a descriptor", lambda: call((265, 37), descriptor, b"", -100, b"hard", 0x1000))
temporary = os.open(".", os.O_TMPFILE | os.O_RDWR)
attempt("out of it", lambda: call((265, 37), temporary, b"", -100, b"/usr/bin/planted", 0x1000))
""",
        check=refused(12, "ENOENT", "EACCES", "EROFS", "EXDEV", "EPERM"),
    ),
    Attack(
        name="write through descriptors",
        harm="opens a file that it may only read once more, for writing",
        code="""
descriptor = os.open(os.__file__, os.O_RDONLY)
path_only = os.open(os.__file__, os.O_PATH)
for number in (descriptor, path_only, 0, 1, 2):
    for folder in ("/proc/self/fd", "/dev/fd", f"/proc/{os.getpid()}/fd", "/proc/thread-self/fd"):
        attempt(f"{folder}", lambda: os.open(f"{folder}/{number}", os.O_RDWR))
attempt("write", lambda: os.write(descriptor, b"harmed"))
attempt("truncate", lambda: os.ftruncate(descriptor, 0))
attempt("change of mode", lambda: os.fchmod(descriptor, 0o777))
attempt("fallocate", lambda: os.posix_fallocate(descriptor, 0, 10))
attempt("write by a path descriptor", lambda: os.write(path_only, b"harmed"))
""",
        check=refused(25, "ENOENT", "EACCES", "EROFS", "EBADF", "EINVAL", "EPERM"),
    ),
    Attack(
        name="write through memory maps",
        harm="maps a library, makes the map writable and changes the file through it",
        code="""
import mmap
descriptor = os.open(os.__file__, os.O_RDONLY)
size = os.fstat(descriptor).st_size
attempt("writable map", lambda: mmap.mmap(descriptor, size, mmap.MAP_SHARED, 3))
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = (ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long)
libc.mprotect.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
at = libc.mmap(None, size, 1, 1, descriptor, 0)
def protect():
    if libc.mprotect(at, 4096, 3) != 0:
        raise OSError(ctypes.get_errno(), "refused")
attempt("made writable", protect)
attempt("opened to write", lambda: os.open(os.__file__, os.O_RDWR))
attempt("a device's memory", lambda: mmap.mmap(os.open("/dev/mem", os.O_RDWR), 4096))
""",
        check=refused(4, "ENOENT", "EACCES", "EROFS"),
    ),
    Attack(
        name="replace libraries",
        harm="moves a file of its own over a library, or a library out of the way",
        code="""
import json, sysconfig
open("mine", "w").write("print('harmed')")
os.mkdir("folder")
places = (os.__file__, json.__file__, sys.executable, "/usr/bin/env")
for path in places:
    attempt("over " + path, lambda: os.replace("mine", path))
    attempt("away " + path, lambda: os.rename(path, path + ".old"))
    attempt("remove " + path, lambda: os.unlink(path))
    attempt("exchange " + path, lambda: call((316, 276), -100, b"mine", -100, path.encode(), 2))
attempt("a folder", lambda: os.rename("folder", os.path.dirname(json.__file__)))
attempt("remove a folder", lambda: os.rmdir("/run/scratch"))
attempt("move the scratch", lambda: os.rename("/run/scratch", "/run/other"))
""",
        check=refused(19, "EACCES", "EROFS", "EXDEV", "EBUSY", "EPERM", "ENOTEMPTY"),
    ),
    Attack(
        name="change modes, owners and times",
        harm="makes libraries, devices and the root writable, somebody else's or newer",
        code="""
for path in ("/", "/usr", "/dev/null", "/dev/urandom", os.__file__, sys.executable, "/etc/localtime"):
    attempt("mode of " + path, lambda: os.chmod(path, 0o7777))
    attempt("owner of " + path, lambda: os.chown(path, os.getuid(), os.getgid()))
    attempt("times of " + path, lambda: os.utime(path, (0, 0)))
    attempt("attributes of " + path, lambda: os.setxattr(path, "user.harmed", b"1"))
attempt("owner of mine", lambda: (open("mine", "w"), os.chown("mine", 0, 0)))
""",
        check=refused(29, "ENOENT", "EACCES", "EROFS", "EPERM", "EINVAL", "ENOTSUP"),
    ),
    Attack(
        name="leave a program of user 0's",
        harm="makes its shell one that runs as another user, or as its group",
        code="""
import shutil, subprocess
shutil.copy(os.path.realpath(sys.executable), "python")
for mode in (0o4755, 0o2755, 0o6755):
    try:
        os.chmod("python", mode)
    except OSError:
        pass
    done = subprocess.run(["./python", "-I", "-S", "-c", "import os; print(os.getresuid(), os.getresgid())"],
                          capture_output=True, text=True)
    same = done.stdout.strip() in ("", f"{os.getresuid()} {os.getresgid()}")
    print("same" if same else "DONE " + done.stdout)
print(0 in os.getresuid() + os.getresgid())
""",
        check=all_of(ends("exited", code=0), prints("same\nsame\nsame\nFalse\n")),
        policy={"scratch_bytes": 64 << 20},
    ),
    Attack(
        name="remove everything",
        harm="removes all files in reach; the next call must find its interpreter whole",
        before=(
            """
import json, shutil
library = os.path.dirname(json.__file__)
for top in (library, "/usr/bin", "/etc", "/dev", "/run", "/tmp", "@folder@", os.getcwd()):
    shutil.rmtree(top, ignore_errors=True)
print("removed")
""",
        ),
        code="""
import json, subprocess
print(json.loads("[1]"), os.listdir(), subprocess.run(["sh", "-c", "echo 2"], capture_output=True).stdout)
""",
        check=all_of(ends("exited", code=0), prints("[1] [] b'2\\n'\n")),
    ),
    Attack(
        name="write to devices and pipes of others",
        harm="writes to disks, the kernel's log and a terminal, and makes devices to do so",
        code="""
import stat
for path in ("/dev/sda", "/dev/vda", "/dev/kmsg", "/dev/tty", "/dev/console", "/dev/shm/../mem",
             "/dev/watchdog"):
    attempt(path, lambda: os.open(path, os.O_WRONLY))
for minor in (0, 1):
    attempt("disk", lambda: os.mknod("disk", stat.S_IFBLK | 0o600, os.makedev(8, minor)))
    attempt("memory", lambda: os.mknod("memory", stat.S_IFCHR | 0o600, os.makedev(1, minor + 1)))
print(os.write(os.open("/dev/null", os.O_WRONLY), b"x"))
""",
        check=all_of(refused(11, "ENOENT", "EACCES", "EPERM", "EROFS"), says(r"(?m)^1$")),
    ),
    Attack(
        name="lock files of everybody",
        harm="makes leases and watches of libraries, to hold up or to hear who uses them",
        code="""
import fcntl
descriptor = os.open(os.__file__, os.O_RDONLY)
attempt("write lease", lambda: fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_WRLCK))
attempt("record lock", lambda: fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB))
attempt("fanotify", lambda: call((300, 262), 0, 0))
attempt("a mark", lambda: call((301, 263), descriptor, 1, 2, -100, b"/usr"))
""",
        check=refused(4, "EACCES", "EPERM", "EBADF", "ENOSYS", "EAGAIN"),
    ),
)
