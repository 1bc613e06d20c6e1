"""Web of lies: say whether somebody tells the truth, from who says what of whom.

Rules: everybody always lies or always tells the truth. Of one person it is said which; every other person
says it of one person.

Levels: the official items have five people, each of whom speaks of the one before; that is level 3. Levels 1
and 2 have three and four. On levels 4 and 5 what is said is out of order, and there are people whose words do
not matter.

Provenance: BIG-Bench-Hard, `web_of_lies.json`; all 250 stored answers are right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bbh.base import YesNoTask
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_NAMES = (
    "Anton", "Bea", "Cyril", "Dora", "Emil", "Frieda", "Gustav", "Hanna", "Igor", "Jutta",
    "Karsten", "Lotte", "Magnus", "Nora", "Oskar", "Paula", "Quirin", "Rosa", "Stefan", "Thea",
    "Ulrich", "Vera", "Wanda", "Xenia", "Yannick", "Zita", "Albin", "Britta", "Cosima", "Detlef",
    "Elke", "Falko", "Greta", "Holger", "Ilse", "Jonas", "Klara", "Ludwig", "Mina", "Norbert",
    "Olga", "Pavel", "Renate", "Sven", "Tilda", "Udo", "Viktor", "Wilma", "Yusuf", "Zoran",
)  # fmt: skip


class WebOfLiesLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a web.

    Attributes:
        chain: People between whom the answer is passed on, the first and the last included.
        aside: People whose words do not matter.
        mixed: Whether what they say is out of order.
    """

    chain: int
    aside: int
    mixed: bool


class WebOfLies(YesNoTask[WebOfLiesLevel]):
    """Tell liars from others."""

    id = "bbh/web_of_lies"
    version = "1"
    levels = (
        WebOfLiesLevel(chain=3, aside=0, mixed=False),
        WebOfLiesLevel(chain=4, aside=0, mixed=False),
        WebOfLiesLevel(chain=5, aside=0, mixed=False),
        WebOfLiesLevel(chain=9, aside=3, mixed=True),
        WebOfLiesLevel(chain=18, aside=8, mixed=True),
    )

    def generate(self, rng: Rng, level: WebOfLiesLevel) -> Sample:
        """Draw people, what they say, and of whom."""
        names = rng.sample(_NAMES, level.chain + level.aside)
        says = [
            [speaker, names[number], rng.chance(1, 2)]
            for number, speaker in enumerate(names[1 : level.chain])
        ]
        says += [
            [names[number], names[rng.below(number)], rng.chance(1, 2)]
            for number in range(level.chain, len(names))
        ]
        if level.mixed:
            rng.shuffle(says)
        known = [names[0], rng.chance(1, 2)]
        return self.fresh({"known": known, "says": says, "asked": names[level.chain - 1]}, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State the rule, and what everybody says."""
        name, honest = data["known"]
        said = " ".join(f"{one} says that {other} {_does(claim)}." for one, other, claim in data["says"])
        return (
            "Everybody named here either always tells the truth or always lies. "
            f"{name} {_does(honest)}. {said}\n\nDoes {data['asked']} tell the truth?"
        )

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Go from whom is known to those who speak of them."""
        return program(solve, sample.data) if "says" in sample.data else None


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    name, honest = data["known"]
    truthful = {name: honest}
    while data["asked"] not in truthful:
        before = len(truthful)
        for speaker, other, claim in data["says"]:
            if other in truthful:
                # Who says of a liar that they lie tells the truth.
                truthful[speaker] = truthful[other] == claim
        if len(truthful) == before:
            raise ValueError(f"nothing says whether {data['asked']} tells the truth")
    return "Yes" if truthful[data["asked"]] else "No"


def _does(honest: bool) -> str:
    return "tells the truth" if honest else "lies"
