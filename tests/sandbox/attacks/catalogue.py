"""All attacks, family by family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.attacks.bombs import BOMBS
from sandbox.attacks.busy import BUSY
from sandbox.attacks.cpp import CPP
from sandbox.attacks.descriptors import DESCRIPTORS
from sandbox.attacks.endings import ENDINGS
from sandbox.attacks.interpreter import INTERPRETER
from sandbox.attacks.javascript import JAVASCRIPT
from sandbox.attacks.kernel import KERNEL
from sandbox.attacks.leftovers import LEFTOVERS
from sandbox.attacks.network import NETWORK
from sandbox.attacks.output import OUTPUT
from sandbox.attacks.processes import PROCESSES
from sandbox.attacks.reads import READS
from sandbox.attacks.sessions import SESSIONS
from sandbox.attacks.shell import SHELL
from sandbox.attacks.writes import WRITES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.attacks.attack import Attack

FAMILIES: Mapping[str, tuple[Attack, ...]] = {
    "reads": READS,
    "writes": WRITES,
    "network": NETWORK,
    "bombs": BOMBS,
    "busy": BUSY,
    "output": OUTPUT,
    "endings": ENDINGS,
    "processes": PROCESSES,
    "kernel": KERNEL,
    "descriptors": DESCRIPTORS,
    "interpreter": INTERPRETER,
    "leftovers": LEFTOVERS,
    "sessions": SESSIONS,
    "javascript": JAVASCRIPT,
    "bash": SHELL,
    "c++": CPP,
}
