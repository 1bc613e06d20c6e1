"""Mahjong pattern: follow a hand of letter cards through some rounds, and judge the last new card.

Rules: each round brings a new card, which is judged against the cards held before. Peng (1): at least two of
them are the same as the new card. Chi (2), from level 3 on: with two of them the new card makes three
consecutive letters; Peng comes first. Pass (0) otherwise. Then the new card joins the hand, and another card
leaves it. One digit is right.

Levels: the official release has 1 to 5 rounds. All results are equally frequent, and so they are for what the
first hand alone would suggest: who skips the rounds does not do better than chance. Nor does who forgets the
first hand at levels 4 and 5, where most cards have been replaced. Each level has far more questions than can
be asked.

Provenance: SymBench (CodeSteer), `mahjong_pattern_dataset/sample_<n>`. 15 of its 200 stored answers break the
rules of their questions. Three are Chi where the question knows none; in twelve the release misses a Chi, as
it looks only at neighbours in the sorted hand, where a double card hides a run. Some items have cards that
are no letters, as the release counts on behind Z. Whether Y, Z and [ are consecutive letters is left open
there; we accept both. "Two identical cards" in the hand are at least two, here and there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import asdict

from r1ci_bench.answers import IntegerForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Defect, LoadOptions, Sample

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OFFICIAL_CARDS = _LETTERS + "[\\"
_HAND = 13


class MahjongPatternLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a game.

    Attributes:
        rounds: The least and the most rounds, the judged one among them.
        chi: Whether there is Chi.
        misleading: Whether the new cards alone, without the first hand, suggest any result equally often. In
            few rounds they cannot.
    """

    rounds: tuple[int, int]
    chi: bool
    misleading: bool = False


