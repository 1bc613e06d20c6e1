"""The command line: one file a command, imported when it is called."""

from __future__ import annotations


def main() -> None:
    """Entry point of the `r1ci-bench` script."""
    from r1ci_bench.cli.app import run_app

    raise SystemExit(run_app())
