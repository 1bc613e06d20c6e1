"""Data sets with official items: what they are, how they get into the cache, whether a copy is whole."""

from r1ci_bench.datasets.definition import ChecksumList, DataSet, Hub, HubPart
from r1ci_bench.datasets.store import Copy, cached, find_copy

__all__ = ["ChecksumList", "Copy", "DataSet", "Hub", "HubPart", "cached", "find_copy"]
