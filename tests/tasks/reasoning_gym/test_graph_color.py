"""Graph colouring: every proper colouring is right."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.graph_color import GraphColor, coloured, first_fit, renumbered
from r1ci_reasoning_gym.source import SOURCE, Entry

TASK = GraphColor()
SAMPLE = Sample(question="", data={"vertices": 4, "edges": [[0, 1], [1, 2], [2, 3], [0, 2]], "colors": 3})
RIGHT = {"0": 1, "1": 2, "2": 3, "3": 1}
GRAPHS = st.integers(1, 5).flatmap(
    lambda size: (
        st.tuples(
            st.just(size),
            st.sets(
                st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(
                    lambda edge: edge[0] < edge[1]
                )
            ),
        )
        if size > 1
        else st.just((1, set()))
    )
)


@pytest.mark.parametrize(
    "answer",
    [
        json.dumps(RIGHT),
        "{0: 1, 1: 2, 2: 3, 3: 1}",
        "0: 1, 1: 2, 2: 3, 3: 1",
        "0=1\n1=2\n2=3\n3=1",
        "Vertex 0: color 1\nVertex 1: color 2\nVertex 2: color 3\nVertex 3: color 1",
        "3 -> 1, 2 -> 3, 1 -> 2, 0 -> 1",
        '{"0": "1", "1": "2", "2": "3", "3": "1"}',
        f"```json\n{json.dumps(RIGHT, indent=2)}\n```",
        "- **Vertex 0**: 1\n- **Vertex 1**: 2\n- **Vertex 2**: 3\n- **Vertex 3**: 1",
        "1. 0: 1\n2. 1: 2\n3. 2: 3\n4. 3: 1",
        "$\\{0: 1, 1: 2, 2: 3, 3: 1\\}$",
        '{"0": 3, "1": 1, "2": 2, "3": 3}',
        '{"0": 3, "1": 1, "2": 2, "3": 1}',
    ],
)
def test_every_proper_colouring_is_accepted(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ('{"0": 1, "1": 2, "2": 3}', "the vertices are not"),
        ('{"0": 1, "1": 2, "2": 3, "3": 1, "4": 1}', "the vertices are not"),
        ('{"0": 1, "1": 2, "2": 3, "3": 1, "3": 2}', "vertex 3 has two colours"),
        ('{"0": 1, "1": 2, "2": 1, "3": 2}', "the edge (0, 2) joins"),
        ('{"0": 1, "1": 2, "2": 4, "3": 1}', "not one of 1 to 3"),
        ('{"0": 0, "1": 2, "2": 3, "3": 1}', "not one of 1 to 3"),
        ('{"0": true, "1": 2, "2": 3, "3": 1}', "cannot read"),
        ("[1, 2, 3, 1]", "cannot read"),
        ("1. 1\n2. 2\n3. 3\n4. 1", "cannot read"),
        ("{}", "there is no colour"),
    ],
)
def test_a_broken_rule_is_named(answer: str, reason: str) -> None:
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@given(GRAPHS)
def test_the_solver_finds_a_colouring_exactly_where_there_is_one(
    graph: tuple[int, set[tuple[int, int]]],
) -> None:
    size, edges = graph
    possible = any(
        all(colours[one] != colours[two] for one, two in edges) for colours in product((1, 2, 3), repeat=size)
    )
    found = coloured(size, [list(edge) for edge in edges], 3)
    assert (found is not None) == possible
    if found is not None:
        data = {"vertices": size, "edges": [list(edge) for edge in edges], "colors": 3}
        assert TASK.fault(data, found) == ""


def entry(edges: list[list[int]], stored: dict[str, int], question: str) -> Entry:
    puzzle: dict[str, Any] = {"vertices": list(range(6)), "edges": edges, "color_options": [1, 2]}
    return Entry(question, None, {"puzzle": puzzle, "possible_answer": stored})


def test_graphs_with_wrong_colourings_or_for_which_first_fit_is_enough_are_not_asked() -> None:
    # A path: first fit needs two colours along it, and three if both its ends come first.
    path = [[0, 1], [1, 2], [2, 3], [3, 4], [4, 5]]
    right = {str(vertex): 1 + vertex % 2 for vertex in range(6)}
    asked = [TASK.read(entry(path, right, f"graph {number}")) for number in range(40)]
    assert None in asked
    kept = [data for data in asked if data is not None]
    assert kept
    assert not any(first_fit(data) for data in kept)
    assert all(TASK.solution(data) for data in kept)
    assert all(TASK.read(entry(path, {**right, "0": 2}, f"graph {number}")) is None for number in range(40))


def test_first_fit_solves_every_graph_as_reasoning_gym_numbers_it() -> None:
    for index in range(10):
        puzzle = SOURCE.entry("graph_color", TASK.levels[2].config, Rng("fit", index).bits(62)).metadata[
            "puzzle"
        ]
        assert first_fit({"vertices": len(puzzle["vertices"]), "edges": puzzle["edges"], "colors": 3})


def test_renumbering_keeps_the_graph() -> None:
    edges = [[0, 1], [0, 2], [0, 3], [2, 3]]
    new = renumbered(edges, 4, "some graph")
    degrees = sorted(sum(vertex in edge for edge in edges) for vertex in range(4))
    assert sorted(sum(vertex in edge for edge in new) for vertex in range(4)) == degrees
    assert new == sorted(map(sorted, new))


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_questions_of_every_level(level: int) -> None:
    for index in range(5):
        sample = TASK.generate(Rng("test", level, index), TASK.levels[level - 1])
        printed = ", ".join(f"({one}, {two})" for one, two in sample.data["edges"])
        assert f"Edges: [{printed}]\n" in sample.question
        assert "no vertex is connected to a vertex of the same color" in sample.question
        answer = TASK.solution(sample.data)
        assert TASK.verify(sample, answer).outcome == "correct"
        for text in TASK.renderings(sample, answer):
            assert TASK.verify(sample, text).outcome == "correct", text
        for name, text in TASK.mutations(sample, answer):
            assert TASK.verify(sample, text).outcome == "wrong", (name, text)
