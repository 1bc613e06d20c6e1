"""The connection to a cluster, made quietly: what Ray has to say does not belong between our lines."""

from __future__ import annotations

import logging
import os
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import ray
from ray._private import worker as ray_worker

from r1ci_bench.errors import SetupError, UsageError
from r1ci_bench.plugins import describe

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

# Ray says of neither what it takes or gives.
_nodes: Callable[[], list[dict[str, Any]]] = ray.nodes

_REACH_SECONDS = 10.0
_PORT_DIGITS = 5
# How a client of HTTP/2, which gRPC speaks, begins; the server's first frame is one of settings, too.
_GREETING = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))
_FRAME_HEAD, _TYPE_AT, _SETTINGS = 9, 3, 4
_LOCAL_STORE_BYTES = 256 << 20
_RUN_ON_A_NODE = "run on a node of the cluster, or ray start --address=HOST:6379 on this machine first"


class Node(NamedTuple):
    """One node of the cluster that is alive.

    Attributes:
        id: Its id, new each time that it joins.
        name: How people may find it.
        cpus: How many CPUs it offers.
    """

    id: str
    name: str
    cpus: int


def connect() -> bool:
    """Connect to a cluster: that of `RAY_ADDRESS`, else one that runs on this machine, else a new local one.

    Returns:
        True where the connection is ours to end, False where this process already had one.

    Raises:
        UsageError: for an address that this cannot work with.
        SetupError: if the cluster cannot be reached, or none can be started.
    """
    # Errors of the cluster are printed to stdout whatever one asks for, where only results may go.
    ray_worker.print_to_stdstream = _to_our_log
    if ray.is_initialized():
        return False
    # Read at the start of a local cluster: no usage report; and a warning about what we do not use.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    named = os.environ.get("RAY_ADDRESS", "")
    if "://" in named:
        raise UsageError(f"RAY_ADDRESS is {named}: Ray's client has no part in this", hint=_RUN_ON_A_NODE)
    address = _current_cluster() if named in ("", "auto") else named
    if address is None or address == "local":
        try:
            _init(address="local", include_dashboard=False, object_store_memory=_LOCAL_STORE_BYTES)
        except Exception as error:
            raise SetupError(f"Ray cannot be started here: {describe(error)}") from error
        return True
    # Ray itself would wait for minutes where nobody listens, or another service does.
    if not _is_cluster(address):
        raise SetupError(f"no Ray cluster can be reached at {named} (RAY_ADDRESS)", hint=_RUN_ON_A_NODE)
    try:
        _init(address=address)
    except Exception as error:
        raise SetupError(
            f"the Ray cluster at {address} does not take us in: {describe(error)}", hint=_RUN_ON_A_NODE
        ) from error
    return True


def _current_cluster() -> str | None:
    """The cluster that `ray start` has started on this machine, where one listens."""
    folder = os.environ.get("RAY_TMPDIR") or tempfile.gettempdir()
    try:
        address = Path(folder, "ray", "ray_current_cluster").read_text("utf-8").strip()
    except OSError:
        return None
    return address if _is_cluster(address) else None


def _is_cluster(address: str) -> bool:
    """Whether something at an address speaks as a cluster's head does; a dashboard, for example, does not."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or len(port) > _PORT_DIGITS:
        return False
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=_REACH_SECONDS) as connection:
            if os.environ.get("RAY_USE_TLS", "0").lower() in ("1", "true"):
                return True  # it waits for a handshake that is Ray's to make
            connection.sendall(_GREETING)
            heard = b""
            while len(heard) < _FRAME_HEAD and (more := connection.recv(_FRAME_HEAD - len(heard))):
                heard += more
    except (OSError, OverflowError):
        return False
    return len(heard) == _FRAME_HEAD and heard[_TYPE_AT] == _SETTINGS


def _init(**options: Any) -> None:
    try:
        ray.init(log_to_driver=False, logging_level=logging.ERROR, **options)
    except BaseException:
        ray.shutdown()  # what it had begun
        raise


def live_nodes() -> list[Node]:
    """The nodes that are alive now, sorted by id."""
    return sorted(
        Node(
            id=node["NodeID"],
            name=f"node {node['NodeManagerHostname']} ({node['NodeManagerAddress']}, {node['NodeID'][:8]})",
            cpus=int(node["Resources"].get("CPU", 0)),
        )
        for node in _nodes()
        if node["Alive"]
    )


def disconnect() -> None:
    """End the connection, and with it a cluster that was started for it."""
    ray.shutdown()


def _to_our_log(data: dict[str, Any], *_: object, **__: object) -> None:
    log.debug("Ray: %s", data.get("lines"))
