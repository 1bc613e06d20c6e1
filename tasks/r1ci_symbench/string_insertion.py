"""String insertion: insert letters behind given patterns of a string.

Rules: wherever a pattern of a rule occurs in the given string, the rule's letters are inserted right behind
it. All occurrences are those of the given string; they may overlap, and inserted letters make no new ones.
Where patterns of several rules end at one place, the insertions stand there in the order of the rules. One
string is right.

Levels: rules, lengths and how often patterns occur. The official release has one table of five rules and
strings of 14 to 18 letters with three occurrences, never overlapping; it is about level 3. Here rules are
random; from level 3 on occurrences overlap, and doing the rules one after the other leads to another string.

Provenance: SymBench (CodeSteer), `string_insertion/sample_<n>`. Nothing is wrong with the official items: all
ways to understand the released question lead to the same strings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from r1ci_bench.answers import WordForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Defect, LoadOptions, Sample

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RULE = re.compile(
    r"^[0-9]{1,2}\. .{0,80}?substring ([A-Z]{1,20}) .{0,80}?character ([A-Z]) after", re.MULTILINE
)
_STRING = re.compile(r"Given the string ([A-Z]{1,400}),")


class StringInsertionLevel(Level, frozen=True, kw_only=True):
    """Difficulty of an insertion; each pair is the least and the most.

    Attributes:
        letters: How many letters the alphabet has, from A on.
        rules: How many rules there are.
        pattern: Length of a pattern.
        inserted: Length of what a rule inserts.
        length: Length of the string.
        occurrences: How often patterns occur in it.
        overlaps: How many occurrences at least begin within another.
        order_matters: Whether doing the rules one after the other must lead to another string.
    """

    letters: int
    rules: int
    pattern: tuple[int, int]
    inserted: tuple[int, int] = (1, 1)
    length: tuple[int, int]
    occurrences: tuple[int, int]
    overlaps: int = 0
    order_matters: bool = False


class StringInsertion(SymBenchTask[StringInsertionLevel, str]):
    """Insert letters."""

    id = "symbench/string_insertion"
    version = "1"
    levels = (
        StringInsertionLevel(letters=3, rules=2, pattern=(2, 2), length=(8, 10), occurrences=(1, 3)),
        StringInsertionLevel(letters=4, rules=3, pattern=(3, 3), length=(12, 15), occurrences=(2, 4)),
        StringInsertionLevel(
            letters=5,
            rules=5,
            pattern=(3, 4),
            length=(16, 22),
            occurrences=(3, 6),
            overlaps=1,
            order_matters=True,
        ),
        StringInsertionLevel(
            letters=5,
            rules=7,
            pattern=(2, 4),
            inserted=(1, 2),
            length=(36, 48),
            occurrences=(10, 18),
            overlaps=4,
            order_matters=True,
        ),
        StringInsertionLevel(
            letters=6,
            rules=12,
            pattern=(2, 5),
            inserted=(1, 3),
            length=(120, 160),
            occurrences=(35, 70),
            overlaps=12,
            order_matters=True,
        ),
    )
    form = WordForm(_ALPHABET)
    unique_answer = True
    folder = "string_insertion"

    def generate(self, rng: Rng, level: StringInsertionLevel) -> Sample:
        """Draw rules and a string with their patterns in it, until it is as the level asks."""
        alphabet = _ALPHABET[: level.letters]
        while True:
            patterns = sorted({word(rng, alphabet, level.pattern) for _ in range(level.rules)})
            if len(patterns) < level.rules:
                continue
            rng.shuffle(patterns)
            rules = [[pattern, word(rng, alphabet, level.inserted)] for pattern in patterns]
            text = planted(rng, alphabet, patterns, rng.between(*level.length))
            data = {"string": text, "rules": rules}
            found = occurrences(text, patterns)
            if not level.occurrences[0] <= len(found) <= level.occurrences[1]:
                continue
            # A rule that never applies may be there, but not half of them.
            if (
                len({pattern for _, pattern in found}) <= level.rules // 2
                or overlapping(found) < level.overlaps
            ):
                continue
            if not level.order_matters or rule_by_rule(data) != inserted(data):
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def pose(self, data: dict[str, Any]) -> str:
        """State the string, the rules, and that only the given string counts."""
        rules = "\n".join(
            f"Rule {number}: behind {pattern} insert {letters}"
            for number, (pattern, letters) in enumerate(data["rules"], 1)
        )
        return (
            f"Here is a string:\n\n{data['string']}\n\n"
            "Letters are inserted into it by these rules:\n\n"
            f"{rules}\n\n"
            "Every rule is carried out at every place where its pattern occurs in the string above: its "
            "letters are inserted right behind the last letter of that occurrence. Occurrences may overlap, "
            "and each of them counts. All occurrences are looked for in the string as it stands above, "
            "before anything is inserted: inserted letters never make or break an occurrence. If patterns of "
            "several rules end at the same place, the letters of all these rules are inserted there, side by "
            "side: from left to right those of Rule 1, then those of Rule 2, and so on.\n\n"
            "Give the string after all insertions, without blanks. For the string XYYX and the two rules to "
            "insert Z behind XY and V behind YX, for example, the answer would be <<<XYZYXV>>>."
        )

    def fault(self, data: dict[str, Any], value: str) -> str:
        """One string is right."""
        wanted = inserted(data)
        if len(value) != len(wanted):
            return f"it has {len(value)} letters, not {len(wanted)}"
        return "" if value == wanted else "a letter is wrong"

    def official_fault(self, data: dict[str, Any], value: str) -> str:
        """The released question can be read in several ways; each of them is right."""
        return "" if value in readings(data) else self.fault(data, value)

    def defects(self, data: dict[str, Any], options: LoadOptions) -> set[Defect]:
        """The released question is ambiguous where its readings lead to different strings."""
        differ = len(set(readings(data))) > 1
        return {"ambiguous"} if differ and options.dialect == "official" else set()

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return solve(data)

    def reference(self, sample: Sample) -> str:
        """Look for every pattern at every place."""
        return program(solve, sample.data, helpers=(inserted,))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Also the given string, rules done otherwise or left out, letters before a pattern."""
        yield from super().mutations(sample, answer)
        data = sample.data
        others = [("echo", data["string"])]
        others += [("rules done otherwise", text) for text in readings(data)]
        others += [
            (
                "a rule left out",
                inserted({**data, "rules": data["rules"][:place] + data["rules"][place + 1 :]}),
            )
            for place in range(len(data["rules"]))
        ]
        mirrored = {
            "string": data["string"][::-1],
            "rules": [[pattern[::-1], letters[::-1]] for pattern, letters in data["rules"]],
        }
        others.append(("inserted before the pattern", inserted(mirrored)[::-1]))
        for name, text in others:
            if text != answer:
                yield name, text

    def item(self, record: Any, question: str) -> Item:
        """Read the string from the record, the rules from the question."""
        text = str(record["original_string"])
        rules = [list(found) for found in _RULE.findall(question)]
        if _STRING.findall(question) != [text] or not rules:
            raise ValueError("the question does not state the string and the rules")
        stored = str(record["modified_string"])
        if not stored or not set(stored) <= set(_ALPHABET):
            raise ValueError("'modified_string' is not a string of letters")
        return Item(data={"string": text, "rules": rules}, stored=stored, question=question)


