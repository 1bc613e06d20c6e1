"""What the package registers, and what that costs."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.plugins import build_plugin_manager
from r1ci_models.plugin import ADAPTERS, register_models

if TYPE_CHECKING:
    from r1ci_bench.descriptors import ModelDescriptor


def test_every_adapter_is_registered_once() -> None:
    registered: list[ModelDescriptor] = []
    register_models(registered.append)
    assert {adapter.id: adapter.kind for adapter in registered} == {
        "openai": "model",
        "reference": "oracle",
        "baseline": "floor",
        "scripted": "replay",
    }
    assert len(registered) == len(ADAPTERS)


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda adapter: adapter.id)
def test_every_entry_is_a_factory_of_name_and_options(adapter: ModelDescriptor) -> None:
    assert list(inspect.signature(adapter.load()).parameters) == ["name", "options"]
    assert adapter.example.startswith(f"{adapter.id}/")


def test_the_adapters_are_found_like_those_of_anybody() -> None:
    plugins = build_plugin_manager()
    assert {"openai", "reference", "baseline", "scripted"} <= {item.descriptor.id for item in plugins.models}


def test_registering_imports_nothing_heavy() -> None:
    heavy = ["openai", "httpx", "httpx2", "aiohttp", "numpy", "sympy", "scipy", "rich", "msgspec", "asyncio"]
    program = (
        "import sys; import r1ci_models.plugin\n"
        f"loaded = [name for name in {heavy} if name in sys.modules]\n"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
