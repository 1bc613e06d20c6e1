"""Number multiplication: the exact product of two to four signed integers.

Rules: the answer is one integer; thousands separators and a leading equals sign do no harm, anything else
does. The official checker looks for the target anywhere in the answer, so that a longer number passes;
this one compares integers.

Levels: digits of the factors. Level 2 has the three official shapes, level 3 and 4 the lengths of the
official ablation, level 5 goes beyond. The smallest level has over a hundred thousand questions.

Provenance: SymBench (CodeSteer), `number_multiply/digit_*/sample_*/` with `input_value_list.txt` and
`target_answer.txt`. All stored products are right; the released questions name no form of the answer.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict, replace

from r1ci_bench.answers import IntegerForm, excerpt
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask
from r1ci_symbench.official import bad_data, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample


class NumberMultiplyLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a product.

    Attributes:
        digits: The shapes that a question may have: for each factor, how many digits it has.
    """

    digits: tuple[tuple[int, ...], ...]


class NumberMultiply(SymBenchTask[NumberMultiplyLevel, int]):
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
    form = IntegerForm()
    unique_answer = True
    folder = "number_multiply"
    pattern = "input_value_list.txt"

    def generate(self, rng: Rng, level: NumberMultiplyLevel) -> Sample:
        """Draw factors of the level's digits with random signs; 0 and plus or minus 1 do not occur."""
        factors = []
        for digits in rng.choice(level.digits):
            size = rng.between(max(2, 10 ** (digits - 1)), 10**digits - 1)
            factors.append(-size if rng.chance(1, 2) else size)
        return self.sample({"factors": factors}, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """Show the product."""
        listed = " * ".join(f"({factor})" if factor < 0 else str(factor) for factor in data["factors"])
        return (
            f"Compute this product exactly:\n{listed}\n\n"
            "Give only the product: one integer in decimal digits, with a minus sign in front if it is "
            "negative. For the product 3 * (-4), for example, the answer would be <<<-12>>>."
        )

    def fault(self, data: dict[str, Any], value: int) -> str:
        """The integer must be equal to the product."""
        return "" if value == prod(data["factors"]) else "it is not the product of the factors"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Multiply."""
        return program(solve, sample.data, imports=("from math import prod",))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Numbers that contain the product, which the released checker accepts, and the factors."""
        yield from super().mutations(sample, answer)
        factors = sample.data["factors"]
        sign = "-" if answer.startswith("-") else ""
        yield "digit in front", f"{sign}1{answer.removeprefix('-')}"
        yield "two numbers", f"{answer} or 1"
        yield "scientific", f"{answer[:-1]}e1"
        if len(factors) > 1:
            yield "echo", " * ".join(map(str, factors))
            yield "one factor missing", str(prod(factors[1:]))

    def items(self, file: Path) -> Iterator[tuple[Item, dict[str, Any]]]:
        """Read one sample; its question and its product are in files of their own."""
        asked = file.with_name("input_prompt_1.txt")
        question = read_text(asked).strip() if asked.is_file() else None
        target = read_text(file.with_name("target_answer.txt")).strip()
        for item, place in super().items(file):
            if target != item.stored:
                raise bad_data(file, f"target_answer.txt says {excerpt(target)}, which is not the product")
            yield replace(item, question=question), place

    def item(self, record: Any, question: str) -> Item:
        """Read the factors; `items` holds the stored product against them."""
        if not isinstance(record, list) or not record or not all(type(factor) is int for factor in record):
            raise ValueError("it is not a list of integers")
        return Item(data={"factors": record}, stored=str(prod(record)))


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(prod(data["factors"]))
