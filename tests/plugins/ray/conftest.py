"""A small cluster on this machine: a head that takes no work, and nodes that come and go."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.plugins import Plugins, build_plugin_manager
from support.processes import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

_STORE_BYTES = 80 << 20
NODES_KEY = "sk-only-the-nodes-know-this-one"


class LittleCluster:
    """Nodes of one CPU each, all on this machine.

    Attributes:
        address: Where its head listens.
        folder: Where everything that it writes is, scratch directories of its jails included.
    """

    def __init__(self, folder: Path) -> None:
        from ray.cluster_utils import Cluster

        self.folder = folder
        self._cluster: Any = Cluster()
        self._cluster.add_node(
            num_cpus=0,
            object_store_memory=_STORE_BYTES,
            include_dashboard=False,
            temp_dir=str(folder / "ray"),
        )
        self.address: str = self._cluster.address

    def add(self, **environment: str) -> Any:
        """One more node, with an environment of its own."""
        return self._cluster.add_node(
            num_cpus=1,
            object_store_memory=_STORE_BYTES,
            env_vars={"R1CI_TEST_KEY": NODES_KEY, **environment},
        )

    @property
    def nodes(self) -> list[Any]:
        """The nodes that there are now, the head left out."""
        return list(self._cluster.worker_nodes)

    def kill(self, node: Any) -> None:
        """A node's machine is switched off."""
        self._cluster.remove_node(node, allow_graceful=False)

    def remove(self, node: Any) -> None:
        """A node is taken out in good order."""
        self._cluster.remove_node(node, allow_graceful=True)

    def processes(self, below: str = "") -> list[str]:
        """What still runs of all that was started for a folder of this cluster."""
        text = str(self.folder / below).encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            except OSError:
                continue
            if text in told:
                found.append(f"{process.name} {told[:80]!r}")
        return found

    def close(self) -> None:
        """End every process of the cluster."""
        import ray

        ray.shutdown()
        self._cluster.shutdown()


@pytest.fixture(scope="module")
def cluster() -> Iterator[LittleCluster]:
    """A head and two nodes; at the end nothing of them is left, nor of what they were made to run."""
    # The paths of its sockets must be short.
    folder = Path(tempfile.mkdtemp(prefix="r1ci-ray-", dir="/tmp"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder))  # all that the nodes start inherits it: jails, verifiers
        patch.setenv("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        little = LittleCluster(folder)
        try:
            for _ in range(2):
                little.add()
            patch.setenv("RAY_ADDRESS", little.address)
            patch.setenv("R1CI_RAY_START_SECONDS", "60")
            yield little
        finally:
            little.close()
    assert eventually(lambda: not little.processes()), little.processes()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    """Our plugins; the nodes look for themselves, so that only what is installed will do."""
    found = build_plugin_manager(select="")
    assert "ray" in found.executors, "entry points have changed: install r1ci-bench again"
    return found
