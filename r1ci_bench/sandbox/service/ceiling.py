"""What an operator allows: a policy that no call may go beyond."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from r1ci_bench.sandbox.service.refusals import Refusal

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Policy

_LIMITS = (
    "wall_seconds",
    "cpu_seconds",
    "memory_bytes",
    "processes",
    "open_files",
    "scratch_bytes",
    "output_bytes",
)
_SESSION_LIMITS = ("session_wall_seconds", "session_cpu_seconds")


def refuse_beyond(policy: Policy, ceiling: Policy) -> None:
    """Refuse a policy that asks for more than the operator allows.

    A task's limits can change its scores, so that they are kept as they are or not at all.

    Raises:
        Refusal: naming the first limit that is too high, or the module that may not be preloaded.
    """
    names = (*_LIMITS, *_SESSION_LIMITS) if policy.stateful else _LIMITS
    for name in names:
        asked, allowed = getattr(policy, name), getattr(ceiling, name)
        if asked > allowed:
            raise Refusal(
                422,
                "over_ceiling",
                f"the policy's {name} is {_figure(asked)}, this service allows {_figure(allowed)}",
                boundary="setup",
                hint="tighten the policy, or raise the limit: r1ci-bench sandbox serve --help",
            )
    known = ", ".join(ceiling.preload) or "nothing"
    for module in policy.preload:
        if module not in ceiling.preload:
            raise Refusal(
                422,
                "over_ceiling",
                f"the policy preloads {module!r}, this service preloads {known}",
                boundary="setup",
                hint="allow it: r1ci-bench sandbox serve --preload MODULE",
            )


def lowered(policy: Policy, ceiling: Policy) -> Policy:
    """The policy, with what goes beyond the operator's brought down to it."""
    return replace(policy, **{name: min(getattr(policy, name), getattr(ceiling, name)) for name in _LIMITS})


def _figure(limit: float) -> str:
    try:
        return f"{limit:.10g}"
    except OverflowError:  # an integer beyond all floats, which has thousands of digits
        return "far too large"
