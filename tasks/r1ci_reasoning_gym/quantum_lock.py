"""Quantum lock: press buttons that change a number, some of them only in one colour of a light.

Rules: every press toggles the light; a button for one colour cannot be pressed in the other one, as in the
search of Reasoning-Gym (its text leaves that open, and its checker lets such a press pass without effect).
The question asks for the shortest sequence, so a longer one is wrong; each of several shortest ones is
right.

Levels: the curriculum's difficulty is only the most that an item may have, and items of the highest one
need anything from 3 to 15 presses, most of them 4 to 7. Here levels go by the number of presses. From
difficulty 7 on, Reasoning-Gym often searches long for a puzzle that can be solved, so that it is left out.
No puzzle is asked where pressing one button again and again is a shortest answer.

Labels: every stored answer is compared with a search of ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.chains import ChainForm
from r1ci_reasoning_gym.effort import EffortTask, effort_level

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry


class QuantumLock(EffortTask[list[str]]):
    """Reach a number by pressing buttons."""

    id = "reasoning-gym/quantum_lock"
    version = "1"
    name = "quantum_lock"
    levels = (
        effort_level({"difficulty": 4}, 3, 4),
        effort_level({"difficulty": 5}, 4, 5),
        effort_level({"difficulty": 6}, 5, 6),
        effort_level({"difficulty": 5}, 6, 8),
        effort_level({"difficulty": 5}, 8, 15),
    )
    form = ChainForm(("A", "B", "C"), arrow=" \u2192 ", joined=True)

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The number, the light, the target and the buttons."""
        found = entry.metadata
        data = {
            "start": found["initial_value"],
            "light": found["initial_state"],
            "target": found["target_value"],
            "buttons": [
                [button["name"], button["type"], button["value"], button["active_state"]]
                for button in found["buttons"]
            ],
        }
        stored = str(entry.answer).split(" \u2192 ")
        if _end(data, stored) != data["target"] or len(shortest(data)) != len(stored):
            return None
        if any(_end(data, [name] * len(stored)) == data["target"] for name in ("A", "B", "C")):
            return None
        if _end(data, ["A", "B", "C"]) == data["target"]:
            return None  # the question shows it as the form of an answer
        return data

    def effort(self, data: dict[str, Any]) -> int:
        """The number of presses."""
        return len(shortest(data))

    def advice(self, data: dict[str, Any]) -> str:
        """What the light does, and the form of the answer; presses of one button are never right."""
        return (
            'Every press toggles the light, whichever button it is. A button "when red" or "when green" can '
            "only be pressed while the light has that colour. Every shortest sequence is right. Write it as "
            "in <<<B \u2192 B \u2192 B \u2192 B>>>."
        )

    def fault(self, data: dict[str, Any], value: list[str]) -> str:
        """Press the buttons, and compare their number with that of a shortest sequence."""
        buttons = {button[0]: button for button in data["buttons"]}
        most = len(shortest(data))
        if len(value) > most:
            return f"{len(value)} presses are too many"
        number, light = data["start"], data["light"]
        for count, name in enumerate(value, 1):
            _, kind, amount, colour = buttons[name]
            if colour not in ("any", light):
                return f"press {count}: {name} cannot be pressed while the light is {light}"
            number = pressed(number, kind, amount)
            light = "green" if light == "red" else "red"
        return "" if number == data["target"] else f"the number is {number} in the end, not {data['target']}"

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Search from the start."""
        return program(solve, sample.data, helpers=(pressed, shortest))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Sequences that are too long or too short, and those that miss the target."""
        names = answer.split(" \u2192 ")
        yield "missing part", self.form.write(names[:-1])
        yield "missing part", self.form.write(names[1:])
        yield "extra part", self.form.write([*names, names[-1]])
        yield "extra part", self.form.write([names[0], *names])
        yield "repeated", self.form.write(names * 2)
        for name in ("A", "B", "C"):
            # No sequence of one button is an answer: such puzzles are not asked.
            yield "one button", self.form.write([name] * len(names))
        yield "unknown button", self.form.write([*names[:-1], "D"])
        yield "in words", f"press {names[0]}, then {names[1]}"
        yield "two answers", f"{answer} or {answer}"
        for place, name in enumerate(names):
            for other in {"A", "B", "C"} - {name}:
                changed = [*names[:place], other, *names[place + 1 :]]
                if _end(sample.data, changed) != sample.data["target"]:
                    yield "changed part", self.form.write(changed)


def _end(data: dict[str, Any], names: list[str]) -> int | None:
    """Where a sequence leads; None where it cannot be pressed."""
    colours = ("red", "green") if data["light"] == "red" else ("green", "red")
    number = int(data["start"])
    for count, name in enumerate(names):
        _, kind, amount, colour = next(button for button in data["buttons"] if button[0] == name)
        if colour in ("any", colours[count % 2]):
            number = {"add": number + amount, "subtract": number - amount, "multiply": number * amount}[kind]
        else:
            return None
    return number


def pressed(number: int, kind: str, amount: int) -> int:
    """The number after a press."""
    if kind == "multiply":
        return number * amount
    return number + amount if kind == "add" else number - amount


def shortest(data: dict[str, Any]) -> list[str]:
    """A shortest sequence; there always is one of at most 15 presses, as many as Reasoning-Gym tries."""
    # From further away, 15 presses lead neither back to the target nor up to zero.
    far = 15 * max(button[2] for button in data["buttons"])
    border: list[tuple[int, str, list[str]]] = [(data["start"], data["light"], [])]
    seen = {(data["start"], data["light"])}
    while border:
        further = []
        for number, light, names in border:
            if number == data["target"]:
                return names
            for name, kind, amount, colour in data["buttons"]:
                if colour in ("any", light):
                    state = (pressed(number, kind, amount), "green" if light == "red" else "red")
                    if state not in seen and -far <= state[0] <= data["target"] + far:
                        seen.add(state)
                        further.append((*state, [*names, name]))
        border = further
    return []


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return " \u2192 ".join(shortest(data))
