"""Prime factorization: a number as a product of primes.

Levels: larger numbers. Reasoning-Gym's curriculum ends at 10,000, which our third level reaches.

Labels: every stored answer is compared with factors of ours. Primes are not asked: their factorization is the
printed number. The order of factors and the sign between them do not matter, and powers may be written;
Reasoning-Gym's checker knows `\u00d7` only, fails on any other text, and gives half a point to factors that
are not prime.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap, without_brackets
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

Factors = list[int]

_MOST_CHARS = 600
_MOST_FACTORS = 200
_NUMBER = re.compile(r"factorization of ([0-9]+)\.")
_SUPERSCRIPTS = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079", "0123456789")
_SUPERSCRIPT = re.compile("[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+")
_POWER = r"([0-9]{1,20})(?: ?(?:\^|\*\*) ?(?:\{ ?([0-9]{1,2}) ?\}|\(([0-9]{1,2})\)|([0-9]{1,2})))?"
_FACTOR = re.compile(rf"(?:\( ?{_POWER} ?\)|{_POWER})")
_TIMES = re.compile(r" ?(?:\\times|\\cdot|[*\u2022\u2219\u2a2f\u2715]|[xX]|,|;) ?| |(?<=\))(?=\()")
_LAYOUT = re.compile(r"\\(?:left|right)(?![A-Za-z])|\\[,;: ]")


@dataclass(frozen=True)
class FactorsForm(Form[Factors]):
    r"""A product of whole numbers: `2 \times 2 \times 3`, `2^2 * 3`, `[2, 2, 3]`, `12 = 2 x 2 x 3`."""

    def read(self, text: str) -> Factors:
        """Read the factors, sorted, each as often as it occurs."""
        text = unwrap(text)
        if len(text) > _MOST_CHARS:
            raise AnswerError(f"a product of more than {_MOST_CHARS} characters")
        text = _SUPERSCRIPT.sub(lambda found: f"^{found[0].translate(_SUPERSCRIPTS)}", _LAYOUT.sub(" ", text))
        sides = [_factors(side) for side in text.removeprefix("=").split("=")]
        if any(math.prod(side) != math.prod(sides[-1]) for side in sides):
            raise AnswerError("what stands beside the equals sign is another number")
        # Behind `3 x 3 x 5 = 45` the number stands once more.
        return sides[-2] if len(sides) > 1 and len(sides[-1]) == 1 else sides[-1]

    def write(self, value: Factors) -> str:
        """Write a product as the question does."""
        return " \u00d7 ".join(map(str, value))

    def renderings(self, value: Factors) -> Iterator[str]:
        """With other signs, in another order, with powers, as a list."""
        texts = [str(factor) for factor in value]
        for sign in (" * ", "*", " x ", " \\times ", " \\cdot ", "\u00d7", ", ", " \u00b7 "):
            yield sign.join(texts)
        yield " \u00d7 ".join(reversed(texts))
        yield from (f"{math.prod(value)} = {self.write(value)}", f"{self.write(value)} = {math.prod(value)}")
        yield f"[{', '.join(texts)}]"
        powers = sorted({factor: value.count(factor) for factor in value}.items())
        for power in ("{}^{}", "{}^{{{}}}", "{}**{}", "({}^{})"):
            parts = [power.format(*pair) if pair[1] > 1 else str(pair[0]) for pair in powers]
            yield " * ".join(parts) if "**" not in power else " \u00d7 ".join(parts)
            yield "$" + " \\cdot ".join(parts) + "$"

    def mutations(self, value: Factors) -> Iterator[tuple[str, str]]:
        """Factors missing, twice, changed or not prime."""
        product = math.prod(value)
        yield "not factorized", str(product)
        yield "one is no prime", f"1 \u00d7 {self.write(value)}"
        yield "missing part", self.write(value[1:])
        yield "missing part", self.write(value[:-1])
        yield "extra part", self.write([*value, value[-1]])
        yield "off by one", self.write([*value[:-1], value[-1] + 1])
        yield "sum for product", " + ".join(map(str, value))
        yield "signs", self.write([-value[0], *value[1:]])
        yield "wrong type", "true"
        if len(value) > 2:
            yield "a factor that is not prime", self.write([value[0] * value[1], *value[2:]])
        if len(set(value)) < len(value):
            yield "each prime once", self.write(sorted(set(value)))


def _factors(text: str) -> Factors:
    text = " ".join(without_brackets(unwrap(unwrap(text).removesuffix("."))).split())
    found: Factors = []
    place = 0
    while place < len(text):
        factor = _FACTOR.match(text, place)
        if not factor:
            raise AnswerError(f"cannot read a factor at {excerpt(text[place:])}")
        numbers = [int(part) for part in factor.groups() if part is not None]
        times = numbers[1] if len(numbers) > 1 else 1
        if not times:
            raise AnswerError("a factor has the power 0")
        found += numbers[:1] * times
        place = factor.end()
        sign = _TIMES.match(text, place)
        if place < len(text) and (not sign or sign.end() == len(text)):
            raise AnswerError(f"cannot read the product at {excerpt(text[place:])}")
        place = sign.end() if sign else place
    if not 0 < len(found) <= _MOST_FACTORS:
        raise AnswerError(f"there is no factor, or more than {_MOST_FACTORS}")
    return sorted(found)


class PrimeFactorization(ReasoningGymTask[Factors]):
    """Products of primes."""

    id = "reasoning-gym/prime_factorization"
    version = "1"
    name = "prime_factorization"
    levels = ladder(
        {"min_value": 13, "max_value": 1_200},
        {"min_value": 1_000, "max_value": 5_000},
        {"min_value": 5_000, "max_value": 50_000},
        {"min_value": 500_000, "max_value": 5_000_000},
        {"min_value": 100_000_000, "max_value": 1_000_000_000},
    )
    form = FactorsForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The number."""
        found = _NUMBER.search(entry.question)
        if not found or int(found[1]) <= 12:
            return None
        data = {"number": int(found[1])}
        factors = prime_factors(data["number"])
        return data if len(factors) > 1 and entry.answer == self.form.write(factors) else None

    def advice(self, data: dict[str, Any]) -> str:
        """Any order, any sign, powers or not."""
        number, factors = (45, "3 \u00d7 3 \u00d7 5") if data["number"] != 45 else (50, "2 \u00d7 5 \u00d7 5")
        return (
            "Give all prime factors, each as often as it divides the number, in any order; powers such as "
            "3^2 and other signs of multiplication count as well. For "
            f"{number}, for example, the answer would be <<<{factors}>>>."
        )

    def fault(self, data: dict[str, Any], value: Factors) -> str:
        """One list of primes is right."""
        if math.prod(value) != data["number"]:
            return "the product of the factors is another number"
        return "" if value == prime_factors(data["number"]) else "a factor is not prime"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Divide by every number up to the root of what is left."""
        return program(solve, sample.data, helpers=(prime_factors,))


def prime_factors(number: int) -> list[int]:
    """The prime factors of a number from 2, in ascending order."""
    found = []
    divisor = 2
    while divisor * divisor <= number:
        while number % divisor == 0:
            found.append(divisor)
            number //= divisor
        divisor += 1 if divisor == 2 else 2
    return found + [number] * (number > 1)


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return " \u00d7 ".join(map(str, prime_factors(data["number"])))
