"""Sums of printed numbers, as `chain_sum` and `decimal_chain_sum` ask for."""

from __future__ import annotations

import re

_SUM = re.compile(r"problem: ([0-9.]+(?: [+-] [0-9.]+)*) =")


def printed_terms(question: str) -> list[str]:
    """The terms of the sum that a question prints, each with its sign; none where it prints no sum."""
    found = _SUM.search(question)
    if not found:
        return []
    first, *others = found[1].split(" ")
    return [
        first,
        *(sign.strip("+") + number for sign, number in zip(others[::2], others[1::2], strict=True)),
    ]


def shown(terms: list[str]) -> str:
    """Signed terms as a sum."""
    return terms[0] + "".join(
        f" - {term[1:]}" if term.startswith("-") else f" + {term}" for term in terms[1:]
    )
