"""Randomness and hashes that are the same everywhere and for ever: a benchmark's questions hang on them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise, permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench.hashing import canonical_json, content_hash
from r1ci_bench.rng import Rng

if TYPE_CHECKING:
    from collections.abc import Sequence

GAME24 = ("symbench/game24", "1", "public", 3, 0, 7)

parts = st.lists(st.one_of(st.integers(), st.text(st.characters(codec="utf-8"))), max_size=4)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
keys = st.text(st.characters(codec="utf-8"), max_size=4)
json_values = st.recursive(
    scalars | keys,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


def unlikely(counts: Sequence[int]) -> bool:
    """True where counts that should be equal differ so much that chance explains it once in 10,000 times."""
    from scipy.stats import chisquare

    return bool(chisquare(counts).pvalue < 1e-4)


# --- the stream


def test_golden_values_of_the_stream() -> None:
    rng = Rng(*GAME24)
    assert [rng.below(100) for _ in range(12)] == [83, 22, 16, 95, 72, 38, 88, 76, 42, 0, 93, 32]
    rng = Rng(*GAME24)
    assert rng.bits(64) == 0xCCB09A46BBE40B53
    assert rng.bits(256) == 0x9BD0CDE641F7F63D501132D31FF4DDC659240AEBFFA3B2CA54ABBA1505D00ABD
    assert Rng().bits(32) == 0x78CF7822


def test_golden_values_of_the_operations() -> None:
    rng = Rng("a", 1)
    cards = list(range(10))
    rng.shuffle(cards)
    assert cards == [5, 2, 7, 6, 8, 3, 9, 4, 1, 0]
    assert rng.sample("abcdefgh", 3) == ["e", "d", "a"]
    assert rng.between(-5, 5) == 4
    assert rng.choice("xyz") == "z"
    assert rng.chance(1, 3) is True


def test_the_stream_is_sha256_of_key_and_counter() -> None:
    key = hashlib.sha256(json.dumps(list(GAME24), separators=(",", ":")).encode()).digest()
    blocks = [hashlib.sha256(key + counter.to_bytes(8, "big")).digest() for counter in range(3)]
    # The first block gives the lowest bits.
    assert Rng(*GAME24).bits(768) == int.from_bytes(b"".join(reversed(blocks)), "big")


@settings(deadline=None)
@given(parts, st.lists(st.integers(0, 300), max_size=20))
def test_how_the_stream_is_cut_up_does_not_change_it(seed: list[Any], widths: list[int]) -> None:
    pieces, whole = Rng(*seed), Rng(*seed).bits(sum(widths))
    for width in widths:
        assert pieces.bits(width) == whole & ((1 << width) - 1)
        whole >>= width


@settings(deadline=None)
@given(parts, parts)
def test_different_seeds_give_different_streams(first: list[Any], second: list[Any]) -> None:
    assert (Rng(*first).bits(128) == Rng(*second).bits(128)) == (first == second)


def test_types_and_places_of_the_parts_matter() -> None:
    seeds: list[tuple[Any, ...]] = [(1,), ("1",), (1, 1), (11,), ("1,1",), ("1", ""), ("", "1"), (-1,), ()]
    assert len({Rng(*seed).bits(128) for seed in seeds}) == len(seeds)


@pytest.mark.parametrize("hash_seed", ["0", "1", "random"])
def test_another_process_draws_the_same(hash_seed: str) -> None:
    program = (
        f"from r1ci_bench.rng import Rng; r = Rng(*{GAME24!r}); print([r.below(100) for _ in range(12)])"
    )
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    assert found.stdout.strip() == "[83, 22, 16, 95, 72, 38, 88, 76, 42, 0, 93, 32]"


# --- the operations


@settings(deadline=None)
@given(parts, st.integers(1, 10**30))
def test_below_stays_below(seed: list[Any], stop: int) -> None:
    assert 0 <= Rng(*seed).below(stop) < stop


@settings(deadline=None)
@given(parts, st.integers(-100, 100), st.integers(0, 50))
def test_between_includes_both_ends(seed: list[Any], low: int, width: int) -> None:
    assert low <= Rng(*seed).between(low, low + width) <= low + width


@pytest.mark.parametrize("stop", [0, -3])
def test_there_must_be_something_to_draw_from(stop: int) -> None:
    with pytest.raises(ValueError, match="nothing to draw from"):
        Rng().below(stop)
    with pytest.raises(ValueError, match="nothing to draw from"):
        Rng().between(1, stop)


@settings(deadline=None)
@given(parts, st.lists(st.integers()), st.data())
def test_a_sample_has_different_positions(seed: list[Any], items: list[int], data: st.DataObject) -> None:
    count = data.draw(st.integers(0, len(items)))
    before = list(items)
    drawn = Rng(*seed).sample(items, count)
    assert len(drawn) == count
    assert not Counter(drawn) - Counter(items)
    assert items == before


def test_a_sample_larger_than_its_source_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot draw 3 of 2"):
        Rng().sample([1, 2], 3)


@settings(deadline=None)
@given(parts, st.lists(st.integers()))
def test_a_shuffle_keeps_the_items(seed: list[Any], items: list[int]) -> None:
    shuffled = list(items)
    Rng(*seed).shuffle(shuffled)
    assert Counter(shuffled) == Counter(items)


@pytest.mark.parametrize("stop", [2, 3, 7, 10, 64, 100, 257])
def test_below_is_uniform(stop: int) -> None:
    rng = Rng("uniform", stop)
    counts = Counter(rng.below(stop) for _ in range(100 * stop))
    assert not unlikely([counts[value] for value in range(stop)])


def test_neighbouring_seeds_are_independent() -> None:
    firsts = [Rng("task", "1", "public", 1, 0, index).below(16) for index in range(4_001)]
    assert not unlikely([Counter(firsts)[value] for value in range(16)])
    pairs = Counter(pairwise(firsts))
    assert not unlikely([pairs[first, second] for first in range(16) for second in range(16)])


def test_every_order_is_equally_likely() -> None:
    rng, counts = Rng("orders"), Counter[tuple[str, ...]]()
    for _ in range(4_800):
        letters = list("abcd")
        rng.shuffle(letters)
        counts[tuple(letters)] += 1
    assert not unlikely([counts[order] for order in permutations("abcd")])


def test_every_selection_is_equally_likely() -> None:
    rng = Rng("selections")
    counts = Counter(tuple(rng.sample("abcde", 2)) for _ in range(4_000))
    assert not unlikely([counts[pair] for pair in permutations("abcde", 2)])


def test_chance_is_the_share_that_it_says() -> None:
    rng = Rng("chance")
    hits = sum(rng.chance(1, 3) for _ in range(9_000))
    assert not unlikely([hits, (9_000 - hits) / 2, (9_000 - hits) / 2])  # type: ignore[list-item]
    assert not any(rng.chance(0, 3) for _ in range(100))
    assert all(rng.chance(3, 3) for _ in range(100))


# --- hashes


def test_golden_values_of_the_hash() -> None:
    value = {"b": [1, 2.5, None, True], "a": "é\u2028"}
    assert canonical_json(value) == '{"a":"é\u2028","b":[1,2.5,null,true]}'.encode()
    assert content_hash(value) == "8fcaafe1a2d5f56d14645482bb012c6764ce9282d3eb46e7ab879a4088e1bace"
    assert content_hash(None) == "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b"


@settings(deadline=None)
@given(json_values)
def test_canonical_json_reads_back_as_the_value(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@settings(deadline=None)
@given(st.dictionaries(keys, json_values), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(value: dict[str, Any], random: Any) -> None:
    items = list(value.items())
    random.shuffle(items)
    assert content_hash(dict(items)) == content_hash(value)


@settings(deadline=None)
@given(json_values, json_values)
def test_equal_hashes_mean_equal_bytes(first: object, second: object) -> None:
    assert (content_hash(first) == content_hash(second)) == (canonical_json(first) == canonical_json(second))


def test_tuples_are_lists_and_kinds_of_numbers_differ() -> None:
    assert content_hash((1, (2, 3))) == content_hash([1, [2, 3]])
    assert len({content_hash(value) for value in (1, 1.0, True, "1", [1])}) == 5


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")], "\ud800"])
def test_what_json_cannot_hold_has_no_hash(value: object) -> None:
    with pytest.raises(ValueError, match=r"not JSON compliant|surrogates not allowed"):
        content_hash(value)


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", object(), {(1, 2): 3}, {1: 2, "1": 3}])
def test_other_types_have_no_hash(value: object) -> None:
    with pytest.raises(TypeError):
        content_hash(value)
