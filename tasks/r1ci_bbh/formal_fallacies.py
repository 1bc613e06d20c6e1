"""Formal fallacies: say whether an argument is deductively valid.

Rules: an argument is valid where no world makes its premises true and its conclusion false. `Or` includes
both, and what is said of everybody of a sort does not say that there is anybody of it.

Levels: the official arguments have one to three premises over two to five sorts of people. Level 1 has two
sorts, level 2 three or four, level 3 up to five with `and` and `or`, and a premise that need not matter. On
levels 4 and 5 arguments have five to seven sorts, more steps, and one or two such premises.

How they are made: a valid scheme is drawn, its sorts are negated at random, and statements are put in other
words by contraposition and the like. Half of all arguments are spoiled by a classical fallacy: a converse
(affirming the consequent, undistributed middle), an inverse (denying the antecedent), a premise in place of
the conclusion, `and` in place of `or`. Whether that makes them invalid is decided over all kinds of people.
None of these changes shows in the words: quantifiers stay, and negations come and go in pairs, as they do by
contraposition. From level 3 on, where arguments are long enough for that, a fallacy also leaves as it was
which sorts the premises affirm and deny, so that a look at these signs and the conclusion is not enough;
mostly two premises exchange what they speak of.

Provenance: BIG-Bench-Hard, `formal_fallacies.json`, whose stored answers are trusted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from r1ci_bbh.argument_fallacies import fair, spoiled
from r1ci_bbh.argument_logic import Formula, Statement, follows, kinds_of, negated, sorts_of
from r1ci_bbh.argument_words import NAMES, SORTS, told
from r1ci_bbh.base import OneOfTask
from r1ci_bench.answers import OneOfForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level

if TYPE_CHECKING:
    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample

# A > B: all; A ~ B: some; x: A: one; -A: not A.
_SCHEMES = {
    1: ("A > B / A > B", "A ~ B / A ~ B", "A > B, x: A / x: B"),
    2: (
        "A > B, B > C / A > C",
        "A ~ B, B > C / A ~ C",
        "A > B, B > C, x: A / x: C",
        "A > B, A > C / A > B&C",
        "A|B > C, C > D / A > D",
    ),
    3: (
        "A > B|C, B > D, C > D / A > D",
        "A > B|C, B > -A, C > D / A > D",
        "A > B, A&B > C, C > D / A > D",
        "A > B&C, B > D, C&D > E / A > E",
        "A ~ B, A > C, B&C > D / A ~ D",
        "A&B > C, C > D|E, E > -A / A&B > D",
        "A > B, B|C > D, x: A|C / x: D",
    ),
    4: (
        "A > B, B > C|D, C > E, D > E, F > -E / A > -F",
        "A&B > C, C > D, D > E|F, F > -B / A&B > E",
        "A ~ B, B > C, C > D|E, D > -A / A ~ E",
        "A > B|C, B > D&E, C > E, E > F, x: A / x: F",
    ),
    5: (
        "A > B, B > C|D, C > E&F, D > E, E > G / A > G",
        "A > B, B > C, C > D|E, D > F, E > F, F > -G / G > -A",
        "A ~ B, A > C, B&C > D, D > E|F, F > -A, E > G / A ~ G",
        "A > B|C, B > D|E, C > E, D > F, E > F, F > G / A > G",
        "A&B > C|D, C > E, D > F, E > G, F > G, G > -C / A&B > D",
    ),
}


_STARTS = tuple(
    f"{start}{how}"
    for start in ("", "the argument is ", "this argument is ", "it is ")
    for how in ("", "deductively ")
)[1:]
"""What people write in front of the one word."""


class FormalFallaciesLevel(Level, frozen=True, kw_only=True):
    """Difficulty of an argument.

    Attributes:
        schemes: Which list of schemes it comes from.
        moves: How many times statements are put in other words.
        aside: How many premises are added at random.
        alike: Whether valid and invalid arguments are alike in where sorts are affirmed and negated.
    """

    schemes: int
    moves: int
    aside: int = 0
    alike: bool = False


class FormalFallacies(OneOfTask[FormalFallaciesLevel]):
    """Judge arguments."""

    id = "bbh/formal_fallacies"
    version = "1"
    levels = (
        FormalFallaciesLevel(schemes=1, moves=1),
        FormalFallaciesLevel(schemes=2, moves=1),
        FormalFallaciesLevel(schemes=3, moves=2, aside=1, alike=True),
        FormalFallaciesLevel(schemes=4, moves=3, aside=1, alike=True),
        FormalFallaciesLevel(schemes=5, moves=4, aside=2, alike=True),
    )
    form = OneOfForm(
        ("valid", "invalid"),
        also={f"{start}{word}": word for word in ("valid", "invalid") for start in _STARTS},
    )
    advice = "Answer with one word, <<<valid>>> or <<<invalid>>>."

    def generate(self, rng: Rng, level: FormalFallaciesLevel) -> Sample:
        """Draw a scheme, negate and rename its sorts, reword it, and spoil every other one."""
        valid = rng.chance(1, 2)
        while True:
            *premises, conclusion = _scheme(rng, level.schemes)
            count = 1 + max(sort for statement in premises for sort in sorts_of(statement))
            premises += [_aside(rng, count) for _ in range(level.aside)]
            statements = [*premises, conclusion]
            wrong = spoiled(rng, statements, count, alike=level.alike)
            # A valid argument that cannot be spoiled is not asked either: its scheme would tell.
            if wrong is None:
                continue
            statements = statements if valid else wrong
            for _ in range(level.moves):
                _reword(rng, rng.choice(statements))
            if fair(statements, count):
                break
        *premises, conclusion = statements
        rng.shuffle(premises)
        data = {
            "sorts": rng.sample(SORTS[rng.choice(sorted(SORTS))], count),
            "name": rng.choice(NAMES),
            "premises": [[*premise, rng.below(60)] for premise in premises],
            "conclusion": [*conclusion, rng.below(60)],
        }
        return self.fresh(data, level)

    def wording(self, data: dict[str, Any]) -> str:
        """State the argument, and what is meant by valid."""
        premises = [told(premise, data["sorts"], data["name"]) for premise in data["premises"]]
        conclusion = told(data["conclusion"], data["sorts"], data["name"])
        listed = "\n".join(f"Premise {number}: {text}" for number, text in enumerate(premises, 1))
        return (
            f"Somebody argues as follows.\n\n{listed}\nConclusion: {conclusion}\n\n"
            "Is this argument deductively valid, so that its conclusion must be true wherever all its "
            "premises are? `Or` includes the case that both are true, and a statement about everybody of a "
            "kind does not say that there is anybody of that kind."
        )

    def worked_out(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str | None:
        """Look for a world in which the premises are true and the conclusion is false."""
        if "premises" not in sample.data:
            return None
        return program(solve, sample.data, helpers=(kinds_of, follows))


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return "valid" if follows(data["premises"], data["conclusion"], len(data["sorts"])) else "invalid"


def _scheme(rng: Rng, number: int) -> list[Statement]:
    """The premises of a scheme and its conclusion, with sorts in any order and negated or not."""
    text = rng.choice(_SCHEMES[number])
    letters = sorted({sign for sign in text if sign.isupper()})
    sorts = rng.sample(range(len(letters)), len(letters))
    affirmed = {letter: rng.chance(2, 3) for letter in letters}
    places = dict(zip(letters, sorts, strict=True))

    def formula(part: str) -> Formula:
        literals = part.strip().replace("|", "&").split("&")
        read = [[places[text[-1]], affirmed[text[-1]] != text.startswith("-")] for text in literals]
        return ["or" if "|" in part else "and", read]

    statements: list[Statement] = []
    for part in text.replace("/", ",").split(","):
        sign = next(sign for sign in ">~:" if sign in part)
        one, _, other = part.partition(sign)
        first = one.strip() if sign == ":" else formula(one)
        statements.append([{">": "all", "~": "some", ":": "is"}[sign], first, formula(other)])
    return statements


def _reword(rng: Rng, statement: Statement) -> None:
    """Put a statement in other words that say the same."""
    what, one, other = statement[:3]
    if what == "all":
        statement[1:3] = negated(other), negated(one)
    elif what == "some":
        statement[1:3] = other, one
    for part in statement[1:3]:
        if isinstance(part, list):
            rng.shuffle(part[1])


def _aside(rng: Rng, count: int) -> Statement:
    """A premise about any sorts."""
    one, *others = rng.sample(range(count), 3)
    literals = [[sort, rng.chance(2, 3)] for sort in others[: rng.between(1, 2)]]
    return ["all", ["and", [[one, rng.chance(2, 3)]]], [rng.choice(("and", "or")), literals]]
