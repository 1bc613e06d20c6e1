"""Processes made ahead: all layers applied, waiting for code that is yet to come.

Most of what a call costs is the making of its two processes. Where nothing waits, that is done for the next
call while the model thinks: for one like the last, since nearly all calls of a run are. Nothing of any call
is in such a process; the code reaches it through memory that is filled when it is there.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from msgspec import structs

from r1ci_bench.sandbox.jail.call import Call
from r1ci_bench.sandbox.jail.process import Process
from r1ci_bench.sandbox.policy import NO_INPUTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from r1ci_bench.sandbox.jail.slots import Slots
    from r1ci_bench.sandbox.jail.warm import Template
    from r1ci_bench.sandbox.jail.wire import Run

_MOST = 2


class Parking:
    """The processes that wait, at most two.

    Args:
        slots: Where they get their places.
        concurrency: How many calls may run at the same time; no more wait.
        watch: Told of the streams of each that begins to wait.
        forget: Told of the streams of each that is given up.
    """

    def __init__(
        self,
        slots: Slots,
        concurrency: int,
        watch: Callable[[Call], None],
        forget: Callable[[Call], None],
    ) -> None:
        self._slots = slots
        self._most = min(concurrency, _MOST)
        self._watch = watch
        self._forget = forget
        self._waiting: deque[Call] = deque()
        self._made = 0

    def __contains__(self, call: Call) -> bool:
        """Whether this one waits for its code."""
        return call in self._waiting

    def take(self, request: Run) -> Call | None:
        """A call that is already under way in a process that has waited for it; None where none fits."""
        for call in [call for call in self._waiting if call.serves(request)]:
            if call.take(request):
                self._waiting.remove(call)
                return call
            self.give_up(call)  # it has died
        return None

    def refill(self, template: Template, like: Run) -> None:
        """Have one more made for a request like this; of too many the oldest is given up."""
        if like.program is not None or like.session or not self._slots.plan.has("mount_namespace"):
            return
        # Numbers of the client's are positive.
        request = structs.replace(like, call=-self._made - 1, code=b"", inputs=NO_INPUTS)
        if sum(call.serves(request) for call in self._waiting) >= self._most:
            return  # this one had inputs, and went another way
        if len(self._waiting) >= self._most:
            self.give_up(self._waiting[0])
        self._made += 1
        policy = like.policy
        try:
            process = Process(self._slots, policy, template.warm_bytes, resident=False)
        except OSError:
            return
        call = Call(
            request, process, wall_seconds=policy.wall_seconds, cpu_seconds=policy.cpu_seconds, ahead=True
        )
        try:
            taken = template.spawn(call)
        except OSError:
            taken = False
        if taken:
            self._waiting.append(call)
            self._watch(call)
        else:
            call.close()
            process.close()

    def note_end(self, process: Process) -> None:
        """A process has died; where it has waited here, it does no more."""
        for call in [call for call in self._waiting if call.process is process]:
            self.give_up(call)

    def give_up(self, call: Call) -> None:
        """Let one go: with its gate closed its process ends by itself."""
        self._waiting.remove(call)
        self._forget(call)
        call.close()

    def close(self) -> None:
        """Let all of them go."""
        while self._waiting:
            self.give_up(self._waiting[0])
