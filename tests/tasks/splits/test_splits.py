"""The splits of our own suites: their files hold what the rules draw, and the rules are what they say."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.descriptors import SplitDescriptor, TaskDescriptor
from r1ci_bench.errors import SetupError
from r1ci_bench.plugins import build_plugin_manager
from r1ci_splits.draw import (
    SEATS,
    SUITES,
    as_json,
    draw_all,
    draw_test,
    largest_remainder,
    order,
)
from r1ci_splits.loader import LISTS, load
from r1ci_splits.plugin import OWN_DRAW, SPLITS

PLUGINS = build_plugin_manager(third_party=False)
TASKS = {item.descriptor.id: item.descriptor for item in PLUGINS.tasks if item.descriptor.suite in SUITES}
NAMES = [descriptor.id for descriptor in SPLITS]
CAPABILITIES = ("execution", "planning", "reasoning")


def tasks_of(name: str) -> set[str]:
    return set(load(name).tasks)


class TestFiles:
    @pytest.mark.parametrize("name", NAMES)
    def test_a_file_is_what_the_rule_draws(self, name: str) -> None:
        drawn = draw_all(TASKS.values())[name]
        text = (LISTS / f"{name}.json").read_text(encoding="utf-8")
        assert text == as_json(drawn), "draw it again: python -m r1ci_splits.draw"

    def test_every_file_is_registered_and_the_other_way_round(self) -> None:
        assert sorted(path.stem for path in LISTS.iterdir()) == sorted(NAMES)
        assert set(NAMES) <= set(PLUGINS.splits.ids())

    @pytest.mark.parametrize("descriptor", SPLITS, ids=lambda descriptor: descriptor.id)
    def test_what_is_registered_loads_and_speaks_as_its_file_does(self, descriptor: SplitDescriptor) -> None:
        split = descriptor.load()()
        assert (split.name, split.version, split.note) == (descriptor.id, descriptor.version, descriptor.note)
        assert split.rule

    @pytest.mark.parametrize("name", NAMES)
    def test_every_id_is_registered_once_and_in_order(self, name: str) -> None:
        tasks = load(name).tasks
        assert set(tasks) <= TASKS.keys()
        assert all(one < two for one, two in pairwise(tasks))

    def test_the_draw_of_the_paper_is_not_claimed(self) -> None:
        assert load("test37").note == load("train107").note == OWN_DRAW
        assert "not the paper's list, which is not published" in OWN_DRAW

    def test_the_command_finds_nothing_to_write(self) -> None:
        command = [sys.executable, "-m", "r1ci_splits.draw", "--check"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout == "not as drawn: none\n"


class TestWhatMustHold:
    def test_the_suites_have_their_sizes(self) -> None:
        assert {suite: len(tasks_of(suite)) for suite in SUITES} == SUITES
        for suite in SUITES:
            assert all(TASKS[name].suite == suite for name in tasks_of(suite))

    def test_all144_is_the_suites_together(self) -> None:
        assert len(tasks_of("all144")) == 144
        assert tasks_of("all144") == TASKS.keys() == set().union(*map(tasks_of, SUITES))

    def test_train_and_test_share_nothing_and_leave_nothing(self) -> None:
        assert (len(tasks_of("train107")), len(tasks_of("test37"))) == (107, 37)
        assert tasks_of("train107") | tasks_of("test37") == tasks_of("all144")
        assert not tasks_of("train107") & tasks_of("test37")

    @pytest.mark.parametrize("suite", SUITES)
    def test_leaving_a_suite_out_leaves_all_the_others(self, suite: str) -> None:
        assert tasks_of(f"without-{suite}") == tasks_of("all144") - tasks_of(suite)

    @pytest.mark.parametrize("capability", CAPABILITIES)
    def test_a_capability_split_holds_every_task_that_states_it(self, capability: str) -> None:
        stated = {name for name, task in TASKS.items() if capability in task.capabilities}
        assert tasks_of(capability) == stated

    def test_every_task_is_in_a_capability_split(self) -> None:
        assert set().union(*map(tasks_of, CAPABILITIES)) == tasks_of("all144")


class TestTheDraw:
    def test_seats_go_to_suites_by_largest_remainder(self) -> None:
        seats = largest_remainder(SEATS, SUITES)
        assert seats == {"symbench": 8, "bbh": 7, "reasoning-gym": 22}
        test = tasks_of("test37")
        assert {suite: len(test & tasks_of(suite)) for suite in SUITES} == seats

    def test_every_large_set_of_capabilities_of_a_suite_is_represented(self) -> None:
        test = tasks_of("test37")
        strata: dict[tuple[str, frozenset[str]], set[str]] = {}
        for name, task in TASKS.items():
            strata.setdefault((task.suite, frozenset(task.capabilities)), set()).add(name)
        for (suite, _), members in strata.items():
            suite_seats = len(test & tasks_of(suite))
            share = suite_seats * len(members) / SUITES[suite]
            assert int(share) <= len(members & test) <= int(share) + 1

    def test_within_a_stratum_the_smallest_hashes_are_drawn(self) -> None:
        test = tasks_of("test37")
        for name in test:
            alike = [
                other
                for other, task in TASKS.items()
                if task.suite == TASKS[name].suite
                and set(task.capabilities) == set(TASKS[name].capabilities)
                and other not in test
            ]
            assert all(order(name) < order(other) for other in alike)

    def test_the_hash_is_the_one_that_is_documented(self) -> None:
        # printf %s 'r1ci-bench test37 1 symbench/game24' | sha256sum
        assert order("symbench/game24").startswith("1bf49e84d7ac9d59")

    @given(
        st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 60), min_size=1), st.data()
    )
    def test_largest_remainder_gives_all_seats_and_nobody_more_than_a_seat_too_many(
        self, sizes: dict[str, int], data: st.DataObject
    ) -> None:
        total = sum(sizes.values())
        seats = data.draw(st.integers(0, total))
        given_to = largest_remainder(seats, sizes)
        assert sum(given_to.values()) == seats
        for name, size in sizes.items():
            share = seats * size / total
            assert int(share) <= given_to[name] <= int(share) + 1
            assert given_to[name] <= size

    @given(st.permutations(sorted(TASKS)))
    def test_the_order_in_which_tasks_are_registered_does_not_matter(self, names: list[str]) -> None:
        assert draw_test((TASKS[name] for name in names), SEATS) == list(load("test37").tasks)

    def test_tasks_of_others_change_nothing(self) -> None:
        stranger = TaskDescriptor(
            id="acme/anagrams", version="1", entry="acme:Anagrams", summary="-", capabilities=("reasoning",)
        )
        assert draw_all([stranger, *TASKS.values()]) == draw_all(TASKS.values())

    def test_an_incomplete_suite_draws_nothing(self) -> None:
        with pytest.raises(SetupError, match="suite symbench has 32 tasks, not 33: nothing is drawn"):
            draw_all(task for name, task in TASKS.items() if name != "symbench/game24")


def test_a_file_is_plain_json_with_what_a_reader_must_know() -> None:
    fields = json.loads((LISTS / "test37.json").read_text(encoding="utf-8"))
    assert list(fields) == ["name", "version", "rule", "note", "tasks"]
