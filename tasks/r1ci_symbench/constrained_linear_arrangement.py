"""Constrained linear arrangement: work out the opponent's cards from one's own cards and the results.

Rules: both players have the same deck, put down one card a round, and play every card at most once. One of
three games says who wins a round. Every sequence of different cards that gives exactly the results is right;
often there are several.

Games: `elements` (five cards): a card wins over the one that it overcomes, and loses to the one that it
generates; as any two different elements are related, only equal cards draw. `stick`: each card beats the next
one of a ring, or the next few of a larger ring; all others draw. `animal`: the higher rank wins, but the
lowest beats the highest.

Levels: the official release has decks of 4, 5 and 8 cards and 3 to 5 rounds. From level 4 on decks are larger
and are played to the end, and whoever takes the first card that fits in every round gets stuck. Who guesses
has at most one chance in six, and one's own cards are never right. Level 1 has about nine thousand questions,
level 2 more than a hundred thousand, of which the stick game has some four hundred on either level; the next
levels have far more than can be asked.

Provenance: SymBench (CodeSteer), `constrained_linear_arrangement/sample_<n>`. Of its 68 stored answers of the
elements game 56 break the rules of the question: the release looks at the two relations from the player's
card only, and calls the reverse cases draws. 24 of these questions have no answer at all. Rule 2 of the
released stick game speaks of cards "one step apart", which rule 1 leaves only for cards with one card between
them; no other reading is free of contradiction.
"""

from __future__ import annotations

from math import perm, prod
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import asdict

from r1ci_bench.answers import ItemsForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OFFICIAL_DECKS = {"elements": 5, "stick_game": 4, "animal": 8}
_CHANCES = 6
_OTHER_SIDE = {"win": "loss", "loss": "win", "draw": "draw"}


class ConstrainedLinearArrangementLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a match.

    Attributes:
        games: The games to choose from, each with the cards of its deck and the rounds.
        trap: Whether taking the first card that fits in every round must lead to a dead end.
    """

    games: tuple[tuple[str, int, int], ...]
    trap: bool = False


class ConstrainedLinearArrangement(SymBenchTask[ConstrainedLinearArrangementLevel, list[str]]):
    """Work out cards."""

    id = "symbench/constrained_linear_arrangement"
    version = "1"
    levels = (
        ConstrainedLinearArrangementLevel(games=(("elements", 5, 3), ("stick", 4, 3), ("animal", 8, 3))),
        ConstrainedLinearArrangementLevel(games=(("elements", 5, 4), ("stick", 4, 4), ("animal", 8, 4))),
        ConstrainedLinearArrangementLevel(games=(("elements", 5, 5), ("stick", 7, 6), ("animal", 8, 6))),
        ConstrainedLinearArrangementLevel(games=(("stick", 10, 10), ("animal", 10, 10)), trap=True),
        ConstrainedLinearArrangementLevel(games=(("stick", 16, 16), ("animal", 16, 16)), trap=True),
    )
    form = ItemsForm(joined=True)
    folder = "constrained_linear_arrangement"
    quirks: ClassVar[Mapping[str, str]] = {
        "one-directional-draw": "relations count from the player's card only, rounds that are won or lost "
        "need the released card, and draws take any card that is not related, even twice"
    }

    def generate(self, rng: Rng, level: ConstrainedLinearArrangementLevel) -> Sample:
        """Play matches at random until the own cards and guesses are of little use."""
        game, cards, rounds = rng.choice(level.games)
        deck = _LETTERS[:cards]
        while True:
            moves, theirs = rng.sample(deck, rounds), rng.sample(deck, rounds)
            results = [result_of(game, deck, *pair) for pair in zip(moves, theirs, strict=True)]
            data = {"game": game, "deck": deck, "moves": moves, "results": results}
            choices = fitting(data)
            easy = _guessable(choices, cards) or (level.trap and _first_fit(choices))
            if set(results) != {"draw"} and not easy:
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the game, the cards that were played, and the results."""
        rounds = "\n".join(
            f"Round {number}: you played {card}, {_RESULTS[result]}"
            for number, (card, result) in enumerate(zip(data["moves"], data["results"], strict=True), 1)
        )
        return (
            f"You played a game of cards against an opponent. {_rules(data['game'], data['deck'])}\n\n"
            "In every round both players put down one card at the same time. Neither of you plays a card a "
            "second time. You no longer know what your opponent played, only your own cards and the results:"
            f"\n\n{rounds}\n\n"
            "Give one possible sequence of your opponent's cards: one card for each round, in the order of "
            "the rounds, all of them different, so that every result is as listed. If several sequences are "
            "possible, each of them is right. After only two rounds, for example, the answer could be "
            "<<<[C, A]>>>."
        )

    def fault(self, data: dict[str, Any], value: list[str]) -> str:
        """Every sequence of different cards with these results is right."""
        if len(value) != len(data["moves"]):
            return f"there are {len(value)} cards, not {len(data['moves'])}"
        if not all(card in tuple(data["deck"]) for card in value):
            return "something is not a card of the deck"
        if len(set(value)) != len(value):
            return "a card is played twice"
        for number, (card, choices) in enumerate(zip(value, fitting(data), strict=True), 1):
            if card not in choices:
                return f"round {number} would not be a {data['results'][number - 1]}"
        return ""

    def quirk_fault(self, data: dict[str, Any], value: list[str]) -> str:
        """What the released checker accepts."""
        deck = data["deck"]
        if len(value) != len(data["moves"]) or not all(card in tuple(deck) for card in value):
            return "there is not one card for each round"
        if data["game"] == "animal" and len(set(value)) != len(value):
            return "a card is played twice"
        rounds = zip(value, self.form.read(data["stored"]), data["moves"], data["results"], strict=True)
        for number, (card, stored, mine, result) in enumerate(rounds, 1):
            if data["game"] == "animal":
                # The released exception for the extreme ranks stands beside their order, not in its place.
                right = (
                    result == result_of("animal", deck, mine, card)
                    or (result == "win" and mine < card)
                    or (result == "loss" and mine > card)
                )
            elif result == "draw":
                ahead = (deck.index(card) - deck.index(mine)) % len(deck)
                right = ahead not in ((1, 2) if data["game"] == "elements" else (1, len(deck) - 1))
            else:
                right = card == stored
            if not right:
                return f"the released checker does not accept round {number}"
        return ""

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """Sequences with a card too few, too many, twice, from elsewhere, or with another result."""
        data, cards = sample.data, self.form.read(answer)
        spare = next((card for card in data["deck"] if card not in cards), cards[0])
        beyond = chr(ord(data["deck"][-1]) + 1)
        yield "missing part", self.form.write(cards[:-1])
        yield "missing part", self.form.write(cards[1:])
        yield "extra part", self.form.write([*cards, spare])
        yield "repeated part", self.form.write([cards[0], *cards[:-1]])
        yield "repeated part", self.form.write([cards[0]] * len(cards))
        yield "not in the deck", self.form.write([*cards[:-1], beyond])
        yield "numbers", self.form.write([str(data["deck"].index(card)) for card in cards])
        yield "broken brackets", f"[{', '.join(cards)}"
        if set(data["results"]) != {"draw"}:
            yield "own cards", self.form.write(data["moves"])
            swapped = match(fitting({**data, "results": [_OTHER_SIDE[result] for result in data["results"]]}))
            if swapped:
                yield "results of the other side", self.form.write(swapped)
        for place, choices in enumerate(fitting(data)):
            for card in data["deck"]:
                if card not in choices:
                    yield "another result", self.form.write([*cards[:place], card, *cards[place + 1 :]])
            for other in range(place):
                if cards[other] not in choices:
                    exchanged = list(cards)
                    exchanged[place], exchanged[other] = cards[other], cards[place]
                    yield "swapped parts", self.form.write(exchanged)

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints; None where no sequence gives the results."""
        return solve(data) if match(fitting(data)) else None

    def reference(self, sample: Sample) -> str:
        """Match rounds and cards."""
        return program(solve, sample.data, helpers=(reach_of, result_of, fitting, match))

    def item(self, record: Any, question: str) -> Item:
        """Read the game, the cards and the results."""
        deck = _LETTERS[: _OFFICIAL_DECKS[record["game_type"]]]
        moves, results, stored = record["player_moves"], record["results"], record["solution"]
        for cards in (moves, stored):
            if not isinstance(cards, list) or not all(card in tuple(deck) for card in cards):
                raise ValueError("'player_moves' or 'solution' is no list of cards")
        if not 1 < len(moves) == len(set(moves)) == len(results) == len(stored):
            raise ValueError("there is not one card and one result for each round")
        for number, (card, result) in enumerate(zip(moves, results, strict=True), 1):
            if result not in _OTHER_SIDE or f"Round {number}: {card}, {result}." not in question:
                raise ValueError(f"the question has another round {number} than the record")
        game = record["game_type"].removesuffix("_game")
        return Item(
            data={"game": game, "deck": deck, "moves": moves, "results": results},
            stored=self.form.write(stored),
            question=question,
        )


_RESULTS = {"win": "and you won", "loss": "and you lost", "draw": "and it was a draw"}


def _rules(game: str, deck: str) -> str:
    """What the cards are, and when a round is won."""
    listed = ", ".join(deck)
    if game == "elements":
        return (
            "Each of you has five cards, one for each element: wood (A), fire (B), earth (C), metal (D) and "
            "water (E). Wood generates fire, fire generates earth, earth generates metal, metal generates "
            "water, and water generates wood. Wood overcomes earth, earth overcomes water, water overcomes "
            "fire, fire overcomes metal, and metal overcomes wood. The player whose card overcomes the other "
            "one wins the round. The player whose card generates the other one loses the round. So of any "
            "two different elements one wins, and only two equal cards are a draw."
        )
    if game == "stick":
        reach = reach_of(deck)
        ring = deck + deck
        beats = "; ".join(
            f"{card} beats {_listed(ring[place + 1 : place + 1 + reach])}" for place, card in enumerate(deck)
        )
        following = "card" if reach == 1 else f"{reach} cards"
        return (
            f"Each of you has {len(deck)} cards: {listed}. They form a ring, in which each card beats only "
            f"the next {following}: {beats}. The player whose card beats the other one wins the round. Where "
            "neither of the two cards beats the other one, the round is a draw; so are two equal cards."
        )
    return (
        f"Each of you has {len(deck)} cards with animals, from the strongest to the weakest: {listed}. The "
        f"stronger animal wins the round, with one exception: the weakest, {deck[-1]}, wins against the "
        f"strongest, {deck[0]}, and so {deck[0]} loses to {deck[-1]}. Two equal animals are a draw."
    )


def _listed(cards: str) -> str:
    return cards if len(cards) == 1 else f"{', '.join(cards[:-1])} and {cards[-1]}"


def reach_of(deck: str) -> int:
    """How many following cards of the ring a card of the stick game beats; one of four."""
    return (len(deck) - 1) // 3


def result_of(game: str, deck: str, mine: str, theirs: str) -> str:
    """The result of one round, seen from the side of the first card."""
    ahead = (deck.index(theirs) - deck.index(mine)) % len(deck)
    if mine == theirs:
        return "draw"
    if game == "elements":
        # It overcomes the card two ahead, and is generated by the one before it, four ahead.
        wins = ahead in (2, 4)
    elif game == "stick":
        wins = ahead <= reach_of(deck)
        if not wins and ahead < len(deck) - reach_of(deck):
            return "draw"
    else:
        extremes = {mine, theirs} == {deck[0], deck[-1]}
        wins = (mine > theirs) if extremes else (mine < theirs)
    return "win" if wins else "loss"


def fitting(data: dict[str, Any]) -> list[str]:
    """For each round, the opponent's cards that give its result."""
    return [
        "".join(card for card in data["deck"] if result_of(data["game"], data["deck"], mine, card) == result)
        for mine, result in zip(data["moves"], data["results"], strict=True)
    ]


