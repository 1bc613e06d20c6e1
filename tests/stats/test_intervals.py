"""Confidence intervals against closed forms, exact distributions and their own promises."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from r1ci_bench.records import types as records
from r1ci_bench.stats import intervals
from r1ci_bench.stats.intervals import Interval, cluster_bootstrap_mean, wilson

if TYPE_CHECKING:
    from random import Random

counts = st.integers(0, 400).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))
levels = st.floats(0.5, 0.999)
clusters = st.dictionaries(st.text(max_size=3), counts, max_size=12)

THREE = {"a": (0, 10), "b": (5, 10), "c": (10, 10)}
TWENTY = {str(number): (number**2 % 101, 101) for number in range(20)}


def by_scipy(successes: int, trials: int, level: float) -> tuple[float, float]:
    """What SciPy says."""
    found = binomtest(successes, trials).proportion_ci(confidence_level=level, method="wilson")
    return found.low, found.high


# --- Wilson


@settings(deadline=None)
@given(counts.filter(lambda pair: pair[1] > 0), levels)
def test_wilson_is_what_scipy_says(pair: tuple[int, int], level: float) -> None:
    found = wilson(*pair, level=level)
    low, high = by_scipy(*pair, level)
    assert found.low == pytest.approx(low, abs=1e-9)
    assert found.high == pytest.approx(high, abs=1e-9)
    assert (found.level, found.method) == (level, "wilson")


def test_wilson_has_the_published_values() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for pair, (low, high) in published.items():
        found = wilson(*pair)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@settings(deadline=None)
@given(counts, levels)
def test_wilson_contains_the_share_and_stays_a_share(pair: tuple[int, int], level: float) -> None:
    found = wilson(*pair, level=level)
    assert 0 <= found.low < found.high <= 1
    if pair[1]:
        assert found.low - 1e-9 <= pair[0] / pair[1] <= found.high + 1e-9


@settings(deadline=None)
@given(counts, levels)
def test_wilson_of_failures_is_the_mirror_image(pair: tuple[int, int], level: float) -> None:
    found, mirrored = wilson(*pair, level=level), wilson(pair[1] - pair[0], pair[1], level=level)
    assert found.low == pytest.approx(1 - mirrored.high, abs=1e-9)


def test_without_trials_nothing_is_known() -> None:
    assert wilson(0, 0, level=0.9) == Interval(low=0, high=1, level=0.9, method="wilson")


@pytest.mark.parametrize(
    ("successes", "trials", "level"), [(-1, 5, 0.95), (6, 5, 0.95), (0, -1, 0.95), (1, 5, 0.0), (1, 5, 1.0)]
)
def test_impossible_counts_and_levels_are_refused(successes: int, trials: int, level: float) -> None:
    with pytest.raises(ValueError, match=r"make no sense|confidence level"):
        wilson(successes, trials, level=level)
    with pytest.raises(ValueError, match=r"make no sense|confidence level"):
        cluster_bootstrap_mean({"a": (successes, trials), "b": (1, 2)}, seed=0, level=level)


# --- the bootstrap over tasks


def exact_quantiles(values: list[float], level: float) -> tuple[float, float]:
    """Quantiles of the mean's distribution over all equally likely resamples, without any draw."""
    means = sorted(sum(drawn) / len(values) for drawn in product(values, repeat=len(values)))
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2], method="inverted_cdf")
    return float(low), float(high)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9])
def test_the_bootstrap_finds_the_exact_quantiles(level: float) -> None:
    shares = [0.0, 0.13, 0.34, 0.61, 0.9, 1.0]
    found = cluster_bootstrap_mean(
        {str(share): (round(100 * share), 100) for share in shares}, seed=1, level=level, resamples=200_000
    )
    low, high = exact_quantiles(shares, level)
    assert found.low == pytest.approx(low, abs=5e-3)
    assert found.high == pytest.approx(high, abs=5e-3)


def test_two_tasks_have_a_closed_form() -> None:
    # Means of two draws from {0, 1}: 0, 1/2, 1/2, 1. A quarter of them is 0, a quarter is 1.
    two = {"a": (0, 5), "b": (5, 5)}
    ends = {level: cluster_bootstrap_mean(two, seed=0, level=level) for level in (0.4, 0.6)}
    assert (ends[0.4].low, ends[0.4].high) == (0.5, 0.5)
    assert (ends[0.6].low, ends[0.6].high) == (0.0, 1.0)


