"""Graph colouring: give every vertex of a graph a colour, so that no edge joins two of the same.

Rules: every vertex has one of the given colours. Every colouring that keeps to this is right; it need not use
all colours.

Levels: more vertices and fewer colours, after the curriculum of Reasoning-Gym. Its edges are so rare (one
pair of vertices in ten) that with 10 vertices there are four or five of them; here there are more.

Labels: Reasoning-Gym stores no answer, but a colouring in its metadata, which is checked by the rules. Its
graphs are those for which it is enough to go through the vertices by their numbers, and to give each the
first colour that its neighbours leave. So vertices get other numbers here, which the question's hash decides,
and graphs for which that is still enough are not asked.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from r1ci_bench.answers import AnswerError, Form, excerpt, unwrap, without_brackets
from r1ci_bench.programs import program
from r1ci_reasoning_gym.base import ReasoningGymTask, ladder
from r1ci_reasoning_gym.line_marks import without_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.source import Entry

Colouring = dict[int, int]

_MOST_VERTICES = 500
_ENTRY = re.compile(
    r"(?:vertex |node )?([0-9]{1,4}) ?(?:[:=]|-?>) ?(?:colou?r )?([0-9]{1,4})(?: ?[,;] ?| |$)"
)


@dataclass(frozen=True)
class ColouringForm(Form[Colouring]):
    """Numbers of vertices with numbers of colours: `{"0": 1, "1": 2}`."""

    def read(self, text: str) -> Colouring:
        """Read a map in JSON or in Python, or one vertex a line."""
        inner = without_brackets(without_marks(unwrap(text)).rstrip(".").strip())
        inner = " ".join(re.sub(r"[\"'`*$]", " ", inner).lower().split())
        found: Colouring = {}
        place = 0
        while place < len(inner):
            match = _ENTRY.match(inner, place)
            if not match or len(found) == _MOST_VERTICES:
                raise AnswerError(f"cannot read a vertex and its colour at {excerpt(inner[place:])}")
            vertex, colour = int(match[1]), int(match[2])
            if vertex in found:
                raise AnswerError(f"vertex {vertex} has two colours")
            found[vertex] = colour
            place = match.end()
        if not found:
            raise AnswerError("there is no colour")
        return found

    def write(self, value: Colouring) -> str:
        """Write it in JSON."""
        return json.dumps({str(vertex): colour for vertex, colour in value.items()})

    def renderings(self, value: Colouring) -> Iterator[str]:
        """In Python, without brackets, a vertex a line, in another order."""
        yield from (repr(value), json.dumps(value, separators=(",", ":")), json.dumps(value, indent=2))
        yield ", ".join(f"{vertex}: {colour}" for vertex, colour in value.items())
        yield ", ".join(f"{vertex}={colour}" for vertex, colour in value.items())
        yield "\n".join(f"{vertex} -> {colour}" for vertex, colour in value.items())
        yield "\n".join(f"Vertex {vertex}: color {colour}" for vertex, colour in value.items())
        yield "\n".join(f"- **Vertex {vertex}**: {colour}" for vertex, colour in value.items())
        yield f"\\{{{', '.join(f'{vertex}: {colour}' for vertex, colour in value.items())}\\}}"
        yield json.dumps(dict(reversed(value.items())))
        yield json.dumps({str(vertex): str(colour) for vertex, colour in value.items()}) + "."


def _graph(vertices: tuple[int, int], colours: int, density: float) -> dict[str, Any]:
    return {
        "min_num_vertices": vertices[0],
        "max_num_vertices": vertices[1],
        "num_colors": colours,
        "edge_probability": density,
    }


class GraphColor(ReasoningGymTask[Colouring]):
    """Colour a graph."""

    id = "reasoning-gym/graph_color"
    version = "1"
    name = "graph_color"
    levels = ladder(
        _graph((6, 7), 3, 0.5),
        _graph((8, 9), 3, 0.4),
        _graph((10, 12), 3, 0.35),
        _graph((14, 18), 3, 0.25),
        _graph((20, 25), 3, 0.18),
    )
    form = ColouringForm()

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The number of vertices, the edges under their new numbers, and the number of colours."""
        puzzle = entry.metadata["puzzle"]
        size = len(puzzle["vertices"])
        stored = {int(vertex): colour for vertex, colour in entry.metadata["possible_answer"].items()}
        old = {"vertices": size, "edges": puzzle["edges"], "colors": len(puzzle["color_options"])}
        data = {**old, "edges": renumbered(puzzle["edges"], size, entry.question.strip())}
        return None if self.fault(old, stored) or first_fit(data) else data

    def wording(self, question: str) -> str:
        """The edges under the new numbers of their vertices, and no double negation."""
        start, end = question.index("Edges: ") + 7, question.index("\nPossible colors")
        vertices = json.loads(question[question.index("Vertices: ") + 10 : question.index("\nEdges: ")])
        edges = json.loads(question[start:end].replace("(", "[").replace(")", "]"))
        new = ", ".join(f"({one}, {two})" for one, two in renumbered(edges, len(vertices), question))
        asked = question[:start].replace("every vertex is not connected", "no vertex is connected")
        return f"{asked}[{new}]{question[end:]}"

    def advice(self, data: dict[str, Any]) -> str:
        """A map of all vertices."""
        return (
            "Every vertex gets exactly one of the possible colors, and the two vertices of an edge get "
            "different ones; not all colors need to be used. For a graph of three vertices with the edges "
            "(0, 1) "
            'and (1, 2), for example, the answer could be <<<{"0": 1, "1": 2, "2": 1}>>>.'
        )

    def fault(self, data: dict[str, Any], value: Colouring) -> str:
        """Every proper colouring is right."""
        if sorted(value) != list(range(data["vertices"])):
            return f"the vertices are not 0 to {data['vertices'] - 1}"
        if not all(1 <= colour <= data["colors"] for colour in value.values()):
            return f"a colour is not one of 1 to {data['colors']}"
        for one, two in data["edges"]:
            if value[one] == value[two]:
                return f"the edge ({one}, {two}) joins two vertices of the same colour"
        return ""

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Colour the vertex with the fewest colours left, and go back where there is none."""
        return program(solve, sample.data, helpers=(coloured,))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Vertices less, more, twice; other colours; one colour for all; both ends of an edge alike."""
        right = self.form.read(answer)
        write = self.form.write
        one, two = sample.data["edges"][0]
        last = sample.data["vertices"] - 1
        yield "one colour", write(dict.fromkeys(right, 1))
        yield "ends alike", write({**right, one: right[two]})
        yield (
            "two vertices only",
            write({vertex: 1 + vertex % sample.data["colors"] for vertex in (one, two)}),
        )
        yield "missing part", write({vertex: colour for vertex, colour in right.items() if vertex != last})
        yield "extra part", write({**right, last + 1: 1})
        yield "other colour", write({**right, one: sample.data["colors"] + 1})
        yield "other colour", write({**right, one: 0})
        yield "twice", answer[:-1] + f', "{one}": {right[one]}}}'
        yield "wrong type", answer.replace(": ", ": true", 1)
        yield "only colours", str(list(right.values()))


