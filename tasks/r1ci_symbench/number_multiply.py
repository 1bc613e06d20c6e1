"""Number multiplication: the exact product of two to four signed integers.

Rules: the answer is one integer; thousands separators and a leading equals sign do no harm, anything else
does. The official checker looks for the target anywhere in the answer, so that a longer number passes;
this one compares integers.

Levels: digits of the factors. Level 2 has the three official shapes, level 3 and 4 the lengths of the
official ablation, level 5 goes beyond. The smallest level has over a hundred thousand questions.

Provenance: SymBench (CodeSteer), `number_multiply/digit_*/sample_*/` with `input_value_list.txt` and
`target_answer.txt`; the question is in our own words.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import AnswerError, excerpt, read_integer
from r1ci_bench.task import STRICT, Level, LoadOptions, Sample, Task, Verdict
from r1ci_symbench.official import bad_data, official_files, read_json, read_text
from r1ci_symbench.programs import program

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from r1ci_bench.rng import Rng


class NumberMultiplyLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a product.

    Attributes:
        digits: The shapes that a question may have: for each factor, how many digits it has.
    """

    digits: tuple[tuple[int, ...], ...]


class NumberMultiply(Task[NumberMultiplyLevel]):
    """Multiply signed integers."""

    id = "symbench/number_multiply"
    version = "1"
    levels = (
        NumberMultiplyLevel(digits=((2, 3),)),
        NumberMultiplyLevel(digits=((1, 2, 4), (1, 3, 4), (1, 2, 2, 4))),
        NumberMultiplyLevel(digits=((4, 4), (8, 8))),
        NumberMultiplyLevel(digits=((12, 12), (16, 16), (20, 20))),
        NumberMultiplyLevel(digits=((30, 30), (20, 20, 20))),
    )

    def generate(self, rng: Rng, level: NumberMultiplyLevel) -> Sample:
        """Draw factors of the level's digits with random signs; 0 and plus or minus 1 do not occur."""
        factors = []
        for digits in rng.choice(level.digits):
            size = rng.between(max(2, 10 ** (digits - 1)), 10**digits - 1)
            factors.append(-size if rng.chance(1, 2) else size)
        return _sample(factors, {"generator": self.id, "knobs": asdict(level)})

    def load(self, source: Path, options: LoadOptions = STRICT) -> Iterator[Sample]:
        """Read the factors of every sample; the stored product must agree with them."""
        for file, name in official_files(source, "number_multiply", "input_value_list.txt"):
            factors = read_json(file)
            if (
                not isinstance(factors, list)
                or not all(type(factor) is int for factor in factors)
                or not factors
            ):
                raise bad_data(file, "it is not a list of integers")
            target = read_text(file.with_name("target_answer.txt")).strip()
            if target != str(prod(factors)):
                raise bad_data(file, f"target_answer.txt says {excerpt(target)}, which is not the product")
            yield _sample(factors, {"data": "symbench", "file": name})

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """The integer must be equal to the product."""
        try:
            value = read_integer(answer)
        except AnswerError as error:
            return Verdict.wrong(str(error))
        if value != prod(sample.data["factors"]):
            return Verdict.wrong("it is not the product of the factors", parsed=str(value))
        return Verdict.correct(str(value))

    def answer(self, sample: Sample) -> str:
        """What the reference program prints."""
        return solve(sample.data)

    def reference(self, sample: Sample) -> str:
        """Multiply."""
        return program(solve, sample.data, imports=("from math import prod",))


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(prod(data["factors"]))


def _sample(factors: list[int], provenance: dict[str, Any]) -> Sample:
    listed = " * ".join(f"({factor})" if factor < 0 else str(factor) for factor in factors)
    question = (
        f"Compute this product exactly:\n{listed}\n\n"
        "Give only the product: one integer in decimal digits, with a minus sign in front if it is negative. "
        "For the product 3 * (-4), for example, the answer would be <<<-12>>>."
    )
    return Sample(question=question, data={"factors": factors}, provenance=provenance)
