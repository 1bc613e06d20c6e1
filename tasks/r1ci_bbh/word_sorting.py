"""Word sorting: put words into alphabetical order.

Rules: words are compared letter by letter; a word that is the beginning of another one comes first.

Levels: the official items have 2 to 20 words. On levels 1 and 2 no two of the words are of one group that
begins alike; level 3 draws 12 of all words; on levels 4 and 5 a few groups make up all of 20 and 40 words.

Provenance: BIG-Bench-Hard, `word_sorting.json`; all 250 stored answers are right. A few official words have
an apostrophe or an ampersand; the order does not depend on how these are sorted. Our words are our choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from r1ci_bbh.base import BbhTask
from r1ci_bench.answers import AnswerError, ItemsForm, unwrap, without_brackets
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

# Words that begin alike, a family a line.
_FAMILIES = tuple(family.split() for family in (
    "bar bard barge bark barley barn baron barrel barrier barrow",
    "bean bear beard beast beat beaver beetle begin behave belong",
    "cab cabbage cabin cabinet cable cactus cage cake calf calm",
    "can canal candle cannon canoe canvas canyon cap cape caper",
    "car card cargo carpet carriage carrot cart carton carve castle",
    "chain chair chalk chamber chance change channel chapel chapter charm",
    "coach coal coast coat cobalt cocoa coconut code coffee",
    "comb comet comfort comma common compass concert copper coral",
    "crab crack cradle craft crane crater cream creek crew",
    "damp dance danger dare dark dash date dawn daylight",
    "deal dealer debt decade deck decline deep deer defend",
    "draft dragon drain drama draw drawer dream dress drift",
    "eager eagle ear early earn earth ease east easy",
    "elbow elder elegant element elephant elevator elf elm else",
    "fable fabric face factor fade fair fairy faith fall",
    "flag flame flannel flask flat flavour fleet flesh flight",
    "forest forge fork form formal fort fortune forward fossil",
    "garden garlic garment gas gate gather gauge gaze gear",
    "grab grace grade grain gram grand granite grape grass",
    "harbour hard hare harm harp harvest hat haul hawk",
    "inch income index infant ink inlet inn insect insert",
    "island isle issue item ivory ivy jacket jam jar",
    "label labour lace ladder lady lagoon lake lamb lamp",
    "land landlord lane language lantern lap larch large lark",
    "machine mackerel magic magnet maid mail main major maker",
    "marble march margin marine mark market marmalade marsh mask",
    "nail name napkin narrow nation native nature navy near",
    "orange orbit orchard order organ origin orphan other otter",
    "pace pack package pad paddle page pail paint palace",
    "parade parcel pardon parent park parlour parrot part partner",
    "place plaid plain plan plane planet plank plant plaster",
    "preach precise prefer prepare present press pretend pretty price",
    "quail quake quality quantity quarrel quarry quart quarter queen",
    "rabbit race rack radar radio raft rag rail rain",
    "sack sad saddle safe sail saint salad salmon salt",
    "stable stack staff stage stain stair stake stamp stand",
    "table tackle tail tailor talent tall tame tank tape",
    "trace track trade traffic trail train tram transfer trap",
    "uncle under unfold uniform union unit unity unlock until",
    "vacant valley value valve van vapour varnish vase vast",
    "wafer wage wagon waist wait walk wall walnut walrus",
    "ward warehouse warm warn warrant wash wasp waste watch",
))  # fmt: skip

_GAP = re.compile(r"[\s,;]+")
_BULLET = re.compile(r"[-*\u2022<>|]|->|[0-9]{1,3}[.)]")
_MOST_WORDS = 500


@dataclass(frozen=True)
class WordsForm(ItemsForm):
    """Words in their order; apostrophes and ampersands may stand within them."""

    def read(self, text: str) -> list[str]:
        """Read words between blanks, commas or quotes, in any case, with or without brackets."""
        inner = without_brackets(unwrap(unwrap(text).removesuffix(".")))
        # Also the lines of a list, bulleted or numbered, and arrows: none of these signs is a word.
        words = [word.strip("\"'*`") for word in _GAP.split(inner) if word and not _BULLET.fullmatch(word)]
        if not all(words) or len(words) > _MOST_WORDS:
            raise AnswerError(f"it is not a list of at most {_MOST_WORDS} words")
        return [word.casefold() for word in words]

    def write(self, value: list[str]) -> str:
        """With blanks between them."""
        return " ".join(value)

    def renderings(self, value: list[str]) -> Iterator[str]:
        """As any list, and in upper case."""
        yield from super().renderings(value)
        yield self.write(value).upper()
        yield f"{', '.join(value)}."
        yield f"**{' '.join(value)}**."
        yield "\n".join(f"- {word}" for word in value)
        yield "\n".join(f"{number}. {word}" for number, word in enumerate(value, start=1))
        yield " \u2192 ".join(value)
        yield ", ".join(f"**{word}**" for word in value)


class WordSortingLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a list.

    Attributes:
        words: How many words there are.
        families: From how many groups of words that begin alike they come; 0 for all groups.
        apart: Whether every word comes from another group.
    """

    words: int
    families: int = 0
    apart: bool = False


class WordSorting(BbhTask[WordSortingLevel, list[str]]):
    """Sort words."""

    id = "bbh/word_sorting"
    version = "1"
    levels = (
        WordSortingLevel(words=4, apart=True),
        WordSortingLevel(words=7, apart=True),
        WordSortingLevel(words=12),
        WordSortingLevel(words=20, families=5),
        WordSortingLevel(words=40, families=7),
    )
    form = WordsForm()
    unique_answer = True
    advice = "Answer with all the words in their order, with blanks between them, like the three in {}."
    examples = ("quick quiet quill",)

    def generate(self, rng: Rng, level: WordSortingLevel) -> Sample:
        """Draw words that do not stand in order."""
        families = rng.sample(_FAMILIES, level.families or len(_FAMILIES))
        if level.apart:
            words = [rng.choice(family) for family in families[: level.words]]
        else:
            words = rng.sample([word for family in families for word in family], level.words)
        while words == sorted(words):
            rng.shuffle(words)
        return self.fresh({"words": words}, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State the words and the order."""
        return (
            f"Put these words into alphabetical order:\n\n{' '.join(data['words'])}\n\n"
            "Compare them letter by letter. A word that is the beginning of another one comes before it."
        )

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Sort them."""
        return program(solve, sample.data) if "words" in sample.data else None

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Also two neighbours exchanged at every place, and the words as they are given."""
        yield from super().mutations(sample, answer)
        words = self.form.read(answer)
        for place in range(len(words) - 1):
            swapped = [*words[:place], words[place + 1], words[place], *words[place + 2 :]]
            yield "neighbours exchanged", self.form.write(swapped)
        if "words" in sample.data:
            yield "not sorted", self.form.write(sample.data["words"])


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return " ".join(sorted(data["words"]))
