"""The gate: so many run, so many wait, first come first served, and nobody is forgotten."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.sandbox.service.gate import Gate
from r1ci_bench.sandbox.service.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable


class Visitor:
    """Comes in, waits for its place, stays until it is told to go."""

    def __init__(self, gate: Gate, order: list[Visitor]) -> None:
        self._gate = gate
        self._order = order
        self._go = asyncio.Event()
        self.task = asyncio.create_task(self._visit())

    async def _visit(self) -> None:
        with self._gate.admitted():
            async with self._gate.place():
                self._order.append(self)
                await self._go.wait()

    async def leave(self, how: Callable[[Visitor], object]) -> None:
        how(self)
        await asyncio.wait([self.task])


def go(visitor: Visitor) -> None:
    visitor._go.set()


def cancel(visitor: Visitor) -> None:
    visitor.task.cancel()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@given(
    places=st.integers(1, 4),
    queue=st.integers(0, 4),
    steps=st.lists(
        st.tuples(st.sampled_from(["come", "go", "cancel"]), st.integers(0, 20)), min_size=1, max_size=40
    ),
)
@settings(max_examples=150, deadline=None)
def test_whoever_comes_and_goes_the_counts_are_right(
    places: int, queue: int, steps: list[tuple[str, int]]
) -> None:
    async def body() -> None:
        gate = Gate(places, queue)
        order: list[Visitor] = []
        inside: list[Visitor] = []
        for step, which in steps:
            if step == "come":
                visitor = Visitor(gate, order)
                await settle()
                if len(inside) == places + queue:
                    error = visitor.task.exception()
                    assert isinstance(error, Refusal)
                    assert error.status == 429
                    assert error.retry_after is not None
                    assert 1 <= error.retry_after <= 30
                else:
                    inside.append(visitor)
            elif inside:
                visitor = inside[which % len(inside)]
                if step == "go" and visitor not in order:
                    continue  # it has no place yet
                inside.remove(visitor)
                await visitor.leave(go if step == "go" else cancel)
                await settle()
            # The first who are inside are those who run: nobody overtakes.
            running = [visitor for visitor in inside if visitor in order]
            assert running == inside[: len(running)]
            assert len(running) == min(places, len(inside)) == gate.running
            assert gate.waiting == len(inside) - len(running)
        for visitor in inside:
            await visitor.leave(cancel)
        assert (gate.inside, gate.running, gate.waiting) == (0, 0, 0)

    asyncio.run(body())


def test_a_cancel_at_the_moment_of_the_turn_hands_the_place_on() -> None:
    async def body() -> None:
        gate = Gate(1, 2)
        order: list[Visitor] = []
        first, second, third = (Visitor(gate, order) for _ in range(3))
        await settle()
        go(first)
        await asyncio.sleep(0)  # the place is the second's now, which does not know it yet
        second.task.cancel()
        await settle()
        assert order[-1] is third
        assert gate.running == 1
        await third.leave(go)

    asyncio.run(body())


def test_a_closed_gate_sends_the_waiting_away_and_leaves_the_running_alone() -> None:
    async def body() -> None:
        gate = Gate(1, 2)
        order: list[Visitor] = []
        runs, waits = Visitor(gate, order), Visitor(gate, order)
        await settle()
        gate.close()
        late = Visitor(gate, order)
        await settle()
        for visitor in (waits, late):
            error = visitor.task.exception()
            assert isinstance(error, Refusal)
            assert error.status == 503
        assert not runs.task.done()
        await runs.leave(go)
        assert runs.task.exception() is None

    asyncio.run(body())


def test_how_long_one_should_wait_follows_from_how_long_calls_take(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        now = [0.0]
        monkeypatch.setattr("r1ci_bench.sandbox.service.gate.time.monotonic", lambda: now[0])
        gate = Gate(1, 0)
        for _ in range(60):
            with gate.admitted():
                async with gate.place():
                    now[0] += 10.0
        with gate.admitted():
            async with gate.place():
                with pytest.raises(Refusal) as caught, gate.admitted():
                    pass
        assert caught.value.retry_after is not None
        assert 8 <= caught.value.retry_after <= 11

    asyncio.run(body())
