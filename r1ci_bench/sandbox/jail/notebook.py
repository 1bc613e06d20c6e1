"""The interpreter of a session: runs one piece of source after another in the same module.

After its first piece the process is the code's. What it says of how a piece ended, it says of itself alone:
the first process asks for no more than that, and reads no more than a few bytes.
"""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING, NoReturn

from r1ci_bench.sandbox.jail import script
from r1ci_bench.sandbox.jail.inputs import whole

if TYPE_CHECKING:
    from mmap import mmap

CONTROL = 3
"""The descriptor over which pieces come; the code can do no more with it than lose its own state."""

MOST_BYTES = 64
"""Of one message, in either direction."""

_MOST_DESCRIPTORS = 1 << 20


def serve(control: int, null: int, home: str | None, mark: mmap) -> NoReturn:
    """Run pieces until there are no more.

    Each comes as its number with descriptors of code, standard output and standard error, and is answered
    with its number and exit code.

    Args:
        control: Descriptor of a socket that keeps messages apart.
        null: Descriptor of /dev/null.
        home: The scratch directory where it is not the template's, for HOME and TMPDIR.
        mark: Memory shared with the first process; its first byte is set when a MemoryError ends a piece.
    """
    try:
        for stream in range(3):
            os.dup2(null, stream)
        if control != CONTROL:
            os.dup2(control, CONTROL)
        os.closerange(CONTROL + 1, _MOST_DESCRIPTORS)
        connection = socket.socket(fileno=CONTROL)
        script.settle_in(home)
        module = script.become_main()
        count = 0
        own = os.getpid()
        while True:
            number, descriptors, _, _ = socket.recv_fds(connection, MOST_BYTES, 3)
            if not number:
                break
            code, out, err = descriptors
            source = whole(code).decode("utf-8", "surrogatepass")
            os.dup2(out, 1)
            os.dup2(err, 2)
            for descriptor in descriptors:
                os.close(descriptor)
            count += 1
            name = script.NAME if count == 1 else f"<code {count}>"
            status = script.flush(script.execute(source, module, mark, name))
            if os.getpid() != own:  # the piece has forked, and this is the child at its end
                os._exit(status)
            for stream in (1, 2):  # what still runs must not write to a pipe that nobody reads
                os.dup2(0, stream)
            connection.send(b"%s %d" % (number, status))
    except BaseException as error:  # noqa: BLE001 - nothing may run on into the template's own code
        print(f"{type(error).__name__}: {error}", file=sys.__stderr__)
    finally:
        os._exit(1)
