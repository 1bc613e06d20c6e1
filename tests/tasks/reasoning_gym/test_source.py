"""Items of Reasoning-Gym: the same ones in every process, in every order, and faults with a remedy."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import metadata
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from r1ci_bench.errors import TaskFault
from r1ci_bench.rng import Rng
from r1ci_reasoning_gym import source as source_module
from r1ci_reasoning_gym.base import Knobs
from r1ci_reasoning_gym.binary_matrix import BinaryMatrix
from r1ci_reasoning_gym.source import Entry, Source, library_file
from r1ci_reasoning_gym.worker import VERSION, Datasets, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

# Generators which depend on the order of sets, on the global generators, or on a plan made ahead.
FICKLE = (
    "acre", "gsm_symbolic", "isomorphic_strings", "list_functions", "polynomial_multiplication",
    "ransom_note", "word_ladder",
)  # fmt: skip
SEEDS = [3, 2**61 + 11, 7_000_000_007]
# Of these, `list_functions` makes items with draws from the global generator.
GLOBAL_SEEDS = [74, 105, 111]

ELSEWHERE = """
import json, sys
from r1ci_reasoning_gym.source import Source
source = Source()
for name, seed in json.load(sys.stdin):
    print(json.dumps(list(source.entry(name, {}, seed))))
