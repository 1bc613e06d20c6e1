"""Cryptanalysis: find the code of a lock from guesses and what was said of them.

Rules: the code has some different digits, then some different letters. Of each guess it is said, for digits
and letters apart, how many symbols are in place, how many are misplaced and how many are absent; and if all
absent ones are smaller, or all are larger, than every symbol of that part of the code, this is said as well.

The released questions do not say that a direction is always given where it is true. Who takes its absence
for no information finds several codes for 23 of the 100 official items. Our wording says it, and our guesses
leave one code in either reading. In the official dialect every code of the wider reading is right, and items
with several are `ambiguous`; the quirk `strict-feedback` asks for the released code.

Levels: the official release has two digits and two letters, and 2 to 17 guesses. A guess that leaves many
codes says little, so more of them must be combined: level 3 has 12 to 20 such guesses. The last two levels
have longer codes. No guess shows all digits or all letters in place.

Provenance: SymBench (CodeSteer), `cryptanalysis/sample_<n>`; the guesses are read from the released
questions.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations, permutations
from operator import eq
from string import ascii_uppercase, digits
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import asdict

from r1ci_bench.answers import ItemsForm
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import Item, SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Defect, LoadOptions, Sample

_WORDS = {
    "digits": {"small": " (too small)", "large": " (too large)", "": ""},
    "letters": {"small": " (too early)", "large": " (too late)", "": ""},
}
_GUESS = re.compile(r"[0-9]{1,3}\. Guess: ([0-9]{2}[A-Z]{2}), Feedback: (.*)\.")
_CLAUSE = re.compile(
    r"(one|both) (number|letter)s? (?:is|are) (correct and in the correct|correct but in the wrong|incorrect)"
    r"(?: positions?| and (too small|too large|too early in the alphabet|too late in the alphabet|incorrect)"
    r")?"
)
# After so many guesses that leave too few codes, one may do so.
_MOST_MISSES = 30
_CLAIMS = ("correct and in the correct", "correct but in the wrong", "incorrect")
_HINTS = {
    "too small": "small",
    "too early in the alphabet": "small",
    "too large": "large",
    "too late in the alphabet": "large",
}


@dataclass(frozen=True)
class CodeForm(ItemsForm):
    """The symbols of a code, one by one, in groups or joined."""

    def read(self, text: str) -> list[str]:
        """Read a list as all lists are read, then take every group apart."""
        return list("".join(super().read(text)))


class CryptanalysisLevel(Level, frozen=True, kw_only=True):
    """Difficulty of a lock.

    Attributes:
        digits: How many digits the code has.
        letters: How many letters it has.
        alphabet: How many letters there are to choose from.
        guesses: How many guesses there are, the least and the most.
        kept: The percentage of the possible digits and letters that a guess must leave, while many are left.
    """

    digits: int
    letters: int
    alphabet: int = 26
    guesses: tuple[int, int]
    kept: int = 0


class Cryptanalysis(SymBenchTask[CryptanalysisLevel, list[str]]):
    """Open a lock."""

    id = "symbench/cryptanalysis"
    version = "1"
    levels = (
        CryptanalysisLevel(digits=2, letters=2, alphabet=8, guesses=(3, 7)),
        CryptanalysisLevel(digits=2, letters=2, guesses=(4, 11)),
        CryptanalysisLevel(digits=2, letters=2, guesses=(12, 20), kept=40),
        CryptanalysisLevel(digits=3, letters=2, guesses=(6, 14)),
        CryptanalysisLevel(digits=3, letters=3, guesses=(8, 18)),
    )
    form = CodeForm(joined=True, quoted=True)
    unique_answer = True
    slow_to_generate = True
    folder = "cryptanalysis"
    quirks: ClassVar[dict[str, str]] = {
        "strict-feedback": "a direction that is not given is information, so only the released code fits"
    }

    def generate(self, rng: Rng, level: CryptanalysisLevel) -> Sample:
        """Draw a code, and guesses until it is the only one that fits them in either reading."""
        alphabet = ascii_uppercase[: level.alphabet]
        while True:
            number = "".join(rng.sample(digits, level.digits))
            word = "".join(rng.sample(alphabet, level.letters))
            numbers = _guesses(rng, digits, number, level.kept)
            words = _guesses(rng, alphabet, word, level.kept)
            count = max(len(numbers), len(words))
            if level.guesses[0] <= count <= level.guesses[1]:
                break
        # Where one part needs fewer guesses, more are drawn; the other part's guesses are all different.
        numbers += [_other(rng, digits, number) for _ in range(count - len(numbers))]
        words += [_other(rng, alphabet, word) for _ in range(count - len(words))]
        conditions = [
            {"guess": one + two, "digits": feedback(one, number), "letters": feedback(two, word)}
            for one, two in zip(numbers, words, strict=True)
        ]
        rng.shuffle(conditions)
        data = {"digits": level.digits, "letters": level.letters, "alphabet": alphabet}
        provenance = {"generator": self.id, "knobs": asdict(level)}
        return self.sample({**data, "conditions": conditions}, provenance)

    def pose(self, data: dict[str, Any]) -> str:
        """State what the code is made of, the guesses, and what the words about them mean."""
        conditions = "\n".join(
            f"{number}. {condition['guess']} - digits: {_stated('digits', condition)}; "
            f"letters: {_stated('letters', condition)}"
            for number, condition in enumerate(data["conditions"], 1)
        )
        return (
            f"A lock opens with a code of {data['digits']} different digits (0 to 9), followed by "
            f"{data['letters']} different capital letters ({data['alphabet'][0]} to {data['alphabet'][-1]}). "
            "The order matters. These guesses were made, and of each it is said how its digits compare with "
            f"those of the code, and its letters with those of the code:\n\n{conditions}\n\n"
            "What is said means:\n"
            "- in place: how many symbols of the guess are in the code, at the same place.\n"
            "- misplaced: how many are in the code, but at another place.\n"
            "- absent: how many are not in the code. What is not mentioned is 0.\n"
            "- too small, too large: all absent digits of the guess are smaller (or all are larger) than "
            "every digit of the code. For letters it is called too early, too late: in the alphabet, all "
            "absent letters of the guess come before (or all come after) every letter of the code.\n"
            "- Such a direction is given wherever it is true. Where none stands behind the absent ones, "
            "neither is true of them.\n"
            "If the code were 4 7 C, for example, the guess 1 7 B would get: digits: 1 in place, 1 absent "
            "(too small); letters: 1 absent (too early).\n\n"
            "One code fits everything that is said. Give its symbols in their order, as a list. For the code "
            '4 7 C, for example, the answer would be <<<["4", "7", "C"]>>>.'
        )

    def fault(self, data: dict[str, Any], value: list[str]) -> str:
        """A code is right that makes everything true that is said, and untrue what is not said."""
        return _fault(data, value, lenient=False)

    def official_fault(self, data: dict[str, Any], value: list[str]) -> str:
        """The released question does not say what a missing direction means: it may mean nothing."""
        return _fault(data, value, lenient=True)

    def defects(self, data: dict[str, Any], options: LoadOptions) -> set[Defect]:
        """Whether several codes fit."""
        lenient = options.dialect == "official"
        several = len(fitting(data, "digits", lenient)) * len(fitting(data, "letters", lenient)) > 1
        return {"ambiguous"} if several else set()

    def solution(self, data: dict[str, Any]) -> str | None:
        """What the reference program prints."""
        return solve(data) if fitting(data, "digits", False) and fitting(data, "letters", False) else None

    def solvable(self, data: dict[str, Any]) -> bool:
        """Whether any code fits in the wider reading."""
        return bool(fitting(data, "digits", True) and fitting(data, "letters", True))

    def reference(self, sample: Sample) -> str:
        """Try all codes, digits and letters apart."""
        imports = ("from itertools import permutations",)
        return program(solve, sample.data, helpers=(feedback, agrees, fitting), imports=imports)

    def renderings(self, sample: Sample, answer: str) -> Iterator[str]:
        """As of a list, and with blanks or dashes only between digits and letters."""
        yield from super().renderings(sample, answer)
        code, count = "".join(self.form.read(answer)), sample.data["digits"]
        yield f"{code[:count]} {code[count:]}"
        yield json.dumps([code[:count], code[count:]])

    def mutations(self, sample: Sample, answer: str) -> Iterator[tuple[str, str]]:
        """The guesses themselves, and codes next to the right one."""
        yield from super().mutations(sample, answer)
        code, count = "".join(self.form.read(answer)), sample.data["digits"]
        number, word = code[:count], code[count:]
        yield "letters first", word + number
        yield "lower case", code.lower()
        yield "digits turned around", number[::-1] + word
        yield "letters turned around", number + word[::-1]
        yield "repeated digit", number[0] * count + word
        yield "repeated letter", number + word[0] * len(word)
        yield from (("a guess", condition["guess"]) for condition in sample.data["conditions"])

    def item(self, record: Any, question: str) -> Item:
        """Read the guesses from the question, and the stored code."""
        if "two numbers and two letters, with neither the numbers nor the letters repeating" not in question:
            raise ValueError("its question does not say what the code is made of")
        conditions = [_condition(line) for line in question.splitlines() if line[:1].isdigit()]
        if not conditions:
            raise ValueError("its question has no guesses")
        data = {"digits": 2, "letters": 2, "alphabet": ascii_uppercase, "conditions": conditions}
        stored = json.dumps([str(symbol) for symbol in record["answer"]])
        return Item(data=data, stored=stored, question=question)


def feedback(guess: str, code: str) -> list[Any]:
    """What is said of the digits or letters of a guess: in place, misplaced, absent, and the direction."""
    placed = sum(one == two for one, two in zip(guess, code, strict=True))
    absent = [symbol for symbol in guess if symbol not in code]
    hint = ""
    if absent and max(absent) < min(code):
        hint = "small"
    elif absent and min(absent) > max(code):
        hint = "large"
    return [placed, len(guess) - placed - len(absent), len(absent), hint]


def agrees(said: list[Any], true: list[Any], lenient: bool) -> bool:
    """Whether what is said is what would be true; leniently, a direction that is not said says nothing."""
    return said == true or (lenient and said[3] == "" and said[:3] == true[:3])


def fitting(data: dict[str, Any], part: str, lenient: bool) -> list[str]:
    """The digits or the letters of all codes that fit what is said."""
    count, cut = data[part], data["digits"]
    symbols = "0123456789" if part == "digits" else data["alphabet"]
    codes = ["".join(code) for code in permutations(symbols, count)]
    for condition in data["conditions"]:
        guess, said = condition["guess"], condition[part]
        guess = guess[:cut] if part == "digits" else guess[cut:]
        codes = [code for code in codes if agrees(said, feedback(guess, code), lenient)]
    return codes


def solve(data: dict[str, Any]) -> str:
    """The answer from a sample's data."""
    return json.dumps([*fitting(data, "digits", False)[0], *fitting(data, "letters", False)[0]])


