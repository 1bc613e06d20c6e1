"""English words, from the lists that come with Reasoning-Gym."""

from __future__ import annotations

import csv
import re
from functools import cache

from r1ci_reasoning_gym.source import library_file


@cache
def common_words() -> frozenset[str]:
    """Common words of 3 to 5 letters, in lower case; all word ladders of Reasoning-Gym consist of them."""
    with library_file("data/words.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.DictReader(file) for cell in row.values()]
    return frozenset(
        cell.strip().lower() for cell in cells if isinstance(cell, str) and cell.strip().isalpha()
    )


@cache
def source_words() -> frozenset[str]:
    """The words of the story from which Reasoning-Gym takes its sentences, in lower case."""
    text = library_file("data/in_the_year_2889.txt").read_text(encoding="utf-8")
    return frozenset(word.lower() for word in re.findall(r"\b\w+\b", text) if word.isalpha())


@cache
def known_words() -> frozenset[str]:
    """Every word of the lists, about 135,000; names, which one list writes in capitals, are left out."""
    lines = library_file("data/words3to10.txt").read_text(encoding="utf-8").split()
    return common_words() | frozenset(word for word in lines if word.isalpha() and word.islower())
