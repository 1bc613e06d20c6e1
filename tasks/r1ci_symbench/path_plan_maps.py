"""The official SymBench maps and instructions for path planning, which its runner holds as constants.

Colours by their first letter, K for pink; boxes are x_start, x_end, y_start, y_end.
"""

from __future__ import annotations

from typing import NamedTuple


class Instruction(NamedTuple):
    """One official instruction.

    Attributes:
        required: The boxes to enter.
        forbidden: The boxes not to touch.
        ordered: True where the official wording tells an order.
    """

    required: tuple[str, ...]
    forbidden: tuple[str, ...]
    ordered: bool


_COLOURS = {
    "Y": "yellow",
    "R": "red",
    "G": "green",
    "B": "blue",
    "K": "pink",
    "P": "purple",
    "O": "orange",
}

# Required / forbidden; a star marks an order.
_INSTRUCTIONS = (
    "GY/",
    "YPRG*/",
    "YPRG*/B",
    "GY/",
    "B/YRGKPO",
    "GY/K",
    "YO/BPR",
    "GYR/B",
    "POK/BRGY",
    "YRG/B",
)

_LAYOUTS = {
    "1": "Y -1 -0.7 -0.25 0.5, R 0 0.9 -1 -0.5, G 0.2 0.7 0.8 1.2, B -0.5 0.5 -0.5 0.5, K -1.2 0 0.6 0.9,"
    "P -1 -0.5 -1.3 -0.9, O 0.6 1.2 -0.5 0.5",
    "3": "Y -1 -0.7 -0.25 0.5, R 0 0.9 -1 -0.5, G 0.2 0.7 0.8 1.2, B -0.2 0.2 -0.2 0.2, K -1.2 0 0.6 0.9,"
    "P -1 -0.5 -1.3 -0.9, O 0.6 1.2 -0.5 0.5",
    "5": "R -1 -0.7 -0.25 0.5, Y 0 0.9 -1.3 -0.8, G 0.2 0.7 0.8 1.2, B -0.3 0.3 -0.3 0.3, O -1.2 0 0.6 0.9,"
    "P -1 -0.5 -1.3 -0.7, K 0.6 1.2 -0.5 0.5",
    "6": "R -1 -0.7 -0.25 0.5, Y 0 0.9 -1.3 -0.6, G 0.1 0.9 0.7 1.4, B -0.3 0.3 -0.3 0.3, O -1.2 0 0.6 0.9,"
    "P -1 -0.25 -1.3 -0.5, K 0.6 1.2 -0.5 0.5",
    "7": "K -1 -0.7 -0.25 0.5, P 0 0.9 -1.3 -0.6, G 0.1 0.9 0.7 1.2, B -0.3 0.3 -0.3 0.3, O -1.2 0 0.6 1.4,"
    "Y -1 -0.25 -1.3 -0.5, R 0.6 1.2 -0.5 0.5",
    "8": "K -1.3 -0.9 -0.25 0.5, P 0 0.9 -1.3 -0.7, G 0.1 0.9 0.7 1.2, B -0.55 0.55 -0.55 0.55,"
    "O -1.2 0 0.7 1.3, Y -1 -0.25 -1.3 -0.7, R 0.7 1.2 -0.5 0.5",
    "9": "K -1.3 -0.9 -0.25 0.5, P -0.3 0.6 -1.3 -0.7, G 0.1 0.9 0.7 1.2, B -0.55 1.4 -0.3 0.5,"
    "O -1.2 0 0.7 1.3, Y -1.3 -0.4 -1.3 -0.7, R 0.7 1.2 -1.2 -0.5",
    "11": "G -1.3 -0.8 -0.25 0.5, P -0.3 0.6 -1.1 -0.5, K 0.1 0.9 0.7 1.2, B -0.55 1.4 -0.3 0.5,"
    "O -1.2 0 0.7 1.3, Y -1.3 -0.4 -1.1 -0.5, R 0.7 1.2 -1.2 -0.7",
}

# Layout, start, end.
_MAPS = (
    ("1", "-1.3 -1.3", "1.3 1.3"),
    ("1", "1.3 -1.3", "1.3 1.3"),
    ("3", "-1.3 -1.3", "1.3 1.3"),
    ("1", "-1.3 1.3", "1.3 1.3"),
    ("5", "1.3 -1.3", "1.3 1.3"),
    ("6", "1.3 -1.3", "1.3 1.3"),
    ("7", "1.1 1.3", "-1.3 1.1"),
    ("8", "1.3 1.3", "-1.3 -1.3"),
    ("9", "1.35 1.35", "-1.35 -1.35"),
    ("9", "-1.35 1.35", "1.35 -1.35"),
    ("11", "1.35 -1.35", "-1.35 1.35"),
    ("11", "1.2 0.9", "-1.35 -1.35"),
    ("11", "-0.7 0", "1.3 -0.5"),
    ("8", "-0.7 0", "-1.3 -1.3"),
)


def official_maps() -> list[tuple[dict[str, list[str]], list[str], list[str]]]:
    """The 14 maps: the boxes by colour, the start and the end, as decimal texts."""
    layouts = {
        name: {_COLOURS[words[0]]: words[1:] for words in (box.split() for box in text.split(","))}
        for name, text in _LAYOUTS.items()
    }
    return [(layouts[name], start.split(), end.split()) for name, start, end in _MAPS]


def official_instructions() -> list[Instruction]:
    """The 10 instructions, counted from 0."""
    instructions = []
    for text in _INSTRUCTIONS:
        required, _, forbidden = text.partition("/")
        colours = [tuple(_COLOURS[letter] for letter in part.strip("*")) for part in (required, forbidden)]
        instructions.append(Instruction(colours[0], colours[1], required.endswith("*")))
    return instructions
