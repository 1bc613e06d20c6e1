"""Says which isolation layers hold on this machine, by trying each one in a child process."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.sandbox.jail.helpers import command, environment
from r1ci_bench.sandbox.jail.layout import current_layout
from r1ci_bench.sandbox.jail.plan import INSTEAD, OPTIONAL, ORDER
from r1ci_bench.sandbox.policy import LayerReport

if TYPE_CHECKING:
    from collections.abc import Iterable

_SECONDS = 60


@cache
def layer_reports() -> tuple[LayerReport, ...]:
    """Probe all layers, once in this process's life; takes about a tenth of a second the first time.

    The probes fork and drop privileges, so that they run in a process of their own.
    """
    if sys.platform != "linux":
        return _none_hold(
            f"{sys.platform} has no such layer", "run on Linux, for example in a virtual machine"
        )
    try:
        done = subprocess.run(
            command("probe"),
            env=environment(current_layout()),
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
        return msgspec.json.decode(done.stdout, type=tuple[LayerReport, ...])
    except (OSError, subprocess.SubprocessError, msgspec.DecodeError) as error:
        return _none_hold(f"the probe failed: {error}", "check that this interpreter can start a process")


def missing(reports: Iterable[LayerReport]) -> tuple[LayerReport, ...]:
    """The layers that strict isolation needs and that do not hold."""
    return tuple(report for report in reports if report.required and not report.holds)


def _none_hold(detail: str, remedy: str) -> tuple[LayerReport, ...]:
    return tuple(
        LayerReport(name=name, holds=False, detail=detail, remedy=remedy, required=name not in OPTIONAL)
        for name in ORDER
        if name not in INSTEAD
    )


def main() -> None:
    """Print the reports as JSON, in the order in which the layers are applied."""
    from r1ci_bench.sandbox.jail import cgroup, landlock, namespaces, privileges, rlimits, seccomp

    modules = (cgroup, namespaces, privileges, landlock, rlimits, seccomp)
    found = {report.name: report for module in modules for report in module.probe()}
    os.write(1, msgspec.json.encode([found[name] for name in ORDER if name in found]))


if __name__ == "__main__":
    main()
