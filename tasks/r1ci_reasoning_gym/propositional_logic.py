"""Propositional logic: give a conclusion that takes more than one of the premises.

Rules: Reasoning-Gym asks what can be concluded, and accepts nearly anything: a premise copied or doubly
negated, a premise or something else. So the question demands more here: the conclusion follows from all
premises, but from none of them alone, and it is one variable or its negation, or two of these joined by
"or" or "implies", or anything with at most two variables that means the same. A conjunction of premises,
which proves nothing, is neither. Each such conclusion is right.

Levels: the curriculum of Reasoning-Gym, for variables, premises and their depth, up to 6 variables and 7
premises; and the larger the level, the fewer of all conclusions of that form are right.

Labels: there is no stored answer, only an example that need not be a conclusion at all. Premises that
contradict each other, and those without a right conclusion, are not asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from r1ci_bench.programs import program
from r1ci_reasoning_gym.effort import EffortTask, effort_level
from r1ci_reasoning_gym.formulas import AND, IFF, IMPLIES, NOT, OR, FormulaForm, infix, postfix, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.task import Sample
    from r1ci_reasoning_gym.effort import EffortKnobs
    from r1ci_reasoning_gym.source import Entry


def _level(
    variables: tuple[int, int], statements: tuple[int, int], depth: tuple[int, int], least: int
) -> EffortKnobs:
    config = {
        "min_vars": variables[0],
        "max_vars": variables[1],
        "min_statements": statements[0],
        "max_statements": statements[1],
        "min_complexity": depth[0],
        "max_complexity": depth[1],
    }
    return effort_level(config, least, 99)


class PropositionalLogic(EffortTask[list[str]]):
    """Draw a conclusion."""

    id = "reasoning-gym/propositional_logic"
    version = "1"
    name = "propositional_logic"
    levels = (
        _level((2, 3), (2, 3), (1, 2), 60),
        _level((3, 3), (3, 3), (1, 3), 70),
        _level((3, 4), (3, 4), (1, 3), 80),
        _level((5, 5), (4, 6), (2, 3), 85),
        _level((6, 6), (6, 7), (2, 4), 90),
    )
    form = FormulaForm()

    def read(self, entry: Entry) -> dict[str, Any] | None:
        """The premises, and the letters that occur in them."""
        premises = entry.metadata["premises"]
        letters = "".join(sorted({sign for premise in premises for sign in premise if sign.isalpha()}))
        data = {"premises": premises, "letters": letters}
        if len(letters) < 2 or not conclusions(data):
            return None
        return data

    def effort(self, data: dict[str, Any]) -> int:
        """How many per cent of all conclusions of the form are wrong."""
        pairs = len(data["letters"]) * (len(data["letters"]) - 1) // 2
        return 100 - 100 * len(conclusions(data)) // (2 * len(data["letters"]) + 4 * pairs)

    def wording(self, question: str) -> str:
        """Without the full stops that begin its lines."""
        return question.replace("\n.", "\n")

    def advice(self, data: dict[str, Any]) -> str:
        """What a conclusion is; the example has symbols of another question."""
        return (
            "The conclusion must follow from all the statements together, and from none of them alone. It "
            "must be one symbol, a negated one, or two of these joined by \u2228 or \u2192 (or mean the same "
            "with at most two symbols, as \u00ac(A \u2227 B) does), with symbols that occur above. Each "
            "conclusion of this kind is right. Give one of them, as in <<<(\u00acA \u2192 B)>>>."
        )

    def fault(self, data: dict[str, Any], value: list[str]) -> str:
        """Compare truth tables."""
        letters = data["letters"]
        signs = (NOT, AND, OR, IMPLIES, IFF)
        if foreign := next((sign for sign in value if sign not in signs and sign not in letters), ""):
            return f"{foreign} does not occur in the statements"
        if sum(sign not in signs for sign in value) > 2:
            return "it has more than two symbols"
        found = table(value, letters)
        if found not in {known for _, known in clauses(letters)}:
            return "it is not one symbol or two, negated or not, joined by or or implies"
        premises = [table(postfix(premise), letters) for premise in data["premises"]]
        every = (1 << (1 << len(letters))) - 1
        if any(premise & (every ^ found) == 0 for premise in premises):
            return "it follows from one of the statements alone"
        together = every
        for premise in premises:
            together &= premise
        return "it does not follow" if together & (every ^ found) else ""

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Try all conclusions, with truth tables."""
        return program(solve_by_cases, sample.data, helpers=(value_of, follows), imports=("import re",))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """What Reasoning-Gym accepts: premises in other clothes; and what does not follow."""
        letters, premises = sample.data["letters"], sample.data["premises"]
        for premise in premises:
            yield "a premise", premise
            yield "a premise, doubly negated", f"{NOT}{NOT}{premise}"
            yield "a premise or something", f"({premise} {OR} {letters[0]})"
        yield "all premises", f" {AND} ".join(premises)
        yield "a tautology", f"({letters[0]} {OR} {NOT}{letters[0]})"
        yield "a tautology", f"({letters[0]} {IMPLIES} {letters[0]})"
        yield "a contradiction", f"({letters[0]} {AND} {NOT}{letters[0]})"
        yield "foreign symbol", "Z"
        yield "foreign symbol", f"({answer} {OR} Z)"
        yield "negated", f"{NOT}{answer}"
        yield "no formula", f"{answer} {letters[0]}"
        yield "broken brackets", f"({answer}"
        yield "in words", f"Therefore {answer}"
        right = {infix(clause) for clause in conclusions(sample.data)}
        for clause, _ in clauses(letters):
            if (text := infix(clause)) not in right:
                yield "does not follow, or from one alone", text