def match(choices: list[str]) -> list[str] | None:
    """One card for each round, all different, or None if there is no such sequence (augmenting paths)."""
    holders: dict[str, int] = {}

    def find(number: int, seen: set[str]) -> bool:
        for card in choices[number]:
            if card not in seen:
                seen.add(card)
                if card not in holders or find(holders[card], seen):
                    holders[card] = number
                    return True
        return False

    if not all(find(number, set()) for number in range(len(choices))):
        return None
    cards = {number: card for card, number in holders.items()}
    return [cards[number] for number in range(len(choices))]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    cards = match(fitting(data))
    return f"[{', '.join(cards)}]" if cards else "no sequence has these results"


def _guessable(choices: list[str], cards: int) -> bool:
    """Whether a random sequence of different cards might be right more often than we want.

    A sequence is right at most as often as its rounds with the fewest fitting cards are.
    """
    fewest = sorted(map(len, choices))
    return all(prod(fewest[:count]) * _CHANCES > perm(cards, count) for count in range(1, len(fewest) + 1))


def _first_fit(choices: Iterable[str]) -> bool:
    """Whether one gets through by taking, in every round, the first card that fits and is left."""
    used: list[str] = []
    for cards in choices:
        free = [card for card in cards if card not in used]
        if not free:
            return False
        used.append(free[0])
    return True
