"""Runs all attacks of a family in one sandbox, and prints a line of JSON for each: its complaints.

Arguments: the family, and `--unsafe` to run those that may be run without a jail, without one.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.attacks.attack import ORDINARY_LIMITS
from sandbox.attacks.catalogue import FAMILIES
from sandbox.attacks.world import World, marked

from r1ci_bench.errors import R1ciError, SandboxFault, SetupError
from r1ci_bench.sandbox import Policy, SandboxOptions
from r1ci_bench.sandbox.jail.client import JailSandbox, UnsafeSandbox
from r1ci_bench.sandbox.jail.probe import layer_reports
from r1ci_bench.sandbox.policy import NO_INPUTS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sandbox.attacks.attack import Attack

    from r1ci_bench.sandbox import Execution, Sandbox

CONCURRENCY = 4
REFUSED = 3

_PATIENCE = 40.0
_NEIGHBOUR = """
import time
secret = "@secret@"
open("neighbour", "w").write(secret)
time.sleep(600)
"""


def main() -> int:
    """Attack, and say what came of it."""
    family, unsafe = sys.argv[1], "--unsafe" in sys.argv
    attacks = [each for each in FAMILIES[family] if each.outside or not unsafe]
    with tempfile.TemporaryDirectory(prefix="world-") as folder, World(Path(folder)) as world:
        try:
            asyncio.run(_attack(attacks, world, unsafe=unsafe))
        except SetupError as error:
            _say(refused=error.message, hint=error.hint)
            return REFUSED
    return 0


async def _attack(attacks: list[Attack], world: World, *, unsafe: bool) -> None:
    kind = UnsafeSandbox if unsafe else JailSandbox
    sandbox = kind(SandboxOptions(concurrency=CONCURRENCY + 1, scratch_root=str(world.scratch_root)))
    neighbour: asyncio.Task[Execution] | None = None
    try:
        # Nothing that does harm is run before something harmless has shown that all layers are there.
        shown = await sandbox.execute("print(1)", Policy(**ORDINARY_LIMITS))
        if not unsafe:
            _insist_on_layers(shown)
        code = _NEIGHBOUR.replace("@secret@", world.secrets["the neighbour"])
        limits = {**ORDINARY_LIMITS, "wall_seconds": 300.0}
        neighbour = asyncio.ensure_future(sandbox.execute(code, Policy(**limits)))
        world.meet_helpers()
        turns = asyncio.Semaphore(CONCURRENCY)
        await asyncio.gather(*(_one(each, sandbox, world, turns) for each in attacks))
        complaints = world.final_complaints()
        if neighbour.done():
            complaints.append(f"the neighbour has ended: {neighbour.result()}")
        _say(attack="(all of them)", complaints=complaints)
    finally:
        if neighbour is not None:
            neighbour.cancel()
            await asyncio.gather(neighbour, return_exceptions=True)
        await sandbox.aclose()
    _say(attack="(the sandbox is closed)", complaints=world.scratch_complaints())


def _insist_on_layers(shown: Execution) -> None:
    lacking = {each.name for each in layer_reports() if each.required} - set(shown.layers)
    if lacking or not shown.ok:
        raise SystemExit(f"no attack was run: {sorted(lacking)} not applied, {shown}")


async def _one(attack: Attack, sandbox: Sandbox, world: World, turns: asyncio.Semaphore) -> None:
    complaints: list[str] = []
    done: Execution | None = None
    async with turns:
        try:
            async for done in _run(attack, sandbox, world):
                complaints += world.leaks(done.stdout + done.stderr + repr(done.files))
        except SandboxFault as fault:
            if not (attack.may_lose_state and fault.kind == "state_lost"):
                complaints.append(f"reported as a fault of the sandbox, {fault.kind}: {fault.message}")
        except SetupError as error:
            if attack.language == "python":
                raise
            _say(attack=attack.name, complaints=[], lacking=error.message)  # no such language here
            return
        except R1ciError as error:
            complaints.append(f"not run: {error.message}")
        except TimeoutError:
            complaints.append(f"not over after {_PATIENCE} s")
        else:
            complaints += attack.check(done, world) if done else []
        if attack.limits().stateful:
            await _until_ended(world.mark(attack.name))
        complaints += world.complaints(world.mark(attack.name))
    _say(
        attack=attack.name,
        complaints=complaints,
        ending=done.ending if done else None,
        seconds=round(done.seconds, 3) if done else None,
    )


async def _run(attack: Attack, sandbox: Sandbox, world: World) -> AsyncIterator[Execution]:
    """Run the programs of an attack, one after another, in one session or each on its own."""
    limits = attack.limits()
    *before, last = attack.programs(world)
    if attack.together:
        async with sandbox.session(limits) as session:
            for program in (*before, last):
                yield await asyncio.wait_for(session.execute(program, language=attack.language), _PATIENCE)
        return
    for program in (*before, last):
        if limits.stateful:
            async with sandbox.session(limits) as session:
                yield await asyncio.wait_for(session.execute(program), _PATIENCE)
            continue
        inputs = attack.inputs if program is last else NO_INPUTS
        run = sandbox.execute(program, limits, language=attack.language, inputs=inputs)
        yield await asyncio.wait_for(run, _PATIENCE)


async def _until_ended(mark: str) -> None:
    """A session that is closed ends soon, not at once; those who never end are complained of afterwards."""
    limit = time.monotonic() + _PATIENCE
    while marked(mark) and time.monotonic() < limit:  # noqa: ASYNC110 - nobody tells of it
        await asyncio.sleep(0.01)


def _say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    sys.exit(main())
