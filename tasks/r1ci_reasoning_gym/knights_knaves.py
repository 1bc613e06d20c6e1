"""Knights and knaves: everybody always tells the truth or always lies; who does which?

Rules: everybody makes one statement; a knight's is true and a knave's is false. "if ... then" is the
implication of logic, "or" includes both.

Levels: the curriculum of Reasoning-Gym: 2 to 5 people, and statements of more depth and width; its default
is the easiest of them. Here the last level has 6 people.

Labels: every item is solved by trying all cases; one without exactly one solution is not asked. The checker
of Reasoning-Gym finds the names in any prose; here every person must be named once, with one role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap, without_brackets, without_bullets
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

Roles = dict[str, str]

_MARKS = re.compile(r"[*\"'`]")
_ROLE = re.compile(
    r"(?:and )?([A-Za-z]+)(?: ?[:=] ?| is (?:an? |the )?| ?(?:[-=]?>|-) ?(?:an? )?| ?\()"
    r"([A-Za-z]+)\)?(?: ?[,;.] ?| |$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class RolesForm(Form[Roles]):
    """Names with a role each: `Amelia is a hero, and Luke is a villain`, or an object of JSON."""

    def read(self, text: str) -> Roles:
        """Read it in any case, in one line or in several."""
        bare = _MARKS.sub(" ", without_bullets(without_brackets(unwrap(text))))
        bare = " ".join(bare.split())
        found: Roles = {}
        place = 0
        while place < len(bare):
            match = _ROLE.match(bare, place)
            if not match:
                raise AnswerError(f"cannot read a name and a role at {excerpt(bare[place:])}")
            name = match[1].capitalize()
            if name in found:
                raise AnswerError(f"{excerpt(name)} is named twice")
            found[name] = match[2].lower()
            place = match.end()
        if not found:
            raise AnswerError("no name and role")
        return found

    def write(self, value: Roles) -> str:
        """Write it as questions show it."""
        parts = [f"{name} is {'an' if role[0] in 'aeiou' else 'a'} {role}" for name, role in value.items()]
        return ", and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]

    def renderings(self, value: Roles) -> Iterator[str]:
        """As a list of lines, as an object, in another order, in another case."""
        shown = self.write(value)
        yield from (f"{shown}.", shown.lower(), shown.replace(" and ", " "), shown.replace(" an ", " a "))
        yield self.write(dict(reversed(value.items())))
        yield "\n".join(f"- {name}: {role}" for name, role in value.items())
        yield "\n".join(
            f"{number}. {name} is a {role}." for number, (name, role) in enumerate(value.items(), 1)
        )
        for sign in (" = ", " -> ", " \u2192 ", " - ", " \u2013 ", " is the "):
            yield "\n".join(f"{name}{sign}{role}" for name, role in value.items())
        yield from (", ".join(f"{name} ({role})" for name, role in value.items()), shown.upper())
        yield "{" + ", ".join(f'"{name}": "{role}"' for name, role in value.items()) + "}"
        yield str(value)

    def mutations(self, value: Roles) -> Iterator[tuple[str, str]]:
        """Another role, a person less, more or twice, roles of no use."""
        roles = sorted(set(value.values()))
        shown = self.write(value)
        for name, role in value.items():
            other = next((word for word in roles if word != role), "stranger")
            yield "changed part", self.write({**value, name: other})
            yield "missing part", self.write({key: word for key, word in value.items() if key != name})
        name, role = next(iter(value.items()))
        yield "extra part", f"{shown}, and Nobody is a {role}"
        yield "two answers", f"{shown}, and {name} is a {role}"
        yield "negated", shown.replace(" is ", " is not ", 1)
        yield "both roles", shown.replace(role, f"{role}/other", 1)
        yield "roles only", ", ".join(value.values())


class KnightsKnaves(ReasoningGymTask[Roles]):
    """Who tells the truth."""

    id = "reasoning-gym/knights_knaves"
    version = "1"
    name = "knights_knaves"
    levels = ladder(
        {"n_people": 2, "depth_constraint": 2, "width_constraint": 2},
        {"n_people": 3, "depth_constraint": 2, "width_constraint": 2},
        {"n_people": 4, "depth_constraint": 2, "width_constraint": 3},
        {"n_people": 5, "depth_constraint": 2, "width_constraint": 3},
        {"n_people": 6, "depth_constraint": 3, "width_constraint": 3},
    )
    form = RolesForm()
    unique_answer = True

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The names, the words for the two roles, and the statements as trees."""
        found = entry.metadata
        terms = found["knight_knave_terms"]
        data = {
            "names": found["names"],
            "roles": [terms["knight"], terms["knave"]],
            "statements": found["statements"],
        }
        if len(solutions(data)) != 1 or self.fault(data, self.form.read(str(entry.answer))):
            return None
        return data

    def wording(self, question: str) -> str:
        """With the usual plural of hero."""
        return re.sub(r"\b([Hh])eros\b", r"\1eroes", question)

    def advice(self, data: dict[str, Any]) -> str:
        """How statements are meant, and the form of the answer."""
        true, false = data["roles"]
        return (
            '"A or B" is also true where both are, "if A then B" is false only where A is true and B is not, '
            "and brackets show what belongs together. What is told without quotation marks goes on to the "
            "end of its sentence. Say of everybody what they are, as in "
            f"<<<{self.form.write({'Ann': true, 'Bruno': false})}>>>."
        )

    def fault(self, data: dict[str, Any], value: Roles) -> str:
        """Everybody must be named, with the right role."""
        wanted = dict(zip(data["names"], next(iter(solutions(data))), strict=True))
        if value.keys() != wanted.keys():
            return "it does not name exactly the people of the question"
        for name, role in value.items():
            if role not in data["roles"]:
                return f"{name} can be no {excerpt(role)}"
            if role != data["roles"][not wanted[name]]:
                return f"{name} is no {role}"
        return ""

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Try all cases."""
        imports = ("from itertools import product",)
        return program(solve, sample.data, helpers=(holds, solutions), imports=imports)


def holds(statement: list[Any], truthful: tuple[bool, ...]) -> bool:
    """Whether a statement is true."""
    kind: str = statement[0]
    parts = statement[1:]
    if kind in ("telling-truth", "lying"):
        return truthful[parts[0]] is (kind == "telling-truth")
    values = [holds(part, truthful) for part in parts]
    if kind == "not":
        return not values[0]
    if kind == "->":
        return values[1] or not values[0]
    if kind == "<=>":
        return values[0] == values[1]
    return all(values) if kind == "and" else any(values)


def solutions(data: dict[str, Any]) -> list[tuple[bool, ...]]:
    """All cases in which everybody's statement is as true as they are truthful."""
    statements = data["statements"]
    return [
        truthful
        for truthful in product([True, False], repeat=len(statements))
        if all(holds(statement, truthful) == one for statement, one in zip(statements, truthful, strict=True))
    ]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    found = solutions(data)[0]
    parts = []
    for name, truthful in zip(data["names"], found, strict=True):
        role = data["roles"][0 if truthful else 1]
        parts.append(f"{name} is {'an' if role[0] in 'aeiou' else 'a'} {role}")
    return ", ".join(parts[:-1]) + ", and " + parts[-1]