def _fault(data: dict[str, Any], value: list[str], *, lenient: bool) -> str:
    count = data["digits"]
    if len(value) != count + data["letters"]:
        return f"the code has {count + data['letters']} symbols, not {len(value)}"
    number, word = "".join(value[:count]), "".join(value[count:])
    if not (set(number) <= set(digits) and set(word) <= set(data["alphabet"])):
        return f"it is not {count} digits, then {data['letters']} of the letters"
    if len(set(value)) != len(value):
        return "a symbol occurs twice"
    for place, condition in enumerate(data["conditions"], 1):
        guess = condition["guess"]
        of_digits, of_letters = feedback(guess[:count], number), feedback(guess[count:], word)
        fits = agrees(condition["digits"], of_digits, lenient)
        if not fits or not agrees(condition["letters"], of_letters, lenient):
            return f"it does not fit what is said of guess {place}"
    return ""


def _other(rng: Rng, symbols: str, code: str) -> str:
    """A guess that is not the code."""
    while (guess := "".join(rng.sample(symbols, len(code)))) == code:
        pass
    return guess


@cache
def _codes(symbols: str, count: int) -> dict[int, list[str]]:
    """All codes of one part, by the set of their symbols as bits."""
    return {
        sum(1 << symbols.index(symbol) for symbol in chosen): ["".join(code) for code in permutations(chosen)]
        for chosen in combinations(symbols, count)
    }


