"""The seven tasks that exist as official items only: people wrote their questions, and judged the answers.

Questions are asked word for word, with a paragraph on the form of the answer; the stored answers decide. They
are what most people said (causal_judgement), ratings (movie_recommendation), taste (ruin_names, snarks), or
knowledge that ages (sports_understanding): no rule can be checked. Wrong are those which contradict each
other, which are none of the options, or which stand twice.

In movie_recommendation and ruin_names the release cut options at commas inside of titles. Of three items the
stored answer is cut as well: movie_recommendation 163, ruin_names 99 and 144. The strict dialect puts these
options together again. Further films were cut that are not the answer; what stays of them is wrong in any
case, so that these items are asked as they are.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import pairwise
from typing import TYPE_CHECKING

from r1ci_bbh.base import QUIRK, OneOfTask, YesNoTask
from r1ci_bbh.choice import ChoiceTask
from r1ci_bench.answers import OneOfForm
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEAR = 0.9
"""How alike a name and an edit of it are at the least; parts of a name are far below."""


class CausalJudgement(YesNoTask[Level]):
    """Say what most people would call a cause; two questions stand twice, with opposite answers."""

    id = "bbh/causal_judgement"
    version = "1"
    quirks = QUIRK


class SportsUnderstanding(OneOfTask[Level]):
    """Say whether a sentence about sports is plausible; two sentences stand twice."""

    id = "bbh/sports_understanding"
    version = "1"
    form = OneOfForm(("yes", "no"))
    advice = "Answer with one word, <<<yes>>> or <<<no>>>."


class DisambiguationQa(ChoiceTask[Level]):
    """Say whom a pronoun stands for, if anybody can tell."""

    id = "bbh/disambiguation_qa"
    version = "1"


class SalientTranslationErrorDetection(ChoiceTask[Level]):
    """Name the kind of error of a translation from German."""

    id = "bbh/salient_translation_error_detection"
    version = "1"


class Snarks(ChoiceTask[Level]):
    """Choose the sarcastic one of two sentences; in one item both are the same, another one has one only."""

    id = "bbh/snarks"
    version = "1"
    quirks = QUIRK


class MovieRecommendation(ChoiceTask[Level]):
    """Choose the film that goes with others."""

    id = "bbh/movie_recommendation"
    version = "1"
    quirks = QUIRK

    def repaired(self, head: str, options: Sequence[str], target: str) -> list[str] | None:
        """Put together the two options that are the stored film, if there is one such pair only."""
        places = [place for place, pair in enumerate(pairwise(options)) if ", ".join(pair) == target]
        if len(places) != 1:
            return None
        return [*options[: places[0]], target, *options[places[0] + 2 :]]


class RuinNames(ChoiceTask[Level]):
    """Choose the funniest edit of a name."""

    id = "bbh/ruin_names"
    version = "1"
    quirks = QUIRK

    def repaired(self, head: str, options: Sequence[str], target: str) -> list[str] | None:
        """Put options together until each is an edit of the name in the question, with nothing left over."""
        name = head.partition("'")[2].rpartition("'")[0]
        whole: list[str] = []
        parts: list[str] = []
        for option in options:
            parts.append(option)
            text = ", ".join(parts)
            if SequenceMatcher(None, name, text, autojunk=False).ratio() >= _NEAR:
                whole.append(text)
                parts = []
        return whole if not parts and len(set(whole)) == len(whole) else None
