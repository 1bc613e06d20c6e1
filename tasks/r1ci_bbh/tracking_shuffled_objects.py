"""Tracking shuffled objects: follow three, five or seven things that change hands.

Rules: everybody has one thing at first; then things change hands, one event after the other.

Levels: the official items have as many swaps of two people as there are people. Level 3 is like them, with
four swaps of three people; levels 1 and 2 have fewer. On level 4 there are twice as many events, of which
some name people by what they have at that moment, and some let three people pass their things on in a circle.
Level 5 is longer still, and the two events before are sometimes taken back.

Provenance: BIG-Bench-Hard, `tracking_shuffled_objects_*.json`; all 750 stored answers are right. With few
swaps things often stay with their first owners; ours do so only as often as chance has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from r1ci_bbh.choice import ChoiceTask
from r1ci_bbh.official import with_options
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

_PEOPLE = (
    "Agnes", "Boris", "Carla", "Dmitri", "Esther", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Leon",
    "Mona", "Nils", "Olga", "Paul", "Ruth", "Simon", "Tessa", "Viktor",
)  # fmt: skip


class Scene(NamedTuple):
    """Somewhere where things change hands.

    Attributes:
        told: What is going on.
        things: What people may have.
    """

    told: str
    things: tuple[str, ...]


def _scene(told: str, things: str) -> Scene:
    return Scene(told, tuple(things.split(", ")))


_SCENES = {
    "market": _scene(
        "{people} meet at a flea market, each with one thing to trade.",
        "the brass compass, the tin robot, the silver spoon, the glass marble, the old map, the music box, "
        "the wooden whistle, the pocket watch, the china dog, the oil lamp",
    ),
    "fruit": _scene(
        "{people} have a picnic, and each has brought one kind of fruit.",
        "the figs, the cherries, the melon, the apricots, the grapes, the pineapple, the dates, the pears, "
        "the raspberries, the bananas",
    ),
    "music": _scene(
        "{people} play in a band that changes instruments between songs.",
        "the flute, the trumpet, the cello, the tuba, the banjo, the triangle, the oboe, the harp, "
        "the organ, the accordion",
    ),
    "keys": _scene(
        "{people} share a house, and each keeps the key to one of its rooms.",
        "the attic key, the cellar key, the kitchen key, the garage key, the laundry key, the library key, "
        "the garden key, the workshop key, the pantry key, the balcony key",
    ),
    "scarves": _scene(
        "{people} wait for a parade, and each wears a scarf in one colour.",
        "the crimson scarf, the beige scarf, the navy scarf, the olive scarf, the ivory scarf, "
        "the lilac scarf, the amber scarf, the charcoal scarf, the coral scarf, the mint scarf",
    ),
}


class TrackingLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a shuffle.

    Attributes:
        events: How many events there are.
        kinds: The kinds of events; what stands twice comes twice as often.
    """

    events: int
    kinds: tuple[str, ...] = ("swap",)


def _levels(*events: int) -> tuple[TrackingLevel, ...]:
    kinds = [("swap",)] * 3 + [
        ("swap", "swap", "holder", "circle"),
        ("swap", "holder", "holders", "circle", "back"),
    ]
    return tuple(TrackingLevel(events=count, kinds=some) for count, some in zip(events, kinds, strict=True))