class MahjongPattern(SymBenchTask[MahjongPatternLevel, int]):
    """Judge the last card."""

    id = "symbench/mahjong_pattern"
    version = "1"
    levels = (
        MahjongPatternLevel(rounds=(1, 1), chi=False),
        MahjongPatternLevel(rounds=(3, 4), chi=False),
        MahjongPatternLevel(rounds=(4, 6), chi=True),
        MahjongPatternLevel(rounds=(9, 12), chi=True, misleading=True),
        MahjongPatternLevel(rounds=(18, 25), chi=True, misleading=True),
    )
    form = IntegerForm()
    unique_answer = True
    folder = "mahjong_pattern_dataset"
    quirks: ClassVar[Mapping[str, str]] = {
        "sorted-chi": "Chi is seen only in three neighbours of the sorted hand, even where there is no Chi"
    }

    def generate(self, rng: Rng, level: MahjongPatternLevel) -> Sample:
        """Draw hands and rounds until there is a last card with the wanted results."""
        results = (0, 1, 2) if level.chi else (0, 1)
        wanted = rng.choice(results)
        rounds = rng.between(*level.rounds)
        at_first = rng.choice(results) if rounds > 1 else wanted
        of_new = rng.choice(results) if level.misleading else None
        while True:
            hand = "".join(rng.sample(_LETTERS + _LETTERS, _HAND))
            data: dict[str, Any] = {"hand": hand, "rounds": [], "last": "", "chi": level.chi}
            held = hand
            for _ in range(rounds - 1):
                # Cards like those held make pairs, without which there would be little Peng.
                card = rng.choice(held) if rng.chance(1, 2) else rng.choice(_LETTERS)
                data["rounds"].append([card, rng.choice(held + card)])
                held = held_at_last({**data, "hand": hand})
            new = "".join(card for card, _ in data["rounds"])
            fitting = [
                card
                for card in _LETTERS
                if judged(held, card, level.chi) == wanted
                and judged(hand, card, level.chi) == at_first
                and of_new in (None, judged(new, card, level.chi))
            ]
            if fitting:
                data["last"] = rng.choice(fitting)
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the rules, the hand and the rounds."""
        number = len(data["rounds"]) + 1
        lines = [
            f"Round {place}: the new card is {card}; then a card {gone} is removed."
            for place, (card, gone) in enumerate(data["rounds"], 1)
        ]
        lines.append(f"Round {number}: the new card is {data['last']}.")
        rules = ["- Peng, written 1: at least two of the cards held are the same as the new card."]
        if data["chi"]:
            rules.append(
                "- Chi, written 2: it is not Peng, and two of the cards held together with the new card are "
                "three consecutive letters of the alphabet, such as A, B, C or O, P, Q. The new card may be "
                "the first, the middle or the last of the three, it does not matter which other cards are "
                "held or in which order, and A does not follow Z."
            )
        rules.append(f"- Pass, written 0: it is {'neither Peng nor Chi' if data['chi'] else 'not Peng'}.")
        highest = max([*data["hand"], data["last"], *(card for card, _ in data["rounds"])])
        beyond = _OFFICIAL_CARDS[len(_LETTERS) : _OFFICIAL_CARDS.index(highest) + 1]
        further = " and then ".join(beyond)
        signs = f"Signs count as letters here, too: behind Z the alphabet goes on with {further}.\n\n"
        return (
            f"You hold {len(data['hand'])} cards, each with a letter:\n\n{' '.join(data['hand'])}\n\n"
            "Every round brings one new card. It is judged by the cards that you hold before you take it:"
            "\n\n" + "\n".join(rules) + f"\n\n{signs if beyond else ''}"
            "Then you take the new card, and one card is removed from what you hold now; this does not "
            "change the result of the round. Of several cards with the same letter, only one is removed.\n\n"
            + "\n".join(lines)
            + f"\n\nWhat is the result of round {number}? Give only its digit, in the form <<<digit>>>."
        )

    def fault(self, data: dict[str, Any], value: int) -> str:
        """One result is right."""
        return "" if value == judged(held_at_last(data), data["last"], data["chi"]) else "the result is wrong"

    def official_fault(self, data: dict[str, Any], value: int) -> str:
        """A sign behind Z may or may not be a letter."""
        return "" if value in _readings(data) else "the result is wrong"

    def defects(self, data: dict[str, Any], options: LoadOptions) -> set[Defect]:
        """Where the result depends on whether a sign is a letter."""
        several = options.dialect == "official" and len(set(_readings(data))) > 1
        return {"ambiguous"} if several else set()

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def candidates(self, sample: Sample) -> list[str]:
        """The three verdicts."""
        return ["0", "1", "2"]

    def reference(self, sample: Sample) -> str:
        """Follow the hand, and judge the last card."""
        return program(solve, sample.data, helpers=(held_at_last, judged))

    def item(self, record: Any, question: str) -> Item:
        """Read the hand and the rounds; what is removed in the last one was not asked."""
        hand = record["initial_cards"]
        *rounds, last = [[turn["add"], turn["remove"]] for turn in record["rounds"]]
        chi = record["complexity"] > 2
        if len(hand) != _HAND or not all(card in tuple(_OFFICIAL_CARDS) for card in (*hand, last[0])):
            raise ValueError(f"'initial_cards' are not {_HAND} cards, or the last card is none")
        if f"cards:{hand}\n" not in question or ("Chi" in question) != chi:
            raise ValueError("the question has another hand or other rules than the record")
        if type(record["solution"]) is not int:
            raise TypeError("'solution' is no integer")
        data = {"hand": hand, "rounds": rounds, "last": last[0], "chi": chi}
        if not all(card in tuple(_OFFICIAL_CARDS) for card, _ in rounds) or len(held_at_last(data)) != _HAND:
            raise ValueError("a round adds or removes something that is no card")
        return Item(data=data, stored=str(record["solution"]), question=question)


def held_at_last(data: dict[str, Any]) -> str:
    """The cards held when the last card comes."""
    held: str = data["hand"]
    for card, gone in data["rounds"]:
        held = (held + card).replace(gone, "", 1)
    return held


def judged(held: str, card: str, chi: bool, highest: str = "\\") -> int:
    """Judge a new card.

    Args:
        held: The cards held before.
        card: The new card.
        chi: Whether there is Chi.
        highest: The last sign that counts as a letter.
    """
    if held.count(card) >= 2:
        return 1
    for first in range(ord(card) - 2, ord(card) + 1):
        run = [chr(first), chr(first + 1), chr(first + 2)]
        if chi and run[2] <= highest and all(letter == card or letter in held for letter in run):
            return 2
    return 0


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return str(judged(held_at_last(data), data["last"], data["chi"]))


def _readings(data: dict[str, Any]) -> list[int]:
    """The results where the signs behind Z count as letters, and where they do not."""
    held = held_at_last(data)
    return [judged(held, data["last"], data["chi"], highest) for highest in (_OFFICIAL_CARDS[-1], "Z")]