source.close()
"""


@pytest.fixture
def source() -> Iterator[Source]:
    source = Source()
    yield source
    source.close()


def test_items_are_the_same_in_another_process_in_another_order(source: Source) -> None:
    wanted = [(name, seed) for name in FICKLE for seed in SEEDS]
    wanted += [("list_functions", seed) for seed in GLOBAL_SEEDS]
    here = {(name, seed): source.entry(name, {}, seed) for name, seed in wanted}
    backwards = wanted[::-1]
    ran = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=json.dumps(backwards),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo"},
    )
    there = [Entry(*json.loads(line)) for line in ran.stdout.splitlines()]
    assert dict(zip(backwards, there, strict=True)) == here


def test_an_item_does_not_depend_on_those_before_it(source: Source) -> None:
    for seed in GLOBAL_SEEDS:
        first = source.entry("list_functions", {}, seed)
        source.entry("list_functions", {}, 6)
        source.entry("pool_matrix", {}, 6)
        assert source.entry("list_functions", {}, seed) == first


def test_neighbouring_questions_of_a_task_share_no_item() -> None:
    task = BinaryMatrix()
    made = [task.generate(Rng("t", index), BinaryMatrix.levels[1]) for index in range(30)]
    seeds = sorted(sample.provenance["item_seed"] for sample in made)
    assert all(later - earlier > 10**9 for earlier, later in pairwise(seeds))
    assert len({sample.question for sample in made}) == 30


def test_what_a_generator_prints_does_not_get_between_the_replies(monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import sys\n"
        "from r1ci_reasoning_gym import worker\n"
        "worker.Datasets.item = lambda self, name, config, seed: print('noise') or "
        "{'question': name, 'answer': None, 'metadata': {}}\n"
        "worker.main()\n"
    )
    request = json.dumps({"name": "x", "config": {}, "seed": 1}) + "\n"
    ran = subprocess.run(
        [sys.executable, "-c", program], input=request * 2, capture_output=True, text=True, check=True
    )
    assert [json.loads(line)["question"] for line in ran.stdout.splitlines()] == ["x", "x"]
    assert "noise" not in ran.stderr


def test_a_generator_that_fails_is_named(source: Source) -> None:
    with pytest.raises(TaskFault, match=r"reasoning-gym failed at an item of gcd \(seed 4\): ") as caught:
        source.entry("gcd", {"min_numbers": -5}, 4)
    assert caught.value.kind == "item"
    assert source.entry("gcd", {}, 4).question


def test_a_worker_that_dies_is_a_fault_and_is_replaced(source: Source) -> None:
    source.entry("gcd", {}, 1)
    assert source._worker is not None
    source._worker.kill()
    source._worker.wait()
    with pytest.raises(TaskFault, match="ended at one of gcd"):
        source.entry("gcd", {}, 1)
    assert source.entry("gcd", {}, 1).question


def test_an_item_without_end_is_given_up() -> None:
    source = Source(patience=0.0)
    with pytest.raises(TaskFault, match=r"worked on an item of gcd for 0 seconds \(seed 1\)"):
        source.entry("gcd", {}, 1)
    assert source._worker is None


def test_a_missing_package_says_what_to_install(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "find_spec", lambda name: None)
    with pytest.raises(TaskFault, match="not installed") as caught:
        source.entry("gcd", {}, 1)
    assert caught.value.hint == 'pip install "r1ci-bench[reasoning-gym]"'
    with pytest.raises(TaskFault, match="not installed"):
        library_file("data/words.csv")


def test_another_release_makes_no_questions(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "_ask", lambda request: {"version": "9.9"})
    with pytest.raises(TaskFault, match=rf"those of reasoning-gym {VERSION}, and 9\.9 is installed"):
        source.entry("gcd", {}, 1)


def test_the_pinned_release_is_the_one_that_is_installed() -> None:
    assert metadata.version("reasoning-gym") == VERSION


def test_a_fork_starts_a_worker_of_its_own(source: Source) -> None:
    source.entry("gcd", {}, 1)
    ours = source._worker
    assert ours is not None
    source._owner = -1  # as it looks from a child
    assert source.entry("gcd", {}, 1).question
    assert source._worker is not ours
    assert ours.stdin is not None
    ours.stdin.close()
    ours.wait()


def test_word_lists_are_found_without_importing_the_package() -> None:
    program = (
        "import sys\n"
        "from r1ci_reasoning_gym.source import library_file\n"
        "print(library_file('data/words.csv').is_file(), 'reasoning_gym' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["True", "False"]


def test_values_that_json_does_not_know_become_plain() -> None:
    from fractions import Fraction

    import numpy as np

    values: list[object] = [Fraction(1, 3), np.int64(4), np.array([1, 2]), range(2)]
    assert [plain(value) for value in values] == ["1/3", 4, [1, 2], "range(0, 2)"]


def test_data_sets_are_kept_but_not_their_seeds() -> None:
    datasets = Datasets()
    one, two = datasets.item("gcd", {}, 1), datasets.item("gcd", {}, 2)
    assert one != two
    assert datasets.item("gcd", {}, 1) == one


class Picky(BinaryMatrix):
    """A task that throws everything away."""

    def read(self, entry: Entry) -> dict[str, Any] | None:
        return None


def test_a_task_that_asks_nothing_says_so_instead_of_searching_for_ever() -> None:
    with pytest.raises(TaskFault, match="none of 500 items can be asked"):
        Picky().generate(Rng("t"), Picky.levels[0])


def test_an_item_at_which_the_library_fails_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    real = source_module.SOURCE.entry
    fails = iter([True, True, False])

    def entry(name: str, config: dict[str, Any], seed: int) -> Entry:
        if next(fails):
            raise TaskFault("reasoning-gym failed", kind="item")
        return real(name, config, seed)

    monkeypatch.setattr(source_module.SOURCE, "entry", entry)
    assert BinaryMatrix().generate(Rng("t"), BinaryMatrix.levels[0]).question


def test_a_library_that_fails_at_every_item_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def entry(name: str, config: dict[str, Any], seed: int) -> Entry:
        raise TaskFault("it failed for a reason", kind="item")

    monkeypatch.setattr(source_module.SOURCE, "entry", entry)
    with pytest.raises(TaskFault, match="none of 500 items can be asked; the last failure: it failed for a"):
        BinaryMatrix().generate(Rng("t"), BinaryMatrix.levels[0])


def test_a_question_names_all_that_makes_it_again() -> None:
    task = BinaryMatrix()
    knobs = task.levels[2]
    assert isinstance(knobs, Knobs)
    sample = task.generate(Rng("t"), knobs)
    config, seed = sample.provenance["knobs"], sample.provenance["item_seed"]
    assert sample.provenance["generator"] == f"reasoning-gym {VERSION}"
    entry = source_module.SOURCE.entry(task.name, config, seed)
    assert sample.question.startswith(entry.question.strip())
    assert Knobs(config=config) == knobs