class TrackingShuffledObjects(ChoiceTask[TrackingLevel]):
    """Follow things; its sisters differ in how many there are.

    Attributes:
        count: How many people and things there are.
    """

    count: ClassVar[int]
    levels: ClassVar[tuple[TrackingLevel, ...]]

    def generate(self, rng: Rng, level: TrackingLevel) -> Sample:
        """Draw people, things, events, and whose thing is asked for."""
        scene = rng.choice(sorted(_SCENES))
        people = rng.sample(_PEOPLE, self.count)
        things = rng.sample(_SCENES[scene].things, self.count)
        start = [[person, thing] for person, thing in zip(people, things, strict=True)]
        kept = rng.chance(1, self.count)
        while True:
            events = _events(rng, start, level)
            end = after(start, events)
            fitting = [person for person, thing in start if kept == (end[person] == thing)]
            if fitting:
                break
        options = list(things)
        rng.shuffle(options)
        asked = rng.choice(fitting)
        data = {"scene": scene, "start": start, "events": events, "asked": asked, "options": options}
        return self.fresh(data, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State who has what, what happens, and the options."""
        people = [person for person, _ in data["start"]]
        scene = _SCENES[data["scene"]].told.format(people=_listed(people))
        having = _listed([f"{person} has {thing}" for person, thing in data["start"]])
        events = [_told(event) for event in data["events"]]
        openings = ["First", *["Then"] * (len(events) - 2), "Finally"]
        said = " ".join(f"{opening}, {event}." for opening, event in zip(openings, events, strict=True))
        notes = _notes({event[0] for event in data["events"]})
        head = f"{scene} At first, {having}.\n\n{said}\n\n{notes}What does {data['asked']} have in the end?\n"
        return with_options(head, data["options"])

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Follow the events."""
        return program(solve, sample.data, helpers=(happen, after)) if "events" in sample.data else None


class TrackingShuffledObjectsThreeObjects(TrackingShuffledObjects):
    """Follow three things."""

    id = "bbh/tracking_shuffled_objects_three_objects"
    version = "1"
    count = 3
    levels = _levels(2, 3, 4, 8, 18)


class TrackingShuffledObjectsFiveObjects(TrackingShuffledObjects):
    """Follow five things."""

    id = "bbh/tracking_shuffled_objects_five_objects"
    version = "1"
    count = 5
    levels = _levels(2, 4, 5, 10, 25)


class TrackingShuffledObjectsSevenObjects(TrackingShuffledObjects):
    """Follow seven things."""

    id = "bbh/tracking_shuffled_objects_seven_objects"
    version = "1"
    count = 7
    levels = _levels(3, 5, 7, 14, 35)


def happen(states: list[dict[str, str]], event: list[str]) -> None:
    """Add who has what after an event to who had what before it, from the beginning."""
    kind, *named = event
    has = dict(states[-1])
    if kind == "back":
        # What was two events ago is again.
        has = dict(states[-3])
    owner = {thing: person for person, thing in has.items()}
    # A person is named, or somebody by what that person has.
    people = [owner.get(name, name) for name in named]
    moved = [has[person] for person in people]
    for place, person in enumerate(people):
        has[person] = moved[place - 1]
    states.append(has)


def after(start: list[list[str]], events: list[list[str]]) -> dict[str, str]:
    """Who has what in the end."""
    states = [{pair[0]: pair[1] for pair in start}]
    for event in events:
        happen(states, event)
    return states[-1]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    thing = after(data["start"], data["events"])[data["asked"]]
    return f"({chr(ord('A') + data['options'].index(thing))})"


def _events(rng: Rng, start: list[list[str]], level: TrackingLevel) -> list[list[str]]:
    events: list[list[str]] = []
    states = [{pair[0]: pair[1] for pair in start}]
    while len(events) < level.events:
        kind = rng.choice(level.kinds)
        people = rng.sample(list(states[0]), 3 if kind == "circle" else 2)
        if kind == "back":
            # Only what was no such step itself is taken back, so that nobody has to ask what that undoes.
            if any(event[0] == "back" for event in events[-2:]) or len(events) < 2:
                continue
            people = []
        if kind in ("holder", "holders"):
            people[0] = states[-1][people[0]]
        if kind == "holders":
            people[1] = states[-1][people[1]]
        event = [kind, *people]
        # The same swap twice in a row does nothing, which is too easily seen. Two different swaps of three
        # people leave nobody with the first thing, so that two may be the same.
        if level.events > 2 and events and kind == "swap" and sorted(events[-1]) == sorted(event):
            continue
        events.append(event)
        happen(states, event)
    return events


def _told(event: list[str]) -> str:
    kind, *named = event
    if kind == "swap":
        return f"{named[0]} and {named[1]} swap what they have"
    if kind == "holder":
        return f"whoever has {named[0]} swaps with {named[1]}"
    if kind == "holders":
        return f"whoever has {named[0]} swaps with whoever has {named[1]}"
    if kind == "circle":
        return (
            f"{named[0]} gives to {named[1]}, {named[1]} to {named[2]} and {named[2]} to {named[0]} "
            "what each has, all at once"
        )
    return "the last two events are taken back"


def _notes(kinds: set[str]) -> str:
    notes = ""
    if kinds & {"holder", "holders"}:
        notes += "Who has something is meant at the moment of the event. "
    if "back" in kinds:
        notes += "Where events are taken back, everybody has again what they had before these two. "
    return notes


def _listed(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
