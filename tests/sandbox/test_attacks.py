"""Programs that try to do harm, as root and as an ordinary user, with and without user namespaces.

What they try is in `sandbox/attacks`, a module for each family.
"""

from __future__ import annotations

import json
import os
import secrets
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from sandbox.attacks.catalogue import FAMILIES
from sandbox.attacks.driver import REFUSED
from sandbox.attacks.world import SECRET_VARIABLE

from r1ci_bench.sandbox.jail.probe import layer_reports, missing
from support.cells import CELLS, ORDINARY, Cell, CellError, run

if TYPE_CHECKING:
    import subprocess

HOPELESS = Cell(root=False, user_namespaces=False)
"""Nobody can isolate anything there: the jail must refuse."""

# The families of the issue, and the words that show that a family has what it is named after.
WANTED = {
    "reads": ("home", "password", "source", "environment", "processes", "scratch"),
    "writes": ("symbolic links", "hard links", "descriptors", "memory maps", "replace", "modes"),
    "network": ("every family", "names", "abstract", "datagrams", "pair of sockets", "was given"),
    "bombs": ("fork bomb", "thread bomb", "memory bomb", "disk filler", "inode", "process ids", "shared"),
    "output": ("both streams", "gigabyte", "without a newline", "closed", "grandchild"),
    "busy": ("processes", "pattern", "sleep"),
    "processes": ("ptrace", "kill the harness", "helpers", "kill everybody", "first process", "memory"),
    "kernel": (
        *("setuid", "namespaces", "mount", "chroot", "dangerous doors", "x32", "32-bit", "personality"),
        *("module", "filter", "limits", "System V", "terminal"),
    ),
    "descriptors": ("inherited", "their names", "forge the result", "verdict"),
    "interpreter": (
        *("segmentation", "stack overflow", "trace", "exit handlers", "collector", "builtins", "addresses"),
        *("behind the back",),
    ),
    "leftovers": ("import hooks", "sitecustomize", "poisoned modules", "locale", "clock", "time zone"),
    "sessions": ("session", "fetched", "channel"),
    "javascript": ("files", "connect", "memory bomb", "processes", "flood"),
    "bash": ("files", "connect", "fork bomb", "daemons", "kill", "limits"),
    "c++": ("compiler", "assembler", "raw calls", "memory bomb", "outlive"),
    "endings": ("SIGTERM", "daemon", "session", "outlive", "block signals", "stop itself", "stop everything"),
}


def run_in(cell: Cell, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return run(cell, module, *arguments, env={SECRET_VARIABLE: f"key-{secrets.token_hex(16)}"})
    except CellError as error:
        pytest.skip(str(error))


def said(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def assert_refused_well(done: subprocess.CompletedProcess[str]) -> None:
    """Nothing was run, and the error names the layer and a remedy."""
    (refusal,) = said(done)
    assert "user_namespace does not hold" in refusal["refused"]
    assert "max_user_namespaces" in refusal["hint"]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell != HOPELESS], ids=str)
def test_no_attack_does_harm_and_each_is_reported_rightly(cell: Cell, family: str) -> None:
    done = run_in(cell, "sandbox.attacks.driver", family)
    if done.returncode == REFUSED and missing(layer_reports()):
        pytest.skip(f"no strict isolation here: {done.stdout}")
    assert done.returncode == 0, done.stdout + done.stderr
    reports = said(done)
    complaints = [f"{each['attack']}: {what}" for each in reports for what in each["complaints"]]
    assert not complaints, "\n".join(complaints)
    # The two reports more are on the sandbox itself, when all is over and when it is closed.
    assert len(reports) == len(FAMILIES[family]) + 2


def test_where_nothing_isolates_the_jail_refuses_and_nothing_is_run() -> None:
    done = run_in(HOPELESS, "sandbox.attacks.driver", "reads")
    assert done.returncode == REFUSED, done.stdout + done.stderr
    assert_refused_well(done)


def test_where_nothing_isolates_the_doctor_says_so_and_what_to_do() -> None:
    done = run_in(HOPELESS, "r1ci_bench", "doctor", "--json")
    assert done.returncode == 3, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["sandbox_works"] is False
    lacking = {each["name"]: each for each in report["layers"] if each["required"] and not each["holds"]}
    assert "user_namespace" in lacking
    assert all(each["remedy"] for each in lacking.values())
    assert {"landlock", "seccomp", "rlimits"}.isdisjoint(lacking)  # these need no user namespace


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell.user_namespaces], ids=str)
def test_where_the_jail_holds_the_doctor_says_so(cell: Cell) -> None:
    done = run_in(cell, "r1ci_bench", "doctor", "--json")
    if missing(layer_reports()):
        pytest.skip("no strict isolation here")
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    assert report["sandbox_works"] is True
    assert all(each["holds"] for each in report["layers"] if each["required"])


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_each_cell_is_what_it_is_called(cell: Cell) -> None:
    report = json.loads(run_in(cell, "r1ci_bench", "doctor", "--json").stdout)
    layers = {each["name"]: each for each in report["layers"]}
    user = 65534 if cell.root else ORDINARY if os.geteuid() == 0 else os.geteuid()
    assert layers["privileges"]["detail"].endswith(f"runs as user {user}")
    if cell.user_namespaces and missing(layer_reports()):
        pytest.skip("there are no user namespaces on this machine")
    assert layers["user_namespace"]["holds"] is cell.user_namespaces


@pytest.mark.parametrize(
    "family", [name for name, attacks in FAMILIES.items() if any(each.outside for each in attacks)]
)
def test_the_same_attacks_are_seen_to_do_harm_without_a_jail(family: str) -> None:
    """Checks that cannot complain would prove nothing. The world that is harmed is thrown away."""
    here = Cell(root=os.geteuid() == 0, user_namespaces=True)
    done = run_in(here, "sandbox.attacks.driver", family, "--unsafe")
    assert done.returncode == 0, done.stdout + done.stderr
    complaints = {each["attack"]: each["complaints"] for each in said(done)}
    for attack in FAMILIES[family]:
        if attack.outside:
            assert complaints[attack.name], f"{attack.name} did no harm where nothing keeps it from it"


def test_there_are_many_attacks_of_all_families() -> None:
    attacks = [attack for family in FAMILIES.values() for attack in family]
    assert len(attacks) >= 60
    assert [name for name, count in Counter(each.name for each in attacks).items() if count > 1] == []
    assert all(attack.harm and attack.code.strip() for attack in attacks)
    assert set(FAMILIES) == set(WANTED)
    for family, words in WANTED.items():
        about = " ".join(f"{attack.name} {attack.harm}" for attack in FAMILIES[family])
        assert [word for word in words if word not in about] == [], family
