"""The one helper process of a sandbox: starts calls, watches them, and answers for them.

It has one thread and one selector loop, and sees of the code only bytes that it passes on. Its end, however
it comes, is the end of all calls: they are its children and die with it, and it ends when its socket to the
harness closes.
"""

from __future__ import annotations

import math
import os
import selectors
import signal
import socket
import sys
import time
from collections import deque
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.sandbox.jail import tree
from r1ci_bench.sandbox.jail.call import Call, remove_tree
from r1ci_bench.sandbox.jail.plan import Plan
from r1ci_bench.sandbox.jail.probing import describe
from r1ci_bench.sandbox.jail.syscalls import prctl
from r1ci_bench.sandbox.jail.warm import Template
from r1ci_bench.sandbox.jail.wire import Cancel, Failed, FrameReader, Run, frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from r1ci_bench.sandbox.jail.wire import Finished

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_PIECE = 1 << 18
_CPU_POLL_SECONDS = 0.5
_MOST_TEMPLATES = 4


class Supervisor:
    """Serves one client over a socket.

    Args:
        control: The socket.
        plan: How calls are isolated.
    """

    def __init__(self, control: socket.socket, plan: Plan) -> None:
        self._control = control
        self._plan = plan
        self._reader: FrameReader[Run | Cancel] = FrameReader(Run | Cancel)
        self._outgoing = bytearray()
        self._selector = selectors.DefaultSelector()
        self._queue: deque[Run] = deque()
        self._calls: dict[int, Call] = {}
        self._dead: list[Call] = []
        self._wanted: set[tuple[str, ...]] = set()
        self._templates: dict[tuple[str, ...], Template] = {}
        self._next_cpu_poll = math.inf
        self._sweep_due = False
        self._serving = True

    def serve(self) -> None:
        """Work until the client is gone, then leave nothing behind."""
        self._control.setblocking(False)
        self._watch(self._control.fileno(), self._hear_client)
        self._watch_parent()
        try:
            while self._serving:
                for key, _ in self._selector.select(self._patience()):
                    key.data()
                self._tend()
        finally:
            self._leave()

    def _watch(self, descriptor: int, react: Callable[[], None]) -> None:
        self._selector.register(descriptor, selectors.EVENT_READ, react)

    def _watch_parent(self) -> None:
        """Notice the harness's death even where somebody else still holds its end of the socket."""
        parent = os.getppid()
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)

        def look() -> None:
            os.read(reader, _PIECE)
            # The signal also comes when only the thread that started this process ends.
            if os.getppid() != parent:
                self._serving = False

        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGTERM, lambda *_: None)
        self._watch(reader, look)
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

    def _patience(self) -> float | None:
        """Seconds until something is due, or None where nothing is."""
        due = min((call.deadline() for call in self._calls.values()), default=math.inf)
        due = min(due, self._next_cpu_poll if self._calls else math.inf)
        if self._outgoing:
            due = min(due, time.monotonic() + 0.05)
        return None if due == math.inf else max(0.0, due - time.monotonic())

    def _hear_client(self) -> None:
        try:
            data = self._control.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._serving = False
            return
        for message in self._reader.feed(data):
            if isinstance(message, Run):
                self._queue.append(message)
            else:
                self._cancel(message.call)

    def _cancel(self, number: int) -> None:
        if number in self._calls:
            self._calls[number].cancelled = True
            self._calls[number].kill(None)
        else:
            self._queue = deque(request for request in self._queue if request.call != number)

    def _tend(self) -> None:
        """Everything that is due once the news of one round are in."""
        now = time.monotonic()
        for call in self._dead:
            call.collect(now)
            self._finish(call, call.answer())
        self._dead.clear()
        for call in list(self._calls.values()):
            call.check_time(now)
            if call.overdue(now):
                self._finish(call, Failed(call.request.call, "worker_died", "no child was cloned in time"))
        if now >= self._next_cpu_poll:
            for call in self._calls.values():
                call.check_cpu()
            self._next_cpu_poll = now + _CPU_POLL_SECONDS
        self._dispatch()
        if self._sweep_due and not any(template.pending for template in self._templates.values()):
            self._sweep()
        self._flush()

    def _dispatch(self) -> None:
        self._wanted = {request.policy.preload for request in self._queue}
        waiting: list[Run] = []
        while self._queue and len(self._calls) < self._plan.concurrency:
            request = self._queue.popleft()
            template = self._template_for(request.policy.preload)
            if template is None or not template.ready:
                waiting.append(request)
            elif not self._spawn(template, request):
                waiting.append(request)
                break
        self._queue.extendleft(reversed(waiting))

    def _spawn(self, template: Template, request: Run) -> bool:
        """Start a call.

        Returns:
            False where the template has its hands full.
        """
        try:
            call = Call(request, None if self._plan.has("mount_namespace") else self._plan.scratch)
        except OSError as error:
            self._answer(Failed(request.call, "no_resources", f"no scratch directory: {describe(error)}"))
            return True
        try:
            taken = template.spawn(call)
        except OSError as error:
            call.close()
            self._answer(Failed(request.call, "no_resources", f"a call cannot start: {describe(error)}"))
            return True
        if not taken:
            call.close()
            return False
        if not self._calls:
            self._next_cpu_poll = time.monotonic() + _CPU_POLL_SECONDS
        self._calls[request.call] = call
        for descriptor in call.streams:
            self._watch(descriptor, partial(self._hear_call, call, descriptor))
        return True

    def _template_for(self, modules: tuple[str, ...]) -> Template | None:
        """The template of these modules; a new one where there is none, None where there is no room now."""
        if modules in self._templates:
            template = self._templates.pop(modules)
            self._templates[modules] = template  # the most recently used one is the last
            return template
        if len(self._templates) >= _MOST_TEMPLATES:
            idle = [
                each for each in self._templates.values() if each.idle and each.modules not in self._wanted
            ]
            if not idle:
                return None
            self._dismiss(idle[0])
        template = Template(modules, self._plan)
        self._templates[modules] = template
        self._watch(template.fileno(), partial(self._hear_template, template))
        return template

    def _hear_template(self, template: Template) -> None:
        for call in template.hear():
            if call.pid:
                self._watch(call.handle, partial(self._hear_end, call))
                if call.cancelled:
                    call.kill(None)
            else:
                self._finish(call, Failed(call.request.call, "worker_died", template.reason))
        if template.gone:
            self._dismiss(template)
            failure = (template.kind, template.reason)
            for call in template.pending.values():
                self._finish(call, Failed(call.request.call, *failure))
            if not template.ready:
                for request in self._queue:
                    if request.policy.preload == template.modules:
                        self._answer(Failed(request.call, *failure))
                self._queue = deque(
                    request for request in self._queue if request.policy.preload != template.modules
                )
            self._sweep_due = True  # it may have cloned a child and died before it said so

    def _hear_call(self, call: Call, descriptor: int) -> None:
        if not call.read(descriptor):
            self._selector.unregister(descriptor)

    def _hear_end(self, call: Call) -> None:
        self._selector.unregister(call.handle)
        self._dead.append(call)

    def _finish(self, call: Call, answer: Finished | Failed) -> None:
        registered = self._selector.get_map()
        for descriptor in (*call.streams, call.handle):
            if descriptor >= 0 and descriptor in registered:
                self._selector.unregister(descriptor)
        if call.pid and not call.ours:
            for template in self._templates.values():
                template.reap(call.pid)
        if not self._plan.has("pid_namespace"):
            self._sweep_due = True
        del self._calls[call.request.call]
        call.close()
        if not call.cancelled:
            self._answer(answer)

    def _sweep(self) -> None:
        """Kill children that belong to no call: what a call left behind, or nobody has reported."""
        self._sweep_due = False
        known = {call.pid for call in self._calls.values()}
        known |= {template.pid for template in self._templates.values()}
        for pid in tree.children(os.getpid()):
            if pid not in known:
                tree.kill_below(pid)
                tree.kill(pid)
                os.waitpid(pid, 0)
                self._sweep_due = True  # its own orphans have come here

    def _dismiss(self, template: Template) -> None:
        self._selector.unregister(template.fileno())
        self._templates.pop(template.modules, None)
        template.close()

    def _answer(self, message: Finished | Failed) -> None:
        self._outgoing += frame(message)

    def _flush(self) -> None:
        try:
            while self._outgoing:
                del self._outgoing[: self._control.send(self._outgoing)]
        except BlockingIOError:
            return
        except OSError:
            self._serving = False

    def _leave(self) -> None:
        for call in self._calls.values():
            call.kill(None)
        for template in self._templates.values():
            template.close()
        for call in self._calls.values():
            if call.pid and call.ours:
                os.waitpid(call.pid, 0)
            call.close()
        self._calls.clear()
        self._templates.clear()
        self._sweep_due = True
        while self._sweep_due:
            self._sweep()
        remove_tree(self._plan.scratch)


def main() -> None:
    """Serve the client. Arguments: descriptor of the socket, the plan."""
    prctl(_PR_SET_CHILD_SUBREAPER, 1)
    control = socket.socket(fileno=int(sys.argv[1]))
    control.set_inheritable(False)
    Supervisor(control, msgspec.json.decode(sys.argv[2], type=Plan)).serve()


if __name__ == "__main__":
    main()
