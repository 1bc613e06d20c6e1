"""The descriptors of a call, by name; the same order on both ends of a socket."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from r1ci_bench.sandbox.jail.wire import Job

MOST = 8


class Given:
    """What a first process has been handed for one call.

    Args:
        job: The call.
        descriptors: What came with it.

    Attributes:
        code: The source, as UTF-8.
        out: For the code's standard output.
        err: For the code's standard error.
        status: For messages to the supervisor.
        extra: The further ones, by name.
    """

    __slots__ = ("code", "err", "extra", "out", "status")

    def __init__(self, job: Job, descriptors: Sequence[int]) -> None:
        self.code, self.out, self.err, self.status = descriptors[:4]
        self.extra = dict(zip(job.extra, descriptors[4:], strict=True))

    def close(self) -> None:
        """Close all of them."""
        for descriptor in (self.code, self.out, self.err, self.status, *self.extra.values()):
            os.close(descriptor)
