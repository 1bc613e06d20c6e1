"""Where things are kept that can be fetched or asked for again."""

from __future__ import annotations

import os
from pathlib import Path

from r1ci_bench.errors import UsageError

CACHE_VARIABLE = "R1CI_CACHE_DIR"


def cache_dir() -> Path:
    """The root of the cache: `$R1CI_CACHE_DIR`, else the user's cache directory of this platform.

    Returns:
        An absolute path, which need not exist yet.

    Raises:
        UsageError: if the variable is set and names no directory.
    """
    named = os.environ.get(CACHE_VARIABLE)
    if named is None:
        from platformdirs import user_cache_path

        # No author: on Windows it would put a folder of that name above ours.
        return user_cache_path("r1ci-bench", appauthor=False)
    hint = f"{CACHE_VARIABLE}=DIR names a directory; without it the cache is in its usual place"
    if not named.strip() or "\0" in named:
        raise UsageError(f"{CACHE_VARIABLE} is set, but names no directory", hint=hint)
    try:
        folder = Path(named).expanduser().absolute()
    except RuntimeError as error:  # the home directory of an unknown user
        raise UsageError(f"{CACHE_VARIABLE}={named}: {error}", hint=hint) from error
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{CACHE_VARIABLE}={named} is not a directory", hint=hint)
    return folder
