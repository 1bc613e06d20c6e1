"""Knights and knaves: everybody named once, with the right role."""

from __future__ import annotations

from typing import Any

import pytest

from r1ci_bench.rng import Rng
from r1ci_bench.task import Sample
from r1ci_reasoning_gym.knights_knaves import KnightsKnaves, holds, solutions
from r1ci_reasoning_gym.source import SOURCE

TASK = KnightsKnaves()
# Ann: "Bob is a devil or Cleo is an angel". Bob: "Ann is a devil". Cleo: "Ann is an angel iff I am".
SAMPLE = Sample(
    question="",
    data={
        "names": ["Ann", "Bob", "Cleo"],
        "roles": ["angel", "devil"],
        "statements": [
            ["or", ["lying", 1], ["telling-truth", 2]],
            ["lying", 0],
            ["<=>", ["telling-truth", 0], ["telling-truth", 2]],
        ],
    },
)


@pytest.mark.parametrize(
    "answer",
    [
        "Ann is an angel, Bob is a devil, and Cleo is an angel",
        "Ann is an angel, Bob is a devil, and Cleo is an angel.",
        "ann is a angel, bob is a devil and cleo is a angel",
        "Bob is a devil; Ann is an angel; Cleo is an angel",
        '{"Ann": "angel", "Bob": "devil", "Cleo": "angel"}',
        "Ann: angel\nBob: devil\nCleo: angel",
        "- **Ann**: angel\n- **Bob**: devil\n- **Cleo**: angel",
        "1. Ann is an angel.\n2. Bob is a devil.\n3. Cleo is an angel.",
        "Ann = angel, Bob = devil, Cleo = angel",
        "Ann (angel), Bob (devil), Cleo (angel)",
        "Ann \u2192 angel\nBob \u2192 devil\nCleo \u2192 angel",
        "- Ann - angel\n- Bob -> a devil\n- Cleo is the angel",
        "ANN IS AN ANGEL, BOB IS A DEVIL, AND CLEO IS AN ANGEL",
    ],
)
def test_roles_are_accepted_in_every_form_and_order(answer: str) -> None:
    assert TASK.verify(SAMPLE, answer).outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("Ann is an angel, Bob is an angel, and Cleo is an angel", "Bob is no angel"),
        ("Ann is an angel, and Bob is a devil", "exactly the people"),
        ("Ann is an angel, Bob is a devil, Cleo is an angel, Dan is a devil", "exactly the people"),
        ("Ann is an angel, Bob is a devil, Cleo is an angel, Ann is a devil", "named twice"),
        ("Ann is a knight, Bob is a knave, Cleo is a knight", "can be no 'knight'"),
        ("Ann is not an angel, Bob is a devil, Cleo is an angel", "cannot read"),
        ("angel, devil, angel", "cannot read"),
        ("Ann (not angel), Bob (devil), Cleo (angel)", "cannot read"),
        ("Ann -> Bob is a devil -> Cleo is an angel", "cannot read"),
        ("I think that Ann is an angel, Bob is a devil, and Cleo is an angel", "cannot read"),
        ("Ann is an angel/devil, Bob is a devil, and Cleo is an angel", "cannot read"),
        ("", "empty"),
        ("Ann is " * 2_000, "cannot read"),
    ],
)
def test_other_answers_are_wrong(answer: str, reason: str) -> None:
    """Reasoning-Gym gives 0.65 for one right role of two, and finds names in any prose."""
    verdict = TASK.verify(SAMPLE, answer)
    assert verdict.outcome == "wrong"
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("statement", "wanted"),
    [
        (["telling-truth", 0], [True, True, False, False]),
        (["lying", 1], [False, True, False, True]),
        (["not", ["telling-truth", 0]], [False, False, True, True]),
        (["and", ["telling-truth", 0], ["telling-truth", 1]], [True, False, False, False]),
        (["or", ["telling-truth", 0], ["telling-truth", 1]], [True, True, True, False]),
        (["->", ["telling-truth", 0], ["telling-truth", 1]], [True, False, True, True]),
        (["<=>", ["telling-truth", 0], ["telling-truth", 1]], [True, False, False, True]),
    ],
)
def test_statements_mean_what_logic_says(statement: list[Any], wanted: list[bool]) -> None:
    cases = [(True, True), (True, False), (False, True), (False, False)]
    assert [holds(statement, case) for case in cases] == wanted


def said(statement: list[Any], names: list[str], roles: list[str], inner: bool = False) -> str:
    """A statement in the words of Reasoning-Gym."""
    kind, *parts = statement
    if kind in ("telling-truth", "lying"):
        role = roles[kind == "lying"]
        return f"{names[parts[0]]} is {'an' if role[0] in 'aeiou' else 'a'} {role}"
    if kind == "not" and parts[0][0] in ("telling-truth", "lying"):
        opposite = ["lying" if parts[0][0] == "telling-truth" else "telling-truth", parts[0][1]]
        return said(opposite, names, roles)
    texts = [said(part, names, roles, inner=True) for part in parts]
    if kind == "not":
        text = f"it is not the case that {texts[0]}"
    elif kind == "->":
        text = f"if {texts[0]} then {texts[1]}"
    else:
        text = {"and": " and ", "or": " or ", "<=>": " if and only if "}[kind].join(texts)
    return f"({text})" if inner else text


@pytest.mark.parametrize("level", [1, 3, 5])
def test_questions_say_what_the_data_holds(level: int) -> None:
    for index in range(6):
        sample = TASK.generate(Rng("said", level, index), TASK.levels[level - 1])
        data = sample.data
        for name, statement in zip(data["names"], data["statements"], strict=True):
            assert name in sample.question
            text = said(statement, data["names"], data["roles"])
            plain = sample.question.replace("(", "").replace(")", "")
            assert text.replace("(", "").replace(")", "") in plain
        assert len(solutions(data)) == 1


def test_wrong_labels_and_several_solutions_are_not_asked() -> None:
    entry = SOURCE.entry("knights_knaves", TASK.levels[0].config, 9)
    data = TASK.read(entry)
    assert data is not None
    one, two = data["roles"]
    swapped = str(entry.answer).replace(one, "?").replace(two, one).replace("?", two)
    assert TASK.read(entry._replace(answer=swapped)) is None
    free = {**entry.metadata, "statements": [["telling-truth", 0], ["telling-truth", 1]]}
    assert TASK.read(entry._replace(metadata=free)) is None


def test_the_plural_of_hero() -> None:
    assert TASK.wording("inhabited by heros. Heros always tell the truth; a hero") == (
        "inhabited by heroes. Heroes always tell the truth; a hero"
    )
