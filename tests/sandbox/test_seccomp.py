"""The system call filter, run instruction by instruction as the kernel would."""

from __future__ import annotations

import errno
import struct

import pytest

from r1ci_bench.sandbox.jail.seccomp import DENIED, UNKNOWN, assemble
from r1ci_bench.sandbox.jail.syscalls import MACHINES, NUMBERS, number

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS = REFUSE | errno.EPERM, REFUSE | errno.ENOSYS


def decide(arch: str, call: int, *arguments: int, seen_as: int | None = None) -> int:
    """What the filter of an architecture answers to a call."""
    data = struct.pack("=iIQ6Q", call, seen_as or ARCH[arch], 0, *(*arguments, 0, 0, 0, 0, 0, 0)[:6])
    code = assemble(arch)
    lines = [struct.unpack_from("=HBBI", code, at) for at in range(0, len(code), 8)]
    at, accumulator = 0, 0
    while True:
        operation, if_true, if_false, value = lines[at]
        at += 1
        if operation == 0x20:
            (accumulator,) = struct.unpack_from("=I", data, value)
        elif operation == 0x54:
            accumulator &= value
        elif operation == 0x06:
            return int(value)
        else:
            holds = {
                0x15: accumulator == value,
                0x35: accumulator >= value,
                0x45: bool(accumulator & value),
            }[operation]
            at += if_true if holds else if_false


def call(arch: str, name: str) -> int:
    found = number(name, arch)
    assert found is not None
    return found


@pytest.mark.parametrize("arch", MACHINES)
def test_every_denied_call_is_refused(arch: str) -> None:
    for name in DENIED:
        which = number(name, arch)
        if which is not None:
            assert decide(arch, which) == (ENOSYS if name in UNKNOWN else EPERM), name


@pytest.mark.parametrize("arch", MACHINES)
def test_every_other_call_is_allowed(arch: str) -> None:
    listed = {number(name, arch) for name in NUMBERS}
    assert {decide(arch, which) for which in range(460) if which not in listed} == {ALLOW}


@pytest.mark.parametrize("arch", MACHINES)
def test_forks_and_threads_are_allowed_and_namespaces_are_not(arch: str) -> None:
    clone = call(arch, "clone")
    assert decide(arch, clone, 17) == ALLOW
    assert decide(arch, clone, 0x3D0F00) == ALLOW  # the flags of a thread
    for bit in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
        assert decide(arch, clone, bit | 17) == EPERM
    assert decide(arch, call(arch, "clone3")) == ENOSYS


@pytest.mark.parametrize("arch", MACHINES)
@pytest.mark.parametrize(
    ("family", "kind", "answer"),
    [(1, 1, ALLOW), (1, 5, ALLOW), (1, 1 | 0o2000000, ALLOW), (1, 2, EPERM), (1, 3, EPERM), (2, 1, EPERM)],
)
def test_only_connected_local_pairs_are_allowed(arch: str, family: int, kind: int, answer: int) -> None:
    assert decide(arch, call(arch, "socketpair"), family, kind) == answer


@pytest.mark.parametrize("arch", MACHINES)
def test_terminals_cannot_be_typed_into(arch: str) -> None:
    ioctl = call(arch, "ioctl")
    assert decide(arch, ioctl, 0, 0x5412) == EPERM
    assert decide(arch, ioctl, 0, 0x541C) == EPERM
    assert decide(arch, ioctl, 0, 0x5401) == ALLOW


@pytest.mark.parametrize("arch", MACHINES)
def test_the_first_process_keeps_its_share_of_the_processors(arch: str) -> None:
    priority, affinity = call(arch, "setpriority"), call(arch, "sched_setaffinity")
    assert [decide(arch, priority, 0, who) for who in (0, 1, 2)] == [ALLOW, EPERM, ALLOW]
    assert [decide(arch, priority, which, 0) for which in (1, 2)] == [EPERM, EPERM]  # groups, users
    assert [decide(arch, affinity, who) for who in (0, 1, 2)] == [ALLOW, EPERM, ALLOW]
    assert decide(arch, call(arch, "sched_setscheduler"), 0, 5) == EPERM


@pytest.mark.parametrize("arch", MACHINES)
def test_nothing_can_be_told_to_wake_what_is_stopped(arch: str) -> None:
    assert decide(arch, call(arch, "timer_create")) == ENOSYS
    assert decide(arch, call(arch, "fcntl"), 3, 10) == EPERM
    assert decide(arch, call(arch, "fcntl"), 3, 1) == ALLOW


def test_other_tables_of_calls_end_the_process() -> None:
    assert decide("x86_64", 0, seen_as=0x40000003) == KILL  # 32-bit calls
    assert decide("x86_64", 0x40000000) == KILL  # x32
    assert decide("aarch64", 0, seen_as=0x40000028) == KILL  # 32-bit Arm


def test_an_unknown_architecture_has_no_filter() -> None:
    with pytest.raises(OSError, match="no system call filter for riscv64"):
        assemble("riscv64")
