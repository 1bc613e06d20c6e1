"""Errors for people, faults for records, and the descriptors that plugins register."""

from __future__ import annotations

import inspect
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1ci_bench import errors
from r1ci_bench.descriptors import (
    AgentDescriptor,
    CommandDescriptor,
    Descriptor,
    ModelDescriptor,
    SandboxDescriptor,
    TaskDescriptor,
)
from r1ci_bench.errors import (
    Boundary,
    ExitCode,
    Fault,
    HostFault,
    MismatchError,
    ProtocolFault,
    ProviderFault,
    R1ciError,
    RunStoppedError,
    SandboxFault,
    SetupError,
    TaskFault,
    UsageError,
    VerifierFault,
    near_misses,
)

FAULTS = [ProviderFault, SandboxFault, ProtocolFault, VerifierFault, TaskFault, HostFault]
NAMES = ["symbench/game24", "symbench/path_plan", "bbh/date_understanding", "game_of_life"]


def describe(entry: str = "json:loads", name: str = "suite/name") -> Descriptor:
    return Descriptor(id=name, version="1", entry=entry, summary="Something.")


# --- errors


def test_every_error_of_the_module_has_one_root() -> None:
    classes = [
        item for item in vars(errors).values() if inspect.isclass(item) and issubclass(item, Exception)
    ]
    assert len(classes) == 12
    assert all(issubclass(item, R1ciError) for item in classes)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (R1ciError("x"), 70),
        (UsageError("x"), 2),
        (SetupError("x"), 3),
        (RunStoppedError("x"), 4),
        (MismatchError("x"), 5),
        *((fault("x", kind="k"), 2 if fault is TaskFault else 70) for fault in FAULTS),
    ],
)
def test_each_error_has_its_exit_code(error: R1ciError, code: int) -> None:
    assert error.exit_code == code


def test_exit_codes_differ_and_fit_a_shell() -> None:
    assert len({int(code) for code in ExitCode}) == len(ExitCode)
    assert all(0 <= code < 256 for code in ExitCode)
    assert ExitCode.INTERRUPTED == 128 + 2


def test_an_error_carries_message_and_hint() -> None:
    error = UsageError("unknown task 'x'", hint="try another")
    assert (str(error), error.message, error.hint) == ("unknown task 'x'", "unknown task 'x'", "try another")
    assert UsageError("x").hint is None


def test_each_boundary_has_its_own_fault() -> None:
    assert [fault.boundary for fault in FAULTS] == list(get_args(Boundary))


def test_a_fault_carries_kind_and_fatality() -> None:
    fault = ProviderFault("refused", kind="refused", fatal=True, hint="set the key")
    assert (fault.kind, fault.fatal, fault.hint) == ("refused", True, "set the key")
    assert VerifierFault("slow", kind="timeout").fatal is False
    with pytest.raises(TypeError):
        Fault("a fault without a kind")  # type: ignore[call-arg]


# --- near misses


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [
        ("symbench/game42", "symbench/game24"),
        ("game24", "symbench/game24"),
        ("bigbench/date_understandin", "bbh/date_understanding"),
        ("symbench/pathplan", "symbench/path_plan"),
    ],
)
def test_a_mistyped_name_gets_the_nearest_one_first(wanted: str, nearest: str) -> None:
    assert (near_misses(wanted, NAMES) or "").startswith(f"did you mean {nearest!r}")


@pytest.mark.parametrize("wanted", ["quantum_chess", "", "/"])
def test_what_is_near_to_nothing_gets_no_suggestion(wanted: str) -> None:
    assert near_misses(wanted, NAMES) is None


def test_suggestions_are_few_and_different() -> None:
    found = near_misses("task", [f"task{number}" for number in range(9)], most=2)
    assert found is not None
    assert found.count(" or ") == 1
    assert near_misses("anything", []) is None


@settings(deadline=None)
@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=8))
def test_a_suggestion_is_a_known_name(wanted: str, known: list[str]) -> None:
    hint = near_misses(wanted, known)
    assert hint is None or any(repr(name) in hint for name in known)


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=8, unique=True))
def test_the_exact_name_is_always_suggested(known: list[str]) -> None:
    assert repr(known[0]) in (near_misses(known[0], known) or "")


# --- descriptors


@pytest.mark.parametrize("name", ["jail", "all-text", "symbench/game24", "hf", "a.b_c-d/1", "0/0"])
def test_ids_are_one_or_two_lower_case_words(name: str) -> None:
    assert describe(name=name).id == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "a/",
        "/a",
        "a/b/c",
        "A",
        "suite/Name",
        "a b",
        "-a",
        "_a",
        "a/.b",
        "é",
        "²",
        "a\n",
        "a/b\n",
        "\u0430",
    ],
)
def test_other_ids_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="must be lower case words"):
        describe(name=name)


@pytest.mark.parametrize(
    "entry",
    ["", "json", "json:", ":loads", "json.:loads", ".json:x", "json:a.b", "json:a:b", "js on:x", "1:x"],
)
def test_an_entry_names_a_module_and_an_attribute(entry: str) -> None:
    with pytest.raises(ValueError, match="must look like 'module:attribute'"):
        describe(entry)


def test_an_entry_is_imported_when_it_is_loaded() -> None:
    from json.decoder import JSONDecoder

    assert describe("json.decoder:JSONDecoder").load() is JSONDecoder


@pytest.mark.parametrize(
    ("entry", "error", "message"),
    [
        ("no_such_module_anywhere:x", ModuleNotFoundError, "no_such_module_anywhere"),
        ("json:no_such_name", ImportError, "module 'json' has no 'no_such_name'"),
        ("support.broken_task:Task", RuntimeError, "does not import"),
    ],
)
def test_what_cannot_be_loaded_says_why(entry: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        describe(entry).load()


@pytest.mark.parametrize(("name", "suite"), [("symbench/game24", "symbench"), ("single", "single")])
def test_the_suite_stands_before_the_slash(name: str, suite: str) -> None:
    task = TaskDescriptor(id=name, version="1", entry="a:b", summary="", capabilities=("planning",))
    assert (task.suite, task.source, task.levels) == (suite, "generator", 5)


def test_a_descriptor_does_not_change() -> None:
    with pytest.raises(AttributeError):
        describe().version = "2"  # type: ignore[misc]


def test_a_descriptor_tells_what_it_is() -> None:
    text = repr(SandboxDescriptor(id="jail", version="3", entry="a:b", summary=""))
    assert text.startswith("SandboxDescriptor(")
    assert all(word in text for word in ("'jail'", "'3'", "'a:b'"))


def test_defaults_claim_no_more_than_is_so() -> None:
    model = ModelDescriptor(id="m", version="1", entry="a:b", summary="", example="m/x")
    assert (model.kind, model.names, model.key_variable, model.extras) == ("model", (), None, ())
    assert SandboxDescriptor(id="s", version="1", entry="a:b", summary="").isolated is True
    for kind in (AgentDescriptor, CommandDescriptor):
        assert kind(id="x", version="1", entry="a:b", summary="").extras == ()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"entri": "a:b"}, "Descriptor has no entri"),
        ({"id": "a/b", "version": "1"}, "Descriptor needs entry, summary"),
    ],
)
def test_a_descriptor_with_wrong_fields_says_which(values: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Descriptor(**values)
