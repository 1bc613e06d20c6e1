"""Does reading a reply stay linear on hostile text?

Each pattern is grown to 1, 2 and 4 MB and read; printed are the times and how they grow with each doubling.
Linear time doubles (about 2); quadratic time would grow fourfold. Processor time is
taken, so that other work on the machine disturbs little.

Run: `python benchmarks/protocol_hostile_text.py`
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

from r1ci_bench.protocol import code_blocks, read_output, read_reply

if TYPE_CHECKING:
    from collections.abc import Callable

MB = 1 << 20

# A pattern is (what comes first, what is repeated, what comes last).
PATTERNS: dict[str, tuple[str, str, str]] = {
    "backticks": ("", "`", ""),
    "tildes": ("", "~", ""),
    "less-than signs": ("", "<", ""),
    "greater-than signs": ("", ">", ""),
    "open, then greater-than signs": ("<<<", ">", ""),
    "markers": ("", "<<<x>>>", ""),
    "empty markers": ("", "<<<>>>", ""),
    "open markers": ("", "<<<x", ""),
    "one marker around everything": ("<<<", "x\n", ">>>"),
    "opening fences": ("", "```python\n", ""),
    "other opening fences": ("", "~~~\n```\n", ""),
    "blocks": ("", "```python\n\n```\n", ""),
    "blocks inside one marker": ("<<<", "\n```\nx\n```\n", ">>>"),
    "shorter fences inside one block": ("`````python\n", "```\n````\n", ""),
    "fences of growing use": ("`" * 1000 + "\n", "`" * 999 + "\n", ""),
    "fences with backticks behind": ("", "``` `\n", ""),
    "fences after text": ("", "x ```python\n```\n", ""),
    "fences after one long line": ("", "x ```python ", "\n"),
    "fences that end with a lone return": ("", "` x ```python\r", ""),
    "lists": ("", "- ```\n", ""),
    "list markers without a fence": ("", "1. ", "\n"),
    "newlines": ("", "\n", ""),
    "carriage returns": ("", "\r", ""),
    "newlines in a block": ("```python\n", "\n", "x\n```"),
    "blanks": ("", " ", "```"),
    "indented newlines in a block": ("    ```python\n", "    x\n", "    ```"),
    "boxes": ("", "\\boxed{", ""),
    "closed boxes": ("", "\\boxed{x}", ""),
    "boxes without a brace": ("", "\\boxed ", ""),
    "nested boxes": ("", "\\boxed{", "}" * MB),
    "empty boxes": ("", "\\boxed{ }", ""),
    "backslashes": ("", "\\", ""),
    "opening thinking tags": ("", "<think>", ""),
    "opening thinking tags within a line": ("x ", "<think> ", ""),
    "thinking": ("", "<think>x</think>", ""),
    "thinking closed under another name": ("x", "<think></thinking>", "</think>"),
    "closing thinking tags": ("", "</think>", ""),
    "closing thinking tags in blocks": ("", "```\n</think>\n", ""),
    "almost the feedback": ("", "\n Code Execution Results", ""),
    "lone surrogates": ("", "\ud800", ""),
}


def grown(pattern: tuple[str, str, str], size: int) -> str:
    first, repeated, last = pattern
    return first + repeated * (size // len(repeated)) + last


def seconds(work: Callable[[str], object], text: str, rounds: int) -> float:
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work(text)
        best = min(best, time.process_time() - start)
    return best


def read_everything(text: str) -> None:
    read_reply(text)
    read_reply(text, code_allowed=False)
    code_blocks(text)
    read_output(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", type=float, default=1.0, help="smallest text in MB (default: 1)")
    parser.add_argument(
        "--rounds", type=int, default=3, help="the fastest of so many rounds counts (default: 3)"
    )
    options = parser.parse_args()
    base = int(options.size * MB)
    print(f"{'pattern':38} {'1x s':>8} {'2x s':>8} {'4x s':>8}   growth per doubling")
    worst = 0.0
    for name, pattern in PATTERNS.items():
        once, twice, four = (
            seconds(read_everything, grown(pattern, base * factor), options.rounds) for factor in (1, 2, 4)
        )
        worst = max(worst, four / twice)
        print(f"{name:38} {once:8.3f} {twice:8.3f} {four:8.3f}   {twice / once:.2f} {four / twice:.2f}")
    print(f"worst growth of the second doubling: {worst:.2f}")


if __name__ == "__main__":
    main()
