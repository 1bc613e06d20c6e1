"""The one helper process of a sandbox: starts calls, watches them, and answers for them.

It has one thread and one selector loop, and sees of the code only bytes that it passes on. Its end, however
it comes, is the end of all calls: they are its children and die with it, and it ends when its socket to the
harness closes.
"""

from __future__ import annotations

import math
import os
import resource
import selectors
import socket
import sys
import time
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.sandbox.jail import orphans, parent
from r1ci_bench.sandbox.jail.call import Call
from r1ci_bench.sandbox.jail.connection import Connection
from r1ci_bench.sandbox.jail.limits import Limits
from r1ci_bench.sandbox.jail.parking import Parking
from r1ci_bench.sandbox.jail.plan import Plan
from r1ci_bench.sandbox.jail.pool import Templates
from r1ci_bench.sandbox.jail.probing import describe
from r1ci_bench.sandbox.jail.process import Process, remove_tree
from r1ci_bench.sandbox.jail.sessions import Sessions
from r1ci_bench.sandbox.jail.slots import Slots
from r1ci_bench.sandbox.jail.syscalls import prctl
from r1ci_bench.sandbox.jail.wire import Cancel, Closed, Failed, Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from r1ci_bench.sandbox.jail.sessions import Session
    from r1ci_bench.sandbox.jail.warm import Template
    from r1ci_bench.sandbox.jail.wire import Finished

_PR_SET_CHILD_SUBREAPER = 36


