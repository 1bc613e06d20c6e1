"""Attacks in C++, and on its compiler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.attacks.attack import Attack, Check, all_of, ends, prints, refused, says

if TYPE_CHECKING:
    from r1ci_bench.sandbox import Execution

_LIMITS = {"memory_bytes": 1 << 30, "processes": 32, "scratch_bytes": 32 << 20}


def _compiling() -> Check:
    def check(done: Execution, _: object) -> list[str]:
        return [] if done.stage == "compile" else [f"is said to have come to {done.stage}"]

    return check


CPP = (
    Attack(
        name="c++: have the compiler read files",
        harm="includes files of the machine, so that the compiler's errors show them",
        language="cpp",
        policy=_LIMITS,
        code="""
#include "@canary@"
#include "@home_canary@"
#include "/etc/passwd"
#include "/proc/self/environ"
int main() {}
""",
        check=all_of(ends("exited", code=1), _compiling(), says("No such file|Permission denied")),
    ),
    Attack(
        name="c++: have the assembler read files",
        harm="has a file of the machine put into the program, to print it when it runs",
        language="cpp",
        policy=_LIMITS,
        code="""
#include <cstdio>
asm("text: .incbin \\"/etc/passwd\\"\\n.byte 0\\n");
extern "C" char text[];
int main() { puts(text); }
""",
        check=all_of(ends("exited", code=1), _compiling(), prints("")),
    ),
    Attack(
        name="c++: compile for ever",
        harm="takes the compiler's time and memory with a small program",
        language="cpp",
        policy={**_LIMITS, "wall_seconds": 2.5},
        code="""
template <int N, class T> struct Tree { using type = Tree<N - 1, Tree<N - 1, T>>; static const int size =
  Tree<N - 1, Tree<N, int>>::size + Tree<N - 1, Tree<N, Tree<N, T>>>::size; };
template <class T> struct Tree<0, T> { static const int size = 1; };
int main() { return Tree<40, int>::size; }
""",
        check=all_of(
            ends("wall_time", "cpu_time", "exited", "memory", "signalled", within=8.0), _compiling()
        ),
    ),
    Attack(
        name="c++: fill the disk by compiling",
        harm="is a small program that becomes a huge one",
        language="cpp",
        policy={**_LIMITS, "scratch_bytes": 4 << 20, "wall_seconds": 10.0},
        code="char huge[1 << 30] = {1};\nint main() { return huge[5]; }",
        check=ends("exited", "memory", "signalled", "wall_time", "cpu_time"),
    ),
    Attack(
        name="c++: raw calls",
        harm="makes system calls of its own: sockets, tracing, mounts, namespaces and files",
        language="cpp",
        policy=_LIMITS,
        code="""
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>
static void tried(const char *name, long got) {
  if (got >= 0) printf("DONE %s\\n", name); else printf("refused %s %s\\n", name, strerrorname_np(errno));
}
int main() {
  tried("socket", socket(AF_INET, SOCK_STREAM, 0));
  tried("unix", socket(AF_UNIX, SOCK_DGRAM, 0));
  tried("trace", ptrace(PTRACE_TRACEME, 0, 0, 0));
  tried("mount", mount("none", ".", "tmpfs", 0, 0));
  tried("unshare", unshare(CLONE_NEWUSER));
  tried("chroot", chroot("."));
  tried("canary", open("@canary@", O_RDONLY));
  tried("shadow", open("/etc/shadow", O_RDONLY));
  tried("write", open("/usr/bin/planted", O_WRONLY | O_CREAT, 0777));
  tried("user", setuid(0));
}
""",
        # The number 0 stands for nobody there, so that the kernel finds it invalid.
        check=refused(10, "EPERM", "EACCES", "ENOENT", "EROFS", "EINVAL"),
    ),
    Attack(
        name="c++: fall",
        harm="writes where nothing is, with signals handled and its stack gone",
        language="cpp",
        policy=_LIMITS,
        code="""
#include <csignal>
#include <unistd.h>
int deeper(volatile char *up) { volatile char here[1 << 16]; here[0] = *up; return deeper(here) + here[0]; }
int main() { write(1, "before\\n", 7); volatile char c = 0; return deeper(&c); }
""",
        check=all_of(ends("signalled", by=11), prints("before\n")),
    ),
    Attack(
        name="c++: memory bomb",
        harm="keeps all memory that it can get, and writes to it",
        language="cpp",
        policy={**_LIMITS, "memory_bytes": 256 << 20},
        code="""
#include <cstring>
int main() { for (;;) memset(new char[1 << 20], 1, 1 << 20); }
""",
        check=ends("memory"),
    ),
    Attack(
        name="c++: outlive",
        harm="leaves a daemon under another name, and ends with what is no exit code",
        language="cpp",
        policy=_LIMITS,
        code="""
#include <sys/prctl.h>
#include <unistd.h>
int main() {
  int ready[2]; char x;
  pipe(ready);
  if (fork() == 0) { setsid(); if (fork() == 0) { prctl(PR_SET_NAME, "@mark@"); write(ready[1], "x", 1);
    for (;;) pause(); } _exit(0); }
  read(ready[0], &x, 1);
  write(1, "left\\n", 5);
  _exit(256 + 5);
}
""",
        check=all_of(ends("exited", code=5), prints("left\n")),
    ),
)
