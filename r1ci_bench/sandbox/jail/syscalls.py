"""Raw system calls: what the standard library has no name for.

Numbers are those of the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl and the generic table that
aarch64 uses). Calls keep the interpreter's lock, because a clone made here must find it held.
"""

from __future__ import annotations

import ctypes
import os
from functools import cache

MACHINES = ("x86_64", "aarch64")

# name: (x86_64, aarch64); None where the architecture has no such call.
NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "_sysctl": (156, None),
    "accept": (43, 202),
    "accept4": (288, 242),
    "acct": (163, 89),
    "add_key": (248, 217),
    "adjtimex": (159, 171),
    "bind": (49, 200),
    "bpf": (321, 280),
    "capset": (126, 91),
    "chroot": (161, 51),
    "clock_adjtime": (305, 266),
    "clock_settime": (227, 112),
    "clone": (56, 220),
    "clone3": (435, 435),
    "connect": (42, 203),
    "create_module": (174, None),
    "delete_module": (176, 106),
    "fcntl": (72, 25),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "finit_module": (313, 273),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "fspick": (433, 433),
    "init_module": (175, 105),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioctl": (16, 29),
    "ioperm": (173, None),
    "iopl": (172, None),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "landlock_add_rule": (445, 445),
    "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446),
    "listen": (50, 201),
    "lookup_dcookie": (212, 18),
    "mbind": (237, 235),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "migrate_pages": (256, 238),
    "modify_ldt": (154, None),
    "mount": (165, 40),
    "mount_setattr": (442, 442),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "mq_open": (240, 180),
    "msgget": (68, 186),
    "name_to_handle_at": (303, 264),
    "nfsservctl": (180, 42),
    "open_by_handle_at": (304, 265),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "personality": (135, 92),
    "pidfd_getfd": (438, 438),
    "pivot_root": (155, 41),
    "prlimit64": (302, 261),
    "process_madvise": (440, 440),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "semget": (64, 190),
    "set_mempolicy": (238, 237),
    "setdomainname": (171, 162),
    "sethostname": (170, 161),
    "setpriority": (141, 140),
    "setns": (308, 268),
    "settimeofday": (164, 170),
    "shmat": (30, 196),
    "shmget": (29, 194),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "sysfs": (139, None),
    "syslog": (103, 116),
    "umount2": (166, 39),
    "timer_create": (222, 107),
    "unshare": (272, 97),
    "uselib": (134, None),
    "userfaultfd": (323, 282),
    "vhangup": (153, 58),
}

_LIBC = ctypes.PyDLL(None, use_errno=True)
# Stated once, so that a call converts its arguments without making an object for each.
_ARGUMENTS = 6
_LIBC.syscall.argtypes = (ctypes.c_long,) * (1 + _ARGUMENTS)
_LIBC.syscall.restype = ctypes.c_long
_LIBC.mount.argtypes = (*(ctypes.c_char_p,) * 3, ctypes.c_ulong, ctypes.c_char_p)
_LIBC.prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
_COLUMN = {machine: column for column, machine in enumerate(MACHINES)}


@cache
def machine() -> str:
    """This machine's architecture as the kernel names it."""
    return os.uname().machine


@cache
def number(name: str, arch: str | None = None) -> int | None:
    """The number of a system call, or None where the architecture has no such call.

    Raises:
        OSError: ENOSYS, if the architecture is none of `MACHINES`.
    """
    arch = arch or machine()
    if arch not in _COLUMN:
        raise OSError(38, f"system call numbers of {arch} are not known")
    return NUMBERS[name][_COLUMN[arch]]


def syscall(name: str, *arguments: int) -> int:
    """Make a system call with integer arguments; pointers are passed as addresses.

    Raises:
        OSError: if it fails; the call's name stands where a file name would.
    """
    which = number(name)
    if which is None:
        raise OSError(38, os.strerror(38), name)
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:_ARGUMENTS]
    return _checked(_LIBC.syscall(which, *padded), name)


def prctl(option: int, *arguments: int) -> int:
    """Set a property of this process through prctl.

    Raises:
        OSError: if it fails.
    """
    padded = (*arguments, 0, 0, 0, 0)[:4]
    return _checked(_LIBC.prctl(option, *padded), "prctl")


def fork() -> int:
    """The C library's fork, without what the interpreter does in a child of its own.

    Those steps replace locks that other threads may hold and seed `random` anew; they cost about as much as
    the fork itself. A process of one thread that holds no lock loses nothing without them.

    Returns:
        The child's process id, 0 in the child.

    Raises:
        OSError: if the kernel refuses.
    """
    return _checked(_LIBC.fork(), "fork")


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """Mount a file system, or bind a folder to another place.

    Raises:
        OSError: if it fails; names the target.
    """
    result = _LIBC.mount(
        os.fsencode(source),
        os.fsencode(target),
        kind.encode() or None,
        flags,
        data.encode() or None,
    )
    _checked(int(result), f"mount {target}")


def address(value: ctypes.Structure | ctypes.Array[ctypes.c_char]) -> int:
    """The address of a C value that the caller keeps alive."""
    return ctypes.addressof(value)


def text(value: str) -> ctypes.Array[ctypes.c_char]:
    """A C string that the caller keeps alive."""
    return ctypes.create_string_buffer(os.fsencode(value))


def _checked(result: int, name: str) -> int:
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error), name)
    return result
