"""Our agents, registered like anybody else's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.descriptors import AgentDescriptor
from r1ci_bench.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable


@hookimpl
def register_agents(register: Callable[[AgentDescriptor], None]) -> None:
    """Register the paper's four agents."""
    register(
        AgentDescriptor(
            id="all-text",
            version="1",
            entry="r1ci_bench.agents.all_text:AllText",
            summary="one turn of reasoning in words; no code runs",
        )
    )
    register(
        AgentDescriptor(
            id="all-code",
            version="1",
            entry="r1ci_bench.agents.all_code:AllCode",
            summary="one turn that ends in a program; its output is the answer",
        )
    )
    register(
        AgentDescriptor(
            id="code-interpreter",
            version="1",
            entry="r1ci_bench.agents.code_interpreter:CodeInterpreter",
            summary="text and code in turns; the model decides when code runs",
        )
    )
    register(
        AgentDescriptor(
            id="codesteer",
            version="1",
            entry="r1ci_bench.agents.codesteer:CodeSteer",
            summary="a second model reviews each turn and steers between text and code",
        )
    )
