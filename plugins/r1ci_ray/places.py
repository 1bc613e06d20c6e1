"""The actors of a cluster as seen from the driver: which there are, what they carry, which are lost."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import ray
from ray.exceptions import RayError, RayTaskError

from r1ci_bench.errors import HostFault, R1ciError, SetupError
from r1ci_ray.actors import Place, PlaceLostError, first_answer, kill, last_line, start_actor
from r1ci_ray.cluster import Node, connect, disconnect, live_nodes
from r1ci_ray.wire import Opening, encode, placed, read_answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from r1ci_ray.settings import Settings

    Accept = Callable[[Node, bytes, bool], None]
    """Told of a node that is ready: the node, its answer, and whether the run has begun without it."""

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
_GRACE_SECONDS = 10.0
_GOODBYE_SECONDS = 3.0
_STARTS = 3


class Places:
    """All actors of one kind. Nodes that join later get theirs; an actor that dies is replaced.

    Args:
        kind: Class of the actors; it has `open` and `close`.
        opening: What each is told first.
        settings: How the cluster is used.
        per_cpu: How much an actor may carry for each of its CPUs.
        accept: Asked about the answer of each; raises SetupError to refuse it.
    """

    def __init__(
        self, kind: type, opening: Opening, settings: Settings, *, per_cpu: int, accept: Accept
    ) -> None:
        self._kind = kind
        self._opening = encode(opening)
        self._settings = settings
        self._per_cpu = per_cpu
        self._accept = accept
        self._ours = False
        self._opened = False
        self._closing = False
        self._places: list[Place] = []
        self._begun: dict[Any, tuple[Node, Any]] = {}
        self._failures: Counter[str] = Counter()
        self._without_since = 0.0
        self._waiters: list[asyncio.Future[None]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._watching = False

    @property
    def all(self) -> list[Place]:
        """The places there are now."""
        return list(self._places)

    @property
    def opened(self) -> bool:
        """True once there are actors to call."""
        return self._opened

    def open(self) -> None:
        """Connect, and start an actor on every node. Blocks until those that are free have answered.

        Raises:
            UsageError: for an address that makes no sense.
            SetupError: if there is no cluster, a node refuses, or none has room.
        """
        if self._opened:
            return
        self._ours = connect() or self._ours
        deadline = time.monotonic() + self._settings.start_seconds
        while not self._closing:
            self._begin_where_missing()
            ready, _ = ray.wait(list(self._begun), timeout=0.2) if self._begun else ([], None)
            for ref in ready:
                node, actor = self._begun.pop(ref)
                if (answer := first_answer(node, ref)) is None:
                    continue
                self._welcome(node, actor, answer, late=False)
                deadline = min(deadline, time.monotonic() + _GRACE_SECONDS)
            if self._places and not self._begun:
                break
            if time.monotonic() > deadline:
                if self._places:
                    break
                raise SetupError(
                    f"no node of the Ray cluster has taken us in within {self._settings.start_seconds:g} s",
                    hint="its CPUs may be in use: see `ray status`; R1CI_RAY_CPUS asks for fewer",
                )
            if not self._begun:
                time.sleep(0.2)
        self._opened = True

    @asynccontextmanager
    async def taken(self, place: Place | None = None) -> AsyncIterator[Place]:
        """Room at the least busy place, or at a given one; waits until there is some.

        Raises:
            PlaceLostError: if the given place is lost.
            HostFault: if there is no place any more.
        """
        place = await self._take(place)
        try:
            yield place
        finally:
            place.busy -= 1
            self._wake()

    async def call(self, place: Place, method: str, *arguments: object) -> bytes:
        """Call an actor. Cancelling the call cancels it there.

        Raises:
            PlaceLostError: if the actor died, or cannot be reached.
            R1ciError: what it raised.
        """
        ref = getattr(place.actor, method).remote(*arguments)
        try:
            data: bytes = await ref
        except asyncio.CancelledError:
            ray.cancel(ref)
            raise
        except RayTaskError as error:
            raise HostFault(f"{place.node.name}: {last_line(error)}", kind="internal") from None
        except RayError as error:
            self.lose(place, last_line(error))
            raise PlaceLostError from None
        return read_answer(data)

    async def ask(self, place: Place, method: str, seconds: float) -> bytes | None:
        """Ask an actor something in passing; None where it does not answer in time."""
        try:
            data: bytes = await asyncio.wait_for(getattr(place.actor, method).remote(), seconds)
        except (TimeoutError, RayError):
            return None
        return data

    def give_up(self) -> None:
        """Let nobody wait any longer; `open` ends, too."""
        self._closing = True
        self._wake(everyone=True)

    def lose(self, place: Place, why: str) -> None:
        """Give a place up: what it still says is not listened to."""
        if place.lost:
            return
        place.lost = True
        self._places.remove(place)
        if not self._places:
            self._without_since = time.monotonic()
        if not self._closing:
            log.warning("%s is lost: %s", place.node.name, why)
        kill(place.actor)
        self._wake(everyone=True)

    async def aclose(self) -> None:
        """End all actors, and the connection where it is ours."""
        self.give_up()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if not ray.is_initialized():
            return
        goodbyes = [place.actor.close.remote() for place in self._places]
        if goodbyes:
            await asyncio.to_thread(ray.wait, goodbyes, num_returns=len(goodbyes), timeout=_GOODBYE_SECONDS)
        for actor in [
            *(place.actor for place in self._places),
            *(actor for _, actor in self._begun.values()),
        ]:
            kill(actor)
        self._places.clear()
        self._begun.clear()
        if self._ours:
            await asyncio.to_thread(disconnect)

    async def _take(self, wanted: Place | None) -> Place:
        self._watch_from_now_on()
        while True:
            if self._closing:
                raise HostFault("the connection to the cluster is closed", kind="closed")
            if wanted is not None and wanted.lost:
                raise PlaceLostError
            among = self._places if wanted is None else [wanted]
            free = [place for place in among if place.busy < place.capacity]
            if free:
                place = min(free, key=lambda place: (place.busy + place.sessions) / place.capacity)
                place.busy += 1
                return place
            if not self._places and time.monotonic() - self._without_since > self._settings.wait_seconds:
                raise HostFault(
                    "no node of the Ray cluster is left", kind="no_node", hint="bring the cluster up again"
                )
            waiter = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            await asyncio.wait([waiter], timeout=LOOK_SECONDS)

    def _wake(self, *, everyone: bool = False) -> None:
        while self._waiters:
            waiter = self._waiters.pop(0)
            if not waiter.done():
                waiter.set_result(None)
                if not everyone:
                    return

    def _begin_where_missing(self) -> None:
        """Start an actor wherever there should be one more."""
        settings = self._settings
        for node in live_nodes():
            there = sum(place.node.id == node.id for place in self._places)
            there += sum(other.id == node.id for other, _ in self._begun.values())
            if self._failures[node.id] >= _STARTS:
                continue
            for _ in range(settings.actors_of(node.cpus) - there):
                actor = start_actor(self._kind, node, settings.cpus_of_actor(node.cpus))
                self._begun[actor.open.remote(self._opening)] = node, actor

    def _welcome(self, node: Node, actor: Any, answer: bytes, *, late: bool) -> None:
        try:
            self._accept(node, read_answer(answer), late)
        except R1ciError as error:
            kill(actor)
            if error.hint:
                error.hint += " (on that node, in the environment in which `ray start` runs)"
            raise placed(error, f"{node.name} cannot take part") from None
        capacity = self._per_cpu * self._settings.cpus_of_actor(node.cpus)
        self._places.append(Place(node, actor, capacity))
        self._wake(everyone=True)

    def _watch_from_now_on(self) -> None:
        if not self._watching:
            self._watching = True
            self._in_background(self._watch())

    def _in_background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self) -> None:
        """See nodes come and go."""
        greeted: set[Any] = set()
        while True:
            for ref, (node, actor) in self._begun.items():
                if ref not in greeted:
                    greeted.add(ref)
                    self._in_background(self._greet(ref, node, actor))
            await asyncio.sleep(LOOK_SECONDS)
            try:
                alive = {node.id for node in await asyncio.to_thread(live_nodes)}
            except Exception as error:  # noqa: BLE001 - Ray has many; calls under way learn of it by themselves
                log.warning("the cluster does not say which nodes are alive: %s", last_line(error))
                continue
            for place in self.all:
                if place.node.id not in alive:
                    self.lose(place, "the node has left the cluster")
            self._begin_where_missing()
            greeted &= self._begun.keys()

    async def _greet(self, ref: Any, node: Node, actor: Any) -> None:
        """Take in an actor that joins while the run is under way; one that cannot is left out."""
        try:
            answer = await ref
        except RayError as error:
            self._failures[node.id] += 1
            log.info("%s did not start: %s", node.name, last_line(error))
            kill(actor)
            return
        finally:
            self._begun.pop(ref, None)
        try:
            self._welcome(node, actor, answer, late=True)
        except R1ciError as error:
            self._failures[node.id] = _STARTS
            log.warning("%s", error.message)
