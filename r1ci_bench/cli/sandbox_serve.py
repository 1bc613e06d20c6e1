"""`r1ci-bench sandbox serve`."""

from __future__ import annotations

import asyncio
import logging
import math
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from r1ci_bench.cli.app import Session, pass_session
from r1ci_bench.errors import SandboxFault, SetupError, UsageError
from r1ci_bench.run.sandboxes import find_sandbox, make_sandbox

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from r1ci_bench.sandbox import Sandbox
    from r1ci_bench.sandbox.service.core import Service, ServiceOptions

_MIB = 1 << 20
_SESSION_CALLS = 8
_MOST_CONNECTIONS = 10_000
_EPILOG = """\b
Examples:
  r1ci-bench sandbox serve
  R1CI_SANDBOX_TOKEN=... r1ci-bench sandbox serve --host 0.0.0.0 --token-env R1CI_SANDBOX_TOKEN
  r1ci-bench sandbox serve --workers 8 --queue 256 --max-seconds 120 --preload networkx

SIGTERM or Ctrl-C once: no new call is taken, those that run may finish. Twice: they are given up.
"""

_MOST_DRAIN_SECONDS = 86_400
_MOST_IDLE_SECONDS = 7 * 86_400

_positive = click.IntRange(min=1)


class _Seconds(click.FloatRange):
    """A range that holds neither infinity nor what is no number, which compares with nothing."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it."""
        seconds: float = super().convert(value, param, ctx)
        if math.isnan(seconds):
            self.fail(f"{value} is no time.", param, ctx)
        return seconds


@click.command("serve", epilog=_EPILOG)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port",
    default=8080,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port; 0 for a free one, which is printed.",
)
@click.option("--workers", type=_positive, help="Pieces of code that run at the same time [default: cores].")
@click.option(
    "--queue", default=64, show_default=True, type=click.IntRange(min=0), help="How many more may wait."
)
@click.option(
    "--token-env", metavar="NAME", help="Environment variable with the token that callers must show."
)
@click.option("--sandbox", default="jail", show_default=True, help="Where code runs.")
@click.option(
    "--max-seconds",
    default=60.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Wall time, and processor time, of a call at the most.",
)
@click.option(
    "--max-memory-mib", default=2048, show_default=True, type=click.IntRange(min=16), help="Memory of a call."
)
@click.option(
    "--max-scratch-mib", default=64, show_default=True, type=_positive, help="Scratch space of a call."
)
@click.option(
    "--max-output-kib",
    default=1024,
    show_default=True,
    type=_positive,
    help="How much of stdout, and of stderr, may be kept.",
)
@click.option(
    "--max-processes", default=64, show_default=True, type=_positive, help="Processes and threads of a call."
)
@click.option("--max-body-mib", default=8, show_default=True, type=_positive, help="The longest request.")
@click.option(
    "--preload",
    multiple=True,
    metavar="MODULE",
    help="Further module that calls may have preloaded, beside numpy and sympy; repeatable.",
)
@click.option(
    "--sessions", default=64, show_default=True, type=_positive, help="Sessions with state at the same time."
)
@click.option(
    "--session-idle-seconds",
    default=900.0,
    show_default=True,
    type=_Seconds(1, _MOST_IDLE_SECONDS),
    help="A session without a call for so long is ended.",
)
@click.option(
    "--drain-seconds",
    default=30.0,
    show_default=True,
    type=_Seconds(0, _MOST_DRAIN_SECONDS),
    help="How long calls may go on once the service is told to end.",
)
@click.option("--quiet", is_flag=True, help="No line for each request.")
@pass_session
def command(
    session: Session,
    host: str,
    port: int,
    workers: int | None,
    queue: int,
    token_env: str | None,
    sandbox: str,
    max_seconds: float,
    max_memory_mib: int,
    max_scratch_mib: int,
    max_output_kib: int,
    max_processes: int,
    max_body_mib: int,
    preload: tuple[str, ...],
    sessions: int,
    session_idle_seconds: float,
    drain_seconds: float,
    quiet: bool,
) -> None:
    """Serve the sandbox over HTTP: SandboxFusion's /run_code, and what --sandbox http://HOST:PORT asks."""
    _need_extra()
    from r1ci_bench.sandbox import Policy
    from r1ci_bench.sandbox.languages.known import LANGUAGES
    from r1ci_bench.sandbox.requests import check_policy
    from r1ci_bench.sandbox.service.core import ServiceOptions
    from r1ci_bench.sandbox.service.server import bind

    ceiling = Policy(
        wall_seconds=max_seconds,
        cpu_seconds=max_seconds,
        memory_bytes=max_memory_mib * _MIB,
        processes=max_processes,
        scratch_bytes=max_scratch_mib * _MIB,
        output_bytes=max_output_kib << 10,
        preload=tuple(dict.fromkeys(("numpy", "sympy", *preload))),
        languages=LANGUAGES,
        session_wall_seconds=max_seconds * _SESSION_CALLS,
        session_cpu_seconds=max_seconds * _SESSION_CALLS,
    )
    check_policy(ceiling)
    places = workers or len(os.sched_getaffinity(0))
    options = ServiceOptions(
        workers=places,
        queue=queue,
        ceiling=ceiling,
        sessions=sessions,
        session_idle_seconds=session_idle_seconds,
        body_bytes=max_body_mib * _MIB,
        connections=_connections(),
        drain_seconds=drain_seconds,
        token=_token(token_env) if token_env is not None else None,
    )
    if "://" in sandbox:
        raise UsageError("a service cannot serve another one", hint="ask that one itself")
    isolates = find_sandbox(sandbox, session.plugins).descriptor.isolated
    with bind(host, port, token=options.token is not None) as listener:
        # One place more than calls may have: health is looked after while all of them are taken.
        place = make_sandbox(sandbox, session.plugins, concurrency=places + 1)
        _log_to_stderr(quiet=quiet)
        asyncio.run(_serve(place, options, listener, isolates=isolates))


