"""One jail for all tests of a module: each call has a jail of its own anyway."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from r1ci_bench.sandbox import Execution, Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox, UnsafeSandbox
from r1ci_bench.sandbox.jail.probe import layer_reports, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.sandbox import Sandbox


class RunCode(Protocol):
    """Runs code under a policy that preloads nothing, unless it is told otherwise."""

    def __call__(self, code: str, **limits: Any) -> Execution: ...


@pytest.fixture(scope="session")
def jail_works() -> None:
    lacking = missing(layer_reports())
    if lacking:
        pytest.skip("no strict isolation here: " + ", ".join(report.name for report in lacking))


@pytest.fixture(scope="module")
def jailed(jail_works: None) -> Iterator[RunCode]:
    yield from _runner(JailSandbox(SandboxOptions(concurrency=2)))


@pytest.fixture(scope="module")
def unsafe() -> Iterator[RunCode]:
    yield from _runner(UnsafeSandbox(SandboxOptions(concurrency=2)))


def _runner(sandbox: Sandbox) -> Iterator[RunCode]:
    with asyncio.Runner() as runner:

        def run(code: str, **limits: Any) -> Execution:
            policy = Policy(**{"preload": (), **limits})
            return runner.run(sandbox.execute(code, policy))

        yield run
        runner.run(sandbox.aclose())
