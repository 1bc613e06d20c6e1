"""What can be set about the use of a cluster; it is read from the environment of whoever starts the run."""

from __future__ import annotations

import os
from typing import Annotated

import msgspec
from msgspec import Meta

from r1ci_bench.errors import UsageError

_PREFIX = "R1CI_RAY_"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a cluster is used; none of it can change a score.

    Attributes:
        cpus: `R1CI_RAY_CPUS`: CPUs that one actor takes, so that a node has as many as fit; 0 for one actor
            that takes all of its node.
        attempts: `R1CI_RAY_ATTEMPTS`: attempts at the same time for each CPU.
        start_seconds: `R1CI_RAY_START_SECONDS`: how long to wait for the first actor.
        wait_seconds: `R1CI_RAY_WAIT_SECONDS`: how long to wait for another node when the last one is lost.
    """

    cpus: Annotated[int, Meta(ge=0)] = 0
    attempts: Annotated[int, Meta(ge=1)] = 8
    start_seconds: Annotated[float, Meta(gt=0)] = 120.0
    wait_seconds: Annotated[float, Meta(ge=0)] = 60.0

    def actors_of(self, cpus: int) -> int:
        """How many actors a node with so many CPUs has."""
        if self.cpus == 0:
            return min(cpus, 1)
        return cpus // self.cpus

    def cpus_of_actor(self, cpus: int) -> int:
        """How many CPUs each actor of a node with so many CPUs takes."""
        return self.cpus or cpus


def read_settings() -> Settings:
    """The settings of the environment.

    Raises:
        UsageError: for a value that makes no sense, with its variable.
    """
    given = {
        name: value
        for name in Settings.__struct_fields__
        if (value := os.environ.get(_PREFIX + name.upper())) is not None
    }
    try:
        return msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        what, _, name = str(error).rpartition(" - at `$.")
        variable = _PREFIX + name.rstrip("`").upper()
        raise UsageError(f"environment variable {variable}: {what[:1].lower()}{what[1:]}") from None