def _guesses(rng: Rng, symbols: str, code: str, kept: int) -> list[str]:
    """Guesses of one part that leave one code even where a missing direction says nothing."""
    left = _codes(symbols, len(code))
    size = sum(map(len, left.values()))
    guesses: list[str] = []
    missed = 0
    while size > 1:
        guess = _other(rng, symbols, code)
        fits = _left(left, symbols, guess, feedback(guess, code))
        rest = sum(map(len, fits.values()))
        # Among few codes there may be no guess that leaves its share; another code always leaves fewer.
        if rest < size and (missed >= _MOST_MISSES or 100 * rest >= kept * size):
            guesses.append(guess)
            left, size, missed = fits, rest, 0
        else:
            missed += 1
    return guesses


def _left(left: dict[int, list[str]], symbols: str, guess: str, said: list[Any]) -> dict[int, list[str]]:
    """The codes that leniently agree with what is said of a guess; as `agrees`, but many at a time."""
    placed, misplaced, _, hint = said
    guessed = sum(1 << symbols.index(symbol) for symbol in guess)
    result = {}
    for chosen, codes in left.items():
        absent = guessed & ~chosen
        if (guessed & chosen).bit_count() != placed + misplaced:
            continue
        # Of bits, the highest decides which number is larger, and `n & -n` is the lowest.
        if (hint == "small" and absent > chosen & -chosen) or (hint == "large" and absent & -absent < chosen):
            continue
        if placed or misplaced:
            codes = [code for code in codes if sum(map(eq, code, guess)) == placed]
        if codes:
            result[chosen] = codes
    return result


def _stated(part: str, condition: dict[str, Any]) -> str:
    placed, misplaced, absent, hint = condition[part]
    counts = ((placed, "in place"), (misplaced, "misplaced"), (absent, "absent" + _WORDS[part][hint]))
    return ", ".join(f"{count} {words}" for count, words in counts if count)


def _condition(line: str) -> dict[str, Any]:
    found = _GUESS.fullmatch(line.strip())
    if not found:
        raise ValueError(f"not a guess with its feedback: {line!r}")
    said: dict[str, list[Any]] = {"number": [0, 0, 0, ""], "letter": [0, 0, 0, ""]}
    for text in found[2].split("; "):
        clause = _CLAUSE.fullmatch(text)
        if not clause:
            raise ValueError(f"not feedback on a guess: {text!r}")
        much, part, what, direction = clause.groups()
        kind = _CLAIMS.index(what)
        if said[part][kind]:
            raise ValueError(f"the feedback says the same thing twice: {line!r}")
        said[part][kind] = 1 if much == "one" else 2
        said[part][3] = _HINTS.get(direction, said[part][3])
    if any(sum(counts[:3]) != 2 for counts in said.values()):
        raise ValueError(f"the feedback is not about two numbers and two letters: {line!r}")
    return {"guess": found[1], "digits": said["number"], "letters": said["letter"]}
