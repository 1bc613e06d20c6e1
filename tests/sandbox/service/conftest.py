"""A service with an obedient sandbox for each test, and one with a jail for each module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from r1ci_bench.sandbox import SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox
from support.sandbox_asking import BARE, Answer
from support.sandbox_service import ObedientSandbox, Running, served

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def sandbox() -> ObedientSandbox:
    return ObedientSandbox()


@pytest.fixture
def running(sandbox: ObedientSandbox) -> Iterator[Running]:
    with served(sandbox) as service:
        yield service


@pytest.fixture(scope="module")
def jail(jail_works: None) -> Iterator[Running]:
    with served(JailSandbox(SandboxOptions(concurrency=2)), ceiling=BARE) as service:
        yield service


@pytest.fixture
def info(running: Running) -> Answer:
    """What a real service says of itself, for a stranger to repeat."""
    return 200, {}, msgspec.json.encode(running.service.info())