def renumbered(edges: list[list[int]], size: int, question: str) -> list[list[int]]:
    """The edges after the vertices were given other numbers, which the question decides."""
    keys = [hashlib.sha256(f"{vertex} {question}".encode()).digest() for vertex in range(size)]
    number = {vertex: new for new, vertex in enumerate(sorted(range(size), key=keys.__getitem__))}
    return sorted(sorted((number[one], number[two])) for one, two in edges)


def first_fit(data: dict[str, Any]) -> bool:
    """Whether it is enough to give each vertex in turn the first colour that its neighbours leave."""
    colours: Colouring = {}
    for vertex in range(data["vertices"]):
        taken = {colours.get(one + two - vertex) for one, two in data["edges"] if vertex in (one, two)}
        free = [colour for colour in range(1, data["colors"] + 1) if colour not in taken]
        if not free:
            return False
        colours[vertex] = free[0]
    return True


def coloured(vertices: int, edges: list[list[int]], colors: int) -> dict[int, int] | None:
    """A proper colouring, or None."""
    beside: list[set[int]] = [set() for _ in range(vertices)]
    for one, two in edges:
        beside[one].add(two)
        beside[two].add(one)
    found: dict[int, int] = {}

    def extended() -> bool:
        if len(found) == vertices:
            return True
        free = {
            vertex: sorted(set(range(1, colors + 1)) - {found.get(other) for other in beside[vertex]})
            for vertex in range(vertices)
            if vertex not in found
        }
        vertex = min(free, key=lambda vertex: (len(free[vertex]), -len(beside[vertex]), vertex))
        for colour in free[vertex]:
            found[vertex] = colour
            if extended():
                return True
            del found[vertex]
        return False

    return found if extended() else None


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    found = coloured(data["vertices"], data["edges"], data["colors"]) or {}
    return json.dumps({str(vertex): found[vertex] for vertex in sorted(found)})