def word(rng: Rng, alphabet: str, length: tuple[int, int]) -> str:
    """Draw a word."""
    return "".join(rng.choice(alphabet) for _ in range(rng.between(*length)))


def planted(rng: Rng, alphabet: str, patterns: list[str], length: int) -> str:
    """Draw a string in which patterns are likelier than by chance, and often run into each other."""
    text = ""
    while len(text) < length:
        pattern = rng.choice(patterns)
        # Go on with what the string already ends with, if the pattern begins so.
        shared = next((size for size in range(len(pattern) - 1, 0, -1) if text.endswith(pattern[:size])), 0)
        text += pattern[shared:] if rng.chance(1, 2) else rng.choice(alphabet)
    return text[:length]


def occurrences(text: str, patterns: list[str]) -> list[tuple[int, str]]:
    """Where which pattern begins."""
    return [
        (place, pattern)
        for place in range(len(text))
        for pattern in patterns
        if text.startswith(pattern, place)
    ]


def overlapping(found: list[tuple[int, str]]) -> int:
    """How many occurrences begin before an earlier one has ended."""
    end = count = 0
    for place, pattern in found:
        count += place < end
        end = max(end, place + len(pattern))
    return count


def inserted(data: dict[str, Any]) -> str:
    """The string after all insertions: every pattern is looked for in the given string."""
    text = data["string"]
    result = ""
    for end in range(1, len(text) + 1):
        result += text[end - 1]
        for pattern, letters in data["rules"]:
            if text.endswith(pattern, 0, end):
                result += letters
    return result


def rule_by_rule(data: dict[str, Any]) -> str:
    """Another reading: each rule works on what the one before has left."""
    text: str = data["string"]
    for rule in data["rules"]:
        text = inserted({"string": text, "rules": [rule]})
    return text


def readings(data: dict[str, Any]) -> list[str]:
    """What the released words may mean: ours, rule by rule, from left to right, and without overlaps."""
    growing = apart = ""
    begin = 0  # of what no pattern has used yet
    for sign in data["string"]:
        growing += sign
        apart += sign
        for pattern, letters in data["rules"]:
            if growing.endswith(pattern):
                growing += letters
                break
        for pattern, letters in data["rules"]:
            if apart.endswith(pattern, begin):
                apart += letters
                begin = len(apart)
                break
    return [inserted(data), rule_by_rule(data), growing, apart]


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return inserted(data)
