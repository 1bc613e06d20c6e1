"""`--sandbox ray`: a pool of jails on every node, and code where there is room."""

from __future__ import annotations

import asyncio
import itertools
import time
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.errors import HostFault, SandboxFault, SetupError, UsageError
from r1ci_bench.executor import installed_versions
from r1ci_bench.sandbox.policy import (
    NO_INPUTS,
    EachAlone,
    Execution,
    LayerReport,
    Sandbox,
    SandboxSession,
)
from r1ci_bench.sandbox.requests import check_request
from r1ci_ray.actors import Place, PlaceLostError
from r1ci_ray.layers import lost, on_node, weakest
from r1ci_ray.node import JailActor
from r1ci_ray.places import Places
from r1ci_ray.settings import read_settings
from r1ci_ray.wire import Code, Jails, Opening, encode

if TYPE_CHECKING:
    from r1ci_bench.sandbox.policy import Inputs, Language, Policy, SandboxOptions
    from r1ci_ray.cluster import Node

# One call for each CPU runs, and another waits beside it, so that no CPU waits for the network.
_CALLS_PER_CPU = 2


class RaySandbox(Sandbox):
    """Runs each piece of code in a jail on the least busy node of a cluster.

    Args:
        options: The most calls at the same time; None for as many as the cluster can take.

    Raises:
        UsageError: for an option or a setting that makes no sense.
    """

    def __init__(self, options: SandboxOptions) -> None:
        if options.location is not None:
            raise UsageError(
                f"--sandbox ray takes no place ({options.location})", hint="RAY_ADDRESS says which cluster"
            )
        self._layers: tuple[LayerReport, ...] | None = None
        self._lacks: dict[Language, str] = {}
        self._opening = asyncio.Lock()
        self._room = None if options.concurrency is None else asyncio.Semaphore(options.concurrency)
        self._numbers = itertools.count(1)
        self._closed = False
        self.places = Places(
            JailActor,
            Opening(versions=installed_versions((), ("ray",)), job=b""),
            read_settings(),
            per_cpu=_CALLS_PER_CPU,
            accept=self._accept,
        )

    async def execute(
        self, code: str, policy: Policy, *, language: Language = "python", inputs: Inputs = NO_INPUTS
    ) -> Execution:
        """Run a piece of code on the least busy node; see `Sandbox.execute`."""
        source = check_request(code, policy, language, inputs)
        asked = Code(code=source, policy=policy, language=language, inputs=inputs)
        try:
            return await self.run(asked)
        except PlaceLostError:
            raise SandboxFault("a node of the cluster was lost under the call", kind="worker_died") from None

    def session(self, policy: Policy) -> SandboxSession:
        """The calls of one transcript, on one node where they share state; see `Sandbox.session`."""
        if not policy.stateful:
            return EachAlone(self, policy)
        return _Session(self, self.places, policy, next(self._numbers))

    def layers(self) -> tuple[LayerReport, ...]:
        """The layers that hold on every node."""
        self.places.open()
        return self._layers or ()

    def lacks(self, language: Language) -> str | None:
        """Why code of a language cannot be run on every node."""
        self.places.open()
        return self._lacks.get(language)

    async def aclose(self) -> None:
        """End every jail of the cluster that is ours."""
        self._closed = True
        self.places.give_up()
        async with self._opening:
            await self.places.aclose()

    async def run(self, asked: Code, place: Place | None = None) -> Execution:
        """Run a piece of code, at a given place or at the least busy one.

        Raises:
            PlaceLostError: if the place was lost before the answer was there.
        """
        asked_at = time.monotonic()
        await self._ready()
        if (why := self._lacks.get(asked.language)) is not None:
            raise SetupError(f"the cluster cannot run {asked.language} code: {why}")
        if self._room is None:
            return await self._run(asked, place, asked_at)
        async with self._room:
            return await self._run(asked, place, asked_at)

    async def pick(self) -> Place:
        """The least busy place, for a session to stay at.

        Raises:
            SandboxFault: if no node is left.
        """
        await self._ready()
        try:
            async with self.places.taken() as place:
                place.sessions += 1
                return place
        except HostFault as error:
            raise _no_resources(error) from error

    async def _run(self, asked: Code, place: Place | None, asked_at: float) -> Execution:
        try:
            async with self.places.taken(place) as place:
                waited = time.monotonic() - asked_at
                body = await self.places.call(place, "execute", encode(asked))
        except HostFault as error:
            raise _no_resources(error) from error
        made = msgspec.msgpack.decode(body, type=Execution)
        return msgspec.structs.replace(made, queue_seconds=made.queue_seconds + waited)

    async def _ready(self) -> None:
        async with self._opening:
            if self._closed:
                raise SandboxFault("the sandbox is closed", kind="closed")
            if not self.places.opened:
                await asyncio.to_thread(self.places.open)
        lacking = [layer for layer in self._layers or () if layer.required and not layer.holds]
        if lacking:
            raise SetupError(
                "the cluster cannot isolate untrusted code: "
                + "; ".join(f"{layer.name} does not hold ({layer.detail})" for layer in lacking),
                hint=lacking[0].remedy or None,
            )

    def _accept(self, node: Node, body: bytes, late: bool) -> None:
        jails = msgspec.msgpack.decode(body, type=Jails)
        layers = on_node(jails.layers, node.name)
        if late:
            for layer in lost(self._layers or (), layers):
                raise SetupError(f"{layer.name} does not hold there, and holds on the other nodes")
            for language in jails.lacks.keys() - self._lacks.keys():
                raise SetupError(f"it cannot run {language} code: {jails.lacks[language]}")
            return
        self._layers = layers if self._layers is None else weakest(self._layers, layers)
        self._lacks |= {language: f"{node.name}: {why}" for language, why in jails.lacks.items()}


class _Session(SandboxSession):
    """Calls that share what they leave, on one node.

    Where that node is lost, the next call begins anew on another one.
    """

    def __init__(self, sandbox: RaySandbox, places: Places, policy: Policy, number: int) -> None:
        self._sandbox = sandbox
        self.places = places
        self._policy = policy
        self._number = number
        self._place: Place | None = None
        self._kept = False

    async def execute(self, code: str, *, language: Language = "python") -> Execution:
        """Run a piece of code after those before it; see `SandboxSession.execute`."""
        source = check_request(code, self._policy, language)
        asked = Code(code=source, policy=self._policy, language=language, session=self._number)
        if self._place is None:
            self._place = await self._sandbox.pick()
        try:
            execution = await self._sandbox.run(asked, self._place)
        except PlaceLostError:
            kept, self._place, self._kept = self._kept, None, False
            if kept:
                raise SandboxFault(
                    "the node of the cluster that kept the variables was lost", kind="state_lost"
                ) from None
            raise SandboxFault("a node of the cluster was lost under the call", kind="worker_died") from None
        self._kept = execution.state == "kept"
        return execution

    async def aclose(self) -> None:
        """End what the calls left running."""
        place, self._place = self._place, None
        if place is not None and not place.lost:
            place.sessions -= 1
            try:
                await self.places.call(place, "end_session", self._number)
            except PlaceLostError:
                return


def _no_resources(error: HostFault) -> SandboxFault:
    """What befell the cluster, as the fault of one attempt that it is here."""
    return SandboxFault(error.message, kind="no_resources", hint=error.hint)
