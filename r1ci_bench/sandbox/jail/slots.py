"""Places for processes that serve calls at the same time, and what each has to itself."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import msgspec

from r1ci_bench.sandbox.jail import cgroup, users
from r1ci_bench.sandbox.jail.cgroup import Groups
from r1ci_bench.sandbox.jail.hierarchy import find

if TYPE_CHECKING:
    from r1ci_bench.sandbox.jail.cgroup import Group
    from r1ci_bench.sandbox.jail.plan import Plan


class Slot:
    """One place.

    Args:
        number: Which.
        group: Its control group, or None.

    Attributes:
        number: As given.
        group: As given.
    """

    def __init__(self, number: int, group: Group | None) -> None:
        self.number = number
        self.group = group


class Slots:
    """Hands out the first free place, so that no more are ever made than were needed at the same time.

    Args:
        plan: The sandbox's plan.

    Attributes:
        plan: The plan with what could only be settled now.
    """

    def __init__(self, plan: Plan) -> None:
        if plan.has("own_user"):
            plan = msgspec.structs.replace(plan, first_user=users.unused())
        self._groups = _groups() if plan.has("cgroup") else None
        if self._groups is not None:
            plan = msgspec.structs.replace(plan, groups=str(self._groups.path))
        else:  # it may have gone since it was probed; memory is then watched, and no execution names it
            layers = tuple(name for name in plan.layers if name != "cgroup")
            plan = msgspec.structs.replace(plan, layers=layers)
        self.plan = plan
        self._most = users.AT_MOST if plan.has("own_user") else 1 << 20
        self._made: list[Slot] = []
        self._free: list[int] = []

    def take(self, memory_bytes: int, processes: int) -> Slot:
        """A place that no other process has now.

        Args:
            memory_bytes: What all processes of the place may hold together.
            processes: How many they may be.

        Raises:
            OSError: if there is none.
        """
        slot = self._made[heapq.heappop(self._free)] if self._free else self._make()
        if slot.group is not None:
            try:
                slot.group.limit(memory_bytes, processes)
            except OSError:
                self.give(slot)
                raise
        return slot

    def give(self, slot: Slot) -> None:
        """Its process is over."""
        heapq.heappush(self._free, slot.number)

    def hold(self, pid: int) -> None:
        """A template has been started that will clone processes into places.

        Raises:
            OSError: if it cannot be prepared for that.
        """
        if self._groups is not None:
            self._groups.hold(pid)

    def close(self) -> None:
        """Remove what was made; all processes are over."""
        if self._groups is not None:
            self._groups.close()

    def _make(self) -> Slot:
        number = len(self._made)
        if number == self._most:
            raise OSError(11, f"more than {self._most} processes at the same time")
        self._made.append(Slot(number, None if self._groups is None else self._groups.group(number)))
        return self._made[number]


def _groups() -> Groups | None:
    try:
        return Groups(find(), cgroup.owner())
    except OSError:
        return None