def test_it_agrees_with_scipy() -> None:
    from scipy.stats import bootstrap

    shares = np.array([0.1, 0.25, 0.3, 0.5, 0.55, 0.7, 0.95, 1.0])
    theirs = bootstrap((shares,), np.mean, n_resamples=100_000, method="percentile").confidence_interval
    tasks = {str(share): (round(100 * share), 100) for share in shares}
    ours = cluster_bootstrap_mean(tasks, seed=0, resamples=100_000)
    assert ours.low == pytest.approx(theirs.low, abs=5e-3)
    assert ours.high == pytest.approx(theirs.high, abs=5e-3)


def test_it_keeps_its_values_for_ever() -> None:
    assert cluster_bootstrap_mean(TWENTY, seed=7) == Interval(
        low=0.289108910891, high=0.559405940594, level=0.95, method="cluster_bootstrap"
    )


def test_a_larger_task_weighs_no_more() -> None:
    tenfold = THREE | {"b": (50, 100)}
    assert cluster_bootstrap_mean(tenfold, seed=3) == cluster_bootstrap_mean(THREE, seed=3)


@settings(deadline=None)
@given(clusters, st.integers(0, 2**32), st.randoms(use_true_random=False))
def test_neither_order_nor_names_change_it(
    tasks: dict[str, tuple[int, int]], seed: int, random: Random
) -> None:
    items = list(tasks.items())
    random.shuffle(items)
    renamed = {f"task-{number}": pair for number, (_, pair) in enumerate(items)}
    first = cluster_bootstrap_mean(tasks, seed=seed, resamples=50)
    assert cluster_bootstrap_mean(dict(items), seed=seed, resamples=50) == first
    assert cluster_bootstrap_mean(renamed, seed=seed, resamples=50) == first


@settings(deadline=None)
@given(clusters, levels)
def test_it_is_always_an_interval_inside_the_shares(tasks: dict[str, tuple[int, int]], level: float) -> None:
    found = cluster_bootstrap_mean(tasks, seed=0, level=level, resamples=100)
    assert 0 <= found.low <= found.high <= 1
    shares = [successes / trials for successes, trials in tasks.values() if trials]
    if found.method == "cluster_bootstrap":
        assert min(shares) - 1e-9 <= found.low
        assert found.high <= max(shares) + 1e-9


@settings(deadline=None)
@given(clusters, st.sampled_from(["new", "other"]))
def test_tasks_without_attempts_are_left_out(tasks: dict[str, tuple[int, int]], name: str) -> None:
    found = cluster_bootstrap_mean(tasks, seed=0, resamples=50)
    assert cluster_bootstrap_mean(tasks | {name: (0, 0)}, seed=0, resamples=50) == found


@pytest.mark.parametrize(
    ("tasks", "pooled"),
    [
        ({}, (0, 0)),
        ({"a": (0, 0)}, (0, 0)),
        ({"a": (3, 8)}, (3, 8)),
        ({"a": (0, 8), "b": (0, 4)}, (0, 12)),
        ({"a": (8, 8), "b": (4, 4), "c": (0, 0)}, (12, 12)),
        ({"a": (1, 3), "b": (2, 6), "c": (33, 99)}, (36, 108)),
    ],
)
def test_where_shares_do_not_differ_it_is_wilsons_of_all_attempts(
    tasks: dict[str, tuple[int, int]], pooled: tuple[int, int]
) -> None:
    assert cluster_bootstrap_mean(tasks, seed=0) == wilson(*pooled)


def test_the_memory_bound_does_not_change_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = cluster_bootstrap_mean(THREE, seed=5, resamples=1_000)
    monkeypatch.setattr(intervals, "_DRAWS_AT_ONCE", 10)
    assert cluster_bootstrap_mean(THREE, seed=5, resamples=1_000) == whole


def test_another_seed_draws_otherwise() -> None:
    ends = {cluster_bootstrap_mean(TWENTY, seed=seed, resamples=200).low for seed in range(5)}
    assert len(ends) == 5


def test_it_needs_a_resample() -> None:
    with pytest.raises(ValueError, match="too few"):
        cluster_bootstrap_mean(THREE, seed=0, resamples=0)


# --- the module


def test_the_interval_is_the_recorded_one() -> None:
    assert Interval is records.Interval


def test_importing_the_module_is_cheap() -> None:
    program = "import sys, r1ci_bench.stats.intervals; print({'numpy', 'scipy'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
