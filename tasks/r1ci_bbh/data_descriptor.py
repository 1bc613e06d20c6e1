"""Describes the data set that the suite loads its official items from."""

from __future__ import annotations

from r1ci_bench.descriptors import DataDescriptor

DESCRIPTOR = DataDescriptor(
    id="bbh",
    version="1",
    entry="r1ci_bbh.data:data_set",
    summary="The released items of BIG-Bench-Hard: 27 tasks, 6511 items.",
    revision="9ee07bd481feebf959a6b59d61ea57bdcf30964d",
    license="MIT",
)
