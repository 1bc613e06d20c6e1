"""Where untrusted code runs. `policy` has the interface; `jail` is the default backend."""

from r1ci_bench.sandbox.policy import (
    Execution,
    Language,
    LayerReport,
    Policy,
    Sandbox,
    SandboxOptions,
)

__all__ = ["Execution", "Language", "LayerReport", "Policy", "Sandbox", "SandboxOptions"]
