"""Where programs and their libraries lie that the code may see, beside the interpreter's own."""

from __future__ import annotations

import os

SYSTEM_FOLDERS = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/nix/store", "/gnu/store")

SEARCH_PATH = os.pathsep.join(("/usr/local/bin", "/usr/bin", "/bin"))
"""Where the programs of languages are looked for."""
