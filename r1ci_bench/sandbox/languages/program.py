"""How code of a language is run that the warm interpreter does not run itself."""

from __future__ import annotations

from msgspec import Struct


class Program(Struct, frozen=True, kw_only=True):
    """How one piece of code is run, in the scratch directory.

    Attributes:
        source: Name of the file that the code is written to.
        compile: Command that compiles it; empty where there is nothing to compile.
        run: Command that runs it.
        address_space: False for runtimes that reserve far more address space than they use: for them the
            limit on memory counts what can be written to.
        memory_signs: What its last words are where it ran out of memory.
    """

    source: str
    compile: tuple[str, ...] = ()
    run: tuple[str, ...]
    address_space: bool = True
    memory_signs: tuple[str, ...] = ()
