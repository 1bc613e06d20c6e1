"""Registers the sandboxes that come with the benchmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.descriptors import SandboxDescriptor
from r1ci_bench.hookspecs import hookimpl

if TYPE_CHECKING:
    from collections.abc import Callable


@hookimpl
def register_sandboxes(register: Callable[[SandboxDescriptor], None]) -> None:
    """Register `jail`, `unsafe` and `http`."""
    register(
        SandboxDescriptor(
            id="jail",
            version="1",
            entry="r1ci_bench.sandbox.jail.client:JailSandbox",
            summary="a warm interpreter for each call, in namespaces, Landlock and seccomp (Linux)",
        )
    )
    register(
        SandboxDescriptor(
            id="unsafe",
            version="1",
            entry="r1ci_bench.sandbox.jail.client:UnsafeSandbox",
            summary="the same interpreter with resource limits only: code can do what you can do",
            isolated=False,
        )
    )
    register(
        SandboxDescriptor(
            id="http",
            version="1",
            entry="r1ci_bench.sandbox.service.client:HttpSandbox",
            summary="a sandbox service elsewhere (r1ci-bench sandbox serve), as --sandbox http://HOST:PORT",
            schemes=("http", "https"),
        )
    )