async def _serve(
    sandbox: Sandbox, options: ServiceOptions, listener: socket.socket, *, isolates: bool
) -> None:
    from contextlib import ExitStack

    from r1ci_bench.sandbox.service.core import Service
    from r1ci_bench.sandbox.service.server import on_signals, serve, url_of

    url = url_of(listener)
    with ExitStack() as signals:
        try:
            service = Service(sandbox, options, isolated=isolates and sandbox.isolated)
            await _started(service)
            info = service.info()

            def ready(stop: Callable[[], None]) -> None:
                signals.enter_context(on_signals(stop))
                if not info.isolated:
                    click.secho("warning: code is NOT isolated", fg="yellow", err=True)
                click.echo(
                    f"serving {', '.join(info.languages)} at {url} "
                    f"({options.workers} workers, {options.queue} may wait)",
                    err=True,
                )

            await serve(service, listener, ready=ready)
        finally:
            await sandbox.aclose()
    click.echo("ended", err=True)


async def _started(service: Service) -> None:
    try:
        await service.start()
    except SandboxFault as fault:
        raise SetupError(
            f"no program runs in this sandbox: {fault.message}",
            hint=fault.hint or "see what r1ci-bench doctor says; modules of --preload must be installed",
        ) from fault


def _connections() -> int:
    """As many as there are descriptors for, with some left for the sandbox."""
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MOST_CONNECTIONS if soft == resource.RLIM_INFINITY else max(8, min(soft // 2, _MOST_CONNECTIONS))


def _token(name: str) -> str:
    if not name.isidentifier():
        raise UsageError(
            "--token-env holds no name of an environment variable",  # not repeated: it may be the token
            hint="it wants the name of the variable that holds the token, for example R1CI_SANDBOX_TOKEN",
        )
    # Taken out of the environment, so that no process that is started from here inherits it.
    token = os.environ.pop(name, "").strip()
    if not token:
        raise SetupError(
            f"the environment variable {name} holds no token",
            hint=f"set it, for example: export {name}=$(openssl rand -hex 32)",
        )
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise SetupError(f"{name} holds no token: it must be printable ASCII without blanks")
    return token


def _need_extra() -> None:
    from importlib.util import find_spec

    lacking = [name for name in ("starlette", "uvicorn", "prometheus_client") if find_spec(name) is None]
    if lacking:
        raise SetupError(
            f"serving needs {', '.join(lacking)}, not installed here", hint='pip install "r1ci-bench[serve]"'
        )


def _log_to_stderr(*, quiet: bool) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    # What strangers send that is no HTTP is no business of an operator, and can be sent without end.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    ours = logging.getLogger("r1ci_bench.sandbox.service")
    ours.addHandler(handler)
    ours.propagate = False
    ours.setLevel(logging.WARNING if quiet else logging.INFO)
