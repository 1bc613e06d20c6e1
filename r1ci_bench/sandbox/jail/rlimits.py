"""Resource limits that the kernel keeps for each process."""

from __future__ import annotations

import math
import os
import resource
from typing import NamedTuple

from r1ci_bench.sandbox.jail.probing import attempt
from r1ci_bench.sandbox.policy import LayerReport


def probe() -> tuple[LayerReport, ...]:
    """Try the limits in a child process."""

    def body() -> str:
        has = base(os.open("/proc", os.O_PATH | os.O_DIRECTORY))
        apply(cpu_seconds=1, processes=None, open_files=32)
        apply_to_code(1 << 30, base=has, address_space=True, file_bytes=1 << 20)
        return "address space, data, processor time, processes, open files, file size"

    holds, detail = attempt(body)
    remedy = "" if holds else "raise the hard limits of this session (`ulimit -H -a`)"
    return (LayerReport(name="rlimits", holds=holds, detail=detail, remedy=remedy),)


class Base(NamedTuple):
    """What a process has before the code starts, in bytes; limits come on top of it."""

    address_space: int
    data: int


NO_BASE = Base(0, 0)


def base(proc: int) -> Base:
    """What this process has, read from an open proc file system."""
    file = os.open("self/statm", os.O_RDONLY, dir_fd=proc)
    try:
        fields = os.read(file, 200).split()
    finally:
        os.close(file)
    page = resource.getpagesize()
    return Base(int(fields[0]) * page, int(fields[5]) * page)


def apply(
    *,
    cpu_seconds: float,
    processes: int | None,
    open_files: int,
) -> None:
    """Limit this process and all that it will start, in everything but memory and files.

    Args:
        cpu_seconds: Processor time of each process; rounded up, the kernel counts whole seconds.
        processes: Processes and threads of this user namespace, this one included; None for no limit, where
            the kernel would count those of other calls too.
        open_files: Open descriptors.

    Raises:
        OSError: if a limit cannot be set.
    """
    cpu = math.ceil(cpu_seconds)
    limits = {
        # One second between the signal that names the reason and the one that cannot be caught.
        resource.RLIMIT_CPU: (cpu, cpu + 1),
        resource.RLIMIT_NOFILE: (open_files, open_files),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_MEMLOCK: (0, 0),
    }
    if processes is not None:
        limits[resource.RLIMIT_NPROC] = (processes, processes)
    for which, (soft, hard) in limits.items():
        _set(which, soft, hard)


def apply_to_code(memory_bytes: int, *, base: Base, address_space: bool, file_bytes: int) -> None:
    """Limit memory and files of this process, and of each that it will start.

    The first process must not be limited so: it runs none of the code, and hands over what was fetched.

    Args:
        memory_bytes: Memory on top of `base`.
        base: What this process has already, and what is not the code's.
        address_space: True to count all address space, False for programs that reserve far more than they
            use: private memory that can be written to is limited in either case.
        file_bytes: Largest file.

    Raises:
        OSError: if a limit cannot be set.
    """
    _set(resource.RLIMIT_DATA, base.data + memory_bytes, base.data + memory_bytes)
    if address_space:
        _set(resource.RLIMIT_AS, base.address_space + memory_bytes, base.address_space + memory_bytes)
    _set(resource.RLIMIT_FSIZE, file_bytes, file_bytes)


def _set(which: int, soft: int, hard: int) -> None:
    ceiling = resource.getrlimit(which)[1]
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    resource.setrlimit(which, (soft, hard))
