"""Lists of decimal numbers, as `number_filtering` and `number_sorting` ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, ItemsForm, excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(r"([+-]?)([0-9]{1,30})(?:\.([0-9]{0,30}))?|([+-]?)\.([0-9]{1,30})")
# No number has any of these: emphasis, code and TeX around single numbers.
_MARKUP = re.compile(r"(?<!`)`(?!`)|[$*]|\\(?:left|right)(?=[(\[\])])")
_ITEMS = ItemsForm(quoted=True)


def exact(text: str) -> str:
    """A decimal number in its one spelling without zeros that say nothing: `-1.50` is `-1.5`, `-0.0` is `0`.

    Raises:
        AnswerError: if the text is no decimal number of at most 30 digits on either side of the point.
    """
    found = _NUMBER.fullmatch(text)
    if not found:
        raise AnswerError(f"{excerpt(text)} is not a decimal number")
    whole = (found[2] or "").lstrip("0") or "0"
    behind = (found[3] or found[5] or "").rstrip("0")
    value = f"{whole}.{behind}" if behind else whole
    return f"-{value}" if "-" in (found[1], found[4]) and value != "0" else value


def number_knobs(numbers: tuple[int, int], decimals: tuple[int, int], largest: int) -> dict[str, Any]:
    """The configuration of a level: least and most numbers and decimals, and the largest number."""
    return {
        "min_numbers": numbers[0],
        "max_numbers": numbers[1],
        "min_decimals": decimals[0],
        "max_decimals": decimals[1],
        "min_value": -largest,
        "max_value": largest,
    }


@dataclass(frozen=True)
class DecimalsForm(Form[list[str]]):
    """A flat list of decimal numbers, each in the spelling of `exact`: equal numbers are equal texts."""

    def read(self, text: str) -> list[str]:
        """Read a list with or without brackets, quotes, commas, and marks around the numbers."""
        return [exact(item) for item in _ITEMS.read(_MARKUP.sub(" ", text))]

    def write(self, value: list[str]) -> str:
        """Write numbers in quotes, as Reasoning-Gym shows them."""
        return repr(value)

    def renderings(self, value: list[str]) -> Iterator[str]:
        """As of any list, and with zeros that say nothing."""
        yield from _ITEMS.renderings(value)
        yield repr([f"{text}0" if "." in text else f"{text}.0" for text in value])
        yield f"{', '.join(value)}."

    def mutations(self, value: list[str]) -> Iterator[tuple[str, str]]:
        """As of any list, and numbers that are a little larger, of another sign, or no numbers."""
        yield from _ITEMS.mutations(value)
        for place in {0, len(value) - 1} if value else ():
            text = value[place]
            for name, other in (
                ("off by a little", f"{text}01" if "." in text else f"{text}.01"),
                ("off by 0.9", f"{text}9" if "." in text else f"{text}.9"),
                ("other sign", text.removeprefix("-") if text.startswith("-") else f"-{text}"),
                ("not finite", "nan"),
            ):
                yield name, repr([*value[:place], other, *value[place + 1 :]])
