"""The conformance corpus of the protocol, read from its data files."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

CORPUS = Path(__file__).parent / "corpus"


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One reply and everything that the protocol must make of it; what is left out must not be there."""

    name: str
    why: str = ""
    text: str
    truncated: bool = False
    languages: tuple[str, ...] = ("python",)
    code_allowed: bool = True
    action: Literal["run_code", "answer", "none"]
    kept: str | None = None  # None: all of it
    code: str | None = None
    language: str = "python"
    answer: str | None = None
    source: Literal["marker", "boxed"] = "marker"
    thinking_chars: int = 0
    notes: tuple[str, ...] = ()


class Output(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One program output and the answer in it."""

    name: str
    stdout: str
    answer: str | None = None
    source: Literal["marker", "stdout"] | None = None


def _read(table: str) -> list[Any]:
    return [
        entry
        for path in sorted(CORPUS.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get(table, [])
    ]


def cases() -> list[Case]:
    """Every reply of the corpus."""
    return msgspec.convert(_read("case"), list[Case])


def outputs() -> list[Output]:
    """Every program output of the corpus."""
    return msgspec.convert(_read("output"), list[Output])
