"""`--executor ray`: attempts are made on the nodes, and recorded here."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.errors import HostFault, SandboxFault, SetupError, UsageError
from r1ci_bench.executor import Equipment, Executor, record_of
from r1ci_bench.transcript import Transcript
from r1ci_ray.actors import Place, PlaceLostError
from r1ci_ray.layers import lost, on_node, weakest
from r1ci_ray.node import AttemptActor
from r1ci_ray.places import LOOK_SECONDS, Places
from r1ci_ray.settings import read_settings
from r1ci_ray.wire import Opening, decode_made, encode, placed

if TYPE_CHECKING:
    from r1ci_bench.errors import Fault
    from r1ci_bench.executor import Job, PlannedAttempt, Waiting
    from r1ci_bench.plugins import Plugins
    from r1ci_bench.records import SampleRecord
    from r1ci_ray.cluster import Node

TRIES = 3


class RayExecutor(Executor):
    """Hands each attempt to the least busy actor of a cluster; again to another one where that is lost.

    Attributes:
        places: The actors.

    Args:
        job: What to make.
        plugins: What is registered here; the nodes look for themselves.

    Raises:
        UsageError: if the code is to run on a cluster as well, or a setting makes no sense.
    """

    def __init__(self, job: Job, plugins: Plugins) -> None:
        if job.spec.sandbox == "ray":
            raise UsageError(
                "--executor ray runs code where the attempt is, so that --sandbox ray has no place in it",
                hint="--sandbox jail, which is each node's own",
            )
        settings = read_settings()
        self._versions = {task.id: task.version for task in job.tasks}
        self._equipment: Equipment | None = None
        self._told: dict[Place, dict[str, Waiting]] = {}
        self._following: asyncio.Task[None] | None = None
        self._opening: asyncio.Future[None] | None = None
        self.places = Places(
            AttemptActor,
            Opening(versions=job.versions, job=encode(job)),
            settings,
            per_cpu=settings.attempts,
            accept=self._accept,
        )

    async def start(self) -> Equipment:
        """Connect and start the actors; see `Executor.start`."""
        self._opening = asyncio.ensure_future(asyncio.to_thread(self.places.open))
        await asyncio.shield(self._opening)
        if self._equipment is None:
            raise HostFault("the cluster was closed while it was opened", kind="closed")
        return self._equipment

    async def make(self, planned: PlannedAttempt, waiting: Waiting) -> tuple[SampleRecord, Fault | None]:
        """Have one attempt made; see `Executor.make`."""
        started = time.monotonic()
        request = msgspec.json.encode(planned)
        for _ in range(TRIES):
            waiting("cluster")
            try:
                async with self.places.taken() as place:
                    return decode_made(await self._made_at(place, planned.key, request, waiting))
            except PlaceLostError:
                continue
        # Perhaps the attempt itself is what they die of: it must not end the run, nor count as an answer.
        fault = SandboxFault(
            f"{TRIES} nodes were lost, one after another, over this attempt", kind="node_lost"
        )
        record = record_of(
            planned,
            self._versions[planned.task],
            Transcript(messages=()),
            "sandbox_fault",
            fault=fault,
            seconds=time.monotonic() - started,
        )
        return record, fault

    async def aclose(self) -> None:
        """End the actors; see `Executor.aclose`."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        self.places.give_up()
        if self._opening is not None:
            await asyncio.gather(self._opening, return_exceptions=True)
        await self.places.aclose()

    async def _made_at(self, place: Place, key: str, request: bytes, waiting: Waiting) -> bytes:
        if self._following is None:
            self._following = asyncio.create_task(self._follow())
        told = self._told.setdefault(place, {})
        told[key] = waiting
        waiting("model")
        try:
            return await self.places.call(place, "make", request)
        except (SetupError, UsageError, HostFault) as error:
            raise placed(error, place.node.name) from None
        finally:
            del told[key]
            if not told:
                self._told.pop(place, None)

    async def _follow(self) -> None:
        """Pass on what attempts elsewhere wait for."""
        seen: dict[str, str] = {}
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now: dict[str, str] = {}
            asked = await asyncio.gather(
                *(self.places.ask(place, "activity", LOOK_SECONDS) for place in list(self._told))
            )
            for answer in filter(None, asked):
                now.update(msgspec.msgpack.decode(answer, type=dict[str, str]))
            for told in self._told.values():
                for key, waiting in told.items():
                    if key in now and seen.get(key) != now[key]:
                        waiting(now[key])
            seen = now

    def _accept(self, node: Node, body: bytes, late: bool) -> None:
        theirs = msgspec.msgpack.decode(body, type=Equipment)
        layers = on_node(theirs.layers, node.name)
        if self._equipment is None:
            self._equipment = msgspec.structs.replace(theirs, layers=layers)
            return
        ours = self._equipment
        if theirs.prompts_hash != ours.prompts_hash:
            raise SetupError("its prompt templates are others", hint="the same --prompt-dir on every node")
        if theirs.model_details != ours.model_details:
            raise SetupError(
                f"its model is {theirs.model_details}, elsewhere {ours.model_details}",
                hint="the same environment on every node",
            )
        if not late:
            self._equipment = msgspec.structs.replace(
                ours, layers=weakest(ours.layers, layers), isolated=ours.isolated and theirs.isolated
            )
        elif missing := lost(ours.layers, layers):
            raise SetupError(f"{missing[0].name} does not hold there, and held when the run was started")
