"""One actor as seen from the driver: how it is started, what it carries, how it ends."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import ray
from ray.exceptions import RayError, TaskCancelledError
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from r1ci_bench.errors import SetupError
from r1ci_ray.cluster import Node, live_nodes

log = logging.getLogger(__name__)

_CALLS_AT_ONCE = 100_000  # Ray's own bound; ours is the capacity, and control calls must never wait for it


class PlaceLostError(Exception):
    """The actor, or its node, died under a call; whether the call had been carried out is not known."""


@dataclass(eq=False)
class Place:
    """One actor.

    Attributes:
        node: Where it is.
        actor: Ray's handle of it.
        capacity: How much it may carry at the same time.
        busy: How much it carries.
        sessions: How many sessions stay here; they weigh where nothing else decides.
        lost: True once it is given up.
    """

    node: Node
    actor: Any
    capacity: int
    busy: int = 0
    sessions: int = 0
    lost: bool = False


def start_actor(kind: type, node: Node, cpus: int) -> Any:
    """Start an actor on a node; it is there only once it has answered."""
    options: Any = ray.remote(kind)
    return options.options(
        num_cpus=cpus,
        max_concurrency=_CALLS_AT_ONCE,
        max_restarts=0,
        max_task_retries=0,
        scheduling_strategy=NodeAffinitySchedulingStrategy(node.id, soft=False),
    ).remote()


def first_answer(node: Node, ref: Any) -> bytes | None:
    """What an actor says when it is opened; None where its node has left in the meantime.

    Raises:
        SetupError: if it cannot be started there.
    """
    try:
        answer: bytes = ray.get(ref)
    except RayError as error:
        if node.id not in {other.id for other in live_nodes()}:
            return None
        raise SetupError(
            f"{node.name} cannot take part: an actor does not start there: {last_line(error)}",
            hint="install r1ci-bench[ray] in the same version on every node, where `ray start` runs",
        ) from None
    return answer


def kill(actor: Any) -> None:
    """End an actor, without a goodbye."""
    try:
        ray.kill(actor)
    except (RayError, ValueError):
        log.debug("an actor was gone before it was ended")


def last_line(error: BaseException) -> str:
    """What an error of Ray comes down to: its text is a page, and the cause stands last."""
    if isinstance(error, TaskCancelledError):
        return "the call was cancelled"
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1][:500] if lines else type(error).__name__