class Supervisor:
    """Serves one client over a socket.

    Args:
        control: The socket.
        plan: How calls are isolated.
    """

    def __init__(self, control: socket.socket, plan: Plan) -> None:
        self._client = Connection(control)
        self._slots = Slots(plan)
        self._plan = plan = self._slots.plan
        self._selector = selectors.DefaultSelector()
        self._queue: deque[Run] = deque()
        self._calls: dict[int, Call] = {}
        self._ended: dict[int, Call] = {}
        self._dead: list[Process] = []
        self._processes: dict[int, Process] = {}
        self._sessions = Sessions(lambda number: self._client.say(Closed(number)))
        self._wanted: set[tuple[str, ...]] = set()
        self._templates = Templates(
            plan,
            self._welcome,
            lambda template: self._forget(template.fileno()),
        )
        self._parking = Parking(self._slots, plan.concurrency, self._watch_streams, self._forget_streams)
        self._limits = Limits(watch_memory=not plan.groups)
        self._sweep_due = False
        self._serving = True

    def serve(self) -> None:
        """Work until the client is gone, then leave nothing behind."""
        self._watch(self._client.fileno(), self._hear_client)
        parent.when_gone(self._stop, self._watch)
        try:
            while self._serving and not self._client.lost:
                for key, _ in self._selector.select(self._patience()):
                    key.data()
                self._tend()
        finally:
            self._leave()

    def _watch(self, descriptor: int, react: Callable[[], None]) -> None:
        self._selector.register(descriptor, selectors.EVENT_READ, react)

    def _forget(self, descriptor: int) -> None:
        self._selector.unregister(descriptor)

    def _watch_streams(self, call: Call) -> None:
        for descriptor in call.streams:
            self._watch(descriptor, partial(self._hear_call, call, descriptor))

    def _forget_streams(self, call: Call) -> None:
        registered = self._selector.get_map()
        for descriptor in call.streams:
            if descriptor in registered:
                self._forget(descriptor)

    def _stop(self) -> None:
        self._serving = False

    def _patience(self) -> float | None:
        """Seconds until something is due, or None where nothing is."""
        now = time.monotonic()
        due = min(self._limits.due(self._calls.values(), now), self._client.due(now))
        return None if due == math.inf else max(0.0, due - now)

    def _hear_client(self) -> None:
        for message in self._client.hear():
            if isinstance(message, Run):
                self._queue.append(message)
            elif isinstance(message, Cancel):
                self._cancel(message.call)
            else:
                self._close_session(message.session)

    def _cancel(self, number: int) -> None:
        if number in self._calls:
            self._calls[number].cancelled = True
            self._calls[number].kill(None)
        else:
            self._queue = deque(request for request in self._queue if request.call != number)

    def _close_session(self, number: int) -> None:
        running = [call.request for call in self._calls.values() if not call.cancelled]
        for request in (*running, *self._queue):
            if request.session == number:
                self._cancel(request.call)
                self._client.say(Failed(request.call, "closed", "the session was closed"))
        self._sessions.close(number)

    def _tend(self) -> None:
        """Everything that is due once the news of one round are in."""
        now = time.monotonic()
        idle: list[Process] = []
        for process in self._dead:
            process.collect()
            self._parking.note_end(process)
            ended = {number: call for number, call in self._calls.items() if call.process is process}
            self._ended |= ended
            idle += [] if any(not call.cancelled for call in ended.values()) else [process]
        for call in self._ended.values():
            call.collect(now)
            self._finish(call, call.answer())
        for process in self._dead:
            self._bury(process, idle=process in idle)
        self._ended.clear()
        self._dead.clear()
        for call in [call for call in self._calls.values() if call.overdue(now)]:
            self._fail(call, "worker_died", "no child was cloned in time")
        self._limits.enforce(self._calls.values(), now)
        self._dispatch()
        if self._sweep_due and not any(template.pending for template in self._templates):
            self._sweep()
        self._client.flush()

    def _dispatch(self) -> None:
        self._wanted = {request.policy.preload for request in self._queue}
        waiting: list[Run] = []
        while self._queue and len(self._calls) < self._plan.concurrency:
            request = self._queue.popleft()
            session = self._sessions.of(request)
            if session is not None and session.busy:
                waiting.append(request)
                continue
            if session is not None and (refusal := session.refusal(request)) is not None:
                self._client.say(refusal)
                continue
            if session is not None and session.process is not None:
                self._continue(session, session.process, request)
                continue
            try:
                template = self._templates.get(request.policy.preload, self._wanted)
            except OSError as error:
                reason = f"no warm interpreter can be started: {describe(error)}"
                self._client.say(Failed(request.call, "no_resources", reason))
                continue
            if template is None or not template.ready:
                waiting.append(request)
            elif (call := self._parking.take(request)) is not None:
                self._begin(call)
            elif not self._spawn(template, request, session):
                waiting.append(request)
                break
            if not self._queue and not waiting and template is not None and template.ready:
                self._parking.refill(template, request)
        self._queue.extendleft(reversed(waiting))

    def _spawn(self, template: Template, request: Run, session: Session | None) -> bool:
        """Start a call in a process of its own, or of its session's.

        Returns:
            False where the template has its hands full.
        """
        policy = request.policy
        wall, cpu = session.limits(policy) if session else (policy.wall_seconds, policy.cpu_seconds)
        try:
            process = Process(self._slots, policy, template.warm_bytes, resident=session is not None)
        except OSError as error:
            self._client.say(Failed(request.call, "no_resources", f"no place for a call: {describe(error)}"))
            return True
        call = Call(request, process, wall_seconds=wall, cpu_seconds=cpu)
        try:
            taken = template.spawn(call)
        except OSError as error:
            self._give_up(call, error)
            process.close()
            return True
        if not taken:
            call.close()
            process.close()
            return False
        if session is not None:
            session.process = process
        self._watch_streams(call)
        self._begin(call)
        return True

    def _continue(self, session: Session, process: Process, request: Run) -> None:
        """Start a call in the process that already serves its session."""
        wall, cpu = session.limits(request.policy)
        call = Call(request, process, wall_seconds=wall, cpu_seconds=cpu)
        try:
            session.send(call)
        except OSError as error:
            self._give_up(call, error)
            return
        self._watch_streams(call)
        self._begin(call)

    def _give_up(self, call: Call, error: OSError) -> None:
        call.close()
        message = f"a call cannot start: {describe(error)}"
        self._client.say(Failed(call.request.call, "no_resources", message))

    def _begin(self, call: Call) -> None:
        self._calls[call.request.call] = call
        if (session := self._sessions.of(call.request)) is not None:
            session.busy = True

    def _welcome(self, template: Template) -> None:
        self._slots.hold(template.pid)
        self._watch(template.fileno(), partial(self._hear_template, template))

    def _hear_template(self, template: Template) -> None:
        for call in template.hear():
            process = call.process
            if process.pid:
                self._processes[process.pid] = process
                self._watch(process.handle, partial(self._hear_end, process))
                if call.cancelled or (call.request.call not in self._calls and call not in self._parking):
                    process.kill()
            else:
                self._fail(call, "worker_died", template.reason)
        if template.gone:
            self._templates.dismiss(template)
            failure = (template.kind, template.reason)
            for call in template.pending.values():
                self._fail(call, *failure)
            if not template.ready:
                for request in self._queue:
                    if request.policy.preload == template.modules:
                        self._client.say(Failed(request.call, *failure))
                self._queue = deque(
                    request for request in self._queue if request.policy.preload != template.modules
                )
            self._sweep_due = True  # it may have cloned a child and died before it said so

    def _hear_call(self, call: Call, descriptor: int) -> None:
        if descriptor not in call.streams:
            return  # it was answered for in this very round, by news that came before these
        if not call.read(descriptor):
            self._selector.unregister(descriptor)
        if (call.settled or call.cleared) and call.request.call in self._calls:
            self._ended[call.request.call] = call

    def _hear_end(self, process: Process) -> None:
        self._selector.unregister(process.handle)
        self._dead.append(process)

    def _fail(self, call: Call, kind: str, reason: str) -> None:
        """Answer a call that no process has come of."""
        if call in self._parking:
            self._parking.give_up(call)
        elif call.request.call in self._calls:
            self._finish(call, Failed(call.request.call, kind, reason))
        self._bury(call.process)

    def _finish(self, call: Call, answer: Finished | Failed) -> None:
        self._forget_streams(call)
        del self._calls[call.request.call]
        if (session := self._sessions.of(call.request)) is not None:
            session.note(answer)
        call.close()
        if not call.cancelled:
            self._client.say(answer)

    def _bury(self, process: Process, *, idle: bool = False) -> None:
        """Forget a process that has died, or has never been; no call is answered by that where `idle`."""
        if process.pid and not process.ours:
            self._templates.reap(process.pid)
        self._processes.pop(process.pid, None)
        if not self._plan.has("pid_namespace"):
            self._sweep_due = True
        self._sessions.forget(process, idle=idle)
        process.close()

    def _sweep(self) -> None:
        """Kill children that belong to no call: what a call left behind, or nobody has reported."""
        self._sweep_due = orphans.end({*self._processes, *(template.pid for template in self._templates)})

    def _leave(self) -> None:
        self._templates.close()
        for process in self._processes.values():
            process.kill()
            if process.ours:
                os.waitpid(process.pid, 0)
            process.close()
        for call in self._calls.values():
            call.close()
        self._parking.close()
        self._calls.clear()
        self._processes.clear()
        while orphans.end(set()):
            pass
        self._slots.close()
        remove_tree(self._plan.scratch)


def main() -> None:
    """Serve the client. Arguments: descriptor of the socket, the plan."""
    prctl(_PR_SET_CHILD_SUBREAPER, 1)
    # An idle session takes two descriptors, and the usual limit is there for programs that use `select`.
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    Supervisor(control, msgspec.json.decode(sys.argv[2], type=Plan)).serve()


if __name__ == "__main__":
    main()
