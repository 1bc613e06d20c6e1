"""GSM-Hard: grade-school word problems in which one number was replaced by a large one.

Rules: a problem in words, and one number that is right. Where the number is whole, only that number is right,
to the last digit; other numbers may be rounded. The task generates nothing, and has no levels.

Provenance: GSM-Hard by Gao and others, used by SymBench (CodeSteer), `gsmhardv2.jsonl`, with 1319 problems.
The key is what the stored solution program returns. Since nobody asked whether the new number makes sense,
many problems are absurd: 146 keys are negative (`provenance["absurd"]`), 303 are not whole, not even where
people are counted, and the sensible answer that there is no such number is wrong. The advice says so. Small
keys are stored to ten decimal places, which the verifier allows for.
"""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers.mathematics import MathematicsForm
from r1ci_bench.task import STRICT
from r1ci_symbench.keyed import KeyedTask
from r1ci_symbench.official import bad_data, official_files, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from r1ci_bench.task import LoadOptions, Sample

_FILE = "gsmhardv2.jsonl"
_EXACT = 2**53


class Gsm(KeyedTask):
    """Solve a word problem with large numbers."""

    id = "symbench/gsm"
    version = "1"
    form = MathematicsForm(relative=Fraction(1, 10**9), absolute=Fraction(1, 2 * 10**10))
    advice = (
        "Compute with the numbers as they are, even where the result makes little sense in the story: it may "
        "be negative, or not whole where things are counted. Give one number, without words. Do not round a "
        "result to a whole number; if it is not whole, give it exactly, or as a decimal number with at least "
        "six significant digits. For another problem, the answer could be {}."
    )
    examples = ("-1048.75", "2096.25")

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Read the problems; both dialects ask the same."""
        file = source / _FILE if source.is_dir() else source
        file = official_files(file if file.is_file() else source, ".", _FILE)[0][0]
        seen: set[str] = set()
        for line, text in enumerate(read_text(file).splitlines(), 1):
            try:
                data, notes = _read(json.loads(text))
                yield self.item(data, {"file": file.name, "line": line, **notes}, seen)
            except (KeyError, TypeError, ValueError, RecursionError) as error:
                raise bad_data(file, f"line {line}: {type(error).__name__}: {error}") from error

    def reference(self, sample: Sample) -> str:
        """The solution program of the data set, made to print its result; it runs in a sandbox only."""
        return f"{sample.data['program'].strip()}\n\n\nprint(solution())\n"


def _read(record: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    problem, program, target = record["input"], record["code"], record["target"]
    if not (isinstance(problem, str) and isinstance(program, str)):
        raise TypeError("'input' and 'code' are texts")
    if "def solution(" not in program:
        raise ValueError("'code' defines no solution()")
    notes = {"absurd": True} if target < 0 else {}
    return {"problem": problem, "key": written(target), "program": program}, notes


def written(target: float) -> str:
    """A stored target as an answer: without decimal point where it is whole and stored exactly.

    Raises:
        TypeError: if it is no number.
        ValueError: if it is not finite.
    """
    if type(target) not in (int, float):
        raise TypeError("'target' is a number")
    if not math.isfinite(target):
        raise ValueError("'target' is finite")
    if abs(target) < _EXACT and target == int(target):
        return str(int(target))
    return repr(float(target))
