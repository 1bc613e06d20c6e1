"""Resource limits that the kernel keeps for each process."""

from __future__ import annotations

import math
import os
import resource

from r1ci_bench.sandbox.jail.probing import attempt
from r1ci_bench.sandbox.policy import LayerReport


def probe() -> tuple[LayerReport, ...]:
    """Try the limits in a child process."""

    def body() -> str:
        apply(
            memory_bytes=1 << 30,
            cpu_seconds=1,
            processes=None,
            open_files=32,
            file_bytes=1 << 20,
            base_bytes=address_space(os.open("/proc", os.O_PATH | os.O_DIRECTORY)),
        )
        return "address space, processor time, processes, open files, file size"

    holds, detail = attempt(body)
    remedy = "" if holds else "raise the hard limits of this session (`ulimit -H -a`)"
    return (LayerReport(name="rlimits", holds=holds, detail=detail, remedy=remedy),)


def address_space(proc: int) -> int:
    """Bytes of address space of this process, read from an open proc file system."""
    file = os.open("self/statm", os.O_RDONLY, dir_fd=proc)
    try:
        return int(os.read(file, 100).split()[0]) * resource.getpagesize()
    finally:
        os.close(file)


def apply(
    *,
    memory_bytes: int,
    cpu_seconds: float,
    processes: int | None,
    open_files: int,
    file_bytes: int,
    base_bytes: int,
) -> None:
    """Limit this process and all that it will start.

    Args:
        memory_bytes: Address space on top of `base_bytes`.
        cpu_seconds: Processor time of each process; rounded up, the kernel counts whole seconds.
        processes: Processes and threads of this user namespace, this one included; None for no limit, where
            the kernel would count those of other calls too.
        open_files: Open descriptors.
        file_bytes: Largest file.
        base_bytes: Address space of the warm interpreter.

    Raises:
        OSError: if a limit cannot be set.
    """
    cpu = math.ceil(cpu_seconds)
    limits = {
        resource.RLIMIT_AS: (base_bytes + memory_bytes, base_bytes + memory_bytes),
        # One second between the signal that names the reason and the one that cannot be caught.
        resource.RLIMIT_CPU: (cpu, cpu + 1),
        resource.RLIMIT_NOFILE: (open_files, open_files),
        resource.RLIMIT_FSIZE: (file_bytes, file_bytes),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_MEMLOCK: (0, 0),
    }
    if processes is not None:
        limits[resource.RLIMIT_NPROC] = (processes, processes)
    for which, (soft, hard) in limits.items():
        ceiling = resource.getrlimit(which)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        resource.setrlimit(which, (soft, hard))
