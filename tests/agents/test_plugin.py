"""The agents are registered as what they are, and cost nothing until one is selected."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from r1ci_bench.agents import Agent
from r1ci_bench.agents.plugin import register_agents

if TYPE_CHECKING:
    from r1ci_bench.descriptors import AgentDescriptor


def registered() -> list[AgentDescriptor]:
    found: list[AgentDescriptor] = []
    register_agents(found.append)
    return found


def test_four_agents_load_under_their_own_ids() -> None:
    agents = {descriptor.id: descriptor.load() for descriptor in registered()}
    assert list(agents) == ["all-text", "all-code", "code-interpreter", "codesteer"]
    for name, agent in agents.items():
        assert issubclass(agent, Agent)
        assert agent().id == name


def test_only_codesteer_needs_a_guide_and_only_all_text_no_code() -> None:
    agents: list[type[Agent]] = [descriptor.load() for descriptor in registered()]
    assert [agent.id for agent in agents if agent.needs_guide] == ["codesteer"]
    assert [agent.id for agent in agents if not agent.needs_code] == ["all-text"]


def test_registering_imports_neither_agents_nor_jinja() -> None:
    program = (
        "import sys, r1ci_bench.agents.plugin; "
        "print(*sorted({'jinja2', 'r1ci_bench.agents.loop', 'r1ci_bench.agents.codesteer', 'numpy', 'openai'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
