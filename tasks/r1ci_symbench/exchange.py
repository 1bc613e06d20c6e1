"""Exchange machines: a stock of things, and numbered methods that take some of it and give others.

Three tasks are such machines: synthesis_decomposition and string_splitting carry each method out once when
its turn comes, string_synthesis as often as possible. Here is what they share: the machine itself, random
tables of methods, the form of the answer, and a reader for methods in released questions.

A sample's data: `groups` are the kinds of things, group by group, in the order of the answer; `start` is how
many there are of each kind, in that order; `methods` is a list of `{"takes": {kind: count}, "gives": ...}`.

Random tables always end: every kind gets a weight, and each method gives less weight than it takes.
"""

from __future__ import annotations

import json
import re
from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import asdict

from r1ci_bench.answers import (
    AnswerError,
    Form,
    IntegersForm,
    read_named_integers,
    unwrap,
    without_brackets,
)
from r1ci_bench.programs import program
from r1ci_bench.task import Level
from r1ci_symbench.base import SymBenchTask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from r1ci_bench.rng import Rng
    from r1ci_bench.task import Sample, Verdict

Bundle = dict[str, int]
Method = dict[str, Bundle]

_JOINED = re.compile(r"[0-9]{2,60}")
_AMOUNTS = {"a": 1, "one": 1, "single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_MOST_UNITS = 1_000

IN_TURN = (
    "The methods take turns in the order of their numbers; after the last method it is the turn of Method 1 "
    "again. When it is a method's turn, it is carried out exactly once if there is enough of everything it "
    "takes. If not, it is skipped and nothing changes. What a method has given may be taken by the methods "
    "after it. All this ends as soon as none of the methods can be carried out any more."
)
EXHAUSTED = (
    "Start with Method 1 and carry it out again and again, as long as there is enough of everything that it "
    "takes. Only when it cannot be carried out any more, go on to the next method and do the same with it, "
    "and so on. After the last method start again with Method 1. What a method has given may be taken by "
    "every method from then on. All this ends as soon as none of the methods can be carried out any more."
)


class ExchangeLevel(Level, frozen=True, kw_only=True):
    """Difficulty of an exchange machine; each pair is the least and the most.

    Attributes:
        kinds: How many kinds of things each group has.
        methods: How many methods there are.
        start: How many units of each kind of the first group there are at the start.
        steps: How often methods are carried out in all.
    """

    kinds: tuple[int, ...]
    methods: int
    start: tuple[int, int]
    steps: tuple[int, int]


@dataclass(frozen=True)
class CountsForm(Form[list[str]]):
    """A list of counts, each as its decimal digits.

    A text of digits only, such as `001203`, is kept as one item: only the task knows into how many counts
    it can be cut.
    """

    def read(self, text: str) -> list[str]:
        """Read a list with or without brackets, quotes and commas, or digits side by side."""
        bare = without_brackets(unwrap(text).removesuffix("."))
        bare = unwrap(bare.removesuffix(".") or "?")
        if _JOINED.fullmatch(bare):
            return [bare]
        return [str(count) for count in IntegersForm().read(text)]

    def write(self, value: list[str]) -> str:
        """Write a list in brackets."""
        return f"[{', '.join(value)}]"

    def renderings(self, value: list[str]) -> Iterator[str]:
        """As of a list of integers, and side by side where every count is one digit."""
        yield from IntegersForm().renderings([int(count) for count in value])
        if all(len(count) == 1 for count in value):
            digits = "".join(value)
            yield from (digits, f'"{digits}"', f"[{digits}]", f'["{digits}"]', f"{digits}.")

    def mutations(self, value: list[str]) -> Iterator[tuple[str, str]]:
        """As of a list of integers, and side by side with a digit less, more or changed."""
        yield from IntegersForm().mutations([int(count) for count in value])
        digits = "".join(value)
        yield "missing part", digits[:-1]
        yield "extra part", digits + "0"
        yield "changed part", digits[:-1] + ("1" if digits[-1] == "0" else "0")
        if any(len(count) > 1 for count in value):
            yield "counts cannot be told apart", digits


class ExchangeTask(SymBenchTask[ExchangeLevel, list[str]]):
    """A task that asks for the stock when an exchange machine has stopped.

    Attributes:
        exhaustive: Whether a method is carried out as often as possible when its turn comes.
    """

    levels: ClassVar[tuple[ExchangeLevel, ...]]
    form = CountsForm()
    unique_answer = True
    exhaustive: ClassVar[bool] = False

    @abstractmethod
    def groups(self, kinds: Sequence[int]) -> list[list[str]]:
        """Names for so many kinds in each group."""

    @abstractmethod
    def method(self, rng: Rng, groups: list[list[str]], number: int) -> Method:
        """Draw one method; how much it takes and gives is checked by the caller."""

    def generate(self, rng: Rng, level: ExchangeLevel) -> Sample:
        """Draw tables and stocks until the run is long enough and the order of execution matters."""
        groups = self.groups(level.kinds)
        kinds = [kind for group in groups for kind in group]
        # Exhausting one method leaves less for the others, so more of them are never carried out.
        unused = level.methods // (2 if self.exhaustive else 4)
        while True:
            methods = self._table(rng, groups, level.methods)
            start = [rng.between(*level.start) if kind in groups[0] else 0 for kind in kinds]
            data = {"groups": groups, "start": start, "methods": methods}
            counts, done = exchange(data, self.exhaustive)
            if not level.steps[0] <= sum(done) <= level.steps[1] or done.count(0) > unused:
                continue
            if counts != exchange(data, not self.exhaustive)[0]:
                return self.sample(data, {"generator": self.id, "knobs": asdict(level)})

    def _table(self, rng: Rng, groups: list[list[str]], size: int) -> list[Method]:
        # Later groups are lighter, so that most methods lead from one group to the next.
        weights = {
            kind: 5 * (len(groups) - place) - rng.below(5)
            for place, group in enumerate(groups)
            for kind in group
        }
        methods: list[Method] = []
        while len(methods) < size:
            method = self.method(rng, groups, len(methods))
            lighter = _weight(method["gives"], weights) < _weight(method["takes"], weights)
            if lighter and all(method["takes"] != other["takes"] for other in methods):
                methods.append(method)
        rng.shuffle(methods)
        return methods

    def verify(self, sample: Sample, answer: str) -> Verdict:
        """Read the counts as a list, or each with the name of its kind."""
        return super().verify(sample, without_names(answer, kinds_of(sample.data)))

    def renderings(self, sample: Sample, answer: str) -> Iterable[str]:
        """Also each count with the name of its kind, as an object, in words, and one a line."""
        yield from super().renderings(sample, answer)
        kinds = kinds_of(sample.data)
        counts = dict(zip(kinds, IntegersForm().read(answer), strict=True))
        named = [f"{kind}: {count}" for kind, count in counts.items()]
        yield from (json.dumps(counts), str(counts), json.dumps(counts, indent=1), ", ".join(named))
        yield from (", ".join(named).replace(":", " ="), "\n".join(f"- {text}" for text in named))
        yield f"{listed([f'{count} {kind}' for kind, count in counts.items()])}."

    def solution(self, data: dict[str, Any]) -> str:
        """What the reference program prints."""
        return self._solve()(data)

    def reference(self, sample: Sample) -> str:
        """Carry out the methods in the order of this task."""
        return program(self._solve(), sample.data, helpers=(exchange,))

    def _solve(self) -> Callable[[dict[str, Any]], str]:
        return solve_exhausting if self.exhaustive else solve_in_turn

    def fault(self, data: dict[str, Any], value: list[str]) -> str:
        """One stock is right."""
        wanted = [str(count) for count in exchange(data, self.exhaustive)[0]]
        return counts_fault(value, wanted)

    def quirk_fault(self, data: dict[str, Any], value: list[str]) -> str:
        """The released answer decides, in whatever form it is given."""
        return counts_fault(value, self.form.read(data["stored"]))

    def mutations(self, sample: Sample, answer: str) -> Iterable[tuple[str, str]]:
        """Also the other order of execution, the start, and the stock after one cycle."""
        yield from super().mutations(sample, answer)
        others = {
            "the other order of execution": exchange(sample.data, not self.exhaustive)[0],
            "echo": sample.data["start"],
            "one cycle only": exchange(sample.data, self.exhaustive, cycles=1)[0],
        }
        for name, counts in others.items():
            if str(counts) != answer:
                yield name, str(counts)


def exchange(
    data: dict[str, Any], exhaustive: bool, cycles: int = 0, most: int = 20_000
) -> tuple[list[int], list[int]]:
    """Run the machine until no method can be carried out.

    Args:
        data: A sample's data.
        exhaustive: Whether a method is carried out as often as possible when its turn comes, or once.
        cycles: After how many turns of every method to stop; 0 for no limit.
        most: How often methods may be carried out in all.

    Returns:
        How many units there are of each kind, and how often each method was carried out.

    Raises:
        ValueError: if the machine does not stop.
    """
    kinds = [kind for group in data["groups"] for kind in group]
    stock = dict(zip(kinds, data["start"], strict=True))
    methods = data["methods"]
    done = [0] * len(methods)
    steps = turn = idle = 0
    while idle < len(methods) and (not cycles or turn < cycles * len(methods)):
        place = turn % len(methods)
        takes, gives = methods[place]["takes"], methods[place]["gives"]
        if all(stock[kind] >= count for kind, count in takes.items()):
            for kind, count in takes.items():
                stock[kind] -= count
            for kind, count in gives.items():
                stock[kind] += count
            done[place] += 1
            steps += 1
            idle = 0
            if steps > most:
                raise ValueError("the exchange does not end")
            if exhaustive:
                continue
        else:
            idle += 1
        turn += 1
    return list(stock.values()), done


def solve_in_turn(data: dict[str, Any]) -> str:
    """The answer from a sample's data, each method once at its turn."""
    return str(exchange(data, exhaustive=False)[0])


def solve_exhausting(data: dict[str, Any]) -> str:
    """The answer from a sample's data, each method as often as possible at its turn."""
    return str(exchange(data, exhaustive=True)[0])


def kinds_of(data: dict[str, Any]) -> list[str]:
    """All kinds of things, in the order of the answer."""
    return [kind for group in data["groups"] for kind in group]


def without_names(text: str, kinds: Sequence[str]) -> str:
    """Counts with the names of their kinds as a plain list: `A: 3, B: 0`, `{"A": 3, "B": 0}`, `3 A, 0 B`.

    Every kind must be named once, in any order. Any other text is given back as it is.
    """
    try:
        counts = read_named_integers(text, name="|".join(map(re.escape, kinds)))
    except AnswerError:
        return text
    if counts is None or counts.keys() != set(kinds):
        return text
    return str([counts[kind] for kind in kinds])


def counts_fault(value: list[str], wanted: list[str]) -> str:
    """Why counts that were read are not the wanted ones; empty where they are."""
    counts = value
    if len(value) == 1 and len(wanted) > 1:
        # Digits side by side, which say where to cut only if there is one for each count.
        counts = list(value[0])
    if len(counts) != len(wanted):
        return f"it is not a list of {len(wanted)} counts"
    return "" if counts == wanted else "a count is wrong"


def bundle(rng: Rng, kinds: Sequence[str], count: tuple[int, int], most: int) -> Bundle:
    """Draw so many of the kinds, with 1 to `most` units of each; small amounts are likelier."""
    drawn = rng.sample(kinds, min(rng.between(*count), len(kinds)))
    return {kind: min(rng.between(1, most), rng.between(1, most)) for kind in sorted(drawn)}


def _weight(units: Bundle, weights: Mapping[str, int]) -> int:
    return sum(weights[kind] * count for kind, count in units.items())


def in_words(units: Bundle, kinds: Iterable[str]) -> str:
    """`2 A, 1 B and 3 X`, in the order of the kinds."""
    return listed([f"{units[kind]} {kind}" for kind in kinds if kind in units])


def listed(texts: Sequence[str]) -> str:
    """`A, B and C`."""
    return " and ".join([*([", ".join(texts[:-1])] if len(texts) > 1 else []), texts[-1]])


def table_in_words(data: dict[str, Any]) -> str:
    """The methods, one a line."""
    kinds = kinds_of(data)
    return "\n".join(
        f"Method {number}: {in_words(method['takes'], kinds)} -> {in_words(method['gives'], kinds)}"
        for number, method in enumerate(data["methods"], 1)
    )


def stock_in_words(data: dict[str, Any]) -> str:
    """What there is at the start, of every kind."""
    kinds = kinds_of(data)
    return listed([f"{count} {kind}" for kind, count in zip(kinds, data["start"], strict=True)])


def answer_in_words(data: dict[str, Any]) -> str:
    """How to write the answer; the example has fewer counts than any question."""
    kinds = kinds_of(data)
    return (
        f"Give the {len(kinds)} counts as a list of whole numbers in this order: {', '.join(kinds)}; a kind "
        "of which nothing is left counts 0. If there were only two kinds, with 3 of the first and none of "
        "the second left, the answer would be <<<[3, 0]>>>."
    )


def read_methods(
    question: str, line: re.Pattern[str], arrow: re.Pattern[str], amount: re.Pattern[str]
) -> list[Method]:
    """Read the methods of a released question.

    Args:
        question: The question.
        line: Matches one method, with its number and its text as groups.
        arrow: Stands once in each text, between what the method takes and what it gives.
        amount: Matches one amount, with a number or number word and the kind as groups.

    Raises:
        ValueError: if there is no method, or one is not of that shape.
    """
    methods: list[Method] = []
    for found in line.finditer(question):
        number, text = found.groups()
        sides = arrow.split(text)
        bundles = [{kind: _amount(word) for word, kind in amount.findall(side)} for side in sides]
        if int(number) != len(methods) + 1 or len(sides) != 2 or not all(bundles):
            raise ValueError(f"cannot read method {number}")
        methods.append({"takes": bundles[0], "gives": bundles[1]})
    if not methods:
        raise ValueError("the question states no methods")
    return methods


def _amount(word: str) -> int:
    count = _AMOUNTS.get(word.lower()) or int(word[:9])
    if not 1 <= count <= _MOST_UNITS:
        raise ValueError(f"an amount of {count}")
    return count


def whole(value: object) -> int:
    """A count of the release, which writes some of them as texts.

    Raises:
        TypeError: if it is something else, such as a fraction.
        ValueError: if the text is no integer.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f"{value!a} is no count")
    return int(value)


def checked(data: dict[str, Any], exhaustive: bool) -> dict[str, Any]:
    """The data of an official item, if its machine can run and stops.

    Raises:
        ValueError: if it cannot.
        KeyError: if a method has a kind that is not there.
    """
    used = {kind for method in data["methods"] for side in method.values() for kind in side}
    if not used <= set(kinds_of(data)) or not all(0 <= count <= _MOST_UNITS for count in data["start"]):
        raise ValueError("a method has an unknown kind, or the start is out of bounds")
    exchange(data, exhaustive)
    return data
