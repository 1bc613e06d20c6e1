"""What listens at an address is not always a cluster, and Ray itself takes minutes to notice."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from r1ci_bench.errors import SetupError
from r1ci_ray.cluster import connect

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def service(says: bytes) -> Iterator[str]:
    """The address of something that listens, says its piece to whoever calls, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    with caller:
                        caller.recv(100)
                        caller.sendall(says)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\0\0\0"])
def test_another_service_is_not_taken_for_a_cluster(says: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    # A dashboard's port is easily named by mistake, and Ray would wait for it for minutes.
    with service(says) as address:
        monkeypatch.setenv("RAY_ADDRESS", address)
        with pytest.raises(SetupError, match="no Ray cluster can be reached at"):
            connect()


def test_a_service_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("r1ci_ray.cluster._REACH_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:  # its backlog takes the caller in
        monkeypatch.setenv("RAY_ADDRESS", f"127.0.0.1:{server.getsockname()[1]}")
        with pytest.raises(SetupError, match="no Ray cluster can be reached at"):
            connect()
