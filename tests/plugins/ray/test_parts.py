"""The parts of the Ray plugin that need no cluster: what is set, what travels, and nodes that differ."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1ci_bench.descriptors import ModelDescriptor
from r1ci_bench.errors import (
    HostFault,
    ProviderFault,
    R1ciError,
    SandboxFault,
    SetupError,
    TaskFault,
    UsageError,
    VerifierFault,
)
from r1ci_bench.executor import Equipment, Job, PlannedAttempt
from r1ci_bench.plugins import build_plugin_manager
from r1ci_bench.records import RunSpec
from r1ci_bench.sandbox.policy import LayerReport, Policy, SandboxOptions
from r1ci_bench.task import Sample
from r1ci_bench.text import well_formed
from r1ci_ray.actors import Place, PlaceLostError
from r1ci_ray.cluster import Node
from r1ci_ray.executor import TRIES, RayExecutor
from r1ci_ray.layers import lost, on_node, weakest
from r1ci_ray.node import differences
from r1ci_ray.places import Places
from r1ci_ray.sandbox import RaySandbox
from r1ci_ray.settings import Settings, read_settings
from r1ci_ray.wire import Jails, answer, decode_made, encode, encode_made, read_answer
from support.runs import make_manifest, make_record

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HERE = Node("a" * 56, "node a", 4)
THERE = Node("b" * 56, "node b", 4)

texts = st.text(alphabet=st.characters(exclude_categories=()), max_size=40)


# --- what is registered


def test_ray_is_imported_only_where_it_is_selected() -> None:
    code = (
        "import sys; from r1ci_bench.plugins import build_plugin_manager as build; import r1ci_ray.plugin; "
        "build(select=''); print('ray' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_executors_are_looked_up_like_anything_else() -> None:
    plugins = build_plugin_manager(select="")
    assert "local" in plugins.executors
    with pytest.raises(UsageError, match="unknown executor 'rai'") as caught:
        plugins.executors.get("rai")
    assert caught.value.hint


# --- what can be set


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings() == Settings()
    monkeypatch.setenv("R1CI_RAY_CPUS", "2")
    monkeypatch.setenv("R1CI_RAY_WAIT_SECONDS", "1.5")
    assert read_settings() == Settings(cpus=2, wait_seconds=1.5)


@pytest.mark.parametrize(
    ("variable", "value"),
    [("R1CI_RAY_CPUS", "-1"), ("R1CI_RAY_ATTEMPTS", "many"), ("R1CI_RAY_START_SECONDS", "0")],
)
def test_a_setting_that_makes_no_sense_is_named(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError, match=rf"environment variable {variable}: expected"):
        read_settings()


@given(cpus=st.integers(0, 64), each=st.integers(0, 64))
def test_the_actors_of_a_node_never_take_more_than_it_has(cpus: int, each: int) -> None:
    settings = Settings(cpus=each)
    actors = settings.actors_of(cpus)
    assert actors * settings.cpus_of_actor(cpus) <= cpus
    assert (actors + 1) * settings.cpus_of_actor(cpus) > cpus or each == 0
    assert (actors == 0) == (cpus < max(each, 1))


# --- what travels


@given(
    kind=st.sampled_from([ProviderFault, SandboxFault, VerifierFault, TaskFault, HostFault]),
    message=texts,
    hint=st.none() | texts,
    fatal=st.booleans(),
)
def test_a_fault_arrives_as_it_was(kind: Any, message: str, hint: str | None, fatal: bool) -> None:
    async def raising() -> bytes:
        raise kind(message, kind="some_kind", fatal=fatal, hint=hint)

    with pytest.raises(kind) as caught:
        read_answer(asyncio.run(answer(raising(), lambda error: HostFault("broken", kind="internal"))))
    error = caught.value
    assert type(error) is kind
    assert (error.message, error.kind, error.fatal) == (well_formed(message), "some_kind", fatal)
    assert error.hint == (None if hint is None else well_formed(hint))


def test_an_error_of_a_strangers_type_arrives_as_what_it_is_a_kind_of() -> None:
    class StrangeError(SetupError):
        pass

    async def raising(error: Exception) -> bytes:
        raise error

    def arrived(error: Exception) -> R1ciError:
        with pytest.raises(R1ciError) as caught:
            read_answer(asyncio.run(answer(raising(error), lambda error: SandboxFault(str(error), kind="x"))))
        return caught.value

    assert type(arrived(StrangeError("no"))) is SetupError
    assert type(arrived(R1ciError("no"))) is HostFault
    assert type(arrived(ZeroDivisionError("oops"))) is SandboxFault


@given(st.binary(max_size=60))
def test_what_is_no_answer_is_a_fault(data: bytes) -> None:
    # No such bytes are an answer: those begin with an object of two fields or more, its tag first.
    with pytest.raises(HostFault, match="no proper answer"):
        read_answer(b"\x80" + data)


@given(text=texts, fault=st.booleans())
def test_a_record_arrives_as_it_would_stand_on_disk(text: str, fault: bool) -> None:
    record = make_record(1, question=text, outcome="provider_fault" if fault else "correct")
    sent = ProviderFault(text, kind="refused", fatal=True) if fault else None
    arrived, theirs = decode_made(encode_made(record, sent))
    assert arrived == msgspec.structs.replace(record, question=well_formed(text))
    assert (theirs is not None) == fault
    assert theirs is None or (theirs.kind, theirs.fatal) == ("refused", True)


# --- nodes that differ


def layer(name: str, *, holds: bool, detail: str = "") -> LayerReport:
    return LayerReport(name=name, holds=holds, detail=detail, required=True)


reports = st.lists(
    st.builds(layer, st.sampled_from("abcdef"), holds=st.booleans()), unique_by=lambda one: one.name
).map(tuple)


@given(reports, reports)
def test_what_holds_on_two_nodes_is_what_holds_on_both(
    one: tuple[LayerReport, ...], other: tuple[LayerReport, ...]
) -> None:
    def held(layers: tuple[LayerReport, ...]) -> set[str]:
        return {layer.name for layer in layers if layer.holds}

    merged = weakest(one, other)
    assert held(merged) == held(one) & held(other)
    assert sorted(layer.name for layer in merged) == sorted({layer.name for layer in one + other})
    assert {layer.name for layer in lost(one, other)} == held(one) - held(other)


def test_a_layer_that_does_not_hold_says_where() -> None:
    merged = weakest(
        on_node([layer("landlock", holds=True)], "node a"),
        on_node([layer("landlock", holds=False, detail="ABI 0")], "node b"),
    )
    assert [(one.holds, one.detail) for one in merged] == [(False, "node b: ABI 0")]


def opened(monkeypatch: pytest.MonkeyPatch, *jails: tuple[Node, Jails]) -> RaySandbox:
    """A sandbox whose cluster consists of nodes that say so."""
    sandbox = RaySandbox(SandboxOptions())

    def tell(self: Places) -> None:
        for node, said in jails:
            self._accept(node, encode(said), False)

    monkeypatch.setattr(Places, "open", tell)
    return sandbox


def test_a_cluster_is_refused_where_one_node_cannot_isolate(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = opened(
        monkeypatch,
        (HERE, Jails(layers=(layer("seccomp", holds=True),))),
        (THERE, Jails(layers=(layer("seccomp", holds=False, detail="no"),))),
    )
    assert [one.holds for one in sandbox.layers()] == [False]
    assert not sandbox.isolated
    with pytest.raises(SetupError, match=r"seccomp does not hold \(node b: no\)"):
        asyncio.run(sandbox.execute("print(1)", Policy()))


def test_a_language_that_one_node_lacks_is_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = (layer("seccomp", holds=True),)
    sandbox = opened(
        monkeypatch, (HERE, Jails(layers=layers)), (THERE, Jails(layers=layers, lacks={"cpp": "no compiler"}))
    )
    assert sandbox.lacks("cpp") == "node b: no compiler"
    assert sandbox.lacks("python") is None
    with pytest.raises(SetupError, match="cannot run cpp code: node b: no compiler"):
        asyncio.run(sandbox.execute("int main() {}", Policy(languages=("cpp",)), language="cpp"))


def test_a_node_that_joins_late_must_not_be_weaker(monkeypatch: pytest.MonkeyPatch) -> None:
    sandbox = opened(monkeypatch, (HERE, Jails(layers=(layer("seccomp", holds=True),))))
    sandbox.layers()
    accept = sandbox.places._accept
    accept(THERE, encode(Jails(layers=(layer("seccomp", holds=True),))), True)
    with pytest.raises(SetupError, match="seccomp does not hold there"):
        accept(THERE, encode(Jails(layers=(layer("seccomp", holds=False),))), True)
    with pytest.raises(SetupError, match="cannot run bash code: none"):
        accept(THERE, encode(Jails(layers=(layer("seccomp", holds=True),), lacks={"bash": "none"})), True)
    assert [one.holds for one in sandbox.layers()] == [True]


@pytest.mark.parametrize("stateful", [False, True])
def test_code_that_no_node_is_left_for_is_a_sandbox_fault_with_and_without_state(
    stateful: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def take(self: Places, wanted: Place | None) -> Place:
        raise HostFault("no node is left", kind="no_node", hint="bring it up")

    monkeypatch.setattr(Places, "_take", take)
    sandbox = opened(monkeypatch, (HERE, Jails(layers=(layer("seccomp", holds=True),))))
    with pytest.raises(SandboxFault, match="no node is left") as caught:
        asyncio.run(sandbox.session(Policy(stateful=stateful)).execute("print(1)"))
    assert (caught.value.kind, caught.value.hint) == ("no_resources", "bring it up")


def executor(**fields: Any) -> RayExecutor:
    manifest = make_manifest(**fields)
    return RayExecutor(Job(spec=manifest.spec, tasks=manifest.plan.tasks), build_plugin_manager(select=""))


def test_nodes_must_have_the_same_prompts_and_the_same_model() -> None:
    accept = executor().places._accept
    first = Equipment(model_details={"revision": "1"}, prompts_hash="0" * 64, layers=())
    accept(HERE, encode(first), False)
    accept(THERE, encode(first), True)
    with pytest.raises(SetupError, match="prompt templates are others"):
        accept(THERE, encode(msgspec.structs.replace(first, prompts_hash="1" * 64)), False)
    with pytest.raises(SetupError, match=r"its model is .*'2'.* elsewhere .*'1'"):
        accept(THERE, encode(msgspec.structs.replace(first, model_details={"revision": "2"})), False)


def test_code_of_an_attempt_on_the_cluster_is_not_sent_to_the_cluster_again() -> None:
    with pytest.raises(UsageError, match="--executor ray runs code where the attempt is"):
        executor(sandbox="ray")


def test_differences_name_the_package_and_both_versions() -> None:
    wanted = {"python": "2.7", "msgspec": msgspec.__version__, "plugin acme:tasks": "1.0"}
    found = differences(wanted)
    assert found[0].endswith(" there and 2.7 here")
    assert found[1:] == ["plugin acme:tasks is not installed there and 1.0 here"]


# --- attempts that outlive nothing


def test_an_attempt_over_which_every_node_is_lost_is_a_fault_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[str] = []

    @asynccontextmanager
    async def taken(self: Places) -> AsyncIterator[Place]:
        yield Place(HERE, None, 1)

    async def call(self: Places, *_: object) -> bytes:
        raise PlaceLostError

    monkeypatch.setattr(Places, "taken", taken)
    monkeypatch.setattr(Places, "call", call)
    planned = PlannedAttempt(
        key="0" * 32,
        task="t/0",
        level=3,
        index=4,
        epoch=0,
        sample=Sample(question="Q", data={"n": 1}),
        sample_hash="0" * 64,
        copy=0,
        seed=1,
    )
    record, fault = asyncio.run(executor().make(planned, waits.append))
    assert waits == ["cluster", "model"] * TRIES
    assert isinstance(fault, SandboxFault)
    assert record.fault is not None
    assert (record.key, record.outcome, record.fault.kind) == (planned.key, "sandbox_fault", "node_lost")
    assert record.transcript.stop is None


def test_a_descriptor_names_the_packages_that_a_run_records() -> None:
    made = ModelDescriptor(id="x", version="1", entry="x:x", summary="x", example="x/x", packages=("acme",))
    assert made.packages == ("acme",)
    assert RunSpec(model="x/x").executor == "local"
