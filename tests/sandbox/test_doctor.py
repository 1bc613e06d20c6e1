"""`r1ci-bench doctor`: which layers hold, what is given up without the others, and what to do."""

from __future__ import annotations

import json

import msgspec
import pytest
from sandbox.confined import SYS_ADMIN, only_root, run

from r1ci_bench.cli.app import run_app
from r1ci_bench.errors import ExitCode
from r1ci_bench.sandbox.jail import client
from r1ci_bench.sandbox.jail.losses import WITHOUT, memory_bound
from r1ci_bench.sandbox.jail.plan import ORDER
from r1ci_bench.sandbox.jail.probe import layer_reports
from r1ci_bench.sandbox.policy import LayerReport

DOCTOR = "import sys\nfrom r1ci_bench.cli.app import run_app\nprint(int(run_app(['doctor'])))"

Capture = pytest.CaptureFixture[str]


def report(name: str, *, holds: bool, required: bool = True, remedy: str = "") -> LayerReport:
    return LayerReport(name=name, holds=holds, required=required, detail="as found", remedy=remedy)


def doctor(capsys: Capture, *arguments: str) -> tuple[int, str]:
    code = run_app(["doctor", *arguments])
    return code, capsys.readouterr().out


def row(text: str, layer: str) -> list[str]:
    return next(line.split() for line in text.splitlines() if line.startswith(f"{layer} "))


def test_it_is_known_of_every_layer_what_is_given_up_without_it() -> None:
    assert list(WITHOUT) == list(ORDER)


@pytest.mark.usefixtures("jail_works")
def test_where_all_holds_it_says_so(capsys: Capture) -> None:
    code, text = doctor(capsys)
    assert code == ExitCode.OK
    assert "sandbox: works" in text
    assert "MISSING" not in text.partition("language of code")[0]
    assert row(text, "seccomp")[1:3] == ["holds", "yes"]


def test_a_missing_layer_comes_with_its_loss_and_the_remedy_of_several_comes_once(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = {"pid_namespace", "network_namespace"}
    found = tuple(
        report(name, holds=name not in lacking, remedy="pull the lever" if name in lacking else "")
        for name in ORDER
        if name not in {"own_user", "cgroup"}
    )
    monkeypatch.setattr(client, "layer_reports", lambda: found)
    code, text = doctor(capsys)
    assert code == ExitCode.SETUP
    assert row(text, "pid_namespace")[1:3] == ["MISSING", "yes"]
    assert f"without pid_namespace: {WITHOUT['pid_namespace']}" in text
    assert "to have pid_namespace, network_namespace: pull the lever" in text
    assert "sandbox: does not work" in text
    assert text.count("  without ") == len(lacking)


@pytest.mark.parametrize(
    ("holding", "told"),
    [
        ({"cgroup", "rlimits"}, "the kernel, for all of them together"),
        ({"rlimits"}, "it looks every 50 ms, from 100 ms after the start"),
        (set(), "nothing"),
    ],
)
def test_what_bounds_the_memory_of_all_processes_is_told(holding: set[str], told: str) -> None:
    assert told in memory_bound(report(name, holds=name in holding) for name in ("cgroup", "rlimits"))


@pytest.mark.usefixtures("jail_works")
def test_programs_are_told_the_same(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = report("cgroup", holds=False, required=False, remedy="ask")
    others = tuple(each for each in layer_reports() if each.name != "cgroup")
    monkeypatch.setattr(client, "layer_reports", lambda: (absent, *others))
    code, text = doctor(capsys, "--json")
    found = json.loads(text)
    assert (code, found["sandbox_works"]) == (ExitCode.OK, True)
    assert found["layers"][0] == json.loads(msgspec.json.encode(absent))
    assert found["given_up"]["cgroup"] == WITHOUT["cgroup"]
    assert "sandbox for all of them together" in found["memory_bounded_by"]


@only_root
@pytest.mark.usefixtures("jail_works")
class TestWithoutUserNamespaces:
    """A root who may make none."""

    def test_what_takes_their_place_is_told_and_nothing_is_asked_for(self) -> None:
        text = run(DOCTOR, user_namespaces=False)
        assert text.splitlines()[-1] == str(int(ExitCode.OK))
        assert row(text, "own_user")[1:3] == ["holds", "yes"]
        assert row(text, "user_namespace")[1:3] == ["absent", "no"]
        assert "own_user takes its place" in text
        assert "to have user_namespace" not in text

    def test_where_nothing_can_the_remedy_is_told_once(self) -> None:
        text = run(DOCTOR, user_namespaces=False, without=(SYS_ADMIN,))
        assert text.splitlines()[-1] == str(int(ExitCode.SETUP))
        assert row(text, "user_namespace")[1:3] == ["MISSING", "yes"]
        assert f"without user_namespace: {WITHOUT['user_namespace']}" in text
        assert text.count("to have user_namespace, pid_namespace") == 1
        assert "SYS_ADMIN" in text
