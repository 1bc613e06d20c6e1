"""Units behind numbers: known ones are compared and converted, other words are only noted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from r1ci_bench.answers.text import AnswerError, excerpt


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement.

    Attributes:
        dimension: Base quantities with their powers, sorted: square metres are `(("length", 2),)`.
        factor: Its size in basic units; None for `units`, whose size nobody knows.
    """

    dimension: tuple[tuple[str, int], ...]
    factor: Fraction | None


_INCH = Fraction(254, 10_000)
_KNOWN: dict[str, tuple[str, Fraction | None]] = {}
for _names, _quantity, _size in (
    ("mm millimeter millimeters millimetre millimetres", "length", Fraction(1, 1000)),
    ("cm centimeter centimeters centimetre centimetres", "length", Fraction(1, 100)),
    ("m meter meters metre metres", "length", Fraction(1)),
    ("km kilometer kilometers kilometre kilometres", "length", Fraction(1000)),
    ("in inch inches", "length", _INCH),
    ("ft foot feet", "length", 12 * _INCH),
    ("yd yard yards", "length", 36 * _INCH),
    ("mi mile miles", "length", 63_360 * _INCH),
    ("unit units", "length", None),
    ("s sec second seconds", "time", Fraction(1)),
    ("min minute minutes", "time", Fraction(60)),
    ("h hr hour hours", "time", Fraction(3600)),
    ("day days", "time", Fraction(86_400)),
    ("week weeks", "time", Fraction(604_800)),
    ("dollar dollars usd", "money", Fraction(1)),
    ("cent cents", "money", Fraction(1, 100)),
    ("degree degrees", "angle", Fraction(1)),
    ("radian radians rad", "radians", Fraction(1)),
    ("g gram grams", "mass", Fraction(1)),
    ("kg kilogram kilograms", "mass", Fraction(1000)),
    ("lb lbs pound pounds", "weight", Fraction(16)),
    ("oz ounce ounces", "weight", Fraction(1)),
    ("l liter liters litre litres", "volume", Fraction(1000)),
    ("ml milliliter milliliters", "volume", Fraction(1)),
    ("gallon gallons", "gallons", Fraction(1)),
):
    _KNOWN |= dict.fromkeys(_names.split(), (_quantity, _size))

_POWERS = {"square": 2, "sq": 2, "squared": 2, "cubic": 3, "cu": 3, "cubed": 3}

# They are letters of formulas as well, so they are units only where a formula makes no sense.
SHORT = frozenset("msghL")

DEGREES = Unit((("angle", 1),), Fraction(1))
DOLLARS = Unit((("money", 1),), Fraction(1))

# Words that change the value of the number before them are never just words.
_MEANINGFUL_WORDS = """
    half halves third thirds quarter quarters fourth fourths fifth fifths tenth tenths ten tens dozen dozens
    hundred hundreds thousand thousands million millions billion billions trillion squared cubed factorial
    choose root roots pi plus minus times over divided by less more fewer than not no or and is are percent
    per mod modulo to the power of inverse negative twice double thrice triple at most least point
"""
_MEANINGFUL = frozenset(_MEANINGFUL_WORDS.split())


# What answers count, whether the problem names it so or not.
_COUNTED_THINGS = """
    ways arrangements outcomes possibilities solutions numbers integers values people choices combinations
    permutations total different distinct possible unique
"""
_COUNTED = frozenset(_COUNTED_THINGS.split())


def is_unit(word: str) -> bool:
    """Whether a word of at least two letters names a unit."""
    return len(word) > 1 and (word.lower() in _KNOWN or word.lower() in _POWERS)


def read_unit(words: list[str]) -> tuple[Unit | None, tuple[str, ...], bool]:
    """Read what stands behind a number: `square cm`, `cm ^ 2`, `miles per hour`, `percent`, `students`.

    Args:
        words: The words, with `^`, `2`, `3` and `/` among them.

    Returns:
        The unit, if there is one; other words; whether it is a percentage.

    Raises:
        AnswerError: if it is neither.
    """
    if [word.lower() for word in words] in (["percent"], ["percentage"], ["per", "cent"]):
        return None, (), True
    found: list[tuple[str, Fraction | None, int]] = []
    nouns: list[str] = []
    sign = power = 1
    for word in _spelled(words):
        lower = word.lower()
        if lower in ("squared", "cubed") and found:
            name, size, old = found.pop()
            found.append((name, size, old * _POWERS[lower]))
        elif lower in ("square", "sq", "cubic", "cu"):
            power = _POWERS[lower]
        elif lower in ("/", "per"):
            sign = -1
        elif lower in _KNOWN:
            found.append((*_KNOWN[lower], sign * power))
            power = 1
        elif word.isalpha() and lower not in _MEANINGFUL:
            nouns.append(lower)
        else:
            raise AnswerError(f"{excerpt(word)} is not a unit")
    if words and words[-1].lower() in ("/", "per"):
        raise AnswerError("a unit is missing")
    if power != 1:
        raise AnswerError("a square or a cube of something unknown")
    return _product(found), tuple(nouns), False


def _spelled(words: list[str]) -> list[str]:
    """The words with `^ 2`, `^ { 2 }` and `^ 3` spelled out."""
    text = " ".join(words)
    for digit, name in (("2", "squared"), ("3", "cubed")):
        text = text.replace(f"^ {{ {digit} }}", name).replace(f"^ {digit}", name)
    return text.split()


def _product(found: list[tuple[str, Fraction | None, int]]) -> Unit | None:
    powers: dict[str, int] = {}
    factor: Fraction | None = Fraction(1)
    for name, size, power in found:
        powers[name] = powers.get(name, 0) + power
        factor = None if factor is None or size is None else factor * size**power
    dimension = tuple(sorted((name, power) for name, power in powers.items() if power))
    return Unit(dimension, factor) if dimension else None


def are_nouns_of(words: tuple[str, ...], known: frozenset[str]) -> bool:
    """Whether all words, in the singular or the plural, are known or count anything."""
    return all({word, word + "s", word.removesuffix("s")} & (known | _COUNTED) for word in words)
