"""What is registered, and what it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from r1ci_bench.sandbox import SandboxOptions, plugin
from r1ci_bench.sandbox.policy import Sandbox

if TYPE_CHECKING:
    from r1ci_bench.descriptors import SandboxDescriptor


@pytest.fixture
def registered() -> dict[str, SandboxDescriptor]:
    found: list[SandboxDescriptor] = []
    plugin.register_sandboxes(found.append)
    return {descriptor.id: descriptor for descriptor in found}


def test_the_jail_isolates_and_unsafe_does_not(registered: dict[str, SandboxDescriptor]) -> None:
    assert {name: descriptor.isolated for name, descriptor in registered.items()} == {
        "jail": True,
        "unsafe": False,
        "http": True,  # where the service says so, too
    }


@pytest.mark.parametrize("name", ["jail", "unsafe"])
def test_each_makes_a_sandbox_and_starts_nothing_yet(
    registered: dict[str, SandboxDescriptor], name: str
) -> None:
    sandbox = registered[name].load()(SandboxOptions())
    assert isinstance(sandbox, Sandbox)
    assert isinstance(sandbox.layers(), tuple)
