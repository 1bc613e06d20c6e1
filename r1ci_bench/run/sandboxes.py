"""Which sandbox is meant: an id, or the URL of one that is elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from r1ci_bench.errors import R1ciError, SetupError, UsageError
from r1ci_bench.plugins import describe
from r1ci_bench.sandbox.policy import Sandbox, SandboxOptions

if TYPE_CHECKING:
    from r1ci_bench.descriptors import SandboxDescriptor
    from r1ci_bench.plugins import Plugins, Registered


def find_sandbox(text: str, plugins: Plugins) -> Registered[SandboxDescriptor]:
    """Look up what `--sandbox` names.

    Args:
        text: An id such as `jail`, or a URL such as `http://127.0.0.1:8080`.
        plugins: Everything that is registered.

    Raises:
        UsageError: if there is no such id, or no sandbox for such URLs.
    """
    scheme, is_url, _ = text.partition("://")
    if not is_url:
        return plugins.sandboxes.get(text)
    fitting = [item for item in plugins.sandboxes if scheme.lower() in item.descriptor.schemes]
    if not fitting:
        known = sorted({scheme for item in plugins.sandboxes for scheme in item.descriptor.schemes})
        raise UsageError(
            f"no sandbox is reached by {scheme!r} URLs", hint=f"known: {', '.join(known) or 'none'}"
        )
    if len(fitting) > 1:
        names = " and ".join(item.descriptor.id for item in fitting)
        raise UsageError(
            f"the sandboxes {names} both claim {scheme!r} URLs", hint="uninstall one of their plugins"
        )
    return fitting[0]


def make_sandbox(text: str, plugins: Plugins, *, concurrency: int | None = None) -> Sandbox:
    """Make the sandbox that `--sandbox` names. Nothing runs in it yet.

    Args:
        text: An id or a URL.
        plugins: Everything that is registered.
        concurrency: How many pieces of code may run at the same time; None to leave it to the sandbox.

    Raises:
        UsageError: if there is no such sandbox, or it needs to be told where it is.
        SetupError: if it cannot be loaded or set up here.
    """
    item = find_sandbox(text, plugins)
    factory = plugins.sandboxes.load(item.descriptor.id)
    location = text if "://" in text else None
    whose, author = f"sandbox {item.descriptor.id!r} of {item.origin}", "report this to the plugin's author"
    try:
        made = factory(SandboxOptions(concurrency=concurrency, location=location))
    except R1ciError:
        raise
    except Exception as error:
        raise SetupError(f"{whose} cannot be set up: {describe(error)}", hint=author) from error
    if not isinstance(made, Sandbox):
        raise SetupError(f"{whose} made a {type(made).__name__}, not a Sandbox", hint=author)
    return made