def clauses(letters: str) -> list[tuple[list[str], int]]:
    """All conclusions that may be given, each once, but for the ways to write it, with their truth tables."""
    formulas = [[letter, *sign] for letter in letters for sign in ([], [NOT])]
    literals = [(formula, table(formula, letters)) for formula in formulas]
    pairs = [
        ([*one, *two, OR], one_table | two_table)
        for place, (one, one_table) in enumerate(literals)
        for two, two_table in literals[place + 1 :]
        if one[0] != two[0]
    ]
    return literals + pairs


def conclusions(data: dict[str, Any]) -> list[list[str]]:
    """The right ones; none where the premises contradict each other."""
    letters = data["letters"]
    every = (1 << (1 << len(letters))) - 1
    premises = [table(postfix(premise), letters) for premise in data["premises"]]
    together = every
    for premise in premises:
        together &= premise
    found = []
    for clause, true in clauses(letters) if together else ():
        missing = every ^ true
        if together & missing == 0 and all(premise & missing for premise in premises):
            found.append(clause)
    return found


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return infix(conclusions(data)[0])


def value_of(formula: str, case: dict[str, bool]) -> bool:
    """The value of a formula of the question, whose brackets are complete."""
    for letter, value in case.items():
        formula = formula.replace(letter, "1" if value else "0")
    rules = {"\u2227": "1 1", "\u2228": "0 1|1 0|1 1", "\u2192": "0 0|0 1|1 1", "\u2194": "0 0|1 1"}
    while len(formula) > 1:
        formula = formula.replace("\u00ac0", "1").replace("\u00ac1", "0")
        formula = re.sub(
            "\\(([01]) (.) ([01])\\)",
            lambda found: str(int(f"{found[1]} {found[3]}" in rules[found[2]].split("|"))),
            formula,
        )
    return formula == "1"


def follows(premises: list[str], conclusion: list[str], cases: list[dict[str, bool]]) -> bool:
    """Whether one of some literals is true in every case in which all premises are."""
    for case in cases:
        true = any(case[literal[-1]] != literal.startswith("\u00ac") for literal in conclusion)
        if not true and all(value_of(premise, case) for premise in premises):
            return False
    return True


def solve_by_cases(data: dict[str, Any]) -> str:
    """An answer from a sample's data, by a way of its own: try all cases for all conclusions."""
    letters, premises = data["letters"], data["premises"]
    cases = [
        {letter: bool(number >> place & 1) for place, letter in enumerate(letters)}
        for number in range(1 << len(letters))
    ]
    literals = [sign + letter for letter in letters for sign in ("", "\u00ac")]
    pairs = [[one, two] for one in literals for two in literals if one[-1] < two[-1]]
    for conclusion in [[one] for one in literals] + pairs:
        if follows(premises, conclusion, cases) and not any(
            follows([premise], conclusion, cases) for premise in premises
        ):
            return conclusion[0] if len(conclusion) == 1 else f"({conclusion[0]} \u2228 {conclusion[1]})"
    return ""
